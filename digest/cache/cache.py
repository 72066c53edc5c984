"""Results of earlier builds by key, and the state in which they left the output: one file that may be deleted at any time.

A value that cannot be read is a miss, and is computed again.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import msgspec

from digest.cache.database import DAMAGED_FILE_ERRORS, Database
from digest.cache.serialization import UNREADABLE, CacheRow, FieldHashes, PartRecord, encode_value, unseal
from digest.files.file_states import FileState
from digest.workers.worker_pool import batches

if TYPE_CHECKING:
    from digest.articles.article import ParseResult

T = TypeVar("T")

CACHE_FILE = "cache.sqlite"

UNUSED_DAYS = 30
"""How many days a parse result is stored that no build uses: long enough for a branch to be left and come back to."""

FEW_KEYS = 500
"""How many rows are asked for by key in one query."""

BY_KEY = 4
"""One lookup by key takes as long as reading this many rows in order."""


class Cache:
    """The values that builds store; `forget` begins with none."""

    def __init__(self, path: Path, *, forget: bool = False) -> None:
        self.path = path
        self.database = Database(path)
        self._decoders: dict[object, msgspec.json.Decoder[object]] = {}
        if forget:
            self.database.discard()

    def __enter__(self) -> Cache:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the file; the next use opens it again."""
        self.database.close()

    def get(self, name: str, kind: type[T]) -> T | None:
        """The value that was stored under this name; None for a miss."""
        rows = self.database.rows("select value from named where name = ?", name)
        return self._decode(name, rows[0][0], kind) if rows else None

    def put(self, name: str, value: object) -> None:
        """Store a value under a name. Raises DiskError."""
        self.database.write(lambda db: _put_value(db, name, value))

    def _decode(self, name: object, blob: object, kind: type[T]) -> T | None:
        data = unseal(str(name), blob)
        if data is None:
            return None
        decoder = self._decoders.get(kind)
        if decoder is None:
            decoder = self._decoders[kind] = msgspec.json.Decoder(kind)
        try:
            return decoder.decode(data)  # type: ignore[return-value]  # it is the decoder of this kind
        except UNREADABLE:
            return None

    def file_states(self) -> dict[str, FileState]:
        """The states of the files that the last build read, by path."""
        return self.get("file states", dict[str, FileState]) or {}

    def parsed(self, keys: Iterable[str]) -> list[tuple[str, object]]:
        """The parse results that are stored under these keys: key, and article as `decoded` takes it."""
        missing_keys, select = set(keys), "select key, article from articles"
        if len(missing_keys) <= FEW_KEYS or self.database.rows(
            "select 1 from articles where rowid > ? limit 1", len(missing_keys) * BY_KEY
        ):
            rows: list[tuple[object, ...]] = []
            for some in batches(missing_keys, FEW_KEYS):  # of a large site, to read all would fill the memory
                rows += self.database.rows(f"{select} where key in ({', '.join('?' * len(some))})", *some)
        else:
            rows = self.database.rows(select)
        return [(key, blob) for key, blob in rows if key in missing_keys]

    def decoded(self, rows: Iterable[tuple[str, object]]) -> dict[str, ParseResult]:
        """The parse results in these rows by key, without those that are damaged."""
        decode, results = _value_decoder().decode, {}
        for key, blob in rows:
            data = unseal(key, blob)
            try:
                if data is not None:
                    results[key] = decode(data)
            except UNREADABLE:
                pass
        return results

    def bodies(self, keys: Sequence[str]) -> dict[str, bytes]:
        """The texts of articles by key, each a `Body` as JSON; fewer if some are lost."""
        return _bodies(self.database.rows(_select_bodies(keys), *keys))

    def part_records(self, root: str) -> dict[str, PartRecord]:
        """How the last build left each part of the plan in that output folder."""
        rows = self.database.rows("select name, record from parts where root = ?", root)
        return {str(name): record for name, blob in rows if (record := self._decode(name, blob, PartRecord)) is not None}

    def field_hashes(self, root: str, part: str) -> FieldHashes:
        """The hashes of the pages of a part; empty for a miss."""
        rows = self.database.rows("select hashes from field_hashes where root = ? and name = ?", root, part)
        return (self._decode(part, rows[0][0], FieldHashes) or {}) if rows else {}

    def put_parsed(self, rows: Sequence[CacheRow], day: int, replaced: Iterable[str] = ()) -> None:
        """Store parse results, and delete those under `replaced` keys. `day` is today as an ordinal. Raises DiskError."""
        gone = [(key,) for key in replaced]
        rows = sorted(rows, key=itemgetter(0))  # in the order of the index, so that each of its pages is written once

        def write(db: sqlite3.Connection) -> None:
            for table in ("articles", "bodies"):
                db.executemany(f"delete from {table} where key = ?", gone)
            db.executemany(f"insert or replace into articles values (?, {day:d}, ?)", [(key, article) for key, article, _ in rows])
            db.executemany("insert or replace into bodies values (?, ?)", [(key, body) for key, _, body in rows])

        self.database.write(write)

    def put_build(
        self,
        root: str,
        records: Mapping[str, PartRecord],
        field_hashes: Mapping[str, FieldHashes],
        replaced_keys: Iterable[str],
        used_keys: Iterable[str],
        day: int,
        values: Mapping[str, object],
    ) -> None:
        """Store how a build left these parts of its output, and named values; delete the parts `replaced_keys`. Raises DiskError.

        `used_keys` are the keys of the parse results of this build; those that no build used for 30 days are deleted. `day` is
        today as an ordinal.
        """
        removed = [(root, name) for name in replaced_keys]

        def write(db: sqlite3.Connection) -> None:
            for table, stored in (("parts", records), ("field_hashes", field_hashes)):
                rows = ((root, name, encode_value(name, value)) for name, value in stored.items())
                db.executemany(f"insert or replace into {table} values (?, ?, ?)", rows)
                db.executemany(f"delete from {table} where root = ? and name = ?", removed)
            _delete_unused(db, set(used_keys), day)
            for name, value in values.items():
                _put_value(db, name, value)

        self.database.write(write)
        self.database.give_room_back()


