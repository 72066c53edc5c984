"""An article among the others: what lists show of it, and what its key names."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from digest.articles.fields import Mark
from digest.config import Config
from digest.grouping.entry import Entry, Link, appeared, source_link
from digest.grouping.taxonomy import Outlet, Registries, Topic
from tests.values import CONFIG, REGISTRIES, collected, read


def entry(config: Config = CONFIG, registries: Registries = REGISTRIES, **head: Any) -> Entry:
    (found,) = collected(read(**head), config=config, registries=registries).entries
    return found


def test_the_card_shows_what_lists_need():
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


def test_words_are_on_the_card_of_a_quote_alone():
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
def test_a_source_is_called_by_its_registered_name_its_own_or_its_host(source: str, name: str, url: str):
    assert entry(source=source).card.source == Link(name, url)
    assert source_link(None, Outlet("wire", "The Wire")) is None


@pytest.mark.parametrize(
    ("mode", "source", "shown"),
    [("", "gone", "full"), ("", "wire", "excerpt"), ("", "blog", "link"), ("full", "blog", "full"), ("link", "wire", "link")],
)
def test_the_mode_is_the_articles_or_its_outlets_or_that_of_the_settings(mode: str, source: str, shown: str):
    found = entry(mode=mode or None, source=source)
    assert (found.mode, found.gist.is_full) == (shown, shown == "full")
    assert entry(replace(CONFIG, default_mode="link"), source="gone").mode == "link"


@pytest.mark.parametrize(
    ("head", "updated", "first_seen"),
    [
        ({}, None, 1),
        ({"updated": "2026-02-03"}, 3, 1),
        ({"updated": "2026-01-03"}, None, 1),
        ({"publish_at": "2026-02-02"}, 2, 2),
        ({"publish_at": "2026-01-02"}, None, 1),
        ({"corrections": "[{date: 2026-02-04, text: x}, {date: 2026-02-03, text: y}]"}, 4, 1),
        ({"corrections": "[{date: 2026-02-04, text: x}]", "updated": "2026-02-05", "publish_at": "2026-02-02"}, 5, 2),
    ],
)
def test_when_readers_could_see_it_first_and_as_it_is(head: dict[str, str], updated: int | None, first_seen: int):
    found = entry(**head)
    assert (found.gist.updated.day if found.gist.updated else None) == updated
    assert found.gist.changed.day == (updated or 1)
    assert appeared(found).day == first_seen


@pytest.mark.parametrize(
    ("head", "is_linked"),
    [
        ({}, False),
        ({"body": "[x](b.md)"}, True),
        ({"image": "{src: /p.png, alt: x}"}, True),
        ({"body": "[x](https://a.example)"}, False),
    ],
)
def test_whether_its_text_or_picture_may_lead_into_the_site_is_known(head: dict[str, str], is_linked: bool):
    assert entry(**head).gist.is_linked is is_linked


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
def test_whether_other_addresses_may_lead_to_it_and_which_was_the_first(
    head: dict[str, str], recorded: list[str], has_moved: bool, first: str
):
    registries = replace(REGISTRIES, published={"a.md": tuple(Mark(url, 1, 1) for url in recorded)})
    found = entry(registries=registries, **head)
    assert (found.gist.has_moved, found.first) == (has_moved, first)


RENAMED = Registries((Topic("world", "World", was=(Mark("globe", 1, 1), Mark("planet", 1, 1))), Topic("tech", "Technology")))


@pytest.mark.parametrize(
    ("topic", "marks", "address"),
    [
        ("globe", ["world"], "world"),
        ("[tech, globe]", ["tech", "world"], "tech"),
        ("[globe, planet, world]", ["world"], "world"),
        ("[globe, tech]", ["world", "tech"], "world"),
    ],
)
def test_an_article_that_says_an_old_topic_has_the_new_one_once(topic: str, marks: list[str], address: str):
    found = entry(replace(CONFIG, permalink="/{topic}/{slug}/"), RENAMED, topic=topic)
    assert [mark.text for mark in found.article.topics] == marks
    assert found.gist.path == f"{address}/a/index.html"


def test_a_tag_that_is_said_twice_counts_once_in_the_order_of_the_article():
    assert [link.name for link in entry(tags="[b, A, a, B, c]").tags] == ["B", "A", "c"]


HEADS: dict[str, dict[str, Any]] = {
    "its text": {"key": "another"},
    "its address": {"slug": "b"},
    "its date": {"date": "2026-02-01 00:00"},
    "its topics": {"topic": "tech"},
    "its tags": {"tags": "[x]"},
    "its outlet": {"source": "wire"},
    "its mode": {"mode": "link"},
}


@pytest.mark.parametrize("what", HEADS)
def test_what_decides_about_its_pages_is_in_its_key(what: str):
    assert entry(source="none", mode="full").gist.key != entry(**{"source": "none", "mode": "full", **HEADS[what]}).gist.key


def test_what_the_other_files_say_of_it_is_in_its_key():
    keys = {
        entry(tags="[x]").gist.key,
        entry(tags="[x]", registries=replace(REGISTRIES, topics=(Topic("world", "Renamed"),))).gist.key,
        entry(tags="[x]", registries=replace(REGISTRIES, outlets=(Outlet("wire", "The Wire"),))).gist.key,
        entry(tags="[x]", registries=replace(REGISTRIES, published={"a.md": (Mark("/old/", 1, 1),)})).gist.key,
        entry(replace(CONFIG, base_url="https://example.org/"), tags="[x]").gist.key,
        entry(tags="[x]", pin_until="2026-05-01").gist.key,
        entry(replace(CONFIG, drafts=True), tags="[x]", draft="true").gist.key,
    }
    assert len(keys) == 7
    assert entry(tags="[x]").gist.key == entry(tags="[x]", pin_until="2026-01-01").gist.key
