"""What a file without raw text is: documents, pictures and archives by their first bytes, markup and data by their text."""

from __future__ import annotations

import json
import re

from msgspec import Struct


class FileType(Struct, frozen=True):
    """What a file is, and what to do about it."""

    name: str
    hint: str


_COPY = "open it, copy the article's text, and save that as a text file"
_PLAIN = "save it as plain text (.txt)"
_UNPACK = "unpack it, and import the text files in it"
_TYPE = "it has to be typed, or read by a program for text recognition, first"

_STARTS = (
    (b"%PDF-", "a PDF file", _COPY),
    (b"\x89PNG\r\n", "a picture (PNG)", _TYPE),
    (b"\xff\xd8\xff", "a picture (JPEG)", _TYPE),
    (b"GIF8", "a picture (GIF)", _TYPE),
    (b"BM", "a picture (BMP)", _TYPE),
    (b"II*\0", "a picture (TIFF)", _TYPE),
    (b"MM\0*", "a picture (TIFF)", _TYPE),
    (b"\0\0\1\0", "a picture (ICO)", _TYPE),
    (b"%!PS", "a PostScript file", _COPY),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a document of an office program (such as .doc or .hwp)", _PLAIN),
    (b"HWP Document File", "a Hangul document (.hwp)", _PLAIN),
    (b"bplist00", "a property list or web archive of Apple's", _COPY),
    (b"\x1f\x8b", "a compressed file (gzip)", _UNPACK),
    (b"BZh", "a compressed file (bzip2)", _UNPACK),
    (b"\xfd7zXZ\0", "a compressed file (xz)", _UNPACK),
    (b"(\xb5/\xfd", "a compressed file (zstd)", _UNPACK),
    (b"7z\xbc\xaf'\x1c", "an archive (7z)", _UNPACK),
    (b"Rar!\x1a", "an archive (RAR)", _UNPACK),
    (b"ID3", "a sound file (MP3)", _TYPE),
    (b"OggS", "a sound or film file (Ogg)", _TYPE),
    (b"fLaC", "a sound file (FLAC)", _TYPE),
    (b"SQLite format 3\0", "a database (SQLite)", _COPY),
)
_ZIPPED = (
    (b"word/", "a Word document (.docx)", _PLAIN),
    (b"xl/", "an Excel sheet (.xlsx)", _PLAIN),
    (b"ppt/", "a PowerPoint file (.pptx)", _PLAIN),
    (b"application/vnd.oasis.opendocument", "an OpenDocument file (such as .odt)", _PLAIN),
    (b"application/epub+zip", "a book (EPUB)", _COPY),
    (b"application/hwp+zip", "a Hangul document (.hwpx)", _PLAIN),
)

PROBE = 4096
"""So many bytes tell what a file is."""

_NOT_IN_TEXTS = re.compile(rb"[\0-\x08\x0e-\x1a\x1c-\x1f]")


def binary_type(data: bytes) -> FileType | None:
    """What the file is if its first bytes belong to a known format that is no text; else None."""
    start = data[:PROBE]
    if start.startswith(b"PK\x03\x04"):
        return next((FileType(name, hint) for part, name, hint in _ZIPPED if part in start), FileType("an archive (ZIP)", _UNPACK))
    if start.startswith(b"RIFF") and start[8:12] in (b"WEBP", b"WAVE", b"AVI "):
        return FileType(f"a picture, sound or film file ({start[8:12].decode().strip()})", _TYPE)
    if start[4:8] == b"ftyp":
        return FileType("a picture or film file (such as HEIC, AVIF or MP4)", _TYPE)
    for mark, name, hint in _STARTS:
        # Letters alone may begin a text: `BM` is a picture only among bytes that no text has.
        if start.startswith(mark) and (len(mark) > 4 or not mark.isalnum() or _NOT_IN_TEXTS.search(start)):
            return FileType(name, hint)
    return None


