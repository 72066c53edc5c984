"""Entries: the card of an article, its dates, and the values in its hash."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from digest.articles.article import Article, Located, Parsing
from digest.articles.article_parser import parse
from digest.articles.content_file import ContentFile
from digest.config.config import Config, Lists
from digest.config.edition_settings import Cutoff, EditionSettings
from digest.grouping.card import Coverage, Link, Translation
from digest.grouping.entry import Entry, published_at, source_link
from digest.grouping.registries import Registries, Source, Topic
from tests.values import CONFIG, REGISTRIES, collected, read


def entry(config: Config = CONFIG, registries: Registries = REGISTRIES, **head: Any) -> Entry:
    (found,) = collected(read(**head), config=config, registries=registries).entries
    return found


def test_card_has_the_values_for_lists():
    card = entry(
        headline="Ours", date="2026-02-01 08:30", summary="Short.", why="It matters.", source="{url: https://news.wire.example/1}",
        topic="[world, tech]", kind="brief", featured="true", lang="ko", mode="full",
    ).card  # fmt: skip
    assert (card.url, card.title, card.timed, card.summary, card.why) == (
        "/repo/2026/02/01/a/",
        "Ours",
        True,
        "Short.",
        "It matters.",
    )
    assert card.date.isoformat() == "2026-02-01T08:30:00+00:00"
    assert card.source == Link("The Wire", "https://news.wire.example/1")
    assert card.topics == (Link("World", "/repo/topics/world/"), Link("Technology", "/repo/topics/tech/"))
    assert (card.kind, card.featured, card.lang, card.badge, card.quote, card.pinned) == ("brief", True, "ko", "", None, None)
    assert not entry().card.timed


def test_only_cards_of_quotes_have_a_quotation():
    assert entry(kind="quote", quote="{text: Words, by: Who}").card.quote
    assert entry(kind="article", quote="{text: Words, by: Who}").card.quote is None


@pytest.mark.parametrize(
    ("source", "name", "url"),
    [
        ("{url: https://www.a.example/x}", "a.example", "https://www.a.example/x"),
        ("{url: https://www.wire.example/x}", "The Wire", "https://www.wire.example/x"),
        ("{name: Them, url: https://a.example/x}", "Them", "https://a.example/x"),
        ("Them", "Them", ""),
    ],
)
def test_name_of_a_source_is_registered_given_or_its_host(source: str, name: str, url: str):
    assert entry(source=source).card.source == Link(name, url)
    assert source_link(None, Source("wire", "The Wire")) is None


@pytest.mark.parametrize(
    ("mode", "source", "expected"),
    [("", "gone", "full"), ("", "wire", "excerpt"), ("", "blog", "link"), ("full", "blog", "full"), ("link", "wire", "link")],
)
def test_mode_is_from_the_article_its_source_or_the_settings(mode: str, source: str, expected: str):
    found = entry(mode=mode or None, source=source)
    assert (found.mode, found.index.is_full) == (expected, expected == "full")
    assert entry(replace(CONFIG, default_mode="link"), source="gone").mode == "link"


@pytest.mark.parametrize(
    ("head", "updated", "first_seen"),
    [
        ({}, None, 1),
        ({"updated": "2026-02-03"}, 3, 1),
        ({"updated": "2026-01-03"}, None, 1),
        ({"updated": "2026-02-01"}, None, 1),
        ({"publish_at": "2026-02-02"}, 2, 2),
        ({"publish_at": "2026-01-02"}, None, 1),
        ({"corrections": "[{date: 2026-02-04, text: x}, {date: 2026-02-03, text: y}]"}, 4, 1),
        ({"corrections": "[{date: 2026-02-04, text: x}]", "updated": "2026-02-05", "publish_at": "2026-02-02"}, 5, 2),
    ],
)
def test_dates_of_first_publication_and_last_change(head: dict[str, str], updated: int | None, first_seen: int):
    found = entry(**head)
    assert (found.index.updated.day if found.index.updated else None) == updated
    assert found.index.changed_at.day == (updated or 1)
    assert published_at(found).day == first_seen


@pytest.mark.parametrize(
    ("head", "is_linked"),
    [
        ({}, False),
        ({"body": "[x](b.md)"}, True),
        ({"image": "{src: /p.png, alt: x}"}, True),
        ({"body": "[x](https://a.example)"}, False),
    ],
)
def test_is_linked_if_text_or_picture_link_into_the_site(head: dict[str, str], is_linked: bool):
    assert entry(**head).index.is_linked is is_linked


@pytest.mark.parametrize(
    ("head", "recorded", "has_moved", "first"),
    [
        ({}, [], False, ""),
        ({"aliases": "/old/"}, [], True, ""),
        ({}, ["/2026/02/01/a/"], False, ""),
        ({}, ["/2026/02/01/a/", "/old/"], True, ""),
        ({}, ["/old/", "/2026/02/01/a/"], True, "/repo/old/"),
        ({}, ["/old.html"], True, "/repo/old.html"),
    ],
)
def test_has_moved_with_old_paths_and_first_url(head: dict[str, str], recorded: list[str], has_moved: bool, first: str):
    registries = replace(REGISTRIES, published={"a.md": tuple(Located(url, 1, 1) for url in recorded)})
    found = entry(registries=registries, **head)
    assert (found.index.has_moved, found.details.first_url) == (has_moved, first)


RENAMED = Registries((Topic("world", "World", was=(Located("globe", 1, 1), Located("planet", 1, 1))), Topic("tech", "Technology")))


@pytest.mark.parametrize(
    ("topic", "marks", "address"),
    [
        ("globe", ["world"], "world"),
        ("[tech, globe]", ["tech", "world"], "tech"),
        ("[globe, planet, world]", ["world"], "world"),
        ("[globe, tech]", ["world", "tech"], "world"),
    ],
)
def test_old_topic_slugs_become_present_ones_without_repetition(topic: str, marks: list[str], address: str):
    found = entry(replace(CONFIG, permalink="/{topic}/{slug}/"), RENAMED, topic=topic)
    assert [mark.text for mark in found.article.topics] == marks
    assert found.index.path == f"{address}/a/index.html"


def test_repeated_tags_count_once_in_the_order_of_the_article():
    assert [link.name for link in entry(tags="[b, A, a, B, c]").tags] == ["B", "A", "c"]


HEADS: dict[str, dict[str, Any]] = {
    "its text": {"key": "another"},
    "its address": {"slug": "b"},
    "its date": {"date": "2026-02-01 00:00"},
    "its topics": {"topic": "tech"},
    "its tags": {"tags": "[x]"},
    "its source": {"source": "wire"},
    "its mode": {"mode": "link"},
}


@pytest.mark.parametrize("what", HEADS)
def test_hash_depends_on_the_values_of_the_article(what: str):
    assert entry(source="none", mode="full").index.hash != entry(**{"source": "none", "mode": "full", **HEADS[what]}).index.hash


def test_hash_depends_on_other_files_settings_and_time():
    keys = {
        entry(tags="[x]").index.hash,
        entry(tags="[x]", registries=replace(REGISTRIES, topics=(Topic("world", "Renamed"),))).index.hash,
        entry(tags="[x]", registries=replace(REGISTRIES, sources=(Source("wire", "The Wire"),))).index.hash,
        entry(tags="[x]", registries=replace(REGISTRIES, published={"a.md": (Located("/old/", 1, 1),)})).index.hash,
        entry(replace(CONFIG, base_url="https://example.org/"), tags="[x]").index.hash,
        entry(tags="[x]", pin_until="2026-05-01").index.hash,
        entry(replace(CONFIG, drafts=True), tags="[x]", draft="true").index.hash,
    }
    assert len(keys) == 7
    assert entry(tags="[x]").index.hash == entry(tags="[x]", pin_until="2026-01-01").index.hash


def test_hash_depends_on_the_name_of_further_coverage():
    renamed = replace(REGISTRIES, sources=(Source("wire", "Another Wire", domain="wire.example"),))
    before, after = (
        entry(source="none", also="{url: 'https://wire.example/1'}", registries=found) for found in (REGISTRIES, renamed)
    )
    assert (before.card.also[0].name, after.card.also[0].name) == ("The Wire", "Another Wire")
    assert before.index.hash != after.index.hash


def test_hash_depends_on_story_title_and_translations():
    def key(*others: Article, config: Config = CONFIG) -> str:
        article = read("a", story="fog", translation="t", source="none", mode="full")
        found = collected(article, *others, config=config).entries
        return next(entry.index.hash for entry in found if entry.index.file == "content/a.md")

    story = parse(ContentFile("content/stories/fog.md", b"---\ntitle: The fog\n---\nText.\n"), Parsing()).article
    assert story
    other = read("b", "2026-02-02", translation="t", lang="ko")
    renamed = read("b", "2026-02-02", translation="t", lang="ko", slug="c")
    held = replace(CONFIG, editions=EditionSettings("month", Cutoff(31, 24 * 60), hold=True))
    keys = {key(), key(story), key(other), key(renamed), key(config=held)}
    assert len(keys) == 5


@pytest.mark.parametrize(
    ("head", "summary"),
    [
        ({"mode": "full"}, "Text."),
        ({"mode": "excerpt"}, "Text."),
        ({"mode": "link"}, ""),
        ({"mode": "link", "summary": "Short."}, "Short."),
        ({"mode": "full", "summary": "Short."}, "Short."),
    ],
)
def test_card_has_the_summary_or_an_excerpt_if_the_mode_allows(head: dict[str, str], summary: str):
    assert entry(**head).card.summary == summary


@pytest.mark.parametrize(("lang", "folder"), [(None, "en"), ("ko", "ko"), ("zh-TW", "zh-tw")])
def test_language_in_a_path_is_that_of_the_article_or_the_site(lang: str | None, folder: str):
    assert entry(replace(CONFIG, permalink="/{lang}/{slug}/"), lang=lang).index.path == f"{folder}/a/index.html"


def test_translations_have_language_and_url():
    articles = [read("a", translation="t"), read("b", "2026-02-02", translation="t", lang="ko"),
                read("c", "2026-02-03", translation="t", lang="de")]  # fmt: skip
    found = {entry.article.slug: entry.card.translations for entry in collected(*articles).entries}
    a, b, c = (Translation("en", "/repo/2026/02/01/a/"), Translation("ko", "/repo/2026/02/02/b/"),
               Translation("de", "/repo/2026/02/03/c/"))  # fmt: skip
    assert found == {"a": (c, b), "b": (c, a), "c": (a, b)}


def test_coverage_has_name_url_title_and_language():
    also = "[{url: 'https://www.wire.example/1', title: Theirs, lang: ko}, {url: 'https://www.a.example/2'}]"
    assert entry(also=also).card.also == (
        Coverage("The Wire", "https://www.wire.example/1", "Theirs", "ko"),
        Coverage("a.example", "https://www.a.example/2"),
    )


def test_held_article_is_published_with_its_edition():
    held = replace(CONFIG, editions=EditionSettings("month", Cutoff(28, 24 * 60), hold=True))
    found = entry(held, publish_at="2026-02-03")
    assert found.index.held_until == published_at(found) == found.index.updated
    assert found.index.held_until is not None and f"{found.index.held_until:%m-%d %H}" == "03-01 00"
    assert entry(replace(CONFIG, editions=EditionSettings("month", Cutoff(28, 24 * 60)))).index.held_until is None


def test_hash_depends_on_a_renamed_topic_even_with_an_equal_card():
    config = replace(CONFIG, lists=Lists(topics=0))
    topics = [(Topic(slug, "World", was=(Located("globe", 1, 1),)),) for slug in ("world", "earth")]
    one, other = (entry(config, Registries(named), topic="globe") for named in topics)
    assert one.card.topics == other.card.topics
    assert one.index.hash != other.index.hash


def test_path_of_a_translation_has_the_present_topic_slug():
    config = replace(CONFIG, permalink="/{topic}/{slug}/")
    articles = [read("a", translation="t"), read("b", translation="t", lang="ko", topic="globe")]
    found = collected(*articles, config=config, registries=RENAMED).entries
    assert found[0].card.translations == (Translation("ko", "/repo/world/b/"),)
