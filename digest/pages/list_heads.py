"""What a list shows above its articles: about a source, about a story."""

from __future__ import annotations

from typing import Any

from msgspec import Struct

from digest.articles.date_reader import Moment
from digest.grouping.card import Link, Picture
from digest.pages.edition_pages import EditionLink
from digest.pages.page import Text


class Profile(Struct, frozen=True, array_like=True):
    """Who publishes the articles of a list: what the registry has about a source."""

    site: Link | None = None
    """Its domain, and the address of its front page."""
    lang: str = ""
    """The language it writes in."""
    feed: str = ""
    """The address of its own feed."""
    logo: Picture | None = None
    """Its logo, if the registry has one."""


class StoryDate(Struct, frozen=True, array_like=True):
    """What happened in a story, and when."""

    date: Moment
    text: str
    """What happened."""


class NewArticles(Struct, frozen=True, array_like=True):
    """The articles that a page shows and that are new since an edition."""

    edition: EditionLink
    """The edition before the latest one: its readers have not seen them."""
    urls: tuple[str, ...]
    """The paths of their pages."""


class StoryHead(Struct, frozen=True, array_like=True):
    """What the page of a story shows above its articles."""

    status: str = "open"
    """`open` or `closed`: whether more is to come."""
    order: str = "newest"
    """Which article comes first: `newest` or `oldest`."""
    dates: tuple[StoryDate, ...] = ()
    """What happened when, in the order of the front matter."""
    updated: Moment | None = None
    body: Text | None = None
    """The text about the story; None if there is none."""
    lang: str = ""
    """The language of title, summary and text; '' if it is the site's."""
    extra: dict[str, Any] = {}
    """The keys of your own from the front matter."""
    new: NewArticles | None = None
    """Which of the articles are in the latest edition, or later; None for none, and if there is no edition before that."""
