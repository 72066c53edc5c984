"""The output folder: what in it is ours, what has to be made again, and how it gets there."""

from __future__ import annotations

import contextlib
import hashlib
import os
import stat
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from digest.disk import journal, links
from digest.disk.files import file_hash, read_bytes, read_pieces
from digest.disk.links import CREATE, first_link
from digest.disk.memo import Memo, Output, Record
from digest.disk.processes import Promise
from digest.errors import DiskError, UsageError
from digest.fingerprint import hash_name
from digest.pages.page import File
from digest.permalinks import path_fault, printable

if TYPE_CHECKING:
    from digest.disk.staff import Staff

LIST = links.LIST

MODE = 0o644
"""Of every file that digest writes, whatever the user's own is."""

NEVER = ("content", "themes", "extensions", ".digest", ".git", "digest.yml")
"""What in a site's folder can be no output folder, nor lie above or below one."""


class Target(Struct, frozen=True):
    """One file that the site is to hold: its path, and the key of its bytes ('' where there is no record to compare it with)."""

    path: str
    key: str


class Changes(Struct, frozen=True):
    """What has to be done to the output folder, and what may stay."""

    make: tuple[str, ...]
    keep: tuple[str, ...]
    remove: tuple[str, ...]
    gone: tuple[str, ...] = ()
    """Files that would have to go, but somebody else removed them: the folders that this left empty go."""


def refuse_folder(output: Path, root: Path, *, is_given: bool = False) -> None:
    """Raise UsageError if the site must not be written to this folder, whatever is in it.

    With `is_given` the user named it with the command: links on the way to it are the user's own.
    """
    real_root = Path(os.path.realpath(root))
    real = Path(os.path.realpath(output))
    reason = ""
    if output.is_symlink():
        reason = "it is a symbolic link"
    elif real in (Path(real.anchor), Path(os.path.realpath(Path.home()))):
        reason = "it is your home folder or the root of the disk"
    elif real == real_root or real in real_root.parents:
        reason = "the site itself lies in it"
    elif any(real == real_root / name or real_root / name in real.parents for name in NEVER):
        reason = "it is a folder of the site's own files"
    elif os.path.lexists(output) and not output.is_dir():
        reason = "it is a file"
    elif output.is_dir() and os.path.ismount(output):
        reason = "another disk is mounted there"
    link = None if is_given or reason else first_link(root, output)
    if link:
        reason = f"{printable(link.relative_to(root).as_posix())} is a symbolic link, and digest writes nothing through one"
    if reason:
        raise UsageError(
            f"{output} cannot be the output folder: {reason}", hint="choose a folder that holds nothing else, such as site"
        )


class Looks(Struct, frozen=True):
    """How the files of an output folder look, beside how they were left."""

    altered: frozenset[str]
    """Those that are not as they were left."""
    returned: frozenset[str]
    """Those that look other than they were left, but have their bytes: they came back from a cache or a copy."""


