"""`digest import`: the raw text of a newspaper article becomes an article file, and every guess is told."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from functools import partial
from hashlib import sha256
from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec
from msgspec import Struct

from digest.articles.dates import in_zone, zone_of
from digest.articles.fields import Citation
from digest.commands.new import check_tags, check_topics, check_url, month_folder, taken_names, write_article
from digest.config import FILE, Config
from digest.errors import ContentError, DiskError, UsageError, did_you_mean
from digest.extension import Addition
from digest.grouping.taxonomy import SOURCES_FILE, Outlet, outlet_keys, outlet_of
from digest.importers.attribution import Names, attributed
from digest.importers.draft import Draft, article_text, file_stem
from digest.importers.importer import IMPORTERS, Importer, Reader
from digest.importers.rawtext import MAX_BYTES, clean, read_raw
from digest.importers.wire import Guess, Wire
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


class Imported(Struct, frozen=True):
    """What became of the text; `path` is below the site's folder, '' when nothing was written."""

    path: str
    text: str
    guesses: tuple[Guess, ...]
    notes: tuple[str, ...]


class _Origin(Struct, frozen=True):
    """Where the text is from: what its file says, the registered outlet, and how that is known."""

    source: str = ""
    url: str = ""
    outlet: Outlet | None = None
    guesses: tuple[Guess, ...] = ()
    notes: tuple[str, ...] = ()


def read_input(name: str) -> bytes:
    """The bytes of a file of raw text, and no more than tell that it is too large."""
    shown = printable(name)
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
    )
    importer = importer_of(root, config, intake.importer)
    name = "standard input" if name == "-" else printable(name)
    raw = read_raw(data, name)
    site_zone = zone_of(config.timezone)
    wire, origin = _read(importer, raw.text, outlets, intake, site_zone, now)
    if not wire.title:
        raise ContentError(f"{name}: no line of text in the file")
    draft = _draft(wire, origin, intake, config, sha256(data).hexdigest()[:10], in_zone(now, site_zone))
    text = article_text(draft)
    if len(text.encode()) > config.max_article_bytes:
        raise ContentError(f"{name}: the article would be larger than max_article_bytes in digest.yml allows")
    folder = month_folder(_day(draft, site_zone, now))
    guesses = (*_guesses(wire, origin), *_options(intake, draft, config, origin))
    decoded = (f"the file is not UTF-8: it was read as {raw.encoding}",) if raw.encoding else ()
    notes = (*decoded, *_notes(wire, origin, draft, intake, now))
    before = _imported_before(root, folder, draft.id)
    if intake.only_print:
        return Imported("", text, guesses, (*notes, f"the same text is already in {before}") if before else notes)
    if before:
        raise ContentError(f"{name}: the same text is already in {before}", hint="edit that file, or remove it first")
    path = write_article(root, folder, file_stem(draft.title) or "article", taken_names(root), lambda _: text)
    return Imported(path.as_posix(), text, guesses, notes)


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
    how = "give Wire(title=…, paragraphs=(…,)), as docs/extending.md shows"
    if not isinstance(wire, Wire):
        raise ContentError(faults=[importer.fault("E703", f"it gave {type(wire).__name__} instead of a Wire", how)])
    try:
        wire = msgspec.json.decode(msgspec.json.encode(wire), type=Wire)
    except (TypeError, ValueError, RecursionError) as error:
        raise ContentError(faults=[importer.fault("E703", f"its Wire holds what none may hold: {error}", how)]) from None
    if any(moment and moment.tzinfo is None for moment in (wire.date, wire.updated)):
        hint = "give it one: moment.replace(tzinfo=reader.zone)"
        raise ContentError(faults=[importer.fault("E703", "it gave a date without a time zone", hint)])
    return wire


def _read(
    importer: Importer, raw: str, outlets: tuple[Outlet, ...], intake: Intake, zone: ZoneInfo, now: datetime
) -> tuple[Wire, _Origin]:
    """The text by the zone and byline of its outlet; what the text says of itself may be what tells the outlet."""
    keys = outlet_keys(outlets)
    outlet = outlet_of(Citation(name=intake.source, url=intake.url), keys)
    names = frozenset(name.casefold() for known in outlets for name in (known.name, known.slug) if name)
    wire = _by_outlet(importer, raw, outlet, zone, now, names)
    origin = _origin(wire, outlets, keys, intake)
    if origin.outlet != outlet:
        wire = _by_outlet(importer, raw, origin.outlet, zone, now, names)
    return wire, origin


