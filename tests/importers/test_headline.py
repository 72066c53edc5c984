"""How much of a block is its headline, and how a text without one is called."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest

from digest.importers.headline import FEW_WORDS, first_words, read_headline
from digest.importers.paragraphs import display_width, split_lines

SEOUL = ZoneInfo("Asia/Seoul")


def count(text: str) -> int:
    return read_headline(split_lines(text), SEOUL).lines


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("Ferry sails again", 1),
        ("Ferry sails\nAgain today", 1),
        ("Ferry sails\nagain today", 2),
        ("Ferry sails\nagain\ntoday", 3),
        ("Ferry sails\nagain\ntoday\nand on", 0),
        ("Ferry sails\nagain today.", 0),
        ("Ferry sails.\nagain today", 1),
        ("Ferry sails?\nagain today", 1),
        ("Ferry sails!\nagain today", 1),
        ("F" * 200, 1),
        ("F" * 201, 0),
        ("F" * 119 + ".", 1),
        ("F" * 120 + ".", 0),
        ("가" * 120 + "。", 0),
    ],
)
def test_a_headline_goes_on_in_small_letters_and_is_no_sentence(text: str, lines: int):
    assert count(text) == lines


def test_a_text_without_one_is_called_by_its_first_words():
    assert FEW_WORDS == 80
    assert first_words("x" * FEW_WORDS) == "x" * FEW_WORDS
    assert first_words("x" * (FEW_WORDS + 1)) == "x" * FEW_WORDS + "…", "it has no words"
    words = "ferry " * FEW_WORDS
    assert first_words(words) == words[:FEW_WORDS].rpartition(" ")[0] + "…"
    assert first_words("a" * (FEW_WORDS - 2) + ", b" + "c" * 9) == "a" * (FEW_WORDS - 2) + "…"


@pytest.mark.parametrize(("text", "columns"), [("abc", 3), ("é", 1), ("한국", 4), ("ａ", 2), ("a한", 3), ("", 0)])
def test_characters_of_east_asia_take_two_columns(text: str, columns: int):
    assert display_width(text) == columns