_BEGINNING = re.compile(r"(?:\s|<!--.{0,5000}?-->)*", re.DOTALL)
_FEED = re.compile(r"<(?P<name>rss|feed|rdf:RDF|channel)[\s>]", re.IGNORECASE)
_PAGE = re.compile(r"<(?:!doctype\s+html|html|head|body)[\s>]", re.IGNORECASE)
_TAG = re.compile(
    r"</?(?:a|abbr|article|aside|b|blockquote|body|br|button|div|em|figcaption|figure|font|footer|h[1-6]|head|header|hr|html|i|"
    r"iframe|img|input|li|link|main|meta|nav|ol|p|script|section|small|span|strong|style|sub|sup|svg|table|tbody|td|th|title|tr|u|ul)"
    r"(?:\s[^<>]{0,2000})?/?>",
    re.IGNORECASE,
)
_BLOCK_TAG = re.compile(
    r"</(?:p|div|li|h[1-6]|td|tr|ul|ol|table|section|article|blockquote)>|<br\s?/?>|^\s*<(?:p|div)[\s>]", re.IGNORECASE
)
_CODED_MAIL = re.compile(
    r"\A(?:[A-Za-z-]{1,40}:.*\n|[ \t]+.*\n){1,200}?"
    r"(?:content-type:\s*multipart/|content-transfer-encoding:\s*(?:base64|quoted-printable))",
    re.IGNORECASE,
)
"""The head of a mail whose text is coded (RFC 2045, 6), and no text before it is decoded."""

_FEW_TAGS = 3
_LINES_OF_JSON = re.compile(r"\{\".*\}")


def text_type(text: str) -> FileType | None:
    """What the text is if it is markup or data that a program wrote, and no raw text; else None."""
    found = _BEGINNING.match(text)
    start = text[found.end() if found else 0 :].removeprefix("\ufeff")
    if start.startswith("{\\rtf"):
        return FileType("a document in RTF", _PLAIN)
    if start.startswith(("{", "[")) and _is_json(start.rstrip()):
        return FileType("JSON", "save the article's text itself")
    if ":" in start[:PROBE] and _CODED_MAIL.search(start[: 4 * PROBE]):
        return FileType("a saved e-mail (MIME)", "open it in a mail program, copy the mail's text, and save that as a text file")
    if start.startswith("<") or "</" in text or "<br" in text:
        return _markup(text, start)
    return None


def _is_json(text: str) -> bool:
    lines = text.splitlines()
    if not text.endswith(("}", "]")) or (text[0] == "[" and len(text) < 8):
        return False
    if len(lines) > 1 and all(map(_LINES_OF_JSON.fullmatch, lines)):
        text = lines[0]
    try:
        return isinstance(json.loads(text), (dict, list))
    except (ValueError, RecursionError):
        return False


def _markup(text: str, start: str) -> FileType | None:
    head = start[:PROBE]
    feed = _FEED.search(head) if start.startswith("<") else None
    if feed and (head.startswith("<?xml") or feed.start() == 0):
        name = "Atom" if feed["name"].lower() == "feed" else "RSS"
        return FileType(f"a feed ({name})", "it contains many articles: save the text of one as a text file")
    if _PAGE.match(start) or (start.startswith("<?xml") and _PAGE.search(head)):
        return FileType("an HTML page", "open it in a browser, copy the article's text, and save that as a text file")
    if start.startswith("<?xml") or (start.startswith("<svg") and "</svg" in text):
        return FileType("XML", _COPY)
    lines = [line for line in text.splitlines() if line.strip()]
    blocks = sum(bool(_BLOCK_TAG.search(line)) for line in lines)
    if len(_TAG.findall(text)) >= _FEW_TAGS and blocks * (4 if start.startswith("<") else 2) >= len(lines):
        return FileType("HTML", "open it in a browser, copy the article's text, and save that as a text file")
    return None
