"""The script of an open page: what it does after each message of the preview."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, BrowserContext

from digest.preview.browser_channel import ShownError
from digest.preview.http_response import Response
from tests.preview.tabs import Tab
from tests.preview.told import BASE, Told

pytestmark = pytest.mark.quick

Open = Callable[..., Tab]
HEADING = "document.querySelector('h1')?.textContent"
NO_SHARED_WORKER = "delete window.SharedWorker;"
FAILING_WORKER = (
    "window.SharedWorker = class { port = new MessageChannel().port1; constructor() { setTimeout(() => this.onerror()); } };"
)
NO_STORAGE = "Object.defineProperty(window, 'sessionStorage', { get() { throw new DOMException('no', 'SecurityError'); } });"
LIT = """
    window.lit = [];
    Element.prototype.animate = function () { lit.push(this.id || this.localName); };
"""
"""Records the elements that are highlighted."""
TALL = '<div style="height: 3000px"></div>'


@pytest.fixture
def told() -> Iterator[Told]:
    made = Told()
    made.say(news=False)
    yield made
    made.close()


@pytest.fixture(scope="module")
def _context(browser: Browser) -> Iterator[BrowserContext]:
    with browser.new_context() as context:
        yield context


@pytest.fixture
def tab(_context: BrowserContext) -> Iterator[Open]:
    """`tab(script)` opens a tab in which this script runs first. The test fails if a script in it fails."""
    errors: list[str] = []
    tabs: list[Tab] = []

    def open_tab(script: str = "") -> Tab:
        opened = Tab(_context, errors)
        tabs.append(opened)
        opened.page.add_init_script(script)
        return opened

    yield open_tab
    for each in tabs:
        each.page.close()
    assert errors == []


def when_heading(tab: Tab, text: str) -> Tab:
    return tab.when(f"text => {HEADING} === text", text)


# which pages are updated


RESTRICTED = {
    "no restriction": "",
    "no SharedWorker, no storage": NO_SHARED_WORKER + NO_STORAGE,
    "a SharedWorker fails": FAILING_WORKER,
}


@pytest.mark.parametrize("script", RESTRICTED.values(), ids=RESTRICTED)
def test_a_page_is_updated_and_nothing_else_in_it_is_touched(told: Told, tab: Open, script: str):
    told.pages["항구/"] = "<h1>One</h1><p>Text.</p>"
    shown = tab(script).go(told, "항구/?a=b#c")
    told.pages["항구/"] = "<h1>Two</h1><p>Text.</p>"
    told.say()
    when_heading(shown, "Two")
    assert (shown.is_marked, shown.touched) == (True, ["characterData #text"])
    told.pages["항구/"] = "<h1>Three</h1><p>Text.</p>"
    told.say(page=f"{BASE}/{quote('항구')}/")
    when_heading(shown, "Three")
    assert shown.is_marked


REQUESTS: list[tuple[dict[str, Any], list[str]]] = [
    ({"news": False}, []),
    ({"page": f"{BASE}/b/"}, []),
    ({"page": f"{BASE}/a/"}, ["a/"]),
    ({}, ["a/"]),
    ({"files": (f"{BASE}/unused.png",), "page": f"{BASE}/b/"}, []),
    ({"follow": f"{BASE}/b/"}, ["a/"]),
]


def test_a_page_is_requested_only_if_it_may_have_changed(told: Told, tab: Open):
    told.pages["a/"] = "<h1>One</h1>"
    shown = tab().go(told, "a/")
    for message, requests in REQUESTS:
        told.requested.clear()
        told.sent.clear()
        told.say(**message)
        told.is_heard(shown)
        assert [path for path in told.requested if path != "favicon.ico"] == requests, message
        assert told.sent == [], "the browser has this version"
    assert (shown.is_marked, shown.touched) == (True, [])


def test_a_page_that_was_missing_or_cannot_be_reached_is_updated_later(told: Told, tab: Open):
    told.pages["a/"] = "<h1>One</h1>"
    shown = tab().go(told, "a/")
    told.pages["a/"] = Response(503, "text/html", b"<h1>Wait</h1>")
    told.say()
    told.is_heard(shown)
    shown.page.route("**/a/", lambda route: route.abort())
    told.say()
    told.is_heard(shown)
    shown.page.unroute("**/a/")
    assert shown.get(HEADING) == "One"
    told.pages["a/"] = "<h1>Two</h1>"
    told.say()
    when_heading(shown, "Two")
    assert shown.is_marked


NOT_UPDATED: list[str | Response] = [
    "<h1>Two</h1><script>1</script>",
    Response(200, "text/plain", b"Two", "e2"),
    Response(200, "text/html", b"<h1>Two</h1>"),
    Response(301, "", location=f"{BASE}/b/"),
]
"""A page with another script, a text, a page without a key, a redirect."""


def test_a_page_that_cannot_be_updated_is_reloaded(told: Told, tab: Open):
    told.pages["b/"] = "<h1>Two</h1>"
    for page in NOT_UPDATED:
        told.pages["a/"] = "<h1>One</h1>"
        shown = tab().go(told, "a/")
        told.is_heard(shown)
        told.pages["a/"] = page
        told.say()
        shown.when_text("Two")
        assert not shown.is_marked
        shown.page.close()


def test_a_message_page_becomes_the_page(told: Told, tab: Open):
    waiting = Response(200, "text/html", b"<!doctype html><h1>Wait</h1><script src='/news/_digest/client.js' data-key=''></script>")
    told.pages["a/"] = waiting
    told.say(news=False, ready=False, progress="1 of 2")
    shown = tab()
    shown.page.goto(told.address + "a/")
    shown.when_panel(".said", "1 of 2")
    told.pages["a/"] = "<h1>One</h1>"
    told.say()
    when_heading(shown, "One")


def test_a_page_that_could_not_be_made_is_loaded_when_it_can_be(told: Told, tab: Open):
    message = b"<!doctype html><h1>Not yet</h1><script src='/news/_digest/client.js' data-key=''></script>"
    told.pages["a/"] = Response(200, "text/html", message)
    shown = tab().go(told, "a/")
    told.is_heard(shown)
    told.pages["a/"] = "<h1>One</h1>"
    told.say()
    when_heading(shown, "One")
    assert not shown.is_marked


def test_a_page_that_was_saved_while_it_was_loaded_is_loaded_again(told: Told, tab: Open):
    told.pages["a/"] = "<h1>One</h1><p id=p>old</p>"
    told.channel.send(type(told.channel.latest)("a run", home=f"{BASE}/"))  # not ready: the page waits
    shown = tab()
    shown.page.goto(told.address + "a/")
    shown.when_panel(".said", "The site is being read.")
    told.pages["a/"] = "<h1>Two</h1>"
    told.say(news=False)
    when_heading(shown, "Two")
    told.is_heard(shown)
    shown.mark()
    told.pages["a/"] = "<h1>Three</h1>"
    told.say()
    when_heading(shown, "Three")
    assert shown.is_marked


# missed messages, other runs, other addresses


def test_a_page_that_may_have_missed_a_message_is_reloaded(told: Told, tab: Open):
    shown = tab().go(told)
    for change in ({"number": 7}, {"news": False, "number": 9}, {"number": 9}, {"run": "another"}):
        told.is_heard(shown)
        shown.mark()
        told.say(**change)
        shown.when("!window.marked")


def test_an_article_that_moved_while_a_message_was_missed_is_shown_at_its_new_url(told: Told, tab: Open):
    told.pages |= {"a/": "<h1>One</h1>"}
    shown = tab().go(told, "a/?x=1#y")
    told.is_heard(shown)
    told.pages["b/"] = told.pages.pop("a/")
    told.moved["a/"] = f"{BASE}/b/"
    told.say(number=9)
    shown.when(f"location.href === '{told.address}b/?x=1#y'")
    when_heading(shown, "One")


def test_a_page_whose_article_moves_shows_the_new_url_without_being_loaded(told: Told, tab: Open):
    told.pages |= {"a/": "<h1>One</h1>", "c/": "<h1>Other</h1>"}
    shown, other = tab().go(told, "a/?x=1#y"), tab().go(told, "c/")
    told.pages["b/"] = "<h1>Two</h1>"
    del told.pages["a/"]
    told.moved["a/"] = f"{BASE}/b/"
    told.say(moves=True, page=f"{BASE}/b/")
    when_heading(shown, "Two")
    assert shown.page.url == told.address + "b/?x=1#y"
    told.is_heard(other)
    assert (shown.is_marked, other.is_marked, other.page.url) == (True, True, told.address + "c/")
    shown.page.goto(told.address + "c/")
    shown.page.go_back()
    when_heading(shown, "Two")


def test_a_page_follows_a_change_of_the_base_path(told: Told, tab: Open):
    told.pages["a/"] = "<h1>One</h1>"
    shown = tab().go(told, "a/?x=1#y")
    told.base = "/other/place"
    with shown.loading():
        told.say(home="/other/place/")
        shown.page.wait_for_url("**/other/place/a/?x=1#y")
    assert shown.page.url.count("other") == 1
    told.is_heard(shown)
    shown.mark()
    told.pages["a/"] = "<h1>Two</h1>"
    told.say()
    when_heading(shown, "Two")
    assert shown.is_marked


def test_a_page_restored_by_the_back_button_is_reloaded(told: Told, tab: Open):
    shown = tab().go(told)
    shown.get("() => { dispatchEvent(new PageTransitionEvent('pageshow', { persisted: false })); }")
    told.is_heard(shown)
    assert shown.is_marked
    shown.get("() => { dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true })); }")
    shown.when("!window.marked")


# files


def test_files_that_a_page_can_replace_do_not_reload_it_and_others_do(told: Told, tab: Open):
    told.pages |= {
        "a/": f"<h1>One</h1><link rel=stylesheet href={BASE}/s.css><script src={BASE}/t.js></script>",
        "s.css": Response(200, "text/css", b"h1 { margin-top: 1px; }"),
        "t.js": Response(200, "text/javascript", b""),
    }
    shown = tab().go(told, "a/")
    told.pages["s.css"] = Response(200, "text/css", b"h1 { margin-top: 2px; }")
    told.say(files=(f"{BASE}/s.css",))
    shown.when("getComputedStyle(document.querySelector('h1')).marginTop === '2px'")
    told.pages["a/"] += f"<img src={BASE}/p.png>"
    told.say(files=(f"{BASE}/p.png",))
    shown.when("document.images.length === 1")
    assert shown.get("document.images[0].getAttribute('src')") == f"{told.address}p.png?v=2"
    assert shown.is_marked
    told.pages["t.js"] = Response(200, "text/javascript", b"window.isNew = true;")
    told.say(files=(f"{BASE}/t.js",))
    shown.when("window.isNew")


# following the editor


def following(told: Told, **pages: str) -> None:
    told.pages |= pages
    told.say(news=False, follows=True)


def test_a_following_page_goes_to_the_saved_page_and_highlights_its_changes(told: Told, tab: Open):
    following(told, **{"a/": "<h1>One</h1>", "b/": f"<h1>B</h1>{TALL}<p id=p>new</p><p id=q>new</p>"})
    told.before["b/"] = f"<h1>B</h1>{TALL}<p id=p>old</p><p id=q>old</p>"
    shown = tab(LIT).go(told, "a/")
    navigations: list[str] = []
    shown.page.on("request", lambda request: navigations.append(request.url) if request.is_navigation_request() else None)
    with shown.loading():
        told.say(follow=f"{BASE}/b/", page=f"{BASE}/b/")
        told.say(follow=f"{BASE}/b/")
        shown.page.wait_for_url("**/b/")
    shown.when("lit.length > 0")
    assert shown.get("[lit.join(), scrollY > 1000, history.length]") == ["p", True, 3]
    assert navigations == [told.address + "b/"]
    with shown.loading():
        shown.page.reload()
    told.is_heard(shown)
    assert shown.get("lit") == []
    told.pages["c/"] = Response(301, "", location=f"{BASE}/a/")
    told.before["a/"] = "<h1>Another</h1>"
    with shown.loading():
        told.say(follow=f"{BASE}/c/")
        shown.page.wait_for_url("**/a/")
    told.is_heard(shown)
    assert shown.get("lit") == [], "it is another page than the saved one"


FIRST_CHANGES = [
    ("<h1 id=h>One</h1><p id=p>a</p>", "<h1 id=h>Two</h1><p id=p>b</p>", "h"),
    ("<p id=p>a</p><p id=q>b</p>", "<p id=p>a</p><p id=q>c</p>", "q"),
    ("<p id=p>a</p>", "<p id=p>a</p><p id=q>b</p>", "q"),
    ("<main id=m><p id=p>a</p></main>", "<main id=m lang=ko><p id=p>b</p></main>", "m"),
    ("<p id=p>a</p>", "<p id=p>a</p>text", ""),
    ("<p id=p>a</p>", "<p id=p>a</p>", ""),
]


def test_the_first_change_is_highlighted(told: Told, tab: Open):
    following(told)
    shown = tab(LIT).go(told, "")
    for before, after, lit in FIRST_CHANGES:
        told.pages[""] = before
        told.say()
        told.is_heard(shown)
        assert shown.get("lit.splice(0).join()") == ""
        told.pages[""] = after
        told.say(follow=f"{BASE}/")
        told.is_heard(shown)
        assert shown.get("lit.splice(0).join()") == lit
    shown.page.emulate_media(reduced_motion="reduce")
    told.pages[""] = "<p id=p>b</p>"
    told.say(follow=f"{BASE}/")
    told.is_heard(shown)
    assert shown.get("[p.textContent, lit.length]") == ["b", 0], "the reader prefers no motion"
    assert shown.is_marked


SCROLLED = [
    ("<p id=p>{}</p>" + TALL, 0, "scrollY === 0"),
    ("<p>a</p><p id=p>{}</p>" + TALL * 2, 2000, "p.getBoundingClientRect().top >= 0"),
    (TALL + "<p id=p>{}</p>" + TALL, 0, "p.getBoundingClientRect().bottom < innerHeight / 2 + 100 && scrollY > 2000"),
    (TALL + "<p id=p>{}<img height=2000 width=9 alt=''></p>" + TALL, 0, "Math.abs(p.getBoundingClientRect().top) < 5"),
    (TALL + "<p id=p>{}</p>" + TALL, 2800, "scrollY === 2800"),
]
"""Pages with a change, the scroll position before it, and what is true after it."""


def test_a_change_that_is_out_of_view_is_scrolled_into_it(told: Told, tab: Open):
    following(told)
    shown = tab(LIT).go(told, "")
    for html, scroll, expected in SCROLLED:
        told.pages[""] = html.format("one")
        told.say()
        told.is_heard(shown)
        shown.get("scroll => scrollTo(0, scroll)", scroll)
        told.pages[""] = html.format("two")
        told.say(follow=f"{BASE}/")
        told.is_heard(shown)
        assert shown.get(expected), (html, shown.get("[scrollY, p.getBoundingClientRect().top]"))
        assert shown.get("lit.splice(0)") == ["p"]


def test_a_page_follows_only_if_it_is_visible_and_following_is_on_in_this_tab(told: Told, tab: Open):
    hidden = "Object.defineProperty(Document.prototype, 'visibilityState', { get: () => window.isHidden ? 'hidden' : 'visible' });"
    told.pages |= {"a/": "<p id=p>one</p>", "b/": "<h1>B</h1>"}
    shown = tab(hidden + LIT).go(told, "a/")

    def stays() -> None:
        told.pages["a/"] += "more"
        told.say(follow=f"{BASE}/a/")
        told.say(follow=f"{BASE}/b/")
        told.is_heard(shown)
        assert (shown.page.url, shown.is_marked, shown.get("lit")) == (told.address + "a/", True, [])

    stays()
    told.say(news=False, follows=True)
    shown.get("() => { window.isHidden = true; }")
    stays()
    shown.get("() => { window.isHidden = false; }")
    shown.page.click("digest-preview summary")
    shown.page.click("digest-preview label")
    stays()
    told.say(news=False, follows=False)
    shown.page.click("digest-preview label")
    with shown.loading():
        told.say(follow=f"{BASE}/b/")
        shown.page.wait_for_url("**/b/")


# errors


def test_errors_hidden_in_a_tab_are_hidden_on_its_next_page(told: Told, tab: Open):
    told.pages["a/"] = "<h1>One</h1>"
    error = ShownError("a.md", 1, 1, "E1", "wrong", "", "", "")
    told.say(news=False, diagnostics=(error,))
    shown = tab().go(told)
    shown.page.click("digest-preview >> text=Hide")
    shown.go(told, "a/").when_panel(".said", "1 error").when_panel(".diagnostics", None)
    tab().go(told, "a/").when_panel(".diagnostics", "wrong")


@pytest.mark.parametrize("script", ["", NO_SHARED_WORKER], ids=["", "no SharedWorker"])
def test_the_end_of_the_server_is_shown_in_open_and_new_tabs(told: Told, tab: Open, script: str):
    shown = tab(script).go(told)
    told.is_heard(shown)
    told.close()
    shown.when_panel(".lost .said", "The preview has ended.")
    assert shown.is_marked


def test_tabs_recover_when_the_connection_is_restored(told: Told, tab: Open):
    shown = tab().go(told)
    told.is_heard(shown)
    told.disconnect()
    shown.when_panel(".lost .said", "The preview has ended.")
    told.reconnect()
    shown.when_panel(".lost", None)
    other = tab().go(told)
    told.is_heard(other)
    other.when_panel(".lost", None)
    told.pages[""] = "<h1>Two</h1>"
    told.say()
    when_heading(shown, "Two")
    assert shown.is_marked
