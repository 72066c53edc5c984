"""Decodes the bytes of a raw text by byte order mark, escape sequence or encoding, with notes on the encoding, and errors for
empty, too large or damaged files; reports mojibake and lost characters, decodes HTML character references, cleans and normalises
lines. `encoding_detection.py` guesses undeclared encodings."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from contextlib import suppress
from html import unescape
from html.entities import html5

from msgspec import Struct

from digest.errors import ContentError
from digest.importers.encoding_detection import MIN_PLAUSIBLE_SCORE, DecodedText, detect_encoding, plausibility_score
from digest.text.characters import UNFIT_FOR_PAGES
from digest.text.normal_form import composed

MAX_RAW_BYTES = 5 * 1024 * 1024

_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark is a prefix of this one
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
    (codecs.BOM_UTF8, "utf-8-sig"),
)

_RAW_LINE_ENDS = re.compile("\r\n|[\r\x85\u2028\u2029]")
_BLANKS_IN_RAW_LINE = re.compile("[ \t\n\r\x0b\x0c\x1c-\x1f\x85\u2028\u2029]+")

_ENCODING_ESCAPES = ((b"\x1b$)C", "iso2022_kr"), (b"\x1b$", "iso2022_jp_2"))
"""Escape sequences of ISO 2022 encodings in old mail (RFC 1557, RFC 1554); the bytes of such texts are ASCII."""

ENCODING_HINT = "save the file as UTF-8, or name its encoding: --encoding NAME"

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

_CHARACTER_REFERENCE = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")
_LINE_ENDS_AROUND_REFERENCES = re.compile("(\r\n|[\n\r\x85\u2028\u2029])")
_BREAKS_FROM_REFERENCES = re.compile("[\t\n\r\x0b\x0c\x1c-\x1f\x85\u2028\u2029]")
MAX_LISTED_REFERENCES = 5
"""The maximum number of references that a note lists."""


class RawText(Struct, frozen=True):
    """A decoded text, its encoding ('' for UTF-8), and notes for the editor on its decoding."""

    text: str
    encoding: str = ""
    notes: tuple[str, ...] = ()
    is_damaged: bool = False
    """True if some lines had been decoded wrongly before the import."""


def read_raw(data: bytes, name: str, encoding: str = "") -> RawText:
    """Decode the file `name`: with the given encoding, by its byte order mark, as UTF-8, or with the most plausible encoding.

    Raises ContentError, with the line, for a file that is empty, too large, or not text.
    """
    if len(data) > MAX_RAW_BYTES:
        raise ContentError(f"{name}: the file is larger than 5 MiB", hint="import one article at a time")
    decoding = _decoded_raw(data, name, encoding)
    if "\0" in decoding.text:
        line = decoding.text.count("\n", 0, decoding.text.index("\0")) + 1
        raise ContentError(f"{name}:{line}: a NUL byte: this is not a text file, or it is damaged", hint=ENCODING_HINT)
    if not clean(decoding.text):
        raise ContentError(f"{name}: the file is empty", hint="save the article's text in it, the headline first")
    shown_encoding = "" if decoding.encoding.startswith("utf-8") else decoding.encoding.upper()
    damage_notes = mojibake_notes(decoding.text)
    return RawText(
        decoding.text, shown_encoding, (*_decoding_notes(decoding, shown_encoding, encoding), *damage_notes), bool(damage_notes)
    )


def _decoded_raw(data: bytes, name: str, encoding: str) -> DecodedText:
    marked_encoding = next((marked_encoding for mark, marked_encoding in _BYTE_ORDER_MARKS if data.startswith(mark)), "")
    escaped_encoding = next((escaped_encoding for escape, escaped_encoding in _ENCODING_ESCAPES if escape in data), "")
    first_encoding = encoding or marked_encoding or "utf-8"
    try:
        if not encoding and escaped_encoding:
            with suppress(UnicodeDecodeError):
                return DecodedText(data.decode(escaped_encoding), escaped_encoding)
        text = data.decode(first_encoding)
        if encoding or marked_encoding or "\0" not in text:
            return DecodedText(text.removeprefix("\ufeff"), first_encoding)
        detected = detect_encoding(data)
        return detected or DecodedText(text, first_encoding)
    except UnicodeDecodeError as error:
        detected = None if encoding or marked_encoding or _is_nearly_utf_8(data) else detect_encoding(data)
        if detected is None:
            raise _undecodable(data, first_encoding, error, name) from None
        return detected


def _decoding_notes(decoding: DecodedText, shown_encoding: str, given_encoding: str) -> Iterator[str]:
    if given_encoding:
        yield f"the file was read as {decoding.encoding.upper()}: --encoding"
    elif shown_encoding:
        rival = f"; it may be {decoding.rival.upper()} as well" if decoding.rival else ""
        yield f"the file is not UTF-8: it was read as {shown_encoding}{rival}; if that is wrong, pass --encoding NAME"


def _is_nearly_utf_8(data: bytes) -> bool:
    """Return whether most non-ASCII bytes are valid UTF-8: then a few are damaged, and it is not another encoding."""
    text = data.decode(errors="replace")
    replaced_count = text.count("\N{REPLACEMENT CHARACTER}")
    return len(text) - len(text.encode("ascii", "ignore")) > 3 * replaced_count


def _undecodable(data: bytes, encoding: str, error: UnicodeDecodeError, name: str) -> ContentError:
    line = data.count(b"\n", 0, error.start) + 1
    message = f"the byte 0x{data[error.start]:02X} (byte {error.start + 1} of the file) is not {encoding.upper()}"
    return ContentError(f"{name}:{line}: {message}", hint=ENCODING_HINT)


def normalised_text(text: str) -> str:
    """Return the text in NFC with `\\n` as line end, without characters not allowed in pages."""
    if text.isascii() and text.isprintable():
        return text
    fit_text = UNFIT_FOR_PAGES.sub("", _RAW_LINE_ENDS.sub("\n", text))
    encodable_text = fit_text.encode(
        "utf-8", "ignore"
    ).decode()  # without lone surrogates, which command-line arguments may contain
    return composed(encodable_text)


def clean(text: str) -> str:
    """Return the text as one line for an article file: NFC, white space folded, without characters not allowed in pages."""
    return _BLANKS_IN_RAW_LINE.sub(" ", normalised_text(_BLANKS_IN_RAW_LINE.sub(" ", text))).strip()


def mojibake_notes(text: str) -> tuple[str, ...]:
    """Return notes on lines that contain replacement characters, or UTF-8 that was decoded with another encoding."""
    if text.isascii():
        return ()
    mojibake_lines = list(_mojibake_diagnostics(text))
    unlisted_count = len(mojibake_lines) - MAX_LISTED_MOJIBAKE_LINES
    return (
        (*mojibake_lines[:MAX_LISTED_MOJIBAKE_LINES], f"{unlisted_count} more lines are like these")
        if unlisted_count > 0
        else tuple(mojibake_lines)
    )


def _mojibake_diagnostics(text: str) -> Iterator[str]:
    for number, line in enumerate(_ENDS_OF_LINES.split(text), 1):
        if line.isascii():
            continue
        lost = _LOST_CHARACTERS.search(line)
        line_before_mojibake = "" if lost else _line_before_mojibake(line)
        if lost:
            yield f"line {number}: characters were lost before, {_named_character(lost[0])} stands for them: {_shown_line(line)}"
        elif line_before_mojibake:
            shown_line, shown_repair = _shown_line(line), _shown_line(line_before_mojibake)
            yield f"line {number}: this seems to be UTF-8 read as another encoding: {shown_line} (may be {shown_repair})"


def _named_character(lost: str) -> str:
    return f"U+{ord(lost):04X}" if len(lost) == 1 else lost


def _line_before_mojibake(line: str) -> str:
    """Return the line as it was before the wrong decoding, or '' if it is correct."""
    if not _UTF_8_SEQUENCES.search(line):
        return _east_asian_line(line)
    from ftfy import fix_encoding  # takes 100 ms; it does not change correct words such as `„Spaß“`, `«\xa0café\xa0»`

    fixed_line: str = fix_encoding(line)
    if fixed_line == line:
        fixed_line = _UTF_8_SEQUENCES.sub(_east_asian_word, line)
    return fixed_line if fixed_line != line else ""


def _east_asian_word(match: re.Match[str]) -> str:
    """Repair a short East Asian word, which ftfy does not recognise."""
    try:
        repaired_word = bytes(_BYTES_OF_CHARACTERS[byte] for byte in match[0]).decode()
    except UnicodeDecodeError:
        return match[0]
    return repaired_word if len(repaired_word) > 1 and plausibility_score(repaired_word) >= MIN_PLAUSIBLE_SCORE else match[0]


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


def _shown_line(shown_text: str) -> str:
    shown_text = " ".join(UNFIT_FOR_PAGES.sub("", shown_text).split())
    return shown_text if len(shown_text) <= MAX_SHOWN_MOJIBAKE_CHARACTERS else shown_text[: MAX_SHOWN_MOJIBAKE_CHARACTERS - 1] + "…"


def decode_references(text: str) -> tuple[str, tuple[str, ...]]:
    """Return the text with decoded character references, and a note for each line that contained any.

    Only complete references with a semicolon and a known name are decoded (HTML, 13.5). Line breaks become spaces.
    """
    if not _CHARACTER_REFERENCE.search(text):  # most texts have none, and may have a million lines
        return text, ()
    notes: list[str] = []
    lines_and_ends = _LINE_ENDS_AROUND_REFERENCES.split(text)
    for at in range(0, len(lines_and_ends), 2):
        references = dict.fromkeys(
            reference for reference in _CHARACTER_REFERENCE.findall(lines_and_ends[at]) if _is_known_reference(reference)
        )
        if references:
            lines_and_ends[at] = _CHARACTER_REFERENCE.sub(_character_of_reference, lines_and_ends[at])
            listed_names = ", ".join([*references][:MAX_LISTED_REFERENCES])
            more = ", …" if len(references) > MAX_LISTED_REFERENCES else ""
            notes.append(f"line {at // 2 + 1}: read as the characters that they stand for: {listed_names}{more}")
    return "".join(lines_and_ends), tuple(notes)


def _is_known_reference(reference: str) -> bool:
    return reference[1] == "#" or reference[1:] in html5


def _character_of_reference(match: re.Match[str]) -> str:
    return _BREAKS_FROM_REFERENCES.sub(" ", unescape(match[0])) if _is_known_reference(match[0]) else match[0]
