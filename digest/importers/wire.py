"""Raw newspaper text → what it says: headline, dates, authors, place, paragraphs; each with the line that it was read from."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from msgspec import Struct
from msgspec.structs import replace

from digest.importers.captions import Caption
from digest.importers.dateline import Dateline, read_dateline
from digest.importers.eastdateline import read_ending
from digest.importers.headline import first_words
from digest.importers.mail import DOUBT, Mail, read_mail
from digest.importers.paragraphs import Line, Paragraphs, lines_of, paragraphs
from digest.importers.pdftext import LIGATURES, page_furniture
from digest.importers.rawtext import clean
from digest.importers.reading import HEAD_TEXTS, Reading, read_lines
from digest.importers.timestamps import Stamp

LEFT_OUT = "left out"


class Guess(Struct, frozen=True):
    """What was taken for what, and the line (from 1) it stood on; line 0: not from the text, and `text` says whence."""

    field: str
    value: str
    line: int
    text: str


class Wire(Struct, frozen=True, kw_only=True):
    """What a raw text says. `timed` and `updated_timed` are False where only a day is known."""

    title: str
    date: datetime | None = None
    timed: bool = True
    updated: datetime | None = None
    updated_timed: bool = True
    authors: tuple[str, ...] = ()
    place: str = ""
    source: str = ""
    url: str = ""
    paragraphs: tuple[str, ...] = ()
    captions: tuple[Caption, ...] = ()
    """Of pictures that the text does not bring along."""
    guesses: tuple[Guess, ...] = ()
    missing: tuple[str, ...] = ()
    """Fields of which the text says nothing: of title, date, authors, source and source_url."""
    notes: tuple[str, ...] = ()
    """What else an editor should know: a date that could not be read, two that differ."""
    doubts: tuple[str, ...] = ()
    """Why the article is to stay a draft until somebody has looked."""


class _Dated(NamedTuple):
    """A date and the line that says it; the lower the rank, the rather it is believed."""

    rank: int
    stamp: Stamp
    line: Line


class _Spot(NamedTuple):
    """A dateline and the line on which its paragraph begins."""

    dateline: Dateline
    line: Line


def read_wire(text: str, zone: ZoneInfo, now: datetime, ending: str = "", outlets: Collection[str] = ()) -> Wire:
    """What the text says; times without an offset are in `zone`, `ending` is what the outlet's bylines end with.

    Never raises for any text. A day without a year is the latest such day not after the date that is said elsewhere, or else
    not after `now`. `outlets` are the names of newspapers, in folded case, that are a source where they stand alone.
    """
    lines, furniture = _without_pages(lines_of(text))
    mail = read_mail(lines, zone)
    if mail is None:
        wire = _read(read_lines(lines, zone, ending, outlets), zone, now, outlets)
    else:
        wire = _of_mail(_read(read_lines(mail.lines, zone, ending, outlets, is_titled=mail.is_titled), zone, now, outlets), mail)
    repairs = tuple(_ligatures(text))
    return replace(wire, guesses=(*wire.guesses, *furniture), notes=(*wire.notes, *repairs)) if furniture or repairs else wire


def _of_mail(wire: Wire, mail: Mail) -> Wire:
    """What was read from a mail's text, with the lines that say it as they stand there, and with all that was left out."""
    told = (replace(guess, text=mail.originals.get(guess.line, guess.text)) for guess in wire.guesses)
    left_out = [Guess(LEFT_OUT, omission.what, omission.number, omission.text) for omission in mail.omissions]
    left_out.sort(key=lambda guess: guess.line)
    return replace(wire, guesses=(*told, *left_out), notes=(*mail.notes, *wire.notes), doubts=(DOUBT,))


