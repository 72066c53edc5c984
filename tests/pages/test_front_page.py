"""The front page: the latest day as an edition, earlier days, and pinned articles."""

from __future__ import annotations

from typing import Any

import pytest

from digest.articles.article import Article
from digest.config.config import Config, Lists
from digest.grouping.card import Card
from digest.grouping.registries import Registries, Topic
from digest.pages.edition_arrangement import MAX_LEADS
from digest.pages.front_page import FrontPage, front_page
from digest.pages.page import Page
from tests.values import REGISTRIES, collected, pages_of, read


def config(front: int = 20, **more: Any) -> Config:
    return Config("T", "https://example.org/repo/", lists=Lists(front=front, **more))


def front(*articles: Article, settings: Config = config(), registries: Registries = REGISTRIES) -> FrontPage:  # noqa: B008
    context = pages_of(front_page, collected(*articles, config=settings, registries=registries), settings)["index.html"].context
    assert isinstance(context, FrontPage)
    return context


def titles(cards: tuple[Card, ...]) -> list[str]:
    return [card.title for card in cards]


def edition(page: FrontPage) -> tuple[list[str], dict[str, list[str]]]:
    """Return the titles of the leads, and those of each section."""
    assert page.edition is not None
    return titles(page.edition.leads), {section.topic.name: titles(section.cards) for section in page.edition.sections}


def earlier(page: FrontPage) -> dict[str, list[str]]:
    assert {day.date.timetz().isoformat() for day in page.earlier} <= {"00:00:00+00:00"}
    return {f"{day.date:%m-%d}": titles(day.cards) for day in page.earlier}


def test_latest_day_is_the_edition_and_earlier_days_follow_newest_first():
    page = front(
        read("a", "2026-02-01"), read("b", "2026-02-02 08:00"), read("c", "2026-02-02 09:00"), read("d", "2026-02-01 07:00")
    )
    assert edition(page) == (["c"], {"World": ["b"]})
    assert page.edition and page.edition.date.isoformat() == "2026-02-02T00:00:00+00:00"
    assert page.edition.url == "/repo/2026/02/02/"
    assert earlier(page) == {"02-01": ["d", "a"]}
    assert [day.url for day in page.earlier] == ["/repo/2026/02/01/"]


def test_latest_day_is_complete_regardless_of_its_length():
    many = [read(f"a{number}", f"2026-02-02 08:{number:02}") for number in range(10)]
    leads, sections = edition(front(read("old"), *many, settings=config(3)))
    assert leads == ["a9"] and sections == {"World": [f"a{number}" for number in range(8, -1, -1)]}
    assert earlier(front(read("old"), *many, settings=config(3))) == {}


@pytest.mark.parametrize(("count", "expected"), [(3, 3), (5, 5), (6, 3), (8, 5), (9, 3)])
def test_front_page_has_size_to_twice_size_minus_one_articles(count: int, expected: int):
    page = front(*(read(f"a{number}", f"2026-02-{number + 1:02}") for number in range(count)), settings=config(3))
    assert page.edition and len(page.edition.leads) + len(page.earlier) == expected


