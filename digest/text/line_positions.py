"""Converts offsets in a text to lines and columns."""

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
    def _starts(self) -> list[int]:
        return [0, *(line_end.end() for line_end in re.finditer("\n", self.text))]

    def location(self, at: int) -> tuple[int, int]:
        """Return the line and column of the character at this offset."""
        above = bisect_right(self._starts, at) - 1
        return self.line + above, at - self._starts[above] + (1 if above else self.column)
