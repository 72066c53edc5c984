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

from digest.articles.source import is_article
from digest.disk.leftovers import is_backup, is_conflict_copy, is_original_there, is_passed_over
from digest.disk.links import NOFOLLOW, unreadable
from digest.errors import Fault
from digest.fingerprint import content_hash, fingerprint, hash_name
from digest.permalinks import printable

RACY_NS = 2_000_000_000
"""A file that changed this shortly before it was looked at may change again within one tick of its clock (git's racy rule)."""


DEPTH = 100
"""How many folders may lie within each other: paths have an end (4,096 bytes on Linux), and so has Python's stack."""

MOST = 1024 * 1024 * 1024
"""No file that is held in memory is larger, in bytes; articles have a limit of their own."""

PIECE = 1024 * 1024
"""So many bytes of a file are read at a time where it is not held in memory."""

NOT_REGULAR = "not a file (a pipe, socket or device)"

COPY = "copy what is there to this place"


class NotRegularError(OSError):
    """What should be read is a pipe, a socket or a device: it might never end, or never begin."""

    def __init__(self, path: str) -> None:
        super().__init__(errno.EINVAL, NOT_REGULAR, path)


class Stamp(Struct, frozen=True, array_like=True):
    """What a file looked like from outside, and the name of its bytes."""

    size: int
    mtime_ns: int
    ctime_ns: int
    inode: int
    hash: str


class Found(Struct, frozen=True):
    """A file in a folder: its path from the site's root with `/`, where it really is, and its stamp (`hash` still '')."""

    path: str
    real: str
    stamp: Stamp


class Listing(Struct, frozen=True):
    """What lies directly in one folder: files, folders to look into, and what is wrong with the rest."""

    folder: str
    files: tuple[Found, ...] = ()
    folders: tuple[str, ...] = ()
    faults: tuple[Fault, ...] = ()
    copies: tuple[str, ...] = ()
    """The paths of backups and conflict copies, which are passed over."""


def walk(root: Path, folder: str) -> Iterator[Listing]:
    """What lies in `folder` (from the site's root) and in all folders below it, each in the order of names."""
    listed = listing(root, folder)
    yield listed
    for below in listed.folders:
        yield from walk(root, below)


def listing(root: Path, folder: str) -> Listing:
    """What lies directly in `folder`; nothing if there is no such folder.

    Dot-files, litter and what editors leave behind are passed over. A symbolic link is followed only to a file within the site.
    """
    start = root / folder
    refused = link_fault(root, folder)
    if refused:
        return Listing(folder, faults=(refused,))
    try:
        with os.scandir(start) as scan:
            entries = sorted(scan, key=lambda entry: entry.name)
    except FileNotFoundError:
        return Listing(folder)
    except NotADirectoryError:
        return Listing(folder, faults=(_fault(folder, "a file with the name of a folder", "rename it"),))
    except OSError as error:
        return Listing(folder, faults=(_fault(folder, f"the folder cannot be read: {error.strerror}", "check its permissions"),))
    files: list[Found] = []
    folders: list[str] = []
    faults: list[Fault] = []
    composed: set[str] = set()
    entries, copies = _without_leftovers(entries)
    for entry in entries:
        path = f"{folder}/{entry.name}"
        if not entry.name.isascii():
            name = unicodedata.normalize("NFC", entry.name)
            if name in composed:
                faults.append(_fault(path, "this name stands here twice, in two forms of Unicode (NFC and NFD)", "rename one"))
                continue
            composed.add(name)
        found = None
        try:
            if entry.is_symlink():
                found = _link(root, path, entry, faults)
            elif entry.is_dir(follow_symlinks=False):
                if is_article(entry.name):
                    faults.append(_fault(path, "a folder with the name of an article", "rename it"))
                if path.count("/") < DEPTH:
                    folders.append(path)
                else:
                    faults.append(_fault(path, f"more than {DEPTH} folders within each other", "move its files further up"))
            else:
                found = _file(path, entry.path, entry.stat(follow_symlinks=False), faults)
        except OSError as error:
            faults.append(_fault(path, f"the file cannot be read: {error.strerror}", "check its permissions"))
        if found:
            files.append(found)
    return Listing(folder, tuple(files), tuple(folders), tuple(faults), tuple(printable(f"{folder}/{name}") for name in copies))


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


