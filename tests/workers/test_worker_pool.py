"""batches: split by number and weight. process_pool: a killed worker is an error, and workers do not outlive their parent."""

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
def test_batches_contain_all_items_in_order_within_their_limits(weights: list[int], size: int, max_weight: int):
    split = list(batches(weights, size, lambda weight: weight, max_weight))
    assert [weight for batch in split for weight in batch] == weights
    assert all(0 < len(batch) <= size and (sum(batch) <= max_weight or len(batch) == 1) for batch in split)
    # No batch is smaller than necessary.
    assert all(len(one) == size or sum(one) + other[0] > max_weight for one, other in pairwise(split))


@given(st.lists(st.integers()), st.integers(1, 5))
def test_batches_without_weights_are_limited_by_number(items: list[int], size: int):
    assert [len(batch) for batch in batches(items, size)] == [min(size, len(items) - at) for at in range(0, len(items), size)]


def kill_itself() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def test_a_killed_worker_is_an_error():
    with process_pool(2) as pool:
        assert pool
        wait = pool.submit(kill_itself)
        with pytest.raises(DiskError, match="was killed"):
            wait()


def sleep_and_note(seconds: float, place: str) -> None:
    time.sleep(seconds)
    Path(place).touch()


def test_batches_that_wait_are_not_done_after_an_interruption(tmp_path: Path):
    """The process ends as soon as the batch in progress is done."""
    with pytest.raises(KeyboardInterrupt), process_pool(1) as pool:
        assert pool
        for number in range(9):
            pool.submit(sleep_and_note, 0.05, str(tmp_path / f"{number}"))
        raise KeyboardInterrupt
    assert not (tmp_path / "8").exists()


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
    completed = subprocess.run([sys.executable, "-c", ORPHANED], stdout=subprocess.PIPE, timeout=60)
    worker = Path("/proc", completed.stdout.decode().strip())
    deadline = time.monotonic() + 20
    while worker.exists() and worker.joinpath("stat").read_text().rpartition(")")[2].split()[0] not in "ZX":
        assert time.monotonic() < deadline, "it still runs"
        time.sleep(0.02)


@pytest.mark.parametrize("max_pending", [1, 3, 99])
def test_results_are_in_order_and_the_number_of_pending_batches_is_limited(max_pending: int):
    submitted: list[int] = []

    class Pool:
        def __init__(self) -> None:
            self.max_pending = max_pending

        def submit(self, function: Callable[..., int], /, *args: int) -> Callable[[], int]:
            submitted.append(args[0])
            return lambda: function(*args)

    results = map_batches(Pool(), abs, (-number for number in range(5)))
    assert submitted == [-number for number in range(min(max_pending, 5))], "the first batches are submitted before waiting"
    for number in range(5):
        assert next(results) == number
        assert len(submitted) == min(5, max_pending + number + 1)
    assert next(results, None) is None
    assert list(map_batches(None, abs, (-number for number in range(5)))) == list(range(5))


def test_cores_counts_those_that_this_process_may_use(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(os, "sched_getaffinity", lambda process: {3, 5, 7}, raising=False)
    monkeypatch.setattr(os, "cpu_count", lambda: 64)
    assert cores() == 3
    monkeypatch.delattr(os, "sched_getaffinity")
    assert cores() == 64
    monkeypatch.setattr(os, "cpu_count", lambda: None)
    assert cores() == 1


@pytest.mark.parametrize(("forks", "method"), [(True, "fork"), (False, "spawn")])
def test_workers_are_forked_only_where_it_is_safe(forks: bool, method: str, monkeypatch: pytest.MonkeyPatch):
    class Executor:
        """A fake process pool that calls nothing."""

        def __init__(self, count: int, context: multiprocessing.context.BaseContext, begin: object, arguments: tuple[object, ...]):
            created.append((count, context.get_start_method(), arguments[0]))

        def submit(self, *_: object) -> None:
            pass

        def shutdown(self, **_: object) -> None:
            pass

    created: list[tuple[int, str, object]] = []
    monkeypatch.setattr(concurrent.futures, "ProcessPoolExecutor", Executor)
    monkeypatch.setattr(pool_module, "CAN_FORK", forks)
    with process_pool(3) as pool:
        assert pool
    assert created == [(3, method, method)]


def worker_state() -> tuple[list[object], int, bool]:
    return [signal.getsignal(name) for name in (signal.SIGINT, signal.SIGHUP, signal.SIGTERM)], os.umask(0o022), gc.isenabled()


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere workers are not forked")
def test_a_worker_ignores_ctrl_c_and_has_a_umask_of_022():
    before = os.umask(0o077)
    own_handlers = {name: signal.signal(name, lambda *_: None) for name in (signal.SIGINT, signal.SIGHUP, signal.SIGTERM)}
    try:
        with process_pool(1) as pool:
            assert pool
            handlers, mask, collects = pool.submit(worker_state)()
    finally:
        os.umask(before)
        for name, handler in own_handlers.items():
            signal.signal(name, handler)
    assert handlers == [signal.SIG_IGN, signal.SIG_IGN, signal.SIG_DFL]
    assert (mask, collects) == (0o022, False)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="other systems do not list open files there")
def test_a_pool_leaves_no_open_files():
    with process_pool(1) as pool:
        assert pool
    opened = len(os.listdir("/proc/self/fd"))
    for _ in range(3):
        with process_pool(1) as pool:
            assert pool
    assert len(os.listdir("/proc/self/fd")) == opened


def test_zero_processes_are_no_pool():
    with process_pool(0) as pool:
        assert pool is None
