"""The HTTP responses of the preview as values and bytes: status line, headers (security, media type, ETag, redirect), body or
pieces of a large file, end of the connection; refusals; pages with only a message; and the script that is added to each page."""

from __future__ import annotations

from collections.abc import Iterator
from email.utils import formatdate
from html import escape
from http.client import responses
from urllib.parse import quote

from msgspec import Struct

PREVIEW_PATH = "_digest/"
"""The folder of the preview's own files, relative to the base path."""

HTML_TYPE = "text/html"

SECURITY_HEADERS = {
    "Cache-Control": "no-cache",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "X-Frame-Options": "SAMEORIGIN",
    "Referrer-Policy": "same-origin",
}
"""Headers of every response: other sites cannot use it, and browsers revalidate it each time."""

_SAFE_IN_URL = "/%:@!$&'()*+,;=~-._"
"""Characters that are not encoded in the path of a URL, besides letters and digits (RFC 3986, 3.3)."""


class Response(Struct, frozen=True):
    """A response of the server."""

    status: int
    type: str
    """The media type; '' for a response without a body."""
    body: bytes = b""
    etag: str = ""
    """The hash of the body, or ''. A browser that has the same ETag is not sent the body again."""
    location: str = ""
    """The path of a redirect."""
    allow: str = ""
    size: int = 0
    pieces: Iterator[bytes] | None = None
    """The bytes of a large file, `size` of them, instead of `body`."""
    ends_connection: bool = False
    """Whether the server closes the connection after this response, as after a suspicious request."""

    def headers(self) -> dict[str, str]:
        """Return the headers of this response, without those of all responses."""
        response_headers = {"Content-Length": str(self.size if self.pieces else len(self.body))}
        if self.allow:
            response_headers["Allow"] = self.allow
        if self.type:
            is_text = self.type.startswith("text/") or self.type.endswith(("xml", "json"))
            response_headers["Content-Type"] = f"{self.type}; charset=utf-8" if is_text else self.type
        if self.etag:
            response_headers["ETag"] = f'"{self.etag}"'
        if self.location:
            # `//` at the start would be followed by the host name of another server.
            response_headers["Location"] = "/" + quote(self.location.lstrip("/"), safe=_SAFE_IN_URL)
        if self.status == 304:
            del response_headers["Content-Length"]
        return response_headers


def refusal(status: int, text: str, allow: str = "") -> Response:
    """Return the response to a refused request, after which the connection is closed."""
    return Response(status, "text/plain", f"{text}\n".encode(), allow=allow, ends_connection=True)


def head(status: int, headers: dict[str, str]) -> bytes:
    """Return the bytes of a status line and headers, including the final blank line."""
    header_lines = [f"HTTP/1.1 {status} {responses.get(status, '')}", f"Date: {formatdate(usegmt=True)}"]
    header_lines += [f"{name}: {value}" for name, value in {**SECURITY_HEADERS, **headers}.items()]
    return "\r\n".join([*header_lines, "", ""]).encode("latin-1")


def with_client(data: bytes, base: str, key: str = "") -> bytes:
    """Return the page with the preview's script added at its end. The script requests changes since the version `key`."""
    client_script = f'<script src="{escape(base)}/{PREVIEW_PATH}client.js" data-key="{key}" async></script>\n'.encode()
    body_end = data.lower().rfind(b"</body>")
    return data[:body_end] + client_script + data[body_end:] if body_end >= 0 else data + client_script


def message_page(base: str, text: str) -> bytes:
    """Return a page that shows only this text, and is updated like any other page."""
    page = (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n<meta name="color-scheme" content="light dark">\n'
        f"<title>digest</title>\n</head>\n<body>\n<p>{text}</p>\n</body>\n</html>\n"
    )
    return with_client(page.encode(), base)
