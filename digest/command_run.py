"""How a command is run: in which processes, and with which callbacks for its progress."""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct

Progress = Callable[[str, int, int], None]
"""(stage, how many are done, how many there are)."""


class CommandRun(Struct, frozen=True):
    """How a command is run, as far as its result does not depend on it."""

    fresh: bool = False
    jobs: int = 0
    cluster: str = ""
    """The address of the scheduler whose workers read articles and render pages; '' for processes of this machine."""
    progress: Progress = lambda stage, done, total: None
    waiting: Callable[[], None] = lambda: None
    lap: Callable[[str], None] = lambda stage: None
    """Called with the name of each stage at its end."""
    keep: Callable[[object], None] = lambda value: None
    """Called with what stages return. A process that ends then need not free it, which takes 15 ms of the 430 of a small edit."""
