"""Work on all cores: a worker pool takes a function and batches of its arguments, and returns the results in order.

Any pool will do, even one with workers on other machines: arguments and results are plain data, and small compared with the work.
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
    """Makes calls in other processes: several of this machine, or a cluster."""

    @property
    def ahead(self) -> int:
        """How many batches to submit before the first result is waited for, so that no worker is idle."""
        ...

    def submit(self, function: Callable[..., T], /, *args: Any) -> Callable[[], T]:
        """Call `function(*args)` in a worker. What is returned waits for the call, and returns or raises what it did."""
        ...


CAN_FORK = sys.platform == "linux"
"""Whether workers are forked from this process, with all that is imported here."""

PRELOADED_MODULES = ("digest.markdown.markdown_reader", "digest.markdown.rule_reader", "digest.rendering.renderer")
"""What reads articles, also those that few sites of this size do without, and what renders pages.

They take 30 to 50 ms each to import, so that is done before workers are forked.
"""


def map_batches(pool: WorkerPool | None, function: Callable[[Batch], T], batches: Iterable[Batch]) -> Iterator[T]:
    """`function(batch)` of each batch, in order; without a pool it is called here. The first batches are submitted at once.

    Raises DiskError if a worker was killed.
    """
    if pool is None:
        return map(function, batches)
    further_batches = iter(batches)
    pending = deque(pool.submit(function, batch) for batch in islice(further_batches, pool.ahead))
    return _results_in_order(pool, function, further_batches, pending)


def _results_in_order(
    pool: WorkerPool, function: Callable[[Batch], T], further_batches: Iterator[Batch], pending: deque[Callable[[], T]]
) -> Iterator[T]:
    while pending:
        wait = pending.popleft()
        result = wait()
        pending.extend(pool.submit(function, batch) for batch in islice(further_batches, 1))
        yield result


def batches(items: Iterable[T], size: int, weigh: Callable[[T], int] = lambda item: 0, max_weight: int = 0) -> Iterator[list[T]]:
    """The items in lists of at most `size`, which together weigh at most `max_weight`; an item that weighs more is alone."""
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
    """Several processes of this machine."""

    ahead = 8

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
    """A pool of `count` processes; None for 0: then everything is done in this process.

    Where workers are forked, that happens here, before any thread is started.
    """
    if not count:
        yield None
        return
    import multiprocessing  # takes 30 ms, and most builds need no pool
    from concurrent.futures import ProcessPoolExecutor  # imports the same

    if CAN_FORK:
        for module in PRELOADED_MODULES:
            import_module(module)
    method = "fork" if CAN_FORK else "spawn"
    ours, theirs = os.pipe()  # nothing is ever written: it ends when this process ends, however it does
    executor = ProcessPoolExecutor(count, multiprocessing.get_context(method), _begin_worker, (method, ours, theirs))
    try:
        executor.submit(int)
        yield _ProcessPool(executor)
    except BaseException:
        executor.shutdown(cancel_futures=True)
        raise
    finally:
        executor.shutdown()
        os.close(ours)
        os.close(theirs)


def _begin_worker(method: str, lifeline: int, other_end: int) -> None:
    """Make this process a worker of another one, which ends when no process has the other end of the pipe `lifeline` open."""
    # Ctrl-C and a closed terminal reach every process; the parent ends the others.
    for name in ("SIGINT", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    os.umask(0o022)
    gc.disable()  # reading and rendering make no cycles
    if method == "fork":
        os.close(other_end)
        threading.Thread(target=_end_with_parent, args=(lifeline,), daemon=True).start()


def _end_with_parent(lifeline: int) -> None:
    """A worker whose parent was killed would wait for work for ever, and keep the lock of the site."""
    os.read(lifeline, 1)
    os._exit(1)


def cores() -> int:
    """How many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
