"""The arrangement of an edition's articles: leads, sections, numbers, outlets."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from digest.grouping.card import Link
from digest.grouping.entry import Entry
from digest.pages.edition_arrangement import (
    FULL_CARDS,
    FULL_OF_LONG,
    LONG_EDITION,
    MAX_LEADS,
    OutletCount,
    Topics,
    arranged_by_topic,
    full_card_count,
    outlet_counts,
)
from digest.pages.pagination import rank
from tests.values import collected, names, read

TOPICS: Topics = (("world", Link("World")), ("tech", Link("Technology")))


def entries(count: int, **head: Any) -> tuple[Entry, ...]:
    """Return `count` articles of a day, oldest first."""
    return collected(*(read(f"a{number:02}", f"2026-02-01 08:{number:02}", **head) for number in range(count))).entries


def sections(edition_entries: Sequence[Entry]) -> list[tuple[str, int, int, int]]:
    """Return name, number of the first card, number of cards, and number of full cards of each section."""
    return [
        (found.topic.name, found.first, len(found.cards), found.full)
        for found in arranged_by_topic(edition_entries, TOPICS, rank)[1]
    ]


@pytest.mark.parametrize(
    ("count", "is_long", "full"),
    [(1, False, 1), (6, False, 6), (7, False, 7), (8, False, 6), (50, False, 6), (2, True, 2), (3, True, 3), (4, True, 2)],
)
def test_section_shows_all_cards_in_full_if_only_one_would_be_left(count: int, is_long: bool, full: int):
    assert (FULL_CARDS, FULL_OF_LONG) == (6, 2)
    assert full_card_count(count, is_long) == full


@pytest.mark.parametrize(("count", "full"), [(LONG_EDITION, FULL_CARDS), (LONG_EDITION + 1, FULL_OF_LONG)])
def test_edition_with_more_than_forty_articles_is_long(count: int, full: int):
    assert sections(entries(count)) == [("World", 2, count - 1, full)]


def test_cards_are_numbered_across_leads_and_sections():
    mixed = collected(*(read(f"a{n}", topic="tech" if n % 3 else "world", featured=n < 2 and "true") for n in range(9))).entries
    assert sections(mixed) == [("World", 3, 2, 2), ("Technology", 5, 5, 5)]


def test_leads_are_named_by_the_intro_or_featured_or_the_first_article():
    edition_entries = collected(read("a"), read("b", featured="true"), read("c"), read("d")).entries
    paths = [entry.index.file for entry in edition_entries]

    def leads(files: Sequence[str]) -> list[str]:
        found, rest = arranged_by_topic(edition_entries, TOPICS, rank, files)
        assert len(found) + sum(len(section.cards) for section in rest) == len(edition_entries), "each article appears once"
        return [card.title for card in found]

    assert leads(()) == ["b"]
    assert leads([paths[3], paths[0], "content/unknown.md", paths[2], paths[1]]) == ["d", "a", "c", "b"]
    assert names(edition_entries) == ["a", "b", "c", "d"]
    assert len(arranged_by_topic(entries(9, featured="true"), TOPICS, rank)[0]) == MAX_LEADS
    assert [card.title for card in arranged_by_topic(entries(3), TOPICS, rank)[0]] == ["a02"]


def test_outlets_are_sorted_by_number_of_articles_then_by_name():
    outlets = ["blog", "wire", "gazette", "Ahoi", "wire", "gazette", "ähre", None]
    edition_entries = collected(*(read(f"a{number}", source=outlet) for number, outlet in enumerate(outlets))).entries
    assert outlet_counts(edition_entries, "/sources/") == (
        OutletCount("gazette", 2),
        OutletCount("The Wire", 2, "/sources/wire/"),
        OutletCount("Ahoi", 1),
        OutletCount("Blog", 1, "/sources/blog/"),
        OutletCount("ähre", 1),
    )
    assert {outlet.url for outlet in outlet_counts(edition_entries, "")} == {""}
