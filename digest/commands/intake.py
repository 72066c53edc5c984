"""`digest import`: the raw text of a newspaper article becomes an article file, and every guess is told."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from datetime import datetime
from functools import partial
from hashlib import sha256
from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec
from msgspec import Struct

from digest.articles.dates import in_zone, zone_of
from digest.commands.new import check_tags, check_topics, check_url, month_folder, taken_names, write_article
from digest.commands.origin import Origin, read_by_outlet
from digest.config import FILE, Config
from digest.disk.files import read_beginning
from digest.errors import ContentError, DiskError, UsageError, did_you_mean
from digest.extension import Addition
from digest.grouping.taxonomy import SOURCES_FILE, Outlet
from digest.importers.decoding import ENCODINGS, named_encoding
from digest.importers.draft import Draft, article_text, file_stem
from digest.importers.filetype import binary_type, text_type
from digest.importers.importer import IMPORTERS, Importer, Reader
from digest.importers.rawtext import MAX_BYTES, Raw, clean, read_raw
from digest.importers.wire import LEFT_OUT, Guess, Wire
from digest.permalinks import printable

HEAD_BYTES = 64 * 1024
"""So much of a file holds its front matter."""


class Intake(Struct, frozen=True):
    """What the user says about the text."""

    topics: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    source: str = ""
    url: str = ""
    draft: bool = False
    only_print: bool = False
    importer: str = "wire"
    encoding: str = ""
    """'' if the bytes tell it."""


class Imported(Struct, frozen=True):
    """What became of the text; `path` is below the site's folder, '' when nothing was written."""

    path: str
    text: str
    guesses: tuple[Guess, ...]
    notes: tuple[str, ...]


_ADDRESS = re.compile(r"(?:https?|ftp|feed):/{1,2}|www\.", re.IGNORECASE)


def read_input(name: str) -> bytes:
    """The bytes of a file of raw text, and no more than tell that it is too large."""
    shown = printable(name)
    if _ADDRESS.match(name) and not Path(name).exists():
        hint = f"copy the article's text from the page into a file, then: digest import FILE --url {shown}"
        raise ContentError(f"{shown}: import reads files, not addresses", hint=hint)
    try:
        with Path(name).open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except (FileNotFoundError, NotADirectoryError):
        raise ContentError(f"{shown}: there is no such file") from None
    except IsADirectoryError:
        raise ContentError(f"{shown}: this is a folder", hint=f"name its files, such as {shown.rstrip('/')}/*.txt") from None
    except OSError as error:
        raise DiskError(f"{shown}: {error.strerror}") from None


def import_text(
    root: Path,
    config: Config,
    outlets: tuple[Outlet, ...],
    topics: Collection[str],
    data: bytes,
    name: str,
    intake: Intake,
    now: datetime,
) -> Imported:
    """Make an article of the bytes of a file called `name`, and write it unless only its text is wanted.

    Raises UsageError for options that cannot be, ContentError for bytes that are no text and for a text that was imported before.
    """
    intake = Intake(
        check_topics(intake.topics, topics),
        check_tags(intake.tags),
        clean(intake.source),
        check_url(intake.url),
        intake.draft,
        intake.only_print,
        intake.importer,
        check_encoding(intake.encoding),
    )
    importer = importer_of(root, config, intake.importer)
    name = "standard input" if name == "-" else printable(name)
    raw = _raw(data, name, intake)
    site_zone = zone_of(config.timezone)
    wire, origin = read_by_outlet(importer, raw.text, outlets, intake, site_zone, now)
    if not wire.title:
        raise ContentError(f"{name}: no line of text in the file")
    doubts = (*(["some lines were decoded wrongly before the import the import"] if raw.is_damaged else []), *wire.doubts)
    draft = _draft(wire, origin, intake, config, sha256(data).hexdigest()[:10], in_zone(now, site_zone), doubts)
    text = article_text(draft)
    if len(text.encode()) > config.max_article_bytes:
        raise ContentError(f"{name}: the article would be larger than max_article_bytes in digest.yml allows")
    folder = month_folder(_day(draft, site_zone, now))
    guesses = (*_guesses(wire, origin), *_options(intake, draft, config, origin))
    notes = (*raw.notes, *_notes(wire, origin, draft, intake, now, doubts))
    before = _imported_before(root, folder, draft.id)
    if intake.only_print:
        return Imported("", text, guesses, (*notes, f"the same text is already in {before}") if before else notes)
    if before:
        raise ContentError(f"{name}: the same text is already in {before}", hint="edit that file, or remove it first")
    path = write_article(root, folder, file_stem(draft.title) or "article", taken_names(root), lambda _: text)
    return Imported(path.as_posix(), text, guesses, notes)


