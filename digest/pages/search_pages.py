"""The planner of the search: its page, and an index in small files, of which a query needs few.

Articles are indexed in blocks, counted from the oldest, so that a new one rewrites only files of the newest block. The words of a
block are divided into shards by their first character, and the cards of its articles are in separate files. Hangul, kana and han
are not divided into words but into all pairs of neighbours: a search for any part of a text finds it.
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
    """The search page. A script of the theme reads the files of the index beside it."""

    blocks: tuple[str, ...] = ()
    """The folders of the index, the oldest articles first."""
    shards: int = 0
    """How many files of words each folder has: a word is in `words-N.json`, N being the code of its first character modulo this."""
    size: int = 0
    """How many articles each file `cards-N.json` has."""
    full_text: str = ""
    """The url of Pagefind's script, for a search in all texts; '' if the site has no such index."""


class SearchWords(Context, frozen=True, tag=True, kw_only=True):
    """A file of the search index: some words of a block of articles."""

    words: dict[str, tuple[int, ...]] = field(default_factory=dict)
    """The articles of each word: three times the article's number in the block, plus 0 (in the title), 1 (names) or 2 (summary)."""


class SearchCards(Context, frozen=True, tag=True, kw_only=True):
    """A file of the search index: the cards of some articles."""

    cards: tuple[Card, ...] = ()


ARTICLES_PER_BLOCK = 500
"""How many articles a block has; the newest has from `ARTICLES_PER_BLOCK` to `2 * BLOCK - 1`."""

SEARCH_SHARDS = 16
"""How many files contain the words of a block: the code of a word's first character modulo this chooses the file."""

CARDS_PER_FILE = 25
"""How many articles one file of cards has."""

IN_TITLE, IN_TERM, IN_TEXT = range(3)
"""Where a word stands: in the title; in topics, tags, the source or authors; in the summary."""

SEARCH_FOLDER = "search"

FULL_TEXT_SEARCH = "pagefind"
"""Where an index of all texts lies, if the settings ask for it: from this name its script concludes where the site begins."""


def search_pages(collections: Collections, site: Site, config: Config, links: Links) -> Iterator[AnyPart]:
    """The search page, and the files of its index."""
    if config.search == "none":
        return
    entries, base = collections.entries, config.base_path
    count = numbered_count(len(entries), ARTICLES_PER_BLOCK)
    block_names = (*(str(number) for number in range(1, count + 1)), "new")
    for at, name in enumerate(block_names):
        of_block = (
            entries[at * ARTICLES_PER_BLOCK : (at + 1) * ARTICLES_PER_BLOCK] if at < count else entries[at * ARTICLES_PER_BLOCK :]
        )
        block = SearchBlock(name, base)
        yield PlanPart(f"search words of {name}", _word_shards, of_block, block)
        yield PlanPart(f"search cards of {name}", _search_cards, of_block, block)
    full_text = f"{base}/{FULL_TEXT_SEARCH}/pagefind.js" if config.search == "pagefind" else ""
    path = f"{SEARCH_FOLDER}/index.html"
    context = SearchPage(
        title="search", url=base + url_of(path), blocks=block_names, shards=SEARCH_SHARDS, size=CARDS_PER_FILE, full_text=full_text
    )
    yield ready_part("search", Page(path, "search.html", context, "the search page"))


class SearchBlock(Struct, frozen=True, array_like=True):
    """What the files of a block know beside its articles."""

    name: str
    """The folder of the files: a number, or `new`."""
    base: str


def _word_shards(entries: Sequence[Entry], block: SearchBlock) -> Iterator[Page]:
    postings: list[dict[str, list[int]]] = [{} for _ in range(SEARCH_SHARDS)]
    for number, entry in enumerate(entries):
        for word, place in _searched_words(entry).items():
            postings[ord(word[0]) % SEARCH_SHARDS].setdefault(word, []).append(number * 3 + place)
    for shard, words in enumerate(postings):
        path = f"{SEARCH_FOLDER}/{block.name}/words-{shard}.json"
        context = SearchWords(
            "search words", block.base + url_of(path), words={word: tuple(places) for word, places in words.items()}
        )
        yield Page(path, "search_words.json", context, "the search index", in_sitemap=False)


def _searched_words(entry: Entry) -> dict[str, int]:
    """The words of an article, and for each the best place where it stands."""
    card, article = entry.card, entry.article
    terms = [link.name for link in (*card.topics, *entry.tags, *([card.source] if card.source else []), *card.stories)]
    texts = {IN_TEXT: card.summary, IN_TERM: "\n".join((*terms, *article.authors)), IN_TITLE: card.title}
    return {word: place for place, text in texts.items() for word in search_words(text)}


def _search_cards(entries: Sequence[Entry], block: SearchBlock) -> Iterator[Page]:
    for at in range(0, len(entries), CARDS_PER_FILE):
        path = f"{SEARCH_FOLDER}/{block.name}/cards-{at // CARDS_PER_FILE}.json"
        cards = tuple(entry.card for entry in entries[at : at + CARDS_PER_FILE])
        yield Page(
            path,
            "search_cards.json",
            SearchCards("search results", block.base + url_of(path), cards=cards),
            "the search index",
            in_sitemap=False,
        )


_SEARCH_WORD = lazy_compile(r"[^\W_]+")
_CJK_RUN = lazy_compile(f"([{CJK_LETTER_RANGES}]+)")
"""The theme's search.js has the same expression, and folds in the same way."""


def search_words(text: str) -> set[str]:
    """What a text is found by: its words, folded, and of hangul, kana and han each pair of neighbours."""
    words: set[str] = set()
    for word in _SEARCH_WORD.findall(folded_word(text)):
        if word.isascii():
            words.add(word)
        else:
            words |= _pieces_of_word(word)
    return words


def folded_word(text: str) -> str:
    """Equal for texts that differ in case, accents or width alone."""
    if text.isascii():
        return text.lower()
    bare = "".join(c for c in unicodedata.normalize("NFKD", composed(text)) if unicodedata.category(c) != "Mn")
    return unicodedata.normalize("NFC", bare).lower()


@lru_cache(maxsize=65536)
def _pieces_of_word(word: str) -> frozenset[str]:
    search_pieces: set[str] = set()
    for piece in filter(None, _CJK_RUN.split(word)):
        if _CJK_RUN.fullmatch(piece) and len(piece) > 1:
            search_pieces |= {piece[at : at + 2] for at in range(len(piece) - 1)}
        else:
            search_pieces.add(piece)
    return frozenset(search_pieces)
