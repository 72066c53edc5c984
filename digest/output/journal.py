"""Puts staged files in place atomically, all or none: a journal file of paths to put and remove, steps that can be undone, replaced
files kept until the end; recovery after a killed build, only from a journal that a build could have written for an output folder of
digest.

A build first writes a journal of all steps, with one rename. If a step fails, the build renames the journal, which marks all steps
to be undone, and undoes them. After a kill, the next command completes or undoes the build. All steps are idempotent, so a command
that is killed during recovery can be recovered as well. A file of the site is never half written: each is renamed into place.
"""

from __future__ import annotations

import contextlib
import errno
import os
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec
from msgspec.structs import replace

from digest.cache.serialization import UNREADABLE
from digest.files.atomic_writing import signals_wait
from digest.files.file_reading import NotRegularError, read_bytes
from digest.files.symlinks import CREATE_FILE_FLAGS, LIST_OF_FILES, first_link
from digest.output.file_trees import IN_THE_WAY, contains_link, mode_of, prune_empty, remove_empty, remove_tree, unlink
from digest.output_paths import path_error

JOURNAL_FILE = "journal"
"""The name of a journal whose steps have to be done."""
UNDO_FILE = "journal.undo"
"""The name of a journal whose steps have to be undone."""
NEW_JOURNAL_FILE = "journal.new"

STAGING_FOLDER = "staging"


class Journal(msgspec.Struct, frozen=True):
    """The steps of a build: paths to move from `staging` to the same paths in `output`, and paths to remove from `output`.

    If a path to remove does not exist, only the empty folders above it are removed.
    """

    output: str
    """Relative to the journal's folder, like `staging`: the site may be moved before the next command."""
    staging: str
    put: tuple[str, ...]
    remove: tuple[str, ...]
    replaced: tuple[str, ...] = ()
    """The paths of `put` that exist in `output` and are replaced."""
    identity: tuple[int, int] = (0, 0)
    """Device and inode of the output folder: a journal from another machine has other numbers."""


def staging_beside(output: Path) -> Path:
    """Return the staging folder for an output folder on another file system than `.digest`."""
    return output.with_name(f".{output.name}.digest-staging")


def name_in_journal(folder: Path, path: Path) -> str:
    """Return the path as written in a journal in `folder`: relative if possible."""
    try:
        return os.path.relpath(path, folder)
    except ValueError:  # another drive of Windows
        return str(path)


def is_open(folder: Path) -> bool:
    """Return whether the next command has to finish or undo a build, and therefore needs its staging folder."""
    try:
        return any(mode_of(folder / name) for name in (JOURNAL_FILE, UNDO_FILE))
    except OSError:
        return True


def apply(folder: Path, journal: Journal) -> None:
    """Do the steps of the journal. Undoes all if one fails, then raises OSError. Terminating signals are deferred until the end."""
    with signals_wait():
        steps = _JournalSteps(folder, journal)
        steps.record_replaced()
        try:
            _write_journal(folder, steps.journal)
        except OSError:
            unlink(folder / NEW_JOURNAL_FILE)
            raise
        try:
            steps.do()
        except OSError:
            _undo_steps(folder, steps)
            raise
        if steps.prune():
            unlink(folder / JOURNAL_FILE)  # all steps are done; if this fails, the next command finds nothing left to do


def _write_journal(folder: Path, journal: Journal) -> None:
    remove_tree(folder / NEW_JOURNAL_FILE)
    with os.fdopen(os.open(folder / NEW_JOURNAL_FILE, CREATE_FILE_FLAGS, 0o666), "wb") as file:
        file.write(msgspec.json.encode(journal))
    os.replace(folder / NEW_JOURNAL_FILE, folder / JOURNAL_FILE)


def _undo_steps(folder: Path, steps: _JournalSteps) -> None:
    """Undo all steps that were done. If that fails, the journal is kept for the next command."""
    with contextlib.suppress(OSError):
        os.rename(folder / JOURNAL_FILE, folder / UNDO_FILE)
    if steps.undo() is None:
        unlink(folder / UNDO_FILE)
        unlink(folder / JOURNAL_FILE)


