"""A cache file that is damaged in any way causes a cache miss, never an error or a wrong page."""

from __future__ import annotations

import os
import socket
import sqlite3
from collections.abc import Callable, Iterable
from contextlib import closing
from pathlib import Path
from random import Random

import pytest

from tests.faults.changes import CHANGES, Change
from tests.faults.child import Ended, build, build_here
from tests.faults.operations import KILL, Operations
from tests.faults.sample import chance, times
from tests.faults.verdict import Expected, assert_nothing_left, named_trial

NOBODY = 65534

CACHE = ".digest/cache.sqlite"

EDITS = [change for change in CHANGES if change.before is not None and not change.refused]

CUTS = (0, 0.5, 100, -1, 1, 15, 16, 99, 4095, 4096, 4097, 0.25, 0.9)
"""The remaining size of the file: a number of bytes, a fraction, or all but one byte."""


def cut(cache: Path, at: float) -> None:
    size = cache.stat().st_size
    os.truncate(cache, int(size * at) if 0 < at < 1 else size - 1 if at < 0 else int(at))


def overwritten(content: bytes) -> Callable[[Path], None]:
    return lambda cache: cache.write_bytes(content) and None


def tables(db: sqlite3.Connection) -> list[str]:
    return [name for (name,) in db.execute("select name from sqlite_master where type = 'table' order by name").fetchall()]


def blobs(db: sqlite3.Connection) -> list[tuple[str, str]]:
    """Return the tables and columns that contain digest's values."""
    columns = [(table, row[1]) for table in tables(db) for row in db.execute(f"pragma table_info({table})").fetchall()]
    found = [(table, column) for table, column in columns if isinstance(_first(db, table, column), bytes)]
    assert found
    return found


def _first(db: sqlite3.Connection, table: str, column: str) -> object:
    row = db.execute(f"select {column} from {table} where length({column}) > 0").fetchone()
    return row and row[0]


def statements(*each: str, of: Callable[[sqlite3.Connection], Iterable[object]] = tables) -> Callable[[Path], None]:
    """Return a function that runs these statements in the cache file, for each table or each table and column."""

    def make(cache: Path) -> None:
        with closing(sqlite3.connect(cache, isolation_level=None)) as db:
            for what in list(of(db)):
                table, column = what if isinstance(what, tuple) else (what, "")
                for statement in each:
                    db.execute(statement.format(table=table, column=column))

    return make


def folder(cache: Path) -> None:
    cache.unlink()
    cache.mkdir()


def full_folder(cache: Path) -> None:
    folder(cache)
    (cache / "x").write_text("x")


def link(target: str) -> Callable[[Path], None]:
    def make(cache: Path) -> None:
        cache.unlink()
        cache.symlink_to(target)

    return make


def pipe(cache: Path) -> None:
    cache.unlink()
    os.mkfifo(cache)


def plug(cache: Path) -> None:
    cache.unlink()
    here = os.getcwd()
    os.chdir(cache.parent)  # paths of sockets have a short limit
    try:
        with closing(socket.socket(socket.AF_UNIX)) as made:
            made.bind(cache.name)
    finally:
        os.chdir(here)


def sqlite_file(end: str, content: bytes | None) -> Callable[[Path], None]:
    """Return a function that writes a file with this ending next to the cache; None for a folder."""

    def make(cache: Path) -> None:
        place = cache.with_name(cache.name + end)
        if content is None:
            place.mkdir()
        else:
            place.write_bytes(content)

    return make


def mode(bits: int) -> Callable[[Path], None]:
    return lambda cache: cache.chmod(bits)


WAYS: dict[str, Callable[[Path], None]] = {
    "lost": Path.unlink,
    "empty": overwritten(b""),
    "text": overwritten(b"this is no database\n" * 500),
    "zeros": overwritten(bytes(8192)),
    "garbage": overwritten(Random(1).randbytes(20000)),
    "a right beginning, then garbage": overwritten(b"SQLite format 3\0" + Random(2).randbytes(20000)),
    "another version: other columns": statements("drop table {table}", "create table {table} (other)"),
    "another version: a column more": statements("alter table {table} add column more"),
    "another version: a view for a table": statements("drop table {table}", "create view {table} as select 1 as key, 2 as name"),
    "another version: no tables": statements("drop table {table}"),
    "another version: a number for it": statements("pragma user_version = 99", "pragma application_id = 99"),
    "emptied": statements("delete from {table}"),
    "a trigger that fails": statements("create trigger no_{table} before insert on {table} begin select raise(abort, 'no'); end"),
    "texts for bytes": statements("update {table} set {column} = 'x'", of=blobs),
    "numbers for bytes": statements("update {table} set {column} = 2.5", of=blobs),
    "nothing for bytes": statements("update or ignore {table} set {column} = null", of=blobs),
    "bytes cut": statements("update {table} set {column} = substr({column}, 1, length({column}) - 1)", of=blobs),
    "values of one row in another": statements(
        "create table a_copy as select rowid as number, {column} as value from {table}",
        "update {table} set {column} = (select value from a_copy where number <> {table}.rowid)",
        "drop table a_copy",
        of=blobs,
    ),
    "a folder": folder,
    "a full folder": full_folder,
    "a link to itself": link("cache.sqlite"),
    "a link to nothing": link("../nowhere/at all"),
    "a link to a folder": link("../content"),
    "a pipe": pipe,
    "a socket": plug,
    "unreadable": mode(0),
    "not to be written": mode(0o444),
    "a journal of garbage": sqlite_file("-journal", Random(4).randbytes(9000)),
    "a journal that is a folder": sqlite_file("-journal", None),
    **{f"cut at {at}": (lambda cache, at=at: cut(cache, at)) for at in CUTS},
}


