"""What pure functions returned before, and how the output was left: one SQLite file that may be deleted at any time.

Values are stored as JSON with a checksum, never as pickles: CI restores this file from a cache. Whatever cannot be read is a miss.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
import stat
import zlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from operator import itemgetter
from pathlib import Path
from typing import TypeVar

import msgspec

from digest.articles.article import Article
from digest.disk.files import Stamp
from digest.disk.processes import batches
from digest.errors import DiskError, Fault
from digest.pages.page import Outline

T = TypeVar("T")

FILE = "memo.sqlite"

UNUSED_DAYS = 30
"""How long a parse result is kept that no build uses: long enough for a branch to be left and come back to."""

FEW = 500
"""So many rows are asked for by name at once."""

BY_NAME = 4
"""To ask for a row by name takes as long as to read so many in their order."""

FREE_PAGES = 64
"""So many free pages (256 KiB) are no matter."""

DAMAGED = (sqlite3.Error, UnicodeDecodeError)
"""What is raised for a file that cannot be read: SQLite quotes its bytes in messages, and they may be no text."""

UNREADABLE = (msgspec.DecodeError, UnicodeDecodeError)
"""What is raised for a value that is none of ours although its checksum is right: another version wrote it."""

TABLES = """
create table if not exists articles (key text primary key, used integer, article blob);
create table if not exists bodies (key text primary key, body blob);
create table if not exists parts (root text, name text, record blob, primary key (root, name));
create table if not exists reasons (root text, name text, reasons blob, primary key (root, name));
create table if not exists answers (name text primary key, answer blob);
"""
"""Each kind of value that a build reads alone has a table of its own: what it does not need is not in its way."""

SCHEMA = zlib.crc32(TABLES.encode()) & 0x7FFFFFFF
"""Which tables a file has, in SQLite's `user_version`."""


class Read(msgspec.Struct, frozen=True):
    """What `parse` returned for a file, without its text."""

    article: Article | None
    faults: tuple[Fault, ...]

    @property
    def is_faulty(self) -> bool:
        """Whether the article cannot be published as it is."""
        return bool(self.faults) and any(fault.is_error for fault in self.faults)


class Output(msgspec.Struct, frozen=True, array_like=True):
    """An output file as digest left it: the key it was made for, and what it looks like from outside."""

    key: str
    size: int
    mtime_ns: int
    ctime_ns: int
    inode: int
    hash: str = ""
    """The name of its bytes: by it a file is known again that came back from a cache or a copy, with another inode."""


class Record(msgspec.Struct, frozen=True, array_like=True):
    """A part of the plan as a build left it: its key, and its pages with their files, in one order."""

    key: str
    outlines: tuple[Outline, ...]
    outputs: tuple[Output, ...]


Reasons = dict[str, msgspec.Raw]
"""For each page of a part the short fingerprints of what it was made of, by field; as JSON, which takes a third of the memory."""


def sealed(name: str, data: bytes) -> bytes:
    """The bytes behind a checksum of their name and themselves: a damaged index leads to the row of another name."""
    return _checksum(name, data) + data


def unsealed(name: str, blob: object) -> bytes | None:
    """The bytes, or None if they are not what was sealed under this name."""
    if isinstance(blob, bytes):
        data = blob[4:]
        if blob[:4] == _checksum(name, data):
            return data
    return None


def _checksum(name: str, data: bytes) -> bytes:
    return zlib.crc32(data, zlib.crc32(name.encode())).to_bytes(4, "big")


# In no order: msgspec sorts keys in quadratic time if they are sorted already, and what is only stored needs none.
_encode = msgspec.json.Encoder().encode


def encode(name: str, value: object) -> bytes:
    """The value as it is stored under this name."""
    return sealed(name, _encode(value))


