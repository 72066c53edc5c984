"""The edition window of an instant, with and without a ledger."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.config.edition_settings import Cutoff
from digest.grouping.edition_ledger import Record
from digest.grouping.edition_schedule import Finder, Schedule, Window, Windows

SECOND = timedelta(seconds=1)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def weekly(day: int, hour: int = 18, zone: str = "UTC") -> Schedule:
    return Schedule("week", Cutoff(day, hour * 60), zone)


def record(id: str, opens: str, closes: str, number: int | None = 1) -> Record:
    return Record(id, number, at(opens), at(closes), 1, "a")


FRIDAYS, WEDNESDAYS = weekly(4), weekly(2)
RECORDED = (
    record("2026-01-09", "2026-01-02 18:00", "2026-01-09 18:00", 1),
    record("2026-01-23", "2026-01-16 18:00", "2026-01-23 18:00", 2),
)


def ids(windows: Windows, start: str, days: int) -> list[str]:
    """Return the ids of the windows that contain noon of consecutive days."""
    noons = [at(f"{start} 12:00") + timedelta(n) for n in range(days)]
    return [window.id if (window := windows.window_at(noon)) else "-" for noon in noons]


def test_window_includes_its_first_cutoff_and_excludes_the_next():
    windows = Windows(FRIDAYS)
    window = windows.window_at(at("2026-01-09 18:00") - SECOND)
    assert window == Window("2026-01-09", at("2026-01-02 18:00"), at("2026-01-09 18:00"))
    assert windows.window_at(at("2026-01-02 18:00")) == window
    following = windows.window_at(at("2026-01-09 18:00"))
    assert following == Window("2026-01-16", at("2026-01-09 18:00"), at("2026-01-16 18:00"))


def test_no_window_before_the_first_edition():
    windows = Windows(FRIDAYS, first="2026-01-09")
    assert windows.window_at(at("2026-01-02 18:00") - SECOND) is None
    assert windows.window_at(at("2026-01-02 18:00")) == Window("2026-01-09", at("2026-01-02 18:00"), at("2026-01-09 18:00"))
    assert windows.window_named("2026-01-02") is None


def test_first_day_without_closing_edition_means_the_next_edition():
    assert ids(Windows(FRIDAYS, first="2026-01-07"), "2026-01-02", 2) == ["-", "2026-01-09"]


@pytest.mark.parametrize("schedule", [FRIDAYS, WEDNESDAYS, weekly(4, 17), weekly(6, 24), Schedule("day", Cutoff(0, 60), "UTC")])
def test_recorded_windows_do_not_depend_on_the_schedule(schedule: Schedule):
    windows = Windows(schedule, recorded=RECORDED)
    for recorded_window in RECORDED:
        expected = Window(recorded_window.id, recorded_window.opens, recorded_window.closes)
        for instant in (recorded_window.opens, recorded_window.opens + SECOND, recorded_window.closes - SECOND):
            assert windows.window_at(instant) == expected
        assert windows.window_named(recorded_window.id) == expected


def test_new_cutoff_applies_after_the_recorded_windows():
    windows = Windows(WEDNESDAYS, recorded=RECORDED)
    window = windows.window_at(RECORDED[-1].closes)
    assert window == Window("2026-01-28", RECORDED[-1].closes, at("2026-01-28 18:00")), "five days long"
    assert ids(windows, "2026-01-28", 3) == ["2026-01-28", "2026-02-04", "2026-02-04"]


def test_new_cutoff_applies_to_all_windows_without_a_ledger():
    assert ids(Windows(WEDNESDAYS), "2026-01-06", 4) == ["2026-01-07", "2026-01-07", "2026-01-14", "2026-01-14"]


def test_later_cutoff_on_the_day_of_the_last_edition_is_skipped():
    windows = Windows(weekly(4, 20), recorded=RECORDED[:1])
    window = windows.window_at(at("2026-01-09 19:00"))
    assert window == Window("2026-01-16", at("2026-01-09 18:00"), at("2026-01-16 20:00")), "two editions cannot have the same id"
    assert windows.window_at(at("2026-01-12 12:00")) == window


def test_schedule_divides_the_time_between_recorded_windows():
    windows = Windows(FRIDAYS, recorded=RECORDED)
    assert windows.window_at(at("2026-01-12 12:00")) == Window("2026-01-16", at("2026-01-09 18:00"), at("2026-01-16 18:00"))
    windows = Windows(WEDNESDAYS, recorded=RECORDED)
    assert windows.window_at(at("2026-01-12 12:00")) == Window("2026-01-14", at("2026-01-09 18:00"), at("2026-01-14 18:00"))
    assert windows.window_at(at("2026-01-15 12:00")) == Window("2026-01-16", at("2026-01-14 18:00"), at("2026-01-16 18:00"))


def test_window_is_identified_by_its_closing_day():
    windows = Windows(FRIDAYS, recorded=RECORDED)
    assert windows.window_named("2026-02-06") == Window("2026-02-06", at("2026-01-30 18:00"), at("2026-02-06 18:00")), (
        "also in the future"
    )
    assert windows.window_named("2026-02-05") is None
    assert windows.window_named("2026-01-16") == Window("2026-01-16", at("2026-01-09 18:00"), at("2026-01-16 18:00"))
    assert Windows(Schedule("day", Cutoff(0, 1440), "Pacific/Apia")).window_named("2011-12-30") is None, (
        "the time zone skipped that day"
    )


def test_no_window_at_the_end_of_the_calendar():
    assert Windows(FRIDAYS).window_at(datetime(9999, 12, 31, 23, 59, tzinfo=UTC)) is None
    assert Windows(Schedule("day", Cutoff(0, 1440), "Pacific/Pago_Pago")).window_named("9999-12-31") is None


moments = st.datetimes(datetime(2025, 12, 1), datetime(2026, 3, 1)).map(lambda found: found.replace(tzinfo=UTC))
some_schedules = st.builds(
    lambda kind, day, minute: Schedule(kind, Cutoff(day if kind == "week" else 0, minute), "Asia/Seoul"),
    st.sampled_from(("day", "week")),
    st.integers(0, 6),
    st.integers(0, 1440),
)


@given(some_schedules, st.integers(0, 2), st.lists(moments, min_size=1, max_size=8))
def test_windows_contain_their_instants_and_do_not_overlap(schedule: Schedule, count: int, instants: list[datetime]):
    windows = Windows(schedule, recorded=RECORDED[:count])
    found = []
    for instant in sorted(instants):
        window = windows.window_at(instant)
        assert window and window.opens <= instant < window.closes
        assert windows.window_named(window.id) == window
        found.append(window)
    for one, other in pairwise(found):
        assert one == other or (one.closes <= other.opens and one.id < other.id)


@given(some_schedules, st.lists(moments, max_size=12))
def test_finder_returns_the_same_windows(schedule: Schedule, instants: list[datetime]):
    windows = Windows(schedule, recorded=RECORDED)
    finder = Finder(windows)
    assert [finder.window_at(instant) for instant in instants] == [windows.window_at(instant) for instant in instants]


NEW_YORK = (
    record("2026-01-09", "2026-01-09 02:00", "2026-01-10 02:00", 1),
    record("2026-01-10", "2026-01-10 02:00", "2026-01-11 02:00", 2),
)
"""Editions of each day at 21:00 in New York."""


def test_window_after_the_recorded_ones_begins_with_their_end_after_a_change_of_time_zone():
    windows = Windows(Schedule("day", Cutoff(0, 10 * 60), "Asia/Seoul"), recorded=NEW_YORK[:1])
    window = windows.window_at(at("2026-01-10 03:00"))
    assert window == Window("2026-01-11", at("2026-01-10 02:00"), at("2026-01-11 01:00")), "not the cutoff at 01:00, an hour before"


def test_instant_before_a_recorded_window_of_the_same_day_belongs_to_it_after_a_change_of_time_zone():
    windows = Windows(Schedule("day", Cutoff(0, 24 * 60), "UTC"), recorded=NEW_YORK[1:])
    recorded = Window("2026-01-10", at("2026-01-10 02:00"), at("2026-01-11 02:00"))
    assert windows.window_at(at("2026-01-10 00:30")) == windows.window_at(at("2026-01-10 02:00")) == recorded


def test_no_edition_closes_before_the_calendar_begins():
    assert Windows(weekly(0, zone="Asia/Seoul")).window_named("0001-01-01") is None