def _put_value(db: sqlite3.Connection, name: str, value: object) -> None:
    db.execute("insert or replace into named values (?, ?)", (name, encode_value(name, value)))


def _delete_unused(db: sqlite3.Connection, used_keys: set[str], day: int) -> None:
    # By the index, since nearly all have today's day, and to look through all takes as long as to render a hundred pages.
    aged = db.execute("select key, used from articles where used < ?1 or used > ?1 or used is null", (day,)).fetchall()
    db.executemany("update articles set used = ? where key = ?", [(day, key) for key, _ in aged if key in used_keys])
    oldest = day - UNUSED_DAYS
    stale = [(key,) for key, last in aged if key not in used_keys and not (isinstance(last, int) and last >= oldest)]
    for table in ("articles", "bodies"):
        db.executemany(f"delete from {table} where key = ?", stale)


@lru_cache(maxsize=1)
def _value_decoder() -> msgspec.json.Decoder[ParseResult]:
    from digest.articles.article import ParseResult  # takes 5 ms, and a build of what has not changed reads no article

    return msgspec.json.Decoder(ParseResult)


def stored_bodies(path: str, keys: Sequence[str]) -> dict[str, bytes]:
    """The bodies as `Cache.bodies` returns them, for a worker: it only reads the file, and discards nothing."""
    try:
        return _bodies(_reading(path).execute(_select_bodies(keys), keys).fetchall())
    except DAMAGED_FILE_ERRORS:
        return {}


@lru_cache(maxsize=1)
def _reading(path: str) -> sqlite3.Connection:
    return sqlite3.connect(f"{Path(path).as_uri()}?mode=ro", uri=True, check_same_thread=False)


def _select_bodies(keys: Sequence[str]) -> str:
    return f"select key, body from bodies where key in ({', '.join('?' * len(keys))})"


def _bodies(rows: Iterable[tuple[object, ...]]) -> dict[str, bytes]:
    return {str(key): body for key, blob in rows if (body := unseal(str(key), blob)) is not None}
