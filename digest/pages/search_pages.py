"""Plan the search: its page, and an index in small files, in blocks of articles: the folded words of titles, terms and summaries by
shard (bigrams for Chinese, Japanese and Korean), and the cards of results. For full texts, `external/pagefind.py` runs Pagefind.

Articles are indexed in blocks, counted from the oldest, so that a new article rewrites only files of the newest block. The words of
a block are divided into shards by their first character; the cards of its articles are in separate files. Hangul, kana and han are
indexed as bigrams instead of words, so that a search finds any part of a text.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache

from msgspec import Struct, field

from digest.config.config import Config
from digest.grouping.article_collections import Collections
from digest.grouping.card import Card
from digest.grouping.entry import Entry
from digest.pages.link_resolution import Links
from digest.pages.page import Context, Page
from digest.pages.pagination import numbered_count
from digest.pages.plan_part import AnyPart, PlanPart, ready_part
from digest.pages.site import Site
from digest.text.characters import CJK_LETTER_RANGES
from digest.text.lazy_pattern import lazy_compile
from digest.text.normal_form import composed
from digest.urls import url_of


class SearchPage(Context, frozen=True, tag=True, kw_only=True):
    """The search page. A script of the theme reads the index files in the same folder."""

    blocks: tuple[str, ...] = ()
    """The folders of the index, oldest articles first."""
    shards: int = 0
    """The number of word files per folder. A word is in `words-N.json`: N is its first character's code point modulo `shards`."""
    size: int = 0
    """The number of articles per file `cards-N.json`."""
    full_text: str = ""
    """The url of Pagefind's script for full-text search; '' if the site has no such index."""


class SearchWords(Context, frozen=True, tag=True, kw_only=True):
    """A file of the search index: some words of a block of articles."""

    words: dict[str, tuple[int, ...]] = field(default_factory=dict)
    """The postings of each word: three times the article's number in the block, plus 0 (title), 1 (names) or 2 (summary)."""


class SearchCards(Context, frozen=True, tag=True, kw_only=True):
    """A file of the search index: the cards of some articles."""

    cards: tuple[Card, ...] = ()


ARTICLES_PER_BLOCK = 500
"""The number of articles in a block. The newest block has up to `2 * ARTICLES_PER_BLOCK - 1`."""

SEARCH_SHARDS = 16
"""The number of word files per block. The code point of a word's first character modulo this number selects the file."""

CARDS_PER_FILE = 25
"""The number of articles per file of cards."""

IN_TITLE, IN_TERM, IN_TEXT = range(3)
"""The field that contains a word: the title; topics, tags, source, authors or stories; the summary."""

SEARCH_FOLDER = "search"

FULL_TEXT_SEARCH = "pagefind"
"""The folder of the full-text index. Pagefind's script derives the site's root from this name."""


def search_pages(collections: Collections, site: Site, config: Config, links: Links) -> Iterator[AnyPart]:
    """Yield the search page and the files of its index."""
    if config.search == "none":
        return
    entries, base = collections.entries, config.base_path
    numbered_blocks = numbered_count(len(entries), ARTICLES_PER_BLOCK)
    block_names = (*(str(number) for number in range(1, numbered_blocks + 1)), "new")
    for at, block_name in enumerate(block_names):
        block_entries = (
            entries[at * ARTICLES_PER_BLOCK : (at + 1) * ARTICLES_PER_BLOCK]
            if at < numbered_blocks
            else entries[at * ARTICLES_PER_BLOCK :]
        )
        block = SearchBlock(block_name, base)
        yield PlanPart(f"search words of {block_name}", _word_shards, block_entries, block)
        yield PlanPart(f"search cards of {block_name}", _search_cards, block_entries, block)
    full_text = f"{base}/{FULL_TEXT_SEARCH}/pagefind.js" if config.search == "pagefind" else ""
    path = f"{SEARCH_FOLDER}/index.html"
    search_page = SearchPage(
        title="search", url=base + url_of(path), blocks=block_names, shards=SEARCH_SHARDS, size=CARDS_PER_FILE, full_text=full_text
    )
    yield ready_part("search", Page(path, "search.html", search_page, "the search page"))


class SearchBlock(Struct, frozen=True, array_like=True):
    """The inputs of the files of a block, without the articles."""

    name: str
    """The folder of the files: a number, or `new`."""
    base: str


def _word_shards(entries: Sequence[Entry], block: SearchBlock) -> Iterator[Page]:
    postings: list[dict[str, list[int]]] = [{} for _ in range(SEARCH_SHARDS)]
    for article_number, entry in enumerate(entries):
        for word, field_number in _fields_by_word(entry).items():
            postings[ord(word[0]) % SEARCH_SHARDS].setdefault(word, []).append(article_number * 3 + field_number)
    for shard, words in enumerate(postings):
        words_path = f"{SEARCH_FOLDER}/{block.name}/words-{shard}.json"
        search_words_file = SearchWords(
            "search words",
            block.base + url_of(words_path),
            words={word: tuple(word_postings) for word, word_postings in words.items()},
        )
        yield Page(words_path, "search_words.json", search_words_file, "the search index", in_sitemap=False)


def _fields_by_word(entry: Entry) -> dict[str, int]:
    """Return the words of an article, each with the most important field that contains it."""
    card, article = entry.card, entry.article
    term_names = [link.name for link in (*card.topics, *entry.tags, *([card.source] if card.source else []), *card.stories)]
    texts_by_field = {IN_TEXT: card.summary, IN_TERM: "\n".join((*term_names, *article.authors)), IN_TITLE: card.title}
    return {word: field_number for field_number, text in texts_by_field.items() for word in search_words(text)}


def _search_cards(entries: Sequence[Entry], block: SearchBlock) -> Iterator[Page]:
    for at in range(0, len(entries), CARDS_PER_FILE):
        cards_path = f"{SEARCH_FOLDER}/{block.name}/cards-{at // CARDS_PER_FILE}.json"
        cards = tuple(entry.card for entry in entries[at : at + CARDS_PER_FILE])
        yield Page(
            cards_path,
            "search_cards.json",
            SearchCards("search results", block.base + url_of(cards_path), cards=cards),
            "the search index",
            in_sitemap=False,
        )


_SEARCH_WORD = lazy_compile(r"[^\W_]+")
_CJK_RUN = lazy_compile(f"([{CJK_LETTER_RANGES}]+)")
"""search.js of the theme has the same pattern and the same folding."""


def search_words(text: str) -> set[str]:
    """Return the search terms of a text: its folded words; bigrams of hangul, kana and han."""
    search_terms: set[str] = set()
    for word in _SEARCH_WORD.findall(folded_word(text)):
        if word.isascii():
            search_terms.add(word)
        else:
            search_terms |= _pieces_of_word(word)
    return search_terms


def folded_word(text: str) -> str:
    """Return the text without case, accents and width differences."""
    if text.isascii():
        return text.lower()
    text_without_marks = "".join(c for c in unicodedata.normalize("NFKD", composed(text)) if unicodedata.category(c) != "Mn")
    return unicodedata.normalize("NFC", text_without_marks).lower()


@lru_cache(maxsize=65536)
def _pieces_of_word(word: str) -> frozenset[str]:
    search_pieces: set[str] = set()
    for piece in filter(None, _CJK_RUN.split(word)):
        if _CJK_RUN.fullmatch(piece) and len(piece) > 1:
            search_pieces |= {piece[at : at + 2] for at in range(len(piece) - 1)}
        else:
            search_pieces.add(piece)
    return frozenset(search_pieces)
