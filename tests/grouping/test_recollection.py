"""What was collected is collected again from what is stored: as long as it may be, and to the same."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

import pytest
from msgspec.structs import replace

from digest.articles.article import Article
from digest.config import Config
from digest.errors import Fault
from digest.grouping.collect import Collections
from digest.grouping.recollection import (
    FEW,
    SHEAF,
    Recollection,
    again,
    changed,
    is_current,
    make_whole,
    recollected,
    recollection,
)
from tests.values import NOW, collected, names, read

NEWS = Config("T", "https://example.org/", news_sitemap=True)
TICK = timedelta(microseconds=1)


def stored(collections: Collections, bodies: Iterable[str] = (), found: Iterable[Fault] = ()) -> Recollection:
    keys = {*bodies, *(entry.article.body for entry in collections.entries)}
    recorded = recollection(collections, found, keys, "key", NOW)
    assert recorded is not None
    return recorded


class Shelf:
    """Articles by the keys of their texts, as the memo keeps them; it notes what was asked for."""

    def __init__(self, *articles: Article) -> None:
        self.articles = {article.body: article for article in articles}
        self.asked: list[Sequence[str]] = []

    def __call__(self, keys: Sequence[str]) -> Iterable[Article | None]:
        self.asked.append(keys)
        return [self.articles.get(key) for key in keys]


ARTICLES = (
    read("a", "2026-02-27 18:00", tags="[x, y]"),
    read("b", "2026-02-28 10:00", topic="tech", tags="[x]"),
    read("c", "2026-03-01", topic="[world, tech]"),
    read("waits", publish_at="2026-04-01"),
    read("draft", draft="true", aliases="/old/"),
)


def restored(
    collections: Collections, *revised: Article, shelf: Shelf | None = None
) -> tuple[Collections, tuple[Fault, ...]] | None:
    paths = [article.path for article in ARTICLES]
    return recollected(stored(collections), paths, revised, shelf or Shelf(*ARTICLES))


@pytest.mark.parametrize(
    ("now", "is_right"),
    [(NOW - TICK, False), (NOW, True), (NOW + TICK, True), (NOW + timedelta(days=400), True)],
)
def test_collections_that_no_clock_changes_are_current_from_then_on(now: datetime, is_right: bool):
    assert is_current(stored(collected(read())).frame, "key", now) is is_right


def test_collections_are_current_until_just_before_the_clock_changes_them():
    end = NOW + timedelta(hours=3)
    frame = stored(collected(read(expires=end.isoformat()))).frame
    assert frame.until == end
    assert is_current(frame, "key", end - TICK)
    assert not is_current(frame, "key", end), "at this very instant the article is gone"


def test_collections_by_other_settings_are_not_current():
    assert not is_current(stored(collected(read())).frame, "another key", NOW)


def test_everything_comes_back_as_it_was_stored():
    before = collected(*ARTICLES, config=NEWS)
    assert names(before.news) == ["a", "b", "c"] and before.hidden
    found = restored(before)
    assert found is not None
    after, faults = found
    assert faults == ()
    assert [entry.gist for entry in after.entries] == [entry.gist for entry in before.entries]
    for kind in ("topics", "tags", "years", "months", "days"):
        shown = [[(term.kind, term.slug, term.name, names(term.entries)) for term in getattr(of, kind)] for of in (before, after)]
        assert shown[0] == shown[1] != [], kind
    assert names(after.news) == names(before.news)
    for name in ("pages", "sources", "held", "until", "rules", "hidden", "faults", "outlets"):
        assert getattr(after, name) == getattr(before, name), name


def test_what_could_not_be_published_is_not_stored():
    assert recollection(collected(read(), faulty=[read("bad")]), (), ["a"], "key", NOW) is None


def test_the_keys_of_articles_without_an_entry_are_stored_in_order():
    """The order of a set is another in each process."""
    keys = [f"hidden {number}" for number in range(20)]
    assert stored(collected(read("a")), keys).frame.others == tuple(sorted(keys))
    assert stored(collected(read("a")), ["a"]).frame.others == ()


def test_gists_are_stored_in_sheaves_in_their_order():
    collections = collected(read())
    for count, sizes in ((0, []), (1, [1]), (SHEAF, [SHEAF]), (SHEAF + 1, [SHEAF, 1])):
        many = again(stored(collections), replace(collections, entries=collections.entries * count), ())
        assert [len(sheaf) for sheaf in many.sheaves] == sizes
        assert len(list(many.gists)) == count


def test_the_keys_that_are_new_are_those_that_changed():
    before = stored(collected(*ARTICLES), [article.body for article in ARTICLES])
    assert changed(before, ["a", "b", "c", "waits", "draft"]) == []
    assert changed(before, ["a", "b2", "c", "waits2", "draft"]) == ["b2", "waits2"]
    assert changed(before, ["a", "b", "c", "waits"]) is None, "an article is gone"
    assert changed(before, ["a", "b", "c", "waits", "draft", "new"]) is None, "an article is new"


@pytest.mark.parametrize(("count", "is_few"), [(FEW, True), (FEW + 1, False)])
def test_of_too_many_changes_all_is_collected_anew(count: int, is_few: bool):
    before = stored(collected(), [f"old {number}" for number in range(count)])
    assert (changed(before, [f"new {number}" for number in range(count)]) is not None) is is_few


def test_an_article_that_was_edited_takes_its_place_and_what_was_wrong_with_it_is_forgotten():
    before = collected(*ARTICLES)
    wrong = [Fault("content/b.md", 1, 1, "W203", "of b", ""), Fault("content/c.md", 1, 1, "W203", "of c", "")]
    edited = read("b", "2026-02-28 10:00", topic="tech", tags="[x]", summary="New.")
    found = recollected(stored(before, found=wrong), [article.path for article in ARTICLES], [edited], Shelf(*ARTICLES))
    assert found is not None
    after, faults = found
    assert [entry.card.summary for entry in after.entries] == ["Text.", "New.", "Text."]
    assert [fault.message for fault in faults] == ["of c"]


def test_an_edit_that_moves_an_article_or_whose_last_version_is_forgotten_is_collected_with_all_others():
    before = collected(*ARTICLES)
    assert restored(before, read("b", "2026-02-20", topic="tech")) is None
    edited = read("b", "2026-02-28 10:00", topic="tech", tags="[x]", summary="New.")
    assert restored(before, edited, shelf=Shelf()) is None


def test_the_rest_of_entries_is_fetched_once_and_only_of_those_that_are_asked_for():
    shelf = Shelf(*ARTICLES)
    found = restored(collected(*ARTICLES), shelf=shelf)
    assert found is not None and shelf.asked == []
    a, b, c = found[0].entries
    assert [b.article.title, b.card.title] == ["b", "b"] and shelf.asked == [["b"]]
    make_whole([a, b, c])
    assert shelf.asked == [["b"], ["a", "c"]]
    assert [entry.article.slug for entry in (a, b, c)] == ["a", "b", "c"] and len(shelf.asked) == 2
    make_whole([])
    make_whole(collected(read()).entries)
    assert len(shelf.asked) == 2
