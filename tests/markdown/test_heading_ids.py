"""Heading ids equal GitHub's."""

from __future__ import annotations

import re

import pytest

from digest.markdown.reading import heading_id
from tests.markdown.test_markdown_reader import shown

# From github-slugger 2.0.
IDS = {
    "Rails 3.0 isn't out": "rails-30-isnt-out",
    "Rails 3.0 isn’t out": "rails-30-isnt-out",
    "snake_case and kebab-case": "snake_case-and-kebab-case",
    "A -- B": "a----b",
    "What's new? (1/2)": "whats-new-12",
    "C++ and you!": "c-and-you",
    "Über Straße İ": "über-straße-i̇",
    "부산항 3분기 수출": "부산항-3분기-수출",
    "「重要」なお知らせ": "重要なお知らせ",
    "हिन्दी": "हिन्दी",
    "x² ½ Ⅳ €5 🎉": "x--ⅳ-5-",
    "ⓐ Ⓑ 🅰 ①": "ⓐ-ⓑ-🅰-",
    "tab\there": "tabhere",
    "🎉": "",
}


@pytest.mark.parametrize(("words", "expected"), IDS.items())
def test_id_of_a_heading(words: str, expected: str):
    assert heading_id(words) == expected


def ids(text: str, **settings: bool) -> list[str]:
    return re.findall(r'<h\d id="([^"]*)"', shown(text, **settings))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("# a\n\n# a\n\n# a\n\n# a-1", ["a", "a-1", "a-2", "a-1-1"]),
        ("# a-1\n\n# a\n\n# a", ["a-1", "a", "a-2"]),
        ("# `code` and *em* [link](https://example.org)", ["code-and-em-link"]),
        ("# 🎉\n\n# !", ["section", "section-1"]),
        ("# &eacute;t&eacute; \\_a\\_", ["été-_a_"]),
        ("# a {#own}\n\n# own\n\n# A {#a-1}\n\n# a\n\n# a", ["own", "own-1", "a-1", "a", "a-2"]),
        ("# a {#own .big}\n\n## b ## {#two}\n\nc {#three}\n---", ["own", "two", "three"]),
        ("# Fn1\n\nx[^1]\n\n[^1]: Note.", ["fn1-1"]),
        ("- # a\n\n> # a\n\na\n===", ["a", "a-1", "a-2"]),
    ],
)
def test_heading_ids_are_unique(text: str, expected: list[str]):
    assert ids(text) == expected


@pytest.mark.parametrize("text", ['# It\'s -- "so"...', "# (c) 2026 +- 1"])
def test_an_id_does_not_depend_on_typography(text: str):
    assert ids(text) == ids(text, typography=True)


def test_a_footnote_reference_is_not_part_of_an_id():
    assert ids("# a[^1]\n\n[^1]: Note.") == ["a"]


def test_ids_like_those_of_footnotes_are_kept_in_a_text_without_footnotes():
    assert ids("# fn1\n\n# fnref1\n") == ["fn1", "fnref1"]
    assert ids("# fn1\n\na[^1]\n\n[^1]: b\n") == ["fn1-1"]
