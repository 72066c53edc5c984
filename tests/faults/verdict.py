"""The invariants after any failure of a build."""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Hashable, Iterator, Mapping
from contextlib import contextmanager
from copy import copy
from pathlib import Path

from tests import sites
from tests.faults.changes import Change
from tests.faults.child import Ended, build_here
from tests.faults.snapshot import Snapshot, metadata
from tests.sites import LIST, clean_build, write

Tree = Mapping[str, bytes]

FILES_OF_SQLITE = ("cache.sqlite-journal",)
"""Left after a kill: SQLite uses it the next time to roll back the unfinished transaction."""

BROKEN = "content/2026/broken.md"


def tree(folder: Path) -> dict[str, bytes]:
    """Return every file of the output, including the user's dot-files; {} if there is no output."""
    found: dict[str, bytes] = {}
    stack = [(str(folder), "")] if folder.exists() else []
    while stack:
        above, start = stack.pop()
        with os.scandir(above) as entries:
            listed = list(entries)
        if start and not listed:
            found[start] = b""
        for entry in listed:
            if not start and entry.name.startswith(".") and entry.name not in (LIST, ".git", ".gitignore"):
                continue
            if entry.is_symlink():
                found[start + entry.name] = b"-> " + os.fsencode(os.readlink(entry.path))
            elif entry.is_dir():
                stack.append((entry.path, f"{start}{entry.name}/"))
            else:
                with open(entry.path, "rb", buffering=0) as file:
                    found[start + entry.name] = file.readall()
    return found


def files(tree: Tree) -> Tree:
    """Return the tree without the empty folders."""
    return {path: content for path, content in tree.items() if not path.endswith("/")}


class Expected:
    """A change of a site, the output before it, and the output of a clean build after it."""

    def __init__(self, change: Change, place: Path) -> None:
        self.change = change
        self.root = place / "root"
        place.mkdir(exist_ok=True)
        root = place / "expected"
        change.begin(root)
        if change.before is not None:
            assert sites.build(root).code == 0
        change.change(root)
        self.before = Snapshot(root)
        self.old = tree(root / "site")
        self.had_output = (root / "site").exists()
        foreign = {path.removeprefix("site/"): text.encode() for path, text in change.foreign.items()}
        self.new = clean_build(root, place / "clean")[1] | foreign
        if change.refused:
            self.new = self.old
        self._good: set[Hashable] = set()
        shutil.rmtree(root)

    def at(self, place: Path) -> Expected:
        """Return the same expectation for the site in another folder."""
        place.mkdir(exist_ok=True)
        other = copy(self)
        other.root, other._good = place / "root", set()
        return other

    @property
    def states(self) -> int:
        """The number of different states from which the next build was tested."""
        return len(self._good)

    def prepare(self) -> Path:
        """Restore the built site with its changed source, so that the next build is the one to test."""
        self.before.put(self.root)
        return self.root

    def assert_complete(self, root: Path) -> None:
        """Assert that no file of the output is partial or of another type, and that foreign files still exist."""
        now = tree(root / "site")
        for path, content in now.items():
            assert content in (self.old.get(path), self.new.get(path)) or (not content and path.endswith("/")), path
        for path, text in self.change.foreign.items():
            assert (root / path).read_text() == text

    def assert_unchanged(self, root: Path) -> None:
        """Assert that the output is unchanged."""
        assert tree(root / "site") == self.old
        assert (root / "site").exists() == self.had_output

    def assert_new(self, root: Path) -> None:
        """Assert that the output equals a clean build's, and that everybody can read it."""
        assert tree(root / "site") == self.new
        if self.change.refused:
            return
        for path, (mode, _, links, *_) in metadata(root / "site").items():
            if f"site/{path}" not in self.change.foreign:
                folder = stat.S_ISDIR(mode)
                assert stat.S_IMODE(mode) == (0o755 if folder else 0o644), path
                assert folder or links == 1, path

    def assert_old_or_new(self, root: Path) -> None:
        """Assert that the output is completely the old or the new one."""
        now = tree(root / "site")
        assert now in (self.old, self.new), {path for path in now.keys() | self.new.keys() if now.get(path) != self.new.get(path)}

    def assert_repaired(self, root: Path) -> None:
        """Assert that the next command completes or reverts the build, even if it cannot build itself, and that a build succeeds.

        As with `assert_builds`, a state that was tested before is not tested again.
        """
        state = "heals", self.before.state(root)
        if state in self._good:
            return
        write(root, {BROKEN: "---\ntitle: [\n---\n"})
        assert build_here(root).code == 1
        self.assert_old_or_new(root)
        write(root, {BROKEN: None})
        self.assert_builds(root)
        self._good.update([state] if state[1] else [])

    def assert_builds(self, root: Path) -> None:
        """Assert that the next build gives the output of a clean build and leaves no other files."""
        state = "builds", self.before.state(root)
        if state in self._good:
            return
        built = build_here(root)
        assert built.code == (2 if self.change.refused else 0), built
        self.assert_new(root)
        assert_nothing_left(root)
        self._good.update([state] if state[1] else [])


def assert_nothing_left(root: Path, but: tuple[str, ...] = ()) -> None:
    """Assert that there is no staging folder, no journal, and no unexpected file in `.digest`."""
    beside = [path.name for path in root.iterdir() if "staging" in path.name]
    inside = sorted(path.name for path in (root / ".digest").iterdir()) if (root / ".digest").is_dir() else []
    assert not beside, beside
    assert set(inside) <= {".gitignore", "cache.sqlite", "lock", *but}, inside


def assert_one_line(ended: Ended) -> None:
    """Assert that an error has one line, and at most a second one with a hint."""
    lines = ended.err.splitlines()
    assert lines and lines[0].startswith("digest: ") and "own" not in lines[0], ended
    assert all(line.startswith("  ") for line in lines[1:]) and len(lines) < 3, ended


def assert_failure_handled(expected: Expected, root: Path, ended: Ended, only_read: bool) -> None:
    """Assert that a build handled a failed request.

    It succeeds with the correct site if the request was not essential, such as the removal of a file; an empty folder may stay
    until the next build. Otherwise it prints a one-line error and leaves the output unchanged, with exit code 3, or for a read
    with the code for the missing file.
    """
    if ended.code == 0:
        assert files(tree(root / "site")) == files(expected.new)
        return
    assert ended.code == 3 or (ended.code in (1, 2) and (only_read or expected.change.refused)), ended
    expected.assert_unchanged(root)
    if ended.code != 1:
        assert_one_line(ended)


@contextmanager
def named_trial(trial: str) -> Iterator[None]:
    """Add the name of the trial to any failure in the block."""
    try:
        yield
    except AssertionError as error:
        error.add_note(trial)
        raise
