"""The Site that every page sees: names, urls, navigation and years."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from msgspec.structs import replace

from digest.articles.article import Located
from digest.config.config import Config, FeedSettings, Lists, NavEntry
from digest.config.edition_settings import EditionSettings
from digest.config.language_tags import direction
from digest.diagnostics import Diagnostic
from digest.grouping.card import Link
from digest.grouping.registries import Registries, Topic
from digest.pages.page import PeriodLink
from digest.pages.site import FeedFormat, Site
from digest.pages.site_description import MAX_NAV_TOPICS, MAX_YEARS, describe_site
from tests.values import CONFIG, REGISTRIES, collected, read

ATOM, JSON, RSS = (
    FeedFormat("feed.xml", "application/atom+xml"),
    FeedFormat("feed.json", "application/feed+json"),
    FeedFormat("rss.xml", "application/rss+xml"),
)


def site_and_diagnostics(
    config: Config = CONFIG, *articles: Any, registries: Registries = REGISTRIES
) -> tuple[Site, list[Diagnostic]]:
    return describe_site(collected(*articles, config=config, registries=registries), config, {}, {})


def test_site_has_the_values_of_the_settings():
    config = replace(
        CONFIG, title="Title", description="What it is.", language="ar-EG", fediverse_creator="@a@b.example", preview=True
    )
    site, diagnostics = site_and_diagnostics(config)
    assert diagnostics == []
    assert (site.title, site.description, site.language, site.direction) == ("Title", "What it is.", "ar-EG", "rtl")
    assert (site.url, site.home, site.origin) == ("https://example.org/repo/", "/repo/", "https://example.org")
    assert (site.tags, site.search, site.fediverse_creator, site.preview) == ("/repo/tags/", "/repo/search/", "@a@b.example", True)
    assert (site.feed, site.feeds, site.term_feeds) == ("/repo/feed.xml", (ATOM, JSON), True)
    assert not site_and_diagnostics()[0].preview


def test_site_at_the_root_of_its_host():
    site = site_and_diagnostics(replace(CONFIG, base_url="https://example.org/"))[0]
    assert (site.home, site.url, site.feed, site.nav[0].url) == ("/", "https://example.org/", "/feed.xml", "/topics/world/")


def test_disabled_features_have_no_path():
    site = site_and_diagnostics(replace(CONFIG, search="none", feed=FeedSettings(formats=(), terms=False), lists=Lists(tags=0)))[0]
    assert (site.search, site.feed, site.feeds, site.term_feeds, site.tags) == ("", "", (), False, "")
    assert site_and_diagnostics(replace(CONFIG, feed=FeedSettings(formats=("rss", "json"))))[0].feeds == (RSS, JSON)
    assert site_and_diagnostics(replace(CONFIG, feed=FeedSettings(formats=("rss", "json"))))[0].feed == "/repo/rss.xml"
    assert site_and_diagnostics(replace(CONFIG, search="pagefind"))[0].search == "/repo/search/"


def test_each_index_has_a_path_unless_it_is_empty():
    article = read(story="flood", corrections="[{date: 2026-02-03, text: Wrong}]")
    config = replace(CONFIG, editions=EditionSettings(), lists=Lists(authors=10))
    names = ("editions", "tags", "sources", "authors", "stories", "corrections", "search")
    full, empty = site_and_diagnostics(config, article)[0], site_and_diagnostics(registries=Registries())[0]
    assert [getattr(full, name) for name in names] == [f"/repo/{name}/" for name in names]
    assert full.coverage == "/repo/about/coverage/"
    assert [name for name in (*names, "coverage") if getattr(empty, name)] == ["tags", "search"]
    without_lists = replace(CONFIG, charts=False, lists=Lists(sources=0, stories=0))
    assert [getattr(site_and_diagnostics(without_lists, article)[0], name) for name in ("sources", "stories", "coverage")] == [
        "",
        "",
        "",
    ]


def test_assets_and_strings_are_sorted_and_have_the_base_path():
    site, _ = describe_site(
        collected(), CONFIG, {"b.css": "assets/b.0a.css", "a b.png": "assets/a b.png"}, {"z": "Z", "a": "A"}, "za"
    )
    assert list(site.assets.items()) == [("a b.png", "/repo/assets/a%20b.png"), ("b.css", "/repo/assets/b.0a.css")]
    assert (list(site.strings.items()), site.untranslated) == ([("a", "A"), ("z", "Z")], ("a", "z"))


def test_diagnostics_of_the_settings_are_included():
    diagnostic = Diagnostic("digest.yml", 3, 1, "W201", "unknown key", "")
    assert site_and_diagnostics(replace(CONFIG, diagnostics=(diagnostic,)))[1] == [diagnostic]


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", "ltr"), ("ar", "rtl"), ("AR-eg", "rtl"), ("he", "rtl"), ("yi", "rtl"), ("az-Arab", "rtl"), ("az-arab-IR", "rtl"),
        ("ar-Latn", "ltr"), ("pa-Guru", "ltr"), ("en-1994", "ltr"), ("ar-1994", "rtl"), ("ko-KR", "ltr"), ("ff-Adlm", "rtl"),
    ],
)  # fmt: skip
def test_direction_of_a_language_or_its_script(language: str, expected: str):
    assert direction(language) == expected


@pytest.mark.parametrize("language", ["ar", "arc", "ckb", "dv", "fa", "he", "ks", "ps", "sd", "ug", "ur", "yi"])
def test_right_to_left_languages(language: str):
    assert (direction(language), direction(f"{language}-XX"), direction(f"{language}-Latn")) == ("rtl", "rtl", "ltr")


@pytest.mark.parametrize("script", ["Adlm", "Arab", "Aran", "Hebr", "Mand", "Nkoo", "Rohg", "Samr", "Syrc", "Thaa"])
def test_right_to_left_scripts(script: str):
    assert direction(f"en-{script}") == direction(f"en-{script.lower()}-XX") == "rtl"


# years


def test_latest_years_are_listed_newest_first():
    articles = [read(f"a{year}", f"{year}-01-01") for year in range(2010, 2027)]
    years = site_and_diagnostics(CONFIG, *articles)[0].years
    assert MAX_YEARS == 12 == len(years)
    assert years[0] == PeriodLink(datetime(2026, 1, 1, tzinfo=UTC), "/repo/2026/")
    assert [year.url for year in years] == [f"/repo/{year}/" for year in range(2026, 2014, -1)]
    assert site_and_diagnostics(replace(CONFIG, lists=Lists(years=0)), *articles)[0].years == ()


# navigation


def test_default_navigation_is_the_topics_if_they_have_pages():
    assert site_and_diagnostics()[0].nav == (Link("World", "/repo/topics/world/"), Link("Technology", "/repo/topics/tech/"))
    assert site_and_diagnostics(replace(CONFIG, lists=Lists(topics=0)))[0].nav == ()


def many_topics(count: int) -> Registries:
    return Registries(tuple(Topic(f"t{at}", f"T{at}") for at in range(count)))


def test_too_many_topics_for_the_navigation_are_an_error():
    assert len(site_and_diagnostics(registries=many_topics(MAX_NAV_TOPICS))[0].nav) == MAX_NAV_TOPICS == 200
    site, diagnostics = site_and_diagnostics(registries=many_topics(MAX_NAV_TOPICS + 1))
    assert site.nav == ()
    assert [str(diagnostic) for diagnostic in diagnostics] == [
        "digest.yml:1:1: E207 201 topics are too many for the navigation, which every page shows"
    ]
    without_pages = replace(CONFIG, lists=Lists(topics=0))
    assert site_and_diagnostics(without_pages, registries=many_topics(MAX_NAV_TOPICS + 1)) == (
        describe_site(collected(registries=Registries()), without_pages, {}, {})[0],
        [],
    )


def nav(*entries: NavEntry, config: Config = CONFIG, registries: Registries = REGISTRIES) -> tuple[list[Link], list[str]]:
    about = read("pages/about", None, topic=None, source=None, headline="About us")
    world = read("pages/world", None, topic=None, source=None)
    site, diagnostics = site_and_diagnostics(replace(config, nav=entries), about, world, registries=registries)
    return list(site.nav), [f"{diagnostic} | {diagnostic.hint}" for diagnostic in diagnostics]


def test_navigation_has_topics_pages_and_urls_in_the_order_of_the_setting():
    found, diagnostics = nav(
        NavEntry("", "tech"), NavEntry("", "about"), NavEntry("", "world"), NavEntry("Feed", "/feed.xml"),
        NavEntry("Mail", "mailto:x@example.org"), NavEntry("Else", "https://a.example/"),
    )  # fmt: skip
    assert diagnostics == []
    assert found == [
        Link("Technology", "/repo/topics/tech/"), Link("About us", "/repo/about/"), Link("World", "/repo/topics/world/"),
        Link("Feed", "/repo/feed.xml"), Link("Mail", "mailto:x@example.org"), Link("Else", "https://a.example/"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("target", "hint"),
    [
        ("wrold", "did you mean world?"),
        ("abuot", "did you mean about?"),
        ("globe", "did you mean tech?"),
        ("something", "write a topic, a page of content/pages/, or {name: …, url: /…/}"),
    ],
)
def test_unknown_entry_is_an_error_with_its_location(target: str, hint: str):
    topics = (Topic("world", "World"), Topic("tech", "Technology", was=(Located("globe", 1, 1),)))
    found, diagnostics = nav(NavEntry("", target, 7, 3), NavEntry("", "tech"), registries=Registries(topics))
    assert found == [Link("Technology", "/repo/topics/tech/")]
    assert diagnostics == [f"digest.yml:7:3: E601 nav: there is no topic or page {target} | {hint}"]


def test_navigation_can_be_empty():
    assert nav() == ([], [])


def test_links_of_the_footer_have_their_relation():
    entries = (NavEntry("Us", "https://social.example/@us", rel="me"), NavEntry("Home", "/"))
    site, _ = describe_site(collected(), replace(CONFIG, footer=entries), {}, {})
    assert [(link.url, link.rel) for link in site.footer] == [("https://social.example/@us", "me"), ("/repo/", "")]
