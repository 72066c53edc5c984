"""The SQLite file of the cache: its tables, connection and transactions; opened at first use, discarded if damaged or a link,
shrunk, and never shared with a forked process."""

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
"""Values that a build reads separately are in separate tables, so that it reads nothing else."""

SCHEMA = zlib.crc32(CREATE_TABLES.encode()) & 0x7FFFFFFF
"""The version of the tables, stored in SQLite's `user_version`."""

FREE_PAGES = 64
"""Up to this many free pages (256 KiB), the file is not shrunk."""

DAMAGED_FILE_ERRORS = (sqlite3.Error, UnicodeDecodeError)
"""The exceptions for an unreadable file: SQLite's messages quote its bytes, which may not be UTF-8."""

CACHE_DISK_HINT = "make room on the disk, or check the permissions of .digest"

OLD_FILE = "memo.sqlite"
"""The name of the file in earlier versions."""


class Database:
    """The SQLite file with these tables, which may be deleted at any time."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.connection: sqlite3.Connection | None = None
        _DATABASES.add(self)

    def __del__(self) -> None:
        # Values that are loaded late open the file again after its command has closed it. Python 3.13 warns about connections
        # that nobody closes.
        self.close()

    def close(self) -> None:
        """Close the file; the next use opens it again."""
        if self.connection is not None:
            self.connection.close()
            self.connection = None

    def discard(self) -> None:
        """Delete the file; the next use creates a new one. Raises DiskError."""
        import shutil  # takes 3 ms, and is rarely needed

        self.close()
        for path in self._database_files():
            try:
                if path.is_dir() and not path.is_symlink():
                    shutil.rmtree(path)
                else:
                    path.unlink(missing_ok=True)
            except OSError as error:
                raise DiskError(f"{path}: {error.strerror}", hint=CACHE_DISK_HINT) from None

    def open(self) -> sqlite3.Connection:
        """Return the connection, opened at first use. A damaged file is discarded. Raises DiskError."""
        if self.connection is None:
            try:
                self.connection = self._connect_to_sqlite()
            except DAMAGED_FILE_ERRORS:
                self.discard()
                try:
                    self.connection = self._connect_to_sqlite()
                except DAMAGED_FILE_ERRORS as error:
                    raise DiskError(f"{self.path}: {error}", hint=CACHE_DISK_HINT) from None
        return self.connection

    def _database_files(self) -> tuple[Path, ...]:
        """Return the path of the file, and of the temporary files of SQLite (sqlite.org, "Temporary Files Used By SQLite")."""
        return self.path, *(self.path.with_name(self.path.name + end) for end in ("-journal", "-wal", "-shm"))

    def _connect_to_sqlite(self) -> sqlite3.Connection:
        for path in self._database_files():
            if not _is_file_or_nothing(path):
                # It may come from a cloned repository.
                raise sqlite3.DatabaseError("a link or a pipe, not a database file")
        if _names_super_journal(self._database_files()[1]):
            raise sqlite3.DatabaseError("a journal that digest did not write")
        connection = sqlite3.connect(self.path, isolation_level=None, check_same_thread=False)
        try:
            # Losing the cache in a power failure only costs time, so fsync is not needed.
            connection.executescript("pragma synchronous = off; pragma journal_mode = delete;")
            file_schema = connection.execute("pragma user_version").fetchone()[0]
            if file_schema != SCHEMA:
                if connection.execute("select count(*) from sqlite_schema").fetchone()[0]:
                    raise sqlite3.DatabaseError("the file is from another version")
                connection.executescript(f"begin; {CREATE_TABLES} pragma user_version = {SCHEMA}; commit;")
                with contextlib.suppress(OSError):
                    self.path.with_name(OLD_FILE).unlink()
        except DAMAGED_FILE_ERRORS:
            connection.close()
            raise
        return connection

    def rows(self, query: str, *values: object) -> list[tuple[object, ...]]:
        """Return the rows of a query; none if the file is damaged or locked by another process."""
        try:
            return self.open().execute(query, values).fetchall()
        except DAMAGED_FILE_ERRORS as error:
            if "locked" not in str(error):  # a locked file is not damaged
                self.discard()
            return []

    def write(self, change: Callable[[sqlite3.Connection], object]) -> None:
        """Run `change` in a transaction. If the file is damaged, it is discarded and the change tried again. Raises DiskError."""
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

    def shrink(self) -> None:
        """Shrink the file if at least a quarter of it is free."""
        # The disk may be full, or another process may read the file: the next build tries again.
        with contextlib.suppress(*DAMAGED_FILE_ERRORS):
            db = self.open()
            free_pages, page_count = (db.execute(f"pragma {name}").fetchone()[0] for name in ("freelist_count", "page_count"))
            if free_pages > FREE_PAGES and free_pages * 4 >= page_count:
                db.execute("vacuum")


_DATABASES: WeakSet[Database] = WeakSet()


def _close_all_databases() -> None:
    for database in _DATABASES:
        database.close()


if hasattr(os, "register_at_fork"):
    # A connection must not be used after a fork (sqlite.org, "How To Corrupt An SQLite Database File", 2.6).
    os.register_at_fork(before=_close_all_databases)


def _is_file_or_nothing(path: Path) -> bool:
    try:
        return stat.S_ISREG(os.lstat(path).st_mode)
    except OSError:
        return True


SUPER_JOURNAL = bytes.fromhex("d9d505f920a163d7")
"""The end of a journal that contains the name of a super-journal (SQLite's file format, 3)."""


def _names_super_journal(path: Path) -> bool:
    """Return whether this journal names a super-journal, which SQLite might delete, at any path. Digest's journals never do."""
    try:
        with path.open("rb") as file:
            file.seek(-len(SUPER_JOURNAL), os.SEEK_END)
            return file.read() == SUPER_JOURNAL
    except OSError:
        return False
