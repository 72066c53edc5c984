"""What extensions may import. These names stay here, whatever moves inside of digest; `digest help extending` explains them."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from digest.articles.article import Article
from digest.articles.dates import Moment
from digest.config.config import Config
from digest.grouping.collect import Collections
from digest.grouping.entry import Card, Entry
from digest.grouping.link import Link
from digest.grouping.terms import Term
from digest.pages.data import DataPage
from digest.pages.edition import Edition, OutletCount, Section
from digest.pages.editions import EditionItem, EditionLink, EditionPage, EditionsPage
from digest.pages.front import DayCards, FrontPage
from digest.pages.lists import ListPage
from digest.pages.own import OwnPage, TextFile
from digest.pages.page import Page, PeriodLink, Site
from digest.pages.period import PeriodCount
from digest.pages.redirects import RedirectPage
from digest.pages.sources import SourceCount, SourcesPage
from digest.pages.tags import TagCount, TagGroup, TagsPage

if TYPE_CHECKING:
    from digest.importers.captions import Caption
    from digest.importers.importer import Reader
    from digest.importers.wire import Guess, Wire

__all__ = [
    "Article", "Caption", "Card", "Collections", "Config", "DataPage", "DayCards", "Edition", "EditionItem", "EditionLink",
    "EditionPage", "EditionsPage", "Entry", "FrontPage", "Guess", "Link", "ListPage", "Moment", "OutletCount", "OwnPage",
    "Page", "PeriodCount", "PeriodLink", "Reader", "RedirectPage", "Section", "Site", "SourceCount", "SourcesPage", "TagCount",
    "TagGroup", "TagsPage", "Term", "TextFile", "Wire",
]  # fmt: skip

_IMPORTERS = {
    "Caption": "digest.importers.captions",
    "Guess": "digest.importers.wire",
    "Reader": "digest.importers.importer",
    "Wire": "digest.importers.wire",
}


def __getattr__(name: str) -> Any:
    """The names of importers, imported when they are used: they take 0.1 s, and a build reads no raw texts."""
    module = _IMPORTERS.get(name)
    if module is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(module), name)
