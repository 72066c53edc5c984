"""The state while a text is read: its source, its HTML so far, and values that are known only at the end, such as the ids of
headings."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, NamedTuple

from digest.diagnostics import Diagnostics
from digest.markdown.foreign_markup import MarkdownBlock, RawHtml
from digest.markdown.highlighting import CodeColours
from digest.markdown.kramdown_attributes import IDS
from digest.markdown.leftover_markup import LeftoverText, has_starred_notes, report_leftover
from digest.markdown.link_places import LinkLocator
from digest.text.lazy_pattern import lazy_compile

_DROPPED_FROM_ID = lazy_compile(r"[^a-z0-9_ -]+")
_KEPT_IN_ID = frozenset(("Nd", "Nl", "Pc"))
_CIRCLED_LETTERS = lazy_compile("[\u24b6-\u24e9\U0001f130-\U0001f149\U0001f150-\U0001f169\U0001f170-\U0001f189]")
"""Letters in circles and squares: symbols by category, but alphabetic (Other_Alphabetic in Unicode's PropList)."""

_OF_FOOTNOTES = lazy_compile(r"fn(?:ref)?[0-9]+")


def heading_id(words: str) -> str:
    """The id that GitHub gives a heading of these words: lower case, no punctuation but `-` and `_`, `-` for each space.

    The rule comes from the npm package github-slugger 2.0; it leaves of a heading without letters and digits nothing, or hyphens.
    """
    lowered = words.strip().lower()
    if lowered.isascii():
        id_text = _DROPPED_FROM_ID.sub("", lowered)
    else:
        id_text = "".join([c for c in lowered if c in "- " or _is_kept(c)])
    return id_text.replace(" ", "-")


def _is_kept(character: str) -> bool:
    category = unicodedata.category(character)
    return category[0] in "LM" or category in _KEPT_IN_ID or (category == "So" and _CIRCLED_LETTERS.match(character) is not None)


def heading_ids(headings: Sequence[str], taken_ids: Collection[str], *, footnotes: bool) -> Iterator[str]:
    """An id for each heading that says this, which nothing else in the text has: `-1`, `-2` … follow those that are alike.

    `taken_ids` are the ids that the text gives; `footnotes` says whether there are any, which have ids too.
    mdit-py-plugins' own rule is quadratic in headings that are alike.
    """
    id_counts: dict[str, int] = dict.fromkeys(taken_ids, 0)
    for words in headings:
        name = unique = heading_id(words) or "section"
        if footnotes and _OF_FOOTNOTES.fullmatch(name):
            id_counts.setdefault(name, 0)
        while unique in id_counts:
            id_counts[name] += 1
            unique = f"{name}-{id_counts[name]}"
        id_counts[unique] = 0
        yield unique


class MarkdownSource(NamedTuple):
    """A text, and what is found out of it once, however often it is read."""

    text: str
    data: bytes
    """The text in UTF-8."""
    unusual: str
    """The result of `unusual_characters`."""
    templates: Mapping[str, re.Pattern[str]]
    """The result of `templates_in`."""


class Heading(NamedTuple):
    """A heading without an id of its own: what it says, and how it takes the id that it is given."""

    words: str
    take: Callable[[str], None]


class Reading:
    """One text while it is read: both parsers add what they find, in the order of the text."""

    def __init__(self, source: MarkdownSource, first_line: int, path: str, *, html: bool, typography: bool) -> None:
        self.source = source
        self.text = text = source.text
        self.first_line = first_line
        self.html = html
        self.typography = typography
        self.diagnostics = Diagnostics(path)
        self.link_locator = LinkLocator(text, first_line)
        self.colours = CodeColours()
        self.out: list[str] = []
        """The HTML so far."""
        self.rendered_last: list[tuple[int, Callable[[], str]]] = []
        """What in `out` can be written only when headings have their ids."""
        self.headings: list[Heading] = []
        self.heading_lines: list[int] = []
        self.footnote_lines: list[int] = []
        self.excerpt = ""
        self.raw_html: list[RawHtml] = []
        self.templates = source.templates
        """Which blocks are shown is noted only if there are any."""
        self.blocks: list[MarkdownBlock] = []
        self.marked: list[str] = []
        """Texts in which braces of kramdown are left."""
        self.env: dict[str, Any] = {}
        """What markdown-it's rules know of the whole text: definitions, ids that are given."""

    def rendered(self) -> str:
        """The HTML of the whole text, before it is sanitised."""
        words = [heading.words for heading in self.headings]
        for heading, heading_id in zip(
            self.headings, heading_ids(words, self.env.get(IDS, ()), footnotes="footnotes" in self.env), strict=True
        ):
            heading.take(heading_id)
        for at, render in self.rendered_last:
            self.out[at] = render()
        return "".join(self.out)

    @cached_property
    def lines(self) -> list[str]:
        """The lines of the text."""
        return self.text.split("\n")

    @cached_property
    def _has_starred_notes(self) -> bool:
        return has_starred_notes(self.lines)

    def report_leftover(self, leftover: LeftoverText) -> None:
        """Report what is left of Markdown in a block."""
        report_leftover(leftover, self.lines, self.env, lambda: self._has_starred_notes, self.first_line, self.diagnostics)

    def report(self, line: int, code: str, message: str, hint: str) -> None:
        """Report something at the beginning of a line, from 0."""
        self.diagnostics.add(self.first_line + line, 1, code, message, hint)

    def report_silent(self, source: str, lines: tuple[int, int]) -> None:
        """Report an image without a text, which stands on these lines."""
        places = self.link_locator
        line, column = places.noted[source][-1] if source in places.noted else places.find(source, lines)
        self.diagnostics.add(line, column, "W303", "an image without a text", "write ![what it shows](…)")
