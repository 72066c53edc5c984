"""Plausibility scores of languages: frequent characters have high scores, characters that newspapers never use negative ones."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from digest.importers import encoding_detection as subject
from digest.importers.encoding_detection import MIN_PLAUSIBLE_SCORE, SAMPLED_CHARACTERS, detect_encoding, plausibility_score
from digest.importers.raw_text import mojibake_notes

CHARACTERS: dict[Callable[[str], float], tuple[list[str], list[str], list[str], list[str]]] = {
    # frequent, less frequent, marks, rare or never used
    subject._simplified_chinese_score: (["的", "国"], ["座", "呆"], ["，", "。", "《", "０"], ["亍", "丂", "「", "あ", "é"]),
    subject._traditional_chinese_score: (["的", "國"], ["遵", "呆"], ["，", "。", "「", "」", "·"], ["乂", "丂", "あ", "é"]),
    subject._japanese_score: (
        ["の", "ぁ", "ゖ", "日"],
        ["ァ", "ヺ", "槻"],
        ["、", "「", "・", "ー", "々", "〜"],
        ["弌", "〇", "한", "é"],
    ),
    subject._korean_score: (["이", "다"], ["갉", "힝"], ["“", "·", "△", "㎞"], ["갂", "힣", "國", "あ", "é"]),
}


@pytest.mark.parametrize("value", CHARACTERS)
def test_the_score_of_a_character_depends_on_its_frequency_in_newspapers(value: Callable[[str], float]):
    frequent, used, marks, never = CHARACTERS[value]
    assert {value(character) for character in frequent} == {1}
    assert all(0.2 <= value(character) < 1 for character in used), [value(character) for character in used]
    assert {value(character) for character in marks} == {0.5}
    assert all(-1 <= value(character) < 0 for character in never), [value(character) for character in never]


def test_a_rare_korean_syllable_counts_half_as_much_as_a_rare_chinese_character():
    assert [subject._korean_score(character) for character in "갉힣"] == pytest.approx([0.2, -0.5])
    assert [subject._simplified_chinese_score(character) for character in "座亍"] == pytest.approx([0.4, -0.4])


def test_unassigned_kana_have_a_negative_score():
    assert [subject._japanese_score(character) for character in "\u3040\u3097\u30a0\u30fb"] == [-1, -1, -1, 0.5]


def test_hanja_have_a_higher_score_than_characters_korean_never_uses():
    assert -1 < subject._korean_score("國") < 0 and subject._korean_score("é") == -1
    assert subject._korean_score("\u4e00") == subject._korean_score("\u9fff") and subject._korean_score("\ua000") == -1


def test_the_score_of_a_text_is_the_mean_of_its_non_ascii_characters():
    assert subject._simplified_chinese_score("") == subject._simplified_chinese_score("only words") == 0
    assert subject._simplified_chinese_score("的é") == 0 and subject._simplified_chinese_score("x的y é") == 0
    assert subject._simplified_chinese_score("的的的é") == 0.5


@pytest.mark.parametrize(
    ("text", "spaces"),
    [
        ("的 的", 1),
        ("的 的 的", 2),
        (" 的 ", 0),
        ("的 x", 0),
        ("x 的", 0),
        ("的， 的", 0),
        ("的 ，的", 0),
        ("的  的", 0),
        ("的 的 ", 1),
    ],
)
def test_spaces_between_words_raise_the_korean_and_lower_the_chinese_score(text: str, spaces: int):
    count = text.count("的") + text.count("，") * 0.5
    characters = text.count("的") + text.count("，")
    assert subject._simplified_chinese_score(text) == pytest.approx((count - spaces * 0.5) / characters)
    korean = text.replace("的", "이").replace("，", "·")
    assert subject._korean_score(korean) == pytest.approx((count + spaces * 0.5) / characters)


@pytest.mark.parametrize(
    ("value", "good"),
    [
        (subject._simplified_chinese_score, "的"),
        (subject._korean_score, "이"),
        (subject._latin_score, "é "),
        (subject._other_alphabet_score, "а"),
    ],
)
def test_only_a_sample_of_a_text_is_scored(value: Callable[[str], float], good: str):
    sample = good * (SAMPLED_CHARACTERS // len(good))
    assert value(sample + "\u3400" * 9) == value(sample)
    assert value(sample[:-2] + "\u3400" * 9) < value(sample)


def test_only_a_sample_decides_whether_a_text_has_one_alphabet():
    assert subject._has_one_alphabet("а" * SAMPLED_CHARACTERS + "©" * 9 * SAMPLED_CHARACTERS)


LATIN = [
    ("café", 0.9), ("été", 0.9), ("Über", 0.9), ("naïf", 0.9),  # next to a plain letter
    ("à", 0.6), ("«É»", 1.6 / 3), ("ß", 0.2), ("ñ", 0.2), ("ßß", 0.2), ("ééé", (0.2 - 1 + 0.2) / 3),
    ("“x”", 0.5), ("x – y", 0.5), ("a\xa0b", 0.5), ("5 €", 0.5),
    ("¿x?", 0.3), ("20 ½", 0.3), ("a½b", -1), ("1º", 0.3), ("x©y", 0.5),
    ("a¹", -1), ("b³ ", -1), ("m³", 0.3), ("5³", 0.3), ("¹a", 0.3),
    ("Ð", -1), ("xÐx", -1), ("的", -1),
]  # fmt: skip
"""Texts of Western Europe and their scores: the mean of the non-ASCII characters."""


@pytest.mark.parametrize(("text", "value"), LATIN)
def test_accented_letters_are_plausible_in_words_and_symbols_next_to_them(text: str, value: float):
    assert subject._latin_score(text) == pytest.approx(value)


def test_the_score_of_a_text_without_significant_characters_is_0():
    assert subject._latin_score("") == subject._latin_score("plain words") == plausibility_score("plain words") == 0


def test_letters_and_spaces_of_other_alphabets_have_positive_scores():
    assert subject._other_alphabet_score("Мост") == subject._other_alphabet_score("\u0370\u0e01") == 0.8
    assert (
        subject._other_alphabet_score("\u036f")
        == subject._other_alphabet_score("\u0e80")
        == subject._other_alphabet_score("©")
        == -0.5
    )
    assert subject._other_alphabet_score("Мост закрыт") == pytest.approx(0.8 + 0.5 / 10)


@pytest.mark.parametrize(
    ("text", "is_plausible"),
    [
        ("", False),
        ("plain words\t\r\n", True),
        ("plain \0", False),
        ("\x01\x02\x03", False),
        ("旧桥周二关闭检修", True),
        ("桓獩椠\u0a73", False),
        ("abc\x01", True),
        ("a\x01\x02", False),
    ],
)
def test_plausible_utf_16_has_one_language_and_few_control_characters(text: str, is_plausible: bool):
    assert (subject._any_language_score(text) >= MIN_PLAUSIBLE_SCORE) is is_plausible


def test_control_and_plain_characters_have_opposite_scores():
    assert subject._any_language_score("ab\x01") == pytest.approx(1 / 3)
    assert subject._any_language_score("abé") == pytest.approx((2 + 0.9) / 3)
    assert subject._any_language_score("a\x7f") == 0


@pytest.mark.parametrize(("letters", "signs", "has_one"), [(3, 1, True), (2, 1, False), (6, 2, True), (5, 2, False), (0, 0, True)])
def test_at_least_three_quarters_of_a_text_in_another_alphabet_are_letters(letters: int, signs: int, has_one: bool):
    assert subject._has_one_alphabet("plain © "[:6] + "а" * letters + "©" * signs) is has_one


def test_bytes_without_a_plausible_encoding_are_not_decoded():
    assert detect_encoding(b"\0\x01\0\x02\0\x03") is None
    assert detect_encoding(bytes(range(0x80, 0xA0)) * 4) is None


def test_a_letter_that_begins_no_word_is_not_plausible_alone():
    assert subject._latin_score("ß") < MIN_PLAUSIBLE_SCORE
    found = detect_encoding("ß".encode("cp1252"))
    assert found is None or found.encoding != "cp1252"


def test_a_much_less_plausible_encoding_is_not_a_rival():
    found = detect_encoding("市政府周一宣布，旧桥将关闭两个月。工程师说，桥面的裂缝比去年更宽。".encode("gb18030"))
    assert found and (found.encoding, found.rival) == ("gb18030", "")


@pytest.mark.parametrize(("character", "encoding"), [("嘅", "big5hkscs"), ("①", "euc_jis_2004")])
def test_the_larger_of_two_encodings_is_tried_second(character: str, encoding: str):
    """The larger encoding is tried if the common one lacks a character."""
    usual, text = {
        "big5hkscs": ("cp950", "舊橋週二關閉，市政府週一宣布：工程師說橋面的裂縫比去年更寬"),
        "euc_jis_2004": ("euc_jp", "旧橋を二か月閉鎖すると発表した。技師はひびが広がったと話した"),
    }[encoding]
    assert detect_encoding(text.encode(usual)) == subject.DecodedText(text, usual)
    wider = text + character
    found = detect_encoding(wider.encode(encoding))
    assert found and (found.text, found.encoding) == (wider, encoding)


# mojibake


@pytest.mark.parametrize("line", ["旧桥", "旧桥将"])
def test_fewer_than_four_east_asian_characters_are_not_mojibake(line: str):
    for encoding in ("gb18030", "cp949", "cp932"):
        try:
            wrong = line.encode().decode(encoding)
        except UnicodeDecodeError:
            continue
        assert bool(mojibake_notes(wrong)) == (len(wrong) >= 4), wrong
        assert bool(mojibake_notes(f"plain words {wrong}")) == (len(wrong) >= 4), "plain characters do not count"


@pytest.mark.parametrize("number", range(4))
def test_all_kinds_of_line_ends_are_counted(number: int):
    ends = ["\n", "\r\n", "\r", "\u2028"]
    (note,) = mojibake_notes("plain" + ends[number] + "tw\xf6" + "\u2029" + "caf\ufffd")
    assert note.startswith("line 3: ")
