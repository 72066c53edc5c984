"""Run a command in a forked process, which may be killed. It takes 10 ms, because all modules are loaded already."""

from __future__ import annotations

import json
import os
import signal
import traceback
import warnings
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

from digest import signals
from tests import sites
from tests.conftest import run_digest


class Ended(NamedTuple):
    """The end of a process: its exit code, or minus the number of the signal that killed it."""

    code: int
    out: str = ""
    err: str = ""
    note: str = ""
    """The last note that the process left before it ended."""


class Child:
    """`digest -C folder arguments` in a forked process. `before` runs in it first, with a function that records a note."""

    def __init__(
        self,
        folder: Path,
        *arguments: str,
        before: Callable[[Callable[[str], None]], object] | None = None,
        env: Mapping[str, str] | None = None,
    ) -> None:
        reading, writing = os.pipe()
        before_fork = signal.pthread_sigmask(signal.SIG_BLOCK, ENDING)  # no signal may arrive during the fork
        with warnings.catch_warnings():
            # The threads of pytest's workers do not exist in the child, which needs none of their locks.
            warnings.simplefilter("ignore", DeprecationWarning)
            self.pid = os.fork()
        if self.pid:
            signal.pthread_sigmask(signal.SIG_SETMASK, before_fork)
        if not self.pid:
            os.close(reading)
            _run(folder, arguments or BUILD, writing, before, env)
        os.close(writing)
        self._reading = reading

    def signal(self, number: int) -> None:
        """Send it a signal. It may have ended, but its process id is not reused before `wait`."""
        os.kill(self.pid, number)

    def wait(self) -> Ended:
        """Wait for its end, and return the result."""
        with open(self._reading, "rb") as pipe:
            lines = [json.loads(line) for line in pipe.read().splitlines() if line.endswith(b"]")]
        _, status = os.waitpid(self.pid, 0)
        fields = dict(lines)
        assert "broken" not in fields, fields["broken"]
        return Ended(os.waitstatus_to_exitcode(status), fields.get("out", ""), fields.get("err", ""), fields.get("note", ""))


ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

BUILD = ("build", "-j1", "--now", sites.NOW.isoformat())


def _run(
    folder: Path,
    arguments: tuple[str, ...],
    writing: int,
    before: Callable[[Callable[[str], None]], object] | None,
    env: Mapping[str, str] | None,
) -> None:
    write = os.write  # the real function, even if `before` replaces it in the module

    def tell(kind: str, text: str) -> None:
        write(writing, json.dumps([kind, text]).encode() + b"\n")

    code = 99
    try:
        if signal.getsignal(signal.SIGINT) != signal.SIG_IGN:
            signal.signal(signal.SIGINT, signal.default_int_handler)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, ENDING)
        if before is not None:
            before(lambda text: tell("note", text))
        ran = run_digest(folder, *arguments, env=env)
        code = ran.code
        tell("out", ran.out)
        tell("err", ran.err)
    except KeyboardInterrupt:
        code = 130  # the signal came before or after the command line could handle it
    except signals.Ended as end:
        code = 128 + end.number
    except BaseException:  # noqa: BLE001 - a fault of the harness; the parent prints it
        tell("broken", traceback.format_exc())
    finally:
        os._exit(code)


def build(folder: Path, **more: object) -> Ended:
    """Build the site in this folder in its own process."""
    return Child(folder, **more).wait()  # type: ignore[arg-type]


def build_here(folder: Path, *options: str, env: Mapping[str, str] | None = None) -> Ended:
    """Build the site in this process: a child spends half of its time on copying shared memory pages."""
    return Ended(*run_digest(folder, *BUILD, *options, env=env))
