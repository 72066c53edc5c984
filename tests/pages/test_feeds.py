"""Feeds: the list of feeds, their articles, and the values of entries."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from digest.articles.article import Located
from digest.config.config import Config, FeedSettings, Lists, RenamedTag, TagSettings
from digest.grouping.article_collections import Collections
from digest.grouping.card import Picture
from digest.grouping.registries import Registries, Source, Topic
from digest.pages.feeds import DATE_OF_EMPTY_FEED, MAX_CATEGORIES, Enclosure, FeedEntry, entry_id, feeds
from digest.pages.link_resolution import Links
from digest.pages.output_files import Asset
from digest.pages.source_marks import Attribution
from tests.pages.files import PICTURE
from tests.values import CONFIG, REGISTRIES, collected, contexts_of, pages_of, parts_of, read, site_of


def config(**feed: Any) -> Config:
    return replace(CONFIG, feed=FeedSettings(**feed))


def entry(settings: Config = CONFIG, files: Any = (), registries: Registries = REGISTRIES, **head: Any) -> FeedEntry:
    """Return the entry of one article in the site's feed."""
    collections = collected(read(**head), config=settings, registries=registries)
    (found,) = contexts_of(feeds, collections, settings, files)["feed.xml"].entries
    assert isinstance(found, FeedEntry)
    return found


def paths(settings: Config, collections: Collections) -> list[str]:
    return sorted(pages_of(feeds, collections, settings))


ARTICLES = (read("a", tags="[x, y]"), read("b", "2026-02-02", tags="[x]"))


def test_site_and_terms_with_pages_have_feeds_in_each_format():
    two = ["feed.json", "feed.xml"]
    assert paths(config(), collected(*ARTICLES)) == sorted(
        f"{folder}{name}"
        for folder in ("", "topics/world/", "topics/tech/", "tags/x/", "tags/y/", "sources/wire/", "sources/blog/")
        for name in two
    )
    assert paths(config(terms=False), collected(*ARTICLES)) == two
    assert paths(config(formats=("rss",), terms=False), collected(*ARTICLES)) == ["rss.xml"]
    assert parts_of(feeds, collected(*ARTICLES), config(formats=())) == ()


SOURCES = ("sources/wire", "sources/blog")


@pytest.mark.parametrize(
    ("settings", "folders"),
    [
        (replace(CONFIG, tags=TagSettings(min_count=2)), {"topics/world", "topics/tech", "tags/x", *SOURCES}),
        (replace(CONFIG, lists=Lists(tags=0)), {"topics/world", "topics/tech", *SOURCES}),
        (replace(CONFIG, lists=Lists(topics=0)), {"tags/x", "tags/y", *SOURCES}),
        (replace(CONFIG, lists=Lists(tags=0, sources=0)), {"topics/world", "topics/tech"}),
    ],
)
def test_terms_without_pages_have_no_feeds(settings: Config, folders: set[str]):
    found = paths(settings, collected(*ARTICLES, config=settings))
    assert {path.rpartition("/")[0] for path in found} - {""} == folders


def test_feed_has_its_own_url_and_that_of_its_page():
    registries = Registries((Topic("world", "World", "What goes on."),))
    settings = replace(CONFIG, description="A digest.")
    made = pages_of(feeds, collected(*ARTICLES, config=settings, registries=registries), settings)
    site: Any = made["feed.xml"].context
    assert (site.title, site.url, site.description) == ("T", "/repo/feed.xml", "A digest.")
    assert (site.id, site.home) == ("https://example.org/repo/", "https://example.org/repo/")
    world: Any = made["topics/world/feed.json"].context
    assert (world.title, world.url, world.description) == ("World | T", "/repo/topics/world/feed.json", "What goes on.")
    assert (world.id, world.home) == ("https://example.org/repo/topics/world/", "https://example.org/repo/topics/world/")
    assert {made[path].template for path in made if path.endswith("json")} == {"feed.json"}
    assert [made[path].source for path in ("feed.xml", "topics/world/feed.xml", "tags/x/feed.xml")] == [
        "the feed",
        "the feed of the topic World",
        "the feed of the tag x",
    ]
    assert not any(page.in_sitemap for page in made.values())


