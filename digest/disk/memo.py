"""What pure functions returned before, and how the output was left: one SQLite file that may be deleted at any time.

Values are stored as JSON with a checksum, never as pickles: CI restores this file from a cache. Whatever cannot be read is a miss.
"""

from __future__ import annotations

import contextlib
import sqlite3
import zlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

import msgspec

from digest.articles.article import Article
from digest.articles.text import Body
from digest.disk.files import Stamp
from digest.errors import DiskError, Fault

T = TypeVar("T")

UNUSED_DAYS = 30
"""How long a parse result is kept that no build uses: long enough for a branch to be left and come back to."""

DAMAGED = (sqlite3.Error, UnicodeDecodeError)
"""What is raised for a file that cannot be read: SQLite quotes its bytes in messages, and they may be no text."""

TABLES = """
create table if not exists parsed (key text primary key, meta blob, body blob, used integer);
create table if not exists stamps (path text primary key, stamp blob);
create table if not exists outputs (root text, path text, record blob, primary key (root, path));
create table if not exists reasons (root text, path text, fields blob, primary key (root, path));
create table if not exists answers (name text primary key, answer blob);
"""


class Read(msgspec.Struct, frozen=True):
    """What `parse` returned for a file, without its text."""

    article: Article | None
    faults: tuple[Fault, ...]

    @property
    def is_faulty(self) -> bool:
        """Whether the article cannot be published as it is."""
        return any(fault.is_error for fault in self.faults)


class Output(msgspec.Struct, frozen=True, array_like=True):
    """An output file as digest left it: the key it was made for, and what it looks like from outside."""

    key: str
    size: int
    mtime_ns: int
    ctime_ns: int
    inode: int


def sealed(name: str, data: bytes) -> bytes:
    """The bytes behind a checksum of their name and themselves: a damaged index leads to the row of another name."""
    return _checksum(name, data) + data


def unsealed(name: str, blob: object) -> bytes | None:
    """The bytes, or None if they are not what was sealed under this name."""
    if isinstance(blob, bytes) and len(blob) >= 4 and _checksum(name, blob[4:]) == blob[:4]:
        return blob[4:]
    return None


def _checksum(name: str, data: bytes) -> bytes:
    return zlib.crc32(data, zlib.crc32(name.encode())).to_bytes(4, "big")


_encode = msgspec.json.Encoder(order="deterministic").encode


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
        for path in (self.path, *(self.path.with_name(self.path.name + end) for end in ("-journal", "-wal", "-shm"))):
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

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self.path, isolation_level=None, check_same_thread=False)
        try:
            # Losing the memo to a power failure costs time only, so nothing waits for the disk.
            connection.executescript(
                "pragma journal_mode = wal; pragma synchronous = off; pragma wal_autocheckpoint = 100000;" + TABLES
            )
        except DAMAGED:
            connection.close()
            raise
        return connection

    def _rows(self, query: str, *values: object) -> list[tuple[object, ...]]:
        try:
            return self._open().execute(query, values).fetchall()
        except DAMAGED:
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
        except (msgspec.DecodeError, UnicodeDecodeError):
            return None

    def stamps(self) -> dict[str, Stamp]:
        """The stamps of the files that were read."""
        rows = self._rows("select path, stamp from stamps")
        return {str(path): stamp for path, blob in rows if (stamp := self._decode(path, blob, Stamp)) is not None}

    def parsed(self, keys: Iterable[str]) -> dict[str, Read]:
        """What `parse` returned for those of these keys that are remembered."""
        wanted = set(keys)
        rows = self._rows("select key, meta from parsed")
        return {str(key): read for key, blob in rows if key in wanted and (read := self._decode(key, blob, Read)) is not None}

    def body(self, key: str) -> Body | None:
        """The text that `parse` returned under this key."""
        rows = self._rows("select body from parsed where key = ?", key)
        return self._decode(key, rows[0][0], Body) if rows else None

    def outputs(self, root: str) -> dict[str, Output]:
        """How each file of that output folder was left."""
        rows = self._rows("select path, record from outputs where root = ?", root)
        return {str(path): record for path, blob in rows if (record := self._decode(path, blob, Output)) is not None}

    def reasons(self, root: str, path: str) -> dict[str, str]:
        """The fingerprints of the parts of the key under which this output was made, by part; empty if not known."""
        rows = self._rows("select fields from reasons where root = ? and path = ?", root, path)
        return (self._decode(path, rows[0][0], dict[str, str]) or {}) if rows else {}

    def answer(self, name: str, kind: type[T]) -> T | None:
        """What was remembered under this name."""
        rows = self._rows("select answer from answers where name = ?", name)
        return self._decode(name, rows[0][0], kind) if rows else None

    def keep_parsed(self, rows: Sequence[tuple[str, bytes, bytes]], day: int) -> None:
        """Remember what `parse` returned: key, and article and text as `encode` makes them. `day` is today as an ordinal."""
        self._write(lambda db: db.executemany(f"insert or replace into parsed values (?, ?, ?, {day:d})", rows))

    def keep_answer(self, name: str, answer: object) -> None:
        """Remember a value under a name."""
        self._write(lambda db: db.execute("insert or replace into answers values (?, ?)", (name, encode(name, answer))))

    def keep_build(
        self,
        root: str,
        outputs: Mapping[str, Output],
        reasons: Mapping[str, Mapping[str, str]],
        forgotten: Iterable[str],
        stamps: Mapping[str, Stamp],
        keys: Iterable[str],
        day: int,
        answers: Mapping[str, object],
    ) -> None:
        """Remember how a build left its output; forget stamps of files that are gone, and what nothing used for 30 days."""

        def write(db: sqlite3.Connection) -> None:
            db.executemany("insert or replace into outputs values (?, ?, ?)", ((root, p, encode(p, o)) for p, o in outputs.items()))
            db.executemany("insert or replace into reasons values (?, ?, ?)", ((root, p, encode(p, f)) for p, f in reasons.items()))
            for table in ("outputs", "reasons"):
                db.executemany(f"delete from {table} where root = ? and path = ?", ((root, path) for path in forgotten))
            self._keep_stamps(db, stamps)
            aged = {row[0] for row in db.execute("select key from parsed where used <> ?", (day,))}
            db.executemany("update parsed set used = ? where key = ?", [(day, key) for key in keys if key in aged])
            db.execute("delete from parsed where used < ?", (day - UNUSED_DAYS,))
            for name, answer in answers.items():
                db.execute("insert or replace into answers values (?, ?)", (name, encode(name, answer)))

        self._write(write)

    @staticmethod
    def _keep_stamps(db: sqlite3.Connection, stamps: Mapping[str, Stamp]) -> None:
        stored = {str(path): blob for path, blob in db.execute("select path, stamp from stamps")}
        fresh = {path: blob for path, stamp in stamps.items() if (blob := encode(path, stamp)) != stored.get(path)}
        db.executemany("insert or replace into stamps values (?, ?)", fresh.items())
        db.executemany("delete from stamps where path = ?", ((path,) for path in stored if path not in stamps))

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
                if "full" in str(error) or "disk I/O" in str(error) or attempt == 2:
                    raise DiskError(
                        f"{self.path}: {error}", hint="make room on the disk, or check the permissions of .digest"
                    ) from None
                self._discard()
            except DAMAGED:
                self._discard()
                if attempt == 2:
                    raise DiskError(
                        f"{self.path}: the file of what is remembered cannot be written", hint="delete the folder .digest"
                    ) from None
