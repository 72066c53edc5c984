"""Why a text is no date."""

from __future__ import annotations


class DateError(ValueError):
    """A text that is no date; says why, and how to write it."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.hint = hint


class UnclearDate(DateError):
    """A date whose day and month may be in either order; the hint names both."""
