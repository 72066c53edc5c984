"""Files are known by their content; what they look like from outside is a shortcut that must never be wrong."""

from __future__ import annotations

import os
from pathlib import Path
from types import SimpleNamespace

import pytest

from digest.disk import files
from digest.disk.files import RACY_NS, Found, Scan, read_bytes, walk
from digest.errors import Fault
from digest.fingerprint import content_hash
from tests.fuzz.doubling import complaint
from tests.sites import write


def walked(root: Path) -> tuple[list[str], list[Fault]]:
    """The files of content/, and what is wrong there."""
    listings = list(walk(root, "content"))
    return [file.path for each in listings for file in each.files], [fault for each in listings for fault in each.faults]


def found(root: Path, path: str = "content/a.md") -> Found:
    (file,) = [file for listing in walk(root, "content") for file in listing.files if file.path == path]
    return file


def scan(root: Path, before: Scan | None, seconds: float) -> tuple[Scan, bool]:
    """A look at the file so many seconds after it was changed; and whether its bytes were read."""
    file = found(root)
    changed = max(file.stamp.mtime_ns, file.stamp.ctime_ns)
    now = Scan(root, before.stamps if before else {}, clock_ns=lambda: changed + int(seconds * 1_000_000_000))
    read: list[str] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(files, "read_bytes", lambda path: read.append(path) or read_bytes(path))
        assert now.name(file) == content_hash((root / "content/a.md").read_bytes())
    return now, bool(read)


def test_a_file_that_did_not_change_is_read_once(tmp_path: Path):
    write(tmp_path, {"content/a.md": "one"})
    first, was_read = scan(tmp_path, None, seconds=3)
    assert was_read
    second, was_read = scan(tmp_path, first, seconds=4)
    assert not was_read
    assert second.stamps == first.stamps


def test_a_file_that_changed_less_than_two_seconds_ago_is_read_again_whatever_it_looks_like(tmp_path: Path):
    assert RACY_NS == 2_000_000_000
    write(tmp_path, {"content/a.md": "one"})
    early, _ = scan(tmp_path, None, seconds=1.9)
    assert early.stamps == {}, "it may change again within the same tick"
    trusted, _ = scan(tmp_path, None, seconds=2.1)
    assert scan(tmp_path, trusted, seconds=1.9)[1]
    assert scan(tmp_path, trusted, seconds=-100)[1], "a file from the future is not trusted"


@pytest.mark.parametrize("field", ["size", "mtime_ns", "ctime_ns", "inode"])
def test_a_file_that_looks_otherwise_in_any_way_is_read_again(tmp_path: Path, field: str):
    write(tmp_path, {"content/a.md": "one"})
    first, _ = scan(tmp_path, None, seconds=3)
    values = {name: getattr(first.stamps["content/a.md"], name) for name in ("size", "mtime_ns", "ctime_ns", "inode", "hash")}
    first.stamps["content/a.md"] = files.Stamp(**values | {field: values[field] + 1})
    assert scan(tmp_path, first, seconds=3)[1]


def test_a_file_that_grew_while_it_was_read_is_not_trusted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    write(tmp_path, {"content/a.md": "one"})
    monkeypatch.setattr(files, "read_bytes", lambda path: b"one and more")
    now = Scan(tmp_path, {}, clock_ns=lambda: 2**62)
    assert now.name(found(tmp_path)) == content_hash(b"one and more")
    assert now.stamps == {}


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
    files, faults = walked(root)
    assert files == ["content/a.md", "content/inside.md"]
    assert {fault.path for fault in faults} == {
        f"content/{name}" for name in ("folder", "gone.md", "loop.md", "outside.md", "relative.md")
    }
    assert {fault.code for fault in faults} == {"E101"}


def test_a_pipe_is_a_fault_and_hangs_nobody(tmp_path: Path):
    write(tmp_path, {"content/a.md": ""})
    os.mkfifo(tmp_path / "content/b.md")
    files, faults = walked(tmp_path)
    assert files == ["content/a.md"]
    assert "not a file" in faults[0].message


def test_a_folder_full_of_backups_takes_time_by_their_number():
    def entries(n: int) -> list[SimpleNamespace]:
        return [SimpleNamespace(name=f"a{i}.orig.md") for i in range(n)]

    assert complaint(entries, files._without_leftovers, most=2**12) == ""
