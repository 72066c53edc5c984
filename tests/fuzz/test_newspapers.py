"""Raw newspaper texts through import and build: imported articles have no errors, and their pages contain the text."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest

from tests.fuzz.batch import SETTINGS, blame
from tests.fuzz.intakes import attempt
from tests.fuzz.newspaper import newspaper
from tests.fuzz.test_articles import FIRST
from tests.selection import LONG, QUICK

BATCHES = 5
TOGETHER = 40
TEXTS = 20_000 if LONG else 2 * TOGETHER * BATCHES if QUICK else 600


@pytest.mark.thorough
@pytest.mark.quick(1)
@pytest.mark.parametrize("number", range(BATCHES))
@pytest.mark.timeout(3000 if LONG else 300)
def test_hostile_newspaper_texts_cause_no_complaint(number: int, tmp_path: Path):
    count = TEXTS // BATCHES
    start = FIRST + number * count
    imported = 0
    for first in range(start, start + count, TOGETHER):
        cases = [newspaper(seed) for seed in range(first, min(first + TOGETHER, start + count))]
        settings = SETTINGS[first // TOGETHER % len(SETTINGS)]
        tried = partial(attempt, settings=settings)
        outcome = tried(tmp_path, cases)
        if outcome.complaints:
            found = "\n".join(outcome.complaints[:8])
            raise AssertionError(f"{found}\n\n{settings}\n\n{blame(tmp_path, cases, tried)}")
        imported += outcome.published
    assert imported > count * 0.8, f"only {imported} of {count} texts were imported"
