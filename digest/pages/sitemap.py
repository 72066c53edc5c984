"""The sitemap: planned last, from the outlines of the pages themselves; and the news sitemap and robots.txt, which names both.

A file may name 50,000 pages (sitemaps.org, protocol 0.9). Where there are more, sitemap.xml is an index. Its files of articles are
numbered from the oldest, so that a new article changes none of the full ones; the other pages, which change with every article, are
in files of their own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from digest.config import Config
from digest.grouping.collect import Collections
from digest.grouping.entry import Entry, appeared
from digest.pages.links import STATIC, Links
from digest.pages.page import (
    NewsEntry,
    NewsSitemapPage,
    Outline,
    Page,
    RobotsPage,
    Site,
    SitemapEntry,
    SitemapIndexPage,
    SitemapPage,
)
from digest.pages.part import Part
from digest.permalinks import url_of

MOST = 50_000
"""How many pages one file names."""

MOST_NEWS = 1000
"""How many articles a news sitemap may name (Google's rule)."""

PLAIN_PAGES = "content/pages/"

Found = tuple[tuple[str, datetime | None], ...]
"""Output paths, and when what they show last changed."""


def sitemap(outlines: Sequence[Outline], site: Site, config: Config) -> Iterator[Part]:
    """sitemap.xml of the pages that readers find, and the files that it names if there are too many pages for one."""
    found = [page for page in outlines if page.in_sitemap]
    where = (site.origin, config.base_path)
    if len(found) <= MOST:
        yield Part("sitemap.xml", _sitemap, (), ("sitemap.xml", _pairs(found), *where))
        return
    articles = [page for page in found if page.source.startswith("content/") and not page.source.startswith(PLAIN_PAGES)]
    known = {page.path for page in articles}
    others = [page for page in found if page.path not in known]
    files = [*_blocks("sitemap", articles), *_blocks("sitemap-pages", others)]
    for path, block in files:
        yield Part(path, _sitemap, (), (path, block, *where))
    index = tuple((path, max((modified for _, modified in block if modified), default=None)) for path, block in files)
    yield Part("sitemap.xml", _index, (), (index, *where))


def _pairs(outlines: Sequence[Outline]) -> Found:
    return tuple((page.path, page.modified) for page in outlines)


def _blocks(name: str, outlines: Sequence[Outline]) -> Iterator[tuple[str, Found]]:
    for number, at in enumerate(range(0, len(outlines), MOST), 1):
        yield f"{name}-{number}.xml", _pairs(outlines[at : at + MOST])


def _sitemap(_: Sequence[Entry], path: str, found: Found, origin: str, base: str) -> Iterator[Page]:
    entries = (SitemapEntry(origin + base + url_of(page), modified) for page, modified in found)
    context = SitemapPage("sitemap", base + url_of(path), entries=tuple(sorted(entries, key=lambda entry: entry.url)))
    yield Page(path, "sitemap.xml", context, "the sitemap", in_sitemap=False)


def _index(_: Sequence[Entry], found: Found, origin: str, base: str) -> Iterator[Page]:
    files = tuple(SitemapEntry(origin + base + url_of(path), modified) for path, modified in found)
    context = SitemapIndexPage("sitemap", base + "/sitemap.xml", files=files)
    yield Page("sitemap.xml", "sitemap-index.xml", context, "the sitemap", in_sitemap=False)


NEWS = "sitemap-news.xml"


def news_sitemap(collections: Collections, site: Site, config: Config, links: Links) -> Iterator[Part]:
    """The articles of the last 48 hours, for search engines that show news; `collect` says which these are."""
    if config.news_sitemap:
        newest = collections.news[-MOST_NEWS:][::-1]
        yield Part("news sitemap", _news, newest, (site.title, site.language, site.origin, config.base_path))


def _news(newest: Sequence[Entry], title: str, language: str, origin: str, base: str) -> Iterator[Page]:
    entries = tuple(
        NewsEntry(origin + entry.card.url, entry.card.title, appeared(entry), news_language(entry.article.lang or language))
        for entry in newest
    )
    context = NewsSitemapPage(title, base + url_of(NEWS), entries=entries)
    yield Page(NEWS, NEWS, context, "the news sitemap", in_sitemap=False)


def news_language(tag: str) -> str:
    """The language as a news sitemap has it: a code of two or three letters, but two forms of Chinese."""
    first, *more = tag.lower().split("-")
    if first != "zh":
        return first
    return "zh-tw" if {"hant", "tw", "hk", "mo"} & set(more) else "zh-cn"


def robots(collections: Collections, site: Site, config: Config, links: Links) -> Iterator[Part]:
    """robots.txt (RFC 9309), unless content/static/ has one: all may be read, and here are the sitemaps."""
    if f"{STATIC}robots.txt" not in links.files:
        names = ("sitemap.xml", NEWS) if config.news_sitemap else ("sitemap.xml",)
        yield Part("robots.txt", _robots, (), (names, site.origin, config.base_path))


def _robots(_: Sequence[Entry], names: tuple[str, ...], origin: str, base: str) -> Iterator[Page]:
    context = RobotsPage("robots", base + "/robots.txt", sitemaps=tuple(origin + base + url_of(name) for name in names))
    yield Page("robots.txt", "robots.txt", context, "robots.txt", in_sitemap=False)
