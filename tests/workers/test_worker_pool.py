"""batches: work in portions, by number and by weight. process_pool: a lost worker is an error, and none outlives its parent."""

from __future__ import annotations

import concurrent.futures
import gc
import multiprocessing.context
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.errors import DiskError
from digest.workers import worker_pool as pool_module
from digest.workers.worker_pool import batches, cores, map_batches, process_pool


@given(st.lists(st.integers(0, 10)), st.integers(1, 5), st.integers(0, 20))
def test_batches_hold_everything_in_order_and_no_more_than_they_may(weights: list[int], size: int, most: int):
    made = list(batches(weights, size, lambda weight: weight, most))
    assert [weight for batch in made for weight in batch] == weights
    assert all(0 < len(batch) <= size and (sum(batch) <= most or len(batch) == 1) for batch in made)
    # Nor is a batch ended before it has to be.
    assert all(len(one) == size or sum(one) + other[0] > most for one, other in pairwise(made))


@given(st.lists(st.integers()), st.integers(1, 5))
def test_what_weighs_nothing_is_counted_alone(items: list[int], size: int):
    assert [len(batch) for batch in batches(items, size)] == [min(size, len(items) - at) for at in range(0, len(items), size)]


def killed() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def test_a_worker_that_is_killed_is_an_error():
    with process_pool(2) as pool:
        assert pool
        lost = pool.submit(killed)
        with pytest.raises(DiskError, match="was killed"):
            lost()


ORPHANED = """
import os, time
from digest.workers.worker_pool import process_pool
with process_pool(1) as pool:
    print(pool.submit(os.getpid)(), flush=True)
    pool.submit(time.sleep, 600)
    os.kill(os.getpid(), 9)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere workers are not forked")
def test_a_worker_ends_with_its_parent():
    done = subprocess.run([sys.executable, "-c", ORPHANED], stdout=subprocess.PIPE, timeout=60)
    worker = Path("/proc", done.stdout.decode().strip())
    deadline = time.monotonic() + 20
    while worker.exists() and worker.joinpath("stat").read_text().rpartition(")")[2].split()[0] not in "ZX":
        assert time.monotonic() < deadline, "it still runs"
        time.sleep(0.02)


@pytest.mark.parametrize("ahead", [1, 3, 99])
def test_results_come_in_the_order_of_their_batches_and_not_all_are_submitted_at_once(ahead: int):
    submitted: list[int] = []

    class Pool:
        def __init__(self) -> None:
            self.ahead = ahead

        def submit(self, function: Callable[..., int], /, *args: int) -> Callable[[], int]:
            submitted.append(args[0])
            return lambda: function(*args)

    results = map_batches(Pool(), abs, (-number for number in range(5)))
    assert submitted == [-number for number in range(min(ahead, 5))], "the first ones before a result is asked for"
    for number in range(5):
        assert next(results) == number
        assert len(submitted) == min(5, ahead + number + 1)
    assert next(results, None) is None
    assert list(map_batches(None, abs, (-number for number in range(5)))) == list(range(5))


def test_the_cores_are_those_that_this_process_may_use(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(os, "sched_getaffinity", lambda process: {3, 5, 7}, raising=False)
    monkeypatch.setattr(os, "cpu_count", lambda: 64)
    assert cores() == 3
    monkeypatch.delattr(os, "sched_getaffinity")
    assert cores() == 64
    monkeypatch.setattr(os, "cpu_count", lambda: None)
    assert cores() == 1


@pytest.mark.parametrize(("forks", "method"), [(True, "fork"), (False, "spawn")])
def test_workers_are_forked_only_where_that_is_safe(forks: bool, method: str, monkeypatch: pytest.MonkeyPatch):
    class Executor:
        """Stands for a pool of processes: nothing is called."""

        def __init__(self, count: int, context: multiprocessing.context.BaseContext, begin: object, given: tuple[object, ...]):
            made.append((count, context.get_start_method(), given[0]))

        def submit(self, *_: object) -> None:
            pass

        def shutdown(self, **_: object) -> None:
            pass

    made: list[tuple[int, str, object]] = []
    monkeypatch.setattr(concurrent.futures, "ProcessPoolExecutor", Executor)
    monkeypatch.setattr(pool_module, "CAN_FORK", forks)
    with process_pool(3) as pool:
        assert pool
    assert made == [(3, method, method)]


def state_of_a_worker() -> tuple[list[object], int, bool]:
    return [signal.getsignal(name) for name in (signal.SIGINT, signal.SIGHUP, signal.SIGTERM)], os.umask(0o022), gc.isenabled()


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere workers are not forked")
def test_a_worker_leaves_ctrl_c_to_its_parent_and_writes_files_for_everybody():
    before = os.umask(0o077)
    try:
        with process_pool(1) as pool:
            assert pool
            handlers, mask, collects = pool.submit(state_of_a_worker)()
    finally:
        os.umask(before)
    assert handlers == [signal.SIG_IGN, signal.SIG_IGN, signal.SIG_DFL]
    assert (mask, collects) == (0o022, False)


def test_no_process_is_no_pool():
    with process_pool(0) as pool:
        assert pool is None
