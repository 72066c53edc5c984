"""Read and write the text of content/editions.tsv: the recorded editions with number, window, count and hash of articles; report
invalid or contradicting lines. A build writes no file.

Each line is an edition with tab-separated columns: id, number (`-` for none), start and end of its window, number of articles, and
their hash. Lines are in the order of closing, so that git can merge lines from different branches.

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
    """A published edition. Its window is from `opens` (inclusive) to `closes` (exclusive)."""

    id: str
    """The local date of the last instant of its window."""
    number: int | None
    opens: datetime
    closes: datetime
    count: int = 0
    """The number of articles."""
    members: str = ""
    """The hash of the articles (`members_hash`)."""
    line: int = 0
    """The line number in the file; 0 if it is not in the file."""


def members_hash(identities: Iterable[str]) -> str:
    """Return the hash of a set of articles by their identities (`published_file.identity`): 16 hexadecimal digits."""
    return fingerprint(sorted(identities))[:16]


def read_ledger(ledger_text: str, diagnostics: Diagnostics) -> tuple[Record, ...]:
    """Return the records in the order of closing; adds diagnostics for invalid lines.

    Repeated lines (as after a merge) count once. Of two lines that differ only in their articles, the later one counts.
    """
    if has_conflict(ledger_text, diagnostics):
        return ()
    records_by_id: dict[str, Record] = {}
    for line_number, record_line in enumerate(ledger_text.split("\n"), 1):
        if not record_line.strip():
            continue
        record = _ledger_record(record_line.split("\t"), line_number)
        if isinstance(record, str):
            diagnostics.add(line_number, 1, "E109", record, "digest check --record writes such lines: take the line from git again")
            continue
        first_record = records_by_id.get(record.id)
        if first_record and _number_and_window(first_record) != _number_and_window(record):
            message = f"edition {record.id} has another number or window in line {first_record.line}"
            diagnostics.add(line_number, 1, "E109", message, "keep the line that was published first")
            continue
        records_by_id[record.id] = record
    records = tuple(sorted(records_by_id.values(), key=lambda record: record.closes))
    _report_ledger_conflicts(records, diagnostics)
    return records


def _number_and_window(record: Record) -> tuple[object, ...]:
    return record.number, record.opens, record.closes


def _ledger_record(ledger_cells: list[str], line: int) -> Record | str:
    """Return the record of a line, or the reason why it is invalid."""
    if len(ledger_cells) != 6:
        return "not an id, a number, two instants, a count and a name, with tabs between them"
    id, number, opens, closes, count, members = (cell.strip() for cell in ledger_cells)
    if not is_day(id):
        return f"{id or 'nothing'} is not the day of an edition"
    if number != NO_NUMBER and not _is_ledger_number(number):
        return f"{number or 'nothing'} is not the number of an edition"
    record_window = [_ledger_instant(cell) for cell in (opens, closes)]
    if record_window[0] is None or record_window[1] is None or record_window[0] >= record_window[1]:
        return f"{opens} and {closes} are not when a window opens and closes"
    if not _is_ledger_number(count) or not members.isalnum():
        return "the articles of the edition are not named"
    return Record(id, None if number == NO_NUMBER else int(number), record_window[0], record_window[1], int(count), members, line)


def _is_ledger_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 10


def _ledger_instant(text: str) -> datetime | None:
    try:
        ledger_instant = datetime.fromisoformat(text)
    except ValueError:
        return None
    # Days next to the ends of the calendar are invalid, so that the instant exists in every time zone.
    return ledger_instant if ledger_instant.tzinfo and 1000 <= ledger_instant.year < 9999 else None


def _report_ledger_conflicts(records: tuple[Record, ...], diagnostics: Diagnostics) -> None:
    """Report overlapping windows and duplicate numbers: two branches have published different editions."""
    records_by_number: dict[int, Record] = {}
    for previous, record in zip((None, *records), records, strict=False):
        if previous and record.opens < previous.closes:
            message = f"the window of edition {record.id} begins before the window of {previous.id} (line {previous.line}) ends"
            diagnostics.add(record.line, 1, "E109", message, "keep the one that was published")
        if record.number is not None and (other_record := records_by_number.setdefault(record.number, record)) is not record:
            message = f"edition {record.id} has the number {record.number}, as {other_record.id} (line {other_record.line})"
            diagnostics.add(record.line, 1, "E109", message, "give the later one, and all after it, the next number")


def ledger_text(records: Iterable[Record]) -> str:
    """Return the text of the file with the records."""
    return "".join(
        f"{record.id}\t{NO_NUMBER if record.number is None else record.number}"
        f"\t{record.opens.isoformat()}\t{record.closes.isoformat()}\t{record.count}\t{record.members}\n"
        for record in sorted(records, key=lambda record: record.closes)
    )
