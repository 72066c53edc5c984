"""The pages of sources and authors, and sources in attributions."""

from __future__ import annotations

from msgspec.structs import replace

from digest.articles.article import Located
from digest.config.config import Config, FeedSettings, Lists
from digest.grouping.card import Picture
from digest.grouping.registries import Registries, Source, Topic
from digest.pages.article_pages import article_pages
from digest.pages.feeds import feeds
from digest.pages.link_resolution import Links
from digest.pages.open_data import open_data
from digest.pages.output_files import Asset
from digest.pages.plan import plan
from digest.pages.site_description import describe_site
from digest.pages.source_marks import logo_of
from digest.pages.source_pages import author_pages, missing_logos, source_pages
from tests.pages.files import STATIC_PICTURE
from tests.values import CONFIG, collected, contexts_of, pages_of, parts_of, read, site_of

LOGO = Located("/logo.svg", 3, 9)
REGISTRIES = Registries(
    (Topic("world", "World"),),
    (
        Source("wire", "The Wire", domain="wire.example", language="ko", feed="https://wire.example/feed", logo=LOGO),
        Source("blog", "a blog"),
    ),
)
AUTHORS = Config("T", "https://example.org/repo/", lists=Lists(authors=2))


def test_index_has_all_sources_and_only_registered_ones_have_pages():
    articles = [read("a", source="wire"), read("b", source="Zeitung"), read("c", source="wire")]
    found = contexts_of(source_pages, collected(*articles, registries=REGISTRIES), files=[STATIC_PICTURE])
    assert sorted(found) == ["sources/blog/index.html", "sources/index.html", "sources/wire/index.html"]
    index = found["sources/index.html"]
    assert [(one.name, one.count, one.url) for one in index.sources] == [
        ("a blog", 0, "/repo/sources/blog/"),
        ("The Wire", 2, "/repo/sources/wire/"),
    ]
    assert [(one.name, one.count, one.url, one.profile) for one in index.unlisted] == [("Zeitung", 1, "", None)]
    page = found["sources/wire/index.html"]
    assert (page.kind, page.title, page.count, [card.title for card in page.cards]) == ("source", "The Wire", 2, ["c", "a"])
    assert (page.profile.site.name, page.profile.site.url) == ("wire.example", "https://wire.example/")
    assert (page.profile.lang, page.profile.feed, page.profile.logo.url) == ("ko", "https://wire.example/feed", "/repo/logo.svg")
    assert found["sources/blog/index.html"].profile.site is None


def test_long_lists_of_a_source_have_numbered_pages():
    config = Config("T", "https://example.org/repo/", lists=Lists(sources=2))
    articles = [read(f"a{n}", source="wire") for n in range(6)]
    found = pages_of(source_pages, collected(*articles, config=config, registries=REGISTRIES), config)
    assert {"sources/wire/index.html", "sources/wire/page/1/index.html", "sources/wire/page/2/index.html"} <= found.keys()
    assert {page.source for page in found.values()} >= {
        "the source The Wire",
        "the source The Wire, page 1",
        "the index of sources",
    }


def test_no_pages_without_registry_or_setting_or_with_a_plain_page_at_their_path():
    article = read(source="Zeitung")
    assert pages_of(source_pages, collected(article, registries=Registries(REGISTRIES.topics))) == {}
    collections = collected(article, read("b", source="wire"), registries=REGISTRIES)
    config = replace(CONFIG, lists=Lists(sources=0, authors=0))
    site, _ = describe_site(collections, config, {}, {})
    assert (site.sources, site.authors) == ("", "")
    links = Links(collections, (), config)
    for planner in (source_pages, author_pages):
        assert list(planner(collections, site, config, links)) == []
    (part,) = article_pages(collections, site, config, links)
    assert [page.context.source.page for page in part.pages()] == ["", ""]  # type: ignore[attr-defined]
    own = read("pages/sources")
    assert sorted(pages_of(source_pages, collected(article, own, registries=REGISTRIES))) == [
        "sources/blog/index.html",
        "sources/wire/index.html",
    ]


def test_setting_adds_pages_of_authors():
    articles = [read("a", authors="[Bo, '?!']"), read("b", authors="[Ana]"), read("c", authors="[Ana]")]
    assert pages_of(author_pages, collected(*articles)) == {}
    found = contexts_of(author_pages, collected(*articles, config=AUTHORS), AUTHORS)
    assert [(one.name, one.count, one.url) for one in found["authors/index.html"].sources] == [
        ("Ana", 2, "/repo/authors/ana/"),
        ("Bo", 1, "/repo/authors/bo/"),
    ]
    assert [card.title for card in found["authors/ana/index.html"].cards] == ["c", "b"]
    pages = contexts_of(article_pages, collected(*articles, config=AUTHORS), AUTHORS)
    bylines = [[(link.name, link.url) for link in page.bylines] for page in pages.values()]
    assert bylines == [[("Bo", "/repo/authors/bo/"), ("?!", "")], [("Ana", "/repo/authors/ana/")], [("Ana", "/repo/authors/ana/")]]
    plain = contexts_of(article_pages, collected(*articles))
    assert [link.url for page in plain.values() for link in page.bylines] == [""] * 4


