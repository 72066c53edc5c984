"""The pages of topics, tags and periods: values and links."""

from __future__ import annotations

from typing import Any

import pytest

from digest.articles.article import Article
from digest.config.config import Config, Lists, TagSettings
from digest.grouping.registries import Registries, Topic
from digest.pages.front_page import front_page
from digest.pages.list_pages import PAGES_PER_BLOCK, period_pages, tag_pages, topic_pages
from digest.pages.page import PeriodLink
from digest.pages.tag_index import TagCount, initial
from tests.values import CONFIG, Planner, collected, contexts_of, pages_of, parts_of, read


def config(size: int = 20, min_count: int = 1, **lists: int) -> Config:
    sizes = dict.fromkeys(("front", "topics", "tags", "years", "months", "days"), size) | lists
    return Config("T", "https://example.org/repo/", lists=Lists(**sizes), tags=TagSettings(min_count=min_count))


def list_contexts(planner: Planner, *articles: Article, settings: Config = CONFIG) -> dict[str, Any]:
    return contexts_of(planner, collected(*articles, config=settings), settings)


def titles(context: Any) -> list[str]:
    return [card.title for card in context.cards]


def days(count: int, **head: Any) -> list[Article]:
    """Return `count` articles, one per day from 1 January."""
    return [read(f"a{at}", f"2026-{1 + at // 28:02}-{1 + at % 28:02}", **head) for at in range(count)]


# topics


def test_topic_lists_its_articles_newest_first_or_has_an_empty_page():
    registries = Registries((Topic("world", "World", "What goes on."), Topic("tech", "Technology")))
    collections = collected(read("a"), read("b", "2026-02-02"), registries=registries)
    pages = pages_of(topic_pages, collections)
    world: Any = pages["topics/world/index.html"].context
    assert (world.title, world.url, world.description, world.kind) == ("World", "/repo/topics/world/", "What goes on.", "topic")
    assert (titles(world), world.count, world.older_page, world.number, world.first_page) == (["b", "a"], 2, "", 0, "")
    assert (world.date, world.previous, world.next, world.up, world.parts) == (None, None, None, None, ())
    tech: Any = pages["topics/tech/index.html"].context
    assert (titles(tech), tech.count) == ([], 0)
    assert [(page.template, page.source) for page in pages.values()] == [
        ("topic.html", "the topic World"),
        ("topic.html", "the topic Technology"),
    ]
    assert [page.modified and page.modified.day for page in pages.values()] == [2, None]


def test_lists_of_size_0_have_no_pages():
    for planner in (topic_pages, tag_pages, period_pages):
        assert list_contexts(planner, *days(3, tags="[x]"), settings=config(0)) == {}


@pytest.mark.parametrize(
    ("count", "first", "numbered"),
    [
        (5, ["a4", "a3", "a2", "a1", "a0"], {}),
        (6, ["a5", "a4", "a3"], {1: ["a2", "a1", "a0"]}),
        (8, ["a7", "a6", "a5", "a4", "a3"], {1: ["a2", "a1", "a0"]}),
        (9, ["a8", "a7", "a6"], {1: ["a2", "a1", "a0"], 2: ["a5", "a4", "a3"]}),
    ],
)
def test_long_list_has_numbered_pages_from_the_oldest(count: int, first: list[str], numbered: dict[int, list[str]]):
    pages = list_contexts(topic_pages, *days(count), settings=config(3))
    assert titles(pages["topics/world/index.html"]) == first
    assert pages["topics/world/index.html"].count == count
    found = {page.number: page for path, page in pages.items() if path.startswith("topics/world/page/")}
    assert {number: titles(page) for number, page in found.items()} == numbered
    assert pages["topics/world/index.html"].older_page == (f"/repo/topics/world/page/{len(numbered)}/" if numbered else "")
    for number, page in found.items():
        assert (page.url, page.kind, page.title) == (f"/repo/topics/world/page/{number}/", "topic", "World")
        assert page.first_page == "/repo/topics/world/"
        assert page.newer_page == (f"/repo/topics/world/page/{number + 1}/" if number < len(numbered) else "/repo/topics/world/")
        assert page.older_page == (f"/repo/topics/world/page/{number - 1}/" if number > 1 else "")