class Folder:
    """An output folder, and what is known of it."""

    def __init__(self, path: Path, name: str, state: Path, parts: Mapping[str, Record]) -> None:
        self.path = path
        self.name = name
        """Under which its records are kept: relative to the site's folder where it lies in there."""
        self.state = state
        self.start = f"{path}/"
        self.parts = parts
        """How each part of the plan was left here."""
        self._looking: Promise[Looks] | None = None
        self.records = {
            outline.path: output for part in parts.values() for outline, output in zip(part.outlines, part.outputs, strict=True)
        }

    def owned(self) -> set[str]:
        """The files in it that digest wrote; none if there is no such folder. Raises UsageError if it holds only others' files."""
        try:
            with os.scandir(self.path) as scan:
                foreign = sorted(entry.name for entry in scan if not entry.name.startswith("."))
        except FileNotFoundError:
            return set()
        except OSError as error:
            raise DiskError(f"{self.path}: {error.strerror}", hint="check its permissions") from None
        listed = self._listed()
        # A list that was lost is no reason to call our own files somebody else's.
        ours = {path for path in self.records if path in listed or path not in self.looks.altered}
        if foreign and not listed and not ours:
            message = f"{self.path} is not empty and holds no site made by digest (there is {foreign[0]})"
            raise UsageError(message, hint="choose another folder with --output, or empty it yourself")
        return {*listed, *ours, LIST}

    def _listed(self) -> set[str]:
        try:
            text = read_bytes(str(self.path / LIST), follow=False).decode(errors="replace")
        except OSError:
            return set()
        return set(filter(None, text.split("\n")))

    def look_by(self, staff: Staff) -> None:
        """Let somebody else look at the files, from now on."""
        self._looking = staff.begin(self.look) if self.records else None

    @cached_property
    def looks(self) -> Looks:
        """What `look` saw, the one time that it was asked."""
        return self._looking.result() if self._looking else self.look()

    def look(self) -> Looks:
        """Look at each file that was left here."""
        altered, returned = [], []
        for path, record in self.records.items():
            try:
                status = os.lstat(f"{self.start}{path}")
            except OSError:
                altered.append(path)
                continue
            if record.ctime_ns == status.st_ctime_ns and record.inode == status.st_ino and record.mtime_ns == status.st_mtime_ns:
                if record.size == status.st_size and stat.S_ISREG(status.st_mode):
                    continue
            elif self._is_returned(path, record, status):
                returned.append(path)
                continue
            altered.append(path)
        return Looks(frozenset(altered), frozenset(returned))

    def _is_returned(self, path: str, record: Output, status: os.stat_result) -> bool:
        """Whether it has the bytes that were left."""
        if not record.hash or record.size != status.st_size or status.st_mode != stat.S_IFREG | MODE:
            return False
        try:
            return file_hash(f"{self.start}{path}", follow=False)[0] == record.hash
        except OSError:
            return False

    @property
    def is_as_left(self) -> bool:
        """Whether it holds all that was left here as it was left, and nothing else of digest's."""
        return not (self.looks.altered or self.looks.returned) and self._listed() <= self.records.keys()

    def compare(self, targets: Iterable[Target]) -> Changes:
        """What of these has to be made, what stays as it is, and what else of ours has to go.

        Raises UsageError for a file or folder in the way that is not ours.
        """
        owned = self.owned()
        if not owned:
            return Changes(tuple(target.path for target in targets), (), ())
        make, keep, planned = [], [], set()
        for target in targets:
            planned.add(target.path)
            record = self.records.get(target.path)
            if record and record.key == target.key and target.path not in self.looks.altered:
                keep.append(target.path)
            else:
                make.append(target.path)
        # The list could have been edited: what is removed has to be a path that digest could have written.
        remove = [path for path in sorted(owned - planned) if not path.startswith(".") and not path_fault(path)]
        self._refuse_foreign(make, remove, owned)
        kinds = {path: self._kind(path) for path in remove}
        there = tuple(path for path, kind in kinds.items() if kind and not stat.S_ISDIR(kind))  # a folder is not ours any more
        gone = tuple(path for path, kind in kinds.items() if not kind and self._has_folder(path))
        return Changes(tuple(make), tuple(keep), there, gone)

    def _has_folder(self, path: str) -> bool:
        """Whether a folder is there above something that is gone."""
        folder = os.path.dirname(path)
        while folder and not self._kind(folder):
            folder = os.path.dirname(folder)
        return bool(folder) and stat.S_ISDIR(self._kind(folder))

    def _kind(self, path: str) -> int:
        """What is there, as in `stat`; 0 for nothing."""
        try:
            return os.lstat(f"{self.path}/{path}").st_mode
        except (FileNotFoundError, NotADirectoryError):
            return 0

    def _refuse_foreign(self, make: Iterable[str], remove: Iterable[str], owned: set[str]) -> None:
        folders: set[str] = set()
        for path in (*make, *remove):
            parent = os.path.dirname(path)
            while parent and parent not in folders:
                folders.add(parent)
                parent = os.path.dirname(parent)
        for folder in sorted(folders):
            self._refuse_in_the_way(folder, stat.S_ISDIR, owned)
        for path in make:
            if path not in owned:
                self._refuse_in_the_way(path, lambda mode: False, owned)
            elif (self.path / path).is_dir() and not (self.path / path).is_symlink():
                self._refuse_full(path, owned)

    def _refuse_in_the_way(self, path: str, is_right: Callable[[int], bool], owned: set[str]) -> None:
        try:
            mode = os.lstat(f"{self.path}/{path}").st_mode
        except (FileNotFoundError, NotADirectoryError):
            return
        if is_right(mode) or path in owned:
            return
        if stat.S_ISDIR(mode):
            self._refuse_full(path, owned)
            return
        message = f"{self.path / path} is in the way: digest did not write it"
        raise UsageError(message, hint="move it away, or choose another folder with --output")

    def _refuse_full(self, path: str, owned: set[str]) -> None:
        """Raise UsageError if the folder that has to become a file holds anything that is not ours."""
        for folder, folders, names in os.walk(self.path / path):
            folders.sort()
            links = [name for name in folders if os.path.islink(os.path.join(folder, name))]
            for name in sorted([*names, *links]):
                inside = os.path.relpath(os.path.join(folder, name), self.path).replace(os.sep, "/")
                if inside not in owned:
                    message = f"{self.path / path} is in the way: digest did not write {inside}"
                    raise UsageError(message, hint="move it away, or choose another folder with --output")


def open_folder(path: Path, root: Path, state: Path, memo: Memo) -> Folder:
    """The output folder with what the memo knows of it."""
    name = str(path.relative_to(root)) if path.is_relative_to(root) else str(path)
    return Folder(path, name, state, memo.records(name))


