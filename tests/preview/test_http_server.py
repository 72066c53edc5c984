"""The responses of the preview's server: pages, its own files, events, and refusals."""

from __future__ import annotations

import errno
import threading
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import pytest

from digest.errors import UsageError
from digest.preview import http_server
from digest.preview.browser_channel import Channel, Message
from digest.preview.http_response import Response
from digest.preview.http_server import Server, bind_server
from tests.preview.served import Got
from tests.preview.wire import answers, connect, exchange, request


class State:
    """A fake generation, which answers with the requested path."""

    def __init__(self, name: str, base: str = "/news") -> None:
        self.name = name
        self.base = base
        self.without_reports = SimpleNamespace(answer=lambda path: Response(200, "text/plain", f"past {name} {path}".encode()))

    def key(self, path: str) -> str:
        return f"key of {path}"

    def answer(self, path: str) -> Response:
        if path == "large":
            return Response(200, "image/png", size=6, pieces=iter((b"abc", b"def")))
        if path == "moved":
            return Response(301, "", location="/news/moved/")
        return Response(200, "text/plain", f"{self.name} {path}".encode(), etag="e1")


class Running:
    """A server in this process, with one generation and the base path /news."""

    def __init__(self) -> None:
        self.channel = Channel("a run", "/news/")
        self.server = Server(("127.0.0.1", 0), (), self.channel, "/news")
        self.server.generation = State("now")  # type: ignore[assignment]
        self.server.url_after_move = lambda path, number: f"{path} after {number}"
        self.address = ("127.0.0.1", self.server.server_port)
        self._thread = threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True)
        self._thread.start()

    def all(self, *requests: bytes) -> list[Got]:
        """Return the responses to these requests on one connection."""
        return answers(exchange(self.address, b"".join(requests)))

    def get(self, target: str, *lines: str, method: str = "GET") -> Got:
        """Return the response to one request."""
        (answer,) = self.all(request(target, self.address, *lines, method=method))
        return answer

    def close(self) -> None:
        """Stop the server."""
        self.channel.close()
        self.server.shutdown()
        self.server.server_close()
        self._thread.join()


@pytest.fixture(scope="module")
def running() -> Iterator[Running]:
    made = Running()
    yield made
    made.close()


@pytest.mark.parametrize(
    ("target", "status", "text"),
    [
        ("/news/", 200, "now "), ("/news/a/b.html", 200, "now a/b.html"), ("/news/%ED%95%9C/", 200, "now 한/"),
        ("/news/a?b", 200, "now a"), ("/newspaper", 404, "the site is below /news/\n"),
        ("/other", 404, "the site is below /news/\n"),
        ("/_digest/client.js", 404, "the site is below /news/\n"), ("/news/_digest/none.js", 404, "there is no such file\n"),
        ("/news/_digest/before/a/", 404, "there is no such file\n"), ("/news/_digest/moved/12/a/b/", 200, "a/b/ after 12"),
        ("/news/_digest/re/moved/1/a/", 404, "there is no such file\n"),
        ("/news/_digest/moved/x/a/", 404, "there is no such file\n"), ("/news/_digest/moved/12", 404, "there is no such file\n"),
        (f"/news/_digest/moved/{'1' * 18}/", 200, f" after {'1' * 18}"),
        (f"/news/_digest/moved/{'1' * 19}/", 404, "there is no such file\n"),
    ],
)  # fmt: skip
def test_each_path_has_its_response(running: Running, target: str, status: int, text: str):
    found = running.get(target)
    assert (found.status, found.body.decode()) == (status, text)


@pytest.mark.parametrize("target", ["/", "/news"])
def test_the_root_redirects_to_the_base_path(running: Running, target: str):
    found = running.get(target)
    assert (found.status, found.headers["location"]) == (302, "/news/")


def test_the_scripts_of_the_preview_are_served(running: Running):
    found = running.get("/news/_digest/client.js")
    assert (found.status, found.headers["content-type"]) == (200, "text/javascript; charset=utf-8")
    assert found.body == http_server.PREVIEW_SCRIPTS["client.js"]


