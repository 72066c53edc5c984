"""Lines that say when a text was published or changed, in the shapes that newspapers print → instants."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from typing import NamedTuple
from zoneinfo import ZoneInfo

from msgspec import Struct

from digest.articles.dates import MONTHS, in_zone, zone_of


class Stamp(Struct, frozen=True):
    """One date of a line: `role` is 'date' or 'updated', `at` has the offset of the text or else of the zone asked for."""

    role: str
    at: datetime
    timed: bool
    labelled: bool


class StampLine(Struct, frozen=True):
    """All dates of a line, and what on it looked like a date but is none."""

    stamps: tuple[Stamp, ...]
    problems: tuple[str, ...] = ()


LAST_YEAR = 9998
"""The year before the last one, so that every instant of it is one in all time zones."""

_ROLES = {
    "date": "published posted date dated created filed released issued uploaded 입력 등록 게재 승인 송고 발행 작성",
    "updated": "updated modified edited revised corrected 수정 업데이트 갱신",
}
_ROLE_OF = {word: role for role, words in _ROLES.items() for word in words.split()}
_LABEL = re.compile(
    r"(?:(?:first|originally|last|publication|date|기사|최종|최초)\s?)?"
    rf"(?P<word>{'|'.join(_ROLE_OF)})(?:\s?(?:date|time|on|at|일시|시간|시각|일))?(?![a-z])\s?(?P<colon>[:：])?",
    re.IGNORECASE,
)
_GAP = re.compile(r"[\s|·•ㆍ,/()\[\]\u2013\u2014-]*")
_WEEKDAY = re.compile(
    r"(?:\(?(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?\b\.?|[월화수목금토일](?:요일)?)\)?,?\s?)",
    re.IGNORECASE,
)
_DAYS = tuple(
    re.compile(pattern)
    for pattern in (
        r"(?P<year>\d{4})\s?(?P<mark>[-./])\s?(?P<month>\d{1,2})\s?(?P=mark)\s?(?P<day>\d{1,2})(?!\d)\.?",
        r"(?P<year>\d{4})\s?[년年]\s?(?P<month>\d{1,2})\s?[월月]\s?(?P<day>\d{1,2})\s?[일日]",
        r"(?P<day>\d{1,2})(?:st|nd|rd|th)?(?: of)?[ -](?P<name>[A-Za-z]{3,9})\.?,?[ -](?P<year>\d{4})(?!\d)",
        r"(?P<name>[A-Za-z]{3,9})\.? (?P<day>\d{1,2})(?:st|nd|rd|th)?,? (?P<year>\d{4})(?!\d)",
        r"(?P<first>\d{1,2})(?P<mark>[./])(?P<second>\d{1,2})(?P=mark)(?P<year>\d{4})(?!\d)",
    )
)
"""The ways a day is written; `first` and `second` are a day and a month of which nobody knows which is which."""

_TIMES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"(?P<half>오전|오후)\s?(?P<hour>\d{1,2})(?::(?P<minute>\d\d)(?::(?P<second>\d\d))?|시(?:\s?(?P<past>\d{1,2})분)?)",
        r"(?P<hour>\d{1,2})시(?:\s?(?P<past>\d{1,2})분)?",
        r"(?P<hour>\d{1,2})(?:[:.](?P<minute>\d\d)(?::(?P<second>\d\d))?)?\s?(?P<half>[ap]\.?m\b\.?)",
        r"(?P<hour>\d{1,2})[:h](?P<minute>\d\d)(?::(?P<second>\d\d)(?:[.,]\d{1,9})?)?(?!\d)",
        r"(?P<hour>\d{1,2})\.(?P<minute>\d\d)(?=\s?(?:[A-Z]{2,5}\b|$))",
    )
)
_TO_TIME = re.compile(r"\s?(?:[,|·-]\s?|T|at\s)?(?:at\s)?", re.IGNORECASE)
_TO_DAY = re.compile(r"\s?(?:[,|·-]\s?)?(?:on\s)?", re.IGNORECASE)
_BLANK = re.compile(r"\s?")
_OFFSET = re.compile(
    r"\s?\(?(?:(?:GMT|UTC)\s?(?P<sign>[+-])(?P<hours>\d{1,2})|(?P<bare>[+-])(?P<two>\d\d)):?(?P<minutes>\d\d)?(?!\d)\)?"
)
_ABBREVIATION = re.compile(r"\s?\(?(?P<name>[A-Z]{1,5})(?![A-Za-z])\)?")

_HOURS = {
    "GMT UTC Z WET": 0, "BST CET WEST": 1, "CEST EET SAST": 2, "MSK EEST TRT": 3, "GST": 4, "PKT": 5, "IST": 5.5, "ICT WIB": 7,
    "AWST HKT MYT PHT SGT": 8, "JST KST": 9, "ACST": 9.5, "AEST": 10, "ACDT": 10.5, "AEDT": 11, "NZST": 12, "NZDT": 13,
    "ART BRT ADT": -3, "NST": -3.5, "AST EDT": -4, "EST CDT": -5, "CST MDT": -6, "MST PDT": -7, "PST AKDT": -8,
    "AKST": -9, "HST": -10,
}  # fmt: skip
_OFFSETS = {name: timezone(timedelta(hours=hours)) for names, hours in _HOURS.items() for name in names.split()}
"""Abbreviations as English-language newspapers mean them: BST is Britain's, CST and EST America's, IST India's."""

_REGIONS = {"ET": "America/New_York", "CT": "America/Chicago", "MT": "America/Denver", "PT": "America/Los_Angeles"}


class _Refused(ValueError):
    """It has the form of a date and is none; says why."""


