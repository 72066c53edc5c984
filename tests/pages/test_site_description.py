"""What every page knows: the site's name and addresses, its navigation and its years."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from msgspec.structs import replace

from digest.articles.field_readers import Located
from digest.config.config import Config, FeedSettings, Lists, NavEntry
from digest.config.edition_settings import EditionSettings
from digest.diagnostics import Diagnostic
from digest.grouping.card import Link
from digest.grouping.registries import Registries, Topic
from digest.pages.page import PeriodLink
from digest.pages.site import FeedFormat, Site
from digest.pages.site_description import MAX_NAV_TOPICS, MAX_YEARS, describe_site, direction
from tests.values import CONFIG, REGISTRIES, collected, read

ATOM, JSON, RSS = (
    FeedFormat("feed.xml", "application/atom+xml"),
    FeedFormat("feed.json", "application/feed+json"),
    FeedFormat("rss.xml", "application/rss+xml"),
)


def described(config: Config = CONFIG, *articles: Any, registries: Registries = REGISTRIES) -> tuple[Site, list[Diagnostic]]:
    return describe_site(collected(*articles, config=config, registries=registries), config, {}, {})


def test_a_site_is_told_as_the_settings_say():
    config = replace(
        CONFIG, title="Title", description="What it is.", language="ar-EG", fediverse_creator="@a@b.example", preview=True
    )
    site, diagnostics = described(config)
    assert diagnostics == []
    assert (site.title, site.description, site.language, site.direction) == ("Title", "What it is.", "ar-EG", "rtl")
    assert (site.url, site.home, site.origin) == ("https://example.org/repo/", "/repo/", "https://example.org")
    assert (site.tags, site.search, site.fediverse_creator, site.preview) == ("/repo/tags/", "/repo/search/", "@a@b.example", True)
    assert (site.feed, site.feeds, site.term_feeds) == ("/repo/feed.xml", (ATOM, JSON), True)
    assert not described()[0].preview


def test_a_site_at_the_root_of_its_host():
    site = described(replace(CONFIG, base_url="https://example.org/"))[0]
    assert (site.home, site.url, site.feed, site.nav[0].url) == ("/", "https://example.org/", "/feed.xml", "/topics/world/")


def test_what_the_settings_leave_out_has_no_address():
    site = described(replace(CONFIG, search="none", feed=FeedSettings(formats=(), terms=False), lists=Lists(tags=0)))[0]
    assert (site.search, site.feed, site.feeds, site.term_feeds, site.tags) == ("", "", (), False, "")
    assert described(replace(CONFIG, feed=FeedSettings(formats=("rss", "json"))))[0].feeds == (RSS, JSON)
    assert described(replace(CONFIG, feed=FeedSettings(formats=("rss", "json"))))[0].feed == "/repo/rss.xml"
    assert described(replace(CONFIG, search="pagefind"))[0].search == "/repo/search/"


def test_each_index_has_a_path_if_there_is_anything_in_it():
    article = read(story="flood", corrections="[{date: 2026-02-03, text: Wrong}]")
    config = replace(CONFIG, editions=EditionSettings(), lists=Lists(authors=10))
    names = ("editions", "tags", "sources", "authors", "stories", "corrections", "search")
    full, empty = described(config, article)[0], described(registries=Registries())[0]
    assert [getattr(full, name) for name in names] == [f"/repo/{name}/" for name in names]
    assert full.coverage == "/repo/about/coverage/"
    assert [name for name in (*names, "coverage") if getattr(empty, name)] == ["tags", "search"]
    without_lists = replace(CONFIG, charts=False, lists=Lists(sources=0, stories=0))
    assert [getattr(described(without_lists, article)[0], name) for name in ("sources", "stories", "coverage")] == ["", "", ""]


def test_the_files_and_words_of_the_theme_are_in_order_and_below_the_base_path():
    site, _ = describe_site(
        collected(), CONFIG, {"b.css": "assets/b.0a.css", "a b.png": "assets/a b.png"}, {"z": "Z", "a": "A"}, "za"
    )
    assert list(site.assets.items()) == [("a b.png", "/repo/assets/a%20b.png"), ("b.css", "/repo/assets/b.0a.css")]
    assert (list(site.strings.items()), site.untranslated) == ([("a", "A"), ("z", "Z")], ("a", "z"))


def test_what_was_noted_of_the_settings_is_told_too():
    diagnostic = Diagnostic("digest.yml", 3, 1, "W201", "unknown key", "")
    assert described(replace(CONFIG, diagnostics=(diagnostic,)))[1] == [diagnostic]


@pytest.mark.parametrize(
    ("language", "found"),
    [
        ("en", "ltr"), ("ar", "rtl"), ("AR-eg", "rtl"), ("he", "rtl"), ("yi", "rtl"), ("az-Arab", "rtl"), ("az-arab-IR", "rtl"),
        ("ar-Latn", "ltr"), ("pa-Guru", "ltr"), ("en-1994", "ltr"), ("ar-1994", "rtl"), ("ko-KR", "ltr"), ("ff-Adlm", "rtl"),
    ],
)  # fmt: skip
def test_the_direction_of_a_language_or_of_its_script(language: str, found: str):
    assert direction(language) == found


@pytest.mark.parametrize("language", ["ar", "arc", "ckb", "dv", "fa", "he", "ks", "ps", "sd", "ug", "ur", "yi"])
def test_these_languages_are_written_from_right_to_left_unless_in_another_script(language: str):
    assert (direction(language), direction(f"{language}-XX"), direction(f"{language}-Latn")) == ("rtl", "rtl", "ltr")


@pytest.mark.parametrize("script", ["Adlm", "Arab", "Aran", "Hebr", "Mand", "Nkoo", "Rohg", "Samr", "Syrc", "Thaa"])
def test_these_scripts_are_written_from_right_to_left(script: str):
    assert direction(f"en-{script}") == direction(f"en-{script.lower()}-XX") == "rtl"


# years


def test_the_latest_years_are_named_newest_first():
    articles = [read(f"a{year}", f"{year}-01-01") for year in range(2010, 2027)]
    years = described(CONFIG, *articles)[0].years
    assert MAX_YEARS == 12 == len(years)
    assert years[0] == PeriodLink(datetime(2026, 1, 1, tzinfo=UTC), "/repo/2026/")
    assert [year.url for year in years] == [f"/repo/{year}/" for year in range(2026, 2014, -1)]
    assert described(replace(CONFIG, lists=Lists(years=0)), *articles)[0].years == ()


# navigation


def test_without_a_setting_the_topics_are_the_navigation_if_they_have_pages():
    assert described()[0].nav == (Link("World", "/repo/topics/world/"), Link("Technology", "/repo/topics/tech/"))
    assert described(replace(CONFIG, lists=Lists(topics=0)))[0].nav == ()


def many(count: int) -> Registries:
    return Registries(tuple(Topic(f"t{at}", f"T{at}") for at in range(count)))


def test_more_topics_than_a_page_can_name_are_none_and_a_fault_says_so():
    assert len(described(registries=many(MAX_NAV_TOPICS))[0].nav) == MAX_NAV_TOPICS == 200
    site, diagnostics = described(registries=many(MAX_NAV_TOPICS + 1))
    assert site.nav == ()
    assert [str(diagnostic) for diagnostic in diagnostics] == [
        "digest.yml:1:1: E207 201 topics are too many for the navigation, which stands on every page"
    ]
    without_pages = replace(CONFIG, lists=Lists(topics=0))
    assert described(without_pages, registries=many(MAX_NAV_TOPICS + 1)) == (
        describe_site(collected(registries=Registries()), without_pages, {}, {})[0],
        [],
    )


def nav(*entries: NavEntry, config: Config = CONFIG, registries: Registries = REGISTRIES) -> tuple[list[Link], list[str]]:
    about = read("pages/about", None, topic=None, source=None, headline="About us")
    world = read("pages/world", None, topic=None, source=None)
    site, diagnostics = described(replace(config, nav=entries), about, world, registries=registries)
    return list(site.nav), [f"{diagnostic} | {diagnostic.hint}" for diagnostic in diagnostics]


def test_the_navigation_names_topics_pages_and_addresses_in_the_order_of_the_settings():
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
def test_an_entry_that_leads_nowhere_is_a_fault_with_its_place(target: str, hint: str):
    topics = (Topic("world", "World"), Topic("tech", "Technology", was=(Located("globe", 1, 1),)))
    found, diagnostics = nav(NavEntry("", target, 7, 3), NavEntry("", "tech"), registries=Registries(topics))
    assert found == [Link("Technology", "/repo/topics/tech/")]
    assert diagnostics == [f"digest.yml:7:3: E601 nav: there is no topic or page {target} | {hint}"]


def test_an_empty_navigation_is_one():
    assert nav() == ([], [])
