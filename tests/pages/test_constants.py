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
    (article_pages, "MAX_ARTICLES_PER_PART", 50),
    (chart_numbers, "MIN_ARTICLES", 5),
    (chart_numbers, "MIN_BINS", 3),
    (chart_numbers, "MAX_BINS", {"day": 31, "week": 60, "month": 60, "year": 60}),
    (chart_numbers, "MAX_OUTLETS", 12),
    (corrections_page, "MAX_CORRECTIONS", 500),
    (edition_arrangement, "FULL_CARDS", 6),
    (edition_arrangement, "FULL_OF_LONG", 2),
    (edition_arrangement, "LONG_EDITION", 40),
    (edition_arrangement, "MAX_LEADS", 3),
    (edition_feeds, "MAX_EDITION_ENTRIES", 10),
    (edition_pages, "LISTED_EDITIONS", 50),
    (feeds, "MAX_CATEGORIES", 40),
    (front_page, "EARLIER_EDITIONS", 6),
    (letter_pages, "MAX_PREHEADER_CHARACTERS", 200),
    (letter_pages, "MAX_SUBJECT_CHARACTERS", 120),
    (list_pages, "PAGES_PER_BLOCK", 5),
    (open_data, "MAX_DATA_ARTICLES", 50_000),
    (picture_diagnostics, "LARGE_PICTURE", 500_000),
    (picture_variants, "JPEG_WIDTH", 1200),
    (picture_variants, "MAX_PICTURE_BYTES", 64 * 1024 * 1024),
    (picture_variants, "MAX_PIXELS", 50_000_000),
    (picture_variants, "MAX_SIDE", 16_383),
    (picture_variants, "MAX_STEM_BYTES", 150),
    (picture_variants, "VARIANT_RECIPE", 1),
    (picture_variants, "VARIANT_WIDTHS", (400, 800, 1200, 1600)),
    (picture_variants, "WIDTH_STEP", 1.25),
    (related_links, "MAX_LATER_COVERAGE", 20),
    (search_pages, "ARTICLES_PER_BLOCK", 500),
    (search_pages, "SEARCH_SHARDS", 16),
    (site_description, "MAX_YEARS", 12),
    (site_description, "MAX_NAV_TOPICS", 200),
    (sitemap, "MAX_NEWS", 1000),
    (sitemap, "MAX_SITEMAP_PAGES", 50_000),
]


@pytest.mark.parametrize(("module", "name", "value"), CONSTANTS, ids=[name for _, name, _ in CONSTANTS])
def test_constant_has_its_chosen_value(module: ModuleType, name: str, value: object):
    assert getattr(module, name) == value
