"""The script of the colour switch, in a browser without a server."""

from __future__ import annotations

import pytest

from tests.scripted_page import ScriptedPage

pytestmark = pytest.mark.quick

SWITCH = ".scheme"
PAPER = "getComputedStyle(document.body).backgroundColor"
STATE = """() => {
    const button = document.querySelector(".scheme");
    const source = document.querySelector("source[data-dark]");
    const { scheme } = document.documentElement.dataset;
    return [button.textContent, button.title, scheme, source.media, localStorage.digestScheme ?? ""];
}"""
SYSTEM = ["Theme: System", "Theme: System", "system", "(prefers-color-scheme: dark)"]
LIGHT = ["Theme: Light", "Theme: Light", "light", "not all"]
DARK = ["Theme: Dark", "Theme: Dark", "dark", "all"]


def test_the_switch_goes_through_three_schemes_and_names_each(window: ScriptedPage):
    window.visit()
    assert window.get(STATE) == [*SYSTEM, ""]
    assert window.get("[document.querySelector('output').textContent, document.querySelector('.scheme').type]") == ["", "button"]
    papers = []
    for expected, stored in ((LIGHT, "light"), (DARK, "dark"), (SYSTEM, "system"), (LIGHT, "light")):
        window.page.click(SWITCH)
        assert window.get(STATE) == [*expected, stored]
        assert window.get("document.querySelector('output').textContent") == expected[0]
        papers.append(window.get(PAPER))
    assert papers[0] == papers[2] == papers[3] != papers[1]
    window.visit("topics/world/")
    assert window.get(STATE) == [*LIGHT, "light"]


def test_the_sites_scheme_applies_until_one_is_chosen(window: ScriptedPage, built: dict[str, bytes]):
    html = built["index.html"].decode()
    for preset, expected, invalid in (("light", LIGHT, "constructor"), ("dark", DARK, "")):
        window.files["index.html"] = html.replace("<html ", f'<html data-scheme="{preset}" ', 1)
        window.visit()
        assert window.get(STATE) == [*expected, ""]
        window.get("invalid => { localStorage.digestScheme = invalid; }", invalid)
        window.visit()
        assert window.get(STATE) == [*SYSTEM, invalid]
        window.get("() => localStorage.clear()")


def test_a_choice_in_another_tab_or_after_going_back_applies(window: ScriptedPage):
    window.visit()
    window.get("() => { localStorage.digestScheme = 'dark'; dispatchEvent(new Event('storage')); }")
    assert window.get(STATE) == [*DARK, "dark"]
    window.get("() => { localStorage.digestScheme = 'light'; dispatchEvent(new PageTransitionEvent('pageshow')); }")
    assert window.get(STATE) == [*DARK, "light"]
    window.get("() => { dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true })); }")
    assert window.get(STATE) == [*LIGHT, "light"]


def test_without_storage_a_choice_lasts_as_long_as_the_page(fresh: ScriptedPage):
    fresh.page.add_init_script("Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no'); } });")
    fresh.visit()
    assert fresh.get("document.querySelector('.scheme').textContent") == "Theme: System"
    fresh.page.click(SWITCH)
    fresh.page.click(SWITCH)
    assert fresh.get("document.documentElement.dataset.scheme") == "dark"
    assert fresh.get("document.querySelector('.scheme').textContent") == "Theme: Dark"


def test_the_scheme_is_set_before_there_is_anything_to_draw(fresh: ScriptedPage):
    window = fresh
    window.page.add_init_script(
        "new MutationObserver(() => { window.early ??= document.body ? 'late' : document.documentElement.dataset.scheme; })"
        ".observe(document, { attributes: true, subtree: true, attributeFilter: ['data-scheme'] });"
    )
    window.visit("robots.txt")
    window.get("() => { localStorage.digestScheme = 'dark'; }")
    window.visit()
    assert window.get("early") == "dark"


def test_a_page_without_a_place_for_the_switch_or_a_navigation_has_the_chosen_scheme(window: ScriptedPage, built: dict[str, bytes]):
    head, _, _ = built["index.html"].decode().partition("<body")
    window.files["index.html"] = head + "<body><p>Alone.</p></body></html>"
    window.visit("robots.txt")
    window.get("() => { localStorage.digestScheme = 'dark'; }")
    window.visit()
    assert window.get("[document.documentElement.dataset.scheme, document.querySelectorAll('button').length]") == ["dark", 0]


def test_the_navigation_scrolls_sideways_to_the_current_entry(window: ScriptedPage):
    window.page.set_viewport_size({"width": 200, "height": 700})
    window.visit("topics/sports/")
    inside = """() => {
        const box = (selector) => document.querySelector(selector).getBoundingClientRect();
        const [bar, entry] = [box(".sections ul"), box(".sections [aria-current]")];
        return entry.left >= bar.left && entry.right <= bar.right;
    }"""
    window.when(inside)
    assert window.get("scrollY") == 0
    assert window.get("document.querySelector('.sections ul').scrollLeft") > 0
