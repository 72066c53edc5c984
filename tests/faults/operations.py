"""Count the file system requests of digest's I/O code, and let the n-th one fail."""

from __future__ import annotations

import builtins
import errno
import io
import os
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import FrameType
from typing import Any

import digest
from tests.faults.child import Ended, build_here

PACKAGE = str(Path(digest.__file__).parent) + os.sep
EDGE = tuple(PACKAGE + room + os.sep for room in ("cache", "external", "files", "inputs", "installation", "output", "workers"))
"""The packages that access files."""

KILL = "kill -9"
FAULTS = (KILL, "ENOSPC", "EIO", "EACCES", "EMFILE")
FOR_GOOD = "ENOSPC for good"
"""From the n-th request on, all operations that need disk space fail."""
SHORT = "short"
"""A call reads or writes half of the requested bytes and returns that count, which is allowed."""

READS = ("read", "stat", "lstat", "listdir", "scandir", "next", "readlink", "access", "open to read", "close")
WRITES = (
    "open to write", "write", "close written", "fsync", "fdatasync", "truncate", "ftruncate", "mkdir", "rename", "replace", "link",
    "symlink", "unlink", "remove", "rmdir", "utime", "chmod", "sendfile", "copy_file_range", "flock",
)  # fmt: skip
NEED_ROOM = ("open to write", "write", "close written", "mkdir", "link", "symlink", "sendfile", "copy_file_range")


