"""Reads a whole text with pulldown-cmark (pyromark, written in Rust): its versions and options, the estimate of the number of
events, and the regions of top-level blocks that `rule_reader.py` must read instead; the result is the same.

pulldown-cmark is a hundred times as fast, and parses nearly all texts like the rules. Where the two may differ, the rules read a
whole text (footnotes), a top-level block (attributes), or the content of one paragraph, heading or item. So one unusual item does
not make a long list slow. `pulldown_differences` finds differences in the source, and the event handlers find them in events.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Set
from functools import partial
from typing import Any

from digest.markdown import pulldown_differences
from digest.markdown.plain_blocks import CONTINUATION, plain_blocks
from digest.markdown.pulldown_blocks import Blocks
from digest.markdown.pulldown_differences import SourceText
from digest.markdown.reading import Reading
from digest.markdown.rendered_blocks import BlockRenderer, MarkedText, mark_plain_blocks
from digest.text.lazy_pattern import lazy_compile

COMPARED_VERSIONS = ("0.10.3",)
"""The versions of pyromark that were compared with markdown-it: others may parse some texts differently."""

try:
    import pyromark
except ImportError:  # some platforms have no wheel
    IS_USABLE = False
else:
    IS_USABLE = pyromark.__version__ in COMPARED_VERSIONS
    OPTIONS = pyromark.Options.ENABLE_TABLES | pyromark.Options.ENABLE_TASKLISTS
    _OPTIONS_WITH_STRIKES = OPTIONS | pyromark.Options.ENABLE_STRIKETHROUGH


def read_events(make: Callable[[], Reading]) -> Reading | None:
    """Read the text into a new `Reading` from `make`; None if the rules must read it."""
    reading = make()
    text, data, unusual, _ = reading.source
    if not text.endswith("\n"):
        text, data = text + "\n", data + b"\n"
    if pulldown_differences.has_control_characters(unusual) or pulldown_differences.may_contain_footnotes(text):
        return None
    options = _OPTIONS_WITH_STRIKES if "~" in text and "~~" in text else OPTIONS
    definitions = pyromark.reference_definitions(text, options=options) if _DEFINITION_SIGN.search(data) else {}
    if definitions and not pulldown_differences.definitions_agree(definitions, data):
        return None
    source = SourceText(data, unusual, options, definitions)
    is_rendered = _has_many_events(data) and not (source.may_have_cjk and pulldown_differences.may_join_lines(data))
    marked_text = without_plain_blocks(source, typography=reading.typography) if is_rendered else None
    return (marked_text and _read_events(make, source, marked_text)) or _read_events(make, source, MarkedText(text, text, {}))


_DEFINITION_SIGN = lazy_compile(rb"\]:")

MANY_EVENTS = 10
"""The number of events per block from which rendering a block and checking its HTML is faster than reading its events."""


SAMPLED_TEXT = 8 * 1024
"""Bytes in the middle of a text that are sampled to estimate the number of events."""


def _has_many_events(data: bytes) -> bool:
    """Whether there are about `MANY_EVENTS` events per block, estimated from the marks and lines in the middle of the text."""
    begin = max(0, (len(data) - SAMPLED_TEXT) // 2)
    data = data[begin : begin + SAMPLED_TEXT]
    blocks = data.count(b"\n\n") + 1
    lines = data.count(b"\n") - blocks
    return 4 * data.count(b"[") + data.count(b"*") + data.count(b"`") + 2 * lines >= MANY_EVENTS * blocks


def without_plain_blocks(source: SourceText, *, typography: bool) -> MarkedText | None:
    """Return the text with marks in place of its plain blocks; None if it has none."""
    data = source.data
    blocks = list(plain_blocks(data))
    if not blocks:
        return None
    definitions = [data[definition["span"]["start"] : definition["span"]["end"]] for definition in source.definitions.values()]
    render = partial(pyromark.html, options=source.options)
    return mark_plain_blocks(data, BlockRenderer(source, render, definitions, typography=typography).rendered(blocks))


def _read_events(make: Callable[[], Reading], source: SourceText, marked_text: MarkedText) -> Reading | None:
    """Read the text, with or without marks for plain blocks; None if this failed."""

    def events() -> Iterator[Any]:
        return pyromark.events_with_range(marked_text.text, options=source.options, merge_text=True)

    reading = make()
    reader = Blocks(reading, source, marked_text, events())
    if not reader.handle_events():
        return None
    if reader.refused_blocks:
        parts_for_rules = list(regions(reader.refused_blocks, source.data, events(), marked_text.insertions))
        reading = make()
        reader = Blocks(reading, source, marked_text, without_regions(parts_for_rules, events()))
        if not reader.handle_events() or reader.refused_blocks:
            return None
    return reading


_BEYOND_THE_END = 1 << 60


def regions(
    refused: Set[tuple[int, int]], data: bytes, events: Iterable[Any], boundaries: Container[int] = ()
) -> Iterator[tuple[int, int]]:
    """Yield the begin and end of each region that the rules read: the refused blocks and their neighbours.

    A region never extends over a block that begins at one of the `boundaries`.
    """
    top_blocks = list(_top_level_blocks(events))
    number_of_block = {top: number for number, top in enumerate(top_blocks)}
    first_top, last_top = 0, 0
    for number in sorted(number_of_block[top] for top in refused):
        begin = number
        while (
            begin > last_top
            and top_blocks[begin - 1][0] not in boundaries
            and (begin == number or not _is_region_boundary(data, top_blocks[begin][0]))
        ):
            begin -= 1
        if begin > last_top:
            if last_top:
                yield _region_offsets(data, top_blocks, first_top, last_top)
            first_top = begin
        last_top = number + 1
        while (
            last_top < len(top_blocks)
            and top_blocks[last_top][0] not in boundaries
            and (last_top == number + 1 or not _is_region_boundary(data, top_blocks[last_top][0]))
        ):
            last_top += 1
    if last_top:
        yield _region_offsets(data, top_blocks, first_top, last_top)


def _region_offsets(data: bytes, top_blocks: list[tuple[int, int]], first_top: int, last_top: int) -> tuple[int, int]:
    """Return the offsets of the first line of these blocks and of the line below them."""
    end = data.rfind(b"\n", 0, top_blocks[last_top][0]) + 1 if last_top < len(top_blocks) else len(data)
    return data.rfind(b"\n", 0, top_blocks[first_top][0]) + 1, end


def _is_region_boundary(data: bytes, at: int) -> bool:
    """Whether both parsers end all blocks above this offset: the line above is empty, and the text here cannot continue a block."""
    line_above = data.rfind(b"\n", 0, at - 1) + 1
    return data[at - 1 : at] == b"\n" and not data[line_above : at - 1].strip() and not CONTINUATION.match(data, at)


def without_regions(regions: Iterable[tuple[int, int]], events: Iterable[Any]) -> Iterator[Any]:
    """Yield the events, with the events of each region replaced by one."""
    region_spans = iter(regions)
    region_begin, region_end = next(region_spans)
    is_inside = False
    for event, event_span in events:
        at = event_span["start"]
        if at >= region_end and event_span["end"] > region_end:
            region_begin, region_end = next(region_spans, (_BEYOND_THE_END, _BEYOND_THE_END))
            is_inside = False
        if at < region_begin:
            yield event, event_span
        elif not is_inside:
            is_inside = True
            yield {"Region": None}, {"start": region_begin, "end": region_end}


def _top_level_blocks(events: Iterable[Any]) -> Iterator[tuple[int, int]]:
    """Yield the begin and end of each top-level block."""
    block_end = 0
    for event, event_span in events:
        if event_span["start"] >= block_end and (event == "Rule" or "Start" in event):
            block_end = event_span["end"]
            yield event_span["start"], block_end
