"""What `digest import` prints for an article: each guess with the line, option or entry in sources.yml that it comes from, also
mode, language and time zone; notes and doubts, missing fields (no headline found, no date found); and the structs of its options
and of an imported article."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import click
from msgspec import Struct

from digest.commands.import_source import Origin
from digest.config.config import SETTINGS_FILE, SOURCES_FILE, Config
from digest.grouping.registries import Source
from digest.importers.draft_file import Draft
from digest.importers.wire_reader import LEFT_OUT_NOTE, Guess, Wire
from digest.text.characters import shortened


class ImportOptions(Struct, frozen=True):
    """The options of `digest import`."""

    topics: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    source: str = ""
    url: str = ""
    draft: bool = False
    only_print: bool = False
    importer: str = "wire"
    encoding: str = ""
    """The encoding of the file; '' to detect it."""


class Imported(Struct, frozen=True):
    """The imported article; `path` is relative to the site's folder, '' if nothing was written."""

    path: str
    text: str
    guesses: tuple[Guess, ...]
    notes: tuple[str, ...]


_NEEDED_FIELDS = {
    "title": "no headline found: the first words of the text are used",
    "date": "no date found: the file is in this month's folder",
    "paragraphs": "no text found below the headline",
    "topics": "no topic given",
}


def missing_fields(wire: Wire, options: ImportOptions) -> list[str]:
    """Return the names of the missing fields that a published article needs."""
    field_values = {
        "title": "title" not in wire.missing,
        "date": wire.date,
        "paragraphs": wire.paragraphs,
        "topics": options.topics,
    }
    return [name for name, value in field_values.items() if not value]


def import_notes(
    wire: Wire, origin: Origin, draft: Draft, options: ImportOptions, now: datetime, doubts: tuple[str, ...]
) -> Iterator[str]:
    """Yield notes about missing values and about anything that an editor has to check."""
    yield from wire.notes
    yield from origin.notes
    for doubt in doubts:
        yield f"{doubt}: draft: true until somebody has reviewed it"
    for name in missing_fields(wire, options):
        yield f"{_NEEDED_FIELDS[name]}: draft: true"
    for name, value in (("author", draft.authors), ("source", draft.source), ("source_url", draft.source_url)):
        if not value:
            yield f"no {name} found: left as a comment"
    if wire.date and wire.date > now:
        yield "the date is in the future: the article is not published before it"


def guesses_from_text(wire: Wire, origin: Origin) -> Iterator[Guess]:
    """Yield the values that were read from the text, and lines whose value an option or the registry overrides."""
    origin_guesses = {guess.field: guess for guess in origin.guesses}
    guessed_lines = {guess.line for guess in wire.guesses if guess.field not in origin_guesses}
    guessed_lines |= {guess.line for guess in origin.guesses}
    for guess in wire.guesses:
        if guess.field not in origin_guesses:
            yield guess
        elif guess.line and guess.line not in guessed_lines:
            yield Guess(LEFT_OUT_NOTE, f"the {guess.field} is {origin_guesses[guess.field].value}", guess.line, guess.text)


def guesses_from_options(options: ImportOptions, draft: Draft, config: Config, origin: Origin) -> Iterator[Guess]:
    """Yield the values that come from options, registry or settings, each with its origin."""
    yield from origin.guesses
    outlet = origin.outlet
    registry_entry = f"{outlet.slug} in {SOURCES_FILE}" if outlet else ""
    if draft.date:
        has_outlet_zone = outlet is not None and bool(outlet.timezone)
        yield Guess(
            "timezone",
            outlet.timezone if has_outlet_zone and outlet else config.timezone,
            0,
            registry_entry if has_outlet_zone else "digest.yml",
        )
    if draft.lang:
        yield Guess("lang", draft.lang, 0, registry_entry)
    yield _mode_guess(outlet, config)
    if draft.topics:
        yield Guess("topics", ", ".join(draft.topics), 0, "--topic")
    if draft.tags:
        yield Guess("tags", ", ".join(draft.tags), 0, "--tag")


def _mode_guess(outlet: Source | None, config: Config) -> Guess:
    """Return the mode that a build will use. It is not written into the file, so that later changes of the registry apply."""
    if outlet and outlet.mode:
        return Guess("mode", outlet.mode, 0, f"{outlet.slug} in {SOURCES_FILE}")
    reason = f"default_mode in {SETTINGS_FILE}; publishing a whole text needs its owner's permission"
    return Guess("mode", config.default_mode, 0, reason)


def print_import(imported: Imported, options: ImportOptions) -> None:
    """Print the guesses and notes, and the article or its path."""
    for guess in imported.guesses:
        where = f"line {guess.line}: {shortened(guess.text, 80)}" if guess.line else guess.text
        click.echo(f"{guess.field}: {guess.value}  ({where})", err=True)
    for note in imported.notes:
        click.echo(note, err=True)
    click.echo(imported.text if options.only_print else f"made {imported.path}", nl=not options.only_print)
