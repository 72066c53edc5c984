"""The search of a previewed site, below a base path."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote

import pytest

from tests import sites
from tests.preview.served import Served
from tests.preview.tabs import Tab

SETTINGS = "title: Tiny\nbase_url: https://example.org/repo/\n"
RESULTS = "() => [...document.querySelectorAll('#results a')].map(each => each.textContent)"


@pytest.fixture
def preview(served: Callable[..., Served]) -> Served:
    files = {
        "digest.yml": SETTINGS,
        "content/topics.yml": sites.TOPICS,
        "content/sources.yml": sites.OUTLETS,
        "content/harbour.md": sites.article("Harbour reopens after fog", tags="[Ferries]", summary="Ships waited outside."),
        "content/climate.md": sites.article("'2025년 기후변화 보고서'", "2026-01-05", lang="ko", tags="[환경]"),
        "content/münster.md": sites.article("Münster & <b>the rest</b>", "2026-01-04", draft="true"),
    }
    return served(files)


def search(tab: Callable[..., Tab], preview: Served, query: str = "") -> Tab:
    return tab().go(preview, f"search/?q={quote(query)}" if query else "search/")


def results(shown: Tab) -> list[str]:
    return list(shown.get(RESULTS))


def test_words_prefixes_and_parts_of_korean_words_are_found(tab: Callable[..., Tab], preview: Served):
    shown = search(tab, preview)
    for query, found in {
        "harbour reop": "Harbour reopens after fog",
        "SHIPS": "Harbour reopens after fog",
        "후변": "2025년 기후변화 보고서",
        "변화 보고": "2025년 기후변화 보고서",
        "환경": "2025년 기후변화 보고서",
        "munster": "Münster & <b>the rest</b>",
    }.items():
        shown.page.fill("#q", query)
        shown.when(f"found => ({RESULTS})().join() === found", found)
    shown.page.fill("#q", "xyzzy")
    shown.when_text("Nothing is found for xyzzy.")
    assert results(shown) == []


def test_a_result_shows_the_index_entry_and_links_to_its_article(tab: Callable[..., Tab], preview: Served):
    shown = search(tab, preview, "munster")
    shown.when(f"() => ({RESULTS})().length === 1")
    assert "Draft" in shown.get("() => document.querySelector('#results').innerText")
    assert shown.get("() => document.querySelectorAll('#results b').length") == 0
    with shown.loading():
        shown.page.click("#results a")
    assert shown.page.url == f"{preview.address}2026/01/04/{quote('münster')}/"
