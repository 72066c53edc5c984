"""The beginning of an agency's text: `SEOUL, Jan. 5 (Agency) --` → where, when and whose."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from msgspec import Struct

from digest.articles.date_formats import MONTH_NUMBERS
from digest.articles.zones import in_zone
from digest.importers.byline import read_byline
from digest.importers.cjk_dateline import read_opening

MAX_DATELINE_CHARACTERS = 140

_DATELINE_END = re.compile(r"(?<=[\s)])(?:--|[-\u2013-\u2015])(?=[\s\"“‘'A-Z])")
_AGENCY_IN_DATELINE = re.compile(r"(?P<before>[^()]*)\s?\((?P<agency>[^()]{2,40})\)")
_DAY_IN_DATELINE = re.compile(
    r"(?:(?P<name>[A-Za-z]{3,9})\.? (?P<day>\d{1,2})|(?P<first>\d{1,2}) (?P<second>[A-Za-z]{3,9})\.?)(?: (?P<year>[12]\d{3}))?"
)
_CAPITALISED_PLACE = re.compile(r"[^\W\d_a-z][\w.'’/-]*(?: [^\W\d_a-z][\w.'’/-]*){0,3}")
_KOREAN_DATELINE = re.compile(r"[(\[](?P<place>[^=()\[\]]{1,30})=(?P<agency>[^=()\[\]]{1,20})[)\]]\s?")


class Dateline(Struct, frozen=True):
    """What a dateline says; all of it may be missing but the place."""

    place: str
    at: datetime | None = None
    agency: str = ""
    authors: tuple[str, ...] = ()


def read_dateline(paragraph: str, zone: ZoneInfo, latest: datetime, outlets: Collection[str] = ()) -> Dateline | None:
    """The dateline with which the paragraph begins, or None. A day without a year is the latest such day not after `latest`.

    `outlets` are the names of newspapers in folded case.
    """
    start = paragraph[:MAX_DATELINE_CHARACTERS]
    return _korean_dateline(start, outlets) or _chinese_or_japanese(start) or _english_dateline(start, zone, latest)


def _korean_dateline(start: str, outlets: Collection[str]) -> Dateline | None:
    """`(서울=연합뉴스) 홍길동 기자 =`."""
    dateline_match = _KOREAN_DATELINE.match(start)
    if not dateline_match:
        return None
    by, mark, _ = start[dateline_match.end() :].partition("=")
    byline = read_byline(by.strip(), "", outlets) if mark else None
    return Dateline(dateline_match["place"].strip(), None, dateline_match["agency"].strip(), byline.authors if byline else ())


def _chinese_or_japanese(start: str) -> Dateline | None:
    opening = read_opening(start)
    return Dateline(opening.place, None, opening.agency, opening.authors) if opening else None


def _english_dateline(start: str, zone: ZoneInfo, latest: datetime) -> Dateline | None:
    end = _DATELINE_END.search(start)
    if not end:
        return None
    place_and_agency = _AGENCY_IN_DATELINE.fullmatch(start[: end.start()].strip())
    dateline_parts = [
        part.strip() for part in (place_and_agency["before"] if place_and_agency else start[: end.start()]).split(",")
    ]
    day, places = _day_of(dateline_parts[1:], latest.astimezone(zone).date())
    place = dateline_parts[0]
    if len(places) > 2 or not all(map(_CAPITALISED_PLACE.fullmatch, (place, *places))):
        return None
    if place_and_agency and not _CAPITALISED_PLACE.match(place_and_agency["agency"]):
        return None
    if not place_and_agency and not place.isupper():
        return None  # `Monday - the day after` is a sentence
    if not place_and_agency and day is None and end[0] == "-":
        return None  # so is `NATO - the alliance`
    at = in_zone(datetime.combine(day, time(), zone), zone) if day else None
    return Dateline(", ".join((place, *places)), at, place_and_agency["agency"].strip() if place_and_agency else "")


def _day_of(dateline_parts: list[str], latest: date) -> tuple[date | None, list[str]]:
    """The day among the parts of a dateline, and the other parts, which are a country or state."""
    for index, part in enumerate(dateline_parts):
        day_match = _DAY_IN_DATELINE.fullmatch(part)
        name = (day_match["name"] or day_match["second"]).lower() if day_match else ""
        if day_match and name in MONTH_NUMBERS:
            number = int(day_match["day"] or day_match["first"])
            years = [year for year in (day_match["year"] or "", *dateline_parts[index + 1 :]) if re.fullmatch(r"[12]\d{3}", year)]
            return _latest_day(MONTH_NUMBERS[name], number, int(years[0]) if years else 0, latest), dateline_parts[:index]
    return None, dateline_parts


def _latest_day(month: int, day: int, year: int, latest: date) -> date | None:
    """The day in that year, or in the latest year in which it is not after `latest`; Feb. 29 may be years ago."""
    for candidate in (year,) if year else range(latest.year, max(latest.year - 9, 1), -1):
        try:
            day_of_year = date(candidate, month, day)
        except ValueError:
            continue
        if year or day_of_year <= latest:
            return day_of_year
    return None
