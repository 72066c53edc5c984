"""Renders plain blocks with pulldown-cmark all at once; rejects others by suspect tags, links and text in their HTML, unusual
spaces, or marks beside CJK characters; splits the HTML at headings and items, and marks where it is inserted."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from digest.markdown import pulldown_differences
from digest.markdown.plain_blocks import MAX_STEPS, PlainBlock, blocks_of_run, item_text_offset
from digest.markdown.pulldown_differences import RARE_IN_UTF8, SourceText
from digest.markdown.rendered_text import (
    has_only_apostrophes,
    text_of_html,
    typographic_items,
    typographic_paragraphs,
    with_bare_links,
    with_quote_entities,
)
from digest.text.lazy_pattern import Positions, SearchPattern, lazy_compile

BLOCK_MARK, ITEM_MARK = "\x1a", "\x1b"
"""Marks for plain blocks or the text between two, and for the text of an item. Texts with control characters never get here."""

_BETWEEN_RENDERED, _RENDERED_BETWEEN = f"\n\n{BLOCK_MARK}\n\n".encode(), f"<p>{BLOCK_MARK}</p>\n"
_REST_OF_ADDRESS = r"[A-Za-z0-9/?:@=+$,_.!~*();#-]*+"
_PLAIN_ADDRESS = rf"""
    https?://[A-Za-z0-9-]{{1,40}}(?:\.[A-Za-z0-9-]{{1,40}}){{1,4}}(?::[0-9]{{1,5}})?(?=[/?\#"])
    {_REST_OF_ADDRESS}(?>(?:(?:&amp;|%[0-9A-Fa-f]{{2}}){_REST_OF_ADDRESS})*)
  | \#[A-Za-z0-9_-]*+
