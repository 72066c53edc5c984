"""Classes of characters as ranges of Unicode: Chinese, Japanese and Korean, scripts without spaces, unusual or ordinary
characters, and those unfit for pages. Shortens a text with `…` at a word, never within a grapheme cluster.

Most texts have few unusual characters, so checks search only these and not the whole text.

The ranges are from Unicode 17, not from `unicodedata`, which differs between versions of Python and does not know emoji. A range
may contain unassigned code points.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from digest.text.lazy_pattern import lazy_compile

_WIDE_RANGES = (
    "\u20a9\u2329\u232a\u2630-\u2637\u268a-\u268f\u2e80-\u303e\u3041-\u3247\u3250-\ua4c6\uf900-\ufaff\ufe10-\ufe19\ufe30-\ufe6b"
    "\uff01-\uffee\U00016fe0-\U0001b2fb\U0001d300-\U0001d376\U0001f1ae\U0001f200\U0001f202-\U0001f219\U0001f21b-\U0001f22e"
    "\U0001f230\U0001f231\U0001f237\U0001f23b-\U0001f248\U0001f260-\U0001f265\U0001f6d9\U0001f7da\U0001fa8b-\U0001fa8d\U0001facc"
    "\U0001fadd\U0001faeb\U0001faf9\U0001fafa\U00020000-\U0003fffd"
)

CJK_RANGES = f"\u1100-\u11ff\ua960-\ua97c\uac00-\ud7fb{_WIDE_RANGES}"
"""The content of a regular expression's character class: East Asian Width W, F or H (UAX #11) without emoji, and hangul.

The "CJK character" of https://github.com/tats-u/markdown-cjk-friendly/blob/main/specification.md.
"""

UNSPACED_RANGES = (
    "\u2329\u232a\u2630-\u2637\u268a-\u268f\u2e80-\u302d\u3031-\u303c\u303e\u3041-\u312f\u3190-\u31ff\u3220-\u3247\u3250-\u325f"
    "\u327f-\u3296\u3298\u329a-\ua4c6\uf900-\ufaff\ufe10-\ufe19\ufe30-\ufe6b\uff01-\uff9f\uffe0-\uffe5\uffe8-\uffee"
    "\U00016fe0-\U0001b2fb\U0001d300-\U0001d376\U0001f200\U0001f210-\U0001f219\U0001f21b-\U0001f22e\U0001f230\U0001f231"
    "\U0001f23b-\U0001f248\U0001f260-\U0001f265\U00020000-\U0003fffd"
)
"""Another class: Han, kana and their punctuation, which are written without spaces; neither hangul nor emoji."""

CJK_LETTER_RANGES = "\u1100-\u11ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff"
"""Another class: hangul, kana and Han, without punctuation. The themes' search.js has the same ranges."""

_IS_CJK = lazy_compile(f"[{CJK_RANGES}]")
_IS_LETTER = lazy_compile(f"[{CJK_LETTER_RANGES}]")
_HANGUL_END = "\u11ff"
"""Both classes have a gap after this letter. Typographic quotes are in the gap, so most texts need neither pattern, which takes
5 ms to compile."""


def is_cjk(character: str) -> bool:
    """Whether this is a CJK character."""
    return character >= "\u1100" and not (_HANGUL_END < character < "\u20a9") and _IS_CJK.match(character) is not None


def is_cjk_letter(character: str) -> bool:
    """Whether this is a letter of hangul, kana or Han, whose words are not separated by spaces, or have particles attached."""
    return character >= "\u1100" and not (_HANGUL_END < character < "\u3040") and _IS_LETTER.match(character) is not None


_ZERO_WIDTH_JOINER = "\u200d"
_UNSPACED_CHARACTER = lazy_compile(f"[{UNSPACED_RANGES}]")

_TRAILING_PUNCTUATION = " ,;:.、，；：。・"


def shortened(text: str, limit: int) -> str:
    """Return the text, cut at the end of a word with `…` if it is longer than `limit` characters.

    Chinese characters and kana can be cut anywhere. A word that is longer than half of the limit is cut too.
    """
    if len(text) <= limit:
        return text
    grapheme_end = _grapheme_boundary(text, limit)
    cut_offset = grapheme_end
    while cut_offset > limit // 2 and not (_may_cut_beside(text[cut_offset]) or _may_cut_beside(text[cut_offset - 1])):
        cut_offset -= 1
    shortened_text = text[: _grapheme_boundary(text, cut_offset)] if cut_offset > limit // 2 else text[:grapheme_end]
    return shortened_text.rstrip().rstrip(_TRAILING_PUNCTUATION).rstrip() + "…"


