"""Staging: files are complete, world-readable, and listed as ours before they are put in place."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from msgspec.structs import replace

from digest.cache.serialization import PartRecord
from digest.config.config import OutputSetting
from digest.errors import DiskError
from digest.files.file_states import FileState
from digest.files.symlinks import LIST_OF_FILES
from digest.hashing import content_hash
from digest.output import picture_encoder, render_worker
from digest.output.file_trees import contains_link, prune_empty
from digest.output.output_folder import OutputFolder
from digest.output.render_worker import PageJob, RenderSettings, stored_texts
from digest.output.site_writer import output_state, part_records
from digest.output.staging import Staging, copied_pieces, put_file, put_pieces
from digest.pages.page import Outline
from digest.pages.plan_part import PlannedPart
from digest.pages.site import Site
from digest.rendering.theme import Theme
from tests.rendering.test_sandbox import SITE
from tests.sites import write


@pytest.fixture(autouse=True)
def _mask() -> Iterator[None]:
    before = os.umask(0o022)
    yield
    os.umask(before)


def test_a_file_is_written_once_with_its_folders_and_is_world_readable(tmp_path: Path):
    folders: set[str] = set()
    put_file(str(tmp_path), folders, "a/b/c.txt", b"one")
    put_pieces(str(tmp_path), folders, "a/b/d.txt", (b"tw", b"", b"o"))
    put_file(str(tmp_path), folders, "top.txt", b"")
    assert [(tmp_path / path).read_bytes() for path in ("a/b/c.txt", "a/b/d.txt", "top.txt")] == [b"one", b"two", b""]
    assert (tmp_path / "a/b/c.txt").stat().st_mode & 0o777 == 0o644 and (tmp_path / "a").stat().st_mode & 0o777 == 0o755
    assert folders == {"a", "a/b", ""}
    put_file(str(tmp_path), set(), "a/e.txt", b"another worker made the folder")
    with pytest.raises(FileExistsError):
        put_file(str(tmp_path), folders, "top.txt", b"")


def test_a_file_is_complete_even_if_the_system_writes_less_than_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """As for more than 2 GiB at once, or after a signal."""
    system_write = os.write
    monkeypatch.setattr(os, "write", lambda file, data: system_write(file, data[:3]))
    put_pieces(str(tmp_path), set(), "a.txt", (b"one piece, ", b"and another"))
    assert (tmp_path / "a.txt").read_bytes() == b"one piece, and another"


def test_copying_a_file_that_changed_meanwhile_is_an_error(tmp_path: Path):
    place = str(write(tmp_path, {"a": "text"}) / "a")
    assert b"".join(copied_pieces(place, content_hash(b"text"))) == b"text"
    with pytest.raises(DiskError, match="changed while the site was built"):
        list(copied_pieces(place, content_hash(b"other")))


def test_the_list_of_files_is_moved_first_and_new_folders_as_a_whole(tmp_path: Path):
    write(tmp_path, {"site/a/old.html": "", ".digest/x": ""})
    folder: Any = SimpleNamespace(path=tmp_path / "site", state=tmp_path / ".digest")
    steps = Staging(folder)._paths_to_rename(
        ["z.html", "+.html", "a/new.html", "b/c/one.html", "b/two.html", "a/d/three.html", LIST_OF_FILES]
    )
    assert list(steps) == [LIST_OF_FILES, "+.html", "a/d", "a/new.html", "b", "z.html"]


def test_a_link_is_found_at_any_depth(tmp_path: Path):
    write(tmp_path, {"a/b/c.txt": ""})
    assert not contains_link(tmp_path / "a") and not contains_link(tmp_path / "none")
    for place in ("a/b/file", "a/folder"):
        (tmp_path / place).symlink_to("b" if place == "a/folder" else "c.txt")
        assert contains_link(tmp_path / "a")
        (tmp_path / place).unlink()
    (tmp_path / "link").symlink_to("a")
    assert contains_link(tmp_path / "link")


def test_empty_folders_above_a_file_are_removed(tmp_path: Path):
    write(tmp_path, {"site/keep.txt": "", "site/a/keep.txt": "", "site/a/b/c/d.txt": ""})
    (tmp_path / "site/a/b/c/d.txt").unlink()
    assert prune_empty(tmp_path / "site", "a/b/c/d.txt")
    assert sorted(os.listdir(tmp_path / "site/a")) == ["keep.txt"]
    (tmp_path / "site/a/keep.txt").unlink()
    (tmp_path / "site/keep.txt").unlink()
    assert prune_empty(tmp_path / "site", "a/b/c/d.txt") and prune_empty(tmp_path / "site", "top.txt")
    assert os.listdir(tmp_path / "site") == [], "the output folder itself is kept"


def test_the_key_of_a_page_depends_on_program_site_theme_and_context():
    def keys(program: str = "p", site: Site = SITE, templates: dict[str, str] | None = None) -> Any:
        return RenderSettings(Theme(()), site, templates or {"a.html": "1", "b.html": "2"}, program=program).page_keys()

    made = {
        keys().key("a.html", b"{}"),
        keys().key("b.html", b"{}"),
        keys().key("a.html", b"{ }"),
        keys("other").key("a.html", b"{}"),
        keys(templates={"a.html": "3"}).key("a.html", b"{}"),
        keys(site=replace(SITE, title="other")).key("a.html", b"{}"),
    }
    assert len(made) == 6 and keys().key("a.html", b"{}") in made


def test_the_key_of_variants_depends_on_pillow_and_the_encoder_code(monkeypatch: pytest.MonkeyPatch):
    def key(pillow: str, other: str = "") -> str:
        monkeypatch.setattr(picture_encoder, "source_hash", lambda path: f"{path}{'!' if path == other else ''}")
        return str(picture_encoder._pillow_key.__wrapped__(pillow))

    modules = ("output/picture_encoder.py", "inputs/image_reader.py", "pages/picture_variants.py")
    assert len({key("1"), key("2"), *(key("1", module) for module in modules)}) == 5
    assert key("1") == key("1", "output/build_lock.py")


def test_the_staging_of_an_output_that_is_another_disk_is_beside_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Also if its device is the same, as for a bind mount: files cannot be renamed into it."""
    root = write(tmp_path, {"site/x": "", ".digest/x": ""})
    folder: Any = SimpleNamespace(path=root / "site", state=root / ".digest")
    assert Staging(folder).path == root / ".digest/staging"
    monkeypatch.setattr(os.path, "ismount", lambda path: path == root / "site")
    assert Staging(folder).path == root / ".site.digest-staging"


