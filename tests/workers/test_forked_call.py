"""ForkedCall: the result of a function from a forked process, whatever happens to that process."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterator

import pytest

from digest.workers import forked_call
from digest.workers.forked_call import ForkedCall, may_fork
from digest.workers.worker_pool import CAN_FORK

pytestmark = pytest.mark.skipif(not CAN_FORK, reason="processes are forked on Linux only")


def process_ids() -> list[int]:
    return [os.getpid(), os.getppid()]


def test_the_function_is_called_in_a_child_whose_result_is_returned():
    call = ForkedCall(process_ids)
    child, parent = call.result()
    call.close()
    assert child != parent == os.getpid()
    with pytest.raises(ProcessLookupError):  # it was waited for, so it is no zombie
        os.kill(child, 0)


def test_a_result_larger_than_a_pipe_is_returned_whole():
    call = ForkedCall(lambda: ["é" * 100_000, "x" * 2_000_000])
    assert call.result() == ["é" * 100_000, "x" * 2_000_000]
    call.close()


@pytest.mark.parametrize("signalled", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_if_the_child_is_killed_the_function_is_called_here(signalled: signal.Signals):
    test_process = os.getpid()

    def here() -> int:
        if os.getpid() != test_process:
            os.kill(os.getpid(), signalled)
            time.sleep(60)
        return os.getpid()

    call = ForkedCall(here)
    assert call.result() == test_process
    call.close()


def test_if_the_function_fails_in_the_child_its_error_is_raised_here(capfd: pytest.CaptureFixture[str]):
    def fails() -> int:
        raise ZeroDivisionError

    call = ForkedCall(fails)
    with pytest.raises(ZeroDivisionError):
        call.result()
    call.close()
    assert capfd.readouterr().err == "", "nobody sees a traceback of the child"


def test_closing_ends_a_child_whose_result_was_not_needed(monkeypatch: pytest.MonkeyPatch):
    fork, forked = os.fork, list[int]()

    def recorded_fork() -> int:
        forked.append(fork())
        return forked[-1]

    monkeypatch.setattr(os, "fork", recorded_fork)
    ForkedCall(lambda: time.sleep(600)).close()
    with pytest.raises(ProcessLookupError):
        os.kill(forked[0], 0)


@pytest.fixture
def open_files() -> Iterator[set[str]]:
    """The descriptors that were open before the test: no other may be open after it."""
    before = set(os.listdir("/proc/self/fd"))
    yield before
    assert set(os.listdir("/proc/self/fd")) <= before


def test_no_descriptor_stays_open(open_files: set[str]):
    for _ in range(2):
        call = ForkedCall(process_ids)
        call.result()
        call.close()
    ForkedCall(process_ids).close()


def test_if_no_process_can_be_forked_no_descriptor_stays_open(open_files: set[str], monkeypatch: pytest.MonkeyPatch):
    def refuse() -> int:
        raise BlockingIOError

    monkeypatch.setattr(os, "fork", refuse)
    with pytest.raises(OSError):
        ForkedCall(process_ids)


@pytest.mark.parametrize(
    ("jobs", "cores", "expected"), [(0, 2, True), (0, 1, False), (1, 2, False), (2, 2, True), (4, 8, True), (4, 1, False)]
)
def test_a_process_is_forked_if_there_is_a_core_for_it(jobs: int, cores: int, expected: bool, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(forked_call, "cores", lambda: cores)
    monkeypatch.setattr(threading, "active_count", lambda: 1)
    assert may_fork(jobs) == expected


def test_a_process_with_threads_is_not_forked(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(forked_call, "cores", lambda: 2)
    ended = threading.Event()
    thread = threading.Thread(target=ended.wait)
    thread.start()
    assert not may_fork(0)
    ended.set()
    thread.join()


def test_a_process_is_not_forked_where_workers_are_spawned(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(forked_call, "CAN_FORK", False)
    monkeypatch.setattr(threading, "active_count", lambda: 1)
    assert not may_fork(0)