def finish(folder: Path, output: Path | None = None) -> bool:
    """Finish or undo a build that was killed, and remove its staging folder. Return whether there was one. Raises OSError.

    `output` is the output folder of the current command. A journal with paths that no build would use is not digest's: it is
    removed, and none of its steps is done.
    """
    unfinished_steps = _read_steps(folder, UNDO_FILE, output), _read_steps(folder, JOURNAL_FILE, output)
    umask_before = os.umask(0o022)  # as in the build that was killed
    try:
        for steps in filter(None, unfinished_steps):
            error = steps.undo() if steps is unfinished_steps[0] else steps.finish()
            if error is not None:
                raise error
            (folder / (UNDO_FILE if steps is unfinished_steps[0] else JOURNAL_FILE)).unlink(missing_ok=True)
            remove_leftovers([steps.staging])
    finally:
        os.umask(umask_before)
    unlink(folder / NEW_JOURNAL_FILE)
    remove_leftovers([folder / STAGING_FOLDER, *([staging_beside(output)] if output else [])])
    return any(unfinished_steps)


def _read_steps(folder: Path, name: str, output: Path | None) -> _JournalSteps | None:
    """Return the steps of a journal, or None. A journal that cannot be read or trusted is removed."""
    path = folder / name
    try:
        steps = _JournalSteps(folder, msgspec.json.decode(read_bytes(str(path)), type=Journal))
        if steps.is_trusted(output):
            return steps
    except FileNotFoundError:
        return None
    except (*UNREADABLE, IsADirectoryError, NotRegularError):
        pass  # digest renames a complete journal into place, so this one is not digest's, or the disk damaged it
    remove_tree(path)  # the next build compares every file anyway
    return None


class _JournalSteps:
    """The steps of a journal. Replaced and removed files are kept in a folder beside staging, named by the number of their step."""

    def __init__(self, folder: Path, journal: Journal) -> None:
        self.folder = folder
        self.journal = journal
        self.output = _path_from_journal(folder, journal.output)
        self.staging = _path_from_journal(folder, journal.staging)
        self.kept = _kept_folder(self.staging)

    def record_replaced(self) -> None:
        """Record which paths will be replaced, and make the folder where the replaced files are kept."""
        self.kept.mkdir(exist_ok=True)
        replaced = tuple(name for name in self.journal.put if mode_of(self.output / name))
        self.journal = replace(self.journal, replaced=replaced, identity=_folder_identity(self.output))

    def is_trusted(self, output: Path | None) -> bool:
        """Return whether a build could have written this journal: `.digest` may come from an untrusted archive or cache."""
        return (
            self.staging in (self.folder / STAGING_FOLDER, staging_beside(self.output))
            and (self.output == output or self._is_digest_output())
            and not self.output.is_symlink()
            and not any(path_error(name) for name in (*self.journal.put, *self.journal.remove) if name != LIST_OF_FILES)
            and not self.kept.is_symlink()
            and not contains_link(self.staging)
        )

    def _is_digest_output(self) -> bool:
        """Return whether the output has a list of files, and is in the site and not behind a link, or is that build's folder."""
        root = self.folder.parent
        is_inside = self.output.is_relative_to(root) and not first_link(root, self.output)
        return (self.output / LIST_OF_FILES).is_file() and (is_inside or _folder_identity(self.output) == self.journal.identity)

    def do(self) -> None:
        """Do all steps. Raises OSError."""
        replaced = frozenset(self.journal.replaced)
        for number, name in enumerate(self.journal.remove):
            with contextlib.suppress(FileNotFoundError):
                os.rename(self.output / name, self.kept / str(number))
        for number, name in enumerate(self.journal.put, len(self.journal.remove)):
            if name in replaced:
                _keep_replaced(self.output / name, self.kept / str(number))
            _place_file(self.staging / name, self.output / name)

    def prune(self) -> bool:
        """Remove folders that became empty; return whether all were removed. Comes last: undoing it could fail on a full disk."""
        unpruned_paths = [name for name in self.journal.remove if not prune_empty(self.output, name)]
        return not unpruned_paths

    def finish(self) -> OSError | None:
        """Do the remaining steps. Return the error if one fails, else None."""
        try:
            listed_files = _lines_of_list_of_files(self.output / LIST_OF_FILES)
            for name in filter(self._is_inside_output, self.journal.remove):
                if name in listed_files:  # otherwise the new list is in place, so all removals are done
                    with contextlib.suppress(FileNotFoundError, NotADirectoryError, IsADirectoryError):
                        os.unlink(self.output / name)
            for name in filter(self._is_inside_output, self.journal.put):
                if mode_of(self.staging / name):
                    remove_empty(self.output / name)
                    with _skip_step_if_changed():
                        _place_file(self.staging / name, self.output / name)
        except OSError as error:
            return error
        self.prune()
        return None

    def undo(self) -> OSError | None:
        """Undo all steps that were done, in reverse order. Return the first error, or None."""
        first_error = None
        remove, put, replaced = self.journal.remove, self.journal.put, frozenset(self.journal.replaced)
        for number, name in reversed([*enumerate((*remove, *put))]):
            try:
                if not self._is_inside_output(name):
                    continue
                with _skip_step_if_changed():
                    if number < len(remove):
                        self._restore_removed(number, name)
                    elif name in replaced:
                        self._restore_replaced(number, name)
                    elif not mode_of(self.staging / name):
                        os.rename(self.output / name, self.staging / name)
            except OSError as error:
                first_error = first_error or error
        return first_error

    def _restore_removed(self, number: int, name: str) -> None:
        kept_file, final = self.kept / str(number), self.output / name
        if mode_of(kept_file):
            remove_empty(final)
            if not mode_of(final):
                _place_file(kept_file, final)

    def _restore_replaced(self, number: int, name: str) -> None:
        kept_path, final = self.kept / str(number), self.output / name
        if stat.S_ISDIR(mode_of(kept_path)):
            if mode_of(final) and not mode_of(self.staging / name):
                os.rename(final, self.staging / name)
            os.rename(kept_path, final)
        elif mode_of(kept_path):
            os.replace(kept_path, final)

    def _is_inside_output(self, name: str) -> bool:
        """Return whether the folders above the path contain no symbolic link, which may have been added since."""
        return os.path.realpath((self.output / name).parent) == os.path.join(os.path.realpath(self.output), *name.split("/")[:-1])


