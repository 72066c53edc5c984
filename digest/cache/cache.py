"""The cache of results of earlier builds: named values, parse results and texts of articles by key, records of plan parts, hashes
of fields of pages; reading and decoding them from SQL rows, storing, and deletion of unused ones. The SQLite file itself is in
`database.py`.

A value that cannot be read counts as a cache miss.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from functools import lru_cache
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
"""The number of days after which unused parse results are deleted: long enough to return to another branch."""

FEW_KEYS = 500
"""The maximum number of keys in one query."""

ROWS_PER_LOOKUP = 4
"""One lookup by key takes as long as reading this many rows sequentially."""


class Cache:
    """The values stored by builds. With `forget`, it starts empty."""

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
        """Return the value stored under this name; None for a miss."""
        rows = self.database.rows("select value from named where name = ?", name)
        return self._decode_cached(name, rows[0][0], kind) if rows else None

    def put(self, name: str, value: object) -> None:
        """Store a value under a name. Raises DiskError."""
        self.database.write(lambda db: _put_named_value(db, name, value))

    def _decode_cached(self, name: object, blob: object, kind: type[T]) -> T | None:
        data = unseal(str(name), blob)
        if data is None:
            return None
        decoder = self._decoders.get(kind)
        if decoder is None:
            decoder = self._decoders[kind] = msgspec.json.Decoder(kind)
        try:
            return decoder.decode(data)  # type: ignore[return-value]  # the decoder is of this type
        except UNREADABLE:
            return None

    def file_states(self) -> dict[str, FileState]:
        """Return the states of the files that the last build read, by path."""
        return self.get("file states", dict[str, FileState]) or {}

    def parsed(self, keys: Iterable[str]) -> list[tuple[str, object]]:
        """Return the stored parse results with these keys: rows of key and encoded article, for `decoded`."""
        missing_keys, select = set(keys), "select key, article from articles"
        if len(missing_keys) <= FEW_KEYS or self.database.rows(
            "select 1 from articles where rowid > ? limit 1", len(missing_keys) * ROWS_PER_LOOKUP
        ):
            rows: list[tuple[object, ...]] = []
            for some_keys in batches(missing_keys, FEW_KEYS):  # reading all rows of a large site would need too much memory
                rows += self.database.rows(f"{select} where key in ({', '.join('?' * len(some_keys))})", *some_keys)
        else:
            rows = self.database.rows(select)
        return [(key, blob) for key, blob in rows if key in missing_keys]

    def decoded(self, rows: Iterable[tuple[str, object]]) -> dict[str, ParseResult]:
        """Return the parse results in these rows by key, without damaged ones."""
        decode, parse_results_by_key = _parse_result_decoder().decode, {}
        for article_key, blob in rows:
            article_data = unseal(article_key, blob)
            try:
                if article_data is not None:
                    parse_results_by_key[article_key] = decode(article_data)
            except UNREADABLE:
                pass
        return parse_results_by_key

    def bodies(self, keys: Sequence[str]) -> dict[str, bytes]:
        """Return the texts of articles by key, each a `Body` as JSON. Missing texts are left out."""
        return _unsealed_bodies(self.database.rows(_select_bodies(keys), *keys))

    def part_records(self, root: str) -> dict[str, PartRecord]:
        """Return the record of each plan part in the output folder `root`, as stored by the last build."""
        rows = self.database.rows("select name, record from parts where root = ?", root)
        return {str(name): record for name, blob in rows if (record := self._decode_cached(name, blob, PartRecord)) is not None}

    def field_hashes(self, root: str, part: str) -> FieldHashes:
        """Return the field hashes of the pages of a part; empty for a miss."""
        rows = self.database.rows("select hashes from field_hashes where root = ? and name = ?", root, part)
        return (self._decode_cached(part, rows[0][0], FieldHashes) or {}) if rows else {}

    def put_parsed(self, rows: Sequence[CacheRow], day: int, replaced: Iterable[str] = ()) -> None:
        """Store parse results, and delete those with `replaced` keys. `day` is the ordinal of today. Raises DiskError."""
        deleted_keys = [(key,) for key in replaced]
        rows = sorted(rows)  # in index order, so that SQLite writes each page of the index once

        def write(db: sqlite3.Connection) -> None:
            for table in ("articles", "bodies"):
                db.executemany(f"delete from {table} where key = ?", deleted_keys)
            db.executemany(f"insert or replace into articles values (?, {day:d}, ?)", [(key, article) for key, article, _ in rows])
            db.executemany("insert or replace into bodies values (?, ?)", [(key, body) for key, _, body in rows])

        self.database.write(write)

    def put_build(
        self,
        root: str,
        records: Mapping[str, PartRecord],
        field_hashes: Mapping[str, FieldHashes],
        removed_parts: Iterable[str],
        used_keys: Iterable[str],
        day: int,
        values: Mapping[str, object],
    ) -> None:
        """Store the records of a build and named values, and delete the records of the parts `removed_parts`. Raises DiskError.

        `used_keys` has the keys of the parse results of this build; parse results that no build used for 30 days are deleted.
        `day` is the ordinal of today.
        """
        removed_part_rows = [(root, name) for name in removed_parts]

        def write(db: sqlite3.Connection) -> None:
            for table, stored in (("parts", records), ("field_hashes", field_hashes)):
                rows = ((root, name, encode_value(name, value)) for name, value in stored.items())
                db.executemany(f"insert or replace into {table} values (?, ?, ?)", rows)
                db.executemany(f"delete from {table} where root = ? and name = ?", removed_part_rows)
            _delete_unused_articles(db, set(used_keys), day)
            for name, value in values.items():
                _put_named_value(db, name, value)

        self.database.write(write)
        self.database.shrink()


def _put_named_value(db: sqlite3.Connection, name: str, value: object) -> None:
    db.execute("insert or replace into named values (?, ?)", (name, encode_value(name, value)))


def _delete_unused_articles(db: sqlite3.Connection, used_keys: set[str], day: int) -> None:
    # Uses the index, as nearly all rows have today's day: reading all rows takes as long as rendering a hundred pages.
    aged_rows = db.execute("select key, used from articles where used < ?1 or used > ?1 or used is null", (day,)).fetchall()
    db.executemany("update articles set used = ? where key = ?", [(day, key) for key, _ in aged_rows if key in used_keys])
    oldest_day = day - UNUSED_DAYS
    stale_keys = [
        (key,)
        for key, last_used_day in aged_rows
        if key not in used_keys and not (isinstance(last_used_day, int) and last_used_day >= oldest_day)
    ]
    for table in ("articles", "bodies"):
        db.executemany(f"delete from {table} where key = ?", stale_keys)


@lru_cache(maxsize=1)
def _parse_result_decoder() -> msgspec.json.Decoder[ParseResult]:
    from digest.articles.article import ParseResult  # takes 5 ms, and a build without changes reads no article

    return msgspec.json.Decoder(ParseResult)


def stored_bodies(path: str, keys: Sequence[str]) -> dict[str, bytes]:
    """Return texts like `Cache.bodies`, for a worker: opens the file for reading only, and never discards it."""
    try:
        with closing(sqlite3.connect(f"{Path(path).as_uri()}?mode=ro", uri=True)) as connection:
            return _unsealed_bodies(connection.execute(_select_bodies(keys), keys).fetchall())
    except DAMAGED_FILE_ERRORS:
        return {}


def _select_bodies(keys: Sequence[str]) -> str:
    return f"select key, body from bodies where key in ({', '.join('?' * len(keys))})"


def _unsealed_bodies(rows: Iterable[tuple[object, ...]]) -> dict[str, bytes]:
    return {str(key): body for key, blob in rows if (body := unseal(str(key), blob)) is not None}
