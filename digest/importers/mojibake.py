"""Detect mojibake: UTF-8 that was decoded with another encoding before the import, and replacement characters."""

from __future__ import annotations

import re
from collections.abc import Iterator

from digest.importers.encoding_detection import MIN_PLAUSIBLE_SCORE, plausibility_score
from digest.text.characters import UNFIT_FOR_PAGES

_LOST_CHARACTERS = re.compile("\N{REPLACEMENT CHARACTER}|锟斤拷")
"""Replacements for undecodable bytes; the second is two replacement characters in UTF-8, decoded as Chinese."""

MAX_LISTED_MOJIBAKE_LINES = 10
"""The maximum number of lines that are listed; further lines are counted."""

MAX_SHOWN_MOJIBAKE_CHARACTERS = 60

_ENDS_OF_LINES = re.compile("\r\n|[\n\r\u2028\u2029]")
_ASCII_CHARACTERS = re.compile("[\x00-\x7f]+")

_BYTES_OF_CHARACTERS = {chr(code): code for code in range(0x80, 0x100)}
_BYTES_OF_CHARACTERS |= {
    bytes((code,)).decode("cp1252"): code for code in range(0x80, 0x100) if code not in (0x81, 0x8D, 0x8F, 0x90, 0x9D)
}
"""The bytes of characters in Windows-1252, and in Latin-1, which programs confuse with it."""

_LEAD_BYTES = re.escape("".join(character for character, code in _BYTES_OF_CHARACTERS.items() if 0xC2 <= code <= 0xF4))
_TRAIL_BYTES = re.escape("".join(character for character, code in _BYTES_OF_CHARACTERS.items() if 0x80 <= code <= 0xBF))
_UTF_8_SEQUENCES = re.compile(f"(?:[{_LEAD_BYTES}][{_TRAIL_BYTES}]{{1,3}})+")
"""Multi-byte sequences of UTF-8 (RFC 3629, section 3), decoded as Windows-1252."""

_EAST_ASIAN_ENCODINGS = ("gb18030", "cp932", "cp949", "cp950")
_MIN_MOJIBAKE_CHARACTERS = 4
"""The minimum number of East Asian characters; fewer may form valid UTF-8 bytes by chance."""


def mojibake_notes(text: str) -> tuple[str, ...]:
    """Return notes on lines that contain replacement characters, or UTF-8 that was decoded with another encoding."""
    if text.isascii():
        return ()
    wrong_lines = list(_mojibake_diagnostics(text))
    more = len(wrong_lines) - MAX_LISTED_MOJIBAKE_LINES
    return (*wrong_lines[:MAX_LISTED_MOJIBAKE_LINES], f"{more} more lines are like these") if more > 0 else tuple(wrong_lines)


def _mojibake_diagnostics(text: str) -> Iterator[str]:
    for number, line in enumerate(_ENDS_OF_LINES.split(text), 1):
        if line.isascii():
            continue
        lost = _LOST_CHARACTERS.search(line)
        line_before_mojibake = "" if lost else _line_before_mojibake(line)
        if lost:
            yield f"line {number}: characters were lost before, {_named_character(lost[0])} stands for them: {_shown_line(line)}"
        elif line_before_mojibake:
            shown_line, better = _shown_line(line), _shown_line(line_before_mojibake)
            yield f"line {number}: this seems to be UTF-8 read as another encoding: {shown_line} (may be {better})"


def _named_character(lost: str) -> str:
    return f"U+{ord(lost):04X}" if len(lost) == 1 else lost


def _line_before_mojibake(line: str) -> str:
    """Return the line as it was before the wrong decoding, or '' if it is correct."""
    if not _UTF_8_SEQUENCES.search(line):
        return _east_asian_line(line)
    from ftfy import fix_encoding  # takes 100 ms; it does not change correct words such as `„Spaß“`, `«\xa0café\xa0»`

    fixed: str = fix_encoding(line)
    if fixed == line:
        fixed = _UTF_8_SEQUENCES.sub(_east_asian_word, line)
    return fixed if fixed != line else ""


def _east_asian_word(match: re.Match[str]) -> str:
    """Repair a short East Asian word, which ftfy does not recognise."""
    try:
        word = bytes(_BYTES_OF_CHARACTERS[byte] for byte in match[0]).decode()
    except UnicodeDecodeError:
        return match[0]
    return word if len(word) > 1 and plausibility_score(word) >= MIN_PLAUSIBLE_SCORE else match[0]


def _east_asian_line(line: str) -> str:
    if len("".join(_ASCII_CHARACTERS.split(line))) < _MIN_MOJIBAKE_CHARACTERS:
        return ""
    for encoding in _EAST_ASIAN_ENCODINGS:
        try:
            line_before_mojibake = line.encode(encoding).decode()
        except UnicodeError:
            continue
        if line_before_mojibake != line and plausibility_score(line_before_mojibake) > plausibility_score(line):
            return line_before_mojibake
    return ""


def _shown_line(line: str) -> str:
    line = " ".join(UNFIT_FOR_PAGES.sub("", line).split())
    return line if len(line) <= MAX_SHOWN_MOJIBAKE_CHARACTERS else line[: MAX_SHOWN_MOJIBAKE_CHARACTERS - 1] + "…"
