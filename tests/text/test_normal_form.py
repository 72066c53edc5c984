"""Unicode's composed form, with a limit for combining marks."""

from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from digest.text.normal_form import composed


def test_thirty_of_many_unordered_marks_are_kept():
    assert composed("e\u0301") == "é"
    marks = "\u0323\u0301"
    assert composed("e" + marks * 5000 + "x\u0301") == unicodedata.normalize("NFC", "e" + marks * 15 + "x\u0301")
    assert [len(composed("q" + "\u0301\u0323" * half + "\u0301")) for half in (14, 15)] == [30, 31]
    assert composed("q" + "\u0301\u0323" * 15) == unicodedata.normalize("NFC", "q" + "\u0301\u0323" * 15)
    assert composed("e" + "\u0301" * 5000) == "é" + "\u0301" * 4999


@given(st.text(st.characters(categories=("L", "M", "S", "P", "Zs")), max_size=30))
def test_texts_with_fewer_marks_equal_nfc(text: str):
    assert composed(text) == unicodedata.normalize("NFC", text)
