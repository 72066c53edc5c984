"""The preview's web server: a free port, a limited number of threads, one per connection; finds the response for each path (pages
of the current generation, scripts, earlier and moved pages, 503 until the site is read); server-sent events with heartbeats. It
lists no folders and writes nothing."""

from __future__ import annotations

import errno
import re
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from http.server import ThreadingHTTPServer
from pathlib import Path
from socketserver import StreamRequestHandler
from typing import Any
from urllib.parse import unquote

from digest.errors import UsageError
from digest.preview.browser_channel import Channel, encode_message
from digest.preview.generation import Generation
from digest.preview.http_request import (
    MAX_REQUEST_LINE,
    REQUEST_SECONDS,
    AllowedHost,
    BadRequest,
    Request,
    read_request,
    request_refusal,
)
from digest.preview.http_response import HTML_TYPE, PREVIEW_PATH, Response, head, message_page, refusal

PREVIEW_SCRIPTS = {path.name: path.read_bytes() for path in Path(__file__).parent.glob("*.js")}
"""The preview's JavaScript files by name: client.js, and the files it loads."""

MAX_THREADS = 64
"""The maximum number of open connections; further ones are closed."""

MOVED_PATH = re.compile(r"moved/[0-9]{1,18}/")
"""The start of a request for the current URL of an article: the number of a generation follows, then the article's path in it."""

FIRST_STATE_SECONDS = 2.0
"""The time a request waits for the first generation."""

HEARTBEAT = 15.0
"""The maximum time between two writes to a listener, which detect a lost connection, in seconds."""

CLOSED_CHECK_SECONDS = 1.0
"""The time between two checks whether a listener closed its connection: until then it occupies a thread."""

PORTS_TRIED = 20
"""The number of ports that are tried, from 8000 on."""


class Server(ThreadingHTTPServer):
    """Answers each request from the current generation."""

    daemon_threads = True
    block_on_close = False
    request_queue_size = 256  # a client whose connection does not fit into the queue retries only after a second
    allow_reuse_address = sys.platform != "win32"

    def __init__(self, address: tuple[str, int], allowed: Sequence[AllowedHost], channel: Channel, base: str) -> None:
        self.address_family = socket.AF_INET6 if ":" in address[0] else socket.AF_INET
        super().__init__(address, Handler)
        self.host = address[0]
        self.allowed = allowed
        """Other host names of the server."""
        self.channel = channel
        self.base = base
        """The base path until there is a generation."""
        self.generation: Generation | None = None
        self.previous_generation: Generation | None = None
        """The generation before the last save, from which browsers get the previous version of a page."""
        self.url_after_move: Callable[[str, int], str] = lambda path, number: ""
        """Returns the current URL of an article, as `Session.url_after_move`."""
        self.report_error: Callable[[BaseException], None] = lambda error: None
        """Called with an unexpected exception in a request."""
        self._free_threads = threading.BoundedSemaphore(MAX_THREADS)

    def server_bind(self) -> None:
        """Bind the port, without the reverse DNS look-up of the standard library, which may take seconds."""
        if self.allow_reuse_address:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.socket.bind(self.server_address)
        self.server_address = self.socket.getsockname()
        self.server_name, self.server_port = self.server_address[:2]  # type: ignore[assignment]  # an IPv6 address has four parts

    def process_request(self, request: Any, client_address: object) -> None:
        """Serve a connection in a new thread, or close it if there are too many."""
        if not self._free_threads.acquire(blocking=False):
            self.shutdown_request(request)
            return
        try:
            super().process_request(request, client_address)
        except BaseException:
            self._free_threads.release()
            raise

    def process_request_thread(self, request: Any, client_address: object) -> None:
        """Serve one connection until it ends."""
        try:
            super().process_request_thread(request, client_address)
        finally:
            self._free_threads.release()

    def handle_error(self, request: Any, client_address: object) -> None:
        """Ignore a broken connection; report any other exception as an internal error."""
        error = sys.exc_info()[1]
        if error is not None and not isinstance(error, OSError):
            self.report_error(error)