class Operations:
    """Counts the requests of the I/O code; the one with this number gets `fault`. With 0 none fails.

    A request counts if the innermost function of digest in the call stack is in the I/O packages, regardless of standard library
    frames below it. SQLite does not call through Python: `sqlite_calls` tests its requests.
    """

    def __init__(self, number: int, fault: str, tell: Callable[[str], None]) -> None:
        self.number = number
        self.diagnostic = fault
        self.tell = tell
        self.count = 0
        self.names: list[str] = []
        """The requests, in order."""
        self._replaced: list[tuple[Any, str, Any, tuple[set[Callable[..., Any]], ...]]] = []

    def __enter__(self) -> Operations:
        self.install()
        return self

    def __exit__(self, *_: object) -> None:
        for module, name, real, known in reversed(self._replaced):
            for each in known:
                each.discard(getattr(module, name))
            setattr(module, name, real)
        self._replaced.clear()

    def install(self) -> None:
        """Replace the system functions, for the rest of this process or of the `with` block."""
        opened = self._open(builtins.open)
        self._set(builtins, "open", opened)
        self._set(io, "open", opened)
        for name in (*READS, *WRITES):
            if hasattr(os, name) and name != "close":
                self._replace(os, name)
        self._set(os, "open", self._os_open(os.open), (os.supports_dir_fd,))
        try:
            import fcntl
        except ImportError:
            return
        self._replace(fcntl, "flock")

    def _replace(self, module: Any, name: str) -> None:
        real = getattr(module, name)

        def call(*arguments: Any, **more: Any) -> Any:
            if self._step(name, arguments, sys._getframe(1)):
                file, what = arguments
                arguments = file, max(1, what // 2) if isinstance(what, int) else what[: max(1, len(what) // 2)]
            made = real(*arguments, **more)
            return _Listing(made, self) if name == "scandir" else made

        # shutil checks the capabilities of functions in the sets os.supports_….
        sets = (os.supports_fd, os.supports_dir_fd, os.supports_follow_symlinks, os.supports_effective_ids)
        self._set(module, name, call, tuple(known for known in sets if real in known))

    def _set(self, module: Any, name: str, call: Callable[..., Any], sets: tuple[set[Callable[..., Any]], ...] = ()) -> None:
        self._replaced.append((module, name, getattr(module, name), sets))
        for known in sets:
            known.add(call)
        setattr(module, name, call)

    def _os_open(self, real: Callable[..., int]) -> Callable[..., int]:
        def call(path: Any, flags: int, *more: Any, **named: Any) -> int:
            writes = flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)
            self._step("open to write" if writes else "open to read", (path,), sys._getframe(1))
            return real(path, flags, *more, **named)

        return call

    def _open(self, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(file: Any, mode: str = "r", *arguments: Any, **more: Any) -> Any:
            written = any(letter in mode for letter in "wxa+")
            frame = sys._getframe(1)
            self._step("open to write" if written else "open to read", (file,), frame)
            made = real(file, mode, *arguments, **more)
            if counts(frame):
                self._watch(made, file, written)
            return made

        return call

    def _watch(self, made: Any, name: Any, written: bool) -> None:
        """Count operations on the open file as well. A failing write has written half of the data, as on a full disk."""
        read, write, close = getattr(made, "read", None), getattr(made, "write", None), made.close
        wrote = False

        def half(data: Any) -> Any:
            def before() -> None:
                write(data[: len(data) // 2])
                made.flush()

            nonlocal wrote
            wrote = True
            self._step("write", (name,), sys._getframe(1), before)
            return write(data)

        def whole(*arguments: Any) -> Any:
            self._step("read", (name,), sys._getframe(1))
            return read(*arguments)  # type: ignore[misc]

        def end() -> None:
            if not made.closed:
                self._step("close written" if wrote else "close", (name,), sys._getframe(1), close)
            close()

        if write is not None and written:
            made.write = half
        if read is not None and not written:
            made.read = whole
        made.close = end

    def _step(
        self, name: str, arguments: tuple[Any, ...], frame: FrameType | None, before: Callable[[], object] | None = None
    ) -> bool:
        """Count a request. If it is the chosen one, raise OSError, end the process, or return True to make it short."""
        if not counts(frame):
            return False
        self.names.append(name)
        self.count += 1
        due = self.count == self.number or (self.diagnostic == FOR_GOOD and self.count > self.number > 0 and name in NEED_ROOM)
        if self.diagnostic == FOR_GOOD and self.count == self.number and name not in NEED_ROOM:
            return False
        if not due:
            return False
        path = arguments[0] if arguments else ""
        if self.count == self.number:
            self.tell(f"{name}: {path}")
        if self.diagnostic == SHORT:
            return name in ("read", "write")
        if before is not None:
            before()
        if self.diagnostic == KILL:
            os.kill(os.getpid(), signal.SIGKILL)
        number = getattr(errno, self.diagnostic.split()[0])
        raise OSError(number, os.strerror(number), path if isinstance(path, str | os.PathLike) else None)


class _Listing:
    """A folder listing: each next entry is a request too."""

    def __init__(self, real: Any, operations: Operations) -> None:
        self._real = real
        self._operations = operations

    def __enter__(self) -> _Listing:
        return self

    def __exit__(self, *_: object) -> None:
        self._real.close()

    def __iter__(self) -> _Listing:
        return self

    def __next__(self) -> Any:
        self._operations._step("next", (), sys._getframe(1))
        return next(self._real)

    def close(self) -> None:
        self._real.close()


def counts(frame: FrameType | None) -> bool:
    """Return whether the innermost function of digest in the stack is in the I/O packages."""
    while frame is not None:
        name = frame.f_code.co_filename
        if name.startswith(PACKAGE):
            return name.startswith(EDGE)
        frame = frame.f_back
    return False


def requests(root: Path) -> list[str]:
    """Return the requests of a successful build of this site."""
    with Operations(0, KILL, lambda text: None) as operations:
        ended = build_here(root)
    assert ended.code in (0, 2), ended
    return operations.names


def failing_here(root: Path, number: int, fault: str) -> Ended:
    """Build the site in this process; the request with this number fails. No file of the site may stay open."""
    notes: list[str] = [""]
    before = _open_files()
    with Operations(number, fault, lambda text: notes.append(text)):
        ended = build_here(root)
    left = {file: path for file, path in _open_files().items() if before.get(file) != path and path.startswith(str(root))}
    for file in left:
        os.close(file)
    # os.fdopen cannot fail outside of this harness, so its descriptor may stay open.
    assert not left or notes[-1].rpartition(": ")[2].isdigit(), f"{notes[-1]}: left open: {left}"
    return ended._replace(note=notes[-1])


def _open_files() -> dict[int, str]:
    """Return the open files of this process, by descriptor; {} if the system does not list them."""
    found = {}
    with suppress(OSError):
        for name in os.listdir("/proc/self/fd"):
            with suppress(OSError):
                found[int(name)] = os.readlink(f"/proc/self/fd/{name}")
    return found


def only_read(ended: Ended) -> bool:
    """Return whether the failed request only reads."""
    return ended.note.split(":")[0] in READS
