"""The script of an open page: what it does after each message of the preview."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, BrowserContext

from digest.preview.browser_channel import ShownError
from digest.preview.http_response import Response
from tests.preview.fake_server import BASE, FakeServer
from tests.preview.tabs import Tab

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
def fake() -> Iterator[FakeServer]:
    made = FakeServer()
    made.announce(news=False)
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
def test_a_page_is_updated_and_nothing_else_in_it_is_touched(fake: FakeServer, tab: Open, script: str):
    fake.pages["항구/"] = "<h1>One</h1><p>Text.</p>"
    shown = tab(script).go(fake, "항구/?a=b#c")
    fake.pages["항구/"] = "<h1>Two</h1><p>Text.</p>"
    fake.announce()
    when_heading(shown, "Two")
    assert (shown.is_marked, shown.touched) == (True, ["characterData #text"])
    fake.pages["항구/"] = "<h1>Three</h1><p>Text.</p>"
    fake.announce(page=f"{BASE}/{quote('항구')}/")
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


def test_a_page_is_requested_only_if_it_may_have_changed(fake: FakeServer, tab: Open):
    fake.pages["a/"] = "<h1>One</h1>"
    shown = tab().go(fake, "a/")
    for message, requests in REQUESTS:
        fake.requested.clear()
        fake.sent.clear()
        fake.announce(**message)
        fake.wait_until_handled(shown)
        assert [path for path in fake.requested if path != "favicon.ico"] == requests, message
        assert fake.sent == [], "the browser has this version"
    assert (shown.is_marked, shown.touched) == (True, [])


def test_a_page_that_was_missing_or_cannot_be_reached_is_updated_later(fake: FakeServer, tab: Open):
    fake.pages["a/"] = "<h1>One</h1>"
    shown = tab().go(fake, "a/")
    fake.pages["a/"] = Response(503, "text/html", b"<h1>Wait</h1>")
    fake.announce()
    fake.wait_until_handled(shown)
    shown.page.route("**/a/", lambda route: route.abort())
    fake.announce()
    fake.wait_until_handled(shown)
    shown.page.unroute("**/a/")
    assert shown.get(HEADING) == "One"
    fake.pages["a/"] = "<h1>Two</h1>"
    fake.announce()
    when_heading(shown, "Two")
    assert shown.is_marked


def test_an_unchanged_page_is_kept_even_if_a_proxy_adds_headers(fake: FakeServer, tab: Open):
    fake.pages["a/"] = "<h1>One</h1>"
    shown = tab().go(fake, "a/")
    fake.pages["a/"] = Response(304, "text/html", b"", "e2")
    fake.announce()
    fake.wait_until_handled(shown)
    assert (shown.get(HEADING), shown.is_marked, shown.touched) == ("One", True, [])


NOT_UPDATED: list[str | Response] = [
    "<h1>Two</h1><script>1</script>",
    Response(200, "text/plain", b"Two", "e2"),
    Response(200, "text/html", b"<h1>Two</h1>"),
    Response(301, "", location=f"{BASE}/b/"),
]
"""A page with another script, a text, a page without a key, a redirect."""


def test_a_page_that_cannot_be_updated_is_reloaded(fake: FakeServer, tab: Open):
    fake.pages["b/"] = "<h1>Two</h1>"
    for page in NOT_UPDATED:
        fake.pages["a/"] = "<h1>One</h1>"
        shown = tab().go(fake, "a/")
        fake.wait_until_handled(shown)
        fake.pages["a/"] = page
        fake.announce()
        shown.when_text("Two")
        assert not shown.is_marked
        shown.page.close()


def test_a_message_page_becomes_the_page(fake: FakeServer, tab: Open):
    waiting = Response(200, "text/html", b"<!doctype html><h1>Wait</h1><script src='/news/_digest/client.js' data-key=''></script>")
    fake.pages["a/"] = waiting
    fake.announce(news=False, ready=False, progress="1 of 2")
    shown = tab()
    shown.page.goto(fake.address + "a/")
    shown.when_panel(".said", "1 of 2")
    fake.pages["a/"] = "<h1>One</h1>"
    fake.announce()
    when_heading(shown, "One")


def test_a_page_that_could_not_be_made_is_loaded_when_it_can_be(fake: FakeServer, tab: Open):
    message = b"<!doctype html><h1>Not yet</h1><script src='/news/_digest/client.js' data-key=''></script>"
    fake.pages["a/"] = Response(200, "text/html", message)
    shown = tab().go(fake, "a/")
    fake.wait_until_handled(shown)
    fake.pages["a/"] = "<h1>One</h1>"
    fake.announce()
    when_heading(shown, "One")
    assert not shown.is_marked


def test_a_page_that_was_saved_while_it_was_loaded_is_loaded_again(fake: FakeServer, tab: Open):
    fake.pages["a/"] = "<h1>One</h1><p id=p>old</p>"
    fake.channel.send(type(fake.channel.latest)("a run", home=f"{BASE}/"))  # not ready: the page waits
    shown = tab()
    shown.page.goto(fake.address + "a/")
    shown.when_panel(".said", "The site is being read.")
    fake.pages["a/"] = "<h1>Two</h1>"
    fake.announce(news=False)
    when_heading(shown, "Two")
    fake.wait_until_handled(shown)
    shown.mark()
    fake.pages["a/"] = "<h1>Three</h1>"
    fake.announce()
    when_heading(shown, "Three")
    assert shown.is_marked


# missed messages, other runs, other addresses


def test_a_page_that_may_have_missed_a_message_is_reloaded(fake: FakeServer, tab: Open):
    shown = tab().go(fake)
    for change in ({"number": 7}, {"news": False, "number": 9}, {"number": 9}, {"run": "another"}):
        fake.wait_until_handled(shown)
        shown.mark()
        fake.announce(**change)
        shown.when("!window.marked")


def test_an_article_that_moved_while_a_message_was_missed_is_shown_at_its_new_url(fake: FakeServer, tab: Open):
    fake.pages |= {"a/": "<h1>One</h1>"}
    shown = tab().go(fake, "a/?x=1#y")
    fake.wait_until_handled(shown)
    fake.pages["b/"] = fake.pages.pop("a/")
    fake.moved["a/"] = f"{BASE}/b/"
    fake.announce(number=9)
    shown.when(f"location.href === '{fake.address}b/?x=1#y'")
    when_heading(shown, "One")


def test_a_page_whose_article_moves_shows_the_new_url_without_being_loaded(fake: FakeServer, tab: Open):
    fake.pages |= {"a/": "<h1>One</h1>", "c/": "<h1>Other</h1>"}
    shown, other = tab().go(fake, "a/?x=1#y"), tab().go(fake, "c/")
    fake.pages["b/"] = "<h1>Two</h1>"
    del fake.pages["a/"]
    fake.moved["a/"] = f"{BASE}/b/"
    fake.announce(moves=True, page=f"{BASE}/b/")
    when_heading(shown, "Two")
    assert shown.page.url == fake.address + "b/?x=1#y"
    fake.wait_until_handled(other)
    assert (shown.is_marked, other.is_marked, other.page.url) == (True, True, fake.address + "c/")
    shown.page.goto(fake.address + "c/")
    shown.page.go_back()
    when_heading(shown, "Two")


def test_a_page_follows_a_change_of_the_base_path(fake: FakeServer, tab: Open):
    fake.pages["a/"] = "<h1>One</h1>"
    shown = tab().go(fake, "a/?x=1#y")
    fake.base = "/other/place"
    with shown.loading():
        fake.announce(home="/other/place/")
        shown.page.wait_for_url("**/other/place/a/?x=1#y")
    assert shown.page.url.count("other") == 1
    fake.wait_until_handled(shown)
    shown.mark()
    fake.pages["a/"] = "<h1>Two</h1>"
    fake.announce()
    when_heading(shown, "Two")
    assert shown.is_marked


def test_a_page_restored_by_the_back_button_is_reloaded(fake: FakeServer, tab: Open):
    shown = tab().go(fake)
    shown.get("() => { dispatchEvent(new PageTransitionEvent('pageshow', { persisted: false })); }")
    fake.wait_until_handled(shown)
    assert shown.is_marked
    shown.get("() => { dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true })); }")
    shown.when("!window.marked")


# files


def test_files_that_a_page_can_replace_do_not_reload_it_and_others_do(fake: FakeServer, tab: Open):
    fake.pages |= {
        "a/": f"<h1>One</h1><link rel=stylesheet href={BASE}/s.css><script src={BASE}/t.js></script>",
        "s.css": Response(200, "text/css", b"h1 { margin-top: 1px; }"),
        "t.js": Response(200, "text/javascript", b""),
    }
    shown = tab().go(fake, "a/")
    fake.pages["s.css"] = Response(200, "text/css", b"h1 { margin-top: 2px; }")
    fake.announce(files=(f"{BASE}/s.css",))
    shown.when("getComputedStyle(document.querySelector('h1')).marginTop === '2px'")
    fake.pages["a/"] += f"<img src={BASE}/p.png>"
    fake.announce(files=(f"{BASE}/p.png",))
    shown.when("document.images.length === 1")
    assert shown.get("document.images[0].getAttribute('src')") == f"{fake.address}p.png?v=2"
    assert shown.is_marked
    fake.pages["t.js"] = Response(200, "text/javascript", b"window.isNew = true;")
    fake.announce(files=(f"{BASE}/t.js",))
    shown.when("window.isNew")


# following the editor


def following(fake: FakeServer, **pages: str) -> None:
    fake.pages |= pages
    fake.announce(news=False, follows=True)


def test_a_following_page_goes_to_the_saved_page_and_highlights_its_changes(fake: FakeServer, tab: Open):
    following(fake, **{"a/": "<h1>One</h1>", "b/": f"<h1>B</h1>{TALL}<p id=p>new</p><p id=q>new</p>"})
    fake.before["b/"] = f"<h1>B</h1>{TALL}<p id=p>old</p><p id=q>old</p>"
    shown = tab(LIT).go(fake, "a/")
    navigations: list[str] = []
    shown.page.on("request", lambda request: navigations.append(request.url) if request.is_navigation_request() else None)
    with shown.loading():
        fake.announce(follow=f"{BASE}/b/", page=f"{BASE}/b/")
        fake.announce(follow=f"{BASE}/b/")
        shown.page.wait_for_url("**/b/")
    shown.when("lit.length > 0")
    assert shown.get("[lit.join(), scrollY > 1000, history.length]") == ["p", True, 3]
    assert navigations == [fake.address + "b/"]
    with shown.loading():
        shown.page.reload()
    fake.wait_until_handled(shown)
    assert shown.get("lit") == []
    fake.pages["c/"] = Response(301, "", location=f"{BASE}/a/")
    fake.before["a/"] = "<h1>Another</h1>"
    with shown.loading():
        fake.announce(follow=f"{BASE}/c/")
        shown.page.wait_for_url("**/a/")
    fake.wait_until_handled(shown)
    assert shown.get("lit") == [], "it is another page than the saved one"


FIRST_CHANGES = [
    ("<h1 id=h>One</h1><p id=p>a</p>", "<h1 id=h>Two</h1><p id=p>b</p>", "h"),
    ("<p id=p>a</p><p id=q>b</p>", "<p id=p>a</p><p id=q>c</p>", "q"),
    ("<p id=p>a</p>", "<p id=p>a</p><p id=q>b</p>", "q"),
    ("<main id=m><p id=p>a</p></main>", "<main id=m lang=ko><p id=p>b</p></main>", "m"),
    ("<p id=p>a</p>", "<p id=p>a</p>text", ""),
    ("<p id=p>a</p>", "<p id=p>a</p>", ""),
]


def test_the_first_change_is_highlighted(fake: FakeServer, tab: Open):
    following(fake)
    shown = tab(LIT).go(fake, "")
    for before, after, lit in FIRST_CHANGES:
        fake.pages[""] = before
        fake.announce()
        fake.wait_until_handled(shown)
        assert shown.get("lit.splice(0).join()") == ""
        fake.pages[""] = after
        fake.announce(follow=f"{BASE}/")
        fake.wait_until_handled(shown)
        assert shown.get("lit.splice(0).join()") == lit
    shown.page.emulate_media(reduced_motion="reduce")
    fake.pages[""] = "<p id=p>b</p>"
    fake.announce(follow=f"{BASE}/")
    fake.wait_until_handled(shown)
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


def test_a_change_that_is_out_of_view_is_scrolled_into_it(fake: FakeServer, tab: Open):
    following(fake)
    shown = tab(LIT).go(fake, "")
    for html, scroll, expected in SCROLLED:
        fake.pages[""] = html.format("one")
        fake.announce()
        fake.wait_until_handled(shown)
        shown.get("scroll => scrollTo(0, scroll)", scroll)
        fake.pages[""] = html.format("two")
        fake.announce(follow=f"{BASE}/")
        fake.wait_until_handled(shown)
        assert shown.get(expected), (html, shown.get("[scrollY, p.getBoundingClientRect().top]"))
        assert shown.get("lit.splice(0)") == ["p"]


def test_a_page_follows_only_if_it_is_visible_and_following_is_on_in_this_tab(fake: FakeServer, tab: Open):
    hidden = "Object.defineProperty(Document.prototype, 'visibilityState', { get: () => window.isHidden ? 'hidden' : 'visible' });"
    fake.pages |= {"a/": "<p id=p>one</p>", "b/": "<h1>B</h1>"}
    shown = tab(hidden + LIT).go(fake, "a/")

    def stays() -> None:
        fake.pages["a/"] += "more"
        fake.announce(follow=f"{BASE}/a/")
        fake.announce(follow=f"{BASE}/b/")
        fake.wait_until_handled(shown)
        assert (shown.page.url, shown.is_marked, shown.get("lit")) == (fake.address + "a/", True, [])

    stays()
    fake.announce(news=False, follows=True)
    shown.get("() => { window.isHidden = true; }")
    stays()
    shown.get("() => { window.isHidden = false; }")
    shown.page.click("digest-preview summary")
    shown.page.click("digest-preview label")
    stays()
    fake.announce(news=False, follows=False)
    shown.page.click("digest-preview label")
    with shown.loading():
        fake.announce(follow=f"{BASE}/b/")
        shown.page.wait_for_url("**/b/")


# errors


def test_errors_hidden_in_a_tab_are_hidden_on_its_next_page(fake: FakeServer, tab: Open):
    fake.pages["a/"] = "<h1>One</h1>"
    error = ShownError("a.md", 1, 1, "E1", "wrong", "", "", "")
    fake.announce(news=False, diagnostics=(error,))
    shown = tab().go(fake)
    shown.page.click("digest-preview >> text=Hide")
    shown.go(fake, "a/").when_panel(".said", "1 error").when_panel(".diagnostics", None)
    tab().go(fake, "a/").when_panel(".diagnostics", "wrong")


@pytest.mark.parametrize("script", ["", NO_SHARED_WORKER], ids=["", "no SharedWorker"])
def test_the_end_of_the_server_is_shown_in_open_and_new_tabs(fake: FakeServer, tab: Open, script: str):
    shown = tab(script).go(fake)
    fake.wait_until_handled(shown)
    fake.close()
    shown.when_panel(".lost .said", "The preview has ended.")
    assert shown.is_marked


def test_tabs_recover_when_the_connection_is_restored(fake: FakeServer, tab: Open):
    shown = tab().go(fake)
    fake.wait_until_handled(shown)
    fake.disconnect()
    shown.when_panel(".lost .said", "The preview has ended.")
    fake.reconnect()
    shown.when_panel(".lost", None)
    other = tab().go(fake)
    fake.wait_until_handled(other)
    other.when_panel(".lost", None)
    fake.pages[""] = "<h1>Two</h1>"
    fake.announce()
    when_heading(shown, "Two")
    assert shown.is_marked
