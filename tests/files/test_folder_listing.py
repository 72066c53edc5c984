"""Files are known by their content; what they look like from outside is a shortcut that must never be wrong."""

from __future__ import annotations

import contextlib
import errno
import itertools
import os
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from digest.diagnostics import Diagnostic
from digest.files import folder_listing as files
from digest.files.file_reading import file_hash, open_file, read_bytes, read_pieces
from digest.files.file_states import RACY_NS, FoundFile, Scan
from digest.files.folder_listing import walk
from digest.hashing import content_hash
from tests.fuzz.doubling import complaint
from tests.sites import write


def walked(root: Path) -> tuple[list[str], list[Diagnostic]]:
    """The files of content/, and what is wrong there."""
    listings = list(walk(root, "content"))
    return [file.path for each in listings for file in each.files], [
        diagnostic for each in listings for diagnostic in each.diagnostics
    ]


def found(root: Path, path: str = "content/a.md") -> FoundFile:
    (file,) = [file for listing in walk(root, "content") for file in listing.files if file.path == path]
    return file


def scan(root: Path, before: Scan | None, seconds: float) -> tuple[Scan, bool]:
    """A look at the file so many seconds after it was changed; and whether its bytes were read."""
    file = found(root)
    changed = max(file.state.mtime_ns, file.state.ctime_ns)
    now = Scan(root, before.file_states if before else {}, clock_ns=lambda: changed + int(seconds * 1_000_000_000))
    read: list[str] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(files, "read_bytes", lambda path: read.append(path) or read_bytes(path))
        assert now.hash(file) == content_hash((root / "content/a.md").read_bytes())
    return now, bool(read)


def test_a_file_that_did_not_change_is_read_once(tmp_path: Path):
    write(tmp_path, {"content/a.md": "one"})
    first, was_read = scan(tmp_path, None, seconds=3)
    assert was_read
    second, was_read = scan(tmp_path, first, seconds=4)
    assert not was_read
    assert second.file_states == first.file_states


def test_a_file_that_changed_less_than_two_seconds_ago_is_read_again_whatever_it_looks_like(tmp_path: Path):
    assert RACY_NS == 2_000_000_000
    write(tmp_path, {"content/a.md": "one"})
    early, _ = scan(tmp_path, None, seconds=1.9)
    assert early.file_states == {}, "it may change again within the same tick"
    trusted, _ = scan(tmp_path, None, seconds=2.1)
    assert scan(tmp_path, trusted, seconds=1.9)[1]
    assert scan(tmp_path, trusted, seconds=-100)[1], "a file from the future is not trusted"


@pytest.mark.parametrize("field", ["size", "mtime_ns", "ctime_ns", "inode"])
def test_a_file_that_looks_otherwise_in_any_way_is_read_again(tmp_path: Path, field: str):
    write(tmp_path, {"content/a.md": "one"})
    first, _ = scan(tmp_path, None, seconds=3)
    values = {name: getattr(first.file_states["content/a.md"], name) for name in ("size", "mtime_ns", "ctime_ns", "inode", "hash")}
    first.file_states["content/a.md"] = files.FileState(**values | {field: values[field] + 1})
    assert scan(tmp_path, first, seconds=3)[1]


def test_a_file_that_grew_while_it_was_read_is_not_trusted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    write(tmp_path, {"content/a.md": "one"})
    monkeypatch.setattr(files, "read_bytes", lambda path: b"one and more")
    now = Scan(tmp_path, {}, clock_ns=lambda: 2**62)
    assert now.hash(found(tmp_path)) == content_hash(b"one and more")
    assert now.file_states == {}


def test_a_file_whose_status_changed_a_moment_ago_is_read_again_however_old_its_bytes_are(tmp_path: Path):
    write(tmp_path, {"content/a.md": "one"})
    os.utime(tmp_path / "content/a.md", (1_000_000_000, 1_000_000_000))  # as `cp -p` and `tar` do
    assert found(tmp_path).state.mtime_ns < found(tmp_path).state.ctime_ns
    assert scan(tmp_path, None, seconds=1.9)[0].file_states == {}
    assert scan(tmp_path, None, seconds=2.1)[0].file_states


