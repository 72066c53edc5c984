"""The structs of a card, the part of an article that lists show: title, date, summary, badge, pinned; pictures with sizes, links,
coverage of the same event, translations."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct

from digest.articles.article import Quote
from digest.articles.date_reader import Moment


class PictureSize(Struct, frozen=True, array_like=True):
    """A size of a picture."""

    url: str
    width: int
    """The width in pixels."""


class Picture(Struct, frozen=True, array_like=True):
    """An image with its size in pixels, and its texts."""

    url: str
    width: int = 0
    height: int = 0
    alt: str = ""
    credit: str = ""
    caption: str = ""
    webp: tuple[PictureSize, ...] = ()
    """The picture as WebP in several sizes, smallest first, for `srcset`; empty if there is only `url`."""


class Link(Struct, frozen=True, array_like=True):
    """A name with the url of its page."""

    name: str
    url: str = ""
    lang: str = ""
    """The language of the name; '' for the site's language."""


class Coverage(Struct, frozen=True, array_like=True):
    """Coverage of the same event, by another publisher or in another article of the site."""

    name: str
    """The publisher; '' if unknown."""
    url: str = ""
    title: str = ""
    lang: str = ""


class Translation(Struct, frozen=True, array_like=True):
    """An article in another language."""

    lang: str
    url: str


class Card(Struct, frozen=True, array_like=True):
    """The values of an article that lists show."""

    url: str
    title: str
    date: datetime
    timed: bool = False
    summary: str = ""
    why: str = ""
    source: Link | None = None
    topics: tuple[Link, ...] = ()
    kind: str = "article"
    featured: bool = False
    lang: str = ""
    badge: str = ""
    """'' for a published article; `draft`, `embargoed` or `expired` in a build with such articles."""
    quote: Quote | None = None
    """The quotation, for an article of the kind `quote`; None for other kinds."""
    pinned: Moment | None = None
    """The end of its time at the top of this list; None if it is not pinned."""
    stories: tuple[Link, ...] = ()
    """The stories that include it."""
    also: tuple[Coverage, ...] = ()
    """Other coverage of the event: articles of the site that cover this one, then the article's `also`."""
    translations: tuple[Translation, ...] = ()
    """The article in other languages."""
    image: Picture | None = None
    """The article's picture, if the setting `pictures` shows it on this card; otherwise None."""
