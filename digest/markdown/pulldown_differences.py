"""Finds in the source of a text what pulldown-cmark and markdown-it's rules may read differently.

pulldown-cmark reads CommonMark and tables as markdown-it does, except for rare cases that a differential search has found
(`tests/markdown/test_pulldown_reader.py`), and it lacks the additions of the dialect. Each test here is safe: it may be true too
often, which costs time, but never misses a difference. `pulldown_reader` finds differences that show in events.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from digest.markdown.link_labels import normalized_label
from digest.markdown.search_positions import Positions, Sought
from digest.text.characters import is_cjk
from digest.text.lazy_pattern import lazy_compile

_BLOCK_MARKS = r"(?>(?:[ \t>*+-]|[0-9]{1,9}[.)])*)"
"""What may stand before a line that is in lists and quotes."""

_ODD_SPACE = lazy_compile("[\x00-\x1f\x7f\x85\u2028\u2029]")


def holds_odd_space(unusual: str) -> bool:
    """Whether control characters or separators of lines, which the two read differently, are among a text's unusual characters."""
    return _ODD_SPACE.search(unusual) is not None


_INLINE_NOTE = lazy_compile(r"\^\[")
_NOTE_DEFINITION = lazy_compile(rf"^{_BLOCK_MARKS}(?:\[[ xX]\][ \t]++)?{_BLOCK_MARKS}\[\^[^\]\n]++\]:", re.MULTILINE)


def holds_notes(text: str) -> bool:
    """Whether a text may define footnotes, also where they are referred to."""
    return "^" in text and (_INLINE_NOTE.search(text) is not None or defines_notes(text))


_DEFINING_LINE = lazy_compile(r"\n[ \t>*+-]*(?:[:~][ \t]|\[\^)")


def defines_within(source: str) -> bool:
    """Whether a line that begins within this code or HTML may be a definition to markdown-it, which ends the paragraph there."""
    return "\n" in source and _DEFINING_LINE.search(source) is not None


def defines_notes(text: str) -> bool:
    """Whether a text may define footnotes."""
    return _NOTE_DEFINITION.search(text) is not None


ODD_BLOCKS = (
    # Tables, but for those of `pulldown_tables`: which lines begin and end one, and that one ends a paragraph. Looked for from the
    # last bar of a line.
    Sought("|", lazy_compile(r"\|[^\n|]*+\n(?=[^\n-]*+-)[ \t>*+\-0-9.)|:]*+$", re.MULTILINE)),
    # Attributes of blocks, and of what stands in them.
    Sought("{", lazy_compile(r"\{:")),
)
"""What sends a block of the top level to the rules."""

ODD_INLINES = (
    # White space at the end of a line, behind a tab or a backslash.
    Sought("\t", lazy_compile(r"\t *$", re.MULTILINE)),
    Sought("\\", lazy_compile(r"\\ +$", re.MULTILINE)),
    Sought("\t", lazy_compile(r"\\\t")),
    # References to what is no character.
    Sought(
        "&",
        lazy_compile(
            r"&#(?!(?:3[2-9]|[4-9][0-9]|1[01][0-9]|12[0-6]|1[6-9][0-9]|[2-9][0-9]{2}|[1-9][0-9]{3});|[xX][2-7][0-9a-eA-E];)"
        ),
    ),
)
"""What sends one paragraph, heading or item to the rules."""


def end_offsets(rows: Iterable[Sought[str]], text: str) -> list[int]:
    """Where in the UTF-8 of a text something of these ends, in order, and one place behind all of it."""
    offsets = [match.end() - 1 for row in rows if row.part in text for match in row.pattern.finditer(text)]
    if offsets and not text.isascii():
        offsets = list(_in_utf8(text, sorted(offsets)))
    return [*sorted(offsets), 4 * len(text) + 4]


def _in_utf8(text: str, end_offsets: list[int]) -> Iterator[int]:
    at = length = 0
    for offset in end_offsets:
        length += len(text[at:offset].encode())
        at = offset
        yield length


_FAR_CHARACTER = lazy_compile("[^\0-\u086f\u0900-\u10ff\u1200-\u20a8\u20aa-\u2328\u232b-\u262f\u2638-\u2689\u2690-\u2b95]")
"""All but what is near: the same class without `^` takes 7 ms to compile, this one 1 ms."""


def is_far(unusual: str) -> bool:
    """Whether some of these characters may be Chinese, Japanese or Korean, variation selectors, or characters that Unicode added
    recently.
    """
    return _FAR_CHARACTER.search(unusual) is not None


_JOINABLE_BREAK = lazy_compile(
    rb"\n(?<!\n\n)(?>[ ]*+(?:>[ ]?)?[*_~\[]*+)"
    rb"(?:\xc2\xb7|\xe2[\x80\x8c\x98\x9a\xba-\xbf]|[\xe3-\xe9\xef]|\xea[\x80-\x93]|\xf0(?:[\x96-\x9e\xa0-\xbf]|\x9f[\x88\x89]))"
)
"""A line end above what may begin with one of `soft_breaks`' characters, in UTF-8."""


def may_join_lines(data: bytes) -> bool:
    """Whether a line end in a paragraph of a text in UTF-8 may be one that stands for no space."""
    return _JOINABLE_BREAK.search(data) is not None


_DELIMITER_RUN = lazy_compile(r"(?:\*++|_++|~++)(?=(\S))")
_SELECTOR_BEFORE_MARK = lazy_compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef][*_~]")


_MARK_BESIDE_FAR = tuple(
    Sought(
        mark,
        lazy_compile(re.escape(mark) + rb"(?:(?=[\xe0-\xf4])|(?<=[\xe0-\xef][\x80-\xbf]{2}.)|(?<=[\xf0-\xf4][\x80-\xbf]{3}.))"),
    )
    for mark in (b"*", b"_", b"~")
)


