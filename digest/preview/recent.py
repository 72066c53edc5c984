"""What browsers asked for last, in memory: pages of a part of the plan, variants of pictures."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock
from typing import Generic, TypeVar

T = TypeVar("T")


class Recent(Generic[T]):
    """The values that were asked for last, by key: each is made when it is asked for, and then known as long as there is room.

    Together they weigh at most `most`; the last one is kept whatever it weighs.
    """

    def __init__(self, most: int, weigh: Callable[[T], int] = lambda value: 1) -> None:
        self.most = most
        self._weigh = weigh
        self._values: dict[str, T] = {}
        """The last one at the end."""
        self._lock = Lock()

    def get(self, key: str, make: Callable[[], T]) -> T:
        """The value with this key. Raises what `make` raises."""
        with self._lock:
            value = self._values.pop(key, None)
        if value is None:  # others do not wait until it is made
            value = make()
        with self._lock:
            self._values[key] = value
            rest = sum(map(self._weigh, self._values.values())) - self.most
            while rest > 0 and len(self._values) > 1:
                rest -= self._weigh(self._values.pop(next(iter(self._values))))
        return value