@pytest.mark.parametrize(("known", "is_worth"), [(0, True), (18, True), (19, False)])
def test_states_are_stored_if_more_than_a_twentieth_is_new(tmp_path: Path, known: int, is_worth: bool):
    names = [f"content/{number:02}.md" for number in range(known + 1)]
    write(tmp_path, dict.fromkeys(names, "text"))
    late = 2**62
    first = Scan(tmp_path, {}, clock_ns=lambda: late)
    for name in names[1:]:
        first.hash(found(tmp_path, name))
    again = Scan(tmp_path, first.file_states, clock_ns=lambda: late)
    for name in names:
        again.hash(found(tmp_path, name))
    assert (again.learned, again.is_worth_storing) == (1, is_worth)
    assert not Scan(tmp_path, {}).is_worth_storing


@pytest.mark.parametrize(("most", "is_read"), [(None, True), (5, True), (4, False)])
def test_a_huge_file_is_known_by_its_status(tmp_path: Path, most: int | None, is_read: bool):
    write(tmp_path, {"content/a.md": "12345"})
    now = Scan(tmp_path, {}, clock_ns=lambda: 2**62, most=most)
    assert (now.hash(found(tmp_path)) == content_hash(b"12345")) == is_read
    assert bool(now.file_states) == is_read


def test_a_file_is_read_up_to_a_number_of_bytes(tmp_path: Path):
    path = str(write(tmp_path, {"a": "12345"}) / "a")
    assert read_bytes(path, 5) == b"12345"
    for read in (lambda: read_bytes(path, 4), lambda: read_bytes("/proc/self/status", 10)):  # of which the system says: no bytes
        with pytest.raises(OSError, match="larger than") as raised:
            read()
        assert raised.value.errno == errno.EFBIG


@pytest.mark.parametrize("read", [read_bytes, file_hash, lambda path, **how: list(read_pieces(path, **how))])
def test_a_link_is_followed_unless_it_may_not_be(tmp_path: Path, read: Callable[..., Any]):
    write(tmp_path, {"a": "text"})
    (tmp_path / "link").symlink_to("a")
    assert read(str(tmp_path / "link")) == read(str(tmp_path / "a"), follow=False)
    with pytest.raises(OSError, match="symbolic links"):
        read(str(tmp_path / "link"), follow=False)
    os.close(open_file(str(tmp_path / "link")))


def test_the_hash_of_a_file_is_that_of_its_bytes_however_many_pieces_it_is_read_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(files, "PIECE", 3)
    for text in ("", "abc", "abcd", "abcdefg"):
        path = str(write(tmp_path, {"a": text}) / "a")
        assert file_hash(path) == (content_hash(text.encode()), len(text))
        assert b"".join(read_pieces(path)) == text.encode()


def test_folders_lie_within_each_other_up_to_a_depth(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(files, "DEPTH", 3)
    write(tmp_path, {"content/a/b/c.md": "", "content/a/b/d/e.md": ""})
    names, diagnostics = walked(tmp_path)
    assert names == ["content/a/b/c.md"]
    assert [(found.path, found.message) for found in diagnostics] == [("content/a/b/d", "more than 3 folders within each other")]


def test_names_are_in_one_form_of_unicode_and_in_order_whatever_the_disk_gives(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
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


def test_files_come_in_the_order_of_their_names_without_what_editors_leave(tmp_path: Path):
    leave = dict.fromkeys(
        ["content/.hidden", "content/.d/x", "content/a.md~", "content/#a.md#", "content/.a.md.swp", "content/x.tmp"], ""
    )
    write(tmp_path, {"content/b.md": "", "content/a.md": "", "content/c/d.txt": "", **leave})
    assert walked(tmp_path) == (["content/a.md", "content/b.md", "content/c/d.txt"], [])


def test_symbolic_links_lead_to_files_of_the_site_and_nowhere_else(tmp_path: Path):
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


def test_a_pipe_is_a_fault_and_hangs_nobody(tmp_path: Path):
    write(tmp_path, {"content/a.md": ""})
    os.mkfifo(tmp_path / "content/b.md")
    files, diagnostics = walked(tmp_path)
    assert files == ["content/a.md"]
    assert "not a file" in diagnostics[0].message


def test_a_folder_full_of_backups_takes_time_by_their_number():
    def entries(n: int) -> list[SimpleNamespace]:
        return [SimpleNamespace(name=f"a{i}.orig.md") for i in range(n)]

    assert complaint(entries, files._without_leftovers, most=2**12) == ""
