"""How many of all trials are run: every one in the scheduled job, else a share of the day, in `make test` a few."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import TypeVar

from tests.selection import DAY, LONG, QUICK

T = TypeVar("T")

SHARES = 14
"""The number of days after which all trials have run."""


def share(trials: Sequence[T], shares: int = SHARES, long: int = 1) -> list[T]:
    """Today's fourteenth (or a smaller part) of all trials; so many days in a row run each. In `make test` always the same two.

    In the scheduled job all of them, or of what is tried elsewhere too one in `long`.
    """
    if QUICK:
        return [trials[len(trials) // 3], trials[len(trials) * 2 // 3]]
    parts = long if LONG else shares
    return list(trials[DAY % parts :: parts])


def chance(about: str) -> random.Random:
    """Random numbers of this day, for one purpose."""
    return random.Random(f"{DAY} {about}")


def times(few: int, many: int) -> int:
    """How many random trials there are: few, in the scheduled job many, in `make test` a third of the few."""
    if QUICK:
        return max(1, few // 3)
    return many if LONG else few
