"""What the preview stores of a save takes the place of what it stored of earlier ones."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

import pytest

from digest.files.file_reading import BYTES_PER_PIECE
from digest.preview import live_inputs
from digest.preview.generation import MAX_AT_ONCE
from tests.preview.desk import Desk
from tests.sites import article, write

A = "content/2026/a0.md"
PAGE = "2026/02/01/a0/index.html"


def rows(desk: Desk) -> tuple[int, int]:
    """How many articles and texts are stored."""
    with sqlite3.connect(desk.root / ".digest/cache.sqlite") as cache:
        counted = (cache.execute(f"select count(*) from {table}").fetchone()[0] for table in ("articles", "bodies"))
        articles, bodies = counted
    return articles, bodies


def test_many_saves_of_one_article_store_no_more_than_the_last_two(tmp_path: Path):
    desk = Desk(tmp_path, 2)
    before = rows(desk)
    seen = set()
    for number in range(8):
        desk.site.put(A, article(f"Save {number}", body=f"Text {number}.\n"))
        desk.opened.update(desk.site.told())
        assert f"Text {number}.".encode() in desk.opened.answer(PAGE).body
        seen.add(rows(desk)[0])
    assert rows(desk) == (before[0] + 2, before[1] + 2)
    assert len(desk.session.library.places) <= before[0] + 2
    assert max(seen) == before[0] + 2


@pytest.mark.parametrize("saves", ["klkmn", "klklkmnkl", "kklkkmkn", "abcabcabc"])
def test_a_save_that_takes_the_last_one_back(tmp_path: Path, saves: str):
    """The page before the last save can be asked for, also when that version had been forgotten once or was to be."""
    desk = Desk(tmp_path, 2)
    before = rows(desk)
    for save in saves:
        past = desk.opened.generation.without_reports
        shown = past.answer(PAGE.removesuffix("index.html")).body
        desk.site.put(A, article(f"Save {save}", body=f"Text {save}.\n"))
        desk.opened.update(desk.site.told())
        assert f"Text {save}.".encode() in desk.opened.answer(PAGE).body
        assert past.answer(PAGE.removesuffix("index.html")).body == shown
    assert rows(desk)[0] <= before[0] + 3


def test_what_a_build_stored_stays(tmp_path: Path):
    """It may be asked for again: the preview forgets only what it stored itself."""
    desk = Desk(tmp_path, 2)
    first, before = (desk.root / A).read_text(), rows(desk)
    for number in range(3):
        for text in (article("Other", body=f"Text {number}.\n"), first):
            desk.site.put(A, text)
            desk.opened.update(desk.site.told())
    assert rows(desk)[0] <= before[0] + 2
    with sqlite3.connect(desk.root / ".digest/cache.sqlite") as cache:
        stored = {key for (key,) in cache.execute("select key from articles")}
    assert desk.session.library.reads[A].article.body in stored


def test_the_last_good_version_is_kept_while_the_article_is_faulty(tmp_path: Path):
    desk = Desk(tmp_path, 2)
    desk.site.put(A, article("Good", body="The good text.\n"))
    desk.opened.update(desk.site.told())
    for number in range(4):
        desk.site.put(A, f"---\ntitle: [{number}\n---\n")
        desk.opened.update(desk.site.told())
        assert b"The good text." in desk.opened.answer(PAGE).body


def test_lists_that_are_behind_keep_the_texts_that_they_show(tmp_path: Path):
    """With each save in a hurry the feed still shows the text of the first one."""
    desk = Desk(tmp_path, 2)
    desk.site.put(A, article("A0", body="A text.\n"))
    desk.opened.update(desk.site.told())
    for number in range(4):
        desk.site.put(A, article("A0", body=f"Text {number}.\n"))
        desk.save_in_a_hurry(0)
        assert desk.session.lists_are_stale
        assert desk.opened.answer("feed.xml").status == 200


def test_files_that_come_and_go_store_no_more_and_more(tmp_path: Path):
    desk = Desk(tmp_path, 2)
    before = rows(desk)[0]
    for number in range(6):
        desk.site.put(f"content/2026/new-{number}.md", article(f"New {number}"))
        desk.opened.update(desk.site.told())
        desk.site.put(f"content/2026/new-{number}.md", None)
        desk.opened.update(desk.site.told())
    assert rows(desk)[0] <= before + 3


def test_a_large_file_is_neither_read_nor_held_to_be_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """It lies there as a hole, as long as three discs."""
    monkeypatch.setattr(live_inputs, "LARGE_INPUT", 2 * MAX_AT_ONCE)
    desk = Desk(tmp_path, 1)
    place = write(desk.root, {"content/static/film.bin": ""}) / "content/static/film.bin"
    with place.open("wb") as file:
        file.truncate(3 * 1024**3)
    read = []
    monkeypatch.setattr("digest.files.file_reading.read_pieces", lambda path, **_: read.append(path) or iter(()))
    desk.opened.update({"content/static/film.bin"})
    answer = desk.opened.answer("film.bin")
    assert read == []
    assert (answer.status, answer.body, answer.size) == (200, b"", 3 * 1024**3)
    assert answer.pieces is not None and next(answer.pieces) == bytes(BYTES_PER_PIECE)
    with place.open("wb") as file:
        file.truncate(3 * 1024**3 + 1)
    before = answer.etag
    desk.opened.update({"content/static/film.bin"})
    assert desk.opened.answer("film.bin").etag != before


def test_settings_that_turn_into_a_pipe_are_a_fault_over_the_last_good_page(tmp_path: Path):
    desk = Desk(tmp_path, 2)
    page = desk.opened.answer(PAGE).body
    (desk.root / "digest.yml").unlink()
    for make in (os.mkfifo, lambda place: os.symlink("/dev/zero", place), os.mkdir):
        make(desk.root / "digest.yml")
        desk.opened.update({"digest.yml"})
        diagnostics = desk.opened.diagnostics()
        assert [(diagnostic.path, diagnostic.line) for diagnostic in diagnostics] == [("digest.yml", 1)]
        assert desk.opened.answer(PAGE).body == page
        os.rmdir(desk.root / "digest.yml") if make is os.mkdir else os.unlink(desk.root / "digest.yml")
