"""The state of one text while either parser reads it: its source (text, bytes, unusual characters, template patterns), HTML so
far (`out`), raw HTML, headings, environment, diagnostics. Generates the unique ids of headings by GitHub's rule, and reports
images without alternative text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, NamedTuple

from digest.diagnostics import Diagnostics
from digest.markdown.foreign_markup import MarkdownBlock, RawHtml
from digest.markdown.highlighting import CodeHighlighter
from digest.markdown.kramdown_attributes import OWN_IDS
from digest.markdown.leftover_markup import LeftoverText, has_starred_notes, report_leftover
from digest.markdown.link_positions import LinkLocator
from digest.text.lazy_pattern import lazy_compile

_DROPPED_FROM_ID = lazy_compile(r"[^a-z0-9_ -]+")
_KEPT_IN_ID = frozenset(("Nd", "Nl", "Pc"))
_CIRCLED_LETTERS = lazy_compile("[\u24b6-\u24e9\U0001f130-\U0001f149\U0001f150-\U0001f169\U0001f170-\U0001f189]")
"""Letters in circles and squares: symbols by category, but alphabetic (Other_Alphabetic in Unicode's PropList)."""

_FOOTNOTE_ID = lazy_compile(r"fn(?:ref)?[0-9]+")


def heading_id(heading_text: str) -> str:
    """Return GitHub's id for a heading with this text: lower case, no punctuation except `-` and `_`, `-` for each space.

    The rule is that of the npm package github-slugger 2.0; without letters and digits, the id is empty or only hyphens.
    """
    lowered = heading_text.strip().lower()
    if lowered.isascii():
        id_text = _DROPPED_FROM_ID.sub("", lowered)
    else:
        id_text = "".join([c for c in lowered if c in "- " or _is_kept_in_id(c)])
    return id_text.replace(" ", "-")


def _is_kept_in_id(character: str) -> bool:
    category = unicodedata.category(character)
    return category[0] in "LM" or category in _KEPT_IN_ID or (category == "So" and _CIRCLED_LETTERS.match(character) is not None)


def heading_ids(headings: Sequence[str], taken_ids: Collection[str], *, footnotes: bool) -> Iterator[str]:
    """Yield a unique id for each heading, given its text: equal ids get `-1`, `-2` … appended.

    `taken_ids` are the ids that the text sets; `footnotes` says whether the text has footnotes, which have ids too.
    mdit-py-plugins' own rule is quadratic in the number of equal headings.
    """
    id_counts: dict[str, int] = dict.fromkeys(taken_ids, 0)
    for heading_text in headings:
        base_id = unique_id = heading_id(heading_text) or "section"
        if footnotes and _FOOTNOTE_ID.fullmatch(base_id):
            id_counts.setdefault(base_id, 0)
        while unique_id in id_counts:
            id_counts[base_id] += 1
            unique_id = f"{base_id}-{id_counts[base_id]}"
        id_counts[unique_id] = 0
        yield unique_id


class MarkdownSource(NamedTuple):
    """A text, with values that are computed once even if the text is read several times."""

    text: str
    data: bytes
    """The text in UTF-8."""
    unusual: str
    """The result of `unusual_characters`."""
    templates: Mapping[str, re.Pattern[str]]
    """The result of `templates_in`."""


class Heading(NamedTuple):
    """A heading for which the text sets no id: its text, and the function that sets its generated id."""

    text: str
    set_id: Callable[[str], None]


class Reading:
    """The state of one text while it is read: both parsers add their results in the order of the text."""

    def __init__(self, source: MarkdownSource, first_line: int, path: str, *, html: bool, typography: bool) -> None:
        self.source = source
        self.text = text = source.text
        self.first_line = first_line
        self.html = html
        self.typography = typography
        self.diagnostics = Diagnostics(path)
        self.link_locator = LinkLocator(text, first_line)
        self.highlighter = CodeHighlighter()
        self.out: list[str] = []
        """The HTML so far."""
        self.deferred: list[tuple[int, Callable[[], str]]] = []
        """Indices in `out` of HTML that can be rendered only when heading ids are set, each with its function."""
        self.headings: list[Heading] = []
        self.heading_lines: list[int] = []
        self.footnote_lines: list[int] = []
        self.excerpt = ""
        self.raw_html: list[RawHtml] = []
        self.templates = source.templates
        """`blocks` and `brace_texts` are recorded only if the text has any templates."""
        self.blocks: list[MarkdownBlock] = []
        self.brace_texts: list[str] = []
        """Texts in which kramdown's braces remain."""
        self.env: dict[str, Any] = {}
        """The environment of markdown-it's rules, with values of the whole text: definitions, ids that the text sets."""

    def rendered(self) -> str:
        """Return the HTML of the whole text, before it is sanitised."""
        heading_texts = [heading.text for heading in self.headings]
        for heading, heading_id in zip(
            self.headings, heading_ids(heading_texts, self.env.get(OWN_IDS, ()), footnotes="footnotes" in self.env), strict=True
        ):
            heading.set_id(heading_id)
        for at, render in self.deferred:
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
        """Report invalid Markdown in a block."""
        report_leftover(leftover, self.lines, self.env, lambda: self._has_starred_notes, self.first_line, self.diagnostics)

    def report(self, line: int, code: str, message: str, hint: str) -> None:
        """Report a diagnostic at the beginning of a line, from 0."""
        self.diagnostics.add(self.first_line + line, 1, code, message, hint)

    def report_missing_alt(self, source: str, lines: tuple[int, int]) -> None:
        """Report an image without alternative text on these lines."""
        locator = self.link_locator
        line, column = locator.recorded[source][-1] if source in locator.recorded else locator.find(source, lines)
        self.diagnostics.add(line, column, "W303", "an image without a text", "write ![what it shows](…)")
