"""Count SQLite's own system calls, and let one fail: SQLite allows tests to replace them.

A trial takes a fifth of the time of one with strace, which stops the process at each call.
"""

from __future__ import annotations

import ctypes
import errno
import os
import signal
import sys
from collections.abc import Callable
from ctypes import c_char_p, c_int, c_int64, c_size_t, c_ssize_t, c_void_p
from pathlib import Path
from typing import Any

import pytest

from tests.faults.child import Ended, build, build_here
from tests.faults.operations import KILL

_AT = (c_int, c_void_p, c_size_t, c_int64)

CALLS: dict[str, tuple[Any, tuple[Any, ...]]] = {
    "open": (c_int, (c_char_p, c_int, c_int)),
    "access": (c_int, (c_char_p, c_int)),
    "stat": (c_int, (c_char_p, c_void_p)),
    "fstat": (c_int, (c_int, c_void_p)),
    "read": (c_ssize_t, (c_int, c_void_p, c_size_t)),
    "pread": (c_ssize_t, _AT),
    "pread64": (c_ssize_t, _AT),
    "write": (c_ssize_t, (c_int, c_void_p, c_size_t)),
    "pwrite": (c_ssize_t, _AT),
    "pwrite64": (c_ssize_t, _AT),
    "ftruncate": (c_int, (c_int, c_int64)),
    "unlink": (c_int, (c_char_p,)),
}
"""The result and argument types of each call (sqlite3.c, `aSyscall`)."""

CHANGES = ("write", "pwrite", "pwrite64", "ftruncate", "unlink")


class _System(ctypes.Structure):
    """`sqlite3_vfs`, version 3 (sqlite.org/c3ref/vfs.html)."""

    _fields_ = (
        *(("version", c_int), ("file_size", c_int), ("path_size", c_int), ("next", c_void_p), ("name", c_char_p)),
        *((name, c_void_p) for name in ("data", "open", "delete", "access", "full_path", "dl_open", "dl_error", "dl_sym")),
        *((name, c_void_p) for name in ("dl_close", "random", "sleep", "time", "last_error", "time_64", "set", "get", "following")),
    )


class SQLiteCalls:
    """Counts SQLite's system calls in the `with` block; the one with this number gets `fault`. With 0 none fails."""

    def __init__(self, number: int, fault: str) -> None:
        self.number = number
        self.diagnostic = fault
        self.names: list[str] = []
        """The calls that were made, in order."""
        self._kept: list[object] = []

    def __enter__(self) -> SQLiteCalls:
        found = _system()
        assert found
        self._place, system = found
        get = ctypes.CFUNCTYPE(c_void_p, c_void_p, c_char_p)(system.get)
        self._set = ctypes.CFUNCTYPE(c_int, c_void_p, c_char_p, c_void_p)(system.set)
        for name, (result, arguments) in CALLS.items():
            kind = ctypes.CFUNCTYPE(result, *arguments, use_errno=True)
            real = get(self._place, name.encode())
            if real:
                instead = kind(self._call(name, kind(real)))
                self._kept.append(instead)
                self._set(self._place, name.encode(), ctypes.cast(instead, c_void_p))
        return self

    def __exit__(self, *_: object) -> None:
        self._set(self._place, None, None)

    def _call(self, name: str, real: Callable[..., int]) -> Callable[..., int]:
        def call(*arguments: Any) -> int:
            self.names.append(name)
            if len(self.names) != self.number:
                return real(*arguments)
            if self.diagnostic == KILL:
                os.kill(os.getpid(), signal.SIGKILL)
            ctypes.set_errno(getattr(errno, self.diagnostic))
            return -1

        return call


def _system() -> tuple[int, _System] | None:
    """Return SQLite's VFS if Python uses SQLite as a shared library, as Linux distributions do."""
    import _sqlite3

    find = getattr(ctypes.CDLL(_sqlite3.__file__), "sqlite3_vfs_find", None) if sys.platform == "linux" else None
    if find is None:
        return None
    find.restype = c_void_p
    place = find(None)
    system = _System.from_address(place)
    return (place, system) if system.version >= 3 and system.name == b"unix" else None


def can_replace_calls() -> bool:
    """Return whether SQLite's calls can be replaced."""
    return _system() is not None


def needs_sqlite_calls() -> None:
    """Skip the test if SQLite's calls cannot be replaced."""
    if not can_replace_calls():
        pytest.skip("NOT TRIED: SQLite is a part of this Python, and its system calls are out of reach; strace tries them")


def recorded_calls(root: Path) -> list[str]:
    """Return the system calls of SQLite in a build of this site."""
    with SQLiteCalls(0, KILL) as calls:
        ended = build_here(root)
    assert ended.code in (0, 2), ended
    return calls.names


def failing(root: Path, number: int, fault: str) -> Ended:
    """Build the site; SQLite's call with this number fails."""
    calls = SQLiteCalls(number, fault)  # a reference that keeps the callbacks alive
    if fault == KILL:
        return build(root, before=lambda tell: calls.__enter__())
    with calls:
        ended = build_here(root)
    return ended._replace(note=calls.names[number - 1] if number <= len(calls.names) else "")
