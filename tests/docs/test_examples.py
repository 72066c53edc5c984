"""Each example in the reference causes its diagnostic, with the output that the page shows, and the fix removes it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from digest.diagnostics import DIAGNOSTIC_CODES
from tests.docs.diagnostics import lines_of, printed_in, report
from tests.docs.examples import EXAMPLES, Example
from tests.reference import PAGES

ALSO = {"N402", "W402"}
"""Codes that a fixed site may still have, because its addresses may differ from the recorded ones."""


@pytest.fixture(scope="module")
def fixed() -> dict[str, str]:
    """A cache of the output for fixed sites; in many examples this is the correct site."""
    return {}


def test_every_code_has_one_example():
    assert sorted(example.code for example in EXAMPLES) == sorted(DIAGNOSTIC_CODES)


@pytest.mark.parametrize("example", EXAMPLES, ids=[example.code for example in EXAMPLES])
def test_the_example_of_a_code_and_its_fix(example: Example, tmp_path: Path, fixed: dict[str, str]):
    page = (PAGES / "diagnostics.md").read_text(encoding="utf-8")
    wrong = report(example.wrong, tmp_path / "wrong", example)
    assert lines_of(example.code, wrong) == printed_in(page)[example.code] != "", f"run: python -m tests.reference\n{wrong}"
    key = repr((sorted(example.right.items()), example.external, example.lacks))
    if key not in fixed:
        fixed[key] = report(example.right, tmp_path / "right", example._replace(rebuilt=True))
    right = fixed[key]
    reported = set(re.findall(r": ([EWN]\d{3}) ", right))
    assert reported <= ALSO - {example.code}, right
