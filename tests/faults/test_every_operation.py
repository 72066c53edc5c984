"""The n-th request to the file system of a build goes wrong, for every n and every fault."""

from __future__ import annotations

import shutil
import signal
from collections import Counter
from pathlib import Path

import pytest

from tests.faults.changes import CHANGES, Change
from tests.faults.child import Ended, build
from tests.faults.operations import FAULTS, FOR_GOOD, KILL, Operations, only_read
from tests.faults.sample import SHARES, share
from tests.faults.verdict import Expected, about, after_a_failure

CALLS = 100
"""A build of such a site asks more often than this, or something is not counted."""


def failing(root: Path, number: int, fault: str) -> Ended:
    return build(root, before=lambda tell: Operations(number, fault, tell).install())


def requests(expected: Expected, root: Path) -> int:
    """How many requests the build makes if none goes wrong."""
    ended = failing(expected.prepare(root), 0, KILL)
    assert ended.code == (2 if expected.change.refused else 0), ended
    shutil.rmtree(root)
    return int(ended.note)


@pytest.mark.parametrize("fault", [*FAULTS, FOR_GOOD])
@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.name)
def test_whichever_request_goes_wrong_the_site_is_whole_and_the_next_build_clean(change: Change, fault: str, tmp_path: Path):
    expected, root = Expected(change, tmp_path), tmp_path / "root"
    count = requests(expected, root)
    assert count > CALLS
    tried = Counter[str]()
    for number in share(range(1, count + 1), 4 * SHARES if fault == FOR_GOOD else change.shares):
        ended = failing(expected.prepare(root), number, fault)
        tried[ended.note.split(":")[0]] += 1
        with about(f"request {number}, {ended.note!r}, {ended}"):
            expected.is_whole(root)
            if fault == KILL:
                assert ended.code == -signal.SIGKILL
                expected.heals(root)
            else:
                after_a_failure(expected, root, ended, only_read(ended))
                expected.builds(root)
        shutil.rmtree(root)
    print(f"{sum(tried.values())} of {count} requests: {dict(tried)}")
