"""Convert output paths to percent-encoded urls of pages and back (`a/index.html` and `/a/`), and say why a url path is invalid. No
other module does."""

from __future__ import annotations

from functools import lru_cache
from urllib.parse import quote, unquote

from digest.output_paths import path_error
from digest.text.lazy_pattern import lazy_compile
from digest.text.normal_form import composed

_UNRESERVED_IN_URL = lazy_compile(r"[A-Za-z0-9._~/-]*")


@lru_cache(maxsize=65536)
def url_of(path: str) -> str:
    """Return the url of an output path, from the site's root: `a/index.html` → `/a/`, percent-encoded (RFC 3986)."""
    if path == "index.html":
        return "/"
    shown_path = path.removesuffix("index.html") if path.endswith("/index.html") else path
    return "/" + (shown_path if _UNRESERVED_IN_URL.fullmatch(shown_path) else quote(shown_path))


def path_of(url: str) -> str:
    """Return the output path of the page with this url, percent-encoded or not: `/a/` and `/a` → `a/index.html`."""
    path = composed(unquote(url)).strip("/")
    if path.endswith((".html", ".htm")) and not url.endswith("/"):
        return path
    return f"{path}/index.html" if path else "index.html"


def url_error(url: str) -> str:
    """Return why this is not a valid url path of a page other than the front page, such as `/2025/old-name/`, or ''."""
    if not url.startswith("/"):
        return "it does not begin with /"
    if "?" in url or "#" in url:
        return "it contains ? or #"
    path = path_of(url)
    return "it is the front page" if path == "index.html" else path_error(path)
