"""Selects the tests of a run: `make test` takes minutes, `make test-all` runs the rest, `make long` searches for hours."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Collection
from datetime import UTC, datetime
from enum import Enum

import pytest


class Run(Enum):
    """What DIGEST_TESTS may say."""

    QUICK = "quick"
    """`make test`: what is not thorough, and a small share, always the same, of what is."""
    THOROUGH = "thorough"
    """`make test-all`: the rest; of what is marked `share(n)` one case in n, others each day."""
    LONG = "long"
    """`make long`: every fault at every place, and properties on fifty times as many examples."""
    NAMED = ""
    """Whatever pytest is asked for, as `make test-all` would run it."""


RUN = Run.LONG if os.environ.get("HYPOTHESIS_PROFILE") == "long" else Run(os.environ.get("DIGEST_TESTS", ""))
LONG = RUN is Run.LONG
QUICK = RUN is Run.QUICK

DAY = int(os.environ.get("DIGEST_TESTS_DAY") or (1 if QUICK else datetime.now(UTC).timetuple().tm_yday))
"""The day that decides which share is run, and the seed of what is random. A failure prints it; set it to see the failure again."""

os.environ["DIGEST_TESTS_DAY"] = str(DAY)  # processes of one run that begin before and after midnight have the same

SEED = f"DIGEST_TESTS_DAY={DAY}"

THOROUGH_FOLDERS = ("tests/faults/", "tests/injection/")
"""Every test in them is thorough."""

THOROUGH_FIXTURES = ("browser",)
"""Every test that asks for one of them is thorough."""


def is_thorough(path: str, fixtures: Collection[str], markers: Collection[str]) -> bool:
    """Whether `make test-all` runs a test: by its folder, by what it asks for, or by its marker."""
    return path.startswith(THOROUGH_FOLDERS) or bool(set(THOROUGH_FIXTURES) & set(fixtures)) or "thorough" in markers


def is_selected(run: Run, thorough: bool, few: int, number: int, shares: int = 1, day: int = DAY) -> bool:
    """Whether this run has the case `number` of a test.

    Its first `few` cases, by its marker `quick`, are always in `make test`. Of `shares` cases, by its marker `share`, one is in
    `make test-all`, and another each day.
    """
    if run is Run.QUICK:
        return not thorough or number < few
    return run is not Run.THOROUGH or (thorough and number % shares == day % shares)


def select(items: list[pytest.Item], run: Run) -> tuple[list[pytest.Item], list[pytest.Item]]:
    """The tests that this run has, and those that it leaves out."""
    cases = Counter[str]()
    chosen: list[pytest.Item] = []
    left: list[pytest.Item] = []
    for item in items:
        function = item.nodeid.partition("[")[0]
        thorough = is_thorough(item.nodeid, getattr(item, "fixturenames", ()), {marker.name for marker in item.iter_markers()})
        quick = item.get_closest_marker("quick")
        few = (quick.args[0] if quick.args else len(items)) if quick else 0
        share = item.get_closest_marker("share")
        shares = share.args[0] if share else 1
        (chosen if is_selected(run, thorough, few, cases[function], shares) else left).append(item)
        cases[function] += 1
    return chosen, left


def examples(few: int, quick: int | None = None) -> int:
    """How many examples a property is tried on: few and always the same; fifty times as many in the long search.

    `quick` is the number for `make test`; the test has to be thorough then, or nothing tries it on the others.
    """
    if LONG:
        return few * 50
    return quick if QUICK and quick is not None else few
