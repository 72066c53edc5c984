"""A hosted site in a browser: the colour switch, the search, and the 404 page."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.hosting.host import Host
from tests.hosting.test_links import built

SCHEMES = {"": "light", "/repo": "dark"}
"""Base paths of the site, each combined with a colour scheme of the system. The two are independent."""


@pytest.fixture(scope="module", params=SCHEMES, ids=["at the root", "below a path"])
def base(request: pytest.FixtureRequest) -> str:
    """The base path of this repository's own digest."""
    return str(request.param)


@pytest.fixture(scope="module")
def host(base: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Host]:
    """The server of this repository's own digest."""
    with built("own", base, tmp_path_factory.mktemp("own")) as site:
        yield site.host


WATCH = """
    // what is refused, and the colour of the paper in each frame that is drawn
    window.wrong = [];
    addEventListener("securitypolicyviolation", event => wrong.push(event.violatedDirective + " " + event.blockedURI), true);
    window.papers = new Set();
    const look = () => {
        if (document.body) papers.add(getComputedStyle(document.body).backgroundColor);
        requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
"""
PAPER = "getComputedStyle(document.body).backgroundColor"
DAY, NIGHT = "rgb(255, 254, 251)", "rgb(19, 20, 22)"


@pytest.fixture
def window(browser: Any, base: str) -> Iterator[Any]:
    """A window with this colour scheme of the system; the policy of the pages may not block anything in it."""
    opened = browser.new_context(color_scheme=SCHEMES[base])
    opened.add_init_script(WATCH)
    yield opened
    assert [page.evaluate("wrong") for page in opened.pages] == [[] for _ in opened.pages]
    opened.close()


def system(page: Any) -> str:
    """Return the background colour of the page for the system's colour scheme."""
    return NIGHT if page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches") else DAY


def test_the_colour_switch_works_with_the_keyboard_and_names_its_state(host: Host, window: Any):
    page = window.new_page()
    page.goto(host.address)
    switch = page.get_by_role("button", name="Theme: System")
    switch.focus()
    for name, paper in (("Light", DAY), ("Dark", NIGHT), ("System", system(page)), ("Light", DAY)):
        page.keyboard.press("Enter" if name != "Dark" else "Space")
        assert page.get_by_role("button", name=f"Theme: {name}", exact=True).evaluate("each => each === document.activeElement")
        assert page.get_by_role("status").text_content() == f"Theme: {name}"
        assert page.evaluate(PAPER) == paper
        assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"


def test_the_chosen_colours_apply_immediately_on_every_page_and_in_other_tabs(host: Host, window: Any):
    page, other = window.new_page(), window.new_page()
    other.goto(host.address + "topics/science/")
    page.goto(host.address)
    chosen = "Light" if system(page) == NIGHT else "Dark"
    while page.locator(".scheme").text_content() != f"Theme: {chosen}":
        page.locator(".scheme").click()
    paper = page.evaluate(PAPER)
    assert paper != system(page)
    other.wait_for_function(f"{PAPER} === '{paper}' && document.querySelector('.scheme').textContent === 'Theme: {chosen}'")
    for path in ("", "2026/01/29/openssl-twelve-fixes/", "search/?q=openssl", "topics/science", "nothing/at/all/", "404.html"):
        page.goto(host.address + path)
        page.wait_for_function("papers.size > 0")
        assert page.evaluate("[...papers]") == [paper], path
        assert page.get_by_role("button", name=f"Theme: {chosen}", exact=True).count() == 1, path
    page.emulate_media(media="print")
    assert page.evaluate("getComputedStyle(document.documentElement).colorScheme") == "light"


def test_without_scripts_only_the_switch_is_missing(host: Host, browser: Any):
    opened = browser.new_context(java_script_enabled=False)
    page = opened.new_page()
    page.goto(host.address)
    assert page.locator("button:not(form button)").count() == 0
    page.get_by_role("link", name="Science", exact=True).first.click()
    assert page.url == f"{host.address}topics/science/"
    page.goto(f"{host.address}search/")
    assert "needs JavaScript" in page.inner_text("main")
    opened.close()


INSIDE = """() => {
    const box = (selector) => document.querySelector(selector).getBoundingClientRect();
    const [bar, entry] = [box('.sections ul'), box('.sections [aria-current]')];
    return entry.left >= bar.left && entry.right <= bar.right;
}"""


@pytest.mark.parametrize("path", ["topics/diplomacy/", "topics/climate/", "tags/"])
def test_on_a_phone_the_navigation_scrolls_to_the_current_entry_and_the_search_is_in_view(host: Host, window: Any, path: str):
    page = window.new_page()
    page.set_viewport_size({"width": 375, "height": 700})
    page.goto(host.address + path)
    assert page.evaluate("(e => e.scrollWidth > e.clientWidth)(document.querySelector('.sections ul'))")
    page.wait_for_function(INSIDE)
    assert page.evaluate("scrollY") == 0
    assert "gradient" in page.evaluate("getComputedStyle(document.querySelector('.sections ul')).maskImage")
    search = page.get_by_role("link", name="Search", exact=True).bounding_box()
    assert search and search["x"] >= 0 and search["x"] + search["width"] <= 375 and search["y"] < 100


def test_the_search_of_a_hosted_site_leads_to_an_article(host: Host, window: Any):
    page = window.new_page()
    page.goto(host.address)
    page.get_by_role("link", name="Search", exact=True).first.click()
    page.locator("#q").press_sequentially("openssl")
    page.locator("#results a").first.click()
    page.wait_for_url(f"{host.address}2026/01/29/openssl-twelve-fixes/")
    page.go_back()
    page.locator("#results a").first.wait_for()
    page.wait_for_url(f"{host.address}search/?q=openssl")
