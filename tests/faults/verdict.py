"""What has to hold after anything that can happen to a build."""

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
from tests.faults.snapshot import Snapshot, look
from tests.sites import LIST, clean_build, write

Tree = Mapping[str, bytes]

FILES_OF_SQLITE = ("cache.sqlite-journal",)
"""Left if it was not asked to end: with it SQLite takes back the next time what was not finished."""

BROKEN = "content/2026/broken.md"


def tree(folder: Path) -> dict[str, bytes]:
    """Every file of the output, with the user's dot-files; nothing if there is no output."""
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
    """The tree without the empty folders."""
    return {path: content for path, content in tree.items() if not path.endswith("/")}


class Expected:
    """A change of a site, the output before it, and the output that a clean build makes after it."""

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
        """The same, with the site in another folder."""
        place.mkdir(exist_ok=True)
        other = copy(self)
        other.root, other._good = place / "root", set()
        return other

    @property
    def states(self) -> int:
        """The number of different states from which the next build was tried."""
        return len(self._good)

    def prepare(self) -> Path:
        """Make the site as it was before, built, with its source changed: the next build is the one that is tried."""
        self.before.put(self.root)
        return self.root

    def is_whole(self, root: Path) -> None:
        """No file of the output is half a file or of another kind, and what was not ours is still there."""
        now = tree(root / "site")
        for path, content in now.items():
            assert content in (self.old.get(path), self.new.get(path)) or (not content and path.endswith("/")), path
        for path, text in self.change.foreign.items():
            assert (root / path).read_text() == text

    def is_old(self, root: Path) -> None:
        """The output is as it was, to the byte."""
        assert tree(root / "site") == self.old
        assert (root / "site").exists() == self.had_output

    def is_new(self, root: Path) -> None:
        """Assert that the output equals a clean build's, and that everybody can read it."""
        assert tree(root / "site") == self.new
        if self.change.refused:
            return
        for path, (mode, _, links, *_) in look(root / "site").items():
            if f"site/{path}" not in self.change.foreign:
                folder = stat.S_ISDIR(mode)
                assert stat.S_IMODE(mode) == (0o755 if folder else 0o644), path
                assert folder or links == 1, path

    def is_old_or_new(self, root: Path) -> None:
        """The output is one or the other as a whole."""
        now = tree(root / "site")
        assert now in (self.old, self.new), {path for path in now.keys() | self.new.keys() if now.get(path) != self.new.get(path)}

    def heals(self, root: Path) -> None:
        """The next command finishes or undoes what was begun, even if it cannot build; and a build then makes the clean site.

        As with `builds`, from a state from which that was seen already it is not tried again.
        """
        state = "heals", self.before.state(root)
        if state in self._good:
            return
        write(root, {BROKEN: "---\ntitle: [\n---\n"})
        assert build_here(root).code == 1
        self.is_old_or_new(root)
        write(root, {BROKEN: None})
        self.builds(root)
        self._good.update([state] if state[1] else [])

    def builds(self, root: Path) -> None:
        """The next build makes the clean site and leaves nothing else behind."""
        state = "builds", self.before.state(root)
        if state in self._good:
            return
        built = build_here(root)
        assert built.code == (2 if self.change.refused else 0), built
        self.is_new(root)
        nothing_is_left(root)
        self._good.update([state] if state[1] else [])


def nothing_is_left(root: Path, but: tuple[str, ...] = ()) -> None:
    """No staging, no journal, nothing in `.digest` but what belongs there."""
    beside = [path.name for path in root.iterdir() if "staging" in path.name]
    inside = sorted(path.name for path in (root / ".digest").iterdir()) if (root / ".digest").is_dir() else []
    assert not beside, beside
    assert set(inside) <= {".gitignore", "cache.sqlite", "lock", *but}, inside


def one_line(ended: Ended) -> None:
    """An error is said in one line, and perhaps in a second what to do about it."""
    lines = ended.err.splitlines()
    assert lines and lines[0].startswith("digest: ") and "own" not in lines[0], ended
    assert all(line.startswith("  ") for line in lines[1:]) and len(lines) < 3, ended


def after_a_failure(expected: Expected, root: Path, ended: Ended, only_read: bool) -> None:
    """What a build may do if a request fails.

    It succeeds with the right site where the request did not matter: a file that only had to be looked at, or cleared away; an
    empty folder may stay until the next build. Else it says so in one line and leaves the output as it was: with 3, or where it
    could not read, with the code of what it could not find.
    """
    if ended.code == 0:
        assert files(tree(root / "site")) == files(expected.new)
        return
    assert ended.code == 3 or (ended.code in (1, 2) and (only_read or expected.change.refused)), ended
    expected.is_old(root)
    if ended.code != 1:
        one_line(ended)


@contextmanager
def about(trial: str) -> Iterator[None]:
    """Name the trial in whatever fails in it."""
    try:
        yield
    except AssertionError as error:
        error.add_note(trial)
        raise
