"""Regular expressions that are compiled when they are first used.

Python compiles one in 0.1 to 0.5 ms, one with large classes of characters in 2 to 15 ms. All of them would take a fifth of a small
build, and most match what few sites or articles have.
"""

from __future__ import annotations

import re
from typing import Any, AnyStr, cast


class _LazyPattern:
    """Takes on the methods of the compiled expression as they are asked for."""

    def __init__(self, text: str | bytes, flags: int) -> None:
        self._text = text
        self._flags = flags

    def __getattr__(self, name: str) -> Any:
        value = getattr(re.compile(self._text, self._flags), name)
        setattr(self, name, value)
        return value


def lazy_compile(text: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """Like `re.compile`, but compiles at the first use."""
    return cast(re.Pattern[AnyStr], _LazyPattern(text, flags))
