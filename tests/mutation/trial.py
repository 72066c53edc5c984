"""Changes made in a copy of the tree, and the tests that are run there."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from tests.mutation.choice import Choice
from tests.mutation.loop import BROKEN, CHANGES, OPTIONS, REACH, VERDICTS


def _left_behind(folder: str, names: list[str], root: Path) -> set[str]:
    """What of the tree no test needs: what git does not see, for the most part."""
    return {name for name in names if name.startswith(".") or name == "__pycache__" or (name == "site" and Path(folder) == root)}


class FailedBefore(Exception):
    """All tests fail without any change."""


def nearest(root: Path, path: str) -> list[str]:
    """The files with the tests of a module's folder; modules that lie in no folder have those that lie in none."""
    parts = path.removesuffix(".py").split("/")[1:]
    folder = root.joinpath("tests", *parts[:-1])
    while not folder.is_dir():
        folder = folder.parent
    tests = folder.glob("test_*.py") if len(parts) == 1 else folder.rglob("test_*.py")
    return sorted(test.relative_to(root).as_posix() for test in tests)


class Copy:
    """A copy of the tree. Python notices another text by its size and second: so no compiled code is written there."""

    def __init__(self, root: Path, place: Path) -> None:
        self.root = place
        self.log = place.parent / "log"
        self.failed: set[str] = set()
        """Tests that fail without a change, as they may on this machine: they say nothing, and are left out."""
        self.variables = {"DIGEST_TESTS": "quick"} | os.environ | {"PYTHONPATH": str(place), "PYTHONDONTWRITEBYTECODE": "1"}
        shutil.copytree(root, place, symlinks=True, ignore=lambda folder, names: _left_behind(folder, names, root))

    def verdicts(self, choices: Sequence[Choice], tests: Sequence[str]) -> Iterator[str]:
        """What becomes of each of these changes with these tests. Raises FailedBefore if they fail without a change."""
        changes, verdicts = self.root / "changes.json", self.root / "verdicts"
        changes.write_text(json.dumps([(choice.path, choice.source, *choice.change) for choice in choices]))
        verdicts.write_text("")
        command = [sys.executable, "-m", "pytest", *OPTIONS, f"--basetemp={self.root}.tmp", *tests]
        variables = self.variables | {CHANGES: str(changes), VERDICTS: str(verdicts)}
        with (
            self.log.open("w") as log,
            subprocess.Popen(command, cwd=self.root, env=variables, stdin=subprocess.DEVNULL, stdout=log, stderr=log) as running,
            verdicts.open() as lines,
        ):
            for _ in choices:
                while not (line := lines.readline().strip()):
                    if running.poll() is not None and not (line := lines.readline().strip()):
                        line = BROKEN
                        break
                    time.sleep(0.05)
                if line == BROKEN:
                    raise FailedBefore(f"the tests fail without any change: {' '.join(tests)}\n{self.log.read_text()[-6000:]}")
                yield line
        self.failed.update(json.loads((self.root / REACH).read_text())["failed"])

    def passes(self, choice: Choice, options: Sequence[str]) -> bool:
        """Whether the tests pass that pytest runs with these options, with this change."""
        file = self.root / choice.path
        file.write_text(choice.change.made(choice.source), encoding="utf-8")
        try:
            command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", *options]
            with self.log.open("w") as log:
                return (
                    subprocess.run(command, cwd=self.root, env=self.variables, stdout=log, stderr=log, check=False).returncode == 0
                )
        finally:
            file.write_text(choice.source, encoding="utf-8")
