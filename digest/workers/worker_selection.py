"""Select where a build runs, by the amount of work and --jobs: in this process, in one process per core, or on a cluster; the
number of processes, and calls ahead in a forked process."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack, suppress
from typing import Any

from digest.workers.forked_call import ForkedCall, may_fork
from digest.workers.worker_pool import CAN_FORK, WorkerPool, cores, process_pool

ARTICLES_PER_PROCESS = 600
"""The minimum number of articles per additional process, since each one compiles its own Pygments lexers, which takes as long as
parsing a hundred articles."""

PAGES_PER_ARTICLE = 3
"""The minimum number of pages that are rendered in the time of parsing one article."""


def process_count(jobs: int, tasks: int) -> int:
    """Return the number of worker processes: at most `jobs`, or one per core; 0 for few `tasks` (as for `Workers.pool`)."""
    processes = min(jobs or cores(), 1 + tasks // ARTICLES_PER_PROCESS)
    return processes if processes > 1 else 0


class Workers(ExitStack):
    """The worker processes of a build, which end with it; `jobs` as for `process_count`, `cluster` is a scheduler's address."""

    def __init__(self, jobs: int, cluster: str = "") -> None:
        super().__init__()
        self.jobs = jobs
        self.cluster = cluster
        self._pool: WorkerPool | None = None

    def pool(self, tasks: int) -> WorkerPool | None:
        """Return the pool for parsing `tasks` articles, or rendering pages for as long; None for this process alone.

        Raises ClusterError.
        """
        if self._pool is None and self.cluster and tasks:
            from digest.workers.dask_cluster import cluster  # imports Dask, which takes 700 ms

            self._pool = self.enter_context(cluster(self.cluster))
        elif self._pool is None:
            self._pool = self.enter_context(process_pool(process_count(self.jobs, tasks)))
        return self._pool

    @property
    def batches_before(self) -> int:
        """The number of batches that this process does before it creates a pool.

        1 if workers are forked, since they inherit lexers and compiled expressions; 0 if they inherit nothing.
        """
        return int(CAN_FORK and not self.cluster and self._pool is None)

    def call_ahead(self, function: Callable[[], Any]) -> Callable[[], Any]:
        """Call the function in a forked process if there is a core for it, and return a function that waits for the result.

        Without one, the returned function is `function`. As for `ForkedCall`, the result must be small, and plain data.
        """
        if may_fork(self.jobs):
            with suppress(OSError):  # the limit of processes is reached
                forked_call = ForkedCall(function)
                self.callback(forked_call.close)
                return forked_call.result
        return function
