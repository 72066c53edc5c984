"""Paths that something happened to, until somebody takes them: each save once, each storm once."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

DEBOUNCE = 0.05
"""Seconds without news after which a save is over, and a file that disappeared is gone."""

BURST = 10
"""More paths than this are a storm: a branch that is checked out, an archive that is unpacked."""

BURST_DEBOUNCE = 0.25
"""Seconds without news after which a storm is over."""

MAX_BURST = 30.0
"""Seconds after which the site is made again even if files still arrive."""

Changed = frozenset[str] | None
"""Paths from the site's root; None for any of them."""


class Mailbox:
    """Holds paths between the watcher and who makes the site.

    One finished file is handed over at once. Whatever else comes waits until nothing new has come for a moment: most programs
    save a file in several steps, and a storm is one change.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._condition = threading.Condition()
        self._finished: set[str] = set()
        self._others: set[str] = set()
        self._any = False
        self._first = self._latest = self._latest_finished = float("-inf")
        self._at_once = False

    def put(self, path: str, *, finished: bool = False) -> None:
        """Something happened to this path; `finished` if it was written to its end, under the name that it keeps."""
        with self._condition:
            now = self._clock()
            if finished:
                self._at_once = not self._finished and now > self._latest_finished + DEBOUNCE
                self._latest_finished = now
            of_its_kind = self._finished if finished else self._others
            if path not in of_its_kind:
                self._note(now)
                of_its_kind.add(path)
            self._condition.notify()

    def put_unknown(self) -> None:
        """Something happened, and nobody knows to which path."""
        with self._condition:
            self._note(self._clock())
            self._any = True
            self._condition.notify()

    def take(self, timeout: float) -> Changed:
        """The paths, once they may be looked at; an empty set if nothing happened for this many seconds."""
        end = self._clock() + timeout
        with self._condition:
            while True:
                due = self._due()
                if due is not None and due <= 0:
                    return self._taken()
                rest = end - self._clock()
                if due is None and rest <= 0:
                    return frozenset()
                self._condition.wait(rest if due is None else due)

    def is_due(self) -> bool:
        """Whether there are paths that may be looked at now."""
        with self._condition:
            due = self._due()
            return due is not None and due <= 0

    def _is_empty(self) -> bool:
        return not (self._finished or self._others or self._any)

    def _note(self, now: float) -> None:
        if self._is_empty():
            self._first = now
        self._latest = now

    def _due(self) -> float | None:
        """Seconds until what is here may be looked at; None if nothing is."""
        if self._at_once:
            return 0.0
        if self._is_empty():
            return None
        quiet = BURST_DEBOUNCE if self._any or len(self._finished) + len(self._others) > BURST else DEBOUNCE
        return min(self._latest + quiet, self._first + MAX_BURST) - self._clock()

    def _taken(self) -> Changed:
        if self._at_once:
            taken, self._finished, self._at_once = frozenset(self._finished), set(), False
            return taken  # what else came with it has to wait for its own moment
        everything: Changed = None if self._any else frozenset(self._finished | self._others)
        self._finished, self._others, self._any = set(), set(), False
        return everything
