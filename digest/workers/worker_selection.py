"""Selects who does the work of a build: this process alone, one process per core, or a cluster."""

from __future__ import annotations

from contextlib import ExitStack

from digest.workers.worker_pool import CAN_FORK, WorkerPool, cores, process_pool

ENOUGH_FOR_WORKERS = 600
"""Articles to read that keep one more process busy: each compiles the lexers of Pygments that it needs by itself, which takes as
long as to read a hundred articles."""

PAGES_AN_ARTICLE = 3
"""How many pages are rendered while one article is read, at least."""


def processes_for(jobs: int, tasks: int) -> int:
    """How many processes read articles and render pages: `jobs`, or one a core; 0 where there are few `tasks`, as for `pool`."""
    processes = min(jobs or cores(), 1 + tasks // ENOUGH_FOR_WORKERS)
    return processes if processes > 1 else 0


class Workers(ExitStack):
    """The other processes of a build, which end with it; `jobs` as for `processes_for`. `cluster` is the address of a scheduler."""

    def __init__(self, jobs: int, cluster: str = "") -> None:
        super().__init__()
        self.jobs = jobs
        self.cluster = cluster
        self._pool: WorkerPool | None = None

    def pool(self, tasks: int) -> WorkerPool | None:
        """Who reads this many articles, or renders as many pages as take that long; None for this process alone.

        Raises ClusterError.
        """
        if self._pool is None and self.cluster and tasks:
            from digest.workers.dask_cluster import cluster  # imports Dask, which takes 700 ms

            self._pool = self.enter_context(cluster(self.cluster))
        elif self._pool is None:
            self._pool = self.enter_context(process_pool(processes_for(self.jobs, tasks)))
        return self._pool

    @property
    def batches_before(self) -> int:
        """How many batches of the first tasks are done in this process before it asks for a pool.

        One where workers are forked, which need not make again what that had to make, such as lexers and compiled expressions; none
        where they inherit nothing.
        """
        return int(CAN_FORK and not self.cluster and self._pool is None)
