"""`digest mail`: its options; find an edition, a day or the articles since a date, or name the nearest; refuse folders that are
published or contain sources; write the letter's files, unless they were changed (.digest-mail has hashes); print sizes and notes.
It sends nothing. `digest/mail/` renders the letter.

The files are in a folder outside the site's output. Files there that digest did not write are not replaced.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import click
import msgspec
from msgspec import Struct
from msgspec.structs import replace

from digest.articles.date_reader import DateError, read_date, zone_of
from digest.build_stages import Survey, refuse_errors, survey
from digest.checks.external_links import is_example
from digest.command_options import State, shared_options
from digest.command_run import CommandRun
from digest.commands.open_site import instant, open_site, overridden
from digest.config.config import Config
from digest.config.edition_settings import is_day
from digest.config.mail_settings import PROVIDERS, UNSET_MAIL_ADDRESS
from digest.errors import DiskError, UsageError
from digest.files.atomic_writing import Writing
from digest.files.file_reading import NotRegularError, read_bytes
from digest.files.symlinks import LIST_OF_FILES
from digest.grouping.article_collections import Collections
from digest.grouping.edition_assignment import Edition, Issues
from digest.grouping.entry import load_details, published_at
from digest.grouping.terms import period_keys
from digest.hashing import content_hash
from digest.inputs.theme_files import THEMES_FOLDER
from digest.installation.package import install_command
from digest.mail.letter import GMAIL_CLIP_BYTES, Letter, has_inliner, largest_stories, make_letter
from digest.markdown.body import Body
from digest.output.build_lock import STATE_FOLDER, locked
from digest.output.output_folder import output_folder
from digest.output_paths import printable
from digest.pages.letter_pages import LetterInputs, day_letter, edition_letter, letter_since
from digest.pages.link_resolution import Links
from digest.pages.plan_part import PlanPart
from digest.rendering.renderer import Renderer
from digest.signals import raise_on_ending_signals
from digest.workspace import open_workspace, scan_files

LETTER_FOLDER = "mail"
"""The default folder for letters, below the site's folder."""

WRITTEN_LETTERS_FILE = ".digest-mail"
"""The dot-file with the hash of each letter file as digest wrote it. Each line has a hash, two spaces and a name."""

MOST_LETTER_BYTES = 64 * 1024 * 1024
"""The maximum size of a letter file, in bytes."""

SOURCE_FOLDERS = ("content", THEMES_FOLDER, "extensions", STATE_FOLDER, ".git")
"""The folders of a site that may not contain letters: builds read them, or tools manage their content."""


def refuse_letter_folder(folder: Path, root: Path, output: Path) -> None:
    """Raise UsageError if letters may not be written to this folder, because they would be published or read as content."""
    real, hint = folder.resolve(), f"choose another folder, such as {LETTER_FOLDER}"
    nearest = next(path for path in (folder, *folder.absolute().parents) if path.exists())
    if not nearest.is_dir():
        raise UsageError(f"{printable(str(nearest))} is not a folder", hint=hint)
    if real == root.resolve():
        raise UsageError("letters may not lie among the files of the site", hint=hint)
    if real.is_relative_to(output.resolve()) or any((ancestor / LIST_OF_FILES).exists() for ancestor in (real, *real.parents)):
        raise UsageError(f"{printable(str(folder))} is in an output folder: the letter would be published", hint=hint)
    if any(real.is_relative_to((root / name).resolve()) for name in SOURCE_FOLDERS):
        raise UsageError(f"{printable(str(folder))} is a folder of the site's sources", hint=hint)


