"""The months of a year or the days of a month, each with its number of articles, for bars and calendars."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator, Sequence
from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace


class PeriodCount(Struct, frozen=True, array_like=True):
    """A month of a year or a day of a month, and how many articles it has."""

    date: datetime
    """Its first instant."""
    url: str = ""
    """Its page; '' if it has none."""
    count: int = 0
    percent: int = 0
    """Its count in percent of the highest one of the year or month, rounded up: 0 only without articles."""
    level: int = 0
    """The same in thirds: 1, 2 or 3; 0 only without articles."""


def months_of_year(counted: Sequence[PeriodCount]) -> tuple[PeriodCount, ...]:
    """All months between the first and the last of these, which are at least one month of a year with articles, in order."""
    first, last = counted[0].date, counted[-1].date
    return _all_periods(counted, (first.replace(month=number) for number in range(first.month, last.month + 1)))


def days_of_month(counted: Sequence[PeriodCount]) -> tuple[PeriodCount, ...]:
    """All days of the month of these, which are at least one day of it with articles."""
    first = counted[0].date
    _, last = monthrange(first.year, first.month)
    return _all_periods(counted, (first.replace(day=number) for number in range(1, last + 1)))


def _all_periods(counted: Sequence[PeriodCount], dates: Iterator[datetime]) -> tuple[PeriodCount, ...]:
    counts_by_date = {part.date.date(): part for part in counted}
    highest_count = max(part.count for part in counted)
    return tuple(_measured_period(counts_by_date.get(date.date(), PeriodCount(date)), highest_count) for date in dates)


def _measured_period(part: PeriodCount, highest_count: int) -> PeriodCount:
    return replace(part, percent=-(-part.count * 100 // highest_count), level=-(-part.count * 3 // highest_count))
