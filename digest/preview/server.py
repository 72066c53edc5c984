"""The preview's web server: HTTP in, answers of the current generation out. It reads no folder and writes nothing."""

from __future__ import annotations

import errno
import re
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import BinaryIO
from urllib.parse import quote, unquote, unquote_to_bytes

from digest.errors import UsageError
from digest.preview.channel import Channel, encode
from digest.preview.generation import OWN, TYPES, Answer, Generation, shell
from digest.preview.guard import Guard

SCRIPTS = {path.name: path.read_bytes() for path in Path(__file__).parent.glob("*.js")}
"""What runs in the browser, by name: client.js, and what that asks for."""

MAX_THREADS = 64
"""So many connections are served at a time; one more is closed."""

MAX_LINE = 8 * 1024
"""The longest request line in bytes (RFC 9112, 3, asks for at least 8,000)."""

MAX_HEADERS = 16 * 1024
"""The most bytes of all headers of a request."""

FIELD = re.compile(r"[!#$%&'*+.^_`|~0-9a-z-]+")
"""The name of a header, in lower case (RFC 9110, 5.1): whatever is no name may be one for others."""

URL = "/%:@!$&'()*+,;=~-._"
"""What is left as it is in the path of a url, beside letters and digits (RFC 3986, 3.3)."""

MOVED = re.compile(r"moved/[0-9]{1,18}/")
"""The address that tells where the article is now which stood at the path behind it in the state of this number."""

REQUEST_SECONDS = 10.0
"""How long a request may take to arrive, and an open connection may wait for the next one."""

PATIENCE = 2.0
"""Seconds for which a request waits for the first state of the site."""

HEARTBEAT = 15.0
"""Seconds after which a listener hears something, so that it is found when its machine has gone."""

GLANCE = 1.0
"""Seconds after which it is looked whether a listener has closed its connection: until then it takes the room of another."""

PORTS = 20
"""So many ports are tried after the usual one."""


class Server(ThreadingHTTPServer):
    """Answers requests from the generation that is current when they come."""

    daemon_threads = True
    block_on_close = False
    request_queue_size = 256  # who does not get into the queue asks again only after a second
    allow_reuse_address = sys.platform != "win32"

    def __init__(self, address: tuple[str, int], guard: Callable[[int], Guard], channel: Channel, base: str) -> None:
        self.address_family = socket.AF_INET6 if ":" in address[0] else socket.AF_INET
        super().__init__(address, Handler)
        self.guard = guard(self.server_port)
        self.channel = channel
        self.base = base
        """The base path as long as there is no generation."""
        self.generation: Generation | None = None
        self.before: Generation | None = None
        """The generation before the last save, for a browser that wants to know what it changed."""
        self.moved: Callable[[str, int], str] = lambda path, number: ""
        """As `Session.moved`."""
        self.complain: Callable[[BaseException], None] = lambda error: None
        """Called with what should never be raised while a request is answered."""
        self._room = threading.BoundedSemaphore(MAX_THREADS)

    def server_bind(self) -> None:
        """Take the port; without asking for the host's name, as the standard library does: that may take seconds."""
        if self.allow_reuse_address:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.socket.bind(self.server_address)
        self.server_address = self.socket.getsockname()
        self.server_name, self.server_port = self.server_address[:2]  # type: ignore[assignment]

    def process_request(self, request: object, client_address: object) -> None:
        """Serve a connection in a thread of its own, unless there are too many."""
        if not self._room.acquire(blocking=False):
            self.shutdown_request(request)  # type: ignore[arg-type]
            return
        try:
            super().process_request(request, client_address)  # type: ignore[arg-type]
        except BaseException:
            self._room.release()
            raise

    def process_request_thread(self, request: object, client_address: object) -> None:
        """Serve one connection to its end."""
        try:
            super().process_request_thread(request, client_address)  # type: ignore[arg-type]
        finally:
            self._room.release()

    def handle_error(self, request: object, client_address: object) -> None:
        """A connection that broke is no news; anything else is a fault of ours."""
        error = sys.exc_info()[1]
        if error is not None and not isinstance(error, OSError):
            self.complain(error)


class _Deadline:
    """Reads lines of a connection until a request has taken too long, or has become too large."""

    def __init__(self, connection: socket.socket, file: BinaryIO) -> None:
        self.connection = connection
        self.file = file
        self.end = 0.0
        self.rest = 0

    def begin(self) -> None:
        """A request may come."""
        self.end = time.monotonic() + REQUEST_SECONDS
        self.rest = MAX_LINE

    def readline(self, limit: int = -1) -> bytes:
        """The next line; raises TimeoutError. Longer lines than a request may have are cut."""
        line = bytearray()
        while not line.endswith(b"\n") and len(line) <= self.rest:
            left = self.end - time.monotonic()
            if left <= 0:
                raise TimeoutError
            self.connection.settimeout(left)
            # At most what has arrived: a reader of whole lines would start its patience anew with each byte.
            ready = self.file.peek(1)[: self.rest + 1 - len(line)]  # type: ignore[attr-defined]
            end = ready.find(b"\n") + 1 or len(ready)
            if not end:
                break
            line += self.file.read(end)
        self.rest -= len(line)
        return bytes(line) if self.rest >= 0 else bytes(line[:-1])


