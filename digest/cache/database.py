"""The SQLite file of the cache: opened when it is first used, discarded if it is damaged, and never open in two processes."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import stat
import zlib
from collections.abc import Callable
from pathlib import Path
from weakref import WeakSet

from digest.errors import DiskError

CREATE_TABLES = """
create table if not exists articles (key text primary key, used integer, article blob);
create index if not exists articles_by_day on articles (used);
create table if not exists bodies (key text primary key, body blob);
create table if not exists parts (root text, name text, record blob, primary key (root, name));
create table if not exists field_hashes (root text, name text, hashes blob, primary key (root, name));
create table if not exists named (name text primary key, value blob);
"""
"""Each kind of value that a build reads alone has a table of its own, so that it reads nothing else."""

SCHEMA = zlib.crc32(CREATE_TABLES.encode()) & 0x7FFFFFFF
"""The version of the tables, stored in SQLite's `user_version`."""

FREE_PAGES = 64
"""This many free pages (256 KiB) are never given back."""

DAMAGED_FILE_ERRORS = (sqlite3.Error, UnicodeDecodeError)
"""What is raised for a file that cannot be read: SQLite quotes its bytes in messages, and they may be no text."""

CACHE_DISK_HINT = "make room on the disk, or check the permissions of .digest"

OLD_FILE = "memo.sqlite"
"""The name that the file had in earlier versions."""


class Database:
    """One file with these tables, which may be deleted at any time."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.connection: sqlite3.Connection | None = None
        _DATABASES.add(self)

    def close(self) -> None:
        """Close the file; the next use opens it again."""
        if self.connection is not None:
            self.connection.close()
            self.connection = None

    def discard(self) -> None:
        """Delete the file; the next use makes a new one. Raises DiskError."""
        import shutil  # takes 3 ms, and is needed only when something is wrong

        self.close()
        for path in self._files():
            try:
                if path.is_dir() and not path.is_symlink():
                    shutil.rmtree(path)
                else:
                    path.unlink(missing_ok=True)
            except OSError as error:
                raise DiskError(f"{path}: {error.strerror}", hint=CACHE_DISK_HINT) from None

    def open(self) -> sqlite3.Connection:
        """The open file; a damaged one is discarded. Raises DiskError."""
        if self.connection is None:
            try:
                self.connection = self._connect()
            except DAMAGED_FILE_ERRORS:
                self.discard()
                try:
                    self.connection = self._connect()
                except DAMAGED_FILE_ERRORS as error:
                    raise DiskError(f"{self.path}: {error}", hint=CACHE_DISK_HINT) from None
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
            raise sqlite3.DatabaseError("a journal that digest did not write")
        connection = sqlite3.connect(self.path, isolation_level=None, check_same_thread=False)
        try:
            # Losing the cache to a power failure costs time only, so nothing waits for the disk.
            connection.executescript("pragma synchronous = off; pragma journal_mode = delete;")
            schema = connection.execute("pragma user_version").fetchone()[0]
            if schema != SCHEMA:
                if connection.execute("select count(*) from sqlite_schema").fetchone()[0]:
                    raise sqlite3.DatabaseError("the file is from another version")
                connection.executescript(f"begin; {CREATE_TABLES} pragma user_version = {SCHEMA}; commit;")
                with contextlib.suppress(OSError):
                    self.path.with_name(OLD_FILE).unlink(missing_ok=True)
        except DAMAGED_FILE_ERRORS:
            connection.close()
            raise
        return connection

    def rows(self, query: str, *values: object) -> list[tuple[object, ...]]:
        """The rows of a query; none if the file is damaged, or another process writes to it."""
        try:
            return self.open().execute(query, values).fetchall()
        except DAMAGED_FILE_ERRORS as error:
            if "locked" not in str(error):  # else nothing is wrong with the file
                self.discard()
            return []

    def write(self, change: Callable[[sqlite3.Connection], object]) -> None:
        """Make a change completely or not at all; a damaged file is discarded first. Raises DiskError."""
        for attempt in (1, 2):
            try:
                db = self.open()
                db.execute("begin immediate")
                change(db)
                db.execute("commit")
                return
            except sqlite3.OperationalError as error:
                with contextlib.suppress(*DAMAGED_FILE_ERRORS):
                    self.open().execute("rollback")
                if any(reason in str(error) for reason in ("full", "disk I/O", "locked")) or attempt == 2:
                    raise DiskError(f"{self.path}: {error}", hint=CACHE_DISK_HINT) from None
                self.discard()
            except DAMAGED_FILE_ERRORS:
                self.discard()
                if attempt == 2:
                    raise DiskError(f"{self.path}: the cache cannot be written", hint="delete the folder .digest") from None

    def give_room_back(self) -> None:
        """Make the file smaller, if so much of it is free that it is worth the time."""
        with contextlib.suppress(
            *DAMAGED_FILE_ERRORS
        ):  # no room for a second file, or another process reads this one: the next build tries
            db = self.open()
            free, pages = (db.execute(f"pragma {name}").fetchone()[0] for name in ("freelist_count", "page_count"))
            if free > FREE_PAGES and free * 4 >= pages:
                db.execute("vacuum")


_DATABASES: WeakSet[Database] = WeakSet()


def _close_all() -> None:
    for database in _DATABASES:
        database.close()


if hasattr(os, "register_at_fork"):
    # No worker may have a connection that this process has opened (sqlite.org, "How To Corrupt An SQLite Database File", 2.6).
    os.register_at_fork(before=_close_all)


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
