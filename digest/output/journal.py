"""Puts finished files in place: all of them or none.

First, one rename writes a journal of all steps. A build that fails renames the journal, which then says that all steps are to be
undone, and undoes them; the next command completes or undoes a build that was killed. Each step can be done or undone any number
of times, so a command that is killed while it completes another one is completed too. No file of the site is ever half written:
every file is put in place by a rename.
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

from digest.files.atomic_writing import signals_wait
from digest.files.file_reading import NotRegularError, read_bytes
from digest.files.symlinks import CREATE_FILE_FLAGS, LIST_OF_FILES, first_link
from digest.output.file_trees import IN_THE_WAY, holds_link, mode_of, prune_empty, remove_empty, remove_tree, unlink
from digest.output_paths import path_error

JOURNAL_FILE = "journal"
"""The steps are to be done."""
UNDO_FILE = "journal.undo"
"""The steps are to be taken back."""
NEW_JOURNAL_FILE = "journal.new"

STAGING_FOLDER = "staging"


class Journal(msgspec.Struct, frozen=True):
    """What has to be done: files and folders of `staging` to be put into `output` under the same paths, and paths to be removed.

    Of a file that is not there any more only the folders go that were left empty.
    """

    output: str
    """A path relative to the journal's folder, like `staging`: the site may be moved before the next command."""
    staging: str
    put: tuple[str, ...]
    remove: tuple[str, ...]
    replaced: tuple[str, ...] = ()
    """The files of `put` that replace something."""
    identity: tuple[int, int] = (0, 0)
    """Device and inode of the output folder: a journal that was made elsewhere cannot know them."""


def staging_beside(output: Path) -> Path:
    """Where staging is if the output lies on another file system than `.digest`."""
    return output.with_name(f".{output.name}.digest-staging")


def name_in_journal(folder: Path, path: Path) -> str:
    """How a journal in this folder names the path."""
    try:
        return os.path.relpath(path, folder)
    except ValueError:  # another drive of Windows
        return str(path)


def is_open(folder: Path) -> bool:
    """Whether there are steps that the next command has to finish or take back: staging must be left to it."""
    try:
        return any(mode_of(folder / name) for name in (JOURNAL_FILE, UNDO_FILE))
    except OSError:
        return True


def apply(folder: Path, journal: Journal) -> None:
    """Do what the journal says. Raises OSError after taking all of it back; signals that end a process wait until it is done."""
    with signals_wait():
        steps = _JournalSteps(folder, journal)
        steps.note_replaced()
        try:
            _write_journal(folder, steps.journal)
        except OSError:
            unlink(folder / NEW_JOURNAL_FILE)
            raise
        try:
            steps.do()
        except OSError:
            _take_back(folder, steps)
            raise
        if steps.prune():
            unlink(folder / JOURNAL_FILE)  # all is in place, and a journal that stays names nothing that is left to do


def _write_journal(folder: Path, journal: Journal) -> None:
    remove_tree(folder / NEW_JOURNAL_FILE)
    with os.fdopen(os.open(folder / NEW_JOURNAL_FILE, CREATE_FILE_FLAGS, 0o666), "wb") as file:
        file.write(msgspec.json.encode(journal))
    os.replace(folder / NEW_JOURNAL_FILE, folder / JOURNAL_FILE)


def _take_back(folder: Path, steps: _JournalSteps) -> None:
    """Undo what was done; what cannot be undone now is left to the next command."""
    with contextlib.suppress(OSError):
        os.rename(folder / JOURNAL_FILE, folder / UNDO_FILE)
    if steps.undo() is None:
        unlink(folder / UNDO_FILE)
        unlink(folder / JOURNAL_FILE)


