"""Requests for external links are slow, sequential per host, and not repeated without need. The server is local."""

from __future__ import annotations

import os
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import msgspec
import pytest

from digest.checks.external_links import Reply, due
from digest.commands.check import check_site
from digest.config.setting_table import read_config
from digest.diagnostics import Diagnostic
from digest.external import link_requests
from digest.external.http_client import TIMEOUT, PrivateAddressError, is_public
from digest.external.link_requests import read_replies, request_all, request_reply, write_replies
from digest.site_checks import ExternalLinks
from tests.sites import NOW, article, build, tiny, write


@pytest.fixture(autouse=True)
def _this_machine_is_public(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """The server of these tests is at 127.0.0.1, which is normally not requested."""
    for name in [name for name in os.environ if name.lower().endswith("_proxy")]:
        monkeypatch.delenv(name)
    if "guarded" not in request.keywords:
        monkeypatch.setattr("digest.external.http_client.is_public", lambda ip: ip == "127.0.0.1" or is_public(ip))


class Server(ThreadingHTTPServer):
    """A server that returns the status in the path, and records requests and their concurrency."""

    def __init__(self) -> None:
        self.requests: list[tuple[str, str]] = []
        self.active_requests = self.max_active_requests = 0
        self.lock = threading.Lock()
        self.agents: set[str] = set()
        self.accepted: set[str] = set()
        super().__init__(("127.0.0.1", 0), Handler)

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}{path}"


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_HEAD(self) -> None:
        server = self.server
        with server.lock:
            server.requests.append((self.command, self.path))
            server.agents.add(self.headers["User-Agent"])
            server.accepted.add(self.headers["Accept"])
            server.active_requests += 1
            server.max_active_requests = max(server.max_active_requests, server.active_requests)
        time.sleep(0.02)
        status = 405 if self.path.startswith("/get-only") and self.command == "HEAD" else self.status()
        with server.lock:
            server.active_requests -= 1
        self.send_response(status)
        if status in (301, 302):
            self.send_header("Location", self.path.partition("?")[2] or "/ok")
        self.send_header("Content-Length", "0")
        self.end_headers()

    do_GET = do_HEAD

    def status(self) -> int:
        name = self.path.strip("/").split("?")[0].partition("-")[0]
        return int(name) if name.isdigit() else 200

    def log_message(self, *_: object) -> None:
        """Log nothing."""


@contextmanager
def running() -> Iterator[Server]:
    server = Server()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.mark.parametrize(
    ("path", "status", "methods"),
    [
        ("/ok", 200, ["HEAD"]),
        ("/get-only", 200, ["HEAD", "GET"]),
        ("/404", 404, ["HEAD", "GET"]),
        ("/503", 503, ["HEAD", "GET"]),
        ("/한?q=글", 200, ["HEAD"]),
    ],
)
def test_a_page_is_requested_by_head_and_then_by_get(path: str, status: int, methods: list[str]):
    with running() as server:
        reply = request_reply(server.url(path), 7, pause=0)
    assert (reply.status, reply.day, reply.gone) == (status, 7, False)
    assert [method for method, _ in server.requests] == methods
    assert all(path.isascii() for _, path in server.requests)
    assert all("digest/" in agent for agent in server.agents)
    assert server.accepted == {"*/*"}, "some servers refuse requests without it"


@pytest.mark.parametrize(
    ("replies", "expected_methods", "pauses"),
    [
        ([Reply(200, "", 1)], ["HEAD"], []),
        ([Reply(0, "refused", 1, gone=True)], ["HEAD"], []),
        ([Reply(404, "", 1), Reply(200, "", 1)], ["HEAD", "GET"], [9.0]),
        ([Reply(0, "no answer", 1), Reply(404, "", 1)], ["HEAD", "GET"], [9.0]),
    ],
)
def test_a_failed_request_is_repeated_after_a_pause_unless_the_server_is_gone(
    replies: list[Reply], expected_methods: list[str], pauses: list[float], monkeypatch: pytest.MonkeyPatch
):
    methods, actual_pauses, last = list[str](), list[float](), replies[-1]

    def next_reply(address: str, method: str, day: int) -> Reply:
        methods.append(method)
        return replies.pop(0)

    monkeypatch.setattr(link_requests, "_send_request", next_reply)
    monkeypatch.setattr(link_requests, "_pause", actual_pauses.append)
    assert request_reply("http://a.example/", 1, pause=9.0) == last
    assert (methods, actual_pauses) == (expected_methods, pauses)


