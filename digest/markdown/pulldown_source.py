"""The source of a text that pulldown-cmark reads."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from digest.markdown import pulldown_differences
from digest.markdown.search_positions import Positions, Sought
from digest.markdown.typography import RARE_MARKS
from digest.text.lazy_pattern import lazy_compile

RARE_IN_UTF8 = {mark: Sought(mark[:1].encode(), lazy_compile(pattern.encode())) for mark, pattern in RARE_MARKS.items()}
"""How the marks of `typography.RARE` are found: in half the time that `in` takes, and in two thirds of that in a text."""


class SourceText:
    """A text that ends with a line end, and what is known of it before it is read."""

    def __init__(self, data: bytes, unusual: str, options: Any, definitions: Mapping[str, Any]) -> None:
        self.data = data
        """In UTF-8."""
        self.options = options
        """How pulldown-cmark reads it."""
        self.definitions = definitions
        """Which links it defines, as pulldown-cmark has them."""
        self.unusual = unusual
        """Its characters beyond ASCII."""
        self.is_far = pulldown_differences.is_far(self.unusual)
        """Whether some of them may be Chinese, Japanese or Korean, or are characters that Unicode added recently."""

    @cached_property
    def rare(self) -> tuple[str, ...]:
        """Which of `typography.RARE` it contains."""
        data = self.data
        return tuple([mark for mark, (part, pattern) in RARE_IN_UTF8.items() if part in data and pattern.search(data)])

    @cached_property
    def far_marks(self) -> Positions:
        """Where marks stand beside such characters, in UTF-8."""
        return pulldown_differences.marks_beside_far(self.data) if self.is_far else Positions((), b"")
