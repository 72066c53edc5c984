"""Snapshots: storing and restoring collections."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

import pytest
from msgspec.structs import replace

from digest.articles.article import Article
from digest.config.config import Config
from digest.config.edition_settings import Cutoff, EditionSettings
from digest.diagnostics import Diagnostic
from digest.grouping.article_collections import Collections
from digest.grouping.entry import load_details
from digest.grouping.snapshot import (
    CHUNK,
    Snapshot,
    is_current,
    restore,
    retake_snapshot,
    take_snapshot,
)
from tests.values import NOW, collected, names, read

NEWS = Config("T", "https://example.org/", news_sitemap=True)
TICK = timedelta(microseconds=1)


def stored(collections: Collections, bodies: Iterable[str] = ()) -> Snapshot:
    keys = {*bodies, *(entry.article.body for entry in collections.entries)}
    recorded = take_snapshot(collections, keys, "key", NOW)
    assert recorded is not None
    return recorded


class FolderContent:
    """Cached articles by key; records the requested keys."""

    def __init__(self, *articles: Article) -> None:
        self.articles = {article.body: article for article in articles}
        self.requested_keys: list[Sequence[str]] = []

    def __call__(self, keys: Sequence[str]) -> Iterable[Article | None]:
        self.requested_keys.append(keys)
        return [self.articles.get(key) for key in keys]


ARTICLES = (
    read("a", "2026-02-27 18:00", tags="[x, y]"),
    read("b", "2026-02-28 10:00", topic="tech", tags="[x]"),
    read("c", "2026-03-01", topic="[world, tech]"),
    read("waits", publish_at="2026-04-01"),
    read("draft", draft="true", aliases="/old/"),
)


def restored(collections: Collections, *revised: Article, folder_content: FolderContent | None = None) -> Collections | None:
    paths = [article.path for article in ARTICLES]
    return restore(stored(collections), paths, revised, folder_content or FolderContent(*ARTICLES))


@pytest.mark.parametrize(
    ("now", "is_valid"),
    [(NOW - TICK, False), (NOW, True), (NOW + TICK, True), (NOW + timedelta(days=400), True)],
)
def test_collections_without_future_changes_remain_current(now: datetime, is_valid: bool):
    assert is_current(stored(collected(read())), "key", now) is is_valid


def test_collections_are_current_until_their_next_change():
    end = NOW + timedelta(hours=3)
    header = stored(collected(read(expires=end.isoformat())))
    assert header.until == end
    assert is_current(header, "key", end - TICK)
    assert not is_current(header, "key", end), "the article expires at this instant"


def test_collections_with_another_key_are_not_current():
    assert not is_current(stored(collected(read())), "another key", NOW)


def test_restored_collections_equal_the_stored_ones():
    before = collected(*ARTICLES, config=NEWS)
    assert names(before.news) == ["a", "b", "c"] and before.hidden
    after = restored(before)
    assert after is not None and after.file_diagnostics == ()
    assert [entry.index for entry in after.entries] == [entry.index for entry in before.entries]
    for kind in ("topics", "tags", "years", "months", "days"):
        terms = [
            [(term.kind, term.slug, term.name, names(term.entries)) for term in getattr(each, kind)] for each in (before, after)
        ]
        assert terms[0] == terms[1] != [], kind
    assert names(after.news) == names(before.news)
    for name in ("pages", "states", "held", "until", "rules", "hidden", "diagnostics", "sources"):
        assert getattr(after, name) == getattr(before, name), name


def test_collections_with_faulty_articles_are_not_stored():
    assert take_snapshot(collected(read(), faulty=[read("bad")]), ["a"], "key", NOW) is None


def test_keys_of_articles_without_entry_are_sorted():
    """The order of a set differs between processes."""
    keys = [f"hidden {number}" for number in range(20)]
    assert stored(collected(read("a")), keys).other_articles == tuple(sorted(keys))
    assert stored(collected(read("a")), ["a"]).other_articles == ()


def test_indexes_are_stored_in_chunks():
    collections = collected(read())
    for count, sizes in ((0, []), (1, [1]), (CHUNK, [CHUNK]), (CHUNK + 1, [CHUNK, 1])):
        many = retake_snapshot(stored(collections), replace(collections, entries=collections.entries * count))
        assert [len(chunk) for chunk in many.chunks] == sizes
        assert len(list(many.indexes)) == count


def test_chunk_size():
    assert CHUNK == 500


def test_edited_article_replaces_the_old_version_and_its_diagnostics():
    file_diagnostics_before = (
        Diagnostic("content/b.md", 1, 1, "W203", "of b", ""),
        Diagnostic("content/c.md", 1, 1, "W203", "of c", ""),
    )
    before = replace(collected(*ARTICLES), file_diagnostics=file_diagnostics_before)
    edited = read("b", "2026-02-28 10:00", topic="tech", tags="[x]", summary="New.")
    after = restore(stored(before), [article.path for article in ARTICLES], [edited], FolderContent(*ARTICLES))
    assert after is not None
    assert [entry.card.summary for entry in after.entries] == ["Text.", "New.", "Text."]
    assert [diagnostic.message for diagnostic in after.file_diagnostics] == ["of c"]


def test_moved_article_or_cache_miss_needs_a_full_collect():
    before = collected(*ARTICLES)
    assert restored(before, read("b", "2026-02-20", topic="tech")) is None
    edited = read("b", "2026-02-28 10:00", topic="tech", tags="[x]", summary="New.")
    assert restored(before, edited, folder_content=FolderContent()) is None


def test_details_are_loaded_once_and_on_demand():
    folder_content = FolderContent(*ARTICLES)
    found = restored(collected(*ARTICLES), folder_content=folder_content)
    assert found is not None and folder_content.requested_keys == []
    a, b, c = found.entries
    assert [b.article.title, b.card.title] == ["b", "b"] and folder_content.requested_keys == [["b"]]
    load_details([a, b, c])
    assert folder_content.requested_keys == [["b"], ["a", "c"]]
    assert [entry.article.slug for entry in (a, b, c)] == ["a", "b", "c"] and len(folder_content.requested_keys) == 2
    load_details([])
    load_details(collected(read()).entries)
    assert len(folder_content.requested_keys) == 2


def test_editions_are_restored_with_their_articles():
    config = Config("T", "https://example.org/", editions=EditionSettings("day", Cutoff(0, 9 * 60)))
    before = collected(*ARTICLES, config=config)
    assert [edition.id for edition in before.issues.editions] == ["2026-02-28", "2026-03-01", "2026-03-02"]
    found = restore(stored(before), (), (), FolderContent(*ARTICLES))
    assert found
    for one, other in zip(found.issues.editions, before.issues.editions, strict=True):
        assert names(one.entries) == names(other.entries)
        assert replace(one, entries=()) == replace(other, entries=())
    assert (found.issues.ledger, found.issues.recorded) == (before.issues.ledger, ())


def test_sources_are_restored_in_their_order():
    articles = (read("a", source="Them"), read("b", source="wire"))
    collections = collected(*articles)
    again = restore(stored(collections), [article.path for article in articles], (), FolderContent(*articles))
    assert again is not None
    kinds = [(term.kind, term.slug) for term in again.by_source]
    assert kinds == [("source", "wire"), ("source", "blog"), ("unlisted", "Them")]
    assert again.states == dict.fromkeys((article.path for article in articles), "")


def test_diagnostics_of_a_changed_file_are_dropped_by_printable_path():
    article = read("\u200ba")
    collections = collected(article)
    file_diagnostics_before = (
        Diagnostic("content/\\u200ba.md", 1, 1, "W203", "message"),
        Diagnostic("content/b.md", 1, 1, "W203", "message"),
    )
    again = restore(
        stored(replace(collections, file_diagnostics=file_diagnostics_before)),
        [article.path],
        [read("\u200ba", why="So.")],
        FolderContent(article),
    )
    assert again is not None and [found.path for found in again.file_diagnostics] == ["content/b.md"]
