"""Structs of what a list shows above its articles: the profile of a source (site, feed, logo), and the head of a story (status,
events, introduction, new articles)."""

from __future__ import annotations

from typing import Any

from msgspec import Struct

from digest.articles.date_reader import Moment
from digest.grouping.card import Link, Picture
from digest.pages.edition_pages import EditionLink
from digest.pages.page import Text


class Profile(Struct, frozen=True, array_like=True):
    """The registry's values of a source, for the list of its articles."""

    site: Link | None = None
    """The domain, with a link to the front page."""
    lang: str = ""
    """The language of the source."""
    feed: str = ""
    """The URL of the source's own feed."""
    logo: Picture | None = None
    """The logo, if the registry has one."""


class StoryDate(Struct, frozen=True, array_like=True):
    """An event of a story."""

    date: Moment
    text: str
    """The description of the event."""


class NewArticles(Struct, frozen=True, array_like=True):
    """The articles of a page that are newer than an edition."""

    edition: EditionLink
    """The edition before the latest one; its readers have not seen the articles."""
    urls: tuple[str, ...]
    """The URL paths of the articles."""


class StoryHead(Struct, frozen=True, array_like=True):
    """The values that the page of a story shows above its articles."""

    status: str = "open"
    """`open` if more articles are expected, or `closed`."""
    order: str = "newest"
    """The article that comes first: `newest` or `oldest`."""
    dates: tuple[StoryDate, ...] = ()
    """The events, in the order of the front matter."""
    updated: Moment | None = None
    body: Text | None = None
    """The introduction of the story, or None."""
    lang: str = ""
    """The language of title, summary and text; '' for the site's language."""
    extra: dict[str, Any] = {}
    """Your own keys from the front matter."""
    new: NewArticles | None = None
    """The articles in the latest edition or later; None without any, or without an edition before the latest."""
