"""What a template computes may be as large as a page needs, and no larger."""

from __future__ import annotations

import pytest

from digest.rendering import template_limits
from digest.rendering.template_limits import bounded, joined_pieces, template_line
from tests.rendering.test_sandbox import refused, render


@pytest.mark.parametrize("number", ["20000000", "123456789012", "-20000000"])
def test_a_large_number_is_no_large_text(number: str):
    """What is bounded is how often something is done, not what it is done to."""
    assert render(f"{{{{ ({number})|round(0, 'floor')|int }}}}") == number
    assert render(f"{{{{ ({number}) * 3 // 3 }}}}{{{{ '%d' % {number} }}}}") == number * 2
    assert render(f"{{{{ [{number}]|batch(2)|first|first }}}}") == number


def test_the_wider_of_two_widths_counts(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(template_limits, "LONGEST_VALUE", 1000)
    assert render("{{ 'a\nb'|indent(400) }}") == "a\n" + " " * 400 + "b"
    for given in ("600, true", "600, false, true", "width=600, first=true", "'x' * 600, 1"):
        refused(f"{{{{ 'a\nb\nc'|indent({given}) }}}}")


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
def test_pieces_are_joined_in_their_order_however_many_there_are(count: int):
    pieces = [f"{number}," for number in range(count)]
    assert joined_pieces(pieces) == joined_pieces(iter(pieces)) == "".join(pieces)


@pytest.mark.parametrize("count", [1, template_limits.FEW_PIECES + 1, template_limits.MANY_PIECES * 2 + 1])
def test_pieces_that_are_just_too_long_are_refused(count: int, monkeypatch: pytest.MonkeyPatch):
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
def test_a_line_of_python_is_that_of_the_template_from_which_it_comes(source: str, line: int, template: int):
    assert template_line(source, line) == template


def test_a_value_may_be_as_long_as_the_limit(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(template_limits, "LONGEST_VALUE", 100)
    assert bounded("x" * 100) == "x" * 100
    assert render("{{ 'ab' * 50 }}{{ ('x' * 50) + ('y' * 50) }}") == "ab" * 50 + "x" * 50 + "y" * 50
    for longer in ("'ab' * 51", "51 * 'ab'", "('x' * 50) + ('y' * 51)", "'x'.center(101)", "'%101d' % 1", "2 ** 1001"):
        refused(f"{{{{ {longer} }}}}")
    with pytest.raises(OverflowError):
        bounded("x" * 101)


@pytest.mark.parametrize("call", ["text.replace('a', text)", "text|replace('a', text)"])
def test_what_would_not_fit_into_memory_is_not_even_begun(call: str):
    assert "longer" in refused(f"{{% set text = 'a' * 10000000 %}}{{{{ {call}|length }}}}").message


@pytest.mark.parametrize(
    "format",
    [
        "'%99999999d' % 1",
        "'%.99999999f' % 1",
        "'{:99999999}'.format(1)",
        "'%*d' % (99999999, 1)",
        "'{:{}}'.format(1, 99999999)",
        "'%99999999d'|format(1)",
    ],
)
def test_a_width_is_looked_at_before_it_is_used(format: str):
    message = refused(f"{{{{ {format} }}}}").message
    assert "a format has a width of more than" in message or "99999999 is more than" in message
