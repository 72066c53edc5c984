"""The values of front-matter fields that are more than a text: citations, pictures, quotations, corrections."""

from __future__ import annotations

from msgspec import Struct

from digest.articles.date_reader import Moment


class Located(Struct, frozen=True, array_like=True):
    """A text with its place in the file, for what is checked only when all files are known."""

    text: str
    line: int
    column: int


class Citation(Struct, frozen=True, array_like=True):
    """Where something was published: an outlet's name, and the address, title, authors and day of the piece."""

    name: str = ""
    url: str = ""
    title: str = ""
    author: str = ""
    published: Moment | None = None
    lang: str = ""
    line: int = 0
    column: int = 0


class Image(Struct, frozen=True, array_like=True):
    """The picture of an article; `src` is relative to the article, from the root, or a whole address."""

    src: str
    alt: str = ""
    credit: str = ""
    caption: str = ""
    line: int = 0
    column: int = 0


class Quote(Struct, frozen=True, array_like=True):
    """A quotation."""

    text: str
    by: str = ""


class Correction(Struct, frozen=True, array_like=True):
    """What was wrong in the article, and when that was put right."""

    date: Moment
    text: str


class KeyDate(Struct, frozen=True, array_like=True):
    """What happened in a story, and when."""

    date: Moment
    text: str
