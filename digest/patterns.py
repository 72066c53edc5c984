"""Regular expressions that are compiled when they are first used.

Python compiles one with large classes of characters in 2 to 15 ms: together they would be a tenth of a small build, of which few
articles need any.
"""

from __future__ import annotations

import re
from typing import Any, cast


class _Later:
    """Takes on the methods of the compiled expression as they are asked for."""

    def __init__(self, text: str, flags: int) -> None:
        self._text = text
        self._flags = flags

    def __getattr__(self, name: str) -> Any:
        value = getattr(re.compile(self._text, self._flags), name)
        setattr(self, name, value)
        return value


def later(text: str, flags: int = 0) -> re.Pattern[str]:
    """As `re.compile`, at the first use."""
    return cast(re.Pattern[str], _Later(text, flags))
