"""Checks of the source for what pulldown-cmark and markdown-it's rules may parse differently: tables, attributes, footnotes,
definitions and their labels, character references, control characters, joined lines, emphasis marks beside Chinese, Japanese and
Korean. Also the source text with its definitions and rare marks.

pulldown-cmark parses CommonMark and tables like markdown-it, except for rare cases that differential testing has found
(`tests/markdown/test_pulldown_reader.py`), and it lacks the additions of the dialect. Each check here is conservative: a false
positive costs time, but no difference is missed. `pulldown_reader` finds differences that are visible in events.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any

from digest.markdown.link_positions import normalized_label
from digest.markdown.typography import RARE_MARKS
from digest.text.characters import is_cjk
from digest.text.lazy_pattern import Positions, SearchPattern, lazy_compile

_BLOCK_MARKS = r"(?>(?:[ \t>*+-]|[0-9]{1,9}[.)])*)"
"""The marks of lists and quotes that may precede the content of a line."""

_CONTROL_CHARACTERS = lazy_compile("[\x00-\x1f\x7f\x85\u2028\u2029]")


def has_control_characters(unusual: str) -> bool:
    """Whether a text's unusual characters include control characters or line separators, which the parsers treat differently."""
    return _CONTROL_CHARACTERS.search(unusual) is not None


_INLINE_NOTE = lazy_compile(r"\^\[")
_NOTE_DEFINITION = lazy_compile(rf"^{_BLOCK_MARKS}(?:\[[ xX]\][ \t]++)?{_BLOCK_MARKS}\[\^[^\]\n]++\]:", re.MULTILINE)


def may_contain_footnotes(text: str) -> bool:
    """Whether a text may contain footnotes: inline ones (`^[…]`) or definitions."""
    return "^" in text and (_INLINE_NOTE.search(text) is not None or may_define_footnotes(text))


_DEFINING_LINE = lazy_compile(r"\n[ \t>*+-]*(?:[:~][ \t]|\[\^)")


def contains_definition_line(source: str) -> bool:
    """Whether this code or HTML contains a line that markdown-it may parse as a definition, which ends the paragraph."""
    return "\n" in source and _DEFINING_LINE.search(source) is not None


def may_define_footnotes(text: str) -> bool:
    """Whether a text may contain footnote definitions."""
    return _NOTE_DEFINITION.search(text) is not None


BLOCK_DIFFERENCES = (
    # Tables, except those of `pulldown_tables`: the parsers differ about their first and last line, and about paragraphs above. The
    # pattern begins at the last bar of a line.
    SearchPattern("|", lazy_compile(r"\|[^\n|]*+\n(?=[^\n-]*+-)[ \t>*+\-0-9.)|:]*+$", re.MULTILINE)),
    # Attributes of blocks and inline elements.
    SearchPattern("{", lazy_compile(r"\{:")),
)
"""Markup because of which a top-level block is read by the rules."""

INLINE_DIFFERENCES = (
    # White space at the end of a line, after a tab or a backslash.
    SearchPattern("\t", lazy_compile(r"\t *$", re.MULTILINE)),
    SearchPattern("\\", lazy_compile(r"\\ +$", re.MULTILINE)),
    SearchPattern("\t", lazy_compile(r"\\\t")),
    # Character references that are not valid characters.
    SearchPattern(
        "&",
        lazy_compile(
            r"&#(?!(?:3[2-9]|[4-9][0-9]|1[01][0-9]|12[0-6]|1[6-9][0-9]|[2-9][0-9]{2}|[1-9][0-9]{3});|[xX][2-7][0-9a-eA-E];)"
        ),
    ),
)
"""Markup because of which one paragraph, heading or item is read by the rules."""


def end_offsets(rows: Iterable[SearchPattern[str]], text: str) -> list[int]:
    """Return the UTF-8 offsets at which matches end, in order, and a final offset beyond the text."""
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


_CJK_OR_NEW_CHARACTER = lazy_compile("[^\0-\u086f\u0900-\u10ff\u1200-\u20a8\u20aa-\u2328\u232b-\u262f\u2638-\u2689\u2690-\u2b95]")
"""Characters outside of these ranges; negated, because the positive class takes 7 ms to compile, this one 1 ms."""