def write_letter(root: Path, folder: Path, files: Mapping[str, bytes], *, force: bool = False) -> None:
    """Write these files, all or none. Files of an earlier letter are replaced; files changed since then only with `force`.

    Raises UsageError for a changed or foreign file, and if a path in the site contains a symbolic link; DiskError, LockedError.
    """
    with locked(root / STATE_FOLDER, lambda: None):
        try:
            written_hashes = _hashes_of_written_letters(folder)
            for name, data in files.items():
                hash_found = _hash_of_letter_file(folder / name)
                if hash_found is not None and hash_found not in (written_hashes.get(name), content_hash(data)) and not force:
                    message = f"{printable(str(folder / name))} is not as digest left it: it was changed, or is somebody else's"
                    raise UsageError(message, hint="rename it to keep it, or replace it: --force")
            written_hashes |= {name: content_hash(data) for name, data in files.items()}
            hash_lines = "".join(f"{hash}  {name}\n" for name, hash in sorted(written_hashes.items()))
            with Writing(root, over=True) as writing:
                for name, data in (*files.items(), (WRITTEN_LETTERS_FILE, hash_lines.encode())):
                    writing.write(folder / name, data)
                writing.put()
        except OSError as error:
            raise DiskError(
                f"{error.filename or folder}: {error.strerror or error}", hint="make room, or check permissions"
            ) from None


def _hash_of_letter_file(path: Path) -> str | None:
    """Return the hash of this file; None if it does not exist, '' if it is not a regular file. Raises OSError."""
    try:
        return "" if path.is_symlink() or path.is_dir() else content_hash(read_bytes(str(path), MOST_LETTER_BYTES))
    except FileNotFoundError:
        return None
    except NotRegularError:
        return ""


def _hashes_of_written_letters(folder: Path) -> dict[str, str]:
    """Return the hashes of the files in this folder as digest wrote them, by name."""
    if (folder / WRITTEN_LETTERS_FILE).is_symlink():
        return {}
    try:
        lines = read_bytes(str(folder / WRITTEN_LETTERS_FILE), MOST_LETTER_BYTES).decode(errors="replace").splitlines()
    except (FileNotFoundError, NotRegularError):
        return {}
    return {name: hash for hash, space, name in (line.partition("  ") for line in lines) if space and name}


NEAREST_EDITIONS = 3
"""The number of similar editions in the error for an unknown edition."""

LARGEST_STORIES = 3
"""The number of stories in the note about a letter that is too large."""


class LetterChoice(Struct, frozen=True):
    """The command line's choice of a letter."""

    edition: str = ""
    """The id or number of an edition, or a day; '' for the latest."""
    since: str = ""
    """The date of the first articles to include; '' for an edition or a day."""


class WrittenLetter(Struct, frozen=True):
    """The letter, and sizes and titles of its largest stories if it is too large."""

    letter: Letter
    largest: tuple[tuple[int, str], ...] = ()


@click.command("mail")
@click.argument("edition", default="", metavar="[EDITION]")
@click.option("--since", default="", metavar="DATE", help="Instead of an edition: what appeared since this date.")
@click.option(
    "--provider",
    type=click.Choice(sorted(PROVIDERS)),
    default=None,
    metavar="NAME",
    help=f"Who delivers it, instead of the one in digest.yml (plain): {', '.join(PROVIDERS)}.",
)
@click.option(
    "-o", "--output", "folder", default="", metavar="DIR", help=f"The folder for the files ({LETTER_FOLDER}/ in the site's folder)."
)
@click.option("--force", is_flag=True, default=False, help="Replace files that were changed since digest wrote them.")
@click.option("-b", "--base-url", default="", metavar="URL", help="Instead of base_url in digest.yml, as for the build.")
@click.option("-t", "--theme", default="", metavar="NAME", help="Instead of theme in digest.yml, as for the build.")
@shared_options
@click.pass_obj
def command(state: State, /, edition: str, since: str, provider: str | None, folder: str, force: bool, **settings: Any) -> None:
    """Write an edition as mail: HTML, text and a message (.eml), for a provider or a mail program. It sends nothing.

    EDITION is a day such as 2026-01-09 or the number of an edition; without it, the latest one.
    """
    raise_on_ending_signals()
    root, config = open_site(state.root)
    config = overridden(config, settings)
    if provider:
        config = replace(config, mail=replace(config.mail, provider=provider))
    letter_folder = Path(os.path.abspath(folder)) if folder else root / LETTER_FOLDER
    refuse_letter_folder(letter_folder, root, output_folder(root, config.output))
    require_inliner()
    run = CommandRun(waiting=lambda: click.echo("waiting for a build of this site…", err=True))
    letter = letter_of(root, config, instant(state.now, config), LetterChoice(edition, since), run)
    write_letter(root, letter_folder, letter.letter.files, force=force)
    for line in _letter_notes(letter, config):
        click.echo(line, err=True)
    click.echo(f"subject: {letter.letter.subject}")
    click.echo(_letter_summary(letter.letter, _shown_folder(letter_folder, root), config))


