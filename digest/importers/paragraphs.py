"""Convert lines to paragraphs: hard-wrapped lines are joined, separate lines stay separate."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from itertools import groupby, pairwise

from msgspec import Struct

from digest.importers.pdf_text import LIGATURES, keeps_hyphen, words_of_lines
from digest.importers.raw_text import clean, normalised_text
from digest.importers.section_labels import RULE_LINE, is_short, list_marker

MAX_DECK_LINES = 3
MAX_WRAP_COLUMNS = 100
"""The maximum width in columns of hard-wrapped lines."""

_PAGE_ENDS = re.compile("[\x0b\x0c\x1c-\x1f]")
_SENTENCE_END = re.compile("[.!?…。！？:：][\"'”’»)\\]」』]*$")
_SOFT_HYPHEN = "\u00ad"
_NO_SPACE_SCRIPTS = re.compile("[\u3001-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uff01-\uff60]")
"""Chinese and Japanese, which have no spaces between words; Korean does."""


class Line(Struct, frozen=True):
    """A line of the raw text with its number in the file, from 1; `text` is '' for a blank line."""

    number: int
    text: str
    indent: int = 0
    page: int = 0


class Paragraphs(Struct, frozen=True):
    """The paragraphs, a description of how they were separated, and their first line numbers."""

    texts: tuple[str, ...]
    method: str
    starts: tuple[int, ...]
    joined_words: tuple[str, ...] = ()
    """The words from which a hyphen at a line end was removed."""


def split_lines(text: str) -> list[Line]:
    """Return the lines, numbered as in a text editor; a form feed breaks a line but does not increase the number."""
    text_lines: list[Line] = []
    first_number = 1
    for number, page in enumerate(_PAGE_ENDS.split(text)):
        lines = normalised_text(page).translate(LIGATURES).split("\n")
        text_lines += [
            Line(first_number + at, line.strip(), len(line) - len(line.lstrip()), number) for at, line in enumerate(lines)
        ]
        first_number += len(lines) - 1
    return text_lines


def join_paragraphs(lines: Sequence[Line]) -> Paragraphs:
    """Join the lines of a body to paragraphs, without empty ones."""
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
    numbered_texts = [(clean(_join_lines(block, words, joined)), block[0].number) for block in blocks_of_lines]
    filled_texts = [(text, number) for text, number in numbered_texts if text]
    return Paragraphs(
        tuple(text for text, _ in filled_texts), joining_note, tuple(number for _, number in filled_texts), tuple(joined)
    )


def _are_wrapped_lines(blocks_of_lines: Sequence[Sequence[Line]], several: Sequence[Sequence[Line]]) -> bool:
    """Return whether the lines are hard-wrapped: few are wide, and more of them break a sentence than end one early."""
    wide = [display_width(line.text) > MAX_WRAP_COLUMNS for block in blocks_of_lines for line in block if "://" not in line.text]
    if sum(wide) * 10 > len(wide):
        return False
    column = _wrap_column(_all_lines(several))
    breaks = [
        pair
        for block in several
        for pair, separated in zip(pairwise(block), _block_starts(block, column), strict=True)
        if not separated
    ]
    broken = sum(not _ends_a_sentence(before) for before, _ in breaks)
    return broken > sum(_may_end_paragraph(before, after, column) for before, after in breaks)


def _all_lines(blocks: Sequence[Sequence[Line]]) -> list[Line]:
    return [line for block in blocks for line in block]


def _wrap_column(lines: Sequence[Line]) -> int:
    """Return the column at which the lines seem to be wrapped."""
    return max((columns for columns in (display_width(line.text) for line in lines) if columns <= MAX_WRAP_COLUMNS), default=0)


def _ends_a_sentence(line: Line) -> bool:
    return bool(_SENTENCE_END.search(line.text[-8:]))


def _may_end_paragraph(line: Line, line_after: Line, column: int) -> bool:
    """Return whether a paragraph may end here: the sentence ends, and the next word would have fitted on this line."""
    return _ends_a_sentence(line) and _has_room_for_word(line, line_after, column)


def _block_starts(block: Sequence[Line], column: int) -> list[bool]:
    """Return for each line except the first whether it begins a list item, follows a list, or is or follows a rule.

    A dash or number that begins a line by chance occurs once in its block and within a sentence.
    """
    marks = [list_marker(line.text) for line in block]
    times = Counter(marks)
    separated = []
    is_item = bool(marks[0])
    for (line_before, line), mark in zip(pairwise(block), marks[1:], strict=True):
        begins = bool(mark) and (times[mark] > 1 or _ends_a_sentence(line_before))
        ends = (
            is_item
            and line.indent <= block[0].indent
            and _has_room_for_word(line_before, line, column)
            and not line.text[:1].islower()
        )
        separated.append(begins or ends or bool(RULE_LINE.fullmatch(line.text) or RULE_LINE.fullmatch(line_before.text)))
        is_item = begins or (is_item and not ends)
    return separated


def _has_room_for_word(line: Line, line_after: Line, column: int) -> bool:
    """Return whether the first word of the next line would have fitted on this line."""
    return column - display_width(line.text) - 1 >= display_width(line_after.text.split(" ", 1)[0])


def count_deck_lines(block: Sequence[Line], text: Sequence[Line]) -> int:
    """Count the sub-headlines in the block: lines that are short, without a full stop, and not wrapped at the text's column."""
    column = _wrap_column(text)
    for count, (line, line_after) in enumerate(pairwise(block[: MAX_DECK_LINES + 1])):
        percent = 85 if line.text.isascii() else 70  # the widths of lines of wide characters vary more
        narrow = display_width(line.text) * 100 <= column * percent and _has_room_for_word(line, line_after, column)
        if not (narrow and is_short(line.text)) or line_after.text[:1].islower():
            return count
    return min(MAX_DECK_LINES, max(len(block) - 1, 0))


