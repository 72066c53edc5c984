"""Detects files that are not plain text, each with a hint on how to import it: documents, images, archives and sound by their
first bytes; HTML, feeds, JSON, RTF, encoded mail and front matter by their text."""

from __future__ import annotations

import json
import re

from msgspec import Struct


class FileType(Struct, frozen=True):
    """The name of a file type, and a hint how to import such a file."""

    name: str
    hint: str


_COPY_HINT = "open it, copy the article's text, and save that as a text file"
_PLAIN_TEXT_HINT = "save it as plain text (.txt)"
_UNPACK_HINT = "unpack it, and import the text files in it"
_RETYPE_HINT = "it has to be typed, or read by a program for text recognition, first"

_FIRST_BYTES_OF_TYPES = (
    (b"%PDF-", "a PDF file", _COPY_HINT),
    (b"\x89PNG\r\n", "a picture (PNG)", _RETYPE_HINT),
    (b"\xff\xd8\xff", "a picture (JPEG)", _RETYPE_HINT),
    (b"GIF8", "a picture (GIF)", _RETYPE_HINT),
    (b"BM", "a picture (BMP)", _RETYPE_HINT),
    (b"II*\0", "a picture (TIFF)", _RETYPE_HINT),
    (b"MM\0*", "a picture (TIFF)", _RETYPE_HINT),
    (b"\0\0\1\0", "a picture (ICO)", _RETYPE_HINT),
    (b"%!PS", "a PostScript file", _COPY_HINT),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a document of an office program (such as .doc or .hwp)", _PLAIN_TEXT_HINT),
    (b"HWP Document File", "a Hangul document (.hwp)", _PLAIN_TEXT_HINT),
    (b"bplist00", "a property list or web archive of Apple's", _COPY_HINT),
    (b"\x1f\x8b", "a compressed file (gzip)", _UNPACK_HINT),
    (b"BZh", "a compressed file (bzip2)", _UNPACK_HINT),
    (b"\xfd7zXZ\0", "a compressed file (xz)", _UNPACK_HINT),
    (b"(\xb5/\xfd", "a compressed file (zstd)", _UNPACK_HINT),
    (b"7z\xbc\xaf'\x1c", "an archive (7z)", _UNPACK_HINT),
    (b"Rar!\x1a", "an archive (RAR)", _UNPACK_HINT),
    (b"ID3", "a sound file (MP3)", _RETYPE_HINT),
    (b"OggS", "a sound or film file (Ogg)", _RETYPE_HINT),
    (b"fLaC", "a sound file (FLAC)", _RETYPE_HINT),
    (b"SQLite format 3\0", "a database (SQLite)", _COPY_HINT),
)
_ZIPPED_TYPES = (
    (b"word/", "a Word document (.docx)", _PLAIN_TEXT_HINT),
    (b"xl/", "an Excel sheet (.xlsx)", _PLAIN_TEXT_HINT),
    (b"ppt/", "a PowerPoint file (.pptx)", _PLAIN_TEXT_HINT),
    (b"application/vnd.oasis.opendocument", "an OpenDocument file (such as .odt)", _PLAIN_TEXT_HINT),
    (b"application/epub+zip", "a book (EPUB)", _COPY_HINT),
    (b"application/hwp+zip", "a Hangul document (.hwpx)", _PLAIN_TEXT_HINT),
)

PROBED_BYTES = 4096
"""The number of bytes that determine the type of a file."""

_BYTES_NOT_IN_TEXTS = re.compile(rb"[\0-\x08\x0e-\x1a\x1c-\x1f]")


def binary_type(data: bytes) -> FileType | None:
    """Return the type of a file by its first bytes, or None if they are not those of a known binary format."""
    first_bytes = data[:PROBED_BYTES]
    if first_bytes.startswith(b"PK\x03\x04"):
        return next(
            (FileType(name, hint) for part, name, hint in _ZIPPED_TYPES if part in first_bytes),
            FileType("an archive (ZIP)", _UNPACK_HINT),
        )
    if first_bytes.startswith(b"RIFF") and first_bytes[8:12] in (b"WEBP", b"WAVE", b"AVI "):
        return FileType(f"a picture, sound or film file ({first_bytes[8:12].decode().strip()})", _RETYPE_HINT)
    if first_bytes[4:8] == b"ftyp":
        return FileType("a picture or film file (such as HEIC, AVIF or MP4)", _RETYPE_HINT)
    for type_mark, name, hint in _FIRST_BYTES_OF_TYPES:
        # A text may begin with letters such as `BM`: it is an image only if it contains bytes that no text has.
        if first_bytes.startswith(type_mark) and (
            len(type_mark) > 4 or not type_mark.isalnum() or _BYTES_NOT_IN_TEXTS.search(first_bytes)
        ):
            return FileType(name, hint)
    return None


