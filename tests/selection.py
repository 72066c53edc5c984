"""Selects the tests of a run: `make test` takes minutes, `make test-all` runs the rest, `make long` searches for hours."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Collection
from datetime import UTC, datetime
from enum import Enum

import pytest


class Run(Enum):
    """The values of DIGEST_TESTS."""

    QUICK = "quick"
    """`make test`: all tests that are not thorough, and a small fixed part of the thorough ones."""
    THOROUGH = "thorough"
    """`make test-all`: the remaining tests; of tests marked `share(n)` one case in n, different ones each day."""
    LONG = "long"
    """`make long`: every fault at every place, and properties with fifty times as many examples."""
    NAMED = ""
    """The tests named on pytest's command line, run as in `make test-all`."""


RUN = Run.LONG if os.environ.get("HYPOTHESIS_PROFILE") == "long" else Run(os.environ.get("DIGEST_TESTS", ""))
LONG = RUN is Run.LONG
QUICK = RUN is Run.QUICK

DAY = int(os.environ.get("DIGEST_TESTS_DAY") or (1 if QUICK else datetime.now(UTC).timetuple().tm_yday))
"""The day of the year that selects the share to run and seeds random tests. Failures print it; set it to reproduce a failure."""

os.environ["DIGEST_TESTS_DAY"] = str(DAY)  # all processes of a run use the same day, even across midnight

SEED = f"DIGEST_TESTS_DAY={DAY}"

THOROUGH_FOLDERS = ("tests/faults/", "tests/injection/")
"""Every test in them is thorough."""

THOROUGH_FIXTURES = ("browser",)
"""Every test that uses one of these fixtures is thorough."""


def is_thorough(path: str, fixtures: Collection[str], markers: Collection[str]) -> bool:
    """Return whether a test is thorough by its folder, fixtures or markers. `make test-all` runs these."""
    return has_more_examples(path, markers) or bool(set(THOROUGH_FIXTURES) & set(fixtures))


def has_more_examples(path: str, markers: Collection[str]) -> bool:
    """Return whether `make test-all` also runs the cases that are in `make test`: with more examples.

    It does not if the test is thorough only because of its fixtures.
    """
    return path.startswith(THOROUGH_FOLDERS) or "thorough" in markers


def is_selected(run: Run, thorough: bool, few: int, number: int, shares: int = 1, day: int = DAY, *, repeats: bool = True) -> bool:
    """Return whether this run includes the case `number` of a test.

    `make test` always includes the first `few` cases (marker `quick`). `make test-all` includes one of every `shares` cases (marker
    `share`), different ones each day; the first `few` only if it `repeats` them with more examples.
    """
    if run is Run.QUICK:
        return not thorough or number < few
    return run is not Run.THOROUGH or (thorough and number % shares == day % shares and (repeats or number >= few))


def select(items: list[pytest.Item], run: Run) -> tuple[list[pytest.Item], list[pytest.Item]]:
    """Return the tests that this run includes, and those that it deselects."""
    cases = Counter[str]()
    chosen: list[pytest.Item] = []
    deselected: list[pytest.Item] = []
    for item in items:
        function = item.nodeid.partition("[")[0]
        markers = {marker.name for marker in item.iter_markers()}
        thorough = is_thorough(item.nodeid, getattr(item, "fixturenames", ()), markers)
        repeats = has_more_examples(item.nodeid, markers)
        quick = item.get_closest_marker("quick")
        few = (quick.args[0] if quick.args else len(items)) if quick else 0
        share = item.get_closest_marker("share")
        shares = share.args[0] if share else 1
        (chosen if is_selected(run, thorough, few, cases[function], shares, repeats=repeats) else deselected).append(item)
        cases[function] += 1
    return chosen, deselected


def examples(few: int, quick: int | None = None) -> int:
    """Return the number of examples for a property test: `few`, always the same ones; fifty times as many in the long search.

    `quick` is the number for `make test`; such a test must be marked thorough, so that `make test-all` runs it with `few`.
    """
    if LONG:
        return few * 50
    return quick if QUICK and quick is not None else few
