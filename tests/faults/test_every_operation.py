"""The n-th file system request of a build fails, for every n and every fault."""

from __future__ import annotations

import signal
from collections import Counter
from pathlib import Path

import pytest

from tests.faults.changes import CHANGES, Change
from tests.faults.child import Ended, build
from tests.faults.operations import FAULTS, FOR_GOOD, KILL, SHORT, Operations, failing_here, only_read, requests
from tests.faults.sample import SHARES, share
from tests.faults.verdict import Expected, assert_failure_handled, named_trial

CALLS = 100
"""The minimum number of requests in a build of such a site; fewer mean that some are not counted."""


def failing(root: Path, number: int, fault: str) -> Ended:
    if fault == KILL:
        return build(root, before=lambda tell: Operations(number, fault, tell).install())
    return failing_here(root, number, fault)


@pytest.mark.quick(18)
@pytest.mark.parametrize("fault", [*FAULTS, FOR_GOOD])
@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.name)
def test_any_failing_request_leaves_a_complete_site_and_the_next_build_succeeds(change: Change, fault: str, tmp_path: Path):
    expected = Expected(change, tmp_path)
    count = len(requests(expected.prepare()))
    assert count > CALLS
    tried = Counter[str]()
    for number in share(range(1, count + 1), 4 * SHARES if fault == FOR_GOOD else change.shares):
        root = expected.prepare()
        ended = failing(root, number, fault)
        tried[ended.note.split(":")[0]] += 1
        with named_trial(f"request {number}, {ended.note!r}, {ended}"):
            expected.assert_complete(root)
            if fault == KILL:
                assert ended.code == -signal.SIGKILL
                expected.assert_repaired(root)
            else:
                assert_failure_handled(expected, root, ended, only_read(ended))
                expected.assert_builds(root)
    print(f"{sum(tried.values())} of {count} requests: {dict(tried)}; states after them: {expected.states}")


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.name)
def test_short_reads_and_writes_are_continued(change: Change, tmp_path: Path):
    expected = Expected(change, tmp_path)
    names = requests(expected.prepare())
    moving = share([number for number, name in enumerate(names, 1) if name in ("read", "write")], change.shares)
    for number in moving:
        root = expected.prepare()
        ended = failing_here(root, number, SHORT)
        with named_trial(f"request {number}, {ended.note!r}, {ended}"):
            assert ended.code == (2 if change.refused else 0)
            expected.assert_new(root)
            expected.assert_builds(root)
    print(f"{len(moving)} of {names.count('read')} reads and {names.count('write')} writes")
