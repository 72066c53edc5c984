"""The pages of editions: their values and links, and the pages that an edit rewrites."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from digest.articles.article import Article, Parsing
from digest.articles.article_parser import parse
from digest.articles.content_file import ContentFile
from digest.config.config import Config, FeedSettings, Lists
from digest.config.edition_settings import Cutoff, EditionSettings
from digest.grouping.article_collections import Collections
from digest.grouping.card import Card
from digest.pages import edition_pages as planner
from digest.pages.edition_arrangement import MAX_LEADS, Edition
from digest.pages.edition_data import edition_data
from digest.pages.edition_feeds import MAX_EDITION_ENTRIES, edition_feeds
from digest.pages.edition_pages import LISTED_EDITIONS, EditionPage, EditionsPage, edition_pages
from digest.pages.front_page import EARLIER_EDITIONS, FrontPage, edition_front, front_page
from digest.pages.link_resolution import Links
from digest.pages.output_files import Asset
from digest.pages.plan import plan
from digest.pages.plan_part import PlanPart
from tests.values import CONFIG, REGISTRIES, Planner, collected, contexts_of, pages_of, parts_of, read, site_of

WEEKLY = EditionSettings("week", Cutoff(4, 18 * 60))
CLOSED = datetime(2026, 1, 23, 18, tzinfo=UTC)


def settings(**more: Any) -> Config:
    return replace(CONFIG, editions=replace(WEEKLY, **more))


def collected_at(*articles: Article, now: datetime = CLOSED, config: Config | None = None, **more: Any) -> Collections:
    return collected(*articles, config=config or settings(), now=now, registries=replace(REGISTRIES, **more))


def intro(name: str, head: str, body: str = "") -> Article:
    text = f"---\n{head}\n---\n{body}\n"
    parsed = parse(ContentFile(f"content/editions/{name}.md", text.encode(), name), Parsing(editions=True))
    assert parsed.article
    return parsed.article


def titles(cards: tuple[Card, ...]) -> list[str]:
    return [card.title for card in cards]


def shape(edition: Edition) -> tuple[list[str], dict[str, list[str]]]:
    """Return the titles of the leads, and those of each section."""
    return titles(edition.leads), {section.topic.name: titles(section.cards) for section in edition.sections}


def weeks(count: int, **head: Any) -> list[Article]:
    """Return one article per week, from the week of 2026-01-09."""
    start = datetime(2026, 1, 7)
    return [read(f"w{n}", f"{start + timedelta(7 * n):%Y-%m-%d}", **head) for n in range(count)]


# A page


def test_edition_has_number_window_and_articles_by_topic():
    articles = [
        read("a", "2026-01-05", topic="tech"),
        read("b", "2026-01-06"),
        read("c", "2026-01-07", topic="tech", featured="true"),
        read("d", "2026-01-08", weight="-1"),
    ]
    page = contexts_of(edition_pages, collected_at(*articles), settings())["editions/2026-01-09/index.html"]
    assert isinstance(page, EditionPage)
    assert (page.edition.number, page.edition.count, page.url) == (1, 4, "/repo/editions/2026-01-09/")
    assert page.edition.date.isoformat() == "2026-01-09T00:00:00+00:00"
    assert page.edition.opens == datetime(2026, 1, 2, 18, tzinfo=UTC)
    assert page.edition.closes == datetime(2026, 1, 9, 18, tzinfo=UTC)
    assert shape(page.edition) == (["c"], {"World": ["d", "b"], "Technology": ["a"]})
    assert (page.title, page.previous, page.next, page.intro) == ("1", None, None, None)


def test_a_template_of_lists_finds_the_values_of_a_list_on_the_page_of_an_edition():
    articles = [read("a", "2026-01-05", topic="tech"), read("b", "2026-01-06", featured="true"), read("c", "2026-01-07")]
    page = contexts_of(edition_pages, collected_at(*articles), settings())["editions/2026-01-09/index.html"]
    assert isinstance(page, EditionPage)
    assert [card.title for card in page.cards] == [
        card.title for cards in (page.edition.leads, *(section.cards for section in page.edition.sections)) for card in cards
    ]
    assert (len(page.cards), page.count, page.date) == (3, 3, page.edition.date)
    assert (page.kind, page.number, page.first_page, page.newer_page, page.older_page) == ("edition", 0, "", "", "")
    assert (page.parts, page.calendar, page.up, page.profile, page.story, page.chart) == ((), (), None, None, None, None)


def test_first_article_is_the_lead_without_featured_ones():
    articles = [read("a", "2026-01-05", weight="-5"), read("b", "2026-01-08")]
    page = contexts_of(edition_pages, collected_at(*articles), settings())["editions/2026-01-09/index.html"]
    assert shape(page.edition) == (["a"], {"World": ["b"]})
    many = [read(f"f{n}", "2026-01-05", featured="true") for n in range(MAX_LEADS + 2)]
    page = contexts_of(edition_pages, collected_at(*many), settings())["editions/2026-01-09/index.html"]
    assert len(page.edition.leads) == MAX_LEADS


def test_intro_sets_title_summary_text_and_lead_stories():
    articles = [read("a", "2026-01-05"), read("b", "2026-01-06"), read("c", "2026-01-07", featured="true")]
    about = intro("2026-01-09", "title: Ports\nlead: [b.md, a.md]\nextra: {tone: calm}", "See [it](../a.md).\n\nMore.")
    page = contexts_of(edition_pages, collected_at(*articles, about), settings())["editions/2026-01-09/index.html"]
    assert (page.title, page.edition.title, page.edition.summary) == ("1: Ports", "Ports", "See it.")
    assert page.intro.key == "2026-01-09" and page.intro.attributes == ('href="/repo/2026/01/05/a/"',)
    assert page.texts == ("2026-01-09",)
    assert shape(page.edition) == (["b", "a"], {"World": ["c"]})
    assert page.extra == {"tone": "calm"}


def test_edition_links_to_the_previous_and_the_next_one():
    found = contexts_of(edition_pages, collected_at(*weeks(3)), settings())
    middle = found["editions/2026-01-16/index.html"]
    assert (middle.previous.number, middle.previous.url) == (1, "/repo/editions/2026-01-09/")
    assert (middle.next.number, middle.next.url) == (3, "/repo/editions/2026-01-23/")
    assert found["editions/2026-01-23/index.html"].next is None


def test_only_a_preview_has_a_page_of_the_next_edition():
    articles = [*weeks(1), read("x", "2026-01-21"), read("draft", "2026-01-21", draft="true")]
    now = CLOSED - timedelta(hours=1)
    assert "editions/next/index.html" not in pages_of(edition_pages, collected_at(*articles, now=now), settings())
    config = replace(settings(), drafts=True, future=True)
    pages = pages_of(edition_pages, collected_at(*articles, now=now, config=config), config)
    page = pages["editions/next/index.html"]
    assert not page.in_sitemap and page.modified == datetime(2026, 1, 21, tzinfo=UTC), "it is not closed yet"
    assert pages["editions/2026-01-09/index.html"].in_sitemap
    assert pages["editions/2026-01-09/index.html"].modified == datetime(2026, 1, 9, 18, tzinfo=UTC)
    assert isinstance(page.context, EditionPage)
    assert (page.context.edition.is_next, page.context.edition.number, page.context.edition.count) == (True, None, 2)
    assert page.context.previous and page.context.previous.number == 1
    assert pages["editions/2026-01-09/index.html"].context.next is None  # type: ignore[attr-defined]
    assert pages["editions/index.html"].context.next.url == "/repo/editions/next/"  # type: ignore[attr-defined]
    assert contexts_of(edition_pages, collected_at(*articles, now=now), settings())["editions/index.html"].next is None


def test_site_without_editions_has_no_edition_pages():
    for found in (edition_pages, edition_front, edition_feeds, edition_data):
        assert not parts_of(found, collected(*weeks(2)))


# The list


def test_list_of_editions_is_sorted_newest_first_and_numbered_pages_are_full():
    assert LISTED_EDITIONS == 50
    articles = weeks(2 * LISTED_EDITIONS + 1)
    now = datetime(2028, 1, 1, tzinfo=UTC)
    found = contexts_of(edition_pages, collected_at(*articles, now=now), settings())
    first = found["editions/index.html"]
    assert isinstance(first, EditionsPage)
    assert first.count == 101
    assert [item.number for item in first.editions] == list(range(101, 50, -1))
    assert first.older_page == "/repo/editions/page/1/"
    oldest = found["editions/page/1/index.html"]
    assert [item.number for item in oldest.editions] == list(range(50, 0, -1))
    assert (oldest.number, oldest.first_page, oldest.newer_page, oldest.older_page) == (1, "/repo/editions/", "/repo/editions/", "")


def test_before_the_first_edition_the_list_is_empty_and_the_front_page_shows_the_latest_day():
    collections = collected_at(read("a", "2026-01-21"), now=CLOSED - timedelta(1))
    page = contexts_of(edition_pages, collections, settings())["editions/index.html"]
    assert (page.editions, page.count) == ((), 0)
    assert not parts_of(edition_front, collections, settings())
    assert titles(contexts_of(front_page, collections, settings())["index.html"].edition.leads) == ["a"]


# The front page


def front(*articles: Article, config: Config | None = None, **more: Any) -> FrontPage:
    config = config or settings()
    collections = collected_at(*articles, config=config, **more)
    pages = {**pages_of(front_page, collections, config), **pages_of(edition_front, collections, config)}
    assert list(pages) == ["index.html"], "there is only one front page"
    context = pages["index.html"].context
    assert isinstance(context, FrontPage)
    return context


@pytest.mark.parametrize("day", range(7))
def test_front_page_is_complete_on_every_day_of_the_week(day: int):
    now = CLOSED + timedelta(days=day)
    articles = [*weeks(3), *(read(f"s{n}", f"{CLOSED + timedelta(n):%Y-%m-%d}") for n in range(1, 7))]
    page = front(*articles, now=now)
    assert page.edition and (page.edition.number, titles(page.edition.leads)) == (3, ["w2"])
    assert titles(page.since) == [f"s{n}" for n in range(day, 0, -1)]
    assert [item.number for item in page.editions] == [2, 1]
    assert page.earlier == () and page.older_page == ""


def test_front_page_lists_earlier_editions_with_lead_stories():
    articles = [*weeks(EARLIER_EDITIONS + 3), intro("2026-01-16", "title: Ports\nsummary: Short.")]
    page = front(*articles, now=datetime(2026, 6, 1, tzinfo=UTC))
    assert [item.number for item in page.editions] == list(range(EARLIER_EDITIONS + 2, 2, -1))
    page = front(*articles[:3], articles[-1])
    item = page.editions[0]
    assert (item.number, item.title, item.summary, item.count) == (2, "Ports", "Short.", 1)
    assert [(link.name, link.url) for link in item.leads] == [("w1", "/repo/2026/01/14/w1/")]


def test_lists_have_lead_stories_in_the_order_of_the_edition_page():
    heads = [{}, {"featured": "true"}, {"featured": "true", "weight": "-1"}, {"featured": "true"}, {"weight": "-2"}]
    articles = [read(f"a{n}", f"2026-01-0{3 + n}", **head) for n, head in enumerate(heads)]
    pages = contexts_of(edition_pages, collected_at(*articles), settings())
    named = [link.name for link in pages["editions/index.html"].editions[-1].leads]
    assert named == titles(pages["editions/2026-01-09/index.html"].edition.leads) == ["a2", "a3", "a1"]


def test_since_has_late_articles_and_articles_without_edition():
    articles = [
        *weeks(3),
        read("apart", "2026-01-24", edition="none"),
        read("late", "2026-01-20", publish_at="2026-01-24"),
        read("moved", "2026-01-24", edition="2026-01-23"),
        read("pinned", "2026-01-24", pin_until="2026-12-01"),
    ]
    page = front(*articles, now=CLOSED + timedelta(2))
    assert titles(page.since) == ["apart", "late"]
    assert page.edition and shape(page.edition) == (["moved"], {"World": ["w2"]})
    assert titles(page.pinned) == ["pinned"]


def test_setting_limits_the_articles_since_the_edition():
    articles = [*weeks(3), *(read(f"s{n}", f"2026-01-24 10:{n:02}") for n in range(9))]
    now = CLOSED + timedelta(2)
    assert titles(front(*articles, now=now, config=replace(settings(), lists=Lists(front=2))).since) == ["s8", "s7"]
    assert len(front(*articles, now=now, config=replace(settings(), lists=Lists(front=0))).since) == 9


def test_front_river_shows_the_latest_day():
    config = settings(front="river")
    assert not parts_of(edition_front, collected_at(*weeks(3), config=config), config)
    page = contexts_of(front_page, collected_at(*weeks(3), config=config), config)["index.html"]
    assert page.edition.number is None and titles(page.edition.leads) == ["w2"]


# Feeds and data


def test_feed_entry_is_a_complete_edition():
    articles = [*weeks(3), intro("2026-01-23", "title: Ports", "See [it](../w1.md).")]
    config = replace(settings(), feed=FeedSettings(formats=("atom", "json", "rss")), description="The week.")
    found = contexts_of(edition_feeds, collected_at(*articles, config=config), config)
    assert list(found) == ["editions/feed.xml", "editions/feed.json", "editions/rss.xml"]
    feed = found["editions/feed.xml"]
    assert (feed.title, feed.description, feed.home) == ("editions | T", "The week.", "https://example.org/repo/editions/")
    assert (feed.id, feed.url) == ("https://example.org/repo/editions/", "/repo/editions/feed.xml")
    assert [context.url for context in found.values()] == [f"/repo/{path}" for path in found]
    latest = feed.entries[0]
    assert latest.id == "tag:example.org,2026-01-23:/repo/editions/2026-01-23/"
    assert (latest.title, latest.url) == ("3: Ports", "https://example.org/repo/editions/2026-01-23/")
    assert latest.published == latest.updated == feed.updated == CLOSED
    assert titles(latest.edition.leads) == ["w2"]
    assert latest.content.attributes == ('href="https://example.org/repo/2026/01/14/w1/"',)
    assert feed.texts == ("2026-01-23",)


def test_feed_of_editions_has_a_limit_and_the_latest_change():
    config = settings()
    articles = [*weeks(MAX_EDITION_ENTRIES + 3)[:-1], read("late", "2026-05-01", edition="2026-03-27")]
    feed = contexts_of(edition_feeds, collected_at(*articles, now=datetime(2026, 6, 1, tzinfo=UTC)), config)["editions/feed.xml"]
    assert len(feed.entries) == MAX_EDITION_ENTRIES
    assert feed.updated == datetime(2026, 5, 1, tzinfo=UTC)
    few = replace(config, feed=FeedSettings(entries=2))
    assert len(contexts_of(edition_feeds, collected_at(*articles, config=few), few)["editions/feed.xml"].entries) == 2
    none = replace(config, feed=FeedSettings(formats=()))
    assert not parts_of(edition_feeds, collected_at(*articles, config=none), none)


def test_data_has_every_edition_with_its_articles():
    articles = [*weeks(2), read("again", "2026-01-08")]
    page = contexts_of(edition_data, collected_at(*articles), settings())["data/editions.json"]
    assert [(edition.id, edition.number) for edition in page.editions] == [("2026-01-16", 2), ("2026-01-09", 1)]
    start = "https://example.org/repo/2026/01"
    assert page.editions[1].articles == (f"{start}/08/again/", f"{start}/07/w0/")
    assert (page.editions[1].opened, page.editions[1].closed) == ("2026-01-02T18:00:00+00:00", "2026-01-09T18:00:00+00:00")
    assert page.editions[1].url == "https://example.org/repo/editions/2026-01-09/"
    abouts = [intro("2026-01-09", "title: Ports", "The text."), intro("2026-01-16", "title: Sea\nsummary: Short.", "The text.")]
    page = contexts_of(edition_data, collected_at(*articles, *abouts), settings())["data/editions.json"]
    assert [(edition.title, edition.summary) for edition in page.editions] == [("Sea", "Short."), ("Ports", "The text.")]
    closed = replace(settings(), open_data=False)
    assert not parts_of(edition_data, collected_at(*articles, config=closed), closed)


# What an edit rewrites


PLANNERS: tuple[Planner, ...] = (edition_pages, edition_front, edition_feeds, edition_data)


def keys(collections: Collections) -> dict[str, str]:
    return {part.name: part.key("") for found in PLANNERS for part in parts_of(found, collections, settings())}


def changed(before: Collections, after: Collections) -> set[str]:
    """Return the names of the parts that are planned again."""
    one, other = keys(before), keys(after)
    return {name for name in one.keys() | other.keys() if one.get(name) != other.get(name)}


def test_article_after_the_cutoff_changes_no_edition():
    now = CLOSED + timedelta(3)
    assert changed(collected_at(*weeks(3), now=now), collected_at(*weeks(3), read("new", "2026-01-24"), now=now)) == {"front"}


def test_new_edition_changes_only_the_next_link_of_the_previous_one():
    before, after = (collected_at(*weeks(4), now=now) for now in (CLOSED + timedelta(7, -1), CLOSED + timedelta(7)))
    assert changed(before, after) == {
        "edition 2026-01-23", "edition 2026-01-30", "the list of editions", "front", "feeds of editions", "data of editions",
    }  # fmt: skip
    pages = [contexts_of(edition_pages, found, settings())["editions/2026-01-23/index.html"] for found in (before, after)]
    assert replace(pages[1], next=None) == pages[0]
    assert pages[1].next.number == 4


def test_changed_text_causes_only_pages_with_its_card_to_be_planned_again():
    articles = weeks(9)
    now = CLOSED + timedelta(50)
    again = [*articles[:1], read("w1", "2026-01-14", body="Text.\n\nAnother end.", key="new"), *articles[2:]]
    before, after = collected_at(*articles, now=now), collected_at(*again, now=now)
    assert changed(before, after) == {"edition 2026-01-16", "feeds of editions"}, "planned again"
    for found in PLANNERS:
        assert contexts_of(found, before, settings()) == contexts_of(found, after, settings()), "with equal pages"


def test_parts_of_editions_have_unique_names():
    parts: list[PlanPart[Any]] = [part for found in PLANNERS for part in parts_of(found, collected_at(*weeks(3)), settings())]
    assert len({part.name for part in parts}) == len(parts)
    assert planner.EDITION_PAGES_FOLDER == "editions"


# Links


def test_link_to_an_intro_becomes_a_link_to_its_published_edition():
    articles = [*weeks(1), read("later", "2026-01-20", body="[First](editions/2026-01-09.md), [next](editions/2026-01-30.md).")]
    intros = [intro("2026-01-09", "title: Ports"), intro("2026-01-30", "title: To come")]
    collections = collected_at(*articles, *intros)
    links = Links(collections, (), settings())
    linking = collections.entries[-1].article
    assert links.text(linking).attributes == ('href="/repo/editions/2026-01-09/"', "")
    (diagnostic,) = links.diagnostics(linking, {})
    assert (diagnostic.code, diagnostic.message) == (
        "W304", "editions/2026-01-30.md is not published (embargoed): the link is left out",
    )  # fmt: skip


def test_links_in_intros_are_checked():
    about = intro("2026-01-09", "title: Ports", "See [it](../w0.md), [nothing](../w9.md) and ![a picture](pier.png).")
    later = intro("2026-01-30", "title: To come", "See [nothing](../w9.md).")
    config = settings()
    collections = collected_at(*weeks(1), about, later)
    found = plan(collections, site_of(collections, config), config, (Asset("content/editions/pier.png", "abc", 3, 2),), ())
    assert [(d.path, d.code) for d in found.diagnostics] == [("content/editions/2026-01-09.md", "E301")]
    assert "editions/pier.png" in {file.path for file in found.files}, "pictures of intros are published"


def test_covering_article_is_not_counted():
    articles = [read("a", "2026-01-05"), read("b", "2026-01-06", covers="a.md"), read("c", "2026-01-07")]
    collections = collected_at(*articles)
    pages = contexts_of(edition_pages, collections, settings())
    entry = contexts_of(edition_feeds, collections, settings())["editions/feed.xml"].entries[0]
    for edition in (pages["editions/2026-01-09/index.html"].edition, entry.edition):
        assert (edition.count, shape(edition)) == (2, (["c"], {"World": ["a"]}))
    assert [item.count for item in pages["editions/index.html"].editions] == [2]
    assert collections.issues.ledger[0].count == 3, "the covering article is in the edition"


def test_name_of_an_edition_is_written_as_the_words_of_the_theme_say():
    about = intro("2026-01-09", "title: Ports")
    one, two = collected_at(*weeks(2), about, now=CLOSED - timedelta(7)).issues.out
    words = {"edition_number": "No. {n}", "labelled": "{before} – {after}"}
    assert [planner.edition_head(edition, words, "").name for edition in (one, two)] == ["No. 1 – Ports", "No. 2"]
    assert planner.edition_head(one, {}, "").name == "1: Ports"


def test_an_intro_without_a_text_shows_none():
    page = contexts_of(edition_pages, collected_at(*weeks(1), intro("2026-01-09", "title: Ports")), settings())
    assert page["editions/2026-01-09/index.html"].intro is None


def test_last_change_of_the_list_is_the_closing_of_its_newest_edition():
    pages = pages_of(edition_pages, collected_at(*weeks(2), now=CLOSED - timedelta(7)), settings())
    assert pages["editions/index.html"].modified == datetime(2026, 1, 16, 18, tzinfo=UTC)


def test_articles_of_one_instant_since_the_edition_are_in_the_same_order_in_each_build():
    since = [read(name, "2026-01-24 10:00") for name in ("b", "a", "c")]
    for articles in (since, since[::-1]):
        assert titles(front(*weeks(3), *articles, now=CLOSED + timedelta(2)).since) == ["c", "b", "a"]


def test_list_of_editions_has_the_title_of_the_theme():
    collections = collected_at(*weeks(1))
    site = replace(site_of(collections, settings()), strings={"editions": "Ausgaben"})
    parts = edition_pages(collections, site, settings(), Links(collections, (), settings()))
    pages = {page.path: page.context for part in parts for page in part.pages()}
    assert (pages["editions/index.html"].title, pages["editions/index.html"].older_page) == ("Ausgaben", "")  # type: ignore[attr-defined]


def test_number_of_an_edition_may_be_zero():
    edition = replace(collected_at(*weeks(1)).issues.out[0], number=0)
    assert planner.edition_head(edition, {}, "").name == "0"
    assert planner.edition_head(replace(edition, number=None), {}, "").name == "2026-01-09"


def test_lead_stories_of_an_edition_have_pictures():
    image = "{src: pic.png, alt: A}"
    articles = [read("a", "2026-01-06", featured="true", image=image), read("b", "2026-01-07", image=image)]
    config = replace(settings(), pictures="lead")
    picture = Asset("content/pic.png", "hash", 30, 20)
    page = contexts_of(edition_pages, collected_at(*articles, config=config), config, [picture])["editions/2026-01-09/index.html"]
    assert [bool(card.image) for card in page.cards] == [True, False]


def test_last_change_of_the_front_page_is_that_of_an_article_changed_after_the_edition():
    pages = pages_of(edition_front, collected_at(*weeks(3)), settings())
    assert pages["index.html"].modified == CLOSED
    changed = weeks(3, updated="2026-01-24")
    pages = pages_of(edition_front, collected_at(*changed, now=CLOSED + timedelta(2)), settings())
    assert pages["index.html"].modified == datetime(2026, 1, 24, tzinfo=UTC)