def test_a_staging_folder_is_removed_if_a_signal_comes_while_it_is_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    folder: Any = SimpleNamespace(path=write(tmp_path, {"site/x": "", ".digest/x": ""}) / "site", state=tmp_path / ".digest")

    def make(path: Path, mode: int) -> None:
        path.mkdir(mode)
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "makedirs", make)
    with pytest.raises(KeyboardInterrupt), Staging(folder):
        pass
    assert os.listdir(tmp_path / ".digest") == ["x"]


@pytest.mark.parametrize("name", ["journal", "journal.undo"])
def test_staging_is_kept_for_the_next_command_only_if_there_is_a_journal(tmp_path: Path, name: str):
    folder: Any = SimpleNamespace(path=write(tmp_path, {"site/x": "", ".digest/x": ""}) / "site", state=tmp_path / ".digest")
    with Staging(folder) as staging:
        staging.write("a.html", b"")
    assert not staging.path.exists()
    with Staging(folder) as staging:
        staging.write("a.html", b"")
        write(tmp_path, {f".digest/{name}": "{}"})
    assert (staging.path / "a.html").exists()


def test_pages_with_a_missing_text_are_not_rendered_by_a_worker(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(render_worker, "stored_bodies", lambda cache, keys: {key: b"text" for key in keys if key != "lost"})
    jobs = [PageJob(f"{at}.html", "t", "s", "OwnPage", b"{}", texts) for at, texts in enumerate([("a", "lost"), ("b",), ("a",)])]
    assert stored_texts("cache", jobs) is None
    assert stored_texts("cache", jobs[1:]) == {"a": b"text", "b": b"text"}
    assert stored_texts("cache", [*jobs[1:], *jobs[1:]]) == {"a": b"text", "b": b"text"}, "two pages may show the same text"


def test_a_part_is_recorded_if_it_was_planned_again_or_a_file_changed(tmp_path: Path):
    old = FileState(1, 2, 3, 4, "old hash", "old key")
    outlines = {name: (Outline(f"{name}.html", name),) for name in ("planned", "restored", "same")}
    stored = {name: PartRecord("key", outlines[name], (old,)) for name in outlines}
    site = write(tmp_path, {"planned.html": "1", "restored.html": "22", LIST_OF_FILES: ""})
    folder = OutputFolder(site, "site", tmp_path, stored, OutputSetting())
    parts = [
        PlannedPart(SimpleNamespace(name=name), "new key", outlines[name], () if name == "planned" else None)  # type: ignore[arg-type]
        for name in outlines
    ]
    plan: Any = SimpleNamespace(parts=parts, files=())
    keys = {"planned.html": "k1", "restored.html": "k2", LIST_OF_FILES: "k3"}
    comparison: Any = SimpleNamespace(keys=keys, index_key="", index_files={})
    found = part_records(
        plan, folder, comparison, {"planned.html": "rendered"}, {"planned.html": "h1", "restored.html": "h2", LIST_OF_FILES: "h3"}
    )
    assert found.keys() == {"planned", "restored", "files"}
    (planned,), (restored,) = found["planned"].outputs, found["restored"].outputs
    assert (planned.key, planned.hash, planned.size) == ("rendered", "h1", 1)
    assert (restored.key, restored.hash, restored.size) == ("k2", "h2", 2) and found["restored"].key == "new key"
    unchanged = part_records(plan, folder, comparison, {}, {LIST_OF_FILES: "h3"})
    assert unchanged.keys() == {"planned", "files"} and unchanged["planned"].outputs == (old,)


def test_an_unreadable_file_gets_an_invalid_state(tmp_path: Path):
    assert output_state(tmp_path, "nowhere", "key", "hash") == FileState(-1, 0, 0, 0, key="key")


@pytest.mark.parametrize("output", ["site", "public/news/site"])
def test_a_new_output_folder_is_created_with_the_folders_above_it(tmp_path: Path, output: str):
    folder: Any = SimpleNamespace(path=tmp_path / output, state=write(tmp_path, {".digest/x": ""}) / ".digest")
    with Staging(folder) as staging:
        staging.write("a/b.html", b"new")
        staging.put_in_place(["a/b.html"], ())
    assert (tmp_path / output / "a/b.html").read_bytes() == b"new" and not staging.path.exists()
