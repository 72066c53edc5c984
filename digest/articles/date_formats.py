"""Find dates and times in any written form: names of months, weekdays, eras and zones in many languages; patterns of days, times
and offsets; and the exceptions for invalid, ambiguous or impossible dates. `date_reader.py` uses it for all but numeric dates,
import for all."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from typing import NamedTuple
from zoneinfo import ZoneInfo

from digest.config.time_zones import in_zone, zone_of
from digest.text.lazy_pattern import lazy_compile


class DateError(ValueError):
    """A text that is not a valid date. The message says why, and `hint` how to write it."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.hint = hint


class AmbiguousDate(DateError):
    """A date whose day and month may be in either order; the hint has both dates."""


LAST_YEAR = 9998
"""The last year of which every instant is valid in all time zones (Python's years end with 9999)."""

MONTH_NUMBERS = {
    name: number
    for number, names in enumerate(
        ("jan january", "feb february", "mar march", "apr april", "may", "jun june", "jul july", "aug august",
         "sep sept september", "oct october", "nov november", "dec december"), 1
    )
    for name in names.split()
}  # fmt: skip
"""English month names and their short forms; not from `locale`, which differs between machines."""

_OTHER_MONTHS = (
    "januar jänner jän jan januari janvier janv enero ene gennaio gen janeiro",
    "februar feber februari février fevrier févr fevr fév febrero febbraio fevereiro fev",
    "märz maerz mär mrz maart mrt mars marzo março marco",
    "avril avr abril abr aprile",
    "mai mei mayo maggio mag maio",
    "juni juin junio giugno giu junho",
    "juli juillet juil julio luglio lug julho",
    "augustus août aout agosto ago",
    "septembre septiembre setiembre settembre setembro set",
    "oktober okt octobre octubre ottobre ott outubro out",
    "novembre noviembre novembro",
    "dezember dez décembre decembre déc diciembre dic dicembre dezembro",
)
"""German, Dutch, French, Spanish, Italian and Portuguese names; no name means different months in two languages."""

_FURTHER_MONTHS = (
    "января январь янв يناير",
    "февраля февраль фев февр فبراير",
    "марта март мар مارس",
    "апреля апрель апр أبريل ابريل إبريل",
    "мая май مايو",
    "июня июнь июн يونيو",
    "июля июль июл يوليو",
    "августа август авг أغسطس اغسطس",
    "сентября сентябрь сен сент سبتمبر",
    "октября октябрь окт أكتوبر اكتوبر",
    "ноября ноябрь нояб ноя نوفمبر",
    "декабря декабрь дек ديسمبر",
)
"""Russian names, and the Arabic names used in Egypt and the Gulf."""

MONTH_NAMES = MONTH_NUMBERS | {
    name: number for table in (_OTHER_MONTHS, _FURTHER_MONTHS) for number, names in enumerate(table, 1) for name in names.split()
}

_ERAS = {"令和": 2018, "平成": 1988, "昭和": 1925, "大正": 1911, "民國": 1911, "民国": 1911}
"""The year before the first year of each Japanese era and of Taiwan's calendar."""

_MONTH_NAME = r"(?P<name>[^\W\d_]{3,10})"
_YEAR = r"(?P<year>\d{4}|['’]\d\d)(?!\d)"
_DAY_PATTERNS = tuple(
    lazy_compile(pattern, re.IGNORECASE)
    for pattern in (
        r"(?P<year>\d{4})\s?(?P<mark>[-./\u2010-\u2013\u2212\uff0d\uff0f\uff0e])\s?(?P<month>\d{1,2})\s?(?P=mark)\s?(?P<day>\d{1,2})(?!\d)\.?",
        r"(?P<year>\d{4})\s?[년年]\s?(?P<month>\d{1,2})\s?[월月]\s?(?P<day>\d{1,2})\s?[일日号號]",
        rf"(?P<era>{'|'.join(_ERAS)})\s?(?P<regnal>\d{{1,3}}|元)\s?年\s?(?P<month>\d{{1,2}})\s?月\s?(?P<day>\d{{1,2}})\s?[日号號]",
        rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th|er|[.ºª°])?(?: (?:of|de)\b)?[ -]?{_MONTH_NAME}(?:\.?,?(?: de | del |[ -])|\.){_YEAR}",
        rf"(?P<year>\d{{4}})[ -]{_MONTH_NAME}\.?[ -](?P<day>\d{{1,2}})(?!\d)",
        rf"{_MONTH_NAME}\.? (?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?:,? |,){_YEAR}",
        r"(?P<first>\d{1,2})\s?(?P<mark>[-./])\s?(?P<second>\d{1,2})\s?(?P=mark)\s?(?P<year>\d{4})(?!\d)",
        r"['’]?(?P<one>\d\d)\s?(?P<mark>[-./])\s?(?P<two>\d{1,2})\s?(?P=mark)\s?(?P<three>\d{1,2})(?!\d)\.?",
    )
)
"""The formats of a day. The order of `first` and `second`, and of `one`, `two` and `three`, is decided later."""