class Handler(BaseHTTPRequestHandler):
    """One connection."""

    protocol_version = "HTTP/1.1"
    server_version = "digest"
    sys_version = ""
    disable_nagle_algorithm = True
    rbufsize = MAX_LINE
    server: Server

    def setup(self) -> None:
        """Prepare the connection."""
        super().setup()
        self.lines = _Deadline(self.connection, self.rfile)  # type: ignore[arg-type]

    def handle_one_request(self) -> None:
        """Read one request and answer it."""
        self.close_connection = True
        self.command = self.path = self.request_version = ""
        try:
            self.lines.begin()
            line = self.lines.readline()
            if not line:
                return
            if not line.endswith(b"\n"):
                self._refuse_unended(414, "the address is too long")
            elif self._read_request(line):
                self.connection.settimeout(REQUEST_SECONDS)
                self._answer()
        except (TimeoutError, OSError):
            self.close_connection = True

    def _read_request(self, line: bytes) -> bool:
        """Whether this is a request (RFC 9112, 3); else it was answered already."""
        words = line.rstrip(b"\r\n").split(b" ")
        if len(words) != 3 or not line.isascii() or words[2] not in (b"HTTP/1.1", b"HTTP/1.0") or not words[0].isalpha():
            self._send(400, "this is no request")
            return False
        self.requestline = ""
        self.command, self.path, self.request_version = (word.decode() for word in words)
        self.lines.rest = MAX_HEADERS
        self.fields: dict[str, str] = {}
        while True:
            header = self.lines.readline()
            if not header.endswith(b"\n"):
                self._refuse_unended(431, "the headers are too long")
                return False
            if header in (b"\r\n", b"\n"):
                break
            name, _, value = header.decode("latin-1").partition(":")
            name, value = name.lower(), value.strip(" \t\r\n")
            is_second = name in self.fields and name in ("host", "origin", "content-length")
            if not FIELD.fullmatch(name) or is_second or "\r" in value or "\0" in value:
                self._send(400, "a header is malformed")
                return False
            self.fields[name] = value
        return True

    def _refuse_unended(self, status: int, text: str) -> None:
        """Say this of a line that is too long; one that is not has no end because the other side has ended."""
        if self.lines.rest < 0:
            self._send(status, text)
        else:
            self._send(400, "the request ends too early")

    def _answer(self) -> None:
        if self.command not in ("GET", "HEAD"):
            self._send(405, "only GET and HEAD", {"Allow": "GET, HEAD"})
            return
        if "transfer-encoding" in self.fields or self.fields.get("content-length", "0") != "0":
            self._send(400, "a request for a page has no body")
            return
        refused = self.server.guard.refusal(self.fields)
        if refused:
            self._send(*refused)
            return
        path = _path_of(self.path)
        if path is None:
            self._send(400, "this is no path")
            return
        connection = self.fields.get("connection", "").lower()
        self.close_connection = connection == "close" or self.request_version == "HTTP/1.0"
        base = self.server.generation.base if self.server.generation else self.server.base
        home = unquote(base) + "/"
        if not path.startswith(home):
            self._outside(path, base)
        elif path.startswith(home + OWN):
            self._own(path.removeprefix(home + OWN))
        else:
            self._page(path.removeprefix(home), base)

    def _outside(self, path: str, base: str) -> None:
        if path in ("/", unquote(base)):
            self._write(Answer(302, "", location=base + "/"))
        else:
            self._send(404, f"the site lies below {base}/")

    def _own(self, name: str) -> None:
        if name in SCRIPTS:
            self._write(Answer(200, "text/javascript", SCRIPTS[name]))
        elif name == "events":
            self._events()
        elif name.startswith("before/") and self.server.before is not None:
            self._write(self.server.before.past.answer(name.removeprefix("before/")))
        elif MOVED.match(name):
            number, _, path = name.removeprefix("moved/").partition("/")
            self._write(Answer(200, "text/plain", self.server.moved(path, int(number)).encode()))
        else:
            self._send(404, "there is no such file")

    def _page(self, path: str, base: str) -> None:
        if self.server.generation is None and not self.server.channel.wait_until_ready(PATIENCE):
            is_page = path.endswith(("/", ".html")) or not path
            waiting = shell(base, self.server.channel.latest.progress or "The site is being read.")
            self._write(Answer(200, TYPES["html"], waiting) if is_page else Answer(503, "text/plain", b"the site is being read\n"))
            return
        generation = self.server.generation
        assert generation is not None
        known = self.fields.get("if-none-match", "").strip().removeprefix("W/").strip('"')
        if known and generation.key(path) == known:
            self._write(Answer(304, "", key=known))
        else:
            self._write(generation.answer(path))

    def _events(self) -> None:
        """Server-sent events (WHATWG HTML, 9.2), as long as the browser listens."""
        self.close_connection = True
        self._head(200, {"Content-Type": "text/event-stream; charset=utf-8", "Connection": "close"})
        if self.command == "HEAD":
            return
        self.wfile.write(b"retry: 500\n\n")
        found = self.server.channel.listen(0, 0)
        messages = [found[1][-1].state] if found else []
        spoke = 0.0
        while found is not None and not self._is_gone():
            if messages or time.monotonic() - spoke >= HEARTBEAT:
                self.wfile.write(b"".join(b"data: " + encode(message) + b"\n\n" for message in messages) or b":\n\n")
                spoke = time.monotonic()
            found = self.server.channel.listen(found[0], GLANCE)
            messages = found[1] if found else []

    def _is_gone(self) -> bool:
        """Whether the other side has closed the connection. Raises OSError if it is broken."""
        self.connection.settimeout(0)
        try:
            return not self.connection.recv(1, socket.MSG_PEEK)
        except BlockingIOError:
            return False
        finally:
            self.connection.settimeout(REQUEST_SECONDS)

    def _send(self, status: int, text: str, headers: Mapping[str, str] | None = None) -> None:
        """Say this in plain text; after a request that cannot be trusted the connection ends."""
        if status >= 400:
            self.close_connection = True
        self._write(Answer(status, "text/plain", f"{text}\n".encode() if text else b""), headers)

    def _write(self, answer: Answer, headers: Mapping[str, str] | None = None) -> None:
        fields = {"Content-Length": str(answer.size if answer.pieces else len(answer.body)), **(headers or {})}
        if answer.kind:
            is_text = answer.kind.startswith("text/") or answer.kind.endswith(("xml", "json"))
            fields["Content-Type"] = f"{answer.kind}; charset=utf-8" if is_text else answer.kind
        if answer.key:
            fields["ETag"] = f'"{answer.key}"'
        if answer.location:
            fields["Location"] = "/" + quote(answer.location.lstrip("/"), safe=URL)  # `//` would begin the name of another server
        if answer.status == 304:
            del fields["Content-Length"]
        if self.close_connection:
            fields["Connection"] = "close"
        self._head(answer.status, fields, b"" if self.command == "HEAD" or answer.status == 304 else answer.body)
        if answer.pieces and self.command != "HEAD":
            self._stream(answer.pieces, answer.size)

    def _stream(self, pieces: Iterator[bytes], size: int) -> None:
        """Send so many bytes. If the file has another size by now the connection breaks off, so that nobody takes it for whole."""
        closes, self.close_connection = self.close_connection, True
        for piece in pieces:
            size -= len(piece)
            if size < 0:
                return
            self.wfile.write(piece)
        self.close_connection = closes or size > 0

    def _head(self, status: int, fields: Mapping[str, str], body: bytes = b"") -> None:
        lines = [f"HTTP/1.1 {status} {self.responses.get(status, ('',))[0]}", f"Date: {self.date_time_string()}"]
        lines += [f"{name}: {value}" for name, value in {**SAFETY, **fields}.items()]
        self.wfile.write("\r\n".join([*lines, "", ""]).encode("latin-1") + body)

    def log_message(self, format: str, *args: object) -> None:
        """Requests are not printed."""


SAFETY = {
    "Cache-Control": "no-cache",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "X-Frame-Options": "SAMEORIGIN",
    "Referrer-Policy": "same-origin",
}
"""What every answer says: no other site may use it, and a browser asks again each time."""


def _path_of(target: str) -> str | None:
    """The decoded path of a request's target; None if it is none that a browser asks its own server for (RFC 9112, 3.2.1)."""
    path = target.partition("?")[0]
    if not path.startswith("/") or "#" in target:
        return None
    try:
        decoded = unquote_to_bytes(path).decode()
    except UnicodeDecodeError:
        return None
    return decoded if decoded.isprintable() else None


def opened(host: str, port: int, make: Callable[[tuple[str, int]], Server]) -> Server:
    """A server at this port; at the next free one from 8000 on if `port` is 0. Raises UsageError."""
    reason = ""
    for number in [port] if port else [*range(8000, 8000 + PORTS), 0]:
        try:
            return make((host, number))
        except OSError as error:
            reason = error.strerror or str(error)
            if error.errno != errno.EADDRINUSE:
                break
    where = f"port {port} of {host}" if port else host
    raise UsageError(f"{where} cannot be bound: {reason}", hint="choose another --port or --host")