def _raw(data: bytes, name: str, intake: Intake) -> Raw:
    """The text of the file. Raises ContentError for what is no text, and for markup and data unless an extension reads the file."""
    other = binary_type(data)
    raw = None if other else read_raw(data, name, intake.encoding)
    if raw and intake.importer in IMPORTERS:
        other = text_type(raw.text)
    if raw is None or other:
        assert other
        raise ContentError(f"{name}: this is {other.name}, not the raw text of an article", hint=other.hint)
    return raw


def check_encoding(name: str) -> str:
    """The encoding by which Python reads what is called so; '' for ''. Raises UsageError if there is none."""
    found = named_encoding(name) if name else ""
    if name and not found:
        hint = did_you_mean(name, ENCODINGS) or f"write such as {', '.join(ENCODINGS)}"
        raise UsageError(f"--encoding: there is no encoding {name.strip() or '(empty)'}", hint=hint)
    return found


def importer_of(root: Path, config: Config, name: str) -> Importer:
    """The importer of this name. Extensions are looked at only if it is none of ours.

    Raises UsageError if there is none, ConfigError and ContentError for faults of extensions.
    """
    if name in IMPORTERS:
        return IMPORTERS[name]
    from digest.build import additions_of, extensions_of

    added, faults = additions_of(extensions_of(root, config))
    if faults:
        raise ContentError(faults=faults)
    found = {importer.name: importer for importer in added.importers}
    if name not in found:
        known = [*IMPORTERS, *found]
        hint = did_you_mean(name, known) or f"the importers are: {', '.join(known)}"
        raise UsageError(f"there is no importer {name or '(empty)'}", hint=hint)
    return partial(_added, found[name])


def _added(importer: Addition, text: str, reader: Reader) -> Wire:
    """What an importer of an extension says of the text, as plain values. Raises ContentError."""
    wire = importer.run(lambda read: read(text, reader))
    how = "give Wire(title=…, paragraphs=(…,)), as digest help extending shows"
    if not isinstance(wire, Wire):
        raise ContentError(faults=[importer.fault("E703", f"it gave {type(wire).__name__} instead of a Wire", how)])
    try:
        wire = msgspec.json.decode(msgspec.json.encode(wire), type=Wire)
    except (TypeError, ValueError, RecursionError) as error:
        raise ContentError(faults=[importer.fault("E703", f"its Wire holds a value that is not allowed: {error}", how)]) from None
    if any(moment and moment.tzinfo is None for moment in (wire.date, wire.updated)):
        hint = "give it one: moment.replace(tzinfo=reader.zone)"
        raise ContentError(faults=[importer.fault("E703", "it gave a date without a time zone", hint)])
    return wire


def _draft(
    wire: Wire, origin: Origin, intake: Intake, config: Config, fingerprint: str, now: datetime, doubts: tuple[str, ...]
) -> Draft:
    """`doubts` are why it stays a draft until somebody has looked."""
    outlet = origin.outlet
    date = wire.date or now
    return Draft(
        title=wire.title,
        id=f"wire-{date.year:04}{date.month:02}{date.day:02}-{fingerprint}",
        date=wire.date,
        timed=wire.timed,
        updated=wire.updated,
        updated_timed=wire.updated_timed,
        topics=intake.topics,
        tags=intake.tags,
        source=origin.source,
        source_url=origin.url,
        authors=wire.authors,
        lang=outlet.language if outlet and outlet.language != config.language else "",
        draft=intake.draft or bool(doubts or _lacks(wire, intake)),
        captions=wire.captions,
        paragraphs=wire.paragraphs,
    )