_TIME_PATTERNS = tuple(
    lazy_compile(pattern, re.IGNORECASE)
    for pattern in (
        r"(?P<half>오전|오후|午前|午後|上午|下午)\s?(?P<hour>\d{1,2})"
        r"(?:[:：](?P<minute>\d\d)(?:[:：](?P<second>\d\d))?|[시時时点點](?:\s?(?P<past>\d{1,2})[분分])?)",
        r"(?P<half>[ap]m)\s?(?P<hour>\d{1,2}):(?P<minute>\d\d)(?::(?P<second>\d\d))?(?!\d)",
        r"(?P<hour>\d{1,2})[시時时点點](?:\s?(?P<past>\d{1,2})[분分](?:\s?(?P<second>\d{1,2})[초秒])?)?",
        r"(?P<hour>\d{1,2})(?:[:.](?P<minute>\d\d)(?::(?P<second>\d\d))?)?\s?(?P<half>[ap]\.?\s?m\b\.?)",
        r"(?P<hour>\d{1,2})[:：](?P<minute>\d\d)(?:[:：](?P<second>\d\d)(?:[.,]\d{1,9})?)?(?!\d)(?:\s?(?:uhr|h(?:r?s)?)\b\.?)?",
        r"(?P<hour>\d{1,2})\s?h\s?(?:(?P<minute>\d\d)(?!\d))?(?![^\W\d_])",
        r"(?P<hour>\d{1,2})(?:\.(?P<minute>\d\d))?\s?(?:uhr)\b",
        r"(?P<hour>\d{1,2})\.(?P<minute>\d\d)(?=\s?(?:[A-Z]{2,5}\b|$))",
    )
)
_WEEKDAY = lazy_compile(
    r"(?:[(（]?(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?\b\.?"
    r"|(?:montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonnabend|sonntag|mo|di|mi|do|fr|sa|so)\b\.?"
    r"|(?:maandag|dinsdag|woensdag|donderdag|vrijdag|zaterdag|zondag)\b"
    r"|(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)\b"
    r"|(?:lunes|martes|miércoles|jueves|viernes|sábado|domingo)\b"
    r"|(?:lunedì|martedì|mercoledì|giovedì|venerdì|sabato|domenica)\b"
    r"|(?:понедельник|вторник|среда|четверг|пятница|суббота|воскресенье)\b"
    r"|(?:الأحد|الاثنين|الإثنين|الثلاثاء|الأربعاء|الخميس|الجمعة|السبت)،?\s"
    r"|(?:segunda|terça|quarta|quinta|sexta)(?:-feira)?\b"
    r"|(?:星期|周|週)[一二三四五六日天]|[月火水木金土日](?:曜日?|(?![\u4e00-\u9fff]))|[월화수목금토일](?:요일|(?![가-힣])))[)）]?,?\s?)",
    re.IGNORECASE,
)
_BETWEEN_DAY_AND_TIME = lazy_compile(
    r"\s?(?:[,|·•\u2013-]\s?|[(（]|T|kl\.?\s|в\s|at\s|um\s|à\s|às\s|a las?\s|alle\s(?:ore\s)?|om\s)?"
    r"(?:at\s|um\s|à\s|às\s|a las?\s)?",
    re.IGNORECASE,
)
_YEAR_WORD = lazy_compile(r"\s?(?:г\.|года?(?!\w))")
_DAY_FIRST_BEFORE = lazy_compile(r"\b(?:le|el|em|il|am|vom)\s(?:\w{4,14}\s)?$", re.IGNORECASE)
_DAY_FIRST_AFTER = lazy_compile(r"\s?,?\s?(?:(?:à|às|a las?|alle|um)\s|-?\s?\d{1,2}\s?h\s?\d\d(?!\w))", re.IGNORECASE)
"""Words of languages in which `10/05/2026` is a day in May; in English it is ambiguous."""

