"""The planner of 404.html."""

from __future__ import annotations

from collections.abc import Iterator

from digest.config import Config
from digest.grouping.collect import Collections
from digest.pages.links import Links
from digest.pages.page import NotFoundPage, Page, Site
from digest.permalinks import url_of


def not_found(collections: Collections, site: Site, config: Config, links: Links) -> Iterator[Page]:
    """The page that GitHub Pages shows for a path that does not exist, at any depth."""
    if config.not_found:
        context = NotFoundPage("404", config.base_path + url_of("404.html"))
        yield Page("404.html", "404.html", context, "the page 404.html", in_sitemap=False)
