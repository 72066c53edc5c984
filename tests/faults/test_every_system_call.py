"""Each system call of a build that changes a file goes wrong, SQLite's included: strace sees to it."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest

from tests.faults.changes import CHANGES, Change
from tests.faults.operations import FAULTS, KILL
from tests.faults.sample import share
from tests.faults.tracing import counted, failing, needs_strace
from tests.faults.verdict import Expected, about, after_a_failure


@pytest.mark.quick(1)
@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.name)
def test_whichever_system_call_goes_wrong_the_site_is_whole_and_the_next_build_clean(change: Change, fault: str, tmp_path: Path):
    needs_strace()
    expected = Expected(change, tmp_path)
    counts = counted(expected.prepare(), tmp_path / "log")
    assert counts["pwrite64"] > 3, "SQLite's are seen"
    assert change.refused or (counts["write"] > 3 and counts.total() > 40)
    trials = share([(call, number) for call, count in sorted(counts.items()) for number in range(1, count + 1)], change.shares)
    for call, number in trials:
        root = expected.prepare()
        ended = failing(root, call, number, fault, tmp_path / "log")
        with about(f"{call} {number} of {counts[call]}, {ended}"):
            expected.is_whole(root)
            if fault == KILL:
                assert ended.code == -signal.SIGKILL
                expected.heals(root)
            else:
                after_a_failure(expected, root, ended, only_read=False)
                expected.builds(root)
    print(f"{len(trials)} of {counts.total()} system calls: {dict(counts)}")
