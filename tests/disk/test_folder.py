"""The output folder beside its records: what in it is ours, and what has to be made, may stay, or has to go."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from digest.disk.memo import Record
from digest.disk.output import LIST, Changes, Folder, Looks, Target, list_of, record
from digest.errors import UsageError
from digest.fingerprint import content_hash
from digest.pages.page import Outline
from tests.sites import write

FILES = {"index.html": "front", "a/index.html": "article", "a/b/c.txt": "deep"}


def left(place: Path, files: dict[str, str] = FILES, listed: dict[str, str] | None = None) -> Folder:
    """A folder as a build left it, with a record of each of these files."""
    write(place, {**files, LIST: list_of(listed or files)})
    paths = [*files, LIST]
    outputs = tuple(record(place, path, f"key of {path}", content_hash((place / path).read_bytes())) for path in paths)
    return opened(place, {"part": Record("key", tuple(Outline(path, "") for path in paths), outputs)})


def opened(place: Path, parts: dict[str, Record]) -> Folder:
    return Folder(place, "site", place, parts)


def again(folder: Folder) -> Folder:
    """The folder in the next build."""
    return opened(folder.path, dict(folder.parts))


def wanted(*paths: str) -> list[Target]:
    return [Target(path, f"key of {path}") for path in (*paths, LIST)]


def test_a_folder_that_nobody_touched_is_as_it_was_left(tmp_path: Path):
    folder = left(tmp_path)
    assert folder.is_as_left
    assert folder.compare(wanted(*FILES)) == Changes((), (*FILES, LIST), ())


def test_a_list_that_names_more_than_was_recorded_is_not_as_it_was_left(tmp_path: Path):
    """Somebody else's build, or another version of the memo, left a page here: it would stay for ever."""
    folder = left(tmp_path, listed={**FILES, "old.html": ""})
    assert not folder.is_as_left
    write(tmp_path, {"old.html": "of an earlier site"})
    assert again(folder).compare(wanted(*FILES)).remove == ("old.html",)


@pytest.mark.parametrize("harm", ["other bytes", "gone", "touched", "a folder", "a link"])
def test_a_folder_in_which_a_file_looks_other_is_not_as_it_was_left(tmp_path: Path, harm: str):
    folder = left(tmp_path)
    page = tmp_path / "index.html"
    if harm == "touched":
        os.utime(page, (1, 1))
        assert folder.looks == Looks(frozenset(), frozenset({"index.html"})), "its bytes are the same"
        assert folder.compare(wanted(*FILES)).make == ()
    else:
        page.unlink()
        if harm == "other bytes":
            page.write_text("frant")
        elif harm == "a folder":
            page.mkdir()
        elif harm == "a link":
            page.symlink_to(tmp_path / "a/index.html")
        assert folder.looks == Looks(frozenset({"index.html"}), frozenset())
        assert folder.compare(wanted(*FILES)).make == ("index.html",)
    assert not again(folder).is_as_left


def test_a_page_with_another_key_is_made_and_one_that_is_not_planned_goes(tmp_path: Path):
    changes = left(tmp_path).compare([Target("index.html", "another key"), *wanted("a/b/c.txt", "new.html")])
    assert changes == Changes(("index.html", "new.html"), ("a/b/c.txt", LIST), ("a/index.html",))


def test_what_somebody_else_removed_is_gone_and_the_folders_that_it_left_go(tmp_path: Path):
    folder = left(tmp_path)
    (tmp_path / "a/b/c.txt").unlink()
    changes = folder.compare(wanted("index.html", "a/index.html"))
    assert (changes.remove, changes.gone) == ((), ("a/b/c.txt",))
    (tmp_path / "a/b").rmdir()
    (tmp_path / "a/index.html").unlink()
    (tmp_path / "a").rmdir()
    assert again(folder).compare(wanted("index.html")).gone == ()


def test_a_list_that_was_edited_removes_nothing_outside_and_nothing_hidden(tmp_path: Path):
    outside = write(tmp_path, {"x.txt": "mine"})
    inside = left(tmp_path / "site", listed={**FILES, "../x.txt": "", ".git/config": "", "/etc/passwd": ""})
    write(inside.path, {".git/config": "mine"})
    assert inside.compare(wanted(*FILES)).remove == ()
    assert (outside / "x.txt").exists()


def test_a_lost_list_is_no_reason_to_call_our_files_somebody_elses(tmp_path: Path):
    folder = left(tmp_path)
    (tmp_path / LIST).unlink()
    assert folder.owned() == {*FILES, LIST}
    assert folder.compare(wanted(*FILES)).make == (LIST,)


def test_a_folder_with_files_of_others_alone_is_refused(tmp_path: Path):
    write(tmp_path, {"theirs.html": "x", ".hidden": "x"})
    with pytest.raises(UsageError, match="theirs"):
        opened(tmp_path, {}).owned()
    (tmp_path / "theirs.html").unlink()
    assert opened(tmp_path, {}).owned() == {LIST}, "files whose names begin with a dot are the user's, and in nobody's way"
    assert opened(tmp_path / "nowhere", {}).owned() == set()


def test_a_file_of_somebody_else_is_not_overwritten(tmp_path: Path):
    folder = left(tmp_path)
    write(tmp_path, {"new.html": "mine", "folder/x": "mine"})
    for path in ("new.html", "new.html/index.html", "folder"):
        with pytest.raises(UsageError, match="in the way"):
            folder.compare(wanted(*FILES, path))
    assert folder.compare(wanted(*FILES, "folder/y")).make == ("folder/y",)
