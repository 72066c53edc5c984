"""Builds, and builds that complete a killed one, are killed (SIGKILL) at any time, repeatedly."""

from __future__ import annotations

import shutil
import signal
import time
from collections import Counter
from pathlib import Path

import pytest

from tests.faults.changes import CHANGES, Change
from tests.faults.child import Child, Ended, build, build_here
from tests.faults.operations import FAULTS, KILL, Operations, failing_here, requests
from tests.faults.sample import chance, times
from tests.faults.verdict import Expected, named_trial, tree

KILLED = -signal.SIGKILL

PARTS = 4
"""The number of tests that share the trials, so that several processes can run them."""


def killed_after(root: Path, seconds: float) -> Ended:
    child = Child(root)
    time.sleep(seconds)
    child.signal(signal.SIGKILL)
    return child.wait()


def killed_at(root: Path, number: int) -> Ended:
    return build(root, before=lambda tell: Operations(number, KILL, tell).install())


def duration(expected: Expected) -> float:
    """Return the time span for kills: a little longer than the shortest of three builds, so that most kills hit a build."""
    taken = []
    for _ in range(3):
        root = expected.prepare()
        start = time.perf_counter()
        build(root)
        taken.append(time.perf_counter() - start)
    return 1.2 * min(taken)


@pytest.mark.quick(1)
@pytest.mark.parametrize("part", range(PARTS))
def test_the_next_command_completes_or_reverts_a_build_killed_at_any_time(part: int, tmp_path: Path):
    """100 kills in all, and 2,000 in the scheduled job."""
    moments = chance(f"kills {part}")
    changes = [change for change in CHANGES if not change.refused]
    expected = {change.name: Expected(change, tmp_path / str(number)) for number, change in enumerate(changes)}
    whole = {name: duration(one) for name, one in expected.items()}
    ends = Counter[int]()
    for number in range(times(100, 2000) // PARTS):
        change = moments.choice(changes)
        one = expected[change.name]
        seconds = moments.uniform(0, whole[change.name])
        root = one.prepare()
        ended = killed_after(root, seconds)
        with named_trial(f"kill {number}, of {change.name}, after {seconds:.4f} s: {ended}"):
            one.assert_complete(root)
            one.assert_repaired(root)
        ends[ended.code] += 1
    print(dict(ends))
    assert ends[KILLED] > ends.total() / 10, "enough kills hit a build"


@pytest.mark.quick(1)
@pytest.mark.parametrize("change", [change for change in CHANGES if not change.refused], ids=lambda change: change.name)
def test_a_command_killed_while_it_completes_a_killed_build_is_completed_too(change: Change, tmp_path: Path):
    """Up to five consecutive commands are killed at a random file system request, and none leaves a partial file."""
    numbers, expected = chance(f"recovery of {change.name}"), Expected(change, tmp_path)
    again = Counter[int]()
    for number in range(times(10, 500)):
        root = expected.prepare()
        at: list[int] = []
        for _ in range(5):
            at.append(numbers.randint(1, 400))
            ended = killed_at(root, at[-1])
            with named_trial(f"trial {number}, killed at {at}: {ended}"):
                expected.assert_complete(root)
            if ended.code != KILLED:
                break
        again[len(at)] += 1
        with named_trial(f"trial {number}, killed at {at}: {ended}"):
            expected.assert_repaired(root)
    print(dict(again))
    assert again[5] or again.total() < 100


@pytest.mark.quick(1)
@pytest.mark.parametrize("change", [change for change in CHANGES if not change.refused], ids=lambda change: change.name)
def test_the_next_command_reverts_a_failed_build_that_was_killed_while_reverting(change: Change, tmp_path: Path):
    """A full disk at one request, and a kill at one of the next sixty."""
    numbers, expected = chance(f"taking back {change.name}"), Expected(change, tmp_path)
    for number in range(times(10, 500)):
        first = numbers.randint(150, 400)
        second = first + numbers.randint(1, 60)

        def before(tell: object, first: int = first, second: int = second) -> None:
            Operations(first, "ENOSPC", lambda text: None).install()
            Operations(second, KILL, lambda text: None).install()

        root = expected.prepare()
        ended = build(root, before=before)
        with named_trial(f"trial {number}, {first} fails, killed at {second}: {ended}"):
            assert ended.code in (0, 1, 3, KILLED)
            expected.assert_complete(root)
            expected.assert_repaired(root)


@pytest.mark.quick(1)
@pytest.mark.parametrize("change", [change for change in CHANGES if not change.refused], ids=lambda change: change.name)
def test_a_killed_build_that_a_failing_command_cannot_complete_is_left_to_the_next(change: Change, tmp_path: Path):
    """A kill during the steps of a journal, and then an error at one of the requests of the command that completes them."""
    numbers, expected = chance(f"failing recovery of {change.name}"), Expected(change, tmp_path)
    steps = [number for number, name in enumerate(requests(expected.prepare()), 1) if name in ("rename", "replace", "link")]
    ends = Counter[int]()
    for number in range(times(20, 500)):
        root = expected.prepare()
        first = numbers.choice(steps)
        second, fault = numbers.randint(1, 150), numbers.choice([fault for fault in FAULTS if fault != KILL])
        assert killed_at(root, first).code == KILLED
        ended = failing_here(root, second, fault)
        ends[ended.code] += 1
        with named_trial(f"trial {number}, killed at {first}, {fault} at {second}: {ended}"):
            assert ended.code in (0, 1, 2, 3)
            expected.assert_complete(root)
            expected.assert_repaired(root)
    print(dict(ends))


def test_a_killed_output_without_journal_and_cache_has_complete_files_and_is_recognised(tmp_path: Path):
    numbers = chance("lost notes")
    for number, change in enumerate(CHANGES):
        expected = Expected(change, tmp_path / str(number))
        for _ in range(times(3, 100)):
            root = expected.prepare()
            ended = killed_at(root, numbers.randint(150, 450))
            shutil.rmtree(root / ".digest")
            with named_trial(f"{change.name}, killed at {ended.note!r}"):
                expected.assert_complete(root)
                assert build_here(root).code == (2 if change.refused else 0)
                made = {path: content for path, content in tree(root / "site").items() if not path.endswith("/")}
                assert made == {path: content for path, content in expected.new.items() if not path.endswith("/")}
