"""The structs that only planners of extensions return: a page with its own template and data, and a text file."""

from __future__ import annotations

from typing import Any

from msgspec import Struct, field

from digest.grouping.card import Card
from digest.pages.page import Context


class OwnPage(Context, frozen=True, tag=True, kw_only=True):
    """A page of an extension with its own template."""

    cards: tuple[Card, ...] = ()
    data: dict[str, Any] = field(default_factory=dict)
    """Other values for the template: texts, numbers, lists and mappings. Dates and other types are converted as in JSON."""


class TextPage(Context, frozen=True, tag=True, kw_only=True):
    """A text file of an extension. The template `verbatim.txt` prints the text unchanged."""

    text: str = ""


class TextFile(Struct, frozen=True):
    """A text file from an extension: its path below the site's root, such as `reading.csv`, and its text."""

    path: str
    text: str
