"""Parsing of dates in front matter, in the site's time zone."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.articles.date_reader import DateError, Moment, in_zone, read_date

SEOUL, BERLIN, ST_JOHNS = ZoneInfo("Asia/Seoul"), ZoneInfo("Europe/Berlin"), ZoneInfo("America/St_Johns")
ZONES = st.sampled_from([ZoneInfo("UTC"), SEOUL, BERLIN, ST_JOHNS, ZoneInfo("Pacific/Apia"), ZoneInfo("Australia/Lord_Howe")])


@pytest.mark.parametrize(
    ("text", "expected", "timed"),
    [
        ("2026-01-04", "2026-01-04T00:00:00+09:00", False),
        (" 2026-01-04 ", "2026-01-04T00:00:00+09:00", False),
        ("05/05/2026", "2026-05-05T00:00:00+09:00", False),
        ("2026-01-04 23:26", "2026-01-04T23:26:00+09:00", True),
        ("2026-01-04T23:26:07", "2026-01-04T23:26:07+09:00", True),
        ("2026-01-04T23:26:07.123456", "2026-01-04T23:26:07+09:00", True),
        ("2026-01-04T23:26:00Z", "2026-01-05T08:26:00+09:00", True),
        ("2026-01-04t23:26z", "2026-01-05T08:26:00+09:00", True),
        ("2026-01-04T23:26:00+09:00", "2026-01-04T23:26:00+09:00", True),
        ("2026-01-04 23:26 -0800", "2026-01-05T16:26:00+09:00", True),
        ("2026-01-04T23:26:00+05:45", "2026-01-05T02:41:00+09:00", True),
        ("04 Jan. 2026, 23:26", "2026-01-04T23:26:00+09:00", True),
        ("4 January 2026", "2026-01-04T00:00:00+09:00", False),
        ("29 FEB 2024 7:05:09", "2024-02-29T07:05:09+09:00", True),
        ("30 Sept. 2026", "2026-09-30T00:00:00+09:00", False),
        ("9999-12-31", "9999-12-31T00:00:00+09:00", False),
        ("1000-01-01", "1000-01-01T00:00:00+08:28", False),
        ("2026-01-04T23:26+10:59", "2026-01-04T21:27:00+09:00", True),
        ("2026-01-04T23:26+23:00", "2026-01-04T09:26:00+09:00", True),
        ("1905-01-01", "1905-01-01T00:00:00+08:28", False),
    ],
)
def test_a_date_is_read(text: str, expected: str, timed: bool):
    moment = read_date(text, SEOUL)
    assert (moment.at.isoformat(), moment.timed) == (expected, timed)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "is not a date"),
        ("tomorrow", "is not a date"),
        (" tomorrow ", "'tomorrow' is not a date"),
        ("2026-02-30", "there is no day 2026-02-30"),
        ("2023-02-29", "there is no day 2023-02-29"),
        ("2026-13-01", "there is no day 2026-13-01"),
        ("2026-00-01", "there is no day 2026-00-01"),
        ("31 Nov. 2026, 10:00", "there is no day 31 Nov. 2026"),
        ("4 Fevrember 2026", "Fevrember is not a month"),
        ("4 Fevrember 2026\nand more", "is not a date"),
        ("2026-01-04 24:00", "there is no time 24:00"),
        ("2026-01-04 10:60", "there is no time 10:60"),
        ("2026-01-04 10:00:60", "there is no time 10:00:60"),
        ("2026-01-04 10:00 +99:99", "there is no offset +99:99"),
        ("2026-01-04 10:00 +24:00", "there is no offset +24:00"),
        ("2026-01-04 10:00 +00:60", "there is no offset +00:60"),
        ("0999-01-01", "the year 999 is not between 1000 and 9999"),
        ("99999-01-01", "the year 99999 is not between 1000 and 9999"),
        ("9999-12-31T23:59:59-12:00", "is not between the years 1000 and 9999"),
        ("1000-01-01T00:00:00+14:00", "is not between the years 1000 and 9999"),
        ("04/01/2026", "is not a date"),
        ("20260104", "is not a date"),
        ("01/02/2026", "is not a date"),
        ("1/2/2026 10:00", "is not a date"),
        ("01-02-2026", "is not a date"),
        ("01/02/26", "is not a date"),
        ("25/12/24", "is not a date"),
        ("10.05.17", "is not a date"),
        ("26.01.30", "is not a date"),
        ("2026. 2. 30.", "there is no day 2026. 2. 30."),
        ("31. November 2026", "there is no day 31. November 2026"),
        ("2026年13月4日", "there is no day 2026年13月4日"),
        ("4 Jan 2026 at 13:26 pm and more", "is not a date"),
        ("2026.01.04 25:26", "there is no time 25:26"),
        ("4 Jan 2026 at 23:26 GMT+25", "there is no offset GMT+25"),
        ("2026-01-04 23:26 XYZ", "is not a date"),
        ("2026-1-4 9:05:00 +00000", "is not a date"),
        ("January 2026", "is not a date"),
        ("January 4", "is not a date"),
        ("23:26", "is not a date"),
    ],
)
def test_an_invalid_date_is_rejected_with_the_reason(text: str, why: str):
    with pytest.raises(DateError, match=re.escape(why)) as caught:
        read_date(text, BERLIN)
    assert caught.value.hint


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("20260104", "write 2026-01-04"),
        ("04/01/2026", "write 2026-01-04 or 2026-04-01"),
        ("25/12/24", "write 2025-12-24 or 2024-12-25"),
        ("26.01.30", "write 2026-01-30 or 2030-01-26"),
    ],
)
def test_a_date_in_another_order_is_suggested(text: str, hint: str):
    with pytest.raises(DateError) as caught:
        read_date(text, BERLIN)
    assert caught.value.hint == hint


OTHER_FORMS = [
    ("2016-1-9", "2016-01-09"),
    ("2026-01-09 9:05:00 +0000", "2026-01-09T18:05:00+09:00"),
    ("2026-1-9 9:05", "2026-01-09T09:05:00+09:00"),
    ("2026-1-9T9:05:00Z", "2026-01-09T18:05:00+09:00"),
    ("2026-01-09 9:05:00 UTC", "2026-01-09T18:05:00+09:00"),
    ("2026-01-04 23:26 +9:00", "2026-01-04T23:26:00+09:00"),
    ("2026-01-04 11:26 pm", "2026-01-04T23:26:00+09:00"),
    ("2026-01-04 23:26 JST", "2026-01-04T23:26:00+09:00"),
    ("2026/01/04", "2026-01-04"),
    ("2026–01–04", "2026-01-04"),
    ("2026.1.4.", "2026-01-04"),
    ("2026. 1. 4.", "2026-01-04"),
    ("2026. 1. 4. 오후 11:26", "2026-01-04T23:26:00+09:00"),
    ("26.01.04 23:26", "2026-01-04T23:26:00+09:00"),
    ("26.01.30", "2026-01-30"),
    ("10.05.17", "2010-05-17"),
    ("26/01/04", "2026-01-04"),
    ("2026년 1월 4일 오전 12시 5분", "2026-01-04T00:05:00+09:00"),
    ("2026年1月4日 23時26分", "2026-01-04T23:26:00+09:00"),
    ("2026年1月4日（日）午後11時26分", "2026-01-04T23:26:00+09:00"),
    ("2026年01月04日 23:26", "2026-01-04T23:26:00+09:00"),
    ("2026年1月4日 星期日 下午11:26", "2026-01-04T23:26:00+09:00"),
    ("令和8年1月4日 午後11時26分", "2026-01-04T23:26:00+09:00"),
    ("令和元年5月1日", "2019-05-01"),
    ("民國115年1月4日", "2026-01-04"),
    ("4 Jan 2026 at 23:26 GMT+9", "2026-01-04T23:26:00+09:00"),
    ("Sun, 4 Jan 2026 23:26:00 +0900", "2026-01-04T23:26:00+09:00"),
    ("4-Jan-2026", "2026-01-04"),
    ("January 4, 2026", "2026-01-04"),
    ("Jan. 4th, 2026, 11.26pm", "2026-01-04T23:26:00+09:00"),
    ("2026 Jan 4", "2026-01-04"),
    ("2026-01-04 23:26:00 +0900 KST", "2026-01-04T23:26:00+09:00"),
    ("2026.01.04 PM 11:26", "2026-01-04T23:26:00+09:00"),
    ("le 4 janvier 2026", "2026-01-04"),
    ("Jan 4 '26", "2026-01-04"),
    ("11:26 p.m. ET Jan. 3, 2026", "2026-01-04T13:26:00+09:00"),
    ("31/12/2025", "2025-12-31"),
    ("12/31/2025 10:00", "2025-12-31T10:00:00+09:00"),
    ("04.01.2026", "2026-01-04"),
    ("4. Januar 2026, 23:26 Uhr", "2026-01-04T23:26:00+09:00"),
    ("20. November 2026", "2026-11-20"),
    ("Sonntag, 4. März 2026 um 23.26 Uhr", "2026-03-04T23:26:00+09:00"),
    ("1er février 2026 à 23h26", "2026-02-01T23:26:00+09:00"),
    ("4 de enero de 2026, 23:26 h", "2026-01-04T23:26:00+09:00"),
    ("4 enero 2026 a las 11:26 p. m.", "2026-01-04T23:26:00+09:00"),
    ("domenica 4 gennaio 2026 alle 23:26", "2026-01-04T23:26:00+09:00"),
    ("4 de março de 2026 às 23h26", "2026-03-04T23:26:00+09:00"),
]


@pytest.mark.parametrize(("text", "meant"), OTHER_FORMS)
def test_formats_of_other_countries_and_programs_are_read(text: str, meant: str):
    moment = read_date(text, SEOUL)
    assert (moment.at.isoformat() if moment.timed else moment.at.date().isoformat()) == meant


def test_a_two_digit_year_at_the_end_is_rejected_in_east_asia():
    with pytest.raises(DateError, match="is not a date") as caught:
        read_date("04.01.26", SEOUL)
    assert caught.value.hint == "write 2026-01-04"


@pytest.mark.parametrize(("text", "meant"), [("26.01.04", "2026-01-04"), ("04.01.26", "2026-01-04"), ("13/01/26", "2026-01-13")])
def test_a_two_digit_year_is_read_if_only_one_order_is_valid(text: str, meant: str):
    assert read_date(text, BERLIN).at.date().isoformat() == meant


def test_a_skipped_time_in_spring_is_an_hour_later():
    assert read_date("2025-03-30 02:30", BERLIN).at.isoformat() == "2025-03-30T03:30:00+02:00"


def test_a_repeated_time_in_autumn_is_the_first_one():
    assert read_date("2025-10-26 02:30", BERLIN).at.isoformat() == "2025-10-26T02:30:00+02:00"


def test_an_offset_selects_one_of_two_repeated_times():
    assert read_date("2025-10-26T02:30:00+01:00", BERLIN).at.isoformat() == "2025-10-26T02:30:00+01:00"


def test_a_day_without_midnight_is_read():
    # In Beirut, the clocks go from 00:00 to 01:00 on this day.
    assert read_date("2024-03-31", ZoneInfo("Asia/Beirut")).at.date().isoformat() == "2024-03-31"


@given(st.datetimes(datetime(1001, 1, 1), datetime(9998, 12, 30)), ZONES)
def test_a_moment_survives_encoding_and_decoding(at: datetime, zone: ZoneInfo):
    moment = read_date(at.strftime("%Y-%m-%d %H:%M:%S").rjust(19, "0"), zone)
    again = msgspec.json.decode(msgspec.json.encode(moment), type=Moment)
    assert again == moment
    assert again.at.isoformat() == moment.at.isoformat()
    assert moment.at.utcoffset() is not None and not moment.at.utcoffset() % timedelta(minutes=1)  # type: ignore[operator]


@given(st.datetimes(datetime(1950, 1, 1), datetime(2100, 1, 1)), ZONES)
def test_an_instant_is_the_same_in_every_zone(at: datetime, zone: ZoneInfo):
    instant = at.replace(microsecond=0, tzinfo=UTC)
    assert in_zone(instant, zone) == instant
    assert read_date(instant.isoformat(), zone).at == instant
    assert read_date(instant.astimezone(SEOUL).isoformat(), zone).at.isoformat() == in_zone(instant, zone).isoformat()


@given(
    st.text(max_size=30) | st.from_regex(r"\d{1,5}[-/. ]\d{1,2}[-/. ]\d{1,2}([T ]\d\d:\d\d(:\d\d)?([zZ]|[+-]\d\d:?\d\d)?)?"), ZONES
)
def test_any_text_is_a_date_or_rejected(text: str, zone: ZoneInfo):
    try:
        moment = read_date(text, zone)
    except DateError as diagnostic:
        assert str(diagnostic) and diagnostic.hint
    else:
        assert 1000 <= moment.at.year <= 9999


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("Sun Jan 4 23:26:00 2026", "2026-01-04T23:26:00+09:00"),
        ("Sun Jan  4 23:26:00 2026 +0000", "2026-01-05T08:26:00+09:00"),
        ("Sun Jan 4 23:26:00 KST 2026", "2026-01-04T23:26:00+09:00"),
        ("Sun Jan 04 2026 23:26:00 GMT+0100 (Central European Standard Time)", "2026-01-05T07:26:00+09:00"),
        ("January 4,2026", "2026-01-04T00:00:00+09:00"),
        ("2026\u22121\u22124", "2026-01-04T00:00:00+09:00"),
        ("2026\u201001\u201004", "2026-01-04T00:00:00+09:00"),
        ("２０２６／１／４", "2026-01-04T00:00:00+09:00"),
        ("4 July 1776", "1776-07-04T00:00:00+08:28"),
        ("1402/04/17 10:30", "1402-04-17T10:30:00+08:28"),
    ],
)
def test_formats_of_programs_and_historical_dates(text: str, meant: str):
    assert read_date(text, ZoneInfo("Asia/Seoul")).at.isoformat() == meant


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("1767536760", "write 2026-01-04T23:26:00+09:00, if these are seconds since 1970"),
        ("1767536760000", "write 2026-01-04T23:26:00+09:00, if these are seconds since 1970"),
        ("2026-01", "add the day, such as 2026-01-01"),
        ("2026.1", "add the day, such as 2026-01-01"),
        ("20260104T232600Z", "write 2026-01-04"),
        ("20261399", "for example 2026-01-04 or 2026-01-04T23:26:00+09:00"),
        ("<% tp.date.now() %>", "a template has not filled it in: for example 2026-01-04"),
        ("${today}", "a template has not filled it in: for example 2026-01-04"),
    ],
)
def test_hints_for_invalid_dates(text: str, hint: str):
    with pytest.raises(DateError) as rejected:
        read_date(text, ZoneInfo("Asia/Seoul"))
    assert rejected.value.hint == hint


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("2026-02-30 10:00", "there is no day 2026-02-30"),
        ("4 Foo. 2026", "Foo is not a month"),
        ("10/12/2026", "'10/12/2026' is not a date"),
        ("x" * 41, f"{'x' * 40!r} is not a date"),
    ],
)
def test_the_message_about_an_invalid_date_quotes_the_wrong_part(text: str, message: str):
    with pytest.raises(DateError) as rejected:
        read_date(text, ZoneInfo("UTC"))
    assert str(rejected.value) == message
