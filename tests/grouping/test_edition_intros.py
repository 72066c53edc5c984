"""Intros of editions: their editions, lead stories and diagnostics."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from msgspec.structs import replace

from digest.articles.article import Article, Parsing
from digest.articles.article_parser import parse
from digest.articles.content_file import ContentFile
from digest.config.edition_settings import Cutoff, EditionSettings
from digest.grouping.article_collections import Collections
from tests.values import CONFIG, collected, read

WEEKLY = EditionSettings("week", Cutoff(4, 18 * 60))


def intro(name: str, head: str = "title: One", body: str = "Hello.") -> Article:
    text = f"---\n{head}\n---\n{body}\n"
    parsed = parse(ContentFile(f"content/editions/{name}.md", text.encode(), name), Parsing(editions=True))
    assert parsed.article and not parsed.diagnostics, parsed.diagnostics
    return parsed.article


def collected_at(*articles: Article, now: str = "2026-02-01", **more: Any) -> Collections:
    config = replace(CONFIG, editions=WEEKLY, **more)
    return collected(*articles, config=config, now=datetime.fromisoformat(now).replace(tzinfo=UTC))


def diagnostic_lines(collections: Collections) -> list[str]:
    return [str(diagnostic) for diagnostic in collections.diagnostics]


A, B = read("2026/a", "2026-01-07"), read("2026/b", "2026-01-14")


def test_intro_belongs_to_the_edition_of_its_file_name():
    one = intro("2026-01-09", 'title: "Ports"\nsummary: What opened.\nlead: [2026/a.md]')
    found = collected_at(A, B, one)
    assert [edition.intro for edition in found.issues.out] == [one, None]
    assert found.issues.out[0].leads == ("content/2026/a.md",)
    assert len(found.entries) == 2
    assert found.pages == ()
    assert diagnostic_lines(found) == []
    assert found.states[one.path] == ""


def test_a_lead_story_is_named_relative_to_the_intro_or_to_the_folder_of_content():
    near, far = read("editions/2026/a", "2026-01-07"), A
    one = intro("2026-01-09", "title: One\nlead: [2026/a.md, ../2026/a.md]")
    assert collected_at(near, far, one).issues.out[0].leads == ("content/editions/2026/a.md", "content/2026/a.md")
    assert collected_at(far, one).issues.out[0].leads == ("content/2026/a.md",)


def test_intro_without_the_setting_is_an_article():
    parsed = parse(ContentFile("content/editions/2026-01-09.md", b"---\ntitle: x\n---\nText.\n"), Parsing())
    assert parsed.article and not parsed.article.is_intro
    assert "E201" in {diagnostic.code for diagnostic in parsed.diagnostics}


def test_file_in_a_subfolder_is_an_article():
    parsed = parse(ContentFile("content/editions/old/2026-01-09.md", b"---\ntitle: x\n---\nText.\n"), Parsing(editions=True))
    assert parsed.article and not parsed.article.is_intro


def test_unknown_and_invalid_fields_are_reported():
    text = b"---\ntitle: x\ntopic: world\nleads: [a.md]\ndraft: perhaps\n---\nText.\n"
    parsed = parse(ContentFile("content/editions/2026-01-09.md", text), Parsing(editions=True))
    assert [str(diagnostic).partition(": ")[2] for diagnostic in parsed.diagnostics] == [
        "W201 unknown key topic",
        "W201 unknown key leads",
        "E202 draft must be true or false",
    ]


@pytest.mark.parametrize("name", ["2026/a.md", "content/2026/a.md", "../2026/a.md"])
def test_lead_names_the_file_of_an_article(name: str):
    assert collected_at(A, intro("2026-01-09", f"lead: {name}")).issues.out[0].leads == ("content/2026/a.md",)


def test_lead_stories_keep_their_order_without_repetition():
    articles = [read(name, "2026-01-07") for name in ("x", "y", "z")]
    one = intro("2026-01-09", "lead: [z.md, x.md, content/z.md]")
    assert collected_at(*articles, one).issues.out[0].leads == ("content/z.md", "content/x.md")


def test_missing_lead_story_is_an_error_and_one_of_another_edition_a_warning():
    one = intro("2026-01-09", "lead: [2026/c.md, 2026/b.md]")
    assert diagnostic_lines(collected_at(A, B, one)) == [
        "content/editions/2026-01-09.md:2:8: E301 lead: there is no article 2026/c.md",
        "content/editions/2026-01-09.md:2:19: W225 lead: content/2026/b.md is not in edition 2026-01-09",
    ]
    found = collected_at(A, B, one, links="warn")
    assert [diagnostic.is_error for diagnostic in found.diagnostics] == [False, False]


def test_intro_without_articles_makes_no_edition():
    one = intro("2026-01-16")
    found = collected_at(A, one)
    assert [edition.id for edition in found.issues.out] == ["2026-01-09"]
    assert diagnostic_lines(found) == ["content/editions/2026-01-16.md:1:1: W224 edition 2026-01-16 has no article"]


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("2026-01-08", "no edition closes on 2026-01-08"),
        ("welcome", "welcome is not the day of an edition"),
        ("2026-01-32", "2026-01-32 is not the day of an edition"),
    ],
)
def test_intro_without_edition_is_a_warning(name: str, message: str):
    assert diagnostic_lines(collected_at(A, intro(name))) == [f"content/editions/{name}.md:1:1: W224 {message}"]


def test_first_of_two_intros_of_an_edition_counts():
    one = intro("2026-01-09")
    other = replace(intro("2026-01-09"), path="content/editions/2026-01-09.mkd")
    found = collected_at(A, one, other)
    assert found.issues.out[0].intro is one
    assert diagnostic_lines(found) == [
        "content/editions/2026-01-09.mkd:1:1: W224 content/editions/2026-01-09.md is the intro of edition 2026-01-09 too"
    ]


def test_only_a_preview_shows_a_draft_intro():
    one = intro("2026-01-09", "draft: true")
    found = collected_at(A, one)
    assert found.issues.out[0].intro is None
    assert found.states[one.path] == "draft"
    assert collected_at(A, one, drafts=True, future=True).issues.out[0].intro is one


def test_intro_of_the_next_edition_is_embargoed():
    one = intro("2026-01-16", "lead: [2026/c.md]")
    found = collected_at(A, B, one, now="2026-01-15")
    assert found.issues.intros == ()
    assert found.states[one.path] == "embargoed"
    assert diagnostic_lines(found) == [], "its lead stories may be missing until then"
    found = collected_at(A, B, one, now="2026-01-15", drafts=True, future=True)
    assert found.issues.intros == (one,)
    assert found.issues.next and found.issues.next.page == "editions/next/index.html"
    assert len(found.diagnostics) == 1


@pytest.mark.parametrize("is_preview", [False, True])
def test_before_the_first_edition_no_intro_is_shown(is_preview: bool):
    config = replace(CONFIG, editions=replace(WEEKLY, first="2026-02-06"), drafts=is_preview, future=is_preview)
    one = intro("2026-02-06", "lead: [2026/a.md]")
    found = collected(A, one, config=config, now=datetime(2026, 1, 15, tzinfo=UTC))
    assert (found.issues.out, found.issues.next, found.states[one.path]) == ((), None, "embargoed")
    assert diagnostic_lines(found) == []


@pytest.mark.parametrize(("now", "is_stray"), [("2026-01-23T17:59:59", False), ("2026-01-23T18:00:00", True)])
def test_intro_without_articles_is_a_warning_after_its_edition_closes(now: str, is_stray: bool):
    found = diagnostic_lines(collected_at(A, B, intro("2026-01-23"), now=now))
    assert [" W224 edition 2026-01-23 has no article" in line for line in found] == [True] * is_stray


@pytest.mark.parametrize("name", ["2026-01-23", "2026-01-24", "soon"])
def test_no_warning_for_a_draft_intro(name: str):
    assert len(diagnostic_lines(collected_at(A, B, intro(name)))) == 1
    assert diagnostic_lines(collected_at(A, B, intro(name, "draft: true"))) == []


@pytest.mark.parametrize(
    ("head", "more", "state"),
    [("title: x", {}, ""), ("draft: true", {}, "draft"), ("draft: true", {"drafts": True}, "")],
)
def test_intros_have_a_state_like_articles(head: str, more: dict[str, bool], state: str):
    found = collected_at(A, B, intro("2026-01-09", head), intro("2026-03-06"), **more)
    assert found.states["content/editions/2026-01-09.md"] == state
    assert found.states["content/editions/2026-03-06.md"] == "embargoed"


def test_repeated_lead_counts_once():
    found = collected_at(A, B, intro("2026-01-09", "lead: [2026/a.md, ../2026/a.md, 2026/a.md]"))
    assert found.issues.out[0].leads == ("content/2026/a.md",)


@pytest.mark.parametrize(("links", "is_error"), [("error", True), ("warn", False)])
def test_missing_lead_is_an_error_unless_the_settings_tolerate_it(links: str, is_error: bool):
    (found,) = collected_at(A, B, intro("2026-01-09", "lead: [2026/z.md]"), links=links).diagnostics
    assert (found.code, found.is_error) == ("E301", is_error)


def test_article_cannot_cover_an_intro():
    one = intro("2026-01-09")
    found = collected_at(A, read("c", "2026-01-08", covers="editions/2026-01-09.md"), one)
    (error,) = found.diagnostics
    assert (error.code, error.message) == ("E301", "covers: there is no article content/editions/2026-01-09.md")
