"""The registries of topics and sources, and the source of a citation."""

from __future__ import annotations

import pytest

from digest.articles.article import Citation, Located
from digest.diagnostics import Diagnostics
from digest.grouping.registries import (
    MAX_TOPICS,
    Source,
    Topic,
    read_sources,
    read_topics,
    registered_source,
    shown_host,
    sources_by_key,
)


def topics(text: str) -> tuple[tuple[Topic, ...], list[str]]:
    diagnostics = Diagnostics("t.yml")
    return read_topics(text, diagnostics), [
        f"{diagnostic.line}:{diagnostic.column}: {diagnostic.code} {diagnostic.message}" for diagnostic in diagnostics.found
    ]


def test_error_for_a_second_document_names_the_registry():
    assert topics("world: World\n---\ntech: Tech\n")[1] == ["2:1: E106 a second YAML document in the registry"]


def test_topic_has_slug_name_and_optional_fields():
    found, diagnostics = topics(
        "world: {name: World, description: What goes on., was: [globe]}\nscience: Science\ntech:\ntags: {}\n"
    )
    assert diagnostics == []
    assert found == (
        Topic("world", "World", "What goes on.", (Located("globe", 1, 56),)),
        Topic("science", "Science"),
        Topic("tech", "tech"),
        Topic("tags", "tags"),
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[a, b]", "1:1: E202 the registry must map a slug to {name, …}"),
        ("text", "1:1: E202 the registry must map a slug to {name, …}"),
        ("world: [a]", "1:8: E202 world must be a mapping"),
        ("world: {nam: x}", "1:9: W201 unknown key of world: nam"),
        ("World: x", "1:1: E202 "),
        ("two words: x", "1:1: E202 "),
        ("page: x\n'..': x", "2:1: E202 "),
    ],
)
def test_error_in_a_registry_has_its_location(text: str, expected: str):
    _, diagnostics = topics(text)
    assert len(diagnostics) == 1 and diagnostics[0].startswith(expected), diagnostics


def test_valid_entries_of_an_invalid_registry_are_read():
    found, diagnostics = topics("World: x\nscience: Science\ntech: [a]\nsports: Sports\n")
    assert [topic.slug for topic in found] == ["science", "sports"] and len(diagnostics) == 2
    assert topics("") == ((), [])


@pytest.mark.parametrize(("count", "codes"), [(MAX_TOPICS, []), (MAX_TOPICS + 1, ["1:1: E207 5,001 topics, at most 5,000"])])
def test_number_of_topics_is_limited(count: int, codes: list[str]):
    assert topics("".join(f"t{number}:\n" for number in range(count)))[1] == codes


def test_source_has_all_fields():
    diagnostics = Diagnostics("s.yml")
    text = """\
wire:
  {name: The Wire, domain: a.example, timezone: Asia/Seoul, language: ko, mode: link, feed: "https://a.example/f", byline: x}
"""
    assert read_sources(text, diagnostics) == (
        Source("wire", "The Wire", "a.example", "Asia/Seoul", "ko", "link", "https://a.example/f", "x"),
    )
    assert diagnostics.found == []


SOURCES = sources_by_key(
    (
        Source("wire", "The Wire", domain="wire.example"),
        Source("gazette", "GAZETTE Straße", domain="www.gazette.example"),
        Source("other", "wire", domain="wire.example"),
        Source("books", "Books", domain="Bücher.example"),
        Source("munich", "Munich", domain="www.xn--mnchen-3ya.example"),
    )
)


@pytest.mark.parametrize(
    ("citation", "slug"),
    [
        (Citation("WIRE"), "wire"),
        (Citation("the wire"), "wire"),
        (Citation("gazette strasse"), "gazette"),
        (Citation("Nobody"), None),
        (Citation(url="https://wire.example/1"), "wire"),
        (Citation(url="HTTPS://WWW.Wire.Example:80/1"), "wire"),
        (Citation(url="https://news.uk.wire.example?x"), "wire"),
        (Citation(url="https://u:p@gazette.example#x"), "gazette"),
        (Citation(url="https://www.gazette.example/"), "gazette"),
        (Citation(url="https://notwire.example/"), None),
        (Citation(url="https://wire.example./1"), "wire"),
        (Citation(url="https://news.wire.example.:443"), "wire"),
        (Citation(url="https://xn--bcher-kva.example/1"), "books"),
        (Citation(url="https://www.BÜCHER.example/1"), "books"),
        (Citation(url="https://neu.münchen.example/1"), "munich"),
        (Citation(url="https://www\u3002wire.example"), "wire"),
        (Citation(url="https://-ü.example"), None),
        (Citation(url="https://example/"), None),
        (Citation(url="https://a.example/https://wire.example/"), None),
        (Citation(url="https://a.example/@wire.example/"), None),
        (Citation("Nobody", "https://wire.example/"), "wire"),
        (Citation("gazette", "https://wire.example/"), "gazette"),
        (Citation(), None),
    ],
)
def test_source_is_recognised_by_slug_name_or_domain(citation: Citation, slug: str | None):
    found = registered_source(citation, SOURCES)
    assert (found.slug if found else None) == slug


