"""Where a text can be cut: never within what readers see as one character, and at a word if one ends near there."""

from __future__ import annotations

import unicodedata

from digest.text.cjk_characters import UNSPACED_RANGES
from digest.text.lazy_pattern import lazy_compile

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