def _by_outlet(importer: Importer, raw: str, outlet: Outlet | None, zone: ZoneInfo, now: datetime, names: frozenset[str]) -> Wire:
    own = zone_of(outlet.timezone) if outlet and outlet.timezone else zone
    return importer(raw, Reader(own, now, outlet.byline if outlet else "", names))


def _origin(wire: Wire, outlets: tuple[Outlet, ...], keys: Mapping[str, Outlet], intake: Intake) -> _Origin:
    """What is given beats what the text says; a registered outlet goes by its slug, and is the one that a build will find."""
    url = intake.url or wire.url
    guesses = [Guess("source_url", url, 0, "--url")] if intake.url else []
    notes: tuple[str, ...] = ()
    by_address = outlet_of(Citation(url=url), keys)
    clue = attributed(wire, _names(outlets))
    if intake.source:
        by_name = outlet_of(Citation(name=intake.source), keys)
        source = by_name.slug if by_name else intake.source
        guesses.append(Guess("source", source, 0, "--source"))
        near = "" if by_name else did_you_mean(source, [word for known in outlets for word in (known.slug, known.name)])
        notes = (f"the source {source} is not in {SOURCES_FILE}: {near}",) if near else ()
    elif by_address:
        source = by_address.slug
        guesses.append(Guess("source", source, 0, f"{by_address.domain} in {SOURCES_FILE}, by the address"))
    elif clue:
        source = clue.value
        guesses.append(clue)
    else:
        source = wire.source
    return _Origin(source, url, outlet_of(Citation(name=source, url=url), keys), tuple(guesses), notes)


def _names(outlets: tuple[Outlet, ...]) -> Names:
    """The names of outlets, of which the first has a name that two share, as in `outlet_keys`."""
    backwards = outlets[::-1]
    return Names(
        slugs={known.slug.casefold(): known.slug for known in backwards},
        names={known.name.casefold(): known.slug for known in backwards if known.name},
        domains={known.domain.casefold().removeprefix("www."): known.slug for known in backwards if known.domain},
    )


def _draft(wire: Wire, origin: _Origin, intake: Intake, config: Config, fingerprint: str, now: datetime) -> Draft:
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
        draft=intake.draft or bool(_lacks(wire, intake)),
        paragraphs=wire.paragraphs,
    )


_NEEDED = {
    "title": "no headline found: the first words of the text stand for it",
    "date": "no date found: the file lies in the month of today",
    "paragraphs": "no text found below the headline",
    "topics": "no topic given",
}


def _lacks(wire: Wire, intake: Intake) -> list[str]:
    """What an article needs before it can be published, and this one has not."""
    has = {"title": "title" not in wire.missing, "date": wire.date, "paragraphs": wire.paragraphs, "topics": intake.topics}
    return [name for name, found in has.items() if not found]


def _notes(wire: Wire, origin: _Origin, draft: Draft, intake: Intake, now: datetime) -> Iterator[str]:
    yield from wire.notes
    yield from origin.notes
    for name in _lacks(wire, intake):
        yield f"{_NEEDED[name]}: draft: true"
    for name, value in (("author", draft.authors), ("source", draft.source), ("source_url", draft.source_url)):
        if not value:
            yield f"no {name} found: left as a comment"
    if wire.date and wire.date > now:
        yield "the date lies in the future: until then the article is not published"


def _guesses(wire: Wire, origin: _Origin) -> Iterator[Guess]:
    """What was read from the text and stands in the file; what was told otherwise comes after."""
    given = {guess.field for guess in origin.guesses}
    return (guess for guess in wire.guesses if guess.field not in given)


def _options(intake: Intake, draft: Draft, config: Config, origin: _Origin) -> Iterator[Guess]:
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
    return Guess("mode", config.default_mode, 0, f"default_mode in {FILE}; to publish a whole text needs the leave of its owner")


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
            with path.open("rb") as file:
                if same.search(file.read(HEAD_BYTES)):
                    return (folder / path.name).as_posix()
        except OSError:
            continue  # what cannot be read is for the build to complain of
    return ""
