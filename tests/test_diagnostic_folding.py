"""The first of many similar diagnostics are shown, and the others counted."""

from __future__ import annotations

import pytest

from digest.diagnostic_folding import fold_diagnostics
from digest.diagnostics import Diagnostic


def found(code: str, message: str, count: int) -> list[Diagnostic]:
    return [Diagnostic(f"content/{code}{message[:3]}{number:02}.md", 1, 1, code, message) for number in range(count)]


def test_ten_of_a_cause_are_shown_and_of_eleven_three():
    ten, eleven = found("E301", "one cause", 10), found("E301", "another", 11)
    assert fold_diagnostics(ten).shown == tuple(ten) and fold_diagnostics(ten).rest == ()
    assert fold_diagnostics(eleven).shown == tuple(eleven[:3]) and fold_diagnostics(eleven).rest == ("E301: 8 more: another",)
    folded = fold_diagnostics([*ten, *eleven])
    assert folded.shown == (*ten, *eleven[:3]), "each cause counts for itself"


@pytest.mark.parametrize(("code", "most"), [("N203", 3), ("W203", 20)])
def test_of_a_code_no_more_notes_or_warnings_are_shown_whatever_their_causes(code: str, most: int):
    several = [each for number in range(most + 2) for each in found(code, f"cause {number}", 1)]
    assert fold_diagnostics(several[:most]).shown == tuple(several[:most]) and fold_diagnostics(several[:most]).rest == ()
    assert fold_diagnostics(several).shown == tuple(several[:most]) and fold_diagnostics(several).rest == (
        f"{code}: 2 more like these",
    )


def test_every_cause_of_an_error_is_shown():
    several = [each for number in range(50) for each in found("E301", f"cause {number}", 1)]
    assert fold_diagnostics(several).shown == tuple(several) and fold_diagnostics(several).rest == ()


def test_the_same_code_and_another_message_is_another_cause_and_so_is_another_code():
    both = [*found("W203", "one", 6), *found("W203", "two", 6), *found("W204", "one", 6)]
    assert fold_diagnostics(both).shown == tuple(both)


def test_an_error_of_a_template_is_one_cause_on_whatever_page():
    several = [each for number in range(12) for each in found("E502", f"'x' is unknown (page of content/a{number}.md)", 1)]
    assert fold_diagnostics(several).shown == tuple(several[:3]) and fold_diagnostics(several).rest == (
        "E502: 9 more: 'x' is unknown",
    )
    inside = [each for number in range(12) for each in found("E502", f"(page of content/a{number}.md) is odd", 1)]
    assert len(fold_diagnostics(inside).shown) == 12, "only at the end it names the page"


def test_what_is_left_out_is_counted_by_cause_and_then_by_code():
    several = [*found("W203", "many", 15), *(each for number in range(20) for each in found("W203", f"{number}", 1))]
    folded = fold_diagnostics(several)
    assert folded.shown == (*several[:3], *several[15:32]) and folded.rest == ("W203: 12 more: many", "W203: 3 more like these")
