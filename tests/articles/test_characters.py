"""What is said of single characters holds for them in texts."""

from __future__ import annotations

import sys
import unicodedata

from hypothesis import given, settings
from hypothesis import strategies as st

from digest.articles.characters import is_ordinary, others
from digest.articles.source import decode
from digest.errors import Faults
from digest.permalinks import composed
from digest.plainyaml import UNFIT
from tests.selection import examples

BASES = "aeioun<=>ỳᄀ가각\u0915\u09c7\u0b47\u0bc6\u1025\u05d0\u3046ガ"
EVERY = [chr(code) for code in range(sys.maxunicode + 1) if not 0xD800 <= code <= 0xDFFF]


def test_an_ordinary_character_stays_as_it_is_beside_any_other():
    ordinary = [character for character in EVERY if is_ordinary(character)]
    assert len(ordinary) > 100_000
    for base in BASES:
        text = "".join(base + character for character in ordinary)
        assert unicodedata.is_normalized("NFC", text)
    text = "".join(ordinary)
    assert unicodedata.is_normalized("NFC", text)
    assert not UNFIT.search(text)


@given(
    st.text(
        st.one_of(st.sampled_from("ab \t\n\r’é\u0301\u1161가\u00a0\ufeff\x85\x07\u212b漢"), st.characters(codec="utf-8")),
        min_size=1,
    )
)
@settings(max_examples=examples(500))
def test_a_text_is_decoded_as_character_by_character(text: str):
    written = text.removeprefix("\ufeff")
    if not written or written.isspace() or "\0" in text:
        return
    expected = composed(written).replace("\r\n", "\n").replace("\r", "\n").replace("\x85", " ")
    assert decode(text.encode(), Faults("a.md")) == UNFIT.sub("", expected)


def test_others_are_what_is_not_usual():
    assert others("a\tb\n~ é’é\r漢".encode()) == "é’é\r漢"
    assert others(b"plain\n") == ""
