"""The default theme in print, in forced colours, with more contrast, and in other writing directions and scripts."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.themes.rendered import select
from tests.themes.shown import STYLE, TABLET, Show, boxes, computed, many

pytestmark = pytest.mark.thorough


def test_in_forced_colours_marked_elements_have_a_border(show: Show):
    page = show(many(9)["index.html"], forced_colors="active")
    style = "(e => getComputedStyle(e).borderTopStyle)"
    assert page.evaluate(f"{style}(document.querySelector('.why b'))") == "solid"
    assert page.evaluate(f"{style}(document.querySelector('.edition time'))") == "solid"


def test_with_more_contrast_nothing_is_faint(show: Show):
    page = show(many(9)["index.html"], contrast="more")
    ink = page.evaluate("getComputedStyle(document.body).color")
    found = page.evaluate("[...document.querySelectorAll('.said span, .summary, .count')].map(e => getComputedStyle(e).color)")
    assert {*found} == {ink}


def test_there_are_no_animations():
    """So there is nothing to disable for users who prefer reduced motion."""
    assert re.findall(r"transition|animation|scroll-behavior|@keyframes", STYLE) == []


def test_printed_pages_have_page_number_and_page_count():
    """Chromium draws page margins only into a PDF, so the test looks for the CSS rule (CSS Paged Media 3, 6.1)."""
    (margins,) = re.findall(r"@page \{(.*)\}$", STYLE, re.MULTILINE)
    assert re.search(r'@bottom-right \{ content: counter\(page\) " / " counter\(pages\);', margins)


@pytest.mark.parametrize("width", [TABLET, 1100])
def test_in_print_a_month_begins_at_the_edge_and_both_columns_are_aligned(show: Show, width: int):
    pages = many(20)
    page = show(pages["2026/02/index.html"], width, media="print")
    (head,), (heading,) = boxes(page, ".list-head"), boxes(page, "h1")
    assert heading[0] == head[0] and {*computed(page, ".days, .months, .pager, button, .count [type]", "display")} <= {"none"}
    page = show(pages["index.html"], width, media="print")
    assert {*computed(page, ".rows", "columnCount")} == {"2"}
    for number in range(1, 5):
        cards = boxes(page, f".band:nth-of-type({number}) .rows > .story")
        tops = {min(box[1] for box in cards if box[0] == left) for left in {box[0] for box in cards}}
        assert len(tops) <= 1


def test_in_print_no_separator_precedes_a_hidden_element(show: Show):
    page = show(many(20)["index.html"], media="print")
    assert {*computed(page, ".said > :has(+ span > [rel=bookmark])", "content", "::after")} == {"none"}


@pytest.mark.parametrize(
    ("language", "out", "back"), [("en", "\u2197", "\u2190"), ("ar", "\u2196", "\u2192"), ("he", "\u2196", "\u2192")]
)
def test_arrows_point_in_the_reading_direction(show: Show, language: str, out: str, back: str):
    pages = many(20, language=language)
    page = show(pages["index.html"])
    sites = computed(page, ".story-link .headline:not([dir]) a", "content", "::after")
    assert sites and all(out in each for each in sites)
    page = show(pages["2026/02/02/index.html"])
    assert all(back in each for each in computed(page, ".pager .back", "content", "::before"))


def test_a_headline_in_another_direction_keeps_its_arrow_and_the_alignment_of_the_page(show: Show):
    tree = many(20, language="ar")["index.html"]
    headline = select(tree, ".story-link .headline")[0]
    headline.set("lang", "en")
    headline.set("dir", "ltr")
    page = show(tree)
    assert "\u2197" in computed(page, ".headline[lang=en] a", "content", "::after")[0]
    assert page.evaluate("getComputedStyle(document.querySelector('.headline[lang=en]')).textAlign") in ("right", "-webkit-right")


def test_a_tag_has_its_sign_at_the_start_of_its_text(show: Show):
    tree = many(3, language="ar")["index.html"]
    main: Any = select(tree, "main")[0]
    tags = main.makeelement("ul", {"class": "tags"})
    for name in ("cranes", "رافعات"):
        item = tags.makeelement("li", {})
        link = item.makeelement("a", {"href": "/"})
        link.text = name
        item.append(link)
        tags.append(item)
    main.append(tags)
    page = show(tree)
    signs = [item[:] for item in boxes(page, ".tags li")]
    links = boxes(page, ".tags a")
    assert links[0][0] > signs[0][0] and links[0][2] == pytest.approx(signs[0][2], abs=1)
    assert links[1][2] < signs[1][2] and links[1][0] == pytest.approx(signs[1][0], abs=1)
