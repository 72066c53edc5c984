"""Responses: their headers, and the position of the preview's script in a page."""

from __future__ import annotations

import pytest

from digest.preview.http_response import Response, head, message_page, refusal, with_client


def lines(made: bytes) -> dict[str, str]:
    """Return the headers by name, with the status line under ''."""
    text = made.decode("latin-1")
    assert text.endswith("\r\n\r\n") and "\n" not in text.replace("\r\n", "")
    status, *others = text.strip().split("\r\n")
    return {"": status} | dict(line.split(": ", 1) for line in others)


def test_every_response_has_security_headers():
    found = lines(head(404, {"Content-Type": "text/plain"}))
    assert found.pop("Date").endswith(" GMT")
    assert found == {
        "": "HTTP/1.1 404 Not Found",
        "Cache-Control": "no-cache",
        "X-Content-Type-Options": "nosniff",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Cross-Origin-Opener-Policy": "same-origin",
        "X-Frame-Options": "SAMEORIGIN",
        "Referrer-Policy": "same-origin",
        "Content-Type": "text/plain",
    }


@pytest.mark.parametrize(
    ("response", "headers"),
    [
        (
            Response(200, "text/html", b"abc", "tag"),
            {"Content-Length": "3", "Content-Type": "text/html; charset=utf-8", "ETag": '"tag"'},
        ),
        (Response(200, "application/feed+json"), {"Content-Length": "0", "Content-Type": "application/feed+json; charset=utf-8"}),
        (Response(200, "image/svg+xml"), {"Content-Length": "0", "Content-Type": "image/svg+xml; charset=utf-8"}),
        (Response(200, "image/png", b"x"), {"Content-Length": "1", "Content-Type": "image/png"}),
        (Response(200, "image/png", size=7, pieces=iter([b"1234567"])), {"Content-Length": "7", "Content-Type": "image/png"}),
        (Response(304, "", etag="tag"), {"ETag": '"tag"'}),
        (Response(301, "", location="/a b/ü?#/"), {"Content-Length": "0", "Location": "/a%20b/%C3%BC%3F%23/"}),
        (Response(301, "", location="//evil.example/"), {"Content-Length": "0", "Location": "/evil.example/"}),
        (
            refusal(405, "no", "GET, HEAD"),
            {"Content-Length": "3", "Content-Type": "text/plain; charset=utf-8", "Allow": "GET, HEAD"},
        ),
    ],
)
def test_the_headers_of_a_response(response: Response, headers: dict[str, str]):
    assert response.headers() == headers


def test_a_refusal_closes_the_connection():
    assert refusal(400, "no").ends_connection and not Response(200, "").ends_connection


@pytest.mark.parametrize(
    ("page", "before", "after"),
    [
        (b"<body>a</body></html>", b"<body>a", b"</body></html>"),
        (b"<p></body> in a comment</p></BODY>", b"<p></body> in a comment</p>", b"</BODY>"),
        (b"no end", b"no end", b""),
    ],
)
def test_the_script_is_added_at_the_end_of_the_page(page: bytes, before: bytes, after: bytes):
    script = b'<script src="/n&quot;/_digest/client.js" data-key="k" async></script>\n'
    assert with_client(page, '/n"', "k") == before + script + after


def test_a_message_page_has_the_script():
    page = message_page("/repo", "Soon.").decode()
    assert "<p>Soon.</p>" in page and '<script src="/repo/_digest/client.js" data-key="" async>' in page