_BETWEEN_WEEKDAY_AND_DAY = lazy_compile(r"\s?(?:[,|·-]\s?)?", re.IGNORECASE)
_ARTICLE_BEFORE_DAY = lazy_compile(r"(?:on|le|am|den|el|il|em|op)\s", re.IGNORECASE)
_BLANK_BETWEEN = lazy_compile(r"\s?")
_ZONE_HOURS = {
    "GMT UTC Z WET": 0, "BST CET WEST MEZ": 1, "CEST EET SAST MESZ": 2, "MSK EEST TRT": 3, "GST": 4, "PKT": 5, "IST": 5.5,
    "ICT WIB": 7, "AWST HKT MYT PHT SGT": 8, "JST KST": 9, "ACST": 9.5, "AEST": 10, "ACDT": 10.5, "AEDT": 11, "NZST": 12,
    "NZDT": 13, "ART BRT ADT": -3, "NST": -3.5, "AST EDT": -4, "EST CDT": -5, "CST MDT": -6, "MST PDT": -7, "PST AKDT": -8,
    "AKST": -9, "HST": -10,
}  # fmt: skip
_ZONE_OFFSETS = {name: timezone(timedelta(hours=hours)) for names, hours in _ZONE_HOURS.items() for name in names.split()}
"""Abbreviations as used by English-language newspapers: BST is British, CST and EST are American, IST is Indian."""

_ZONE_OFFSET = lazy_compile(
    r"\s?\(?(?:(?:GMT|UTC)\s?(?P<sign>[+-])\s?(?P<hours>\d{1,2})|(?P<bare>[+-])(?P<two>\d\d|\d(?=:))):?(?P<minutes>\d\d)?(?!\d)\)?"
    rf"(?:\s\(?(?:{'|'.join(_ZONE_OFFSETS)})\b\)?)?"
)
_ZONE_ABBREVIATION = lazy_compile(r"\s?\(?(?P<name>[A-Z]{1,5})(?![A-Za-z])\)?")

_ZONE_REGIONS = {"ET": "America/New_York", "CT": "America/Chicago", "MT": "America/Denver", "PT": "America/Los_Angeles"}

_YEAR_FIRST = frozenset(
    str.split("Asia/Seoul Asia/Pyongyang Asia/Tokyo Asia/Shanghai Asia/Taipei Asia/Hong_Kong Asia/Macau ROK Japan PRC ROC")
)
"""Time zones in which `10.05.17` is a day in 2010."""

_FIRST_SHORT_YEAR = 2020
"""The first year that a two-digit year may mean if the order is ambiguous: `26.01.04` is in 2026, not in 2004."""


class ParsedDate(NamedTuple):
    """A date in a text and its end, or the error if it is invalid.

    The instant has the written offset, or that of the default zone; `timed` is False for a date without a time.
    """

    end: int
    result: datetime | DateError
    timed: bool


