"""The source of a text that pulldown-cmark reads."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from digest.markdown import pulldown_differences
from digest.markdown.search_positions import Positions
from digest.markdown.typography import RARE


class SourceText:
    """A text that ends with a line end, and what is known of it before it is read."""

    def __init__(self, text: str, data: bytes, unusual: str, options: Any, definitions: Mapping[str, Any]) -> None:
        self.text = text
        self.data = data
        """The text in UTF-8."""
        self.options = options
        """How pulldown-cmark reads it."""
        self.definitions = definitions
        """Which links it defines, as pulldown-cmark has them."""
        self.unusual = unusual
        """Its characters beyond ASCII."""
        self.is_far = pulldown_differences.is_far(self.unusual)
        """Whether some of them may be Chinese, Japanese or Korean, or are characters that Unicode added of late."""

    @cached_property
    def rare(self) -> tuple[str, ...]:
        """Which of `typography.RARE` it contains."""
        return tuple(mark for mark, pattern in RARE.items() if mark[0] in self.text and pattern.search(self.text))

    @cached_property
    def far_marks(self) -> Positions:
        """Where marks stand beside such characters, in UTF-8."""
        return pulldown_differences.marks_beside_far(self.data) if self.is_far else Positions((), b"")
