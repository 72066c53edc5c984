"""`digest import`: its options; read each FILE or standard input, choose an importer, also of an extension, and check its Wire;
make the draft and its id, and write the article. Errors for web addresses, missing or binary files, folders, unknown names for
--encoding or --importer, and texts imported before."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Collection
from datetime import datetime
from functools import partial
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click
import msgspec

from digest.articles.date_reader import in_zone, zone_of
from digest.command_options import State, article_options, shared_options
from digest.commands.article_file import check_tags, check_topics, check_url, month_folder, taken_names, write_article
from digest.commands.import_report import (
    Imported,
    ImportOptions,
    guesses_from_options,
    guesses_from_text,
    import_notes,
    missing_fields,
    print_import,
)
from digest.commands.import_source import Origin, read_by_outlet
from digest.commands.open_site import instant, open_site, registries_at
from digest.config.config import Config
from digest.errors import ContentError, DigestError, DiskError, UsageError
from digest.extensions import Addition
from digest.files.error_hints import hint_of
from digest.files.file_reading import read_beginning
from digest.grouping.registries import Source
from digest.importers.draft_file import Draft, article_text, file_stem
from digest.importers.encoding_detection import ENCODINGS, python_encoding
from digest.importers.file_type import binary_type, text_type
from digest.importers.importer import IMPORTERS, Importer, Reader
from digest.importers.raw_text import MAX_RAW_BYTES, RawText, clean, read_raw
from digest.importers.wire_reader import Wire
from digest.output_paths import printable
from digest.signals import raise_on_ending_signals
from digest.text.similar_words import did_you_mean, nearest

HEAD_BYTES = 64 * 1024
"""The number of bytes to read from a file to find the id in its front matter."""


@click.command("import")
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@article_options
@click.option(
    "--importer",
    default="wire",
    metavar="NAME",
    help="The importer: wire (raw newspaper text), or one of an extension.",
)
@click.option("--encoding", default="", metavar="NAME", help="The encoding of the files, such as gb18030, if the guess is wrong.")
@click.option("--print", "only_print", is_flag=True, default=False, help="Print the article instead of writing it.")
@shared_options
@click.pass_obj
def command(state: State, /, files: tuple[str, ...], **given_options: Any) -> None:
    """Turn raw newspaper text into an article: each FILE, or standard input (-)."""
    raise_on_ending_signals()
    root, config = open_site(state.root)
    registries = registries_at(root)
    topics = [topic.slug for topic in registries.topics]
    options = ImportOptions(**given_options)
    errors: list[DigestError] = []
    for name in files:
        try:
            data = sys.stdin.buffer.read(MAX_RAW_BYTES + 1) if name == "-" else read_input(name)
            imported = import_text(root, config, registries.sources, topics, data, name, options, instant(state.now, config))
        except UsageError:
            raise
        except DigestError as error:
            errors.append(error)
            state.terminal.error(error)
            continue
        print_import(imported, options)
    if errors:
        sys.exit(errors[0].exit_code)


MAX_NAMES_FOR_HINT = 1000

_WEB_ADDRESS = re.compile(r"(?:https?|ftp|feed):/{1,2}|www\.", re.IGNORECASE)


def read_input(name: str) -> bytes:
    """Read a file of raw text, up to one byte more than the allowed size. Raises ContentError, DiskError."""
    shown_name = printable(name)
    if _WEB_ADDRESS.match(name) and not Path(name).exists():
        hint = f"copy the article's text from the page into a file, then: digest import FILE --url {shown_name}"
        raise ContentError(f"{shown_name}: import reads files, not addresses", hint=hint)
    try:
        with Path(name).open("rb") as file:
            return file.read(MAX_RAW_BYTES + 1)
    except (FileNotFoundError, NotADirectoryError):
        similar_name = nearest(Path(name).name, _files_beside(Path(name)))
        similar_file = printable(str(Path(name).with_name(similar_name))) if similar_name else ""
        hint = f"did you mean {similar_file}?" if similar_file else "check the path, which begins at the current folder"
        raise ContentError(f"{shown_name}: there is no such file", hint=hint) from None
    except IsADirectoryError:
        raise ContentError(
            f"{shown_name}: this is a folder", hint=f"name its files, such as {shown_name.rstrip('/')}/*.txt"
        ) from None
    except OSError as error:
        raise DiskError(f"{shown_name}: {error.strerror}", hint=hint_of(error, "check its permissions")) from None


def _files_beside(path: Path) -> list[str]:
    """Return the names of the files in the same folder; none if it cannot be read or has very many."""
    try:
        with os.scandir(path.parent) as folder_entries:
            file_names = [entry.name for entry in islice(folder_entries, MAX_NAMES_FOR_HINT + 1)]
    except OSError:
        return []
    return sorted(file_names) if len(file_names) <= MAX_NAMES_FOR_HINT else []


def import_text(
    root: Path,
    config: Config,
    outlets: tuple[Source, ...],
    topics: Collection[str],
    data: bytes,
    name: str,
    options: ImportOptions,
    now: datetime,
) -> Imported:
    """Convert the content of the file `name` to an article, and write it unless `only_print` is set.

    Raises UsageError for invalid options, ContentError if the data is not text or was imported before.
    """
    options = ImportOptions(
        check_topics(options.topics, topics),
        check_tags(options.tags),
        clean(options.source),
        check_url(options.url),
        options.draft,
        options.only_print,
        options.importer,
        check_encoding_name(options.encoding),
    )
    importer = importer_of(root, config, options.importer)
    name = "standard input" if name == "-" else printable(name)
    raw = _checked_raw_text(data, name, options)
    site_zone = zone_of(config.timezone)
    wire, origin = read_by_outlet(importer, raw.text, outlets, options, site_zone, now)
    if not wire.title:
        raise ContentError(f"{name}: no line of text in the file")
    doubts = (*(["some lines were decoded wrongly before the import"] if raw.is_damaged else []), *wire.doubts)
    draft = _import_draft(wire, origin, options, config, sha256(data).hexdigest()[:10], in_zone(now, site_zone), doubts)
    file_text = article_text(draft)
    if len(file_text.encode()) > config.max_article_bytes:
        raise ContentError(f"{name}: the article would be larger than max_article_bytes in digest.yml allows")
    article_folder = month_folder(_article_day(draft, site_zone, now))
    guesses = (*guesses_from_text(wire, origin), *guesses_from_options(options, draft, config, origin))
    notes = (*raw.notes, *import_notes(wire, origin, draft, options, now, doubts))
    earlier_import = _imported_before(root, article_folder, draft.id)
    if options.only_print:
        return Imported(
            "", file_text, guesses, (*notes, f"the same text is already in {earlier_import}") if earlier_import else notes
        )
    if earlier_import:
        raise ContentError(f"{name}: the same text is already in {earlier_import}", hint="edit that file, or remove it first")
    path = write_article(root, article_folder, file_stem(draft.title) or "article", taken_names(root), lambda _: file_text)
    return Imported(path.as_posix(), file_text, guesses, notes)


def _checked_raw_text(data: bytes, name: str, options: ImportOptions) -> RawText:
    """Return the text of the file. Raises ContentError for binary files; for markup and data formats too, unless an extension
    reads the file.
    """
    foreign_type = binary_type(data)
    raw = None if foreign_type else read_raw(data, name, options.encoding)
    if raw and options.importer in IMPORTERS:
        foreign_type = text_type(raw.text)
    if raw is None or foreign_type:
        assert foreign_type
        raise ContentError(f"{name}: this is {foreign_type.name}, not the raw text of an article", hint=foreign_type.hint)
    return raw


def check_encoding_name(name: str) -> str:
    """Return Python's name of this encoding; '' for ''. Raises UsageError for an unknown encoding."""
    encoding = python_encoding(name) if name else ""
    if name and not encoding:
        hint = did_you_mean(name, ENCODINGS) or f"for example {', '.join(ENCODINGS)}"
        raise UsageError(f"--encoding: there is no encoding {name.strip() or '(empty)'}", hint=hint)
    return encoding


