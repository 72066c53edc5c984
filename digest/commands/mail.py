"""`digest mail`: an edition as a letter, in files for a provider or a mail program. It sends nothing."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import click
import msgspec
from msgspec import Struct
from msgspec.structs import replace

from digest.articles.date_reader import DateError, read_date, zone_of
from digest.build_stages import Survey, refuse_errors, survey
from digest.checks.example_addresses import is_example
from digest.command_options import State, shared_options
from digest.command_run import CommandRun
from digest.commands.letter_files import LETTER_FOLDER, refuse_letter_folder, write_letter
from digest.commands.open_site import instant, open_site, overridden
from digest.config.config import Config
from digest.config.edition_settings import is_day
from digest.config.mail_settings import PROVIDERS, UNSET_MAIL_ADDRESS
from digest.errors import UsageError
from digest.grouping.article_collections import Collections
from digest.grouping.edition_assignment import Edition, Issues
from digest.grouping.entry import load_details, published_at
from digest.grouping.periods import period_keys
from digest.installation.package import install_command
from digest.mail.letter import CLIPPED, Letter, largest_stories, make_letter
from digest.mail.style_inlining import has_inliner
from digest.markdown.body import Body
from digest.output.output_location import output_folder
from digest.pages.letter_pages import LetterInputs, day_letter, edition_letter, letter_since
from digest.pages.link_resolution import Links
from digest.pages.plan_part import PlanPart
from digest.rendering.renderer import Renderer
from digest.signals import raise_on_ending_signals
from digest.workspace import open_workspace, scan_files

NEAREST_EDITIONS = 3
"""How many editions an error names that are near the one that was asked for."""

LARGEST_STORIES = 3
"""How many stories are named if a letter is too large."""


class LetterChoice(Struct, frozen=True):
    """Which letter is asked for."""

    edition: str = ""
    """The id or number of an edition, or a day; '' for the latest."""
    since: str = ""
    """A date from which on articles count; '' for an edition or a day."""


class WrittenLetter(Struct, frozen=True):
    """The letter that was made, and the titles of its largest stories, if it is too large."""

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
    place = Path(os.path.abspath(folder)) if folder else root / LETTER_FOLDER
    refuse_letter_folder(place, root, output_folder(root, config.output))
    require_inliner()
    run = CommandRun(waiting=lambda: click.echo("waiting for a build of this site…", err=True))
    letter = letter_of(root, config, instant(state.now, config), LetterChoice(edition, since), run)
    write_letter(root, place, letter.letter.files, force=force)
    for line in _letter_notes(letter, config):
        click.echo(line, err=True)
    click.echo(f"subject: {letter.letter.subject}")
    click.echo(_letter_summary(letter.letter, _shown_place(place, root), config))


def require_inliner() -> None:
    """Raise UsageError if the extra `mail` is not installed."""
    if not has_inliner():
        hint = f"{install_command('css-inline')} (the extra mail: pip install 'digest-ssg[mail]')"
        raise UsageError("digest mail needs css-inline, which is not installed", hint=hint)


def letter_of(root: Path, config: Config, now: datetime, choice: LetterChoice, run: CommandRun) -> WrittenLetter:
    """The letter that is asked for, of what is published at this instant.

    Raises UsageError if there is no such edition, ContentError for errors in the content, DiskError, LockedError.
    """
    with open_workspace(root, config, now, run) as workspace:
        site = survey(workspace, scan_files(workspace))
        refuse_errors(site.diagnostics, config.strict)
        part = planned_letter(site, config, choice)
        pages = part.pages()
        renderer = Renderer(site.files.theme.theme, site.site, site.additions.filters)
        keys = sorted({key for page in pages for key in page.context.texts})
        bodies = {key: msgspec.json.decode(text, type=Body) for key, text in site.articles.bodies(keys).items()}
        letter = make_letter(renderer, pages, bodies.__getitem__, config, sent_at(part))
        if not letter.is_clipped:
            return WrittenLetter(letter)
        return WrittenLetter(letter, tuple(largest_stories(renderer, pages[0], bodies.__getitem__, config)[:LARGEST_STORIES]))


def sent_at(part: PlanPart[LetterInputs]) -> datetime:
    """The date of a letter: when its edition closed, or its last article appeared. So it is the same each time."""
    return part.inputs.edition.closes or max(map(published_at, part.entries))


def planned_letter(site: Survey, config: Config, choice: LetterChoice) -> PlanPart[LetterInputs]:
    """The letter that is asked for, planned. Raises UsageError if there is none."""
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
        start = read_date(since, zone_of(config.timezone)).at
    except DateError as error:
        raise UsageError(f"--since: {error}", hint=error.hint) from None
    part = letter_since(start, collections, config, links)
    if part is None:
        raise UsageError(f"no article appeared since {start:%Y-%m-%d %H:%M}", hint=_latest_day_hint(collections))
    return part


def _letter_of_day(day_name: str, collections: Collections, config: Config, links: Links) -> PlanPart[LetterInputs]:
    if day_name and not is_day(day_name):
        raise UsageError(
            f"{day_name} is not a day", hint="write one such as 2026-01-09; editions have numbers once digest.yml has editions:"
        )
    if not collections.entries:
        raise UsageError("no article is published", hint="a letter needs one: digest new")
    day = day_name or period_keys(collections.entries[-1].index.date)[2].replace("/", "-")
    part = day_letter(day, collections, config, links)
    if part is None:
        raise UsageError(f"no article is of {day}", hint=_latest_day_hint(collections))
    return part


def _latest_day_hint(collections: Collections) -> str:
    if not collections.entries:
        return "no article is published"
    return f"the latest is of {collections.entries[-1].index.date.date().isoformat()}"


def find_edition(edition_name: str, issues: Issues) -> Edition:
    """The edition with this id or number that is out; the latest for ''. Raises UsageError with those that are near."""
    upcoming = issues.next
    if upcoming and edition_name == upcoming.id:
        message = f"edition {edition_name} is not out: it closes {upcoming.closes:%Y-%m-%d %H:%M}"
        raise UsageError(message, hint="digest serve shows its letter at /editions/next/mail/")
    if not issues.out:
        raise UsageError("no edition is out", hint="an edition is out once it has closed and has an article")
    if not edition_name:
        return issues.out[-1]
    number = int(edition_name) if re.fullmatch(r"[0-9]{1,9}", edition_name) else None
    for edition in issues.out:
        if edition.id == edition_name or (number is not None and edition.number == number):
            return edition
    near = ", ".join(_edition_name(edition) for edition in _nearest_editions(edition_name, number, issues.out))
    raise UsageError(f"there is no edition {edition_name}", hint=f"the nearest: {near}")


def _edition_name(edition: Edition) -> str:
    return edition.id if edition.number is None else f"{edition.id} (number {edition.number})"


def _nearest_editions(edition_name: str, number: int | None, editions: Sequence[Edition]) -> list[Edition]:
    """The editions nearest to a number or a day, from the oldest; for anything else the latest."""
    if number is not None:
        numbered = [edition for edition in editions if edition.number is not None] or list(editions)
        nearest = sorted(numbered, key=lambda edition: abs((edition.number or 0) - number))
    elif is_day(edition_name):
        day = datetime.fromisoformat(edition_name)
        nearest = sorted(editions, key=lambda edition: abs(datetime.fromisoformat(edition.id) - day))
    else:
        nearest = list(editions[::-1])
    return sorted(nearest[:NEAREST_EDITIONS], key=lambda edition: edition.closes)


def _letter_notes(letter_files: WrittenLetter, config: Config) -> Iterator[str]:
    """What the user should know before the letter is sent."""
    if not config.mail.sender:
        yield f"From: is {UNSET_MAIL_ADDRESS}, which reaches nobody: set mail: {{from: …}} in digest.yml"
    if is_example(config.base_url) or not config.base_url.startswith("https://"):
        yield f"base_url is {config.base_url}: the links of the letter lead there"
    if letter_files.letter.is_clipped:
        over = len(letter_files.letter.html) - CLIPPED
        stories = "; ".join(f"{title[:60]} ({_shown_size(size)})" for size, title in letter_files.largest)
        yield f"Gmail will cut this letter: it is {_shown_size(over)} too large. Its largest stories: {stories}"


def _letter_summary(letter: Letter, place: str, config: Config) -> str:
    others = f".txt {_shown_size(len(letter.text))}, .eml {_shown_size(len(letter.message))}"
    sizes = f"{_shown_size(len(letter.html))} (Gmail cuts at {_shown_size(CLIPPED)}), {others}"
    return f"{place}/{letter.name}.html {sizes}; unsubscribe: {config.mail.unsubscribe_address}"


def _shown_size(count: int) -> str:
    return f"{max(count, 1) / 1000:.0f} KB" if count >= 1000 else f"{count} bytes"


def _shown_place(place: Path, root: Path) -> str:
    return place.relative_to(root).as_posix() if place.is_relative_to(root) else str(place)
