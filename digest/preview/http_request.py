"""Read an HTTP request with limits of time and size (RFC 9112): request line, headers, path; and refuse requests whose Host, Origin
or Sec-Fetch headers are not those of the user's browser and a page of the preview; the hosts of --allow-host, and loopback
addresses.

A web page can make its reader's browser send requests to any address, including a server on the reader's machine, and can make its
own host name resolve to that server (DNS rebinding). So the Host header has to name this server, and requests from pages of other
sites are refused.
"""

from __future__ import annotations

import ipaddress
import re
import socket
import time
from collections.abc import Mapping, Sequence
from typing import BinaryIO
from urllib.parse import unquote_to_bytes

from msgspec import Struct

from digest.config.base_url import ascii_host

REQUEST_SECONDS = 10.0
"""The maximum time for receiving a request, and for waiting for the next request of a connection."""

MAX_REQUEST_LINE = 8 * 1024
"""The maximum length of a request line in bytes (RFC 9112, 3, requires at least 8,000)."""

MAX_HEADERS = 16 * 1024
"""The maximum size of all headers of a request, in bytes."""

ENDS_TOO_EARLY = "the request ends too early"

_HEADER_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9a-z-]+")
"""A valid header name in lower case (RFC 9110, 5.1): other programs may interpret an invalid name as a valid one."""


class Request(Struct, frozen=True):
    """The request line and headers of a request."""

    method: str
    target: str
    version: str
    headers: dict[str, str]
    """The header values, by name in lower case."""

    @property
    def path(self) -> str | None:
        """The decoded path; None if the target is not in origin form (RFC 9112, 3.2.1), or not printable UTF-8."""
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
        """Whether the request has or may have a body."""
        return "transfer-encoding" in self.headers or self.headers.get("content-length", "0") != "0"

    @property
    def ends_connection(self) -> bool:
        """Whether the client closes the connection after this request."""
        return self.headers.get("connection", "").lower() == "close" or self.version == "HTTP/1.0"


class BadRequest(Exception):
    """The received bytes are not a valid request."""

    def __init__(self, status: int, text: str) -> None:
        super().__init__(text)
        self.status = status
        self.text = text


def read_request(connection: socket.socket, file: BinaryIO) -> Request | None:
    """Return the next request of a connection, or None if the client closed it. Raises BadRequest, TimeoutError and OSError."""
    end = time.monotonic() + REQUEST_SECONDS
    request_line = _read_http_line(connection, file, end, MAX_REQUEST_LINE, BadRequest(414, "the address is too long"))
    if not request_line:
        return None
    request_words = request_line.rstrip(b"\r\n").split(b" ")
    if (
        len(request_words) != 3
        or not request_line.isascii()
        or request_words[2] not in (b"HTTP/1.1", b"HTTP/1.0")
        or not request_words[0].isalpha()
    ):
        raise BadRequest(400, "this is not a request")
    method, target, version = (word.decode() for word in request_words)
    return Request(method, target, version, _read_headers(connection, file, end))


def _read_headers(connection: socket.socket, file: BinaryIO, end: float) -> dict[str, str]:
    room, headers = MAX_HEADERS, dict[str, str]()
    while True:
        header_line = _read_http_line(connection, file, end, room, BadRequest(431, "the headers are too long"))
        if not header_line:
            raise BadRequest(400, ENDS_TOO_EARLY)
        if header_line in (b"\r\n", b"\n"):
            return headers
        room -= len(header_line)
        name, _, value = header_line.decode("latin-1").partition(":")
        name, value = name.lower(), value.strip(" \t\r\n")
        is_second = name in headers and name in ("host", "origin", "content-length")
        if not _HEADER_NAME.fullmatch(name) or is_second or "\r" in value or "\0" in value:
            raise BadRequest(400, "a header is malformed")
        headers[name] = value


