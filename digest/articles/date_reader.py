"""Read the date of a field or option, such as `2026-01-04 18:00`, as a Moment in the site's time zone: numeric dates, with errors
for impossible days, times, offsets and years; `date_formats.py` parses other forms. Hints for texts that are no date: seconds since
1970, a month alone, template code."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

from msgspec import Struct

from digest.articles.date_formats import AmbiguousDate, DateError
from digest.config.time_zones import in_zone, zone_of
from digest.text.lazy_pattern import lazy_compile
from digest.yaml.value_readers import quotes_hint

__all__ = ["DateError", "Moment", "in_zone", "read_date", "zone_of"]

_NUMERIC_DATE = lazy_compile(
    r"(?P<year>\d{4,5})-(?P<month>\d\d?)-(?P<day>\d\d?)"
    r"(?:[Tt ]\s*(?P<hour>\d\d?):(?P<minute>\d\d)(?::(?P<second>\d\d)(?:\.\d+)?)?\s*(?P<zone>[Zz]|[+-]\d\d:?\d\d)?)?"
)
_FULL_INSTANT = lazy_compile(
    r"[1-9]\d{3}-\d\d-\d\dT(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d[+-](?:[01]\d|2[0-3]):[0-5]\d",
    re.ASCII,
)
_DAY_WITH_NAME = lazy_compile(r"\d{1,2}\s+(?P<name>[A-Za-z]{3,9})\.?\s+\d{4,5}\b.*")
_COMPACT_DATE = lazy_compile(r"(?P<year>\d{4})(?P<month>\d\d)(?P<day>\d\d)(?:T?\d{4,6}Z?)?")
_MONTH_ALONE = lazy_compile(r"(\d{4})[-./](0?[1-9]|1[0-2])")
_EPOCH_SECONDS = lazy_compile(r"(1\d{9})(?:\d{3})?")
_TEMPLATE_CODE = lazy_compile(r"\{\{|<%|\{%|\$\{")
_YEAR_AFTER_TIME = lazy_compile(
    r"[A-Z][a-z]{2} (?P<day>[A-Z][a-z]{2} \d{1,2})(?P<time> \d\d:\d\d:\d\d)(?P<zone> [A-Z]{1,5})?(?P<year> \d{4})"
    r"(?P<offset> [+-]\d{4})?"
)
"""The format of C's `asctime`, `date` and `git log`, with the year after the time."""

_NAMED_OFFSET = lazy_compile(r"(GMT[+-]\d{4}) \([^()]+\)$")
"""The end of a JavaScript date that was converted to text."""

_MAX_DATE_CHARACTERS = 80
"""Maximum characters; no supported date is longer."""


class Moment(Struct, frozen=True, array_like=True):
    """An instant in the site's time zone, with its offset. For a date without a time, `timed` is False, and the instant is the
    beginning of the day."""

    at: datetime
    timed: bool


def read_date(text: str, zone: ZoneInfo) -> Moment:
    """Parse a date; raises DateError.

    Accepts `2026-01-04`, `2026-01-04 23:26`, ISO 8601 with an offset, and the forms of `date_formats`, such as
    `04 Jan. 2026, 23:26`. A time without an offset is in `zone`; a time that is skipped in spring is an hour later, and of a
    repeated time in autumn the first is taken (PEP 495, fold 0).
    """
    text = text.strip()
    moment = _full_iso_instant(text, zone)
    if moment:
        return moment
    date_match = _NUMERIC_DATE.fullmatch(text)
    if not date_match:
        return _date_in_other_form(text, zone)
    date_parts = date_match.groupdict()
    year = int(date_parts["year"])
    if not 1000 <= year <= 9999:
        raise DateError(f"the year {year} is not between 1000 and 9999", "for example 2026-01-04")
    try:
        day = date(year, int(date_parts["month"]), int(date_parts["day"]))
    except ValueError:
        raise DateError(f"there is no day {text[: date_match.end('day')]}", "check month and day") from None
    if not date_parts["hour"]:
        return Moment(in_zone(datetime.combine(day, time(), zone), zone), False)
    try:
        clock_time = time(int(date_parts["hour"]), int(date_parts["minute"]), int(date_parts["second"] or 0))
    except ValueError:
        last = "second" if date_parts["second"] else "minute"
        raise DateError(f"there is no time {text[date_match.start('hour') : date_match.end(last)]}", "for example 23:26") from None
    utc_offset = _numeric_utc_offset(date_parts.get("zone"))
    try:
        local = datetime.combine(day, clock_time, zone if utc_offset is None else utc_offset)
        instant = in_zone(local.astimezone(UTC), zone)
    except OverflowError:
        instant = None
    if instant is None or instant.year < 1000:
        raise DateError(f"{text} is not between the years 1000 and 9999", "for example 2026-01-04")
    return Moment(instant, True)