def test_feed_contains_the_newest_articles_and_their_latest_change():
    articles = [read(f"a{at}", f"2026-02-0{at}") for at in range(1, 6)]
    made = pages_of(feeds, collected(*articles, read("old", "2026-01-01", updated="2026-02-20")), config(entries=3))
    site: Any = made["feed.xml"].context
    assert [each.title for each in site.entries] == ["a5", "a4", "a3"]
    assert site.updated == made["feed.xml"].modified == articles[-1].date.at  # type: ignore[union-attr]
    tech: Any = made["topics/tech/feed.xml"].context
    assert (tech.entries, tech.updated, made["topics/tech/feed.xml"].modified) == ((), DATE_OF_EMPTY_FEED, None)
    assert DATE_OF_EMPTY_FEED.isoformat() == "1970-01-01T00:00:00+00:00"


def test_entry_has_the_values_of_the_article():
    found = entry(
        topic="[world, tech]", tags="[x, World]", authors="[Ada, Bob]", summary="Short.", why="It matters.", points="[One]",
        lang="de", quote="{text: Words, by: Who}", source="{url: https://news.wire.example/1, title: Theirs}", mode="full",
        corrections="[{date: 2026-02-03, text: Wrong}]", publish_at="2026-02-02",
    )  # fmt: skip
    assert (found.url, found.title, found.lang) == ("https://example.org/repo/2026/02/01/a/", "a", "de")
    assert (found.published.day, found.updated.day) == (2, 3), "it was published at the end of its embargo"
    assert (found.authors, found.summary, found.why, found.points) == (("Ada", "Bob"), "Short.", "It matters.", ("One",))
    assert found.categories == ("World", "Technology", "x")
    assert found.source == Attribution("The Wire", "https://news.wire.example/1", "Theirs")
    assert found.quote and found.quote.text == "Words" and [note.text for note in found.corrections] == ["Wrong"]
    assert found.content and found.content.key == "a"


def test_number_of_categories_in_an_entry_is_limited():
    assert len(entry(tags=f"[{', '.join(f't{at}' for at in range(MAX_CATEGORIES + 5))}]").categories) == MAX_CATEGORIES == 40


@pytest.mark.parametrize(
    ("settings", "head", "has_text"),
    [
        (config(), {"mode": "full"}, True),
        (config(content="summary"), {"mode": "full"}, False),
        (config(), {"mode": "excerpt"}, False),
        (config(), {"mode": "link"}, False),
        (config(), {"mode": "full", "body": "", "summary": "x"}, False),
    ],
)
def test_entry_contains_the_text_if_settings_and_mode_allow_it(settings: Config, head: dict[str, str], has_text: bool):
    assert (entry(settings, **head).content is not None) is has_text


def test_links_in_feeds_are_absolute():
    articles = [read(body="[b](b.md)", mode="full"), read("b", "2026-02-02", mode="full")]
    first, second = contexts_of(feeds, collected(*articles))["feed.xml"].entries
    assert (first.content.attributes, second.content.attributes) == ((), ('href="https://example.org/repo/2026/02/02/b/"',))


def test_changed_link_target_changes_the_key_of_a_feed_only_with_texts():
    def keys(settings: Config, slug: str, mode: str = "full") -> str:
        collections = collected(read(body="[b](b.md)", mode=mode), read("b", "2025-01-01", slug=slug), config=settings)
        return parts_of(feeds, collections, settings)[0].key("")

    assert keys(config(entries=1), "b") != keys(config(entries=1), "c")
    assert keys(config(entries=1, content="summary"), "b") == keys(config(entries=1, content="summary"), "c")
    assert keys(config(entries=1), "b", "excerpt") == keys(config(entries=1), "c", "excerpt")


# pictures


@pytest.mark.parametrize(
    ("src", "kind"),
    [
        ("https://a.example/v1.2/p.b.JPG", "image/jpeg"), ("https://a.example/p.jpeg?x=.png", "image/jpeg"),
        ("https://a.example/p.avif", "image/avif"), ("https://a.example/p.svg#x", "image/svg+xml"),
        ("https://a.example/p.webp", "image/webp"), ("https://a.example/p", ""), ("https://a.example/p.pdf", ""),
    ],
)  # fmt: skip
def test_external_picture_of_known_type_is_an_enclosure_without_length(src: str, kind: str):
    found = entry(image=f"{{src: {src!r}, alt: Sea}}")
    assert found.image == Picture(src, 0, 0, "Sea")
    assert found.enclosure == (Enclosure(src, kind, 0) if kind else None)


