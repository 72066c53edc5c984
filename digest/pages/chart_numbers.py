"""The numbers that charts show: bars (bins) of a sparkline per day, week, month or year; shares of outlets; and the counts,
percentages and levels of months and days in calendars.

So a changed article affects only the charts of its own lists. Passing time affects none: a chart ends with the newest article, not
with today.
"""

from __future__ import annotations

from calendar import monthrange
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time

from msgspec import Struct
from msgspec.structs import replace

from digest.grouping.card import Link
from digest.grouping.entry import Entry
from digest.grouping.terms import Term
from digest.pages.edition_arrangement import OutletCount
from digest.pages.site import Site
from digest.pages.source_marks import source_url

MAX_BINS = {"day": 31, "week": 60, "month": 60, "year": 60}
"""The largest number of bars in a sparkline, by the length of a bar's period."""

MIN_BINS = 3
"""A sparkline with fewer periods shows nothing that the list does not show."""

MIN_ARTICLES = 5

MAX_OUTLETS = 12
"""The number of outlets that a chart names; it adds up the others."""


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


class Bin(Struct, frozen=True, array_like=True):
    """A period of a sparkline, with its number of articles."""

    date: datetime
    """Its first day."""
    count: int


class Sparkline(Struct, frozen=True, array_like=True):
    """The number of articles of a list per day, week, month or year, from its first article to its newest."""

    step: str
    """The length of a period: `day`, `week` (from Monday), `month`, `year`, or `years` for several years."""
    bins: tuple[Bin, ...]
    """The periods in order, including those without articles; at most 60."""


class Shares(Struct, frozen=True, array_like=True):
    """The number of articles per outlet. The sum of all numbers is the number of articles."""

    outlets: tuple[OutletCount, ...]
    """The outlets with the most articles, at most 12, largest first."""
    others: int
    """The number of articles from all other outlets."""
    unnamed: int
    """The number of articles without an outlet."""


def sparkline(entries: Sequence[Entry]) -> Sparkline | None:
    """Return the sparkline of the entries (oldest first); None if there are too few entries or periods."""
    if len(entries) < MIN_ARTICLES:
        return None
    first_day, last_day = entries[0].index.date.date(), entries[-1].index.date.date()
    bin_step, bin_width = _bin_step(first_day, last_day)
    bin_number = _BIN_NUMBERS[bin_step]
    first_bin = bin_number(first_day) // bin_width
    bin_counts = Counter(bin_number(entry.index.date.date()) // bin_width for entry in entries)
    last_bin = bin_number(last_day) // bin_width
    if last_bin - first_bin + 1 < MIN_BINS:
        return None
    bins = tuple(Bin(_instant_of_bin(_BIN_DAYS[bin_step](at * bin_width)), bin_counts[at]) for at in range(first_bin, last_bin + 1))
    return Sparkline(bin_step if bin_width == 1 else "years", bins)


def _bin_step(first_day: date, last_day: date) -> tuple[str, int]:
    """Return the shortest period that needs at most `MAX_BINS` bars, and the number of periods per bar (over 1 only for years)."""
    for bin_step, bin_number in _BIN_NUMBERS.items():
        if bin_number(last_day) - bin_number(first_day) < MAX_BINS[bin_step]:
            return bin_step, 1
    return "year", -(-(last_day.year - first_day.year + 1) // (MAX_BINS["year"] - 1))


_BIN_NUMBERS: dict[str, Callable[[date], int]] = {
    "day": date.toordinal,
    "week": lambda day: (day.toordinal() - 1) // 7,  # day 1 of the calendar was a Monday
    "month": lambda day: day.year * 12 + day.month - 1,
    "year": lambda day: day.year,
}
"""Return the number of the period that contains a day. Consecutive periods have consecutive numbers."""

_BIN_DAYS: dict[str, Callable[[int], date]] = {
    "day": date.fromordinal,
    "week": lambda number: date.fromordinal(number * 7 + 1),
    "month": lambda number: date(number // 12, number % 12 + 1, 1),
    "year": lambda number: date(max(number, 1), 1, 1),
}
"""Return the first day of the period with this number."""


def _instant_of_bin(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def outlet_links(by_source: Iterable[Term], site: Site) -> dict[str, Link]:
    """Return the outlets of articles that name one, by the article's file. Loads no article."""
    outlets: dict[str, Link] = {}
    for term in by_source:
        link = Link(term.name, source_url(term.slug, site) if term.kind == "source" else "")
        outlets |= {entry.index.file: link for entry in term.entries}
    return outlets


def shares(entries: Sequence[Entry], outlets: Mapping[str, Link]) -> Shares:
    """Return the number of entries per outlet; `outlets` is the result of `outlet_links`."""
    counts_by_outlet = Counter(outlets[entry.index.file] for entry in entries if entry.index.file in outlets)
    ranked_outlets = sorted(
        counts_by_outlet.items(),
        key=lambda ranked_outlet: (
            -ranked_outlet[1],
            ranked_outlet[0].name.casefold(),
            ranked_outlet[0].name,
            ranked_outlet[0].url,
        ),
    )
    outlet_counts = tuple(OutletCount(link.name, count, link.url) for link, count in ranked_outlets[:MAX_OUTLETS])
    other_outlets = sum(count for _, count in ranked_outlets[MAX_OUTLETS:])
    return Shares(outlet_counts, other_outlets, len(entries) - counts_by_outlet.total())


def months_of_year(counted: Sequence[PeriodCount]) -> tuple[PeriodCount, ...]:
    """Return all months from the first to the last of `counted` (months of one year with articles, at least one, in order)."""
    first_month, last_month = counted[0].date, counted[-1].date
    return _with_empty_periods(
        counted, (first_month.replace(month=number) for number in range(first_month.month, last_month.month + 1))
    )


def days_of_month(counted: Sequence[PeriodCount]) -> tuple[PeriodCount, ...]:
    """Return all days of the month of `counted` (days of one month with articles, at least one)."""
    first_day = counted[0].date
    _, days_in_month = monthrange(first_day.year, first_day.month)
    return _with_empty_periods(counted, (first_day.replace(day=number) for number in range(1, days_in_month + 1)))


def _with_empty_periods(counted: Sequence[PeriodCount], dates: Iterator[datetime]) -> tuple[PeriodCount, ...]:
    counts_by_date = {period.date.date(): period for period in counted}
    highest_count = max(period.count for period in counted)
    return tuple(_measured_period(counts_by_date.get(date.date(), PeriodCount(date)), highest_count) for date in dates)


def _measured_period(period: PeriodCount, highest_count: int) -> PeriodCount:
    return replace(period, percent=-(-period.count * 100 // highest_count), level=-(-period.count * 3 // highest_count))
