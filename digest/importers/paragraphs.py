"""Lines → paragraphs: what was broken at a column is joined, what stood on lines of its own stays so."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from itertools import groupby, pairwise

from msgspec import Struct

from digest.importers.rawtext import clean, clean_line

WIDEST_WRAP = 100
"""Columns; lines that are longer were not broken by hand or by a mail program."""

_LINE_ENDS = re.compile("\r\n|[\n\r\x85\u2028\u2029]")
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
    found = []
    for number, raw in enumerate(_LINE_ENDS.split(text), 1):
        for part in _PAGE_ENDS.split(raw):
            kept = clean_line(part)
            bare = kept.strip()
            found.append(Line(number, bare, len(kept) - len(kept.lstrip())))
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
    elif len(blocks) > 1:
        how = "lines joined up to the next blank line"
    else:
        blocks = _split(blocks[0])
        how = "no blank lines: lines joined; a short line that ends a sentence, or an indented line, parts paragraphs"
    joined = ((clean(_join(block)), block[0].number) for block in blocks)
    kept = [(text, number) for text, number in joined if text]
    return Paragraphs(tuple(text for text, _ in kept), how, tuple(number for _, number in kept))


def _wrapped(blocks: Sequence[Sequence[Line]], several: Sequence[Sequence[Line]]) -> bool:
    """Whether the lines were broken at a column: hardly one is wide, and most end in the middle of a sentence."""
    wide = [width(line.text) > WIDEST_WRAP for block in blocks for line in block if "://" not in line.text]
    if sum(wide) * 10 > len(wide):
        return False
    whole = [_ends_a_sentence(line) for block in several for line in block[:-1]]
    return sum(whole) * 2 <= len(whole)


def _ends_a_sentence(line: Line) -> bool:
    return bool(_SENTENCE_END.search(line.text[-8:]))


def _split(block: Sequence[Line]) -> list[list[Line]]:
    """One long block at its short lines and its indented ones."""
    widths = [width(line.text) for line in block]
    column = max((columns for columns in widths if columns <= WIDEST_WRAP), default=0)
    indented = 0 < sum(line.indent > 0 for line in block) < len(block)
    groups = [[block[0]]]
    for before, line in pairwise(block):
        room = column - width(before.text) - 1
        is_short = room >= width(line.text.split(" ", 1)[0])
        if (indented and line.indent > 0) or (is_short and _ends_a_sentence(before)):
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
