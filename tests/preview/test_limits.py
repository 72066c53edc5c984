"""Nobody who is slow, greedy or gone keeps the preview from others."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

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
    """A server in this very process."""

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
        self.complaints: list[BaseException] = []
        self.server.report_error = self.complaints.append
        self.channel.send(Message("a run", ready=True))
        self.address = ("127.0.0.1", self.server.server_port)
        self.threads = serving_threads()
        self._thread = threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True)
        self._thread.start()

    def get(self, target: str = "/a.txt", *lines: str) -> bytes:
        """The body of what is there."""
        (answer,) = answers(exchange(self.address, request(target, self.address, "Connection: close", *lines)))
        assert answer.status == 200
        return answer.body

    def open(self, data: bytes = b"") -> socket.socket:
        """A connection that has sent this, and is being served."""
        connection = connect(self.address)
        connection.sendall(data)
        return connection

    def listen(self, *, buffer: int = 0) -> socket.socket:
        """A connection that has heard the first event, or nothing if it has a small buffer, and then does not read."""
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
        """Wait until all connections have ended, and assert that nothing is left of them."""
        until(lambda: serving_threads() <= self.threads)
        assert self.complaints == []

    def close(self) -> None:
        """Close the connection."""
        self.channel.close()
        self.server.shutdown()
        self.server.server_close()
        self._thread.join()


def until(is_so: Callable[[], object]) -> None:
    """Wait until it is so."""
    end = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < end, is_so
        time.sleep(0.005)


def rest_of(connection: socket.socket) -> bytes:
    """What comes until the other side ends the connection; TimeoutError if it does not."""
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
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """A request may take no longer than a moment."""
    for module in (request_module, server_module):
        monkeypatch.setattr(module, "REQUEST_SECONDS", 0.4)


def drip(connection: socket.socket, data: bytes, pause: float = 0.02) -> int:
    """Send this byte by byte until the other side has had enough; how many bytes were sent."""
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
def test_a_request_that_drips_ends_at_the_deadline(running: Running, hasty: None, first: bytes, dripped: bytes):
    with running.open(first) as connection:
        assert drip(connection, dripped) < len(dripped)
        assert rest_of(connection) == b""
    running.when_at_rest()


def test_a_request_that_takes_its_time_within_the_deadline_is_answered(running: Running):
    with running.open() as connection:
        data = request("/a.txt", running.address, "Connection: close")
        assert drip(connection, data, 0.001) == len(data)
        (answer,) = answers(rest_of(connection))
    assert answer.body == TEXT


def test_each_request_of_a_connection_has_time_of_its_own(running: Running, hasty: None):
    with running.open() as connection:
        for _ in range(5):
            connection.sendall(request("/a.txt", running.address))
            received = b""
            while not received.endswith(TEXT):
                received += connection.recv(4096)
            time.sleep(0.15)  # together more than one request may take


@pytest.mark.parametrize("asks_first", [False, True])
def test_idle_connections_end(running: Running, hasty: None, asks_first: bool):
    with running.open(request("/a.txt", running.address) if asks_first else b"") as connection:
        said = rest_of(connection)  # TimeoutError if it did not end
    assert said.endswith(TEXT) if asks_first else said == b""
    running.when_at_rest()


def test_one_connection_too_many_is_closed_and_the_next_is_served_when_there_is_room(running: Running):
    crowd = [running.open() for _ in range(MAX_THREADS)]
    with running.open(request("/a.txt", running.address)) as late:
        assert rest_of(late) == b""
    for connection in crowd:  # those who came in time are served
        connection.sendall(request("/a.txt", running.address, "Connection: close"))
        assert rest_of(connection).endswith(TEXT)
        connection.close()
    running.when_at_rest()
    assert running.get() == TEXT


def test_room_is_given_back_by_those_who_were_turned_away(running: Running):
    """Else the server would close itself one connection after the other."""
    for _ in range(3):
        crowd = [running.open() for _ in range(MAX_THREADS + 10)]
        for connection in crowd:
            connection.close()
        running.when_at_rest()
    assert running.get() == TEXT


def test_listeners_who_have_gone_make_room_at_once(running: Running):
    """A tab that is loaded again and again must not shut the preview, though nothing happens that they could be told."""
    for _ in range(2):
        for connection in [running.listen() for _ in range(MAX_THREADS)]:
            connection.close()
        running.when_at_rest()
    assert running.get() == TEXT


def test_a_listener_that_is_silent_itself_hears_what_happens(running: Running):
    with running.listen() as connection:
        time.sleep(2 * server_module.CLOSED_CHECK_SECONDS + 0.2)  # longer than it takes to be believed gone
        running.channel.send(Message("a run", number=7))
        received = b""
        while b'"number":7' not in received:
            data = connection.recv(4096)
            assert data
            received += data
    running.when_at_rest()


def test_silence_is_broken_so_that_a_machine_that_was_switched_off_is_missed(running: Running, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(server_module, "HEARTBEAT", 0.05)
    monkeypatch.setattr(server_module, "CLOSED_CHECK_SECONDS", 0.05)
    with running.listen() as connection:
        received = b""
        while received.count(b":\n\n") < 3:
            received += connection.recv(4096)
    assert received == b":\n\n" * received.count(b":\n\n")


def message(number: int, size: int = 300_000) -> Message:
    """A message of this size: a site with very many faults."""
    diagnostic = ShownError("content/a.md", 1, 1, "E101", "x" * size, "", "", "")
    return Message("a run", number=number, ready=True, diagnostics=(diagnostic,))


def test_a_listener_that_never_reads_holds_nobody_up_and_is_got_rid_of(running: Running, hasty: None):
    """Its buffers are full after a few messages; those who send and those who listen besides do not notice."""
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
        until(lambda: serving_threads() <= running.threads + 1)  # that of the other
    running.when_at_rest()


def test_what_waits_for_listeners_does_not_grow(running: Running):
    with running.listen(buffer=4096):
        for number in range(1000):
            running.channel.send(message(number, 10_000))
        assert len(running.channel._messages) <= 64


def test_one_that_asks_for_much_and_never_reads_is_got_rid_of(running: Running, hasty: None):
    with running.open(request("/large.bin", running.address) * 3):
        running.when_at_rest()
    assert running.get() == TEXT


def test_a_large_file_comes_whole(running: Running):
    assert running.get("/large.bin") == LARGE


def test_1000_connections_that_break_off_leave_nothing_behind(running: Running):
    wholes = [
        *(b"", b"\r\n", request("/a.txt", running.address), request("/large.bin", running.address)),
        *(request("/_digest/events", running.address), request("/a.txt", running.address) * 20, b"GET /" + b"a" * 20_000),
    ]
    linger = b"\1\0\0\0\0\0\0\0"  # SO_LINGER of no time: closing breaks the connection off
    for number in range(1000):
        whole = wholes[number % len(wholes)]
        connection = connect(running.address)
        try:
            connection.sendall(whole[: 1 + number * 7 % (len(whole) + 1)])
            if number % 3 == 0:
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        except OSError:  # there was no room, or it had heard enough
            pass
        finally:
            connection.close()
    running.when_at_rest()
    assert running.get() == TEXT


def test_a_request_that_ends_early_is_no_request_and_not_too_long(running: Running):
    for data in (b"GET", b"GET /a.txt HTTP/1.1", request("/a.txt", running.address)[:-2], request("/a.txt", running.address)[:-9]):
        (answer,) = answers(exchange(running.address, data))
        assert answer.status == 400, data


@pytest.mark.parametrize("size", [8000, 8 * 1024 - 1, 8 * 1024, 8 * 1024 + 1])
def test_a_line_has_8_kib_with_its_end_and_not_a_byte_more(running: Running, size: int):
    line = b"GET /a.txt?" + b"a" * (size - len(b"GET /a.txt? HTTP/1.1\r\n")) + b" HTTP/1.1\r\n"
    assert len(line) == size
    rest = request("/", running.address).partition(b"\r\n")[2]
    (answer,) = answers(exchange(running.address, line + rest))
    assert answer.status == (200 if size <= 8 * 1024 else 414)


@pytest.mark.parametrize("size", [16_000, 16 * 1024, 16 * 1024 + 1, 16 * 1024 + 2])
def test_headers_have_16_kib_with_the_empty_line_and_not_a_byte_more(running: Running, size: int):
    line, _, rest = request("/a.txt", running.address).partition(b"\r\n")
    headers = b"X: " + b"a" * (size - len(rest) - len(b"X: \r\n")) + b"\r\n" + rest
    assert len(headers) == size
    (answer,) = answers(exchange(running.address, line + b"\r\n" + headers))
    assert answer.status == (200 if size <= 16 * 1024 else 431)


@pytest.mark.parametrize("base", ["/docs", "/a%20b", "/뉴스", "/%EB%89%B4", "/a&copy", "//evil.example", "///evil.example"])
def test_the_base_path_may_be_written_as_in_a_url(tmp_path: Path, base: str):
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
        assert running.complaints == []
    finally:
        running.close()


@pytest.mark.parametrize("name", ["page.html.gz", "image.svgz", "large.bin"])
def test_packed_files_are_served_as_such(running: Running, name: str):
    (answer,) = answers(exchange(running.address, request(f"/{name}", running.address)))
    assert answer.headers["content-type"] == "application/octet-stream"


def test_what_was_wrong_with_a_page_before_is_told_to_nobody(running: Running):
    told: list[tuple[Diagnostic, ...]] = []
    generation = running.server.generation
    assert generation is not None
    now = replace(generation, report=lambda path, diagnostics: told.append(diagnostics))
    now.without_reports.report("index.html", ())
    assert told == []
    now.report("index.html", ())
    assert told == [()]


def test_a_fault_while_answering_is_told_and_ends_the_connection_alone(running: Running, monkeypatch: pytest.MonkeyPatch):
    def fails(self: Generation, path: str) -> None:
        raise ZeroDivisionError("of ours")

    with monkeypatch.context() as patch:
        patch.setattr(Generation, "answer", fails)
        assert exchange(running.address, request("/a.txt", running.address)) == b""
        until(lambda: running.complaints)
    assert [str(error) for error in running.complaints] == ["of ours"]
    assert running.get() == TEXT
