"""The values that a planner of an extension returns become pages with plain values, or one error that names the extension."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from digest.extensions import Addition, Code
from digest.pages.article_pages import ArticlePage
from digest.pages.extension_contexts import OwnPage, TextFile, TextPage
from digest.pages.extension_pages import added_part, part_name
from digest.pages.list_pages import ListPage
from digest.pages.page import Page, Text
from tests.values import CONFIG, collected, read, site_of

COLLECTIONS = collected(read("a"))
SITE = site_of(COLLECTIONS)
DAY = datetime(2026, 2, 1, tzinfo=UTC)


def planner(give: Any, *, name: str = "plan", code: str = "mine.py") -> Addition:
    def plan(*arguments: Any) -> Any:
        assert arguments == (COLLECTIONS, SITE, CONFIG)
        return give() if callable(give) else give

    return Addition(Code(code, "key", (f"extensions/{code}",), 1, 1), "planners", name, plan, f"extensions/{code}", 3)


def pages(give: Any) -> list[Page]:
    part, diagnostics = added_part(planner(give), COLLECTIONS, SITE, CONFIG)
    assert part is not None, diagnostics
    assert diagnostics == ()
    return list(part.pages())


def refused(give: Any) -> list[str]:
    part, diagnostics = added_part(planner(give), COLLECTIONS, SITE, CONFIG)
    assert part is None
    assert {(diagnostic.path, diagnostic.line) for diagnostic in diagnostics} == {("extensions/mine.py", 3)}
    return [
        f"{diagnostic.code} {diagnostic.message.removeprefix('the planner plan of extensions/mine.py: ')}"
        for diagnostic in diagnostics
    ]


def test_page_keeps_its_values_and_gets_its_url_and_planner():
    page = Page("own/index.html", "own.html", OwnPage(title="Own", data={"a": [1, None]}), "whatever", DAY, in_sitemap=False)
    (made,) = pages([page])
    assert made == Page(
        "own/index.html",
        "own.html",
        OwnPage(title="Own", url="/repo/own/", data={"a": [1, None]}),
        "the planner plan of extensions/mine.py",
        DAY,
        False,
    )


def test_text_file_becomes_a_page_with_the_unchanged_text():
    (made,) = pages([TextFile("reading.csv", "a,b\n")])
    assert made == Page(
        "reading.csv", "verbatim.txt", TextPage("", "/repo/reading.csv", text="a,b\n"), "the planner plan of extensions/mine.py",
        in_sitemap=False,
    )  # fmt: skip


PAGE = Page("own/index.html", "own.html", OwnPage(title="Own"))


@pytest.mark.parametrize(
    "give", [lambda: [PAGE], lambda: (PAGE,), lambda: iter([PAGE]), PAGE], ids=["list", "tuple", "generator", "one"]
)
def test_planner_can_return_a_list_tuple_generator_or_single_page(give: Any):
    assert [page.path for page in pages(give)] == ["own/index.html"]


def test_planner_can_return_no_pages():
    assert pages([]) == []


@pytest.mark.parametrize(
    ("returned", "expected"),
    [
        (None, "E703 it returned NoneType instead of a page"),
        ("text", "E703 it returned str instead of a page"),
        (b"bytes", "E703 it returned bytes instead of a page"),
        ([PAGE, 7], "E703 it returned int instead of a page"),
        (TextFile("a.bin", b"x"), "E703 the text of a.bin is bytes instead of str"),  # type: ignore[arg-type]
        (
            TextFile("../a", "x"),
            "E204 ../a cannot be written: ../a begins with a dot, and dot-files in the output folder are not digest's",
        ),
        (Page(7, "a", OwnPage(title="")), "E204 7 cannot be written: it is no text"),  # type: ignore[arg-type]
        (Page("a\nb", "a", OwnPage(title="")), r"E204 a\nb cannot be written: "),
        (
            Page("a", "b", ArticlePage(title="", date=DAY, body=Text("key"))),
            "E703 a contains the text of an article, which only its page and feeds may show",
        ),
    ],
)
def test_invalid_page_is_one_error_of_the_planner(returned: Any, expected: str):
    (found,) = refused(lambda: returned)
    assert found.startswith(expected)


@pytest.mark.parametrize(
    "context",
    [OwnPage(title="", data={"a": object()}), OwnPage(title=3), ListPage(title="", kind="x", cards="y"), object()],  # type: ignore[arg-type]
)
def test_values_that_are_not_plain_are_errors(context: Any):
    (found,) = refused([Page("a", "b", context)])
    assert found.startswith("E703 a ")


def test_date_without_time_zone_is_an_error():
    (found,) = refused([Page("a", "b", OwnPage(title=""), modified=datetime(2026, 1, 1))])
    assert found.startswith("E703 a ")


def test_exception_in_a_planner_is_an_error():
    assert refused(lambda: 1 / 0) == ["E702 ZeroDivisionError: division by zero"]


def test_key_of_the_part_changes_only_with_its_pages():
    def key(title: str, function: Any = None) -> str:
        part, _ = added_part(function or planner([Page("a", "b", OwnPage(title=title))]), COLLECTIONS, SITE, CONFIG)
        assert part is not None
        return part.key("shared")

    assert key("One") == key("One") != key("Two")
    assert part_name(planner([], name="x", code="y.py")) == "extension y.py: x" != part_name(planner([], name="y", code="y.py"))


def test_data_that_is_nested_too_deep_is_an_error():
    nested: list[Any] = []
    for _ in range(10_000):
        nested = [nested]
    (found,) = refused([Page("a", "b", OwnPage(title="", data={"nested": nested}))])
    assert found.startswith("E703 a cannot be written to a page: ")