class Staging:
    """Where the files of a build wait until all of them are made: in `.digest`, or beside an output on another file system."""

    def __init__(self, folder: Folder) -> None:
        self.folder = folder
        self.path = self._choose()
        self.folders: set[str] = set()

    def _choose(self) -> Path:
        state, output = self.folder.state, self.folder.path
        journal.clear((state / journal.STAGING, journal.beside(output)))
        parent = output if output.is_dir() else output.parent
        while not parent.exists():
            parent = parent.parent
        if os.stat(parent).st_dev == os.stat(state).st_dev and not (output.is_dir() and os.path.ismount(output)):
            return state / journal.STAGING
        return journal.beside(output)

    def __enter__(self) -> Staging:
        try:
            os.makedirs(self.path, 0o755)
        except BaseException:  # a signal, perhaps after the folder was made
            journal.clear((self.path,))
            raise
        return self

    def __exit__(self, *_: object) -> None:
        if not journal.is_open(self.folder.state):
            journal.clear((self.path,))

    def write(self, path: str, data: bytes) -> None:
        """Write one file of the site."""
        put_file(str(self.path), self.folders, path, data)

    def copy(self, files: Iterable[File], real: Mapping[str, str]) -> None:
        """Copy these files; `real` says where they are."""
        for file in files:
            put_pieces(str(self.path), self.folders, file.path, copied(real[file.origin], file.hash))

    def put_in_place(self, written: Iterable[str], remove: Iterable[str]) -> None:
        """Make the output folder hold the files written here, and no longer what is to be removed: all, or nothing of it.

        Folders that are empty then go, also those of files to be removed that are not there any more.
        """
        output = self.folder.path
        if not os.path.lexists(output):
            output.parent.mkdir(parents=True, exist_ok=True)
            os.rename(self.path, output)
            return
        state, steps = self.folder.state, tuple(self._steps(written))
        journal.apply(state, journal.Journal(journal.named(state, output), journal.named(state, self.path), steps, tuple(remove)))

    def _steps(self, written: Iterable[str]) -> Iterator[str]:
        """The paths to rename: a whole folder where the output has none of that name. The list of our files comes first, so that
        whatever is put is ours already."""
        known: dict[str, bool] = {}
        seen: set[str] = set()
        for path in sorted(written, key=lambda path: (path != LIST, path)):
            step = path
            parts = path.split("/")
            for at in range(1, len(parts)):
                above = "/".join(parts[:at])
                if above not in known:
                    known[above] = os.path.lexists(self.folder.path / above)
                if not known[above]:
                    step = above
                    break
            if step not in seen:
                seen.add(step)
                yield step


def put_file(staging: str, folders: set[str], path: str, data: bytes) -> None:
    """Write a file that does not exist yet; `folders` are those below `staging` that are known to exist. Raises OSError."""
    put_pieces(staging, folders, path, (data,))


def put_pieces(staging: str, folders: set[str], path: str, pieces: Iterable[bytes]) -> None:
    """Write a file that does not exist yet, as `put_file`, a piece after the other."""
    folder = path.rpartition("/")[0]
    if folder not in folders:
        _make_folder(staging, folders, folder)
    # Without Python's file objects, which look at a file thrice before they write to it.
    file = os.open(f"{staging}/{path}", CREATE, MODE)
    try:
        for piece in pieces:
            rest = memoryview(piece)
            while rest:
                rest = rest[os.write(file, rest) :]
    finally:
        os.close(file)


def _make_folder(staging: str, folders: set[str], folder: str) -> None:
    above = folder.rpartition("/")[0]
    if above and above not in folders:
        _make_folder(staging, folders, above)
    with contextlib.suppress(FileExistsError):  # another worker was quicker
        os.mkdir(f"{staging}/{folder}", 0o755)
    folders.add(folder)


def list_of(paths: Iterable[str]) -> bytes:
    """The content of the file that names every file which digest wrote."""
    return "".join(f"{path}\n" for path in sorted({*paths, LIST})).encode()


def record(folder: Path, path: str, key: str, hash: str) -> Output:
    """The record of a file that was just put in place; if it cannot be looked at, one that fits no file: then it is made again."""
    try:
        status = os.lstat(f"{folder}/{path}")
    except OSError:
        return Output(key, -1, 0, 0, 0)
    return Output(key, status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino, hash)


def copied(real: str, hash: str) -> Iterator[bytes]:
    """The bytes of a file that is copied, a piece at a time; raises DiskError at the end if it changed since it was looked at."""
    hashed = hashlib.sha256()
    for piece in read_pieces(real):
        hashed.update(piece)
        yield piece
    if hash_name(hashed) != hash:
        raise DiskError(f"{real} changed while the site was built", hint="build again")
