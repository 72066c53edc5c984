"""The characters of a text besides the usual ones: most texts have few, so rules look at these and not at the text."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from digest.text.lazy_pattern import lazy_compile

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
