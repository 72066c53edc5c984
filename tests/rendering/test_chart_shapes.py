"""The shapes of charts, and their elements in pages: small, with a title and a table of the same numbers."""

from __future__ import annotations

import gzip
import re
from pathlib import Path
from random import Random

import pytest
from lxml import html

from digest.rendering.chart_shapes import bars, dots, segments
from tests.sites import SETTINGS, article, build, tiny, write


def test_bars_are_side_by_side_on_one_baseline():
    assert bars([1, 0, 4]) == "M1 16v-4m6 4v-16"
    assert bars([1, 0, 4], backwards=True) == "M1 16v-16m6 16v-4"
    assert bars([1000, 1]) == "M1 16v-16m3 16v-1", "one article is visible beside many"
    assert bars([0, 0, 3]) == "M7 16v-16"
    assert bars([]) == bars([0]) == ""


def test_dots_are_in_the_columns_of_their_days_and_larger_for_more_articles():
    days = [0] * 28
    days[0], days[1], days[27] = 1, 4, 2
    empty, *sizes = dots(days, 6, 4)
    assert sizes == ["M65 5h0", "M55 45h0", "", "M5 15h0"]
    assert empty.count("h0") == 25
    assert dots(days, 6, 4, backwards=True)[1:] == ["M5 5h0", "M15 45h0", "", "M65 15h0"]
    assert dots([1], 6, 100)[1] == dots([1], 6, 1)[1] == "M65 5h0", "the dot of one article is small even if no day has more"


def test_segments_divide_the_full_width():
    assert segments([2, 1, 0, 1]) == "M0 4h59M60 4h29M90 4h29"
    assert segments([2, 1, 0, 1], backwards=True) == "M0 4h29M30 4h29M60 4h59"
    assert segments([1000, 1]) == "M0 4h119M120 4h1"
    assert segments([]) == ""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site with articles on half the days of a year, in as many weeks as a sparkline shows."""
    random = Random(7)
    days = [
        f"2025-{month:02}-{day:02}"
        for month in range(1, 13)
        for day in range(1, 29)
        for _ in range(random.choice([0, 0, 1, 1, 2, 5]))
    ]
    sources = ["wire", "gazette", "Paper A", "Paper B", None]
    articles = {
        f"content/2025/n{n}.md": article(f"A {n}", day, source=random.choice(sources), story="flood") for n, day in enumerate(days)
    }
    settings = SETTINGS.replace("theme: plain\n", "") + "language: en\n"
    root = write(tmp_path_factory.mktemp("charts"), {**tiny(1), "digest.yml": settings, **articles})
    assert build(root).code == 0
    return root / "site"


def page(site: Path, path: str) -> html.HtmlElement:
    """Return the parsed page at this path."""
    return html.document_fromstring((site / path / "index.html").read_bytes())


def numbers(rows: list[html.HtmlElement]) -> list[int]:
    """Return the last number of each row."""
    return [int(row.xpath("td[normalize-space()][last()]")[0].text_content()) for row in rows]


def count(tree: html.HtmlElement) -> int:
    """Return the number of articles that the page shows as its count."""
    return int(re.match(r"[\d,]+", tree.xpath("//p[@class='count'][contains(., 'article')]")[0].text_content())[0].replace(",", ""))  # type: ignore[index]


def compressed_size(element: html.HtmlElement) -> int:
    """Return the size in bytes of the element, compressed alone."""
    element.tail = None
    return len(gzip.compress(html.tostring(element), 9, mtime=0))


@pytest.mark.parametrize("path", ["topics/world", "sources/wire", "stories/flood"])
def test_the_table_of_a_sparkline_has_the_numbers_of_the_list(site: Path, path: str):
    tree = page(site, path)
    (chart,) = tree.xpath("//details[@class='chart']")
    assert sum(numbers(chart.xpath(".//tbody/tr"))) == count(tree)
    (drawn,) = chart.xpath(".//svg")
    assert drawn.xpath("string(title)") and drawn.get("role") == "img"
    assert compressed_size(drawn) < 300


def test_numbered_pages_have_no_sparkline(site: Path):
    assert page(site, "topics/world/page/1").xpath("//svg") == []


def test_the_tables_of_the_coverage_have_the_numbers_of_the_year(site: Path):
    tree = page(site, "about/coverage/2025")
    days, sources = tree.xpath("//details[@class='chart']//table")
    rows = days.xpath(".//tbody/tr")
    assert sum(numbers(rows)) == sum(numbers(sources.xpath(".//tbody/tr"))) == count(tree)
    for row, month in zip(rows, tree.xpath("//ol[@class='calendar']/li"), strict=True):
        *by_day, total = [int(cell.text_content() or 0) for cell in row.xpath("td")]
        assert sum(by_day) == total
        assert month.xpath("string(.//title)") == f"{total} article{'s' if total != 1 else ''}"
        dots_drawn = sum(path.count("h0") for path in month.xpath(".//path/@d"))
        assert dots_drawn == 31 - sum(int(span) - 1 for span in row.xpath("td/@colspan")) - len(row.xpath("td[@colspan]"))


def test_a_calendar_of_many_articles_is_small(site: Path):
    tree = page(site, "about/coverage/2025")
    assert count(tree) > 150
    drawn = b"".join(html.tostring(svg, with_tail=False) for svg in tree.xpath("//ol[@class='calendar']//svg"))
    assert len(gzip.compress(drawn, 9, mtime=0)) < 1024


def test_charts_have_no_colour_and_no_style_of_their_own(site: Path):
    for path in ("about/coverage/2025", "topics/world"):
        for element in page(site, path).xpath("//svg/descendant-or-self::*"):
            assert element.get("style") is None
            assert element.get("stroke") in (None, "currentColor") and element.get("fill") is None
