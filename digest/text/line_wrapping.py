"""Wraps plain text to lines of 72 columns, as in mail: wide characters take two columns, and some Chinese and Japanese marks must
not begin or end a line."""

from __future__ import annotations

from collections.abc import Iterator

from digest.text.characters import UNSPACED_RANGES
from digest.text.lazy_pattern import lazy_compile

LINE_COLUMNS = 72
"""The width of a line in a plain mail (RFC 3676, 4.2, recommends at most 78)."""

_NOT_AT_LINE_END = "「『（［｛〔〈《【〖“‘"
_NOT_AT_LINE_BEGIN = "」』）］｝〕〉》】〗”’、。，．・：；！？ー々〻ゝゞヽヾ…‥ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ"
"""Characters that must not end a line, and characters that must not begin one (JIS X 4051, 4.3)."""

_BREAK_OPPORTUNITY = lazy_compile(
    f"(?:(?<=[{UNSPACED_RANGES}])|(?=[{UNSPACED_RANGES}]))(?<![{_NOT_AT_LINE_END}])(?![{_NOT_AT_LINE_BEGIN}])"
)
"""A position within a word at which a line may end: beside a character of a script without spaces."""


def wrapped(text: str, columns: int = LINE_COLUMNS, indent: str = "", first_indent: str = "") -> str:
    """Return the text in lines of at most this many columns. Unbreakable text, such as an address, may be longer.

    `first_indent` is put before the first line, `indent` before the others; runs of white space become one space.
    """
    from rich.cells import cell_len  # takes 2 ms to import, and only mail needs it

    wrapped_lines: list[str] = []
    line, line_columns, is_line_empty = first_indent, cell_len(first_indent), True
    for separator, unbreakable in _unbreakable_pieces(text):
        needed_columns = cell_len(unbreakable) + (0 if is_line_empty else len(separator))
        if line_columns + needed_columns > columns and not is_line_empty:
            wrapped_lines.append(line)
            line, line_columns, is_line_empty = indent, cell_len(indent), True
            needed_columns = cell_len(unbreakable)
        line += unbreakable if is_line_empty else separator + unbreakable
        line_columns, is_line_empty = line_columns + needed_columns, False
    return "\n".join([*wrapped_lines, line]).rstrip()


def _unbreakable_pieces(text: str) -> Iterator[tuple[str, str]]:
    """Yield the pieces between which a line may end, each with its separator from the piece before: a space or ''."""
    for word in text.split():
        separator = " "
        for piece in [word] if word.isascii() else _BREAK_OPPORTUNITY.split(word):
            if piece:
                yield separator, piece
                separator = ""