class _Found(NamedTuple):
    """A date in a line, and where it ends; `problem` says why it is none after all."""

    end: int
    at: datetime | None
    timed: bool
    problem: str = ""


def read_stamps(text: str, zone: ZoneInfo) -> StampLine | None:
    """The dates of a line that says nothing else, or None. A time without an offset is one in `zone`."""
    at, after_colon = 0, False
    stamps: list[Stamp] = []
    problems: list[str] = []
    while at < len(text):
        at = _end(_GAP, text, at)
        label = _LABEL.match(text, at)
        if label:
            after_colon = after_colon or bool(label["colon"])
            at = _end(_GAP, text, label.end())
        found = _moment(text, at, zone)
        if found is None:
            break
        at = found.end
        if found.at is None:
            problems.append(found.problem)
        else:
            role = _ROLE_OF[label["word"].lower()] if label else "date"
            stamps.append(Stamp(role, found.at, found.timed, bool(label)))
    if not (stamps or problems) or not _ends_there(text[at:], after_colon):
        return None
    return StampLine(tuple(stamps), tuple(problems))


def _ends_there(rest: str, after_colon: bool) -> bool:
    """Whether no sentence follows the dates: `Updated: May 4, 2026 (second edition)` is a stamp, `May 4, 2026 was` is none."""
    rest = rest.strip(" .,|·/-")
    bracketed = rest.startswith("(") and rest.endswith(")")
    return len(rest) <= 40 and (not rest or bracketed or after_colon)


def _end(pattern: re.Pattern[str], text: str, at: int) -> int:
    found = pattern.match(text, at)
    return found.end() if found else at


def _first(patterns: Iterable[re.Pattern[str]], text: str, at: int) -> re.Match[str] | None:
    return next(filter(None, (pattern.match(text, at) for pattern in patterns)), None)


def _moment(text: str, at: int, zone: ZoneInfo) -> _Found | None:
    """The date at this place; its time may stand before the day or after it."""
    clock = _first(_TIMES, text, at)
    stated, end = _zone_beside(text, clock) if clock else ("", at)
    day = _first(_DAYS, text, _end(_WEEKDAY, text, _end(_TO_DAY, text, end) if clock else end))
    if not day or day.groupdict().get("name", "jan").lower() not in MONTHS:
        return None
    end = day.end()
    if not clock:
        end = _end(_WEEKDAY, text, _end(_BLANK, text, end))
        clock = _first(_TIMES, text, _end(_TO_TIME, text, end))
        stated, end = _zone_beside(text, clock) if clock else ("", end)
    try:
        return _Found(end, _instant(_day(day), clock, stated, zone), bool(clock))
    except _Refused as refused:
        return _Found(end, None, False, str(refused))


def _zone_beside(text: str, clock: re.Match[str]) -> tuple[str, int]:
    """The zone that stands beside a time, as it is written, and where it ends."""
    offset = _OFFSET.match(text, clock.end())
    if offset:
        return offset[0], offset.end()
    name = _ABBREVIATION.match(text, clock.end())
    if name and (name["name"] in _OFFSETS or name["name"] in _REGIONS):
        return name["name"], name.end()
    return "", clock.end()


def _day(found: re.Match[str]) -> date:
    parts = found.groupdict()
    if "first" in parts:
        day, month = _day_and_month(found)
    else:
        day = int(parts["day"])
        month = MONTHS[parts["name"].lower()] if parts.get("name") else int(parts["month"])
    if not 1000 <= int(parts["year"]) <= LAST_YEAR:
        raise _Refused(f"the year {parts['year']} is not between 1000 and {LAST_YEAR}")
    try:
        return date(int(parts["year"]), month, day)
    except ValueError:
        raise _Refused(f"there is no day {found[0]}") from None


def _day_and_month(found: re.Match[str]) -> tuple[int, int]:
    first, second = int(found["first"]), int(found["second"])
    if found["mark"] == "." or first > 12 or first == second:
        return first, second
    if second > 12:
        return second, first
    raise _Refused(f"{found[0]} is not clear: the day or the month may stand first")


def _clock(found: re.Match[str]) -> time:
    parts = found.groupdict()
    hour = int(parts["hour"])
    half = (parts.get("half") or "").lower()
    if half.startswith(("p", "오후")) and hour < 12:
        hour += 12
    elif half.startswith(("a", "오전")) and hour == 12:
        hour = 0
    try:
        return time(hour, int(parts.get("minute") or parts.get("past") or 0), int(parts.get("second") or 0))
    except ValueError:
        raise _Refused(f"there is no time {found[0]}") from None


def _instant(day: date, clock: re.Match[str] | None, stated: str, zone: ZoneInfo) -> datetime:
    """The instant, by the zone that is stated beside the time or else by `zone`; a day alone begins at 00:00."""
    local = datetime.combine(day, _clock(clock) if clock else time())
    meant = _stated_zone(stated, local, zone) if stated else zone
    instant = local.replace(tzinfo=meant).astimezone(UTC)
    return in_zone(instant, meant) if isinstance(meant, ZoneInfo) else instant.astimezone(meant)


def _stated_zone(stated: str, local: datetime, zone: ZoneInfo) -> tzinfo:
    offset = _OFFSET.fullmatch(stated)
    if offset:
        minutes = int(offset["hours"] or offset["two"]) * 60 + int(offset["minutes"] or 0)
        if minutes >= 24 * 60:
            raise _Refused(f"there is no offset {stated.strip()}")
        sign = offset["sign"] or offset["bare"]
        return timezone(timedelta(minutes=-minutes if sign == "-" else minutes))
    if local.replace(tzinfo=zone).tzname() == stated:
        return zone  # CST is China's when the outlet is there
    return zone_of(_REGIONS[stated]) if stated in _REGIONS else _OFFSETS[stated]
