"""Dates as editors write them, in the zone of the site."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.articles.dates import DateFault, Moment, in_zone, read_date

SEOUL, BERLIN, ST_JOHNS = ZoneInfo("Asia/Seoul"), ZoneInfo("Europe/Berlin"), ZoneInfo("America/St_Johns")
ZONES = st.sampled_from([ZoneInfo("UTC"), SEOUL, BERLIN, ST_JOHNS, ZoneInfo("Pacific/Apia"), ZoneInfo("Australia/Lord_Howe")])


@pytest.mark.parametrize(
    ("text", "expected", "timed"),
    [
        ("2026-01-04", "2026-01-04T00:00:00+09:00", False),
        (" 2026-01-04 ", "2026-01-04T00:00:00+09:00", False),
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
        ("2026-02-30", "there is no day 2026-02-30"),
        ("2023-02-29", "there is no day 2023-02-29"),
        ("2026-13-01", "there is no day 2026-13-01"),
        ("2026-00-01", "there is no day 2026-00-01"),
        ("31 Nov. 2026, 10:00", "there is no day 31 Nov. 2026"),
        ("4 Janvier 2026", "Janvier is not a month"),
        ("2026-01-04 24:00", "there is no time 24:00"),
        ("2026-01-04 10:60", "there is no time 10:60"),
        ("2026-01-04 10:00:60", "there is no time 10:00:60"),
        ("2026-01-04 10:00 +99:99", "there is no offset +99:99"),
        ("0999-01-01", "the year 999 is not between 1000 and 9999"),
        ("99999-01-01", "the year 99999 is not between 1000 and 9999"),
        ("9999-12-31T23:59:59-12:00", "is not between the years 1000 and 9999"),
        ("1000-01-01T00:00:00+14:00", "is not between the years 1000 and 9999"),
        ("2026-1-4", "is not a date"),
        ("04/01/2026", "is not a date"),
        ("20260104", "is not a date"),
        ("2026-01-04 11:26 pm", "is not a date"),
    ],
)
def test_what_is_no_date_is_refused_with_the_reason(text: str, why: str):
    with pytest.raises(DateFault, match=re.escape(why)) as caught:
        read_date(text, BERLIN)
    assert caught.value.hint


@pytest.mark.parametrize(
    ("text", "hint"),
    [("2026-1-4", "2026-01-04"), ("04/01/2026", "2026-01-04"), ("2026.1.4.", "2026-01-04"), ("31/12/2025", "2025-12-31")],
)
def test_a_date_in_another_order_is_suggested(text: str, hint: str):
    with pytest.raises(DateFault) as caught:
        read_date(text, SEOUL)
    assert hint in caught.value.hint


def test_a_time_that_the_clocks_skip_in_spring_is_an_hour_later():
    assert read_date("2025-03-30 02:30", BERLIN).at.isoformat() == "2025-03-30T03:30:00+02:00"


def test_a_time_that_the_clocks_repeat_in_autumn_is_the_first():
    assert read_date("2025-10-26 02:30", BERLIN).at.isoformat() == "2025-10-26T02:30:00+02:00"


def test_an_offset_says_which_of_two_repeated_times_is_meant():
    assert read_date("2025-10-26T02:30:00+01:00", BERLIN).at.isoformat() == "2025-10-26T02:30:00+01:00"


def test_a_day_that_begins_without_a_midnight_is_that_day():
    # In Beirut the clocks go from 00:00 to 01:00.
    assert read_date("2024-03-31", ZoneInfo("Asia/Beirut")).at.date().isoformat() == "2024-03-31"


@given(st.datetimes(datetime(1001, 1, 1), datetime(9998, 12, 30)), ZONES)
def test_what_is_read_is_stored_and_read_again_as_it_was(at: datetime, zone: ZoneInfo):
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
def test_any_text_is_a_date_or_refused(text: str, zone: ZoneInfo):
    try:
        moment = read_date(text, zone)
    except DateFault as fault:
        assert str(fault) and fault.hint
    else:
        assert 1000 <= moment.at.year <= 9999
