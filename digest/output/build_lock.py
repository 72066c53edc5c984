"""The lock that allows one build of a site at a time."""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from digest.cache.cache import CACHE_FILE
from digest.errors import DiskError, LockedError, UsageError
from digest.files.error_hints import hint_of
from digest.files.file_lock import try_lock
from digest.files.file_reading import NOT_REGULAR
from digest.files.symlinks import CREATE_FILE_FLAGS, NOFOLLOW, link_refusal, refuse_link

STATE_FOLDER = ".digest"
"""The folder of a site in which commands keep their state: lock, cache, staging, journal."""

WAIT_SECONDS = 10.0


@contextmanager
def locked(folder: Path, waiting: Callable[[], None], wait: float = WAIT_SECONDS, *, command_name: str = "build") -> Iterator[None]:
    """Hold the lock of a site's `.digest` folder, which is made if it is missing and ignores itself.

    Calls `waiting` once if another build holds it, and raises LockedError after `wait` seconds, which says that another
    `command_name` runs. The system lets go of the lock when the process ends, however it ends.
    """
    make_state_folder(folder)
    file = _open_lock(folder)
    try:
        deadline = time.monotonic() + wait
        is_reported = False
        while not try_lock(file.fileno()):
            if not is_reported:
                waiting()
                is_reported = True
            if time.monotonic() > deadline:
                raise LockedError(f"another {command_name} of this site is running", hint="wait until it has ended")
            time.sleep(0.05)
        yield
    finally:
        with suppress(OSError):  # nothing was written to it, and the lock is let go
            file.close()


def make_state_folder(folder: Path) -> None:
    """Make a site's `.digest` folder if it is missing; git does not see it.

    Raises UsageError if it is a symbolic link or contains one, as it may after a clone; DiskError.
    """
    refuse_link(folder.parent, folder)
    try:
        with suppress(FileExistsError):
            os.mkdir(folder, 0o755)
        with os.scandir(folder) as state_entries:
            links = sorted(entry.name for entry in state_entries if entry.is_symlink() and not entry.name.startswith(CACHE_FILE))
        if links:  # in the place of the cache it is discarded, as any other damage there
            raise link_refusal(_shown_path(folder / links[0]), folder / links[0])
        _write_gitignore(folder / ".gitignore")
    except OSError as error:
        raise _no_state(folder, error) from None


def _shown_path(path: Path) -> str:
    """The path from the site's folder on, as far as it is known: from `.digest`, which may contain folders of commands."""
    path_segments = path.parts
    start = max((at for at, part in enumerate(path_segments) if part == ".digest"), default=len(path_segments) - 2)
    return "/".join(path_segments[start:])


def _write_gitignore(path: Path) -> None:
    """Let git see nothing of the folder in which this file lies."""
    if not os.path.lexists(path):
        with suppress(FileExistsError), os.fdopen(os.open(path, CREATE_FILE_FLAGS, 0o666), "wb") as file:
            file.write(b"*\n")


def _open_lock(folder: Path) -> BinaryIO:
    """The file that is locked. Raises UsageError for a pipe or device in its place, DiskError."""
    lock_path = folder / "lock"
    try:
        # O_NONBLOCK waits for nobody at a pipe.
        flags = os.O_RDWR | os.O_CREAT | os.O_APPEND | NOFOLLOW | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0)
        file = os.fdopen(os.open(lock_path, flags, 0o666), "ab")
    except OSError as error:
        raise _no_state(folder, error) from None
    if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
        file.close()
        raise UsageError(f"{lock_path} is {NOT_REGULAR}", hint="remove it")
    return file


def _no_state(folder: Path, error: OSError) -> DiskError:
    return DiskError(f"{folder}: {error.strerror}", hint=hint_of(error, "digest keeps its cache there: check its permissions"))
