"""Shortened texts are cut between words and never within a grapheme cluster."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.text.characters import shortened

CLUSTERS = [
    "e\u0301",
    "👩\u200d👩\u200d👧",
    "👍🏽",
    "🇰🇷",
    "❤\ufe0f",
    "\u1112\u1161\u11ab",
    "한",
    "नि",
    "\U0001f3f4\U000e0067\U000e007f",
    "a",
]
"""Grapheme clusters."""


@given(st.text(st.sampled_from("ab ,.한漢かé"), max_size=60), st.integers(1, 30))
def test_a_shortened_text_is_a_beginning_of_the_text(text: str, limit: int):
    short = shortened(text, limit)
    if len(text) <= limit:
        assert short == text
    else:
        assert short.endswith("…") and len(short) <= limit + 1
        assert text.startswith(short[:-1])


@pytest.mark.parametrize(
    ("text", "limit", "short"),
    [
        ("one two three", 9, "one two…"),
        ("one two three", 7, "one two…"),
        ("one two, three", 8, "one two…"),
        ("one two\u2003three", 9, "one two…"),
        ("one\ttwo three", 5, "one…"),
        ("one two\u2003, three", 9, "one two…"),
        ("unbreakable word", 8, "unbreaka…"),
        ("abcd\u2329word", 6, "abcd\u2329…"),
        ("항구가 다시 열렸다", 6, "항구가 다시…"),
        ("항구가 다시 열렸고 배들이 돌아왔다", 12, "항구가 다시 열렸고…"),
        ("항구가다시열렸다", 6, "항구가다시열…"),
        ("港口在星期日重新开放", 6, "港口在星期日…"),
        ("港口在2026年重新开放", 5, "港口在…"),
        ("港口开放，大雾散去", 5, "港口开放…"),
        ("日本のAKB48です", 5, "日本の…"),
    ],
)
def test_a_text_is_cut_between_words_or_beside_a_chinese_character(text: str, limit: int, short: str):
    assert shortened(text, limit) == short


@given(st.lists(st.sampled_from(CLUSTERS), min_size=2, max_size=12), st.integers(1, 40))
def test_a_text_is_not_cut_within_a_grapheme_cluster(clusters: list[str], limit: int):
    text = "".join(clusters)
    ends = ["".join(clusters[:count]) for count in range(len(clusters) + 1)]
    if len(text) > limit:
        assert shortened(text, limit)[:-1] in ends


@pytest.mark.parametrize(
    ("pair", "is_one"),
    [
        ("\u1100\u1160", True),
        ("\u11ff\u11ff", True),
        ("\uac00\u11a8", True),
        ("\ud7a3\u11a8", True),
        ("\ud7a4\u11a8", False),
        ("\uabff\u11a8", False),
        ("\u1100\u1100", True),
        ("\u115f\u115f", True),
        ("\u1160\u115f", False),
        ("\u10ff\u1160", False),
        ("a\u0300", True),
        ("a\u200c", True),
        ("a\u200d", True),
        ("\u200da", False),
        ("ｶ\uff9e", True),
        ("ｶ\uff9f", True),
        ("👍\U0001f3fb", True),
        ("👍\U0001f3ff", True),
        ("👍\U0001f400", False),
        ("🏴\U000e0020", True),
        ("🏴\U000e007f", True),
        ("\U0001f1e6\U0001f1ff", True),
        ("\U0001f1e5\U0001f1e6", False),
    ],
)
def test_which_pairs_of_code_points_are_one_cluster(pair: str, is_one: bool):
    """Both ends of each range: a text is cut before such a pair, and within any other."""
    assert shortened(f"xxxx{pair}xxxx", 5) == ("xxxx…" if is_one else f"xxxx{pair[0]}…")


def test_a_regional_indicator_after_another_character_begins_a_cluster():
    assert shortened("xxxxx🇰🇷xxxxx", 5) == "xxxxx…"


def test_pairs_of_regional_indicators_are_flags():
    flags = "🇰🇷🇩🇪"
    assert [shortened(f"xxxx{flags}xx", limit) for limit in (5, 6, 7, 8)] == [
        "xxxx…",
        "xxxx🇰🇷…",
        "xxxx🇰🇷…",
        f"xxxx{flags}…",
    ]


@pytest.mark.parametrize("limit", [5, 6])
def test_a_text_is_cut_neither_before_nor_behind_a_joiner(limit: int):
    assert shortened("xxxx👩\u200d👩xxxx", limit) == "xxxx…"


def test_a_mark_on_a_letter_beside_which_a_text_can_be_cut_stays_with_it():
    assert shortened("aaaaか\u0301yyyyyyyy", 8) == "aaaa…"


@pytest.mark.parametrize("mark", " ,;:.、，；：。・")
def test_a_cut_text_does_not_end_with_punctuation(mark: str):
    assert shortened(f"one{mark} two", 5) == "one…"
