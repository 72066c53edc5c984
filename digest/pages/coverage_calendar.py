"""Plan the coverage calendar at about/coverage/, one page per year: the number of articles on each day of each month and per
outlet, with links to the previous and next year."""

from __future__ import annotations

from calendar import monthrange
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

from msgspec import Struct

from digest.config.config import Config
from digest.grouping.article_collections import Collections
from digest.grouping.card import Link
from digest.grouping.terms import Term
from digest.pages.chart_numbers import Shares, outlet_links, shares
from digest.pages.link_resolution import Links
from digest.pages.page import Context, Page, PeriodLink
from digest.pages.pagination import modified
from digest.pages.plan_part import AnyPart, ready_part
from digest.pages.site import Site
from digest.urls import url_of

COVERAGE_FOLDER = "about/coverage"


class MonthCounts(Struct, frozen=True, array_like=True):
    """A month of the coverage calendar."""

    date: datetime
    """The first day of the month."""
    url: str
    """The URL path of the month's page; '' if months have no pages."""
    count: int
    days: tuple[int, ...]
    """The number of articles on each day of the month."""


class CoveragePage(Context, frozen=True, tag=True, kw_only=True):
    """The coverage calendar of a year. The latest year is at `/about/coverage/`, earlier years are below it."""

    date: datetime
    """The first day of the year."""
    count: int
    """The number of articles in the year."""
    most: int
    """The number of articles of the day with the most articles."""
    months: tuple[MonthCounts, ...]
    shares: Shares
    previous: PeriodLink | None = None
    """The calendar of the previous year with articles."""
    next: PeriodLink | None = None
    """The calendar of the next year with articles."""


def coverage_pages(collections: Collections, site: Site, config: Config, links: Links) -> Iterator[AnyPart]:
    """Yield one page per year with articles, unless charts are off or a plain page has the same path."""
    if not site.coverage or f"{COVERAGE_FOLDER}/index.html" in links.plain_page_paths:
        return
    outlets = outlet_links(collections.by_source, site)
    linked_months = collections.months if config.lists.months else ()
    month_urls = {term.slug: config.base_path + url_of(f"{term.folder}/index.html") for term in linked_months}
    years = collections.years
    calendar_links = [
        PeriodLink(datetime(int(term.slug), 1, 1, tzinfo=UTC), site.coverage + ("" if term is years[-1] else f"{term.slug}/"))
        for term in years
    ]
    adjacent_calendars = [None, *calendar_links, None]
    for year_at, term in enumerate(years):
        yield ready_part(
            f"coverage of {term.slug}",
            _coverage_page(
                term, calendar_links[year_at], (adjacent_calendars[year_at], adjacent_calendars[year_at + 2]), month_urls, outlets
            ),
        )


def _coverage_page(
    term: Term,
    year: PeriodLink,
    neighbours: tuple[PeriodLink | None, PeriodLink | None],
    month_urls: Mapping[str, str],
    outlets: Mapping[str, Link],
) -> Page:
    previous_year, following_year = neighbours
    day_counts = Counter((date.month, date.day) for date in (entry.index.date for entry in term.entries))
    month_counts = tuple(
        _coverage_month(year.date.replace(month=month), day_counts, month_urls.get(f"{term.slug}/{month:02}", ""))
        for month in range(1, 13)
    )
    coverage_page = CoveragePage(
        title=term.name,
        url=year.url,
        date=year.date,
        count=len(term.entries),
        most=max(day_counts.values()),
        months=month_counts,
        shares=shares(term.entries, outlets),
        previous=previous_year,
        next=following_year,
    )
    path = f"{COVERAGE_FOLDER}/{term.slug}/index.html" if following_year else f"{COVERAGE_FOLDER}/index.html"
    return Page(path, "coverage.html", coverage_page, f"the coverage of {term.name}", modified(term.entries))


def _coverage_month(first: datetime, day_counts: Mapping[tuple[int, int], int], url: str) -> MonthCounts:
    counts_of_month = tuple(day_counts.get((first.month, day), 0) for day in range(1, monthrange(first.year, first.month)[1] + 1))
    return MonthCounts(first, url, sum(counts_of_month), counts_of_month)
