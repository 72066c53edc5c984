"""Where the HTML of plain blocks is inserted into what is read from events."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from digest.markdown.plain_blocks import PlainBlock
from digest.markdown.rendered_blocks import BLOCK_MARK, ITEM_MARK, RenderedHtml


class Insertion(NamedTuple):
    """What is inserted at a paragraph that stands for plain blocks, or for the words of an item in one."""

    before: list[RenderedHtml]
    behind: list[RenderedHtml]
    is_item: bool


class Marked(NamedTuple):
    """A text of which events are read."""

    text: str
    """Marks stand for its plain blocks; all else is where it was in the text's UTF-8."""
    rest: str
    """All else, without the empty lines instead of plain blocks."""
    insertions: Mapping[int, Insertion]
    """The insertions by their places."""


def with_marks(data: bytes, blocks: Iterable[tuple[PlainBlock, list[RenderedHtml]]]) -> Marked:
    """A text in UTF-8 with marks for its plain blocks."""
    text: list[bytes] = []
    data_outside: list[bytes] = []
    insertions: dict[int, Insertion] = {}
    at = end = 0
    """All before `at` is in `text`, and all before `end` in the blocks or in `rest`."""
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
        elif item_spans and item_spans[0][0] < begin + _LEAST_BYTES:
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
    return Marked(b"".join(text).decode(), b"\n".join(data_outside).decode(), insertions)


_INSERTION_MARK = BLOCK_MARK.encode()
_LEAST_BYTES = 3
"""Bytes for a mark and an empty line."""


def _blank_lines(length: int) -> bytes:
    """So many bytes that are blank, and begin and end a line: one long line is read faster than many short ones."""
    return b"\n" * length if length < _LEAST_BYTES else b"\n" + b" " * (length - 2) + b"\n"
