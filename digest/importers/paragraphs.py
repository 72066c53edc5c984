"""Splits a raw text into numbered lines with indent and page, and joins lines to paragraphs: finds by display widths the column
at which lines are hard-wrapped, list items, short lines that end paragraphs, and sub-headlines. `pdf_text.py` decides about
hyphens."""

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
    multiline_blocks = [block for block in blocks_of_lines if len(block) > 1]
    if not multiline_blocks:
        joining_note = "each line is a paragraph"
    elif not _are_wrapped_lines(blocks_of_lines, multiline_blocks):
        blocks_of_lines = [[line] for block in blocks_of_lines for line in block]
        joining_note = "each line is a paragraph"
    elif len(multiline_blocks) > 1:
        blocks_of_lines = [
            part
            for block in blocks_of_lines
            for part in _split_lists(block, _wrap_column(_lines_of_blocks(multiline_blocks)), False)
        ]
        joining_note = "lines joined up to the next blank line"
    else:
        blocks_of_lines = [part for block in blocks_of_lines for part in _split_lists(block, _wrap_column(block), True)]
        joining_note = "lines joined; a short line that ends a sentence, or an indented line, separates paragraphs"
    word_counts = (
        words_of_lines(line.text for line in lines) if any(line.text.endswith(("-", "\u2010")) for line in lines) else Counter()
    )
    joined_words: list[str] = []
    numbered_texts = [(clean(_join_lines(block, word_counts, joined_words)), block[0].number) for block in blocks_of_lines]
    filled_texts = [(text, number) for text, number in numbered_texts if text]
    return Paragraphs(
        tuple(text for text, _ in filled_texts), joining_note, tuple(number for _, number in filled_texts), tuple(joined_words)
    )


def _are_wrapped_lines(blocks_of_lines: Sequence[Sequence[Line]], multiline_blocks: Sequence[Sequence[Line]]) -> bool:
    """Return whether the lines are hard-wrapped: few are wide, and more of them break a sentence than end one early."""
    wide_lines = [
        display_width(line.text) > MAX_WRAP_COLUMNS for block in blocks_of_lines for line in block if "://" not in line.text
    ]
    if sum(wide_lines) * 10 > len(wide_lines):
        return False
    wrap_column = _wrap_column(_lines_of_blocks(multiline_blocks))
    line_breaks = [
        line_pair
        for block in multiline_blocks
        for line_pair, starts_block in zip(pairwise(block), _block_starts(block, wrap_column), strict=True)
        if not starts_block
    ]
    broken_sentences = sum(not _ends_a_sentence(before) for before, _ in line_breaks)
    return broken_sentences > sum(_may_end_paragraph(before, after, wrap_column) for before, after in line_breaks)


def _lines_of_blocks(blocks: Sequence[Sequence[Line]]) -> list[Line]:
    return [line for block in blocks for line in block]


def _wrap_column(lines: Sequence[Line]) -> int:
    """Return the column at which the lines seem to be wrapped."""
    return max((columns for columns in (display_width(line.text) for line in lines) if columns <= MAX_WRAP_COLUMNS), default=0)


def _ends_a_sentence(line: Line) -> bool:
    return bool(_SENTENCE_END.search(line.text[-8:]))


def _may_end_paragraph(line: Line, line_after: Line, wrap_column: int) -> bool:
    """Return whether a paragraph may end here: the sentence ends, and the next word would have fitted on this line."""
    return _ends_a_sentence(line) and _has_room_for_word(line, line_after, wrap_column)


def _block_starts(block: Sequence[Line], wrap_column: int) -> list[bool]:
    """Return for each line except the first whether it begins a list item, follows a list, or is or follows a rule.

    A dash or number that begins a line by chance occurs once in its block and within a sentence.
    """
    list_markers = [list_marker(line.text) for line in block]
    marker_counts = Counter(list_markers)
    starts_block = []
    is_item = bool(list_markers[0])
    for (line_before, line), list_mark in zip(pairwise(block), list_markers[1:], strict=True):
        begins_item = bool(list_mark) and (marker_counts[list_mark] > 1 or _ends_a_sentence(line_before))
        ends_list = (
            is_item
            and line.indent <= block[0].indent
            and _has_room_for_word(line_before, line, wrap_column)
            and not line.text[:1].islower()
        )
        starts_block.append(
            begins_item or ends_list or bool(RULE_LINE.fullmatch(line.text) or RULE_LINE.fullmatch(line_before.text))
        )
        is_item = begins_item or (is_item and not ends_list)
    return starts_block


def _has_room_for_word(line: Line, line_after: Line, wrap_column: int) -> bool:
    """Return whether the first word of the next line would have fitted on this line."""
    return wrap_column - display_width(line.text) - 1 >= display_width(line_after.text.split(" ", 1)[0])


def count_deck_lines(block: Sequence[Line], text: Sequence[Line]) -> int:
    """Count the sub-headlines in the block: lines that are short, without a full stop, and not wrapped at the text's column."""
    wrap_column = _wrap_column(text)
    for deck_count, (line, line_after) in enumerate(pairwise(block[: MAX_DECK_LINES + 1])):
        percent = 85 if line.text.isascii() else 70  # the widths of lines of wide characters vary more
        is_narrow = display_width(line.text) * 100 <= wrap_column * percent and _has_room_for_word(line, line_after, wrap_column)
        if not (is_narrow and is_short(line.text)) or line_after.text[:1].islower():
            return deck_count
    return min(MAX_DECK_LINES, max(len(block) - 1, 0))


def _split_lists(block: Sequence[Line], wrap_column: int, at_short_lines: bool) -> list[list[Line]]:
    """Split one block at its list items; with `at_short_lines` also at its short and indented lines."""
    indented = at_short_lines and 0 < sum(line.indent > 0 for line in block) < len(block)
    item_lines = [[block[0]]]
    for (before, line), starts_block in zip(pairwise(block), _block_starts(block, wrap_column), strict=True):
        if starts_block or (indented and line.indent > 0) or (at_short_lines and _may_end_paragraph(before, line, wrap_column)):
            item_lines.append([line])
        else:
            item_lines[-1].append(line)
    return item_lines


def _join_lines(block: Sequence[Line], word_counts: Counter[str], joined_words: list[str]) -> str:
    """Return the lines as one; appends words whose hyphen was removed to `joined_words`."""
    joined_lines = [block[0].text]
    for line_before, line in pairwise(block):
        is_hyphen_kept = (
            keeps_hyphen(line_before.text, line.text, word_counts) if line_before.text.endswith(("-", "\u2010")) else None
        )
        if is_hyphen_kept is False:
            joined_lines[-1] = joined_lines[-1][:-1]
            joined_words.append(line_before.text.split()[-1][:-1] + line.text.split()[0])
        joined_lines.append((_line_separator(line_before.text, line.text) if is_hyphen_kept is None else "") + line.text)
    return "".join(joined_lines).replace(_SOFT_HYPHEN, "")


def _line_separator(line_text_before: str, line_text_after: str) -> str:
    """Return the separator of two lines of a paragraph: a space or ''."""
    if line_text_before.endswith(_SOFT_HYPHEN):
        return ""
    if _NO_SPACE_SCRIPTS.match(line_text_before[-1:]) and _NO_SPACE_SCRIPTS.match(line_text_after[:1]):
        return ""
    return " "


def display_width(text: str) -> int:
    """Return the display width of the text in columns: Chinese, Japanese and Korean characters take two."""
    if text.isascii():
        return len(text)
    return len(text) + sum(unicodedata.east_asian_width(character) in "WF" for character in text)
