"""kill -9 at any time: of a build, of the build that finishes it, again and again."""

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
from tests.faults.verdict import Expected, about, tree

KILLED = -signal.SIGKILL

PARTS = 4
"""So many tests share the trials, and several processes the tests."""


def killed_after(root: Path, seconds: float) -> Ended:
    child = Child(root)
    time.sleep(seconds)
    child.signal(signal.SIGKILL)
    return child.wait()


def killed_at(root: Path, number: int) -> Ended:
    return build(root, before=lambda tell: Operations(number, KILL, tell).install())


def duration(expected: Expected) -> float:
    """The time in which a build is killed: a little longer than the shortest of three builds, so that most kills hit."""
    taken = []
    for _ in range(3):
        root = expected.prepare()
        begun = time.perf_counter()
        build(root)
        taken.append(time.perf_counter() - begun)
    return 1.2 * min(taken)


@pytest.mark.quick(1)
@pytest.mark.parametrize("part", range(PARTS))
def test_a_build_that_is_killed_at_any_moment_is_finished_or_undone_by_the_next_command(part: int, tmp_path: Path):
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
        with about(f"kill {number}, of {change.name}, after {seconds:.4f} s: {ended}"):
            one.is_whole(root)
            one.heals(root)
        ends[ended.code] += 1
    print(dict(ends))
    assert ends[KILLED] > ends.total() / 10, "kills fall into builds"


@pytest.mark.quick(1)
@pytest.mark.parametrize("change", [change for change in CHANGES if not change.refused], ids=lambda change: change.name)
def test_a_command_that_is_killed_while_it_finishes_a_killed_build_is_finished_as_well(change: Change, tmp_path: Path):
    """Up to five commands in a row are killed, each at a random request to the file system, and none makes half a file."""
    numbers, expected = chance(f"recovery of {change.name}"), Expected(change, tmp_path)
    again = Counter[int]()
    for number in range(times(10, 500)):
        root = expected.prepare()
        at: list[int] = []
        for _ in range(5):
            at.append(numbers.randint(1, 400))
            ended = killed_at(root, at[-1])
            with about(f"trial {number}, killed at {at}: {ended}"):
                expected.is_whole(root)
            if ended.code != KILLED:
                break
        again[len(at)] += 1
        with about(f"trial {number}, killed at {at}: {ended}"):
            expected.heals(root)
    print(dict(again))
    assert again[5] or again.total() < 100


@pytest.mark.quick(1)
@pytest.mark.parametrize("change", [change for change in CHANGES if not change.refused], ids=lambda change: change.name)
def test_a_build_that_fails_and_is_killed_while_it_takes_that_back_is_taken_back_by_the_next_command(
    change: Change, tmp_path: Path
):
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
        with about(f"trial {number}, {first} fails, killed at {second}: {ended}"):
            assert ended.code in (0, 1, 3, KILLED)
            expected.is_whole(root)
            expected.heals(root)


@pytest.mark.quick(1)
@pytest.mark.parametrize("change", [change for change in CHANGES if not change.refused], ids=lambda change: change.name)
def test_a_command_that_fails_while_it_finishes_a_killed_build_leaves_it_to_the_next_command(change: Change, tmp_path: Path):
    """A kill while the steps of a journal are done, and then an error at one of the requests of the command that finishes them."""
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
        with about(f"trial {number}, killed at {first}, {fault} at {second}: {ended}"):
            assert ended.code in (0, 1, 2, 3)
            expected.is_whole(root)
            expected.heals(root)
    print(dict(ends))


def test_an_output_that_was_killed_and_lost_its_notes_holds_whole_files_and_is_known_again(tmp_path: Path):
    numbers = chance("lost notes")
    for number, change in enumerate(CHANGES):
        expected = Expected(change, tmp_path / str(number))
        for _ in range(times(3, 100)):
            root = expected.prepare()
            ended = killed_at(root, numbers.randint(150, 450))
            shutil.rmtree(root / ".digest")
            with about(f"{change.name}, killed at {ended.note!r}"):
                expected.is_whole(root)
                assert build_here(root).code == (2 if change.refused else 0)
                made = {path: content for path, content in tree(root / "site").items() if not path.endswith("/")}
                assert made == {path: content for path, content in expected.new.items() if not path.endswith("/")}
