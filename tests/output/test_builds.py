"""The output folder: never half a site, never somebody else's file."""

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
from digest.output import journal
from digest.output import render_worker as press
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
"""Pages and files that come, change and go; a file that becomes a folder, and a folder that becomes a file."""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A tiny site, not yet built."""
    return write(tmp_path / "editor", sites.tiny(3))


def edited(root: Path) -> Path:
    """The site as in AFTER."""
    shutil.rmtree(root / "content/static/things")
    (root / "content/static/notes").unlink()
    return write(root, {path: content for path, content in AFTER.items() if content is not None or (root / path).is_file()})


def nothing_is_left_over(root: Path, output: str = "site") -> bool:
    beside = [path.name for path in (root / output).parent.iterdir() if "staging" in path.name]
    return not beside and sorted(path.name for path in (root / ".digest").iterdir()) == [".gitignore", "cache.sqlite", "lock"]


# foreign files


def test_a_folder_that_is_not_ours_is_refused_and_not_touched(root: Path):
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
def test_a_folder_that_must_not_be_written_to_is_refused(root: Path, output: str):
    (root / "link").symlink_to(root / "elsewhere")
    before = tree(root)
    assert build(root, output=output).code == 2
    assert tree(root) == before


def test_an_empty_folder_and_one_with_dot_files_are_taken(root: Path):
    dots = {"site/.git/HEAD": "ref", "site/.gitignore": "*", "site/.nojekyll": ""}
    write(root, dots)
    assert build(root).code == 0
    write(root, {"content/2026/a0.md": None})
    assert build(root).code == 0
    for path, content in dots.items():
        assert (root / path).read_text() == content


def test_a_foreign_file_among_ours_stays_and_keeps_its_folder(root: Path):
    assert build(root).code == 0
    write(root, {"site/2026/02/01/a0/mine.txt": "mine", "content/2026/a0.md": None})
    assert build(root).code == 0
    assert tree(root / "site/2026/02/01") == {"a0/mine.txt": b"mine"}


@pytest.mark.parametrize("gone", ["2026/02/01/a0/index.html", "2026/02/01/a0", "2026/02/01"])
def test_a_folder_goes_also_when_somebody_else_removed_what_was_in_it(gone: str, root: Path):
    assert build(root).code == 0
    write(root, {"site/2026/mine.txt": "mine"} if gone == "2026/02/01" else {})
    place = root / "site" / gone
    shutil.rmtree(place) if place.is_dir() else place.unlink()
    for path in sorted((root / "content/2026").iterdir()):
        path.unlink()
    assert build(root).code == 0
    assert not [path for path in (root / "site").rglob("*") if path.is_dir() and not any(path.iterdir())]
    assert (root / "site/2026").exists() == (gone == "2026/02/01")
    assert nothing_is_left_over(root)


@pytest.mark.parametrize("path", ["about/index.html", "notes.txt", "topics"])
def test_a_foreign_file_in_the_way_is_refused_before_anything_is_touched(root: Path, path: str):
    write(root, {"content/pages/about.md": None, "digest.yml": sites.SETTINGS + "lists: {topics: 0}\n"})
    assert build(root).code == 0
    write(root, {f"site/{path}": "mine", "content/2026/a0.md": article("Edited"), "content/static/notes.txt": ""} | sites.tiny(0))
    before = tree(root / "site")
    built = build(root)
    assert built.code == 2
    assert "is in the way: digest did not write" in built.diagnostics[0]
    assert tree(root / "site") == before


def test_a_page_that_became_a_folder_with_a_foreign_file_stays_when_it_is_no_longer_planned(root: Path):
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


def test_a_list_of_files_that_names_others_removes_none_of_them(root: Path):
    write(root, {"site/.git/HEAD": "ref", "outside.txt": "mine"})
    assert build(root).code == 0
    with (root / "site" / LIST).open("a") as listed:
        listed.write(f"../outside.txt\n{root}/outside.txt\n.git/HEAD\n./.git/HEAD\n.digest-files/x\nCON\n\n..\n")
    assert build(root).code == 0
    assert (root / "site/.git/HEAD").read_text() == "ref"
    assert (root / "outside.txt").read_text() == "mine"


def test_without_memo_and_with_the_list_what_is_ours_is_known(root: Path, tmp_path: Path):
    assert build(root).code == 0
    shutil.rmtree(root / ".digest")
    write(root, {"content/2026/a0.md": None, "site/mine.txt": "mine"})
    assert build(root).code == 0
    assert tree(root / "site") == clean_build(root, tmp_path / "clean")[1] | {"mine.txt": b"mine"}


def test_two_output_folders_are_kept_apart(root: Path, tmp_path: Path):
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
    """Stands for kill -9: what cleans up after exceptions must not run for it."""


@contextmanager
def failing(number: int, error: BaseException) -> Iterator[list[int]]:
    """Raise the error instead of the call `number` of those that change what the output folder holds."""
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
"""Except in the long search, not at every step: each day at others."""


def rebuilds(tmp_path: Path, error: BaseException, step: int = 1) -> Iterator[tuple[Path, dict[str, bytes], int]]:
    """The same rebuild again and again, with the error at one call that changes the output folder after the other.

    Yields the site's folder, the output as it was before, and the exit code.
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
def test_a_rebuild_that_fails_at_any_step_leaves_the_site_as_it_was(tmp_path: Path, step: int = STEP):
    expected = clean_build(edited(write(tmp_path / "other", BEFORE)), tmp_path / "clean")[1]
    for root, before, code in rebuilds(tmp_path, OSError(errno.ENOSPC, "No space left on device", "somewhere"), step):
        if code == 0:
            assert tree(root / "site") == expected, "only what no longer counts could not be cleared away"
        else:
            assert (code, tree(root / "site")) == (3, before)
            assert nothing_is_left_over(root)
        assert build(root).code == 0
        assert tree(root / "site") == expected


