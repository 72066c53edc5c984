"""A page of another site in a real browser can link to the preview, but not read it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from tests import sites
from tests.preview.served import Served, serving

CANARY = "CANARY-draft"

ATTEMPTS = """
async ([preview, paths]) => {
  const got = {};
  const timeout = (ms) => new Promise((done) => setTimeout(() => done("silence"), ms));
  const element = (name, properties, where = document.body) => new Promise((done) => {
    const made = Object.assign(document.createElement(name), properties);
    made.onload = () => done(`loaded ${made.naturalWidth ?? ""}`);
    made.onerror = () => done("error");
    where.append(made);
  });
  const fetched = async (path, options) => {
    try {
      const answer = await fetch(preview + path, options);
      return `${answer.type} ${answer.status} ${(await answer.text()).length}`;
    } catch (error) {
      return "error";
    }
  };
  for (const path of paths) {
    got[`fetch ${path}`] = await Promise.race([fetched(path, {}), timeout(2000)]);
    got[`fetch no-cors ${path}`] = await Promise.race([fetched(path, { mode: "no-cors" }), timeout(2000)]);
    got[`fetch with cookies ${path}`] = await Promise.race([fetched(path, { credentials: "include" }), timeout(2000)]);
    got[`script ${path}`] = await element("script", { src: preview + path });
    got[`module ${path}`] = await element("script", { src: preview + path, type: "module" });
    got[`image ${path}`] = await element("img", { src: preview + path });
    got[`style ${path}`] = await element("link", { href: preview + path, rel: "stylesheet" }, document.head);
    const preload = { href: preview + path, rel: "preload", as: "fetch" };
    got[`preload ${path}`] = await Promise.race([element("link", preload), timeout(500)]);
    got[`object ${path}`] = await Promise.race([element("object", { data: preview + path }), timeout(500)]);
    got[`video ${path}`] = await element("video", { src: preview + path });
  }
  for (const method of ["POST", "PUT", "DELETE", "HEAD", "OPTIONS"]) got[`fetch ${method}`] = await fetched("/", { method });
  got["fetch post no-cors"] = await fetched("/", { method: "POST", mode: "no-cors", body: "x" });
  got.eventSource = await Promise.race([timeout(2000), new Promise((done) => {
    const source = new EventSource(`${preview}/_digest/events`);
    source.onopen = () => done("open");
    source.onmessage = (event) => done(event.data);
    source.onerror = () => { source.close(); done("error"); };
  })]);
  for (const path of ["/", "/_digest/events"])
    got[`webSocket ${path}`] = await new Promise((done) => {
      const socket = new WebSocket(preview.replace("http", "ws") + path);
      socket.onopen = () => done("open");
      socket.onmessage = (event) => done(event.data);
      socket.onclose = socket.onerror = () => done("error");
    });
  for (const path of ["/", "/robots.txt", "/_digest/events"]) {
    const frame = document.createElement("iframe");
    frame.src = preview + path;
    document.body.append(frame);
    await new Promise((done) => { frame.onload = done; setTimeout(done, 1500); });
    try {
      got[`iframe ${path}`] = frame.contentDocument ? `read ${frame.contentDocument.body.textContent.length}` : "error";
    } catch (error) {
      got[`iframe ${path}`] = "error";
    }
  }
  try {
    const worker = new SharedWorker(`${preview}/_digest/live.js`);
    const said = (done) => {
      worker.onerror = () => done("error");
      worker.port.onmessage = (event) => done(event.data);
    };
    got.worker = await Promise.race([new Promise(said), timeout(500)]);
  } catch (error) {
    got.worker = "error";
  }
  const entries = performance.getEntriesByType("resource").filter((each) => each.name.startsWith(preview));
  got.entries = entries.filter((each) => each.encodedBodySize > 0).map((each) => each.name);
  got.globals = typeof window.CANARY;
  got.colour = getComputedStyle(document.body).backgroundColor;
  return got;
}
"""


PATHS = ["/", "/drafts.json", "/robots.txt", "/global.js", "/img.png", "/style.css"]
"""Paths that exist in the preview."""

MORE_PATHS = [*PATHS, "/_digest/client.js", "/_digest/live.js", "/_digest/events", "/_digest/before/", "/nothing"]


class Foreign(BaseHTTPRequestHandler):
    """Another site with an empty page."""

    page = b"<!DOCTYPE html><meta charset=utf-8><title>Another site</title><body>"

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(self.page)

    def log_message(self, format: str, *args: object) -> None:
        pass


@contextmanager
def foreign() -> Iterator[int]:
    """Serve another site, and yield its port."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Foreign)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture(scope="module")
