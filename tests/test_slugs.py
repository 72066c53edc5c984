"""Slugs: the url segment of a text, and invalid slugs."""

from __future__ import annotations

import pytest
from hypothesis import example, given

from digest.slugs import fold_tag, slug, slug_error, tag_slug
from tests.hard_names import NAMES


@given(NAMES)
@example("ÅE\u0301 x")
@example("ﬃ ŉ ẖ")
def test_a_slug_is_its_own_slug(text: str):
    assert slug(slug(text)) == slug(text)


@pytest.mark.parametrize(
    ("tag", "expected"),
    [
        ("C++", "c-plus-plus"),
        ("C#", "c-sharp"),
        (".NET", "dot-net"),
        ("C", "c"),
        ("AI", "ai"),
        ("한국 경제", "한국-경제"),
        ("Ünïcode", "ünïcode"),
        ("a/b", "a-b"),
        ("  x  ", "x"),
        ("!?", ""),
        ("naïve" * 40, "naïve" * 13 + "na"),
        ("one two " * 20, "-".join(["one-two"] * 10)),
    ],
)
def test_the_slug_of_a_tag(tag: str, expected: str):
    assert tag_slug(tag) == expected


@given(NAMES)
def test_the_slug_of_a_tag_is_a_slug(tag: str):
    assert slug(tag_slug(tag)) == tag_slug(tag)


@pytest.mark.parametrize(
    "name",
    ["", "Upper", "a b", "a--b", "-a", "a/b", "..", "con", "lpt9", "e\u0301", "x.", "index", "tags", "page", "404", "a" * 201],
)
def test_an_invalid_slug_is_refused(name: str):
    assert slug_error(name)


def test_a_slug_in_front_matter_may_be_longer_than_a_generated_one():
    assert slug_error("a" * 200) == "" and slug_error("가" * 66) == ""
    assert slug_error("a" * 201) and slug_error("가" * 67)
    assert len(slug("a" * 200)) == 80


@pytest.mark.parametrize("name", ["404", "assets", "feed", "index", "page", "sitemap", "static", "tags", "topics"])
def test_names_of_the_sites_own_files_are_reserved(name: str):
    assert slug_error(name) == f"the slug {name} is reserved"
    assert slug_error(f"{name}s-2") == ""


@pytest.mark.parametrize(
    ("text", "limit", "cut"),
    [("aa-bb", 5, "aa-bb"), ("aa-bb", 4, "aa"), ("aa-bb", 3, "aa"), ("aa-bb", 2, "aa"), ("aa-bb", 1, "a"), ("aaaa", 3, "aaa"),
     ("aa bb cc", 5, "aa-bb"), ("a bb", 2, "a"), ("aa bb cc", 6, "aa-bb"), ("한한", 6, "한한"), ("한한", 5, "한"),
     ("한 한", 6, "한"), ("한 한", 7, "한-한")],
)  # fmt: skip
def test_a_slug_is_cut_at_a_word_if_there_is_one(text: str, limit: int, cut: str):
    assert slug(text, limit) == cut


def test_two_spellings_of_a_tag_are_equal_when_folded():
    assert (
        fold_tag(" AI ") == fold_tag("ai") == "ai"
        and fold_tag("Cafe\u0301") == fold_tag("CAFÉ")
        and fold_tag("Straße") == fold_tag("STRASSE")
    )
    assert (tag_slug(" .NET "), tag_slug(". x"), tag_slug("+1")) == ("dot-net", "x", "plus1")


def test_combining_marks_are_kept_and_symbols_are_not():
    assert slug("हिन्दी समाचार") == "हिन्दी-समाचार"
    assert slug("a+b=c<d") == "a-b-c-d" and slug("5 €") == "5" and slug("x²") == "x²"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "an empty text is not a slug"), ("A b", "A b is not a slug"), ("con", "con is a device name on Windows"),
        ("tags", "the slug tags is reserved"), ("가" * 67, "가" * 20 + "… is longer than 200 bytes"), ("가" * 66, ""),
    ],
)  # fmt: skip
def test_the_problem_of_an_invalid_slug_is_named(text: str, problem: str):
    assert slug_error(text) == problem
