"""The year, month and day of an article, as url segments."""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache


def period_keys(instant: datetime) -> tuple[str, str, str]:
    """Return the year, month and day of an instant in its own time zone, as url segments: `2026`, `2026/01`, `2026/01/04`."""
    return _keys_of_day(instant.date())


@lru_cache(maxsize=16384)
def _keys_of_day(date: date) -> tuple[str, str, str]:
    day = f"{date.year:04}/{date.month:02}/{date.day:02}"
    return day[:4], day[:7], day