def preview(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    files = {
        **sites.tiny(),
        "content/2026/draft.md": sites.article(CANARY, "2026-02-03", draft="true"),
        "content/static/drafts.json": f'"{CANARY}"',
        "content/static/img.png": sites.png(1, 1),
        "content/static/style.css": "body { background-color: rgb(1, 2, 3) }\n",
        "content/static/global.js": "window.CANARY = 1;\n",
    }
    with serving(sites.write(tmp_path_factory.mktemp("preview") / "site", files)) as served:
        yield served.when_ready()


def statuses_of(page: Any, port: int) -> list[int]:
    """Return a list to which the statuses of the preview's responses to this page are added."""
    statuses: list[int] = []
    page.on("response", lambda answer: statuses.append(answer.status) if f":{port}/" in answer.url else None)
    return statuses


@pytest.mark.parametrize(
    ("of_page", "of_preview"),
    [("127.0.0.1", "127.0.0.1"), ("localhost", "127.0.0.1"), ("127.0.0.1", "localhost"), ("localhost", "localhost")],
)
def test_a_page_of_another_site_reads_nothing(browser: Any, preview: Served, of_page: str, of_preview: str):
    with foreign() as port:
        page = browser.new_page()
        try:
            statuses = statuses_of(page, preview.port)
            page.goto(f"http://{of_page}:{port}/")
            got = page.evaluate(ATTEMPTS, [f"http://{of_preview}:{preview.port}", MORE_PATHS])
        finally:
            page.close()
    assert len(got) > 100
    assert got.pop("entries") == []
    assert got.pop("globals") == "undefined"
    assert got.pop("colour") == "rgba(0, 0, 0, 0)"
    failed = {"error", "silence"}
    assert {name: result for name, result in got.items() if result not in failed and not name.startswith("fetch no-cors")} == {}
    assert {result for name, result in got.items() if name.startswith("fetch no-cors")} <= {*failed, "opaque 0 0"}
    assert CANARY not in str(got)
    assert 403 in statuses and set(statuses) <= {403, 405}
    assert len(preview.lines) == 1


def test_the_same_attempts_succeed_on_a_page_of_the_preview(browser: Any, preview: Served):
    """Otherwise the test above would prove nothing."""
    page = browser.new_page()
    try:
        page.goto(f"{preview.address}robots.txt")  # a page without a script that would reload it
        got = page.evaluate(ATTEMPTS, [f"http://{preview.host}:{preview.port}", PATHS])
    finally:
        page.close()
    assert got["fetch /drafts.json"] == f"basic 200 {len(CANARY) + 2}"
    assert got["fetch no-cors /drafts.json"] == f"basic 200 {len(CANARY) + 2}"
    assert got["script /global.js"].startswith("loaded")
    assert got["globals"] == "number"
    assert got["image /img.png"] == "loaded 1"
    assert got["style /style.css"].startswith("loaded")
    assert got["colour"] == "rgb(1, 2, 3)"
    assert got["eventSource"] == "open"
    assert got["iframe /robots.txt"].startswith("read ")
    assert got["entries"]


def test_a_link_on_another_site_opens_the_preview(browser: Any, preview: Served):
    with foreign() as port:
        page = browser.new_page()
        try:
            page.goto(f"http://localhost:{port}/")
            page.evaluate("address => { document.body.innerHTML = `<a href='${address}'>there</a>` }", preview.address)
            page.click("a")
            page.wait_for_url(preview.address)
            assert CANARY in page.content()
            page.wait_for_selector("digest-preview", state="attached")
        finally:
            page.close()


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_form_on_another_site_changes_nothing(browser: Any, preview: Served, method: str):
    with foreign() as port:
        page = browser.new_page()
        try:
            page.goto(f"http://localhost:{port}/")
            form = f"<form method={method} action={preview.address}><input name=x value=y><button>send</button></form>"
            page.evaluate("form => { document.body.innerHTML = form }", form)
            with page.expect_navigation() as navigation:
                page.click("button")
            assert navigation.value.status == (200 if method == "get" else 405)
        finally:
            page.close()


def test_another_site_cannot_control_a_preview_window_it_opened(browser: Any, preview: Served):
    with foreign() as port:
        context = browser.new_context()
        try:
            page = context.new_page()
            page.goto(f"http://localhost:{port}/")
            with context.expect_page() as opened:
                page.evaluate("address => { window.other = window.open(address) }", preview.address)
            opened.value.wait_for_load_state()
            assert CANARY in opened.value.content()
            assert opened.value.evaluate("window.opener") is None
            page.wait_for_function("window.other.closed")  # it appears closed to the other site
        finally:
            context.close()
