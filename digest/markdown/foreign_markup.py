"""Reports markup for other programs: patterns of template code that readers would see (shortcodes, statements, values, kramdown's
braces, `[TOC]`, wiki links), and HTML elements that the sanitiser removes, with their positions, searched again in the source.
Defines the records of raw HTML and shown blocks.

Each kind is reported once per file, at its first occurrence, because a text from another program contains many of them.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Container, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import NamedTuple

from digest.diagnostics import Diagnostics
from digest.markdown.code_spans import code_spans, without_code
from digest.markdown.link_positions import normalized_label
from digest.text.lazy_pattern import SearchPattern, lazy_compile
from digest.text.line_positions import LinePositions

_TEMPLATE_VALUE, _KRAMDOWN_MARK, _CONTENTS_MARK = "a template's value", "a mark of kramdown", "a mark for a table of contents"
_WIKI_LINK = "a wiki link"

_TEMPLATE_MARKS = {
    "a shortcode": (SearchPattern("{", lazy_compile(r"\{\{[<%]")), lazy_compile(r"\{\{[<%][^{}\n]{0,300}+\}\}")),
    "a template's statement": (
        SearchPattern("{", lazy_compile(r"\{%")),
        lazy_compile(r"\{%(?<!\{\{%)-?[ \t]*+\w[^{}\n]{0,300}?%\}"),
    ),
    _TEMPLATE_VALUE: (SearchPattern("{", lazy_compile(r"\{\{")), lazy_compile(r"\{\{(?![<%])[^{}\n]{1,300}+\}\}")),
    _KRAMDOWN_MARK: (
        SearchPattern("{", lazy_compile(r"\{:")),
        lazy_compile(
            r"(?:^[ \t>*+-]*+|(?<=[)\]*_~])|(?=\{:[ \t]*+(?:[#.][\w-]|[\w-]++=[\"'“”])))(\{:[^{}\n]{0,200}+\})", re.MULTILINE
        ),
    ),
    _CONTENTS_MARK: (
        SearchPattern("[", lazy_compile(r"\[\[?_{0,2}[tT][oO][cC]")),
        lazy_compile(r"^[ \t]*+(\[\[?_{0,2}toc_{0,2}\]?\])[ \t]*+$", re.MULTILINE | re.IGNORECASE),
    ),
    _WIKI_LINK: (
        SearchPattern("[", lazy_compile(r"\[\[")),
        lazy_compile(
            r"(?<![\w\]\\])(!?\[\[(?!_{0,2}toc_{0,2}\]\])(?=[^\[\]\n]{0,200}[^\W\d_])\w[^\[\]\n]{0,200}+\]\])(?![\[(:])",
            re.IGNORECASE,
        ),
    ),
}
"""Markup that other programs replace, by its name in messages: a quick pattern for its beginning, and the full pattern.

A pattern that begins with fixed characters is ten times as fast as one that may begin with any.
"""

_TEMPLATE_BRACES = lazy_compile(r"\{[{%:]")
"""The beginnings of all template marks with a brace. Most texts have none, so one search is enough."""

_LINK_ADDRESS_BEFORE = lazy_compile(r"\]\(<?[^\s()]{0,300}\Z")

_ESCAPED_PUNCTUATION = lazy_compile(r"\\[!-/:-@\[-`{-~]")


class MarkdownBlock(NamedTuple):
    """A block that is shown as text or raw HTML: its first line, from 0, and the line below it."""

    begin: int
    end: int
    is_html: bool


def templates_in(text: str) -> dict[str, re.Pattern[str]]:
    """Return the patterns of those `_TEMPLATE_MARKS` whose beginning occurs in the text."""
    has_braces = "{" in text and _TEMPLATE_BRACES.search(text) is not None
    first_characters = "{[" if has_braces else "["
    return {
        name: pattern
        for name, (begin, pattern) in _TEMPLATE_MARKS.items()
        if begin.part in first_characters and begin.part in text and begin.pattern.search(text)
    }


def required_characters(templates: Container[str]) -> tuple[str, ...]:
    """Return the characters of which every block with one of these templates contains at least one."""
    return ("{", "[") if _CONTENTS_MARK in templates or _WIKI_LINK in templates else ("{",)


class VisibleMarkup(NamedTuple):
    """The parts of a text that readers see."""

    blocks: Sequence[MarkdownBlock]
    brace_texts: Sequence[str]
    """Texts in which kramdown's braces remain."""
    labels: Container[str]
    """The normalized labels of links: with one for it, `[TOC]` is a link."""


