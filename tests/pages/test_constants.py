"""Numbers that decide which pages there are and what is on them: other ones have to be chosen, not mistyped."""

from __future__ import annotations

from types import ModuleType

import pytest

from digest.pages import (
    article_pages,
    chart_numbers,
    corrections_page,
    edition_arrangement,
    edition_feeds,
    edition_pages,
    feeds,
    front_page,
    letter_pages,
    list_pages,
    open_data,
    picture_diagnostics,
    picture_variants,
    related_links,
    search_pages,
    site_description,
    sitemap,
)

CONSTANTS: list[tuple[ModuleType, str, object]] = [
    (article_pages, "MOST_OF_A_PART", 50),
    (chart_numbers, "FEWEST_ARTICLES", 5),
    (chart_numbers, "FEWEST_BINS", 3),
    (chart_numbers, "MOST_BINS", {"day": 31, "week": 60, "month": 60, "year": 60}),
    (chart_numbers, "MOST_OUTLETS", 12),
    (corrections_page, "MOST_CORRECTIONS", 500),
    (edition_arrangement, "FULL_CARDS", 6),
    (edition_arrangement, "FULL_OF_LONG", 2),
    (edition_arrangement, "LONG_EDITION", 40),
    (edition_arrangement, "MAX_LEADS", 3),
    (edition_feeds, "MOST_EDITION_ENTRIES", 10),
    (edition_pages, "LISTED_EDITIONS", 50),
    (feeds, "MOST_CATEGORIES", 40),
    (front_page, "EARLIER_EDITIONS", 6),
    (letter_pages, "LONGEST_PREHEADER", 200),
    (letter_pages, "LONGEST_SUBJECT", 120),
    (list_pages, "PAGES_PER_BLOCK", 5),
    (open_data, "MOST_DATA_ARTICLES", 50_000),
    (picture_diagnostics, "LARGE_PICTURE", 500_000),
    (picture_variants, "JPEG_WIDTH", 1200),
    (picture_variants, "MAX_PICTURE_BYTES", 64 * 1024 * 1024),
    (picture_variants, "MAX_PIXELS", 50_000_000),
    (picture_variants, "MAX_SIDE", 16_383),
    (picture_variants, "MOST_BYTES", 150),
    (picture_variants, "VARIANT_RECIPE", 1),
    (picture_variants, "VARIANT_WIDTHS", (400, 800, 1200, 1600)),
    (picture_variants, "WIDTH_STEP", 1.25),
    (related_links, "MOST_LATER", 20),
    (search_pages, "ARTICLES_PER_BLOCK", 500),
    (search_pages, "SEARCH_SHARDS", 16),
    (site_description, "MAX_YEARS", 12),
    (site_description, "MOST_TOPICS_SHOWN", 200),
    (sitemap, "MOST_NEWS", 1000),
    (sitemap, "MOST_SITEMAP_PAGES", 50_000),
]


@pytest.mark.parametrize(("module", "name", "value"), CONSTANTS, ids=[name for _, name, _ in CONSTANTS])
def test_constant_has_its_chosen_value(module: ModuleType, name: str, value: object):
    assert getattr(module, name) == value
