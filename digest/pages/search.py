"""The planner of the search: its page, and an index in small files, of which a query needs few.

Articles are indexed in blocks, counted from the oldest, so that a new one rewrites files of the newest block alone. The words of
a block lie in shards by their first character, and what is shown of its articles in files of their own. Hangul, kana and han are
not divided into words but into all pairs of neighbours: a text is found by any part of it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache

from digest.config import Config
from digest.grouping.collect import Collections
from digest.grouping.entry import Entry
from digest.pages.links import Links
from digest.pages.page import Page, SearchCards, SearchPage, SearchWords, Site
from digest.pages.pager import closed
from digest.pages.part import Part
from digest.patterns import later
from digest.permalinks import composed, url_of

BLOCK = 500
"""So many articles are in a block; in the newest, from as many to twice that less one."""

SHARDS = 16
"""So many files hold the words of a block, each those whose first character's code gives the same remainder."""

CARDS = 25
"""So many articles are shown by one file."""

TITLE, TERM, TEXT = range(3)
"""Where a word stands: in the title; in topics, tags, the source or authors; in the summary."""

FOLDER = "search"

FULL_TEXT = "pagefind"
"""Where an index of all texts lies, if the settings ask for it: from this name its script concludes where the site begins."""


def search_pages(collections: Collections, site: Site, config: Config, links: Links) -> Iterator[Part]:
    """The search page, and the files of its index."""
    if config.search == "none":
        return
    entries, base = collections.entries, config.base_path
    count = closed(len(entries), BLOCK)
    names = (*(str(number) for number in range(1, count + 1)), "new")
    for at, name in enumerate(names):
        of_block = entries[at * BLOCK : (at + 1) * BLOCK] if at < count else entries[at * BLOCK :]
        yield Part(f"search words of {name}", _words, of_block, (name, base))
        yield Part(f"search cards of {name}", _cards, of_block, (name, base))
    full_text = f"{base}/{FULL_TEXT}/pagefind.js" if config.search == "pagefind" else ""
    yield Part("search", _search, (), (names, full_text, base))


def _search(_: Sequence[Entry], names: tuple[str, ...], full_text: str, base: str) -> Iterator[Page]:
    path = f"{FOLDER}/index.html"
    context = SearchPage(title="search", url=base + url_of(path), blocks=names, shards=SHARDS, size=CARDS, full_text=full_text)
    yield Page(path, "search.html", context, "the search page")


def _words(entries: Sequence[Entry], name: str, base: str) -> Iterator[Page]:
    found: list[dict[str, list[int]]] = [{} for _ in range(SHARDS)]
    for number, entry in enumerate(entries):
        for word, field in _fields(entry).items():
            found[ord(word[0]) % SHARDS].setdefault(word, []).append(number * 3 + field)
    for shard, words in enumerate(found):
        path = f"{FOLDER}/{name}/words-{shard}.json"
        context = SearchWords("search words", base + url_of(path), words={word: tuple(places) for word, places in words.items()})
        yield Page(path, "search_words.json", context, "the search index", in_sitemap=False)


def _fields(entry: Entry) -> dict[str, int]:
    """The words of an article, and for each the best place where it stands."""
    card, article = entry.card, entry.article
    terms = [link.name for link in (*card.topics, *entry.tags, *([card.source] if card.source else []))]
    texts = {TEXT: card.summary, TERM: "\n".join((*terms, *article.authors)), TITLE: card.title}
    return {word: field for field, text in texts.items() for word in words_of(text)}


def _cards(entries: Sequence[Entry], name: str, base: str) -> Iterator[Page]:
    for at in range(0, len(entries), CARDS):
        path = f"{FOLDER}/{name}/cards-{at // CARDS}.json"
        cards = tuple(entry.card for entry in entries[at : at + CARDS])
        yield Page(
            path,
            "search_cards.json",
            SearchCards("search results", base + url_of(path), cards=cards),
            "the search index",
            in_sitemap=False,
        )


_WORD = re.compile(r"[^\W_]+")
_CJK = later("([\u1100-\u11ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]+)")
"""Hangul, kana and han. The theme's search.js has the same ranges, and folds in the same way."""


def words_of(text: str) -> set[str]:
    """What a text is found by: its words, folded, and of hangul, kana and han each pair of neighbours."""
    found: set[str] = set()
    for word in _WORD.findall(folded(text)):
        if word.isascii():
            found.add(word)
        else:
            found |= _pieces(word)
    return found


def folded(text: str) -> str:
    """Equal for texts that differ in case, accents or width alone."""
    if text.isascii():
        return text.lower()
    bare = "".join(c for c in unicodedata.normalize("NFKD", composed(text)) if unicodedata.category(c) != "Mn")
    return unicodedata.normalize("NFC", bare).lower()


@lru_cache(maxsize=65536)
def _pieces(word: str) -> frozenset[str]:
    found: set[str] = set()
    for piece in filter(None, _CJK.split(word)):
        if _CJK.fullmatch(piece) and len(piece) > 1:
            found |= {piece[at : at + 2] for at in range(len(piece) - 1)}
        else:
            found.add(piece)
    return frozenset(found)
