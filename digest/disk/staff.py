"""Who does the work of a build: this process alone, with an assistant, with one process a core, or with a cluster."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from typing import TypeVar

from digest.disk.processes import FORKS, Crew, Promise, cores, get_ready, workers

T = TypeVar("T")

ENOUGH = 600
"""Articles to be read, or pages to be made, that keep one more process busy: each compiles the lexers of Pygments that it needs by
itself, which takes as long as to read a hundred articles."""


def processes_for(jobs: int, tasks: int) -> int:
    """How many processes read articles and make pages: `jobs`, or one a core; none where there are few of both."""
    processes = min(jobs or cores(), 1 + tasks // ENOUGH)
    return processes if processes > 1 else 0


class Staff(ExitStack):
    """The other processes of a build, which end with it; `jobs` as for `processes_for`. `cluster` is the address of a scheduler.

    The memo is closed whenever one is forked.
    """

    def __init__(self, jobs: int, cluster: str = "") -> None:
        super().__init__()
        self.jobs = jobs
        self.cluster = cluster
        self._assistant: Crew | None = None

    def begin(self, first: Callable[[], T]) -> Promise[T] | None:
        """Hire an assistant, and let it begin with this call; None if there is none."""
        from digest.disk.assistant import assistant  # takes 5 ms, and a first build has nothing to look at

        begun = self.enter_context(assistant(self.jobs, first))
        if begun is None:
            return None
        self._assistant, answer = begun
        return answer

    def get_ready(self, module: str) -> None:
        """Let the assistant import what it will need."""
        if self._assistant:
            get_ready(self._assistant, module)

    def crew(self, tasks: int, warm_up: Callable[[], None] = lambda: None) -> Crew | None:
        """Who reads so many articles, or makes so many pages; None for this process alone. Raises ClusterError.

        What `warm_up` imports and compiles is done once, not by each of several processes, where these are forked.
        """
        if self.cluster and tasks:
            from digest.disk.cluster import cluster  # imports Dask, which takes 700 ms

            return self.enter_context(cluster(self.cluster))
        count = processes_for(self.jobs, tasks)
        if count and FORKS:
            warm_up()
        return self.enter_context(workers(count)) or self._assistant
