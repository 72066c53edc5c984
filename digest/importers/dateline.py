"""Datelines, such as `SEOUL, Jan. 5 (Agency) --` or `(서울=연합뉴스)` → place, day and agency; and signatures: reporters in
brackets at the beginning or end of a Chinese or Japanese text."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from msgspec import Struct

from digest.articles.date_formats import MONTH_NUMBERS
from digest.config.time_zones import in_zone
from digest.importers.byline import read_byline
from digest.importers.person_names import has_family_name

MAX_SIGNED_CHARACTERS = 60

_HAN_IN_DATELINES = "\u4e00-\u9fff"
_LONG_TOWN_NAMES = "華盛頓|洛杉磯|舊金山|新加坡|雅加達|莫斯科|布魯塞爾|日內瓦|吉隆坡"
_SIGNED_OPENINGS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?P<agency>[{_HAN_IN_DATELINES}]{{1,4}}?[社网網报報])(?P<place>[{_HAN_IN_DATELINES}]{{2,8}}?)?(?:\d{{1,2}}月)?\d{{1,2}}日[电電]\s?"
        r"(?:[(（][记記]者(?P<names>[^()（）]{2,30})[)）])?",
        rf"[(（](?P<agency>中央社)[记記]者(?P<names>[{_HAN_IN_DATELINES}、]{{2,12}}?)(?P<place>{_LONG_TOWN_NAMES}|[{_HAN_IN_DATELINES}]{{2}})\d{{1,2}}日[电電][)）]",
        r"[〔【(（][记記]者(?P<names>[^／/〔〕【】()（）]{2,20})[／/](?P<place>[^〕】)）]{2,8}?)"
        r"(?:即時|即时|[综綜]合)?(?:報導|报道|報道)[〕】)）]",
        r"【(?P<place>[^】=＝。]{1,12})[=＝](?P<names>[^】。]{2,30})】",
        r"【(?P<names>[^】。=＝]{2,30})】",
    )
)
_SIGNED_ENDING = re.compile(
    r"(?<=[。」』）])\s?(?:【(?P<names>[^【】。]{2,30})】|[(（](?P<reporters>[^()（）。]{2,30}?)(?:記者|特派員)[)）])$"
)
_BETWEEN_SIGNERS = re.compile(r"[、，,・/／\s]+")
_SIGNER_NAME = re.compile(rf"[{_HAN_IN_DATELINES}々\u3041-\u30ff]{{2,8}}")


class Signature(Struct, frozen=True):
    """The authors, agency and place in a paragraph; each may be empty."""

    authors: tuple[str, ...] = ()
    agency: str = ""
    place: str = ""


def read_opening_signature(paragraph: str) -> Signature | None:
    """Read `新华社北京2月12日电（记者王小明）`, `〔記者王小明／台北報導〕` or `【山田太郎】` at the beginning, or return None."""
    paragraph_start = paragraph[:MAX_SIGNED_CHARACTERS]
    if paragraph_start.isascii():
        return None
    for pattern in _SIGNED_OPENINGS:
        dateline_match = pattern.match(paragraph_start)
        if not dateline_match:
            continue
        dateline_parts = dateline_match.groupdict()
        authors = _signer_names(dateline_parts.get("names") or "", is_sure="place" in dateline_parts)
        if authors or dateline_parts.get("agency"):
            agency = dateline_parts.get("agency") or ""
            return Signature(authors, "" if agency[0:1] == "本" else agency, dateline_parts.get("place") or "")
    return None


def read_closing_signature(paragraph: str) -> Signature | None:
    """Read `【山田太郎】` or `（山田太郎記者）` after the last sentence, or return None."""
    signed_match = _SIGNED_ENDING.search(paragraph[-MAX_SIGNED_CHARACTERS:])
    if not signed_match:
        return None
    authors = _signer_names(signed_match["names"] or signed_match["reporters"], is_sure=bool(signed_match["reporters"]))
    return Signature(authors) if authors else None


def _signer_names(names_text: str, *, is_sure: bool) -> tuple[str, ...]:
    """Return the names, or () if a part is not a name; unless `is_sure`, each must begin with a known family name."""
    signers = [name for name in _BETWEEN_SIGNERS.split(names_text) if name]
    is_signer = _SIGNER_NAME.fullmatch if is_sure else has_family_name
    return tuple(signers) if all(map(is_signer, signers)) else ()


MAX_DATELINE_CHARACTERS = 140

_DATELINE_END = re.compile(r"(?<=[\s)])(?:--|[-\u2013-\u2015])(?=[\s\"“‘'A-Z])")
_AGENCY_IN_DATELINE = re.compile(r"(?P<before>[^()]*)\s?\((?P<agency>[^()]{2,40})\)")
_DAY_IN_DATELINE = re.compile(
    r"(?:(?P<name>[A-Za-z]{3,9})\.? (?P<day>\d{1,2})|(?P<first>\d{1,2}) (?P<second>[A-Za-z]{3,9})\.?)(?: (?P<year>[12]\d{3}))?"
)
_CAPITALISED_PLACE = re.compile(r"[^\W\d_a-z][\w.'’/-]*(?: [^\W\d_a-z][\w.'’/-]*){0,3}")
_KOREAN_DATELINE = re.compile(r"[(\[](?P<place>[^=()\[\]]{1,30})=(?P<agency>[^=()\[\]]{1,20})[)\]]\s?")


class Dateline(Struct, frozen=True):
    """The values of a dateline; all but the place are optional."""

    place: str
    at: datetime | None = None
    agency: str = ""
    authors: tuple[str, ...] = ()


def read_dateline(paragraph: str, zone: ZoneInfo, latest: datetime, outlets: Collection[str] = ()) -> Dateline | None:
    """Return the dateline at the beginning of the paragraph, or None. A day without a year is the last one not after `latest`.

    `outlets` are the names of newspapers in folded case.
    """
    dateline_text = paragraph[:MAX_DATELINE_CHARACTERS]
    return (
        _korean_dateline(dateline_text, outlets)
        or _signed_dateline(dateline_text)
        or _english_dateline(dateline_text, zone, latest)
    )


def _korean_dateline(dateline_text: str, outlets: Collection[str]) -> Dateline | None:
    """Read `(서울=연합뉴스) 홍길동 기자 =`."""
    dateline_match = _KOREAN_DATELINE.match(dateline_text)
    if not dateline_match:
        return None
    reporter_text, mark, _ = dateline_text[dateline_match.end() :].partition("=")
    byline = read_byline(reporter_text.strip(), "", outlets) if mark else None
    return Dateline(dateline_match["place"].strip(), None, dateline_match["agency"].strip(), byline.authors if byline else ())


def _signed_dateline(dateline_text: str) -> Dateline | None:
    opening_signature = read_opening_signature(dateline_text)
    return (
        Dateline(opening_signature.place, None, opening_signature.agency, opening_signature.authors) if opening_signature else None
    )


def _english_dateline(dateline_text: str, zone: ZoneInfo, latest: datetime) -> Dateline | None:
    dateline_end = _DATELINE_END.search(dateline_text)
    if not dateline_end:
        return None
    place_and_agency = _AGENCY_IN_DATELINE.fullmatch(dateline_text[: dateline_end.start()].strip())
    dateline_parts = [
        part.strip()
        for part in (place_and_agency["before"] if place_and_agency else dateline_text[: dateline_end.start()]).split(",")
    ]
    dateline_day, places = _day_of_dateline(dateline_parts[1:], latest.astimezone(zone).date())
    place = dateline_parts[0]
    if len(places) > 2 or not all(map(_CAPITALISED_PLACE.fullmatch, (place, *places))):
        return None
    if place_and_agency and not _CAPITALISED_PLACE.match(place_and_agency["agency"]):
        return None
    if not place_and_agency and not place.isupper():
        return None  # `Monday - the day after` is a sentence
    if not place_and_agency and dateline_day is None and dateline_end[0] == "-":
        return None  # so is `NATO - the alliance`
    dateline_instant = in_zone(datetime.combine(dateline_day, time(), zone), zone) if dateline_day else None
    return Dateline(", ".join((place, *places)), dateline_instant, place_and_agency["agency"].strip() if place_and_agency else "")


def _day_of_dateline(dateline_parts: list[str], latest: date) -> tuple[date | None, list[str]]:
    """Return the day among the parts of a dateline, and the parts before it (country or state)."""
    for index, part in enumerate(dateline_parts):
        day_match = _DAY_IN_DATELINE.fullmatch(part)
        month_name = (day_match["name"] or day_match["second"]).lower() if day_match else ""
        if day_match and month_name in MONTH_NUMBERS:
            day_number = int(day_match["day"] or day_match["first"])
            years = [year for year in (day_match["year"] or "", *dateline_parts[index + 1 :]) if re.fullmatch(r"[12]\d{3}", year)]
            return _latest_day(MONTH_NUMBERS[month_name], day_number, int(years[0]) if years else 0, latest), dateline_parts[:index]
    return None, dateline_parts


def _latest_day(month: int, day: int, year: int, latest: date) -> date | None:
    """Return the date in `year`, or without a year the last one not after `latest`; Feb. 29 may be years ago."""
    for candidate_year in (year,) if year else range(latest.year, max(latest.year - 9, 1), -1):
        try:
            day_of_year = date(candidate_year, month, day)
        except ValueError:
            continue
        if year or day_of_year <= latest:
            return day_of_year
    return None
