"""Sends raw bytes to the preview, without an HTTP library that would correct them."""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator
from contextlib import suppress

from tests.preview.served import PATIENCE, Got


def connect(address: tuple[str, int]) -> socket.socket:
    """Return a new connection."""
    return socket.create_connection(address, timeout=PATIENCE)


def exchange(address: tuple[str, int], data: bytes) -> bytes:
    """Send these bytes, close the sending side, and return all received bytes. An event stream is read up to the first event."""
    with connect(address) as connection:
        with suppress(OSError):  # the server has answered and closed the connection
            connection.sendall(data)
            connection.shutdown(socket.SHUT_WR)
        return b"".join(_received(connection))


def _received(connection: socket.socket) -> Iterator[bytes]:
    with suppress(ConnectionResetError):  # the server closed the connection with unread data
        while data := connection.recv(65536):
            yield data
            if b"\n\ndata: {" in data:
                return


def answers(data: bytes) -> list[Got]:
    """Parse these bytes as responses. Raises AssertionError if they are not valid."""
    found = []
    while data:
        head, end, data = data.partition(b"\r\n\r\n")
        first, *fields = head.decode("ascii").split("\r\n")
        status = re.fullmatch(r"HTTP/1\.1 ([1-5][0-9][0-9]) [A-Za-z -]+", first)
        assert status and end, head
        assert all(re.fullmatch(r"[A-Za-z-]+: [ -~]+", field) for field in fields), head
        headers = {name.lower(): value for name, _, value in (field.partition(": ") for field in fields)}
        assert len(headers) == len(fields), head
        length = int(headers.get("content-length", len(data) if "text/event-stream" in headers.get("content-type", "") else 0))
        if not data or data.startswith(b"HTTP/1.1 "):  # a response to HEAD
            length = 0
        assert len(data) >= length, head
        found.append(Got(int(status[1]), headers, data[:length]))
        data = data[length:]
    return found


def request(target: str, address: tuple[str, int], *lines: str, method: str = "GET") -> bytes:
    """Return a request as a browser sends it, with these additional header lines."""
    host = f"[{address[0]}]" if ":" in address[0] else address[0]
    return "\r\n".join([f"{method} {target} HTTP/1.1", f"Host: {host}:{address[1]}", *lines, "", ""]).encode("latin-1")
