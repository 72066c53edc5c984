"""Links to other sites: which addresses are due for a request, diagnostics from the stored replies of servers (status, reason,
gone), and recognition of example and local base_urls. `external/link_requests.py` sends the requests."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from ipaddress import ip_address
from urllib.parse import urlsplit

from msgspec import Struct

from digest.checks.broken_links import LinkTarget
from digest.diagnostics import Diagnostic

RECHECK_DAYS = 30
"""The time in days after which a working address is requested again."""


class Reply(Struct, frozen=True):
    """The reply of a server: the HTTP status, or 0 with the reason why there is none; and the day as an ordinal."""

    status: int
    reason: str
    day: int
    gone: bool = False
    """True if there is no server: the name does not exist, or the connection is refused."""

    @property
    def is_good(self) -> bool:
        """True for a status from 200 to 399."""
        return 200 <= self.status < 400


def due(addresses: Iterable[str], replies: Mapping[str, Reply], today: int) -> list[str]:
    """Return the addresses to request: those without a good reply in the last `RECHECK_DAYS`."""
    return sorted(
        address
        for address in addresses
        if not ((reply := replies.get(address)) and reply.is_good and 0 <= today - reply.day < RECHECK_DAYS)
    )


def external_diagnostics(folder: str, targets: Mapping[str, LinkTarget], replies: Mapping[str, Reply]) -> Iterator[Diagnostic]:
    """Yield a warning for each missing page, and a note for other bad replies. `targets` are by URL."""
    for address, link_target in sorted(targets.items()):
        reply = replies.get(address)
        if reply is None or reply.is_good:
            continue
        spot = link_target.spot
        server_answer = f"{reply.status} {reply.reason}".strip() if reply.status else reply.reason
        message = f"{address}: {server_answer} (page of {spot.source})"
        location = f"{folder}/{spot.path}", spot.line, spot.column
        if reply.gone or reply.status in (404, 410):
            yield Diagnostic(*location, "W306", message, "look for its new address, or for an archived copy")
        else:
            yield Diagnostic(*location, "N302", message, "check it in a browser: some servers answer only browsers")


_EXAMPLE_HOST = re.compile(r"(?:.+\.)?(?:example\.(?:com|net|org)|localhost)\.?")
"""Hosts that are reserved for examples (RFC 2606, 3), and localhost (RFC 6761, 6.3)."""

EXAMPLE_HINT = "set it in digest.yml to the address where the site will be published"


def is_example(base_url: str) -> bool:
    """True if the host is reserved for examples, or is the local machine."""
    host = urlsplit(base_url).hostname or ""
    try:
        address = ip_address(host)
    except ValueError:
        return bool(_EXAMPLE_HOST.fullmatch(host))
    return address.is_loopback or address.is_unspecified
