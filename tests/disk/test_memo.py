"""What is remembered comes back as it was, or not at all."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.articles.article import Article
from digest.articles.dates import Moment
from digest.articles.text import Body
from digest.disk import content
from digest.disk.files import Stamp
from digest.disk.memo import UNUSED_DAYS, Memo, Output, Read, Record, encode, sealed, unsealed
from digest.pages.page import Outline
from tests import sites
from tests.sites import write


def parsed(memo: Memo, *keys: str) -> dict[str, Read]:
    return memo.decoded(memo.parsed(keys))


SEOUL = timezone(timedelta(hours=9))
RECORD = Record("part", (Outline("index.html", "the front page"),), (Output("key", 10, 1, 2, 3),))


@pytest.fixture
def memo(tmp_path: Path) -> Iterator[Memo]:
    with Memo(tmp_path / "memo.sqlite") as memo:
        yield memo


def keep(memo: Memo, key: str, title: str = "T", day: int = 100) -> Read:
    read = Read(Article("content/a.md", "a", title, date=Moment(datetime(2026, 1, 4, 23, 26, tzinfo=SEOUL), True)), ())
    memo.keep_parsed([(key, encode(key, read), encode(key, Body((f"<p>{title}</p>",))))], day)
    return read


def keep_build(memo: Memo, records: dict[str, Record], day: int = 100, keys: tuple[str, ...] = (), **more: object) -> None:
    values = {"reasons": {}, "forgotten": (), "answers": {}} | more
    memo.parsed(keys)
    memo.keep_build("site", records, keys=keys, day=day, **values)  # type: ignore[arg-type]


def test_a_parse_result_comes_back_with_the_offset_of_its_date(memo: Memo):
    read = keep(memo, "k")
    assert parsed(memo, "k", "other") == {"k": read}
    article = parsed(memo, "k")["k"].article
    assert article and article.date and article.date.at.isoformat() == "2026-01-04T23:26:00+09:00"
    assert memo.bodies(["k", "other"]) == {"k": msgspec.json.encode(Body(("<p>T</p>",)))}


def rows(count: int) -> list[tuple[str, bytes, bytes]]:
    """Rows for `keep_parsed`, the last key first."""
    return [(key := f"key {number:04}", encode(key, Read(None, ())), encode(key, None)) for number in reversed(range(count))]


def test_a_part_of_a_large_site_is_read_without_the_rest(memo: Memo):
    memo.keep_parsed(rows(4000), 100)
    asked: list[str] = []
    assert memo.connection
    memo.connection.set_trace_callback(asked.append)
    for count, names_rows in ((20, True), (900, True), (1500, False), (4000, False)):
        asked.clear()
        wanted = {key for key, _, _ in rows(count)}
        assert {key for key, _ in memo.parsed([*wanted, "other"])} == wanted
        assert all(("where key in" in query) == names_rows for query in asked if query.startswith("select key"))


def test_rows_are_stored_in_the_order_of_their_keys(memo: Memo):
    memo.keep_parsed(rows(20), 100)
    assert memo.connection
    stored = memo.connection.execute("select key from articles order by rowid").fetchall()
    assert stored == sorted(stored)


def test_a_large_site_is_stored_in_few_transactions(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    kept: list[int] = []
    monkeypatch.setattr(Memo, "keep_parsed", lambda self, rows, day: kept.append(len(rows)))
    monkeypatch.setattr(content, "BATCH", 1)
    monkeypatch.setattr(content, "KEEP", 3)
    for count, at_once in ((30, 3), (100, 5)):
        kept.clear()
        sites.build(write(tmp_path / str(count), sites.tiny(count)))
        assert kept == [at_once] * (count // at_once) + [1]  # the plain page is read last


def test_what_a_folder_holds_is_kept_for_each_folder_alone(memo: Memo):
    keep_build(memo, {"front": RECORD}, reasons={"front": {"index.html": msgspec.Raw(b'{"the theme":1}')}})
    assert memo.records("site") == {"front": RECORD}
    assert memo.records("public") == {}
    assert memo.reasons("site", "front") == {"index.html": msgspec.Raw(b'{"the theme":1}')}
    keep_build(memo, {}, forgotten=("front",))
    assert memo.records("site") == {}
    assert memo.reasons("site", "front") == {}


def test_stamps_are_those_of_the_last_build(memo: Memo):
    keep_build(memo, {}, answers={"stamps": {"a": Stamp(1, 2, 3, 4, "h"), "b": Stamp(1, 2, 3, 4, "h")}})
    keep_build(memo, {}, answers={"stamps": {"b": Stamp(1, 2, 3, 4, "h")}})
    assert memo.stamps() == {"b": Stamp(1, 2, 3, 4, "h")}


def test_a_parse_result_that_no_build_uses_is_kept_for_thirty_days(memo: Memo):
    keep(memo, "used")
    keep(memo, "unused")
    keep_build(memo, {}, day=100 + UNUSED_DAYS, keys=("used",))
    assert set(parsed(memo, "used", "unused")) == {"used", "unused"}
    keep_build(memo, {}, day=101 + UNUSED_DAYS, keys=("used",))
    assert set(parsed(memo, "used", "unused")) == {"used"}


def test_a_build_gives_room_back_when_a_quarter_of_the_file_is_free(memo: Memo):
    size = {}
    for number in range(400):
        keep(memo, f"k{number}", title=f"{number}" * 2000, day=100)
    for unused in (0, 50, 300):
        used = tuple(f"k{number}" for number in range(unused, 400))
        keep_build(memo, {}, day=100 + (UNUSED_DAYS + 1) * (1 + bool(unused) + (unused > 50)), keys=used)
        memo.close()
        size[unused] = memo.path.stat().st_size
        assert set(parsed(memo, "k399", "k350")) == {"k399", "k350"}
    assert size[50] == size[0]
    assert size[300] < size[0] * 0.4
    assert len(parsed(memo, *(f"k{number}" for number in range(400)))) == 100


def test_what_a_save_replaces_is_forgotten(memo: Memo):
    keep(memo, "first")
    read = Read(None, ())
    memo.keep_parsed([("second", encode("second", read), encode("second", Body(("x",))))], 100, ("first", "unknown"))
    assert set(parsed(memo, "first", "second")) == {"second"}
    assert set(memo.bodies(["first", "second"])) == {"second"}


def test_an_answer_of_another_kind_is_none(memo: Memo):
    memo.keep_answer("sizes", {"a": (1, 2)})
    assert memo.answer("sizes", dict[str, tuple[int, int]]) == {"a": (1, 2)}
    assert memo.answer("sizes", list[int]) is None
    assert memo.answer("other", list[int]) is None


def test_forget_begins_anew(tmp_path: Path):
    with Memo(tmp_path / "memo.sqlite") as memo:
        keep(memo, "k")
    with Memo(tmp_path / "memo.sqlite", forget=True) as memo:
        assert parsed(memo, "k") == {}


@given(st.text(), st.binary(), st.data())
def test_bytes_that_changed_or_belong_to_another_name_are_not_unsealed(name: str, data: bytes, more: st.DataObject):
    blob = sealed(name, data)
    assert unsealed(name, blob) == data
    at = more.draw(st.integers(0, len(blob) - 1))
    flipped = bytearray(blob)
    flipped[at] ^= more.draw(st.integers(1, 255))
    assert unsealed(name, bytes(flipped)) is None
    assert unsealed(name + "x", blob) is None
    assert unsealed(name, blob[: more.draw(st.integers(0, 3))]) is None


def test_a_row_under_another_key_is_a_miss(tmp_path: Path):
    """SQLite finds a row by an index of its own, and one wrong byte there leads to somebody else's row."""
    with Memo(tmp_path / "memo.sqlite") as memo:
        keep(memo, "k1", "One")
        keep(memo, "k2", "Two")
        keep_build(memo, {"a": RECORD, "b": Record("other", (), ())}, answers={"one": [1], "two": [2]})
    with sqlite3.connect(tmp_path / "memo.sqlite") as db:
        for table, name, value in (
            ("articles", "key", "article"),
            ("bodies", "key", "body"),
            ("parts", "name", "record"),
            ("answers", "name", "answer"),
        ):
            db.execute(f"update {table} set {value} = other.{value} from {table} as other where other.{name} <> {table}.{name}")
    db.close()
    with Memo(tmp_path / "memo.sqlite") as memo:
        assert parsed(memo, "k1", "k2") == {}
        assert memo.bodies(["k1"]) == {}
        assert memo.records("site") == {}
        assert memo.answer("one", list[int]) is None


def test_a_memo_of_another_version_is_begun_anew(tmp_path: Path):
    with Memo(tmp_path / "memo.sqlite") as memo:
        keep(memo, "k")
    with sqlite3.connect(tmp_path / "memo.sqlite") as db:
        db.execute("pragma user_version = 7")
    db.close()
    with Memo(tmp_path / "memo.sqlite") as memo:
        assert parsed(memo, "k") == {}
        keep(memo, "k")
        assert set(parsed(memo, "k")) == {"k"}


@pytest.mark.parametrize("content", [b"", b"garbage" * 999, None], ids=["empty", "garbage", "a folder"])
def test_a_file_that_is_no_memo_is_begun_anew(tmp_path: Path, content: bytes | None):
    place = tmp_path / "memo.sqlite"
    place.write_bytes(content) if content is not None else (place / "x").mkdir(parents=True)
    with Memo(place) as memo:
        assert memo.stamps() == {}
        keep(memo, "k")
        assert set(parsed(memo, "k")) == {"k"}
