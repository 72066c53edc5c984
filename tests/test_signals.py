"""A process that a signal asks to end cleans up, and later signals do not interrupt the cleanup."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator

import pytest

from digest.signals import ENDING, INTERRUPTIONS, Ended, raise_on_ending_signals


@pytest.fixture(autouse=True)
def _kept() -> Iterator[None]:
    before = {number: signal.getsignal(number) for number in ENDING}
    for number in ENDING:  # a shell may have set some to be ignored
        signal.signal(number, signal.SIG_DFL)
    yield
    for number, action in before.items():
        signal.signal(number, action)


def raised(number: int) -> BaseException | None:
    """Send a signal to this process, and return the exception that it raises."""
    try:
        os.kill(os.getpid(), number)
        signal.getsignal(number)  # Python calls the handler before the next line
    except INTERRUPTIONS as error:
        return error
    return None


def test_each_signal_that_ends_a_process_raises():
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        raise_on_ending_signals()
        error = raised(number)
        if number == signal.SIGINT:
            assert isinstance(error, KeyboardInterrupt)
        else:
            assert isinstance(error, Ended) and error.number == number
        for each in ENDING:
            signal.signal(each, signal.SIG_DFL)


def test_interruptions_are_not_caught_as_exceptions():
    assert not any(issubclass(kind, Exception) for kind in INTERRUPTIONS)


@pytest.mark.parametrize("first", ENDING)
def test_only_the_first_signal_raises(first: int):
    raise_on_ending_signals()
    assert raised(first) is not None
    assert [raised(number) for number in ENDING] == [None] * len(ENDING), "the cleanup must not be interrupted"


def test_an_ignored_signal_stays_ignored():
    """As under nohup, or for a command that a shell runs in the background with &."""
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    raise_on_ending_signals()
    assert raised(signal.SIGHUP) is None
    assert isinstance(raised(signal.SIGTERM), Ended)
    assert signal.getsignal(signal.SIGHUP) == signal.SIG_IGN
