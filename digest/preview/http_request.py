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

_HEADER_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9a-z-]+")
"""The name of a header, in lower case (RFC 9110, 5.1): whatever is no name may be one for others."""


class Request(Struct, frozen=True):
    """The line and the headers of a request."""

    method: str
    target: str
    version: str
    headers: dict[str, str]
    """By names in lower case."""

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


class RequestReader:
    """Reads the requests of one connection."""

    def __init__(self, connection: socket.socket, file: BinaryIO) -> None:
        self.connection = connection
        self.file = file
        self._end = 0.0
        """When the request must have arrived."""
        self._room = 0
        """How many bytes may still be read."""

    def read(self) -> Request | None:
        """The next request; None if there is none. Raises BadRequest, TimeoutError and OSError."""
        self._end = time.monotonic() + REQUEST_SECONDS
        self._room = MAX_REQUEST_LINE
        line = self._readline()
        if not line:
            return None
        if not line.endswith(b"\n"):
            raise self._unended(414, "the address is too long")
        words = line.rstrip(b"\r\n").split(b" ")
        if len(words) != 3 or not line.isascii() or words[2] not in (b"HTTP/1.1", b"HTTP/1.0") or not words[0].isalpha():
            raise BadRequest(400, "this is not a request")
        method, target, version = (word.decode() for word in words)
        return Request(method, target, version, self._read_headers())

    def _read_headers(self) -> dict[str, str]:
        self._room = MAX_HEADERS
        headers: dict[str, str] = {}
        while True:
            line = self._readline()
            if not line.endswith(b"\n"):
                raise self._unended(431, "the headers are too long")
            if line in (b"\r\n", b"\n"):
                return headers
            name, _, value = line.decode("latin-1").partition(":")
            name, value = name.lower(), value.strip(" \t\r\n")
            is_second = name in headers and name in ("host", "origin", "content-length")
            if not _HEADER_NAME.fullmatch(name) or is_second or "\r" in value or "\0" in value:
                raise BadRequest(400, "a header is malformed")
            headers[name] = value

    def _unended(self, status: int, text: str) -> BadRequest:
        """The error for a line without an end: it is too long, or the other side has ended."""
        return BadRequest(status, text) if self._room < 0 else BadRequest(400, "the request ends too early")

    def _readline(self) -> bytes:
        """The next line, without its end if it is longer than a request may be. Raises TimeoutError."""
        line = bytearray()
        while not line.endswith(b"\n") and len(line) <= self._room:
            left = self._end - time.monotonic()
            if left <= 0:
                raise TimeoutError
            self.connection.settimeout(left)
            # At most what has arrived: a reader of whole lines would restart its timeout with each byte.
            ready = self.file.peek(1)[: self._room + 1 - len(line)]  # type: ignore[attr-defined]
            end = ready.find(b"\n") + 1 or len(ready)
            if not end:
                break
            line += self.file.read(end)
        self._room -= len(line)
        return bytes(line) if self._room >= 0 else bytes(line[:-1])
