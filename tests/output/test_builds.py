"""Builds change the output folder completely or not at all, and never touch foreign files."""

from __future__ import annotations

import errno
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from itertools import count
from pathlib import Path

import msgspec
import pytest

import digest.workspace
from digest.errors import LockedError
from digest.output import journal, render_worker
from digest.output.build_lock import locked
from digest.output.journal import Journal
from digest.output.staging import Staging, put_file
from tests import sites
from tests.conftest import MEMORY
from tests.selection import DAY, LONG, QUICK, examples
from tests.sites import LIST, article, build, clean_build, tree, write

BEFORE = sites.tiny(3) | {
    "digest.yml": sites.SETTINGS + "lists: {front: 0, topics: 0, tags: 0, years: 0, months: 0, days: 0}\n",
    "content/static/notes": "a file",
    "content/static/things/x.txt": "in a folder",
}
AFTER = {
    "content/2026/a0.md": None,
    "content/2026/a1.md": article("Edited", "2026-02-02"),
    "content/2026/new.md": article("New", "2026-03-01", tags="[even]"),
    "content/static/notes": None,
    "content/static/notes/more.txt": "now a folder",
    "content/static/things/x.txt": None,
    "content/static/things": "now a file",
}
"""Added, changed and removed pages and files; a file that becomes a folder, and a folder that becomes a file."""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A small site that was not built yet."""
    return write(tmp_path / "editor", sites.tiny(3))


def edited(root: Path) -> Path:
    """Edit the site as in AFTER."""
    shutil.rmtree(root / "content/static/things")
    (root / "content/static/notes").unlink()
    return write(root, {path: content for path, content in AFTER.items() if content is not None or (root / path).is_file()})


def has_no_leftovers(root: Path, output: str = "site") -> bool:
    beside = [path.name for path in (root / output).parent.iterdir() if "staging" in path.name]
    return not beside and sorted(path.name for path in (root / ".digest").iterdir()) == [".gitignore", "cache.sqlite", "lock"]


# foreign files


def test_a_foreign_folder_is_refused_and_not_touched(root: Path):
    write(root, {"site/index.html": "mine", "site/sub/x": "mine too"})
    before = tree(root / "site")
    built = build(root)
    assert built.code == 2
    assert "is not empty and contains no site made by digest" in built.diagnostics[0]
    assert tree(root / "site") == before


@pytest.mark.parametrize(
    "output",
    [".", "content", "content/x", "themes", "extensions/x", ".digest", ".digest/x", ".git", "..", "/", "digest.yml", "link"],
)
def test_a_forbidden_output_folder_is_refused(root: Path, output: str):
    (root / "link").symlink_to(root / "elsewhere")
    before = tree(root)
    assert build(root, output=output).code == 2
    assert tree(root) == before


def test_an_empty_folder_and_one_with_dot_files_are_accepted(root: Path):
    dots = {"site/.git/HEAD": "ref", "site/.gitignore": "*", "site/.nojekyll": ""}
    write(root, dots)
    assert build(root).code == 0
    write(root, {"content/2026/a0.md": None})
    assert build(root).code == 0
    for path, content in dots.items():
        assert (root / path).read_text() == content


def test_a_foreign_file_among_ours_and_its_folder_are_kept(root: Path):
    assert build(root).code == 0
    write(root, {"site/2026/02/01/a0/mine.txt": "mine", "content/2026/a0.md": None})
    assert build(root).code == 0
    assert tree(root / "site/2026/02/01") == {"a0/mine.txt": b"mine"}


@pytest.mark.parametrize("removed", ["2026/02/01/a0/index.html", "2026/02/01/a0", "2026/02/01"])
def test_an_empty_folder_is_removed_even_if_the_user_removed_its_files(removed: str, root: Path):
    assert build(root).code == 0
    write(root, {"site/2026/mine.txt": "mine"} if removed == "2026/02/01" else {})
    place = root / "site" / removed
    shutil.rmtree(place) if place.is_dir() else place.unlink()
    for path in sorted((root / "content/2026").iterdir()):
        path.unlink()
    assert build(root).code == 0
    assert not [path for path in (root / "site").rglob("*") if path.is_dir() and not any(path.iterdir())]
    assert (root / "site/2026").exists() == (removed == "2026/02/01")
    assert has_no_leftovers(root)


@pytest.mark.parametrize("path", ["about/index.html", "notes.txt", "topics"])
def test_a_foreign_file_in_the_way_is_reported_before_any_change(root: Path, path: str):
    write(root, {"content/pages/about.md": None, "digest.yml": sites.SETTINGS + "lists: {topics: 0}\n"})
    assert build(root).code == 0
    write(root, {f"site/{path}": "mine", "content/2026/a0.md": article("Edited"), "content/static/notes.txt": ""} | sites.tiny(0))
    before = tree(root / "site")
    built = build(root)
    assert built.code == 2
    assert "is in the way: digest did not write" in built.diagnostics[0]
    assert tree(root / "site") == before


def test_a_foreign_file_in_the_place_of_a_removed_page_is_kept(root: Path):
    write(root, {"content/static/notes.txt": "ours"})
    assert build(root).code == 0
    write(root, {"site/notes.txt": None, "content/static/notes.txt": None})
    write(root, {"site/notes.txt/mine.txt": "mine"})
    assert build(root).code == 0
    assert tree(root / "site/notes.txt") == {"mine.txt": b"mine"}


def test_nothing_is_removed_behind_a_symbolic_link(root: Path, tmp_path: Path):
    assert build(root).code == 0
    shutil.copytree(root / "site/about", tmp_path / "elsewhere")
    shutil.rmtree(root / "site/about")
    (root / "site/about").symlink_to(tmp_path / "elsewhere")
    write(root, {"content/pages/about.md": None})
    assert build(root).code == 2
    assert (tmp_path / "elsewhere/index.html").is_file()


def test_foreign_files_in_the_list_of_files_are_not_removed(root: Path):
    write(root, {"site/.git/HEAD": "ref", "outside.txt": "mine"})
    assert build(root).code == 0
    with (root / "site" / LIST).open("a") as listed:
        listed.write(f"../outside.txt\n{root}/outside.txt\n.git/HEAD\n./.git/HEAD\n.digest-files/x\nCON\n\n..\n")
    assert build(root).code == 0
    assert (root / "site/.git/HEAD").read_text() == "ref"
    assert (root / "outside.txt").read_text() == "mine"


def test_without_the_cache_the_list_shows_which_files_are_ours(root: Path, tmp_path: Path):
    assert build(root).code == 0
    shutil.rmtree(root / ".digest")
    write(root, {"content/2026/a0.md": None, "site/mine.txt": "mine"})
    assert build(root).code == 0
    assert tree(root / "site") == clean_build(root, tmp_path / "clean")[1] | {"mine.txt": b"mine"}


def test_two_output_folders_are_independent(root: Path, tmp_path: Path):
    assert build(root).code == 0
    write(root, {"content/2026/a0.md": None})
    before = tree(root / "site")
    assert build(root, output="public").code == 0
    assert tree(root / "site") == before
    assert tree(root / "public") == clean_build(root, tmp_path / "clean")[1]
    assert build(root).code == 0
    assert tree(root / "site") == tree(root / "public")


# builds that fail or are killed


class Killed(BaseException):
    """Simulates kill -9: clean-up code for exceptions must not run for it."""


@contextmanager
def failing(number: int, error: BaseException) -> Iterator[list[int]]:
    """Raise the error instead of call `number` of the functions that change the output folder."""
    calls = [0]

    def wrapped(function: Callable[..., object]) -> Callable[..., object]:
        def call(*arguments: object, **more: object) -> object:
            calls[0] += 1
            if calls[0] == number:
                raise error
            return function(*arguments, **more)

        return call

    def leave(self: Staging, kind: type[BaseException] | None, *_: object) -> None:
        if kind is not Killed:
            clean_up(self)

    clean_up = Staging.__exit__
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Staging, "__exit__", leave)
        for name in ("replace", "rename", "link", "mkdir", "unlink"):
            patch.setattr(os, name, wrapped(getattr(os, name)))
        yield calls


STEP = 1 if LONG else 9 if QUICK else 3
"""The distance between the tested steps. The long run tests every step, other runs a different sample each day."""


def rebuilds(tmp_path: Path, error: BaseException, step: int = 1) -> Iterator[tuple[Path, dict[str, bytes], int]]:
    """Repeat a rebuild, each time with the error at the next call that changes the output folder.

    Yields the site's folder, the previous output, and the exit code.
    """
    for number in count(1 + DAY % step, step):
        root = tmp_path / "editor"
        shutil.rmtree(root, ignore_errors=True)
        write(root, BEFORE)
        assert build(root).code == 0
        before = tree(root / "site")
        edited(root)
        with failing(number, error) as calls:
            try:
                code = build(root).code
            except Killed:
                code = -signal.SIGKILL
        if calls[0] < number:
            assert code == 0
            assert number > 30
            return
        yield root, before, code


@pytest.mark.thorough
@pytest.mark.quick
def test_a_rebuild_that_fails_at_any_step_leaves_the_site_unchanged(tmp_path: Path, step: int = STEP):
    expected = clean_build(edited(write(tmp_path / "other", BEFORE)), tmp_path / "clean")[1]
    for root, before, code in rebuilds(tmp_path, OSError(errno.ENOSPC, "No space left on device", "somewhere"), step):
        if code == 0:
            assert tree(root / "site") == expected, "only obsolete files could not be removed"
        else:
            assert (code, tree(root / "site")) == (3, before)
            assert has_no_leftovers(root)
        assert build(root).code == 0
        assert tree(root / "site") == expected


@pytest.mark.thorough
@pytest.mark.quick
def test_a_rebuild_killed_at_any_step_is_finished_by_the_next_command(tmp_path: Path):
    expected = clean_build(edited(write(tmp_path / "other", BEFORE)), tmp_path / "clean")[1]
    for root, before, code in rebuilds(tmp_path, Killed(), STEP):
        assert code == -signal.SIGKILL
        for path, content in tree(root / "site").items():
            assert content in (b"", before.get(path), expected.get(path)), "a file is complete at any time"
        journal.finish(root / ".digest")
        assert tree(root / "site") in (before, expected)
        assert build(root).code == 0
        assert tree(root / "site") == expected
        assert has_no_leftovers(root)


@pytest.mark.thorough
@pytest.mark.quick
def test_a_rebuild_killed_at_any_step_without_its_state_still_knows_its_files(tmp_path: Path):
    expected = clean_build(edited(write(tmp_path / "other", BEFORE)), tmp_path / "clean")[1]
    for root, _, _ in rebuilds(tmp_path, Killed(), 2 * STEP):
        shutil.rmtree(root / ".digest")
        assert build(root).code == 0
        made = tree(root / "site")
        assert {path: content for path, content in made.items() if not path.endswith("/")} == expected
        assert all(path == "2026/02/01/a0/" for path in made.keys() - expected.keys()), "the owner of an empty folder is unknown"


def test_a_page_that_cannot_be_written_to_staging_leaves_the_site_unchanged(root: Path, monkeypatch: pytest.MonkeyPatch):
    assert build(root).code == 0
    before = tree(root / "site")
    write(root, {"content/2026/a1.md": article("Edited")})

    def full(staging: str, folders: set[str], path: str, data: bytes) -> None:
        if path == "sitemap.xml":
            raise OSError(errno.ENOSPC, "No space left on device", path)
        put_file(staging, folders, path, data)

    with monkeypatch.context() as patch:
        patch.setattr(render_worker, "put_file", full)
        assert build(root).code == 3
    assert tree(root / "site") == before
    assert has_no_leftovers(root)


@pytest.mark.thorough
@pytest.mark.quick
def test_without_hard_links_a_failure_is_undone_as_well(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    def refused(*_: object, **__: object) -> None:
        raise OSError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(os, "link", refused)
    test_a_rebuild_that_fails_at_any_step_leaves_the_site_unchanged(tmp_path, step=STEP + 3)


def write_killed_build(root: Path, put: dict[str, bytes], remove: tuple[str, ...] = ()) -> None:
    """Write the files of a build that was killed right after it wrote its journal."""
    staging = root / ".digest/staging"
    write(staging, put)
    made = msgspec.json.encode(Journal("../site", "staging", tuple(put), remove))
    write(root, {".digest/journal": made})


def test_the_steps_of_a_journal_are_finished(root: Path):
    assert build(root).code == 0
    write_killed_build(
        root,
        {LIST: b"", "index.html": b"new", "deep/er/index.html": b"new"},
        ("about/index.html", "about/coverage/index.html", "gone.html"),
    )
    assert journal.finish(root / ".digest")
    after = tree(root / "site")
    assert after["index.html"] == after["deep/er/index.html"] == b"new"
    assert not (root / "site/about").exists()
    assert not journal.finish(root / ".digest")
    assert has_no_leftovers(root)


def test_a_journal_is_finished_where_an_empty_folder_is_in_the_way(root: Path):
    assert build(root).code == 0
    write(root, {"site/index.html": None})
    (root / "site/index.html/empty").mkdir(parents=True)
    write_killed_build(root, {"index.html": b"new"})
    assert journal.finish(root / ".digest")
    assert tree(root / "site")["index.html"] == b"new"
    assert build(root).code == 0


def test_a_damaged_journal_is_ignored(root: Path, tmp_path: Path):
    assert build(root).code == 0
    for damaged in (b"", b"{", b'{"output": 1}', b"\xff", b'{"output":"\xff"}'):
        write(root, {".digest/journal": damaged, "content/2026/a0.md": article(f"Edited {len(damaged)}")})
        assert build(root).code == 0
        assert has_no_leftovers(root)
    assert tree(root / "site") == clean_build(root, tmp_path / "clean")[1]


@pytest.mark.thorough
@pytest.mark.quick
def test_a_killed_build_of_a_site_that_was_moved_is_finished(tmp_path: Path):
    for root, _, _ in rebuilds(tmp_path, Killed(), step=2 * STEP + 3):
        moved = root.rename(tmp_path / "moved")
        assert build(moved).code == 0
        assert tree(moved / "site") == clean_build(moved, tmp_path / "clean")[1]
        assert has_no_leftovers(moved)
        assert not root.exists()
        shutil.rmtree(moved)


def test_a_site_in_a_folder_whose_name_is_not_utf8_is_rebuilt(tmp_path: Path):
    root = write(Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff")), sites.tiny(2))
    assert build(root).code == 0
    write(root, {"content/2026/a0.md": article("Edited")})
    assert build(root).code == 0


@pytest.mark.thorough
def test_a_build_killed_by_the_system_is_finished_by_the_next_one(tmp_path: Path):
    """Kills a real process at random moments."""
    root, moments = write(tmp_path / "editor", sites.tiny(40)), random.Random(1)
    command = [sys.executable, "-m", "digest", "-C", str(root), "--now", sites.NOW.isoformat(), "build", "-j1"]
    subprocess.run(command, check=True, capture_output=True)
    write(root, {"digest.yml": sites.SETTINGS.replace("Tiny", "Again")})
    start = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    duration = time.perf_counter() - start
    written = [tree(root / "site")]
    for number in range(examples(6)):
        write(root, {"digest.yml": sites.SETTINGS.replace("Tiny", f"Title {number}")})
        with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
            time.sleep(duration * moments.uniform(0.3, 1.1))
            process.kill()
        expected = clean_build(root, tmp_path / "clean")[1]
        written.append(expected)
        for path, content in tree(root / "site").items():
            assert any(content == made.get(path) for made in written), f"{path} is no file of any build"
        assert build(root).code == 0
        assert tree(root / "site") == expected
        assert has_no_leftovers(root)


# one build at a time, and other file systems


def test_a_second_build_waits_and_then_gives_up(root: Path, monkeypatch: pytest.MonkeyPatch):
    messages: list[str] = []
    (root / ".digest").mkdir()
    with locked(root / ".digest", lambda: None):
        with pytest.raises(LockedError), locked(root / ".digest", lambda: messages.append("waiting"), wait=0.2):
            pass
        assert messages == ["waiting"]
        monkeypatch.setattr(digest.workspace, "locked", partial(locked, wait=0.2))
        assert build(root).code == 75
    assert not (root / "site").exists()
    assert build(root).code == 0


def test_an_output_on_another_file_system_is_written_and_failures_are_undone(root: Path, tmp_path: Path):
    others = [place for place in (MEMORY, Path("/var/tmp")) if place.is_dir() and place.stat().st_dev != tmp_path.stat().st_dev]
    if not others:
        pytest.skip("there is only one file system")
    with tempfile.TemporaryDirectory(dir=others[0]) as place:
        output = Path(place, "site")
        assert build(root, output=str(output)).code == 0
        assert tree(output) == clean_build(root, tmp_path / "clean")[1]
        before = tree(output)
        write(root, {"content/2026/a0.md": None, "content/2026/a1.md": article("Edited", "2026-02-02")})
        with failing(5, OSError(errno.EIO, "Input/output error")):
            assert build(root, output=str(output)).code == 3
        assert tree(output) == before
        with failing(5, Killed()), pytest.raises(Killed):
            build(root, output=str(output))
        assert build(root, output=str(output)).code == 0
        assert tree(output) == clean_build(root, tmp_path / "clean")[1]
        assert os.listdir(place) == ["site"]
