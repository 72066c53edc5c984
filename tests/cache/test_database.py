"""The file of the cache: damaged, locked, linked, of another version, or used by another process."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import zlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import msgspec
import pytest

from digest.cache.cache import Cache, stored_bodies
from digest.cache.database import CACHE_DISK_HINT, CREATE_TABLES, OLD_FILE, SCHEMA, SUPER_JOURNAL, Database
from digest.errors import DiskError
from digest.markdown.body import Body
from tests.cache.parse_results import keep, parsed
from tests.sites import write


@pytest.mark.parametrize("version", [7, SCHEMA - 1, SCHEMA + 1])
def test_a_cache_of_another_version_is_discarded(tmp_path: Path, version: int):
    with Cache(tmp_path / "cache.sqlite") as cache:
        keep(cache, "k")
    with sqlite3.connect(tmp_path / "cache.sqlite") as db:
        db.execute(f"pragma user_version = {version}")
    db.close()
    with Cache(tmp_path / "cache.sqlite") as cache:
        assert parsed(cache, "k") == {}
        keep(cache, "k")
        assert set(parsed(cache, "k")) == {"k"}


def test_a_database_of_another_program_is_discarded(tmp_path: Path):
    with sqlite3.connect(tmp_path / "cache.sqlite") as db:
        db.execute("create table articles (key text primary key, more text)")
        db.execute("insert into articles values ('k', 'theirs')")
    db.close()
    with Cache(tmp_path / "cache.sqlite") as cache:
        read = keep(cache, "k")
        assert parsed(cache, "k") == {"k": read}
        assert cache.database.rows("select count(*) from articles") == [(1,)]


def test_a_damaged_file_whose_error_is_no_text_is_discarded(tmp_path: Path):
    """SQLite's message quotes a name in the file that is not UTF-8."""
    with Cache(tmp_path / "cache.sqlite") as cache:
        keep(cache, "k")
    place = tmp_path / "cache.sqlite"
    place.write_bytes(place.read_bytes().replace(b"CREATE TABLE articles", b"CREATE \xff\xfeBLE articles"))
    with Cache(place) as cache:
        assert parsed(cache, "k") == {}
        read = keep(cache, "k")
        assert parsed(cache, "k") == {"k": read}


@pytest.mark.parametrize("content", [b"", b"garbage" * 999, None], ids=["empty", "garbage", "a folder"])
def test_a_file_that_is_not_a_cache_is_discarded(tmp_path: Path, content: bytes | None):
    place = tmp_path / "cache.sqlite"
    place.write_bytes(content) if content is not None else (place / "x").mkdir(parents=True)
    with Cache(place) as cache:
        assert cache.file_states() == {}
        keep(cache, "k")
        assert set(parsed(cache, "k")) == {"k"}


@pytest.mark.parametrize("reason", ["database or disk is full", "disk I/O error", "database is locked"])
def test_a_write_error_of_the_disk_is_reported_and_nothing_is_lost(cache: Cache, reason: str):
    read = keep(cache, "k")

    def change(db: sqlite3.Connection) -> None:
        db.execute("delete from articles")
        raise sqlite3.OperationalError(reason)

    with pytest.raises(DiskError, match=reason) as raised:
        cache.database.write(change)
    assert raised.value.hint == CACHE_DISK_HINT
    assert parsed(cache, "k") == {"k": read}


@pytest.mark.parametrize(
    ("error", "message", "hint"),
    [
        (sqlite3.OperationalError("no such table"), "no such table", CACHE_DISK_HINT),
        (sqlite3.DatabaseError("malformed"), "the cache cannot be written", "delete the folder .digest"),
    ],
)
def test_a_second_attempt_to_write_that_fails_is_an_error(cache: Cache, error: sqlite3.Error, message: str, hint: str):
    def change(_: sqlite3.Connection) -> None:
        raise error

    with pytest.raises(DiskError) as raised:
        cache.database.write(change)
    assert (str(raised.value), raised.value.hint) == (f"{cache.path}: {message}", hint)


def test_a_file_without_a_table_is_discarded_when_it_is_read(cache: Cache):
    keep(cache, "k")
    cache.database.open().execute("drop table articles")
    assert parsed(cache, "k") == {} and not cache.path.exists()


@pytest.mark.parametrize("error", [sqlite3.OperationalError("no such table"), sqlite3.DatabaseError("malformed")], ids=str)
def test_a_damaged_file_is_discarded_before_a_second_attempt_to_write(cache: Cache, error: sqlite3.Error):
    keep(cache, "k")
    attempts: list[int] = []

    def change(db: sqlite3.Connection) -> None:
        attempts.append(db.execute("select count(*) from articles").fetchone()[0])
        if len(attempts) == 1:
            raise error

    cache.database.write(change)
    assert attempts == [1, 0]


def test_a_file_locked_by_another_process_is_not_discarded(cache: Cache):
    read = keep(cache, "k")
    cache.database.open().execute("pragma busy_timeout = 0")
    with contextlib.closing(sqlite3.connect(cache.path)) as other:
        other.execute("begin exclusive")
        assert parsed(cache, "k") == {}
    assert parsed(cache, "k") == {"k": read}