def report_templates(
    template_patterns: Mapping[str, re.Pattern[str]],
    visible: VisibleMarkup,
    text: str,
    first_line: int,
    diagnostics: Diagnostics,
    *,
    html: bool,
) -> None:
    """Report template code that readers would see: it is neither in code nor escaped."""
    shown_text = _shown_blocks(visible.blocks, text, html, required_characters(template_patterns))
    for name, pattern in template_patterns.items():
        if name == _KRAMDOWN_MARK:
            remaining_braces = _remaining_braces(visible.brace_texts)
            template_match = (
                next((mark for mark in pattern.finditer(shown_text) if _without_quotes(mark[1]) in remaining_braces), None)
                if remaining_braces
                else None
            )
        elif name == _TEMPLATE_VALUE:
            # In an address, the broken link is reported instead. With a space it is not an address, so the link is shown as text.
            template_values = pattern.finditer(shown_text)
            template_match = next(
                (value for value in template_values if " " in value[0] or not _is_in_address(shown_text, value.start())), None
            )
        elif name == _WIKI_LINK:
            wiki_links = pattern.finditer(shown_text)
            template_match = next(
                (link for link in wiki_links if normalized_label(link[1].strip("![]")) not in visible.labels), None
            )
        else:
            template_match = pattern.search(shown_text)
        if not template_match or (name == _CONTENTS_MARK and "TOC" in visible.labels):
            continue
        begin = template_match.start(pattern.groups)
        line, column = shown_text.count("\n", 0, begin), begin - shown_text.rfind("\n", 0, begin)
        message = (
            f"{name} of another program is shown to readers: {shown_text[begin : min(template_match.end(), begin + 40)].rstrip()}"
        )
        hint = "write its result instead, or put it between ` and ` to show it as code"
        if name == _WIKI_LINK:
            hint = "write ![what it shows](file.jpg)" if shown_text[begin] == "!" else "write [text](file.md)"
        diagnostics.add(first_line + line, column, "W327", message, hint)


def _is_in_address(text: str, at: int) -> bool:
    """Whether this offset is within the address of a link."""
    return _LINK_ADDRESS_BEFORE.search(text, max(at - 303, 0), at) is not None


def _remaining_braces(contents: Iterable[str]) -> set[str]:
    """Return kramdown's braces that remain in the text. Others were applied as attributes and removed."""
    return {_without_quotes(mark) for content in contents for mark in _KRAMDOWN_BRACES.findall(content)}


_KRAMDOWN_BRACES = lazy_compile(r"\{:[^{}\n]{0,200}+\}")
_QUOTES_IN_BRACES = lazy_compile("[\"'“”‘’]")


def _without_quotes(mark: str) -> str:
    """Return the mark without quotation marks, because they may have become typographic."""
    return _QUOTES_IN_BRACES.sub("", mark)


def _shown_blocks(markdown_blocks: Sequence[MarkdownBlock], text: str, html: bool, marks: Iterable[str]) -> str:
    """Return the text with only the blocks that contain a mark; code, escapes and comments become NUL. Positions do not change."""
    lines = text.split("\n")
    shown_lines = [""] * len(lines)
    for begin, end, is_html in markdown_blocks:
        block = "\n".join(lines[begin:end])
        if not any(mark in block for mark in marks):
            continue
        if html:
            block = _HTML_COMMENT.sub(_comment_as_nul, block)
        if not is_html:
            block = _ESCAPED_PUNCTUATION.sub("\0\0", without_code(block, "\0"))
        shown_lines[begin:end] = block.split("\n")
    return "\n".join(shown_lines)


OPEN_HTML = lazy_compile(r"\s*<(?:[!?]|(?:script|pre|style|textarea)\b)", re.IGNORECASE)
"""The beginning of an HTML block that does not end at an empty line."""

_HTML_COMMENT = lazy_compile("<!--.*?(?:-->|\\Z)", re.DOTALL)


def _comment_as_nul(comment: re.Match[str]) -> str:
    return re.sub("[^\n]", "\0", comment[0])


