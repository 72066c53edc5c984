"""The verdict of a change: killed if a test detects it, otherwise survived, even if the change crashes or hangs the process."""

from __future__ import annotations

import sys
import time
import warnings
from pathlib import Path

import pytest

from tests.mutation import __main__ as command
from tests.mutation.changes import changes_of
from tests.mutation.choice import Choice, choices, modules
from tests.mutation.loop import _forked
from tests.mutation.patch import function_of
from tests.mutation.trial import Copy, FailedBefore, nearest
from tests.sites import write

MODULE = '''\
"""Sums."""

from functools import cache

LIMIT = 3


def is_small(number):
    return number < LIMIT


def unused(number):
    return number < 7


@cache
def shown(number):
    return "small" if is_small(number) else "large"


class Counter:
    """Counts down."""

    def __init__(self, start):
        self.left = start

    @property
    def is_over(self):
        return not self.left

    def run(self):
        while self.left > 0:
            self.left -= 1
        return self.is_over
'''
TESTS = """\
import signal

from digest.room.sums import Counter, is_small, shown

assert shown(2) == "small"  # what was stored when the module was loaded may not hide the change


def test_small():
    assert [is_small(number) for number in (2, 3)] == [True, False]


def test_shown():
    assert shown(2) == "small" and shown(9) == "large"


def test_counter():
    signal.setitimer(signal.ITIMER_VIRTUAL, 0.5)  # seconds of CPU, after which what never ends is ended
    assert Counter(3).run()
    assert not Counter(1).is_over
"""
FILES = {
    "digest/__init__.py": "",
    "digest/room/__init__.py": "",
    "digest/room/sums.py": MODULE,
    "digest/top.py": "A = 1\n",
    "tests/__init__.py": "",
    "tests/test_top.py": "from digest.top import A\n\n\ndef test_it():\n    assert A == 1\n",
    "tests/room/__init__.py": "",
    "tests/room/test_sums.py": TESTS,
    "tests/room/test_other.py": "def test_nothing():\n    pass\n",
    "pyproject.toml": "[tool.pytest.ini_options]\n",
}


@pytest.fixture(autouse=True)
def _no_other_plugins(monkeypatch: pytest.MonkeyPatch) -> None:
    """Disables other pytest plugins, which take half of pytest's start time and are not needed here."""
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small program with its tests, and the mutation tool."""
    root = write(tmp_path_factory.mktemp("project"), FILES)
    (root / "tests/mutation").symlink_to(Path(__file__).parent, target_is_directory=True)
    return root


def verdicts(project: Path, place: Path) -> dict[tuple[str, str], str]:
    """Return the verdict of each change of the module, by line before and after."""
    chosen = [*choices(modules(project, "digest/room"), 1)]
    found = Copy(project, place / "copy").verdicts(chosen, ["tests/room/test_sums.py", "tests/room/test_other.py"])
    return {choice.lines[1:]: verdict for choice, verdict in zip(chosen, found, strict=True)}


def test_changes_are_killed_by_the_tests_that_reach_them(project: Path, tmp_path: Path):
    found = verdicts(project, tmp_path)
    survived = {new for (_, new), verdict in found.items() if verdict == "survived"}
    assert survived == {"return number <= 7", "return number < 8", "return number < 6"}, "no test calls this function"
    for old, new in (
        ("return number < LIMIT", "return number <= LIMIT"),
        ("LIMIT = 3", "LIMIT = 4"),  # runs at import
        ('return "small" if is_small(number) else "large"', 'return "large"'),  # in a cached function
        ("return not self.left", "return self.left"),  # in a property
        ("self.left -= 1", "pass"),  # causes an endless loop
    ):
        assert found[old, new] == "killed", (old, new)


def test_a_process_that_takes_too_long_is_ended():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # about forking with threads, which the process does not need
        assert _forked(lambda: True, 60)
        assert not _forked(lambda: time.sleep(3600) is None, 0.01)


@pytest.mark.thorough
def test_tests_that_fail_without_a_change_are_ignored(project: Path, tmp_path: Path):
    copy = Copy(project, tmp_path / "copy")
    write(copy.root, {"tests/room/test_other.py": "def test_nothing():\n    assert 1 == 2\n"})
    source = FILES["digest/room/sums.py"]
    noticed, unnoticed = (next(c for c in changes_of(source) if c.text == text) for text in ('"large"', "8"))
    chosen = [Choice("digest/room/sums.py", source, change) for change in (noticed, unnoticed)]
    assert list(copy.verdicts(chosen, ["tests/room"])) == ["killed", "survived"]
    assert copy.failed == {"tests/room/test_other.py::test_nothing"}
    with pytest.raises(FailedBefore, match="test_other"):
        list(copy.verdicts(chosen, ["tests/room/test_other.py"]))


def test_the_nearest_tests_are_those_of_the_folder(project: Path):
    assert nearest(project, "digest/room/sums.py") == ["tests/room/test_other.py", "tests/room/test_sums.py"]
    assert nearest(project, "digest/top.py") == ["tests/test_top.py"]
    assert nearest(project, "digest/nowhere/deep.py") == [
        "tests/room/test_other.py",
        "tests/room/test_sums.py",
        "tests/test_top.py",
    ]


@pytest.mark.parametrize(("text", "name"), [("<=", "is_small"), ("4", ""), ("self.left", "Counter.is_over"), ('"large"', "shown")])
def test_the_function_that_contains_a_change(text: str, name: str):
    change = next(change for change in changes_of(MODULE) if change.text == text)
    assert function_of(change, MODULE) == name


@pytest.mark.thorough
def test_the_command_prints_the_verdict_of_each_change(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.setattr(command, "ROOT", project)

    def run(*arguments: str) -> tuple[int, str]:
        monkeypatch.setattr(sys, "argv", ["mutation", *arguments])
        code = command.main()
        return code, capsys.readouterr().out

    code, shown = run("--only", "digest/top.py", "--nearest", "--count", "1", "--least", "100")
    assert code == 0 and shown.startswith("killed digest/top.py:1: constant\n  - A = 1\n  + A = ")
    assert "digest                  1 of    1" in shown
    only_those = ("--only", "digest/room/sums.py", "--kind", "comparison", "--nearest", "--count", "0", "--survivors")
    code, shown = run(*only_those, "--least", "80")
    assert code == 1 and shown.startswith("survived digest/room/sums.py:13: comparison") and "killed" not in shown
    assert run("--only", "digest/top.py", "--list", "--count", "0")[1].count("digest/top.py:1") == 2