def may_have_cjk(unusual: str) -> bool:
    """Whether these characters may include Chinese, Japanese or Korean, variation selectors, or recent additions to Unicode."""
    return _CJK_OR_NEW_CHARACTER.search(unusual) is not None


_JOINABLE_BREAK = lazy_compile(
    rb"\n(?<!\n\n)(?>[ ]*+(?:>[ ]?)?[*_~\[]*+)"
    rb"(?:\xc2\xb7|\xe2[\x80\x8c\x98\x9a\xba-\xbf]|[\xe3-\xe9\xef]|\xea[\x80-\x93]|\xf0(?:[\x96-\x9e\xa0-\xbf]|\x9f[\x88\x89]))"
)
"""A line end before a character that `soft_breaks` may join, in UTF-8."""


def may_join_lines(data: bytes) -> bool:
    """Whether a text in UTF-8 may contain a soft break that `soft_breaks` removes."""
    return _JOINABLE_BREAK.search(data) is not None


_DELIMITER_RUN = lazy_compile(r"(?:\*++|_++|~++)(?=(\S))")
_SELECTOR_BEFORE_MARK = lazy_compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef][*_~]")


_MARK_BESIDE_CJK = tuple(
    SearchPattern(
        mark,
        lazy_compile(re.escape(mark) + rb"(?:(?=[\xe0-\xf4])|(?<=[\xe0-\xef][\x80-\xbf]{2}.)|(?<=[\xf0-\xf4][\x80-\xbf]{3}.))"),
    )
    for mark in (b"*", b"_", b"~")
)


def marks_beside_cjk(data: bytes) -> Positions:
    """Return the offsets, in UTF-8, of emphasis marks beside characters that may be CJK."""
    return Positions(_MARK_BESIDE_CJK, data)


def differs_beside_cjk(source: str, *, is_block: bool) -> bool:
    """Whether emphasis marks in this source may have another meaning in the dialect because of CJK characters beside them.

    `is_block` says that the source is a whole block. Also True for characters that one of the parsers may not know.
    """
    if _SELECTOR_BEFORE_MARK.search(source):
        return True
    may_differ = False
    for delimiter_run in _DELIMITER_RUN.finditer(source):
        previous_character, next_character = source[delimiter_run.start() - 1 : delimiter_run.start()], delimiter_run[1]
        if previous_character.isspace() or not previous_character or (previous_character + next_character).isascii():
            continue
        categories = unicodedata.category(previous_character), unicodedata.category(next_character)
        if "Cn" in categories:
            return True
        if (categories[0][0] in "PS") != (categories[1][0] in "PS") and (is_cjk(previous_character) or is_cjk(next_character)):
            may_differ = True
    return may_differ and not (is_block and _are_simple_pairs(source))


def _are_simple_pairs(source: str) -> bool:
    """Whether all runs of stars form consecutive pairs that open and close emphasis, by CommonMark's rules and the dialect's.

    Then additional meanings in the dialect make no difference: the second run closes the first, and both are used up.
    """
    if any(mark in source for mark in ("`", "<", "\\", "~~")):
        return False
    text_without_addresses = f" {_LINK_DESTINATION.sub(']', source)} "
    star_runs = list(_RUN_OF_STARS.finditer(text_without_addresses))
    if "_" in text_without_addresses or len(star_runs) % 2:
        return False
    for first, second in zip(star_runs[::2], star_runs[1::2], strict=True):
        between = text_without_addresses[first.end() : second.start()]
        if first[0] != second[0] or len(first[0]) > _MAX_MARK_LENGTH or not between.strip() or "[" in between or "]" in between:
            return False
        if not _is_flanking_run(text_without_addresses[first.start() - 1], between[0]) or not _is_flanking_run(
            text_without_addresses[second.end()], between[-1]
        ):
            return False
    return True


def _is_flanking_run(outside: str, inside: str) -> bool:
    """Whether a run between these characters is left-flanking, or in reverse order right-flanking (CommonMark 0.31, 6.2)."""
    if inside.isspace():
        return False
    return outside.isspace() or unicodedata.category(inside)[0] not in "PS" or unicodedata.category(outside)[0] in "PS"


