"""Finds the regions of a text that markdown-it's rules must read, because pulldown-cmark's events are not enough for a block."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Set
from typing import Any


def _top_blocks(events: Iterable[Any]) -> Iterator[tuple[int, int]]:
    """Yield the begin and end of each top-level block."""
    end = 0
    for event, span in events:
        if span["start"] >= end and (event == "Rule" or "Start" in event):
            end = span["end"]
            yield span["start"], end


CONTINUATION = re.compile(rb"[ \t]|(?:[-+*]|[0-9]{1,9}[.)])(?![^ \t\n])|[:~]")


def regions(
    refused: Set[tuple[int, int]], data: bytes, events: Iterable[Any], boundaries: Container[int] = ()
) -> Iterator[tuple[int, int]]:
    """Yield the begin and end of each region that the rules read: the refused blocks and their neighbours.

    A region never extends over a block that begins at one of the `boundaries`.
    """
    tops = list(_top_blocks(events))
    numbers = {top: number for number, top in enumerate(tops)}
    first_top, last_top = 0, 0
    for number in sorted(numbers[top] for top in refused):
        begin = number
        while (
            begin > last_top
            and tops[begin - 1][0] not in boundaries
            and (begin == number or not _is_region_boundary(data, tops[begin][0]))
        ):
            begin -= 1
        if begin > last_top:
            if last_top:
                yield _line_offsets(data, tops, first_top, last_top)
            first_top = begin
        last_top = number + 1
        while (
            last_top < len(tops)
            and tops[last_top][0] not in boundaries
            and (last_top == number + 1 or not _is_region_boundary(data, tops[last_top][0]))
        ):
            last_top += 1
    if last_top:
        yield _line_offsets(data, tops, first_top, last_top)


def _line_offsets(data: bytes, tops: list[tuple[int, int]], first_top: int, last_top: int) -> tuple[int, int]:
    """Return the offsets of the first line of these blocks and of the line below them."""
    end = data.rfind(b"\n", 0, tops[last_top][0]) + 1 if last_top < len(tops) else len(data)
    return data.rfind(b"\n", 0, tops[first_top][0]) + 1, end


def _is_region_boundary(data: bytes, at: int) -> bool:
    """Whether both parsers end all blocks above this offset: the line above is empty, and the text here cannot continue a block."""
    line_above = data.rfind(b"\n", 0, at - 1) + 1
    return data[at - 1 : at] == b"\n" and not data[line_above : at - 1].strip() and not CONTINUATION.match(data, at)


def without_regions(regions: Iterable[tuple[int, int]], events: Iterable[Any]) -> Iterator[Any]:
    """Yield the events, with the events of each region replaced by one."""
    region_spans = iter(regions)
    begin, end = next(region_spans)
    is_inside = False
    for event, span in events:
        at = span["start"]
        if at >= end and span["end"] > end:
            begin, end = next(region_spans, (_BEYOND_THE_END, _BEYOND_THE_END))
            is_inside = False
        if at < begin:
            yield event, span
        elif not is_inside:
            is_inside = True
            yield {"Region": None}, {"start": begin, "end": end}


_BEYOND_THE_END = 1 << 60
