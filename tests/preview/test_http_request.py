"""Reading requests: the request line and the headers."""

from __future__ import annotations

import socket
from typing import Any

import pytest

from digest.preview.http_request import MAX_REQUEST_LINE, BadRequest, Request, read_request


def request(target: str = "/", version: str = "HTTP/1.1", **headers: str) -> Request:
    return Request("GET", target, version, {name.replace("_", "-"): value for name, value in headers.items()})


@pytest.mark.parametrize(
    ("target", "path"),
    [
        ("/", "/"),
        ("/a%20b/%ED%95%9C?x=1#", None),
        ("/a%20b/%ED%95%9C?x=/../", "/a b/한"),
        ("/a#b", None),
        ("a", None),
        ("*", None),
        ("http://localhost/", None),
        ("/%ff", None),
        ("/a%00b", None),
        ("/a%0d%0ab", None),
        ("/a%e2%80%aeb", None),
        ("//evil.example/", "//evil.example/"),
    ],
)
def test_a_path_is_printable_text(target: str, path: str | None):
    assert request(target).path == path


@pytest.mark.parametrize(
    ("headers", "has_body"),
    [
        ({}, False),
        ({"content_length": "0"}, False),
        ({"content_length": "1"}, True),
        ({"content_length": "x"}, True),
        ({"transfer_encoding": "chunked"}, True),
        ({"transfer_encoding": "", "content_length": "0"}, True),
    ],
)
def test_a_request_with_a_body_is_recognised(headers: dict[str, str], has_body: bool):
    assert request(**headers).has_body == has_body


@pytest.mark.parametrize(
    ("version", "connection", "ends"),
    [("HTTP/1.1", "keep-alive", False), ("HTTP/1.1", "Close", True), ("HTTP/1.0", "", True), ("HTTP/1.0", "keep-alive", True)],
)
def test_a_connection_ends_if_the_client_asks_for_it_or_uses_http_1_0(version: str, connection: str, ends: bool):
    assert request(version=version, connection=connection).ends_connection == ends
    assert not request().ends_connection


def received(data: bytes) -> Request | None:
    """Return the request read from these bytes, after which the client closes its side."""
    theirs, ours = socket.socketpair()
    with theirs, ours, ours.makefile("rb", MAX_REQUEST_LINE) as file:
        theirs.sendall(data)
        theirs.shutdown(socket.SHUT_WR)
        return read_request(ours, file)


@pytest.mark.parametrize("version", ["HTTP/1.1", "HTTP/1.0"])
def test_a_request_has_a_line_and_headers(version: str):
    found = received(f"GET /a%20b {version}\r\nHost: a\r\nX-Many:  1 \r\nx-many: 2\n\r\nrest".encode())
    assert found == Request("GET", "/a%20b", version, {"host": "a", "x-many": "2"})
    assert received(b"") is None


@pytest.mark.parametrize(
    "data",
    [
        *(
            b"GET / HTTP/2\r\n\r\n",
            b"GET /\r\n\r\n",
            b"GET / HTTP/1.1 x\r\n\r\n",
            b"G T / HTTP/1.1\r\n\r\n",
            b"G1 / HTTP/1.1\r\n\r\n",
        ),
        *(b"GET /\xc3\xa9 HTTP/1.1\r\n\r\n", b"GET / HTTP/1.1\r\nHost: a\r\n", b"GET / HTTP/1.1\r\n: a\r\n\r\n"),
        *(b"GET / HTTP/1.1\r\nHost : a\r\n\r\n", b"GET / HTTP/1.1\r\n Host: a\r\n\r\n", b"GET / HTTP/1.1\r\nA: b\rc\r\n\r\n"),
    ],
)
def test_a_malformed_request_is_rejected(data: bytes):
    with pytest.raises(BadRequest) as raised:
        received(data)
    assert raised.value.status == 400


@pytest.mark.parametrize("name", ["Host", "Origin", "Content-Length"])
def test_headers_of_security_must_not_be_repeated(name: str):
    with pytest.raises(BadRequest, match="a header is malformed"):
        received(f"GET / HTTP/1.1\r\n{name}: 0\r\n{name.lower()}: 0\r\n\r\n".encode())


class SlowClient:
    """A fake connection, and its file: each byte arrives three seconds after the one before."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.now = 1000.0
        self.timeouts: list[float] = []

    def settimeout(self, seconds: float) -> None:
        self.timeouts.append(seconds)

    def peek(self, _: int) -> bytes:
        self.now += 3
        if self.timeouts[-1] < 3:
            raise TimeoutError
        return self.data[:1]

    def read(self, size: int) -> bytes:
        found, self.data = self.data[:size], self.data[size:]
        return found


def test_the_time_limit_is_that_of_the_whole_request(monkeypatch: pytest.MonkeyPatch):
    """A client that waits before each byte must not occupy the connection for longer."""
    client: Any = SlowClient(b"GET / HTTP/1.1\r\n\r\n")
    monkeypatch.setattr("digest.preview.http_request.time.monotonic", lambda: client.now)
    with pytest.raises(TimeoutError):
        read_request(client, client)
    assert client.timeouts == [10, 7, 4, 1]
