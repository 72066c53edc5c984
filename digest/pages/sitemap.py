"""The sitemap: made last, of the pages themselves."""

from __future__ import annotations

from collections.abc import Iterable

from digest.config import Config
from digest.pages.page import Page, Site, SitemapEntry, SitemapPage
from digest.permalinks import url_of


def sitemap(pages: Iterable[Page], site: Site, config: Config) -> Page:
    """sitemap.xml of the pages that readers find (sitemaps.org, protocol 0.9)."""
    entries = sorted(
        (SitemapEntry(site.origin + config.base_path + url_of(page.path), page.modified) for page in pages if page.in_sitemap),
        key=lambda entry: entry.url,
    )
    context = SitemapPage("sitemap", config.base_path + "/sitemap.xml", entries=tuple(entries))
    return Page("sitemap.xml", "sitemap.xml", context, "the sitemap", in_sitemap=False)