def _read_http_line(connection: socket.socket, file: BinaryIO, end: float, room: int, too_long: BadRequest) -> bytes:
    """Return the next line, or b'' if the client closed the connection.

    Raises TimeoutError at the time `end`, `too_long` for a line of more than `room` bytes, BadRequest for an incomplete line.
    """
    line = bytearray()
    while not line.endswith(b"\n") and len(line) <= room:
        seconds_left = end - time.monotonic()
        if seconds_left <= 0:
            raise TimeoutError
        connection.settimeout(seconds_left)
        # Only the bytes that have arrived: `readline` would restart its timeout with each byte.
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


LOOPBACK_HOSTS = ("localhost", "127.0.0.1", "::1")

HOST_HEADER = re.compile(r"([a-z0-9._-]+|\[[0-9a-f.]*:[0-9a-f.:]*\])(?::([0-9]{1,5}))?")
"""A Host header in lower case (RFC 9110, 7.2): name or address, and port. Characters that URL parsers ignore are not allowed."""


class AllowedHost(Struct, frozen=True):
    """A host name of the preview, and its port (0 for any)."""

    name: str
    port: int = 0


def allowed_host(given: str) -> AllowedHost | None:
    """Parse `--allow-host NAME[:PORT]`: lower case, Punycode, no brackets around an IPv6 address. Returns None if it is invalid."""
    text = given.strip()
    if not text.isascii():
        name, colon, port = text.partition(":")
        text = ascii_host(name) + colon + port
    host_match = HOST_HEADER.fullmatch(text.lower())
    if not host_match or int(host_match[2] or 1) not in range(1, 65536):
        return None
    return AllowedHost(host_match[1].strip("[]"), int(host_match[2] or 0))


def request_refusal(
    headers: Mapping[str, str], listen_host: str, port: int, allowed: Sequence[AllowedHost] = ()
) -> tuple[int, str] | None:
    """Return status and reason if a request with these headers is refused, else None. Header names are in lower case.

    `listen_host` is the host on which the server listens. `allowed` has other host names of the server, of a proxy or a mapped
    port.
    """
    host = headers.get("host", "")
    if not host:
        return 400, "a request needs a Host header"
    is_allowed = _is_allowed_host(host, allowed)
    if not _is_own_host(host, listen_host, port) and not is_allowed:
        refused = f"this server is not {host.encode('unicode_escape').decode()[:80]}"
        option = (
            f"; if it is yours, start the preview with --allow-host {host.lower()}" if HOST_HEADER.fullmatch(host.lower()) else ""
        )
        return 421, refused + option[:300]
    origin = headers.get("origin")
    # A proxy may use TLS for the connection to the browser.
    origins = (f"http://{host.lower()}", *([f"https://{host.lower()}"] if is_allowed else []))
    if origin is not None and origin.lower() not in origins:
        return 403, "requests from pages of other sites are refused"
    fetch_site = headers.get("sec-fetch-site", "same-origin")
    is_visit = headers.get("sec-fetch-mode") == "navigate" and headers.get("sec-fetch-dest") == "document"
    if fetch_site not in ("same-origin", "none") and not is_visit:
        return 403, "requests from pages of other sites are refused"
    return None


def _is_own_host(host: str, listen_host: str, port: int) -> bool:
    """Return whether this Host is the server's. If it listens beyond loopback, any IP address is: rebinding needs a name."""
    host_match = HOST_HEADER.fullmatch(host.lower())
    if not host_match or int(host_match[2] or 80) != port:
        return False
    name = host_match[1].strip("[]")
    if name in LOOPBACK_HOSTS or name == listen_host.lower():
        return True
    return not is_loopback(listen_host) and _is_ip_address(name)


def _is_allowed_host(host: str, allowed: Sequence[AllowedHost]) -> bool:
    """Return whether the user allowed this host."""
    host_match = HOST_HEADER.fullmatch(host.lower()) if allowed else None
    if not host_match:
        return False
    name, port = host_match[1].strip("[]"), int(host_match[2] or 0)
    # Browsers leave out the default port of the scheme.
    return any(
        name == each.name and (not each.port or port == each.port or (not port and each.port in (80, 443))) for each in allowed
    )


def is_loopback(host: str) -> bool:
    """Return whether only this machine can reach a server that listens on this host."""
    return host.lower() == "localhost" or (_is_ip_address(host) and ipaddress.ip_address(host).is_loopback)


def _is_ip_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True
