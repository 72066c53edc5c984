"""Converts texts to Unicode's composed form (NFC) in limited time: keeps at most thirty unordered combining marks on a letter."""

from __future__ import annotations

import re
import unicodedata
from itertools import groupby

from digest.text.lazy_pattern import lazy_compile

_MANY_MARKS = lazy_compile(r"[^\w\s\x00-\u02ff]{31,}")
"""A run that may contain more than thirty consecutive combining marks."""


def composed(text: str) -> str:
    """Return the text in NFC; of more than thirty marks on one letter that are not in canonical order, only thirty are kept.

    Sorting marks is quadratic in their number. No language needs so many (UAX #15, 13, Stream-Safe Text).
    """
    if unicodedata.is_normalized("NFC", text):
        return text
    return unicodedata.normalize("NFC", _MANY_MARKS.sub(_first_thirty_marks, text))


def _first_thirty_marks(run_of_marks: re.Match[str]) -> str:
    kept_marks = []
    for _, characters in groupby(run_of_marks[0], lambda character: unicodedata.combining(character) > 0):
        combining_marks = list(characters)
        combining_classes = [unicodedata.combining(mark) for mark in combining_marks]
        kept_marks += combining_marks[:30] if combining_classes != sorted(combining_classes) else combining_marks
    return "".join(kept_marks)
