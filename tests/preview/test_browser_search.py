"""The search of the default theme in a real browser, below a base path."""

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
        **{f"content/n{n}.md": sites.article(f"Note {n} of the harbour", f"2025-12-{n:02}") for n in range(1, 25)},
    }
    return served(files)


def search(tab: Callable[..., Tab], preview: Served, query: str = "") -> Tab:
    return tab().go(preview, f"search/?q={quote(query)}" if query else "search/")


def results(shown: Tab) -> list[str]:
    return list(shown.get(RESULTS))


def test_the_index_is_loaded_only_when_a_query_is_typed(tab: Callable[..., Tab], preview: Served):
    shown = tab()
    requested: list[str] = []
    shown.page.on("request", lambda request: requested.append(request.url))
    shown.go(preview, "search/")
    assert not [url for url in requested if ".json" in url]
    shown.page.keyboard.type("ferr")
    shown.when(f"() => ({RESULTS})().length === 1")
    assert results(shown) == ["Harbour reopens after fog"]
    assert all(url.startswith(preview.address) for url in requested)


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


def test_many_results_are_paged_with_title_matches_first_then_the_newest(tab: Callable[..., Tab], preview: Served):
    shown = search(tab, preview, "harbour")
    shown.when(f"() => ({RESULTS})().length === 10")
    shown.when_text("25 articles")
    assert results(shown)[:2] == ["Harbour reopens after fog", "Note 24 of the harbour"]
    shown.page.click("#more")
    shown.when(f"() => ({RESULTS})().length === 20")
    shown.page.click("#more")
    shown.when(f"() => ({RESULTS})().length === 25")
    assert not shown.page.is_visible("#more")


def test_the_search_works_with_the_keyboard_only(tab: Callable[..., Tab], preview: Served):
    shown = search(tab, preview, "fog")
    shown.when(f"() => ({RESULTS})().length === 1")
    shown.page.keyboard.press("/")
    assert shown.get("() => document.activeElement.id") == "q"
    shown.page.fill("#q", "보고서")
    shown.when(f"() => ({RESULTS})().join().includes('기후변화')")
    assert shown.page.url == f"{preview.address}search/?q={quote('보고서')}"
    shown.page.keyboard.press("Enter")
    shown.page.keyboard.press("Tab")
    assert shown.get("() => document.activeElement.textContent") == "2025년 기후변화 보고서"


def test_the_newest_query_wins_even_if_files_of_an_older_one_load_later(tab: Callable[..., Tab], preview: Served):
    shown = search(tab, preview)
    shown.page.route("**/words-*.json", lambda route: (shown.page.wait_for_timeout(50), route.continue_()))
    shown.page.keyboard.type("harbour", delay=5)
    shown.page.fill("#q", "ferries")
    shown.when(f"() => ({RESULTS})().join() === 'Harbour reopens after fog'")
    shown.page.wait_for_timeout(400)
    assert results(shown) == ["Harbour reopens after fog"]


def test_a_file_that_cannot_be_loaded_is_reported_and_requested_again(tab: Callable[..., Tab], preview: Served):
    shown = search(tab, preview)
    shown.page.route("**/words-*.json", lambda route: route.abort())
    shown.page.fill("#q", "fog")
    shown.when_text("The search cannot be loaded.")
    shown.page.unroute("**/words-*.json")
    shown.page.fill("#q", "fog ")
    shown.when(f"() => ({RESULTS})().length === 1")
