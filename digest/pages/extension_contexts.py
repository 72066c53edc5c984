"""What only planners of extensions return: a page with their own values, and a file with a text."""

from __future__ import annotations

from typing import Any

from msgspec import Struct, field

from digest.grouping.card import Card
from digest.pages.page import Context


class OwnPage(Context, frozen=True, tag=True, kw_only=True):
    """A page of an extension, for a template of its own."""

    cards: tuple[Card, ...] = ()
    data: dict[str, Any] = field(default_factory=dict)
    """Other values for its template: texts, numbers, lists and mappings. Dates and other types become what they are in JSON."""


class TextPage(Context, frozen=True, tag=True, kw_only=True):
    """A text file of an extension. Its template, `verbatim.txt`, prints the text as it is."""

    text: str = ""


class TextFile(Struct, frozen=True):
    """A file that an extension gives: its path below the site's root, such as `reading.csv`, and its text."""

    path: str
    text: str