def _full_iso_instant(text: str, zone: ZoneInfo) -> Moment | None:
    """Return the moment if the text is a full ISO 8601 instant with an offset, the most frequent form; otherwise None."""
    if not _FULL_INSTANT.fullmatch(text):
        return None
    try:
        instant = in_zone(datetime.fromisoformat(text), zone)
    except (ValueError, OverflowError):
        return None
    return Moment(instant, True) if instant.year >= 1000 else None


def _numeric_utc_offset(text: str | None) -> timezone | None:
    if not text:
        return None
    if text in "Zz":
        return UTC
    hours, minutes = int(text[1:3]), int(text[-2:])
    if hours > 23 or minutes > 59:
        raise DateError(f"there is no offset {text}", "for example +09:00")
    utc_offset = timedelta(hours=hours, minutes=minutes)
    return timezone(-utc_offset if text[0] == "-" else utc_offset)


def _date_in_other_form(text: str, zone: ZoneInfo) -> Moment:
    """Parse a date in one of the forms of `date_formats`. Raises DateError."""
    from digest.articles.date_formats import MONTH_NAMES, find_date  # most sites do not need these forms

    plain_date = " ".join(text.split()) if len(text) <= _MAX_DATE_CHARACTERS else ""
    plain_date = _YEAR_AFTER_TIME.sub(r"\g<day>\g<year>\g<time>\g<zone>\g<offset>", _NAMED_OFFSET.sub(r"\1", plain_date))
    timestamp = find_date(plain_date, 0, zone)
    if timestamp and timestamp.end == len(plain_date):
        if isinstance(timestamp.result, AmbiguousDate):
            raise DateError(f"{text!r} is not a date", timestamp.result.hint)
        if isinstance(timestamp.result, DateError):
            raise timestamp.result
        instant = in_zone(timestamp.result, zone)
        # Offsets are rounded to minutes, and had seconds before 1912: the written hour is kept.
        written_instant = in_zone(timestamp.result.replace(tzinfo=zone), zone)
        instant = written_instant if written_instant == timestamp.result else instant
        if instant.year >= 1000:
            return Moment(instant, timestamp.timed)
    named_day = _DAY_WITH_NAME.fullmatch(text)
    if named_day and named_day["name"].lower() not in MONTH_NAMES:
        raise DateError(f"{named_day['name']} is not a month", "for example 2026-01-04")
    raise DateError(f"{text[:40]!r} is not a date", _date_hint(text, zone))


def _date_hint(text: str, zone: ZoneInfo) -> str:
    """Return a hint with the date that was probably meant."""
    if _TEMPLATE_CODE.search(text):
        return "a template has not filled it in: for example 2026-01-04"
    if hint_for_quotes := quotes_hint(text):
        return hint_for_quotes
    if seconds := _EPOCH_SECONDS.fullmatch(text):
        return f"write {in_zone(datetime.fromtimestamp(int(seconds[1]), UTC), zone).isoformat()}, if these are seconds since 1970"
    if month_alone := _MONTH_ALONE.fullmatch(text):
        return f"add the day, such as {month_alone[1]}-{month_alone[2]:0>2}-01"
    compact_date = _COMPACT_DATE.fullmatch(text)
    try:
        day = date(*map(int, compact_date.groups())).isoformat() if compact_date else ""
    except ValueError:
        day = ""
    return f"write {day}" if day else "for example 2026-01-04 or 2026-01-04T23:26:00+09:00"