@pytest.mark.thorough
@pytest.mark.quick
def test_a_rebuild_that_is_killed_at_any_step_is_finished_by_the_next_command(tmp_path: Path):
    expected = clean_build(edited(write(tmp_path / "other", BEFORE)), tmp_path / "clean")[1]
    for root, before, code in rebuilds(tmp_path, Killed(), STEP):
        assert code == -signal.SIGKILL
        for path, content in tree(root / "site").items():
            assert content in (b"", before.get(path), expected.get(path)), "a file is whole at any time"
        journal.finish(root / ".digest")
        assert tree(root / "site") in (before, expected)
        assert build(root).code == 0
        assert tree(root / "site") == expected
        assert nothing_is_left_over(root)


@pytest.mark.thorough
@pytest.mark.quick
def test_a_rebuild_that_is_killed_at_any_step_and_loses_its_notes_still_knows_its_own_files(tmp_path: Path):
    expected = clean_build(edited(write(tmp_path / "other", BEFORE)), tmp_path / "clean")[1]
    for root, _, _ in rebuilds(tmp_path, Killed(), 2 * STEP):
        shutil.rmtree(root / ".digest")
        assert build(root).code == 0
        made = tree(root / "site")
        assert {path: content for path, content in made.items() if not path.endswith("/")} == expected
        assert all(path == "2026/02/01/a0/" for path in made.keys() - expected.keys()), "nobody knows whose an empty folder is"


def test_a_page_that_cannot_be_written_to_staging_leaves_the_site_as_it_was(root: Path, monkeypatch: pytest.MonkeyPatch):
    assert build(root).code == 0
    before = tree(root / "site")
    write(root, {"content/2026/a1.md": article("Edited")})

    def full(staging: str, folders: set[str], path: str, data: bytes) -> None:
        if path == "sitemap.xml":
            raise OSError(errno.ENOSPC, "No space left on device", path)
        put_file(staging, folders, path, data)

    with monkeypatch.context() as patch:
        patch.setattr(press, "put_file", full)
        assert build(root).code == 3
    assert tree(root / "site") == before
    assert nothing_is_left_over(root)


@pytest.mark.thorough
@pytest.mark.quick
def test_without_hard_links_the_site_is_written_and_a_failure_undone_all_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    def refused(*_: object, **__: object) -> None:
        raise OSError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(os, "link", refused)
    test_a_rebuild_that_fails_at_any_step_leaves_the_site_as_it_was(tmp_path, step=STEP + 3)


def by_hand(root: Path, put: dict[str, bytes], remove: tuple[str, ...] = ()) -> None:
    """The traces of a build that was killed right after it wrote its journal."""
    staging = root / ".digest/staging"
    write(staging, put)
    made = msgspec.json.encode(Journal("../site", "staging", tuple(put), remove))
    write(root, {".digest/journal": made})


