"""Reading folders: which files there are, and their bytes by content; symbolic links never lead out of the site."""

from __future__ import annotations

import errno
import hashlib
import os
import stat
import time
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from msgspec import Struct

from digest.articles.content_file import is_article
from digest.errors import Diagnostic
from digest.files.junk import is_backup, is_conflict_copy, is_original_there, is_passed_over
from digest.files.symlinks import NOFOLLOW, unreadable
from digest.fingerprint import content_hash, fingerprint, hash_name
from digest.permalinks import printable

RACY_NS = 2_000_000_000
"""A file that changed this shortly before it was looked at may change again within one tick of its clock (git's racy rule)."""


DEPTH = 100
"""How many folders may lie within each other: paths have an end (4,096 bytes on Linux), and so has Python's stack."""

MOST = 1024 * 1024 * 1024
"""No file that is held in memory is larger, in bytes; articles have a limit of their own."""

PIECE = 1024 * 1024
"""How many bytes of a file are read at a time where it is not held in memory."""

NOT_REGULAR = "not a file (a pipe, socket or device)"

COPY = "copy what is there to this place"


class NotRegularError(OSError):
    """What should be read is a pipe, a socket or a device: it might never end, or never begin."""

    def __init__(self, path: str) -> None:
        super().__init__(errno.EINVAL, NOT_REGULAR, path)


class FileState(Struct, frozen=True, array_like=True):
    """The status of a file, and the hash of its bytes."""

    size: int
    mtime_ns: int
    ctime_ns: int
    inode: int
    hash: str


class FoundFile(Struct, frozen=True):
    """A file in a folder: its path from the site's root with `/`, where it really is, and its state, with no hash yet."""

    path: str
    real: str
    state: FileState