def find_date(text: str, at: int, zone: ZoneInfo) -> ParsedDate | None:
    """Return the date that begins at this offset, or None; the time may precede or follow the day. Does not raise."""
    clock = _first_pattern_match(_TIME_PATTERNS, text, at)
    zone_text, date_end = _zone_after_time(text, clock) if clock else ("", at)
    day = _first_day(text, skip(_BETWEEN_WEEKDAY_AND_DAY, text, date_end) if clock else at)
    if not day:
        return None
    date_end = day.end()
    day_first = bool(
        _DAY_FIRST_AFTER.match(text, date_end) or _DAY_FIRST_BEFORE.search(text[max(day.start() - 20, 0) : day.start()])
    )
    date_end = skip(_YEAR_WORD, text, date_end)
    if not clock:
        date_end = skip(_WEEKDAY, text, skip(_BLANK_BETWEEN, text, date_end))
        clock = _first_pattern_match(_TIME_PATTERNS, text, skip(_BETWEEN_DAY_AND_TIME, text, date_end))
        zone_text, date_end = _zone_after_time(text, clock) if clock else ("", date_end)
    try:
        return ParsedDate(date_end, _instant_in_zone(_day_of_match(day, zone, day_first), clock, zone_text, zone), bool(clock))
    except DateError as diagnostic:
        return ParsedDate(date_end, diagnostic, False)


def find_time(text: str, at: int, day: datetime, zone: ZoneInfo) -> ParsedDate | None:
    """Return the time on this day that begins at this offset, or None. Without a written zone it has the offset of `day`."""
    clock = _first_pattern_match(_TIME_PATTERNS, text, skip(_BETWEEN_DAY_AND_TIME, text, at))
    if not clock:
        return None
    zone_text, time_end = _zone_after_time(text, clock)
    try:
        instant = (
            _instant_in_zone(day.date(), clock, zone_text, zone)
            if zone_text
            else datetime.combine(day.date(), _clock_time(clock), day.tzinfo)
        )
    except DateError as diagnostic:
        return ParsedDate(time_end, diagnostic, False)
    return ParsedDate(time_end, instant, True)


def skip(pattern: re.Pattern[str], text: str, at: int) -> int:
    """Return the end of the pattern's match at this offset, or the offset if it does not match."""
    match = pattern.match(text, at)
    return match.end() if match else at


def _first_pattern_match(patterns: Iterable[re.Pattern[str]], text: str, at: int) -> re.Match[str] | None:
    return next(filter(None, (pattern.match(text, at) for pattern in patterns)), None)


def _first_day(text: str, at: int) -> re.Match[str] | None:
    day = _first_pattern_match(_DAY_PATTERNS, text, skip(_WEEKDAY, text, skip(_ARTICLE_BEFORE_DAY, text, at)))
    return day if day and day.groupdict().get("name", "jan").lower() in MONTH_NAMES else None


def _zone_after_time(text: str, clock: re.Match[str]) -> tuple[str, int]:
    """Return the zone after a time, as written, and its end."""
    offset = _ZONE_OFFSET.match(text, clock.end())
    if offset:
        return offset[0], offset.end()
    name = _ZONE_ABBREVIATION.match(text, clock.end())
    if name and (name["name"] in _ZONE_OFFSETS or name["name"] in _ZONE_REGIONS):
        return name["name"], name.end()
    return "", clock.end()


def _day_of_match(day_match: re.Match[str], zone: ZoneInfo, day_first: bool) -> date:
    date_parts = day_match.groupdict()
    if "one" in date_parts:
        return _two_digit_year_day(day_match, zone)
    if "first" in date_parts:
        day, month = _day_and_month(day_match, day_first)
    else:
        day = int(date_parts["day"])
        month = MONTH_NAMES[date_parts["name"].lower()] if date_parts.get("name") else int(date_parts["month"])
    year = _full_year(date_parts)
    if not 1000 <= year <= LAST_YEAR:
        raise DateError(f"the year {date_parts['year']} is not between 1000 and {LAST_YEAR}", "for example 2026-01-04")
    try:
        return date(year, month, day)
    except ValueError:
        raise DateError(f"there is no day {day_match[0]}", "check month and day") from None


def _full_year(date_parts: dict[str, str]) -> int:
    if date_parts.get("era"):
        return _ERAS[date_parts["era"]] + (1 if date_parts["regnal"] == "元" else int(date_parts["regnal"]))
    year = date_parts["year"]
    return 2000 + int(year[1:]) if year[0] in "'’" else int(year)


