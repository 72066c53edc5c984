"""The layout of the default theme in a browser: positions, sizes and colours of elements."""

from __future__ import annotations

from typing import Any

import pytest
from lxml import html

from digest.pages.article_pages import article_pages
from digest.pages.front_page import front_page
from tests.themes.rendered import rendered, select
from tests.themes.shown import DESK, PHONE, SANS, SERIF, SIZE, STYLE, TABLET, Show, boxes, leading, many
from tests.themes.test_editions import DAY, WHOLE, registries
from tests.values import collected, read

pytestmark = pytest.mark.thorough


@pytest.mark.parametrize("count", [1, 2, 3])
def test_lead_stories_fill_their_rows_and_the_second_and_third_share_one(show: Show, count: int):
    page = show(leading(count))
    leads = boxes(page, ".lead")
    (whole,) = boxes(page, ".leads")
    assert len(leads) == count and leads[0][0] == whole[0] and leads[0][2] == whole[2]
    rows: dict[float, list[list[float]]] = {}
    for box in leads:
        rows.setdefault(box[1], []).append(box)
    assert [len(row) for row in rows.values()] == {1: [1], 2: [1, 1], 3: [1, 2]}[count]
    for row in rows.values():
        assert row[0][0] == whole[0] and row[-1][2] == pytest.approx(whole[2], rel=0.001)


def test_the_first_lead_is_split_seven_to_five_only_if_it_has_a_reason(show: Show):
    page = show(leading(1))
    (what,), (why,) = boxes(page, ".lead .what"), boxes(page, ".lead .gloss")
    assert (what[2] - what[0]) / (why[2] - why[0]) == pytest.approx(7 / 5, rel=0.01)
    bare = dict(rendered(collected(read("a", DAY, body="")), front_page))["index.html"]
    page = show(bare)
    (what,), (lead,) = boxes(page, ".lead .what"), boxes(page, ".lead")
    assert what[2] - what[0] == pytest.approx(lead[2] - lead[0], rel=0.001)


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_long_headlines_are_smaller(show: Show, width: int):
    sizes = [show(leading(1, headline="a " * n), width).evaluate(SIZE, ".lead .headline") for n in (20, 40)]
    assert sizes[0] > sizes[1]


@pytest.mark.parametrize(("width", "beside"), [(PHONE, False), (TABLET, True), (DESK, True)])
def test_the_story_is_on_the_left_and_the_reason_on_the_right(show: Show, width: int, beside: bool):
    page = show(many(12)["index.html"], width)
    pairs = page.evaluate(
        """() => [...document.querySelectorAll('.rows > .story')].filter(s => s.querySelector('.gloss')).map(s => {
            const [what, why] = [s.querySelector('.what'), s.querySelector('.gloss')].map(e => e.getBoundingClientRect());
            return [why.left >= what.right && Math.abs(why.top - what.top) < 8, why.top >= what.bottom];
        })"""
    )
    assert pairs and all(pair == [beside, not beside] for pair in pairs)


def test_the_label_of_a_section_stays_in_view_on_a_wide_page(show: Show):
    page = show(many(30, 1)["index.html"])
    label = ".band > .side"
    before = boxes(page, label)[0]
    page.evaluate(f"scrollTo(0, {before[1] + 300})")
    assert 0 <= boxes(page, label)[0][1] < 40
    assert before[2] < boxes(page, ".band > .rows")[0][0]
    page = show(many(30, 1)["index.html"], TABLET)
    assert page.evaluate("getComputedStyle(document.querySelector('.band > .side')).position") == "static"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_brand_colour_is_only_a_background_of_text(show: Show, scheme: str):
    for page in many(20).values():
        shown = show(page, color_scheme=scheme)
        found = shown.evaluate(
            """() => {
                const brand = 'rgb(255, 212, 59)';
                const all = [...document.querySelectorAll('body *')];
                const of = (name) => all.filter(e => getComputedStyle(e)[name] === brand).length;
                return [of('color'), of('backgroundColor')];
            }"""
        )
        assert found[0] == 0
    assert STYLE.count("#ffd43b") == 1


def test_headlines_are_serif_and_outlets_and_editorial_texts_are_sans(show: Show):
    page = show(many(20)["index.html"])
    family = "(selector) => [...document.querySelectorAll(selector)].map(e => getComputedStyle(e).fontFamily)"
    for selector, wanted, other in ((".headline, .summary", SERIF, SANS), (".outlet, .why, .why *, .side, .heard li", SANS, SERIF)):
        found = page.evaluate(family, selector)
        assert found and all(wanted in each and other not in each for each in found), selector