def require_inliner() -> None:
    """Raise UsageError if the extra `mail` is not installed."""
    if not has_inliner():
        hint = f"{install_command('css-inline')} (the extra mail: pip install 'digest-ssg[mail]')"
        raise UsageError("digest mail needs css-inline, which is not installed", hint=hint)


def letter_of(root: Path, config: Config, now: datetime, choice: LetterChoice, run: CommandRun) -> WrittenLetter:
    """Return the chosen letter, with the articles that are published at `now`.

    Raises UsageError if there is no such edition, ContentError for errors in the content, DiskError, LockedError.
    """
    with open_workspace(root, config, now, run) as workspace:
        site = survey(workspace, scan_files(workspace))
        refuse_errors(site.diagnostics, strict=False)
        letter_part = planned_letter(site, config, choice)
        pages = letter_part.pages()
        renderer = Renderer(site.files.theme.theme, site.site, site.additions.filters)
        text_keys = sorted({key for page in pages for key in page.context.texts})
        bodies = {key: msgspec.json.decode(text, type=Body) for key, text in site.articles.bodies(text_keys).items()}
        letter = make_letter(renderer, pages, bodies.__getitem__, config, sent_at(letter_part))
        if not letter.is_clipped:
            return WrittenLetter(letter)
        return WrittenLetter(letter, tuple(largest_stories(renderer, pages[0], bodies.__getitem__, config)[:LARGEST_STORIES]))


def sent_at(part: PlanPart[LetterInputs]) -> datetime:
    """Return the date of a letter: when its edition closed, or its last article appeared. So a letter is reproducible."""
    return part.inputs.edition.closes or max(map(published_at, part.entries))


def planned_letter(site: Survey, config: Config, choice: LetterChoice) -> PlanPart[LetterInputs]:
    """Return the plan of the chosen letter. Raises UsageError if there is none."""
    collections = site.collections
    load_details(collections.entries)
    links = Links(collections, site.files.content.assets, config, site.files.encoder)
    if choice.since:
        if choice.edition:
            raise UsageError("an edition and --since exclude each other", hint="leave one of them out")
        return _letter_since(choice.since, collections, config, links)
    if config.editions is None:
        return _letter_of_day(choice.edition, collections, config, links)
    return edition_letter(find_edition(choice.edition, collections.issues), collections, site.site, config, links)


def _letter_since(since: str, collections: Collections, config: Config, links: Links) -> PlanPart[LetterInputs]:
    try:
        since_instant = read_date(since, zone_of(config.timezone)).at
    except DateError as error:
        raise UsageError(f"--since: {error}", hint=error.hint) from None
    letter_part = letter_since(since_instant, collections, config, links)
    if letter_part is None:
        raise UsageError(f"no article appeared since {since_instant:%Y-%m-%d %H:%M}", hint=_latest_day_hint(collections))
    return letter_part


def _letter_of_day(day_name: str, collections: Collections, config: Config, links: Links) -> PlanPart[LetterInputs]:
    if day_name and not is_day(day_name):
        raise UsageError(
            f"{day_name} is not a day", hint="write one such as 2026-01-09; editions have numbers once digest.yml has editions:"
        )
    if not collections.entries:
        raise UsageError("no article is published", hint="a letter needs one: digest new")
    day = day_name or period_keys(collections.entries[-1].index.date)[2].replace("/", "-")
    letter_part = day_letter(day, collections, config, links)
    if letter_part is None:
        raise UsageError(f"no article is of {day}", hint=_latest_day_hint(collections))
    return letter_part