def _day_and_month(day_match: re.Match[str], day_first: bool) -> tuple[int, int]:
    first_number, second_number = int(day_match["first"]), int(day_match["second"])
    is_zero = not first_number or not second_number  # no day, in either order
    if day_match["mark"] == "." or first_number > 12 or first_number == second_number or is_zero:
        return first_number, second_number
    if day_first and second_number <= 12:
        return first_number, second_number
    if second_number > 12:
        return second_number, first_number
    raise _ambiguous_day(
        day_match[0],
        [date(int(day_match["year"]), month, day) for day, month in ((first_number, second_number), (second_number, first_number))],
    )


def _two_digit_year_day(day_match: re.Match[str], zone: ZoneInfo) -> date:
    """Return a day with a two-digit year: in East Asia the year comes first; elsewhere the only valid order is taken."""
    first_number, second_number, third_number = int(day_match["one"]), int(day_match["two"]), int(day_match["three"])
    orders = [(first_number, second_number, third_number), (third_number, second_number, first_number)]
    if day_match["mark"] != ".":
        orders.append((third_number, first_number, second_number))
    days = [day for year, month, number in orders if (day := _two_digit_year_date(year, month, number))]
    if not days:
        raise DateError(f"there is no day {day_match[0]}", "check month and day")
    recent = list(dict.fromkeys(day for day in days if day.year >= _FIRST_SHORT_YEAR))
    year_first_date = (
        _two_digit_year_date(first_number, second_number, third_number)
        if day_match["mark"] == "." and zone.key in _YEAR_FIRST
        else None
    )
    if year_first_date and (year_first_date in recent or not recent):
        return year_first_date
    if len(recent) == 1 and not year_first_date:
        return recent[0]
    raise _ambiguous_day(day_match[0], recent or days)


def _two_digit_year_date(year: int, month: int, day: int) -> date | None:
    try:
        return date(2000 + year, month, day)
    except ValueError:
        return None


def _ambiguous_day(text: str, meant: Iterable[date]) -> AmbiguousDate:
    days = " or ".join(dict.fromkeys(day.isoformat() for day in meant))
    return AmbiguousDate(f"{text} is ambiguous: the day or the month may come first", f"write {days}")


def _clock_time(clock_match: re.Match[str]) -> time:
    clock_parts = clock_match.groupdict()
    hour = int(clock_parts["hour"])
    half = (clock_parts.get("half") or "").lower()
    if half.startswith(("p", "오후", "午後", "下午")) and hour < 12:
        hour += 12
    elif half.startswith(("a", "오전", "午前", "上午")) and hour == 12:
        hour = 0
    minute = clock_parts.get("minute") or clock_parts.get("past") or 0
    try:
        return time(hour, int(minute), int(clock_parts.get("second") or 0))
    except ValueError:
        raise DateError(f"there is no time {clock_match[0]}", "for example 23:26") from None


def _instant_in_zone(day: date, clock: re.Match[str] | None, zone_text: str, zone: ZoneInfo) -> datetime:
    """Return the instant in the stated zone, or in `zone` if none is stated; a day without a time begins at 00:00."""
    local = datetime.combine(day, _clock_time(clock) if clock else time())
    stated_zone = _stated_zone(zone_text, local, zone) if zone_text else zone
    instant = local.replace(tzinfo=stated_zone).astimezone(UTC)
    return in_zone(instant, stated_zone) if isinstance(stated_zone, ZoneInfo) else instant.astimezone(stated_zone)


def _stated_zone(zone_text: str, local: datetime, zone: ZoneInfo) -> tzinfo:
    offset = _ZONE_OFFSET.fullmatch(zone_text)
    if offset:
        hours, minutes = int(offset["hours"] or offset["two"]), int(offset["minutes"] or 0)
        if hours > 23 or minutes > 59:
            raise DateError(f"there is no offset {zone_text.strip()}", "for example +09:00")
        utc_offset = timedelta(hours=hours, minutes=minutes)
        return timezone(-utc_offset if (offset["sign"] or offset["bare"]) == "-" else utc_offset)
    if local.replace(tzinfo=zone).tzname() == zone_text:
        return zone  # CST is China's zone if the outlet is in China
    return zone_of(_ZONE_REGIONS[zone_text]) if zone_text in _ZONE_REGIONS else _ZONE_OFFSETS[zone_text]
