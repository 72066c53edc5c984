"""Lines → paragraphs: lines that were broken at a column are joined, separate lines stay separate."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from itertools import groupby, pairwise

from msgspec import Struct

from digest.importers.pdf_text import LIGATURES, keeps_hyphen, words_of_lines
from digest.importers.raw_text import clean, kept_text
from digest.importers.section_labels import RULE_LINE, is_short, item_mark

MAX_DECK_LINES = 3
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
    page: int = 0


class Paragraphs(Struct, frozen=True):
    """The paragraphs, how they were separated, and the line on which each begins."""

    texts: tuple[str, ...]
    how: str
    starts: tuple[int, ...]
    joined: tuple[str, ...] = ()
    """The words of which a hyphen at the end of a line was dropped."""


def lines_of(text: str) -> list[Line]:
    """The lines as an editor counts them; a form feed breaks a line without counting."""
    text_lines: list[Line] = []
    first_number = 1
    for number, page in enumerate(_PAGE_ENDS.split(text)):
        lines = kept_text(page).translate(LIGATURES).split("\n")
        text_lines += [
            Line(first_number + at, line.strip(), len(line) - len(line.lstrip()), number) for at, line in enumerate(lines)
        ]
        first_number += len(lines) - 1
    return text_lines


def paragraphs(lines: Sequence[Line]) -> Paragraphs:
    """The paragraphs of a body, without empty ones."""
    blocks_of_lines = [list(group) for has_text, group in groupby(lines, lambda line: bool(line.text)) if has_text]
    several = [block for block in blocks_of_lines if len(block) > 1]
    if not several:
        joining_note = "each line is a paragraph"
    elif not _are_wrapped_lines(blocks_of_lines, several):
        blocks_of_lines = [[line] for block in blocks_of_lines for line in block]
        joining_note = "each line is a paragraph"
    elif len(several) > 1:
        blocks_of_lines = [
            part for block in blocks_of_lines for part in _split_lists(block, _wrap_column(_all_lines(several)), False)
        ]
        joining_note = "lines joined up to the next blank line"
    else:
        blocks_of_lines = [part for block in blocks_of_lines for part in _split_lists(block, _wrap_column(block), True)]
        joining_note = "lines joined; a short line that ends a sentence, or an indented line, separates paragraphs"
    words = words_of_lines(line.text for line in lines) if any(line.text.endswith(("-", "\u2010")) for line in lines) else Counter()
    joined: list[str] = []
    made = [(clean(_join_lines(block, words, joined)), block[0].number) for block in blocks_of_lines]
    filled_texts = [(text, number) for text, number in made if text]
    return Paragraphs(
        tuple(text for text, _ in filled_texts), joining_note, tuple(number for _, number in filled_texts), tuple(joined)
    )


def _are_wrapped_lines(blocks_of_lines: Sequence[Sequence[Line]], several: Sequence[Sequence[Line]]) -> bool:
    """Whether the lines were broken at a column: few are wide, and fewer end a sentence early than break one."""
    wide = [width(line.text) > WIDEST_WRAP for block in blocks_of_lines for line in block if "://" not in line.text]
    if sum(wide) * 10 > len(wide):
        return False
    column = _wrap_column(_all_lines(several))
    breaks = [
        pair for block in several for pair, parted in zip(pairwise(block), _begin_items(block, column), strict=True) if not parted
    ]
    broken = sum(not _ends_a_sentence(before) for before, _ in breaks)
    return broken > sum(_may_end_paragraph(before, after, column) for before, after in breaks)


def _all_lines(blocks: Sequence[Sequence[Line]]) -> list[Line]:
    return [line for block in blocks for line in block]


def _wrap_column(lines: Sequence[Line]) -> int:
    """The column at which the lines seem to be broken."""
    return max((columns for columns in (width(line.text) for line in lines) if columns <= WIDEST_WRAP), default=0)


def _ends_a_sentence(line: Line) -> bool:
    return bool(_SENTENCE_END.search(line.text[-8:]))


def _may_end_paragraph(line: Line, line_after: Line, column: int) -> bool:
    """Whether a paragraph may end here: the sentence does, and the first word of the next line had room on this one."""
    return _ends_a_sentence(line) and _has_room_for_word(line, line_after, column)


def _begin_items(block: Sequence[Line], column: int) -> list[bool]:
    """For each line but the first, whether it begins an item of a list, or what follows one, or is a rule or follows one.

    A dash or a number that stands at the beginning of a line by chance is alone in its block and in the midst of a sentence.
    """
    marks = [item_mark(line.text) for line in block]
    times = Counter(marks)
    parted = []
    is_item = bool(marks[0])
    for (line_before, line), mark in zip(pairwise(block), marks[1:], strict=True):
        begins = bool(mark) and (times[mark] > 1 or _ends_a_sentence(line_before))
        ends = (
            is_item
            and line.indent <= block[0].indent
            and _has_room_for_word(line_before, line, column)
            and not line.text[:1].islower()
        )
        parted.append(begins or ends or bool(RULE_LINE.fullmatch(line.text) or RULE_LINE.fullmatch(line_before.text)))
        is_item = begins or (is_item and not ends)
    return parted


def _has_room_for_word(line: Line, line_after: Line, column: int) -> bool:
    """Whether the first word of the next line had room on this one."""
    return column - width(line.text) - 1 >= width(line_after.text.split(" ", 1)[0])


def deck_lines(block: Sequence[Line], text: Sequence[Line]) -> int:
    """How many lines of the block are sub-headlines: short, without a full stop, not broken at the column of the text."""
    column = _wrap_column(text)
    for count, (line, line_after) in enumerate(pairwise(block[: MAX_DECK_LINES + 1])):
        percent = 85 if line.text.isascii() else 70  # lines of wide characters are more uneven
        narrow = width(line.text) * 100 <= column * percent and _has_room_for_word(line, line_after, column)
        if not (narrow and is_short(line.text)) or line_after.text[:1].islower():
            return count
    return min(MAX_DECK_LINES, max(len(block) - 1, 0))


def _split_lists(block: Sequence[Line], column: int, at_short_lines: bool) -> list[list[Line]]:
    """Split one block at the items of its lists; if it is the whole text, also at its short and its indented lines."""
    indented = at_short_lines and 0 < sum(line.indent > 0 for line in block) < len(block)
    item_lines = [[block[0]]]
    for (before, line), parted in zip(pairwise(block), _begin_items(block, column), strict=True):
        if parted or (indented and line.indent > 0) or (at_short_lines and _may_end_paragraph(before, line, column)):
            item_lines.append([line])
        else:
            item_lines[-1].append(line)
    return item_lines


def _join_lines(block: Sequence[Line], words: Counter[str], joined_words: list[str]) -> str:
    """The lines as one; `joined_words` gets the words whose hyphen was dropped."""
    joined_lines = [block[0].text]
    for line_before, line in pairwise(block):
        keeps = keeps_hyphen(line_before.text, line.text, words) if line_before.text.endswith(("-", "\u2010")) else None
        if keeps is False:
            joined_lines[-1] = joined_lines[-1][:-1]
            joined_words.append(line_before.text.split()[-1][:-1] + line.text.split()[0])
        joined_lines.append((_joint_of_lines(line_before.text, line.text) if keeps is None else "") + line.text)
    return "".join(joined_lines).replace(_SOFT_HYPHEN, "")


def _joint_of_lines(text_before: str, text_after: str) -> str:
    """What stands between two lines of a paragraph."""
    if text_before.endswith(_SOFT_HYPHEN):
        return ""
    if _NO_SPACE_SCRIPTS.match(text_before[-1:]) and _NO_SPACE_SCRIPTS.match(text_after[:1]):
        return ""
    return " "


def width(text: str) -> int:
    """How many columns the text takes in a terminal: Chinese, Japanese and Korean characters take two."""
    if text.isascii():
        return len(text)
    return len(text) + sum(unicodedata.east_asian_width(character) in "WF" for character in text)
