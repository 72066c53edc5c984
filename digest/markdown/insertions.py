"""Where the HTML of plain blocks is inserted into what is read from events."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from digest.markdown.plain_blocks import PlainBlock
from digest.markdown.rendered_blocks import ITEM_MARK, MARK, Html


class Insertion(NamedTuple):
    """What is inserted at a paragraph that stands for plain blocks, or for the words of an item in one."""

    before: list[Html]
    behind: list[Html]
    is_item: bool


class Marked(NamedTuple):
    """A text of which events are read."""

    text: str
    """Marks stand for its plain blocks; all else is where it was in the text's UTF-8."""
    rest: str
    """All else, without the empty lines instead of plain blocks."""
    insertions: Mapping[int, Insertion]
    """By their places."""


def with_marks(data: bytes, blocks: Iterable[tuple[PlainBlock, Html]]) -> Marked:
    """A text in UTF-8 with marks for its plain blocks."""
    text: list[bytes] = []
    rest: list[bytes] = []
    insertions: dict[int, Insertion] = {}
    at = end = 0
    """All before `at` is in `text`, and all before `end` in the blocks or in `rest`."""
    last: list[Html] = []
    for (begin, behind, _, _, odd), html in blocks:
        between = data[end:begin]
        is_next = last and between.isspace()
        if not is_next:
            text += (_blank(end - at), between)
            rest.append(between)
            at = begin
        before: list[Html] = []
        words = html.text.split(ITEM_MARK) if odd else [html.text]
        first = Html(words[0], begin, html.heading) if odd else html
        if is_next:
            last.append(first)
        elif odd and odd[0][0] < begin + _LEAST:
            before.append(first)
        else:
            last = [first]
            insertions[begin] = Insertion(last, [], is_item=False)
            text.append(_MARK)
            at += 1
        for (start, stop), below in zip(odd, words[1:], strict=True):
            written = data[start:stop]
            text += (_blank(start - at), written)
            rest.append(written)
            last = [Html(below, begin)]
            insertions[start] = Insertion(before, last, is_item=True)
            before, at = [], stop
        end = behind
    text += (_blank(end - at), data[end:])
    rest.append(data[end:])
    return Marked(b"".join(text).decode(), b"\n".join(rest).decode(), insertions)


_MARK = MARK.encode()
_LEAST = 3
"""Bytes for a mark and an empty line."""


def _blank(length: int) -> bytes:
    """So many bytes that are blank, and begin and end a line: one long line is read faster than many short ones."""
    return b"\n" * length if length < _LEAST else b"\n" + b" " * (length - 2) + b"\n"