@pytest.mark.parametrize(
    ("count", "older"), [(5, ""), (6, "/repo/page/1/"), (8, "/repo/page/1/"), (9, "/repo/page/2/"), (12, "/repo/page/3/")]
)
def test_front_page_links_to_the_newest_numbered_page(count: int, older: str):
    settings = config(3)
    articles = [read(f"a{number}", f"2026-02-{number + 1:02}") for number in range(count)]
    pages = pages_of(front_page, collected(*articles, config=settings), settings)
    context: Any = pages["index.html"].context
    assert context.older_page == older
    assert not older or older.removeprefix("/repo/") + "index.html" in pages
    assert len(pages) == 1 + max(0, count // 3 - 1)


def test_front_page_of_size_0_has_only_the_latest_day():
    settings = config(0)
    articles = [read(f"a{number}", f"2026-02-{number + 1:02}") for number in range(5)]
    pages = pages_of(front_page, collected(*articles, config=settings), settings)
    assert list(pages) == ["index.html"]
    assert edition(front(*articles, settings=settings)) == (["a4"], {})
    assert front(*articles, settings=settings).older_page == ""


def test_pinned_articles_are_on_top_and_in_the_edition_but_not_in_earlier_days():
    articles = [
        read("a", "2026-01-01", pin_until="2026-04-01"),
        read("b", "2026-02-02", pin_until="2026-04-01"),
        read("c", "2026-02-02"),
        read("d", "2026-02-01", pin_until="2026-04-01"),
        read("e", "2026-02-01"),
    ]
    page = front(*articles)
    assert titles(page.pinned) == ["b", "d", "a"]
    assert all(card.pinned for card in page.pinned)
    assert edition(page) == (["c"], {"World": ["b"]})
    assert earlier(page) == {"02-01": ["e"]}


def test_lead_stories_are_not_pinned_cards():
    page = front(read("a", "2026-02-02", pin_until="2026-04-01"), read("b", "2026-02-01", pin_until="2026-04-01"))
    assert edition(page) == (["a"], {}) and titles(page.pinned) == ["b"] and earlier(page) == {}


def test_featured_articles_of_the_day_are_leads_up_to_a_limit():
    articles = [read(f"a{number}", f"2026-02-02 08:0{number}", featured="true") for number in range(MAX_LEADS + 1)]
    leads, sections = edition(front(*articles, read("z", "2026-02-02 09:00")))
    assert leads == ["a3", "a2", "a1"] and MAX_LEADS == 3
    assert sections == {"World": ["a0", "z"]}


def test_lowest_weight_is_the_lead_without_featured_articles():
    day = "2026-02-02"
    assert edition(front(read("a", day), read("b", f"{day} 08:00"), read("c", day, weight=3), read("d", day, weight=9)))[0] == ["c"]
    assert edition(front(read("a", day), read("b", f"{day} 08:00")))[0] == ["b"]


def test_sections_follow_the_registry_and_articles_are_in_the_section_of_their_first_topic():
    articles = [
        read("lead", "2026-02-02", featured="true"),
        read("a", "2026-02-02", topic="[tech, world]"),
        read("b", "2026-02-02", topic="world"),
        read("c", "2026-02-02", topic="tech"),
    ]
    page = front(*articles)
    assert edition(page)[1] == {"World": ["b"], "Technology": ["c", "a"]}
    assert page.edition and [section.topic.url for section in page.edition.sections] == [
        "/repo/topics/world/",
        "/repo/topics/tech/",
    ]
    other = Registries((Topic("tech", "Technology"), Topic("world", "World")))
    assert list(edition(front(*articles, registries=other))[1]) == ["Technology", "World"]
    without = front(*articles, settings=config(topics=0, days=0))
    assert without.edition and without.edition.url == "" and {section.topic.url for section in without.edition.sections} == {""}


def test_draft_without_topic_is_in_a_section_without_name():
    settings = Config("T", "https://example.org/", drafts=True)
    articles = [read("a", "2026-02-02", featured="true"), read("b", "2026-02-02", topic=None, draft="true")]
    assert edition(front(*articles, settings=settings)) == (["a"], {"": ["b"]})
    lead = front(read("a", "2026-02-02", topic=None, draft="true"), settings=settings)
    assert edition(lead) == (["a"], {})


def test_site_without_articles_has_a_front_page():
    page = front()
    assert (page.edition, page.pinned, page.earlier, page.older_page, page.title, page.url) == (None, (), (), "", "T", "/repo/")


def test_last_change_of_the_front_page_is_that_of_its_articles():
    def page(*articles: Article) -> Page:
        return pages_of(front_page, collected(*articles, config=config(1)), config(1))["index.html"]

    assert page(read("a"), read("b", "2026-02-02")).modified == read("b", "2026-02-02").date.at  # type: ignore[union-attr]
    pinned = read("a", "2026-01-01", pin_until="2026-04-01", updated="2026-02-20")
    assert page(pinned, read("b"), read("c", "2026-02-02")).modified == pinned.updated.at  # type: ignore[union-attr]
    assert page().modified is None


def test_latest_day_is_complete_if_clocks_are_set_back():
    """In Newfoundland, clocks were set back from 0:01 on 1 November 2009 to 23:01 on 31 October."""
    dates = {"a": "2009-10-31T00:30:00-02:30", "b": "2009-11-01T00:00:30-02:30", "c": "2009-10-31T23:30:00-03:30"}
    page = front(*(read(name, date, zone="America/St_Johns") for name, date in dates.items()))
    assert edition(page) == (["c"], {"World": ["a"]})
    assert [(day.date.isoformat(), titles(day.cards)) for day in page.earlier] == [("2009-11-01T00:00:00-02:30", ["b"])]


def test_an_earlier_day_has_the_date_of_its_midnight():
    page = front(read("a", "2026-02-02"), read("b", "2026-02-01 08:30:15"), read("c", "2026-01-31 23:59:59"))
    assert earlier(page) == {"02-01": ["b"], "01-31": ["c"]}


def test_featured_articles_come_first_on_an_earlier_day():
    page = front(read("a", "2026-02-02"), read("b", "2026-02-01 08:00", featured="true"), read("c", "2026-02-01 09:00"))
    assert earlier(page) == {"02-01": ["b", "c"]}


def test_article_with_an_unregistered_topic_is_not_lost_in_a_preview():
    leads, sections = edition(front(read("a", featured="true"), read("b", topic="world"), read("c", topic="elsewhere")))
    assert (leads, sections) == (["a"], {"World": ["b"], "": ["c"]})


def test_covering_article_of_the_latest_day_is_only_on_the_card_of_the_other():
    leads, sections = edition(front(read("a"), read("b", covers="a.md")))
    assert (leads, sections) == (["a"], {})


def test_numbered_pages_of_the_front_page_are_below_the_base_path():
    settings = config(2)
    pages = pages_of(front_page, collected(*(read(f"a{n}", f"2026-02-0{n}") for n in range(1, 6)), config=settings), settings)
    assert pages["page/1/index.html"].context.url == "/repo/page/1/"
