"""Article pages: values of the article, its neighbours and its source; and plain pages."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from digest.articles.article import Article
from digest.config.config import Config, Lists
from digest.config.edition_settings import Cutoff, EditionSettings
from digest.grouping.article_collections import Collections
from digest.grouping.card import Link, Picture
from digest.pages.article_pages import ArticlePage, article_pages, plain_pages, revised_page
from digest.pages.edition_pages import EditionLink
from digest.pages.link_resolution import Links
from digest.pages.source_marks import Attribution
from tests.pages.files import PICTURE
from tests.values import CONFIG, collected, contexts_of, pages_of, parts_of, read


def pages(*articles: Article, config: Config = CONFIG, files: Any = ()) -> dict[str, ArticlePage]:
    """Return the contexts of article pages, by slug."""
    found = contexts_of(article_pages, collected(*articles, config=config), config, files)
    return {path.split("/")[3]: context for path, context in found.items()}


def page(config: Config = CONFIG, files: Any = (), **head: Any) -> ArticlePage:
    """Return the context of one article's page."""
    return pages(read(**head), config=config, files=files)["a"]


def test_page_has_all_values_of_the_front_matter():
    context = page(
        headline="Ours",
        topic="[world, tech]",
        tags="[x, y]",
        kind="brief",
        featured="true",
        authors="[Ada, Bob]",
        summary="In short.",
        why="It matters.",
        points="[One, Two]",
        quote="{text: Words, by: Who}",
        lang="de",
        extra="{a: 1}",
        updated="2026-02-03",
        source="gazette",
        mode="full",
    )
    assert (context.title, context.source_title, context.url, context.description) == (
        "Ours",
        "a",
        "/repo/2026/02/01/a/",
        "In short.",
    )
    assert (context.lang, context.kind, context.featured, context.badge, context.mode) == ("de", "brief", True, "", "full")
    assert context.topics == (Link("World", "/repo/topics/world/"), Link("Technology", "/repo/topics/tech/"))
    assert context.tags == (Link("x", "/repo/tags/x/"), Link("y", "/repo/tags/y/"))
    assert (context.authors, context.summary, context.excerpt, context.why) == (("Ada", "Bob"), "In short.", "Text.", "It matters.")
    assert (context.points, context.extra, context.minutes) == (("One", "Two"), {"a": "1"}, 1)
    assert context.quote and (context.quote.text, context.quote.by) == ("Words", "Who")
    assert (context.date.isoformat(), context.timed) == ("2026-02-01T00:00:00+00:00", False)
    assert context.updated and context.modified == context.updated and context.updated.at.day == 3
    assert context.body and context.body.key == "a" and context.texts == ("a",)


@pytest.mark.parametrize(
    ("mode", "excerpt", "has_text"), [("full", "Text.", True), ("excerpt", "Text.", False), ("link", "", False)]
)
def test_page_shows_only_the_text_that_its_mode_allows(mode: str, excerpt: str, has_text: bool):
    context = page(mode=mode)
    assert (context.mode, context.excerpt, bool(context.body), bool(context.texts)) == (mode, excerpt, has_text, has_text)
    assert context.description == excerpt, "the description for search engines too"


def test_articles_that_only_a_preview_shows_have_a_badge():
    config = replace(CONFIG, drafts=True, future=True)
    assert page(config, draft="true").badge == "draft"
    assert page(config, publish_at="2026-05-01").badge == "embargoed"
    assert page(config, expires="2026-02-02").badge == "expired"


def test_article_without_text_has_no_body():
    context = page(mode="full", body="", summary="Short.")
    assert (context.body, context.minutes) == (None, 0)


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ({}, ""),
        ({"headline": "Ours"}, "a"),
        ({"headline": "a"}, ""),
        ({"source": "{name: X, title: Theirs}"}, "Theirs"),
        ({"source": "{name: X, title: Theirs}", "headline": "Ours"}, "Theirs"),
        ({"source": "{name: X, title: a}"}, ""),
        ({"source": None}, ""),
    ],
)
def test_original_headline_is_shown_if_it_differs_from_the_title(head: dict[str, str], expected: str):
    assert page(**head).source_title == expected


SOURCES = "/repo/sources/"


def test_attributions_have_the_registered_names_of_sources():
    context = page(
        source="{url: https://news.wire.example/1, title: Theirs, author: Ann, published: 2026-01-31, lang: ko}",
        via="blog",
        also="[wire, {name: Unlisted}, {url: https://www.other.example/2}]",
    )
    assert context.source and context.source.published and context.source.published.at.day == 31
    assert context.source == Attribution(
        "The Wire", "https://news.wire.example/1", "Theirs", "Ann", context.source.published, "ko", SOURCES + "wire/"
    )
    assert context.via == Attribution("Blog", page=SOURCES + "blog/")
    assert [also.name for also in context.also] == ["The Wire", "Unlisted", "other.example"]
    assert (page(source=None).source, page().via, page().also) == (None, None, ())


