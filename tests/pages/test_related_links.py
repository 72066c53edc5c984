"""The links from an article's page to other articles."""

from __future__ import annotations

from msgspec.structs import replace

from digest.articles.article import Article
from digest.pages.article_pages import article_pages
from digest.pages.related_links import MAX_LATER_COVERAGE
from tests.values import CONFIG, collected, contexts_of, parts_of, read


def neighbours(*articles: Article) -> dict[str, tuple[list[str], list[str], str]]:
    """Return the related articles, later coverage and covered article of articles that have any."""
    pages = contexts_of(article_pages, collected(*articles)).values()
    return {
        page.title: (
            [link.name for link in page.related],
            [link.name for link in page.coverage],
            page.covers.name if page.covers else "",
        )
        for page in pages
        if page.related or page.coverage or page.covers
    }


OLD = read("old", "2026-02-01", tags="[sea]")


def test_only_older_articles_are_related():
    assert neighbours(OLD, read("new", "2026-02-02", tags="[sea]")) == {"new": (["old"], [], "")}


def test_front_matter_sets_related_articles():
    named = read("named", "2026-02-02", tags="[sea]", related="[other.md]")
    none = read("none", "2026-02-03", tags="[sea]", related="[]")
    assert neighbours(OLD, named, none, read("other", "2026-02-09")) == {"named": (["other"], [], "")}


def test_setting_limits_related_articles():
    articles = [read(f"a{n}", f"2026-02-0{n}", tags="[sea]") for n in range(1, 9)]
    for limit, found in ((0, 0), (2, 2), (5, 5)):
        config = replace(CONFIG, related=limit)
        pages = contexts_of(article_pages, collected(*articles, config=config), config)
        assert len(pages["2026/02/08/a8/index.html"].related) == found


def test_later_articles_that_link_to_or_cover_an_article_are_coverage():
    linking = read("linking", "2026-02-02", mode="full", body="As [it](old.md#x) and [again](../content/old.md) say.")
    under = read("under", "2026-02-03", covers="old.md")
    assert neighbours(OLD, linking, under) == {"old": ([], ["linking", "under"], ""), "under": ([], [], "old")}


def test_coverage_is_sorted_oldest_first():
    others = [read(f"o{n}", f"2026-02-{n:02}") for n in range(3, 10)]
    linking = [
        read(name, date, mode="full", body="[It](old.md).") for name, date in (("second", "2026-02-02"), ("last", "2026-02-10"))
    ]
    assert neighbours(OLD, *others, *linking)["old"][1] == ["second", "last"]


def test_only_published_links_of_later_articles_count_as_coverage():
    body = "As [it](old.md) says."
    assert neighbours(OLD, read("excerpt", "2026-02-02", mode="excerpt", body=body)) == {}
    assert neighbours(OLD, read("draft", "2026-02-02", mode="full", body=body, draft="true")) == {}
    assert neighbours(OLD, read("older", "2026-01-02", mode="full", body=body)) == {}


def test_each_neighbour_appears_once():
    new = read("new", "2026-02-02", tags="[sea]", covers="old.md")
    assert neighbours(OLD, new) == {"old": ([], ["new"], ""), "new": ([], [], "old")}


def test_neighbours_in_a_story_are_not_also_related():
    articles = [read(f"s{n}", f"2026-02-0{n}", story="flood") for n in range(1, 5)]
    assert neighbours(*articles) == {"s3": (["s1"], [], ""), "s4": (["s2", "s1"], [], "")}


def test_translations_are_not_also_related():
    articles = [
        read("first", "2026-02-01", story="flood", tags="[sea]"),
        read("en", "2026-02-02", story="flood", tags="[sea]", translation="t"),
        read("de", "2026-02-03", tags="[sea]", lang="de", translation="t"),
        read("ko", "2026-02-04", lang="ko", translation="t", source=None),
    ]
    pages = {page.title: page for page in contexts_of(article_pages, collected(*articles)).values()}
    assert {name: [link.name for link in page.translations] for name, page in pages.items()} == {
        "first": [],
        "en": ["de", "ko"],
        "de": ["en", "ko"],
        "ko": ["de", "en"],
    }
    assert [place.previous.name for place in pages["en"].stories] == ["first"]
    assert [link.name for link in pages["de"].related] == ["first"]


def test_coverage_has_a_limit():
    later = [read(f"l{n:02}", "2026-02-02", mode="full", body="[It](old.md).") for n in range(MAX_LATER_COVERAGE + 5)]
    assert neighbours(OLD, *later)["old"][1] == [f"l{n:02}" for n in range(5, MAX_LATER_COVERAGE + 5)]


def test_new_article_changes_only_the_month_of_its_older_neighbour():
    def keys(*articles: Article) -> dict[str, str]:
        return {part.name: part.key("") for part in parts_of(article_pages, collected(*articles))}

    articles = [read(f"a{month}", f"2025-{month:02}-15", tags="[sea]") for month in range(1, 12)]
    before, after = keys(*articles), keys(*articles, read("new", "2025-12-24", tags="[sea]"))
    assert {name for name in before if before[name] != after[name]} == {"articles 2025/11 0"}, "its article has a newer one now"


def test_related_article_that_is_the_next_one_of_a_story_is_not_repeated():
    one, three = read("a", "2026-02-01", story="flood"), read("c", "2026-02-03", story="flood")
    two = read("b", "2026-02-02", story="flood", related="[c.md, d.md]")
    assert neighbours(one, two, three, read("d", "2026-02-09"))["b"][0] == ["d"]