SMALL_CONTROLS = """() => [...document.querySelectorAll('a:not(.skip), button, input')]
    .filter(e => !e.closest('.summary, .more-coverage, .in-story, .prose, .edition-leads'))
    .map(e => [e, e.getBoundingClientRect()])
    .filter(([e, r]) => r.height < 24 && ![...e.getClientRects()].some(l => l.height >= 24))
    .map(([e, r]) => e.outerHTML + ' ' + r.height)"""
"""Finds controls that are too small (WCAG 2.2, 2.5.8); links within a sentence, such as those to other coverage, are exempt."""


def test_on_a_phone_controls_have_at_least_24_pixels_and_nothing_overflows(show: Show):
    for path, tree in many(20).items():
        page = show(tree, PHONE)
        assert page.evaluate(SMALL_CONTROLS) == [], path
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE, path


def test_on_a_phone_controls_of_an_article_have_at_least_24_pixels(show: Show):
    head = {"source": '{name: "The Wire", url: "https://wire.example/a"}', "tags": "[one, two]", "authors": "[Jane Doe]"}
    article = read("a", DAY, key="text", **head)
    pages = dict(rendered(collected(article, config=WHOLE, registries=registries(4)), article_pages, config=WHOLE))
    (tree,) = pages.values()
    page = show(tree, PHONE)
    assert [len(boxes(page, selector)) for selector in (".read-at a", ".tags a", ".source .outlet a")] == [2, 2, 1]
    assert page.evaluate(SMALL_CONTROLS) == []


def test_all_controls_are_reachable_by_keyboard_and_show_the_focus(show: Show):
    page = show(many(9)["index.html"])
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    assert boxes(page, ".skip")[0][2] - boxes(page, ".skip")[0][0] > 24
    reached = 1
    while page.evaluate("document.activeElement.tagName") != "BODY":
        assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
        assert page.evaluate("parseFloat(getComputedStyle(document.activeElement).outlineWidth)") >= 2
        reached += 1
        page.keyboard.press("Tab")
        assert reached < 400
    assert reached == 1 + page.evaluate("document.querySelectorAll('a[href], button, input').length")


@pytest.mark.parametrize("width", [TABLET, 1024, DESK])
@pytest.mark.parametrize("leads", [1, 2])
def test_the_right_column_is_aligned_down_the_page(show: Show, leads: int, width: int):
    page = show(leading(leads, 12), width)
    across = ".lead:first-child .gloss, .lead:nth-child(even):last-child .gloss, .rows > .story .gloss"
    lefts = [box[0] for box in boxes(page, across)]
    assert len(lefts) == leads + 6
    if width >= 1024:
        lefts.append(max(box[0] for box in boxes(page, ".more-lines .no")))
    assert max(lefts) - min(lefts) < 1


@pytest.mark.parametrize("width", [PHONE, DESK])
@pytest.mark.parametrize(("count", "topics"), [(1, 1), (2, 1), (3, 3), (7, 6), (18, 30), (40, 1), (40, 30)])
def test_no_border_surrounds_an_empty_element_and_no_row_has_a_gap(show: Show, count: int, topics: int, width: int):
    page = show(many(count, topics, seed=count)["index.html"], width)
    ruled = page.evaluate(
        """() => [...document.querySelectorAll('main *')]
            .filter(e => e.offsetParent && getComputedStyle(e).borderTopWidth !== '0px')
            .map(e => [e.className, e.innerText.trim(), e.getBoundingClientRect().height])"""
    )
    assert ruled and all(text and height > 20 for _, text, height in ruled)
    (whole,) = boxes(page, ".leads")
    rows: dict[float, list[list[float]]] = {}
    for box in boxes(page, ".lead"):
        rows.setdefault(box[1], []).append(box)
    assert all(row[-1][2] == pytest.approx(whole[2], abs=1) for row in rows.values())
    assert all(box[2] - box[0] > 0.6 * width for box in boxes(page, ".band > :is(.rows, .lines, ul)"))


@pytest.mark.parametrize("width", [PHONE, TABLET, DESK])
def test_the_outlet_is_above_the_headline(show: Show, width: int):
    page = show(many(20)["index.html"], width)
    pairs = page.evaluate(
        """() => [...document.querySelectorAll('main .story')].filter(e => e.querySelector('.said .outlet'))
            .map(e => ['.outlet', '.headline'].map(name => e.querySelector(name).getBoundingClientRect().top))"""
    )
    assert pairs and all(outlet < headline for outlet, headline in pairs)


def picture(width: int, height: int) -> Any:
    """Return the picture of a card, with this size."""
    svg = f"data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' width='{width}' height='{height}'/>"
    return html.fragment_fromstring(
        f'<figure class="card-picture"><img alt="" width="{width}" height="{height}" src="{svg}"></figure>'
    )