def test_newest_numbered_page_links_to_the_first_page_at_the_end_of_a_block():
    for count in (PAGES_PER_BLOCK, PAGES_PER_BLOCK + 1, 2 * PAGES_PER_BLOCK):
        pages = list_contexts(topic_pages, *(read(f"a{at:03}") for at in range(count + 1)), settings=config(1))
        newer = [page.newer_page for path, page in pages.items() if path.startswith("topics/world/page/")]
        assert newer == [f"/repo/topics/world/page/{number}/" for number in range(2, count + 1)] + ["/repo/topics/world/"]


def test_new_article_changes_only_the_newest_part_of_numbered_pages():
    settings = config(1)
    before, after = (
        {part.name: part.key("") for part in parts_of(topic_pages, collected(*days(count), config=settings), settings)}
        for count in (2 * PAGES_PER_BLOCK + 5, 2 * PAGES_PER_BLOCK + 6)
    )
    changed = {name for name in after if before.get(name) != after[name]}
    assert changed == {"first page of topics/world", f"pages {2 * PAGES_PER_BLOCK + 1} on of topics/world/"}


def test_pinned_articles_come_first_and_also_stay_on_their_numbered_page():
    articles = [read("old", "2026-01-01", pin_until="2026-04-01"), *days(8)[1:], read("new", "2026-02-02", pin_until="2026-04-01")]
    pages = list_contexts(topic_pages, *articles, settings=config(3))
    first = pages["topics/world/index.html"]
    assert titles(first) == ["new", "old", "a7", "a6"]
    assert [bool(card.pinned) for card in first.cards] == [True, True, False, False]
    assert titles(pages["topics/world/page/1/index.html"]) == ["a2", "a1", "old"]
    assert not any(card.pinned for card in pages["topics/world/page/1/index.html"].cards)


def test_last_change_of_a_list_ignores_pinned_articles():
    articles = [read("old", "2026-01-01", pin_until="2026-04-01", updated="2026-02-20"), *days(5)[1:]]
    pages = pages_of(topic_pages, collected(*articles, config=config(1)), config(1))
    assert [page.modified and page.modified.isoformat()[:10] for path, page in pages.items() if "world" in path] == [
        "2026-01-05", "2026-02-20", "2026-01-02", "2026-01-03", "2026-01-04",
    ]  # fmt: skip
    assert [page.source for path, page in pages.items() if "world" in path][:2] == ["the topic World", "the topic World, page 1"]


# tags


def test_tags_with_enough_articles_have_pages_and_the_index_has_all_tags():
    articles = [read("a", tags="[x, y]"), read("b", "2026-02-02", tags="[x]")]
    pages = list_contexts(tag_pages, *articles, settings=config(min_count=2))
    assert list(pages) == ["tags/x/index.html", "tags/index.html"]
    assert (titles(pages["tags/x/index.html"]), pages["tags/x/index.html"].kind) == (["b", "a"], "tag")
    index = pages["tags/index.html"]
    assert index.url == "/repo/tags/" and [tag for group in index.groups for tag in group.tags] == [
        TagCount("x", "/repo/tags/x/", 2),
        TagCount("y", "", 1),
    ]
    assert list(list_contexts(tag_pages, *articles)) == ["tags/x/index.html", "tags/y/index.html", "tags/index.html"]


def test_tag_index_is_sorted_by_letter_and_other_characters_come_last():
    article = read(tags='["éa", Eb, ec, "가방", "나", "1st", "+", apple, Apple2, "中"]')
    page = pages_of(tag_pages, collected(article))["tags/index.html"]
    context: Any = page.context
    assert [(group.letter, [tag.name for tag in group.tags]) for group in context.groups] == [
        ("A", ["apple", "Apple2"]),
        ("E", ["Eb", "ec", "éa"]),
        ("ㄱ", ["가방"]),
        ("ㄴ", ["나"]),
        ("中", ["中"]),
        ("#", ["+", "1st"]),
    ]
    assert (page.source, page.modified) == ("the index of tags", article.date and article.date.at)


