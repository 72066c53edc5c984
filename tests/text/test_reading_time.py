"""Reading time of texts, by words and by Chinese, Japanese and Korean characters."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.text import reading_time
from digest.text.characters import unusual_characters
from digest.text.reading_time import reading_minutes


def minutes_of(text: str) -> int:
    return reading_minutes(text.encode(), unusual_characters(text.encode()))


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("", 1),
        ("word " * 230, 1),
        ("word " * 575, 2),
        ("word " * 1150, 5),
        ("가" * 1000, 2),
        ("漢字 " * 1000, 4),
        ("가나 word " * 230, 2),
        ("word " * 345 + "가" * 750, 3),
        ("word " * 344, 1),
        ("word " * 345, 2),
        ("word " * 230_000, 1000),
        ("가" * 500_000, 1000),
    ],
)
def test_reading_takes_230_words_or_500_characters_a_minute(text: str, minutes: int):
    assert minutes_of(text) == minutes


@given(st.text(st.sampled_from("ab \t\n\x0b\x1c\x1f_\x00é’\x85\xa0\u2003\u3000"), min_size=1, max_size=12))
def test_words_are_separated_by_white_space(text: str):
    assert minutes_of(text * 230) == max(1, round(len((text * 230).split()) / 230))


@given(
    st.text(st.sampled_from("ab é\u3000漢字かカ가각"), min_size=1, max_size=12),
    st.sampled_from(["", "".join(map(chr, range(0x4E00, 0x4E40)))]),
)
def test_a_cjk_character_ends_a_word(text: str, more: str):
    repeated = (text + more) * 230
    words = re.sub("[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af]", " ", repeated)
    characters = len(repeated) - len(re.sub("[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af]", "", repeated))
    assert minutes_of(repeated) == max(1, round(len(words.split()) / 230 + characters / 500))


@pytest.mark.parametrize("text", ["漢字、かな。", "漢字 word、word。", "「가」 é, ", "漢\u3000，"])
def test_few_and_many_characters_are_counted_alike(text: str, monkeypatch: pytest.MonkeyPatch):
    said, found = text * 1000, set()
    for many in (0, 10 * len(said)):
        monkeypatch.setattr(reading_time, "MANY_CHARACTERS", many)
        found.add(minutes_of(said))
    assert len(found) == 1