CORRECTED = "[{date: 2026-02-03, text: Two}, {date: 2026-02-05, text: One}]"


@pytest.mark.parametrize(
    ("head", "updated", "modified"),
    [
        ({}, None, None),
        ({"updated": "2026-02-04"}, 4, 4),
        ({"corrections": CORRECTED}, None, 5),
        ({"corrections": CORRECTED, "updated": "2026-02-04"}, 4, 5),
        ({"corrections": CORRECTED, "updated": "2026-02-06"}, 6, 6),
    ],
)
def test_modified_is_the_last_update_or_correction(head: dict[str, str], updated: int | None, modified: int | None):
    context = page(**head)
    assert [moment.at.day if moment else None for moment in (context.updated, context.modified)] == [updated, modified]
    assert len(context.corrections) == (2 if "corrections" in head else 0)
    assert not context.corrections or {note.text for note in context.corrections} == {"One", "Two"}


def test_older_and_newer_link_across_days_months_and_years():
    contexts = pages(
        read("a", "2025-12-31"),
        read("b", "2026-01-01", headline="B", lang="ko"),
        read("c", "2026-01-01 08:00"),
        read("d", "2026-03-01"),
    )
    around = {slug: (each.older and each.older.name, each.newer and each.newer.name) for slug, each in contexts.items()}
    assert around == {"a": (None, "B"), "b": ("a", "c"), "c": ("B", "d"), "d": ("c", None)}
    assert contexts["a"].newer == Link("B", "/repo/2026/01/01/b/", "ko")


def test_page_links_to_its_day_if_days_have_pages():
    assert page().day == Link("2026/02/01", "/repo/2026/02/01/")
    assert page(Config("T", "https://example.org/", lists=Lists(days=0))).day is None


WEEKLY = replace(CONFIG, editions=EditionSettings("week", Cutoff(4, 18 * 60)))
CLOSED = datetime(2026, 1, 23, 18, tzinfo=UTC)
FIRST = EditionLink(1, datetime(2026, 1, 9, tzinfo=UTC), "/repo/editions/2026-01-09/")


def edition_collections(*more: Article, now: datetime = CLOSED, config: Config = WEEKLY) -> Collections:
    """Collect two articles of the first edition, one of the second, one of the third (it closes on 23 January), and `more`."""
    dates = {"a": "2026-01-05", "b": "2026-01-06", "c": "2026-01-14", "d": "2026-01-20"}
    return collected(*(read(name, date) for name, date in dates.items()), *more, config=config, now=now)


def edition_pages(collections: Collections, config: Config = WEEKLY) -> dict[str, ArticlePage]:
    found = contexts_of(article_pages, collections, config)
    return {path.split("/")[3]: context for path, context in found.items()}


def test_page_links_to_its_edition_after_publication():
    contexts = edition_pages(edition_collections(read("out", "2026-01-07", edition="none")))
    assert [contexts[name].edition and contexts[name].edition.number for name in "abcd"] == [1, 1, 2, 3]
    assert contexts["a"].edition == FIRST and contexts["out"].edition is None
    before = CLOSED - timedelta(hours=1)
    assert edition_pages(edition_collections(now=before))["d"].edition is None
    preview = replace(WEEKLY, drafts=True, future=True)
    link = edition_pages(edition_collections(now=before, config=preview), preview)["d"].edition
    assert link and (link.number, link.url) == (None, "/repo/editions/next/")


def test_new_article_of_an_edition_changes_only_the_pages_of_its_two_neighbours():
    before, after = edition_pages(edition_collections()), edition_pages(edition_collections(read("new", "2026-01-15")))
    assert {name for name, context in before.items() if context != after[name]} == {"c", "d"}
    assert [after["new"].older, after["new"].newer] == [Link("c", "/repo/2026/01/14/c/"), Link("d", "/repo/2026/01/20/d/")]


def test_part_is_planned_again_if_its_articles_change_editions():
    """Editions depend on the schedule and the ledger, which are not in the hashes of entries."""
    monday = replace(WEEKLY, editions=EditionSettings("week", Cutoff(0, 18 * 60)))
    (one,), (other,) = (
        parts_of(article_pages, edition_collections(), WEEKLY),
        parts_of(article_pages, edition_collections(config=monday), monday),
    )
    assert [entry.index.hash for entry in one.entries] == [entry.index.hash for entry in other.entries]
    assert one.key("") != other.key("")


