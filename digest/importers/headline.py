"""Detect the headline of a raw text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from zoneinfo import ZoneInfo

from msgspec import Struct

from digest.importers.paragraphs import Line
from digest.importers.raw_text import clean
from digest.importers.timestamp_lines import Timestamp, read_timestamps

MAX_HEADLINE_CHARACTERS = 200
MAX_FIRST_WORDS_CHARACTERS = 80

_HEADLINE_LABEL = re.compile(r"(?:title|headline|제목)\s?[:：]\s?(?=\S)", re.IGNORECASE)
_DATE_BEFORE_HEADLINE = re.compile(
    r"(?:date\s?[:：]?\s?)?(?P<day>\d{4}(?P<mark>[-./])\d{1,2}(?P=mark)\d{1,2})\.?[\s:|]\s?(?=\S)", re.IGNORECASE
)


class Headline(Struct, frozen=True):
    """A headline, its number of lines (0 if the text has none), and the date before it."""

    text: str = ""
    lines: int = 0
    date: Timestamp | None = None


def read_headline(block: Sequence[Line], zone: ZoneInfo) -> Headline:
    """Return the headline at the beginning of a block: the lines up to the next blank or metadata line."""
    lines = _count_lines(block)
    text = clean(" ".join(line.text for line in block[:lines]).replace("\u00ad", ""))
    text = text[_end_of_match(_HEADLINE_LABEL, text) :]
    dated = _DATE_BEFORE_HEADLINE.match(text)
    timestamp_line = read_timestamps(dated["day"], zone) if dated else None
    if dated and timestamp_line and timestamp_line.timestamps:
        return Headline(text[dated.end() :], lines, timestamp_line.timestamps[0])
    return Headline(text, lines)


def _end_of_match(pattern: re.Pattern[str], text: str) -> int:
    match = pattern.match(text)
    return match.end() if match else 0


def _count_lines(block: Sequence[Line]) -> int:
    """Return the number of headline lines: 1, up to 3 if the second begins in lower case, 0 for a sentence of the text."""
    first_line = block[0].text
    if len(first_line) > MAX_HEADLINE_CHARACTERS or (len(first_line) > 120 and first_line.endswith((".", "。"))):
        return 0
    if len(block) == 1 or not block[1].text[:1].islower() or first_line.endswith((".", "?", "!")):
        return 1
    if len(block) > 3 or block[-1].text.endswith((".", "。")):
        return 0
    return len(block)


def first_words(text: str) -> str:
    """Return the first words of a text, as the title of a text without a headline."""
    if len(text) <= MAX_FIRST_WORDS_CHARACTERS:
        return text
    cut = text[:MAX_FIRST_WORDS_CHARACTERS]
    at = cut.rfind(" ")
    return (cut[:at] if at > MAX_FIRST_WORDS_CHARACTERS // 2 else cut).rstrip(" ,;:.") + "…"
