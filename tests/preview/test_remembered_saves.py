"""The stored results of a save replace those of earlier saves."""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing
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
    """Return the numbers of stored articles and texts."""
    with closing(sqlite3.connect(desk.root / ".digest/cache.sqlite")) as cache:
        counted = (cache.execute(f"select count(*) from {table}").fetchone()[0] for table in ("articles", "bodies"))
        articles, bodies = counted
    return articles, bodies


def test_only_the_last_two_saves_of_an_article_are_stored(tmp_path: Path):
    desk = Desk(tmp_path, 2)
    before = rows(desk)
    seen = set()
    for number in range(8):
        desk.site.put(A, article(f"Save {number}", body=f"Text {number}.\n"))
        desk.opened.update(desk.site.take_touched())
        assert f"Text {number}.".encode() in desk.opened.answer(PAGE).body
        seen.add(rows(desk)[0])
    assert rows(desk) == (before[0] + 2, before[1] + 2)
    assert len(desk.session.library.files_by_key) <= before[0] + 2
    assert max(seen) == before[0] + 2


@pytest.mark.parametrize("saves", ["klkmn", "klklkmnkl", "kklkkmkn", "abcabcabc"])
def test_a_save_may_restore_an_earlier_version(tmp_path: Path, saves: str):
    """The page before the last save can be requested, even if that version was or will be deleted from the cache."""
    desk = Desk(tmp_path, 2)
    before = rows(desk)
    for save in saves:
        past = desk.opened.generation.without_reports
        shown = past.answer(PAGE.removesuffix("index.html")).body
        desk.site.put(A, article(f"Save {save}", body=f"Text {save}.\n"))
        desk.opened.update(desk.site.take_touched())
        assert f"Text {save}.".encode() in desk.opened.answer(PAGE).body
        assert past.answer(PAGE.removesuffix("index.html")).body == shown
    assert rows(desk)[0] <= before[0] + 3


def test_a_save_is_shown_if_the_state_folder_became_a_link(tmp_path: Path):
    """Nothing is stored behind the link; a build reports it."""
    desk = Desk(tmp_path, 2)
    shutil.rmtree(desk.root / ".digest")
    (tmp_path / "other").mkdir()
    (desk.root / ".digest").symlink_to(tmp_path / "other")
    desk.site.put(A, article("Title", body="Another text.\n"))
    desk.opened.update(desk.site.take_touched())
    assert b"Another text." in desk.opened.answer(PAGE).body
    assert list((tmp_path / "other").iterdir()) == []


def test_a_text_is_not_read_again_with_other_settings(tmp_path: Path):
    desk = Desk(tmp_path, 2)
    past = desk.opened.generation.without_reports
    desk.site.set("timezone", "Asia/Seoul")
    desk.opened.update(desk.site.take_touched())
    desk.opened.cache.database.write(lambda db: db.execute("delete from bodies"))
    assert past.answer(PAGE.removesuffix("index.html")).status == 503
    assert desk.opened.answer(PAGE).status == 200


def test_results_stored_by_a_build_are_kept(tmp_path: Path):
    """A build may need it again: the preview deletes only results that it stored itself."""
    desk = Desk(tmp_path, 2)
    first, before = (desk.root / A).read_text(), rows(desk)
    for number in range(3):
        for text in (article("Other", body=f"Text {number}.\n"), first):
            desk.site.put(A, text)
            desk.opened.update(desk.site.take_touched())
    assert rows(desk)[0] <= before[0] + 2
    with closing(sqlite3.connect(desk.root / ".digest/cache.sqlite")) as cache:
        stored = {key for (key,) in cache.execute("select key from articles")}
    assert desk.session.library.parse_results[A].article.body in stored


def test_the_last_valid_version_is_kept_while_an_article_has_errors(tmp_path: Path):
    desk = Desk(tmp_path, 2)
    desk.site.put(A, article("Good", body="The good text.\n"))
    desk.opened.update(desk.site.take_touched())
    for number in range(4):
        desk.site.put(A, f"---\ntitle: [{number}\n---\n")
        desk.opened.update(desk.site.take_touched())
        assert b"The good text." in desk.opened.answer(PAGE).body


@pytest.mark.parametrize("saves", [1, 2, 3])
def test_texts_in_stale_lists_are_kept(tmp_path: Path, saves: int):
    """After interrupted updates the feed still shows the text of the last save whose lists were updated."""
    desk = Desk(tmp_path, 2)
    for number in range(saves):
        desk.site.put(A, article("A0", body=f"A text {number}.\n"))
        desk.opened.update(desk.site.take_touched())
    for number in range(4):
        desk.site.put(A, article("A0", body=f"Text {number}.\n"))
        desk.save_in_a_hurry(0)
        assert desk.session.lists_are_stale
        assert desk.opened.answer("feed.xml").status == 200
    past = desk.opened.generation.without_reports
    desk.site.put(A, article("A0", body="The last text.\n"))
    desk.opened.update(desk.site.take_touched())
    assert past.answer("feed.xml").status == 200, "a browser that requested it before the save gets it"


def test_added_and_removed_files_do_not_fill_the_cache(tmp_path: Path):
    desk = Desk(tmp_path, 2)
    before = rows(desk)[0]
    for number in range(6):
        desk.site.put(f"content/2026/new-{number}.md", article(f"New {number}"))
        desk.opened.update(desk.site.take_touched())
        desk.site.put(f"content/2026/new-{number}.md", None)
        desk.opened.update(desk.site.take_touched())
    assert rows(desk)[0] <= before + 3


@pytest.mark.parametrize("paths", [{"content/static/film.bin"}, None], ids=["its path", "all"])
def test_a_large_file_is_served_without_reading_it_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, paths: set[str] | None):
    """A sparse file of 3 GiB."""
    monkeypatch.setattr(live_inputs, "LARGE_INPUT", 2 * MAX_AT_ONCE)
    desk = Desk(tmp_path, 1)
    place = write(desk.root, {"content/static/film.bin": ""}) / "content/static/film.bin"
    with place.open("wb") as file:
        file.truncate(3 * 1024**3)
    read = []
    monkeypatch.setattr("digest.files.file_reading.read_pieces", lambda path, **_: read.append(path) or iter(()))
    desk.opened.update(paths)
    answer = desk.opened.answer("film.bin")
    assert read == []
    assert (answer.status, answer.body, answer.size) == (200, b"", 3 * 1024**3)
    assert answer.pieces is not None and next(answer.pieces) == bytes(BYTES_PER_PIECE)
    with place.open("wb") as file:
        file.truncate(3 * 1024**3 + 1)
    before = answer.etag
    desk.opened.update(paths)
    assert desk.opened.answer("film.bin").etag != before


def test_settings_that_become_a_pipe_are_an_error_and_the_last_valid_page_is_kept(tmp_path: Path):
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