"""
"""An address of another site, or a fragment, that needs no encoding."""

_NON_PLAIN_TAG = r"(?:pre|img(?![^>]* loading=)|input|hr|table|h[1-6]></h|li>\n*<(?:/|ul|ol|h)|/[uo]l>\n<p>)"
_NON_PLAIN_LINK = rf'a\ (?!href="(?:{_PLAIN_ADDRESS})">)'
_EMPHASIS_END = r"/(?:em|strong)></a>"

_NON_PLAIN_BLOCK = lazy_compile("<" + _NON_PLAIN_TAG)
"""Tags because of which a block is read from events: code, and everything except text."""

_LEFTOVER_PATTERNS = {"*": r"\*\*", "]": r"\][\[(:]", "^": r"\[\^", "[": r"\)\["}
_LEFTOVER_MARKUP = tuple(SearchPattern(part, lazy_compile(pattern)) for part, pattern in _LEFTOVER_PATTERNS.items())
_NON_PLAIN_TEXT = lazy_compile(rf"{'|'.join(_LEFTOVER_PATTERNS.values())}|<(?x:{_NON_PLAIN_LINK})")
"""Text because of which a paragraph or item is read from events: other links, and invalid Markdown."""

_MARK_ENDS = tuple(SearchPattern(part, lazy_compile(pattern)) for part, pattern in (("*", r"\*</a>"), ("_", r"_</a>")))
_EMPHASIS_ENDS = lazy_compile(rf"[*_]</a>|<{_EMPHASIS_END}")
"""The end of a link together with the end of emphasis: parsed differently if runs of marks differ in length."""

_SUSPECT_IN_RENDERED = (
    *_LEFTOVER_MARKUP,
    *_MARK_ENDS,
    SearchPattern("<", lazy_compile(rf"<(?:{_NON_PLAIN_TAG}|{_EMPHASIS_END}|(?x:{_NON_PLAIN_LINK}))")),
)
"""All of these, with only one search for tags."""

_BREAK = lazy_compile("<br />")
_RENDERED_IMAGE = lazy_compile(rf'(<img\ src="(?:{_PLAIN_ADDRESS})"\ alt=)"([^"]+)"\ />', re.VERBOSE)
_DOUBLE_QUOTE = SearchPattern(b'"', lazy_compile(rb'"'))
_SINGLE_QUOTE = SearchPattern(b"'", lazy_compile(rb"'"))
_NON_APOSTROPHE = SearchPattern(b"'", lazy_compile(rb"'(?:(?<![A-Za-z]')|(?![A-Za-z])|(?<='[nN]'))"))
"""Single quotes other than apostrophes between letters, which are replaced whatever their context."""

_WIDE_SPACE = "[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]"
_WIDE_SPACES = lazy_compile(_WIDE_SPACE)
_WIDE_AT_END = lazy_compile(_WIDE_SPACE + r"(?:(?=[<\n])|(?<=[>\n].))")

_BARE_SCHEME = SearchPattern(b":", lazy_compile(rb"://(?<!\]\(https://)(?<!\]\(http://)"))
_HEADING_SIGN = ord("#")
_HEADING_BELOW = lazy_compile(rb"\n(?:\#|(?:---|===))")
"""The end of the line above a heading, or above the line that underlines a heading."""

_ITEM_WORDS = lazy_compile(r".*?(?=</li>|\n<[uo]l)", re.DOTALL)
"""The text of an item, without items below it."""


class RenderedHtml(NamedTuple):
    """The HTML of a plain block, of a heading in a run with the paragraphs below it, or of a part of a list."""

    text: str
    begin: int
    """Its offset in the source; for a part of a list, the offset of the list."""
    heading: str | None = None
    """The text of the heading with which it begins, before it becomes typographic; None for no heading."""


class Insertion(NamedTuple):
    """HTML that is inserted at a mark, which replaces plain blocks, or at the text of a list item within one."""

    before: list[RenderedHtml]
    after: list[RenderedHtml]
    is_item: bool


class MarkedText(NamedTuple):
    """A text whose events are read, with marks in place of its plain blocks."""

    text: str
    """The text with marks; everything else keeps its offset in UTF-8."""
    rest: str
    """The text without plain blocks, and without the blank lines that replace them."""
    insertions: Mapping[int, Insertion]
    """The insertions by their offset."""


class BlockRenderer:
    """Renders the plain blocks of one text, and decides by their HTML which of them really are plain."""

    def __init__(self, source: SourceText, render: Callable[[str], str], definitions: Sequence[bytes], *, typography: bool) -> None:
        """`render` converts Markdown to HTML; `definitions` are the text's link definitions."""
        self.source = source
        self.data = source.data
        self.render = render
        self.definitions = definitions
        self.typography = typography
        self.has_wide_space = _WIDE_SPACES.search(source.unusual) is not None
        rare = [_NON_APOSTROPHE, *(RARE_IN_UTF8[mark] for mark in source.rare_marks)] if typography else ()
        self.bare = Positions((_BARE_SCHEME,), source.data)
        """The offsets of addresses outside of links."""
        self.replaced = Positions((_DOUBLE_QUOTE, *rare), source.data)
        """The offsets in the source of signs that become typographic, except apostrophes between letters."""

    def rendered(self, blocks: Sequence[PlainBlock]) -> list[tuple[PlainBlock, list[RenderedHtml]]]:
        """Return the blocks that are plain judging by their HTML too; for a run that is not, those of its blocks that are."""
        rendered, single_blocks = [], list[PlainBlock]()
        for block, block_html, suspects in self._html_of_blocks(blocks):
            if html_of_blocks := self._parts_of_block(block, block_html, suspects):
                rendered.append(html_of_blocks)
            elif block.is_run and len(blocks_in_run := list(blocks_of_run(self.data, block))) > 1:
                single_blocks += blocks_in_run
        return sorted((*rendered, *self.rendered(single_blocks))) if single_blocks else rendered

    def _html_of_blocks(self, blocks: Sequence[PlainBlock]) -> Iterator[tuple[PlainBlock, str, list[int]]]:
        """Yield each block with its HTML and the offsets in it at which `_SUSPECT_IN_RENDERED` matches."""
        data = self.data
        joined_source = _BETWEEN_RENDERED.join(
            [data[block.begin : block.end] if not block.event_items else self._block_with_marks(block) for block in blocks]
        )
        rendered_html = self.render(_BETWEEN_RENDERED.join((joined_source, *self.definitions)).decode())
        rendered_html = _BREAK.sub("<br>", rendered_html)  # without a match, takes three quarters of the time of str.replace
        if "<img" in rendered_html:
            rendered_html = _RENDERED_IMAGE.sub(_with_lazy_loading, rendered_html)
        html_parts = rendered_html.split(_RENDERED_BETWEEN)
        if len(html_parts) - len(blocks) not in (0, 1):
            return
        suspect_positions = Positions(_SUSPECT_IN_RENDERED, rendered_html)
        end = -len(_RENDERED_BETWEEN)
        for block, block_html in zip(blocks, html_parts, strict=False):
            begin = end + len(_RENDERED_BETWEEN)
            end = begin + len(block_html)
            yield block, block_html, [at - begin for at in suspect_positions.within(begin, end)] if suspect_positions.found else []

    def _parts_of_block(
        self, block: PlainBlock, block_html: str, suspects: Sequence[int]
    ) -> tuple[PlainBlock, list[RenderedHtml]] | None:
        """Return the block and its HTML, split before each heading; None if it is not plain."""
        if block_html.count("<li>") != block.items or not (block_html.isascii() or self._is_plain_beyond_ascii(block, block_html)):
            return None
        if suspects:
            block, block_html = self._without_non_plain_items(block, block_html, suspects)
        if self.bare.within(block.begin, block.end):
            block_html = with_bare_links(block_html)
        if not block_html:
            return None
        if "<h" not in block_html:
            block_html = self._filled_block(block, block_html)
            return (block, [RenderedHtml(block_html, block.begin)]) if block_html else None
        html_above, *html_of_headings = block_html.split("<h")
        offsets = self._heading_offsets(block) if block.is_run else [block.begin]
        if len(offsets) != len(html_of_headings):
            return None
        rendered_parts = [RenderedHtml(html_above, block.begin)] if html_above else []
        for begin, text in zip(offsets, html_of_headings, strict=True):
            rendered_parts.append(RenderedHtml("<h" + text, begin, text_of_html(text[2 : text.index("</h")])))
        ends = (*[part.begin for part in rendered_parts[1:]], block.end)
        rendered_parts = [
            part._replace(text=self._filled_block(block._replace(begin=part.begin, end=end), part.text))
            for part, end in zip(rendered_parts, ends, strict=True)
        ]
        return (block, rendered_parts) if all(part.text for part in rendered_parts) else None

    def _heading_offsets(self, run: PlainBlock) -> list[int]:
        """Return the offsets of a run's headings."""
        data, above = self.data, max(run.begin - 1, 0)
        heading_offsets = [] if above or not data.startswith(b"#") else [0]
        for line_end in _HEADING_BELOW.finditer(data, above, run.end):
            at = line_end.start()
            heading_offsets.append(at + 1 if data[at + 1] == _HEADING_SIGN else data.rfind(b"\n", 0, at) + 1)
        return heading_offsets

    def _filled_block(self, block: PlainBlock, block_html: str) -> str:
        """Return the HTML with typographic quotes and signs; '' if they may have to stay."""
        offsets = self.replaced.within(block.begin, block.end)
        if not self.typography:
            return with_quote_entities(block_html) if offsets else block_html
        if not offsets:
            if "'" not in block_html:
                return block_html
            if has_only_apostrophes(block_html):
                return block_html.replace("'", "’")
        if block.is_run:
            return typographic_paragraphs(block_html, self.source.rare_marks)
        items = self._items_at(block, sorted((*offsets, *self._single_quotes.within(block.begin, block.end))))
        return typographic_items(block_html, items, self.source.rare_marks)

    @cached_property
    def _single_quotes(self) -> Positions:
        """The offsets of single quotes and apostrophes."""
        return Positions((_SINGLE_QUOTE,), self.data)

    def _without_non_plain_items(self, block: PlainBlock, block_html: str, suspects: Sequence[int]) -> tuple[PlainBlock, str]:
        """Return the block and its HTML with marks for the text of items that are not plain; '' as HTML if the block is not plain.

        `suspects` are the offsets in the HTML at which `_SUSPECT_IN_RENDERED` matches.
        """
        lines = self.data[block.first : block.end].split(b"\n")
        if any(_NON_PLAIN_BLOCK.match(block_html, at) for at in suspects) or (
            len(lines) != block.items and block.first < block.end
        ):
            return block, ""
        non_plain_offsets = [at for at in suspects if _NON_PLAIN_TEXT.match(block_html, at)]
        emphasis_ends = [at for at in suspects if _EMPHASIS_ENDS.match(block_html, at)]
        if (len(non_plain_offsets) + len(emphasis_ends)) * len(block_html) > MAX_STEPS:
            return block, ""
        item_numbers = {block_html.count("<li>", 0, offset) for offset in non_plain_offsets}
        for offset in emphasis_ends:
            number = block_html.count("<li>", 0, offset) if block.first < block.end else 0
            item_line = lines[number - 1] if number else self.data[block.begin : block.first]
            if pulldown_differences.has_mixed_runs(item_line[item_text_offset(item_line, 0) :]):
                item_numbers.add(number)
        if not item_numbers:
            return block, block_html
        if 0 in item_numbers or block.first == block.end or 2 * (len(item_numbers) + len(block.event_items)) > block.items:
            return block, ""
        html_of_items = block_html.split("<li>")
        event_items, begin = list(block.event_items), block.first
        for number, line in enumerate(lines, 1):
            end = begin + len(line)
            if number in item_numbers:
                event_items.append((item_text_offset(self.data, begin), end))
                html_of_items[number] = _ITEM_WORDS.sub(ITEM_MARK, html_of_items[number], count=1)
            begin = end + 1
        return block._replace(event_items=tuple(sorted(event_items))), "<li>".join(html_of_items)

    def _block_with_marks(self, block: PlainBlock) -> bytes:
        """Return the block's source, with marks in offset of the text that is read from events."""
        marked_parts, at = [], block.begin
        for begin, end in block.event_items:
            marked_parts.append(self.data[at:begin])
            at = end
        return ITEM_MARK.encode().join([*marked_parts, self.data[at : block.end]])

    def _is_plain_beyond_ascii(self, block: PlainBlock, block_html: str) -> bool:
        """Whether non-ASCII characters do not change the result: spaces, and emphasis marks beside Chinese, Japanese and Korean."""
        if self.has_wide_space and _WIDE_AT_END.search(block_html):
            return False
        if not self.source.may_have_cjk:
            return True
        return not any(
            pulldown_differences.differs_beside_cjk(self.data[begin:end].decode(), is_block=is_block)
            for begin, end, is_block in self._text_beside_cjk(block)
        )

    def _text_beside_cjk(self, block: PlainBlock) -> Iterator[tuple[int, int, bool]]:
        """Yield begin and end of each line with emphasis marks beside such characters, and whether it is a whole block."""
        data, line_end = self.data, block.begin
        for at in self.source.cjk_marks.within(block.begin, block.end):
            if at < line_end:
                continue
            line = data.rfind(b"\n", block.begin, at) + 1 or block.begin
            line_end = data.find(b"\n", at)
            is_alone = data[line] == _HEADING_SIGN or block.first <= at
            if not is_alone and block.is_run:
                begin = data.rfind(b"\n\n", block.begin, at)
                is_alone = line in (block.begin, begin + 2) and data[line_end : line_end + 2] in (b"\n\n", b"\n")
            yield line, line_end, is_alone

    def _items_at(self, block: PlainBlock, offsets: Iterable[int]) -> set[int]:
        """Return at least the items that contain these ordered offsets, by number: from 1, and 0 for the text above the list."""
        is_item_a_line = block.first < block.end and self.data.count(b"\n", block.first, block.end) + 1 == block.items
        if block.items and not is_item_a_line:
            return set(range(block.items + 1))
        item_numbers = set()
        at, item_number = block.first, 1
        for offset in offsets:
            if offset < block.first:
                item_numbers.add(0)
            else:
                item_number += self.data.count(b"\n", at, offset)
                at = offset
                item_numbers.add(item_number)
        return item_numbers