def test_local_picture_has_absolute_url_size_and_length():
    found = entry(files=[PICTURE], image="{src: pic.png, alt: Sea}")
    assert found.image == Picture("https://example.org/repo/pic.png", 30, 20, "Sea")
    assert found.enclosure == Enclosure("https://example.org/repo/pic.png", "image/png", 1234)
    collections = collected(read(image="{src: pic.png, alt: Sea}"))
    links = Links(collections, [replace(PICTURE, is_still=True)], CONFIG, "encoder")
    (small,) = next(iter(feeds(collections, site_of(collections), CONFIG, links))).pages()[0].context.entries
    assert small.image.webp == () and small.image.url.startswith("https://example.org/repo/pic-")
    assert small.enclosure == Enclosure(small.image.url, "image/jpeg", 0), "the length is unknown until the variant is made"
    missing = entry(image="{src: pic.png, alt: Sea}")
    assert (missing.image, missing.enclosure) == (None, None)
    assert entry().image is None


# old paths


def test_feed_of_a_renamed_topic_or_tag_is_also_at_its_old_path():
    registries = Registries((Topic("world", "World", was=(Located("globe", 1, 1), Located("planet", 1, 1))), Topic("tech", "T")))
    settings = replace(
        CONFIG, tags=TagSettings(renamed=(RenamedTag("old", "X"), RenamedTag("older", "Old"), RenamedTag("gone", "z")))
    )
    made = pages_of(feeds, collected(*ARTICLES, config=settings, registries=registries), settings)
    for old, new in (
        ("topics/globe", "topics/world"),
        ("topics/planet", "topics/world"),
        ("tags/old", "tags/x"),
        ("tags/older", "tags/x"),
    ):
        assert made[f"{old}/feed.xml"].context == made[f"{new}/feed.xml"].context
    assert not any(path.startswith("tags/gone") for path in made), "no article has the new tag"


def test_no_feed_at_an_old_path_that_is_in_use():
    topics = (
        Topic("world", "World", was=(Located("tech", 1, 1), Located("old", 1, 1))),
        Topic("tech", "T", was=(Located("old", 1, 1),)),
    )
    collections = collected(*ARTICLES, registries=Registries(topics))
    made = pages_of(feeds, collections)
    assert made["topics/tech/feed.xml"].source == "the feed of the topic T"
    assert made["topics/old/feed.xml"].source == "the feed of the topic World", "the first topic with this old slug"
    in_capitals = Registries((Topic("world", "World", was=(Located("Tech", 1, 1), Located("Old", 1, 1))), topics[1]))
    made = pages_of(feeds, collected(*ARTICLES, registries=in_capitals))
    assert "topics/Old/feed.xml" in made and not any(path.startswith("topics/Tech/") for path in made), "one file on some systems"
    there = Asset("content/static/topics/old/feed.xml", "hash")
    assert "topics/old/feed.xml" not in pages_of(feeds, collections, files=[there])


# ids


def identity(recorded: dict[str, str] | None = None, home: str = "https://example.org/repo/", **head: Any) -> str:
    published = {name: (Located(url, 1, 1),) for name, url in (recorded or {}).items()}
    collections = collected(read(**head), registries=Registries(published=published))
    return entry_id(collections.entries[0], home)


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ({}, "tag:example.org,2026-02-01:/repo/2026/02/01/a/"),
        ({"slug": "b"}, "tag:example.org,2026-02-01:/repo/2026/02/01/b/"),
        ({"id": "my id"}, "tag:example.org,2026-02-01:my%20id"),
        ({"id": "tag:x,2025:1"}, "tag:x,2025:1"),
        ({"id": "urn:uuid:1"}, "urn:uuid:1"),
        ({"id": "https://a.example/1"}, "https://a.example/1"),
        ({"id": "http://a.example/1"}, "http://a.example/1"),
        ({"id": "'https://a.example/1 2'"}, "tag:example.org,2026-02-01:https%3A//a.example/1%202"),
        ({"id": "ftp://a"}, "tag:example.org,2026-02-01:ftp%3A//a"),
    ],
)
def test_id_of_an_entry_is_set_in_the_article_or_derived_from_its_url(head: dict[str, str], expected: str):
    assert identity(**head) == expected


def test_id_of_a_moved_article_is_derived_from_its_first_url():
    assert identity({"a.md": "/2026/01/30/a/"}) == "tag:example.org,2026-01-30:/repo/2026/01/30/a/"
    assert identity({"a.md": "/news/a/"}) == "tag:example.org,2026-02-01:/repo/news/a/", "the path contains no date"
    assert identity({"a.md": "/2026/02/01/a/"}) == identity()
    assert identity(home="https://other.example:8080/x/") == "tag:other.example,2026-02-01:/repo/2026/02/01/a/"


def test_feeds_have_the_registered_names_of_sources():
    found = entry(registries=Registries(sources=(Source("wire", "New Name", domain="wire.example"),)))
    assert found.source == Attribution("New Name")
