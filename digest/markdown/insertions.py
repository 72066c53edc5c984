"""The positions at which the HTML of plain blocks is inserted between blocks that are read from events."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from digest.markdown.plain_blocks import PlainBlock
from digest.markdown.rendered_blocks import BLOCK_MARK, ITEM_MARK, RenderedHtml


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


def mark_plain_blocks(data: bytes, blocks: Iterable[tuple[PlainBlock, list[RenderedHtml]]]) -> MarkedText:
    """Return a text, given in UTF-8, with marks in place of its plain blocks."""
    text: list[bytes] = []
    data_outside: list[bytes] = []
    insertions: dict[int, Insertion] = {}
    at = end = 0
    """Everything before `at` is in `text`, everything before `end` in a block or in `rest`."""
    last_html: list[RenderedHtml] = []
    for (begin, block_end, _, _, item_spans, _), parts in blocks:
        data_between = data[end:begin]
        is_next = last_html and data_between.isspace()
        if not is_next:
            text += (_blank_lines(end - at), data_between)
            data_outside.append(data_between)
            at = begin
        html_before: list[RenderedHtml] = []
        words = parts[-1].text.split(ITEM_MARK) if item_spans else []
        if item_spans:
            parts = [*parts[:-1], parts[-1]._replace(text=words[0])]
        if is_next:
            last_html += parts
        elif item_spans and item_spans[0][0] < begin + _MIN_BYTES:
            html_before += parts
        else:
            last_html = parts
            insertions[begin] = Insertion(last_html, [], is_item=False)
            text.append(_INSERTION_MARK)
            at += 1
        for (start, stop), words_below in zip(item_spans, words[1:], strict=True):
            insertion_text = data[start:stop]
            text += (_blank_lines(start - at), insertion_text)
            data_outside.append(insertion_text)
            last_html = [RenderedHtml(words_below, begin)]
            insertions[start] = Insertion(html_before, last_html, is_item=True)
            html_before, at = [], stop
        end = block_end
    text += (_blank_lines(end - at), data[end:])
    data_outside.append(data[end:])
    return MarkedText(b"".join(text).decode(), b"\n".join(data_outside).decode(), insertions)


_INSERTION_MARK = BLOCK_MARK.encode()
_MIN_BYTES = 3
"""The size of a mark and an empty line."""


def _blank_lines(length: int) -> bytes:
    """Return this number of blank bytes, as few lines as possible: one long line is read faster than many short ones."""
    return b"\n" * length if length < _MIN_BYTES else b"\n" + b" " * (length - 2) + b"\n"
