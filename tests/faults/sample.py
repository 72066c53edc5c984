"""The sample of trials to run: all in the scheduled job, the share of the day in `make test-all`, a few in `make test`."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import TypeVar

from tests.selection import DAY, LONG, QUICK

T = TypeVar("T")

SHARES = 28
"""The number of days after which all trials have run."""


def share(trials: Sequence[T], shares: int = SHARES, long: int = 1) -> list[T]:
    """Return today's 28th part (or `shares`-th part) of all trials; consecutive days run all. In `make test` always the same two.

    In the scheduled job all of them, or one in `long` for trials that other tests cover too.
    """
    if QUICK:
        return [trials[len(trials) // 3], trials[len(trials) * 2 // 3]]
    parts = long if LONG else shares
    return list(trials[DAY % parts :: parts])


def chance(purpose: str) -> random.Random:
    """Return the random generator of this day for one purpose."""
    return random.Random(f"{DAY} {purpose}")


def times(few: int, many: int) -> int:
    """Return the number of random trials: `few`, in the scheduled job `many`, in `make test` a third of `few`."""
    if QUICK:
        return max(1, few // 3)
    return many if LONG else few