def test_attribution_has_the_page_and_logo_of_its_source():
    also = "[{name: blog, title: Theirs}, Zeitung]"
    (page,) = contexts_of(
        article_pages, collected(read(source="wire", also=also), registries=REGISTRIES), files=[STATIC_PICTURE]
    ).values()
    assert (page.source.page, page.source.logo.url) == ("/repo/sources/wire/", "/repo/logo.svg")
    assert [(one.name, one.page, one.logo) for one in page.also] == [("a blog", "/repo/sources/blog/", None), ("Zeitung", "", None)]


def test_sources_and_authors_have_feeds_if_terms_have_feeds():
    articles = [read("a", source="wire", authors="[Ana]"), read("b", source="Zeitung")]
    found = contexts_of(feeds, collected(*articles, config=AUTHORS, registries=REGISTRIES), AUTHORS)
    assert [entry.title for entry in found["sources/wire/feed.xml"].entries] == ["a"]
    assert [entry.title for entry in found["authors/ana/feed.json"].entries] == ["a"]
    assert "sources/blog/feed.xml" in found
    none = Config("T", "https://example.org/repo/", feed=FeedSettings(terms=False))
    assert sorted(contexts_of(feeds, collected(*articles, config=none), none)) == ["feed.json", "feed.xml"]


def test_open_data_of_a_source_are_complete():
    collections = collected(read(source="wire"), registries=REGISTRIES)
    found = contexts_of(open_data, collections, files=[STATIC_PICTURE])["data/sources.json"].sources
    assert (found[0].url, found[0].count) == ("https://example.org/repo/sources/wire/", 1)
    assert found[0].logo == "https://example.org/repo/logo.svg"
    assert (found[1].url, found[1].count, found[1].logo) == ("https://example.org/repo/sources/blog/", 0, "")
    before, after = (
        next(part for part in parts_of(open_data, collected(*articles, registries=REGISTRIES)) if part.name == "sources.opml")
        for articles in ([read(source="wire")], [read(source="wire"), read("b", source="wire")])
    )
    assert before.key("") == after.key(""), "the OPML file does not change with an article"


def test_missing_logo_is_an_error_in_the_registry_and_not_shown():
    collections = collected(read(source="wire"), registries=REGISTRIES)
    planned = plan(collections, site_of(collections), CONFIG, [], [])
    assert [(one.path, one.line, one.column, one.code) for one in planned.diagnostics] == [("content/sources.yml", 3, 9, "E302")]
    assert contexts_of(source_pages, collections)["sources/wire/index.html"].profile.logo is None
    assert plan(collections, site_of(collections), CONFIG, [STATIC_PICTURE], []).diagnostics == ()


def test_new_article_changes_only_the_page_of_its_source():
    def keys(*names: str) -> dict[str, str]:
        collections = collected(*(read(name, source="wire" if name < "n" else "blog") for name in names), registries=REGISTRIES)
        return {part.name: part.key("") for part in parts_of(source_pages, collections)}

    before, after = keys("a", "z"), keys("a", "b", "z")
    assert {name for name in before if before[name] != after[name]} == {"sources", "first page of sources/wire"}


def test_logo_has_the_size_of_its_file_or_an_absolute_url():
    def logo(path: str) -> Picture | None:
        source = Source("wire", "The Wire", logo=Located(path, 1, 1))
        collections = collected(registries=Registries(sources=(source,)))
        return logo_of(source, Links(collections, [Asset("content/static/logos/a b.png", "hash", 30, 20)], CONFIG))

    assert logo("/logos/a b.png") == Picture("/repo/logos/a%20b.png", 30, 20)
    assert logo("https://wire.example/logo.png") == Picture("https://wire.example/logo.png")
    assert logo("/logos/other.png") is None


def test_only_logos_of_the_site_can_be_missing():
    logos = ("https://a.example/logo.svg", "HTTPS://a.example/logo.svg", "/logo.svg", "/other.svg")
    sources = [Source(f"s{number}", "S", logo=Located(logo, number, 1)) for number, logo in enumerate(logos)]
    found = missing_logos(sources, Links(collected(), [STATIC_PICTURE], CONFIG))
    assert [(one.line, one.message) for one in found] == [(3, "there is no image content/static/other.svg")]
