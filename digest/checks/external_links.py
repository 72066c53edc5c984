"""The answers of other servers about the addresses that pages link to, as diagnostics. Example addresses, and those of the
reader's own machine, are not requested: no site is published there."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from ipaddress import ip_address
from urllib.parse import urlsplit

from msgspec import Struct

from digest.checks.broken_links import LinkTarget
from digest.diagnostics import Diagnostic

GOOD_FOR_DAYS = 30
"""So long what was there is not asked for again."""


class Reply(Struct, frozen=True):
    """A server's answer: the status of HTTP, or 0 with why there was none; and the day, as an ordinal."""

    status: int
    reason: str
    day: int
    gone: bool = False
    """Whether no server answers: there is no such name, or nothing listens."""

    @property
    def is_good(self) -> bool:
        """Whether the page is there."""
        return 200 <= self.status < 400


def due(addresses: Iterable[str], replies: Mapping[str, Reply], today: int) -> list[str]:
    """The addresses to be asked for: what is new, what was not there, and what was there too long ago."""
    return sorted(
        address
        for address in addresses
        if not ((reply := replies.get(address)) and reply.is_good and 0 <= today - reply.day < GOOD_FOR_DAYS)
    )


def external_diagnostics(folder: str, wanted: Mapping[str, LinkTarget], replies: Mapping[str, Reply]) -> Iterator[Diagnostic]:
    """A warning for each page that is gone, a note where the server would not say."""
    for address, want in sorted(wanted.items()):
        reply = replies.get(address)
        if reply is None or reply.is_good:
            continue
        spot = want.spot
        answer = f"{reply.status} {reply.reason}".strip() if reply.status else reply.reason
        message = f"{address}: {answer} (page of {spot.source})"
        place = f"{folder}/{spot.path}", spot.line, spot.column
        if reply.gone or reply.status in (404, 410):
            yield Diagnostic(*place, "W306", message, "look for its new address, or for an archived copy")
        else:
            yield Diagnostic(*place, "N302", message, "check it in a browser: some servers answer only browsers")


_EXAMPLE_HOST = re.compile(r"(?:.+\.)?(?:example\.(?:com|net|org)|localhost)\.?")
"""Hosts that are kept for examples (RFC 2606, 3), and the names of this machine (RFC 6761, 6.3)."""

EXAMPLE_HINT = "set it in digest.yml to the address where the site will be published"


def is_example(base_url: str) -> bool:
    """Whether this address of a site is reserved for examples."""
    host = urlsplit(base_url).hostname or ""
    try:
        address = ip_address(host)
    except ValueError:
        return bool(_EXAMPLE_HOST.fullmatch(host))
    return address.is_loopback or address.is_unspecified
