"""A name and its page, as lists and articles show it."""

from __future__ import annotations

from msgspec import Struct


class Link(Struct, frozen=True, array_like=True):
    """A name and its page."""

    name: str
    url: str = ""
    lang: str = ""
    """The language of the name; '' if it is the site's."""