@pytest.mark.parametrize(
    ("name", "letter"),
    [
        ("apple", "A"), ("Öl", "O"), ("ǆ", "D"), ("가", "ㄱ"), ("깋", "ㄱ"), ("까", "ㄲ"), ("하", "ㅎ"), ("힣", "ㅎ"),
        ("힣힣", "ㅎ"), ("꿯", "ㄲ"), ("ㅏ", "ᅡ"), ("9", "#"), ("", "#"), ("ß", "SS"), ("中", "中"),
    ],
)  # fmt: skip
def test_index_letter_of_a_name(name: str, letter: str):
    assert initial(name) == letter


# periods

YEARS = [
    read("a", "2024-12-31 23:59"), read("b", "2025-03-05 08:00"), read("c", "2025-03-05 09:00"), read("d", "2025-03-07"),
    read("e", "2025-05-01"), read("f", "2026-01-01"),
]  # fmt: skip


def link(period: PeriodLink | None) -> tuple[str, str] | None:
    return (f"{period.date:%Y-%m-%d %H:%M}", period.url) if period else None


def test_year_has_months_and_month_has_days():
    pages = list_contexts(period_pages, *YEARS)
    year = pages["2025/index.html"]
    assert (titles(year), year.kind, year.title) == (["e", "d", "c", "b"], "year", "2025")
    assert [(f"{part.date:%m-%d}", part.url, part.count) for part in year.parts] == [
        ("03-01", "/repo/2025/03/", 3),
        ("05-01", "/repo/2025/05/", 1),
    ]
    month = pages["2025/03/index.html"]
    assert (titles(month), month.kind) == (["d", "c", "b"], "month")
    assert [(f"{part.date:%m-%d}", part.url, part.count) for part in month.parts] == [
        ("03-05", "/repo/2025/03/05/", 2),
        ("03-07", "/repo/2025/03/07/", 1),
    ]
    day = pages["2025/03/05/index.html"]
    assert (titles(day), day.kind, day.parts) == (["c", "b"], "day", ())


def test_first_page_of_a_year_or_month_has_a_calendar_with_empty_periods():
    pages = list_contexts(period_pages, *YEARS, settings=config(2))
    months, month_days = pages["2025/index.html"].calendar, pages["2025/03/index.html"].calendar
    assert [f"{part.date:%m-%d}" for part in months] == ["03-01", "04-01", "05-01"]
    assert [part.count for part in months] == [3, 0, 1]
    assert [f"{part.date:%m-%d}" for part in month_days] == [f"03-{day:02}" for day in range(1, 32)]
    assert [(part.date.day, part.url) for part in month_days if part.url] == [(5, "/repo/2025/03/05/"), (7, "/repo/2025/03/07/")]
    assert pages["2025/page/1/index.html"].calendar == pages["2025/03/05/index.html"].calendar == ()


def test_years_and_months_are_sorted_by_date_and_only_topics_have_pinned_articles_on_top():
    articles = [
        read("a", "2026-01-01 08:00", pin_until="2026-04-01", tags="[x]"),
        read("b", "2026-01-02 09:00", tags="[x]"),
        read("c", "2026-01-02 08:00", featured="true", tags="[x]"),
    ]
    pages = list_contexts(period_pages, *articles)
    for path in ("2026/index.html", "2026/01/index.html"):
        assert titles(pages[path]) == ["b", "c", "a"] and not any(card.pinned for card in pages[path].cards), path
    assert titles(list_contexts(tag_pages, *articles)["tags/x/index.html"]) == ["c", "b", "a"]
    assert titles(list_contexts(topic_pages, *articles)["topics/world/index.html"]) == ["a", "c", "b"]


def test_day_on_one_page_is_an_edition_and_a_longer_day_is_a_list():
    articles = [read(f"a{n}", f"2026-01-02 0{n}:00", **({"pin_until": "2026-04-01"} if n == 1 else {})) for n in range(5)]
    day = list_contexts(period_pages, *articles)["2026/01/02/index.html"]
    assert day.edition == list_contexts(front_page, *articles)["index.html"].edition
    assert (titles(day), day.edition.count) == (["a4", "a3", "a2", "a1", "a0"], 5)
    pages = list_contexts(period_pages, *articles, settings=config(2))
    assert pages["2026/01/02/index.html"].edition is None and pages["2026/01/02/page/1/index.html"].edition is None
    assert pages["2026/01/index.html"].edition is None