def _path_from_journal(folder: Path, path: str) -> Path:
    return Path(os.path.normpath(folder / path))


def _folder_identity(folder: Path) -> tuple[int, int]:
    status = os.stat(folder)
    return status.st_dev, status.st_ino


def _kept_folder(staging: Path) -> Path:
    return staging.with_name(staging.name + ".kept")


def _keep_replaced(final: Path, kept_path: Path) -> None:
    """Keep what a new file replaces. A file gets a second hard link, so that its path exists at every moment."""
    if stat.S_ISDIR(mode_of(final)):
        os.rename(final, kept_path)
        # Foreign files were rejected before; these were added since.
        if any(names for _, _, names in os.walk(kept_path)):
            os.rename(kept_path, final)
            raise OSError(errno.ENOTEMPTY, os.strerror(errno.ENOTEMPTY), str(final))
        return
    try:
        os.link(final, kept_path, follow_symlinks=False)
    except OSError:  # a file system without hard links
        half_copy = kept_path.with_name("half")  # an incomplete copy must not be restored
        import shutil  # takes 3 ms, and is needed only without hard links

        shutil.copy2(final, half_copy, follow_symlinks=False)
        os.rename(half_copy, kept_path)


def _place_file(staged: Path, final: Path) -> None:
    try:
        os.replace(staged, final)
    except FileNotFoundError:
        final.parent.mkdir(parents=True, exist_ok=True)
        os.replace(staged, final)


@contextlib.contextmanager
def _skip_step_if_changed() -> Iterator[None]:
    """Skip a step whose path was added or removed since by another program; the next build compares every file anyway."""
    try:
        yield
    except OSError as error:
        if error.errno not in (*IN_THE_WAY, errno.ENOENT):
            raise


def _lines_of_list_of_files(path: Path) -> frozenset[str]:
    try:
        return frozenset(read_bytes(str(path)).decode(errors="replace").split("\n"))
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError, NotRegularError):
        return frozenset()


def remove_leftovers(leftovers: Iterable[Path]) -> None:
    """Remove staging folders and the kept files beside them. Errors are ignored: the next command tries again.

    Terminating signals are deferred: often one of them has just ended the build.
    """
    with signals_wait():
        for path in leftovers:
            for leftover in (path, _kept_folder(path)):
                with contextlib.suppress(OSError):
                    remove_tree(leftover)
