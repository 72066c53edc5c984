"""The reading of a text: its HTML in pieces so far, and what can be written only when all of it is read."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Any, NamedTuple

from digest.diagnostics import Diagnostics
from digest.markdown.foreign_markup import MarkdownBlock, RawHtml
from digest.markdown.heading_ids import heading_ids
from digest.markdown.highlighting import Colours
from digest.markdown.kramdown_attributes import IDS
from digest.markdown.leftover_markup import Left, has_starred_notes, report_left
from digest.markdown.link_places import LinkLocator
from digest.markdown.markdown_source import MarkdownSource


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
        self.places = LinkLocator(text, first_line)
        self.colours = Colours()
        self.out: list[str] = []
        """The HTML so far."""
        self.rendered_last: list[tuple[int, Callable[[], str]]] = []
        """What in `out` can be written only when headings have their ids."""
        self.headings: list[Heading] = []
        self.heading_lines: list[int] = []
        self.footnote_lines: list[int] = []
        self.excerpt = ""
        self.raw: list[RawHtml] = []
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

    def report_left(self, left: Left) -> None:
        """Report what is left of Markdown in a block."""
        report_left(left, self.lines, self.env, lambda: self._has_starred_notes, self.first_line, self.diagnostics)

    def report(self, line: int, code: str, message: str, hint: str) -> None:
        """Report something at the beginning of a line, from 0."""
        self.diagnostics.add(self.first_line + line, 1, code, message, hint)

    def report_silent(self, source: str, lines: tuple[int, int]) -> None:
        """Report an image without a text, which stands on these lines."""
        places = self.places
        line, column = places.noted[source][-1] if source in places.noted else places.find(source, lines)
        self.diagnostics.add(line, column, "W303", "an image without a text", "write ![what it shows](…)")