@pytest.mark.parametrize("name", ["file", "folder/file"])
@pytest.mark.parametrize("end", ["", "-journal", "-wal", "-shm"])
def test_links_in_the_place_of_sqlite_files_are_not_followed(tmp_path: Path, end: str, name: str):
    other = tmp_path / name.partition("/")[0]
    file = write(tmp_path, {name: b"foreign"}) / name
    link = tmp_path / f"cache.sqlite{end}"
    link.symlink_to(other)
    with Cache(tmp_path / "cache.sqlite") as cache:
        keep(cache, "k")
        assert set(parsed(cache, "k")) == {"k"}
    assert not link.is_symlink() and file.read_bytes() == b"foreign"


def test_a_journal_with_the_name_of_a_super_journal_is_discarded(tmp_path: Path):
    with Cache(tmp_path / "cache.sqlite") as cache:
        keep(cache, "k")
    (tmp_path / "cache.sqlite-journal").write_bytes(b"the name of a file" + SUPER_JOURNAL)
    with Cache(tmp_path / "cache.sqlite") as cache:
        assert parsed(cache, "k") == {}, "the cache is discarded, as digest writes no such journal"


def test_the_file_of_earlier_versions_is_removed(tmp_path: Path):
    (tmp_path / OLD_FILE).write_bytes(b"old")
    with Cache(tmp_path / "cache.sqlite") as cache:
        assert cache.file_states() == {}
    assert not (tmp_path / OLD_FILE).exists()


def test_a_file_that_cannot_be_opened_after_it_was_discarded_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    def fail(_: object) -> None:
        raise sqlite3.DatabaseError("malformed")

    monkeypatch.setattr(Database, "_connect_to_sqlite", fail)
    with Cache(tmp_path / "cache.sqlite") as cache, pytest.raises(DiskError, match="malformed") as raised:
        cache.file_states()
    assert raised.value.hint == CACHE_DISK_HINT


def test_a_file_that_cannot_be_discarded_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "unlink", refuse)
    with pytest.raises(DiskError, match="Permission denied") as raised:
        Cache(tmp_path / "cache.sqlite", forget=True)
    assert raised.value.hint == CACHE_DISK_HINT


def test_a_connection_is_closed_before_a_fork(cache: Cache):
    read = keep(cache, "k")
    assert cache.database.connection is not None
    child = os.fork()
    if not child:
        os._exit(cache.database.connection is not None)
    assert os.waitpid(child, 0)[1] == 0 and cache.database.connection is None
    assert parsed(cache, "k") == {"k": read}


def test_a_connection_is_closed_with_its_database(tmp_path: Path):
    database = Database(tmp_path / "cache.sqlite")
    database.close()
    connection = database.open()
    del database
    with pytest.raises(sqlite3.ProgrammingError, match="closed"):
        connection.execute("select 1")


def test_a_worker_reads_texts_and_neither_creates_nor_discards_the_file(tmp_path: Path):
    place = tmp_path / "50% #?/cache.sqlite"
    place.parent.mkdir()
    assert stored_bodies(str(place), ["k"]) == {} and not place.exists()
    with Cache(place) as cache:
        keep(cache, "k")
        keep(cache, "other")
    found = stored_bodies(str(place), ["k", "gone"])
    assert found == {"k": msgspec.json.encode(Body(("<p>T</p>",)))}
    with ThreadPoolExecutor(1) as other:
        assert other.submit(stored_bodies, str(place), ["k"]).result() == found, "a worker of Dask has several threads"
    place.write_bytes(b"garbage" * 999)
    assert stored_bodies(str(place), ["k"]) == {} and place.read_bytes() == b"garbage" * 999


def test_a_damaged_file_is_closed_before_it_is_discarded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Windows cannot remove an open file."""
    opened: list[sqlite3.Connection] = []
    connect = sqlite3.connect

    def connected(path: Path, **options: Any) -> sqlite3.Connection:
        opened.append(connect(path, **options))
        return opened[-1]

    monkeypatch.setattr(sqlite3, "connect", connected)
    (tmp_path / "cache.sqlite").write_bytes(b"garbage" * 999)
    with Cache(tmp_path / "cache.sqlite") as cache:
        assert cache.file_states() == {}
        with pytest.raises(sqlite3.ProgrammingError, match="closed"):
            opened[0].execute("select 1")
        assert len(opened) == 2


def test_a_file_in_write_ahead_mode_is_used_and_leaves_no_other_files(tmp_path: Path):
    """Another program may have changed its mode; then a copy of the file alone would lack what was written last."""
    with Cache(tmp_path / "cache.sqlite") as cache:
        read = keep(cache, "before")
    with contextlib.closing(sqlite3.connect(tmp_path / "cache.sqlite")) as db:
        assert db.execute("pragma journal_mode = wal").fetchone() == ("wal",)
    with Cache(tmp_path / "cache.sqlite") as cache:
        assert parsed(cache, "before") == {"before": read}
        keep(cache, "after")
        assert [path.name for path in tmp_path.iterdir()] == ["cache.sqlite"]
        (tmp_path / "copy.sqlite").write_bytes((tmp_path / "cache.sqlite").read_bytes())
        with Cache(tmp_path / "copy.sqlite") as copy:
            assert set(parsed(copy, "before", "after")) == {"before", "after"}


def test_the_version_of_the_file_is_the_checksum_of_its_tables(tmp_path: Path):
    """SQLite stores it as a signed 32-bit integer."""
    with Cache(tmp_path / "cache.sqlite") as cache:
        assert cache.database.rows("pragma user_version") == [(SCHEMA,)]
    assert zlib.crc32(CREATE_TABLES.encode()) % 2**31 == SCHEMA