def _split_lists(block: Sequence[Line], column: int, at_short_lines: bool) -> list[list[Line]]:
    """Split one block at its list items; with `at_short_lines` also at its short and indented lines."""
    indented = at_short_lines and 0 < sum(line.indent > 0 for line in block) < len(block)
    item_lines = [[block[0]]]
    for (before, line), separated in zip(pairwise(block), _block_starts(block, column), strict=True):
        if separated or (indented and line.indent > 0) or (at_short_lines and _may_end_paragraph(before, line, column)):
            item_lines.append([line])
        else:
            item_lines[-1].append(line)
    return item_lines


def _join_lines(block: Sequence[Line], words: Counter[str], joined_words: list[str]) -> str:
    """Return the lines as one; appends words whose hyphen was removed to `joined_words`."""
    joined_lines = [block[0].text]
    for line_before, line in pairwise(block):
        keeps = keeps_hyphen(line_before.text, line.text, words) if line_before.text.endswith(("-", "\u2010")) else None
        if keeps is False:
            joined_lines[-1] = joined_lines[-1][:-1]
            joined_words.append(line_before.text.split()[-1][:-1] + line.text.split()[0])
        joined_lines.append((_line_separator(line_before.text, line.text) if keeps is None else "") + line.text)
    return "".join(joined_lines).replace(_SOFT_HYPHEN, "")


def _line_separator(text_before: str, text_after: str) -> str:
    """Return the separator of two lines of a paragraph: a space or ''."""
    if text_before.endswith(_SOFT_HYPHEN):
        return ""
    if _NO_SPACE_SCRIPTS.match(text_before[-1:]) and _NO_SPACE_SCRIPTS.match(text_after[:1]):
        return ""
    return " "


def display_width(text: str) -> int:
    """Return the display width of the text in columns: Chinese, Japanese and Korean characters take two."""
    if text.isascii():
        return len(text)
    return len(text) + sum(unicodedata.east_asian_width(character) in "WF" for character in text)