def finish(folder: Path, output: Path | None = None) -> bool:
    """Finish or undo what a killed build began; return whether there was anything. Raises OSError.

    Also clears away what was left in staging. `output` is the output of the command that is about to run. A journal that names what
    no build would write to is not ours, and nothing of it is done.
    """
    all_begun_steps = _begun_steps(folder, UNDO_FILE, output), _begun_steps(folder, JOURNAL_FILE, output)
    mask = os.umask(0o022)  # as in the build that was killed
    try:
        for steps in filter(None, all_begun_steps):
            error = steps.undo() if steps is all_begun_steps[0] else steps.finish()
            if error is not None:
                raise error
            (folder / (UNDO_FILE if steps is all_begun_steps[0] else JOURNAL_FILE)).unlink(missing_ok=True)
            clear([steps.staging])
    finally:
        os.umask(mask)
    unlink(folder / NEW_JOURNAL_FILE)
    clear([folder / STAGING_FOLDER, *([staging_beside(output)] if output else [])])
    return any(all_begun_steps)


def _begun_steps(folder: Path, name: str, output: Path | None) -> _JournalSteps | None:
    """The steps that a journal names; one that cannot be read or trusted is removed."""
    path = folder / name
    try:
        steps = _JournalSteps(folder, msgspec.json.decode(read_bytes(str(path)), type=Journal))
        if steps.are_ours(output):
            return steps
    except FileNotFoundError:
        return None
    except (msgspec.DecodeError, UnicodeDecodeError, IsADirectoryError, NotRegularError):
        pass  # it is written elsewhere and renamed, so digest did not write this, or the disk damaged it
    remove_tree(path)  # the next build compares every file anyway
    return None


class _JournalSteps:
    """The steps of a journal. What was in a place before is kept beside the staging folder, under the number of its step."""

    def __init__(self, folder: Path, journal: Journal) -> None:
        self.folder = folder
        self.journal = journal
        self.output = _meant_path(folder, journal.output)
        self.staging = _meant_path(folder, journal.staging)
        self.kept = _kept_folder(self.staging)

    def note_replaced(self) -> None:
        """Note what is in the places of the new files, and make room to keep it."""
        self.kept.mkdir(exist_ok=True)
        replaced = tuple(name for name in self.journal.put if mode_of(self.output / name))
        self.journal = replace(self.journal, replaced=replaced, identity=_folder_identity(self.output))

    def are_ours(self, output: Path | None) -> bool:
        """Whether a build could have written this journal: it comes from a folder that may have been restored from anywhere."""
        return (
            self.staging in (self.folder / STAGING_FOLDER, staging_beside(self.output))
            and (self.output == output or self._is_known())
            and not self.output.is_symlink()
            and not any(path_error(name) for name in (*self.journal.put, *self.journal.remove) if name != LIST_OF_FILES)
            and not self.kept.is_symlink()
            and not holds_link(self.staging)
        )

    def _is_known(self) -> bool:
        """Whether the output is one of digest's: in the site and by no link, or the very folder that the build had before it."""
        root = self.folder.parent
        is_inside = self.output.is_relative_to(root) and not first_link(root, self.output)
        return (self.output / LIST_OF_FILES).is_file() and (is_inside or _folder_identity(self.output) == self.journal.identity)

    def do(self) -> None:
        """Do every step for the first time. Raises OSError."""
        replaced = frozenset(self.journal.replaced)
        for number, name in enumerate(self.journal.remove):
            with contextlib.suppress(FileNotFoundError):
                os.rename(self.output / name, self.kept / str(number))
        for number, name in enumerate(self.journal.put, len(self.journal.remove)):
            if name in replaced:
                _keep_replaced(self.output / name, self.kept / str(number))
            _place_file(self.staging / name, self.output / name)

    def prune(self) -> bool:
        """Remove the folders that are empty now; whether that went well. Comes last: taking it back needs room on a full disk."""
        failed = [name for name in self.journal.remove if not prune_empty(self.output, name)]
        return not failed

    def finish(self) -> OSError | None:
        """Do the steps that are left to do; the error if one cannot be done."""
        try:
            listed = _journal_lines(self.output / LIST_OF_FILES)
            for name in filter(self._is_inside, self.journal.remove):
                if name in listed:  # else the new list is there already, and so everything was removed
                    with contextlib.suppress(FileNotFoundError, NotADirectoryError, IsADirectoryError):
                        os.unlink(self.output / name)
            for name in filter(self._is_inside, self.journal.put):
                if mode_of(self.staging / name):
                    remove_empty(self.output / name)
                    with _somebody_was_faster():
                        _place_file(self.staging / name, self.output / name)
        except OSError as error:
            return error
        self.prune()
        return None

    def undo(self) -> OSError | None:
        """Take back every step that was done, the last one first; the first error if some could not be."""
        failed = None
        remove, put, replaced = self.journal.remove, self.journal.put, frozenset(self.journal.replaced)
        for number, name in reversed([*enumerate((*remove, *put))]):
            try:
                if not self._is_inside(name):
                    continue
                with _somebody_was_faster():
                    if number < len(remove):
                        self._bring_back(number, name)
                    elif name in replaced:
                        self._put_back(number, name)
                    elif not mode_of(self.staging / name):
                        os.rename(self.output / name, self.staging / name)
            except OSError as error:
                failed = failed or error
        return failed

    def _bring_back(self, number: int, name: str) -> None:
        kept_file, final = self.kept / str(number), self.output / name
        if mode_of(kept_file):
            remove_empty(final)
            if not mode_of(final):
                _place_file(kept_file, final)

    def _put_back(self, number: int, name: str) -> None:
        kept_path, final = self.kept / str(number), self.output / name
        if stat.S_ISDIR(mode_of(kept_path)):
            if mode_of(final) and not mode_of(self.staging / name):
                os.rename(final, self.staging / name)
            os.rename(kept_path, final)
        elif mode_of(kept_path):
            os.replace(kept_path, final)

    def _is_inside(self, name: str) -> bool:
        """Whether the path leads through folders alone: somebody may have put a link there since."""
        return os.path.realpath((self.output / name).parent) == os.path.join(os.path.realpath(self.output), *name.split("/")[:-1])


