"""Lines that were decoded wrongly before they came here: UTF-8 that was read by another table, and replaced characters."""

from __future__ import annotations

import re
from collections.abc import Iterator

from digest.importers.encoding_detection import PLAUSIBLE, score
from digest.yaml.tree import UNFIT

_LOST = re.compile("\N{REPLACEMENT CHARACTER}|锟斤拷")
"""What programs put for bytes that they could not read; the latter is two of the former, read as Chinese."""

MOST = 10
"""So many lines are named; beyond that they are counted."""

SHOWN = 60

_LINE_ENDS = re.compile("\r\n|[\n\r\u2028\u2029]")
_ASCII = re.compile("[\x00-\x7f]+")

_BYTES = {chr(code): code for code in range(0x80, 0x100)}
_BYTES |= {bytes((code,)).decode("cp1252"): code for code in range(0x80, 0x100) if code not in (0x81, 0x8D, 0x8F, 0x90, 0x9D)}
"""The bytes that characters of Windows-1252 have, and of Latin-1 where programs take one for the other."""

_LEAD = re.escape("".join(character for character, code in _BYTES.items() if 0xC2 <= code <= 0xF4))
_TRAIL = re.escape("".join(character for character, code in _BYTES.items() if 0x80 <= code <= 0xBF))
_AS_BYTES = re.compile(f"(?:[{_LEAD}][{_TRAIL}]{{1,3}})+")
"""What UTF-8's bytes (RFC 3629, section 3) look like in a text that was read as Windows-1252."""

_EAST_ASIA = ("gb18030", "cp932", "cp949", "cp950")
_FEW = 4
"""Fewer characters of East Asia may be the bytes of UTF-8 by chance."""


def wrongly_decoded(text: str) -> tuple[str, ...]:
    """What is wrong with the lines that contain replaced characters, or UTF-8 that was read by another table."""
    if text.isascii():
        return ()
    found = list(_diagnostics(text))
    more = len(found) - MOST
    return (*found[:MOST], f"{more} more lines are like these") if more > 0 else tuple(found)


def _diagnostics(text: str) -> Iterator[str]:
    for number, line in enumerate(_LINE_ENDS.split(text), 1):
        if line.isascii():
            continue
        lost = _LOST.search(line)
        meant = "" if lost else _meant(line)
        if lost:
            yield f"line {number}: characters were lost before, {_named(lost[0])} stands for them: {_shown(line)}"
        elif meant:
            yield f"line {number}: this seems to be UTF-8 read as another encoding: {_shown(line)} (may be {_shown(meant)})"


def _named(lost: str) -> str:
    return f"U+{ord(lost):04X}" if len(lost) == 1 else lost


def _meant(line: str) -> str:
    """The line as it was before, or '' if nothing is wrong with it."""
    if not _AS_BYTES.search(line):
        return _of_east_asia(line)
    from ftfy import fix_encoding  # 100 ms; it knows which of these are words of their own: `„Spaß“`, `«\xa0café\xa0»`

    fixed: str = fix_encoding(line)
    if fixed == line:
        fixed = _AS_BYTES.sub(_word, line)
    return fixed if fixed != line else ""


def _word(match: re.Match[str]) -> str:
    """A short word of East Asia, which is no mistake to ftfy."""
    try:
        word = bytes(_BYTES[byte] for byte in match[0]).decode()
    except UnicodeDecodeError:
        return match[0]
    return word if len(word) > 1 and score(word) >= PLAUSIBLE else match[0]


def _of_east_asia(line: str) -> str:
    if len("".join(_ASCII.split(line))) < _FEW:
        return ""
    for encoding in _EAST_ASIA:
        try:
            meant = line.encode(encoding).decode()
        except UnicodeError:
            continue
        if meant != line and score(meant) > score(line):
            return meant
    return ""


def _shown(line: str) -> str:
    line = " ".join(UNFIT.sub("", line).split())
    return line if len(line) <= SHOWN else line[: SHOWN - 1] + "…"
