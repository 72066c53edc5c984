"""Diagnostics: which of them stop a build, and how they are folded."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import pytest

import digest
from digest.diagnostics import (
    BROKEN_LINKS,
    DIAGNOSTIC_CODES,
    MANY_DIAGNOSTICS,
    SHOWN_OF_A_CODE,
    SHOWN_OF_MANY,
    Diagnostic,
    Diagnostics,
    fold_diagnostics,
    tolerate,
)


def diagnostic(code: str = "E301", message: str = "message", line: int = 1) -> Diagnostic:
    return Diagnostic("content/a.md", line, 3, code, message)


@pytest.mark.parametrize(("code", "is_error", "is_warning"), [("E301", True, False), ("W303", False, True), ("N302", False, False)])
def test_the_code_determines_the_severity(code: str, is_error: bool, is_warning: bool):
    assert (diagnostic(code).is_error, diagnostic(code).is_warning) == (is_error, is_warning)
    assert str(diagnostic(code)) == f"content/a.md:1:3: {code} message"


def test_only_broken_links_can_be_tolerated():
    found = tolerate([diagnostic("E301"), diagnostic("E302"), diagnostic("E303"), diagnostic("W303")], BROKEN_LINKS)
    assert [(each.is_error, each.is_warning) for each in found] == [(False, True), (False, True), (True, False), (False, True)]
    assert tolerate([diagnostic()], ()) == [diagnostic()]


def test_diagnostics_of_a_file_are_fatal_if_one_is_an_error():
    diagnostics = Diagnostics("a.md")
    assert not diagnostics.fatal
    diagnostics.add(1, 2, "W201", "m", "h")
    assert not diagnostics.fatal and diagnostics.found == [Diagnostic("a.md", 1, 2, "W201", "m", "h")]
    diagnostics.add(1, 2, "E201", "m")
    assert diagnostics.fatal


def test_the_code_of_an_invalid_value_depends_on_the_file():
    assert Diagnostics("a.md").wrong == "E202"
    assert Diagnostics("digest.yml", wrong="E601").wrong == "E601"


def test_each_code_has_a_severity_an_area_and_a_meaning():
    assert all(
        code[0] in "EWN" and code[1] in "1234567" and len(code) == 4 and meaning for code, meaning in DIAGNOSTIC_CODES.items()
    )


def test_diagnostics_sort_by_location():
    found = [Diagnostic(*where, "E101", "m") for where in (("a", 1, 2), ("a", 2, 1), ("a", 10, 1), ("b", 1, 1))]
    assert all(one < other for one, other in pairwise(found))
    of_one_place = [Diagnostic("a", 1, 1, code, message, hint) for code, message, hint in (("E1", "b", "b"), ("E2", "a", "a"))]
    assert of_one_place[0] < of_one_place[1]


# folding


@pytest.mark.parametrize(
    ("count", "shown", "rest"),
    [
        (MANY_DIAGNOSTICS, MANY_DIAGNOSTICS, ()),
        (MANY_DIAGNOSTICS + 1, SHOWN_OF_MANY, (f"E301: {MANY_DIAGNOSTICS + 1 - SHOWN_OF_MANY} more: message",)),
    ],
)
def test_diagnostics_beyond_the_limit_of_a_cause_are_counted(count: int, shown: int, rest: tuple[str, ...]):
    folded = fold_diagnostics([diagnostic(line=line) for line in range(count)])
    assert (len(folded.shown), folded.rest) == (shown, rest)
    assert [each.line for each in folded.shown] == list(range(shown)), "the first ones"
    assert (MANY_DIAGNOSTICS, SHOWN_OF_MANY) == (10, 3)


@pytest.mark.parametrize(("code", "most"), [("N302", SHOWN_OF_A_CODE["N"]), ("W303", SHOWN_OF_A_CODE["W"])])
def test_notes_and_warnings_beyond_the_limit_of_a_code_are_counted(code: str, most: int):
    exactly = [diagnostic(code, str(number)) for number in range(most)]
    assert fold_diagnostics(exactly).rest == () and len(fold_diagnostics(exactly).shown) == most
    folded = fold_diagnostics([*exactly, diagnostic(code, "more"), diagnostic(code, "yet more")])
    assert (len(folded.shown), folded.rest) == (most, (f"{code}: 2 more like these",))


def test_errors_of_different_causes_are_all_shown():
    diagnostics = [diagnostic("E301", str(number)) for number in range(50)]
    assert fold_diagnostics(diagnostics).shown == tuple(diagnostics) and fold_diagnostics(diagnostics).rest == ()


def test_an_error_that_a_template_causes_on_each_page_is_one_cause():
    diagnostics = [diagnostic("E301", f"there is no page /x/ (page of content/{number}.md)") for number in range(20)]
    assert fold_diagnostics(diagnostics).rest == ("E301: 17 more: there is no page /x/",)


def test_tolerated_errors_are_folded_like_warnings():
    diagnostics = tolerate([diagnostic("E301", str(number)) for number in range(30)], BROKEN_LINKS)
    assert fold_diagnostics(diagnostics).rest == ("E301: 10 more like these",)


def test_the_table_lists_exactly_the_codes_that_are_reported():
    package = Path(digest.__file__).parent
    others = [path for path in package.rglob("*.py") if path.name != "diagnostics.py"]
    reported = {code for path in others for code in re.findall(r'"([EWN]\d{3})"', path.read_text(encoding="utf-8"))}
    assert reported | {Diagnostics("a.md").wrong} == DIAGNOSTIC_CODES.keys()
    assert all(DIAGNOSTIC_CODES.values()) and len(set(DIAGNOSTIC_CODES.values())) == len(DIAGNOSTIC_CODES)


def found(code: str, message: str, count: int) -> list[Diagnostic]:
    return [Diagnostic(f"content/{code}{message[:3]}{number:02}.md", 1, 1, code, message) for number in range(count)]


def test_ten_of_a_cause_are_all_shown_but_only_three_of_eleven():
    ten, eleven = found("E301", "one cause", 10), found("E301", "another", 11)
    assert fold_diagnostics(ten).shown == tuple(ten) and fold_diagnostics(ten).rest == ()
    assert fold_diagnostics(eleven).shown == tuple(eleven[:3]) and fold_diagnostics(eleven).rest == ("E301: 8 more: another",)
    folded = fold_diagnostics([*ten, *eleven])
    assert folded.shown == (*ten, *eleven[:3]), "each cause is counted separately"


@pytest.mark.parametrize(("code", "most"), [("N203", 3), ("W203", 20)])
def test_the_limit_of_notes_and_warnings_of_a_code_ignores_causes(code: str, most: int):
    several = [each for number in range(most + 2) for each in found(code, f"cause {number}", 1)]
    assert fold_diagnostics(several[:most]).shown == tuple(several[:most]) and fold_diagnostics(several[:most]).rest == ()
    assert fold_diagnostics(several).shown == tuple(several[:most]) and fold_diagnostics(several).rest == (
        f"{code}: 2 more like these",
    )


def test_every_cause_of_an_error_is_shown():
    several = [each for number in range(50) for each in found("E301", f"cause {number}", 1)]
    assert fold_diagnostics(several).shown == tuple(several) and fold_diagnostics(several).rest == ()


def test_a_cause_is_a_code_and_a_message():
    both = [*found("W203", "one", 6), *found("W203", "two", 6), *found("W204", "one", 6)]
    assert fold_diagnostics(both).shown == tuple(both)


def test_the_page_at_the_end_of_a_message_is_not_part_of_the_cause():
    several = [each for number in range(12) for each in found("E502", f"'x' is unknown (page of content/a{number}.md)", 1)]
    assert fold_diagnostics(several).shown == tuple(several[:3]) and fold_diagnostics(several).rest == (
        "E502: 9 more: 'x' is unknown",
    )
    inside = [each for number in range(12) for each in found("E502", f"(page of content/a{number}.md) is odd", 1)]
    assert len(fold_diagnostics(inside).shown) == 12, "only at the end of a message it names the page"


def test_omitted_diagnostics_are_counted_by_cause_and_then_by_code():
    several = [*found("W203", "many", 15), *(each for number in range(20) for each in found("W203", f"{number}", 1))]
    folded = fold_diagnostics(several)
    assert folded.shown == (*several[:3], *several[15:32]) and folded.rest == ("W203: 12 more: many", "W203: 3 more like these")
