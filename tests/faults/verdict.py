"""What has to hold after anything that can happen to a build."""

from __future__ import annotations

import stat
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from tests import sites
from tests.faults.changes import Change
from tests.faults.child import Ended, build
from tests.sites import clean_build, write

Tree = Mapping[str, bytes]

FILES_OF_SQLITE = ("memo.sqlite-journal",)
"""Left if it was not asked to end: with it SQLite takes back the next time what was not finished."""

BROKEN = "content/2026/broken.md"


def tree(folder: Path) -> dict[str, bytes]:
    """Every file of the output, with the user's dot-files; nothing if there is no output."""
    dots = (path for name in (".git", ".gitignore") for path in [folder / name, *(folder / name).rglob("*")] if path.is_file())
    return sites.tree(folder) | {path.relative_to(folder).as_posix(): path.read_bytes() for path in dots}


def files(tree: Tree) -> Tree:
    """The tree without the empty folders."""
    return {path: content for path, content in tree.items() if not path.endswith("/")}


class Expected:
    """A change of a site, the output before it, and the output that a clean build makes after it."""

    def __init__(self, change: Change, place: Path) -> None:
        self.change = change
        place.mkdir(exist_ok=True)
        root = place / "expected"
        self.prepare(root)
        self.old = tree(root / "site")
        self.had_output = (root / "site").exists()
        foreign = {path.removeprefix("site/"): text.encode() for path, text in change.foreign.items()}
        self.new = clean_build(root, place / "clean")[1] | foreign
        if change.refused:
            self.new = self.old

    def prepare(self, root: Path) -> Path:
        """Make the site as it was before, built, and change its source: the next build is the one that is tried."""
        self.change.begin(root)
        if self.change.before is not None:
            assert sites.build(root).code == 0
        self.change.change(root)
        return root

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
        """The output is that of a clean build, and everybody can read it."""
        assert tree(root / "site") == self.new
        if self.change.refused:
            return
        for path in (root / "site").rglob("*"):
            if not any(f"site/{part}" in self.change.foreign for part in (path.relative_to(root / "site").as_posix(),)):
                status = path.lstat()
                folder = stat.S_ISDIR(status.st_mode)
                assert stat.S_IMODE(status.st_mode) == (0o755 if folder else 0o644), path
                assert folder or status.st_nlink == 1, path

    def is_old_or_new(self, root: Path) -> None:
        """The output is one or the other as a whole."""
        now = tree(root / "site")
        assert now in (self.old, self.new), {path for path in now.keys() | self.new.keys() if now.get(path) != self.new.get(path)}

    def heals(self, root: Path) -> None:
        """The next command finishes or undoes what was begun, even if it cannot build; and a build then makes the clean site."""
        write(root, {BROKEN: "---\ntitle: [\n---\n"})
        assert build(root).code == 1
        self.is_old_or_new(root)
        write(root, {BROKEN: None})
        self.builds(root)

    def builds(self, root: Path) -> None:
        """The next build makes the clean site and leaves nothing else behind."""
        built = build(root)
        assert built.code == (2 if self.change.refused else 0), built
        self.is_new(root)
        nothing_is_left(root)


def nothing_is_left(root: Path, but: tuple[str, ...] = ()) -> None:
    """No staging, no journal, nothing in `.digest` but what belongs there."""
    beside = [path.name for path in root.iterdir() if "staging" in path.name]
    inside = sorted(path.name for path in (root / ".digest").iterdir()) if (root / ".digest").is_dir() else []
    assert not beside, beside
    assert set(inside) <= {".gitignore", "lock", "memo.sqlite", *but}, inside


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
