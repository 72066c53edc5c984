"""Labels of definitions are compared like in CommonMark: case-insensitive, with any white space as one space."""

from __future__ import annotations

import pytest

from digest.markdown.link_positions import normalized_label


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Minutes", "mInUTES"),
        (" the  minutes\n", "the minutes"),
        ("\u2028a\u2029", "a"),
        ("a\u2028\u2029b", "a b"),
        ("a\tb", "a b"),
        ("Straße", "STRASSE"),
        ("ẞ", "SS"),
        ("Толпой", "ТОЛПОЙ"),
    ],
)
def test_labels_are_equal(one: str, other: str):
    assert normalized_label(one) == normalized_label(other)


@pytest.mark.parametrize(("one", "other"), [("a b", "ab"), ("a", "á"), ("a.", "a"), ("a*", "a")])
def test_labels_are_different(one: str, other: str):
    assert normalized_label(one) != normalized_label(other)