def build_as_anybody(root: Path) -> Ended:
    """Build, but not as root, who can read and write everything."""
    if os.geteuid():
        return build_here(root)
    for path in [root, *root.rglob("*")]:
        if path.lstat().st_uid != NOBODY:  # changing the owner changes the ctime that identifies an unchanged output
            os.chown(path, NOBODY, NOBODY, follow_symlinks=False)

    def become_nobody(_: object) -> None:
        os.setgroups([])
        os.setgid(NOBODY)
        os.setuid(NOBODY)

    return build(root, before=become_nobody)


def is_a_miss(expected: Expected, root: Path, ended: Ended) -> None:
    assert (ended.code, ended.err) == (0, "")
    expected.assert_new(root)
    assert_nothing_left(root)


@pytest.fixture(scope="module")
def expectations(tmp_path_factory: pytest.TempPathFactory) -> list[Expected]:
    """The changes with which every damage is tested."""
    return [Expected(change, tmp_path_factory.mktemp("expected")) for change in EDITS[: times(1, 3)]]


@pytest.mark.quick(len(WAYS) - len(CUTS) + 4)
@pytest.mark.parametrize("way", WAYS)
def test_a_damaged_cache_is_replaced(way: str, expectations: list[Expected], tmp_path: Path):
    for number, each in enumerate(expectations):
        expected = each.at(tmp_path / str(number))
        root = expected.prepare()
        WAYS[way](root / CACHE)
        ended = build_as_anybody(root)
        with named_trial(f"{expected.change.name}: {ended}"):
            is_a_miss(expected, root, ended)
            again = build_as_anybody(root)
            is_a_miss(expected, root, again)
            assert "(0 rendered, " in again.out, "the new cache works"


@pytest.mark.quick
def test_a_cache_that_is_a_link_to_a_foreign_database_does_not_change_it(tmp_path: Path):
    expected = Expected(EDITS[0], tmp_path)
    root = expected.prepare()
    with closing(sqlite3.connect(tmp_path / "bookmarks.sqlite")) as db:
        db.executescript("create table bookmarks (url); insert into bookmarks values ('https://example.org/')")
    before = (tmp_path / "bookmarks.sqlite").read_bytes()
    (root / CACHE).unlink()
    (root / CACHE).symlink_to(tmp_path / "bookmarks.sqlite")
    is_a_miss(expected, root, build_here(root))
    assert (tmp_path / "bookmarks.sqlite").read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir() if "sqlite" in path.name) == ["bookmarks.sqlite"]


PARTS = 4


@pytest.mark.quick(1)
@pytest.mark.parametrize("part", range(PARTS))
def test_flipped_bytes_anywhere_in_the_cache_cause_no_wrong_page(part: int, tmp_path: Path):
    """One to 200 bytes are flipped, in the file or in the journal of a killed build. Lost outputs are restored from the cache."""
    where = chance(f"flips {part}")
    expected = [Expected(change, tmp_path / str(number)) for number, change in enumerate(EDITS)]
    for number in range(times(160, 4000) // PARTS):
        one = where.choice(expected)
        root = one.prepare()
        if where.random() < 0.25:
            build(root, before=lambda tell: Operations(where.randint(150, 350), KILL, tell).install())
        if where.random() < 0.25:
            for lost in ("index.html", "2026/02/01/a0/index.html"):
                (root / "site" / lost).unlink(missing_ok=True)
        path = where.choice(sorted((root / ".digest").glob("cache.sqlite*")))
        data = bytearray(path.read_bytes())
        flipped = [
            (where.randrange(len(data)), where.randrange(1, 256)) for _ in range(where.choice((1, 1, 5, 200)) if data else 0)
        ]
        for at, bits in flipped:
            data[at] ^= bits
        path.write_bytes(data)
        ended = build_here(root)
        with named_trial(f"trial {number}, {one.change.name}, {path.name} at {flipped[:5]}: {ended}"):
            is_a_miss(one, root, ended)


@pytest.mark.quick(1)
@pytest.mark.parametrize("change", EDITS, ids=lambda change: change.name)
def test_a_flipped_byte_in_a_value_is_a_miss_of_that_value(change: Change, tmp_path: Path):
    """In values that SQLite does not check: texts, articles, records, file states, replies."""
    where = chance(f"values {change.name}")
    expected = Expected(change, tmp_path)
    for number in range(times(15, 500)):
        root = expected.prepare()
        with closing(sqlite3.connect(root / CACHE, isolation_level=None)) as db:
            table, column = where.choice(blobs(db))
            rows = db.execute(f"select rowid, {column} from {table} where length({column}) > 0").fetchall()
            for row, value in where.sample(rows, where.randint(1, len(rows))):
                changed = bytearray(value)
                changed[where.randrange(len(changed))] ^= where.randrange(1, 256)
                db.execute(f"update {table} set {column} = ? where rowid = ?", (bytes(changed), row))
        ended = build_here(root)
        with named_trial(f"trial {number}, {table}.{column}: {ended}"):
            is_a_miss(expected, root, ended)


@pytest.mark.quick
def test_an_undamaged_cache_is_used(tmp_path: Path):
    """Otherwise the tests above could not fail."""
    expected = Expected(EDITS[0], tmp_path)
    ended = build_here(expected.prepare())
    assert (ended.code, ended.err) == (0, "")
    assert "(0 kept)" not in ended.out and ", 0 kept)" not in ended.out
