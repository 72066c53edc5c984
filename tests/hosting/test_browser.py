"""A hosted site in a browser, as a reader walks it: the colours, the search, the page for what is not there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.hosting.host import Host
from tests.hosting.test_links import built

SCHEMES = {"": "light", "/repo": "dark"}
"""Where the digest is served, and the colours of the machine that it is read on: neither has to do with the other."""


@pytest.fixture(scope="module", params=SCHEMES, ids=["at the root", "below a path"])
def base(request: pytest.FixtureRequest) -> str:
    """The path below which this repository's own digest is served."""
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
    """A window of somebody who has set the whole machine to these colours; nothing in it may be refused by the pages' policy."""
    opened = browser.new_context(color_scheme=SCHEMES[base])
    opened.add_init_script(WATCH)
    yield opened
    assert [page.evaluate("wrong") for page in opened.pages] == [[] for _ in opened.pages]
    opened.close()


def system(page: Any) -> str:
    """The colour of the page's paper, as the machine has it."""
    return NIGHT if page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches") else DAY


def test_the_colours_go_round_with_the_keyboard_alone_and_say_what_they_are(host: Host, window: Any):
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


def test_what_was_chosen_holds_on_every_page_from_the_first_moment_and_in_other_tabs(host: Host, window: Any):
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


@pytest.mark.parametrize("kept", ["nonsense", "", "constructor"])
def test_a_choice_that_is_none_is_that_of_the_machine(host: Host, window: Any, kept: str):
    page = window.new_page()
    page.goto(host.address + "robots.txt")
    page.evaluate("kept => { localStorage.digestScheme = kept; }", kept)
    page.goto(host.address)
    assert page.evaluate(PAPER) == system(page)
    assert page.get_by_role("button", name="Theme: System").count() == 1


def test_a_browser_that_keeps_nothing_still_changes_the_colours_of_this_page(host: Host, window: Any):
    page = window.new_page()
    page.add_init_script(
        "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no', 'SecurityError'); } })"
    )
    page.goto(host.address)
    for _ in range(2):
        page.locator(".scheme").click()
    assert page.evaluate(PAPER) == NIGHT


def test_without_scripts_there_is_no_switch_and_all_else_is_there(host: Host, browser: Any):
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


def test_a_query_typed_before_the_script_runs_is_searched(host: Host, window: Any):
    page = window.new_page()
    held: list[Any] = []
    page.route("**/search*.js", lambda route: held.append(route))
    with page.expect_request("**/search*.js"):
        page.goto(host.address + "search/", wait_until="commit")
    page.locator("#q").press_sequentially("openssl")
    held.pop().continue_()
    page.locator("#results a").first.wait_for()
    assert page.locator("#q").input_value() == "openssl"


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
