"""Urls of pages: from output paths and back. No other file makes them."""

from __future__ import annotations

from functools import lru_cache
from urllib.parse import quote, unquote

from digest.output_paths import path_error
from digest.text.lazy_pattern import lazy_compile
from digest.text.normal_form import composed

_UNRESERVED_IN_URL = lazy_compile(r"[A-Za-z0-9._~/-]*")


@lru_cache(maxsize=65536)
def url_of(path: str) -> str:
    """The url of an output path below the site's root: `a/index.html` → `/a/`, percent-encoded (RFC 3986)."""
    if path == "index.html":
        return "/"
    shown_path = path.removesuffix("index.html") if path.endswith("/index.html") else path
    return "/" + (shown_path if _UNRESERVED_IN_URL.fullmatch(shown_path) else quote(shown_path))


def path_of(url: str) -> str:
    """The output path of a page at this path of the site, whether percent-encoded or not: `/a/` and `/a` → `a/index.html`."""
    path = composed(unquote(url)).strip("/")
    if path.endswith((".html", ".htm")) and not url.endswith("/"):
        return path
    return f"{path}/index.html" if path else "index.html"


def url_error(url: str) -> str:
    """Why this cannot be the path of a page below the front page, such as `/2025/old-name/`, or '' if it can."""
    if not url.startswith("/"):
        return "it does not begin with /"
    if "?" in url or "#" in url:
        return "it contains ? or #"
    path = path_of(url)
    return "it is the front page" if path == "index.html" else path_error(path)
