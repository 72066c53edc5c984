"""Work on all cores: a function and its batches of arguments go to an Executor; the results come back in the batches' order.

Any executor will do, also one whose workers are elsewhere: what goes there and back is plain, and small beside the work.
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
T_co = TypeVar("T_co", covariant=True)


class Promise(Protocol[T_co]):
    """What a call will return."""

    def result(self) -> T_co:
        """What the call returned, once it is there. Raises what it raised."""
        ...


class Crew(Protocol):
    """Whoever takes calls: an Executor of the standard library, or an assistant."""

    def submit(self, function: Callable[..., T], /, *args: Any) -> Promise[T]:
        """Ask for `function(*args)`."""
        ...


FORKS = sys.platform == "linux"
"""Whether workers are forked, and have what this process had then."""

AHEAD = 8
"""So many batches wait at an executor: its workers always find one, and the results do not heap up."""


def in_turn(crew: Crew | None, function: Callable[..., T], batches: Iterable[tuple[Any, ...]]) -> Iterator[T]:
    """`function(*batch)` of each batch, in order; without an executor it is called here. The first batches are sent at once.

    Raises DiskError if a worker is lost.
    """
    if crew is None:
        return (function(*batch) for batch in batches)
    rest = iter(batches)
    ahead = max(AHEAD, getattr(crew, "ahead", 0))  # a cluster has more workers
    waiting = deque(crew.submit(function, *batch) for batch in islice(rest, ahead))
    return _drained(crew, function, rest, waiting)


def _drained(crew: Crew, function: Callable[..., T], rest: Iterator[tuple[Any, ...]], waiting: deque[Promise[T]]) -> Iterator[T]:
    while waiting:
        try:
            result = waiting.popleft().result()
        except RuntimeError as error:
            from concurrent.futures import BrokenExecutor  # takes 10 ms, and an assistant does without

            if isinstance(error, BrokenExecutor):
                raise lost() from None
            raise
        waiting.extend(crew.submit(function, *batch) for batch in islice(rest, 1))
        yield result


def lost() -> DiskError:
    """The error for a worker that is gone."""
    return DiskError("a process of the build was killed", hint="try again, or with --jobs 1")


def batches(items: Iterable[T], size: int, weigh: Callable[[T], int] = lambda item: 0, most: int = 0) -> Iterator[list[T]]:
    """The items, so many at a time, and so many that they weigh no more together than `most`, but for one that does by itself."""
    batch: list[T] = []
    weight = 0
    for item in items:
        own = weigh(item)
        if batch and (len(batch) == size or weight + own > most):
            yield batch
            batch, weight = [], 0
        batch.append(item)
        weight += own
    if batch:
        yield batch


@contextmanager
def workers(count: int) -> Iterator[Executor | None]:
    """An executor of so many processes; None without any: then everything is done here.

    They are forked now, where there is fork: before any thread is started, and while nothing is open that a fork must not hold.
    """
    if not count:
        yield None
        return
    import multiprocessing  # takes 30 ms, and most builds need one process
    from concurrent.futures import ProcessPoolExecutor  # imports the same

    method = "fork" if FORKS else "spawn"
    ours, theirs = os.pipe()  # nothing is ever written: it ends when this process ends, however it does
    executor = ProcessPoolExecutor(count, multiprocessing.get_context(method), _begin, (method, ours, theirs))
    try:
        executor.submit(int)
        yield executor
    except BaseException:
        executor.shutdown(wait=True, cancel_futures=True)
        raise
    finally:
        executor.shutdown()
        os.close(ours)
        os.close(theirs)


def hand_out(crew: Crew | None, function: Callable[..., None], *args: Any) -> None:
    """Let each of the crew do this, while it has nothing else to do. That it fails is no matter."""
    if crew is not None:
        for _ in range(cores()):
            crew.submit(function, *args)


def get_ready(crew: Crew | None, module: str) -> None:
    """Let each of the crew import what it will need."""
    hand_out(crew, import_it, module)


def import_it(module: str) -> None:
    """Import this module, for what comes after."""
    import_module(module)


def _begin(method: str, lifeline: int, other_end: int) -> None:
    if method == "fork":
        os.close(other_end)
        begin(lifeline)
    else:
        begin()


def begin(lifeline: int | None = None) -> None:
    """Be a process that works for another one, and that ends when that does: when nobody holds the other end of `lifeline`."""
    # Ctrl-C and a closed terminal reach every process; the parent ends the others.
    for name in ("SIGINT", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    os.umask(0o022)
    gc.disable()  # parsing and printing make no cycles
    if lifeline is not None:
        threading.Thread(target=_end_with_parent, args=(lifeline,), daemon=True).start()


def _end_with_parent(lifeline: int) -> None:
    """A worker whose parent was killed would wait for work for ever, and hold the lock of the site."""
    os.read(lifeline, 1)
    os._exit(1)


def cores() -> int:
    """How many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
