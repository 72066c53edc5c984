"""The page of corrections and its feed."""

from __future__ import annotations

from msgspec.structs import replace

from digest.config.config import FeedSettings
from digest.grouping.snapshot import revised
from digest.pages.corrections_page import MAX_CORRECTIONS, correction_pages
from digest.pages.link_resolution import Links
from tests.values import CONFIG, collected, contexts_of, read, site_of

ONE = read("one", "2026-02-01", corrections="[{date: 2026-02-03, text: First}, {date: 2026-02-07 10:00, text: Second}]")
TWO = read("two", "2026-02-02", mode="link", lang="ko", corrections="[{date: 2026-02-05, text: Other}]")


def test_corrections_are_sorted_latest_first():
    page = contexts_of(correction_pages, collected(ONE, TWO, read("plain")))["corrections/index.html"]
    assert [(found.article.name, found.article.url, found.text) for found in page.corrections] == [
        ("one", "/repo/2026/02/01/one/", "Second"),
        ("two", "/repo/2026/02/02/two/", "Other"),
        ("one", "/repo/2026/02/01/one/", "First"),
    ]
    at_once = read("at-once", corrections="[{date: 2026-02-03, text: First}, {date: 2026-02-03, text: Second}]")
    page = contexts_of(correction_pages, collected(at_once))["corrections/index.html"]
    assert [found.text for found in page.corrections] == ["Second", "First"]
    twice = "[{date: 2026-02-03, text: First}, {date: 2026-02-03, text: Second}]"
    page = contexts_of(correction_pages, collected(read("a", corrections=twice), read("b", corrections=twice)))[
        "corrections/index.html"
    ]
    assert [(found.article.name, found.text) for found in page.corrections] == [
        ("b", "Second"), ("b", "First"), ("a", "Second"), ("a", "First"),
    ]  # fmt: skip
    many = "[" + ", ".join(f"{{date: 2026-02-10, text: t{n}}}" for n in range(300)) + "]"
    long = contexts_of(correction_pages, collected(read("a", corrections=many), read("b", corrections=many)))
    assert len(long["corrections/index.html"].corrections) == MAX_CORRECTIONS


def test_each_correction_is_a_feed_entry_with_a_stable_id():
    feed = contexts_of(correction_pages, collected(ONE, TWO))["corrections/feed.xml"]
    assert [(entry.title, entry.summary, entry.updated.day) for entry in feed.entries] == [
        ("one", "Second", 7),
        ("two", "Other", 5),
        ("one", "First", 3),
    ]
    assert [entry.id.rpartition("#")[2] for entry in feed.entries] == ["correction-2", "correction-1", "correction-1"]
    assert len({entry.id for entry in feed.entries}) == 3
    assert (feed.home, feed.updated.day, feed.texts) == ("https://example.org/repo/corrections/", 7, ())
    two = replace(CONFIG, feed=FeedSettings(entries=2))
    short = contexts_of(correction_pages, collected(ONE, TWO, config=two), two)
    assert [entry.summary for entry in short["corrections/feed.xml"].entries] == ["Second", "Other"]
    assert len(short["corrections/index.html"].corrections) == 3
    none = replace(CONFIG, feed=FeedSettings(terms=False))
    assert sorted(contexts_of(correction_pages, collected(ONE, config=none), none)) == ["corrections/index.html"]


def test_no_page_without_corrections_or_with_a_plain_page_at_its_path():
    draft = read("draft", draft="true", corrections="[{date: 2026-02-03, text: Secret}]")
    assert contexts_of(correction_pages, collected(read(), draft)) == {}
    assert contexts_of(correction_pages, collected(ONE, read("pages/corrections"))) == {}


def test_only_the_first_correction_of_an_article_needs_a_full_collect():
    collections = collected(read("one", "2026-02-01"), TWO)
    assert revised(collections, ONE) is None
    changed = read("two", "2026-02-02", mode="link", lang="ko", corrections="[{date: 2026-02-06, text: New}]")
    found = revised(collections, changed)
    assert found is not None
    assert [one.text for one in contexts_of(correction_pages, found[0])["corrections/index.html"].corrections] == ["New"]


def test_feed_has_the_word_of_the_theme_and_the_language_of_each_article():
    collections = collected(ONE, TWO)
    site = replace(site_of(collections), strings={"corrections": "Berichtigungen"})
    (part,) = correction_pages(collections, site, CONFIG, Links(collections, (), CONFIG))
    feed = next(page.context for page in part.pages() if page.path == "corrections/feed.xml")
    assert feed.title == "Berichtigungen | T"  # type: ignore[attr-defined]
    assert [(entry.title, entry.lang) for entry in feed.entries] == [("one", ""), ("two", "ko"), ("one", "")]  # type: ignore[attr-defined]
