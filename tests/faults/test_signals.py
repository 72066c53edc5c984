"""Builds that receive a signal at any time, and concurrent builds."""

from __future__ import annotations

import signal
import time
from collections import Counter
from pathlib import Path

import pytest

from tests.faults.changes import CHANGES
from tests.faults.child import ENDING, Child
from tests.faults.sample import chance, times
from tests.faults.test_kills import duration
from tests.faults.verdict import FILES_OF_SQLITE, Expected, assert_nothing_left, named_trial

TRIED = [change for change in CHANGES if not change.refused]


@pytest.mark.quick(1)
@pytest.mark.parametrize("ending", ENDING, ids=lambda number: number.name)
def test_a_signal_at_any_time_leaves_exactly_the_old_or_the_new_site(ending: signal.Signals, tmp_path: Path):
    moments = chance(f"signals {ending.name}")
    expected = {change.name: Expected(change, tmp_path / str(number)) for number, change in enumerate(TRIED)}
    whole = {name: duration(one) for name, one in expected.items()}
    ends, left = Counter[int](), 0
    for number in range(times(30, 500)):
        one = expected[moments.choice(TRIED).name]
        seconds = moments.uniform(0, whole[one.change.name])
        root = one.prepare()
        child = Child(root)
        time.sleep(seconds)
        child.signal(ending)
        ended = child.wait()
        ends[ended.code] += 1
        with named_trial(f"signal {number}, after {seconds:.4f} s of {one.change.name}: {ended}"):
            # -number: the signal came before the command line could handle it.
            assert ended.code in (0, 128 + ending, -ending)
            assert ended.err.strip() in ("", "interrupted")
            one.assert_old_or_new(root)
            left += (root / ".digest/staging").exists()
            assert_nothing_left(root, but=("staging", "staging.kept", *FILES_OF_SQLITE))
            one.assert_builds(root)
    print(dict(ends))
    assert ends[128 + ending] > ends.total() / 10, "enough signals hit a build"
    assert left <= 1 + ends.total() / 100, "only a signal just before the staging folder is removed leaves it to the next build"


@pytest.mark.quick(1)
@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGHUP], ids=lambda number: number.name)
def test_a_signal_that_is_ignored_from_the_start_does_not_end_a_build(ending: signal.Signals, tmp_path: Path):
    """As under nohup, or for a background job of a script."""
    expected = Expected(TRIED[0], tmp_path)
    for _ in range(times(5, 50)):
        root = expected.prepare()
        here = signal.signal(ending, signal.SIG_IGN)  # inherited by the child
        child = Child(root)
        signal.signal(ending, here)
        for _ in range(10):
            time.sleep(0.003)
            child.signal(ending)
        ended = child.wait()
        with named_trial(str(ended)):
            assert ended.code == 0
            expected.assert_new(root)


@pytest.mark.quick(1)
@pytest.mark.parametrize("ending", ENDING, ids=lambda number: number.name)
def test_repeated_signals_never_leave_a_partial_site(ending: signal.Signals, tmp_path: Path):
    """Five signals, a few milliseconds apart. The next build removes what is left in the staging folder."""
    moments = chance(f"impatience {ending.name}")
    expected = [Expected(change, tmp_path / str(number)) for number, change in enumerate(TRIED)]
    for number in range(times(8, 200)):
        one = moments.choice(expected)
        root = one.prepare()
        child = Child(root)
        time.sleep(moments.uniform(0.002, 0.03))
        for _ in range(5):
            child.signal(ending)
            time.sleep(moments.uniform(0, 0.003))
        ended = child.wait()
        with named_trial(f"trial {number}, {one.change.name}: {ended}"):
            one.assert_complete(root)
            one.assert_repaired(root)


@pytest.mark.quick
def test_two_concurrent_builds_give_one_site(tmp_path: Path):
    """25 pairs, and 500 in the scheduled job: the second waits for the first."""
    moments = chance("pairs")
    expected = [Expected(change, tmp_path / str(number)) for number, change in enumerate(TRIED)]
    for number in range(times(25, 500)):
        one = moments.choice(expected)
        root = one.prepare()
        first = Child(root)
        time.sleep(moments.choice((0, moments.uniform(0, 0.03))))
        second = Child(root)
        ends = first.wait(), second.wait()
        with named_trial(f"pair {number}, {one.change.name}: {ends}"):
            assert [ended.code for ended in ends] == [0, 0]
            assert {ended.err for ended in ends} <= {"", "waiting for another build of this site…\n"}
            one.assert_new(root)
            assert_nothing_left(root)


def test_a_waiting_build_completes_a_killed_one(tmp_path: Path):
    moments = chance("killed pairs")
    expected = [Expected(change, tmp_path / str(number)) for number, change in enumerate(TRIED)]
    for number in range(times(20, 300)):
        one = moments.choice(expected)
        root = one.prepare()
        first, second = Child(root), Child(root)
        time.sleep(moments.uniform(0, 0.05))
        first.signal(signal.SIGKILL)
        ends = first.wait(), second.wait()
        with named_trial(f"pair {number}, {one.change.name}: {ends}"):
            assert ends[1].code == 0
            one.assert_new(root)
            assert_nothing_left(root)
