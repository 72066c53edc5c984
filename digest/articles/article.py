"""An article: the content of its file as typed values; and the settings that decide how the file is read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import Struct

from digest.articles.date_reader import Moment
from digest.articles.field_readers import Citation, Correction, Image, KeyDate, Located, Quote
from digest.config.config import DEFAULT_EXCERPT
from digest.diagnostics import Diagnostic
from digest.markdown.body import Body, Target

if TYPE_CHECKING:
    pass


class Parsing(Struct, frozen=True):
    """The settings that decide how a file is read; they are in the key of every parsed article, so they are few."""

    timezone: str = "UTC"
    html: bool = False
    typography: bool = False
    editions: bool = False
    """Whether what lies in content/editions/ introduces editions."""
    excerpt: int = DEFAULT_EXCERPT
    """How many characters of the first paragraph are the excerpt."""


class Article(Struct, frozen=True, omit_defaults=True):
    """One content file. Topics, source and links are as written: what needs the other files is checked by `collect` and `plan`."""

    path: str
    slug: str
    title: str
    role: str = ""
    """The result of `role_of`: '' for articles that are dated and listed."""
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
    """The files of an edition's lead stories; of intros alone."""
    stories: tuple[Located, ...] = ()
    covers: Located | None = None
    """The file of an article under whose card it stands."""
    translation: Located | None = None
    """The key that its translations have too."""
    related: tuple[Located, ...] | None = None
    """The files of related articles; None if they are to be found."""
    status: str = "open"
    """Whether a story goes on: `open` or `closed`."""
    dates: tuple[KeyDate, ...] = ()
    """What happened when, in a story."""
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
    """How long the text takes to read; 0 if there is none."""
    body: str = ""
    """The key under which the text is remembered: equal keys, equal text."""
    targets: tuple[Target, ...] = ()

    @property
    def is_page(self) -> bool:
        """Whether it is a page in no group, such as About."""
        return self.role == "page"

    @property
    def is_intro(self) -> bool:
        """Whether it introduces an edition: then its slug is the edition's id."""
        return self.role == "intro"

    @property
    def shown_title(self) -> str:
        """Our headline, or else the title."""
        return self.headline or self.title


class ParseResult(Struct, frozen=True, omit_defaults=True):
    """What became of a file: the article, as far as it could be read, all that was found wrong, and the text."""

    article: Article | None
    diagnostics: tuple[Diagnostic, ...]
    body: Body | None = None
    """The cache has it in a row of its own: lists of articles are made without their texts."""

    @property
    def has_errors(self) -> bool:
        """Whether the article cannot be published as it is."""
        return bool(self.diagnostics) and any(diagnostic.is_error for diagnostic in self.diagnostics)
