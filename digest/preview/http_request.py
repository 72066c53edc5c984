"""A request as it arrives: its line and its headers, within limits of time and size (RFC 9112)."""

from __future__ import annotations

import re
import socket
import time
from typing import BinaryIO
from urllib.parse import unquote_to_bytes

from msgspec import Struct

REQUEST_SECONDS = 10.0
"""How long a request may take to arrive, and an open connection may wait for the next one."""

MAX_REQUEST_LINE = 8 * 1024
"""The longest request line in bytes (RFC 9112, 3, asks for at least 8,000)."""

MAX_HEADERS = 16 * 1024
"""The most bytes of all headers of a request."""

ENDS_TOO_EARLY = "the request ends too early"

_HEADER_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9a-z-]+")
"""The name of a header, in lower case (RFC 9110, 5.1): whatever is no name may be one for others."""


class Request(Struct, frozen=True):
    """The line and the headers of a request."""

    method: str
    target: str
    version: str
    headers: dict[str, str]
    """The values by names in lower case."""

    @property
    def path(self) -> str | None:
        """The decoded path; None if the target is none that a browser asks its own server for (RFC 9112, 3.2.1)."""
        path = self.target.partition("?")[0]
        if not path.startswith("/") or "#" in self.target:
            return None
        try:
            decoded = unquote_to_bytes(path).decode()
        except UnicodeDecodeError:
            return None
        return decoded if decoded.isprintable() else None

    @property
    def has_body(self) -> bool:
        """Whether a body follows, or may follow."""
        return "transfer-encoding" in self.headers or self.headers.get("content-length", "0") != "0"

    @property
    def ends_connection(self) -> bool:
        """Whether no other request will follow on this connection."""
        return self.headers.get("connection", "").lower() == "close" or self.version == "HTTP/1.0"


class BadRequest(Exception):
    """What arrived is no request."""

    def __init__(self, status: int, text: str) -> None:
        super().__init__(text)
        self.status = status
        self.text = text


def read_request(connection: socket.socket, file: BinaryIO) -> Request | None:
    """The next request of a connection; None if there is none. Raises BadRequest, TimeoutError and OSError."""
    end = time.monotonic() + REQUEST_SECONDS
    line = _read_line(connection, file, end, MAX_REQUEST_LINE, BadRequest(414, "the address is too long"))
    if not line:
        return None
    words = line.rstrip(b"\r\n").split(b" ")
    if len(words) != 3 or not line.isascii() or words[2] not in (b"HTTP/1.1", b"HTTP/1.0") or not words[0].isalpha():
        raise BadRequest(400, "this is not a request")
    method, target, version = (word.decode() for word in words)
    return Request(method, target, version, _read_headers(connection, file, end))


def _read_headers(connection: socket.socket, file: BinaryIO, end: float) -> dict[str, str]:
    room, headers = MAX_HEADERS, dict[str, str]()
    while True:
        line = _read_line(connection, file, end, room, BadRequest(431, "the headers are too long"))
        if not line:
            raise BadRequest(400, ENDS_TOO_EARLY)
        if line in (b"\r\n", b"\n"):
            return headers
        room -= len(line)
        name, _, value = line.decode("latin-1").partition(":")
        name, value = name.lower(), value.strip(" \t\r\n")
        is_second = name in headers and name in ("host", "origin", "content-length")
        if not _HEADER_NAME.fullmatch(name) or is_second or "\r" in value or "\0" in value:
            raise BadRequest(400, "a header is malformed")
        headers[name] = value


def _read_line(connection: socket.socket, file: BinaryIO, end: float, room: int, too_long: BadRequest) -> bytes:
    """The next line; nothing if the other side has ended.

    Raises TimeoutError at `end`, `too_long` for a line of more than `room` bytes, BadRequest for one without an end.
    """
    line = bytearray()
    while not line.endswith(b"\n") and len(line) <= room:
        seconds_left = end - time.monotonic()
        if seconds_left <= 0:
            raise TimeoutError
        connection.settimeout(seconds_left)
        # At most what has arrived: a reader of whole lines would restart its timeout with each byte.
        ready = file.peek(1)[: room + 1 - len(line)]  # type: ignore[attr-defined]  # the file is buffered
        size = ready.find(b"\n") + 1 or len(ready)
        if not size:
            break
        line += file.read(size)
    if len(line) > room:
        raise too_long
    if line and not line.endswith(b"\n"):
        raise BadRequest(400, ENDS_TOO_EARLY)
    return bytes(line)
