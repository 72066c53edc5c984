"""Limits of themes and sizes of what they show: other ones have to be chosen, not mistyped."""

from __future__ import annotations

from types import ModuleType

import pytest

from digest.rendering import (
    chart_shapes,
    mail_html,
    template_filters,
    template_limits,
    theme_options,
)

CONSTANTS: list[tuple[ModuleType, str, object]] = [
    (chart_shapes, "BAR_HEIGHT", 16),
    (chart_shapes, "BAR_PITCH", 3),
    (chart_shapes, "DOT_SIZES", 4),
    (chart_shapes, "SHARES_WIDTH", 120),
    (mail_html, "MAIL_PICTURE_WIDTH", 552),
    (template_filters, "LONG_CJK_HEADLINE", 30),
    (template_filters, "LONG_HEADLINE", 56),
    (template_filters, "SCRIPT_SAMPLE_LENGTH", 1000),
    (template_limits, "FEW_PIECES", 50),
    (template_limits, "LONGEST_OUTPUT", 100_000_000),
    (template_limits, "LONGEST_VALUE", 10_000_000),
    (template_limits, "MANY_PIECES", 10_000),
    (theme_options, "MOST_OPTIONS", 100),
]


@pytest.mark.parametrize(("module", "name", "value"), CONSTANTS, ids=[name for _, name, _ in CONSTANTS])
def test_constant_has_its_chosen_value(module: ModuleType, name: str, value: object):
    assert getattr(module, name) == value
