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
        self._other_paths: set[str] = set()
        self._is_unknown = False
        self._first_change_at = self._latest_change_at = self._latest_finished = float("-inf")
        self._finished_paths = False

    def put(self, path: str, *, finished: bool = False) -> None:
        """Something happened to this path; `finished` if it was written to its end, under the name that it keeps."""
        with self._condition:
            now = self._clock()
            if finished:
                self._finished_paths = not self._finished and now > self._latest_finished + DEBOUNCE
                self._latest_finished = now
            of_its_kind = self._finished if finished else self._other_paths
            if path not in of_its_kind:
                self._note_change(now)
                of_its_kind.add(path)
            self._condition.notify()

    def put_unknown(self) -> None:
        """Note a change of an unknown path."""
        with self._condition:
            self._note_change(self._clock())
            self._is_unknown = True
            self._condition.notify()

    def take(self, timeout: float) -> Changed:
        """The paths, once they may be looked at; an empty set if nothing happened for this many seconds."""
        end = self._clock() + timeout
        with self._condition:
            while True:
                due = self._due_at()
                if due is not None and due <= 0:
                    return self._taken_changes()
                seconds_left = end - self._clock()
                if due is None and seconds_left <= 0:
                    return frozenset()
                self._condition.wait(seconds_left if due is None else due)

    def is_due(self) -> bool:
        """Whether there are paths that may be looked at now."""
        with self._condition:
            due = self._due_at()
            return due is not None and due <= 0

    def _is_empty(self) -> bool:
        return not (self._finished or self._other_paths or self._is_unknown)

    def _note_change(self, now: float) -> None:
        if self._is_empty():
            self._first_change_at = now
        self._latest_change_at = now

    def _due_at(self) -> float | None:
        """Seconds until what is here may be looked at; None if nothing is."""
        if self._finished_paths:
            return 0.0
        if self._is_empty():
            return None
        quiet = BURST_DEBOUNCE if self._is_unknown or len(self._finished) + len(self._other_paths) > BURST else DEBOUNCE
        return min(self._latest_change_at + quiet, self._first_change_at + MAX_BURST) - self._clock()

    def _taken_changes(self) -> Changed:
        if self._finished_paths:
            taken, self._finished, self._finished_paths = frozenset(self._finished), set(), False
            return taken  # what else came with it has to wait for its own moment
        everything: Changed = None if self._is_unknown else frozenset(self._finished | self._other_paths)
        self._finished, self._other_paths, self._is_unknown = set(), set(), False
        return everything
