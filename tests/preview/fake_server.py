"""A preview server in this process, whose pages and messages a test chooses: the browser's side without a site."""

from __future__ import annotations

import threading
from typing import Any

from msgspec.structs import replace

from digest.hashing import content_hash
from digest.preview.browser_channel import Channel
from digest.preview.http_response import HTML_TYPE, Response, with_client
from digest.preview.http_server import Server
from tests.preview.tabs import Tab

BASE = "/news"


class FakeServer:
    """The server. Pages are HTML by path, or whole responses; each change of them is announced by `announce`."""

    def __init__(self, **pages: str) -> None:
        self.pages: dict[str, str | Response] = {"": "<h1>Front</h1>", **pages}
        self.base = BASE
        """The base path of the site, as in `Generation`."""
        self.before: dict[str, str] = {}
        """The previous version of pages."""
        self.moved: dict[str, str] = {}
        """The new paths of pages."""
        self.requested: list[str] = []
        """The requested paths of pages, and requests for new paths."""
        self.sent: list[str] = []
        """The requested paths whose pages the browser did not have yet."""
        self.channel = Channel("a run", f"{BASE}/")
        self.server = Server(("127.0.0.1", 0), (), self.channel, BASE)
        self.server.generation = self  # type: ignore[assignment]  # it has the methods that the server calls
        self.server.previous_generation = _Before(self)  # type: ignore[assignment]
        self.server.url_after_move = self._url_after_move
        self.address = f"http://127.0.0.1:{self.server.server_port}{BASE}/"
        self._thread = threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True)
        self._thread.start()

    def key(self, path: str) -> str:
        """Return the ETag of a page, as `Generation.key`."""
        self.requested.append(path)
        return self._answer(path).etag

    def answer(self, path: str) -> Response:
        """Return the response for a path, as `Generation.answer`."""
        self.requested.append(path)
        self.sent.append(path)
        return self._answer(path)

    def _answer(self, path: str) -> Response:
        page = self.pages.get(path, Response(404, "text/plain", b"none"))
        return page if isinstance(page, Response) else html_page(page, self.base)

    def _url_after_move(self, path: str, number: int) -> str:
        self.requested.append(f"moved/{number}/{path}")
        return self.moved.get(path, "")

    def announce(self, *, news: bool = True, **changes: Any) -> None:
        """Send a message to all tabs: about new versions, or only about the state of the site."""
        latest = self.channel.latest
        number = latest.number + 1 if news else latest.number
        self.channel.send(replace(latest.state, **{"ready": True, "number": number, "news": news, **changes}))

    def wait_until_handled(self, tab: Tab) -> None:
        """Wait until the tab has handled all messages."""
        count = self.channel.latest.count + 1
        self.announce(news=False, count=count)
        said = "document.querySelector('digest-preview')?.shadowRoot.querySelector('.said').textContent"
        tab.when(f"text => {said}.includes(text)", f" {count} unpublished")

    def disconnect(self) -> None:
        """End the connections of all tabs, until `reconnect`."""
        self.channel.close()

    def reconnect(self) -> None:
        """Accept connections again."""
        latest, self.channel = self.channel.latest, Channel("a run", f"{BASE}/")
        self.channel.send(latest.state)
        self.server.channel = self.channel

    def close(self) -> None:
        """Stop the server, if it runs."""
        self.channel.close()
        self.server.shutdown()
        self.server.server_close()
        self._thread.join()


class _Before:
    """The previous generation."""

    def __init__(self, fake: FakeServer) -> None:
        self.fake = fake
        self.without_reports = self

    def answer(self, path: str) -> Response:
        page = self.fake.before.get(path)
        return html_page(page, self.fake.base) if page is not None else Response(404, "text/plain", b"none")


def html_page(body: str, base: str) -> Response:
    """Return the response with this page and the preview's script."""
    key = content_hash(body.encode())
    page = f"<!doctype html><html><head><title>T</title></head><body>{body}</body></html>"
    return Response(200, HTML_TYPE, with_client(page.encode(), base, key), key)