def importer_of(root: Path, config: Config, name: str) -> Importer:
    """Return the importer with this name; extensions are loaded only if it is not built in.

    Raises UsageError for an unknown name, ConfigError and ContentError for errors of extensions.
    """
    if name in IMPORTERS:
        return IMPORTERS[name]
    from digest.build_stages import load_extensions  # takes 50 ms, and few imports need it
    from digest.workspace import find_extensions  # as above

    additions, diagnostics = load_extensions(find_extensions(root, config))
    if diagnostics:
        raise ContentError(diagnostics=diagnostics)
    importers = {importer.name: importer for importer in additions.importers}
    if name not in importers:
        importer_names = [*IMPORTERS, *importers]
        hint = did_you_mean(name, importer_names) or f"the importers are: {', '.join(importer_names)}"
        raise UsageError(f"there is no importer {name or '(empty)'}", hint=hint)
    return partial(_run_extension_importer, importers[name])


def _run_extension_importer(importer: Addition, text: str, reader: Reader) -> Wire:
    """Return the result of an extension's importer as plain values. Raises ContentError."""
    wire = importer.run(lambda read: read(text, reader))
    importer_hint = "return Wire(title=…, paragraphs=(…,)), as digest help extending shows"
    if not isinstance(wire, Wire):
        raise ContentError(
            diagnostics=[importer.diagnostic("E703", f"it returned {type(wire).__name__} instead of a Wire", importer_hint)]
        )
    try:
        wire = msgspec.json.decode(msgspec.json.encode(wire), type=Wire)
    except (TypeError, ValueError, RecursionError) as error:
        raise ContentError(
            diagnostics=[importer.diagnostic("E703", f"its Wire contains a value that is not allowed: {error}", importer_hint)]
        ) from None
    if any(moment and moment.tzinfo is None for moment in (wire.date, wire.updated)):
        hint = "add one: moment.replace(tzinfo=reader.zone)"
        raise ContentError(diagnostics=[importer.diagnostic("E703", "it returned a date without a time zone", hint)])
    return wire


