"""Call a function in a forked process, while this process does something else, and receive its result through a pipe as JSON;
whether forking is safe. Pools for many calls are in `worker_pool.py`."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable
from typing import Any

import msgspec

from digest.workers.worker_pool import CAN_FORK, cores


def may_fork(jobs: int) -> bool:
    """Return whether a forked process would use a second core. `jobs` is the greatest number of processes; 0: one per core.

    A process with threads is not forked: a lock that another thread holds would never be released in the child.
    """
    return CAN_FORK and jobs != 1 and threading.active_count() == 1 and cores() > 1


class ForkedCall:
    """A call of `function` in a forked process. Its result must be plain data, and small: it is sent as JSON.

    Raises OSError if no process can be forked.
    """

    def __init__(self, function: Callable[[], Any]) -> None:
        self._function = function
        self._read_end, write_end = os.pipe()
        try:
            self._child = os.fork()
        except OSError:
            os.close(self._read_end)
            os.close(write_end)
            raise
        if not self._child:
            _send_result(function, write_end)
        os.close(write_end)

    def result(self) -> Any:
        """Wait for the result and return it. Calls the function in this process if the child was killed or failed."""
        with open(self._read_end, "rb", closefd=False) as file:
            data = file.read()
        try:
            return msgspec.json.decode(data)
        except msgspec.DecodeError:
            return self._function()

    def close(self) -> None:
        """End the child, if it is still running."""
        os.close(self._read_end)
        os.kill(self._child, signal.SIGKILL)  # if it has ended, its number is not used again before `waitpid`
        os.waitpid(self._child, 0)


def _send_result(function: Callable[[], Any], write_end: int) -> None:
    """Write the result of the function, and exit without any cleanup, which is the parent's."""
    try:
        with open(write_end, "wb") as file:
            file.write(msgspec.json.encode(function()))
    finally:
        os._exit(0)
