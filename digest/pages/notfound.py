"""The planner of 404.html."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from digest.config import Config
from digest.grouping.collect import Collections
from digest.grouping.entry import Entry
from digest.pages.links import Links
from digest.pages.page import NotFoundPage, Page, Site
from digest.pages.part import Part
from digest.permalinks import url_of


def not_found(collections: Collections, site: Site, config: Config, links: Links) -> Iterator[Part]:
    """The page that GitHub Pages shows for a path that does not exist, at any depth."""
    if config.not_found:
        yield Part("404.html", _not_found, (), (config.base_path,))


def _not_found(_: Sequence[Entry], base: str) -> Iterator[Page]:
    context = NotFoundPage("404", base + url_of("404.html"))
    yield Page("404.html", "404.html", context, "the page 404.html", in_sitemap=False)
