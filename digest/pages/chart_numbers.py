"""The numbers of charts: how many articles a list has over time, and how many come from each outlet. A chart depends only on
counts.

So an article changes only the charts of its own lists, and the passing of time changes none: a chart ends with the newest article,
not today.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time

from msgspec import Struct

from digest.grouping.card import Link
from digest.grouping.entry import Entry
from digest.grouping.terms import Term
from digest.pages.edition_arrangement import OutletCount
from digest.pages.site import Site
from digest.pages.source_marks import source_url

MOST_BINS = {"day": 31, "week": 60, "month": 60, "year": 60}
"""How many bars a sparkline has at most, by the length of their periods."""

FEWEST_BINS = 3
"""With fewer periods a sparkline says nothing that the list does not."""

FEWEST_ARTICLES = 5

MOST_OUTLETS = 12
"""How many outlets a chart names; the others are one number."""


class Bin(Struct, frozen=True, array_like=True):
    """A period of a sparkline, and how many articles it has."""

    date: datetime
    """Its first day."""
    count: int


class Sparkline(Struct, frozen=True, array_like=True):
    """How many articles a list has in each day, week, month or year, from its first article to its newest."""

    step: str
    """How long a period is: `day`, `week` (from Monday), `month`, `year`, or `years` if it is several."""
    bins: tuple[Bin, ...]
    """The periods in order, also those without articles; at most 60."""


class Shares(Struct, frozen=True, array_like=True):
    """How many articles come from which outlet. All numbers together are the number of articles."""

    outlets: tuple[OutletCount, ...]
    """Those with the most articles first, at most 12."""
    others: int
    """How many articles come from all other outlets."""
    unnamed: int
    """How many articles name no outlet."""


def sparkline(entries: Sequence[Entry]) -> Sparkline | None:
    """The sparkline of these entries, which run from the oldest; None for too few of them, or if all are of a day or two."""
    if len(entries) < FEWEST_ARTICLES:
        return None
    first_day, last_day = entries[0].index.date.date(), entries[-1].index.date.date()
    bin_step, width = _bin_step(first_day, last_day)
    number = _BIN_NUMBERS[bin_step]
    start = number(first_day) // width
    bin_counts = Counter(number(entry.index.date.date()) // width for entry in entries)
    end = number(last_day) // width
    if end - start + 1 < FEWEST_BINS:
        return None
    bins = tuple(Bin(_instant_of_bin(_BIN_DAYS[bin_step](at * width)), bin_counts[at]) for at in range(start, end + 1))
    return Sparkline(bin_step if width == 1 else "years", bins)


def _bin_step(first_day: date, last_day: date) -> tuple[str, int]:
    """The shortest period of which there are at most `MOST_BINS` from the first day to the last, and how many years it is."""
    for bin_step, number in _BIN_NUMBERS.items():
        if number(last_day) - number(first_day) < MOST_BINS[bin_step]:
            return bin_step, 1
    return "year", -(-(last_day.year - first_day.year + 1) // (MOST_BINS["year"] - 1))


_BIN_NUMBERS: dict[str, Callable[[date], int]] = {
    "day": date.toordinal,
    "week": lambda day: (day.toordinal() - 1) // 7,  # day 1 of the calendar was a Monday
    "month": lambda day: day.year * 12 + day.month - 1,
    "year": lambda day: day.year,
}
"""The number of the period in which a day lies: it grows by one from period to period."""

_BIN_DAYS: dict[str, Callable[[int], date]] = {
    "day": date.fromordinal,
    "week": lambda number: date.fromordinal(number * 7 + 1),
    "month": lambda number: date(number // 12, number % 12 + 1, 1),
    "year": lambda number: date(max(number, 1), 1, 1),
}
"""The first day of the period with this number."""


def _instant_of_bin(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def outlet_links(by_source: Iterable[Term], site: Site) -> dict[str, Link]:
    """The outlet of each article that names one, by the article's file. No article is loaded for it."""
    outlets: dict[str, Link] = {}
    for term in by_source:
        link = Link(term.name, source_url(term.slug, site) if term.kind == "source" else "")
        outlets |= {entry.index.file: link for entry in term.entries}
    return outlets


def shares(entries: Sequence[Entry], outlets: Mapping[str, Link]) -> Shares:
    """How many of these entries come from which outlet; `outlets` as from `outlet_links`."""
    counts_by_outlet = Counter(outlets[entry.index.file] for entry in entries if entry.index.file in outlets)
    ranked = sorted(
        counts_by_outlet.items(),
        key=lambda ranked_outlet: (
            -ranked_outlet[1],
            ranked_outlet[0].name.casefold(),
            ranked_outlet[0].name,
            ranked_outlet[0].url,
        ),
    )
    outlet_counts = tuple(OutletCount(link.name, count, link.url) for link, count in ranked[:MOST_OUTLETS])
    others = sum(count for _, count in ranked[MOST_OUTLETS:])
    return Shares(outlet_counts, others, len(entries) - counts_by_outlet.total())
