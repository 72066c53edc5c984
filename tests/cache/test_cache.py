"""The cache returns a stored value unchanged, or a miss."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.articles.article import ParseResult
from digest.cache.cache import UNUSED_DAYS, Cache
from digest.cache.serialization import PartRecord, encode_value, seal, unseal
from digest.diagnostics import Diagnostic
from digest.files.file_states import FileState
from digest.inputs import article_reader as reading
from digest.markdown.body import Body
from digest.pages.page import Outline
from tests import sites
from tests.cache.parse_results import keep, parsed
from tests.sites import write

RECORD = PartRecord("part", (Outline("index.html", "the front page"),), (FileState(10, 1, 2, 3, key="key"),))


def put_build(cache: Cache, records: dict[str, PartRecord], day: int = 100, keys: tuple[str, ...] = (), **more: object) -> None:
    values = {"field_hashes": {}, "removed_parts": (), "values": {}} | more
    cache.parsed(keys)
    cache.put_build("site", records, used_keys=keys, day=day, **values)  # type: ignore[arg-type]


def test_a_parse_result_is_returned_with_the_offset_of_its_date(cache: Cache):
    read = keep(cache, "k")
    assert parsed(cache, "k", "other") == {"k": read}
    article = parsed(cache, "k")["k"].article
    assert article and article.date and article.date.at.isoformat() == "2026-01-04T23:26:00+09:00"
    assert cache.bodies(["k", "other"]) == {"k": msgspec.json.encode(Body(("<p>T</p>",)))}


def rows(count: int) -> list[tuple[str, bytes, bytes]]:
    """Return rows for `put_parsed`, the last key first."""
    return [
        (key := f"key {number:04}", encode_value(key, ParseResult(None, ())), encode_value(key, None))
        for number in reversed(range(count))
    ]


def test_few_results_of_a_large_site_are_read_by_key(cache: Cache):
    cache.put_parsed(rows(4000), 100)
    queries: list[str] = []
    assert cache.database.connection
    cache.database.connection.set_trace_callback(queries.append)
    for count, is_by_key in ((20, True), (900, True), (1500, False), (4000, False)):
        queries.clear()
        keys = {key for key, _, _ in rows(count)}
        assert {key for key, _ in cache.parsed([*keys, "other"])} == keys
        selects = [query for query in queries if query.startswith("select key")]
        assert all(("where key in" in query) == is_by_key for query in selects)
        assert all(query.count("'") // 2 <= 500 for query in selects), "SQLite limits the values of a query"


def test_rows_are_stored_in_the_order_of_their_keys(cache: Cache):
    cache.put_parsed(rows(20), 100)
    assert cache.database.connection
    stored = cache.database.connection.execute("select key from articles order by rowid").fetchall()
    assert stored == sorted(stored)


def test_a_large_site_is_stored_in_few_transactions(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    kept: list[int] = []
    monkeypatch.setattr(Cache, "put_parsed", lambda self, rows, day: kept.append(len(rows)))
    monkeypatch.setattr(reading, "FILES_PER_BATCH", 1)
    monkeypatch.setattr(reading, "MIN_ROWS_PER_TRANSACTION", 3)
    for count, at_once in ((30, 3), (100, 5)):
        kept.clear()
        sites.build(write(tmp_path / str(count), sites.tiny(count)))
        assert kept == [at_once] * (count // at_once) + [1]  # the plain page is read last


def test_each_output_folder_has_separate_records(cache: Cache):
    put_build(cache, {"front": RECORD}, field_hashes={"front": {"index.html": msgspec.Raw(b'{"the theme":1}')}})
    assert cache.part_records("site") == {"front": RECORD}
    assert cache.part_records("public") == {} == cache.field_hashes("public", "front")
    assert cache.field_hashes("site", "front") == {"index.html": msgspec.Raw(b'{"the theme":1}')}
    cache.put_build("public", {"front": RECORD}, {}, (), (), 100, {})
    put_build(cache, {}, removed_parts=("front",))
    assert cache.part_records("site") == {}
    assert cache.field_hashes("site", "front") == {}
    assert cache.part_records("public") == {"front": RECORD}


def test_file_states_are_those_of_the_last_build(cache: Cache):
    put_build(cache, {}, values={"file states": {"a": FileState(1, 2, 3, 4, "h"), "b": FileState(1, 2, 3, 4, "h")}})
    put_build(cache, {}, values={"file states": {"b": FileState(1, 2, 3, 4, "h")}})
    assert cache.file_states() == {"b": FileState(1, 2, 3, 4, "h")}


@pytest.mark.parametrize("day", ["null", "'never'", "1.5", "9999999999"])
def test_an_unused_parse_result_with_an_invalid_day_is_deleted(cache: Cache, day: str):
    keep(cache, "used")
    keep(cache, "unused")
    put_build(cache, {}, keys=("used", "unused"))
    cache.database.write(lambda db: db.execute(f"update articles set used = {day}"))
    put_build(cache, {}, day=101, keys=("used",))
    ((days,),) = cache.database.rows("select group_concat(used) from articles where key = 'used'")
    assert days == "101"
    put_build(cache, {}, day=101 + UNUSED_DAYS, keys=("used",))
    left = [key for (key,) in cache.database.rows("select key from articles")]
    assert left == (["unused", "used"] if day.isdigit() else ["used"]), "a day in the future is valid"


def test_a_parse_result_that_no_build_uses_is_kept_for_thirty_days(cache: Cache):
    keep(cache, "used")
    keep(cache, "unused")
    put_build(cache, {}, day=130, keys=("used",))
    assert set(parsed(cache, "used", "unused")) == {"used", "unused"}
    put_build(cache, {}, day=131, keys=("used",))
    assert set(parsed(cache, "used", "unused")) == {"used"} == set(cache.bodies(["used", "unused"]))
    put_build(cache, {}, day=161)
    assert set(parsed(cache, "used")) == {"used"}, "it was used 30 days ago"
    put_build(cache, {}, day=162)
    assert not parsed(cache, "used") and not cache.bodies(["used"])


def test_the_file_is_shrunk_when_a_quarter_of_it_is_free(cache: Cache):
    size = {}
    for number in range(400):
        keep(cache, f"k{number}", title=f"{number}" * 2000, day=100)
    for step, unused in enumerate((0, 50, 150, 300), 1):
        used = tuple(f"k{number}" for number in range(unused, 400))
        put_build(cache, {}, day=100 + (UNUSED_DAYS + 1) * step, keys=used)
        cache.close()
        size[unused] = cache.path.stat().st_size
        assert set(parsed(cache, "k399", "k350")) == {"k399", "k350"}
    assert size[50] == size[0]
    assert size[150] < size[0] * 0.7
    assert size[300] < size[0] * 0.4
    assert len(parsed(cache, *(f"k{number}" for number in range(400)))) == 100


def test_the_file_is_not_shrunk_if_little_of_it_is_free(cache: Cache):
    for number in range(20):
        keep(cache, f"k{number}", title=f"{number}" * 2000)
    cache.close()
    size = cache.path.stat().st_size
    put_build(cache, {}, day=101 + UNUSED_DAYS)
    cache.close()
    assert cache.path.stat().st_size == size, "rewriting the file costs more than it saves"


def test_replaced_parse_results_are_deleted(cache: Cache):
    keep(cache, "first")
    read = ParseResult(None, ())
    cache.put_parsed([("second", encode_value("second", read), encode_value("second", Body(("x",))))], 100, ("first", "unknown"))
    assert set(parsed(cache, "first", "second")) == {"second"}
    assert set(cache.bodies(["first", "second"])) == {"second"}


def test_a_value_of_another_type_is_a_miss(cache: Cache):
    cache.put("sizes", {"a": (1, 2)})
    assert cache.get("sizes", dict[str, tuple[int, int]]) == {"a": (1, 2)}
    assert cache.get("sizes", list[int]) is None
    assert cache.get("other", list[int]) is None


@pytest.mark.parametrize("value", ["a text", 5, 1.5, None])
def test_a_value_that_is_not_bytes_is_a_miss(cache: Cache, value: object):
    keep(cache, "k")
    put_build(cache, {"front": RECORD}, field_hashes={"front": {"index.html": msgspec.Raw(b"{}")}}, values={"name": "text"})
    for table, column in (
        ("articles", "article"),
        ("bodies", "body"),
        ("parts", "record"),
        ("field_hashes", "hashes"),
        ("named", "value"),
    ):
        cache.database.open().execute(f"update {table} set {column} = ?", (value,))
    assert parsed(cache, "k") == {} == cache.bodies(["k"])
    assert cache.part_records("site") == {} == cache.field_hashes("site", "front")
    assert cache.get("name", str) is None


def test_a_parse_result_in_another_format_is_a_miss(cache: Cache):
    """Another version of digest may have written it, with a correct checksum."""
    read = keep(cache, "k")
    cache.put_parsed([("old", encode_value("old", ["another", "format"]), encode_value("old", None))], 100)
    assert parsed(cache, "k", "old") == {"k": read}


def test_forget_starts_with_an_empty_cache(tmp_path: Path):
    with Cache(tmp_path / "cache.sqlite") as cache:
        keep(cache, "k")
    with Cache(tmp_path / "cache.sqlite", forget=True) as cache:
        assert parsed(cache, "k") == {}
        assert cache.database.connection is not None
    assert cache.database.connection is None, "it is closed at the end of the block"


@given(st.text(), st.binary(), st.data())
def test_changed_bytes_and_another_name_are_detected(name: str, data: bytes, more: st.DataObject):
    blob = seal(name, data)
    assert unseal(name, blob) == data
    at = more.draw(st.integers(0, len(blob) - 1))
    flipped = bytearray(blob)
    flipped[at] ^= more.draw(st.integers(1, 255))
    assert unseal(name, bytes(flipped)) is None
    assert unseal(name + "x", blob) is None
    assert unseal(name, blob[: more.draw(st.integers(0, 3))]) is None


def test_a_row_under_another_key_is_a_miss(tmp_path: Path):
    """One wrong byte in SQLite's index leads to the row of another key."""
    with Cache(tmp_path / "cache.sqlite") as cache:
        keep(cache, "k1", "One")
        keep(cache, "k2", "Two")
        put_build(cache, {"a": RECORD, "b": PartRecord("other", (), ())}, values={"one": [1], "two": [2]})
    with sqlite3.connect(tmp_path / "cache.sqlite") as db:
        for table, name, value in (
            ("articles", "key", "article"),
            ("bodies", "key", "body"),
            ("parts", "name", "record"),
            ("named", "name", "value"),
        ):
            db.execute(f"update {table} set {value} = other.{value} from {table} as other where other.{name} <> {table}.{name}")
    db.close()
    with Cache(tmp_path / "cache.sqlite") as cache:
        assert parsed(cache, "k1", "k2") == {}
        assert cache.bodies(["k1"]) == {}
        assert cache.part_records("site") == {}
        assert cache.get("one", list[int]) is None


def test_a_parse_result_has_errors_only_with_an_error_diagnostic():
    error, warning = (Diagnostic("content/a.md", 1, 1, code, "message", "hint") for code in ("E101", "W102"))
    assert [ParseResult(None, found).has_errors for found in ((), (warning,), (warning, error))] == [False, False, True]


@pytest.mark.parametrize("data", [b'"\xff"', b'{"x": ' + b"[" * 200_000 + b"]" * 200_000 + b"}"], ids=["no UTF-8", "deep"])
def test_a_value_that_digest_did_not_write_is_a_miss(cache: Cache, data: bytes):
    keep(cache, "k")
    cache.put("name", RECORD)
    cache.database.open().execute("update named set value = ?", (seal("name", data),))
    cache.database.open().execute("update articles set article = ?", (seal("k", data),))
    assert cache.get("name", str) is cache.get("name", FileState) is None and parsed(cache, "k") == {}
