"""Scanning the inputs again."""

from __future__ import annotations

import shutil
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from digest.files import file_states
from digest.files.folder_listing import Listing
from digest.hashing import content_hash
from digest.inputs.content_folder import Content, read_folder
from digest.preview import live_inputs
from tests.preview.desk import Desk
from tests.properties.editor import EDITED
from tests.sites import article, write


def test_a_file_with_an_event_is_read_even_if_its_state_is_unchanged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(file_states, "RACY_NS", -(10**18))  # as if all files were old
    desk = Desk(tmp_path, 3)
    inputs = desk.opened.inputs
    inputs.scan()
    states = inputs._file_states
    states[EDITED] = replace(states[EDITED], hash="of other bytes")
    changes = inputs.scan_paths({EDITED})
    (article,) = inputs.article_files({EDITED}).values()
    assert article.hash == content_hash((desk.root / EDITED).read_bytes())
    assert not changes, "nothing changed"


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The folders that were read."""
    folders: list[str] = []

    def recorded(listed: Listing, *arguments: Any) -> Content:
        folders.append(listed.folder)
        return read_folder(listed, *arguments)

    monkeypatch.setattr(live_inputs, "read_folder", recorded)
    return folders


def test_a_save_reads_the_folder_of_the_file_once(tmp_path: Path, reads: list[str]):
    desk = Desk(tmp_path, 3)
    write(desk.root, {"content/2026/e\u0301.png": "no picture"})  # the name in its diagnostic is composed
    (desk.root / "content/2026/broken.md").symlink_to("nowhere.md")
    desk.opened.update(None)
    assert [found.code for found in desk.opened.diagnostics()] == ["E101", "W501"]
    reads.clear()
    desk.site.edit_body(EDITED, "Other.")
    desk.opened.update({EDITED})
    assert reads == ["content/2026"], "neither file has disappeared"


@pytest.mark.parametrize("losses", range(4))
def test_a_folder_is_read_again_while_its_files_disappear(
    tmp_path: Path, reads: list[str], monkeypatch: pytest.MonkeyPatch, losses: int
):
    desk = Desk(tmp_path, 3)
    lost = [write(desk.root, {f"content/2026/{name}.md": ""}) / f"content/2026/{name}.md" for name in range(losses)]
    read, rest = live_inputs.read_folder, iter(lost)

    def read_and_lose(*arguments: Any) -> Content:
        for place in rest:
            place.unlink()
            break
        return read(*arguments)

    monkeypatch.setattr(live_inputs, "read_folder", read_and_lose)
    reads.clear()
    desk.site.edit_body(EDITED, "Other.")
    desk.opened.update({EDITED})
    assert reads == ["content/2026"] * (losses + 1) and desk.opened.diagnostics() == ()


def test_a_folder_whose_files_keep_disappearing_is_reported_until_they_stay(
    tmp_path: Path, reads: list[str], monkeypatch: pytest.MonkeyPatch
):
    desk = Desk(tmp_path, 3)
    first = write(desk.root, {"content/2026/0.md": "---\ntitle: T\n---\n"}) / "content/2026/0.md"
    places = (first.with_name(f"{number}.md") for number in count(1))
    read = live_inputs.read_folder

    def read_and_rename(*arguments: Any) -> Content:
        nonlocal first
        first = first.rename(next(places))
        return read(*arguments)

    desk.site.edit_body(EDITED, "Other.")
    with monkeypatch.context() as patch:
        patch.setattr(live_inputs, "read_folder", read_and_rename)
        desk.opened.update({EDITED})
    assert [found.code for found in desk.opened.diagnostics()] == ["E101"]
    assert f"{int(first.stem) - 1}.md" in desk.opened.diagnostics()[0].path
    first.unlink()
    desk.opened.update({first.relative_to(desk.root).as_posix()})
    assert desk.opened.diagnostics() == ()


def test_a_renamed_folder_is_read_without_its_neighbours(tmp_path: Path, reads: list[str]):
    desk = Desk(tmp_path, 3)
    write(desk.root, {"content/2026-old/o.md": article("Old"), "content/2026/deep/d.md": article("Deep", "2026-02-20")})
    desk.opened.update(None)
    (desk.root / "content/2026").rename(desk.root / "content/2027")
    reads.clear()
    desk.opened.update({"content/2026", "content/2027"})
    assert reads == ["content", "content/2027", "content/2027/deep"]
    reads.clear()
    desk.opened.update({"content/2027/deep"})
    assert reads == ["content/2027", "content/2027/deep"]


def test_a_removed_folder_may_be_noticed_by_its_files(tmp_path: Path):
    desk = Desk(tmp_path, 3)
    write(desk.root, {"content/2026/deep/d.md": article("Deep", "2026-02-20")})
    desk.opened.update(None)
    assert desk.opened.answer("2026/02/20/d/index.html").status == 200
    write(desk.root, {"content/2026/deep/bad.md": "no front matter"})
    desk.opened.update({"content/2026/deep/bad.md"})
    assert desk.opened.diagnostics()
    shutil.rmtree(desk.root / "content/2026/deep")
    desk.opened.update({"content/2026/deep/d.md", EDITED})
    assert "2026/02/20/d/index.html" not in desk.opened.generation.pages and desk.opened.diagnostics() == ()


def test_a_link_that_was_replaced_by_a_file_does_not_depend_on_its_target(tmp_path: Path, reads: list[str]):
    desk = Desk(tmp_path, 3)
    write(desk.root, {"content/pages/notes.txt": "one"})
    link = desk.root / "content/static/link.txt"
    link.symlink_to("../pages/notes.txt")
    desk.opened.update(None)
    for expected in (["content/pages", "content/static"], ["content/pages"]):
        reads.clear()
        write(desk.root, {"content/pages/notes.txt": f"another {expected}"})
        desk.opened.update({"content/pages/notes.txt"})
        assert reads == expected
        link.unlink()
        link.write_text("a file")
        desk.opened.update({"content/static/link.txt"})


def test_only_inputs_with_changed_files_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Reading all of them would delay each save."""
    desk, read = Desk(tmp_path, 3), list[str]()

    def record(owner: Any, name: str) -> None:
        function = getattr(owner, name)
        monkeypatch.setattr(owner, name, lambda *arguments: read.append(name) or function(*arguments))

    record(desk.opened.inputs, "read_settings")
    record(live_inputs, "read_theme")
    record(live_inputs, "find_extensions")
    for path, expected in (
        (EDITED, []),
        ("digest.yml", ["read_settings"]),
        ("themes/plain/templates/page.html", ["read_theme"]),
        ("extensions/none.py", ["find_extensions"]),
    ):
        read.clear()
        desk.opened.update({path})
        assert read == expected, path


@pytest.mark.parametrize("file", ["themes/plain/templates/page.html", ""])
def test_a_theme_that_cannot_be_read_is_reported_with_its_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, file: str):
    desk = Desk(tmp_path, 1)
    before = desk.opened.answer("index.html").body

    def fails(*arguments: object) -> None:
        raise OSError(5, "Input/output error", *([str(desk.root / file)] if file else []))

    with monkeypatch.context() as patch:
        patch.setattr(live_inputs, "read_theme", fails)
        desk.opened.update({"themes/plain/templates/page.html"})
        (found,) = desk.opened.diagnostics()
        assert (found.path, found.line, found.code, found.message) == (
            file or "themes", 1, "E101", "the file cannot be read: Input/output error"
        )  # fmt: skip
        assert desk.opened.answer("index.html").body == before
    desk.opened.update({"themes/plain/templates/page.html"})
    assert desk.opened.diagnostics() == ()
