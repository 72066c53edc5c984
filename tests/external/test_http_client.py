"""The HTTP client: allowed URLs, redirects, private addresses and timeouts. The servers of these tests are local."""

from __future__ import annotations

import http.client
import os
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from urllib.parse import urlsplit

import pytest

from digest.external import http_client
from digest.external.http_client import MAX_REDIRECTS, PrivateAddressError, fetch, is_public, to_ascii
from digest.external.link_requests import request_reply


@pytest.fixture(autouse=True)
def _this_machine_is_public(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.lower().endswith("_proxy")]:
        monkeypatch.delenv(name)
    if "guarded" not in request.keywords:
        monkeypatch.setattr("digest.external.http_client.is_public", lambda ip: ip == "127.0.0.1" or is_public(ip))


Answer = Callable[[socket.socket, bytes], None]
"""A handler of a connection, called with the request head."""


@contextmanager
def server(answer: Answer) -> Iterator[tuple[str, list[bytes]]]:
    """Run a server that answers each connection in a thread; yield its address, and the heads of received requests."""
    heads: list[bytes] = []
    listener = socket.create_server(("127.0.0.1", 0))

    def talk(connection: socket.socket) -> None:
        with connection, suppress(OSError):
            if head := connection.recv(65536):  # empty if the client closed the connection without a request
                heads.append(head)
                answer(connection, head)

    def accept() -> None:
        with suppress(OSError):
            while True:
                threading.Thread(target=talk, args=(listener.accept()[0],), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}", heads
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()


def redirect(location: str) -> Answer:
    return lambda connection, _: connection.sendall(
        f"HTTP/1.1 302 Found\r\nLocation: {location}\r\nContent-Length: 0\r\n\r\n".encode("latin-1")
    )


@pytest.mark.parametrize(
    "location",
    ["ftp://127.0.0.1/x", "file:///etc/hostname", "data:text/plain,x", "FTP://127.0.0.1/", "gopher://127.0.0.1/", "mailto:a@b"],
)
def test_a_redirect_to_another_scheme_is_not_followed(location: str):
    with server(redirect(location)) as (address, heads), pytest.raises(ValueError, match="is not asked, only http and https"):
        fetch(address, "HEAD")
    assert len(heads) == 1


@pytest.mark.parametrize(
    "address", ["ftp://example.org/", "file:///etc/hostname", "//example.org/", "example.org", "http:///x", "https://"]
)
def test_only_http_and_https_urls_are_opened(address: str):
    with pytest.raises(ValueError):
        fetch(address, "GET")


@pytest.mark.parametrize("hops, is_followed", [(MAX_REDIRECTS, True), (MAX_REDIRECTS + 1, False)])
def test_ten_redirects_are_followed(hops: int, is_followed: bool):
    def answer(connection: socket.socket, head: bytes) -> None:
        number = int(head.split()[1].strip(b"/"))
        if number == hops:
            connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
        else:
            redirect(f"/{number + 1}")(connection, head)

    with server(answer) as (address, heads):
        if is_followed:
            assert fetch(f"{address}/0", "HEAD").status == 200
        else:
            with pytest.raises(OSError, match="more than 10 redirects"):
                fetch(f"{address}/0", "HEAD")
        assert len(heads) == MAX_REDIRECTS + 1


def test_the_bytes_of_a_redirect_are_percent_encoded():
    def answer(connection: socket.socket, head: bytes) -> None:
        if head.startswith(b"HEAD /old "):
            redirect("/글?q=é x&p=%20".encode().decode("latin-1"))(connection, head)
        else:
            connection.sendall(b"HTTP/1.1 204 No Content\r\n\r\n")

    with server(answer) as (address, heads):
        assert fetch(f"{address}/old", "HEAD").status == 204
    assert heads[1].startswith(b"HEAD /%EA%B8%80?q=%C3%A9%20x&p=%20 HTTP/1.1\r\n")


def endless(start: bytes, piece: bytes, seconds: float = 0) -> Answer:
    """Send the start, and then pieces until the connection is closed."""

    def answer(connection: socket.socket, _: bytes) -> None:
        connection.sendall(start)
        pause = threading.Event()
        while True:
            connection.sendall(piece)
            pause.wait(seconds)

    return answer


@pytest.mark.parametrize("method", ["HEAD", "GET"])
@pytest.mark.parametrize("status", ["200 OK", "404 Not Found"])
def test_an_endless_body_is_not_read(method: str, status: str):
    with server(endless(f"HTTP/1.1 {status}\r\n\r\n".encode(), b"x" * 65536)) as (address, _):
        assert fetch(address, method).status == int(status[:3])


def test_a_redirect_with_an_endless_body_is_followed():
    body = endless(b"HTTP/1.1 301 Moved\r\nLocation: /there\r\n\r\n", b"x" * 65536)

    def answer(connection: socket.socket, head: bytes) -> None:
        if b" /there " in head:
            connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
        else:
            body(connection, head)

    with server(answer) as (address, _):
        assert fetch(address, "GET").status == 200