def marks_beside_far(data: bytes) -> Positions:
    """Where in the UTF-8 of a text marks stand beside characters that are far from ASCII."""
    return Positions(_MARK_BESIDE_FAR, data)


def differs_beside_cjk(source: str, *, is_block: bool) -> bool:
    """Whether marks in words stand between such characters that only the dialect lets them count, to another result perhaps.

    `is_block` if these are all words of a block. True also for characters that one of the two may not know.
    """
    if _SELECTOR_BEFORE_MARK.search(source):
        return True
    may_differ = False
    for delimiter_run in _DELIMITER_RUN.finditer(source):
        character_before, character_behind = source[delimiter_run.start() - 1 : delimiter_run.start()], delimiter_run[1]
        if character_before.isspace() or not character_before or (character_before + character_behind).isascii():
            continue
        kinds = unicodedata.category(character_before), unicodedata.category(character_behind)
        if "Cn" in kinds:
            return True
        if (kinds[0][0] in "PS") != (kinds[1][0] in "PS") and (is_cjk(character_before) or is_cjk(character_behind)):
            may_differ = True
    return may_differ and not (is_block and _are_simple_pairs(source))


def _are_simple_pairs(source: str) -> bool:
    """Whether each two runs of stars that follow each other begin and end emphasis, by CommonMark's rules and the dialect's.

    What else the dialect lets them do makes no difference then: the second ends what the first begins, and both are used up.
    """
    if any(mark in source for mark in ("`", "<", "\\", "~~")):
        return False
    words = f" {_LINK_DESTINATION.sub(']', source)} "
    runs = list(_STARS.finditer(words))
    if "_" in words or len(runs) % 2:
        return False
    for first, second in zip(runs[::2], runs[1::2], strict=True):
        between = words[first.end() : second.start()]
        if first[0] != second[0] or len(first[0]) > _LONGEST_MARK or not between.strip() or "[" in between or "]" in between:
            return False
        if not _may_begin(words[first.start() - 1], between[0]) or not _may_begin(words[second.end()], between[-1]):
            return False
    return True


def _may_begin(outside: str, inside: str) -> bool:
    """Whether a run between these characters is left-flanking, or right-flanking the other way round (CommonMark 0.31, 6.2)."""
    if inside.isspace():
        return False
    return outside.isspace() or unicodedata.category(inside)[0] not in "PS" or unicodedata.category(outside)[0] in "PS"


_STARS = lazy_compile(r"\*+")
_LONGEST_MARK = 2
_LINK_DESTINATION = lazy_compile(r"\]\([^()\s]*\)")


_MARKS_IN_WORDS = lazy_compile(rb"\*++|_++")


def holds_runs(words: bytes) -> bool:
    """Whether words contain runs of marks of several lengths, of which a backslash may be the reason."""
    runs = set(_MARKS_IN_WORDS.findall(words))
    if any(len([run for run in runs if run[:1] == mark]) > 1 for mark in (b"*", b"_")):
        return True
    return b"\\" in words and (b"\\*" in words or b"\\_" in words)


_LABEL_DEFINITION = rb"(?>(?: {0,3}>)*) {0,3}(?>(?:[*+-]|[0-9]{1,9}[.)])?) {0,3}\[(?>(?:[^\[\]\\]|\\.){1,999})\]:"
_END_OF_DEFINITION = lazy_compile(rb"[ \t]*+(?:\Z|\n)")
_EMPTY_QUOTED_LINE = lazy_compile(rb"[ \t>]*+(?:\Z|\n)")
_EMPTY_QUOTED_OR_TEXT = lazy_compile(rb"[A-Za-z\[]|" + _EMPTY_QUOTED_LINE.pattern)
_LINE_ABOVE_DEFINITION = lazy_compile(rb"[ \t>]*+\Z|" + _LABEL_DEFINITION)


def is_certain(definitions: Mapping[str, Any], data: bytes) -> bool:
    """Whether the two find the same definitions of links: each stands on one line, with a label of its own, above no title."""
    begins = [definition["span"]["start"] for definition in definitions.values()]
    marks_of = {(line := data.rfind(b"\n", 0, begin) + 1): data[line:begin] for begin in begins}
    for label, definition in definitions.items():
        begin, end = definition["span"]["start"], definition["span"]["end"]
        if label.startswith("^") or (not label.isascii() and label.casefold() != label.lower()):
            return False
        definition_source = data[begin:end]
        if (
            b"\n" in definition_source
            or b"\\" in definition_source
            or b"&#" in definition_source
            or not (definition_end := _END_OF_DEFINITION.match(data, end))
        ):
            return False
        line = data.rfind(b"\n", 0, begin) + 1
        marks = marks_of[line]
        if marks.endswith((b"    ", b"\t")) or (marks_of.get(definition_end.end(), marks) != marks):
            return False  # perhaps code, or in another list or quotation than the definition above it
        if definition_end.end() not in marks_of and not (_EMPTY_QUOTED_LINE if marks else _EMPTY_QUOTED_OR_TEXT).match(
            data, definition_end.end()
        ):
            return False
        if not _LINE_ABOVE_DEFINITION.match(data[data.rfind(b"\n", 0, max(line - 1, 0)) + 1 : max(line - 1, 0)]):
            return False
    labels = [normalized_label(found[1].decode()) for found in _DEFINED_LABEL.finditer(data)]
    return len(labels) == len(set(labels))


_DEFINED_LABEL = lazy_compile(
    rb"^(?>(?:[ \t>*+-]|[0-9]{1,9}[.)]|\[[ xX]\][ \t])*)\[((?>(?:[^\[\]\\]|\\.){1,999}))\]:", re.MULTILINE
)
