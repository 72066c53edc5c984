"""Regular expressions that are compiled when they are first used.

Compiling takes 0.1 to 0.5 ms, with large character classes 2 to 15 ms. Compiling all of them would take a fifth of a small build,
and most are needed by few sites or articles.
"""

from __future__ import annotations

import re
from typing import Any, AnyStr, cast


class _LazyPattern:
    """Compiles the expression at the first use of a method, and keeps that method as its own attribute."""

    def __init__(self, text: str | bytes, flags: int) -> None:
        self._text = text
        self._flags = flags

    def __getattr__(self, name: str) -> Any:
        value = getattr(re.compile(self._text, self._flags), name)
        setattr(self, name, value)
        return value


def lazy_compile(text: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """Return a pattern like `re.compile`, which is compiled at its first use."""
    return cast(re.Pattern[AnyStr], _LazyPattern(text, flags))
