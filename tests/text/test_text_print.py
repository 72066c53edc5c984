"""Prints of texts: which changes count as another text, and which as a typing mistake."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digest.checks.leaks import letters
from digest.text.text_print import exact_part, is_alike, is_print, text_print
from tests.selection import examples

TEXT = "The harbour reopened on Sunday after fog had kept 40 ships outside for three days. The pilots rejected the new rules."
KOREAN = "항구는 사흘 동안 안개에 갇혀 있던 배 40척을 일요일에 다시 받아들였다. 도선사들은 새 규칙을 거부했다. 김철수 씨가 말했다."
CHINESE = "港口在星期日重新开放，此前大雾使四十艘船在外面等了三天。引航员拒绝了新的规定。王小明说了这句话。"

RECORDED = {
    "": "055539df4a0b804c055539df00000000000000000000000020000000",
    "ab": "f9ca6d378adafba7055539df10000000100000000000001000000010",
    "40": "5e10b0fa901b03995e10b0fa00000200110000000000000000000000",
    TEXT: "cde4234bea2b2bf05e10b0fa54123644222135212213543363142434",
    KOREAN: "cea9d8551b71bf3c5e10b0fa55132463462454354547507612177226",
    CHINESE: "51f9507cf80b26d1055539df51241224334122114334331347105452",
    "가": "56f7e621e348d21d055539df00000010000100000000000100000001",
    "港": "c1cc98e76325c45a055539df20000000000000100000000000001000",
}


def print_of(text: str) -> str:
    return text_print(letters(text))


def changed(text: str, old: str, new: str) -> bool:
    """Whether replacing `old` by `new` makes it another text."""
    assert old in text
    return not is_alike(print_of(text), print_of(text.replace(old, new, 1)))


@pytest.mark.parametrize(
    ("text", "old", "new"),
    [
        (TEXT, "Sunday after", "Sunday, after"),
        (TEXT, "The harbour", "THE  HARBOUR"),
        (TEXT, "The pilots", "“The pilots”"),
        (TEXT, "rejected", "rejetced"),
        (TEXT, "outside", "otuside"),
        (TEXT, "harbour", "harbor"),
        (TEXT, "ships", "shipps"),
        (TEXT, "kept", "kapt"),
        (KOREAN, "안개에 갇혀", "안개에갇혀"),
        (KOREAN, "거부했다", "거부햇다"),
        (CHINESE, "，", ", "),
        (CHINESE, "艘", "只"),
    ],
)
def test_typography_and_typing_mistakes_are_not_another_text(text: str, old: str, new: str):
    assert not changed(text, old, new)


@pytest.mark.parametrize(
    ("text", "old", "new"),
    [
        (TEXT, "40", "41"),
        (TEXT, "40", "400"),
        (TEXT, "rejected", "accepted"),
        (TEXT, "Sunday", "Monday morning"),
        (TEXT, " The pilots rejected the new rules.", ""),
        (TEXT, "The pilots", "Nearly all of the pilots"),
        (KOREAN, "40", "14"),
        (KOREAN, "거부했다", "받아들였다"),
        (KOREAN, "김철수", "박영희"),
        (CHINESE, "拒绝了", "接受了"),
        (CHINESE, "王小明", "李大海"),
    ],
)
def test_other_words_and_numbers_are_another_text(text: str, old: str, new: str):
    assert changed(text, old, new)


def test_a_change_counts_the_same_in_long_and_short_texts():
    long = " ".join(f"{TEXT} {word}" for word in ("abbey", "bridge", "castle", "dock") * 20)
    for text in (TEXT, long):
        assert not changed(text, "rejected", "rejetced")
        assert changed(text, "rejected", "accepted")
        assert changed(text, "40", "41")


@settings(max_examples=examples(300, quick=60), deadline=None)
@given(text=st.text(min_size=1, max_size=80), sentence=st.text(st.characters(categories=["L"]), min_size=24))
def test_equal_texts_have_equal_prints_and_an_added_sentence_is_another_text(text: str, sentence: str):
    known = letters(text)
    assert is_print(text_print(known)) and text_print(known).startswith(exact_part(known))
    assert is_alike(text_print(known), text_print(known))
    more = letters(sentence)
    if len(set(more)) > 16:  # a repeated trigram may count as 0, modulo 16
        assert not is_alike(text_print(known), text_print(known + more))


@settings(max_examples=examples(300, quick=60), deadline=None)
@given(
    text=st.text(st.sampled_from("abcdefghij 가나다라"), min_size=3, max_size=200),
    at=st.integers(0, 10_000),
    letter=st.sampled_from("xyz"),
)
def test_one_changed_letter_is_not_another_text(text: str, at: int, letter: str):
    at %= len(text)
    assert is_alike(print_of(text), print_of(text[:at] + letter + text[at:]))
    replaced = text[:at] + letter + text[at + 1 :]
    if text[at].isascii():
        assert is_alike(print_of(text), print_of(replaced))


@pytest.mark.parametrize("text", ["", "ab", "40", TEXT, KOREAN, CHINESE, "가", "港"])
def test_prints_never_change(text: str):
    """Files of sites contain prints: with other prints, every text would count as changed."""
    assert print_of(text) == RECORDED[text]


def test_prints_have_a_fixed_length_and_are_hexadecimal():
    good = print_of(TEXT)
    assert is_print(good)
    assert not any(map(is_print, (good[:-1], good + "0", "g" + good[1:], good.upper(), "", good + "\n")))


def test_compared_parts_of_two_prints():
    """Equal letters mean equal texts; other digits mean another text; with equal digits, sketches may differ by 8, modulo 16."""
    same = print_of(TEXT)
    exact, digits, sketch = same[:16], same[16:24], same[24:]
    other = "0" * 16 if exact != "0" * 16 else "1" * 16
    assert is_alike(same, exact + "0" * 40)
    assert is_alike(same, other + digits + sketch)
    assert not is_alike(same, other + ("0" if digits[0] != "0" else "1") + digits[1:] + sketch)
    for difference, alike in ((8, True), (9, True), (7, True)):
        first = f"{(int(sketch[0], 16) + difference) % 16:x}"
        assert is_alike(same, other + digits + first + sketch[1:]) is alike
    first, second = f"{(int(sketch[0], 16) + 8) % 16:x}", f"{(int(sketch[1], 16) + 15) % 16:x}"
    assert not is_alike(same, other + digits + first + second + sketch[2:])
