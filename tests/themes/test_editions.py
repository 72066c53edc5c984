"""Editions in the default theme: the outlet comes first, stories are numbered, both pages agree, and no element is empty."""

from __future__ import annotations

import random
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from digest.articles.article import Article
from digest.config.config import Lists
from digest.config.edition_settings import Cutoff, EditionSettings
from digest.grouping.registries import Registries, Source, Topic
from digest.pages.edition_pages import edition_pages
from digest.pages.front_page import edition_front, front_page
from digest.pages.list_pages import period_pages, tag_pages, topic_pages
from digest.pages.source_pages import source_pages
from tests.selection import examples
from tests.themes.rendered import rendered, select
from tests.values import CONFIG, collected, read

DAY = "2026-02-02"
WORDS = ("Ships", "return", "grain", "river", "seabed", "prime", "law", "해저", "법원", "인공지능", "海洋", "記録")
OUTLETS = ("The Wire", "Gazette", "Blog", "신문")
WHOLE = replace(CONFIG, lists=Lists(days=60))
WEEKLY = replace(WHOLE, editions=EditionSettings("week", Cutoff(4, 18 * 60)))


def registries(topics: int) -> Registries:
    return Registries(
        tuple(Topic(f"t{n}", f"Topic {n}") for n in range(topics)), (Source("wire", "The Wire", domain="wire.example"),)
    )


def story(name: str, chance: random.Random, topics: int, day: str = DAY) -> Article:
    """Return an article with a random selection of the fields that a card can show."""
    head: dict[str, Any] = {"topic": f"t{chance.randrange(topics)}", "tags": f"[tag{chance.randrange(3)}]"}
    if outlet := chance.choice(("", *OUTLETS)):
        head["source"] = f'{{name: "{outlet}", url: "https://paper.example/{name}"}}'
    else:
        head["source"] = None
    for key, value in (
        ("summary", chance.choice(("What happened.", "무슨 일이 있었나."))),
        ("why", "It matters."),
        ("featured", "true"),
        ("pin_until", "2026-06-01"),
    ):
        if chance.random() < {"featured": 0.1, "pin_until": 0.05}.get(key, 0.5):
            head[key] = value
    kind = chance.choice(("article", "article", "brief", "link", "quote"))
    if kind == "quote":
        head["quote"] = "{text: Said so., by: Somebody}"
    headline = " ".join((*chance.choices(WORDS, k=chance.randrange(15)), name))
    return read(name, f"{day} {chance.randrange(1, 17):02}:{chance.randrange(60):02}", kind=kind, headline=headline, **head)


EMPTY_BY_NATURE = {"img", "input", "meta", "link", "script", "rect", "path", "svg", "br", "hr"}


def empty_elements(page: Any) -> list[str]:
    """Return the elements of the body that show nothing."""
    return [
        f"{element.tag}.{element.get('class', '')}"
        for element in page.find("body").iter()
        if isinstance(element.tag, str)
        and element.tag not in EMPTY_BY_NATURE
        and not element.text_content().strip()
        and not any(child.tag in EMPTY_BY_NATURE for child in element.iter())
    ]


def judge_cards(path: str, page: Any) -> None:
    """Assert that the outlet comes before the headline on each card and line, and that no element is empty."""
    assert empty_elements(page) == [], path
    for card in select(page, "article.story, article.line"):
        (headline,) = select(card, ".headline")
        for outlet in select(card, ".said .outlet"):
            assert [each for each in card.iter() if each in (outlet, headline)] == [outlet, headline], path
    for rows in select(page, ".more-lines"):
        assert len(rows) > 1, (path, "a single headline leaves a column empty")


def judge_edition(page: Any, cards: int) -> list[tuple[str, str]]:
    """Assert that an edition's cards are numbered from 1 in document order, leads first; return numbers and titles."""
    shown = [card for card in select(page, "main article") if select(card, ".no")]
    numbers = [select(card, ".no")[0].text for card in shown]
    assert numbers == [str(n) for n in range(1, cards + 1)]
    assert all(each.get("aria-hidden") == "true" for each in select(page, ".no"))
    leads = select(page, ".leads article")
    assert leads and shown[: len(leads)] == leads
    return [(number, select(card, ".headline")[0].text_content()) for number, card in zip(numbers, shown, strict=True)]


def form(page: Any) -> list[tuple[str, str]]:
    """Return the tags, classes and texts of an edition on a page, from its leads to its outlets."""
    sections = [band for band in select(page, "main > .band") if select(band, ".no")]
    parts = [*select(page, ".leads"), *sections, *select(page, ".heard")]
    return [(each.tag, each.get("class", ""), each.text_content()) for part in parts for each in part.iter()]


@pytest.mark.thorough
@pytest.mark.quick
@settings(max_examples=examples(60, quick=6), deadline=None)
@given(st.integers(0, 40), st.integers(1, 30), st.integers(0, 2**32))
def test_no_element_is_empty_and_all_stories_are_numbered(count: int, topics: int, seed: int):
    chance = random.Random(seed)
    articles = [story(f"a{n}", chance, topics) for n in range(count)]
    articles += [story(f"b{n}", chance, topics, "2026-02-01") for n in range(chance.choice((0, 1, 5)))]
    collections = collected(*articles, config=WHOLE, registries=registries(topics))
    pages = dict(rendered(collections, front_page, period_pages, topic_pages, tag_pages, source_pages, config=WHOLE))
    why = {article.shown_title: bool(article.why) for article in articles}
    for path, page in pages.items():
        judge_cards(path, page)
        for card in select(page, "article.story"):
            assert bool(select(card, ".why")) == why[select(card, ".headline a")[0].text_content()], path
    if count:
        front, day = pages["index.html"], pages["2026/02/02/index.html"]
        assert judge_edition(front, count) == judge_edition(day, count)
        assert form(front) == form(day)
        assert tally(front) == tally(day) == count_text(count, articles[:count])
        assert outlets(front) == outlets(day) == ranking(articles[:count])


