"""Who does the work: this process, several processes, or a cluster."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from digest.workers import worker_selection
from digest.workers.worker_selection import ENOUGH_FOR_WORKERS, Workers, processes_for


@pytest.fixture(autouse=True)
def _four_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker_selection, "cores", lambda: 4)


@pytest.mark.parametrize(
    ("jobs", "tasks", "processes"),
    [
        (0, 0, 0), (0, ENOUGH_FOR_WORKERS - 1, 0), (0, ENOUGH_FOR_WORKERS, 2),
        (0, 2 * ENOUGH_FOR_WORKERS - 1, 2), (0, 2 * ENOUGH_FOR_WORKERS, 3),
        (0, 99 * ENOUGH_FOR_WORKERS, 4),
        (1, 99 * ENOUGH_FOR_WORKERS, 0), (2, 99 * ENOUGH_FOR_WORKERS, 2), (8, 99 * ENOUGH_FOR_WORKERS, 8),
        (8, ENOUGH_FOR_WORKERS, 2),
    ],
)  # fmt: skip
def test_one_more_process_needs_enough_to_do(jobs: int, tasks: int, processes: int):
    assert processes_for(jobs, tasks) == processes


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """The pools that are made, instead of processes: their number, or the address of a cluster."""
    found: list[Any] = []

    @contextmanager
    def pool(what: Any) -> Iterator[Any]:
        found.append(what)
        yield f"pool of {what}" if what else None
        found.append("ended")

    monkeypatch.setattr(worker_selection, "process_pool", pool)
    monkeypatch.setattr("digest.workers.dask_cluster.cluster", pool)
    return found


def test_a_pool_is_made_once_and_ends_with_the_build(made: list[Any]):
    with Workers(0) as workers:
        assert workers.pool(9 * ENOUGH_FOR_WORKERS) == workers.pool(0) == "pool of 4"
    assert made == [4, "ended"]


@pytest.mark.parametrize(("forks", "cluster", "before"), [(True, "", 1), (False, "", 0), (True, "tcp://a:1", 0)])
def test_a_batch_is_done_before_workers_are_forked_and_before_no_others(
    forks: bool, cluster: str, before: int, made: list[Any], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(worker_selection, "CAN_FORK", forks)
    with Workers(2, cluster) as workers:
        assert workers.batches_before == before
        assert workers.pool(9 * ENOUGH_FOR_WORKERS)
        assert workers.batches_before == 0, "they are there"


def test_a_cluster_is_asked_only_if_there_is_anything_to_do(made: list[Any]):
    with Workers(0, "tcp://a:1") as workers:
        assert workers.pool(0) is None and made == [0]
        assert workers.pool(1) == workers.pool(99 * ENOUGH_FOR_WORKERS) == "pool of tcp://a:1"
    assert made == [0, "tcp://a:1", "ended", "ended"]
