"""The run options of a command that do not affect its result: fresh cache, number of jobs, cluster address, and the callbacks for
progress, waiting, and timed stages (laps)."""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct

Progress = Callable[[str, int, int], None]
"""A callback with the arguments stage, number of finished items, total number of items."""


class CommandRun(Struct, frozen=True):
    """Run options of a command. None of them changes the result."""

    fresh: bool = False
    jobs: int = 0
    cluster: str = ""
    """The address of the scheduler whose workers read articles and render pages; '' for processes of this machine."""
    progress: Progress = lambda stage, done, total: None
    waiting: Callable[[], None] = lambda: None
    lap: Callable[[str], None] = lambda stage: None
    """Called with the name of each stage at its end."""
    keep: Callable[[object], None] = lambda value: None
    """Called with the results of stages, to keep references to them until the process ends. Freeing them would take 15 ms of the
    430 ms of a small edit."""
