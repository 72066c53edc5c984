"""Let the k-th system call of a kind fail with strace, including calls of SQLite."""

from __future__ import annotations

import ctypes
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from tests.faults.child import Child, Ended
from tests.faults.operations import KILL

CALLS = (
    "write", "pwrite64", "ftruncate", "fsync", "fdatasync", "rename", "renameat", "renameat2", "unlink", "unlinkat",
    "mkdir", "mkdirat", "rmdir", "link", "linkat",
)  # fmt: skip
"""The system calls that change a file or a folder. Not every architecture has all of them."""

PR_SET_PTRACER, ANY = 0x59616D61, -1


def needs_strace() -> None:
    """Skip the test if strace is missing or is not allowed to trace processes."""
    if sys.platform != "linux" or not shutil.which("strace"):
        pytest.skip("NOT TRIED: there is no strace here; on Debian: apt-get install strace")
    works = subprocess.run(["strace", "-qq", "-o", os.devnull, "true"], capture_output=True, text=True)
    if works.returncode:
        pytest.skip(f"NOT TRIED: strace must not look into processes here: {works.stderr.strip()}")


def traced(folder: Path, *options: str) -> Ended:
    """Build the site in this folder under strace with these options."""
    child = Child(folder, before=lambda tell: _stop())
    os.waitpid(child.pid, os.WUNTRACED)
    command = ["strace", "-f", "-qq", "-p", str(child.pid), "-e", f"trace={_set(CALLS)}", *options]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) as tracer:
        try:
            _wait_for_tracer(child.pid, tracer)
        except BaseException:
            child.signal(signal.SIGKILL)
            child.wait()
            raise
        child.signal(signal.SIGCONT)
        ended = child.wait()
        tracer.communicate()
    return ended


def _stop() -> None:
    ctypes.CDLL(None).prctl(PR_SET_PTRACER, ctypes.c_long(ANY))  # Yama allows only parents to trace, and strace is a sibling
    os.kill(os.getpid(), signal.SIGSTOP)


def _wait_for_tracer(pid: int, tracer: subprocess.Popen[str]) -> None:
    status = Path(f"/proc/{pid}/status")
    while "TracerPid:\t0\n" in status.read_text():
        assert tracer.poll() is None, tracer.stderr and tracer.stderr.read()
        time.sleep(0.001)


def _set(calls: tuple[str, ...]) -> str:
    return ",".join(f"?{call}" for call in calls)


def counted(folder: Path, log: Path) -> Counter[str]:
    """Return how often a build makes each system call, without its writes to this harness."""
    ended = traced(folder, "-y", "-o", str(log))
    assert ended.code in (0, 2), ended
    calls = re.findall(r"^(\d+) +(\w+)\((?!\d+<pipe:)", log.read_text(), re.MULTILINE)
    return Counter(name for pid, name in calls if pid == calls[0][0])


def failing(folder: Path, call: str, number: int, fault: str, log: Path) -> Ended:
    """Build the site in this folder; the call with this name and number fails."""
    what = "signal=SIGKILL" if fault == KILL else f"error={fault}"
    ended = traced(folder, "-o", str(log), "-e", f"inject={call}:{what}:when={number}")
    assert fault == KILL or log.read_text().count("(INJECTED)") == 1
    return ended