@pytest.mark.parametrize(
    "start, piece",
    [
        (b"", b"H"),  # the status line, a byte at a time
        (b"HTTP/1.1 200 OK\r\nX: ", b"x"),  # a header, a byte at a time
        (b"", b"HTTP/1.1 100 Continue\r\n\r\n"),  # endless interim responses
    ],
)
def test_a_slow_server_is_aborted_after_the_timeout_of_the_request(start: bytes, piece: bytes, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("digest.external.http_client.TIMEOUT", 0.3)
    with server(endless(start, piece, 0.02)) as (address, heads), pytest.raises(TimeoutError):
        fetch(address, "HEAD")
    assert len(heads) == 1


def test_the_connection_is_closed_after_the_timeout(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("digest.external.http_client.TIMEOUT", 0.3)
    closed = threading.Event()

    def answer(connection: socket.socket, _: bytes) -> None:
        if not connection.recv(1):
            closed.set()

    with server(answer) as (address, _), pytest.raises(TimeoutError):
        fetch(address, "HEAD")
    assert closed.wait(20)


def test_a_name_that_is_looked_up_for_too_long_is_a_timeout(monkeypatch: pytest.MonkeyPatch):
    ended = threading.Event()
    monkeypatch.setattr("digest.external.http_client.TIMEOUT", 0.1)
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: ended.wait(20) and [])
    with pytest.raises(TimeoutError):
        fetch("http://slow.example/", "HEAD")
    ended.set()


def test_redirects_share_the_timeout_of_the_request(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("digest.external.http_client.TIMEOUT", 0.3)

    def answer(connection: socket.socket, head: bytes) -> None:
        threading.Event().wait(0.2)
        redirect("/again")(connection, head)

    with server(answer) as (address, heads), pytest.raises(TimeoutError):
        fetch(address, "HEAD")
    assert len(heads) <= 2


@pytest.mark.parametrize("flood", [b"X: y\r\n", b"X" * 65536])
def test_endless_headers_are_an_error(flood: bytes):
    with server(endless(b"HTTP/1.1 200 OK\r\n", flood)) as (address, _):
        reply = request_reply(address, 1, pause=0)
    assert reply.status == 0 and reply.reason


def empty_response(connection: socket.socket, _: bytes) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")


@pytest.mark.guarded
@pytest.mark.parametrize("name", ["no_proxy", "NO_PROXY", "ftp_proxy", "https_proxy"])
def test_private_addresses_are_rejected_with_a_proxy_for_another_scheme(name: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.setattr(
        "digest.external.http_client._reject_private_address", lambda *_, **__: None
    )  # as if the name had resolved to another address before
    with server(empty_response) as (address, heads), pytest.raises(PrivateAddressError):
        fetch(address, "HEAD")
    assert heads == []


@pytest.mark.guarded
def test_private_addresses_are_rejected_for_hosts_that_bypass_the_proxy(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("digest.external.http_client._reject_private_address", lambda *_, **__: None)
    with server(empty_response) as (address, heads):
        monkeypatch.setenv("http_proxy", address)
        monkeypatch.setenv("no_proxy", "localhost")
        with pytest.raises(PrivateAddressError):
            fetch(address.replace("127.0.0.1", "localhost"), "HEAD")
        assert heads == []
        assert fetch("http://nowhere.invalid/a?b", "HEAD").status == 200
    assert heads[0].startswith(b"HEAD http://nowhere.invalid/a?b HTTP/1.1\r\n")


def test_a_proxy_gets_its_password_and_a_connect_request_for_https(monkeypatch: pytest.MonkeyPatch):
    with server(lambda connection, _: connection.sendall(b"HTTP/1.1 403 No\r\n\r\n")) as (address, heads):
        monkeypatch.setenv("https_proxy", address.replace("//", "//us%40er:p@"))
        with pytest.raises(OSError, match="403"):
            fetch("https://nowhere.invalid/", "HEAD")
    assert heads[0].startswith(b"CONNECT nowhere.invalid:443 HTTP/1.") and b"Proxy-Authorization: Basic dXNAZXI6cA==" in heads[0]


def test_a_proxy_that_is_not_http_is_reported(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("http_proxy", "socks5://127.0.0.1:9")
    with pytest.raises(ValueError, match=r"socks5://127\.0\.0\.1 is not an http:// address"):
        fetch("http://nowhere.invalid/", "HEAD")


@pytest.mark.parametrize(
    "address, expected",
    [
        ("https://한국.kr/뉴스?q=글#x", "https://xn--3e0b707e.kr/%EB%89%B4%EC%8A%A4?q=%EA%B8%80"),
        ("http://[2001:db8::1]:80/", "http://[2001:db8::1]:80/"),
        ("http://user:secret@example.org/", "http://example.org/"),
        ("http://example.org/a%20b?c=d&e", "http://example.org/a%20b?c=d&e"),
    ],
)
def test_a_url_is_converted_to_ascii(address: str, expected: str):
    assert to_ascii(address) == expected


@pytest.mark.parametrize(
    ("address", "host", "port", "target"),
    [
        ("http://a.example", "a.example", 80, "/"),
        ("https://a.example/x?y=1", "a.example", 443, "/x?y=1"),
        ("https://a.example:8443/x", "a.example", 8443, "/x"),
        ("http://a.example:443/", "a.example", 443, "/"),
    ],
)
def test_host_port_and_target_of_a_url(address: str, host: str, port: int, target: str, monkeypatch: pytest.MonkeyPatch):
    looked_up: list[tuple[object, ...]] = []
    monkeypatch.setattr(
        http_client,
        "_reject_private_address",
        lambda *host_and_port, may_be_unknown: looked_up.append((*host_and_port, may_be_unknown)),
    )
    connection, request_target, headers = http_client._connect_to(urlsplit(address))
    assert (connection.host, connection.port, request_target, headers) == (host, port, target, {})
    assert looked_up == [(host, port, False)] and connection.timeout == http_client.TIMEOUT
    assert isinstance(connection, http.client.HTTPSConnection) == address.startswith("https:")


@pytest.mark.parametrize(
    ("status", "is_followed"),
    [*((status, True) for status in (301, 302, 303, 307, 308)), *((status, False) for status in (201, 300, 304, 305, 306, 404))],
)
def test_only_redirect_statuses_are_followed(status: int, is_followed: bool):
    """With another status, Location has another meaning (RFC 9110, 10.2.2)."""

    def answer(connection: socket.socket, head: bytes) -> None:
        number = 200 if b" /there " in head else status
        connection.sendall(f"HTTP/1.1 {number} Said\r\nLocation: /there\r\nContent-Length: 0\r\n\r\n".encode())

    with server(answer) as (address, heads):
        assert fetch(address, "HEAD").status == (200 if is_followed else status)
    assert len(heads) == 1 + is_followed


@pytest.mark.parametrize(
    ("proxy", "address", "headers"),
    [
        ("http://proxy.example:3128", ("proxy.example", 3128), {}),
        ("http://proxy.example", ("proxy.example", 80), {}),
        ("proxy.example:3128", ("proxy.example", 3128), {}),
        ("http://user@proxy.example", ("proxy.example", 80), {"Proxy-Authorization": "Basic dXNlcjo="}),
        ("http://us%40er:p%3A@proxy.example:1", ("proxy.example", 1), {"Proxy-Authorization": "Basic dXNAZXI6cDo="}),
    ],
)
def test_host_port_and_password_of_a_proxy_are_parsed(proxy: str, address: tuple[str, int], headers: dict[str, str]):
    assert http_client._read_proxy(proxy) == (address, headers)


def test_spaces_around_the_address_of_a_redirect_are_no_part_of_it():
    def answer(connection: socket.socket, head: bytes) -> None:
        if b" /old " in head:
            redirect(" /there  ")(connection, head)
        else:
            connection.sendall(b"HTTP/1.1 204 No Content\r\n\r\n")

    with server(answer) as (address, heads):
        assert fetch(f"{address}/old", "HEAD").status == 204
    assert heads[1].startswith(b"HEAD /there HTTP/1.1\r\n")


def test_a_proxy_for_http_gets_its_password(monkeypatch: pytest.MonkeyPatch):
    with server(empty_response) as (address, heads):
        monkeypatch.setenv("http_proxy", address.replace("//", "//us%40er:p@"))
        assert fetch("http://nowhere.invalid/", "HEAD").status == 200
    assert b"Proxy-Authorization: Basic dXNAZXI6cA==" in heads[0]


def test_a_proxy_has_a_host():
    with pytest.raises(ValueError, match="is not an http:// address"):
        http_client._read_proxy("http://:80")


def test_a_port_of_zero_stays():
    assert to_ascii("http://a.example:0/") == "http://a.example:0/"


def test_an_unknown_host_is_an_error_unless_a_proxy_may_know_it(monkeypatch: pytest.MonkeyPatch):
    def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "unknown")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    http_client._reject_private_address("nowhere.invalid", 80, may_be_unknown=True)
    with pytest.raises(socket.gaierror):
        http_client._reject_private_address("nowhere.invalid", 80, may_be_unknown=False)


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_connection_through_a_proxy_has_a_timeout(scheme: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv(f"{scheme}_proxy", "http://proxy.example:3128")
    monkeypatch.setattr(http_client, "_reject_private_address", lambda *_, may_be_unknown: None)
    connection, _, _ = http_client._connect_to(urlsplit(f"{scheme}://a.example/"))
    assert (connection.host, connection.port, connection.timeout) == ("proxy.example", 3128, http_client.TIMEOUT)
