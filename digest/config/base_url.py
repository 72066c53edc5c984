"""The setting `base_url`: read and validate it (scheme, host, no user name, spaces or query), normalise it to a URI with percent
escapes and a final slash; convert host names to ASCII (Punycode, IPv6); and the authority of `tag:` URIs in feeds."""

from __future__ import annotations

import ipaddress
from urllib.parse import quote, urlsplit

from digest.diagnostics import Diagnostics
from digest.text.lazy_pattern import lazy_compile
from digest.text.normal_form import composed
from digest.yaml import value_readers
from digest.yaml.tree import Node
from digest.yaml.value_readers import report_error

_BASE_URL_EXAMPLE = "write the whole address, such as https://example.org/news/"

_PERCENT_ESCAPE = lazy_compile("%(?:[0-9A-Fa-f]{2})?")
_UNRESERVED_IN_BASE_PATH = "/:@!$&'()*+,;=~-._%"
"""Characters of a path that are not percent-encoded, besides letters and digits (RFC 3986, 3.3); `%` is escaped beforehand."""


def read_base_url(node: Node, name: str, diagnostics: Diagnostics) -> str | None:
    """Return the URL in its normal form; a reader of `schema`."""
    base_url = value_readers.read_text_value(node, name, diagnostics)
    if base_url is None:
        return None
    problem = base_url_error(base_url)
    return report_error(node, diagnostics, f"base_url {problem}", _BASE_URL_EXAMPLE) if problem else normal_base_url(base_url)


def base_url_error(base_url: str) -> str:
    """Return why this is not a valid `base_url`, or ''."""
    try:
        url_parts = urlsplit(base_url)
        _ = url_parts.port  # raises for an invalid port
    except ValueError:
        return "is not a url"
    if url_parts.scheme not in ("http", "https"):
        return "needs http:// or https://"
    if not url_parts.hostname:
        return "has no host"
    if "@" in url_parts.netloc:
        return "must not contain a user name or password: every page would show it"
    if url_parts.path.startswith("//"):
        return "must not have a path that begins with //"
    if url_parts.query or url_parts.fragment or any(c.isspace() or c in "\"'<>\\{}|^`" for c in base_url):
        return "must not contain spaces, quotation marks, ? or #"
    if not ascii_host(url_parts.hostname):
        return f"has an invalid host name: {url_parts.hostname}"
    return ""


def normal_base_url(base_url: str) -> str:
    """Return a valid URL as a URI (RFC 3986), as sitemaps, feeds and robots.txt require, with a final slash.

    The host is in lower case and, if internationalized, in Punycode; non-ASCII characters of the path are percent-encoded.
    """
    url_parts = urlsplit(base_url)
    host = ascii_host(url_parts.hostname or "")
    port = f":{url_parts.port}" if url_parts.port is not None else ""
    path = quote(_normal_escapes(composed(url_parts.path)), safe=_UNRESERVED_IN_BASE_PATH).rstrip("/")
    return f"{url_parts.scheme}://{f'[{host}]' if ':' in host else host}{port}{path}/"


def _normal_escapes(path: str) -> str:
    """Return the path with escapes in upper case (RFC 3986, 6.2.2.1), and `%25` for each `%` that begins no escape."""
    return _PERCENT_ESCAPE.sub(lambda escape: escape[0].upper() if len(escape[0]) == 3 else "%25", path)


def ascii_host(host: str) -> str:
    """Return the host in its URI form: a name in Punycode (UTS #46, as in browsers), or an IPv6 address without brackets.

    Returns '' for an invalid host.
    """
    if ":" in host:
        try:
            return str(ipaddress.IPv6Address(host)) if "%" not in host else ""
        except ValueError:
            return ""
    if host.isascii():
        return "" if ".." in host or host.startswith(".") else host.lower()
    import idna  # few sites need it. The codec of the standard library (IDNA 2003) turns straße.de into strasse.de

    try:
        return idna.encode(host, uts46=True).decode()
    except idna.IDNAError:
        return ""


def tag_authority(url: str) -> str:
    """Return the authority of `tag:` URIs for this URL: its DNS name (RFC 4151, 2.1), or the reverse name of its IPv6 address."""
    host = (urlsplit(url).hostname or "").rstrip(".")
    return ipaddress.ip_address(host).reverse_pointer if ":" in host else host