class Listing(Struct, frozen=True):
    """What lies directly in one folder: files, folders to look into, and what is wrong with the rest."""

    folder: str
    files: tuple[FoundFile, ...] = ()
    folders: tuple[str, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
    copies: tuple[str, ...] = ()
    """The paths of backups and conflict copies, which are skipped."""


def walk(root: Path, folder: str) -> Iterator[Listing]:
    """What lies in `folder` (from the site's root) and in all folders below it, each in the order of names."""
    listed = listing(root, folder)
    yield listed
    for below in listed.folders:
        yield from walk(root, below)


def listing(root: Path, folder: str) -> Listing:
    """What lies directly in `folder`; nothing if there is no such folder.

    Dot-files, and files of systems and editors (`junk`) are skipped. A symbolic link is followed only to a file within the site.
    """
    refused = link_error(root, folder)
    if refused:
        return Listing(folder, diagnostics=(refused,))
    try:
        with os.scandir(f"{root}/{folder}") as scan:
            entries = sorted(scan, key=lambda entry: entry.name)
    except FileNotFoundError:
        return Listing(folder)
    except NotADirectoryError:
        return Listing(folder, diagnostics=(_error(folder, "a file with the name of a folder", "rename it"),))
    except OSError as error:
        return Listing(
            folder, diagnostics=(_error(folder, f"the folder cannot be read: {error.strerror}", "check its permissions"),)
        )
    return _Lister(root, folder).listing(entries)


class _Lister:
    """Sorts the entries of one folder into files, folders and what is wrong."""

    def __init__(self, root: Path, folder: str) -> None:
        self.root = root
        self.folder = folder
        self.files: list[FoundFile] = []
        self.folders: list[str] = []
        self.diagnostics: list[Diagnostic] = []
        self.composed: set[str] = set()
        """Names that are not ASCII, in NFC."""

    def listing(self, entries: list[os.DirEntry[str]]) -> Listing:
        """What lies in the folder."""
        entries, names = _without_leftovers(entries)
        for entry in entries:
            self._add(entry, f"{self.folder}/{entry.name}")
        copies = tuple(printable(f"{self.folder}/{name}") for name in names)
        return Listing(self.folder, tuple(self.files), tuple(self.folders), tuple(self.diagnostics), copies)

    def _add(self, entry: os.DirEntry[str], path: str) -> None:
        if not entry.name.isascii():
            name = unicodedata.normalize("NFC", entry.name)
            if name in self.composed:
                message = "this name is listed twice, in two forms of Unicode (NFC and NFD)"
                self.diagnostics.append(_error(path, message, "rename one"))
                return
            self.composed.add(name)
        file = None
        try:
            if entry.is_symlink():
                file = _link(self.root, path, entry, self.diagnostics)
            elif entry.is_dir(follow_symlinks=False):
                self._add_folder(entry.name, path)
            else:
                file = _file(path, entry.path, entry.stat(follow_symlinks=False), self.diagnostics)
        except OSError as error:
            self.diagnostics.append(_error(path, f"the file cannot be read: {error.strerror}", "check its permissions"))
        if file:
            self.files.append(file)

    def _add_folder(self, name: str, path: str) -> None:
        if is_article(name):
            self.diagnostics.append(_error(path, "a folder with the name of an article", "rename it"))
        if path.count("/") < DEPTH:
            self.folders.append(path)
        else:
            message = f"more than {DEPTH} folders within each other"
            self.diagnostics.append(_error(path, message, "move its files further up"))


def _without_leftovers(entries: list[os.DirEntry[str]]) -> tuple[list[os.DirEntry[str]], list[str]]:
    """The entries that somebody wrote for the site, and the names of backups and conflict copies among the others."""
    kept: list[os.DirEntry[str]] = []
    copies: list[str] = []
    names: set[str] = set()
    for entry in entries:
        name = entry.name
        if ".orig." in name:
            names = names or {other.name for other in entries}
        if is_passed_over(name):
            if not name.startswith(".") and (is_backup(name) or is_conflict_copy(name)):
                copies.append(name)
        elif ".orig." in name and is_original_there(name, names):
            copies.append(name)
        else:
            kept.append(entry)
    return kept, copies


def link_error(root: Path, path: str) -> Diagnostic | None:
    """What is wrong with this path if it is a symbolic link that must not be read."""
    place = f"{root}/{path}"  # without pathlib, which takes three times as long: this is asked of each folder
    if not os.path.islink(place):
        return None
    why = unreadable(root, os.path.realpath(place))
    return _error(path, f"a link that {why}, to {printable(os.readlink(place))}", COPY) if why else None


def _link(root: Path, path: str, entry: os.DirEntry[str], diagnostics: list[Diagnostic]) -> FoundFile | None:
    target = printable(os.readlink(entry.path))
    real = os.path.realpath(entry.path)
    refused = link_error(root, path)
    if refused:
        diagnostics.append(refused)
    elif not os.path.exists(real):
        diagnostics.append(_error(path, f"a broken link to {target}", "remove it, or copy the file here"))
    elif os.path.isdir(real):
        diagnostics.append(_error(path, f"a link to a folder, {target}", "copy the folder here: links to folders are not followed"))
    else:
        return _file(path, real, os.stat(real), diagnostics)
    return None


def _file(path: str, real: str, status: os.stat_result, diagnostics: list[Diagnostic]) -> FoundFile | None:
    if not stat.S_ISREG(status.st_mode):
        diagnostics.append(_error(path, NOT_REGULAR, "remove it"))
        return None
    if not path.isascii():
        try:
            path.encode()
        except UnicodeEncodeError:
            diagnostics.append(_error(path, "the file name is not UTF-8", "rename the file"))
            return None
        path = unicodedata.normalize("NFC", path)
    return FoundFile(path, real, file_state(status))


def file_state(status: os.stat_result, content: str = "") -> FileState:
    """The stamp of a file that looks like this."""
    return FileState(status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino, content)


def _error(path: str, message: str, hint: str) -> Diagnostic:
    return Diagnostic(printable(path), 1, 1, "E101", message, hint)


def looks_same(one: FileState, other: FileState) -> bool:
    """Whether a file still looks as it did."""
    return one.size == other.size and one.mtime_ns == other.mtime_ns and one.ctime_ns == other.ctime_ns and one.inode == other.inode


class Scan:
    """One look at the site's files. Bytes are read only of files that do not look as they did when their name was noted."""

    def __init__(
        self, root: Path, known: Mapping[str, FileState], clock_ns: Callable[[], int] = time.time_ns, most: int | None = None
    ) -> None:
        self.root = root
        self.known = known
        self.most = most
        """Files of more bytes are not read: their hash is made of their status."""
        self.started_ns = clock_ns()
        self.file_states: dict[str, FileState] = {}
        """The states of the files of this scan that the next one may trust, by path."""
        self.learned = 0
        """How many of them were not known before."""

    def hash(self, file: FoundFile) -> str:
        """The hash of the file's bytes. Raises OSError."""
        racy = max(file.state.mtime_ns, file.state.ctime_ns) > self.started_ns - RACY_NS
        before = self.known.get(file.path)
        if before and not racy and looks_same(before, file.state):
            self.file_states[file.path] = before
            return before.hash
        if self.most is not None and file.state.size > self.most:
            return fingerprint("stamp", file.state)
        if file.state.size <= PIECE:
            data = read_bytes(file.real)
            name, size = content_hash(data), len(data)
        else:
            name, size = file_hash(file.real)
        if not racy and file.state.size == size:
            self.file_states[file.path] = FileState(
                file.state.size, file.state.mtime_ns, file.state.ctime_ns, file.state.inode, name
            )
            self.learned += 1
        return name

    @property
    def is_worth_storing(self) -> bool:
        """Whether it takes less time to store all states than to read those files again that were not known."""
        return self.learned * 20 > len(self.file_states)


def open_file(path: str, *, follow: bool = True) -> int:
    """A descriptor of a regular file, to be read and closed; with `follow` off not of a link. Raises OSError."""
    return _opened(path, follow=follow)[0]


def _opened(path: str, *, follow: bool) -> tuple[int, int]:
    """As `open_file`, and how many bytes the file has: to ask twice would cost a system call a file."""
    # Without Python's file objects, which take as long again to be made; O_NONBLOCK waits for nobody at a pipe.
    file = os.open(path, _READ if follow else _READ | NOFOLLOW)
    status = os.fstat(file)
    if stat.S_ISREG(status.st_mode):
        return file, status.st_size
    os.close(file)
    if stat.S_ISDIR(status.st_mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), path)
    raise NotRegularError(path)


