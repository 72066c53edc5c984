"""Selection of this process, several processes, or a cluster for the work."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from digest.workers import worker_selection
from digest.workers.worker_pool import CAN_FORK
from digest.workers.worker_selection import ARTICLES_PER_PROCESS, Workers, process_count


@pytest.fixture(autouse=True)
def _four_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker_selection, "cores", lambda: 4)


@pytest.mark.parametrize(
    ("jobs", "tasks", "processes"),
    [
        (0, 0, 0), (0, ARTICLES_PER_PROCESS - 1, 0), (0, ARTICLES_PER_PROCESS, 2),
        (0, 2 * ARTICLES_PER_PROCESS - 1, 2), (0, 2 * ARTICLES_PER_PROCESS, 3),
        (0, 99 * ARTICLES_PER_PROCESS, 4),
        (1, 99 * ARTICLES_PER_PROCESS, 0), (2, 99 * ARTICLES_PER_PROCESS, 2), (8, 99 * ARTICLES_PER_PROCESS, 8),
        (8, ARTICLES_PER_PROCESS, 2),
    ],
)  # fmt: skip
def test_an_additional_process_needs_enough_articles(jobs: int, tasks: int, processes: int):
    assert process_count(jobs, tasks) == processes


@pytest.fixture
def pools(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """The pools that are created, without processes: their number, or the address of a cluster."""
    created: list[Any] = []

    @contextmanager
    def pool(what: Any) -> Iterator[Any]:
        created.append(what)
        yield f"pool of {what}" if what else None
        created.append("ended")

    monkeypatch.setattr(worker_selection, "process_pool", pool)
    monkeypatch.setattr("digest.workers.dask_cluster.cluster", pool)
    return created


def test_a_pool_is_created_once_and_ends_with_the_build(pools: list[Any]):
    with Workers(0) as workers:
        assert workers.pool(9 * ARTICLES_PER_PROCESS) == workers.pool(0) == "pool of 4"
    assert pools == [4, "ended"]


@pytest.mark.parametrize(("forks", "cluster", "before"), [(True, "", 1), (False, "", 0), (True, "tcp://a:1", 0)])
def test_one_batch_is_done_before_workers_are_forked_but_not_otherwise(
    forks: bool, cluster: str, before: int, pools: list[Any], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(worker_selection, "CAN_FORK", forks)
    with Workers(2, cluster) as workers:
        assert workers.batches_before == before
        assert workers.pool(9 * ARTICLES_PER_PROCESS)
        assert workers.batches_before == 0, "the workers exist"


def test_a_cluster_is_used_only_if_there_is_work(pools: list[Any]):
    with Workers(0, "tcp://a:1") as workers:
        assert workers.pool(0) is None and pools == [0]
        assert workers.pool(1) == workers.pool(99 * ARTICLES_PER_PROCESS) == "pool of tcp://a:1"
    assert pools == [0, "tcp://a:1", "ended", "ended"]


@pytest.fixture
def _may_fork(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker_selection, "may_fork", lambda jobs: jobs != 1)


@pytest.mark.usefixtures("_may_fork")
@pytest.mark.skipif(not CAN_FORK, reason="processes are forked on Linux only")
def test_a_function_is_called_ahead_in_a_child_that_ends_with_the_build():
    with Workers(0) as workers:
        child = workers.call_ahead(os.getpid)()
        os.kill(child, 0)
    assert child != os.getpid()
    with pytest.raises(ProcessLookupError):
        os.kill(child, 0)


@pytest.mark.usefixtures("_may_fork")
def test_with_one_job_or_at_the_limit_of_processes_the_function_is_called_here(monkeypatch: pytest.MonkeyPatch):
    def refuse() -> int:
        raise BlockingIOError

    with Workers(1) as workers:
        assert workers.call_ahead(os.getpid)() == os.getpid()
    monkeypatch.setattr(os, "fork", refuse)
    with Workers(0) as workers:
        assert workers.call_ahead(os.getpid)() == os.getpid()