_RUN_OF_STARS = lazy_compile(r"\*+")
_MAX_MARK_LENGTH = 2
_LINK_DESTINATION = lazy_compile(r"\]\([^()\s]*\)")


_MARKS_IN_WORDS = lazy_compile(rb"\*++|_++")


def has_mixed_runs(words: bytes) -> bool:
    """Whether a text contains runs of the same mark with different lengths, or escaped marks."""
    runs = set(_MARKS_IN_WORDS.findall(words))
    if any(len([run for run in runs if run[:1] == mark]) > 1 for mark in (b"*", b"_")):
        return True
    return b"\\" in words and (b"\\*" in words or b"\\_" in words)


_LABEL_DEFINITION = rb"(?>(?: {0,3}>)*) {0,3}(?>(?:[*+-]|[0-9]{1,9}[.)])?) {0,3}\[(?>(?:[^\[\]\\]|\\.){1,999})\]:"
_END_OF_DEFINITION = lazy_compile(rb"[ \t]*+(?:\Z|\n)")
_EMPTY_QUOTED_LINE = lazy_compile(rb"[ \t>]*+(?:\Z|\n)")
_EMPTY_QUOTED_OR_TEXT = lazy_compile(rb"[A-Za-z\[]|" + _EMPTY_QUOTED_LINE.pattern)
_LINE_ABOVE_DEFINITION = lazy_compile(rb"[ \t>]*+\Z|" + _LABEL_DEFINITION)


def definitions_agree(definitions: Mapping[str, Any], data: bytes) -> bool:
    """Whether both parsers find the same link definitions: each is on one line, has a unique label, and no title below."""
    begins = [definition["span"]["start"] for definition in definitions.values()]
    marks_by_line = {(line := data.rfind(b"\n", 0, begin) + 1): data[line:begin] for begin in begins}
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
        marks = marks_by_line[line]
        if marks.endswith((b"    ", b"\t")) or (marks_by_line.get(definition_end.end(), marks) != marks):
            return False  # may be code, or in another list or quotation than the definition above it
        if definition_end.end() not in marks_by_line and not (_EMPTY_QUOTED_LINE if marks else _EMPTY_QUOTED_OR_TEXT).match(
            data, definition_end.end()
        ):
            return False
        if not _LINE_ABOVE_DEFINITION.match(data[data.rfind(b"\n", 0, max(line - 1, 0)) + 1 : max(line - 1, 0)]):
            return False
    defined_labels = [normalized_label(label_match[1].decode()) for label_match in _DEFINED_LABEL.finditer(data)]
    return len(defined_labels) == len(set(defined_labels))


_DEFINED_LABEL = lazy_compile(
    rb"^(?>(?:[ \t>*+-]|[0-9]{1,9}[.)]|\[[ xX]\][ \t])*)\[((?>(?:[^\[\]\\]|\\.){1,999}))\]:", re.MULTILINE
)


RARE_IN_UTF8 = {mark: SearchPattern(mark[:1].encode(), lazy_compile(pattern.encode())) for mark, pattern in RARE_MARKS.items()}
"""The marks of `typography.RARE_MARKS` as patterns in UTF-8: half the time of `in`, and two thirds of the time in a `str`."""


class SourceText:
    """A text that ends with a line end, with values that are known before it is read."""

    def __init__(self, data: bytes, unusual: str, options: Any, definitions: Mapping[str, Any]) -> None:
        self.data = data
        """The text in UTF-8."""
        self.options = options
        """pulldown-cmark's options."""
        self.definitions = definitions
        """The link definitions, as returned by pulldown-cmark."""
        self.unusual = unusual
        """The text's non-ASCII and control characters."""
        self.may_have_cjk = may_have_cjk(unusual)
        """Whether the text may contain Chinese, Japanese or Korean, or recent additions to Unicode."""

    @cached_property
    def rare_marks(self) -> tuple[str, ...]:
        """The marks of `typography.RARE_MARKS` that the text contains."""
        data = self.data
        return tuple([mark for mark, (part, pattern) in RARE_IN_UTF8.items() if part in data and pattern.search(data)])

    @cached_property
    def cjk_marks(self) -> Positions:
        """The offsets, in UTF-8, of emphasis marks beside such characters."""
        return marks_beside_cjk(self.data) if self.may_have_cjk else Positions((), b"")