@pytest.mark.parametrize("width", [PHONE, TABLET, DESK])
@pytest.mark.parametrize("size", [(1600, 1000), (900, 3000), (3000, 300), (120, 90)])
def test_a_picture_is_beside_the_text_and_for_the_first_lead_also_beside_the_headline(
    show: Show, size: tuple[int, int], width: int
):
    tree = leading(3, 6)
    for gloss in select(tree, ".gloss"):
        gloss.insert(0, picture(*size))
    page = show(tree, width)
    found = page.evaluate(
        """() => [...document.querySelectorAll('.gloss')].map(gloss =>
            [gloss, ...['img', '.summary'].map(name => gloss.querySelector(name))].map(e => e.getBoundingClientRect()))"""
    )
    (_, image, summary), *others = found
    (lead,), (what,) = boxes(page, ".lead:first-child"), boxes(page, ".lead:first-child .what")
    assert image["height"] <= 320
    if width == PHONE:
        assert image["bottom"] <= summary["top"] and image["width"] == pytest.approx(min(size[0], lead[2] - lead[0]), abs=1)
    else:
        assert image["left"] > what[2] and summary["left"] == what[0] and what[3] <= summary["top"] < what[3] + 24
        assert image["top"] < what[1] + 48 and lead[3] - max(image["bottom"], summary["bottom"]) < 48
        assert image["width"] == pytest.approx(min(size[0], (what[2] - what[0]) * 5 / 7), abs=1)
    assert len(others) == 8
    for gloss, image, summary in others:
        assert image["right"] == pytest.approx(gloss["right"], abs=1) and summary["top"] < image["bottom"]
        assert image["width"] == pytest.approx(min(size[0], 0.38 * gloss["width"]), abs=1)
        assert image["width"] / image["height"] == pytest.approx(4 / 3, rel=0.01)


def test_a_picture_in_an_article_is_not_enlarged_and_fits_the_window(show: Show):
    page = show(html.document_fromstring('<html lang="en" dir="ltr"><main class="article"><div class="text"></div></main></html>'))
    for size, wanted in (((900, 3000), 810), ((120, 80), 80), ((1600, 1000), 380)):
        page.evaluate(
            "(figure) => { document.querySelector('.text').innerHTML = figure }",
            html.tostring(picture(*size)[0], encoding="unicode"),
        )
        (box,) = boxes(page, ".text img")
        assert box[3] - box[1] == pytest.approx(wanted, abs=1), size


def test_the_colophon_stays_compact_with_thirty_sections(show: Show):
    page = show(many(3, 30)["index.html"])
    (colophon,) = boxes(page, ".colophon")
    assert colophon[3] - colophon[1] < 900


NAMES = (
    ".nameplate a, .outlet, .outlet a, .topics a, .headline a, .summary, .side, .side a, .heard a, .colophon-name a, h1, .name a"
)
"""Names that the editor chooses."""


@pytest.mark.parametrize("width", [PHONE, TABLET])
def test_a_long_word_does_not_overflow_the_page(show: Show, width: int):
    for path, tree in many(3).items():
        for element in select(tree, NAMES):
            element.text = "Donaudampfschifffahrtsgesellschaftskapitän" * 3
        assert show(tree, width).evaluate("document.documentElement.scrollWidth") <= width, path


@pytest.mark.parametrize("language", ["en", "ko"])
def test_a_table_scrolls_instead_of_breaking_words(show: Show, language: str):
    cells = "".join(f"<td>{word}</td>" for word in ("incomprehensibilities", "1,204,500", "unterbrochen", "supercalifragilistic"))
    text = f'<div class="prose"><div class="table"><table><tr>{cells}</tr></table></div></div>'
    page = show(html.document_fromstring(f'<html lang="{language}" dir="ltr"><main class="article">{text}</main></html>'), PHONE)
    assert [box[3] - box[1] < 48 for box in boxes(page, "td")] == [True] * 4
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE


LINE_ENDS = """(selector) => [...document.querySelectorAll(selector)].flatMap(row => [...row.children])
    .map(e => [getComputedStyle(e, '::before').content, getComputedStyle(e, '::after').content])"""


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_a_dot_between_two_items_stands_before_the_second_so_that_no_line_ends_with_it(show: Show, width: int):
    also = [{"url": f"https://{name}.example/a", "name": name} for name in ("one", "two", "three")]
    page = show(leading(1, kind="link", also=also), width)
    marks = page.evaluate(LINE_ENDS, ".said")
    assert [before for before, _ in marks] == ["none", "none", *['"·\u00a0"'] * (len(marks) - 2)] and len(marks) > 3
    marks += (others := page.evaluate(LINE_ENDS, ".more-coverage"))
    assert [before for before, _ in others] == ["none", "none", '"·\u00a0"', '"·\u00a0"']
    assert {after for _, after in marks} == {"none"}
