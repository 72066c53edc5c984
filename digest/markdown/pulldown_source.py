"""The source of a text for pulldown-cmark."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from digest.markdown import pulldown_differences
from digest.markdown.search_positions import Positions, SearchPattern
from digest.markdown.typography import RARE_MARKS
from digest.text.lazy_pattern import lazy_compile

RARE_IN_UTF8 = {mark: SearchPattern(mark[:1].encode(), lazy_compile(pattern.encode())) for mark, pattern in RARE_MARKS.items()}
"""The marks of `typography.RARE_MARKS` as patterns in UTF-8: half the time of `in`, and two thirds of the time in a `str`."""


class SourceText:
    """A text that ends with a line end, with values that are known before it is read."""

    def __init__(self, data: bytes, unusual: str, options: Any, definitions: Mapping[str, Any]) -> None:
        self.data = data
        """The text in UTF-8."""
        self.options = options
        """pulldown-cmark's options."""
        self.definitions = definitions
        """The link definitions, as returned by pulldown-cmark."""
        self.unusual = unusual
        """The text's non-ASCII and control characters."""
        self.may_have_cjk = pulldown_differences.may_have_cjk(self.unusual)
        """Whether the text may contain Chinese, Japanese or Korean, or recent additions to Unicode."""

    @cached_property
    def rare_marks(self) -> tuple[str, ...]:
        """The marks of `typography.RARE_MARKS` that the text contains."""
        data = self.data
        return tuple([mark for mark, (part, pattern) in RARE_IN_UTF8.items() if part in data and pattern.search(data)])

    @cached_property
    def cjk_marks(self) -> Positions:
        """The offsets, in UTF-8, of emphasis marks beside such characters."""
        return pulldown_differences.marks_beside_cjk(self.data) if self.may_have_cjk else Positions((), b"")
