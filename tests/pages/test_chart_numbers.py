"""The numbers of charts: their sum is the number of articles, and only first pages have a chart."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from digest.config.config import Config, Lists
from digest.grouping.registries import Registries, Topic
from digest.pages.chart_numbers import MAX_BINS, MAX_OUTLETS, MIN_ARTICLES, Bin, Sparkline, outlet_links, shares, sparkline
from digest.pages.coverage_calendar import coverage_pages
from digest.pages.list_pages import tag_pages, topic_pages
from digest.pages.source_pages import source_pages
from digest.pages.story_pages import story_pages
from tests.selection import examples
from tests.values import collected, contexts_of, pages_of, read, site_of

ADDRESS = "https://example.org/repo/"
CONFIG = Config("T", ADDRESS, lists=Lists(topics=3, sources=3, stories=3))
ARTICLES = [read(f"a{n}", f"2026-02-{n:02}", source="wire", story="flood", tags="[x]") for n in range(1, 12)]


def entries_of_days(days: list[date]) -> list[Any]:
    """Return entries with only the dates, which is enough for a sparkline."""
    return [SimpleNamespace(index=SimpleNamespace(date=datetime(d.year, d.month, d.day, 23, tzinfo=UTC))) for d in sorted(days)]


@given(st.lists(st.dates(), min_size=MIN_ARTICLES, max_size=30))
@settings(max_examples=examples(2_000, quick=100))
def test_sum_of_the_bars_of_a_sparkline_is_the_number_of_articles(days: list[date]):
    chart = sparkline(entries_of_days(days))
    if chart is None:
        assert max(days) - min(days) < timedelta(days=2)
        return
    starts = [found.date.date() for found in chart.bins]
    assert sum(found.count for found in chart.bins) == len(days)
    assert 3 <= len(starts) <= max(MAX_BINS.values()) and starts == sorted(set(starts))
    assert starts[0] <= min(days) and starts[-1] <= max(days), "it ends with the newest article"
    for found, start, end in zip(chart.bins, starts, [*starts[1:], date.max], strict=True):
        assert found.count == sum(start <= day < end or day == end == date.max for day in days)


@pytest.mark.parametrize(
    ("last", "step", "first_bin"),
    [
        ("2026-01-31", "day", "2026-01-01"),
        ("2026-02-01", "week", "2025-12-29"),
        ("2027-02-21", "week", "2025-12-29"),
        ("2027-02-22", "month", "2026-01-01"),
        ("2030-12-31", "month", "2026-01-01"),
        ("2031-01-01", "year", "2026-01-01"),
        ("2085-12-31", "year", "2026-01-01"),
        ("2086-01-01", "years", "2026-01-01"),
    ],
)
def test_length_of_the_periods_depends_on_the_time_span(last: str, step: str, first_bin: str):
    chart = sparkline(entries_of_days([date(2026, 1, 1)] * 4 + [date.fromisoformat(last)]))
    assert chart and (chart.step, chart.bins[0].date.date().isoformat()) == (step, first_bin)
    assert (chart.bins[0].count, chart.bins[-1].count) == (4, 1)


def test_few_articles_or_few_days_have_no_sparkline():
    assert sparkline(()) is None
    assert sparkline(entries_of_days([date(2026, 1, 1), date(2026, 2, 1), date(2026, 3, 1), date(2026, 4, 1)])) is None
    assert sparkline(entries_of_days([date(2026, 1, 1)] * 9 + [date(2026, 1, 2)])) is None


@pytest.mark.parametrize(
    ("planner", "folder"), [(topic_pages, "topics/world"), (source_pages, "sources/wire"), (story_pages, "stories/flood")]
)
def test_topics_sources_and_stories_have_a_sparkline_only_on_the_first_page(planner: Any, folder: str):
    found = contexts_of(planner, collected(*ARTICLES, config=CONFIG), CONFIG)
    first = datetime(2026, 2, 1, tzinfo=UTC)
    chart = Sparkline("day", tuple(Bin(first + timedelta(days=n), 1) for n in range(11)))
    assert found[f"{folder}/index.html"].chart == chart
    assert [found[f"{folder}/page/{number}/index.html"].chart for number in (1, 2)] == [None, None]
    none = Config("T", ADDRESS, lists=CONFIG.lists, charts=False)
    assert contexts_of(planner, collected(*ARTICLES, config=none), none)[f"{folder}/index.html"].chart is None


def test_tags_have_no_sparkline():
    assert contexts_of(tag_pages, collected(*ARTICLES, config=CONFIG), CONFIG)["tags/x/index.html"].chart is None


def test_sparkline_does_not_depend_on_the_day_of_the_build():
    later = datetime(2027, 3, 1, tzinfo=UTC)
    now, then = (
        contexts_of(topic_pages, collected(*ARTICLES, config=CONFIG, now=at), CONFIG)
        for at in (datetime(2026, 3, 1, tzinfo=UTC), later)
    )
    assert now == then


def test_sum_of_shares_is_the_number_of_articles_and_the_largest_come_first():
    many = [read(f"n{n}", source=f"Paper {n:02}") for n in range(MAX_OUTLETS + 1)]
    collections = collected(
        *ARTICLES[:3], read("blog", source="blog"), read("none", source=None), read("two", source="Paper 12"), *many
    )
    found = shares(collections.entries, outlet_links(collections.by_source, site_of(collections)))
    named_shares = [(share.name, share.url, share.count) for share in found.outlets]
    assert named_shares[:4] == [
        ("The Wire", "/repo/sources/wire/", 3),
        ("Paper 12", "", 2),
        ("Blog", "/repo/sources/blog/", 1),
        ("Paper 00", "", 1),
    ]
    assert (len(named_shares), found.others, found.unnamed) == (MAX_OUTLETS, 3, 1)
    assert sum(count for *_, count in named_shares) + found.others + found.unnamed == len(collections.entries)


def test_coverage_calendar_has_every_day_of_a_year():
    leap = [read("old", "2024-02-29"), read("older", "2023-12-31 23:59")]
    collections = collected(*ARTICLES, *leap, config=CONFIG)
    found = contexts_of(coverage_pages, collections, CONFIG)
    assert list(found) == ["about/coverage/2023/index.html", "about/coverage/2024/index.html", "about/coverage/index.html"]
    for page in found.values():
        assert [sum(month.days) for month in page.months] == [month.count for month in page.months]
        assert sum(month.count for month in page.months) == page.count
        shared = page.shares
        assert sum(share.count for share in shared.outlets) + shared.others + shared.unnamed == page.count
    oldest, middle, latest = found.values()
    assert [len(month.days) for month in middle.months] == [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    assert (middle.months[1].days[28], middle.months[1].url, middle.months[0].url) == (1, "/repo/2024/02/", "")
    assert (oldest.months[11].days[30], oldest.previous, oldest.next.url) == (1, None, "/repo/about/coverage/2024/")
    assert (middle.previous.url, middle.next.url) == ("/repo/about/coverage/2023/", "/repo/about/coverage/")
    assert (latest.url, latest.count, latest.most, latest.next) == ("/repo/about/coverage/", 11, 1, None)


def test_new_article_changes_only_the_coverage_calendar_of_its_year():
    old = [read("old", "2024-02-29"), read("older", "2023-12-31")]
    before = contexts_of(coverage_pages, collected(*ARTICLES, *old, config=CONFIG), CONFIG)
    for new, path in (
        (read("new", "2026-02-20"), "about/coverage/index.html"),
        (read("new", "2024-01-01"), "about/coverage/2024/index.html"),
    ):
        after = contexts_of(coverage_pages, collected(*ARTICLES, *old, new, config=CONFIG), CONFIG)
        assert [path for path in after if after[path] != before[path]] == [path]


def test_no_coverage_calendar_without_articles_or_charts_or_with_a_plain_page_at_its_path():
    none = Config("T", ADDRESS, charts=False)
    for articles, config in (((), CONFIG), (ARTICLES, none)):
        collections = collected(*articles, config=config)
        assert site_of(collections, config).coverage == "" and contexts_of(coverage_pages, collections, config) == {}
    assert contexts_of(coverage_pages, collected(*ARTICLES, read("pages/about/coverage"))) == {}


def test_site_without_registered_sources_has_shares():
    collections = collected(*ARTICLES[:2], read("b", source="Blog"), registries=Registries((Topic("world", "World"),)))
    page = contexts_of(coverage_pages, collections)["about/coverage/index.html"]
    assert [(outlet.name, outlet.url, outlet.count) for outlet in page.shares.outlets] == [("wire", "", 2), ("Blog", "", 1)]
    assert contexts_of(source_pages, collections) == {}


@pytest.mark.parametrize(("count", "days", "bins"), [(5, 3, 3), (5, 2, 0), (4, 4, 0), (5, 5, 5)])
def test_sparkline_needs_five_articles_and_three_periods(count: int, days: int, bins: int):
    chart = sparkline(entries_of_days([date(2026, 1, 1 + n % days) for n in range(count)]))
    assert len(chart.bins if chart else ()) == bins


def test_coverage_calendar_has_the_number_of_the_day_with_the_most_articles():
    articles = [read("a", "2026-02-01"), read("b", "2026-02-03"), read("c", "2026-02-03"), read("d", "2026-02-03 18:00")]
    page = contexts_of(coverage_pages, collected(*articles, config=CONFIG), CONFIG)["about/coverage/index.html"]
    assert (page.most, page.months[1].days[:4]) == (3, (1, 0, 3, 0))


def test_coverage_calendar_of_a_year_has_its_title_dates_and_last_change():
    collections = collected(read("a", "2024-02-29"), read("b", "2026-02-01", updated="2026-02-20"), read("c", "2026-02-03"))
    old, latest = pages_of(coverage_pages, collections).values()
    assert [(page.template, page.source) for page in (old, latest)] == [
        ("coverage.html", "the coverage of 2024"),
        ("coverage.html", "the coverage of 2026"),
    ]
    assert [page.modified for page in (old, latest)] == [datetime(2024, 2, 29, tzinfo=UTC), datetime(2026, 2, 20, tzinfo=UTC)]
    assert [page.in_sitemap for page in (old, latest)] == [True, True]
    context: Any = old.context
    assert (context.title, context.url, context.date) == ("2024", "/repo/about/coverage/2024/", datetime(2024, 1, 1, tzinfo=UTC))
    assert [month.date for month in context.months] == [datetime(2024, month, 1, tzinfo=UTC) for month in range(1, 13)]
    assert (context.previous, context.next.date) == (None, datetime(2026, 1, 1, tzinfo=UTC))
    context = latest.context
    assert (context.title, context.date) == ("2026", datetime(2026, 1, 1, tzinfo=UTC))
    assert (context.previous.date, context.previous.url) == (datetime(2024, 1, 1, tzinfo=UTC), "/repo/about/coverage/2024/")


def test_coverage_calendar_links_to_months_only_if_they_have_pages():
    without = replace(CONFIG, lists=Lists(months=0))
    for config, url in ((CONFIG, "/repo/2026/02/"), (without, "")):
        page = contexts_of(coverage_pages, collected(read("a", "2026-02-01"), config=config), config)["about/coverage/index.html"]
        assert [month.url for month in page.months if month.count] == [url]


def test_outlets_with_equally_many_articles_are_sorted_by_name_whatever_their_case():
    articles = [read(f"a{number}", source=name) for number, name in enumerate(("beta", "Alpha", "alpha", "Beta", "Gamma"))]
    collections = collected(*articles)
    found = shares(collections.entries, outlet_links(collections.by_source, site_of(collections)))
    assert [share.name for share in found.outlets] == ["Alpha", "alpha", "Beta", "beta", "Gamma"]