def _latest_day_hint(collections: Collections) -> str:
    if not collections.entries:
        return "no article is published"
    return f"the latest is of {collections.entries[-1].index.date.date().isoformat()}"


def find_edition(edition_name: str, issues: Issues) -> Edition:
    """Return the published edition with this id or number; the latest for ''. Raises UsageError that names similar editions."""
    next_edition = issues.next
    if next_edition and edition_name == next_edition.id:
        message = f"edition {edition_name} is not out: it closes {next_edition.closes:%Y-%m-%d %H:%M}"
        raise UsageError(message, hint="digest serve shows its letter at /editions/next/mail/")
    if not issues.out:
        raise UsageError("no edition is out", hint="an edition is out once it has closed and has an article")
    if not edition_name:
        return issues.out[-1]
    number = int(edition_name) if re.fullmatch(r"[0-9]{1,9}", edition_name) else None
    for edition in issues.out:
        if edition.id == edition_name or (number is not None and edition.number == number):
            return edition
    nearest_editions = ", ".join(_edition_name(edition) for edition in _nearest_editions(edition_name, number, issues.out))
    raise UsageError(f"there is no edition {edition_name}", hint=f"the nearest: {nearest_editions}")


def _edition_name(edition: Edition) -> str:
    return edition.id if edition.number is None else f"{edition.id} (number {edition.number})"


def _nearest_editions(edition_name: str, number: int | None, editions: Sequence[Edition]) -> list[Edition]:
    """Return the editions nearest to a number or a day, oldest first; the latest for any other name, or if none has a number."""
    nearest = list(editions[::-1])
    if number is not None:
        distances = {edition.id: abs(edition.number - number) for edition in editions if edition.number is not None}
        numbered = (edition for edition in editions if edition.id in distances)
        nearest = sorted(numbered, key=lambda edition: distances[edition.id]) or nearest
    elif is_day(edition_name):
        day = datetime.fromisoformat(edition_name)
        nearest = sorted(editions, key=lambda edition: abs(datetime.fromisoformat(edition.id) - day))
    return sorted(nearest[:NEAREST_EDITIONS], key=lambda edition: edition.closes)


def _letter_notes(written_letter: WrittenLetter, config: Config) -> Iterator[str]:
    """Yield notes about problems to fix before the letter is sent."""
    if not config.mail.sender:
        yield f"From: is {UNSET_MAIL_ADDRESS}, which reaches nobody: set mail: {{from: …}} in digest.yml"
    if is_example(config.base_url) or not config.base_url.startswith("https://"):
        yield f"base_url is {config.base_url}: the links of the letter lead there"
    if written_letter.letter.is_clipped:
        excess_bytes = len(written_letter.letter.html) - GMAIL_CLIP_BYTES
        stories = "; ".join(f"{title[:60]} ({_shown_size(size)})" for size, title in written_letter.largest)
        yield f"Gmail will cut this letter: it is {_shown_size(excess_bytes)} too large. Its largest stories: {stories}"


def _letter_summary(letter: Letter, shown_folder: str, config: Config) -> str:
    others = f".txt {_shown_size(len(letter.text))}, .eml {_shown_size(len(letter.message))}"
    sizes = f"{_shown_size(len(letter.html))} (Gmail cuts at {_shown_size(GMAIL_CLIP_BYTES)}), {others}"
    return f"{shown_folder}/{letter.name}.html {sizes}; unsubscribe: {config.mail.unsubscribe_address}"


def _shown_size(letter_bytes: int) -> str:
    return f"{letter_bytes / 1000:.0f} KB" if letter_bytes >= 1000 else f"{letter_bytes} bytes"


def _shown_folder(letter_folder: Path, root: Path) -> str:
    return letter_folder.relative_to(root).as_posix() if letter_folder.is_relative_to(root) else str(letter_folder)
