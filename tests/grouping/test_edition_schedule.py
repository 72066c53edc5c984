"""The closing times of editions, in every time zone and at clock changes."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.config.edition_settings import Cutoff
from digest.grouping.edition_schedule import Schedule

ZONES = (
    "UTC",
    "Asia/Seoul",
    "Pacific/Kiritimati",  # +14
    "Pacific/Pago_Pago",  # -11
    "Europe/Berlin",
    "America/New_York",
    "Africa/Cairo",  # clocks go forward at midnight
    "America/Santiago",
    "Australia/Lord_Howe",  # by half an hour
    "Pacific/Apia",  # had no 30 December 2011
)

schedules = st.builds(
    lambda zone, kind, minute, day: Schedule(kind, Cutoff({"day": 0, "week": day % 7, "month": day}[kind], minute), zone),
    st.sampled_from(ZONES),
    st.sampled_from(("day", "week", "month")),
    st.integers(0, 24 * 60),
    st.integers(1, 31),
)
instants = st.datetimes(datetime(2010, 1, 1), datetime(2030, 1, 1)).map(lambda at: at.replace(tzinfo=UTC))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


@given(schedules, instants)
def test_every_instant_is_between_two_consecutive_cutoffs(schedule: Schedule, instant: datetime):
    opens, closes = schedule.cutoff_until(instant), schedule.cutoff_after(instant)
    assert opens and closes and opens <= instant < closes
    assert schedule.cutoff_after(opens) == closes, "no cutoff between them"
    assert schedule.cutoff_until(closes) == closes
    assert schedule.cutoff_until(closes - timedelta(microseconds=1)) == opens


@given(schedules, instants)
def test_consecutive_cutoffs_have_ascending_closing_days(schedule: Schedule, instant: datetime):
    opens, closes = schedule.cutoff_until(instant), schedule.cutoff_after(instant)
    assert opens and closes and schedule.closing_day(opens) < schedule.closing_day(closes)


@given(schedules, instants)
def test_length_of_a_period_matches_its_name(schedule: Schedule, instant: datetime):
    opens, closes = schedule.cutoff_until(instant), schedule.cutoff_after(instant)
    assert opens and closes
    length = {"day": (1, 1), "week": (7, 7), "month": (28, 31)}[schedule.every]
    slack = timedelta(hours=25 if schedule.timezone == "Pacific/Apia" else 1)
    assert timedelta(length[0]) - slack <= closes - opens <= timedelta(length[1]) + slack


@pytest.mark.parametrize(
    ("minute", "closes", "day"),
    [
        (18 * 60, "2026-01-09T18:00:00+09:00", "2026-01-09"),
        (0, "2026-01-09T00:00:00+09:00", "2026-01-08"),
        (24 * 60, "2026-01-10T00:00:00+09:00", "2026-01-09"),
    ],
)
def test_midnight_belongs_to_the_day_that_ends(minute: int, closes: str, day: str):
    schedule = Schedule("week", Cutoff(4, minute), "Asia/Seoul")
    found = schedule.cutoff_after(at("2026-01-07T12:00:00+09:00"))
    assert found == at(closes)
    assert found is not None and schedule.closing_day(found) == day


@pytest.mark.parametrize(
    ("zone", "minute", "near", "closes"),
    [
        ("Europe/Berlin", 150, "2026-03-28T12:00:00Z", "2026-03-29T03:30:00+02:00"),  # 02:30 is skipped
        ("Europe/Berlin", 150, "2026-10-24T12:00:00Z", "2026-10-25T02:30:00+02:00"),  # 02:30 is repeated: the first counts
        ("Africa/Cairo", 0, "2026-04-23T12:00:00Z", "2026-04-24T01:00:00+03:00"),  # midnight is skipped
        ("Pacific/Kiritimati", 1080, "2026-01-08T12:00:00Z", "2026-01-09T18:00:00+14:00"),
        ("Pacific/Pago_Pago", 1080, "2026-01-09T12:00:00Z", "2026-01-09T18:00:00-11:00"),
    ],
)
def test_cutoff_follows_the_clock_of_the_sites_time_zone(zone: str, minute: int, near: str, closes: str):
    found = Schedule("day", Cutoff(0, minute), zone).cutoff_after(at(near))
    assert found is not None and found.isoformat() == closes


def test_skipped_midnight_ends_the_previous_day():
    schedule = Schedule("day", Cutoff(0, 0), "Africa/Cairo")
    found = schedule.cutoff_after(at("2026-04-23T12:00:00Z"))
    assert found is not None and schedule.closing_day(found) == "2026-04-23"


def test_skipped_day_has_no_cutoff():
    schedule = Schedule("day", Cutoff(0, 24 * 60), "Pacific/Apia")
    first = schedule.cutoff_after(at("2011-12-29T12:00:00-10:00"))
    assert first is not None and schedule.closing_day(first) == "2011-12-29"
    second = schedule.cutoff_after(first)
    assert second is not None and schedule.closing_day(second) == "2011-12-31"


def test_day_31_is_the_last_day_of_every_month():
    schedule = Schedule("month", Cutoff(31, 24 * 60), "Europe/Berlin")
    found, days = at("2024-01-15T00:00:00Z"), []
    for _ in range(14):
        following = schedule.cutoff_after(found)
        assert following is not None
        found = following
        days.append(date.fromisoformat(schedule.closing_day(found)))
    assert [day.day for day in days] == [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31, 31, 28]


@pytest.mark.parametrize(("year", "days"), [(1900, 28), (2000, 29), (2023, 28), (2024, 29), (2025, 28), (2026, 28), (2100, 28)])
@pytest.mark.parametrize("cutoff", [29, 30, 31])
def test_a_day_that_february_lacks_is_its_last_one(year: int, days: int, cutoff: int):
    closing = Schedule("month", Cutoff(cutoff, 24 * 60), "UTC").cutoff_after(datetime(year, 2, 15, tzinfo=UTC))
    assert closing == datetime(year, 3, 1, tzinfo=UTC) - timedelta(days=days - min(days, cutoff))


@pytest.mark.parametrize("every", ["day", "week", "month"])
def test_no_cutoff_and_no_error_beyond_the_calendar(every: str):
    schedule = Schedule(every, Cutoff(1 if every == "month" else 0, 24 * 60), "UTC")
    assert schedule.cutoff_after(datetime.max.replace(tzinfo=UTC)) is None
    assert schedule.cutoff_until(datetime.min.replace(tzinfo=UTC)) is None
    assert schedule.cutoff_after(datetime.min.replace(tzinfo=UTC)) is not None
    assert schedule.cutoff_until(datetime.max.replace(tzinfo=UTC)) is not None


def test_the_cutoff_of_the_first_day_may_come_before_the_calendar_begins():
    schedule = Schedule("day", Cutoff(0, 0), "Asia/Seoul")
    first = schedule.cutoff_after(datetime.min.replace(tzinfo=UTC))
    assert first is not None and first.replace(tzinfo=None) == datetime(1, 1, 2)


@pytest.mark.parametrize("every", ["day", "week", "month"])
@pytest.mark.parametrize("zone", ["UTC", "Asia/Seoul", "America/New_York"])
def test_cutoffs_near_the_ends_of_the_calendar(every: str, zone: str):
    schedule = Schedule(every, Cutoff(1, 18 * 60), zone)
    first, last = datetime(1, 1, 1, tzinfo=UTC) + timedelta(days=2), datetime(9999, 12, 29, tzinfo=UTC)
    following, before = schedule.cutoff_after(first), schedule.cutoff_until(last)
    assert following is not None and first < following < first + timedelta(days=40)
    assert before is not None and last - timedelta(days=40) < before <= last