def _with_lazy_loading(image: re.Match[str]) -> str:
    alt = image[2].replace("&#39;", "'")
    return f'{image[1]}"{alt}" loading="lazy">'


_INSERTION_MARK = BLOCK_MARK.encode()
_MIN_MARK_BYTES = 3
"""The size of a mark and an empty line."""


def mark_plain_blocks(data: bytes, blocks: Iterable[tuple[PlainBlock, list[RenderedHtml]]]) -> MarkedText:
    """Return a text, given in UTF-8, with marks in place of its plain blocks."""
    marked_text: list[bytes] = []
    data_outside: list[bytes] = []
    insertions: dict[int, Insertion] = {}
    at = end = 0
    """Everything before `at` is in `marked_text`, everything before `end` in a block or in `rest`."""
    last_html: list[RenderedHtml] = []
    for (begin, block_end, _, _, item_spans, _), parts in blocks:
        data_between = data[end:begin]
        is_next = last_html and data_between.isspace()
        if not is_next:
            marked_text += (_blank_lines(end - at), data_between)
            data_outside.append(data_between)
            at = begin
        html_before: list[RenderedHtml] = []
        item_texts = parts[-1].text.split(ITEM_MARK) if item_spans else []
        if item_spans:
            parts = [*parts[:-1], parts[-1]._replace(text=item_texts[0])]
        if is_next:
            last_html += parts
        elif item_spans and item_spans[0][0] < begin + _MIN_MARK_BYTES:
            html_before += parts
        else:
            last_html = parts
            insertions[begin] = Insertion(last_html, [], is_item=False)
            marked_text.append(_INSERTION_MARK)
            at += 1
        for (item_begin, item_end), words_below in zip(item_spans, item_texts[1:], strict=True):
            insertion_text = data[item_begin:item_end]
            marked_text += (_blank_lines(item_begin - at), insertion_text)
            data_outside.append(insertion_text)
            last_html = [RenderedHtml(words_below, begin)]
            insertions[item_begin] = Insertion(html_before, last_html, is_item=True)
            html_before, at = [], item_end
        end = block_end
    marked_text += (_blank_lines(end - at), data[end:])
    data_outside.append(data[end:])
    return MarkedText(b"".join(marked_text).decode(), b"\n".join(data_outside).decode(), insertions)


def _blank_lines(length: int) -> bytes:
    """Return this number of blank bytes, as few lines as possible: one long line is read faster than many short ones."""
    return b"\n" * length if length < _MIN_MARK_BYTES else b"\n" + b" " * (length - 2) + b"\n"
