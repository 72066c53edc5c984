"""The language of a text by its letters, where the content does not say it."""

from __future__ import annotations

from digest.pages.site_description import direction
from digest.text.lazy_pattern import lazy_compile

_HANGUL_SCRIPT = lazy_compile("[\u1100-\u11ff\u3130-\u318f\uac00-\ud7af]")
_KANA_SCRIPT = lazy_compile("[\u3041-\u30ff\u31f0-\u31ff\uff66-\uff9d]")
_HAN_SCRIPT = lazy_compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
_ARABIC_SCRIPT = lazy_compile("[\u0620-\u064a\u066e-\u06d3\u06d5\u06ee-\u06ff\u0750-\u077f\u08a0-\u08c9]")
_HEBREW_SCRIPT = lazy_compile("[\u05d0-\u05f2]")
_TELLING_LETTER = lazy_compile("[\u05d0-\u077f\u08a0-\u08c9\u1100-\u11ff\u3041-\u318f\u31f0-\u31ff\uac00-\ud7af\uff66-\uff9d]")

ARABIC_LANGUAGES = "und-Arab"
"""An unknown language in Arabic letters (RFC 5646, 4.1): Arabic, Persian, Urdu and others share them."""

LETTERS_LOOKED_AT = 1000
"""How many characters of a text are looked at."""


def script_language(text: str, site: str) -> str:
    """`ko`, `ja`, `he` or `und-Arab` if most of the text is in such letters; '' if not, or if the site's language is written so."""
    if not _TELLING_LETTER.search(text, 0, LETTERS_LOOKED_AT):
        return ""
    text = text[:LETTERS_LOOKED_AT]
    letters = sum(map(str.isalpha, text))
    hangul, kana, han = (len(script.findall(text)) for script in (_HANGUL_SCRIPT, _KANA_SCRIPT, _HAN_SCRIPT))
    # A syllable or a sign says as much as two to three letters.
    other_letters = letters - hangul - kana - han
    tag = ""
    if hangul and 2 * hangul + han >= other_letters:
        tag = "ko"
    elif kana and 10 * kana >= han and 2 * (kana + han) >= other_letters:
        tag = "ja"
    elif 2 * len(_HEBREW_SCRIPT.findall(text)) > letters:
        tag = "he"
    elif 2 * len(_ARABIC_SCRIPT.findall(text)) > letters:
        tag = ARABIC_LANGUAGES
    language = site.split("-")[0]
    is_sites = tag.split("-")[0] == language or (tag == ARABIC_LANGUAGES and direction(site) == "rtl" and language != "he")
    return "" if is_sites else tag