_NEEDED = {
    "title": "no headline found: the first words of the text are used",
    "date": "no date found: the file is in this month's folder",
    "paragraphs": "no text found below the headline",
    "topics": "no topic given",
}


def _lacks(wire: Wire, intake: Intake) -> list[str]:
    """What an article needs before it can be published, and this one has not."""
    has = {"title": "title" not in wire.missing, "date": wire.date, "paragraphs": wire.paragraphs, "topics": intake.topics}
    return [name for name, found in has.items() if not found]


def _notes(wire: Wire, origin: Origin, draft: Draft, intake: Intake, now: datetime, doubts: tuple[str, ...]) -> Iterator[str]:
    yield from wire.notes
    yield from origin.notes
    for doubt in doubts:
        yield f"{doubt}: draft: true until somebody has reviewed it"
    for name in _lacks(wire, intake):
        yield f"{_NEEDED[name]}: draft: true"
    for name, value in (("author", draft.authors), ("source", draft.source), ("source_url", draft.source_url)):
        if not value:
            yield f"no {name} found: left as a comment"
    if wire.date and wire.date > now:
        yield "the date is in the future: the article is not published before it"


def _guesses(wire: Wire, origin: Origin) -> Iterator[Guess]:
    """What was read from the text and stands in the file, and each line that gives way to the user or the registry."""
    given = {guess.field: guess for guess in origin.guesses}
    said = {guess.line for guess in wire.guesses if guess.field not in given} | {guess.line for guess in origin.guesses}
    for guess in wire.guesses:
        if guess.field not in given:
            yield guess
        elif guess.line and guess.line not in said:
            yield Guess(LEFT_OUT, f"the {guess.field} is {given[guess.field].value}", guess.line, guess.text)


def _options(intake: Intake, draft: Draft, config: Config, origin: Origin) -> Iterator[Guess]:
    """What was not read from the text, and whence it comes."""
    yield from origin.guesses
    outlet = origin.outlet
    registered = f"{outlet.slug} in {SOURCES_FILE}" if outlet else ""
    if draft.date:
        own = outlet is not None and bool(outlet.timezone)
        yield Guess("timezone", outlet.timezone if own and outlet else config.timezone, 0, registered if own else "digest.yml")
    if draft.lang:
        yield Guess("lang", draft.lang, 0, registered)
    yield _mode(outlet, config)
    if draft.topics:
        yield Guess("topics", ", ".join(draft.topics), 0, "--topic")
    if draft.tags:
        yield Guess("tags", ", ".join(draft.tags), 0, "--tag")


def _mode(outlet: Outlet | None, config: Config) -> Guess:
    """How much of the text a build will publish; the article's file does not say it, so that the registry goes on to decide."""
    if outlet and outlet.mode:
        return Guess("mode", outlet.mode, 0, f"{outlet.slug} in {SOURCES_FILE}")
    return Guess("mode", config.default_mode, 0, f"default_mode in {FILE}; publishing a whole text needs its owner's permission")


def _day(draft: Draft, zone: ZoneInfo, now: datetime) -> datetime:
    """A moment of the day to which the article belongs, in the site's zone."""
    if draft.date and not draft.timed:
        return draft.date
    return in_zone(draft.date or now, zone)


def _imported_before(root: Path, folder: Path, identity: str) -> str:
    """The file of the folder that was made of the same bytes, or ''; on another day the id has another date."""
    same = re.compile(rb"^id: wire-\d{8}-" + identity[-10:].encode() + rb"\s*$", re.MULTILINE)
    for path in sorted((root / folder).glob("*.md")):
        try:
            if same.search(read_beginning(str(path), HEAD_BYTES)):
                return (folder / path.name).as_posix()
        except OSError:
            continue  # what cannot be read is for the build to complain of
    return ""
