"""The search index: search terms, size of a query, and the files that a new article rewrites."""

from __future__ import annotations

import gzip
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from digest.articles.article import Article, Citation, Located
from digest.articles.date_reader import Moment
from digest.config.config import Config
from digest.grouping.article_collections import Collections, collect
from digest.grouping.registries import Registries, Topic
from digest.pages.link_resolution import Links
from digest.pages.search_pages import (
    ARTICLES_PER_BLOCK,
    CARDS_PER_FILE,
    IN_TERM,
    IN_TEXT,
    IN_TITLE,
    SEARCH_SHARDS,
    SearchCards,
    SearchWords,
    search_pages,
    search_words,
)
from digest.pages.site import Site
from tests import sites
from tests.values import collected, contexts_of, read

CONFIG = Config("T", "https://example.org/repo/")
NOW = datetime(2026, 3, 1, tzinfo=UTC)
START = datetime(2020, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The Harbour, re-opened!", {"the", "harbour", "re", "opened"}),
        ("Ça va, MÜNSTER?", {"ca", "va", "munster"}),
        ("기후변화 대응", {"기후", "후변", "변화", "대응"}),
        ("코로나19 백신", {"코로", "로나", "19", "백신"}),
        ("東京で会議", {"東京", "京て", "て会", "会議"}),
        ("ＡＢＣ １２", {"abc", "12"}),
        ("봄", {"봄"}),
        ("C++ 한a", {"c", "한", "a"}),
        ("snake_case … — 🚢", {"snake", "case"}),
        ("", set()),
    ],
)
def test_search_terms_of_a_text(text: str, expected: set[str]):
    assert search_words(text) == expected


@given(st.text(alphabet="기후변화대응정책 ", min_size=2, max_size=20), st.data())
def test_any_part_of_a_korean_word_matches(text: str, data: st.DataObject):
    words = [word for word in text.split() if len(word) > 1]
    for word in words:
        start = data.draw(st.integers(0, len(word) - 2))
        part = word[start : data.draw(st.integers(start + 2, len(word)))]
        assert search_words(part) <= search_words(text)


def article(number: int, title: str = "", **more: Any) -> Article:
    date = Moment(START + timedelta(hours=number * 3), True)
    return Article(
        path=f"content/a{number:06}.md", slug=f"a{number}", title=title or f"Title {number}", date=date, body=str(number), **more
    )


def index_contexts(articles: list[Article]) -> dict[str, Any]:
    """Return the contexts of the search pages, by path."""
    collections: Collections = collect(articles, Registries((Topic("world", "World"),)), CONFIG, NOW)
    site: Site = None  # type: ignore[assignment]
    parts = search_pages(collections, site, CONFIG, Links(collections, (), CONFIG))
    return {page.path: page.context for part in parts for page in part.pages()}


def search_titles(pages: dict[str, Any], word: str) -> set[str]:
    """Return the titles of the articles with a word, looked up like search.js does."""
    found = set()
    for block in pages["search/index.html"].blocks:
        words: SearchWords = pages[f"search/{block}/words-{ord(word[0]) % SEARCH_SHARDS}.json"]
        for place in words.words.get(word, ()):
            number = place // 3
            cards: SearchCards = pages[f"search/{block}/cards-{number // CARDS_PER_FILE}.json"]
            found.add(cards.cards[number % CARDS_PER_FILE].title)
    return found


def test_search_finds_title_summary_topic_tag_source_and_author():
    one = article(
        1,
        "기후변화 보고서",
        summary="Sea ice shrinks.",
        topics=(Located("world", 1, 1),),
        tags=(Located("C++", 1, 1),),
        source=Citation("Nature News", "https://nature.example/1"),
        authors=("Ada Lovelace",),
    )
    pages = index_contexts([one, article(2, "Other")])
    for word in ("기후", "후변", "보고", "ice", "world", "c", "nature", "lovelace"):
        assert search_titles(pages, word) == {"기후변화 보고서"}, word
    assert search_titles(pages, "other") == {"Other"}
    assert search_titles(pages, "absent") == set()


