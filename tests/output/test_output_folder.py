"""The output folder and its records: which files are ours, and which have to be made, kept or removed."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from msgspec.structs import replace

from digest.cache.cache import Cache
from digest.cache.serialization import PartRecord
from digest.config.config import OutputSetting
from digest.errors import DiskError, UsageError
from digest.files.symlinks import LIST_OF_FILES
from digest.hashing import content_hash
from digest.output import output_folder, plan_comparison
from digest.output.output_folder import OutputFolder, list_of, open_folder
from digest.output.site_writer import output_state
from digest.pages.page import Outline
from tests.sites import write

FILES = {"index.html": "front", "a/index.html": "article", "a/b/c.txt": "deep"}


def recorded_folder(place: Path, files: dict[str, str] = FILES, listed: dict[str, str] | None = None) -> OutputFolder:
    """Return a folder as written by a build, with a record of each of these files."""
    write(place, {**files, LIST_OF_FILES: list_of(listed or files)})
    paths = [*files, LIST_OF_FILES]
    outputs = tuple(output_state(place, path, f"key of {path}", content_hash((place / path).read_bytes())) for path in paths)
    return opened(place, {"part": PartRecord("key", tuple(Outline(path, "") for path in paths), outputs)})


def opened(place: Path, parts: dict[str, PartRecord]) -> OutputFolder:
    return OutputFolder(place, "site", place, parts, OutputSetting())


def reopened(folder: OutputFolder) -> OutputFolder:
    """Return the folder as the next build opens it."""
    return opened(folder.path, dict(folder.parts))


def keys_of(*paths: str) -> dict[str, str]:
    return {path: f"key of {path}" for path in (*paths, LIST_OF_FILES)}


def test_an_untouched_folder_is_unmodified(tmp_path: Path):
    folder = recorded_folder(tmp_path)
    assert folder.is_unmodified
    assert folder.changes(keys_of(*FILES)) == ((), (), ())


def test_a_link_in_the_place_of_the_list_is_not_read(tmp_path: Path):
    """It may come from a cloned repository, and name files that digest did not write."""
    write(tmp_path, {"mine.txt": "mine", "list": "mine.txt\n"})
    (tmp_path / LIST_OF_FILES).symlink_to("list")
    with pytest.raises(UsageError, match="contains no site made by digest"):
        opened(tmp_path, {}).owned()


def test_nothing_is_removed_through_a_link_in_the_place_of_a_folder(tmp_path: Path):
    folder = recorded_folder(tmp_path / "site")
    (tmp_path / "site/a").rename(tmp_path / "moved")
    (tmp_path / "site/a").symlink_to(tmp_path / "moved")
    with pytest.raises(UsageError, match="site/a is in the way: digest did not write it"):
        reopened(folder).changes(keys_of("index.html"))


def test_a_file_of_digest_may_become_a_folder(tmp_path: Path):
    folder = recorded_folder(tmp_path, {"a": "file", "b": "file"})
    assert reopened(folder).changes(keys_of("a/index.html", "b"))[:2] == (("a/index.html",), ("a",))


def test_a_folder_with_unrecorded_files_in_its_list_is_modified(tmp_path: Path):
    """A build with another cache wrote a page here, which would otherwise stay forever."""
    folder = recorded_folder(tmp_path, listed={**FILES, "old.html": ""})
    assert not folder.is_unmodified
    write(tmp_path, {"old.html": "of an earlier site"})
    assert reopened(folder).changes(keys_of(*FILES))[1] == ("old.html",)


@pytest.mark.parametrize("count", [3, 4])
def test_only_many_files_are_compared_ahead_with_the_same_result(tmp_path: Path, count: int, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(output_folder, "MANY_FILES", 4)
    ahead: list[Any] = []

    def call_ahead(compare: Callable[[], Any]) -> Callable[[], Any]:
        ahead.append(compare())
        return ahead.pop

    folder = recorded_folder(tmp_path, {f"{n}.html": str(n) for n in range(count - 1)})  # and the list of files
    (tmp_path / "0.html").unlink()
    os.utime(tmp_path / "1.html", (1, 1))
    folder.compare_ahead(call_ahead)
    assert bool(ahead) == (count == 4)
    assert (folder.altered, folder.restored) == ({"0.html"}, {"1.html"})
    assert not ahead, "its result was used"


@pytest.mark.parametrize("harm", ["other bytes", "gone", "touched", "a folder", "a link"])
def test_a_folder_with_a_changed_file_is_modified(tmp_path: Path, harm: str):
    folder = recorded_folder(tmp_path)
    page = tmp_path / "index.html"
    if harm == "touched":
        os.utime(page, (1, 1))
        assert (folder.altered, folder.restored) == (frozenset(), {"index.html"}), "its bytes are the same"
        assert folder.changes(keys_of(*FILES))[0] == ()
    else:
        page.unlink()
        if harm == "other bytes":
            page.write_text("frant")
        elif harm == "a folder":
            page.mkdir()
        elif harm == "a link":
            page.symlink_to(tmp_path / "a/index.html")
        assert (folder.altered, folder.restored) == ({"index.html"}, frozenset())
        assert folder.changes(keys_of(*FILES))[0] == ("index.html",)
    assert not reopened(folder).is_unmodified


@pytest.mark.parametrize("kind", ["a link", "a folder", "a pipe"])
def test_a_record_of_what_is_no_regular_file_is_not_believed(tmp_path: Path, kind: str):
    """The records are in a file that anybody may have changed."""
    folder = recorded_folder(tmp_path)
    page = tmp_path / "index.html"
    page.unlink()
    {"a link": lambda: page.symlink_to("a/index.html"), "a folder": page.mkdir, "a pipe": lambda: os.mkfifo(page)}[kind]()
    status, part = page.lstat(), folder.parts["part"]
    same = {"size": status.st_size, "ctime_ns": status.st_ctime_ns, "mtime_ns": status.st_mtime_ns, "inode": status.st_ino}
    first, *others = part.outputs
    again = opened(tmp_path, {"part": replace(part, outputs=(replace(first, **same), *others))})
    assert (again.altered, again.restored) == ({"index.html"}, frozenset())


def test_a_page_with_another_key_is_made_and_an_unplanned_page_is_removed(tmp_path: Path):
    changes = recorded_folder(tmp_path).changes({"index.html": "another key"} | keys_of("a/b/c.txt", "new.html"))
    assert changes == (("index.html", "new.html"), ("a/index.html",), ())


def test_files_removed_by_the_user_are_listed_while_their_folders_exist(tmp_path: Path):
    folder = recorded_folder(tmp_path)
    (tmp_path / "a/b/c.txt").unlink()
    changes = folder.changes(keys_of("index.html", "a/index.html"))
    assert changes[1:] == ((), ("a/b/c.txt",))
    (tmp_path / "a/b").rmdir()
    (tmp_path / "a/index.html").unlink()
    (tmp_path / "a").rmdir()
    assert reopened(folder).changes(keys_of("index.html"))[2] == ()


def test_an_edited_list_removes_no_outside_and_no_hidden_files(tmp_path: Path):
    outside = write(tmp_path, {"x.txt": "mine"})
    inside = recorded_folder(tmp_path / "site", listed={**FILES, "../x.txt": "", ".git/config": "", "/etc/passwd": ""})
    write(inside.path, {".git/config": "mine"})
    assert inside.changes(keys_of(*FILES))[1] == ()
    assert (outside / "x.txt").exists()


def test_recorded_files_are_ours_even_without_the_list(tmp_path: Path):
    folder = recorded_folder(tmp_path)
    (tmp_path / LIST_OF_FILES).unlink()
    assert folder.owned() == {*FILES, LIST_OF_FILES}
    assert folder.changes(keys_of(*FILES))[0] == (LIST_OF_FILES,)


def test_a_folder_with_foreign_files_only_is_refused(tmp_path: Path):
    write(tmp_path, {"theirs.html": "x", ".hidden": "x"})
    with pytest.raises(UsageError, match="theirs"):
        opened(tmp_path, {}).owned()
    (tmp_path / "theirs.html").unlink()
    assert opened(tmp_path, {}).owned() == {LIST_OF_FILES}, "dot-files are the user's, and never in the way"
    assert opened(tmp_path / "nowhere", {}).owned() == set()


def test_a_folder_that_cannot_be_listed_is_reported_with_a_hint(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    def refuse(path: Path) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    folder = recorded_folder(tmp_path / "site")
    monkeypatch.setattr(os, "scandir", refuse)
    with pytest.raises(DiskError) as caught:
        folder.owned()
    assert str(caught.value) == f"{tmp_path / 'site'}: Permission denied"
    assert caught.value.hint == "check its permissions"


def test_a_foreign_file_is_not_overwritten(tmp_path: Path):
    folder = recorded_folder(tmp_path)
    write(tmp_path, {"new.html": "mine", "folder/x": "mine"})
    for path in ("new.html", "new.html/index.html", "folder"):
        with pytest.raises(UsageError, match="in the way"):
            folder.changes(keys_of(*FILES, path))
    assert folder.changes(keys_of(*FILES, "folder/y"))[0] == ("folder/y",)


def test_a_link_in_a_folder_that_a_page_has_to_replace_is_foreign(tmp_path: Path):
    """Builds make no links."""
    folder = recorded_folder(tmp_path)
    (tmp_path / "new.html").mkdir()
    (tmp_path / "new.html/mine").symlink_to(tmp_path / "a")
    with pytest.raises(UsageError, match=r"in the way: digest did not write new\.html/mine"):
        folder.changes(keys_of(*FILES, "new.html"))


def test_a_link_in_the_place_of_a_page_is_replaced_whatever_it_leads_to(tmp_path: Path):
    folder = recorded_folder(tmp_path / "site")
    write(tmp_path, {"other/mine.txt": "mine"})
    (tmp_path / "site/index.html").unlink()
    (tmp_path / "site/index.html").symlink_to(tmp_path / "other")
    assert folder.changes(keys_of(*FILES)) == (("index.html",), (), ())


@pytest.mark.parametrize(
    ("make", "remove", "found"), [((), (), True), (("a.html",), (), False), ((), ("a.html",), False), (("a",), ("b",), False)]
)
def test_an_output_is_in_place_if_nothing_has_to_be_made_or_removed(
    make: tuple[str, ...], remove: tuple[str, ...], found: bool, monkeypatch: pytest.MonkeyPatch
):
    def compare_site(*_: Any) -> SimpleNamespace:
        return SimpleNamespace(make=make, remove=remove)

    def refuse(*_: Any) -> None:
        raise UsageError("a file is in the way")

    nothing: Any = None
    monkeypatch.setattr(plan_comparison, "compare_site", compare_site)
    assert plan_comparison.is_in_place(nothing, nothing, nothing) == found
    monkeypatch.setattr(plan_comparison, "compare_site", refuse)
    assert not plan_comparison.is_in_place(nothing, nothing, nothing)


@pytest.mark.parametrize("field", ["size", "mtime_ns", "ctime_ns", "inode"])
def test_a_file_with_any_difference_in_its_status_is_compared_by_hash(tmp_path: Path, field: str):
    """A file with the same bytes and another status counts as restored; a file of another size as altered."""
    folder = recorded_folder(tmp_path)
    part = folder.parts["part"]
    first = replace(part.outputs[0], **{field: getattr(part.outputs[0], field) + 1})
    folder = opened(tmp_path, {"part": replace(part, outputs=(first, *part.outputs[1:]))})
    expected = (frozenset({"index.html"}), frozenset()) if field == "size" else (frozenset(), frozenset({"index.html"}))
    assert (folder.altered, folder.restored) == expected and not folder.is_unmodified
    write(tmp_path, {"index.html": "frant"})
    assert reopened(folder).altered == {"index.html"}


def test_each_output_folder_has_its_own_records(tmp_path: Path):
    root = tmp_path / "root"
    root.mkdir()
    with Cache(root / "cache.sqlite") as cache:
        paths = root / "site", root / "a/site", root / "b/site", tmp_path / "site"
        names = [open_folder(path, root, root / ".digest", cache, OutputSetting()).name for path in paths]
        assert names == ["site", "a/site", "b/site", str(tmp_path / "site")]
        cache.put_build("a/site", {"part": PartRecord("key", (), ())}, {}, (), (), 1, {})
        assert [len(open_folder(path, root, root / ".digest", cache, OutputSetting()).parts) for path in paths] == [0, 1, 0, 0]
