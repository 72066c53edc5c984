"""Who may ask the preview: the user's own browser, on pages of the preview itself. Not the pages of others that it shows.

A web page can make its reader's browser ask any address, also that of a server on the reader's own machine; and a name of its
own can be made to lead there (DNS rebinding). So a request has to name this server, and may not come from another site's page.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Mapping

from msgspec import Struct

LOOPBACK = ("localhost", "127.0.0.1", "::1")

HOST = re.compile(r"([a-z0-9._-]+|\[[0-9a-f.]*:[0-9a-f.:]*\])(?::([0-9]{1,5}))?")
"""A Host (RFC 9110, 7.2) in lower case: name or address, and port. What a parser of urls overlooks is in none."""


class Guard(Struct, frozen=True):
    """Decides by the headers of a request."""

    host: str
    """What the server was told to listen at."""
    port: int

    def refusal(self, headers: Mapping[str, str]) -> tuple[int, str] | None:
        """Status and reason if the request is refused. `headers` have names in lower case."""
        host = headers.get("host", "")
        if not host:
            return 400, "a request needs a Host"
        if not self._is_ours(host):
            return 421, f"this server is not {host.encode('unicode_escape').decode()[:80]}"
        origin = headers.get("origin")
        if origin is not None and origin.lower() != f"http://{host.lower()}":
            return 403, "pages of other sites may not ask"
        site = headers.get("sec-fetch-site", "same-origin")
        is_visit = headers.get("sec-fetch-mode") == "navigate" and headers.get("sec-fetch-dest") == "document"
        if site not in ("same-origin", "none") and not is_visit:
            return 403, "pages of other sites may not ask"
        return None

    def _is_ours(self, host: str) -> bool:
        """Whether this is a name of the server, with its port. An address is: no name that somebody else owns can be one."""
        found = HOST.fullmatch(host.lower())
        if not found or int(found[2] or 80) != self.port:
            return False
        name = found[1].strip("[]")
        if name in LOOPBACK or name == self.host.lower():
            return True
        return not self.is_local and _is_address(name)

    @property
    def is_local(self) -> bool:
        """Whether only this machine can reach the server."""
        return is_loopback(self.host)


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach a server that listens there."""
    return host.lower() == "localhost" or (_is_address(host) and ipaddress.ip_address(host).is_loopback)


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True