def test_the_previous_version_of_a_page_is_served(running: Running):
    running.server.previous_generation = State("before")  # type: ignore[assignment]
    try:
        assert running.get("/news/_digest/before/a/").body == b"past before a/"
    finally:
        running.server.previous_generation = None


@pytest.mark.parametrize(
    ("method", "lines", "status"),
    [
        ("POST", (), 405), ("PUT", (), 405), ("OPTIONS", (), 405), ("GET", ("Content-Length: 3",), 400),
        ("GET", ("Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: no-cors"), 403),
    ],
)  # fmt: skip
def test_an_invalid_request_is_refused_and_closes_the_connection(
    running: Running, method: str, lines: tuple[str, ...], status: int
):
    first = request("/news/", running.address, *lines, method=method)
    found = running.all(first, request("/news/", running.address))
    assert [answer.status for answer in found] == [status]
    assert found[0].headers["connection"] == "close"
    assert found[0].headers.get("allow", "") == ("GET, HEAD" if status == 405 else "")


def test_a_connection_is_kept_for_the_next_request(running: Running):
    found = running.all(
        request("/news/a", running.address),
        request("/news/moved", running.address),
        request("/news/b", running.address, "Connection: close"),
        request("/news/c", running.address),
    )
    assert [answer.status for answer in found] == [200, 301, 200]
    assert ["connection" in answer.headers for answer in found] == [False, False, True]


def test_the_response_to_head_has_only_headers(running: Running):
    found = running.get("/news/a", method="HEAD")
    assert (found.status, found.headers["content-length"], found.body) == (200, "5", b"")
    large = running.get("/news/large", method="HEAD")
    assert (large.headers["content-length"], large.body) == ("6", b"")
    events = running.get("/news/_digest/events", method="HEAD")
    assert (events.status, events.body) == (200, b"") and events.headers["content-type"].startswith("text/event-stream")


@pytest.mark.parametrize("known", ['"key of a"', 'W/"key of a"', ' "key of a" '])
def test_a_browser_with_the_same_etag_does_not_get_the_body(running: Running, known: str):
    found = running.get("/news/a", f"If-None-Match: {known}")
    assert (found.status, found.body, found.headers["etag"]) == (304, b"", '"key of a"')
    assert "content-length" not in found.headers
    assert running.get("/news/b", f"If-None-Match: {known}").status == 200
    assert running.get("/news/a", "If-None-Match: ").status == 200


@pytest.mark.parametrize(
    ("size", "pieces", "sent", "stays"),
    [
        (6, (b"abc", b"def"), b"abcdef", True), (6, (b"abc",), b"abc", False), (6, (b"abc", b"defg"), b"abc", False),
        (6, (b"abc", b"def", b""), b"abcdef", True), (3, (b"abc", b"d"), b"abc", False),
    ],
)  # fmt: skip
def test_a_streamed_file_whose_size_changed_closes_the_connection(size: int, pieces: tuple[bytes, ...], sent: bytes, stays: bool):
    written: list[bytes] = []
    handler: Any = SimpleNamespace(ends=False, wfile=SimpleNamespace(write=written.append))
    http_server.Handler._stream_pieces(handler, iter(pieces), size)
    assert b"".join(written) == sent and handler.ends is not stays
    handler.ends = True
    http_server.Handler._stream_pieces(handler, iter((b"abc",)), 3)
    assert handler.ends, "it is closed for another reason too"