def test_what_a_journal_names_is_done_first(root: Path):
    assert build(root).code == 0
    by_hand(
        root,
        {LIST: b"", "index.html": b"new", "deep/er/index.html": b"new"},
        ("about/index.html", "about/coverage/index.html", "gone.html"),
    )
    assert journal.finish(root / ".digest")
    after = tree(root / "site")
    assert after["index.html"] == after["deep/er/index.html"] == b"new"
    assert not (root / "site/about").exists()
    assert not journal.finish(root / ".digest")
    assert nothing_is_left_over(root)


def test_a_journal_is_finished_where_an_empty_folder_is_in_the_way(root: Path):
    assert build(root).code == 0
    write(root, {"site/index.html": None})
    (root / "site/index.html/empty").mkdir(parents=True)
    by_hand(root, {"index.html": b"new"})
    assert journal.finish(root / ".digest")
    assert tree(root / "site")["index.html"] == b"new"
    assert build(root).code == 0


def test_a_journal_that_is_damaged_is_ignored(root: Path, tmp_path: Path):
    assert build(root).code == 0
    for damaged in (b"", b"{", b'{"output": 1}', b"\xff", b'{"output":"\xff"}'):
        write(root, {".digest/journal": damaged, "content/2026/a0.md": article(f"Edited {len(damaged)}")})
        assert build(root).code == 0
        assert nothing_is_left_over(root)
    assert tree(root / "site") == clean_build(root, tmp_path / "clean")[1]


@pytest.mark.thorough
@pytest.mark.quick
def test_a_site_that_was_moved_after_a_build_was_killed_is_finished_where_it_is(tmp_path: Path):
    for root, _, _ in rebuilds(tmp_path, Killed(), step=2 * STEP + 3):
        moved = root.rename(tmp_path / "moved")
        assert build(moved).code == 0
        assert tree(moved / "site") == clean_build(moved, tmp_path / "clean")[1]
        assert nothing_is_left_over(moved)
        assert not root.exists()
        shutil.rmtree(moved)


def test_a_site_in_a_folder_whose_name_is_no_text_is_built_again(tmp_path: Path):
    root = write(Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff")), sites.tiny(2))
    assert build(root).code == 0
    write(root, {"content/2026/a0.md": article("Edited")})
    assert build(root).code == 0


@pytest.mark.thorough
def test_a_build_killed_by_the_system_is_finished_by_the_next_one(tmp_path: Path):
    """Kills at random moments of a real process; the cache and everything else stays as the process left it."""
    root, moments = write(tmp_path / "editor", sites.tiny(40)), random.Random(1)
    command = [sys.executable, "-m", "digest", "-C", str(root), "--now", sites.NOW.isoformat(), "build", "-j1"]
    subprocess.run(command, check=True, capture_output=True)
    write(root, {"digest.yml": sites.SETTINGS.replace("Tiny", "Again")})
    begun = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    whole = time.perf_counter() - begun
    written = [tree(root / "site")]
    for number in range(examples(6)):
        write(root, {"digest.yml": sites.SETTINGS.replace("Tiny", f"Title {number}")})
        with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
            time.sleep(whole * moments.uniform(0.3, 1.1))
            process.kill()
        expected = clean_build(root, tmp_path / "clean")[1]
        written.append(expected)
        for path, content in tree(root / "site").items():
            assert any(content == made.get(path) for made in written), f"{path} is no file of any build"
        assert build(root).code == 0
        assert tree(root / "site") == expected
        assert nothing_is_left_over(root)


# one build at a time, and other file systems


def test_a_second_build_waits_and_then_gives_up(root: Path, monkeypatch: pytest.MonkeyPatch):
    told: list[str] = []
    (root / ".digest").mkdir()
    with locked(root / ".digest", lambda: None):
        with pytest.raises(LockedError), locked(root / ".digest", lambda: told.append("waiting"), wait=0.2):
            pass
        assert told == ["waiting"]
        monkeypatch.setattr(digest.workspace, "locked", partial(locked, wait=0.2))
        assert build(root).code == 75
    assert not (root / "site").exists()
    assert build(root).code == 0


def test_an_output_on_another_file_system_is_written_and_a_failure_undone_there(root: Path, tmp_path: Path):
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