def test_returning_month_is_a_separate_part():
    """In Newfoundland, clocks were set back from 0:01 on 1 November 2009 to 23:01 on 31 October."""
    dates = {"a": "2009-11-01T00:00:30-02:30", "b": "2009-10-31T23:30:00-03:30", "c": "2009-11-01T10:00:00-03:30"}
    entries = collected(*(read(name, date, zone="America/St_Johns") for name, date in dates.items()))
    assert [part.name for part in parts_of(article_pages, entries)] == [
        "articles 2009/11 0",
        "articles 2009/10 0",
        "articles 2009/11 1",
    ]
    assert [part.has_texts for part in parts_of(article_pages, entries)] == [True] * 3
    contexts = contexts_of(article_pages, entries)
    assert [(each.older and each.older.name, each.newer and each.newer.name) for each in contexts.values()] == [
        (None, "b"),
        ("a", "c"),
        ("b", None),
    ]


def test_page_has_the_file_as_source_and_the_date_of_publication_as_last_change():
    (made,) = pages_of(article_pages, collected(read(publish_at="2026-02-02"))).values()
    assert (made.template, made.source, made.in_sitemap) == ("article.html", "content/a.md", True)
    assert made.modified and made.modified.day == 2


def test_links_and_picture_are_resolved_to_other_files():
    articles = [
        read(body="[b](b.md) ![](pic.png)", image="{src: pic.png, alt: Sea}", mode="full"),
        read("b", "2026-02-02", mode="full"),
    ]
    contexts = pages(*articles, files=[PICTURE])["a"]
    assert contexts.image == Picture("/repo/pic.png", 30, 20, "Sea")
    assert contexts.body and contexts.body.attributes == (
        'href="/repo/2026/02/02/b/"',
        'src="/repo/pic.png" width="30" height="20"',
    )
    assert pages(*articles)["a"].image is None, "there is no such file"


@pytest.mark.parametrize("config", [CONFIG, WEEKLY])
def test_revised_page_equals_the_page_of_a_full_plan(config: Config):
    articles = [
        read(f"{name}", f"2026-0{month}-0{day}", body=f"[x]({link}.md)", mode="full")
        for name, month, day, link in (("a", 1, 1, "b"), ("b", 1, 2, "c"), ("c", 1, 3, "a"), ("d", 2, 1, "a"))
    ]
    for at, before in enumerate(articles):
        link = "d" if at < 3 else "b"
        for body in (f"[x]({link}.md) and [b](b.md)", "No link."):
            month = f"2026-0{1 if at < 3 else 2}-0{at + 1 if at < 3 else 1}"
            edited = read(before.slug, month, body=body, headline="New", mode="full")
            parts = parts_of(article_pages, collected(*articles, config=config), config)
            part = next(part for part in parts if any(entry.index.file == before.path for entry in part.entries))
            after = collected(*(edited if article is before else article for article in articles), config=config)
            revised = revised_page(part.inputs, after.entries, at, Links(after, (), config))
            assert revised == pages_of(article_pages, after, config)[after.entries[at].index.path]


def plain(name: str, **head: Any) -> Article:
    return read(f"pages/{name}", None, topic=None, source=None, **head)


def test_path_of_a_plain_page_follows_its_file():
    collections = collected(
        plain("about", headline="About us", updated="2026-02-03", lang="de", extra="{a: 1}"), plain("Team Of/us")
    )
    made = pages_of(plain_pages, collections)
    assert list(made) == ["about/index.html", "team-of/us/index.html"]
    about: Any = made["about/index.html"].context
    assert (about.title, about.url, about.lang, about.extra, about.body.key) == (
        "About us",
        "/repo/about/",
        "de",
        {"a": "1"},
        "pages/about",
    )
    assert about.updated.at.day == 3 and made["about/index.html"].modified == about.updated.at
    assert made["team-of/us/index.html"].modified is None
    assert [(page.template, page.source) for page in made.values()] == [
        ("page.html", "content/pages/about.md"),
        ("page.html", "content/pages/Team Of/us.md"),
    ]
    assert [part.has_texts for part in parts_of(plain_pages, collections)] == [True, True]


def test_description_of_a_plain_page_is_its_summary_or_the_beginning_of_its_text():
    described = [
        contexts_of(plain_pages, collected(plain("p", **head)))["p/index.html"].description for head in ({}, {"summary": "We."})
    ]
    assert described == ["Text.", "We."]


def test_page_says_whether_the_article_has_a_time():
    assert [page(date=date).timed for date in ("2026-02-01", "2026-02-01 00:00")] == [False, True]
