"""Terms of sources and authors."""

from __future__ import annotations

import pytest

from digest.articles.article import Citation
from digest.config.config import Config, Lists
from digest.grouping.registries import Registries, Source, registered_source, sources_by_key
from digest.grouping.snapshot import revised
from digest.grouping.terms import author_slug
from tests.values import CONFIG, REGISTRIES, collected, names, read

WITH_AUTHORS = Config("T", "https://example.org/repo/", lists=Lists(authors=20))


@pytest.mark.parametrize(
    ("url", "slug"),
    [
        ("https://example.co.uk/a", "all"),
        ("https://www.example.co.uk:8080/a", "all"),
        ("https://news.example.co.uk/a", "all"),
        ("https://sport.example.co.uk/a", "sport"),
        ("https://live.sport.example.co.uk/a", "sport"),
        ("https://EXAMPLE.co.uk/a", "all"),
        ("https://other.co.uk/a", ""),
        ("https://notexample.co.uk/a", ""),
        ("https://co.uk/a", ""),
    ],
)
def test_domain_includes_subdomains_and_the_longest_match_wins(url: str, slug: str):
    sources = (Source("all", "All", domain="Example.co.uk"), Source("sport", "Sport", domain="www.sport.example.co.uk"))
    for order in (sources, sources[::-1]):
        found = registered_source(Citation(url=url), sources_by_key(order))
        assert (found.slug if found else "") == slug


def test_registered_sources_come_first_then_others_by_name():
    articles = [
        read("a", source="wire"),
        read("b", source="Zeitung"),
        read("c", source="{name: The Wire, url: 'https://other.example/'}"),
        read("d", source="{url: 'https://www.abc.example/x'}"),
        read("e", source="{name: Somebody, url: 'https://live.wire.example/x'}"),
        read("f", source="Zeitung"),
    ]
    terms = collected(*articles).by_source
    assert [(term.kind, term.slug, names(term.entries)) for term in terms] == [
        ("source", "wire", ["a", "c", "e"]),
        ("source", "blog", []),
        ("unlisted", "Zeitung", ["b", "f"]),
        ("unlisted", "abc.example", ["d"]),
    ]
    assert terms[0].folder == "sources/wire"


def test_sources_without_registry_are_only_for_charts():
    article = read(source="Zeitung")
    assert [term.kind for term in collected(article, registries=Registries(REGISTRIES.topics)).by_source] == ["unlisted"]
    no_charts = Config("T", "https://example.org/", charts=False)
    assert collected(article, registries=Registries(REGISTRIES.topics), config=no_charts).by_source == ()
    assert collected(article, config=Config("T", "https://example.org/", lists=Lists(sources=0))).by_source == ()


def test_names_with_the_same_slug_are_one_author():
    articles = [read("a", authors="[Kim Lee, kim lee]"), read("b", authors="[Kim Lee]"), read("c", authors="[김이, '?!', Ana]")]
    terms = collected(*articles, config=WITH_AUTHORS).authors
    assert [(term.slug, term.name, names(term.entries)) for term in terms] == [
        ("ana", "Ana", ["c"]),
        ("kim-lee", "Kim Lee", ["a", "b"]),
        ("김이", "김이", ["c"]),
    ]
    assert author_slug("?!") == ""
    assert collected(*articles).authors == ()


@pytest.mark.parametrize(
    "change",
    [{"source": "blog"}, {"source": "Zeitung"}, {"source": "{name: x, url: 'https://wire.example/'}"}, {"authors": "[Ana]"}],
)
def test_changed_source_or_author_needs_a_full_collect(change: dict[str, str]):
    before = {"source": "{name: x, url: 'https://x.example/'}"}
    assert revised(collected(read("a", **before), config=WITH_AUTHORS), read("a", **(before | change))) is None


def test_new_title_replaces_the_entry_in_its_source_and_author():
    head = {"source": "Zeitung", "authors": "[Ana]"}
    found = revised(collected(read("a", **head), config=WITH_AUTHORS), read("a", headline="New", **head))
    assert found is not None
    for terms in (found[0].by_source, found[0].authors):
        assert [entry.card.title for term in terms for entry in term.entries] == ["New"]
    assert revised(collected(read("a", **head), config=CONFIG), read("a", headline="New", **head))


def test_unregistered_sources_are_sorted_and_authors_have_the_most_frequent_name():
    articles = [read(name, source=source) for name, source in (("a", "Zeitung"), ("b", "abc"), ("c", "Gazette"))]
    assert [term.name for term in collected(*articles).by_source[2:]] == ["Gazette", "Zeitung", "abc"]
    signed = [read("a", authors="[kim lee]"), read("b", authors="[Kim Lee]"), read("c", authors="[kim lee]")]
    assert [term.name for term in collected(*signed, config=WITH_AUTHORS).authors] == ["kim lee"]
    assert [term.name for term in collected(*signed[:2], config=WITH_AUTHORS).authors] == ["Kim Lee"], (
        "ties: the first in code point order"
    )


@pytest.mark.parametrize("name", ["con", "?!", ""])
def test_name_without_slug_is_no_author(name: str):
    assert author_slug(name) == ""
