"""A process that a signal asks to end cleans up, and later signals do not interrupt the cleanup."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest
from click.testing import CliRunner

from digest.command_options import State
from digest.commands import COMMANDS
from digest.signals import ENDING, INTERRUPTIONS, Ended, raise_on_ending_signals
from tests.sites import SETTINGS, write


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


@pytest.mark.parametrize("arguments", ["new T", "import missing.txt", "init .", "mail", "check", "publish", "build", "serve"])
def test_every_command_that_writes_cleans_up_after_a_signal(arguments: str, tmp_path: Path):
    """The handlers are set before anything is written or can fail, so a command that fails sets them too."""
    write(tmp_path, {} if arguments == "serve" else {"digest.yml": SETTINGS})
    state = State()
    state.root = str(tmp_path)
    name, *more = arguments.split()
    result = CliRunner().invoke(import_module(COMMANDS[name][0]).command, more, obj=state)
    assert result.exit_code != 0 or name == "init"
    assert all(callable(signal.getsignal(number)) for number in ENDING)
