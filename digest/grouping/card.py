"""A card: the part of an article that lists show, with its links and its picture."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct

from digest.articles.date_reader import Moment
from digest.articles.field_readers import Quote


class PictureSize(Struct, frozen=True, array_like=True):
    """A picture in one of its sizes."""

    url: str
    width: int
    """In pixels."""


class Picture(Struct, frozen=True, array_like=True):
    """An image with its size and the texts about it."""

    url: str
    width: int = 0
    height: int = 0
    alt: str = ""
    credit: str = ""
    caption: str = ""
    webp: tuple[PictureSize, ...] = ()
    """The same picture as WebP in several sizes, the smallest first, for `srcset`; empty if there is only `url`."""


class Link(Struct, frozen=True, array_like=True):
    """A name and its page."""

    name: str
    url: str = ""
    lang: str = ""
    """The language of the name; '' if it is the site's."""


class Coverage(Struct, frozen=True, array_like=True):
    """Coverage of the same event, by somebody else or in another article of the site."""

    name: str
    """Who published it; '' if unknown."""
    url: str = ""
    title: str = ""
    lang: str = ""


class Translation(Struct, frozen=True, array_like=True):
    """An article in another language."""

    lang: str
    url: str


class Card(Struct, frozen=True, array_like=True):
    """What lists show of an article."""

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
    """'' for a published article; `draft`, `embargoed` or `expired` in a build that shows those."""
    quote: Quote | None = None
    """The words that an article of the kind `quote` is about; None for other kinds."""
    pinned: Moment | None = None
    """When it stops being at the top of this list; None if its date decides its place."""
    stories: tuple[Link, ...] = ()
    """The stories that it belongs to."""
    also: tuple[Coverage, ...] = ()
    """Other coverage of the same event: articles of the site that cover this one, then the article's `also`."""
    translations: tuple[Translation, ...] = ()
    """The same article in other languages."""
    image: Picture | None = None
    """The article's picture, if this card shows it by the setting `pictures`; else None."""
