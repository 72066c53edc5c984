"""What pulldown-cmark and markdown-it's rules could read differently, as far as the source of a text says.

pulldown-cmark reads CommonMark and tables as markdown-it does, but for corners that a differential search has found
(`tests/articles/test_pulldown.py`), and it knows nothing of what the dialect adds. Each test here is a safe one: it may be true too
often, which costs time, and never too seldom. What is seen in pulldown-cmark's events is in `pulldown`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from digest.articles.cjk import is_cjk
from digest.articles.labels import normalized_label
from digest.patterns import later

_MARKS = r"(?>(?:[ \t>*+-]|[0-9]{1,9}[.)])*)"
"""What may stand before a line that is in lists and quotes."""

_ALLOWED = bytes(code for code in range(256) if code in b"\t\n" or (code >= 0x20 and code != 0x7F))
_SEPARATORS = ("\x85", "\u2028", "\u2029")


def holds_odd_space(text: str, data: bytes) -> bool:
    """Whether a text, with its UTF-8, holds control characters or separators of lines: the two take them for different space."""
    return bool(data.translate(None, _ALLOWED)) or (not text.isascii() and any(each in text for each in _SEPARATORS))


_INLINE_NOTE = re.compile(r"\^\[")
_NOTE = re.compile(rf"^{_MARKS}(?:\[[ xX]\][ \t]++)?{_MARKS}\[\^[^\]\n]++\]:", re.MULTILINE)


def holds_notes(text: str) -> bool:
    """Whether a text may define footnotes, also where they are referred to."""
    return "^" in text and (_INLINE_NOTE.search(text) is not None or defines_notes(text))


_DEFINING = re.compile(r"\n[ \t>*+-]*(?:[:~][ \t]|\[\^)")


def defines_within(source: str) -> bool:
    """Whether a line that begins within this code or HTML may be a definition to markdown-it, which ends the paragraph there."""
    return "\n" in source and _DEFINING.search(source) is not None


def defines_notes(text: str) -> bool:
    """Whether a text may define footnotes."""
    return _NOTE.search(text) is not None


class Row(NamedTuple):
    """Something on which the two may differ."""

    part: str
    """This stands in every text that holds it: one character is found thirty times as fast as two."""
    pattern: re.Pattern[str]


BLOCKS = (
    # Tables: which lines begin and end one, and that one ends a paragraph.
    Row("|", re.compile(r"^[^\n|]*+\|[^\n]*+\n(?=[^\n-]*+-)[ \t>*+\-0-9.)|:]*+$", re.MULTILINE)),
    # Attributes of blocks, and of what stands in them.
    Row("{", re.compile(r"\{:")),
)
"""What sends a block of the top level to the rules."""

INLINES = (
    # White space at the end of a line, behind a tab or a backslash.
    Row("\t", re.compile(r"\t *$", re.MULTILINE)),
    Row("\\", re.compile(r"\\ +$", re.MULTILINE)),
    # References to what is no character.
    Row(
        "&",
        re.compile(
            r"&#(?!(?:3[2-9]|[4-9][0-9]|1[01][0-9]|12[0-6]|1[6-9][0-9]|[2-9][0-9]{2}|[1-9][0-9]{3});|[xX][2-7][0-9a-eA-E];)"
        ),
    ),
)
"""What sends one paragraph, heading or item to the rules."""


def places(rows: tuple[Row, ...], text: str) -> list[int]:
    """Where in the UTF-8 of a text something of these ends, in order, and one place behind all of it."""
    found = [match.end() - 1 for row in rows if row.part in text for match in row.pattern.finditer(text)]
    if found and not text.isascii():
        found = list(_in_bytes(text, sorted(found)))
    return [*sorted(found), 4 * len(text) + 4]


def _in_bytes(text: str, places: list[int]) -> Iterator[int]:
    at = length = 0
    for place in places:
        length += len(text[at:place].encode())
        at = place
        yield length


_FAR = later("[\u0870-\u08ff\u1100-\u11ff\u20a9\u2329\u232a\u2630-\u2637\u268a-\u268f\u2b96-\U0010ffff]")


def is_far(text: str) -> bool:
    """Whether a text may hold Chinese, Japanese or Korean, variation selectors, or characters that Unicode added of late."""
    return not text.isascii() and _FAR.search(text) is not None


_RUN = re.compile(r"(?<=([^\s]))(?:\*++|_++|~++)(?=([^\s]))")
_SELECTORS = later("[\ufe00-\ufe0f\U000e0100-\U000e01ef][*_~]")


_BESIDE = re.compile(rb"(?:[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3})[*_~]|[*_~][\xe0-\xf4]")


def places_beside_far(data: bytes) -> list[int]:
    """Where in the UTF-8 of a text marks stand beside characters that are far from ASCII, and one place behind all of it."""
    return [*(found.end() - 1 for found in _BESIDE.finditer(data)), 4 * len(data) + 4]


def differs_beside_cjk(source: str) -> bool:
    """Whether marks stand between such characters that only the dialect lets them count, or that one of the two may not know."""
    if _SELECTORS.search(source):
        return True
    for found in _RUN.finditer(source):
        before, behind = found[1], found[2]
        if before.isascii() and behind.isascii():
            continue
        kinds = unicodedata.category(before), unicodedata.category(behind)
        if "Cn" in kinds:
            return True
        if (kinds[0][0] in "PS") != (kinds[1][0] in "PS") and (is_cjk(before) or is_cjk(behind)):
            return True
    return False


_LABELLED = rb"(?>(?: {0,3}>)*) {0,3}(?>(?:[*+-]|[0-9]{1,9}[.)])?) {0,3}\[(?>(?:[^\[\]\\]|\\.){1,999})\]:"
_END = re.compile(rb"[ \t]*+(?:\Z|\n)")
_EMPTY = re.compile(rb"[ \t>]*+(?:\Z|\n)")
_ABOVE = re.compile(rb"[ \t>]*+\Z|" + _LABELLED)


def is_certain(definitions: Mapping[str, Any], data: bytes) -> bool:
    """Whether the two find the same definitions of links: each stands on one line, with a label of its own, above no other line."""
    lines = {data.rfind(b"\n", 0, each["span"]["start"]) + 1 for each in definitions.values()}
    for label, each in definitions.items():
        begin, end = each["span"]["start"], each["span"]["end"]
        if label.startswith("^") or (not label.isascii() and label.casefold() != label.lower()):
            return False
        written = data[begin:end]
        if b"\n" in written or b"\\" in written or b"&#" in written or not (behind := _END.match(data, end)):
            return False
        if behind.end() not in lines and not _EMPTY.match(data, behind.end()):
            return False
        line = data.rfind(b"\n", 0, begin) + 1
        if not _ABOVE.match(data[data.rfind(b"\n", 0, max(line - 1, 0)) + 1 : max(line - 1, 0)]):
            return False
    labels = [normalized_label(found[1].decode()) for found in _LABEL.finditer(data)]
    return len(labels) == len(set(labels))


_LABEL = re.compile(rb"^(?>(?:[ \t>*+-]|[0-9]{1,9}[.)])*)\[((?>(?:[^\[\]\\]|\\.){1,999}))\]:", re.MULTILINE)
