"""Measure how running time grows: twice the text may take at most 2.6 times as long; quadratic code takes four times as long."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from tests.selection import LONG

RATIO = 2.6
LEAST = 0.05
"""The minimum CPU time, in seconds, for a meaningful ratio."""

MOST_GROWTH = 8
"""The factor between two sizes: quadratic code takes 64 times as long."""

TRIES = 3 if LONG else 2
"""The number of measurements; the shortest is used, because noise only makes them longer."""

MORE_TRIES = 8
"""The number of repeated measurements before a failure, because other processes may evict CPU caches."""


def seconds(work: Callable[[Any], object], value: object, times: int = 1) -> float:
    """Return the CPU time of this process for the work, in seconds."""
    start = time.process_time()
    for _ in range(times):
        work(value)
    return time.process_time() - start


@contextmanager
def _no_collecting() -> Iterator[None]:
    """Collect garbage first and then disable it, because its time depends on the size of the test process."""
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def complaint(make: Callable[[int], Any], work: Callable[[Any], object], most: int = 2**18, more: int = MORE_TRIES) -> str:
    """Return a complaint if the time of `work(make(n))` grows too fast, or ''.

    `n` grows until the work takes 50 ms, but 2n stays at most `most`; then the work is repeated instead.
    """
    with _no_collecting():
        return _complaint(make, work, most, more)


def _complaint(make: Callable[[int], Any], work: Callable[[Any], object], most: int, more: int) -> str:
    size, times = 250, 1
    while (taken := seconds(work, make(size), times)) < LEAST:
        growth = min(1.2 * LEAST / max(taken, LEAST / 1000), MOST_GROWTH)
        larger = min(int(size * growth) + 1, most // 2)
        size, times = (larger, times) if larger > size else (size, int(times * growth) + 1)
    # Doubling may exceed a CPU cache once, but not twice in a row: quadratic code is too slow at either size.
    for tries in (TRIES, TRIES + more):
        message = _compared(make, work, size, times, tries, taken) and _compared(make, work, 2 * size, times, tries)
        if not message:
            break
    return message


def _compared(
    make: Callable[[int], Any], work: Callable[[Any], object], size: int, times: int, tries: int, taken: float | None = None
) -> str:
    small, large = make(size), make(2 * size)
    once = [] if taken is None else [taken]
    twice = []
    for _ in range(tries):
        once.append(seconds(work, small, times))
        twice.append(seconds(work, large, times))
        if len(once) >= TRIES and min(twice) < RATIO * min(once):
            return ""
    return f"{size}: {min(once):.3f} s, {2 * size}: {min(twice):.3f} s, {min(twice) / min(once):.2f} times as much"