_BEGINNING_OF_MARKUP = re.compile(r"(?:\s|<!--.{0,5000}?-->)*", re.DOTALL)
_FEED_ELEMENT = re.compile(r"<(?P<name>rss|feed|rdf:RDF|channel)[\s>]", re.IGNORECASE)
_PAGE_ELEMENT = re.compile(r"<(?:!doctype\s+html|html|head|body)[\s>]", re.IGNORECASE)
_HTML_ELEMENT = re.compile(
    r"</?(?:a|abbr|article|aside|b|blockquote|body|br|button|div|em|figcaption|figure|font|footer|h[1-6]|head|header|hr|html|i|"
    r"iframe|img|input|li|link|main|meta|nav|ol|p|script|section|small|span|strong|style|sub|sup|svg|table|tbody|td|th|title|tr|u|ul)"
    r"(?:\s[^<>]{0,2000})?/?>",
    re.IGNORECASE,
)
_BLOCK_TAG = re.compile(
    r"</(?:p|div|li|h[1-6]|td|tr|ul|ol|table|section|article|blockquote)>|<br\s?/?>|^\s*<(?:p|div)[\s>]", re.IGNORECASE
)
_CODED_MAIL = re.compile(
    r"(?:[A-Za-z-]{1,40}:.*\n|[ \t]+.*\n){1,200}?"
    r"(?:content-type:\s*multipart/|content-transfer-encoding:\s*(?:base64|quoted-printable))",
    re.IGNORECASE,
)
"""The header of a mail whose text is encoded (RFC 2045, 6) and must be decoded first."""

_FRONT_MATTER = re.compile(
    r"(---|\+\+\+)[ \t]*\n(?:[^\n]*\n){0,200}?title[ \t]*[:=][^\n]*\n(?:[^\n]*\n){0,200}?\1[ \t]*(?:\n|\Z)", re.IGNORECASE
)
"""Fields between two lines `---` or `+++`, as in digest and other programs."""

_MIN_HTML_TAGS = 3
_LINES_OF_JSON = re.compile(r"\{\".*\}")


def text_type(text: str) -> FileType | None:
    """Return the type of a text that is markup or data, or None for plain text."""
    markup_match = _BEGINNING_OF_MARKUP.match(text)
    text_start = text[markup_match.end() if markup_match else 0 :].removeprefix("\ufeff")
    if text_start.startswith(("---", "+++")) and _FRONT_MATTER.match(text_start[: 4 * PROBED_BYTES]):
        return FileType("an article with front matter", "copy the file into content/, and run digest check")
    if text_start.startswith("{\\rtf"):
        return FileType("a document in RTF", _PLAIN_TEXT_HINT)
    if text_start.startswith(("{", "[")) and _is_json_text(text_start.rstrip()):
        return FileType("JSON", "save the article's text itself")
    if _CODED_MAIL.match(text_start[: 4 * PROBED_BYTES]):
        return FileType("a saved e-mail (MIME)", "open it in a mail program, copy the mail's text, and save that as a text file")
    if text_start.startswith("<") or "</" in text or "<br" in text:
        return _markup_type(text, text_start)
    return None


def _is_json_text(text: str) -> bool:
    lines = text.splitlines()
    if not text.endswith(("}", "]")) or (text[0] == "[" and len(text) < 8):
        return False
    if len(lines) > 1 and all(map(_LINES_OF_JSON.fullmatch, lines)):
        text = lines[0]
    try:
        return isinstance(json.loads(text), (dict, list))
    except (ValueError, RecursionError):
        return False


def _markup_type(text: str, markup_start: str) -> FileType | None:
    markup_head = markup_start[:PROBED_BYTES]
    feed_element = _FEED_ELEMENT.search(markup_head) if markup_start.startswith("<") else None
    if feed_element and (markup_head.startswith("<?xml") or feed_element.start() == 0):
        feed_name = "Atom" if feed_element["name"].lower() == "feed" else "RSS"
        return FileType(f"a feed ({feed_name})", "it contains many articles: save the text of one as a text file")
    if _PAGE_ELEMENT.match(markup_start) or (markup_start.startswith("<?xml") and _PAGE_ELEMENT.search(markup_head)):
        return FileType("an HTML page", "open it in a browser, copy the article's text, and save that as a text file")
    if markup_start.startswith("<?xml") or (markup_start.startswith("<svg") and "</svg" in text):
        return FileType("XML", _COPY_HINT)
    lines = [line for line in text.splitlines() if line.strip()]
    lines_with_blocks = sum(bool(_BLOCK_TAG.search(line)) for line in lines)
    if len(_HTML_ELEMENT.findall(text)) >= _MIN_HTML_TAGS and lines_with_blocks * (4 if markup_start.startswith("<") else 2) >= len(
        lines
    ):
        return FileType("HTML", "open it in a browser, copy the article's text, and save that as a text file")
    return None
