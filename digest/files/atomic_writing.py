"""Write files atomically, one or several together: as temporary files in the same folder, renamed when they are complete; removed
after an error or signal; leftovers of killed processes are cleared. Signals wait meanwhile, and errors get the name of the file.

Nothing is written through a symbolic link (see `symlinks`). A killed process leaves a temporary file, whose name starts with a dot
and ends with .tmp. It is ignored as input, and the next command that writes to the folder removes it.
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
"""The error codes of file systems without hard links."""

_LEFTOVER_NAME = lazy_compile(r"\.(.+)\.[0-9]+\.tmp", re.DOTALL)
"""The name of a temporary file: made of the name of the new file and the process id."""


def replace_file(root: Path, path: Path, data: bytes) -> None:
    """Write a file in the site's folder `root` atomically: at any time it is completely the old or the new one.

    Raises UsageError for a symbolic link in the path, OSError with the name of the file.
    """
    with Writing(root, over=True) as writing:
        writing.write(path, data)
        writing.put()


def write_whole(root: Path, path: Path, data: bytes) -> None:
    """Write a file like `replace_file`. Raises UsageError for a symbolic link in the path, DiskError."""
    try:
        replace_file(root, path, data)
    except OSError as error:
        raise DiskError(f"{path}: {error.strerror}", hint="make room, or check permissions") from None


def create_file(root: Path, path: Path, data: bytes) -> None:
    """Write a new file. Raises UsageError for a symbolic link in the path, FileExistsError if the file exists, OSError."""
    with Writing(root) as writing:
        writing.write(path, data)
        writing.put()


class Writing:
    """Writes several files in a site's folder, and puts them in place together. With `over`, they may replace existing files.

    After an error or a signal, the new files and the folders made for them are removed.
    """

    def __init__(self, root: Path, *, over: bool = False) -> None:
        self.root = root
        self.may_replace = over
        self.folders: list[Path] = []
        """The new folders, parents first."""
        self.waiting_files: dict[Path, Path] = {}
        """The temporary file of each file."""
        self.new_files: list[Path] = []
        """The files put in place that replaced none."""
        self.locked_files: list[int] = []
        """The descriptors of the temporary files, locked so that no other process removes them as leftovers."""

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
            while self.locked_files:
                os.close(self.locked_files.pop())

    def write(self, path: Path, data: bytes) -> None:
        """Write a temporary file for this path. Raises UsageError, OSError."""
        refuse_link(self.root, path)
        self._make_folder(path.parent)
        clear_leftovers(path)
        # Two commands may create a file with the same name at once: the process id makes their temporary files different.
        temporary_file = path.with_name(f".{path.name}.tmp" if self.may_replace else f".{path.name}.{os.getpid()}.tmp")
        if temporary_file.is_symlink():
            raise link_refusal(os.path.relpath(temporary_file, self.root), temporary_file)
        with _with_file_name(path):
            with contextlib.suppress(FileNotFoundError):
                os.unlink(temporary_file)  # left by a killed process
            self.waiting_files[path] = temporary_file
            descriptor = os.open(temporary_file, CREATE_FILE_FLAGS, 0o666)
            self.locked_files.append(descriptor)
            try_lock(descriptor)
            try:
                rest_of_data = memoryview(data)
                while rest_of_data:
                    rest_of_data = rest_of_data[os.write(descriptor, rest_of_data) :]
                os.fsync(descriptor)
            finally:
                if not HAS_LOCKS:  # Windows cannot rename an open file
                    os.close(self.locked_files.pop())

    def put(self) -> None:
        """Put all files in place. Raises FileExistsError for a file in the way, OSError."""
        with signals_wait():
            for path, temporary_file in tuple(self.waiting_files.items()):
                is_new = not os.path.lexists(path)
                with _with_file_name(path):
                    if self.may_replace:
                        os.replace(temporary_file, path)
                    else:
                        _link_complete_file(temporary_file, path)
                self.new_files += [path] * is_new
            self.waiting_files, self.new_files, self.folders = {}, [], []

    def _make_folder(self, folder: Path) -> None:
        """Make a folder and its missing parents."""
        if folder.is_dir():
            return
        self._make_folder(folder.parent)
        with _with_file_name(folder), contextlib.suppress(FileExistsError), signals_wait():
            os.mkdir(folder)
            self.folders.append(folder)


def clear_leftovers(path: Path) -> bool:
    """Remove temporary files of killed processes beside this path, with its name or extension. Return whether there was any.

    The folder must not be a link. Files that another process is writing are locked, and are kept.
    """
    has_removed = False
    with contextlib.suppress(OSError):
        for name in os.listdir(path.parent):
            leftover_match = _LEFTOVER_NAME.fullmatch(name)
            is_leftover_of_path = leftover_match is not None and (
                leftover_match[1] == path.name or (path.suffix and leftover_match[1].endswith(path.suffix))
            )
            if is_leftover_of_path and _is_abandoned(path.with_name(name)):
                os.unlink(path.with_name(name))
                has_removed = True
    return has_removed


def _is_abandoned(path: Path) -> bool:
    """Return whether this is a regular file that no process is writing. Raises OSError."""
    if not HAS_LOCKS or not stat.S_ISREG(os.lstat(path).st_mode):
        return False
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | NOFOLLOW)
    try:
        return try_lock(descriptor)
    finally:
        os.close(descriptor)


def _link_complete_file(temporary_file: Path, path: Path) -> None:
    """Give a complete file its final name. Raises FileExistsError if it is taken, where a rename would replace the other file."""
    try:
        os.link(temporary_file, path, follow_symlinks=False)
    except OSError as error:
        if error.errno not in NO_LINKS:
            raise
        os.close(os.open(path, CREATE_FILE_FLAGS, 0o666))  # reserves the name, so that the rename replaces no other file
        try:
            os.replace(temporary_file, path)
        except OSError:
            os.unlink(path)
            raise
    else:
        os.unlink(temporary_file)


@contextlib.contextmanager
def _with_file_name(path: Path) -> Iterator[None]:
    """Add the file name to an OSError, as that of a failed write has none."""
    try:
        yield
    except OSError as error:
        error.filename, error.filename2 = str(path), None
        raise


@contextlib.contextmanager
def signals_wait() -> Iterator[None]:
    """Defer signals that end the process until the block has ended."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    ending = {signal.SIGINT, signal.SIGTERM, signal.SIGHUP}
    signal_mask = signal.pthread_sigmask(signal.SIG_BLOCK, ending)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, signal_mask)
