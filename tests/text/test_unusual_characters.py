"""Properties of single characters apply to texts of them too."""

from __future__ import annotations

import sys
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digest.articles.content_file import decode
from digest.diagnostics import Diagnostics
from digest.text.characters import (
    MANY_CHARACTERS,
    ORDINARY_LETTERS,
    UNFIT_FOR_PAGES,
    is_ordinary,
    strange_characters,
    unusual_characters,
)
from digest.text.normal_form import composed
from tests.selection import QUICK, examples

BASES = "aeioun<=>ỳᄀ가각\u0915\u09c7\u0b47\u0bc6\u1025\u05d0\u3046ガ"


@pytest.mark.thorough
@pytest.mark.quick
def test_ordinary_characters_stay_in_nfc_beside_any_other():
    ordinary = [chr(code) for code in range(sys.maxunicode + 1) if not 0xD800 <= code <= 0xDFFF and is_ordinary(chr(code))]
    assert len(ordinary) > 100_000
    text = "".join(ordinary)
    for base in BASES[::5] if QUICK else BASES:
        assert unicodedata.is_normalized("NFC", base + base.join(text))
    assert unicodedata.is_normalized("NFC", text)
    assert not UNFIT_FOR_PAGES.search(text)


@given(
    st.text(
        st.one_of(st.sampled_from("ab \t\n\r’é\u0301\u1161가\u00a0\ufeff\x85\x07\u212b漢"), st.characters(codec="utf-8")),
        min_size=1,
    )
)
@settings(max_examples=examples(500))
def test_decoding_a_text_equals_decoding_its_characters(text: str):
    written = text.removeprefix("\ufeff")
    if not written or written.isspace() or "\0" in text:
        return
    expected = composed(written).replace("\r\n", "\n").replace("\r", "\n").replace("\x85", " ")
    assert decode(text.encode(), Diagnostics("a.md")) == UNFIT_FOR_PAGES.sub("", expected)


def test_unusual_characters_of_a_text():
    assert unusual_characters("a\tb\n~ é’é\r漢".encode()) == "é’é\r漢"
    assert unusual_characters(b"plain\n") == ""
    assert unusual_characters(b"a\x7fb") == "\x7f"


@pytest.mark.parametrize("character", "\t\n\r\x85 é\u200d\ufe0f")
def test_white_space_and_joiners_may_be_on_a_page(character: str):
    assert not UNFIT_FOR_PAGES.match(character)


@pytest.mark.parametrize("length", [0, MANY_CHARACTERS])
def test_each_strange_character_is_returned_once(length: int):
    assert strange_characters("\x85\x85" + "한" * length + "\x85") == "\x85"


def test_a_variation_selector_is_ordinary_and_other_marks_are_not():
    assert strange_characters("❤\ufe0f☀\ufe00") == "" and strange_characters("❤\u0301") == "\u0301"


def test_the_last_two_characters_of_each_plane_are_on_no_page():
    assert all(UNFIT_FOR_PAGES.fullmatch(chr(plane << 16 | end)) for plane in range(17) for end in (0xFFFE, 0xFFFF))


def test_ordinary_letters_are_ordinary():
    letters = [chr(code) for code in range(0x3000, 0xD7A4) if ORDINARY_LETTERS.fullmatch(chr(code))]
    assert len(letters) > 30_000
    assert all(map(is_ordinary, letters))


@pytest.mark.parametrize("length", [1, MANY_CHARACTERS])
def test_strange_characters_are_found_among_few_and_many(length: int):
    assert set(strange_characters("한" * length + "\u0301é“\x85\ufeff" + "字" * length)) == {"\u0301", "\x85", "\ufeff"}