def link_fault(root: Path, path: str) -> Fault | None:
    """What is wrong with this path if it is a symbolic link that must not be read."""
    place = root / path
    if not place.is_symlink():
        return None
    why = unreadable(root, os.path.realpath(place))
    return _fault(path, f"a link that {why}, to {printable(os.readlink(place))}", COPY) if why else None


def _link(root: Path, path: str, entry: os.DirEntry[str], faults: list[Fault]) -> Found | None:
    target = printable(os.readlink(entry.path))
    real = os.path.realpath(entry.path)
    refused = link_fault(root, path)
    if refused:
        faults.append(refused)
    elif not os.path.exists(real):
        faults.append(_fault(path, f"a link that leads nowhere, to {target}", "remove it, or copy the file here"))
    elif os.path.isdir(real):
        faults.append(_fault(path, f"a link to a folder, {target}", "copy the folder here: links to folders are not followed"))
    else:
        return _file(path, real, os.stat(real), faults)
    return None


def _file(path: str, real: str, status: os.stat_result, faults: list[Fault]) -> Found | None:
    if not stat.S_ISREG(status.st_mode):
        faults.append(_fault(path, NOT_REGULAR, "remove it"))
        return None
    if not path.isascii():
        try:
            path.encode()
        except UnicodeEncodeError:
            faults.append(_fault(path, "the file name is not UTF-8", "rename the file"))
            return None
        path = unicodedata.normalize("NFC", path)
    return Found(path, real, stamp_of(status))


def stamp_of(status: os.stat_result, content: str = "") -> Stamp:
    """The stamp of a file that looks like this."""
    return Stamp(status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino, content)


def _fault(path: str, message: str, hint: str) -> Fault:
    return Fault(printable(path), 1, 1, "E101", message, hint)


def same_outside(one: Stamp, other: Stamp) -> bool:
    """Whether a file still looks as it did."""
    return one.size == other.size and one.mtime_ns == other.mtime_ns and one.ctime_ns == other.ctime_ns and one.inode == other.inode


class Scan:
    """One look at the site's files. Bytes are read only of files that do not look as they did when their name was noted."""

    def __init__(
        self, root: Path, known: Mapping[str, Stamp], clock_ns: Callable[[], int] = time.time_ns, most: int | None = None
    ) -> None:
        self.root = root
        self.known = known
        self.most = most
        """Files of more bytes are not read, but named by how they look."""
        self.started_ns = clock_ns()
        self.stamps: dict[str, Stamp] = {}
        """The stamps of the files of this look that may be trusted by the next one."""
        self.learned = 0
        """How many of them were not known before."""

    def name(self, found: Found) -> str:
        """The name of the file's bytes. Raises OSError."""
        racy = max(found.stamp.mtime_ns, found.stamp.ctime_ns) > self.started_ns - RACY_NS
        before = self.known.get(found.path)
        if before and not racy and same_outside(before, found.stamp):
            self.stamps[found.path] = before
            return before.hash
        if self.most is not None and found.stamp.size > self.most:
            return fingerprint("stamp", found.stamp)
        if found.stamp.size <= PIECE:
            data = read_bytes(found.real)
            name, size = content_hash(data), len(data)
        else:
            name, size = file_hash(found.real)
        if not racy and found.stamp.size == size:
            self.stamps[found.path] = Stamp(found.stamp.size, found.stamp.mtime_ns, found.stamp.ctime_ns, found.stamp.inode, name)
            self.learned += 1
        return name

    @property
    def is_worth_keeping(self) -> bool:
        """Whether it takes less time to remember all stamps than to read those files again that were not known."""
        return self.learned * 20 > len(self.stamps)


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
    """The name of a file's bytes, as `content_hash` gives it, and how many there are; read in pieces. Raises OSError."""
    hashed, size = hashlib.sha256(), 0
    for piece in read_pieces(path, follow=follow):
        hashed.update(piece)
        size += len(piece)
    return hash_name(hashed), size
