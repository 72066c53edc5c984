"""Wraps plain text to lines of a limited width, as in mail: wide characters take two columns."""

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

    lines: list[str] = []
    line, width, is_empty = first_indent, cell_len(first_indent), True
    for space, unbreakable in _unbreakable_pieces(text):
        needed = cell_len(unbreakable) + (0 if is_empty else len(space))
        if width + needed > columns and not is_empty:
            lines.append(line)
            line, width, is_empty = indent, cell_len(indent), True
            needed = cell_len(unbreakable)
        line += unbreakable if is_empty else space + unbreakable
        width, is_empty = width + needed, False
    return "\n".join([*lines, line]).rstrip()


def _unbreakable_pieces(text: str) -> Iterator[tuple[str, str]]:
    """Yield the pieces between which a line may end, each with its separator from the piece before: a space or ''."""
    for word in text.split():
        space = " "
        for piece in [word] if word.isascii() else _BREAK_OPPORTUNITY.split(word):
            if piece:
                yield space, piece
                space = ""