def _meant_path(folder: Path, path: str) -> Path:
    return Path(os.path.normpath(folder / path))


def _folder_identity(folder: Path) -> tuple[int, int]:
    status = os.stat(folder)
    return status.st_dev, status.st_ino


def _kept_folder(staging: Path) -> Path:
    return staging.with_name(staging.name + ".kept")


def _keep_replaced(final: Path, kept_path: Path) -> None:
    """Keep what is in the place of a new file: a file as a second link, so that at every moment there is one under its name."""
    if stat.S_ISDIR(mode_of(final)):
        os.rename(final, kept_path)
        # What was in the way and not ours was refused; somebody put it there since.
        if any(names for _, _, names in os.walk(kept_path)):
            os.rename(kept_path, final)
            raise OSError(errno.ENOTEMPTY, os.strerror(errno.ENOTEMPTY), str(final))
        return
    try:
        os.link(final, kept_path, follow_symlinks=False)
    except OSError:  # a file system without hard links
        half = kept_path.with_name(kept_path.name + ".half")  # a copy may fail midway, and must not be put back then
        import shutil  # takes 3 ms, and most builds find nothing that an earlier one left

        shutil.copy2(final, half, follow_symlinks=False)
        os.rename(half, kept_path)


def _place_file(staged: Path, final: Path) -> None:
    try:
        os.replace(staged, final)
    except FileNotFoundError:
        final.parent.mkdir(parents=True, exist_ok=True)
        os.replace(staged, final)


@contextlib.contextmanager
def _somebody_was_faster() -> Iterator[None]:
    """Pass over a step where something was put in its way, or taken, since: the build that follows compares every file."""
    try:
        yield
    except OSError as error:
        if error.errno not in (*IN_THE_WAY, errno.ENOENT):
            raise


def _journal_lines(path: Path) -> frozenset[str]:
    try:
        return frozenset(read_bytes(str(path)).decode(errors="replace").split("\n"))
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError, NotRegularError):
        return frozenset()


def clear(leftovers: Iterable[Path]) -> None:
    """Remove staging folders and what is kept beside them, as far as that is possible: the next command tries again.

    Signals that end a process wait meanwhile: it is often one of them that ended the build.
    """
    with signals_wait():
        for path in leftovers:
            for leftover in (path, _kept_folder(path)):
                with contextlib.suppress(OSError):
                    remove_tree(leftover)
