"""Clusters: articles that are named on the card of another article."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from digest.config.config import Config
from digest.config.edition_settings import Cutoff, EditionSettings
from digest.grouping.snapshot import revised
from digest.grouping.stories import clustered
from digest.pages.edition_pages import edition_pages
from tests.values import collected, contexts_of, names, read

FIRST = read("first", "2026-02-01", source="Zeitung", also="[{name: wire, title: Theirs, url: 'https://wire.example/1'}]")
LATER, LATEST = read("later", "2026-02-02", covers="first.md"), read("latest", "2026-02-03", covers="first.md", headline="Ours")
ALONE = read("alone", "2026-02-04")


def test_covering_article_is_on_the_card_of_the_covered_one_if_both_are_listed():
    collections = collected(FIRST, LATEST, LATER, ALONE)
    entries = clustered(collections.entries, collections.covers)
    assert names(entries) == ["first", "alone"]
    assert [(one.name, one.title, one.url) for one in entries[0].card.also] == [
        ("The Wire", "later", "/repo/2026/02/02/later/"),
        ("The Wire", "Ours", "/repo/2026/02/03/latest/"),
        ("The Wire", "Theirs", "https://wire.example/1"),
    ]
    assert entries[1] is collections.entries[-1]


def test_coverage_on_a_card_is_sorted_oldest_first_then_by_file():
    under = [read("z", "2026-02-02", covers="first.md", lang="ko"), read("b", "2026-02-03", covers="first.md"),
             read("a", "2026-02-03", covers="first.md", source=None)]  # fmt: skip
    collections = collected(FIRST, *under)
    found = clustered(collections.entries[::-1], collections.covers)[0].card.also
    assert [(one.title, one.name, one.lang) for one in found] == [
        ("z", "The Wire", "ko"),
        ("a", "", ""),
        ("b", "The Wire", ""),
        ("Theirs", "The Wire", ""),
    ]


def test_covering_article_keeps_its_card_if_the_covered_one_is_not_listed():
    collections = collected(FIRST, LATER, ALONE)
    assert clustered(collections.entries[1:], collections.covers) == collections.entries[1:]
    assert clustered(collections.entries, {}) is collections.entries


def test_hash_of_an_entry_changes_with_its_coverage_and_not_with_the_text_of_it():
    def hash_of(**head: str) -> str:
        collections = collected(FIRST, read("later", "2026-02-02", covers="first.md", **head))
        return clustered(collections.entries, collections.covers)[0].index.hash

    assert hash_of() != collected(FIRST).entries[0].index.hash
    assert hash_of() == hash_of(body="Other text.", key="other")
    assert hash_of() != hash_of(headline="New")


def test_unpublished_articles_do_not_cover_others():
    collections = collected(FIRST, read("draft", covers="first.md", draft="true"))
    assert (collections.covers, collections.diagnostics) == ({}, ())


def test_changed_covers_needs_a_full_collect():
    collections = collected(FIRST, LATER, ALONE)
    assert revised(collections, read("later", "2026-02-02")) is None
    assert revised(collections, read("later", "2026-02-02", covers="alone.md")) is None
    assert revised(collections, read("later", "2026-02-02", covers="first.md", related="[]")) is None
    found = revised(collections, read("later", "2026-02-02", why="So.", covers="first.md"))
    assert found is not None and found[0].covers == collections.covers


def test_chain_of_covers_is_an_error():
    (error,) = collected(FIRST, LATER, read("third", "2026-02-05", covers="later.md")).diagnostics
    assert (error.path, error.code, error.hint) == ("content/third.md", "E305", "write covers: first.md")


@pytest.mark.parametrize(
    ("covers", "hints"),
    [
        ({"a": "b", "b": "c", "c": "d"}, {"a": "write covers: d.md", "b": "write covers: d.md"}),
        ({"a": "b", "b": "a"}, dict.fromkeys("ab", "remove covers from one of these articles")),
        ({"a": "b", "b": "c", "c": "d", "d": "b"}, dict.fromkeys("abcd", "remove covers from one of these articles")),
    ],
)
def test_hint_names_the_last_article_of_a_chain_or_reports_a_cycle(covers: dict[str, str], hints: dict[str, str]):
    articles = [read(name, "2026-02-02", covers=f"{covers[name]}.md" if name in covers else "") for name in "abcd"]
    errors = collected(*articles).diagnostics
    assert {error.path[8:-3]: error.hint for error in errors} == hints
    assert {error.code for error in errors} == {"E305"}


def test_covering_article_has_no_card_in_an_edition():
    config = Config("T", "https://example.org/repo/", editions=EditionSettings("month", Cutoff(31, 24 * 60)))
    pages = contexts_of(
        edition_pages, collected(FIRST, LATER, LATEST, ALONE, config=config, now=datetime(2026, 3, 5, tzinfo=UTC)), config
    )
    edition = pages["editions/2026-02-28/index.html"].edition
    cards = [*edition.leads, *(card for section in edition.sections for card in section.cards)]
    assert sorted(card.title for card in cards) == ["alone", "first"]
    assert edition.count == len(cards)
