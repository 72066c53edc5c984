"""Where something stands in a text that is looked for in all of it."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable
from typing import AnyStr, Generic, NamedTuple


class Sought(NamedTuple, Generic[AnyStr]):
    """Something that is looked for in a text."""

    part: AnyStr
    """This stands in all that is found: one character is looked for thirty times as fast as an expression."""
    pattern: re.Pattern[AnyStr]


class Positions:
    """Where something of what is sought begins in a text."""

    def __init__(self, sought: Iterable[Sought[AnyStr]], text: AnyStr) -> None:
        self.found = sorted([match.start() for part, pattern in sought if part in text for match in pattern.finditer(text)])

    def within(self, begin: int, end: int) -> list[int]:
        """The positions from `begin` on and before `end`."""
        at = bisect_left(self.found, begin)
        return self.found[at : bisect_left(self.found, end, at)]