def test_word_has_its_most_important_field():
    """Results are sorted by field: title, then names, then summary."""
    one = article(1, "harbour", summary="harbour wire roof", authors=("Wire Harbour",))
    words = {
        word: places for page in index_contexts([one]).values() if hasattr(page, "words") for word, places in page.words.items()
    }
    assert (
        words == {"harbour": (IN_TITLE,), "wire": (IN_TERM,), "roof": (IN_TEXT,)} == {"harbour": (0,), "wire": (1,), "roof": (2,)}
    )


def test_search_finds_all_names_on_a_card():
    named = read("title", topic="world", tags="[harbour]", source="wire", story="flood", authors="[Ada]", summary="Short.")
    found = contexts_of(search_pages, collected(named)).values()
    words = {word: places for page in found if hasattr(page, "words") for word, places in page.words.items()}
    terms = ("world", "harbour", "the", "wire", "flood", "ada")
    assert words == {"title": (IN_TITLE,), "short": (IN_TEXT,)} | dict.fromkeys(terms, (IN_TERM,))


def test_index_does_not_contain_the_text_of_linked_articles():
    pages = index_contexts([article(1, "Linked", excerpt="Canary text.", mode="link")])
    assert search_titles(pages, "canary") == set()


@pytest.mark.parametrize(
    "count", [0, 1, ARTICLES_PER_BLOCK, 2 * ARTICLES_PER_BLOCK - 1, 2 * ARTICLES_PER_BLOCK, 3 * ARTICLES_PER_BLOCK + 7]
)
def test_search_finds_articles_of_every_block(count: int):
    pages = index_contexts([article(number, f"Title w{number}w") for number in range(count)])
    assert len(pages["search/index.html"].blocks) == max(1, count // ARTICLES_PER_BLOCK)
    for number in {0, 1, ARTICLES_PER_BLOCK - 1, ARTICLES_PER_BLOCK, count - 1} & set(range(count)):
        assert search_titles(pages, f"w{number}w") == {f"Title w{number}w"}


def test_new_article_rewrites_only_files_of_the_newest_block():
    before = index_contexts([article(number) for number in range(3 * ARTICLES_PER_BLOCK)])
    after = index_contexts([article(number) for number in range(3 * ARTICLES_PER_BLOCK + 1)])
    changed = {path for path in after if before.get(path) != after[path]}
    assert {path.split("/")[1] for path in changed} == {"new"}
    assert len(changed) <= 4  # the shards of the words `title` and its number, and the last file of cards


def test_query_among_10000_articles_loads_few_bytes(tmp_path: Path):
    """The compressed size of all files for a word of every 20th of 10,000 articles with summaries of 30 words."""
    words = [f"{a}{b}{c}" for a in "bcdfghlmnprst" for b in "aeiou" for c in ("n", "r", "st", "ling", "ment", "ker", "th")]
    articles = [
        article(
            number,
            " ".join(words[(number * 7 + at * 31) % len(words)] for at in range(8)) + (" harbour" if number % 20 == 0 else ""),
            summary=" ".join(words[(number * 13 + at * 17) % len(words)] for at in range(30)),
        )
        for number in range(10_000)
    ]
    pages = index_contexts(articles)
    blocks = pages["search/index.html"].blocks
    read = [pages[f"search/{block}/words-{ord('h') % SEARCH_SHARDS}.json"].words for block in blocks]
    cards = [pages[f"search/{block}/cards-0.json"].cards for block in blocks[-10:]]
    size = sum(len(gzip.compress(json.dumps(each, separators=(",", ":")).encode())) for each in read)
    size += sum(len(gzip.compress(json.dumps([[c.url, c.title, c.summary] for c in each]).encode())) for each in cards)
    assert size < 300_000


def test_only_a_site_with_a_full_text_index_has_its_script():
    found = {
        search: contexts_of(search_pages, collected(read(), config=config), config)["search/index.html"].full_text
        for search in ("index", "pagefind")
        for config in [replace(CONFIG, search=search)]
    }
    assert found == {"index": "", "pagefind": "/repo/pagefind/pagefind.js"}


def test_setting_removes_the_search(tmp_path: Path):
    root = sites.write(tmp_path, {**sites.tiny(), "digest.yml": sites.SETTINGS + "search: none\n"})
    assert sites.build(root).code == 0
    assert not (root / "site/search").exists()
