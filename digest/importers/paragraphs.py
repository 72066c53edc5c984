"""Lines → paragraphs: what was broken at a column is joined, what stood on lines of its own stays so."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from itertools import groupby, pairwise

from msgspec import Struct

from digest.importers.rawtext import clean, kept

WIDEST_WRAP = 100
"""Columns; lines that are longer were not broken by hand or by a mail program."""

_PAGE_ENDS = re.compile("[\x0b\x0c\x1c-\x1f]")
_SENTENCE_END = re.compile("[.!?…。！？:：][\"'”’»)\\]」』]*$")
_SOFT_HYPHEN = "\u00ad"
_NO_SPACE_SCRIPTS = re.compile("[\u3001-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uff01-\uff60]")
"""Chinese and Japanese, which put no space between words; Korean does."""


class Line(Struct, frozen=True):
    """A line of the raw text with its number in the file, from 1; `text` is '' for a blank one."""

    number: int
    text: str
    indent: int = 0


class Paragraphs(Struct, frozen=True):
    """The paragraphs, how they were told apart, and the line on which each begins."""

    texts: tuple[str, ...]
    how: str
    starts: tuple[int, ...]


def lines_of(text: str) -> list[Line]:
    """The lines as an editor counts them; a form feed breaks a line without counting."""
    found: list[Line] = []
    first = 1
    for page in _PAGE_ENDS.split(text):
        lines = kept(page).split("\n")
        found += [Line(first + at, line.strip(), len(line) - len(line.lstrip())) for at, line in enumerate(lines)]
        first += len(lines) - 1
    return found


def paragraphs(lines: Sequence[Line]) -> Paragraphs:
    """The paragraphs of a body, without empty ones."""
    blocks = [list(group) for filled, group in groupby(lines, lambda line: bool(line.text)) if filled]
    several = [block for block in blocks if len(block) > 1]
    if not several:
        how = "each line is a paragraph"
    elif not _wrapped(blocks, several):
        blocks = [[line] for block in blocks for line in block]
        how = "each line is a paragraph"
    elif len(several) > 1:
        how = "lines joined up to the next blank line"
    else:
        blocks = [part for block in blocks for part in _split(block)]
        how = "lines joined; a short line that ends a sentence, or an indented line, parts paragraphs"
    joined = ((clean(_join(block)), block[0].number) for block in blocks)
    filled = [(text, number) for text, number in joined if text]
    return Paragraphs(tuple(text for text, _ in filled), how, tuple(number for _, number in filled))


def _wrapped(blocks: Sequence[Sequence[Line]], several: Sequence[Sequence[Line]]) -> bool:
    """Whether the lines were broken at a column: few are wide, and more end in mid-sentence than end one with room left."""
    wide = [width(line.text) > WIDEST_WRAP for block in blocks for line in block if "://" not in line.text]
    if sum(wide) * 10 > len(wide):
        return False
    column = _column([line for block in several for line in block])
    breaks = [pair for block in several for pair in pairwise(block)]
    broken = sum(not _ends_a_sentence(before) for before, _ in breaks)
    return broken > sum(_is_last(before, after, column) for before, after in breaks)


def _column(lines: Sequence[Line]) -> int:
    """The column at which the lines seem to be broken."""
    return max((columns for columns in (width(line.text) for line in lines) if columns <= WIDEST_WRAP), default=0)


def _ends_a_sentence(line: Line) -> bool:
    return bool(_SENTENCE_END.search(line.text[-8:]))


def _is_last(line: Line, after: Line, column: int) -> bool:
    """Whether a paragraph may end here: the sentence does, and the first word of the next line had room on this one."""
    room = column - width(line.text) - 1
    return _ends_a_sentence(line) and room >= width(after.text.split(" ", 1)[0])


def _split(block: Sequence[Line]) -> list[list[Line]]:
    """One long block at its short lines and its indented ones."""
    column = _column(block)
    indented = 0 < sum(line.indent > 0 for line in block) < len(block)
    groups = [[block[0]]]
    for before, line in pairwise(block):
        if (indented and line.indent > 0) or _is_last(before, line, column):
            groups.append([line])
        else:
            groups[-1].append(line)
    return groups


def _join(block: Sequence[Line]) -> str:
    pieces = [block[0].text]
    for before, line in pairwise(block):
        pieces.append(_joint(before.text, line.text) + line.text)
    return "".join(pieces).replace(_SOFT_HYPHEN, "")


def _joint(before: str, after: str) -> str:
    """What stands between two lines of a paragraph."""
    if before.endswith(_SOFT_HYPHEN):
        return ""
    if before.endswith("-") and before[-2:-1].isalpha() and after[:1].islower():
        return ""  # the hyphen stays: `six-` and `party` were one word with it more often than without
    if _NO_SPACE_SCRIPTS.match(before[-1:]) and _NO_SPACE_SCRIPTS.match(after[:1]):
        return ""
    return " "


def width(text: str) -> int:
    """How many columns the text takes in a terminal: Chinese, Japanese and Korean characters take two."""
    if text.isascii():
        return len(text)
    return len(text) + sum(unicodedata.east_asian_width(character) in "WF" for character in text)
