"""The number of headline lines, and the title of a text without a headline."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest

from digest.importers.headline import MAX_FIRST_WORDS_CHARACTERS, first_words, read_headline
from digest.importers.paragraphs import display_width, split_lines

SEOUL = ZoneInfo("Asia/Seoul")


def headline_lines(text: str) -> int:
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
def test_a_headline_continues_in_lower_case_and_is_not_a_sentence(text: str, lines: int):
    assert headline_lines(text) == lines


def test_the_title_of_a_text_without_a_headline_is_its_first_words():
    assert MAX_FIRST_WORDS_CHARACTERS == 80
    assert first_words("x" * MAX_FIRST_WORDS_CHARACTERS) == "x" * MAX_FIRST_WORDS_CHARACTERS
    assert first_words("x" * (MAX_FIRST_WORDS_CHARACTERS + 1)) == "x" * MAX_FIRST_WORDS_CHARACTERS + "…", "a text without spaces"
    assert first_words("The " + "x" * MAX_FIRST_WORDS_CHARACTERS) == "The " + "x" * (MAX_FIRST_WORDS_CHARACTERS - 4) + "…"
    words = "ferry " * MAX_FIRST_WORDS_CHARACTERS
    assert first_words(words) == words[:MAX_FIRST_WORDS_CHARACTERS].rpartition(" ")[0] + "…"
    assert first_words("a" * (MAX_FIRST_WORDS_CHARACTERS - 2) + ", b" + "c" * 9) == "a" * (MAX_FIRST_WORDS_CHARACTERS - 2) + "…"


@pytest.mark.parametrize("label", ["Title:", "Headline: ", "제목 : ", "TITLE："])
def test_a_label_is_no_part_of_the_headline(label: str):
    assert read_headline(split_lines(f"{label}Ferry sails"), SEOUL).text == "Ferry sails"


@pytest.mark.parametrize(("text", "columns"), [("abc", 3), ("é", 1), ("한국", 4), ("ａ", 2), ("a한", 3), ("", 0)])
def test_east_asian_characters_take_two_columns(text: str, columns: int):
    assert display_width(text) == columns
