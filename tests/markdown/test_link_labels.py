"""Labels of definitions are compared as CommonMark has it: without case, and any white space is one space."""

from __future__ import annotations

import pytest

from digest.markdown.link_labels import normalized_label


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
def test_these_are_one_label(one: str, other: str):
    assert normalized_label(one) == normalized_label(other)


@pytest.mark.parametrize(("one", "other"), [("a b", "ab"), ("a", "á"), ("a.", "a"), ("a*", "a")])
def test_these_are_two(one: str, other: str):
    assert normalized_label(one) != normalized_label(other)
