"""Converts offsets in a text to lines and columns of its file, by the collected starts of its lines."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cached_property


class LinePositions:
    """Positions in a text that begins at this line and column of its file, from 1.

    The line starts are collected once, at the first call: counting the lines above each of many offsets would be quadratic.
    """

    def __init__(self, text: str, line: int = 1, column: int = 1) -> None:
        self.text = text
        self.line = line
        self.column = column

    @cached_property
    def _line_starts(self) -> list[int]:
        return [0, *(line_end.end() for line_end in re.finditer("\n", self.text))]

    def location(self, offset: int) -> tuple[int, int]:
        """Return the line and column of the character at this offset."""
        lines_above = bisect_right(self._line_starts, offset) - 1
        return self.line + lines_above, offset - self._line_starts[lines_above] + (1 if lines_above else self.column)
