"""Who may ask the preview: the user's own browser, on pages of the preview itself. Not the pages of others that it shows.

A web page can make its reader's browser ask any address, also that of a server on the reader's own machine; and a name of its
own can be made to lead there (DNS rebinding). So a request has to name this server, and may not come from another site's page.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Mapping, Sequence

from msgspec import Struct

from digest.config.base_url import ascii_host

LOOPBACK_HOSTS = ("localhost", "127.0.0.1", "::1")

HOST_HEADER = re.compile(r"([a-z0-9._-]+|\[[0-9a-f.]*:[0-9a-f.:]*\])(?::([0-9]{1,5}))?")
"""A Host (RFC 9110, 7.2) in lower case: name or address, and port. What a parser of urls overlooks is in none."""


class AllowedHost(Struct, frozen=True):
    """A host under which the preview is reached, and its port (0 for any)."""

    name: str
    port: int = 0


def allowed_host(given: str) -> AllowedHost | None:
    """What `--allow-host NAME[:PORT]` names: in lower case, in Punycode, without the brackets of an address; None if it is none."""
    text = given.strip()
    if not text.isascii():
        name, colon, port = text.partition(":")
        text = ascii_host(name) + colon + port
    host_match = HOST_HEADER.fullmatch(text.lower())
    if not host_match or int(host_match[2] or 1) not in range(1, 65536):
        return None
    return AllowedHost(host_match[1].strip("[]"), int(host_match[2] or 0))


def request_refusal(
    headers: Mapping[str, str], listens: str, port: int, allowed: Sequence[AllowedHost] = ()
) -> tuple[int, str] | None:
    """Status and reason if the request with these headers (names in lower case) is refused.

    `listens` is the address that the server was asked to listen at; `allowed` are other names under which it is reached, through
    a proxy or a mapped port.
    """
    host = headers.get("host", "")
    if not host:
        return 400, "a request needs a Host header"
    is_allowed = _is_allowed(host, allowed)
    if not _is_ours(host, listens, port) and not is_allowed:
        refused = f"this server is not {host.encode('unicode_escape').decode()[:80]}"
        option = (
            f"; if it is yours, start the preview with --allow-host {host.lower()}" if HOST_HEADER.fullmatch(host.lower()) else ""
        )
        return 421, refused + option[:300]
    origin = headers.get("origin")
    # A proxy may speak TLS with the browser.
    origins = (f"http://{host.lower()}", *([f"https://{host.lower()}"] if is_allowed else []))
    if origin is not None and origin.lower() not in origins:
        return 403, "requests from pages of other sites are refused"
    site = headers.get("sec-fetch-site", "same-origin")
    is_visit = headers.get("sec-fetch-mode") == "navigate" and headers.get("sec-fetch-dest") == "document"
    if site not in ("same-origin", "none") and not is_visit:
        return 403, "requests from pages of other sites are refused"
    return None


def _is_ours(host: str, listens: str, port: int) -> bool:
    """Whether this is a name of the server, with its port. An address is: no name that somebody else owns can be one."""
    host_match = HOST_HEADER.fullmatch(host.lower())
    if not host_match or int(host_match[2] or 80) != port:
        return False
    name = host_match[1].strip("[]")
    if name in LOOPBACK_HOSTS or name == listens.lower():
        return True
    return not is_loopback(listens) and _is_address(name)


def _is_allowed(host: str, allowed: Sequence[AllowedHost]) -> bool:
    """Whether the user has named this host."""
    host_match = HOST_HEADER.fullmatch(host.lower()) if allowed else None
    if not host_match:
        return False
    name, port = host_match[1].strip("[]"), int(host_match[2] or 0)
    # A browser leaves out the port that is its scheme's own.
    return any(
        name == each.name and (not each.port or port == each.port or (not port and each.port in (80, 443))) for each in allowed
    )


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach a server that listens there."""
    return host.lower() == "localhost" or (_is_address(host) and ipaddress.ip_address(host).is_loopback)


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True
