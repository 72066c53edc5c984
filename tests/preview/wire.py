"""Bytes to the preview and back, with no library in between that would know better."""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator
from contextlib import suppress

from tests.preview.served import PATIENCE, Got


def connect(address: tuple[str, int]) -> socket.socket:
    """A connection."""
    return socket.create_connection(address, timeout=PATIENCE)


def exchange(address: tuple[str, int], data: bytes) -> bytes:
    """Everything that is answered to these bytes when nothing follows them. Of a stream of events, the first."""
    with connect(address) as connection:
        with suppress(OSError):  # it has heard enough, and has answered already
            connection.sendall(data)
            connection.shutdown(socket.SHUT_WR)
        return b"".join(_received(connection))


def _received(connection: socket.socket) -> Iterator[bytes]:
    with suppress(ConnectionResetError):  # what was not read when the other side closed
        while data := connection.recv(65536):
            yield data
            if b"\n\ndata: {" in data:
                return


def answers(data: bytes) -> list[Got]:
    """The answers that these bytes are; raises AssertionError if they are anything else."""
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
        if not data or data.startswith(b"HTTP/1.1 "):  # to HEAD
            length = 0
        assert len(data) >= length, head
        found.append(Got(int(status[1]), headers, data[:length]))
        data = data[length:]
    return found


def request(target: str, address: tuple[str, int], *lines: str, method: str = "GET") -> bytes:
    """A request as a browser makes it, with these header lines more."""
    host = f"[{address[0]}]" if ":" in address[0] else address[0]
    return "\r\n".join([f"{method} {target} HTTP/1.1", f"Host: {host}:{address[1]}", *lines, "", ""]).encode("latin-1")
