"""How many of all trials are run: every one in the scheduled job, else a share of the day, in `make test` a few."""

from __future__ import annotations

import os
import random
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TypeVar

from tests.selection import LONG, QUICK

T = TypeVar("T")

SHARES = 7

DAY = int(os.environ.get("DIGEST_TESTS_DAY") or (1 if QUICK else datetime.now(UTC).timetuple().tm_yday))
"""The day that decides which share is run, and the seed of what is random. A failure prints it; set it to see the failure again."""

SEED = f"DIGEST_TESTS_DAY={DAY}"


def share(trials: Sequence[T], shares: int = SHARES, long: int = 1) -> list[T]:
    """Today's seventh (or a smaller part) of all trials; so many days in a row run each. In `make test` always the same two.

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
