"""Apply changes in a copy of the repository, and run tests there."""

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

TESTED_FOLDERS = (".ci", ".github")
"""The hidden folders whose files are tested."""


def _left_behind(folder: str, names: list[str], root: Path) -> set[str]:
    """Return the files that no test needs, mostly those that git ignores."""
    is_top = Path(folder) == root
    return {
        name
        for name in names
        if (name.startswith(".") and name not in TESTED_FOLDERS) or name == "__pycache__" or (name == "site" and is_top)
    }


class FailedBefore(Exception):
    """All tests fail without any change."""


def nearest(root: Path, path: str) -> list[str]:
    """Return the test files of a module's folder; for a module at the top level those at the top of tests/."""
    parts = path.removesuffix(".py").split("/")[1:]
    folder = root.joinpath("tests", *parts[:-1])
    while not folder.is_dir():
        folder = folder.parent
    tests = folder.glob("test_*.py") if len(parts) == 1 else folder.rglob("test_*.py")
    return sorted(test.relative_to(root).as_posix() for test in tests)


class Copy:
    """A copy of the repository, without bytecode caches: Python would not recompile a change with the same size and mtime."""

    def __init__(self, root: Path, place: Path) -> None:
        self.root = place
        self.log = place.parent / "log"
        self.failed: set[str] = set()
        """Tests that fail without a change, for example because of the machine. They are not run."""
        self.variables = {"DIGEST_TESTS": "quick"} | os.environ | {"PYTHONPATH": str(place), "PYTHONDONTWRITEBYTECODE": "1"}
        shutil.copytree(root, place, symlinks=True, ignore=lambda folder, names: _left_behind(folder, names, root))

    def verdicts(self, choices: Sequence[Choice], tests: Sequence[str]) -> Iterator[str]:
        """Yield the verdict of each of these changes with these tests. Raises FailedBefore if all fail without a change."""
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
        """Return whether pytest with these options passes with this change."""
        file = self.root / choice.path
        file.write_text(choice.change.apply(choice.source), encoding="utf-8")
        try:
            command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", *options]
            with self.log.open("w") as log:
                return (
                    subprocess.run(command, cwd=self.root, env=self.variables, stdout=log, stderr=log, check=False).returncode == 0
                )
        finally:
            file.write_text(choice.source, encoding="utf-8")
