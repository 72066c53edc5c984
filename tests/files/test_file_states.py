"""Files are identified by their bytes; their state is a shortcut that must never be wrong."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from msgspec.structs import replace

from digest.files import file_states
from digest.files.file_reading import read_bytes
from digest.files.file_states import RACY_NS, FoundFile, Scan
from digest.files.folder_listing import walk
from digest.hashing import content_hash
from tests.sites import write


def found(root: Path, path: str = "content/a.md") -> FoundFile:
    (file,) = [file for listing in walk(root, "content") for file in listing.files if file.path == path]
    return file


def scan(root: Path, before: Scan | None, seconds: float) -> tuple[Scan, bool]:
    """Scan the file some seconds after its change, and return whether its bytes were read."""
    file = found(root)
    changed = max(file.state.mtime_ns, file.state.ctime_ns)
    now = Scan(root, before.file_states if before else {}, clock_ns=lambda: changed + int(seconds * 1_000_000_000))
    read: list[str] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(file_states, "read_bytes", lambda path: read.append(path) or read_bytes(path))
        assert now.read(file).hash == content_hash((root / "content/a.md").read_bytes())
    return now, bool(read)


def test_an_unchanged_file_is_read_once(tmp_path: Path):
    write(tmp_path, {"content/a.md": "one"})
    first, was_read = scan(tmp_path, None, seconds=3)
    assert was_read
    second, was_read = scan(tmp_path, first, seconds=4)
    assert not was_read
    assert second.file_states == first.file_states


def test_a_file_that_changed_less_than_two_seconds_ago_is_always_read_again(tmp_path: Path):
    assert RACY_NS == 2_000_000_000
    write(tmp_path, {"content/a.md": "one"})
    early, _ = scan(tmp_path, None, seconds=1.9)
    assert early.file_states == {}, "it may change again within the same clock tick"
    trusted, _ = scan(tmp_path, None, seconds=2.1)
    assert scan(tmp_path, trusted, seconds=1.9)[1]
    assert scan(tmp_path, trusted, seconds=-100)[1], "a file from the future is not trusted"


@pytest.mark.parametrize("field", ["size", "mtime_ns", "ctime_ns", "inode"])
def test_a_file_with_any_difference_in_its_state_is_read_again(tmp_path: Path, field: str):
    write(tmp_path, {"content/a.md": "one"})
    first, _ = scan(tmp_path, None, seconds=3)
    values = {name: getattr(first.file_states["content/a.md"], name) for name in ("size", "mtime_ns", "ctime_ns", "inode", "hash")}
    first.file_states["content/a.md"] = file_states.FileState(**values | {field: values[field] + 1})
    assert scan(tmp_path, first, seconds=3)[1]


def test_a_file_that_grew_while_it_was_read_is_not_trusted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    write(tmp_path, {"content/a.md": "one"})
    monkeypatch.setattr(file_states, "read_bytes", lambda path: b"one and more")
    now = Scan(tmp_path, {}, clock_ns=lambda: 2**62)
    assert now.read(found(tmp_path)).hash == content_hash(b"one and more")
    assert now.file_states == {}


def test_a_file_with_a_recent_ctime_and_an_old_mtime_is_read_again(tmp_path: Path):
    write(tmp_path, {"content/a.md": "one"})
    os.utime(tmp_path / "content/a.md", (1_000_000_000, 1_000_000_000))  # as `cp -p` and `tar` do
    assert found(tmp_path).state.mtime_ns < found(tmp_path).state.ctime_ns
    assert scan(tmp_path, None, seconds=1.9)[0].file_states == {}
    assert scan(tmp_path, None, seconds=2.1)[0].file_states


@pytest.mark.parametrize(
    ("known", "size", "is_worth"),
    [(0, 9, True), (18, 9, True), (19, 9, False), (19, 1023, False), (19, 1024, True), (20, 2047, False)],
)
def test_states_are_stored_if_a_twentieth_is_new_or_many_bytes_were_read(tmp_path: Path, known: int, size: int, is_worth: bool):
    names = [f"content/{number:02}.md" for number in range(known + 1)]
    write(tmp_path, dict.fromkeys(names, "x" * size))
    late = 2**62
    first = Scan(tmp_path, {}, clock_ns=lambda: late)
    for name in names[1:]:
        first.read(found(tmp_path, name))
    again = Scan(tmp_path, first.file_states, clock_ns=lambda: late)
    for name in names:
        again.read(found(tmp_path, name))
    assert (again.learned_states, again.has_states_worth_storing) == (1, is_worth)
    assert not Scan(tmp_path, {}).has_states_worth_storing


@pytest.mark.parametrize(("most", "is_read"), [(None, True), (5, True), (4, False)])
def test_a_huge_file_is_identified_by_its_state(tmp_path: Path, most: int | None, is_read: bool):
    write(tmp_path, {"content/a.md": "12345"})
    now = Scan(tmp_path, {}, clock_ns=lambda: 2**62, max_bytes=most)
    assert (now.read(found(tmp_path)).hash == content_hash(b"12345")) == is_read
    assert bool(now.file_states) == is_read


def test_a_file_that_a_clock_dates_in_the_future_is_not_trusted(tmp_path: Path):
    write(tmp_path, {"content/a.md": "one"})
    file = found(tmp_path)
    later = replace(file, state=replace(file.state, mtime_ns=2**62))
    now = Scan(tmp_path, {}, clock_ns=lambda: 2**61)
    assert now.read(later).hash == content_hash(b"one") and now.file_states == {}


def test_a_huge_file_with_another_status_is_another_file(tmp_path: Path):
    write(tmp_path, {"content/a.md": "12345"})
    file = found(tmp_path)
    later = replace(file, state=replace(file.state, mtime_ns=file.state.mtime_ns + 1))
    assert Scan(tmp_path, {}, max_bytes=4).read(file).hash != Scan(tmp_path, {}, max_bytes=4).read(later).hash


def test_a_file_keeps_its_path_and_place_whether_it_is_read_or_known(tmp_path: Path):
    write(tmp_path, {"content/a.md": "one"})
    file = found(tmp_path)
    first = Scan(tmp_path, {}, clock_ns=lambda: 2**62)
    again = Scan(tmp_path, first.file_states, clock_ns=lambda: 2**62)
    for scan_of_site in (first, again):
        assert (scan_of_site.read(file).path, scan_of_site.read(file).real) == (file.path, file.real)
