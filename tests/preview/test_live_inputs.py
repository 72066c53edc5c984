"""Scanning the inputs again."""

from __future__ import annotations

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
from tests.sites import write


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