_READ = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0) | getattr(os, "O_BINARY", 0)


def read_bytes(path: str, most: int = MOST, *, follow: bool = True) -> bytes:
    """The bytes of a regular file. Raises OSError, also if there are more than `most`, or `follow` is off and it is a link."""
    file, size = _opened(path, follow=follow)
    try:
        data = os.read(file, size + 1) if size <= most else b""
        while size <= most and (rest := os.read(file, size + 1)):  # it grows meanwhile, or a call gave less than there is
            data += rest
            size = max(size, len(data))
        if size > most:
            raise OSError(errno.EFBIG, f"larger than {most:,} bytes", path)
        return data
    finally:
        os.close(file)


def read_beginning(path: str, most: int) -> bytes:
    """The first bytes of a regular file, `most` or fewer. Raises OSError."""
    file = open_file(path)
    try:
        return os.read(file, most)
    finally:
        os.close(file)


def read_pieces(path: str, *, follow: bool = True) -> Iterator[bytes]:
    """The bytes of a regular file, a piece at a time, as many as it has when it is opened. Raises OSError."""
    file, left = _opened(path, follow=follow)
    try:
        while left > 0 and (piece := os.read(file, min(PIECE, left))):
            yield piece
            left -= len(piece)
    finally:
        os.close(file)


def file_hash(path: str, *, follow: bool = True) -> tuple[str, int]:
    """The hash of a file's bytes, as `content_hash` returns it, and how many there are; read in pieces. Raises OSError."""
    hashed, size = hashlib.sha256(), 0
    for piece in read_pieces(path, follow=follow):
        hashed.update(piece)
        size += len(piece)
    return hash_name(hashed), size
