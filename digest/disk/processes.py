"""Parsing on all cores: only when there is enough of it, in batches, by processes that are forked before anything else is open."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
from collections.abc import Iterable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager

from digest.articles.article import Parsing, parse
from digest.articles.source import Source
from digest.disk.memo import Read, encode
from digest.errors import DiskError

BATCH = 100
"""Articles a task: enough that sending them costs little beside parsing them (0.5 ms each)."""

ENOUGH = 300
"""Fewer articles than this are parsed faster by one process."""

Job = tuple[str, Source]
"""The key of a call of `parse`, and its file."""

Row = tuple[str, bytes, bytes]
"""The key, and article and text as the memo stores them."""


def parse_batch(jobs: list[Job], parsing: Parsing) -> list[Row]:
    """What `parse` returns for these files, as the memo stores it."""
    rows = []
    for key, source in jobs:
        parsed = parse(source, parsing, key)
        rows.append((key, encode(key, Read(parsed.article, parsed.faults)), encode(key, parsed.body)))
    return rows


def parse_all(jobs: Iterable[Job], parsing: Parsing, executor: Executor | None) -> Iterator[list[Row]]:
    """The rows of all these files, a batch at a time, in any order; without an executor they are parsed here.

    Raises DiskError if a process is lost.
    """
    waiting: list[Future[list[Row]]] = []
    for batch in _batches(jobs):
        if executor is None:
            yield parse_batch(batch, parsing)
        else:
            waiting.append(executor.submit(parse_batch, batch, parsing))
    try:
        for future in waiting:
            yield future.result()
    except BrokenProcessPool:
        raise DiskError("a process that reads articles was ended from outside", hint="try again, or with --jobs 1") from None


def _batches(jobs: Iterable[Job]) -> Iterator[list[Job]]:
    batch: list[Job] = []
    for job in jobs:
        batch.append(job)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


@contextmanager
def workers(jobs: int, work: int) -> Iterator[Executor | None]:
    """An executor of `jobs` processes (0: one a core), or None where one process is faster for that much work."""
    count = jobs or cores()
    if count < 2 or work < ENOUGH:
        yield None
        return
    method = "fork" if sys.platform == "linux" else "spawn"
    executor = ProcessPoolExecutor(count, multiprocessing.get_context(method), initializer=_ignore_interrupts)
    try:
        yield executor
    except BaseException:
        executor.shutdown(wait=True, cancel_futures=True)
        raise
    executor.shutdown()


def _ignore_interrupts() -> None:
    # Ctrl-C reaches every process of the terminal; the parent ends the others.
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def cores() -> int:
    """How many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
