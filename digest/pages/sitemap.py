"""The sitemap: planned last, from the outlines of the pages themselves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from digest.config import Config
from digest.grouping.entry import Entry
from digest.pages.page import Outline, Page, Site, SitemapEntry, SitemapPage
from digest.pages.part import Part
from digest.permalinks import url_of


def sitemap(outlines: Iterable[Outline], site: Site, config: Config) -> Part:
    """sitemap.xml of the pages that readers find (sitemaps.org, protocol 0.9)."""
    found = tuple((page.path, page.modified) for page in outlines if page.in_sitemap)
    return Part("sitemap.xml", _sitemap, (), (found, site.origin, config.base_path))


def _sitemap(_: Sequence[Entry], found: tuple[tuple[str, datetime | None], ...], origin: str, base: str) -> Iterator[Page]:
    entries = (SitemapEntry(origin + base + url_of(path), modified) for path, modified in found)
    context = SitemapPage("sitemap", base + "/sitemap.xml", entries=tuple(sorted(entries, key=lambda entry: entry.url)))
    yield Page("sitemap.xml", "sitemap.xml", context, "the sitemap", in_sitemap=False)
