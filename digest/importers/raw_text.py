"""Decode a saved newspaper text, and remove characters that an article file cannot contain."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from contextlib import suppress

from msgspec import Struct

from digest.errors import ContentError
from digest.importers.encoding_detection import DecodedText, detect_encoding
from digest.importers.mojibake import mojibake_notes
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
    damage = mojibake_notes(decoding.text)
    return RawText(decoding.text, shown_encoding, (*_decoding_notes(decoding, shown_encoding, encoding), *damage), bool(damage))


def _decoded_raw(data: bytes, name: str, encoding: str) -> DecodedText:
    marked_encoding = next((marked_encoding for mark, marked_encoding in _BYTE_ORDER_MARKS if data.startswith(mark)), "")
    escaped = next((escaped for escape, escaped in _ENCODING_ESCAPES if escape in data), "")
    first_encoding = encoding or marked_encoding or "utf-8"
    try:
        if not encoding and escaped:
            with suppress(UnicodeDecodeError):
                return DecodedText(data.decode(escaped), escaped)
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
    wrong = text.count("\N{REPLACEMENT CHARACTER}")
    return len(text) - len(text.encode("ascii", "ignore")) > 3 * wrong


def _undecodable(data: bytes, encoding: str, error: UnicodeDecodeError, name: str) -> ContentError:
    line = data.count(b"\n", 0, error.start) + 1
    message = f"the byte 0x{data[error.start]:02X} (byte {error.start + 1} of the file) is not {encoding.upper()}"
    return ContentError(f"{name}:{line}: {message}", hint=ENCODING_HINT)


def normalised_text(text: str) -> str:
    """Return the text in NFC with `\\n` as line end, without characters not allowed in pages."""
    if text.isascii() and text.isprintable():
        return text
    fit = UNFIT_FOR_PAGES.sub("", _RAW_LINE_ENDS.sub("\n", text))
    whole = fit.encode("utf-8", "ignore").decode()  # without lone surrogates, which command-line arguments may contain
    return composed(whole)


def clean(text: str) -> str:
    """Return the text as one line for an article file: NFC, white space folded, without characters not allowed in pages."""
    return _BLANKS_IN_RAW_LINE.sub(" ", normalised_text(_BLANKS_IN_RAW_LINE.sub(" ", text))).strip()
