"""Searches a text once for several patterns, and keeps the offsets of all matches."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable
from typing import AnyStr, Generic, NamedTuple


class SearchPattern(NamedTuple, Generic[AnyStr]):
    """A pattern, and a string that every match contains."""

    part: AnyStr
    """The contained string: searching one character is thirty times as fast as a regular expression."""
    pattern: re.Pattern[AnyStr]


class Positions:
    """The offsets in a text at which one of several patterns matches."""

    def __init__(self, patterns: Iterable[SearchPattern[AnyStr]], text: AnyStr) -> None:
        self.found = sorted([match.start() for part, pattern in patterns if part in text for match in pattern.finditer(text)])

    def within(self, begin: int, end: int) -> list[int]:
        """Return the offsets from `begin` on and before `end`."""
        at = bisect_left(self.found, begin)
        return self.found[at : bisect_left(self.found, end, at)]