def test_periods_link_to_the_previous_next_and_longer_period():
    pages = list_contexts(period_pages, *YEARS)
    around = {path: (link(page.previous), link(page.next), link(page.up)) for path, page in pages.items()}
    assert around["2025/index.html"] == (("2024-01-01 00:00", "/repo/2024/"), ("2026-01-01 00:00", "/repo/2026/"), None)
    assert around["2024/index.html"] == (None, ("2025-01-01 00:00", "/repo/2025/"), None)
    assert around["2026/index.html"][1] is None
    assert around["2025/03/index.html"] == (
        ("2024-12-01 00:00", "/repo/2024/12/"),
        ("2025-05-01 00:00", "/repo/2025/05/"),
        ("2025-01-01 00:00", "/repo/2025/"),
    )
    assert around["2025/03/07/index.html"] == (
        ("2025-03-05 00:00", "/repo/2025/03/05/"),
        ("2025-05-01 00:00", "/repo/2025/05/01/"),
        ("2025-03-01 00:00", "/repo/2025/03/"),
    )
    dates = {path: f"{page.date:%Y-%m-%d %H:%M}" for path, page in pages.items()}
    assert (dates["2024/index.html"], dates["2024/12/index.html"], dates["2024/12/31/index.html"]) == (
        "2024-01-01 00:00",
        "2024-12-01 00:00",
        "2024-12-31 00:00",
    )


def test_numbered_pages_of_a_period_have_its_date():
    pages = list_contexts(period_pages, *days(6), settings=config(3))
    page = pages["2026/page/1/index.html"]
    assert (f"{page.date:%Y-%m-%d}", page.kind, page.first_page) == ("2026-01-01", "year", "/repo/2026/")


def test_periods_without_pages_have_no_links():
    without_months = list_contexts(period_pages, *YEARS, settings=config(months=0))
    assert {path.count("/") for path in without_months} == {1, 3}
    assert [part.url for part in without_months["2025/index.html"].parts] == ["", ""]
    assert without_months["2025/03/05/index.html"].up is None
    assert without_months["2025/03/05/index.html"].next is not None
    without_days = list_contexts(period_pages, *YEARS, settings=config(days=0))
    assert {path.count("/") for path in without_days} == {1, 2}
    assert [(part.url, part.count) for part in without_days["2025/03/index.html"].parts] == [("", 2), ("", 1)]
    without_years = list_contexts(period_pages, *YEARS, settings=config(years=0))
    assert without_years["2025/03/index.html"].up is None


@pytest.mark.parametrize(("until", "is_pinned"), [("2026-02-20", False), ("2026-03-20", True)])
def test_the_card_of_an_article_that_was_pinned_is_like_any_other(until: str, is_pinned: bool):
    context = list_contexts(topic_pages, read("a", topic="world", pin_until=until))["topics/world/index.html"]
    assert [bool(card.pinned) for card in context.cards] == [is_pinned]


@pytest.mark.parametrize(("planner", "path", "expected"), [
    (topic_pages, "topics/world/index.html", ["old", "b", "a"]),
    (tag_pages, "tags/x/index.html", ["b", "a"]),
])  # fmt: skip
def test_only_topics_show_pinned_articles_of_older_pages(planner: Planner, path: str, expected: list[str]):
    old = [
        read("old", "2026-01-01", topic="world", tags="[x]", pin_until="2026-12-01"),
        read("other", "2026-01-02", topic="world", tags="[x]"),
    ]
    new = [read(name, f"2026-02-0{day}", topic="world", tags="[x]") for day, name in ((1, "a"), (2, "b"))]
    assert titles(list_contexts(planner, *old, *new, settings=config(2))[path]) == expected


def test_date_of_a_period_is_its_first_day():
    found = list_contexts(period_pages, read("a", "2026-02-03 10:00"))
    dates = {path: f"{context.date:%Y-%m-%d %H:%M}" for path, context in found.items()}
    assert dates == {
        "2026/index.html": "2026-01-01 00:00",
        "2026/02/index.html": "2026-02-01 00:00",
        "2026/02/03/index.html": "2026-02-03 00:00",
    }
