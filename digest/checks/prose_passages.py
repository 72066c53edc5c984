"""The prose of an article's file: the passages that readers read as ours, each with its place; without code, addresses and HTML."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

from digest.articles import front_matter as frontmatter
from digest.articles.content_file import decode
from digest.diagnostics import Diagnostics
from digest.markdown.code_spans import without_code
from digest.text.line_positions import Places
from digest.yaml import tree

PROSE_FIELDS = ("title", "headline", "summary", "description", "excerpt", "why", "points")
"""The fields with our own words, also as other programs spell them. Quotes and sources are others' words."""

NO_PROSE_SIGN = "\0"
"""What stands for a character that is no prose: no text of a file contains it."""


class Passage(Struct, frozen=True):
    """A run of prose as it stands in the file, from this line and column on; `headline` is the one that it holds, if it does."""

    text: str
    line: int
    column: int = 1
    headline: str = ""

    def places(self) -> Places:
        """Where in the file the characters of the text stand."""
        return Places(self.text, self.line, self.column)


def passages(data: bytes) -> tuple[Passage, ...]:
    """The prose of this file; none of one that cannot be read, which the build complains of."""
    diagnostics = Diagnostics("")
    text = decode(data, diagnostics)
    split = frontmatter.split(text, diagnostics) if text is not None else None
    if text is None or split is None:
        return ()
    head, below, first_line = split
    return (*_of_head(head, text.split("\n"), first_line), *_of_text(below, first_line))


def _of_head(head: tree.Mapping, lines: list[str], first_line: int) -> Iterator[Passage]:
    headline_field = "headline" if (own := head.get("headline")) and not _is_empty(own) else "title"
    starts = sorted(place.line for place, _ in head.entries.values())
    for name, (key, value) in head.entries.items():
        if name not in PROSE_FIELDS or (name == "title" and headline_field != "title") or _is_empty(value):
            continue  # beside a headline of ours the title is the source's own
        end = next((line for line in starts if line > key.line), first_line - 1)
        written = lines[value.line - 1 : end - 1]
        text = "\n".join([written[0][value.column - 1 :], *written[1:]]) if written else ""
        headline = value.text.strip() if name == headline_field and isinstance(value, tree.Scalar) else ""
        yield Passage(_masked_prose(text), value.line, value.column, headline)


def _is_empty(node: tree.Node) -> bool:
    return isinstance(node, tree.Scalar) and not node.text.strip()


def _of_text(markdown_text: str, first_line: int) -> Iterator[Passage]:
    from digest.markdown.dialect import parser  # takes 90 ms, and only the house style needs it

    lines = markdown_text.split("\n")
    tokens = parser(html=True, typography=False).parse(markdown_text)
    for begin, end in sorted({(token.map[0], token.map[1]) for token in tokens if token.map and token.type == "inline"}):
        yield Passage(_masked_prose("\n".join(lines[begin:end])), first_line + begin)


_NO_PROSE = re.compile(
    r"\]\([^()\n]{0,2000}+\)|\]\[[^\]\n]{0,2000}+\]|<[^<>\n]{0,2000}+>|(?:https?://|www\.)[^\s<>\])]++|&#?\w{1,32};"
    r"|[\w.+-]{1,64}@[\w-]++\.[\w.]++"
)
"""Addresses of links, HTML, addresses in the text, character references, mail addresses."""


def _masked_prose(text: str) -> str:
    """The text with what is no prose hidden, character for character."""
    return _NO_PROSE.sub(lambda masked: NO_PROSE_SIGN * len(masked[0]), without_code(text, NO_PROSE_SIGN))
