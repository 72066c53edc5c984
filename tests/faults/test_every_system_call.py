"""Each system call of SQLite fails, and a sample of all calls of a build that change files, by strace.

Python makes the other calls for requests of the I/O code, all of which `test_every_operation` tests.
"""

from __future__ import annotations

import signal
from collections import Counter
from pathlib import Path

import pytest

from tests.faults import sqlite_calls
from tests.faults.changes import CHANGES, Change
from tests.faults.operations import FAULTS, KILL
from tests.faults.sample import share
from tests.faults.sqlite_calls import can_replace_calls, needs_sqlite_calls
from tests.faults.tracing import counted, failing, needs_strace
from tests.faults.verdict import Expected, assert_failure_handled, named_trial


@pytest.mark.quick(1)
@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.name)
def test_any_failing_call_of_sqlite_leaves_a_complete_site_and_the_next_build_succeeds(change: Change, fault: str, tmp_path: Path):
    needs_sqlite_calls()
    expected = Expected(change, tmp_path)
    calls = sqlite_calls.recorded_calls(expected.prepare())
    assert calls.count("pwrite64") + calls.count("pwrite") > 3
    trials = share(range(1, len(calls) + 1), change.shares)
    for number in trials:
        root = expected.prepare()
        ended = sqlite_calls.failing(root, number, fault)
        with named_trial(f"call {number}, {calls[number - 1]}: {ended}"):
            expected.assert_complete(root)
            if fault == KILL:
                assert ended.code == -signal.SIGKILL
                expected.assert_repaired(root)
            else:
                assert_failure_handled(expected, root, ended, only_read=calls[number - 1] not in sqlite_calls.CHANGES)
                expected.assert_builds(root)
    print(f"{len(trials)} of {len(calls)} calls: {dict(Counter(calls))}; states after them: {expected.states}")


@pytest.mark.quick(1)
@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.name)
def test_any_failing_system_call_leaves_a_complete_site_and_the_next_build_succeeds(change: Change, fault: str, tmp_path: Path):
    needs_strace()
    expected = Expected(change, tmp_path)
    counts = counted(expected.prepare(), tmp_path / "log")
    assert counts["pwrite64"] > 3, "SQLite's calls are counted"
    assert change.refused or (counts["write"] > 3 and counts.total() > 40)
    calls = [(call, number) for call, count in sorted(counts.items()) for number in range(1, count + 1)]
    trials = share(calls, 4 * change.shares, long=7) if can_replace_calls() else share(calls, change.shares)
    for call, number in trials:
        root = expected.prepare()
        ended = failing(root, call, number, fault, tmp_path / "log")
        with named_trial(f"{call} {number} of {counts[call]}, {ended}"):
            expected.assert_complete(root)
            if fault == KILL:
                assert ended.code == -signal.SIGKILL
                expected.assert_repaired(root)
            else:
                assert_failure_handled(expected, root, ended, only_read=False)
                expected.assert_builds(root)
    print(f"{len(trials)} of {counts.total()} system calls: {dict(counts)}")