def test_names_are_normalised_and_stripped():
    assert topics('caf\u00e9: " Cafe\u0301 "\nworld: "  "\n')[0] == (Topic("café", "Café"), Topic("world", "world"))


@pytest.mark.parametrize(
    ("logo", "is_valid"),
    [
        ("/logo.svg", True),
        ("https://a.example/logo.svg", True),
        ("//a.example/logo.svg", False),
        ("logo.svg", False),
        ("''", False),
    ],
)
def test_logo_is_a_file_of_the_site_or_a_web_address(logo: str, is_valid: bool):
    diagnostics = Diagnostics("s.yml")
    (source,) = read_sources(f"wire: {{name: Wire, logo: {logo}}}\n", diagnostics)
    assert source.logo == (Located(logo, 1, 26) if is_valid else None)
    assert [one.hint for one in diagnostics.found if logo == "logo.svg"] == (
        ["write /logo.svg for content/static/logo.svg, or https://…"] if logo == "logo.svg" else []
    )
    assert [(found.line, found.column) for found in diagnostics.found] == ([] if is_valid else [(1, 26)])


def test_the_first_of_two_sources_with_one_name_or_domain_counts():
    first, second = Source("a", "Wire", domain="wire.example"), Source("b", "WIRE", domain="www.wire.example")
    found = sources_by_key([first, second])
    assert (found["wire"], found["//wire.example"], found["a"], found["b"]) == (first, first, first, second)


@pytest.mark.parametrize("domain", ["''", "[wire.example]"])
def test_a_domain_that_is_no_text_is_reported_once(domain: str):
    diagnostics = Diagnostics("s.yml")
    (source,) = read_sources(f"wire: {{name: Wire, domain: {domain}}}\n", diagnostics)
    assert source.domain == "" and len(diagnostics.found) == 1


def test_site_of_a_source_is_its_domain():
    assert (Source("a", "A", domain="a.example").site, Source("a", "A").site) == ("https://a.example/", "")


@pytest.mark.parametrize(
    ("domain", "hint"),
    [
        ("news.example", ""),
        ("Bücher.example", ""),
        ("www.xn--bcher-kva.example.", ""),
        ("https://news.example/", "write domain: news.example"),
        ("http://u@news.example:80/a?b#c", "write domain: news.example"),
        ("news.example/world", "write domain: news.example"),
        ("news.example:8080", "write domain: news.example"),
        ("//news.example", "write domain: example.org"),
        ("a b", "write domain: example.org"),
        ("'\"><b>'", "write domain: example.org"),
    ],
)
def test_domain_must_be_a_host_name(domain: str, hint: str):
    diagnostics = Diagnostics("s.yml")
    (source,) = read_sources(f"wire: {{name: Wire, domain: {domain}}}\n", diagnostics)
    assert [(found.line, found.column, found.hint) for found in diagnostics.found] == ([(1, 28, hint)] if hint else [])
    assert source.domain == ("" if hint else domain)


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://www.wire.example/1", "wire.example"),
        ("HTTPS://u:p@WWW.Wire.Example.:8080?x", "wire.example"),
        ("https://xn--bcher-kva.example/", "bücher.example"),
        ("https://BÜCHER.example#a", "bücher.example"),
        ("https://xn--a.example/", "xn--a.example"),
        ("http://[::1]:80/", "[::1]"),
        ("mailto:a@wire.example?body=https://wire.example/", ""),
    ],
)
def test_all_spellings_of_a_host_have_the_same_name(url: str, name: str):
    assert shown_host(url) == name


def test_slug_of_a_topic_may_be_long():
    slug = "a-long-name-" * 12 + "end"
    assert [topic.slug for topic in topics(f"{slug}: Long\n")[0]] == [slug] and topics(f"{slug}: Long\n")[1] == []


def test_language_of_a_source_may_be_called_lang():
    diagnostics = Diagnostics("s.yml")
    (source,) = read_sources("wire: {name: Wire, lang: de}\n", diagnostics)
    assert source.language == "de" and [one.code for one in diagnostics.found] == ["N201"]
