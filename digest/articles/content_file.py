"""Content files before they are parsed: path and bytes, the endings of articles (`.md`), the role by folder (page, story, intro of
an edition), and the decoding of bytes to text, with errors for UTF-16 and UTF-32 (byte order marks), bytes that are not UTF-8, NUL
bytes and empty files."""

from __future__ import annotations

import codecs
import re

from msgspec import Struct

from digest.diagnostics import Diagnostics
from digest.output_paths import printable
from digest.text.characters import UNFIT_FOR_PAGES, strange_characters, unusual_characters
from digest.text.normal_form import composed

ARTICLE_ENDINGS = (".md", ".markdown", ".mdown", ".mdwn", ".mkd", ".mkdn", ".mkdown")
"""File name endings of articles, in lower case: the extensions of Markdown (github-linguist, languages.yml)."""


def is_article(name: str) -> bool:
    """Whether a file with this name is an article."""
    return name.endswith(".md") or name.lower().endswith(ARTICLE_ENDINGS)


def stem_of(path: str) -> str:
    """Return the name of an article's file without its ending."""
    return path[path.rfind("/") + 1 : path.rfind(".")]


PAGES_FOLDER = "content/pages/"
STORIES_FOLDER = "content/stories/"


INTROS_FOLDER = "content/editions/"


def role_of(path: str, *, has_editions: bool = False) -> str:
    """Return the role of a Markdown file: '' for an article, 'page' for an unlisted page, 'story' for text about a story.

    On a site with editions, it may also be 'intro', the introduction of an edition.
    """
    if path.startswith(PAGES_FOLDER):
        return "page"
    if path.startswith(STORIES_FOLDER) and "/" not in path[len(STORIES_FOLDER) :]:
        return "story"
    if has_editions and path.startswith(INTROS_FOLDER) and "/" not in path[len(INTROS_FOLDER) :]:
        return "intro"
    return ""


class ContentFile(Struct, frozen=True):
    """One content file: its path relative to the site's folder, with `/`, and its bytes."""

    path: str
    data: bytes
    key: str = ""
    """The `article_key` of path and bytes, which is the key of the result of `parse` in the cache."""


_FOREIGN_LINE_ENDS = re.compile("\r\n|\r")
"""The other line ends of CommonMark 0.31 (2.1). Editors count the same lines."""

_OTHER_ENCODINGS = (
    (codecs.BOM_UTF32_LE, "UTF-32"),
    (codecs.BOM_UTF32_BE, "UTF-32"),
    (codecs.BOM_UTF16_LE, "UTF-16"),
    (codecs.BOM_UTF16_BE, "UTF-16"),
)
_OTHER_BYTE_ORDER_MARKS = tuple(mark for mark, _ in _OTHER_ENCODINGS)


def decode(data: bytes, diagnostics: Diagnostics) -> str | None:
    """Return the text of the file in NFC with `\\n` as line end, or None after reporting that it is not text.

    A byte order mark is removed silently, other characters that are not allowed on a page with a warning.
    """
    if data.startswith(_OTHER_BYTE_ORDER_MARKS):
        encoding = next(encoding for mark, encoding in _OTHER_ENCODINGS if data.startswith(mark))
        return diagnostics.add(1, 1, "E102", f"the file is {encoding}", "save it as UTF-8")
    data = data.removeprefix(codecs.BOM_UTF8)
    if not data or data.isspace():
        return diagnostics.add(1, 1, "E104", "the file is empty", "begin it with --- and title: …")
    nul_offset = data.find(0)
    if nul_offset >= 0:
        line, column = _position_of_byte(data, nul_offset)
        return diagnostics.add(line, column, "E102", "a NUL byte", "this is not a text file, or it is damaged")
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        line, column = _position_of_byte(data, error.start)
        return diagnostics.add(line, column, "E102", f"the byte 0x{data[error.start]:02X} is not UTF-8", "save the file as UTF-8")
    strange_text = strange_characters(unusual_characters(data))
    if not strange_text:
        return text
    text = _FOREIGN_LINE_ENDS.sub("\n", composed(text)).replace("\x85", " ")
    unfit_match = UNFIT_FOR_PAGES.search(text) if UNFIT_FOR_PAGES.search(strange_text) else None
    if unfit_match:
        line = text.count("\n", 0, unfit_match.start()) + 1
        column = unfit_match.start() - text.rfind("\n", 0, unfit_match.start())
        diagnostics.add(
            line, column, "W101", f"the character {printable(unfit_match[0])} was removed", "it is not allowed on a page: remove it"
        )
        text = UNFIT_FOR_PAGES.sub("", text)
    return text


def _position_of_byte(data: bytes, offset: int) -> tuple[int, int]:
    """Return the line and column, from 1, of the byte at this offset; the text before it must be UTF-8."""
    before = data[:offset].decode(errors="replace")
    return before.count("\n") + 1, len(before) - before.rfind("\n")