_FOREIGN_TAG = lazy_compile("<(/?)([a-zA-Z][^\\s/>]*+)(?>(?:[^>=]++|=\\s*+(?>(?:\"[^\"]*+\"|'[^']*+')?))*)")
"""A tag with its attributes, whose values may contain what looks like a tag."""

_CONTAINER_ELEMENTS = frozenset(("audio", "form", "math", "object", "picture", "script", "select", "style", "svg", "video"))
"""Elements whose content is not reported separately."""

_ELEMENT_HINTS = {"script": "scripts belong into the theme", "style": "styles belong into the theme"}


class RawHtml(NamedTuple):
    """Raw HTML in a text, and the lines of its block: the first, from 0, and the line below it."""

    content: str
    begin: int
    end: int
    is_inline: bool


def report_elements(
    raw_html: Sequence[RawHtml], lines: Sequence[str], kept_tags: Collection[str], first_line: int, diagnostics: Diagnostics
) -> None:
    """Report the elements that the sanitiser removes from raw HTML: all except `kept_tags`. `lines` are those of the text."""
    positions: list[tuple[int, int]] = []
    for number, offset, name in _removed_elements(raw_html, kept_tags):
        raw = raw_html[number]
        if raw.is_inline:
            positions = positions or _inline_positions(raw_html, lines)
            line, column = positions[number][0], positions[number][1] + offset
        else:
            line, column = _position_in_block(raw, offset, lines)
        hint = _ELEMENT_HINTS.get(name, "link to what it shows, or write it as Markdown")
        diagnostics.add(first_line + line - 1, column, "W326", f"the element <{name[:20]}> was left out", hint)


def _removed_elements(raw_html: Iterable[RawHtml], kept_tags: Collection[str]) -> Iterator[tuple[int, int, str]]:
    """Yield the first element of each kind that is removed: the index of its raw HTML, its offset in it, its name."""
    reported_tags: set[str] = set()
    container_tag = ""
    for number, raw in enumerate(raw_html):
        for tag in _FOREIGN_TAG.finditer(_HTML_COMMENT.sub(_comment_as_nul, raw.content)):
            tag_name = tag[2].lower()
            if container_tag:
                container_tag = "" if tag[1] and tag_name == container_tag else container_tag
                continue
            if tag[1] or tag_name in kept_tags:
                continue
            container_tag = tag_name if tag_name in _CONTAINER_ELEMENTS else ""
            if tag_name not in reported_tags:
                reported_tags.add(tag_name)
                yield number, tag.start(), tag_name


def _position_in_block(raw: RawHtml, offset: int, lines: Sequence[str]) -> tuple[int, int]:
    """Return the line and column of an offset in an HTML block; what follows it in the line is equal in the source."""
    line = min(raw.begin + raw.content.count("\n", 0, offset), len(lines) - 1)
    line_end = raw.content.find("\n", offset)
    rest_of_line = raw.content[offset : line_end if line_end >= 0 else None].rstrip()
    return line + 1, max(len(lines[line].rstrip()) - len(rest_of_line), 0) + 1


_MARKUP_IN_LINE = lazy_compile(r"\\[!-/:-@\[-`{-~]|`++|<")
"""What can begin raw HTML, or make it text: an escape, or backticks."""


def _inline_positions(raw_html: Iterable[RawHtml], lines: Sequence[str]) -> list[tuple[int, int]]:
    """Return the line and column of each piece of raw HTML; the beginning of its block for one that is not found."""
    positions: list[tuple[int, int]] = []
    for (begin, end), raw_html_of_block in groupby(raw_html, key=lambda raw: (raw.begin, raw.end)):
        source = "\n".join(lines[begin:end])
        location = LinePositions(source, begin + 1).location
        code_end_by_begin = dict(code_spans(source))
        at = 0
        for raw in raw_html_of_block:
            tag = raw.content.partition("\n")[0]  # the next line may begin with the mark of a quote or the indent of a list
            begins_at = -1
            while begins_at < 0 and (mark := _MARKUP_IN_LINE.search(source, at)):
                if mark[0] == "<" and source.startswith(tag, mark.start()):
                    begins_at, at = mark.start(), mark.start() + len(tag)
                else:
                    at = code_end_by_begin.get(mark.start(), mark.end())
            positions.append(location(max(begins_at, 0)))
    return positions
