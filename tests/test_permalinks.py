"""Permalinks: the path of an article for a pattern, and invalid patterns."""

from __future__ import annotations

from datetime import UTC, datetime
from urllib.parse import unquote, urlsplit

import pytest
from hypothesis import given

from digest.output_paths import path_error
from digest.permalinks import article_path, pattern_error
from digest.slugs import MAX_SLUG_BYTES, slug, slug_error
from digest.urls import url_of
from tests.hard_names import NAMES

DAY = datetime(2026, 1, 4, tzinfo=UTC)


@given(NAMES)
def test_a_slug_is_refused_or_gives_a_path_that_is_valid_on_every_system(text: str):
    name = slug(text)
    assert len(name.encode("utf-8", "surrogatepass")) <= MAX_SLUG_BYTES
    if slug_error(name):
        return
    path = article_path("/{year}/{month}/{day}/{slug}/", DAY, name)
    assert path_error(path) == ""
    assert path.startswith("2026/01/04/")
    assert unquote(urlsplit(url_of(path)).path) == f"/{path.removesuffix('index.html')}"


@pytest.mark.parametrize(
    "pattern",
    ["/{slug}/", "/{year}/{month}/{day}/{slug}/", "/news/{year}-{month}/{slug}/", "/한국/{slug}/", "/{slug}.html", "/{path}/",
     "/{lang}/{topic}/{path}.html", "/{path}/{slug}/", "/{slug}/index.html"],
)  # fmt: skip
def test_a_valid_pattern_is_accepted(pattern: str):
    assert pattern_error(pattern) == ""
    assert path_error(article_path(pattern, DAY, "name")) == ""


@pytest.mark.parametrize(
    "pattern",
    [
        "",
        "/",
        "{slug}",
        "/{slug}",
        "{slug}/",
        "/{year}/",
        "/{slug}/{hour}/",
        "/../{slug}/",
        "/a//{slug}/",
        "/.x/{slug}/",
        "/{slug/",
        "/slug}/{slug}/",
        "/{slug}.htm",
        "/{slug}/{year}.html",
        "/{slug}/{path}.html",
        "/.html",
    ],
)
def test_an_invalid_pattern_is_refused(pattern: str):
    assert pattern_error(pattern)


@pytest.mark.parametrize(
    ("pattern", "path"),
    [
        ("/{slug}.html", "a-b.html"),
        ("/{year}/{slug}.html", "2026/a-b.html"),
        ("/{lang}/{slug}/", "pt-br/a-b/index.html"),
        ("/{topic}/{slug}/", "science/a-b/index.html"),
        ("/{path}/{slug}/", "notes/old-ones/a-b/index.html"),
        ("/{path}/", "notes/old-ones/a-b/index.html"),
        ("/{slug}-html/", "a-b-html/index.html"),
        ("/{path}.html", "notes/old-ones/a-b.html"),
        ("/x/{path}/{slug}/index.html", "x/notes/old-ones/a-b/index.html"),
    ],
)
def test_the_placeholders_of_a_pattern_are_replaced(pattern: str, path: str):
    file = "content/notes/Old Ones/A b.md"
    assert article_path(pattern, DAY, "a-b", language="pt-BR", topic="science", file=file) == path
    assert path_error(path) == ""


def test_an_empty_placeholder_leaves_no_empty_segment():
    assert article_path("/{path}/{topic}/{slug}/", DAY, "a", file="content/a.md") == "a/index.html"
    assert article_path("/{path}.html", DAY, "a", file="content/a.md") == "a.html"


@pytest.mark.parametrize(
    ("pattern", "problem"),
    [
        ("/{year}/", "the permalink needs {slug} or {path}"),
        ("{slug}/", "the permalink must begin with / and end with / or .html"),
        ("/{slug}/{year}.html", "the permalink must contain {slug} in its last part, before .html"),
        ("/{path}/{year}.html", "the permalink must contain {path} in its last part, before .html"),
        ("/{hour}/{slug}/", "the permalink may contain {year}, {month}, {day}, {slug}, {lang}, {topic} and {path}"),
        ("/con/{slug}/", "con is a device name on Windows"),
    ],
)
def test_the_problem_of_an_invalid_pattern_is_named(pattern: str, problem: str):
    assert pattern_error(pattern) == problem
