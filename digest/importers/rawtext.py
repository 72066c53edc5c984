"""The text in the bytes that somebody saved from a newspaper, and how any text becomes one that a file can hold."""

from __future__ import annotations

import codecs
import re

from msgspec import Struct

from digest.errors import ContentError
from digest.permalinks import composed
from digest.plainyaml import UNFIT

MAX_BYTES = 5 * 1024 * 1024

_MARKED = (
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark is the first half of this one
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
    (codecs.BOM_UTF8, "utf-8-sig"),
)

_LINE_ENDS = re.compile("\r\n|[\r\x85\u2028\u2029]")
_BLANKS = re.compile("[ \t\n\r\x0b\x0c\x1c-\x1f\x85\u2028\u2029]+")
_HANGUL = re.compile("[\uac00-\ud7a3]")


class Raw(Struct, frozen=True):
    """A text, and what it was decoded from when that was not UTF-8."""

    text: str
    encoding: str = ""


def read_raw(data: bytes, name: str) -> Raw:
    """The text of a file called `name`: UTF-8, what its byte order mark says, or Korean of before Unicode (CP949).

    Raises ContentError, with the place, for what is empty, too large, or no text.
    """
    if len(data) > MAX_BYTES:
        raise ContentError(f"{name}: the file is larger than 5 MiB", hint="import one article at a time")
    encoding = next((encoding for mark, encoding in _MARKED if data.startswith(mark)), "utf-8")
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        korean = _korean(data) if encoding == "utf-8" else ""
        if not korean:
            raise _undecodable(data, encoding, error, name) from None
        encoding, text = "cp949", korean
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise ContentError(f"{name}:{line}: a NUL byte: this is not a text file, or it is damaged")
    if not clean(text):
        raise ContentError(f"{name}: the file is empty", hint="save the article's text in it, the headline first")
    return Raw(text, "" if encoding.startswith("utf-8") else encoding.upper())


def _korean(data: bytes) -> str:
    """The text as CP949 if most letters are then hangul; else ''. Any bytes can pass for CP949, few for Korean."""
    try:
        text = data.decode("cp949")
    except UnicodeDecodeError:
        return ""
    letters = sum(map(str.isalpha, text))
    return text if len(_HANGUL.findall(text)) * 2 > letters else ""


def _undecodable(data: bytes, encoding: str, error: UnicodeDecodeError, name: str) -> ContentError:
    line = data.count(b"\n", 0, error.start) + 1
    said = f"the byte 0x{data[error.start]:02X} (byte {error.start + 1} of the file) is not {encoding.upper()}"
    return ContentError(f"{name}:{line}: {said}", hint="save the file as UTF-8")


def kept(text: str) -> str:
    """The text in NFC with `\\n` as line end, without the characters that no page may hold."""
    if text.isascii() and text.isprintable():
        return text
    fit = UNFIT.sub("", _LINE_ENDS.sub("\n", text))
    whole = fit.encode("utf-8", "ignore").decode()  # without halves of surrogate pairs, which a command line may hold
    return composed(whole)


def clean(text: str) -> str:
    """The text as an article file gives it back: one line, NFC, white space folded, without what no page may hold."""
    return _BLANKS.sub(" ", kept(_BLANKS.sub(" ", text))).strip()
