"""How many of all trials are run: every one in the scheduled job (DIGEST_TESTS=long), else a share that changes each day."""

from __future__ import annotations

import os
import random
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TypeVar

from tests.conftest import LONG

T = TypeVar("T")

SHARES = 7

DAY = int(os.environ.get("DIGEST_TESTS_DAY") or datetime.now(UTC).timetuple().tm_yday)
"""The day that decides which share is run, and the seed of what is random. A failure prints it; set it to see the failure again."""

SEED = f"DIGEST_TESTS_DAY={DAY}"


def share(trials: Sequence[T], shares: int = SHARES) -> list[T]:
    """Today's seventh (or a smaller part) of all trials; so many days in a row run each of them."""
    return list(trials) if LONG else list(trials[DAY % shares :: shares])


def chance(about: str) -> random.Random:
    """Random numbers of this day, for one purpose."""
    return random.Random(f"{DAY} {about}")


def times(few: int, many: int) -> int:
    """How many random trials there are: few, or in the scheduled job many."""
    return many if LONG else few
