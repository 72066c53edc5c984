"""The number of articles per month of a year or day of a month, for bars and calendars."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator, Sequence
from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace


class PeriodCount(Struct, frozen=True, array_like=True):
    """A month or day with its number of articles."""

    date: datetime
    """The start of the period."""
    url: str = ""
    """The URL path of its page; '' if it has none."""
    count: int = 0
    percent: int = 0
    """The count as a percentage of the highest count of the year or month, rounded up: 0 only without articles."""
    level: int = 0
    """The same share in thirds: 1, 2 or 3; 0 only without articles."""


def months_of_year(counted: Sequence[PeriodCount]) -> tuple[PeriodCount, ...]:
    """Return all months from the first to the last of `counted` (months of one year with articles, at least one, in order)."""
    first, last = counted[0].date, counted[-1].date
    return _all_periods(counted, (first.replace(month=number) for number in range(first.month, last.month + 1)))


def days_of_month(counted: Sequence[PeriodCount]) -> tuple[PeriodCount, ...]:
    """Return all days of the month of `counted` (days of one month with articles, at least one)."""
    first = counted[0].date
    _, last = monthrange(first.year, first.month)
    return _all_periods(counted, (first.replace(day=number) for number in range(1, last + 1)))


def _all_periods(counted: Sequence[PeriodCount], dates: Iterator[datetime]) -> tuple[PeriodCount, ...]:
    counts_by_date = {part.date.date(): part for part in counted}
    highest_count = max(part.count for part in counted)
    return tuple(_measured_period(counts_by_date.get(date.date(), PeriodCount(date)), highest_count) for date in dates)


def _measured_period(part: PeriodCount, highest_count: int) -> PeriodCount:
    return replace(part, percent=-(-part.count * 100 // highest_count), level=-(-part.count * 3 // highest_count))
