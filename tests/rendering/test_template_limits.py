"""The limits for the size of values and pages."""

from __future__ import annotations

import tracemalloc
from types import BuiltinMethodType

import pytest

from digest.rendering import template_limits
from digest.rendering.template_limits import bounded, bounded_filter, call_method, joined_pieces, template_line
from tests.rendering.test_sandbox import refused, render


@pytest.mark.parametrize("number", ["20000000", "123456789012", "-20000000"])
def test_large_numbers_are_allowed_as_values(number: str):
    """Only numbers that are lengths or repetitions are limited."""
    assert render(f"{{{{ ({number})|round(0, 'floor')|int }}}}") == number
    assert render(f"{{{{ ({number}) * 3 // 3 }}}}{{{{ '%d' % {number} }}}}") == number * 2
    assert render(f"{{{{ [{number}]|batch(2)|first|first }}}}") == number


def test_the_larger_of_two_widths_is_limited(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(template_limits, "LONGEST_VALUE", 1000)
    assert render("{{ 'a\nb'|indent(400) }}") == "a\n" + " " * 400 + "b"
    for arguments in ("600, true", "600, false, true", "width=600, first=true", "'x' * 600, 1"):
        refused(f"{{{{ 'a\nb\nc'|indent({arguments}) }}}}")


@pytest.mark.parametrize(
    ("name", "value", "arguments", "is_run"),
    [
        ("join", ["x" * 500, "x" * 500], (), True),
        ("join", ["x" * 500, "x" * 501], (), False),
        ("join", ["x" * 500, 7], ("y" * 250,), True),
        ("join", ["x" * 501, 7], ("y" * 250,), False),
        ("join", ["x" * 500, 7], ("y" * 251,), False),
        ("join", [1, 2], ("y" * 501,), False),
        ("replace", "x" * 100, ("x", "y" * 10), True),
        ("replace", "x" * 101, ("x", "y" * 10), False),
        ("replace", "x" * 2_000, ("x", "y"), True),
        ("indent", "x\nx\n", (500,), True),
        ("indent", "x\nx\n", (501,), False),
        ("indent", "x\nx\n", ("y" * 501,), False),
        ("center", "x", (1_000,), True),
        ("center", "x", (1_001,), False),
    ],
)
def test_a_filter_is_not_run_if_its_result_would_be_too_long(
    name: str, value: object, arguments: tuple[object, ...], is_run: bool, monkeypatch: pytest.MonkeyPatch
):
    """The result alone would take all memory."""
    monkeypatch.setattr(template_limits, "LONGEST_VALUE", 1_000)
    runs: list[object] = []
    limited = bounded_filter(name, lambda *given: runs.append(given))
    if is_run:
        limited(value, *arguments)
    else:
        with pytest.raises(OverflowError):
            limited(value, *arguments)
    assert runs == ([(value, *arguments)] if is_run else [])


@pytest.mark.parametrize(
    ("method", "arguments"),
    [
        ("".join, (["x" * 1_000] * 20_000,)),
        (("y" * 1_000).join, (["x"] * 20_000,)),
        (("x" * 20_000).replace, ("x", "y" * 1_000)),
        ("x".center, (20_000_000,)),
        ("x".ljust, (20_000_000, "-")),
    ],
)
def test_a_method_is_not_called_if_its_result_would_be_too_long(method: BuiltinMethodType, arguments: tuple[object, ...]):
    tracemalloc.start()
    try:
        with pytest.raises(OverflowError):
            call_method(method, arguments, {})
        assert tracemalloc.get_traced_memory()[1] < 2_000_000, "the result would have 20 MB"
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(
    "count",
    [
        0,
        1,
        template_limits.FEW_PIECES,
        template_limits.FEW_PIECES + 1,
        template_limits.MANY_PIECES,
        template_limits.MANY_PIECES + 1,
        template_limits.MANY_PIECES * 2 + 1,
    ],
)
def test_any_number_of_pieces_is_joined_in_order(count: int):
    pieces = [f"{number}," for number in range(count)]
    assert joined_pieces(pieces) == joined_pieces(iter(pieces)) == "".join(pieces)


@pytest.mark.parametrize("count", [1, template_limits.FEW_PIECES + 1, template_limits.MANY_PIECES * 2 + 1])
def test_pieces_that_are_one_character_too_long_are_refused(count: int, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(template_limits, "LONGEST_OUTPUT", count)
    assert len(joined_pieces(["x"] * count)) == count
    for pieces in (["x"] * (count + 1), iter(["x"] * (count + 1))):
        with pytest.raises(OverflowError):
            joined_pieces(pieces)


@pytest.mark.parametrize(
    ("source", "line", "template"),
    [
        ("debug_info = '2=10&5=20'\n", 10, 2),
        ("debug_info = '2=10&5=20'\n", 19, 2),
        ("debug_info = '2=10&5=20'\n", 20, 5),
        ("x = 1\ndebug_info = '2=10&5=20'", 99, 5),
        ("debug_info = '2=10'\n", 9, 1),
        ("x = 1\n", 9, 1),
    ],
)
def test_a_python_line_is_mapped_to_its_template_line(source: str, line: int, template: int):
    assert template_line(source, line) == template


def test_a_value_may_have_the_maximum_length(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(template_limits, "LONGEST_VALUE", 100)
    assert bounded("x" * 100) == "x" * 100
    assert render("{{ 'ab' * 50 }}{{ ('x' * 50) + ('y' * 50) }}") == "ab" * 50 + "x" * 50 + "y" * 50
    for longer in ("'ab' * 51", "51 * 'ab'", "('x' * 50) + ('y' * 51)", "'x'.center(101)", "'%101d' % 1", "2 ** 1001"):
        refused(f"{{{{ {longer} }}}}")
    with pytest.raises(OverflowError):
        bounded("x" * 101)


@pytest.mark.parametrize("call", ["text.replace('a', text)", "text|replace('a', text)"])
def test_a_replacement_that_would_not_fit_into_memory_is_refused(call: str):
    assert "longer" in refused(f"{{% set text = 'a' * 10000000 %}}{{{{ {call}|length }}}}").message


@pytest.mark.parametrize(
    "format",
    [
        "'%99999999d' % 1",
        "'%.99999999f' % 1",
        "'{:99999999}'.format(1)",
        "'%*d' % (99999999, 1)",
        "'{:{}}'.format(1, 99999999)",
        "'{:{w[n]}}'.format(1, w={'n': 99999999})",
        "'%99999999d'|format(1)",
        "'a\\tb'.expandtabs(tabsize=99999999)",
    ],
)
def test_a_width_is_checked_before_formatting(format: str):
    message = refused(f"{{{{ {format} }}}}").message
    assert "a format has a width of more than" in message or "99999999 is more than" in message


@pytest.mark.parametrize("call", ["'x'|center({}2000)", "[1]|batch({}2000)|list"])
def test_named_arguments_of_filters_are_limited_before_the_filter_runs(call: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(template_limits, "LONGEST_VALUE", 1000)
    name = "width=" if "center" in call else "linecount="
    assert refused(f"{{{{ {call.format('')} }}}}").message == refused(f"{{{{ {call.format(name)} }}}}").message


def test_powers_within_the_limit_are_computed():
    assert render("{{ 2 ** 1000 }} {{ 1 ** 5000 }} {{ (-1) ** 5001 }}") == f"{2**1000} 1 -1"
    for power in ("2 ** 1001", "(-2) ** 1001"):
        refused(f"{{{{ {power} }}}}")
