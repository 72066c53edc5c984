"""The lock that allows one build of a site at a time, and the state folder .digest in which it lies: waits for another build, makes
the folder with its .gitignore, opens the lock file, and refuses links and pipes there, with their paths and errors."""

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
"""The folder of a site that contains the state of commands: lock, cache, staging, journal."""

WAIT_SECONDS = 10.0
"""The time to wait for another build before LockedError is raised."""


@contextmanager
def locked(folder: Path, waiting: Callable[[], None], wait: float = WAIT_SECONDS, *, command_name: str = "build") -> Iterator[None]:
    """Hold the lock of a site's `.digest` folder, and make the folder if it is missing, with a `.gitignore` for all its files.

    Calls `waiting` once if another process holds the lock, and raises LockedError after `wait` seconds. Its message calls the
    other process `command_name`. The system releases the lock when the process ends, even after a kill.
    """
    make_state_folder(folder)
    lock_file = _open_lock(folder)
    try:
        lock_deadline = time.monotonic() + wait
        is_reported = False
        while not try_lock(lock_file.fileno()):
            if not is_reported:
                waiting()
                is_reported = True
            if time.monotonic() > lock_deadline:
                raise LockedError(f"another {command_name} of this site is running", hint="wait until it has ended")
            time.sleep(0.05)
        yield
    finally:
        with suppress(OSError):  # nothing was written to the file, and the lock is released anyway
            lock_file.close()


def make_state_folder(folder: Path) -> None:
    """Make a site's `.digest` folder if it is missing, ignored by git.

    Raises UsageError if it is a symbolic link or contains one, as it may after `git clone`; DiskError.
    """
    refuse_link(folder.parent, folder)
    try:
        with suppress(FileExistsError):
            os.mkdir(folder, 0o755)
        with os.scandir(folder) as state_entries:
            state_links = sorted(
                entry.name for entry in state_entries if entry.is_symlink() and not entry.name.startswith(CACHE_FILE)
            )
        if state_links:  # a link instead of the cache file is discarded, as a damaged cache is
            raise link_refusal(_shown_state_path(folder / state_links[0]), folder / state_links[0])
        _write_gitignore(folder / ".gitignore")
    except OSError as error:
        raise _state_folder_error(folder, error) from None


def _shown_state_path(path: Path) -> str:
    """Return the path from `.digest` on: the site's folder is unknown here. `.digest` may contain folders of commands."""
    path_segments = path.parts
    state_start = max((at for at, segment in enumerate(path_segments) if segment == ".digest"), default=len(path_segments) - 2)
    return "/".join(path_segments[state_start:])


def _write_gitignore(path: Path) -> None:
    """Write a `.gitignore` that hides its whole folder from git."""
    if not os.path.lexists(path):
        with suppress(FileExistsError), os.fdopen(os.open(path, CREATE_FILE_FLAGS, 0o666), "wb") as file:
            file.write(b"*\n")


def _open_lock(folder: Path) -> BinaryIO:
    """Open the lock file. Raises UsageError for a pipe or device in its place; DiskError."""
    lock_path = folder / "lock"
    try:
        # With O_NONBLOCK, opening a pipe does not wait for a reader.
        flags = os.O_RDWR | os.O_CREAT | os.O_APPEND | NOFOLLOW | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0)
        lock_file = os.fdopen(os.open(lock_path, flags, 0o666), "ab")
    except OSError as error:
        raise _state_folder_error(folder, error) from None
    if not stat.S_ISREG(os.fstat(lock_file.fileno()).st_mode):
        lock_file.close()
        raise UsageError(f"{lock_path} is {NOT_REGULAR}", hint="remove it")
    return lock_file


def _state_folder_error(folder: Path, error: OSError) -> DiskError:
    return DiskError(f"{folder}: {error.strerror}", hint=hint_of(error, "digest keeps its cache there: check its permissions"))
