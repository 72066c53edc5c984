"""One build of a site at a time."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from digest.errors import DiskError, LockedError

WAIT_SECONDS = 10.0


@contextmanager
def locked(folder: Path, waiting: Callable[[], None], wait: float = WAIT_SECONDS, *, what: str = "build") -> Iterator[None]:
    """Hold the lock of a site's `.digest` folder, which is made if it is missing and ignores itself.

    Calls `waiting` once if another build holds it, and raises LockedError after `wait` seconds, which names `what` is running. The
    system lets go of the lock when the process ends, however it ends.
    """
    make_state_folder(folder)
    try:
        file = (folder / "lock").open("ab")
    except OSError as error:
        raise _no_state(folder, error) from None
    try:
        deadline = time.monotonic() + wait
        told = False
        while not _take(file):
            if not told:
                waiting()
                told = True
            if time.monotonic() > deadline:
                raise LockedError(f"another {what} of this site is running", hint="wait until it has ended")
            time.sleep(0.05)
        yield
    finally:
        with suppress(OSError):  # nothing was written to it, and the lock is let go
            file.close()


def make_state_folder(folder: Path) -> None:
    """Make a site's `.digest` folder if it is missing; git does not see it. Raises DiskError."""
    try:
        folder.mkdir(mode=0o755, exist_ok=True)
        ignore = folder / ".gitignore"
        if not ignore.exists():
            ignore.write_text("*\n")
    except OSError as error:
        raise _no_state(folder, error) from None


def _no_state(folder: Path, error: OSError) -> DiskError:
    return DiskError(f"{folder}: {error.strerror}", hint="digest keeps its notes there: check its permissions")


def _take(file: BinaryIO) -> bool:
    try:
        import fcntl
    except ImportError:  # Windows is best effort, and has no flock
        return True
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
