"""A second process for a build that has little to make.

It looks at the output while this one looks at the content, and imports the parser and the template engine while this one collects:
that takes longer than to read one article and to make its page.
"""

from __future__ import annotations

import os
import pickle
import signal
import sys
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from select import select
from typing import Any, BinaryIO, Generic, NoReturn, TypeVar, cast

from digest.disk.processes import begin, cores, lost

T = TypeVar("T")


class Answer(Generic[T]):
    """What an assistant says to one call."""

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant
        self.outcome: tuple[bool, object] | None = None
        """Whether the call returned, and what; or else what it raised."""

    def result(self) -> T:
        """What the call returned, once it is there. Raises what it raised, and DiskError if the assistant is lost."""
        while self.outcome is None:
            self._assistant.listen()
        returned, value = self.outcome
        if not returned:
            raise cast(Exception, value)
        return cast(T, value)


class Assistant:
    """A fork of this process that does what it is asked, one call after another."""

    def __init__(self, asked: BinaryIO, told: BinaryIO) -> None:
        self._asked = asked
        self._told = told
        self._open: deque[tuple[Answer[Any], object]] = deque()

    def begun(self) -> Answer[Any]:
        """What it says to the call with which it begins."""
        answer = Answer[Any](self)
        self._open.append((answer, None))
        return answer

    def submit(self, function: Callable[..., T], /, *args: Any) -> Answer[T]:
        """Ask for `function(*args)`."""
        while self._open and self._speaks():
            self.listen()
        answer = Answer[T](self)
        self._open.append((answer, (function, args)))
        if len(self._open) == 1:
            self._ask()
        return answer

    def _speaks(self) -> bool:
        return bool(select([self._told], [], [], 0)[0])

    def listen(self) -> None:
        """Wait for the answer to the oldest call, and ask the next: with two on their way, both could wait at full pipes."""
        try:
            outcome = pickle.load(self._told)
        except (EOFError, OSError):
            raise lost() from None
        self._open.popleft()[0].outcome = outcome
        if self._open:
            self._ask()

    def _ask(self) -> None:
        try:
            pickle.dump(self._open[0][1], self._asked)
            self._asked.flush()
        except BrokenPipeError:
            raise lost() from None


@contextmanager
def assistant(jobs: int, first: Callable[[], T]) -> Iterator[tuple[Assistant, Answer[T]] | None]:
    """An assistant, and its answer to the call with which it begins; None where one process has to do.

    It is forked now, while nothing is open that a fork must not hold, and has all that is in memory now: `first` is not sent to it.
    """
    if sys.platform != "linux" or min(jobs or cores(), cores()) < 2:
        yield None
        return
    lifeline, other_end = os.pipe()  # as for `workers`
    (asked, ask), (tell, told) = os.pipe(), os.pipe()
    theirs, ours = (lifeline, asked, told), (other_end, ask, tell)
    _flush()  # or both processes print what is held back
    try:
        process = os.fork()
    except OSError:  # too many processes: one has to do
        for end in (*theirs, *ours):
            os.close(end)
        yield None
        return
    if not process:
        _assist(first, asked, told, lifeline, ours)
    try:
        for end in theirs:
            os.close(end)
        with open(ask, "wb") as asking, open(tell, "rb") as telling:
            made = Assistant(asking, telling)
            yield made, made.begun()
    finally:
        os.close(other_end)
        os.kill(process, signal.SIGKILL)  # whatever it still does is not wanted
        os.waitpid(process, 0)


def _assist(first: Callable[[], object], asked: int, told: int, lifeline: int, others: tuple[int, ...]) -> NoReturn:
    """Be the assistant until nobody asks any more."""
    try:
        for end in others:
            os.close(end)
        begin(lifeline)
        call: tuple[Callable[..., object], tuple[Any, ...]] = first, ()
        with open(asked, "rb") as asking, open(told, "wb") as telling:
            while True:
                telling.write(_outcome(*call))
                _flush()  # a filter of an extension may print
                telling.flush()
                call = pickle.load(asking)
    finally:
        os._exit(0)


def _outcome(function: Callable[..., object], args: tuple[Any, ...]) -> bytes:
    try:
        return pickle.dumps((True, function(*args)))
    except Exception as error:  # noqa: BLE001 - it is raised where the answer is asked for
        return pickle.dumps((False, error))


def _flush() -> None:
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError, AttributeError):  # closed, or nobody reads it any more
            stream.flush()
