"""Pagination: lists are numbered from the oldest, so numbered pages never change."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from digest.articles.article import Article
from digest.articles.date_reader import Moment
from digest.grouping.entry import Entry, Rules, make_entry
from digest.pages.pagination import arranged, full_pages, modified, newest, numbered_count, page_path

SIZE = st.integers(1, 50)
COUNT = st.integers(0, 500)
START = datetime(2026, 1, 1, tzinfo=UTC)


def entry(
    day: float, *, pinned: bool = False, featured: bool = False, weight: int | None = None, updated: float | None = None
) -> Entry:
    """Return the entry of an article `day` days after START."""
    date = Moment(START + timedelta(days=day), True)
    later = Moment(START + timedelta(days=updated), True) if updated is not None else None
    article = Article(f"content/{day}.md", str(day), str(day), date=date, featured=featured, weight=weight, updated=later)
    return make_entry(article, "", pinned, Rules({}, {}, {}, "/{slug}/", "full", "", None))


def numbered(items: range, size: int) -> list[Sequence[int]]:
    """Return the numbered pages of a list."""
    return full_pages(items[: numbered_count(len(items), size) * size], size)


@given(COUNT, SIZE)
def test_every_item_is_on_one_page_newest_first(count: int, size: int):
    items = range(count)
    pages = [*numbered(items, size), newest(items, size)]
    assert [item for page in reversed(pages) for item in page] == list(reversed(items))


@given(COUNT, SIZE)
def test_numbered_pages_are_full_and_the_first_page_has_size_to_twice_size_minus_one_items(count: int, size: int):
    assert {len(page) for page in numbered(range(count), size)} <= {size}
    first_page_count = len(newest(range(count), size))
    assert first_page_count == count if count < 2 * size else size <= first_page_count < 2 * size


@given(COUNT, SIZE, st.integers(0, 100))
def test_new_items_never_change_a_numbered_page(count: int, size: int, more: int):
    before, after = numbered(range(count), size), numbered(range(count + more), size)
    assert after[: len(before)] == before


def test_page_paths():
    assert page_path("topics/world", 0) == "topics/world/index.html"
    assert page_path("topics/world", 2) == "topics/world/page/2/index.html"
    assert page_path("", 0) == "index.html"
    assert page_path("", 3) == "page/3/index.html"


def test_first_page_has_pinned_entries_then_each_day_by_rank():
    old = entry(1, pinned=True)
    day = [entry(5.1), entry(5.2, weight=7), entry(5.3, weight=-2), entry(5.4, featured=True), entry(5.5), entry(5.6, weight=1000)]
    later = entry(6.5)
    entries = [old, entry(2), *day, later]
    order = [entry.article.slug for entry in arranged(entries, newest(entries, 5))]
    assert order == ["1", "6.5", "5.4", "5.3", "5.2", "5.6", "5.5", "5.1", "2"]


def test_pinned_entries_appear_once():
    entries = [entry(1, pinned=True), entry(2, pinned=True), entry(3)]
    assert [entry.article.slug for entry in arranged(entries, newest(entries, 20))] == ["2", "1", "3"]


def test_last_change_of_a_list_is_that_of_its_articles():
    assert modified([entry(3)]) == START + timedelta(days=3)
    assert modified([entry(3, updated=9)]) == START + timedelta(days=9)
    assert modified([entry(3, updated=1)]) == START + timedelta(days=3), "an update before the date does not count"
    assert modified([entry(1, updated=4), entry(3)]) == START + timedelta(days=4)
    assert modified([]) is None
