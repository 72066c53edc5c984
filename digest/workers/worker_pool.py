"""A pool of processes on this machine: fork or spawn workers with preloaded modules, which end with the build; divide work into
batches by size and weight, submit them, and return the results in order; the number of cores. A cluster has the same interface.

The workers may be on other machines: arguments and results are plain data, and small compared with the work.
"""

from __future__ import annotations

import gc
import os
import signal
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from importlib import import_module
from itertools import islice
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from digest.errors import DiskError

if TYPE_CHECKING:
    from concurrent.futures import Executor

T = TypeVar("T")
Batch = TypeVar("Batch")


class WorkerPool(Protocol):
    """A pool that calls functions in other processes of this machine or of a cluster."""

    @property
    def max_pending(self) -> int:
        """The number of batches to submit before waiting for the first result, so that no worker is idle."""
        ...

    def submit(self, function: Callable[..., T], /, *args: Any) -> Callable[[], T]:
        """Call `function(*args)` in a worker. The returned function waits for the call, and returns or raises its result."""
        ...


CAN_FORK = sys.platform == "linux"
"""True if workers are forked from this process, and inherit its imported modules."""

PRELOADED_MODULES = ("digest.markdown.markdown_reader", "digest.markdown.rule_reader", "digest.rendering.renderer")
"""The modules that parse articles and render pages.

They take 30 to 50 ms each to import, so they are imported before workers are forked.
"""


def map_batches(pool: WorkerPool | None, function: Callable[[Batch], T], batches: Iterable[Batch]) -> Iterator[T]:
    """Yield `function(batch)` for each batch, in order; without a pool, in this process. The first batches are submitted at once.

    Raises DiskError if a worker was killed.
    """
    if pool is None:
        return map(function, batches)
    further_batches = iter(batches)
    pending = deque(pool.submit(function, batch) for batch in islice(further_batches, pool.max_pending))
    return _results_in_order(pool, function, further_batches, pending)


def _results_in_order(
    pool: WorkerPool, function: Callable[[Batch], T], further_batches: Iterator[Batch], pending: deque[Callable[[], T]]
) -> Iterator[T]:
    while pending:
        wait_for_result = pending.popleft()
        result = wait_for_result()
        pending.extend(pool.submit(function, batch) for batch in islice(further_batches, 1))
        yield result


def batches(items: Iterable[T], size: int, weigh: Callable[[T], int] = lambda item: 0, max_weight: int = 0) -> Iterator[list[T]]:
    """Yield lists of at most `size` items with a total weight of at most `max_weight`; a heavier item is alone."""
    batch: list[T] = []
    weight = 0
    for item in items:
        item_weight = weigh(item)
        if batch and (len(batch) == size or weight + item_weight > max_weight):
            yield batch
            batch, weight = [], 0
        batch.append(item)
        weight += item_weight
    if batch:
        yield batch


class _ProcessPool:
    """A pool of processes of this machine."""

    max_pending = 8

    def __init__(self, executor: Executor) -> None:
        self._executor = executor

    def submit(self, function: Callable[..., T], /, *args: Any) -> Callable[[], T]:
        """Call `function(*args)` in a process. Raises DiskError if one was killed, now or later."""
        future = _pool_result(lambda: self._executor.submit(function, *args))
        return lambda: _pool_result(future.result)


def _pool_result(call: Callable[[], T]) -> T:
    from concurrent.futures import BrokenExecutor  # takes 10 ms, and most builds need no pool

    try:
        return call()
    except BrokenExecutor:
        raise DiskError("a process of the build was killed", hint="try again, or with --jobs 1") from None


@contextmanager
def process_pool(count: int) -> Iterator[WorkerPool | None]:
    """Create a pool of `count` processes; None for 0, if this process does all the work.

    Workers are forked here, before any thread is started.
    """
    if not count:
        yield None
        return
    import multiprocessing  # takes 30 ms, and most builds need no pool
    from concurrent.futures import ProcessPoolExecutor  # imports the same

    if CAN_FORK:
        for module in PRELOADED_MODULES:
            import_module(module)
    start_method = "fork" if CAN_FORK else "spawn"
    read_end, write_end = os.pipe()  # never written to: it is closed when this process ends, for whatever reason
    executor = ProcessPoolExecutor(
        count, multiprocessing.get_context(start_method), _begin_worker, (start_method, read_end, write_end)
    )
    try:
        executor.submit(int)
        yield _ProcessPool(executor)
    except BaseException:
        executor.shutdown(cancel_futures=True)
        raise
    finally:
        executor.shutdown()
        os.close(read_end)
        os.close(write_end)


def _begin_worker(start_method: str, read_end: int, write_end: int) -> None:
    """Initialise this process as a worker, which exits when no process has the write end of the pipe open."""
    # Ctrl-C and a closed terminal signal every process; the parent ends the workers.
    for signal_name in ("SIGINT", "SIGHUP"):
        if hasattr(signal, signal_name):
            signal.signal(getattr(signal, signal_name), signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    os.umask(0o022)
    gc.disable()  # parsing and rendering create no reference cycles
    if start_method == "fork":
        os.close(write_end)
        threading.Thread(target=_end_with_parent, args=(read_end,), daemon=True).start()


def _end_with_parent(read_end: int) -> None:
    """Exit when the parent is gone; otherwise the worker would wait forever, and keep the lock of the site."""
    os.read(read_end, 1)
    os._exit(1)


def cores() -> int:
    """Return the number of cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