class Memo:
    """The file of what is remembered. Everything but texts is read at once; a damaged file is thrown away and begun anew."""

    def __init__(self, path: Path, *, forget: bool = False) -> None:
        self.path = path
        self.connection: sqlite3.Connection | None = None
        self._decoders: dict[object, msgspec.json.Decoder[object]] = {}
        if forget:
            self._discard()

    def __enter__(self) -> Memo:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the file; the next use opens it again. Workers are forked only while it is closed."""
        if self.connection is not None:
            self.connection.close()
            self.connection = None

    def _discard(self) -> None:
        import shutil  # only when there is something wrong

        self.close()
        for path in self._files():
            try:
                if path.is_dir() and not path.is_symlink():
                    shutil.rmtree(path)
                else:
                    path.unlink(missing_ok=True)
            except OSError as error:
                raise DiskError(
                    f"{path}: {error.strerror}", hint="make room on the disk, or check the permissions of .digest"
                ) from None

    def _open(self) -> sqlite3.Connection:
        if self.connection is None:
            try:
                self.connection = self._connect()
            except DAMAGED:
                self._discard()
                try:
                    self.connection = self._connect()
                except DAMAGED as error:
                    raise DiskError(
                        f"{self.path}: {error}", hint="make room on the disk, or check the permissions of .digest"
                    ) from None
        return self.connection

    def _files(self) -> tuple[Path, ...]:
        """The file, and those that SQLite may keep beside it (sqlite.org, "Temporary Files Used By SQLite")."""
        return self.path, *(self.path.with_name(self.path.name + end) for end in ("-journal", "-wal", "-shm"))

    def _connect(self) -> sqlite3.Connection:
        for path in self._files():
            if not _is_file_or_nothing(path):
                # A site may have been cloned with it.
                raise sqlite3.DatabaseError("a link or a pipe, not a database file")
        if _names_another_journal(self._files()[1]):
            raise sqlite3.DatabaseError("a journal that none of ours wrote")
        connection = sqlite3.connect(self.path, isolation_level=None, check_same_thread=False)
        try:
            # Losing the memo to a power failure costs time only, so nothing waits for the disk.
            connection.executescript("pragma synchronous = off; pragma journal_mode = delete;")
            schema = connection.execute("pragma user_version").fetchone()[0]
            if schema != SCHEMA:
                if connection.execute("select count(*) from sqlite_schema").fetchone()[0]:
                    raise sqlite3.DatabaseError("the file is from another version")
                connection.executescript(f"begin; {TABLES} pragma user_version = {SCHEMA}; commit;")
        except DAMAGED:
            connection.close()
            raise
        return connection

    def _rows(self, query: str, *values: object) -> list[tuple[object, ...]]:
        try:
            return self._open().execute(query, values).fetchall()
        except DAMAGED as error:
            if "locked" not in str(error):  # another process writes: nothing is wrong with the file
                self._discard()
            return []

    def _decode(self, name: object, blob: object, kind: type[T]) -> T | None:
        data = unsealed(str(name), blob)
        if data is None:
            return None
        decoder = self._decoders.get(kind)
        if decoder is None:
            decoder = self._decoders[kind] = msgspec.json.Decoder(kind)
        try:
            return decoder.decode(data)  # type: ignore[return-value]
        except UNREADABLE:
            return None

    def stamps(self) -> dict[str, Stamp]:
        """The stamps of the files that were read."""
        return self.answer("stamps", dict[str, Stamp]) or {}

    def parsed(self, keys: Iterable[str]) -> list[tuple[str, object]]:
        """What `parse` returned for those of these keys that are remembered: key, and the article as it is stored."""
        wanted, select = set(keys), "select key, article from articles"
        if len(wanted) <= FEW or self._rows("select 1 from articles where rowid > ? limit 1", len(wanted) * BY_NAME):
            rows: list[tuple[object, ...]] = []
            for some in batches(wanted, FEW):  # of a large site, to read all would fill the memory
                rows += self._rows(f"{select} where key in ({', '.join('?' * len(some))})", *some)
        else:
            rows = self._rows(select)
        return [(key, blob) for key, blob in rows if key in wanted]

    def decoded(self, rows: Iterable[tuple[str, object]]) -> dict[str, Read]:
        """The parse results in these rows, without those that are damaged."""
        decode, reads = _decoder().decode, {}
        for key, blob in rows:
            data = unsealed(key, blob)
            try:
                if data is not None:
                    reads[key] = decode(data)
            except UNREADABLE:
                pass
        return reads

    def bodies(self, keys: Sequence[str]) -> dict[str, bytes]:
        """The texts that `parse` returned under these keys, each a `Body` as JSON; fewer if some are lost."""
        return _bodies(self._rows(_select_bodies(keys), *keys))

    def records(self, root: str) -> dict[str, Record]:
        """How each part of the plan was left in that output folder."""
        rows = self._rows("select name, record from parts where root = ?", root)
        return {str(name): record for name, blob in rows if (record := self._decode(name, blob, Record)) is not None}

    def reasons(self, root: str, part: str) -> Reasons:
        """What the pages of a part were made of, by path and field; empty if not known."""
        rows = self._rows("select reasons from reasons where root = ? and name = ?", root, part)
        return (self._decode(part, rows[0][0], Reasons) or {}) if rows else {}

    def answer(self, name: str, kind: type[T]) -> T | None:
        """What was remembered under this name."""
        rows = self._rows("select answer from answers where name = ?", name)
        return self._decode(name, rows[0][0], kind) if rows else None

    def keep_parsed(self, rows: Sequence[tuple[str, bytes, bytes]], day: int, replaced: Iterable[str] = ()) -> None:
        """Remember what `parse` returned: key, and article and text as `encode` makes them; forget what is under `replaced` keys.

        `day` is today as an ordinal.
        """
        gone = [(key,) for key in replaced]
        rows = sorted(rows, key=itemgetter(0))  # in the order of the index, so that each of its pages is written once

        def write(db: sqlite3.Connection) -> None:
            for table in ("articles", "bodies"):
                db.executemany(f"delete from {table} where key = ?", gone)
            db.executemany(f"insert or replace into articles values (?, {day:d}, ?)", [(key, article) for key, article, _ in rows])
            db.executemany("insert or replace into bodies values (?, ?)", [(key, body) for key, _, body in rows])

        self._write(write)

    def keep_answer(self, name: str, answer: object) -> None:
        """Remember a value under a name."""
        self._write(lambda db: db.execute("insert or replace into answers values (?, ?)", (name, encode(name, answer))))

    def keep_build(
        self,
        root: str,
        records: Mapping[str, Record],
        reasons: Mapping[str, Reasons],
        forgotten: Iterable[str],
        keys: Iterable[str],
        day: int,
        answers: Mapping[str, object],
    ) -> None:
        """Remember how a build left these parts of its output, forget those that are gone, and what nothing used for 30 days.

        `keys` are those of the parse results that the build used, `day` is today as an ordinal.
        """
        in_use = set(keys)
        gone = [(root, name) for name in forgotten]

        def write(db: sqlite3.Connection) -> None:
            db.executemany("insert or replace into parts values (?, ?, ?)", ((root, n, encode(n, r)) for n, r in records.items()))
            db.executemany("insert or replace into reasons values (?, ?, ?)", ((root, n, encode(n, r)) for n, r in reasons.items()))
            for table in ("parts", "reasons"):
                db.executemany(f"delete from {table} where root = ? and name = ?", gone)
            aged = db.execute("select key, used from articles where used is not ?", (day,)).fetchall()
            db.executemany("update articles set used = ? where key = ?", [(day, key) for key, _ in aged if key in in_use])
            oldest = day - UNUSED_DAYS
            stale = [(key,) for key, used in aged if key not in in_use and not (isinstance(used, int) and used >= oldest)]
            for table in ("articles", "bodies"):
                db.executemany(f"delete from {table} where key = ?", stale)
            for name, answer in answers.items():
                db.execute("insert or replace into answers values (?, ?)", (name, encode(name, answer)))

        self._write(write)
        self._give_room_back()

    def _give_room_back(self) -> None:
        """Make the file smaller, if so much of it is free that it is worth the time."""
        with contextlib.suppress(*DAMAGED):  # no room for a second file, or another process reads this one: the next build tries
            db = self._open()
            free, pages = (db.execute(f"pragma {name}").fetchone()[0] for name in ("freelist_count", "page_count"))
            if free > FREE_PAGES and free * 4 >= pages:
                db.execute("vacuum")

    def _write(self, change: Callable[[sqlite3.Connection], object]) -> None:
        for attempt in (1, 2):
            try:
                db = self._open()
                db.execute("begin immediate")
                change(db)
                db.execute("commit")
                return
            except sqlite3.OperationalError as error:
                with contextlib.suppress(*DAMAGED):
                    self._open().execute("rollback")
                if any(reason in str(error) for reason in ("full", "disk I/O", "locked")) or attempt == 2:
                    raise DiskError(
                        f"{self.path}: {error}", hint="make room on the disk, or check the permissions of .digest"
                    ) from None
                self._discard()
            except DAMAGED:
                self._discard()
                if attempt == 2:
                    raise DiskError(f"{self.path}: the cache cannot be written", hint="delete the folder .digest") from None


@lru_cache(maxsize=1)
def _decoder() -> msgspec.json.Decoder[Read]:
    return msgspec.json.Decoder(Read)


def _is_file_or_nothing(path: Path) -> bool:
    try:
        return stat.S_ISREG(os.lstat(path).st_mode)
    except OSError:
        return True


SUPER_JOURNAL = bytes.fromhex("d9d505f920a163d7")
"""The end of a journal that names another one (SQLite's file format, 3)."""


def _names_another_journal(path: Path) -> bool:
    """Whether SQLite would remove the file that this journal names, wherever it lies. No journal of ours names one."""
    try:
        with path.open("rb") as file:
            file.seek(-len(SUPER_JOURNAL), os.SEEK_END)
            return file.read() == SUPER_JOURNAL
    except OSError:
        return False


def stored_bodies(path: str, keys: Sequence[str]) -> dict[str, bytes]:
    """As `Memo.bodies`, for a worker: it only reads the file, and mends nothing."""
    try:
        return _bodies(_reading(path).execute(_select_bodies(keys), keys).fetchall())
    except DAMAGED:
        return {}


@lru_cache(maxsize=1)
def _reading(path: str) -> sqlite3.Connection:
    return sqlite3.connect(f"{Path(path).as_uri()}?mode=ro", uri=True, isolation_level=None, check_same_thread=False)


def _select_bodies(keys: Sequence[str]) -> str:
    return f"select key, body from bodies where key in ({', '.join('?' * len(keys))})"


def _bodies(rows: Iterable[tuple[object, ...]]) -> dict[str, bytes]:
    return {str(key): body for key, blob in rows if (body := unsealed(str(key), blob)) is not None}