def _import_draft(
    wire: Wire, origin: Origin, options: ImportOptions, config: Config, fingerprint: str, now: datetime, doubts: tuple[str, ...]
) -> Draft:
    """Return the article; `doubts` are reasons to keep it a draft until an editor has reviewed it."""
    outlet = origin.outlet
    date = wire.date or now
    return Draft(
        title=wire.title,
        id=f"wire-{date.year:04}{date.month:02}{date.day:02}-{fingerprint}",
        date=wire.date,
        timed=wire.timed,
        updated=wire.updated,
        updated_timed=wire.updated_timed,
        topics=options.topics,
        tags=options.tags,
        source=origin.source,
        source_url=origin.url,
        authors=wire.authors,
        lang=outlet.language if outlet and outlet.language != config.language else "",
        draft=options.draft or bool(doubts or missing_fields(wire, options)),
        captions=wire.captions,
        paragraphs=wire.paragraphs,
    )


def _article_day(draft: Draft, zone: ZoneInfo, now: datetime) -> datetime:
    """Return an instant on the article's day, in the site's time zone."""
    if draft.date and not draft.timed:
        return draft.date
    return in_zone(draft.date or now, zone)


def _imported_before(root: Path, folder: Path, identity: str) -> str:
    """Return the folder's file that was imported from the same bytes, or ''. Ignores the id's date, which may be the import's."""
    same_id_line = re.compile(rb"^id: wire-\d{8}-" + identity[-10:].encode() + rb"\s*$", re.MULTILINE)
    for path in sorted((root / folder).glob("*.md")):
        try:
            if same_id_line.search(read_beginning(str(path), HEAD_BYTES)):
                return (folder / path.name).as_posix()
        except OSError:
            continue  # a build reports unreadable files
    return ""
