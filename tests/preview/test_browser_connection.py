"""Many tabs, a server that is restarted, other addresses, and browsers with restrictions."""

from __future__ import annotations

import socket
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests import sites
from tests.preview import lively
from tests.preview.served import Served, serving
from tests.preview.tabs import Tab

Open = Callable[..., Tab]

ARTICLE = "content/2026/a1.md"
PAGE = "2026/02/02/a1/"
NO_SHARED_WORKER = "delete window.SharedWorker;"


def save(site: Served, title: str) -> None:
    sites.write(site.root, {ARTICLE: sites.article(title, "2026-02-02")})


def test_twelve_tabs_are_all_updated_by_one_save(site: Served, tab: Open):
    tabs = [tab().go(site, path) for path in ("", PAGE, "topics/world/", "2026/02/02/") * 3]
    save(site, "Another title")
    for each in tabs:
        each.when_text("Another title")
    assert all(each.is_marked for each in tabs)


def test_closed_tabs_do_not_block_new_ones(site: Served, tab: Open):
    shown = tab()
    for _ in range(15):
        shown.page.goto(site.address)
    for _ in range(5):
        tab().go(site).page.close()
    shown.go(site)
    save(site, "Another title")
    shown.when_text("Another title")


@pytest.fixture
def port() -> int:
    """A free port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return sites.write(tmp_path / "lively", lively.site())


@pytest.mark.parametrize("script", ["", NO_SHARED_WORKER])
def test_pages_report_the_end_of_the_server_and_recover_after_a_restart(root: Path, port: int, tab: Open, script: str):
    options = ("--port", str(port), "--now", "2026-03-01")
    with serving(root, *options) as first:
        shown = tab(script).go(first.when_ready(), PAGE)
        first.end()
        shown.when_panel(".lost .said", "The preview has ended.")
        assert shown.is_marked
    sites.write(root, {ARTICLE: sites.article("Meanwhile", "2026-02-02")})
    with serving(root, *options) as second:
        shown.when_text("Meanwhile").when_panel(".said", "Preview").when_panel(".lost", None)
        with shown.loading():
            shown.page.reload()
        save(second, "Live again")
        shown.when_text("Live again")


@pytest.mark.quick
def test_a_page_that_was_loaded_as_the_server_ended_recovers(site: Served, tab: Open):
    shown = tab()
    shown.page.route("**/_digest/**", lambda route: route.continue_() if route.request.url.endswith("client.js") else route.abort())
    with shown.page.expect_event("requestfailed", lambda request: request.url.endswith("files.js")):
        shown.page.goto(site.address + PAGE)
    shown.page.unroute_all()
    shown.when_panel(".said", "Preview").mark()
    save(site, "Live again")
    shown.when_text("Live again")
    assert shown.is_marked


@pytest.mark.quick
def test_a_page_whose_modules_never_load_is_reloaded_only_once(site: Served, browser: Browser):
    with browser.new_context() as context:
        page, loaded = context.new_page(), list[str]()
        page.route("**/_digest/files.js", lambda route: route.abort())
        page.on("request", lambda request: loaded.append(request.url) if request.is_navigation_request() else None)
        with page.expect_console_message(lambda message: "dynamically imported" in message.text):
            page.goto(site.address + PAGE)
        assert loaded == [site.address + PAGE] * 2


def test_the_message_page_of_a_slow_start_becomes_the_front_page(root: Path, tab: Open):
    many = {f"content/2026/many/m{n}.md": sites.article(f"Many {n}", "2026-02-01", body=lively.LONG) for n in range(1500)}
    with serving(sites.write(root, many), "--now", "2026-03-01") as slow:
        shown = tab()
        shown.page.goto(slow.address)
        shown.when("document.querySelectorAll('main a, main li').length > 3").when_panel(".said", "Preview")


def test_a_site_with_a_base_path_is_served_only_there(served: Callable[..., Served], tab: Open):
    files = lively.site() | {"digest.yml": sites.SETTINGS.replace("example.org/", "x.example/repo/")}
    preview = served(files, "--now", "2026-03-01")
    assert preview.path == "/repo/"
    assert preview.get("/").headers["location"] == "/repo/"
    shown, front = tab().go(preview, PAGE), tab().go(preview)
    sites.write(preview.root, {"themes/plain/static/style.css": "h1 { margin-top: 9px; }"})
    for each in (shown, front):
        each.when("getComputedStyle(document.querySelector('h1')).marginTop === '9px'")
    save(preview, "Another title")
    for each in (shown, front):
        each.when_text("Another title")
        assert each.is_marked
    links = shown.get("[...document.querySelectorAll('a')].map(each => each.pathname)")
    assert links and all(link.startswith("/repo/") for link in links)


@pytest.mark.parametrize("script", ["", NO_SHARED_WORKER])
def test_open_pages_follow_a_change_of_the_base_path(served: Callable[..., Served], tab: Open, script: str):
    preview = served(lively.site(), "--now", "2026-03-01")
    shown = tab(script).go(preview, PAGE + "?a=b#more")
    for path in ("repo/", "other/place/", ""):
        with shown.loading():
            sites.write(preview.root, {"digest.yml": sites.SETTINGS.replace("example.org/", f"example.org/{path}")})
            shown.page.wait_for_url(f"**:{preview.port}/{path}{PAGE}?a=b#more")
    save(preview, "Live there")
    shown.when_text("Live there")


def test_without_a_shared_worker_the_visible_tab_is_updated(site: Served, tab: Open):
    shown = tab(NO_SHARED_WORKER).go(site, PAGE)
    assert shown.get("typeof SharedWorker") == "undefined"
    save(site, "One")
    shown.when_text("One")
    assert shown.is_marked


def test_without_a_shared_worker_a_hidden_tab_is_updated_when_it_becomes_visible(site: Served, tab: Open):
    seen = "Object.defineProperty(Document.prototype, 'visibilityState', {get: () => sessionStorage.seen ?? 'visible'});"
    shown = tab(NO_SHARED_WORKER + seen).go(site, PAGE)
    show = "state => { sessionStorage.seen = state; document.dispatchEvent(new Event('visibilitychange')); }"
    shown.get(show, "hidden")
    save(site, "Not seen")
    site.when(lambda: "Not seen" in site.get(PAGE).text)
    tab().go(site, PAGE).when_text("Not seen")
    assert "Not seen" not in shown.page.content()
    shown.get(show, "visible")
    shown.when_text("Not seen")
    shown.mark()
    with_nothing_new = tab().go(site)
    shown.get(show, "hidden")
    shown.get(show, "visible")
    save(site, "Seen")
    shown.when_text("Seen")
    with_nothing_new.when_text("Seen")


def test_a_page_with_a_strict_content_security_policy_is_updated(served: Callable[..., Served], tab: Open):
    policy = "; ".join(["default-src 'none'", *(f"{kind}-src 'self'" for kind in ("script", "style", "img", "connect", "worker"))])
    meta = f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
    files = lively.site(base=lively.BASE.replace('<meta charset="utf-8">', f'<meta charset="utf-8">{meta}'))
    preview = served(files, "--follow", "--now", "2026-03-01")
    refusals = "addEventListener('securitypolicyviolation', event => (window.refused ??= []).push(event.violatedDirective), true);"
    shown = tab(refusals).go(preview, PAGE)
    sites.write(preview.root, {"themes/plain/static/style.css": "h1 { margin-top: 9px; }"})
    shown.when("getComputedStyle(document.querySelector('h1')).marginTop === '9px'")
    sites.write(preview.root, {ARTICLE: sites.article("Wrong", "2026-02-02", topic="wrold")})
    shown.when_panel(".diagnostics", "wrold")
    assert shown.panel(".diagnostics", "each => getComputedStyle(each).position") == ["fixed"]
    save(preview, "Another title")
    shown.when_text("Another title").when_panel(".diagnostics", None)
    shown.page.click("digest-preview summary")
    assert shown.is_marked
    assert shown.get("window.refused ?? []") == []
