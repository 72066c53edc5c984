"""Line and column of offsets in a text."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cached_property


class LinePositions:
    """The positions in a text that begins at this line and column of its file, from 1.

    The text is gone through once, at the first question: to count the lines above each of many places would take the square of it.
    """

    def __init__(self, text: str, line: int = 1, column: int = 1) -> None:
        self.text = text
        self.line = line
        self.column = column

    @cached_property
    def _starts(self) -> list[int]:
        return [0, *(line_end.end() for line_end in re.finditer("\n", self.text))]

    def location(self, at: int) -> tuple[int, int]:
        """Line and column of the character at this offset."""
        above = bisect_right(self._starts, at) - 1
        return self.line + above, at - self._starts[above] + (1 if above else self.column)
