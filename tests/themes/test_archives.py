"""Archives in the default theme: a line for each story, a calendar of each month, bars for the months of a year."""

from __future__ import annotations

from calendar import monthrange
from datetime import UTC, date, datetime
from typing import Any

import pytest
from babel.dates import format_date
from msgspec.structs import replace

from digest.config.config import Config, Lists
from digest.config.edition_settings import WEEKDAYS
from digest.pages.list_pages import period_pages
from tests.themes.rendered import rendered, select
from tests.values import CONFIG, collected, read

ARCHIVE = replace(CONFIG, lists=Lists(days=0))
NOW = datetime(2027, 1, 1, tzinfo=UTC)
MONTHS = [(year, month) for year in (2023, 2024, 2026) for month in range(1, 13)]


def archive(*days: str, config: Config = ARCHIVE, **more: Any) -> dict[str, Any]:
    """Return the pages of years and months for articles on these days."""
    articles = [read(f"a{number}", day, **more) for number, day in enumerate(days)]
    return dict(rendered(collected(*articles, config=config, now=NOW), period_pages, config=config))


def columns(page: Any) -> dict[str, int]:
    """Return the column of each weekday's name."""
    return {item.text: column(item) for item in select(page, ".weekdays li")}


def column(item: Any) -> int:
    (name,) = [name for name in item.get("class", "").split() if name.startswith("column-")]
    return int(name.removeprefix("column-"))


@pytest.mark.parametrize("week_start", WEEKDAYS)
def test_each_day_is_in_the_column_of_its_weekday(week_start: str):
    config = replace(ARCHIVE, lists=replace(ARCHIVE.lists, years=0), week_start=week_start)
    pages = archive(*(f"{year}-{month:02}-05" for year, month in MONTHS), config=config)
    assert len(pages) == len(MONTHS)
    for year, month in MONTHS:
        page = pages[f"{year}/{month:02}/index.html"]
        names = columns(page)
        assert sorted(names.values()) == [*range(1, 8)]
        assert names[format_date(date(2024, 1, 1 + WEEKDAYS.index(week_start)), "ccc", "en")] == 1
        days = select(page, ".days > ol")[1]
        assert [item.text_content() for item in days] == [str(day) for day in range(1, monthrange(year, month)[1] + 1)]
        start = column(days[0])  # the other days follow it
        for number, _ in enumerate(days):
            assert names[format_date(date(year, month, number + 1), "ccc", "en")] == (start - 1 + number) % 7 + 1


@pytest.mark.parametrize(("language", "first"), [("en", "Sun"), ("en-GB", "Mon"), ("ko", "일"), ("de", "Mo"), ("ar", "السبت")])
def test_the_first_day_of_the_week_depends_on_the_language(language: str, first: str):
    page = archive("2026-02-05", config=replace(ARCHIVE, language=language))["2026/02/index.html"]
    assert columns(page)[first] == 1


def test_days_with_articles_have_bars_of_three_heights_and_links():
    counts = {3: 9, 4: 4, 5: 3, 6: 1}
    config = replace(CONFIG, lists=Lists(days=20, months=60))
    page = archive(*(f"2026-02-{day:02}" for day, count in counts.items() for _ in range(count)), config=config)[
        "2026/02/index.html"
    ]
    days = select(page, ".days > ol")[1]
    assert {int(item.text_content()): item.get("class") for item in days if len(item) and item[0].tag == "a"} == {
        3: "level-3",
        4: "level-2",
        5: "level-1",
        6: "level-1",
    }
    link = select(days, "a")[0]
    assert (link.get("href"), link.get("aria-label")) == ("/repo/2026/02/03/", "Tuesday, February 3, 2026, 9 articles")
    assert [item.get("class") for item in days if not select(item, "a")] == ["column-1", *[None] * 23]


def test_a_year_has_a_proportional_bar_for_each_month():
    page = archive(*["2026-03-05"] * 4, *["2026-05-05"], "2026-06-01", "2026-06-02")["2026/index.html"]
    months = [
        (select(item, "time")[0].text, select(item, "rect")[0].get("width"), select(item, ".tally")[0].text)
        for item in select(page, ".months li")
    ]
    assert months == [("March", "100", "4"), ("April", "0", "0"), ("May", "25", "1"), ("June", "50", "2")]
    assert [link.get("href") for link in select(page, ".months a")] == ["/repo/2026/03/", "/repo/2026/05/", "/repo/2026/06/"]


def test_an_archive_has_one_line_for_each_story_in_order_of_date():
    config = replace(ARCHIVE, lists=replace(ARCHIVE.lists, months=2, years=2))
    pages = archive(
        *(f"2026-02-{day:02}" for day in (1, 1, 2, 3, 3, 4)), config=config, why="It matters.", summary="What happened."
    )
    assert {"2026/page/1/index.html", "2026/02/page/2/index.html"} <= pages.keys()
    for path, page in pages.items():
        assert select(page, "article.line") and not select(page, "article.story, .summary, .why"), path
        shown = [time.get("datetime") for time in select(page, "main .band .side time")]
        assert shown == sorted(set(shown), reverse=True), path