@pytest.mark.parametrize(
    ("error", "reply"),
    [
        (PrivateAddressError("a.example", "10.0.0.1"), Reply(0, "not asked: a.example is 10.0.0.1 here, a private address", 7)),
        (socket.gaierror(socket.EAI_NONAME, "unknown"), Reply(0, "there is no server of this name", 7, gone=True)),
        (socket.gaierror(socket.EAI_AGAIN, "try again"), Reply(0, "there is no server of this name", 7)),
        (ConnectionRefusedError(), Reply(0, "the server refuses the connection", 7, gone=True)),
        (TimeoutError(), Reply(0, f"no answer within {TIMEOUT:.0f} s", 7)),
        (OSError("one\n  two " + "x" * 300), Reply(0, "one two " + "x" * 192, 7)),
        (OSError(), Reply(0, "OSError", 7)),
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_failed_request_has_a_reason_in_one_line(error: Exception, reply: Reply, monkeypatch: pytest.MonkeyPatch):
    def fail(address: str, method: str) -> None:
        raise error

    monkeypatch.setattr(link_requests, "fetch", fail)
    assert link_requests._send_request("http://a.example/", "HEAD", 7) == reply


def test_a_moved_page_exists():
    with running() as server:
        assert request_reply(server.url("/301"), 1, pause=0).is_good


def test_a_refused_connection_is_gone_and_an_invalid_url_has_a_reason():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    reply = request_reply(f"http://127.0.0.1:{port}/", 1, pause=0)
    assert (reply.status, reply.gone) == (0, True)
    for address in ("http://", "http://[", "http://a:b/", f"http://{'a' * 70}.example/", "http://x y/", "http://127.0.0.1:99999/"):
        reply = request_reply(address, 1, pause=0)
        assert reply.status == 0, address
        assert reply.reason, address


def test_requests_to_one_host_are_sequential_with_pauses(monkeypatch: pytest.MonkeyPatch):
    with running() as one, running() as other:
        replies: dict[str, Reply] = {}
        addresses = [server.url(f"/{n}x") for server in (one, other) for n in range(4)]
        pauses: list[float] = []
        monkeypatch.setattr("digest.external.link_requests._pause", pauses.append)
        request_all(addresses, 1, replies.__setitem__, pause=9)
    assert set(replies) == set(addresses)
    assert one.max_active_requests == other.max_active_requests == 1
    assert len(one.requests) == len(other.requests) == 4
    assert pauses == [9] * 6, "there is a pause between two requests to one host"


def test_an_interruption_does_not_wait_for_the_other_hosts():
    requested: list[str] = []

    def interrupt(address: str, reply: Reply) -> None:
        requested.append(address)
        raise KeyboardInterrupt

    with running() as server, pytest.raises(KeyboardInterrupt):
        request_all([server.url(f"/{n}x") for n in range(100)], 1, interrupt, pause=0)
    assert len(requested) == 1


def test_no_host_is_asked_again_after_an_interruption(monkeypatch: pytest.MonkeyPatch):
    waiting, ended = threading.Event(), threading.Event()
    waits: list[bool] = []
    replied: list[str] = []

    def wait(pause: float) -> None:
        waiting.set()
        waits.append(ended.wait(10))

    def reply(address: str, _: Reply) -> None:
        replied.append(address)
        if "interrupting" in address:
            waiting.wait(10)
            raise KeyboardInterrupt

    monkeypatch.setattr(link_requests, "request_reply", lambda address, day, pause: Reply(200, "", day))
    monkeypatch.setattr(link_requests, "_pause", wait)
    with pytest.raises(KeyboardInterrupt):
        request_all(["http://interrupting.example/", "http://a.example/1", "http://a.example/2"], 1, reply)
    ended.set()
    for thread in threading.enumerate():
        if thread.name.startswith("ThreadPoolExecutor"):
            thread.join(10)
    assert waits == [True], "the interruption does not wait for another host"
    assert sorted(replied) == ["http://a.example/1", "http://interrupting.example/"]


def test_eight_hosts_are_asked_at_a_time(monkeypatch: pytest.MonkeyPatch):
    together = threading.Barrier(8)

    def answer(address: str, day: int, pause: float) -> Reply:
        together.wait(20)
        return Reply(200, "", day)

    replies: dict[str, Reply] = {}
    monkeypatch.setattr(link_requests, "request_reply", answer)
    request_all([f"http://a{number}.example/" for number in range(8)], 1, replies.__setitem__)
    assert len(replies) == 8


def test_the_pause_also_separates_the_two_requests_for_one_page(monkeypatch: pytest.MonkeyPatch):
    pauses: list[float] = []
    monkeypatch.setattr(link_requests, "_pause", pauses.append)
    with running() as server:
        request_all([server.url("/404")], 1, lambda address, reply: None, pause=9)
    assert pauses == [9]


def test_failed_old_and_new_links_are_due():
    known = {"good": Reply(200, "", 100), "bad": Reply(404, "", 100), "old": Reply(200, "", 60), "future": Reply(200, "", 200)}
    assert due([*known, "new"], known, 101) == ["bad", "future", "new", "old"]


def test_only_new_and_failed_links_are_requested_again(tmp_path: Path):
    with running() as server:
        links = " ".join(f"[x]({server.url(path)})" for path in ("/ok", "/404", "/403"))
        write(tmp_path, {**tiny(2), "content/2026/a1.md": article("One", body=links)})
        assert build(tmp_path).code == 0

        def checked() -> list[Diagnostic]:
            server.requests.clear()
            config = read_config((tmp_path / "digest.yml").read_text())
            result = check_site(tmp_path, config, NOW, ExternalLinks(enabled=True, pause=0), record=False)
            assert result.exit_code(strict=False) == 0, "external links are never errors"
            return [diagnostic for diagnostic in result.diagnostics if diagnostic.code in ("W306", "N302")]

        first = checked()
        assert {path for _, path in server.requests} == {"/ok", "/404", "/403"}
        assert sorted((diagnostic.code, diagnostic.message.split(" ", 1)[1]) for diagnostic in first) == [
            ("N302", "403 Forbidden (page of content/2026/a1.md)"),
            ("W306", "404 Not Found (page of content/2026/a1.md)"),
        ]
        assert checked() == first
        assert {path for _, path in server.requests} == {"/404", "/403"}
        replies_file = tmp_path / ".digest" / "external.json"
        assert len(msgspec.json.decode(replies_file.read_bytes())) == 3
        replies_file.write_bytes(b"{damaged")
        assert read_replies(tmp_path / ".digest") == {}
        assert checked() == first
        assert {path for _, path in server.requests} == {"/ok", "/404", "/403"}


def test_external_links_are_not_requested_by_default(tmp_path: Path):
    with running() as server:
        write(tmp_path, {**tiny(1), "content/2026/a0.md": article("One", body=f"[x]({server.url('/ok')})")})
        assert build(tmp_path).code == 0
        config = read_config((tmp_path / "digest.yml").read_text())
        assert check_site(tmp_path, config, NOW, ExternalLinks(pause=0), record=False).pages
    assert server.requests == []


guarded = pytest.mark.guarded


@pytest.mark.parametrize("ip, public", [
    ("93.184.215.14", True), ("2606:2800:21f:cb07:6820:80da:af6b:8b2c", True), ("::ffff:93.184.215.14", True),
    ("64:ff9b::5db8:d70e", True), ("127.0.0.1", False), ("10.1.2.3", False), ("172.31.0.1", False), ("192.168.1.1", False),
    ("169.254.169.254", False), ("100.64.0.1", False), ("0.0.0.0", False), ("224.0.0.1", False), ("255.255.255.255", False),
    ("::1", False), ("::", False), ("fe80::1%eth0", False), ("fd00::1", False), ("ff02::1", False), ("::ffff:10.0.0.1", False),
    ("64:ff9b::a00:1", False), ("2002:7f00:1::", False), ("4000::1", False),
])  # fmt: skip
def test_public_and_private_ip_addresses(ip: str, public: bool):
    assert is_public(ip) is public


@guarded
@pytest.mark.parametrize(
    "host, gone", [("127.0.0.1", True), ("localhost", False), ("127.1", False), ("2130706433", False), ("0.0.0.0", True)]
)
def test_this_machine_is_not_requested(host: str, gone: bool):
    with running() as server:
        reply = request_reply(f"http://{host}:{server.server_address[1]}/ok", 1, pause=0)
    assert (reply.status, reply.gone, server.requests) == (0, gone, [])
    assert reply.reason.startswith(f"not asked: {host} is ") and reply.reason.endswith("a private address")
    assert (reply.reason == f"not asked: {host} is a private address") is gone


@guarded
def test_a_name_with_a_private_address_is_not_requested(monkeypatch: pytest.MonkeyPatch):
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, 80)) for ip in ("93.184.215.14", "192.168.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)
    reply = request_reply("https://news.example/", 1, pause=0)
    assert reply.reason == "not asked: news.example is 192.168.0.1 here, a private address" and not reply.gone


def test_a_redirect_into_a_private_network_is_not_followed():
    with running() as server:
        for target in ("http://10.0.0.1/", "http://169.254.169.254/latest/", "http://0.0.0.0:80/"):
            reply = request_reply(server.url(f"/302?{target}"), 1, pause=0)
            assert reply.status == 0 and reply.reason.startswith("not asked: "), target
    assert {path.partition("?")[0] for _, path in server.requests} == {"/302"}


@guarded
def test_a_name_that_resolves_to_a_private_address_later_gets_no_request(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("digest.external.http_client._reject_private_address", lambda *_, **__: None)
    with running() as server:
        reply = request_reply(server.url("/ok"), 1, pause=0)
    assert (reply.status, server.requests) == (0, []) and "private address" in reply.reason


def test_a_proxy_is_not_asked_for_private_addresses(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("digest.external.http_client.is_public", is_public)
    with running() as server:
        monkeypatch.setenv("http_proxy", server.url(""))
        assert request_reply("http://nowhere.invalid/ok", 1, pause=0).is_good
        assert not request_reply("http://10.0.0.1/ok", 1, pause=0).is_good
    assert [path for _, path in server.requests] == ["http://nowhere.invalid/ok"]


def test_replies_are_stored_in_order_and_never_read_through_a_link(tmp_path: Path):
    replies = {name: Reply(200, "OK", 1) for name in ("https://b.example/", "https://a.example/")}
    write_replies(tmp_path / ".digest", replies)
    file = tmp_path / ".digest/external.json"
    assert list(msgspec.json.decode(file.read_bytes())) == sorted(replies) and (tmp_path / ".digest/.gitignore").exists()
    assert read_replies(tmp_path / ".digest") == replies
    for damaged in (b"", b"[]", b'{"a": {"reason": "\xff"}}', b'{"a": {"x": ' + b"[" * 200_000 + b"]" * 200_000 + b"}}"):
        (tmp_path / "damaged").mkdir(exist_ok=True)
        (tmp_path / "damaged/external.json").write_bytes(damaged)
        assert read_replies(tmp_path / "damaged") == {}
    file.rename(tmp_path / "elsewhere.json")
    file.symlink_to("../elsewhere.json")
    assert read_replies(tmp_path / ".digest") == {}
