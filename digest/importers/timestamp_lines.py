"""Lines with dates of publication and updates: labels before or after a date, such as `Updated` and `입력`, in many languages, with
their roles; patterns of days without a year and of times on the same day → timestamps and problems.
`digest/articles/date_formats.py` parses a single date."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from msgspec import Struct
from msgspec.structs import replace

from digest.articles.date_formats import MONTH_NAMES, DateError, ParsedDate, find_date, find_time, skip


class Timestamp(Struct, frozen=True):
    """A date in a line: `role` is 'date' or 'updated'; `at` has the offset in the text, or that of the given zone."""

    role: str
    at: datetime
    timed: bool
    labelled: bool
    yearless: str = ""
    """The text of a date without a year, with `_UNKNOWN_YEAR` before the day; '' for a date with a year. `at` is in a leap year."""


def in_likely_year(timestamp: Timestamp, zone: ZoneInfo, stated: datetime | None, now: datetime) -> Timestamp:
    """Return a date without a year in the year in which it is nearest to `stated`; if that is None, in the last possible year.

    With `stated`, the result has a year.
    """
    reference_date, instants = stated or now, []
    for year in range(reference_date.year + 1, reference_date.year - 9, -1):
        parsed_date = find_date(timestamp.yearless.replace(_UNKNOWN_YEAR, str(year)), 0, zone)
        if parsed_date and not isinstance(parsed_date.result, DateError):  # Feb. 29 is not in every year
            instants.append(parsed_date.result)
    if stated:
        return replace(timestamp, at=min(instants, key=lambda at: abs(at - stated), default=timestamp.at), yearless="")
    latest = now + timedelta(days=1)  # a newspaper may have the date of the next day
    return replace(timestamp, at=next((at for at in instants if at <= latest), timestamp.at))


class TimestampLine(Struct, frozen=True):
    """All dates of a line, and error messages for invalid dates."""

    timestamps: tuple[Timestamp, ...]
    problems: tuple[str, ...] = ()


_TIMESTAMP_ROLES = {
    "date": "published|posted|date|dated|created|filed|released|issued|uploaded|first published|"
    "입력|등록|게재|승인|송고|발행|작성|작성일|기사등록|기사승인|"
    "veröffentlicht|erschienen|publié|publie|paru|mis en ligne|publicado|publicada|pubblicato|gepubliceerd|geplaatst|"
    "опубликовано|дата|дата публикации|نشر في|نشر|نُشر|تاريخ النشر|"
    "公開|配信|掲載|投稿|発行|发布|发表|發布|發表|时间|時間|日期|发布时间|發布時間|发布日期",
    "updated": "updated|modified|modifica|edited|revised|corrected|обновлено|изменено|آخر تحديث|تم التحديث|수정|업데이트|갱신|"
    "최종수정|"
    "aktualisiert|stand|geändert|mis à jour|mise à jour|modifié|maj|actualisé|actualizado|actualizada|modificado|"
    "aggiornato|"
    "modificato|atualizado|bijgewerkt|gewijzigd|更新|最終更新|更新日|更新日時|更新时间|更新時間",
}
"""Labels of dates in English, Korean, German, French, Spanish, Italian, Portuguese, Dutch, Japanese and Chinese, by role."""

_ROLE_OF_LABEL = {word: role for role, words in _TIMESTAMP_ROLES.items() for word in words.split("|")}
_TIMESTAMP_WORDS = "|".join(sorted(_ROLE_OF_LABEL, key=len, reverse=True))
_TIMESTAMP_LABEL = re.compile(
    r"(?:(?:first|originally|last|publication|date|zuletzt|기사|최종|최초)\s?)?"
    rf"(?P<word>{_TIMESTAMP_WORDS})(?:\s?(?:date|time|on|at|am|vom|le|il|el|em|op|일시|시간|시각|일|日時|日時?|日期))?"
    r"(?![a-zà-ÿ])\s?(?P<colon>[:：])?",
    re.IGNORECASE,
)
_LABELS_AFTER_DATE = "송고|입력|등록|게재|승인|수정|최종수정|업데이트|公開|配信|掲載|更新|发布|發布"
_LABEL_AFTER_DATE = re.compile(rf"\s?(?P<word>{_LABELS_AFTER_DATE})(?!\w)")
_LABEL_AT_END = re.compile(rf"\d\s?[(]?(?:{_LABELS_AFTER_DATE})[\s)）\].]{{0,3}}$")
"""A label after its date, as in Korean, Japanese and Chinese: `2026/01/04 23:26 송고`."""

_DAY_OF_YEAR = re.compile(r"(?P<month>\d{1,2})(?:(?P<mark>[./-])|\s?[월月]\s?)(?P<day>\d{1,2})[일日]?(?!\d|[./-]\d)")

_DAY_NUMBER = r"(?:3[01]|[12]\d|0?[1-9])(?!\d)"
_MONTH_NAME = r"(?P<name>[^\W\d_]{3,10})"
_DAYS_WITHOUT_YEAR = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"(?<![^\W_]){_MONTH_NAME}\.?\s(?P<day>{_DAY_NUMBER})(?:st|nd|rd|th)?(?!\w)",
        rf"(?<!\d)(?P<day>{_DAY_NUMBER})(?:st|nd|rd|th|er|[.ºª°])?(?:\s(?:of|de)\b)?\s{_MONTH_NAME}\b\.?",
        rf"(?<!\d)(?P<month>\d{{1,2}})\s?[월月]\s?(?P<day>{_DAY_NUMBER})\s?[일日号號]",
    )
)
_CHARACTERS_BEFORE_DAY = 40
"""The maximum number of characters of the weekday and the time before a day."""

_UNKNOWN_YEAR = "\0"
"""Stands for an unknown year; texts contain no NUL."""

_LEAP_YEAR = "2024"

_GAP_IN_TIMESTAMP = re.compile(r"[\s|·•ㆍ,;/()（）\[\]\u2013\u2014-]*")


def read_timestamps(text: str, zone: ZoneInfo) -> TimestampLine | None:
    """Return the dates of a line that contains only dates, or None. A time without an offset is in `zone`."""
    date_offset, after_colon = 0, False
    timestamps: list[Timestamp] = []
    problems: list[str] = []
    while date_offset < len(text):
        date_offset = skip(_GAP_IN_TIMESTAMP, text, date_offset)
        date_label = _TIMESTAMP_LABEL.match(text, date_offset)
        if date_label:
            after_colon = after_colon or bool(date_label["colon"])
            date_offset = skip(_GAP_IN_TIMESTAMP, text, date_label.end())
        parsed_date = find_date(text, date_offset, zone)
        if parsed_date is None and timestamps:
            parsed_date = _date_in_year(text, date_offset, zone, timestamps[-1], date_label) or _time_on_day(
                text, date_offset, zone, timestamps[-1], date_label
            )
        yearless = ""
        if parsed_date is None:
            parsed_date, yearless = _date_without_year(text, date_offset, zone)
        if parsed_date is None:
            break
        date_offset = parsed_date.end
        if isinstance(parsed_date.result, DateError):
            problems.append(str(parsed_date.result))
            continue
        label_match = date_label or _label_after_date(text, date_offset, zone)
        if label_match and not date_label:
            date_offset = label_match.end()
        role = _ROLE_OF_LABEL[label_match["word"].lower()] if label_match else "date"
        timestamps.append(Timestamp(role, parsed_date.result, parsed_date.timed, bool(label_match), yearless))
    if not (timestamps or problems) or not _is_end_of_timestamp(text[date_offset:], after_colon):
        return None
    return TimestampLine(tuple(timestamps), tuple(problems))


def _date_in_year(
    text: str, at: int, zone: ZoneInfo, previous_timestamp: Timestamp, date_label: re.Match[str] | None
) -> ParsedDate | None:
    """Read a day in numbers without a year after a full date: `2026/2/12 20:15（最終更新 2/12 21:30）`, `2026.3.3 | 3.4 수정`."""
    day_match = _DAY_OF_YEAR.match(text, at) if not previous_timestamp.yearless else None
    if not day_match or (day_match["mark"] in (".", "-") and not date_label and not _LABEL_AFTER_DATE.match(text, day_match.end())):
        return None
    day_in_year = f"{previous_timestamp.at.year}/{day_match['month']}/{day_match['day']}"
    parsed_date = find_date(f"{day_in_year}{text[day_match.end() :]}", 0, zone)
    return parsed_date._replace(end=parsed_date.end - len(day_in_year) + day_match.end()) if parsed_date else None


def _date_without_year(text: str, at: int, zone: ZoneInfo) -> tuple[ParsedDate | None, str]:
    """Read `Tuesday, March 3`, `3:15 p.m. March 3`, `3. März, 10:15 Uhr`, `3월 3일`: in a leap year, with `Timestamp.yearless`."""
    matches = (pattern.search(text, at, at + _CHARACTERS_BEFORE_DAY) for pattern in _DAYS_WITHOUT_YEAR)
    day_matches = [
        day_match for day_match in matches if day_match and day_match.groupdict().get("name", "jan").lower() in MONTH_NAMES
    ]
    if not day_matches:
        return None, ""
    day_match = min(day_matches, key=lambda match: match.start())
    month_number = MONTH_NAMES[day_match["name"].lower()] if "name" in day_match.groupdict() else day_match["month"]
    dated_day = f"{_UNKNOWN_YEAR}/{month_number}/{day_match['day']}"
    yearless = f"{text[at : day_match.start()]}{dated_day}{text[day_match.end() :]}"
    parsed_date = find_date(yearless.replace(_UNKNOWN_YEAR, _LEAP_YEAR), 0, zone)
    if parsed_date is None:
        return None, ""
    end = parsed_date.end - len(_LEAP_YEAR) + len(_UNKNOWN_YEAR)
    result = parsed_date.result
    if isinstance(result, DateError):
        result = DateError(str(result).replace(dated_day.replace(_UNKNOWN_YEAR, _LEAP_YEAR), day_match[0]), result.hint)
    return ParsedDate(at + end - len(dated_day) + day_match.end() - day_match.start(), result, parsed_date.timed), yearless


def _time_on_day(
    text: str, at: int, zone: ZoneInfo, previous_timestamp: Timestamp, date_label: re.Match[str] | None
) -> ParsedDate | None:
    """Read a time with a label after a full date: `Publié le 9 janvier 2026 à 17h45, mis à jour à 18h02`."""
    parsed_time = find_time(text, at, previous_timestamp.at, zone)
    return parsed_time if parsed_time and (date_label or _LABEL_AFTER_DATE.match(text, parsed_time.end)) else None


def _is_end_of_timestamp(text_after: str, after_colon: bool) -> bool:
    """Return whether no sentence follows the dates: `Updated: May 4, 2026 (second edition)` is valid, `May 4, 2026 was` is not."""
    text_after = text_after.strip(" .,|·/-")
    return len(text_after) <= 40 and (not text_after or after_colon)


def _label_after_date(text: str, at: int, zone: ZoneInfo) -> re.Match[str] | None:
    """Return the label after a date if it belongs to that date: no other date follows, or the line ends with a label."""
    date_label = _LABEL_AFTER_DATE.match(text, at)
    if date_label and _LABEL_AT_END.search(text):
        return date_label
    return None if date_label and find_date(text, skip(_GAP_IN_TIMESTAMP, text, date_label.end()), zone) else date_label