def _read(reading: Reading, zone: ZoneInfo, now: datetime, outlets: Collection[str]) -> Wire:
    body = paragraphs(reading.body())
    said = min(_dates(reading, None), key=lambda dated: dated.rank, default=None)
    spot = _dateline(body, zone, said.stamp.at if said else now, outlets)
    dates = sorted(_dates(reading, spot), key=lambda dated: dated.rank)
    published = dates[0] if dates else None
    updated = _updated(dates, zone)
    named = _authors(reading, spot)
    authors = tuple(name for _, names in named for name in names)
    title = reading.headline.text or first_words(body.texts[0] if body.texts else "")
    found = {
        "title": _title_guess(reading, title),
        "date": _date_guess("date", published),
        "updated": _date_guess("updated", updated),
        "authors": _guess("authors", ", ".join(authors), named[0][0]) if named else None,
        "place": _guess("place", f"{spot.dateline.place} (stays in the text)", spot.line) if spot and spot.dateline.place else None,
        "source": _source(reading, spot),
        "source_url": _first(_guess("source_url", remark.url, line) for line, remark in reading.noted() if remark.url),
        "paragraphs": Guess("paragraphs", str(len(body.texts)), body.starts[0], body.how) if body.texts else None,
    }
    notes = (*_notes(reading, dates, updated), *_hyphens(body))
    others = [_guess("authors", ", ".join(names), line) for line, names in named[1:]]
    guesses = (*(guess for guess in found.values() if guess and guess.value), *others)
    return Wire(
        title=title,
        date=published.stamp.at if published else None,
        timed=not published or published.stamp.timed,
        updated=updated.stamp.at if updated else None,
        updated_timed=not updated or updated.stamp.timed,
        authors=authors,
        place=spot.dateline.place if spot else "",
        source=found["source"].value if found["source"] else "",
        url=found["source_url"].value if found["source_url"] else "",
        paragraphs=body.texts,
        captions=tuple(Caption(clean(caption.caption), clean(caption.credit)) for caption in reading.captions),
        guesses=(*guesses, *_captions(reading), *_left_out(reading, {guess.line for guess in guesses}, notes)),
        missing=tuple(_missing(reading, found)),
        notes=notes,
    )


def _without_pages(lines: list[Line]) -> tuple[list[Line], list[Guess]]:
    """The lines without heads and numbers of pages, and what these said; a sentence goes on over the gap that they leave."""
    pages: list[list[tuple[int, str]]] = [[] for _ in range(lines[-1].page + 1)]
    for index, line in enumerate(lines):
        if line.text:
            pages[line.page].append((index, line.text))
    found = page_furniture(pages)
    if not found:
        return lines, []
    kept: list[Line] = []
    is_gap = False
    for index, line in enumerate(lines):
        is_gap = is_gap or index in found
        if is_gap and line.text and index not in found:
            while kept and not kept[-1].text and line.text[:1].islower():
                kept.pop()
            is_gap = False
        if index not in found:
            kept.append(line)
    return kept, [_guess(LEFT_OUT, what, lines[index]) for index, what in sorted(found.items())]


def _hyphens(body: Paragraphs) -> Iterator[str]:
    if body.joined:
        yield f"words joined that a hyphen parted at the end of a line: {', '.join(map(clean, body.joined))}"


def _ligatures(text: str) -> Iterator[str]:
    if not text.isascii() and any(ligature in text for ligature in map(chr, LIGATURES)):
        yield "ligatures such as \ufb01 were written out as letters"


def _guess(field: str, value: str, line: Line) -> Guess:
    return Guess(field, value, line.number, clean(line.text))


def _first(guesses: Iterable[Guess]) -> Guess | None:
    return next(iter(guesses), None)


def _title_guess(reading: Reading, title: str) -> Guess | None:
    if reading.headline.lines:
        return _guess("title", title, reading.title_line)
    return Guess("title", title, 0, "no headline found: the first words of the text") if title else None


def _dateline(body: Paragraphs, zone: ZoneInfo, latest: datetime, outlets: Collection[str]) -> _Spot | None:
    """The dateline stays in its paragraph: it is part of what was printed."""
    for text, number in zip(body.texts[:HEAD_TEXTS], body.starts, strict=False):
        found = read_dateline(text, zone, latest, outlets)
        if found:
            return _Spot(found, Line(number, first_words(text)))
    signed = read_ending(body.texts[-1]) if body.texts else None
    return _Spot(Dateline("", authors=signed.authors), Line(body.starts[-1], first_words(body.texts[-1]))) if signed else None


