"""Functions of extensions: their names in messages, and diagnostics for the exceptions that they raise."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from msgspec.structs import replace

from digest.diagnostics import Diagnostic
from digest.errors import ContentError
from digest.extensions import (
    EXTENSION_FIX,
    EXTENSION_GROUPS,
    EXTENSION_HINT,
    NO_ADDITIONS,
    Addition,
    Additions,
    Code,
    described_error,
    error_location,
)

OWN = Code("mine.py", "key", ("extensions/mine.py",), 3, 5)
PACKAGE = Code("digest_charts", "other", ("/x/digest_charts/",), 4, 5)


def addition(function: Callable[..., Any], code: Code = OWN, group: str = "filters") -> Addition:
    return Addition(code, group, "shout", function, "extensions/mine.py", 7)


def failing(source: str) -> Callable[..., Any]:
    names: dict[str, Any] = {}
    exec(compile(source, "extensions/mine.py", "exec"), names)
    function: Callable[..., Any] = names["shout"]
    return function


@pytest.mark.parametrize(
    ("code", "group", "called"),
    [
        (OWN, "filters", "the filter shout of extensions/mine.py"),
        (OWN, "planners", "the planner shout of extensions/mine.py"),
        (PACKAGE, "importers", "the importer shout of the package digest_charts"),
        (replace(PACKAGE, name="digest.charts"), "importers", "the importer shout of the package digest.charts"),
    ],
)
def test_messages_name_a_function_with_its_kind_and_its_extension(code: Code, group: str, called: str):
    assert str(addition(str.upper, code, group)) == called


def test_the_result_of_a_function_is_returned():
    assert addition(str.upper).run(lambda shout: shout("a")) == "A"


@pytest.mark.parametrize(
    ("function", "line", "message_end"),
    [
        (failing("def shout(text):\n    return text / 2\n"), 2, "TypeError: unsupported operand type(s) for /: 'str' and 'int'"),
        (failing("def shout(text):\n\n    raise SystemExit(3)\n"), 3, "SystemExit: 3"),
        (int, 7, "ValueError: invalid literal for int() with base 10: 'a'"),
    ],
)
def test_every_exception_becomes_an_error_at_its_line(function: Callable[..., Any], line: int, message_end: str):
    with pytest.raises(ContentError) as caught:
        addition(function).run(lambda shout: shout("a"))
    message = f"the filter shout of extensions/mine.py: {message_end}"
    assert caught.value.diagnostics == (Diagnostic("extensions/mine.py", line, 1, "E702", message, EXTENSION_FIX),)
    assert caught.value.__suppress_context__


def test_an_interruption_is_not_reported_as_an_error():
    def interrupted(text: str) -> str:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        addition(interrupted).run(lambda shout: shout("a"))


def test_a_diagnostic_of_a_function_is_located_at_its_definition():
    message = "the filter shout of extensions/mine.py: returns no text"
    assert addition(str).diagnostic("E703", "returns no text") == Diagnostic(
        "extensions/mine.py", 7, 1, "E703", message, EXTENSION_HINT
    )
    assert addition(str).diagnostic("E703", "returns no text", "do this").hint == "do this"


def test_the_key_of_a_filter_is_that_of_its_extension():
    assert NO_ADDITIONS.filter_keys == {}
    assert Additions(filters=(addition(str), addition(str, PACKAGE))).filter_keys == {"shout": "other"}


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
        ("compile('a = 1\\nb = 2\\nx = (', 'extensions/other.py', 'exec')", 3),
    ],
)
def test_the_innermost_line_of_an_extension_is_named(code: str, line: int):
    found = error_location(raised(code=code), ["extensions/"])
    assert found is not None and found[1] == line
    assert error_location(raised(code=code), ["elsewhere/"]) is None


@pytest.mark.parametrize(
    ("details", "location"),
    [
        (("extensions/a.py", 7, 3, "x"), ("extensions/a.py", 7)),
        (("extensions/a.py", None, None, None), ("extensions/a.py", 1)),
        (("elsewhere/a.py", 7, 3, "x"), None),
        ((None, 7, 3, "x"), None),
    ],
)
def test_a_syntax_error_without_a_line_is_in_the_first_one(details: tuple[Any, ...], location: tuple[str, int] | None):
    assert error_location(SyntaxError("bad", details), ["extensions/"]) == location


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
def test_an_error_is_described_in_one_line(error: BaseException, shown: str):
    assert described_error(error) == shown


def test_an_error_whose_message_fails_is_described_by_its_type():
    class Silent(Exception):
        def __str__(self) -> str:
            raise ValueError

    assert described_error(Silent()) == "Silent"


def test_every_group_of_extensions_has_its_additions():
    assert Additions.__struct_fields__ == EXTENSION_GROUPS
