"""Diagnostics: which stop a build, how they are folded, and what is said of the error of an extension."""

from __future__ import annotations

import pytest

from digest.errors import (
    BROKEN_LINKS,
    ConfigError,
    DigestError,
    DiskError,
    Fault,
    Faults,
    LockedError,
    PublishError,
    UsageError,
    did_you_mean,
    nearest,
    tolerate,
)
from digest.extension import described, place
from digest.folding import MANY, SHOWN_OF_A_CODE, SHOWN_OF_MANY, fold


def fault(code: str = "E301", message: str = "message", line: int = 1) -> Fault:
    return Fault("content/a.md", line, 3, code, message)


@pytest.mark.parametrize(("code", "is_error", "is_warning"), [("E301", True, False), ("W303", False, True), ("N302", False, False)])
def test_a_code_says_whether_the_build_goes_on(code: str, is_error: bool, is_warning: bool):
    assert (fault(code).is_error, fault(code).is_warning) == (is_error, is_warning)
    assert str(fault(code)) == f"content/a.md:1:3: {code} message"


def test_links_to_nowhere_may_be_tolerated_and_nothing_else():
    found = tolerate([fault("E301"), fault("E302"), fault("E401"), fault("W303")], BROKEN_LINKS)
    assert [(each.is_error, each.is_warning) for each in found] == [(False, True), (False, True), (True, False), (False, True)]
    assert tolerate([fault()], ()) == [fault()]


def test_faults_of_a_file_are_fatal_if_one_is_an_error():
    faults = Faults("a.md")
    assert not faults.fatal
    faults.add(1, 2, "W201", "m", "h")
    assert not faults.fatal and faults.found == [Fault("a.md", 1, 2, "W201", "m", "h")]
    faults.add(1, 2, "E201", "m")
    assert faults.fatal


@pytest.mark.parametrize(
    ("kind", "code"), [(DigestError, 1), (UsageError, 2), (ConfigError, 2), (DiskError, 3), (PublishError, 1), (LockedError, 75)]
)
def test_each_kind_of_error_has_its_exit_code(kind: type[DigestError], code: int):
    error = kind("message", hint="hint", faults=[fault()])
    assert (error.exit_code, error.message, error.hint, error.faults, str(error)) == (
        code,
        "message",
        "hint",
        (fault(),),
        "message",
    )


def test_a_word_that_is_near_is_guessed():
    assert nearest("tgas", ["tags", "lists"]) == "tags"
    assert nearest("xyz", ["tags", "lists"]) == ""
    assert nearest("tag", ["tags"], 0.9) == "" and nearest("tag", ["tags"], 0.8) == "tags"
    assert (did_you_mean("tgas", ["tags"]), did_you_mean("xyz", ["tags"])) == ("did you mean tags?", "")


# folding


@pytest.mark.parametrize(
    ("count", "shown", "rest"), [(MANY, MANY, ()), (MANY + 1, SHOWN_OF_MANY, (f"E301: {MANY + 1 - SHOWN_OF_MANY} more: message",))]
)
def test_more_than_so_many_of_one_cause_are_counted(count: int, shown: int, rest: tuple[str, ...]):
    folded = fold([fault(line=line) for line in range(count)])
    assert (len(folded.shown), folded.rest) == (shown, rest)
    assert [each.line for each in folded.shown] == list(range(shown)), "the first ones"
    assert (MANY, SHOWN_OF_MANY) == (10, 3)


@pytest.mark.parametrize(("code", "most"), [("N302", SHOWN_OF_A_CODE["N"]), ("W303", SHOWN_OF_A_CODE["W"])])
def test_of_one_code_with_several_causes_only_so_many_notes_and_warnings_are_shown(code: str, most: int):
    exactly = [fault(code, str(number)) for number in range(most)]
    assert fold(exactly).rest == () and len(fold(exactly).shown) == most
    folded = fold([*exactly, fault(code, "more"), fault(code, "yet more")])
    assert (len(folded.shown), folded.rest) == (most, (f"{code}: 2 more like these",))


def test_faults_of_several_causes_are_all_shown():
    faults = [fault("E301", str(number)) for number in range(50)]
    assert fold(faults).shown == tuple(faults) and fold(faults).rest == ()


def test_a_fault_that_a_template_makes_on_each_page_is_one_cause():
    faults = [fault("E301", f"there is no page /x/ (page of content/{number}.md)") for number in range(20)]
    assert fold(faults).rest == ("E301: 17 more: there is no page /x/",)


def test_what_is_tolerated_is_folded_as_warnings_are():
    faults = tolerate([fault("E301", str(number)) for number in range(30)], BROKEN_LINKS)
    assert fold(faults).rest == ("E301: 10 more like these",)


# errors of extensions


def raised(error: BaseException | None = None, code: str = "") -> BaseException:
    try:
        exec(compile(code or "raise given", "extensions/mine.py", "exec"), {"given": error})
    except BaseException as caught:  # noqa: BLE001
        return caught
    raise AssertionError


@pytest.mark.parametrize(
    ("code", "line"),
    [
        ("1 / 0", 1),
        ("def f():\n    1 / 0\n\nf()", 2),
        ("def f():\n    raise StopIteration\n    yield\n\nlist(f())", 2),
        ("import json\n\njson.loads('{')", 3),
        ("compile('x = (', 'extensions/other.py', 'exec')", 1),
    ],
)
def test_the_innermost_line_of_an_extension_is_named(code: str, line: int):
    found = place(raised(code=code), ["extensions/"])
    assert found is not None and found[1] == line
    assert place(raised(code=code), ["elsewhere/"]) is None


@pytest.mark.parametrize(
    ("error", "shown"),
    [
        (ValueError("a\n  b"), "ValueError: a b"),
        (ValueError(), "ValueError"),
        (KeyError("x"), "KeyError: 'x'"),
        (ValueError("\ud800"), "ValueError: \\ud800"),
        (SyntaxError("bad", ("f.py", 1, 1, "x")), "SyntaxError: bad"),
    ],
)
def test_an_error_is_told_in_one_line(error: BaseException, shown: str):
    assert described(error) == shown


def test_an_error_that_cannot_be_told_has_its_kind():
    class Silent(Exception):
        def __str__(self) -> str:
            raise ValueError

    assert described(Silent()) == "Silent"
