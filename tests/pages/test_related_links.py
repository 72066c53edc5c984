"""To which other articles an article's page leads."""

from __future__ import annotations

from msgspec.structs import replace

from digest.articles.article import Article
from digest.pages.article_pages import article_pages
from digest.pages.related_links import MAX_LATER_COVERAGE
from tests.values import CONFIG, collected, contexts_of, parts_of, read


def joined(*articles: Article) -> dict[str, tuple[list[str], list[str], str]]:
    """The related articles, later coverage and covered article of each article that has any."""
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


def test_an_article_leads_to_older_ones_and_the_older_ones_do_not_lead_back():
    assert joined(OLD, read("new", "2026-02-02", tags="[sea]")) == {"new": (["old"], [], "")}


def test_an_article_names_its_related_ones_itself():
    named = read("named", "2026-02-02", tags="[sea]", related="[other.md]")
    none = read("none", "2026-02-03", tags="[sea]", related="[]")
    assert joined(OLD, named, none, read("other", "2026-02-09")) == {"named": (["other"], [], "")}


def test_the_settings_may_ask_for_fewer_or_none():
    articles = [read(f"a{n}", f"2026-02-0{n}", tags="[sea]") for n in range(1, 9)]
    for limit, found in ((0, 0), (2, 2), (5, 5)):
        config = replace(CONFIG, related=limit)
        pages = contexts_of(article_pages, collected(*articles, config=config), config)
        assert len(pages["2026/02/08/a8/index.html"].related) == found


def test_a_later_article_that_links_to_one_or_stands_under_it_is_named_there():
    linking = read("linking", "2026-02-02", mode="full", body="As [it](old.md#x) and [again](../content/old.md) say.")
    under = read("under", "2026-02-03", covers="old.md")
    assert joined(OLD, linking, under) == {"old": ([], ["linking", "under"], ""), "under": ([], [], "old")}


def test_later_articles_are_named_from_the_oldest_however_many_lie_between_them():
    others = [read(f"o{n}", f"2026-02-{n:02}") for n in range(3, 10)]
    linking = [
        read(name, date, mode="full", body="[It](old.md).") for name, date in (("second", "2026-02-02"), ("last", "2026-02-10"))
    ]
    assert joined(OLD, *others, *linking)["old"][1] == ["second", "last"]


def test_a_link_counts_only_where_readers_see_it_and_only_from_a_later_article():
    body = "As [it](old.md) says."
    assert joined(OLD, read("excerpt", "2026-02-02", mode="excerpt", body=body)) == {}
    assert joined(OLD, read("draft", "2026-02-02", mode="full", body=body, draft="true")) == {}
    assert joined(OLD, read("older", "2026-01-02", mode="full", body=body)) == {}


def test_an_article_stands_there_once():
    new = read("new", "2026-02-02", tags="[sea]", covers="old.md")
    assert joined(OLD, new) == {"old": ([], ["new"], ""), "new": ([], [], "old")}


def test_what_stands_beside_it_in_a_story_is_not_related_once_more():
    articles = [read(f"s{n}", f"2026-02-0{n}", story="flood") for n in range(1, 5)]
    assert joined(*articles) == {"s3": (["s1"], [], ""), "s4": (["s2", "s1"], [], "")}


def test_translations_stand_beside_what_else_joins_an_article_with_others_and_are_not_related():
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


def test_a_page_names_a_bounded_number_of_later_articles():
    later = [read(f"l{n:02}", "2026-02-02", mode="full", body="[It](old.md).") for n in range(MAX_LATER_COVERAGE + 5)]
    assert joined(OLD, *later)["old"][1] == [f"l{n:02}" for n in range(5, MAX_LATER_COVERAGE + 5)]


def test_a_new_article_changes_no_month_before_its_own_neighbour():
    def keys(*articles: Article) -> dict[str, str]:
        return {part.name: part.key("") for part in parts_of(article_pages, collected(*articles))}

    articles = [read(f"a{month}", f"2025-{month:02}-15", tags="[sea]") for month in range(1, 12)]
    before, after = keys(*articles), keys(*articles, read("new", "2025-12-24", tags="[sea]"))
    assert {name for name in before if before[name] != after[name]} == {"articles 2025/11 0"}, "it has a next article now"
