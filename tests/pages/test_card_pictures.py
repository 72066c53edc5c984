"""The cards that show pictures, by the setting `pictures`."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from digest.config.setting_table import read_config
from digest.grouping.card import Card
from digest.pages.card_pictures import card_pictures
from digest.pages.edition_pages import edition_pages
from digest.pages.front_page import FrontPage, edition_front, front_page
from digest.pages.link_resolution import Links
from digest.pages.list_pages import ListPage, topic_pages
from digest.pages.output_files import Asset
from digest.pages.story_pages import story_pages
from tests.values import CONFIG, collected, parts_of, read

PICTURE = Asset("content/pic.png", "hash", 30, 20, 99)
IMAGE = "{src: pic.png, alt: Sea, credit: Ann}"


def titles_with_picture(planner: Any, pictures: str, **settings: Any) -> dict[str, list[str]]:
    """Return the titles of the cards with a picture, by list of cards on a planner's pages."""
    config = replace(CONFIG, pictures=pictures, **settings)
    articles = [
        read("lead", "2026-02-03", image=IMAGE, featured="true", story="Fog"),
        read("second", "2026-02-03", image=IMAGE),
        read("bare", "2026-02-03", body="![x](pic.png)"),
        read("old", "2026-02-01", image=IMAGE),
        read("pinned", "2026-01-01", image=IMAGE, pin_until="2026-12-01"),
    ]
    found: dict[str, list[str]] = {}
    for part in parts_of(planner, collected(*articles, config=config), config, [PICTURE]):
        for page in part.pages():
            for name, cards in lists(page.context).items():
                found.setdefault(name, []).extend(card.title for card in cards if card.image)
                assert all(
                    (card.image.alt, card.image.credit, card.image.width) == ("Sea", "Ann", 30) for card in cards if card.image
                )
    return found


def lists(context: Any) -> dict[str, tuple[Card, ...]]:
    if isinstance(context, FrontPage):
        assert context.edition
        sections = tuple(card for section in context.edition.sections for card in section.cards)
        earlier = tuple(card for day in context.earlier for card in day.cards)
        return {"leads": context.edition.leads, "sections": sections, "earlier": earlier, "pinned": context.pinned}
    return {context.kind: context.cards} if isinstance(context, ListPage) else {}


@pytest.mark.parametrize(
    ("pictures", "expected"),
    [
        ("lead", {"leads": ["lead"], "sections": [], "earlier": [], "pinned": []}),
        ("all", {"leads": ["lead"], "sections": ["second"], "earlier": ["old"], "pinned": ["pinned"]}),
        ("none", {"leads": [], "sections": [], "earlier": [], "pinned": []}),
    ],
)
def test_setting_selects_the_pictures_on_the_front_page(pictures: str, expected: dict[str, list[str]]):
    assert titles_with_picture(front_page, pictures) == expected


@pytest.mark.parametrize(("pictures", "expected"), [("lead", 0), ("all", 4), ("none", 0)])
def test_lists_show_pictures_only_with_the_setting_all(pictures: str, expected: int):
    assert len(titles_with_picture(topic_pages, pictures)["topic"]) == expected
    assert len(titles_with_picture(story_pages, pictures)["story"]) == min(expected, 1)


def test_setting_applies_to_numbered_pages_and_editions():
    weekly = read_config("title: T\nbase_url: https://example.org/\neditions: {every: week}\n").editions
    assert titles_with_picture(edition_front, "lead", editions=weekly)["leads"] == ["lead"]
    assert titles_with_picture(edition_front, "none", editions=weekly)["leads"] == []
    articles = [read(f"a{n}", f"2026-02-{n:02}", image=IMAGE) for n in range(1, 9)]
    config = replace(CONFIG, pictures="all", lists=replace(CONFIG.lists, topics=2), editions=weekly)
    pages = [
        page for part in parts_of(topic_pages, collected(*articles, config=config), config, [PICTURE]) for page in part.pages()
    ]
    assert all(card.image for page in pages for card in page.context.cards if "world" in page.path)  # type: ignore[attr-defined]
    editions = [
        page for part in parts_of(edition_pages, collected(*articles, config=config), config, [PICTURE]) for page in part.pages()
    ]
    assert {bool(page.context.edition.leads[0].image) for page in editions if hasattr(page.context, "edition")} == {True}


@pytest.mark.parametrize(
    ("pictures", "has_leads", "expected"),
    [
        ("lead", True, True),
        ("lead", False, False),
        ("all", False, True),
        ("none", True, False),
    ],
)
def test_inputs_of_a_part_have_only_pictures_that_a_card_shows(pictures: str, has_leads: bool, expected: bool):
    """Otherwise a changed picture would cause the part to be planned again."""
    config = replace(CONFIG, pictures=pictures)
    collections = collected(read(image=IMAGE), config=config)
    made = card_pictures(collections.entries, Links(collections, [PICTURE], config), config, has_leads=has_leads)
    assert bool(made.by_file) == expected
