"""Plan 404.html, the page for any path that does not exist."""

from __future__ import annotations

from collections.abc import Iterator

from digest.config.config import Config
from digest.grouping.article_collections import Collections
from digest.pages.link_resolution import Links
from digest.pages.page import Context, Page
from digest.pages.plan_part import AnyPart, ready_part
from digest.pages.site import Site
from digest.urls import url_of


class NotFoundPage(Context, frozen=True, tag=True, kw_only=True):
    """The page `404.html`."""


def not_found(collections: Collections, site: Site, config: Config, links: Links) -> Iterator[AnyPart]:
    """Yield the page that GitHub Pages shows for any path that does not exist."""
    if config.not_found:
        not_found_page = NotFoundPage("404", config.base_path + url_of("404.html"))
        yield ready_part("404.html", Page("404.html", "404.html", not_found_page, "the page 404.html", in_sitemap=False))
