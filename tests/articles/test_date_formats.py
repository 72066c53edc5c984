"""Parts of dates: names of months, halves of the day, and zones, compared with the clocks of the places that use them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from babel import Locale

from digest.articles.date_reader import DateError, read_date

ZONE = ZoneInfo("UTC")

ZONE_EXAMPLES = {
    "GMT": ("Europe/London", 1), "UTC": ("UTC", 1), "Z": ("UTC", 1), "WET": ("Europe/Lisbon", 1), "WEST": ("Europe/Lisbon", 7),
    "BST": ("Europe/London", 7), "CET": ("Europe/Berlin", 1), "MEZ": ("Europe/Berlin", 1), "CEST": ("Europe/Berlin", 7),
    "MESZ": ("Europe/Berlin", 7), "EET": ("Europe/Athens", 1), "EEST": ("Europe/Athens", 7), "SAST": ("Africa/Johannesburg", 1),
    "MSK": ("Europe/Moscow", 1), "TRT": ("Europe/Istanbul", 1), "GST": ("Asia/Dubai", 1), "PKT": ("Asia/Karachi", 1),
    "IST": ("Asia/Kolkata", 1), "ICT": ("Asia/Bangkok", 1), "WIB": ("Asia/Jakarta", 1), "AWST": ("Australia/Perth", 1),
    "HKT": ("Asia/Hong_Kong", 1), "MYT": ("Asia/Kuala_Lumpur", 1), "PHT": ("Asia/Manila", 1), "SGT": ("Asia/Singapore", 1),
    "JST": ("Asia/Tokyo", 1), "KST": ("Asia/Seoul", 1), "ACST": ("Australia/Adelaide", 7), "ACDT": ("Australia/Adelaide", 1),
    "AEST": ("Australia/Sydney", 7), "AEDT": ("Australia/Sydney", 1), "NZST": ("Pacific/Auckland", 7),
    "NZDT": ("Pacific/Auckland", 1), "ART": ("America/Argentina/Buenos_Aires", 1), "BRT": ("America/Sao_Paulo", 1),
    "NST": ("America/St_Johns", 1), "AST": ("America/Halifax", 1), "ADT": ("America/Halifax", 7), "EST": ("America/New_York", 1),
    "EDT": ("America/New_York", 7), "CST": ("America/Chicago", 1), "CDT": ("America/Chicago", 7), "MST": ("America/Denver", 1),
    "MDT": ("America/Denver", 7), "PST": ("America/Los_Angeles", 1), "PDT": ("America/Los_Angeles", 7),
    "AKST": ("America/Anchorage", 1), "AKDT": ("America/Anchorage", 7), "HST": ("Pacific/Honolulu", 1),
    "ET": ("America/New_York", 7), "CT": ("America/Chicago", 1), "MT": ("America/Denver", 7), "PT": ("America/Los_Angeles", 1),
}  # fmt: skip
"""Abbreviations, each with a place that uses it, and a month in which it does."""


@pytest.mark.parametrize("name", ZONE_EXAMPLES)
def test_an_abbreviation_has_the_offset_of_its_place(name: str):
    place, month = ZONE_EXAMPLES[name]
    there = datetime(2026, month, 15, 12, 30, tzinfo=ZoneInfo(place))
    assert read_date(f"{month}/15/2026 12:30 {name}", ZONE).at == there
    assert read_date(f"2026-{month:02}-15 12:30 ({name})", ZONE).at == there


def test_an_ambiguous_abbreviation_belongs_to_the_default_zone():
    china, america = (read_date("15 Jan. 2026 12:30 CST", ZoneInfo(zone)).at for zone in ("Asia/Shanghai", "Europe/Berlin"))
    assert china == datetime(2026, 1, 15, 4, 30, tzinfo=UTC) and america == datetime(2026, 1, 15, 18, 30, tzinfo=UTC)


MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"]


@pytest.mark.parametrize("number", range(1, 13))
def test_english_names_and_abbreviations_of_months(number: int):
    name = MONTHS[number - 1]
    for written in (name, name[:3], f"{name[:3]}.", name.upper(), name.lower(), *(["Sept", "Sept."] if number == 9 else ())):
        for text in (f"4 {written} 2026", f"{written} 4, 2026"):
            assert read_date(text, ZONE).at == datetime(2026, number, 4, tzinfo=ZONE), text


@pytest.mark.parametrize(
    "text",
    ["4. Dezember 2026", "4 décembre 2026", "4 de diciembre de 2026", "4 diciembre 2026", "4th of December 2026", "4-Dec-2026"],
)
def test_names_of_december_are_read_completely(text: str):
    assert read_date(text, ZONE).at == datetime(2026, 12, 4, tzinfo=ZONE)


HALVES = {"am": 0, "a.m.": 0, "AM": 0, "pm": 12, "p.m.": 12, "PM": 12}


@pytest.mark.parametrize("half", HALVES)
@pytest.mark.parametrize("hour", range(1, 13))
def test_the_halves_of_the_day_begin_at_twelve(half: str, hour: int):
    assert read_date(f"4 Jan. 2026 {hour}:05 {half}", ZONE).at == datetime(2026, 1, 4, hour % 12 + HALVES[half], 5, tzinfo=ZONE)


@pytest.mark.parametrize(("half", "hours"), [("오전", 0), ("오후", 12), ("午前", 0), ("午後", 12), ("上午", 0), ("下午", 12)])
@pytest.mark.parametrize("hour", [1, 11, 12])
def test_the_halves_of_the_day_in_east_asia(half: str, hours: int, hour: int):
    assert read_date(f"2026. 1. 4. {half} {hour}:05", ZONE).at == datetime(2026, 1, 4, hour % 12 + hours, 5, tzinfo=ZONE)


@pytest.mark.parametrize(
    ("offset", "minutes"), [("+09:00", 540), ("-0330", -210), ("GMT+9", 540), ("UTC-3", -180), ("+5:45", 345), ("+23:59", 1439)]
)
def test_offsets_are_hours_and_minutes_east_of_utc(offset: str, minutes: int):
    assert read_date(f"4 Jan. 2026 12:00 {offset}", ZONE).at == datetime(2026, 1, 4, 12, tzinfo=UTC) - timedelta(minutes=minutes)


@pytest.mark.parametrize("offset", ["+24:00", "-09:60"])
def test_an_invalid_offset_is_rejected(offset: str):
    with pytest.raises(DateError):
        read_date(f"4 Jan. 2026 12:00 {offset}", ZONE)


@pytest.mark.parametrize(
    "text",
    ["le 10/05/2026", "vom 10/05/2026", "10/05/2026 à 8:00", "10/05/2026 um 8:00", "el viernes 10/05/2026", "10/05/2026, 8h30"],
)
def test_words_of_day_first_languages_decide_the_order(text: str):
    from digest.articles.date_formats import find_date

    found = find_date(text, text.index("10/05"), ZONE)
    assert found is not None and isinstance(found.result, datetime)
    assert (found.result.day, found.result.month) == (10, 5)


LANGUAGES = ("en", "de", "de_AT", "nl", "fr", "es", "it", "pt", "ru", "ar_EG")


@pytest.mark.parametrize("language", LANGUAGES)
def test_months_have_the_names_of_each_language(language: str):
    months = Locale.parse(language).months
    names = {name: number for kind in months.values() for width in ("wide", "abbreviated") for number, name in kind[width].items()}
    for name, number in names.items():
        bare = name.strip(".")
        if len(bare) >= 3:
            assert read_date(f"4 {bare} 2026", ZONE).at == datetime(2026, number, 4, tzinfo=ZONE), name


@pytest.mark.parametrize("language", [*LANGUAGES, "ja", "zh", "ko"])
def test_a_weekday_may_precede_a_day_in_each_language(language: str):
    for name in Locale.parse(language).days["format"]["wide"].values():
        for written in (name, name.capitalize(), *((f"{name},",) if language != "ar_EG" else ())):
            assert read_date(f"{written} 4 January 2026", ZONE).at == datetime(2026, 1, 4, tzinfo=ZONE), written


FURTHER = {
    1: "jänner jan janv enero ene gennaio gen janeiro янв",
    2: "feber feb fév févr fevr fevrier fevereiro fev febbraio фев февр",
    3: "märz maerz mär mrz maart marzo março marco мар марта март",
    4: "abr avr aprile avril апр",
    5: "mai mei mayo maggio mag maio май мая",
    6: "juni juin giugno giu junho июня июнь",
    7: "juli juillet juil luglio lug julho июля июль",
    8: "août aout ago agosto augustus авг",
    9: "set sept setiembre settembre setembro septiembre сен сент",
    10: "okt oct ottobre ott outubro out octubre окт",
    11: "nov noviembre novembro novembre ноя",
    12: "dez déc dic decembre dicembre dezembro дек",
}


@pytest.mark.parametrize("number", FURTHER)
def test_months_have_short_names_and_names_without_accents(number: int):
    for name in FURTHER[number].split():
        assert read_date(f"4 {name} 2026", ZONE).at == datetime(2026, number, 4, tzinfo=ZONE), name


@pytest.mark.parametrize(
    ("text", "year"),
    [("令和8年1月4日", 2026), ("令和元年1月4日", 2019), ("平成31年1月4日", 2019), ("昭和64年1月4日", 1989), ("大正2年1月4日", 1913),
     ("民國115年1月4日", 2026), ("民国 115年1月4日", 2026)],
)  # fmt: skip
def test_years_of_eras_are_converted(text: str, year: int):
    assert read_date(text, ZONE).at == datetime(year, 1, 4, tzinfo=ZONE)


@pytest.mark.parametrize("year", [1000, 1001, 9998])
def test_the_first_and_the_last_year_in_words(year: int):
    assert read_date(f"4 January {year}", ZONE).at == datetime(year, 1, 4, tzinfo=ZONE)


@pytest.mark.parametrize("year", ["0999", "9999"])
def test_years_beyond_the_limits_in_words_are_rejected(year: str):
    with pytest.raises(DateError, match=f"the year {year} is not between 1000 and 9998"):
        read_date(f"4 January {year}", ZONE)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("10:05 4 Jan 2026", (10, 5, 0)), ("4 Jan 2026 10h05", (10, 5, 0)), ("4 Jan 2026 10 h", (10, 0, 0)),
        ("4. Januar 2026 um 10 Uhr", (10, 0, 0)), ("4. Januar 2026, 10.05 Uhr", (10, 5, 0)), ("4 Jan 2026 10.05 GMT", (10, 5, 0)),
        ("2026년 1월 4일 10시 5분 7초", (10, 5, 7)), ("2026年1月4日10時5分", (10, 5, 0)), ("2026年1月4日 下午3點5分", (15, 5, 0)),
        ("2026年1月4日 오후 3시", (15, 0, 0)), ("4 Jan 2026 23:59:59", (23, 59, 59)), ("2026-01-04 10:05:07,123", (10, 5, 7)),
        ("4 Jan 2026 at 10:05", (10, 5, 0)), ("4 Jan 2026 | 10:05", (10, 5, 0)), ("4 janvier 2026 à 10h05", (10, 5, 0)),
        ("4 de enero de 2026 a las 10:05", (10, 5, 0)), ("4 gennaio 2026 alle ore 10:05", (10, 5, 0)),
        ("4 de janeiro de 2026 às 10:05", (10, 5, 0)), ("4 januari 2026 om 10:05", (10, 5, 0)),
        ("4 января 2026 в 10:05", (10, 5, 0)), ("4 января 2026 г. 10:05", (10, 5, 0)),
    ],
)  # fmt: skip
def test_formats_of_times(text: str, meant: tuple[int, int, int]):
    moment = read_date(text, ZONE)
    assert moment.timed and moment.at == datetime(2026, 1, 4, *meant, tzinfo=ZONE)


@pytest.mark.parametrize(
    "zone", ["Asia/Seoul", "Asia/Pyongyang", "Asia/Tokyo", "Asia/Shanghai", "Asia/Taipei", "Asia/Hong_Kong", "Asia/Macau"]
)
def test_in_east_asia_a_two_digit_year_comes_first(zone: str):
    assert read_date("10.05.17", ZoneInfo(zone)).at.date().isoformat() == "2010-05-17"


def test_a_two_digit_year_is_read_if_only_one_order_is_recent():
    assert read_date("12/13/20", ZONE).at.date().isoformat() == "2020-12-13"
    assert read_date("12/13/21", ZONE).at.date().isoformat() == "2021-12-13"
    with pytest.raises(DateError):
        read_date("12/13/19", ZONE)


@pytest.mark.parametrize("text", ["05/17/2026 à 8:00", "05/17/2026, 8h30", "le 05/17/2026"])
def test_a_day_beyond_twelve_is_no_month_even_in_day_first_languages(text: str):
    from digest.articles.date_formats import find_date

    found = find_date(text, text.index("05/17"), ZONE)
    assert found is not None and isinstance(found.result, datetime)
    assert (found.result.day, found.result.month) == (17, 5)


@pytest.mark.parametrize("text", ["0/5/2026", "5/0/2026", "00-05-2026"])
def test_a_day_or_month_zero_is_not_ambiguous(text: str):
    with pytest.raises(DateError, match=f"there is no day {text}"):
        read_date(text, ZONE)


@pytest.mark.parametrize(
    ("text", "day"),
    [("12-13-21", "2021-12-13"), ("4 January '26", "2026-01-04"), ("4 January ’26", "2026-01-04")],
)
def test_short_years_with_a_hyphen_or_an_apostrophe(text: str, day: str):
    assert read_date(text, ZONE).at.date().isoformat() == day


def test_a_text_of_more_than_80_characters_is_no_date():
    assert read_date(f"4{' ' * 67}January 2026", ZONE).at == datetime(2026, 1, 4, tzinfo=UTC)
    with pytest.raises(DateError):
        read_date(f"4{' ' * 68}January 2026", ZONE)


@pytest.mark.parametrize("text", ["2026年1月4日 15时20分30秒", "2026年1月4日 15時20分30秒", "2026년 1월 4일 15시 20분 30초"])
def test_times_in_east_asia_may_have_seconds(text: str):
    assert read_date(text, ZONE).at == datetime(2026, 1, 4, 15, 20, 30, tzinfo=UTC)
