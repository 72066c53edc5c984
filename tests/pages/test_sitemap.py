"""The sitemap, the news sitemap and robots.txt."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from digest.pages import sitemap as module
from digest.pages.page import Outline, Page
from digest.pages.sitemap import NewsEntry, SitemapEntry, news_language, news_sitemap, robots, sitemap
from tests.pages.files import ROBOTS
from tests.values import CONFIG, NOW, collected, contexts_of, pages_of, read, site_of

SITE = site_of(collected())
NEWS = replace(CONFIG, news_sitemap=True)


def sitemap_files(*outlines: Outline) -> dict[str, Page]:
    return {page.path: page for part in sitemap(outlines, SITE, CONFIG) for page in part.pages()}


def entries(page: Page) -> list[tuple[str, int | None]]:
    context: Any = page.context
    assert {entry.url[:24] for entry in context.entries} <= {"https://example.org/repo"}
    return [(entry.url[24:], entry.updated.day if entry.updated else None) for entry in context.entries]


def article(number: int, day: int | None = None) -> Outline:
    return Outline(f"a{number}/index.html", f"content/a{number}.md", NOW.replace(day=day) if day else None)


def test_sitemap_has_every_listed_page_sorted_by_url():
    outlines = [article(2, 5), Outline("404.html", "x", in_sitemap=False), article(1), Outline("index.html", "the front page", NOW)]
    pages = sitemap_files(*outlines)
    assert list(pages) == ["sitemap.xml"]
    assert entries(pages["sitemap.xml"]) == [("/", 1), ("/a1/", None), ("/a2/", 5)]
    page = pages["sitemap.xml"]
    assert (page.context.url, page.template, page.source, page.in_sitemap) == (
        "/repo/sitemap.xml",
        "sitemap.xml",
        "the sitemap",
        False,
    )


def test_too_many_pages_make_an_index_and_full_files_never_change(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(module, "MAX_SITEMAP_PAGES", 3)
    others = [Outline("index.html", "the front page", NOW), Outline("about/index.html", "content/pages/about.md")]
    assert list(sitemap_files(article(1), *others)) == ["sitemap.xml"], "three pages fit into one file"
    pages = sitemap_files(*others, *(article(number, 1 + number) for number in range(1, 6)))
    assert list(pages) == ["sitemap-1.xml", "sitemap-2.xml", "sitemap-pages-1.xml", "sitemap.xml"]
    assert entries(pages["sitemap-1.xml"]) == [("/a1/", 2), ("/a2/", 3), ("/a3/", 4)]
    assert entries(pages["sitemap-2.xml"]) == [("/a4/", 5), ("/a5/", 6)]
    assert entries(pages["sitemap-pages-1.xml"]) == [("/", 1), ("/about/", None)]
    index: Any = pages["sitemap.xml"].context
    assert index.files == (
        SitemapEntry("https://example.org/repo/sitemap-1.xml", NOW.replace(day=4)),
        SitemapEntry("https://example.org/repo/sitemap-2.xml", NOW.replace(day=6)),
        SitemapEntry("https://example.org/repo/sitemap-pages-1.xml", NOW),
    )
    assert (index.url, pages["sitemap.xml"].template) == ("/repo/sitemap.xml", "sitemap-index.xml")
    assert {page.context.url for page in pages.values()} == {f"/repo/{path}" for path in pages}
    assert not any(page.in_sitemap for page in pages.values())
    later = sitemap_files(*others, *(article(number, 1 + number) for number in range(1, 7)))
    assert later["sitemap-1.xml"] == pages["sitemap-1.xml"]


def test_file_without_dates_has_no_date_in_the_index(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(module, "MAX_SITEMAP_PAGES", 1)
    index: Any = sitemap_files(article(1), article(2))["sitemap.xml"].context
    assert [file.updated for file in index.files] == [None, None]


def test_news_sitemap_has_the_articles_of_the_last_48_hours_newest_first():
    articles = [
        read("old", (NOW - timedelta(hours=48)).isoformat()),
        read("a", (NOW - timedelta(hours=47)).isoformat(), headline="Ours", lang="pt-BR"),
        read("b", "2026-01-01", publish_at=(NOW - timedelta(hours=1)).isoformat()),
        read("c", (NOW - timedelta(hours=2)).isoformat()),
    ]
    page = pages_of(news_sitemap, collected(*articles, config=NEWS), NEWS)["sitemap-news.xml"]
    context: Any = page.context
    assert context.entries == (
        NewsEntry("https://example.org/repo/2026/03/01/c/", "c", NOW - timedelta(hours=2), "en"),
        NewsEntry("https://example.org/repo/2026/02/27/a/", "Ours", NOW - timedelta(hours=47), "pt"),
        NewsEntry("https://example.org/repo/2026/01/01/b/", "b", NOW - timedelta(hours=1), "en"),
    )
    assert (context.title, context.url, page.template, page.in_sitemap) == (
        "T",
        "/repo/sitemap-news.xml",
        "sitemap-news.xml",
        False,
    )


def test_news_sitemap_has_a_limit(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(module, "MAX_NEWS", 2)
    articles = [read(f"a{hour}", (NOW - timedelta(hours=hour)).isoformat()) for hour in (3, 2, 1)]
    context = contexts_of(news_sitemap, collected(*articles, config=NEWS), NEWS)["sitemap-news.xml"]
    assert [entry.title for entry in context.entries] == ["a1", "a2"]


def test_no_news_sitemap_without_the_setting():
    assert contexts_of(news_sitemap, collected(read(date=NOW.isoformat()))) == {}


@pytest.mark.parametrize(
    ("tag", "code"),
    [
        ("en", "en"), ("pt-BR", "pt"), ("kok-IN", "kok"), ("zh", "zh-cn"), ("zh-Hans", "zh-cn"), ("ZH-TW", "zh-tw"),
        ("zh-Hant-HK", "zh-tw"), ("zh-hk", "zh-tw"), ("zh-MO", "zh-tw"), ("zh-SG", "zh-cn"), ("zha", "zha"), ("ko-Hant", "ko"),
    ],
)  # fmt: skip
def test_language_code_of_news(tag: str, code: str):
    assert news_language(tag) == code


def test_robots_txt_lists_the_sitemaps_unless_the_site_has_its_own():
    page = pages_of(robots, collected())["robots.txt"]
    context: Any = page.context
    assert context.sitemaps == ("https://example.org/repo/sitemap.xml",)
    assert (context.url, page.template, page.in_sitemap) == ("/repo/robots.txt", "robots.txt", False)
    assert contexts_of(robots, collected(), NEWS)["robots.txt"].sitemaps == (
        "https://example.org/repo/sitemap.xml",
        "https://example.org/repo/sitemap-news.xml",
    )
    assert contexts_of(robots, collected(), files=[ROBOTS]) == {}