def _may_cut_beside(character: str) -> bool:
    """Whether a text can be cut beside this character: white space, or a script without spaces."""
    return character.isspace() or (character >= "\u2329" and _UNSPACED_CHARACTER.match(character) is not None)


def _grapheme_boundary(text: str, offset: int) -> int:
    """Return the last offset up to `offset`, which is within the text, that is not within a grapheme cluster (UAX #29)."""
    while offset > 0 and _is_within_grapheme(text, offset):
        offset -= 1
    return offset


def _is_within_grapheme(text: str, at: int) -> bool:
    """Whether this offset is within a grapheme cluster."""
    previous_character, next_character = text[at - 1], text[at]
    if next_character < "\u0300":
        return False
    if next_character == _ZERO_WIDTH_JOINER or previous_character == _ZERO_WIDTH_JOINER or _extends_grapheme(next_character):
        return True
    if _is_regional_indicator(next_character):
        first_regional = at
        while first_regional and _is_regional_indicator(text[first_regional - 1]):
            first_regional -= 1
        return (at - first_regional) % 2 == 1  # a pair is a flag
    return _is_jamo_joined(previous_character, next_character)


def _extends_grapheme(character: str) -> bool:
    """Whether it extends the character before it: combining marks, non-joiners, tags, skin colours, half-width kana marks."""
    return (
        unicodedata.category(character)[0] == "M"
        or character in "\u200c\uff9e\uff9f"
        or "\U0001f3fb" <= character <= "\U0001f3ff"
        or "\U000e0020" <= character <= "\U000e007f"
    )


def _is_regional_indicator(character: str) -> bool:
    return "\U0001f1e6" <= character <= "\U0001f1ff"


def _is_jamo_joined(previous_character: str, next_character: str) -> bool:
    """Whether two hangul letters, or a syllable and a letter, form one syllable."""
    if "\u1160" <= next_character <= "\u11ff":  # a vowel or a final consonant
        return "\u1100" <= previous_character <= "\u11ff" or "\uac00" <= previous_character <= "\ud7a3"
    return "\u1100" <= next_character <= "\u115f" and "\u1100" <= previous_character <= "\u115f"


UNFIT_FOR_PAGES = lazy_compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufeff\ufdd0-\ufdef"
    + "".join(chr(plane << 16 | 0xFFFE) + chr(plane << 16 | 0xFFFF) for plane in range(17))
    + "]"
)
"""Characters that are not allowed on a page: forbidden by XML 1.0 (2.2), parse errors in HTML, and the byte order mark."""

_USUAL_BYTES = bytes((*b"\t\n", *range(0x20, 0x7F)))


def unusual_characters(data: bytes) -> str:
    """Return the characters of a text in UTF-8 that are not printable ASCII, tabs or line ends, in the order of the text."""
    return data.translate(None, _USUAL_BYTES).decode()


def strange_characters(characters: str) -> str:
    """Return the distinct characters that are not `is_ordinary`."""
    if len(characters) >= MANY_CHARACTERS:
        characters = ORDINARY_LETTERS.sub("", characters)
    return "".join(character for character in set(characters) if not is_ordinary(character))


MANY_CHARACTERS = 200
"""The length of a text from which a regular expression, compiled first, takes less time than a set of the characters."""

ORDINARY_LETTERS = lazy_compile("[\u3001-\u3020\u3041-\u3096\u30a1-\u30fa\u4e00-\u9fff\uac00-\ud7a3]+")
"""Kana, Han, hangul syllables and their punctuation; each `is_ordinary`."""


@lru_cache(maxsize=16384)
def is_ordinary(character: str) -> bool:
    """Whether this character needs no change in any text: it is not a line end, is allowed on a page, and is always in NFC.

    Only combining marks, and the parts of Korean syllables, compose with the character before them (UAX #15: only for these is the
    property NFC_QC Maybe).
    """
    return "\ufe00" <= character <= "\ufe0f" or (
        character not in "\r\x85"
        and unicodedata.category(character)[0] != "M"
        and not ("\u1100" <= character <= "\u11ff")
        and unicodedata.is_normalized("NFC", character)
        and not UNFIT_FOR_PAGES.match(character)
    )
