"""Dates as editors write them → instants in the site's time zone."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, timezone
from functools import lru_cache
from zoneinfo import ZoneInfo

from msgspec import Struct

MONTHS = {
    name: number
    for number, names in enumerate(
        ("jan january", "feb february", "mar march", "apr april", "may", "jun june", "jul july", "aug august",
         "sep sept september", "oct october", "nov november", "dec december"), 1
    )
    for name in names.split()
}  # fmt: skip
"""English month names and their short forms; a table of our own, because `locale` differs by machine."""

_NUMBERS = re.compile(
    r"(?P<year>\d{4,5})-(?P<month>\d\d)-(?P<day>\d\d)"
    r"(?:[Tt ]\s*(?P<hour>\d\d):(?P<minute>\d\d)(?::(?P<second>\d\d)(?:\.\d+)?)?\s*(?P<zone>[Zz]|[+-]\d\d:?\d\d)?)?"
)
_INSTANT = re.compile(
    r"[1-9]\d{3}-\d\d-\d\dT(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d[+-](?:[01]\d|2[0-3]):[0-5]\d",
    re.ASCII,
)
_NAMED = re.compile(
    r"(?P<day>\d{1,2})\s+(?P<name>[A-Za-z]{3,9})\.?\s+(?P<year>\d{4,5})(?:,?\s+(?P<hour>\d{1,2}):(?P<minute>\d\d)(?::(?P<second>\d\d))?)?"
)
_CLOCK = r"(?:[Tt,]?\s*(?P<hour>\d{1,2}):(?P<minute>\d\d))?"
_LOOSE = tuple(
    re.compile(pattern.replace("-", "[-–./]") + _CLOCK)
    for pattern in (
        r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})\.?",
        r"(?P<day>\d{1,2})-(?P<month>\d{1,2})-(?P<year>\d{4})",
        r"(?P<month>\d{1,2})-(?P<day>\d{1,2})-(?P<year>\d{4})",
        r"(?P<year>\d{4})(?P<month>\d\d)(?P<day>\d\d)",
    )
)
"""Dates that are not taken, but from which it can be told what was meant."""


class Moment(Struct, frozen=True, array_like=True):
    """An instant in the site's zone with its offset there; `timed` is False for a bare day, which begins at 00:00."""

    at: datetime
    timed: bool


class DateFault(ValueError):
    """A text that is no date; says why, and how to write it."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.hint = hint


@lru_cache(maxsize=64)
def zone_of(name: str) -> ZoneInfo:
    """The time zone of that IANA name."""
    return ZoneInfo(name)


def in_zone(instant: datetime, zone: ZoneInfo) -> datetime:
    """The instant in the zone, with the offset as a fixed one: a value that is plain, and is stored as it stands."""
    local = instant.astimezone(zone)
    return local.replace(tzinfo=_fixed(local.utcoffset() or timedelta()))


@lru_cache(maxsize=256)
def _fixed(offset: timedelta) -> timezone:
    # JSON keeps offsets to the minute; those of before 1912 have seconds.
    return timezone(timedelta(minutes=round(offset.total_seconds() / 60)))


def read_date(text: str, zone: ZoneInfo) -> Moment:
    """The moment that this text names; raises DateFault.

    Taken: `2026-01-04`, `2026-01-04 23:26`, ISO 8601 with an offset, `04 Jan. 2026, 23:26`. A time without an offset is one in
    `zone`; one that the clocks skip in spring is an hour later, one that they repeat in autumn is the first (PEP 495, fold 0).
    """
    text = text.strip()
    moment = _instant(text, zone)
    if moment:
        return moment
    found = _NUMBERS.fullmatch(text) or _NAMED.fullmatch(text)
    if not found:
        raise DateFault(f"{text[:40]!r} is not a date", _suggestion(text))
    parts = found.groupdict()
    month = int(parts["month"]) if parts.get("month") else MONTHS.get(parts["name"].lower(), 0)
    if not month and parts.get("name"):
        raise DateFault(f"{parts['name']} is not a month", "write such as 2026-01-04")
    year = int(parts["year"])
    if not 1000 <= year <= 9999:
        raise DateFault(f"the year {year} is not between 1000 and 9999", "write such as 2026-01-04")
    try:
        day = date(year, month, int(parts["day"]))
    except ValueError:
        end = found.end("year" if "name" in parts else "day")
        raise DateFault(f"there is no day {text[:end]}", "check month and day") from None
    if not parts["hour"]:
        return Moment(in_zone(datetime.combine(day, time(), zone), zone), False)
    try:
        clock = time(int(parts["hour"]), int(parts["minute"]), int(parts["second"] or 0))
    except ValueError:
        last = "second" if parts["second"] else "minute"
        raise DateFault(f"there is no time {text[found.start('hour') : found.end(last)]}", "write such as 23:26") from None
    offset = _offset(parts.get("zone"))
    try:
        local = datetime.combine(day, clock, zone if offset is None else offset)
        at = in_zone(local.astimezone(UTC), zone)
    except OverflowError:
        at = None
    if at is None or at.year < 1000:
        raise DateFault(f"{text} is not between the years 1000 and 9999", "write such as 2026-01-04")
    return Moment(at, True)


def _instant(text: str, zone: ZoneInfo) -> Moment | None:
    """The moment, if it is written as most are, in full and with an offset; of any other text, `read_date` has more to say."""
    if not _INSTANT.fullmatch(text):
        return None
    try:
        at = in_zone(datetime.fromisoformat(text), zone)
    except (ValueError, OverflowError):
        return None
    return Moment(at, True) if at.year >= 1000 else None


def _offset(text: str | None) -> timezone | None:
    if not text:
        return None
    if text in "Zz":
        return UTC
    hours, minutes = int(text[1:3]), int(text[-2:])
    if hours > 23 or minutes > 59:
        raise DateFault(f"there is no offset {text}", "write such as +09:00")
    span = timedelta(hours=hours, minutes=minutes)
    return timezone(-span if text[0] == "-" else span)


def _suggestion(text: str) -> str:
    """How the text was perhaps meant, as a date that is taken."""
    meant = dict.fromkeys(_iso(found) for pattern in _LOOSE if (found := pattern.fullmatch(text)))
    return f"write {' or '.join(filter(None, meant))}" if any(meant) else "write such as 2026-01-04 or 2026-01-04T23:26:00+09:00"


def _iso(found: re.Match[str]) -> str:
    """The date in this reading; '' if there is no such day or time."""
    try:
        day = date(int(found["year"]), int(found["month"]), int(found["day"]))
        clock = f" {time(int(found['hour']), int(found['minute'])):%H:%M}" if found["hour"] else ""
    except ValueError:
        return ""
    return f"{day.isoformat()}{clock}"
