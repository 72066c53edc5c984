"""Translations: articles in several languages with the same key."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from digest.grouping.snapshot import revised
from digest.pages.article_pages import article_pages
from digest.pages.list_pages import topic_pages
from digest.pages.open_data import open_data
from tests.values import CONFIG, Article, collected, contexts_of, read

EN = read("en", "2026-02-01", translation="fog", tags="[sea]")
KO = read("ko", "2026-02-02", translation="fog", lang="ko", tags="[sea]")
DE = read("de", "2026-02-03", translation="fog", lang="de", headline="Nebel", mode="link")
ALONE = read("alone", "2026-02-04", translation="other", tags="[sea]")


def translations_by_title(*articles: Article, **more: Any) -> dict[str, list[tuple[str, str]]]:
    """Return languages and headlines of the translations of articles, by headline."""
    pages = contexts_of(article_pages, collected(*articles, **more)).values()
    return {page.title: [(link.lang, link.name) for link in page.translations] for page in pages if page.translations}


def test_articles_with_the_same_key_link_to_each_other_sorted_by_language():
    assert translations_by_title(ALONE, DE, EN, KO) == {
        "en": [("de", "Nebel"), ("ko", "ko")],
        "ko": [("de", "Nebel"), ("", "en")],
        "Nebel": [("", "en"), ("ko", "ko")],
    }


def test_cards_and_open_data_have_translations():
    collections = collected(EN, KO, ALONE)
    cards = {card.title: card for card in contexts_of(topic_pages, collections)["topics/world/index.html"].cards}
    assert [(other.lang, other.url) for other in cards["en"].translations] == [("ko", "/repo/2026/02/02/ko/")]
    assert [(other.lang, other.url) for other in cards["ko"].translations] == [("en", "/repo/2026/02/01/en/")]
    assert cards["alone"].translations == ()
    data = contexts_of(open_data, collections)["data/articles/2026.json"].articles
    assert {one.title: one.translations for one in data} == {
        "en": ("https://example.org/repo/2026/02/02/ko/",),
        "ko": ("https://example.org/repo/2026/02/01/en/",),
        "alone": (),
    }


def test_translation_is_not_also_a_related_article():
    pages = contexts_of(article_pages, collected(EN, KO, ALONE))
    assert [link.name for link in pages["2026/02/02/ko/index.html"].related] == []
    assert [link.name for link in pages["2026/02/04/alone/index.html"].related] == ["ko", "en"]


@pytest.mark.parametrize("lang", [None, "en"])
def test_two_articles_with_the_same_key_and_language_are_an_error(lang: str | None):
    (diagnostic,) = collected(EN, KO, read("more", "2026-02-05", translation="fog", lang=lang)).diagnostics
    assert str(diagnostic) == "content/more.md:6:14: E306 content/en.md is the article in en with the translation fog too"


@pytest.mark.parametrize(
    "why", [{"draft": "true"}, {"date": "2027-01-01"}, {"expires": "2026-02-10"}, {"publish_at": "2027-01-01"}]
)
def test_unpublished_articles_are_no_translations(why: dict[str, str]):
    hidden = read("hidden", **{"translation": "fog", "lang": "ko", "date": "2026-02-02"} | why)
    assert translations_by_title(EN, hidden) == {}
    assert collected(EN, KO, hidden).diagnostics == (), "and replaces no other translation"


def test_changed_language_or_key_needs_a_full_collect():
    collections = collected(EN, KO)
    assert revised(collections, read("ko", "2026-02-02", translation="fog", lang="ko", tags="[sea]", headline="안개"))
    for head in ({"lang": "ja"}, {"translation": "rain"}, {"translation": None}, {"slug": "mist"}):
        other = read("ko", "2026-02-02", **{"translation": "fog", "lang": "ko", "tags": "[sea]"} | head)
        assert revised(collections, other) is None


def test_undated_draft_is_a_translation_with_the_day_of_the_preview():
    articles = EN, read("ko", None, translation="fog", lang="ko", draft="true")
    pages = contexts_of(article_pages, collected(*articles, config=replace(CONFIG, drafts=True)), replace(CONFIG, drafts=True))
    assert {page.title: [link.url for link in page.translations] for page in pages.values()} == {
        "en": ["/repo/2026/03/01/ko/"],
        "ko": ["/repo/2026/02/01/en/"],
    }


def test_articles_without_translations_are_not_stored():
    assert collected(ALONE, read("plain"), config=CONFIG).rules.translations == {}
