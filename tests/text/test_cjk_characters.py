"""Which characters are Chinese, Japanese or Korean, and which of them are letters."""

from __future__ import annotations

import re

import pytest

from digest.text.characters import UNSPACED_RANGES, is_cjk, is_cjk_letter


@pytest.mark.parametrize("character", "\u1100\u11ff\u3040ぁんァヶ\u30ff\u3400一龥\u9fff가힣\ud7af\uf900\ufaff")
def test_hangul_kana_and_han_are_letters(character: str):
    assert is_cjk_letter(character)


@pytest.mark.parametrize("character", "aé\u10ff\u1200\u303f、。「」！\u3100\u33ff\ua000\uabff\ud7b0\uf8ff\ufb00😀")
def test_punctuation_and_other_scripts_are_not_cjk_letters(character: str):
    assert not is_cjk_letter(character)


@pytest.mark.parametrize("character", "\u1100\u11ff\u20a9\u2e80、。「」ぁア一鿿\ua4c6가힣\uf900！～￦\U00020000\U0003fffd🈂")
def test_wide_characters_and_hangul_are_cjk(character: str):
    assert is_cjk(character)


@pytest.mark.parametrize("character", "aé\u10ff\u1200\u20a8“”…—\u303f\u3040\uabff\ud7fc\ufb00😀👍🏽")
def test_emoji_and_other_scripts_are_not_cjk(character: str):
    assert not is_cjk(character)


def test_han_and_kana_are_unspaced_and_hangul_is_not():
    unspaced = re.compile(f"[{UNSPACED_RANGES}]")
    assert all(map(unspaced.match, "ぁんアヶ一龥、。「」！ｱ\U00020000"))
    assert not any(map(unspaced.match, "a가힣\u1100ㄱ\u3200😀 "))
