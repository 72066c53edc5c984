"""Reads texts from the events of pulldown-cmark (pyromark), which is written in Rust, with the same result as `rule_reader`.

pulldown-cmark is a hundred times as fast, and parses nearly all texts like the rules. Where the two may differ, the rules read a
whole text (footnotes), a top-level block (attributes), or the content of one paragraph, heading or item. So one unusual item does
not make a long list slow. `pulldown_differences` finds differences in the source, and the event handlers find them in events.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from digest.markdown import pulldown_differences
from digest.markdown.insertions import MarkedText, mark_plain_blocks
from digest.markdown.plain_blocks import plain_blocks
from digest.markdown.pulldown_blocks import Blocks
from digest.markdown.pulldown_source import SourceText
from digest.markdown.reading import Reading
from digest.markdown.rendered_blocks import BlockRenderer
from digest.markdown.rule_regions import regions, without_regions
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
    definitions = pyromark.reference_definitions(text, options=options) if _MAY_DEFINE.search(data) else {}
    if definitions and not pulldown_differences.definitions_agree(definitions, data):
        return None
    source = SourceText(data, unusual, options, definitions)
    is_rendered = _has_many_events(data) and not (source.may_have_cjk and pulldown_differences.may_join_lines(data))
    marked = without_plain_blocks(source, typography=reading.typography) if is_rendered else None
    return (marked and _read_events(make, source, marked)) or _read_events(make, source, MarkedText(text, text, {}))


_MAY_DEFINE = lazy_compile(rb"\]:")

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
    definitions = [data[each["span"]["start"] : each["span"]["end"]] for each in source.definitions.values()]
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
