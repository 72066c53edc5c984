"""The public API for extensions, stable across refactorings of digest: re-exports the structs of articles, cards, editions, pages
and importers; those of importers by a table, when they are first used. `digest help extending` explains it."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from digest.articles.article import Article
from digest.articles.date_reader import Moment
from digest.config.config import Config
from digest.grouping.article_collections import Collections
from digest.grouping.card import Card, Link
from digest.grouping.entry import Entry
from digest.grouping.terms import Term
from digest.pages.chart_numbers import PeriodCount
from digest.pages.edition_arrangement import Edition, OutletCount, Section
from digest.pages.edition_pages import EditionItem, EditionLink, EditionPage, EditionsPage
from digest.pages.extension_contexts import OwnPage, TextFile
from digest.pages.front_page import DayCards, FrontPage
from digest.pages.list_pages import ListPage
from digest.pages.open_data import DataPage
from digest.pages.page import Page, PeriodLink
from digest.pages.redirects import RedirectPage
from digest.pages.site import Site
from digest.pages.source_pages import SourceCount, SourcesPage
from digest.pages.tag_index import TagCount, TagGroup, TagsPage

if TYPE_CHECKING:
    from digest.importers.captions import Caption
    from digest.importers.importer import Reader
    from digest.importers.wire_reader import Guess, Wire

__all__ = [
    "Article", "Caption", "Card", "Collections", "Config", "DataPage", "DayCards", "Edition", "EditionItem", "EditionLink",
    "EditionPage", "EditionsPage", "Entry", "FrontPage", "Guess", "Link", "ListPage", "Moment", "OutletCount", "OwnPage",
    "Page", "PeriodCount", "PeriodLink", "Reader", "RedirectPage", "Section", "Site", "SourceCount", "SourcesPage", "TagCount",
    "TagGroup", "TagsPage", "Term", "TextFile", "Wire",
]  # fmt: skip

_IMPORTERS = {
    "Caption": "digest.importers.captions",
    "Guess": "digest.importers.wire_reader",
    "Reader": "digest.importers.importer",
    "Wire": "digest.importers.wire_reader",
}


def __getattr__(name: str) -> Any:
    """Import names of `digest.importers` on first use: the import takes 0.1 s, and builds do not need it."""
    module = _IMPORTERS.get(name)
    if module is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(module), name)