class Handler(StreamRequestHandler):
    """Serves one connection."""

    disable_nagle_algorithm = True
    rbufsize = MAX_REQUEST_LINE
    server: Server
    ends: bool
    """Whether to close the connection after this response. True unless a valid request keeps it open."""
    is_head: bool
    """Whether the request is for the headers only."""

    def handle(self) -> None:
        """Answer the requests of this connection, one after another."""
        self.ends = self.is_head = False
        while not self.ends:
            self.ends, self.is_head = True, False
            try:
                self._handle_request()
            except OSError:  # also TimeoutError
                self.ends = True

    def _handle_request(self) -> None:
        try:
            request = read_request(self.connection, self.rfile)  # type: ignore[arg-type]  # declared without readline
        except BadRequest as error:
            self._write_response(refusal(error.status, error.text))
            return
        if request is None:
            return
        self.connection.settimeout(REQUEST_SECONDS)
        self.is_head = request.method == "HEAD"
        response = self._check_refusal(request)
        if response:
            self._write_response(response)
        else:
            self.ends = request.ends_connection
            self._answer_request(request)

    def _check_refusal(self, request: Request) -> Response | None:
        """Return the response to a request that is refused, else None."""
        if request.method not in ("GET", "HEAD"):
            return refusal(405, "only GET and HEAD", allow="GET, HEAD")
        if request.has_body:
            return refusal(400, "a request for a page has no body")
        refused = request_refusal(request.headers, self.server.host, self.server.server_port, self.server.allowed)
        if refused:
            return refusal(*refused)
        return refusal(400, "this is not a path") if request.path is None else None

    def _answer_request(self, request: Request) -> None:
        base = self.server.generation.base if self.server.generation else self.server.base
        home, path = unquote(base) + "/", request.path or ""
        if path == home + PREVIEW_PATH + "events":
            self._send_events()
        elif path.startswith(home + PREVIEW_PATH):
            self._write_response(self._preview_file(path.removeprefix(home + PREVIEW_PATH)))
        elif path.startswith(home):
            self._write_response(self._site_page(path.removeprefix(home), base, request.headers.get("if-none-match", "")))
        elif path in ("/", unquote(base)):
            self._write_response(Response(302, "", location=base + "/"))
        else:
            self._write_response(refusal(404, f"the site is below {base}/"))

    def _preview_file(self, name: str) -> Response:
        """Return the response to a request for one of the preview's own files, or from its scripts."""
        server = self.server
        if name in PREVIEW_SCRIPTS:
            return Response(200, "text/javascript", PREVIEW_SCRIPTS[name])
        if name.startswith("before/") and server.previous_generation is not None:
            return server.previous_generation.without_reports.answer(name.removeprefix("before/"))
        if MOVED_PATH.match(name):
            number, _, path = name.removeprefix("moved/").partition("/")
            return Response(200, "text/plain", server.url_after_move(path, int(number)).encode())
        return refusal(404, "there is no such file")

    def _site_page(self, path: str, base: str, known_etag: str) -> Response:
        """Return the response for a path relative to the base path. `known_etag` is the ETag of the browser's version."""
        server = self.server
        if server.generation is None and not server.channel.wait_until_ready(FIRST_STATE_SECONDS):
            if path and not path.endswith(("/", ".html")):
                return Response(503, "text/plain", b"the site is being read\n")
            return Response(200, HTML_TYPE, message_page(base, server.channel.latest.progress or "The site is being read."))
        generation = server.generation
        assert generation is not None
        etag = known_etag.strip().removeprefix("W/").strip('"')
        if etag and generation.key(path) == etag:
            return Response(304, "", etag=etag)
        return generation.answer(path)

    def _send_events(self) -> None:
        """Send server-sent events (WHATWG HTML, 9.2) until the browser disconnects."""
        self.ends = True
        self.wfile.write(head(200, {"Content-Type": "text/event-stream; charset=utf-8", "Connection": "close"}))
        if self.is_head:
            return
        self.wfile.write(b"retry: 500\n\n")
        channel = self.server.channel
        new_messages = channel.listen(0, 0)
        if new_messages:
            new_messages = new_messages[0], [new_messages[1][-1].state]
        last_sent = 0.0
        while new_messages and not self._is_disconnected():
            count, messages = new_messages
            if messages or time.monotonic() - last_sent >= HEARTBEAT:
                self.wfile.write(b"".join(b"data: " + encode_message(message) + b"\n\n" for message in messages) or b":\n\n")
                last_sent = time.monotonic()
            new_messages = channel.listen(count, CLOSED_CHECK_SECONDS)

    def _is_disconnected(self) -> bool:
        """Return whether the client closed the connection. Raises OSError if it is broken."""
        self.connection.settimeout(0)
        try:
            return not self.connection.recv(1, socket.MSG_PEEK)
        except BlockingIOError:
            return False
        finally:
            self.connection.settimeout(REQUEST_SECONDS)

    def _write_response(self, response: Response) -> None:
        """Send a response."""
        self.ends = self.ends or response.ends_connection
        headers = response.headers() | ({"Connection": "close"} if self.ends else {})
        has_body = not self.is_head and response.status != 304
        self.wfile.write(head(response.status, headers) + (response.body if has_body else b""))
        if response.pieces and has_body:
            self._stream_pieces(response.pieces, response.size)

    def _stream_pieces(self, pieces: Iterator[bytes], size: int) -> None:
        """Send `size` bytes. If the file has another size by now, close the connection to show that the response is invalid."""
        ends, self.ends = self.ends, True
        for piece in pieces:
            size -= len(piece)
            if size < 0:
                return
            self.wfile.write(piece)
        self.ends = ends or size > 0


def bind_server(host: str, port: int, make: Callable[[tuple[str, int]], Server]) -> Server:
    """Return a server on this port, or on the first free port from 8000 on if `port` is 0. Raises UsageError."""
    reason = ""
    for port_tried in [port] if port else [*range(8000, 8000 + PORTS_TRIED), 0]:
        try:
            return make((host, port_tried))
        except OSError as error:
            reason = error.strerror or str(error)
            if error.errno != errno.EADDRINUSE:
                break
    host_and_port = f"port {port} of {host}" if port else host
    raise UsageError(f"{host_and_port} cannot be bound: {reason}", hint="choose another --port or --host")
