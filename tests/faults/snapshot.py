"""Snapshots of a site: restore it as if it was just built, and compare it by the state that a build can see."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import stat
from collections.abc import Hashable, Mapping
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

import msgspec

from digest.cache.cache import CACHE_FILE
from digest.cache.serialization import PartRecord, encode_value, unseal
from digest.files.file_states import FileState, file_state
from digest.output import journal

Looks = Mapping[str, tuple[int, int, int, int, int, int]]
"""The metadata of each file and folder, by path: mode, inode, link count, size, mtime and ctime."""

SOURCES = ("content", "themes", "digest.yml")
"""The sources, which no build may change. They stay from trial to trial, and are compared after each."""

CACHE = f".digest/{CACHE_FILE}"
OPEN_MEMO = f"{CACHE}-journal"
"""SQLite's journal, which exists during a write or after a kill. Reading the database then would repair it."""


class File(NamedTuple):
    """A file with its bytes, or a folder; paths are relative to the site's folder."""

    path: str
    mode: int
    data: bytes | None


class Snapshot:
    """The current state of the site in a folder."""

    def __init__(self, root: Path) -> None:
        self.files = tuple(
            File(path, looks[0], None if stat.S_ISDIR(looks[0]) else (root / path).read_bytes())
            for path, looks in sorted(metadata(root).items())
        )
        self.parts = _parts(root)
        self._restored: dict[Path, tuple[Looks, bytes]] = {}

    def put(self, root: Path) -> None:
        """Restore this site in the folder, and remove everything else. Unchanged files from the last time stay."""
        if self.is_as_put(root):
            return
        restored = self._restored.pop(root, None)
        root.mkdir(exist_ok=True)
        is_there = restored is not None and _sources(metadata(root)) == _sources(restored[0])
        for name in os.listdir(root):
            if not (is_there and name in SOURCES):
                remove(root / name)
        self.write(root, but=SOURCES if is_there else ())
        self._restored[root] = metadata(root), _memo(root)

    def write(self, root: Path, but: tuple[str, ...] = ()) -> None:
        """Write this site into an empty folder."""
        for path, mode, data in self.files:
            if path.split("/")[0] not in but:
                _make(f"{root}/{path}", mode, data)
        _note(root, self.parts)

    def is_as_put(self, root: Path) -> bool:
        """Return whether nothing in the folder changed since the site was restored there."""
        restored = self._restored.get(root)
        # Timestamps have a resolution of some milliseconds, so the only file that may be changed in place is read.
        return restored is not None and restored[0] == metadata(root) and restored[1] == _memo(root)

    def state(self, root: Path) -> Hashable:
        """Return everything that the next build can see: equal states give equal builds; None if the state is unknown.

        Inodes and times differ each time the site is restored. A build only checks whether they equal the recorded ones.
        """
        if self.is_as_put(root):
            return "as put"
        if root not in self._restored or (root / OPEN_MEMO).exists():
            return None
        now, restored = metadata(root), self._restored[root][0]
        first: dict[int, str] = {}
        found: list[Hashable] = []
        for path in sorted(now):
            mode, inode = now[path][:2]
            if path.split("/")[0] in SOURCES:
                if now[path] != restored.get(path):
                    return None
            elif not stat.S_ISREG(mode):
                found.append((path, mode, os.readlink(root / path) if stat.S_ISLNK(mode) else ""))
            elif path == CACHE:
                try:
                    found.append(_remembered(root))
                except (sqlite3.Error, msgspec.DecodeError):
                    return None
            else:
                is_same = now[path][1:] == restored.get(path, (0,))[1:]
                found.append((path, mode, is_same, first.setdefault(inode, path), _seen(root, path)))
        return tuple(found)


