"""The formats of the filter `date`: every language has all of them, and the error for an unknown one lists them."""

from __future__ import annotations

from datetime import datetime

import pytest
from babel import localedata
from msgspec.structs import replace

from digest.rendering.template_filters import DATE_SKELETONS, DATE_WIDTHS, SiteFilters
from tests.rendering.test_sandbox import SITE

LANGUAGES = sorted({name.replace("_", "-") for name in localedata.locale_identifiers() if "_" not in name and name != "root"})


def test_every_language_has_every_date_format():
    for language in LANGUAGES:
        filters = SiteFilters(replace(SITE, language=language))
        assert all(filters.date(datetime(2026, 2, 3), form) for form in (*DATE_WIDTHS, *DATE_SKELETONS)), language


@pytest.mark.parametrize(
    ("language", "form", "text"),
    [("en", "MMMd", "Feb 3"), ("de", "MMMMd", "3. Februar"), ("ko", "yMMMEd", "2026년 2월 3일 (화)"), ("en", "y", "2026")],
)
def test_the_parts_of_a_date_are_in_the_order_of_the_language(language: str, form: str, text: str):
    assert SiteFilters(replace(SITE, language=language)).date(datetime(2026, 2, 3), form) == text


def test_the_documented_date_formats_exist():
    widths, parts = "full long medium short", "y yMMM yMMMM yMMMd yMMMEd MMM MMMd MMMMd MMMEd Ed E d"
    shown = {form: SiteFilters(SITE).date(datetime(2026, 2, 3), form) for form in (*widths.split(), *parts.split())}
    assert len(set(shown.values())) == len(shown) - 1, "all but `yMMMd` and `medium` are different"


@pytest.mark.parametrize("form", ["", "Long", "yyyy-MM-dd", "MMMMMMMMMMMMMMMMd", "%Y", "G"])
def test_an_unknown_date_format_is_an_error(form: str):
    with pytest.raises(ValueError, match="there is no form"):
        SiteFilters(SITE).date(datetime(2026, 2, 3), form)
