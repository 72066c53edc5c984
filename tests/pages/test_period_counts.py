"""The days of a month and the months of a year, with their counts and shares."""

from __future__ import annotations

from calendar import monthrange
from datetime import UTC, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from digest.pages.chart_numbers import PeriodCount, days_of_month, months_of_year
from tests.selection import examples

COUNTS = st.dictionaries(st.integers(1, 28), st.integers(1, 500), min_size=1)


@settings(max_examples=examples(25))
@given(st.integers(1, 9999), st.integers(1, 12), COUNTS)
def test_month_has_all_its_days_in_order(year: int, month: int, counts: dict[int, int]):
    counted = [PeriodCount(datetime(year, month, day, tzinfo=UTC), f"/{day}/", count) for day, count in sorted(counts.items())]
    parts = days_of_month(counted)
    assert [part.date for part in parts] == [
        datetime(year, month, day + 1, tzinfo=UTC) for day in range(monthrange(year, month)[1])
    ]
    assert {part.date.day: part.count for part in parts if part.count} == counts
    for part in parts:
        assert (part.count > 0) == (part.level > 0) == (part.percent > 0) == (part.url != "")
        assert 0 <= part.percent <= 100 and 0 <= part.level <= 3
        assert (part.count == max(counts.values())) <= (part.level == 3 and part.percent == 100)


def test_year_has_months_from_first_to_last_with_shares_of_the_highest_count():
    counted = [
        PeriodCount(datetime(2026, month, 1, tzinfo=UTC), count=count) for month, count in ((2, 10), (3, 20), (4, 21), (5, 30))
    ]
    parts = months_of_year(counted)
    assert [part.date.month for part in parts] == [2, 3, 4, 5]
    assert [part.level for part in parts] == [1, 2, 3, 3]
    assert [part.percent for part in parts] == [34, 67, 70, 100]
