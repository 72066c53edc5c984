"""Listing folders, and reporting entries that are not part of a site."""

from __future__ import annotations

import contextlib
import errno
import itertools
import os
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from digest.diagnostics import Diagnostic
from digest.files import folder_listing as files
from digest.files.file_reading import NOT_REGULAR
from digest.files.folder_listing import walk
from tests.fuzz.doubling import complaint
from tests.sites import write


def walked(root: Path) -> tuple[list[str], list[Diagnostic]]:
    """Return the paths of the files of content/, and the diagnostics."""
    listings = list(walk(root, "content"))
    return [file.path for each in listings for file in each.files], [
        diagnostic for each in listings for diagnostic in each.diagnostics
    ]


def test_folders_are_nested_up_to_a_maximum_depth(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(files, "MOST_FOLDER_DEPTH", 3)
    write(tmp_path, {"content/a/b/c.md": "", "content/a/b/d/e.md": ""})
    names, diagnostics = walked(tmp_path)
    assert names == ["content/a/b/c.md"]
    assert [(found.path, found.message) for found in diagnostics] == [("content/a/b/d", "more than 3 folders within each other")]


def test_names_are_sorted_and_normalized_in_any_order_of_entries(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    composed, apart = "\u00e9.md", "e\u0301.md"
    write(tmp_path, dict.fromkeys((f"content/{apart}", "content/b.md", "content/a.md"), ""))
    entries = [
        SimpleNamespace(name=entry.name, path=entry.path, is_symlink=entry.is_symlink, is_dir=entry.is_dir, stat=entry.stat)
        for entry in os.scandir(tmp_path / "content")
    ]
    for order in itertools.permutations(entries):
        monkeypatch.setattr(os, "scandir", lambda _, order=order: contextlib.nullcontext(order))
        assert walked(tmp_path) == (["content/a.md", "content/b.md", f"content/{composed}"], [])
    monkeypatch.undo()
    write(tmp_path, {f"content/{composed}": ""})
    names, diagnostics = walked(tmp_path)
    assert len(names) == 3 and ["two forms of Unicode" in found.message for found in diagnostics] == [True]


@pytest.mark.parametrize(
    ("one", "other"),
    [("\u00c5.md", "\u212b.md"), ("\u00c5.md", "A\u030a.md"), ("K.md", "\u212a.md"), ("a;b.md", "a\u037eb.md")],
    ids=["angstrom", "ring", "kelvin", "question mark"],
)
def test_a_name_in_another_form_of_unicode_is_reported_wherever_it_is_sorted(one: str, other: str, tmp_path: Path):
    """Some letters become ASCII: otherwise two files would have the same path."""
    write(tmp_path, {f"content/{name}": "" for name in (one, other)})
    names, diagnostics = walked(tmp_path)
    assert names == [f"content/{one}"]
    assert ["two forms of Unicode" in found.message for found in diagnostics] == [True]
    (tmp_path / "content" / one).unlink()
    assert walked(tmp_path) == ([f"content/{one}"], [])


def test_files_are_sorted_by_name_and_junk_files_skipped(tmp_path: Path):
    leave = dict.fromkeys(
        ["content/.hidden", "content/.d/x", "content/a.md~", "content/#a.md#", "content/.a.md.swp", "content/x.tmp"], ""
    )
    write(tmp_path, {"content/b.md": "", "content/B.md": "", "content/a.md": "", "content/c/d.txt": "", **leave})
    assert walked(tmp_path) == (["content/B.md", "content/a.md", "content/b.md", "content/c/d.txt"], [])


def test_symbolic_links_are_followed_only_to_files_of_the_site(tmp_path: Path):
    root = write(tmp_path / "site", {"content/a.md": "one", "shared/b.md": "two"})
    write(tmp_path, {"outside.md": "secret"})
    for name, target in {
        "inside.md": root / "shared/b.md",
        "outside.md": tmp_path / "outside.md",
        "relative.md": "../../outside.md",
        "loop.md": "loop.md",
        "folder": root / "shared",
        "gone.md": root / "gone.md",
    }.items():
        (root / "content" / name).symlink_to(target)
    files, diagnostics = walked(root)
    assert files == ["content/a.md", "content/inside.md"]
    assert {diagnostic.path for diagnostic in diagnostics} == {
        f"content/{name}" for name in ("folder", "gone.md", "loop.md", "outside.md", "relative.md")
    }
    assert {diagnostic.code for diagnostic in diagnostics} == {"E101"}


def test_a_pipe_is_an_error_and_does_not_block(tmp_path: Path):
    write(tmp_path, {"content/a.md": ""})
    os.mkfifo(tmp_path / "content/b.md")
    files, diagnostics = walked(tmp_path)
    assert files == ["content/a.md"]
    assert "not a file" in diagnostics[0].message


def test_a_folder_full_of_backups_takes_linear_time():
    def entries(n: int) -> list[SimpleNamespace]:
        return [SimpleNamespace(name=f"a{i}.orig.md") for i in range(n)]

    assert complaint(entries, files._without_leftovers, most=2**12) == ""


def test_backups_and_conflict_copies_are_skipped_and_listed(tmp_path: Path):
    copies = ["a.md~", "b.md.bak", "c.orig.md", "d.sync-conflict-20260101-120000.md"]
    unnamed = [".e.md~", "f.swp", "#g.md#", "Thumbs.db"]
    files_of_site = ["c.md", "h.orig.md", "i.original.md"]
    write(tmp_path, dict.fromkeys([f"content/{name}" for name in (*copies, *unnamed, *files_of_site)], ""))
    listed = files.listing(tmp_path, "content")
    assert [file.path for file in listed.files] == [f"content/{name}" for name in files_of_site]
    assert listed.copies == tuple(f"content/{name}" for name in copies) and listed.diagnostics == ()


def test_an_entry_that_cannot_be_read_is_reported_with_a_hint(tmp_path: Path):
    root = write(tmp_path / "site", {"content/folder.md/a.txt": "", "shared/b.md": ""})
    write(tmp_path, {"outside.md": ""})
    os.mkfifo(root / "content/pipe.md")
    for name, target in {
        "broken.md": "nowhere.md",
        "folder": "../shared",
        "loop.md": "loop.md",
        "out.md": "../../outside.md",
    }.items():
        (root / "content" / name).symlink_to(target)
    listed = files.listing(root, "content")
    assert listed.files == () and listed.folders == ("content/folder.md",)
    assert [(found.path.removeprefix("content/"), found.message, found.hint) for found in listed.diagnostics] == [
        ("broken.md", "a broken link to nowhere.md", "remove it, or copy the file here"),
        ("folder", "a link to a folder, ../shared", "copy the folder here: links to folders are not followed"),
        ("folder.md", "a folder with the name of an article", "rename it"),
        ("loop.md", "a broken link to loop.md", "remove it, or copy the file here"),
        ("out.md", "a link that leads out of the site, to ../../outside.md", "copy what is there to this place"),
        ("pipe.md", NOT_REGULAR, "remove it"),
    ]


def test_a_folder_that_cannot_be_listed_is_reported(tmp_path: Path):
    write(tmp_path, {"site/content": "a file", "elsewhere/a.md": ""})
    (tmp_path / "site/linked").symlink_to(tmp_path / "elsewhere")
    found = {name: files.listing(tmp_path / "site", name) for name in ("content", "linked", "missing")}
    assert all(not listed.files and not listed.folders for listed in found.values())
    assert [diagnostic.message for diagnostic in found["content"].diagnostics] == ["a file with the name of a folder"]
    (linked,) = found["linked"].diagnostics
    assert linked.message.startswith("a link that leads out of the site") and found["missing"].diagnostics == ()


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="other systems have no such names")
def test_a_name_that_is_not_utf_8_is_reported_with_escapes(tmp_path: Path):
    write(tmp_path, {"content/a.md": ""})
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/content/\xff.md")).write_bytes(b"")
    names, (diagnostic,) = walked(tmp_path)
    assert names == ["content/a.md"]
    assert (diagnostic.path, diagnostic.message) == (r"content/\udcff.md", "the file name is not UTF-8")


def test_a_linked_file_is_read_where_it_is(tmp_path: Path):
    root = write(tmp_path, {"shared/b.md": "", "content/a.md": ""})
    (root / "content/linked.md").symlink_to("../shared/b.md")
    listed = files.listing(root, "content")
    assert [(file.path, file.real) for file in listed.files] == [
        ("content/a.md", f"{root}/content/a.md"),
        ("content/linked.md", f"{root}/shared/b.md"),
    ]


def test_names_are_shown_in_one_line(tmp_path: Path):
    write(tmp_path, {"content/a\nb.md~": ""})
    for name, target in (("out.md", "../../x\ny"), ("broken.md", "x\ny")):
        (tmp_path / "content" / name).symlink_to(target)
    listed = files.listing(tmp_path, "content")
    shown = (*listed.copies, *(found.message for found in listed.diagnostics))
    assert len(shown) == 3 and not any("\n" in text for text in shown)


def test_why_a_folder_or_a_file_cannot_be_read_is_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    def refuse(*_: object, **__: object) -> None:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    entry = SimpleNamespace(name="a.md", path="a.md", is_symlink=lambda: False, is_dir=lambda **_: False, stat=refuse)
    for scandir, path, what in (
        (refuse, "content", "the folder"),
        (lambda _: contextlib.nullcontext([entry]), "content/a.md", "the file"),
    ):
        monkeypatch.setattr(os, "scandir", scandir)
        (found,) = files.listing(tmp_path, "content").diagnostics
        assert (found.path, found.message) == (path, f"{what} cannot be read: Input/output error")
        assert found.hint == "check its permissions"
