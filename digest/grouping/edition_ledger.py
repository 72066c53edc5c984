"""content/editions.tsv: the editions that have appeared, with their numbers and windows. A build reads it and never writes it.

Each line is an edition, with tabs between its columns: id, number (`-` for none), start and end of its window, number of articles,
and their hash. Lines are in the order of closing, so that git can merge two that were added in different branches.

A line has both ends of the window: windows between two recorded editions may have been empty, and the setting `cutoff` may have
changed, so the start could not be computed later.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from msgspec import Struct

from digest.config.edition_settings import is_day
from digest.diagnostics import Diagnostics
from digest.hashing import fingerprint
from digest.text.merge_markers import has_conflict

NO_NUMBER = "-"


class Record(Struct, frozen=True):
    """An edition that is out. Its window is from `opens` until just before `closes`."""

    id: str
    """The local date of the last instant of its window."""
    number: int | None
    opens: datetime
    closes: datetime
    count: int = 0
    """How many articles it had."""
    members: str = ""
    """The name of these (`name_of`)."""
    line: int = 0
    """Where it stands in the file; 0 if it does not."""


def name_of(identities: Iterable[str]) -> str:
    """The name of a set of articles by what each is known by (`published.identity`): 16 hexadecimal digits."""
    return fingerprint(sorted(identities))[:16]


def read_ledger(text: str, diagnostics: Diagnostics) -> tuple[Record, ...]:
    """The records in the order of their closing; what is wrong is noted.

    A line that stands twice, as after a merge, is taken once; of two that differ only in the articles the later one.
    """
    if has_conflict(text, diagnostics):
        return ()
    by_id: dict[str, Record] = {}
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        record = _ledger_record(line.rstrip("\r").split("\t"), number)
        if isinstance(record, str):
            diagnostics.add(number, 1, "E109", record, "digest check --record writes such lines: take the line from git again")
            continue
        first_record = by_id.get(record.id)
        if first_record and _place_in_ledger(first_record) != _place_in_ledger(record):
            message = f"edition {record.id} has another number or window in line {first_record.line}"
            diagnostics.add(number, 1, "E109", message, "keep the line that was published first")
            continue
        by_id[record.id] = record
    records = tuple(sorted(by_id.values(), key=lambda record: record.closes))
    _note_clashes(records, diagnostics)
    return records


def _place_in_ledger(record: Record) -> tuple[object, ...]:
    return record.number, record.opens, record.closes


def _ledger_record(cells: list[str], line: int) -> Record | str:
    """The record in a line; or why there is none."""
    if len(cells) != 6:
        return "not an id, a number, two instants, a count and a name, with tabs between them"
    id, number, opens, closes, count, members = (cell.strip() for cell in cells)
    if not is_day(id):
        return f"{id or 'nothing'} is not the day of an edition"
    if number != NO_NUMBER and not _is_number(number):
        return f"{number or 'nothing'} is not the number of an edition"
    window = [_ledger_instant(cell) for cell in (opens, closes)]
    if window[0] is None or window[1] is None or window[0] >= window[1]:
        return f"{opens} and {closes} are not when a window opens and closes"
    if not _is_number(count) or not members.isalnum():
        return "the articles of the edition are not named"
    return Record(id, None if number == NO_NUMBER else int(number), window[0], window[1], int(count), members, line)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 10


def _ledger_instant(text: str) -> datetime | None:
    try:
        ledger_instant = datetime.fromisoformat(text)
    except ValueError:
        return None
    # The day beside the ends of the calendar is refused, so that every time zone has the instant.
    return ledger_instant if ledger_instant.tzinfo and 1000 <= ledger_instant.year < 9999 else None


def _note_clashes(records: tuple[Record, ...], diagnostics: Diagnostics) -> None:
    """Note windows that overlap and numbers that stand twice: two branches have published different editions."""
    records_by_number: dict[int, Record] = {}
    for previous, record in zip((None, *records), records, strict=False):
        if previous and record.opens < previous.closes:
            message = f"the window of edition {record.id} begins before the window of {previous.id} (line {previous.line}) ends"
            diagnostics.add(record.line, 1, "E109", message, "keep the one that was published")
        if record.number is not None and (other_record := records_by_number.setdefault(record.number, record)) is not record:
            message = f"edition {record.id} has the number {record.number}, as {other_record.id} (line {other_record.line})"
            diagnostics.add(record.line, 1, "E109", message, "give the later one, and all after it, the next number")


def ledger_text(records: Iterable[Record]) -> str:
    """The file with these records."""
    return "".join(
        f"{record.id}\t{NO_NUMBER if record.number is None else record.number}"
        f"\t{record.opens.isoformat()}\t{record.closes.isoformat()}\t{record.count}\t{record.members}\n"
        for record in sorted(records, key=lambda record: record.closes)
    )
