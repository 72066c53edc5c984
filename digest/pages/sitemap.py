"""Plan sitemap.xml from the outlines of all pages (with an index of numbered files for many), the news sitemap of the last 48
hours, and robots.txt with links to both.

A file can contain 50,000 pages (sitemaps.org, protocol 0.9). For more pages, sitemap.xml is an index. Its files of articles are
numbered from the oldest, so that a new article does not change full files. The other pages, which change with every article, are in
separate files.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from msgspec import Struct

from digest.config.config import Config
from digest.grouping.article_collections import Collections
from digest.grouping.entry import Entry, published_at
from digest.pages.link_resolution import STATIC_PREFIX, Links
from digest.pages.page import Context, Outline, Page
from digest.pages.plan_part import AnyPart, PlanPart, ready_part
from digest.pages.site import Site
from digest.urls import url_of


class SitemapEntry(Struct, frozen=True, array_like=True):
    """A page or a file in a sitemap."""

    url: str
    updated: datetime | None = None


class SitemapPage(Context, frozen=True, tag=True, kw_only=True):
    """`sitemap.xml`, or one of the files in its index."""

    entries: tuple[SitemapEntry, ...] = ()


class SitemapIndexPage(Context, frozen=True, tag=True, kw_only=True):
    """The `sitemap.xml` of a site with more than 50,000 pages."""

    files: tuple[SitemapEntry, ...] = ()
    """The sitemap files, each with the latest change of its pages."""


class NewsEntry(Struct, frozen=True, array_like=True):
    """An article in the news sitemap."""

    url: str
    title: str
    published: datetime
    language: str


class NewsSitemapPage(Context, frozen=True, tag=True, kw_only=True):
    """The file `sitemap-news.xml`."""

    entries: tuple[NewsEntry, ...] = ()


class RobotsPage(Context, frozen=True, tag=True, kw_only=True):
    """The file `robots.txt`."""

    sitemaps: tuple[str, ...] = ()
    """The absolute URLs of the sitemaps."""


MAX_SITEMAP_PAGES = 50_000
"""The largest number of pages in one file."""

MAX_NEWS = 1000
"""The largest number of articles in a news sitemap (a limit of Google)."""

PLAIN_PAGES = "content/pages/"

PageDates = tuple[tuple[str, datetime | None], ...]
"""Output paths with the last change of their contents."""


class SitemapInputs(Struct, frozen=True, array_like=True):
    """The inputs of a sitemap file: its path and its pages."""

    path: str
    pages: PageDates
    origin: str
    base: str


class NewsInputs(Struct, frozen=True, array_like=True):
    """The inputs of the news sitemap, without the articles."""

    title: str
    language: str
    origin: str
    base: str


def sitemap(outlines: Sequence[Outline], site: Site, config: Config) -> Iterator[AnyPart]:
    """Yield sitemap.xml with all pages for search engines; for too many pages, an index and its files."""

    def sitemap_part(path: str, pages: PageDates) -> AnyPart:
        return PlanPart(path, _sitemap_page, (), SitemapInputs(path, pages, site.origin, config.base_path))

    sitemap_outlines = [outline for outline in outlines if outline.in_sitemap]
    if len(sitemap_outlines) <= MAX_SITEMAP_PAGES:
        yield sitemap_part("sitemap.xml", _dates_of_outlines(sitemap_outlines))
        return
    article_outlines = [outline for outline in sitemap_outlines if _is_article(outline)]
    other_outlines = [outline for outline in sitemap_outlines if not _is_article(outline)]
    sitemaps = [*_numbered_sitemaps("sitemap", article_outlines), *_numbered_sitemaps("sitemap-pages", other_outlines)]
    for path, pages in sitemaps:
        yield sitemap_part(path, pages)
    latest_changes = ((path, max((modified for _, modified in pages if modified), default=None)) for path, pages in sitemaps)
    sitemap_files = tuple(
        SitemapEntry(site.origin + config.base_path + url_of(path), modified) for path, modified in latest_changes
    )
    sitemap_index = SitemapIndexPage("sitemap", config.base_path + "/sitemap.xml", files=sitemap_files)
    yield ready_part("sitemap.xml", Page("sitemap.xml", "sitemap-index.xml", sitemap_index, "the sitemap", in_sitemap=False))


def _is_article(outline: Outline) -> bool:
    return outline.source.startswith("content/") and not outline.source.startswith(PLAIN_PAGES)


def _dates_of_outlines(outlines: Sequence[Outline]) -> PageDates:
    return tuple((outline.path, outline.modified) for outline in outlines)


def _numbered_sitemaps(name: str, outlines: Sequence[Outline]) -> Iterator[tuple[str, PageDates]]:
    for number, at in enumerate(range(0, len(outlines), MAX_SITEMAP_PAGES), 1):
        yield f"{name}-{number}.xml", _dates_of_outlines(outlines[at : at + MAX_SITEMAP_PAGES])


def _sitemap_page(_: Sequence[Entry], inputs: SitemapInputs) -> Iterator[Page]:
    url_start = inputs.origin + inputs.base
    sitemap_entries = (SitemapEntry(url_start + url_of(path), modified) for path, modified in inputs.pages)
    sitemap_url = inputs.base + url_of(inputs.path)
    sitemap_page = SitemapPage("sitemap", sitemap_url, entries=tuple(sorted(sitemap_entries, key=lambda entry: entry.url)))
    yield Page(inputs.path, "sitemap.xml", sitemap_page, "the sitemap", in_sitemap=False)


NEWS_SITEMAP = "sitemap-news.xml"


def news_sitemap(collections: Collections, site: Site, config: Config, links: Links) -> Iterator[AnyPart]:
    """Yield the sitemap of the articles of the last 48 hours (`Collections.news`), for news search engines."""
    if config.news_sitemap:
        newest_news = collections.news[-MAX_NEWS:][::-1]
        inputs = NewsInputs(site.title, site.language, site.origin, config.base_path)
        yield PlanPart("news sitemap", _news_page, newest_news, inputs)


def _news_page(news: Sequence[Entry], inputs: NewsInputs) -> Iterator[Page]:
    news_entries = tuple(
        NewsEntry(
            inputs.origin + entry.card.url,
            entry.card.title,
            published_at(entry),
            news_language(entry.article.lang or inputs.language),
        )
        for entry in news
    )
    news_page = NewsSitemapPage(inputs.title, inputs.base + url_of(NEWS_SITEMAP), entries=news_entries)
    yield Page(NEWS_SITEMAP, NEWS_SITEMAP, news_page, "the news sitemap", in_sitemap=False)


def news_language(tag: str) -> str:
    """Return the language code for a news sitemap: two or three letters, or `zh-cn` or `zh-tw` for Chinese."""
    language, *language_subtags = tag.lower().split("-")
    if language != "zh":
        return language
    return "zh-tw" if {"hant", "tw", "hk", "mo"} & set(language_subtags) else "zh-cn"


def robots(collections: Collections, site: Site, config: Config, links: Links) -> Iterator[AnyPart]:
    """Yield robots.txt (RFC 9309), unless content/static/ has one. It allows everything and lists the sitemaps."""
    if f"{STATIC_PREFIX}robots.txt" not in links.files:
        sitemap_files = ("sitemap.xml", NEWS_SITEMAP) if config.news_sitemap else ("sitemap.xml",)
        sitemap_urls = tuple(site.origin + config.base_path + url_of(name) for name in sitemap_files)
        robots_page = RobotsPage("robots", config.base_path + "/robots.txt", sitemaps=sitemap_urls)
        yield ready_part("robots.txt", Page("robots.txt", "robots.txt", robots_page, "robots.txt", in_sitemap=False))
