"""Colours of the brand: notations, contrast, and the ink on them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.config.colours import CONTRAST, DARK_INK, LIGHT_INK, contrast, ink_on, nearest_with_ink, read_colour
from digest.diagnostics import Diagnostics
from digest.yaml.tree import Scalar

COLOURS = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        ("#000000", "#ffffff", 21.0),
        ("#777777", "#ffffff", 4.48),
        ("#abcdef", "#abcdef", 1.0),
        ("#333333", "#ffffff", 12.635),
        ("#0a0a0a", "#000000", 1.0607),
        ("#ff0000", "#ffffff", 3.998),
        ("#00ff00", "#000000", 15.304),
        ("#0000ff", "#ffffff", 8.592),
    ],
)
def test_contrast_ratio_follows_wcag(one: str, other: str, ratio: float):
    assert contrast(one, other) == contrast(other, one) == pytest.approx(ratio, abs=0.005)


@pytest.mark.parametrize(
    ("colour", "ink"), [("#ffd43b", DARK_INK), ("#0b7285", LIGHT_INK), ("#000000", LIGHT_INK), ("#ffffff", DARK_INK)]
)
def test_the_ink_has_enough_contrast(colour: str, ink: str):
    assert ink_on(colour) == ink


@given(COLOURS)
def test_the_ink_has_the_highest_contrast_or_is_empty(colour: str):
    ink = ink_on(colour)
    ratios = {each: contrast(each, colour) for each in (DARK_INK, LIGHT_INK)}
    assert (ratios[ink] == max(ratios.values()) >= CONTRAST) if ink else max(ratios.values()) < CONTRAST


@given(COLOURS)
def test_the_nearest_colour_has_an_ink_and_is_similar(colour: str):
    """Colours without an ink have a relative luminance from 0.17 to 0.19, so a small step of lightness is enough."""
    near = nearest_with_ink(colour)
    assert ink_on(near)
    assert contrast(near, colour) < 1.12


@pytest.mark.parametrize("colour", ["#ffffff", "#fefefe", "#010101", "#000000", "#ff0000", "#0000ff", "#767676", "#828282"])
def test_a_colour_with_an_ink_is_the_nearest_one(colour: str):
    assert nearest_with_ink(colour) == colour


def test_some_colours_have_no_ink():
    assert ink_on("#767676") == LIGHT_INK and ink_on("#797979") == "" and ink_on("#828282") == DARK_INK
    assert nearest_with_ink("#797979") == "#767676"


@pytest.mark.parametrize(
    ("colour", "nearest"), [("#6b7f32", "#6a7e32"), ("#d81fa9", "#d71fa9"), ("#eb1350", "#e8134f"), ("#da288e", "#da278e")]
)
def test_the_nearest_colour_has_the_same_hue_and_saturation(colour: str, nearest: str):
    assert nearest_with_ink(colour) == nearest


@pytest.mark.parametrize(
    ("text", "colour"),
    [("#A3210F", "#a3210f"), ("a3210f", "#a3210f"), ("#c0f", "#cc00ff"), ("123456", "#123456"), (" fff ", "#ffffff")],
)
def test_a_colour_may_have_three_digits_or_no_number_sign(text: str, colour: str):
    diagnostics = Diagnostics("x")
    assert read_colour(Scalar(text, 1, 1, True), "color", diagnostics) == colour
    assert diagnostics.found == []


@pytest.mark.parametrize("text", ["", "red", "#12", "#1234567", "rgb(1,2,3)", "#ggg", "##fff", "#fff;}", "１２３"])
def test_an_invalid_colour_is_rejected(text: str):
    diagnostics = Diagnostics("x", wrong="E601")
    assert read_colour(Scalar(text, 1, 1, True), "color", diagnostics) is None
    assert [found.code for found in diagnostics.found] == ["E601"]
