"""Putting finished files in place, all or nothing.

What is going to be done is written to a journal first, in one rename. A build that fails undoes what it did; one that is killed is
finished by the next command. At no time is a file of the site half written: every file gets to its place by a rename.
"""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import signal
from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec

FILE = "journal"

IN_THE_WAY = (errno.EEXIST, errno.EISDIR, errno.ENOTDIR, errno.ENOTEMPTY)


class Journal(msgspec.Struct, frozen=True):
    """What has to be done: files and folders of `staging` to be put into `output` under the same paths, and paths to be removed."""

    output: str
    """As a path from the folder in which the journal lies, like `staging`: the site may be moved before the next command."""
    staging: str
    put: tuple[str, ...]
    remove: tuple[str, ...]


def finish(folder: Path) -> bool:
    """Finish what the journal of a killed build names, if there is one; whether there was. Raises OSError."""
    path = folder / FILE
    try:
        journal = msgspec.json.decode(path.read_bytes(), type=Journal)
    except FileNotFoundError:
        return False
    except (msgspec.DecodeError, UnicodeDecodeError, IsADirectoryError):
        # It is written elsewhere and renamed, so this was not ours, or a disk fault: the next build compares every file anyway.
        _remove_tree(path)
        return False
    output, staging = _meant(folder, journal.output), _meant(folder, journal.staging)
    for name in journal.remove:
        with contextlib.suppress(FileNotFoundError, NotADirectoryError, IsADirectoryError):
            os.unlink(output / name)
        _prune(output, name)
    for name in journal.put:
        if os.path.lexists(staging / name):
            try:
                _remove_empty(output / name)
                _place(staging / name, output / name)
            except OSError as error:
                if error.errno not in IN_THE_WAY:
                    raise  # else somebody put something there since: the build that follows says so, and compares every file
    path.unlink()
    _remove_tree(staging)
    return True


def named(folder: Path, path: Path) -> str:
    """How a journal in this folder names the path."""
    try:
        return os.path.relpath(path, folder)
    except ValueError:  # another drive of Windows
        return str(path)


def _meant(folder: Path, path: str) -> Path:
    return Path(os.path.normpath(folder / path))


def apply(folder: Path, journal: Journal) -> None:
    """Do what the journal says. Raises OSError after undoing all of it; signals that end a process wait until it is done."""
    path = folder / FILE
    written = folder / "journal.new"
    with _signals_wait():
        undo = _Undo(_meant(folder, journal.output), _meant(folder, journal.staging))
        try:
            written.write_bytes(msgspec.json.encode(journal))
            os.replace(written, path)
        except OSError:
            with contextlib.suppress(OSError):
                written.unlink(missing_ok=True)
            raise
        try:
            for name in journal.remove:
                undo.remove(name)
            for name in journal.put:
                undo.put(name)
        except OSError:
            undo.all()
            with contextlib.suppress(OSError):
                path.unlink()
            raise
        with contextlib.suppress(OSError):  # all is in place, and a journal that stays names nothing that is left to do
            path.unlink()


class _Undo:
    """Does one step at a time, and can take all of them back: what was there is kept beside the staging folder as links."""

    def __init__(self, output: Path, staging: Path) -> None:
        self.output = output
        self.staging = staging
        self.kept = staging.with_name(staging.name + ".kept")
        self.kept.mkdir(exist_ok=True)
        self.done: list[tuple[str, Path | None]] = []

    def remove(self, name: str) -> None:
        kept = self.kept / str(len(self.done))
        try:
            os.rename(self.output / name, kept)
        except FileNotFoundError:
            return
        self.done.append((name, kept))
        _prune(self.output, name)

    def put(self, name: str) -> None:
        final = self.output / name
        kept = self.kept / str(len(self.done))
        if not os.path.lexists(final):
            self.done.append((name, None))
        elif final.is_dir() and not final.is_symlink():
            os.rename(final, kept)  # empty but for folders: what is in the way and not ours was refused before
            self.done.append((name, kept))
        else:
            try:
                os.link(final, kept, follow_symlinks=False)
            except OSError:  # a file system without hard links
                shutil.copy2(final, kept, follow_symlinks=False)
            self.done.append((name, kept))
        _place(self.staging / name, final)

    def all(self) -> None:
        """Take back every step, the last one first; what cannot be taken back is left to the next build."""
        for name, kept in reversed(self.done):
            final = self.output / name
            with contextlib.suppress(OSError):
                if kept is not None and kept.is_dir() and not kept.is_symlink():
                    if not os.path.lexists(self.staging / name):
                        os.rename(final, self.staging / name)
                    os.rename(kept, final)
                elif kept is not None:
                    final.parent.mkdir(parents=True, exist_ok=True)
                    os.replace(kept, final)
                else:
                    if not os.path.lexists(self.staging / name):
                        os.rename(final, self.staging / name)
                    _prune(self.output, name)


def _place(staged: Path, final: Path) -> None:
    try:
        os.replace(staged, final)
    except FileNotFoundError:
        final.parent.mkdir(parents=True, exist_ok=True)
        os.replace(staged, final)


def _prune(output: Path, name: str) -> None:
    """Remove the folders above a path that are empty now."""
    for folder in list(Path(name).parents)[:-1]:
        try:
            os.rmdir(output / folder)
        except OSError:
            return


def _remove_empty(path: Path) -> None:
    """Remove a folder that holds nothing but empty folders."""
    if path.is_dir() and not path.is_symlink():
        for folder, _, _ in os.walk(path, topdown=False):
            with contextlib.suppress(OSError):
                os.rmdir(folder)


def _remove_tree(path: Path) -> None:
    for leftover in (path, path.with_name(path.name + ".kept")):
        if leftover.is_dir() and not leftover.is_symlink():
            shutil.rmtree(leftover, ignore_errors=True)
        else:
            leftover.unlink(missing_ok=True)


def clear(leftovers: Iterable[Path]) -> None:
    """Remove what builds that were killed before their journal was written left in staging."""
    for path in leftovers:
        _remove_tree(path)


@contextlib.contextmanager
def _signals_wait() -> Iterator[None]:
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    ending = {signal.SIGINT, signal.SIGTERM, signal.SIGHUP}
    before = signal.pthread_sigmask(signal.SIG_BLOCK, ending)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
