"""Fields that name other articles: what they mean, and what cannot be meant."""

from __future__ import annotations

from typing import NamedTuple

import pytest

from digest.articles.article import Article
from digest.diagnostics import Diagnostic
from digest.grouping.file_references import meant_file, references
from digest.grouping.publication_status import FAULTY
from tests.values import read


class Said(NamedTuple):
    """What `references` returns."""

    covers: dict[str, str]
    related: dict[str, tuple[str, ...]]
    diagnostics: tuple[Diagnostic, ...]


def said(*articles: Article, **states: str) -> Said:
    """What these articles say of each other, if their files have these states ('' if none is given)."""
    known = {article.path: states.get(article.slug, "") for article in articles}
    known |= {f"content/{name}.md": state for name, state in states.items() if f"content/{name}.md" not in known}
    shown = [article for article in articles if not known[article.path]]
    heads = {article.path: article for article in articles}
    return Said(*references(shown, known, {path for path, state in known.items() if not state}, heads))


def codes(found: Said) -> list[tuple[str, str]]:
    return [(one.path, one.code) for one in found.diagnostics]


def test_a_name_is_taken_from_the_articles_own_folder():
    articles = [read("2026/a"), read("2026/b", covers="a.md"), read("c", covers="2026/a.md"), read("2026/x/d", covers="../a.md")]
    assert meant_file("content/2026/a.md", "../b%20c%C3%A9.md") == "content/b cé.md"
    found = said(*articles)
    assert found.covers == dict.fromkeys(("content/2026/b.md", "content/c.md", "content/2026/x/d.md"), "content/2026/a.md")
    assert found.diagnostics == ()


@pytest.mark.parametrize("field", ["covers", "related"])
def test_what_names_no_article_is_an_error_with_the_near_name(field: str):
    about = "content/pages/about.md"
    article = read("2026/b", **{field: "harbor.md"})
    states = {article.path: "", "content/2026/harbour.md": "", about: ""}
    _, _, (error,) = references([article], states, {article.path}, {article.path: article})
    assert (error.code, error.hint) == ("E301", "did you mean harbour.md?")
    page = read("b", **{field: "pages/about.md"})
    covers, _, (error,) = references([page], {page.path: "", about: ""}, {about}, {})
    assert (error.code, covers) == ("E301", {})


@pytest.mark.parametrize("field", ["covers", "related"])
def test_an_address_on_the_web_names_no_file(field: str):
    (error,) = said(read("a", **{field: "https://a.example/b.md"})).diagnostics
    assert (error.code, error.message) == ("E202", f"{field} must be a file, not a web address")


def test_an_article_does_not_stand_under_itself():
    assert codes(said(read("a", covers="a.md"))) == [("content/a.md", "E202")]


def test_a_chain_and_a_circle_are_errors_where_they_cannot_be_shown():
    chain = said(read("a"), read("b", covers="a.md"), read("c", covers="b.md"))
    assert codes(chain) == [("content/c.md", "E305")]
    assert chain.diagnostics[0].hint == "write covers: a.md"
    assert chain.covers == {"content/b.md": "content/a.md"}
    circle = said(read("a", covers="b.md"), read("b", covers="a.md"))
    assert codes(circle) == [("content/a.md", "E305"), ("content/b.md", "E305")]
    assert circle.covers == {}


def test_what_is_not_published_is_left_out_with_a_warning_and_what_cannot_be_read_without():
    found = said(read("a"), read("b", covers="a.md"), read("c", related="[a.md, d.md, b.md, b.md]"), a="draft", d=FAULTY)
    assert found.covers == {}
    assert found.related == {"content/c.md": ("content/b.md",)}
    assert codes(found) == [("content/b.md", "W304"), ("content/c.md", "W304")]
    assert "(draft)" in found.diagnostics[0].message


def test_an_empty_list_names_nothing_and_no_list_says_nothing():
    found = said(read("a", related="[]"), read("b"))
    assert found.related == {"content/a.md": ()}