@pytest.mark.parametrize(("path", "status"), [("", 200), ("a/", 200), ("a.html", 200), ("a.css", 503), ("a", 503)])
def test_before_the_first_generation_pages_have_a_message_and_files_are_unavailable(
    path: str, status: int, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(http_server, "FIRST_STATE_SECONDS", 0.01)
    made = Running()
    made.server.generation = None
    try:
        found = made.get(f"/news/{path}")
        assert found.status == status and b"the site is being read" in found.body.lower()
        made.channel.send(Message("a run", progress="12 of 20 articles"))
        if status == 200:
            assert b"12 of 20 articles" in made.get(f"/news/{path}").body
        made.server.generation = State("first")  # type: ignore[assignment]
        made.channel.send(Message("a run", ready=True))
        assert made.get(f"/news/{path}").body == f"first {path}".encode()
    finally:
        made.close()


def test_a_listener_gets_the_latest_state_first(running: Running):
    running.channel.send(Message("a run", ready=True, page="/news/a/"))
    found = b""
    with connect(running.address) as connection:
        connection.sendall(request("/news/_digest/events", running.address))
        while b"\n\ndata: {" not in found:
            found += connection.recv(65536)
    head, _, body = found.partition(b"\r\n\r\n")
    assert b"text/event-stream" in head and body.startswith(b"retry: 500\n\ndata: {")
    assert b'"page":""' in body, "a new listener gets no earlier changes"


def test_a_listener_gets_each_later_message_once_until_the_channel_is_closed():
    running, found = Running(), b""
    with connect(running.address) as connection:
        connection.sendall(request("/news/_digest/events", running.address))
        for page in (b'"page":""', b'"page":"/news/a/"', b'"page":"/news/b/"', b'"page":"/news/c/"'):
            while page not in found:
                received = connection.recv(65536)
                assert received, "the connection is open"
                found += received
            if page.endswith(b'a/"'):  # two at once
                running.channel.send(Message("a run", ready=True, page="/news/b/"))
                running.channel.send(Message("a run", ready=True, page="/news/c/"))
            elif page.endswith(b'""'):
                running.channel.send(Message("a run", ready=True, page="/news/a/"))
        running.channel.close()
        while received := connection.recv(65536):
            found += received
    running.close()
    assert found.count(b"data: {") == 4 and found.endswith(b"}\n\n")


# ports


def binding(taken: dict[int, int]) -> tuple[list[int], Callable[[tuple[str, int]], Any]]:
    tried: list[int] = []

    def make(address: tuple[str, int]) -> Any:
        tried.append(address[1])
        if address[1] in taken:
            raise OSError(taken[address[1]], "in use" if taken[address[1]] == errno.EADDRINUSE else "not allowed")
        return address

    return tried, make


def test_a_port_can_be_used_again_at_once():
    """TCP keeps the port of a connection that the server closed for a minute (RFC 9293, 3.6.1)."""
    first = Running()
    with connect(first.address) as connection:
        connection.sendall(request("/news/", first.address, "Connection: close"))
        while connection.recv(65536):
            pass
    first.close()
    again = Server(first.address, (), first.channel, "/news")
    again.server_close()
    assert again.server_port == first.server.server_port


def test_the_next_free_port_is_used_unless_one_is_given():
    tried, make = binding({8000: errno.EADDRINUSE, 8001: errno.EADDRINUSE})
    assert bind_server("here", 0, make) == ("here", 8002)  # type: ignore[comparison-overlap]
    assert tried == [8000, 8001, 8002]
    tried, make = binding(dict.fromkeys(range(8000, 8020), errno.EADDRINUSE))
    assert bind_server("here", 0, make) == ("here", 0)  # type: ignore[comparison-overlap]
    assert tried == [*range(8000, 8020), 0]


@pytest.mark.parametrize(
    ("port", "error", "message", "count"),
    [
        (8080, errno.EADDRINUSE, "port 8080 of here cannot be bound: in use", 1),
        (80, errno.EACCES, "port 80 of here cannot be bound: not allowed", 1),
        (0, errno.EACCES, "here cannot be bound: not allowed", 1),
        (0, errno.EADDRINUSE, "here cannot be bound: in use", 21),
    ],
)
def test_a_port_that_cannot_be_bound_is_reported(port: int, error: int, message: str, count: int):
    tried, make = binding(dict.fromkeys([port, *range(8000, 8020), 0], error))
    with pytest.raises(UsageError) as caught:
        bind_server("here", port, make)
    assert str(caught.value) == message and len(tried) == count
    assert caught.value.hint == "choose another --port or --host"


@pytest.mark.parametrize("host", ["127.0.0.1", "::1"])
def test_the_server_listens_on_ipv4_and_ipv6(host: str):
    try:
        made = Server((host, 0), (), Channel("a run", "/"), "")
    except OSError:
        pytest.skip(f"NOT TRIED: this machine has no {host}")
    try:
        assert (made.server_name, made.server_port) == made.socket.getsockname()[:2]
        assert made.host == host
    finally:
        made.server_close()
