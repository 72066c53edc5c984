"""The fields `covers` and `related`: resolution and diagnostics."""

from __future__ import annotations

from typing import NamedTuple

import pytest

from digest.articles.article import Article
from digest.diagnostics import Diagnostic
from digest.grouping.file_references import referenced_path, references
from digest.grouping.publication_status import FAULTY
from tests.values import read


class References(NamedTuple):
    """The result of `references`."""

    covers: dict[str, str]
    related: dict[str, tuple[str, ...]]
    diagnostics: tuple[Diagnostic, ...]


def references_of(*articles: Article, **states: str) -> References:
    """Return the references of articles; `states` has the status of files by name ('' by default)."""
    states_by_path = {article.path: states.get(article.slug, "") for article in articles}
    states_by_path |= {f"content/{name}.md": state for name, state in states.items() if f"content/{name}.md" not in states_by_path}
    published_articles = [article for article in articles if not states_by_path[article.path]]
    heads = {article.path: article for article in articles}
    return References(
        *references(published_articles, states_by_path, {path for path, state in states_by_path.items() if not state}, heads)
    )


def codes(found: References) -> list[tuple[str, str]]:
    return [(one.path, one.code) for one in found.diagnostics]


def test_names_are_relative_to_the_folder_of_the_article():
    articles = [read("2026/a"), read("2026/b", covers="a.md"), read("c", covers="2026/a.md"), read("2026/x/d", covers="../a.md")]
    assert referenced_path("content/2026/a.md", "../b%20c%C3%A9.md") == "content/b cé.md"
    found = references_of(*articles)
    assert found.covers == dict.fromkeys(("content/2026/b.md", "content/c.md", "content/2026/x/d.md"), "content/2026/a.md")
    assert found.diagnostics == ()


@pytest.mark.parametrize("field", ["covers", "related"])
def test_unknown_article_is_an_error_with_a_similar_name(field: str):
    about = "content/pages/about.md"
    article = read("2026/b", **{field: "harbor.md"})
    states = {article.path: "", "content/2026/harbour.md": "", about: ""}
    _, _, (error,) = references([article], states, {article.path}, {article.path: article})
    assert (error.code, error.hint) == ("E301", "did you mean harbour.md?")
    page = read("b", **{field: "pages/about.md"})
    covers, _, (error,) = references([page], {page.path: "", about: ""}, {about}, {})
    assert (error.code, covers) == ("E301", {})


@pytest.mark.parametrize(
    ("field", "value", "hint"),
    [
        ("related", "a.md, ../b.md", "write a list: related: [a.md, ../b.md]"),
        ("related", "a.md b.md;c.md", "write a list: related: [a.md, b.md, c.md]"),
        ("covers", "a.md, b.md", "covers names one file"),
        ("related", "a.md.md", "related names the file of another article: other.md"),
    ],
)
def test_several_files_in_one_text_are_an_error_with_a_list_as_hint(field: str, value: str, hint: str):
    (error,) = references_of(read("2026/x", **{field: value})).diagnostics
    assert (error.code, error.hint) == ("E301", hint)


@pytest.mark.parametrize("field", ["covers", "related"])
def test_a_hint_never_suggests_the_article_itself(field: str):
    (error,) = references_of(read("harbour", **{field: "harbor.md"})).diagnostics
    assert error.hint == f"{field} names the file of another article: other.md"


def test_related_articles_are_listed_once_whatever_their_spelling():
    found = references_of(read("2026/b"), read("c"), read("a", related="[2026/b.md, c.md, ./2026//b.md]"))
    assert found.related == {"content/a.md": ("content/2026/b.md", "content/c.md")}
    assert found.diagnostics == ()


@pytest.mark.parametrize("field", ["covers", "related"])
def test_web_address_is_an_error(field: str):
    (error,) = references_of(read("a", **{field: "https://a.example/b.md"})).diagnostics
    assert (error.code, error.message) == ("E202", f"{field} must be a file, not a web address")


def test_article_cannot_cover_itself():
    assert codes(references_of(read("a", covers="a.md"))) == [("content/a.md", "E202")]


def test_chains_and_cycles_of_covers_are_errors():
    chain = references_of(read("a"), read("b", covers="a.md"), read("c", covers="b.md"))
    assert codes(chain) == [("content/c.md", "E305")]
    assert chain.diagnostics[0].hint == "write covers: a.md"
    assert chain.covers == {"content/b.md": "content/a.md"}
    circle = references_of(read("a", covers="b.md"), read("b", covers="a.md"))
    assert codes(circle) == [("content/a.md", "E305"), ("content/b.md", "E305")]
    assert circle.covers == {}


def test_unpublished_article_is_a_warning_and_faulty_one_is_ignored():
    found = references_of(read("a"), read("b", covers="a.md"), read("c", related="[a.md, d.md, b.md, b.md]"), a="draft", d=FAULTY)
    assert found.covers == {}
    assert found.related == {"content/c.md": ("content/b.md",)}
    assert codes(found) == [("content/b.md", "W304"), ("content/c.md", "W304")]
    assert "(draft)" in found.diagnostics[0].message


def test_empty_list_differs_from_a_missing_list():
    found = references_of(read("a", related="[]"), read("b"))
    assert found.related == {"content/a.md": ()}
