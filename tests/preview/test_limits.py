"""Slow, greedy or vanished clients do not block the preview for others."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from socketserver import ThreadingMixIn

import pytest
from msgspec.structs import replace

from digest.diagnostics import Diagnostic
from digest.hashing import content_hash
from digest.pages.output_files import File
from digest.preview import http_request as request_module
from digest.preview import http_server as server_module
from digest.preview.browser_channel import Channel, Message, ShownError
from digest.preview.generation import Generation, RecentPages
from digest.preview.http_server import MAX_THREADS, Server
from tests.preview.served import PATIENCE
from tests.preview.wire import answers, connect, exchange, request

TEXT = b"A file of the site.\n"
LARGE = bytes(8 * 1024 * 1024)


def serving_threads() -> int:
    """How many threads answer a browser: others may begin and end in the process of a test."""
    return sum("process_request" in thread.name for thread in threading.enumerate())


class Running:
    """A server in this process."""

    def __init__(self, folder: Path, base: str = "") -> None:
        (folder / "a.txt").write_bytes(TEXT)
        (folder / "large.bin").write_bytes(LARGE)
        (folder / "page.html.gz").write_bytes(TEXT)
        (folder / "image.svgz").write_bytes(TEXT)
        self.channel = Channel("a run", f"{base}/")
        self.server = Server(("127.0.0.1", 0), (), self.channel, base)
        files = {path.name: File(path.name, path.name, content_hash(path.read_bytes())) for path in folder.iterdir()}
        files["a/index.html"] = files["a.txt"]
        self.server.generation = Generation(
            number=1,
            base=base,
            pages={},
            files=files,
            real={name: str(folder / file.origin) for name, file in files.items()} | {"a.txt": str(folder / "a.txt")},
            renderer=None,  # type: ignore[arg-type]  # there are no pages
            last_renderer=None,
            bodies=None,  # type: ignore[arg-type]
            recent=RecentPages(1),
            make_variant=lambda file, real: b"",
            report=lambda path, diagnostics: None,
        )
        self.errors: list[BaseException] = []
        self.server.report_error = self.errors.append
        self.channel.send(Message("a run", ready=True))
        self.address = ("127.0.0.1", self.server.server_port)
        self.threads = serving_threads()
        self._thread = threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True)
        self._thread.start()

    def get(self, target: str = "/a.txt", *lines: str) -> bytes:
        """Return the body of the response for this target."""
        (answer,) = answers(exchange(self.address, request(target, self.address, "Connection: close", *lines)))
        assert answer.status == 200
        return answer.body

    def open(self, data: bytes = b"") -> socket.socket:
        """Return a connection that has sent these bytes, and is being served."""
        connection = connect(self.address)
        connection.sendall(data)
        return connection

    def listen(self, *, buffer: int = 0) -> socket.socket:
        """Return a connection that has received the first event (or nothing if it has a small buffer), and then does not read."""
        connection = socket.socket()
        if buffer:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, buffer)
        connection.settimeout(PATIENCE)
        connection.connect(self.address)
        connection.sendall(request("/_digest/events", self.address))
        heard = b""
        while not buffer and b"\n\ndata: " not in heard:
            heard += connection.recv(4096)
        return connection

    def when_at_rest(self) -> None:
        """Wait until all connections have ended, and assert that there were no errors."""
        until(lambda: serving_threads() <= self.threads)
        assert self.errors == []

    def close(self) -> None:
        """Stop the server."""
        self.channel.close()
        self.server.shutdown()
        self.server.server_close()
        self._thread.join()


def until(condition: Callable[[], object]) -> None:
    """Wait until the condition is true."""
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end, condition
        time.sleep(0.005)


def rest_of(connection: socket.socket) -> bytes:
    """Return the bytes received until the server closes the connection. Raises TimeoutError if it does not."""
    received = b""
    try:
        while data := connection.recv(65536):
            received += data
    except ConnectionResetError:
        pass
    return received


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Running]:
    server = Running(tmp_path)
    yield server
    server.close()


@pytest.fixture
def short_deadline(monkeypatch: pytest.MonkeyPatch) -> None:
    """A short time limit for requests."""
    for module in (request_module, server_module):
        monkeypatch.setattr(module, "REQUEST_SECONDS", 0.4)


def drip(connection: socket.socket, data: bytes, pause: float = 0.02) -> int:
    """Send these bytes one by one until the server closes the connection. Return the number of bytes sent."""
    for at in range(len(data)):
        try:
            connection.sendall(data[at : at + 1])
        except OSError:
            return at
        time.sleep(pause)
    return len(data)


@pytest.mark.parametrize(
    ("first", "dripped"),
    [
        (b"", b"GET /" + b"a" * 1000),
        (b"GET /a.txt HTTP/1.1\r\n", b"Host: " + b"a" * 1000),
        (b"GET /a.txt HTTP/1.1\r\n", b"X: a\r\n" * 200),
        (b"GET /a.txt HTTP/1.1\r\nHost: 127.0.0.1\r\n", b"X: a\n" * 200),
    ],
    ids=["in the line", "in a header", "in many headers", "in headers that end soon"],
)
def test_a_slow_request_is_ended_at_the_deadline(running: Running, short_deadline: None, first: bytes, dripped: bytes):
    with running.open(first) as connection:
        assert drip(connection, dripped) < len(dripped)
        assert rest_of(connection) == b""
    running.when_at_rest()


def test_a_slow_request_within_the_deadline_is_answered(running: Running):
    with running.open() as connection:
        data = request("/a.txt", running.address, "Connection: close")
        assert drip(connection, data, 0.001) == len(data)
        (answer,) = answers(rest_of(connection))
    assert answer.body == TEXT


def test_each_request_of_a_connection_has_its_own_deadline(running: Running, short_deadline: None):
    with running.open() as connection:
        for _ in range(5):
            connection.sendall(request("/a.txt", running.address))
            received = b""
            while not received.endswith(TEXT):
                received += connection.recv(4096)
            time.sleep(0.15)  # in total longer than the limit of one request


@pytest.mark.parametrize("asks_first", [False, True])
def test_idle_connections_are_closed(running: Running, short_deadline: None, asks_first: bool):
    with running.open(request("/a.txt", running.address) if asks_first else b"") as connection:
        received = rest_of(connection)  # TimeoutError if it did not end
    assert received.endswith(TEXT) if asks_first else received == b""
    running.when_at_rest()


def test_connections_beyond_the_maximum_are_closed_until_others_end(running: Running):
    crowd = [running.open() for _ in range(MAX_THREADS)]
    with running.open(request("/a.txt", running.address)) as late:
        assert rest_of(late) == b""
    for connection in crowd:  # the earlier connections are served
        connection.sendall(request("/a.txt", running.address, "Connection: close"))
        assert rest_of(connection).endswith(TEXT)
        connection.close()
    running.when_at_rest()
    assert running.get() == TEXT


def test_refused_connections_do_not_count(running: Running):
    """Otherwise the server would run out of connections."""
    for _ in range(3):
        crowd = [running.open() for _ in range(MAX_THREADS + 10)]
        for connection in crowd:
            connection.close()
        running.when_at_rest()
    assert running.get() == TEXT


def test_closed_listeners_release_their_threads(running: Running):
    """A tab that is reloaded repeatedly must not exhaust the connections, even if no message is sent."""
    for _ in range(2):
        for connection in [running.listen() for _ in range(MAX_THREADS)]:
            connection.close()
        running.when_at_rest()
    assert running.get() == TEXT


def test_a_silent_listener_is_kept_and_gets_messages(running: Running):
    with running.listen() as connection:
        time.sleep(2 * server_module.CLOSED_CHECK_SECONDS + 0.2)  # longer than the check for closed connections
        running.channel.send(Message("a run", number=7))
        received = b""
        while b'"number":7' not in received:
            data = connection.recv(4096)
            assert data
            received += data
    assert received.startswith(b"data: "), "there are no heartbeats within a few seconds"
    running.when_at_rest()


def test_heartbeats_are_sent_to_detect_lost_connections(running: Running, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(server_module, "HEARTBEAT", 0.05)
    monkeypatch.setattr(server_module, "CLOSED_CHECK_SECONDS", 0.05)
    with running.listen() as connection:
        received = b""
        while received.count(b":\n\n") < 3:
            received += connection.recv(4096)
    assert received == b":\n\n" * received.count(b":\n\n")


def message(number: int, size: int = 300_000) -> Message:
    """Return a message of this size, as of a site with very many errors."""
    diagnostic = ShownError("content/a.md", 1, 1, "E101", "x" * size, "", "", "")
    return Message("a run", number=number, ready=True, diagnostics=(diagnostic,))


def test_a_listener_that_never_reads_is_disconnected_and_blocks_nobody(running: Running, short_deadline: None):
    """Its buffers are full after a few messages, which does not affect the sender and other listeners."""
    with running.listen(buffer=4096), running.listen() as other:
        start = time.thread_time()
        for number in range(200):
            running.channel.send(message(number))
        assert time.thread_time() - start < 1  # a tenth of a millisecond each
        running.channel.send(Message("a run", number=999, ready=True))
        received = b""
        while b'"number":999' not in received:
            data = other.recv(1 << 20)
            assert data
            received = received[-20:] + data
        assert running.get() == TEXT

        def is_disconnected() -> bool:
            running.channel.send(message(0))  # a connection served late got only the last message: its buffers are not full
            return serving_threads() <= running.threads + 1  # the thread of the other listener

        until(is_disconnected)
    running.when_at_rest()


def test_the_queue_of_messages_is_limited(running: Running):
    with running.listen(buffer=4096):
        for number in range(1000):
            running.channel.send(message(number, 10_000))
        assert len(running.channel._messages) <= 64


def test_a_client_that_requests_much_and_never_reads_is_disconnected(running: Running, short_deadline: None):
    with running.open(request("/large.bin", running.address) * 3):
        running.when_at_rest()
    assert running.get() == TEXT


def test_a_large_file_is_sent_completely(running: Running):
    assert running.get("/large.bin") == LARGE


def test_1000_broken_connections_leave_no_threads(running: Running):
    wholes = [
        *(b"", b"\r\n", request("/a.txt", running.address), request("/large.bin", running.address)),
        *(request("/_digest/events", running.address), request("/a.txt", running.address) * 20, b"GET /" + b"a" * 20_000),
    ]
    linger = b"\1\0\0\0\0\0\0\0"  # SO_LINGER with a timeout of 0: closing resets the connection
    for number in range(1000):
        whole = wholes[number % len(wholes)]
        connection = connect(running.address)
        try:
            connection.sendall(whole[: 1 + number * 7 % (len(whole) + 1)])
            if number % 3 == 0:
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        except OSError:  # the server had closed the connection
            pass
        finally:
            connection.close()
    running.when_at_rest()
    assert running.get() == TEXT


def test_an_incomplete_request_is_a_bad_request(running: Running):
    for data in (b"GET", b"GET /a.txt HTTP/1.1", request("/a.txt", running.address)[:-2], request("/a.txt", running.address)[:-9]):
        (answer,) = answers(exchange(running.address, data))
        assert answer.status == 400, data


@pytest.mark.parametrize("size", [8000, 8 * 1024 - 1, 8 * 1024, 8 * 1024 + 1])
def test_a_request_line_has_at_most_8_kib(running: Running, size: int):
    line = b"GET /a.txt?" + b"a" * (size - len(b"GET /a.txt? HTTP/1.1\r\n")) + b" HTTP/1.1\r\n"
    assert len(line) == size
    rest = request("/", running.address).partition(b"\r\n")[2]
    (answer,) = answers(exchange(running.address, line + rest))
    assert answer.status == (200 if size <= 8 * 1024 else 414)


@pytest.mark.parametrize("size", [16_000, 16 * 1024, 16 * 1024 + 1, 16 * 1024 + 2])
def test_headers_have_at_most_16_kib(running: Running, size: int):
    line, _, rest = request("/a.txt", running.address).partition(b"\r\n")
    headers = b"X: " + b"a" * (size - len(rest) - len(b"X: \r\n")) + b"\r\n" + rest
    assert len(headers) == size
    (answer,) = answers(exchange(running.address, line + b"\r\n" + headers))
    assert answer.status == (200 if size <= 16 * 1024 else 431)


@pytest.mark.parametrize("base", ["/docs", "/a%20b", "/뉴스", "/%EB%89%B4", "/a&copy", "//evil.example", "///evil.example"])
def test_the_base_path_may_be_percent_encoded(tmp_path: Path, base: str):
    running = Running(tmp_path, base)
    try:
        for target in ("/", "/nothing", "//", "//evil.example", base.encode("utf-8").decode("latin-1")):
            for answer in answers(exchange(running.address, request(target, running.address))):
                assert answer.status in (301, 302, 400, 404)
                location = answer.headers.get("location", "/x")
                assert location.startswith("/") and location.isascii() and not location.startswith("//")
        if not base.startswith("//"):
            (home,) = answers(exchange(running.address, request("/", running.address)))
            assert home.status == 302
            assert running.get(home.headers["location"] + "a.txt") == TEXT
            assert running.get(home.headers["location"] + "_digest/live.js").startswith(b"//")
        assert running.errors == []
    finally:
        running.close()


@pytest.mark.parametrize("name", ["page.html.gz", "image.svgz", "large.bin"])
def test_compressed_files_are_served_as_binary_data(running: Running, name: str):
    (answer,) = answers(exchange(running.address, request(f"/{name}", running.address)))
    assert answer.headers["content-type"] == "application/octet-stream"


def test_errors_of_a_past_generation_are_not_reported(running: Running):
    reports: list[tuple[Diagnostic, ...]] = []
    generation = running.server.generation
    assert generation is not None
    now = replace(generation, report=lambda path, diagnostics: reports.append(diagnostics))
    now.without_reports.report("index.html", ())
    assert reports == []
    now.report("index.html", ())
    assert reports == [()]


def test_an_internal_error_is_reported_and_closes_only_its_connection(running: Running, monkeypatch: pytest.MonkeyPatch):
    def fails(self: Generation, path: str) -> None:
        raise ZeroDivisionError("of ours")

    with monkeypatch.context() as patch:
        patch.setattr(Generation, "answer", fails)
        assert exchange(running.address, request("/a.txt", running.address)) == b""
        until(lambda: running.errors)
    assert [str(error) for error in running.errors] == ["of ours"]
    assert running.get() == TEXT


def test_connections_whose_thread_cannot_be_started_do_not_count(running: Running, monkeypatch: pytest.MonkeyPatch):
    def fails(self: Server, connection: object, address: object) -> None:
        raise RuntimeError("can't start new thread")

    with monkeypatch.context() as patch:
        patch.setattr(ThreadingMixIn, "process_request", fails)
        for _ in range(MAX_THREADS):
            assert exchange(running.address, request("/a.txt", running.address)) == b""
    assert {str(error) for error in running.errors} == {"can't start new thread"}
    assert running.get() == TEXT
