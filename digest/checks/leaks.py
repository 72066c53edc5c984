"""Whether the text of an article that may only be linked or excerpted shows in any output."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from html import unescape
from unicodedata import normalize

from digest.articles.article import Article
from digest.articles.text import Body
from digest.grouping.entry import Entry
from digest.permalinks import composed

PIECE = 40
"""Letters and digits in a row that are looked for: of any copy that is twice as long at least one piece is whole."""

_WORDS = re.compile(r"[^\W_]+")
_TAGS = re.compile(r"<[^<>]*+>")


def letters(text: str) -> str:
    """The letters and digits of a text in folded case and composed (NFKC): what a copy of it keeps."""
    return "".join(_WORDS.findall(text if text.isascii() else normalize("NFKC", composed(text)))).casefold()


def is_restricted(entry: Entry) -> bool:
    """Whether not all of the article's text may be published."""
    return entry.mode != "full"


def pieces(entries: Iterable[Entry], bodies: Mapping[str, Body]) -> dict[str, str]:
    """The pieces of texts that may show nowhere, each with its article's file. What the article may show is none of it."""
    found: dict[str, str] = {}
    for entry in entries:
        body = bodies.get(entry.article.body)
        if body is None or not is_restricted(entry):
            continue
        hidden = letters(unescape(_TAGS.sub(" ", "".join(body.parts))))
        allowed = letters("\n".join(_allowed(entry.article, entry.mode)))
        for at in range(0, len(hidden) - PIECE + 1, PIECE):
            piece = hidden[at : at + PIECE]
            if piece not in allowed:
                found.setdefault(piece, entry.article.path)
    return found


def _allowed(article: Article, mode: str) -> Iterable[str]:
    yield from (article.title, article.headline, article.summary, article.why, *article.points)
    yield from (note.text for note in article.corrections)
    if article.quote:
        yield article.quote.text
    if article.image:
        yield from (article.image.alt, article.image.caption)
    if mode == "excerpt":
        yield article.excerpt


def leaked(shown: str, known: Mapping[str, str]) -> list[str]:
    """The files of the articles of whose text a piece is shown here."""
    text = letters(shown)
    return sorted({known[text[at : at + PIECE]] for at in range(len(text) - PIECE + 1) if text[at : at + PIECE] in known})
