"""A response of the preview: its status, headers and bytes; and the pages with which the preview itself answers."""

from __future__ import annotations

from collections.abc import Iterator
from email.utils import formatdate
from html import escape
from http.client import responses
from urllib.parse import quote

from msgspec import Struct

PREVIEW_PATH = "_digest/"
"""The folder of the preview's own files, below the base path."""

HTML_TYPE = "text/html"

SECURITY_HEADERS = {
    "Cache-Control": "no-cache",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "X-Frame-Options": "SAMEORIGIN",
    "Referrer-Policy": "same-origin",
}
"""Headers of every response: no other site may use it, and a browser asks again each time."""

_SAFE_IN_URL = "/%:@!$&'()*+,;=~-._"
"""What is left as it is in the path of a url, beside letters and digits (RFC 3986, 3.3)."""


class Response(Struct, frozen=True):
    """What the server answers."""

    status: int
    type: str
    """The media type; '' for a response without a body."""
    body: bytes = b""
    etag: str = ""
    """The hash of the bytes, if they have one: a browser that has them need not get them again."""
    location: str = ""
    """The path to which the browser is sent."""
    allow: str = ""
    size: int = 0
    pieces: Iterator[bytes] | None = None
    """The bytes of a large file, `size` of them, instead of `body`."""
    ends_connection: bool = False
    """Whether nothing else is to be answered on this connection: what was asked cannot be trusted."""

    def headers(self) -> dict[str, str]:
        """The headers of this response, without those that all responses have."""
        headers = {"Content-Length": str(self.size if self.pieces else len(self.body))}
        if self.allow:
            headers["Allow"] = self.allow
        if self.type:
            is_text = self.type.startswith("text/") or self.type.endswith(("xml", "json"))
            headers["Content-Type"] = f"{self.type}; charset=utf-8" if is_text else self.type
        if self.etag:
            headers["ETag"] = f'"{self.etag}"'
        if self.location:
            headers["Location"] = "/" + quote(
                self.location.lstrip("/"), safe=_SAFE_IN_URL
            )  # `//` would begin the name of another server
        if self.status == 304:
            del headers["Content-Length"]
        return headers


def refusal(status: int, text: str, allow: str = "") -> Response:
    """The response to a request that is not answered; the connection ends with it."""
    return Response(status, "text/plain", f"{text}\n".encode(), allow=allow, ends_connection=True)


def head(status: int, headers: dict[str, str]) -> bytes:
    """The bytes of a status line and headers, with the blank line after them."""
    lines = [f"HTTP/1.1 {status} {responses.get(status, '')}", f"Date: {formatdate(usegmt=True)}"]
    lines += [f"{name}: {value}" for name, value in {**SECURITY_HEADERS, **headers}.items()]
    return "\r\n".join([*lines, "", ""]).encode("latin-1")


def with_client(data: bytes, base: str, key: str = "") -> bytes:
    """The page with the preview's script at its end. `key` is the hash of the bytes, with which the script asks for others."""
    script = f'<script src="{escape(base)}/{PREVIEW_PATH}client.js" data-key="{key}" async></script>\n'.encode()
    at = data.lower().rfind(b"</body>")
    return data[:at] + script + data[at:] if at >= 0 else data + script


def message_page(base: str, text: str) -> bytes:
    """A page that shows only this text, and is kept up to date like any other."""
    page = (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n<meta name="color-scheme" content="light dark">\n'
        f"<title>digest</title>\n</head>\n<body>\n<p>{text}</p>\n</body>\n</html>\n"
    )
    return with_client(page.encode(), base)