def _dates(reading: Reading, spot: _Spot | None) -> Iterator[_Dated]:
    """All that may be the date: what is said to be the publishing before what only stands there, an instant before a day."""
    for line, remark in reading.noted():
        for stamp in remark.stamps:
            rank = 6 if stamp.role == "updated" else (not stamp.timed) * 2 + (not stamp.labelled)
            yield _Dated(rank, stamp, line)
    if reading.headline.date:
        yield _Dated(4, reading.headline.date, reading.title_line)
    if spot and spot.dateline.at:
        yield _Dated(5, Stamp("date", spot.dateline.at, False, False), spot.line)


def _updated(dates: list[_Dated], zone: ZoneInfo) -> _Dated | None:
    """The last change after the date, which is the first of `dates`; a change of that day without a time says nothing."""
    changes = [dated for dated in dates[1:] if dated.stamp.role == "updated" and _is_after(dated.stamp, dates[0].stamp, zone)]
    return max(changes, key=lambda dated: dated.stamp.at, default=None)


def _is_after(change: Stamp, first: Stamp, zone: ZoneInfo) -> bool:
    if change.timed and first.timed:
        return change.at > first.at
    return change.at.astimezone(zone).date() > first.at.astimezone(zone).date()


def _date_guess(field: str, dated: _Dated | None) -> Guess | None:
    if dated is None:
        return None
    at = dated.stamp.at
    return _guess(field, at.isoformat() if dated.stamp.timed else at.date().isoformat(), dated.line)


def _authors(reading: Reading, spot: _Spot | None) -> list[tuple[Line, tuple[str, ...]]]:
    """The lines that name authors whom no line before them names, with these names; else those of the dateline."""
    named = [(line, remark.authors) for line, remark in reading.noted() if remark.authors]
    if not named and spot and spot.dateline.authors:
        named = [(spot.line, spot.dateline.authors)]
    known = {remark.source.casefold() for _, remark in reading.noted() if remark.source}  # no outlet is a person
    found: list[tuple[Line, tuple[str, ...]]] = []
    for line, names in named:
        once = {name.casefold(): name for name in reversed(names) if name.casefold() not in known}
        known |= once.keys()
        if once:
            found.append((line, tuple(reversed(once.values()))))
    return found


def _source(reading: Reading, spot: _Spot | None) -> Guess | None:
    said = _first(_guess("source", remark.source, line) for line, remark in reading.noted() if remark.source)
    if said or not spot or not spot.dateline.agency:
        return said
    return _guess("source", spot.dateline.agency, spot.line)


def _captions(reading: Reading) -> Iterator[Guess]:
    """The captions and credits; of one that takes several lines each is said."""
    for caption in reading.captions:
        first, *others = (reading.lines[index] for index in caption.lines)
        for name, value in (("image.caption", caption.caption), ("image.credit", caption.credit)):
            if value:
                yield _guess(name, clean(value), first)
        yield from (_guess(LEFT_OUT, "a caption", line) for line in others)


def _left_out(reading: Reading, told: Collection[int], notes: Collection[str]) -> Iterator[Guess]:
    """The lines that are no text and gave no field; `told` are those that gave one, `notes` begin with the lines they are about."""
    for line, remark in reading.noted():
        is_told = line.number in told or any(note.startswith(f"line {line.number}: ") for note in notes)
        if remark.left_out or not is_told:
            yield Guess(LEFT_OUT, remark.left_out or "said elsewhere too", line.number, clean(line.text))
    if reading.closed:
        yield Guess(LEFT_OUT, "the end mark", reading.closed.number, clean(reading.closed.text))
    for line, what in reading.interruptions():
        yield Guess(LEFT_OUT, what, line.number, clean(line.text))


def _missing(reading: Reading, found: dict[str, Guess | None]) -> Iterator[str]:
    if not reading.headline.lines:
        yield "title"
    yield from (name for name in ("date", "authors", "source", "source_url") if not found[name])


def _notes(reading: Reading, dates: list[_Dated], updated: _Dated | None) -> Iterator[str]:
    for line, remark in reading.noted():
        for problem in remark.problems:
            yield f"line {line.number}: {problem}"
    for other in dates[1:]:
        if other is not updated and other.stamp.at.date() != dates[0].stamp.at.date():
            yield f"line {other.line.number}: another date, {other.stamp.at.date()}, was not taken"
    if dates and dates[0].stamp.role == "updated":
        yield f"line {dates[0].line.number}: no publication date found: the date of the last change is used"