def articles_by_outlet(articles: list[Article]) -> Counter[str]:
    return Counter(article.source.name for article in articles if article.source)


def ranking(articles: list[Article]) -> list[tuple[str, int]]:
    """Return the outlets with their numbers of articles, most articles first; [] for a single outlet."""
    found = articles_by_outlet(articles)
    return sorted(found.items(), key=lambda each: (-each[1], each[0].casefold())) if len(found) > 1 else []


def count_text(count: int, articles: list[Article]) -> str:
    """Return the text with the counts of an edition."""
    found = len(articles_by_outlet(articles))
    return f"{count} {'story' if count == 1 else 'stories'}" + (f", {found} outlets" if found > 1 else "")


def tally(page: Any) -> str:
    return select(page, ".folio .count, .list-head .count")[0].text_content()


def outlets(page: Any) -> list[tuple[str, int]]:
    """Return the outlets at the end of a page's edition."""
    items = [item.text_content().rsplit(" ", 1) for item in select(page, ".heard li")]
    return [(item[0], int(item[1])) if item[-1].isdigit() else (" ".join(item), 1) for item in items]


def test_an_edition_ends_with_its_outlets_and_registered_ones_are_linked():
    articles = [read(f"a{n}", DAY, source=name) for n, name in enumerate(("Blog", "wire", "wire", "Gazette", "Blog", "wire"))]
    pages = dict(rendered(collected(*articles, config=WHOLE, registries=registries(1)), front_page, config=WHOLE))
    articles_by_outlet = select(pages["index.html"], ".heard")[0]
    assert select(articles_by_outlet, "h2")[0].text == "Heard in this edition"
    assert outlets(pages["index.html"]) == [("The Wire", 3), ("Blog", 2), ("Gazette", 1)]
    assert [link.get("href") for link in select(articles_by_outlet, "a")] == ["/repo/sources/wire/"]


@pytest.mark.parametrize(
    ("count", "full", "lines"), [(1, 0, 0), (7, 6, 0), (8, 7, 0), (9, 6, 2), (40, 6, 33), (41, 2, 38), (60, 2, 57)]
)
def test_a_section_shows_six_stories_in_full_and_two_in_a_long_edition(count: int, full: int, lines: int):
    articles = [read(f"a{n}", DAY, topic="t0") for n in range(count)]
    page = dict(rendered(collected(*articles, config=WHOLE, registries=registries(1)), front_page, config=WHOLE))["index.html"]
    assert (len(select(page, ".rows > .story")), len(select(page, ".more-lines > .line"))) == (full, lines)


@pytest.mark.parametrize(("headline", "is_long"), [("a" * 56, False), ("a" * 57, True), ("가" * 30, False), ("記" * 31, True)])
def test_a_long_headline_of_a_lead_story_is_marked(headline: str, is_long: bool):
    page = dict(rendered(collected(read("a", DAY, headline=headline)), front_page))["index.html"]
    assert bool(select(page, ".lead-long")) == is_long


def test_an_edition_is_the_same_on_the_front_page_and_its_own_page():
    chance = random.Random(4)
    start = datetime(2026, 1, 5, tzinfo=UTC)
    articles = [story(f"a{n}", chance, 4, f"{start + timedelta(n % 19):%Y-%m-%d}") for n in range(60)]
    collections = collected(*articles, config=WEEKLY, registries=registries(4), now=datetime(2026, 1, 26, tzinfo=UTC))
    pages = dict(rendered(collections, edition_front, edition_pages, config=WEEKLY))
    front, own = pages["index.html"], pages["editions/2026-01-23/index.html"]
    for path, page in pages.items():
        judge_cards(path, page)
    count = len(select(front, "main .no"))
    assert count > 9 and judge_edition(front, count) == judge_edition(own, count)
    assert form(front) == form(own)
    rows = select(pages["editions/index.html"], ".band")
    assert len(rows) == 3
    for row in rows:
        edition = pages[select(row, ".headline a")[0].get("href").removeprefix("/repo/") + "index.html"]
        leads = [headline.text_content() for headline in select(edition, ".leads .headline")]
        assert [item.text_content() for item in select(row, ".edition-leads li")] == leads


def test_earlier_editions_have_one_line_each():
    chance = random.Random(5)
    start = datetime(2026, 1, 5, tzinfo=UTC)
    articles = [story(f"a{n}", chance, 2, f"{start + timedelta(n):%Y-%m-%d}") for n in range(19)]
    collections = collected(*articles, config=WEEKLY, registries=registries(2), now=datetime(2026, 1, 26, tzinfo=UTC))
    front = dict(rendered(collections, edition_front, config=WEEKLY))["index.html"]
    lines = select(front, ".earlier .line .headline")
    assert [line.text_content() for line in lines] == ["Edition 2", "Edition 1"]
