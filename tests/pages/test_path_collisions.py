"""Colliding and invalid output paths."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.diagnostics import Diagnostic
from digest.extensions import Addition, Code
from digest.output_paths import collision_key, path_error
from digest.pages.path_collisions import refuse_collisions, refuse_in_folder

A, B = "content/2026/a.md", "content/2026/b.md"
SLUG_HINT = "rename one, or give it a slug of its own"


def diagnostic_lines(diagnostics: list[Diagnostic]) -> list[str]:
    return [f"{diagnostic} | {diagnostic.hint}" for diagnostic in diagnostics]


def refused(*outputs: tuple[str, str], planners: dict[str, Addition] | None = None) -> list[str]:
    return diagnostic_lines(list(refuse_collisions(outputs, planners)))


def test_different_paths_do_not_collide():
    assert (
        refused(("a/index.html", A), ("a/b/index.html", B), ("ab/index.html", B), ("index.html", "the front page"), ("a.html", B))
        == []
    )


@pytest.mark.parametrize(
    ("outputs", "place", "message"),
    [
        ((("x.html", A), ("x.html", B)), B, f"{A} and {B} both become x.html"),
        ((("x.html", B), ("x.html", A)), B, f"{A} and {B} both become x.html"),
        ((("x.html", A), ("X.html", B)), B, f"{A} becomes x.html, and {B} becomes X.html: one file on some systems"),
        ((("É.html", A), ("é.html", B)), B, f"{A} becomes É.html, and {B} becomes é.html: one file on some systems"),
        ((("x", A), ("x/y.html", B)), B, f"{A} becomes x, and {B} becomes x/y.html: a file and a folder of one name"),
        ((("x/y/z.html", A), ("X", B)), B, f"{A} becomes x/y/z.html, and {B} becomes X: a file and a folder of one name"),
        ((("x/y/z.html", A), ("x/y", B)), B, f"{A} becomes x/y/z.html, and {B} becomes x/y: a file and a folder of one name"),
        (
            (("x/y.html", A), ("x/z.html", A), ("x", B)),
            B,
            f"{A} becomes x/y.html, and {B} becomes x: a file and a folder of one name",
        ),
        ((("x/y.d/z.xml", A), ("x/y.d", B)), B, f"{A} becomes x/y.d/z.xml, and {B} becomes x/y.d: a file and a folder of one name"),
        ((("x/y.d", A), ("x/y.d/z.xml", B)), B, f"{A} becomes x/y.d, and {B} becomes x/y.d/z.xml: a file and a folder of one name"),
        (
            (("x/y.d/v/w/z.xml", A), ("X/y.d", B)),
            B,
            f"{A} becomes x/y.d/v/w/z.xml, and {B} becomes X/y.d: a file and a folder of one name",
        ),
        (
            (("x/y/z.html", A), ("x.d/y", A), ("x/y", B)),
            B,
            f"{A} becomes x/y/z.html, and {B} becomes x/y: a file and a folder of one name",
        ),
        ((("tags/x.html", "the tag x"), ("tags/x.html", A)), A, f"{A} and the tag x both become tags/x.html"),
        ((("tags/x.html", "a tag"), ("tags/x.html", A)), A, f"a tag and {A} both become tags/x.html"),
    ],
)
def test_collision_is_reported_at_one_article(outputs: tuple[tuple[str, str], ...], place: str, message: str):
    assert refused(*outputs) == [f"{place}:1:1: E401 {message} | {SLUG_HINT}"]


@pytest.mark.parametrize(
    ("path", "source", "hint"),
    [
        ("404.html", "the page 404.html", "rename it, or write not_found: false in digest.yml"),
        ("search/index.html", "the search page", "rename it, or write search: none in digest.yml"),
        ("data/articles.json", "the data", "rename it, or write open_data: false in digest.yml"),
        ("data/x.html", "content/pages/data/x.md", "rename one"),
        ("index.html", "the front page", "rename one"),
    ],
)
def test_the_hint_for_an_own_file_names_the_setting_that_makes_room_for_it(path: str, source: str, hint: str):
    own = f"content/static/{path}"
    expected = f"{own}:1:1: E401 {' and '.join(sorted((own, source)))} both become {path} | {hint}"
    assert refused((path, source), (path, own)) == refused((path, own), (path, source)) == [expected]


def test_three_colliding_paths_are_two_errors():
    assert len(refused(("x", A), ("x", B), ("X", "content/c.md"))) == 2


def test_collision_without_a_content_file_is_reported_in_the_settings():
    assert refused(("x", "the tag a"), ("x", "the tag b")) == [
        f"digest.yml:1:1: E401 the tag a and the tag b both become x | {SLUG_HINT}"
    ]
    theme = "themes/t/static/x"
    assert refused(("x", theme), ("x", "the tag b")) == [f"{theme}:1:1: E401 the tag b and {theme} both become x | {SLUG_HINT}"]


def test_hint_for_a_copied_file_has_no_slug():
    small, large = "content/static/x.txt", "content/static/X.txt"
    message = f"{large} becomes X.txt, and {small} becomes x.txt: one file on some systems | rename one"
    assert refused(("x.txt", small), ("X.txt", large)) == [f"{small}:1:1: E401 {message}"]


@pytest.mark.parametrize("path", ["a/../b", ".htaccess", "a/con/index.html", "a//b", "x" * 5000])
def test_invalid_path_is_an_error_and_does_not_collide(path: str):
    found = refused((path, A), (path, B), ("fine", B))
    assert len(found) == 2
    assert found[0].startswith(f"{A}:1:1: E204 {path} cannot be written: ") and found[0].endswith(
        " | rename the file, or give it a slug"
    )


CODE = Code("mine.py", "key", ("extensions/mine.py",), 4, 3)
PLANNER = Addition(CODE, "planners", "plan", lambda: None, "extensions/mine.py", 12)
PLANNERS = {str(PLANNER): PLANNER}


def test_collision_of_an_extension_page_is_reported_at_the_extension():
    name = "the planner plan of extensions/mine.py"
    hint = "give the planner's page another path"
    assert refused(("x", A), ("x", name), planners=PLANNERS) == [
        f"extensions/mine.py:12:1: E401 {A} and {name} both become x | {hint}"
    ]
    assert refused(("x", name), ("x", "an index"), planners=PLANNERS) == [
        f"extensions/mine.py:12:1: E401 an index and {name} both become x | {hint}"
    ]
    assert refused(("x", name), ("x", name), planners=PLANNERS) == [
        f"extensions/mine.py:12:1: E401 {name} returns two pages for x | {hint}"
    ]


def test_paths_in_the_folder_of_the_full_text_index_are_errors():
    outputs = [("pagefind/x.html", A), ("Pagefind", B), ("pagefind.html", B), ("a/pagefind/x", B), ("pagefind/y", str(PLANNER))]
    assert diagnostic_lines(list(refuse_in_folder(outputs, "pagefind", PLANNERS))) == [
        f"{A}:1:1: E401 {A} becomes pagefind/x.html, and Pagefind writes to /pagefind/ | rename it, or give it a slug",
        f"{B}:1:1: E401 {B} becomes Pagefind, and Pagefind writes to /pagefind/ | rename it, or give it a slug",
        f"extensions/mine.py:12:1: E401 {PLANNER} becomes pagefind/y, and Pagefind writes to /pagefind/"
        " | give the planner's page another path",
    ]


NAMES = st.sampled_from(["x", "X", "y", "é", "É", "x.html", "X.html", "y.html", "x.xml", "con", "index.html"])


@given(st.lists(st.lists(NAMES, min_size=1, max_size=3).map("/".join), max_size=5))
def test_error_for_equal_paths_folders_of_other_paths_and_invalid_paths(paths: list[str]):
    keys = list(map(collision_key, paths))
    is_folder = any(other.startswith(f"{key}/") for key in keys for other in keys)
    is_wrong = len(set(keys)) < len(keys) or is_folder or any(map(path_error, paths))
    assert bool(refused(*((path, A) for path in paths))) == is_wrong
