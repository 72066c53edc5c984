"""Parses a whole raw newspaper text → the wire: title, dates, authors, place, source, paragraphs and captions, each a guess with
its line. Ranks the possible dates, lists missing fields and lines left out, such as page headers, and writes notes and doubts for
the editor."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from msgspec import Struct
from msgspec.structs import replace

from digest.importers.captions import Caption
from digest.importers.dateline import Dateline, read_closing_signature, read_dateline
from digest.importers.layout import HEAD_TEXTS, Layout, first_words, read_layout
from digest.importers.paragraphs import Line, Paragraphs, join_paragraphs, split_lines
from digest.importers.pasted_mail import PASTED_MAIL_NOTE, Mail, read_mail
from digest.importers.pdf_text import LIGATURES, headers_and_footers
from digest.importers.raw_text import clean
from digest.importers.timestamp_lines import Timestamp, in_likely_year

LEFT_OUT_NOTE = "left out"


class Guess(Struct, frozen=True):
    """A detected field, its value and line (from 1) in the text; line 0: not from the text, `text` describes the origin."""

    field: str
    value: str
    line: int
    text: str


class Wire(Struct, frozen=True, kw_only=True):
    """The parsed raw text. `timed` and `updated_timed` are False if only the day is known."""

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
    """The captions of images, which the text does not contain."""
    guesses: tuple[Guess, ...] = ()
    missing: tuple[str, ...] = ()
    """Those of the fields title, date, authors, source and source_url that the text does not contain."""
    notes: tuple[str, ...] = ()
    """Notes for the editor, such as an unreadable date or two different dates."""
    doubts: tuple[str, ...] = ()
    """Why the article stays a draft until an editor has reviewed it."""


class _DatedGuess(NamedTuple):
    """A date and its line; the lowest rank is the most reliable."""

    rank: int
    timestamp: Timestamp
    line: Line


class _LocatedDateline(NamedTuple):
    """A dateline and the first line of its paragraph."""

    dateline: Dateline
    line: Line


def read_wire(text: str, zone: ZoneInfo, now: datetime, ending: str = "", outlets: Collection[str] = ()) -> Wire:
    """Parse the text. Times without an offset are in `zone`; `ending` is the end of the outlet's bylines.

    Never raises. A day without a year is the last such day not after the article's date, or `now` if it has none.
    `outlets` are names of newspapers in folded case, which are the source where they are alone on a line.
    """
    lines, page_headers = _without_headers_and_footers(split_lines(text))
    mail = read_mail(lines, zone)
    if mail is None:
        wire = _wire_of_layout(read_layout(lines, zone, ending, outlets), zone, now, outlets)
    else:
        wire = _wire_of_mail(
            _wire_of_layout(read_layout(mail.lines, zone, ending, outlets, is_titled=mail.is_titled), zone, now, outlets), mail
        )
    ligature_notes = tuple(_ligature_notes(text))
    return (
        replace(wire, guesses=(*wire.guesses, *page_headers), notes=(*wire.notes, *ligature_notes))
        if page_headers or ligature_notes
        else wire
    )


def _wire_of_mail(wire: Wire, mail: Mail) -> Wire:
    """Return the result for a mail, with the original text of its lines, and all omitted lines."""
    guesses = (replace(guess, text=mail.originals.get(guess.line, guess.text)) for guess in wire.guesses)
    omission_guesses = [Guess(LEFT_OUT_NOTE, omission.kind, omission.number, omission.text) for omission in mail.omissions]
    omission_guesses.sort(key=lambda guess: guess.line)
    return replace(wire, guesses=(*guesses, *omission_guesses), notes=(*mail.notes, *wire.notes), doubts=(PASTED_MAIL_NOTE,))


def _wire_of_layout(layout: Layout, zone: ZoneInfo, now: datetime, outlets: Collection[str]) -> Wire:
    body = join_paragraphs(layout.body())
    stated_date = min(_guess_dates(layout, None, zone, now), key=lambda dated: dated.rank, default=None)
    located_dateline = _dateline_of_wire(body, zone, stated_date.timestamp.at if stated_date else now, outlets)
    dated_guesses = sorted(_guess_dates(layout, located_dateline, zone, now), key=lambda dated: dated.rank)
    published_guess = dated_guesses[0] if dated_guesses else None
    updated_guess = _guess_updated(dated_guesses, zone)
    author_guesses = _guess_authors(layout, located_dateline)
    authors = tuple(name for _, names in author_guesses for name in names)
    title = layout.headline.text or first_words(body.texts[0] if body.texts else "")
    guesses_by_field = {
        "title": _title_guess(layout, title),
        "date": _date_guess("date", published_guess),
        "updated": _date_guess("updated", updated_guess),
        "authors": _guess_at("authors", ", ".join(authors), author_guesses[0][0]) if author_guesses else None,
        "place": _guess_at("place", f"{located_dateline.dateline.place} (stays in the text)", located_dateline.line)
        if located_dateline and located_dateline.dateline.place
        else None,
        "source": _guess_source(layout, located_dateline),
        "source_url": _first_guess(
            _guess_at("source_url", metadata_line.url, line) for line, metadata_line in layout.metadata_lines() if metadata_line.url
        ),
        "paragraphs": Guess("paragraphs", str(len(body.texts)), body.starts[0], body.method) if body.texts else None,
    }
    notes = (*_wire_notes(layout, dated_guesses, updated_guess), *_hyphen_notes(body))
    further_author_guesses = [_guess_at("authors", ", ".join(names), line) for line, names in author_guesses[1:]]
    guesses = (*(guess for guess in guesses_by_field.values() if guess and guess.value), *further_author_guesses)
    return Wire(
        title=title,
        date=published_guess.timestamp.at if published_guess else None,
        timed=not published_guess or published_guess.timestamp.timed,
        updated=updated_guess.timestamp.at if updated_guess else None,
        updated_timed=not updated_guess or updated_guess.timestamp.timed,
        authors=authors,
        place=located_dateline.dateline.place if located_dateline else "",
        source=guesses_by_field["source"].value if guesses_by_field["source"] else "",
        url=guesses_by_field["source_url"].value if guesses_by_field["source_url"] else "",
        paragraphs=body.texts,
        captions=tuple(Caption(clean(caption.caption), clean(caption.credit)) for caption in layout.captions),
        guesses=(*guesses, *_captions_of_wire(layout), *_left_out_guesses(layout, {guess.line for guess in guesses}, notes)),
        missing=tuple(_missing_guesses(layout, guesses_by_field)),
        notes=notes,
    )


def _without_headers_and_footers(lines: list[Line]) -> tuple[list[Line], list[Guess]]:
    """Return the lines without page headers and numbers, and the removed lines; a sentence may continue over the gap."""
    pages: list[list[tuple[int, str]]] = [[] for _ in range(lines[-1].page + 1)]
    for index, line in enumerate(lines):
        if line.text:
            pages[line.page].append((index, line.text))
    page_headers = headers_and_footers(pages)
    if not page_headers:
        return lines, []
    body_lines: list[Line] = []
    is_page_gap = False
    for index, line in enumerate(lines):
        is_page_gap = is_page_gap or index in page_headers
        if is_page_gap and line.text and index not in page_headers:
            while body_lines and not body_lines[-1].text and line.text[:1].islower():
                body_lines.pop()
            is_page_gap = False
        if index not in page_headers:
            body_lines.append(line)
    return body_lines, [_guess_at(LEFT_OUT_NOTE, kind, lines[index]) for index, kind in sorted(page_headers.items())]


def _hyphen_notes(body: Paragraphs) -> Iterator[str]:
    if body.joined_words:
        yield f"words joined that were hyphenated at the end of a line: {', '.join(map(clean, body.joined_words))}"


def _ligature_notes(text: str) -> Iterator[str]:
    if not text.isascii() and any(ligature in text for ligature in map(chr, LIGATURES)):
        yield "ligatures such as \ufb01 were written out as letters"


def _guess_at(field: str, value: str, line: Line) -> Guess:
    return Guess(field, value, line.number, clean(line.text))


def _first_guess(guesses: Iterable[Guess]) -> Guess | None:
    return next(iter(guesses), None)


def _title_guess(layout: Layout, title: str) -> Guess | None:
    if layout.headline.lines:
        return _guess_at("title", title, layout.title_line)
    return Guess("title", title, 0, "no headline found: the first words of the text") if title else None


def _dateline_of_wire(body: Paragraphs, zone: ZoneInfo, latest: datetime, outlets: Collection[str]) -> _LocatedDateline | None:
    """Return the dateline; it stays in its paragraph, since it is part of the printed text."""
    for text, number in zip(body.texts[:HEAD_TEXTS], body.starts, strict=False):
        dateline = read_dateline(text, zone, latest, outlets)
        if dateline:
            return _LocatedDateline(dateline, Line(number, first_words(text)))
    closing_signature = read_closing_signature(body.texts[-1]) if body.texts else None
    return (
        _LocatedDateline(Dateline("", authors=closing_signature.authors), Line(body.starts[-1], first_words(body.texts[-1])))
        if closing_signature
        else None
    )


def _guess_dates(layout: Layout, located_dateline: _LocatedDateline | None, zone: ZoneInfo, now: datetime) -> list[_DatedGuess]:
    """Return all possible dates; labelled dates rank before unlabelled ones, instants before days."""
    dated_guesses: list[_DatedGuess] = []
    for line, metadata_line in layout.metadata_lines():
        for timestamp in metadata_line.timestamps:
            rank = 6 if timestamp.role == "updated" else (not timestamp.timed) * 2 + (not timestamp.labelled)
            dated_guesses.append(_DatedGuess(rank, timestamp, line))
    if layout.headline.date:
        dated_guesses.append(_DatedGuess(4, layout.headline.date, layout.title_line))
    stated_date = min(
        (dated for dated in dated_guesses if not dated.timestamp.yearless), key=lambda dated: dated.rank, default=None
    )
    stated_instant = stated_date.timestamp.at if stated_date else None
    dated_guesses = [
        dated._replace(timestamp=in_likely_year(dated.timestamp, zone, stated_instant, now)) if dated.timestamp.yearless else dated
        for dated in dated_guesses
    ]
    if located_dateline and located_dateline.dateline.at:
        dated_guesses.append(_DatedGuess(5, Timestamp("date", located_dateline.dateline.at, False, False), located_dateline.line))
    return dated_guesses


def _guess_updated(dated_guesses: list[_DatedGuess], zone: ZoneInfo) -> _DatedGuess | None:
    """Return the last update after the date, which is `dated_guesses[0]`; an update on the same day without a time is ignored."""
    update_guesses = [
        dated
        for dated in dated_guesses
        if dated.timestamp.role == "updated" and _is_later_timestamp(dated.timestamp, dated_guesses[0].timestamp, zone)
    ]
    return max(update_guesses, key=lambda dated: dated.timestamp.at, default=None)


def _is_later_timestamp(update: Timestamp, first_timestamp: Timestamp, zone: ZoneInfo) -> bool:
    if update.timed and first_timestamp.timed:
        return update.at > first_timestamp.at
    return update.at.astimezone(zone).date() > first_timestamp.at.astimezone(zone).date()


def _date_guess(field: str, dated: _DatedGuess | None) -> Guess | None:
    if dated is None:
        return None
    guessed_instant = dated.timestamp.at
    return _guess_at(
        field, guessed_instant.isoformat() if dated.timestamp.timed else guessed_instant.date().isoformat(), dated.line
    )


def _guess_authors(layout: Layout, located_dateline: _LocatedDateline | None) -> list[tuple[Line, tuple[str, ...]]]:
    """Return the lines that name new authors, with these names; otherwise the authors of the dateline."""
    author_lines = [(line, metadata_line.authors) for line, metadata_line in layout.metadata_lines() if metadata_line.authors]
    if not author_lines and located_dateline and located_dateline.dateline.authors:
        author_lines = [(located_dateline.line, located_dateline.dateline.authors)]
    names_before = {
        metadata_line.source.casefold() for _, metadata_line in layout.metadata_lines() if metadata_line.source
    }  # outlets are not persons
    author_guesses: list[tuple[Line, tuple[str, ...]]] = []
    for line, names in author_lines:
        author_names = {name.casefold(): name for name in reversed(names) if name.casefold() not in names_before}
        names_before |= author_names.keys()
        if author_names:
            author_guesses.append((line, tuple(reversed(author_names.values()))))
    return author_guesses


def _guess_source(layout: Layout, located_dateline: _LocatedDateline | None) -> Guess | None:
    stated_source = _first_guess(
        _guess_at("source", metadata_line.source, line) for line, metadata_line in layout.metadata_lines() if metadata_line.source
    )
    if stated_source or not located_dateline or not located_dateline.dateline.agency:
        return stated_source
    return _guess_at("source", located_dateline.dateline.agency, located_dateline.line)


def _captions_of_wire(layout: Layout) -> Iterator[Guess]:
    """Yield the captions and credits, and the further lines of captions with several lines."""
    for caption in layout.captions:
        first_line, *further_lines = (layout.lines[index] for index in caption.caption_lines)
        for name, value in (("image.caption", caption.caption), ("image.credit", caption.credit)):
            if value:
                yield _guess_at(name, clean(value), first_line)
        yield from (_guess_at(LEFT_OUT_NOTE, "a caption", line) for line in further_lines)


def _left_out_guesses(layout: Layout, guessed_lines: Collection[int], notes: Collection[str]) -> Iterator[Guess]:
    """Yield the lines that are neither text nor a field (`guessed_lines`). `notes` begin with their line numbers."""
    for line, metadata_line in layout.metadata_lines():
        is_used = line.number in guessed_lines or any(note.startswith(f"line {line.number}: ") for note in notes)
        if metadata_line.left_out or not is_used:
            yield Guess(LEFT_OUT_NOTE, metadata_line.left_out or "repeated elsewhere", line.number, clean(line.text))
    if layout.closed:
        yield Guess(LEFT_OUT_NOTE, "the end mark", layout.closed.number, clean(layout.closed.text))
    for line, kind in layout.interruptions():
        yield Guess(LEFT_OUT_NOTE, kind, line.number, clean(line.text))


def _missing_guesses(layout: Layout, guesses: dict[str, Guess | None]) -> Iterator[str]:
    if not layout.headline.lines:
        yield "title"
    yield from (name for name in ("date", "authors", "source", "source_url") if not guesses[name])


def _wire_notes(layout: Layout, dated_guesses: list[_DatedGuess], updated_guess: _DatedGuess | None) -> Iterator[str]:
    for line, metadata_line in layout.metadata_lines():
        for problem in metadata_line.problems:
            yield f"line {line.number}: {problem}"
    for other_date in dated_guesses[1:]:
        if other_date is not updated_guess and other_date.timestamp.at.date() != dated_guesses[0].timestamp.at.date():
            yield f"line {other_date.line.number}: another date, {other_date.timestamp.at.date()}, was not used"
    for yearless_guess in (dated_guesses[0] if dated_guesses else None, updated_guess):
        if yearless_guess and yearless_guess.timestamp.yearless:
            yield f"line {yearless_guess.line.number}: no year is given: {yearless_guess.timestamp.at.date()} is a guess"
    if dated_guesses and dated_guesses[0].timestamp.role == "updated":
        yield f"line {dated_guesses[0].line.number}: no publication date found: the date of the last change is used"