def metadata(root: Path) -> Looks:
    """Return the metadata of everything in the folder, by path."""
    found, stack = {}, [(str(root), "")]
    while stack:
        folder, start = stack.pop()
        with os.scandir(folder) as entries:
            for entry in entries:
                status = entry.stat(follow_symlinks=False)
                found[start + entry.name] = (
                    status.st_mode, status.st_ino, status.st_nlink, status.st_size, status.st_mtime_ns, status.st_ctime_ns,
                )  # fmt: skip
                if stat.S_ISDIR(status.st_mode):
                    stack.append((entry.path, f"{start}{entry.name}/"))
    return found


def remove(path: Path) -> None:
    """Remove a file, or a folder with its content."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink()


def _sources(looks: Looks) -> Looks:
    return {path: looks for path, looks in looks.items() if path.split("/")[0] in SOURCES}


def _make(path: str, mode: int, data: bytes | None) -> None:
    if data is None:
        os.makedirs(path, exist_ok=True)  # it may be a mount point
    else:
        file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL)
        os.write(file, data)
        os.close(file)
    os.chmod(path, stat.S_IMODE(mode))


def _memo(root: Path) -> bytes:
    try:
        return (root / CACHE).read_bytes()
    except FileNotFoundError:
        return b""


def _parts(root: Path) -> dict[tuple[str, str], PartRecord]:
    """Return the records of the output in the cache."""
    if not (root / CACHE).exists():
        return {}
    with closing(sqlite3.connect(root / CACHE)) as db:
        rows = db.execute("select root, name, record from parts").fetchall()
    return {(folder, name): msgspec.json.decode(unseal(name, blob) or b"", type=PartRecord) for folder, name, blob in rows}


def _note(root: Path, parts: Mapping[tuple[str, str], PartRecord]) -> None:
    """Record the current metadata of the output in the cache."""
    if not parts:
        return
    rows = []
    for (folder, name), record in parts.items():
        outputs = (_left(root / folder / of.path, out) for of, out in zip(record.outlines, record.outputs, strict=True))
        rows.append((encode_value(name, msgspec.structs.replace(record, outputs=tuple(outputs))), folder, name))
    with closing(sqlite3.connect(root / CACHE, isolation_level=None)) as db:
        db.executescript("pragma synchronous = off; pragma journal_mode = memory; begin")
        db.executemany("update parts set record = ? where root = ? and name = ?", rows)
        db.execute("commit")


def _left(path: Path, output: FileState) -> FileState:
    status = os.lstat(path)
    return file_state(status, output.hash, output.key)


def _remembered(root: Path) -> Hashable:
    """Return the content of the cache; for outputs, whether their metadata is as recorded."""
    with closing(sqlite3.connect((root / CACHE).as_uri() + "?mode=ro", uri=True)) as db:
        names = [name for (name,) in db.execute("select name from sqlite_schema where type = 'table' order by name")]
        kept = [(name, tuple(sorted(db.execute(f"select * from {name}").fetchall()))) for name in names if name != "parts"]
    parts = []
    for (folder, name), record in sorted(_parts(root).items()):
        outputs = tuple(
            (out.key, out.hash, _is_left(root / folder / of.path, out))
            for of, out in zip(record.outlines, record.outputs, strict=True)
        )
        parts.append((folder, name, record.key, record.outlines, outputs))
    return (*kept, tuple(parts))


def _is_left(path: Path, output: FileState) -> bool:
    try:
        return _left(path, output) == output
    except OSError:
        return False


def _seen(root: Path, path: str) -> bytes:
    """Return the bytes of a file; for a journal, which contains the inode of the output, whether that is correct."""
    data = (root / path).read_bytes()
    if path not in (f".digest/{journal.JOURNAL_FILE}", f".digest/{journal.UNDO_FILE}"):
        return data
    try:
        steps = json.loads(data)
        output = os.stat(root / ".digest" / steps["output"])
        return json.dumps({**steps, "identity": steps["identity"] == [output.st_dev, output.st_ino]}).encode()
    except (ValueError, KeyError, OSError):
        return data
