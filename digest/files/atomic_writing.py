"""Atomic writing: a file is first written as a temporary file in the same folder, and put in place when it is complete.

Nothing is written through a symbolic link (`symlinks`). A killed process leaves a file whose name begins with a dot and ends with
.tmp. No site reads it, and the next command that writes to the folder removes it.
"""

from __future__ import annotations

import contextlib
import errno
import os
import re
import signal
import stat
from collections.abc import Iterator
from pathlib import Path

from digest.errors import DiskError
from digest.files.file_lock import HAS_LOCKS, try_lock
from digest.files.symlinks import CREATE_FILE_FLAGS, NOFOLLOW, link_refusal, refuse_link
from digest.text.lazy_pattern import lazy_compile

NO_LINKS = (errno.EPERM, errno.EACCES, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK, errno.EXDEV)
"""What a file system says that has no hard links."""

_LEFTOVER_NAME = lazy_compile(r"\.(.+)\.[0-9]+\.tmp", re.DOTALL)
"""How a file that does not exist yet is called until it is whole, by its name and the number of the process."""


def replace_file(root: Path, path: Path, data: bytes) -> None:
    """Write a file below the site's `root`, so that at any time it is the old one or the new one, whole.

    Raises UsageError for a link on the way, OSError with the name of the file.
    """
    with Writing(root, over=True) as writing:
        writing.write(path, data)
        writing.put()


def write_whole(root: Path, path: Path, data: bytes) -> None:
    """Write like `replace_file`. Raises UsageError for a link on the way, DiskError."""
    try:
        replace_file(root, path, data)
    except OSError as error:
        raise DiskError(f"{path}: {error.strerror}", hint="make room, or check permissions") from None


def create_file(root: Path, path: Path, data: bytes) -> None:
    """Write a file that is not there yet. Raises UsageError for a link on the way, OSError: FileExistsError if there is one."""
    with Writing(root) as writing:
        writing.write(path, data)
        writing.put()


class Writing:
    """Files below a site's root that are put in place together, when all of them are whole; with `over` in the place of others.

    If that fails, or a signal ends it before, the new ones are removed again, and so are folders that were made for them.
    """

    def __init__(self, root: Path, *, over: bool = False) -> None:
        self.root = root
        self.may_replace = over
        self.folders: list[Path] = []
        """The folders that were made, each after those above it."""
        self.waiting_files: dict[Path, Path] = {}
        """Each file's place, and where it is until then."""
        self.new_files: list[Path] = []
        """The files in place where there were none."""
        self.locked_files: list[int] = []
        """The descriptors of the files that wait, locked: so no other process takes them for leftovers."""

    def __enter__(self) -> Writing:
        return self

    def __exit__(self, *_: object) -> None:
        with signals_wait():
            for path in (*self.waiting_files.values(), *self.new_files):
                with contextlib.suppress(OSError):
                    os.unlink(path)
            for folder in reversed(self.folders):
                with contextlib.suppress(OSError):
                    os.rmdir(folder)
            self._unlock()

    def write(self, path: Path, data: bytes) -> None:
        """Write this file beside its place. Raises UsageError, OSError."""
        refuse_link(self.root, path)
        self._make_folder(path.parent)
        clear_leftovers(path)
        # Two commands may make a file of one name at once: the second one finds another name for its own.
        temporary_file = path.with_name(f".{path.name}.tmp" if self.may_replace else f".{path.name}.{os.getpid()}.tmp")
        if temporary_file.is_symlink():
            raise link_refusal(os.path.relpath(temporary_file, self.root), temporary_file)
        with _with_file_name(path):
            with contextlib.suppress(FileNotFoundError):
                os.unlink(temporary_file)  # of a process that was killed
            self.waiting_files[path] = temporary_file
            file = os.open(temporary_file, CREATE_FILE_FLAGS, 0o666)
            self.locked_files.append(file)
            try_lock(file)
            try:
                rest = memoryview(data)
                while rest:
                    rest = rest[os.write(file, rest) :]
                os.fsync(file)
            finally:
                if not HAS_LOCKS:  # Windows renames no file that is open
                    os.close(self.locked_files.pop())

    def put(self) -> None:
        """Put all files in place. Raises OSError: FileExistsError for one that is in the way."""
        with signals_wait():
            for path, temporary_file in tuple(self.waiting_files.items()):
                is_new = not os.path.lexists(path)
                with _with_file_name(path):
                    if self.may_replace:
                        os.replace(temporary_file, path)
                    else:
                        _link_whole_file(temporary_file, path)
                self.new_files += [path] * is_new
            self.waiting_files, self.new_files, self.folders = {}, [], []
            self._unlock()

    def _unlock(self) -> None:
        while self.locked_files:
            os.close(self.locked_files.pop())

    def _make_folder(self, folder: Path) -> None:
        """Make a folder, and those above it, that are missing."""
        if folder.is_dir():
            return
        self._make_folder(folder.parent)
        with _with_file_name(folder), contextlib.suppress(FileExistsError), signals_wait():
            os.mkdir(folder)
            self.folders.append(folder)


def clear_leftovers(path: Path) -> bool:
    """Remove what is left beside this path of new files of its name or ending, whose processes were killed; whether there was any.

    The folder must be no link. A file that another process is writing now is locked, and stays.
    """
    is_any = False
    with contextlib.suppress(OSError):
        for name in os.listdir(path.parent):
            left = _LEFTOVER_NAME.fullmatch(name)
            is_like = left is not None and (left[1] == path.name or (path.suffix and left[1].endswith(path.suffix)))
            if is_like and _is_abandoned(path.with_name(name)):
                os.unlink(path.with_name(name))
                is_any = True
    return is_any


def _is_abandoned(path: Path) -> bool:
    """Whether this is a file that no process is writing; raises OSError."""
    if not HAS_LOCKS or not stat.S_ISREG(os.lstat(path).st_mode):
        return False
    file = os.open(path, os.O_RDONLY | os.O_NONBLOCK | NOFOLLOW)
    try:
        return try_lock(file)
    finally:
        os.close(file)


def _link_whole_file(temporary_file: Path, path: Path) -> None:
    """Give a whole file its name, if no other has it: a rename would replace that."""
    try:
        os.link(temporary_file, path, follow_symlinks=False)
    except OSError as error:
        if error.errno not in NO_LINKS:
            raise
        os.close(os.open(path, CREATE_FILE_FLAGS, 0o666))  # so the name is taken, and a rename replaces nobody's file
        try:
            os.replace(temporary_file, path)
        except OSError:
            os.unlink(path)
            raise
    else:
        os.unlink(temporary_file)


@contextlib.contextmanager
def _with_file_name(path: Path) -> Iterator[None]:
    """Let an OSError say which file it is about: of a write that fails the system says only why."""
    try:
        yield
    except OSError as error:
        error.filename, error.filename2 = str(path), None
        raise


@contextlib.contextmanager
def signals_wait() -> Iterator[None]:
    """Let signals that end a process wait until this is done."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    ending = {signal.SIGINT, signal.SIGTERM, signal.SIGHUP}
    signal_mask = signal.pthread_sigmask(signal.SIG_BLOCK, ending)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, signal_mask)
