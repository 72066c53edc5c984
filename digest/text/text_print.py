"""Prints, the fingerprints of texts: they show whether two texts are equal except for a typing mistake, without storing the texts.
Made of hashes of letters and digits, and of a sketch that counts trigrams.

A print has 56 hexadecimal digits: 16 of the hash of all letters and digits, 8 of the hash of the digits alone, and a sketch of 32.
The sketch counts the trigrams (runs of three letters) in 32 groups, each count modulo 16. Replacing a letter removes three trigrams
and adds three, wherever it is, so the sum of the differences shows how many letters changed, not which share of the text.
"""

from __future__ import annotations

from collections import Counter
from unicodedata import normalize
from zlib import crc32

from digest.hashing import fingerprint
from digest.text.characters import is_cjk
from digest.text.lazy_pattern import lazy_compile

SKETCH_GROUPS = 32
SKETCH_LEVELS = 16
TYPING_MISTAKE = 8
"""Maximum number of different trigrams: 6 for a replaced letter, 5 for an added one, 8 for two swapped letters."""

_EXACT_DIGITS, _NUMBER_DIGITS = 16, 8
_PRINT_DIGITS = lazy_compile(f"[0-9a-f]{{{_EXACT_DIGITS + _NUMBER_DIGITS + SKETCH_GROUPS}}}")
_NO_DIGIT = lazy_compile(r"\D+")


def is_print(text: str) -> bool:
    """Whether this is a print."""
    return _PRINT_DIGITS.fullmatch(text) is not None


def exact_part(letters: str) -> str:
    """Return the beginning of the print of these letters, which takes a hundredth of the time of the whole print."""
    return fingerprint(letters)[:_EXACT_DIGITS]


def text_print(letters: str) -> str:
    """Return the print of a text, which must be reduced to letters and digits in folded case."""
    hash_of_digits = fingerprint(_NO_DIGIT.sub("", letters))[:_NUMBER_DIGITS]
    trigram_counts = [0] * SKETCH_GROUPS
    counted_letters = "  " + "".join(map(_letters_counted, letters) if not letters.isascii() else letters) + "  "
    for trigram, count in Counter([counted_letters[at : at + 3] for at in range(len(counted_letters) - 2)]).items():
        trigram_counts[crc32(trigram.encode()) % SKETCH_GROUPS] += count
    return exact_part(letters) + hash_of_digits + "".join(f"{count % SKETCH_LEVELS:x}" for count in trigram_counts)


def _letters_counted(letter: str) -> str:
    """Return the letters that are counted for one: the letters of a Hangul syllable; a Chinese character twice, as it says more."""
    hangul_letters = normalize("NFKD", letter)
    return letter * 2 if hangul_letters == letter and is_cjk(letter) else hangul_letters


def is_alike(first_print: str, second_print: str) -> bool:
    """Whether the texts of two prints differ in at most one typing mistake; a different digit always counts as a difference."""
    if first_print[:_EXACT_DIGITS] == second_print[:_EXACT_DIGITS]:
        return True
    if first_print[_EXACT_DIGITS : _EXACT_DIGITS + _NUMBER_DIGITS] != second_print[_EXACT_DIGITS : _EXACT_DIGITS + _NUMBER_DIGITS]:
        return False
    sketch_differences = (
        abs(int(a, SKETCH_LEVELS) - int(b, SKETCH_LEVELS))
        for a, b in zip(first_print[-SKETCH_GROUPS:], second_print[-SKETCH_GROUPS:], strict=True)
    )
    return sum(min(difference, SKETCH_LEVELS - difference) for difference in sketch_differences) <= TYPING_MISTAKE
