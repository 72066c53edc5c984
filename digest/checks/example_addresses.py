"""Addresses that stand in examples, or lead to the reader's own machine: no site is published there."""

from __future__ import annotations

import re
from ipaddress import ip_address
from urllib.parse import urlsplit

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
