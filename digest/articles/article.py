"""The structs of an article: Article with the values of all its fields and its role (page, intro), Citation, Image, Quote,
Correction, KeyDate (an event of a story), Located (a text with line and column); ParseResult (article, diagnostics, text); and
Parsing, the settings that affect how a file is read."""

from __future__ import annotations

from typing import Any

from msgspec import Struct

from digest.articles.date_reader import Moment
from digest.config.config import DEFAULT_EXCERPT
from digest.diagnostics import Diagnostic
from digest.markdown.body import Body, Target


class Located(Struct, frozen=True, array_like=True):
    """A text with its position in the file, for checks that need all files."""

    text: str
    line: int
    column: int


class Citation(Struct, frozen=True, array_like=True):
    """A citation: the outlet's name, and the address, title, authors and date of the piece."""

    name: str = ""
    url: str = ""
    title: str = ""
    author: str = ""
    published: Moment | None = None
    lang: str = ""
    line: int = 0
    column: int = 0


class Image(Struct, frozen=True, array_like=True):
    """The picture of an article; `src` is a path relative to the article, a path from the root, or a URL."""

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
    """A correction of the article: its date, and what was wrong."""

    date: Moment
    text: str


class KeyDate(Struct, frozen=True, array_like=True):
    """An event of a story."""

    date: Moment
    text: str


class Parsing(Struct, frozen=True):
    """The settings that affect how a file is read. They are in the key of every parsed article, so there are few."""

    timezone: str = "UTC"
    html: bool = False
    typography: bool = False
    editions: bool = False
    """Whether files in content/editions/ are intros of editions."""
    excerpt: int = DEFAULT_EXCERPT
    """Maximum characters of the excerpt, which is taken from the first paragraph."""


class Article(Struct, frozen=True, omit_defaults=True):
    """One content file. Topics, source and links are as written: `collect` and `plan` check what depends on other files."""

    path: str
    slug: str
    title: str
    role: str = ""
    """The result of `role_of`; '' for a dated, listed article."""
    headline: str = ""
    date: Moment | None = None
    updated: Moment | None = None
    publish_at: Moment | None = None
    expires: Moment | None = None
    draft: bool = False
    topics: tuple[Located, ...] = ()
    tags: tuple[Located, ...] = ()
    source: Citation | None = None
    via: Citation | None = None
    also: tuple[Citation, ...] = ()
    authors: tuple[str, ...] = ()
    summary: str = ""
    why: str = ""
    points: tuple[str, ...] = ()
    quote: Quote | None = None
    featured: bool = False
    weight: int | None = None
    pin_until: Moment | None = None
    kind: str = "article"
    edition: Located | None = None
    lead: tuple[Located, ...] = ()
    """The files of an edition's lead stories; only for intros."""
    stories: tuple[Located, ...] = ()
    covers: Located | None = None
    """The file of the article under whose card this one is listed."""
    translation: Located | None = None
    """The key that all its translations share."""
    related: tuple[Located, ...] | None = None
    """The files of related articles; None to find them automatically."""
    status: str = "open"
    """The status of a story: `open` or `closed`."""
    dates: tuple[KeyDate, ...] = ()
    """The events of a story."""
    image: Image | None = None
    lang: str = ""
    aliases: tuple[Located, ...] = ()
    corrections: tuple[Correction, ...] = ()
    mode: str = ""
    id: str = ""
    extra: dict[str, Any] = {}
    excerpt: str = ""
    """The beginning of the text, as plain text."""
    minutes: int = 1
    """The reading time of the text; 0 without a text."""
    body: str = ""
    """The key of the text in the cache: equal keys mean equal texts."""
    targets: tuple[Target, ...] = ()

    @property
    def is_page(self) -> bool:
        """Whether it is a page outside of all lists, such as About."""
        return self.role == "page"

    @property
    def is_intro(self) -> bool:
        """Whether it introduces an edition: then its slug is the edition's id."""
        return self.role == "intro"

    @property
    def shown_title(self) -> str:
        """The headline, or the title if there is none."""
        return self.headline or self.title


class ParseResult(Struct, frozen=True, omit_defaults=True):
    """The result of parsing a file: the article, as far as it could be read, all diagnostics, and the text."""

    article: Article | None
    diagnostics: tuple[Diagnostic, ...]
    body: Body | None = None
    """The text; the cache stores it in a separate row, because lists of articles do not need it."""

    @property
    def has_errors(self) -> bool:
        """Whether errors prevent the article from being published."""
        return bool(self.diagnostics) and any(diagnostic.is_error for diagnostic in self.diagnostics)
