"""The kinds of characters in a text: Chinese, Japanese and Korean ones, for rules that expect spaces between words; those that
belong to one character for readers, which must not be divided; and unusual ones. Most texts have few of these, so rules look at
them and not at the whole text.

The ranges are from Unicode 17, not from `unicodedata`, which differs between versions of Python and does not know emoji. A range
may contain code points that are not assigned.
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
"""A class of a regular expression: East Asian Width W, F or H (UAX #11) without emoji, and hangul.

The "CJK character" of https://github.com/tats-u/markdown-cjk-friendly/blob/main/specification.md.
"""

UNSPACED_RANGES = (
    "\u2329\u232a\u2630-\u2637\u268a-\u268f\u2e80-\u302d\u3031-\u303c\u303e\u3041-\u312f\u3190-\u31ff\u3220-\u3247\u3250-\u325f"
    "\u327f-\u3296\u3298\u329a-\ua4c6\uf900-\ufaff\ufe10-\ufe19\ufe30-\ufe6b\uff01-\uff9f\uffe0-\uffe5\uffe8-\uffee"
    "\U00016fe0-\U0001b2fb\U0001d300-\U0001d376\U0001f200\U0001f210-\U0001f219\U0001f21b-\U0001f22e\U0001f230\U0001f231"
    "\U0001f23b-\U0001f248\U0001f260-\U0001f265\U00020000-\U0003fffd"
)
"""A class too: Han, kana and their punctuation, which stand without spaces; neither hangul nor emoji."""

CJK_LETTER_RANGES = "\u1100-\u11ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff"
"""A class too: hangul, kana and han, without punctuation. The script search.js of the themes has the same ranges."""

_IS_CJK = lazy_compile(f"[{CJK_RANGES}]")
_IS_LETTER = lazy_compile(f"[{CJK_LETTER_RANGES}]")
_HANGUL_END = "\u11ff"
"""Behind these letters is a gap in both classes, in which typographic quotes lie: most texts compile neither, which takes 5 ms."""


def is_cjk(character: str) -> bool:
    """Whether this is a CJK character."""
    return character >= "\u1100" and not (_HANGUL_END < character < "\u20a9") and _IS_CJK.match(character) is not None


def is_cjk_letter(character: str) -> bool:
    """Whether this is a letter of hangul, kana or han, which stand together without spaces, or with particles."""
    return character >= "\u1100" and not (_HANGUL_END < character < "\u3040") and _IS_LETTER.match(character) is not None


_ZERO_WIDTH_JOINER = "\u200d"
_UNSPACED_CHARACTER = lazy_compile(f"[{UNSPACED_RANGES}]")

_PAUSES_BEFORE_CUT = " ,;:.、，；：。・"


def shortened(text: str, limit: int) -> str:
    """The text, cut at a word with `…` if it is longer than `limit` characters; at any Chinese character or kana.

    A word that is longer than half of the limit is cut too.
    """
    if len(text) <= limit:
        return text
    grapheme_end = _whole_graphemes(text, limit)
    at = grapheme_end
    while at > limit // 2 and not (_is_kept_with_next(text[at]) or _is_kept_with_next(text[at - 1])):
        at -= 1
    cut = text[: _whole_graphemes(text, at)] if at > limit // 2 else text[:grapheme_end]
    return cut.rstrip(_PAUSES_BEFORE_CUT) + "…"


def _is_kept_with_next(character: str) -> bool:
    """Whether a text can be cut beside it: white space, and characters of scripts without spaces."""
    return character.isspace() or (character >= "\u2329" and _UNSPACED_CHARACTER.match(character) is not None)


def _whole_graphemes(text: str, at: int) -> int:
    """The last place up to `at` that is not within a character that readers see (grapheme clusters, UAX #29)."""
    while 0 < at < len(text) and _is_joined_to_grapheme(text, at):
        at -= 1
    return at


def _is_joined_to_grapheme(text: str, at: int) -> bool:
    """Whether the code points before and behind this place belong together."""
    character_before, character_behind = text[at - 1], text[at]
    if character_behind < "\u0300":
        return False
    if character_behind == _ZERO_WIDTH_JOINER or character_before == _ZERO_WIDTH_JOINER or _extends_grapheme(character_behind):
        return True
    if _is_regional(character_behind) and _is_regional(character_before):
        start = at
        while start and _is_regional(text[start - 1]):
            start -= 1
        return (at - start) % 2 == 1  # two of them are a flag
    return _is_jamo_joined(character_before, character_behind)


def _extends_grapheme(character: str) -> bool:
    """Whether it changes the character before it: marks, non-joiners, tags, skin colours, marks of half-width kana."""
    return (
        unicodedata.category(character)[0] == "M"
        or character in "\u200c\uff9e\uff9f"
        or "\U0001f3fb" <= character <= "\U0001f3ff"
        or "\U000e0020" <= character <= "\U000e007f"
    )


def _is_regional(character: str) -> bool:
    return "\U0001f1e6" <= character <= "\U0001f1ff"


def _is_jamo_joined(character_before: str, character_behind: str) -> bool:
    """Whether two letters, or a syllable and a letter, of hangul are one syllable."""
    if "\u1160" <= character_behind <= "\u11ff":  # a vowel or a final consonant
        return "\u1100" <= character_before <= "\u11ff" or "\uac00" <= character_before <= "\ud7a3"
    return "\u1100" <= character_behind <= "\u115f" and "\u1100" <= character_before <= "\u115f"


UNFIT_FOR_PAGES = lazy_compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufeff\ufdd0-\ufdef"
    + "".join(chr(plane << 16 | 0xFFFE) + chr(plane << 16 | 0xFFFF) for plane in range(17))
    + "]"
)
"""Characters that are not allowed on a page: those that XML 1.0 (2.2) forbids or HTML calls errors, and a byte order mark."""

_USUAL_BYTES = bytes((*b"\t\n", *range(0x20, 0x7F)))


def unusual_characters(data: bytes) -> str:
    """The characters of a text in UTF-8 that are neither printable ASCII nor tabs nor line ends, in its order."""
    return data.translate(None, _USUAL_BYTES).decode()


def strange_characters(characters: str) -> str:
    """Those of the characters, each once, that may not stand in every text as they are (`is_ordinary`)."""
    if len(characters) >= MANY_CHARACTERS:
        characters = ORDINARY_LETTERS.sub("", characters)
    return "".join(character for character in set(characters) if not is_ordinary(character))


MANY_CHARACTERS = 200
"""The length of a text from which on an expression takes less time than a set of its characters, and is worth compiling."""

ORDINARY_LETTERS = lazy_compile("[\u3001-\u3020\u3041-\u3096\u30a1-\u30fa\u4e00-\u9fff\uac00-\ud7a3]+")
"""Kana, Han, syllables of hangul and their punctuation, each of which `is_ordinary`."""


@lru_cache(maxsize=16384)
def is_ordinary(character: str) -> bool:
    """Whether this character may stand in a text as it is, whatever stands beside it.

    It ends no line, is fit for a page, and is in Unicode's NFC form beside any other: only marks, and the parts of Korean
    syllables, are put together with what stands before them (UAX #15; the property NFC_QC is Maybe of these alone).
    """
    return "\ufe00" <= character <= "\ufe0f" or (
        character not in "\r\x85"
        and unicodedata.category(character)[0] != "M"
        and not ("\u1100" <= character <= "\u11ff")
        and unicodedata.is_normalized("NFC", character)
        and not UNFIT_FOR_PAGES.match(character)
    )
