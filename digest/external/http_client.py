"""The only HTTP client: sends requests to servers on the public internet, follows redirects, and never takes more than TIMEOUT.

It uses http.client. urllib.request reads the whole body of a redirect and opens `file:` and `ftp:`; urllib3 has no time limit for
a whole request and no public hook to check a connection before it is used; httpx has both, but needs six more packages.
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
from base64 import b64encode
from contextlib import suppress
from threading import Event, Thread
from urllib.parse import SplitResult, quote, unquote, urljoin, urlsplit, urlunsplit
from urllib.request import getproxies, proxy_bypass

from msgspec import Struct

from digest import __version__

TIMEOUT = 20.0
"""Seconds for a request as a whole: names, connections, TLS, all redirects."""
REDIRECTS = 10
"""How many redirects of one request are followed; RFC 9110, 15.4, asks for a limit and names none."""
DEFAULT_PORTS = {"http": 80, "https": 443}
"""The schemes that are asked, and their ports. Nothing else is opened, whatever a redirect says."""

NAT64 = ipaddress.ip_network("64:ff9b::/96")
"""Where a network without IPv4 has all of it (RFC 6052)."""

USER_AGENT = f"digest/{__version__} (a check of links; HEAD first)"


class StatusLine(Struct, frozen=True):
    """The status line of a server's answer. Bodies are not read: nothing needs one, and they may have no end."""

    status: int
    reason: str


class PrivateError(OSError):
    """The address leads into a private network, or to this machine: nothing there is asked (server-side request forgery)."""

    def __init__(self, host: str, ip: str) -> None:
        self.is_literal = host == ip
        super().__init__(f"not asked: {host} is {'a' if self.is_literal else f'{ip} here, a'} private address")


def fetch(address: str, method: str) -> StatusLine:
    """Return the answer to a request for this address, past redirects, within TIMEOUT seconds.

    Raises PrivateError, TimeoutError, other OSErrors, HTTPException; ValueError for what is no http or https address.
    """
    exchange = _Exchange(address, method)
    # A thread, since a server that sends a byte at a time keeps every timeout of a socket from running out.
    thread = Thread(target=exchange.run, daemon=True)
    thread.start()
    thread.join(TIMEOUT)
    if thread.is_alive():
        exchange.abort()
        raise TimeoutError
    return exchange.result()


def is_public(ip: str) -> bool:
    """Whether this IP address may be asked: none of this machine, of its networks, or of a special purpose (RFC 6890)."""
    address = ipaddress.ip_address(ip.partition("%")[0])
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour
        if address in NAT64:
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        address = inner or address
    return address.is_global and not (address.is_multicast or address.is_reserved)


class _Exchange:
    """One request with its redirects. It runs in a thread of its own and can be aborted from another."""

    def __init__(self, address: str, method: str) -> None:
        self.address = address
        self.method = method
        self.aborted = Event()
        self.connection: http.client.HTTPConnection | None = None
        self.outcome: StatusLine | BaseException = TimeoutError()

    def run(self) -> None:
        try:
            self.outcome = self._follow_redirects()
        except BaseException as error:  # noqa: BLE001 - result() raises it in the thread that asked
            self.outcome = error

    def result(self) -> StatusLine:
        if isinstance(self.outcome, BaseException):
            raise self.outcome
        return self.outcome

    def abort(self) -> None:
        """End the request; what it is waiting for fails."""
        self.aborted.set()
        sock = self.connection.sock if self.connection else None
        if sock is not None:
            with suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)

    def _follow_redirects(self) -> StatusLine:
        address = to_ascii(self.address)
        for _ in range(REDIRECTS + 1):
            response, location = self._send_request(urlsplit(address))
            if not location:
                return response
            # The bytes of a header, which http.client reads as Latin-1, are percent-encoded as they are.
            target = quote(location.strip(), safe="%/:?#[]@!$&'()*+,;=~", encoding="latin-1")
            address = to_ascii(urljoin(address, target))
        raise OSError(f"more than {REDIRECTS} redirects")

    def _send_request(self, url_parts: SplitResult) -> tuple[StatusLine, str]:
        """The answer of one server, and where it redirects to, or ''."""
        connection, target, headers = _connect_to(url_parts)
        self.connection = connection
        try:
            if self.aborted.is_set():
                raise TimeoutError
            connection.request(self.method, target, headers={"User-Agent": USER_AGENT, "Accept": "*/*", **headers})
            answer = connection.getresponse()
            moved = answer.status in (301, 302, 303, 307, 308)
            return StatusLine(answer.status, answer.reason or ""), (answer.headers.get("Location") or "") if moved else ""
        finally:
            connection.close()


def _connect_to(url_parts: SplitResult) -> tuple[http.client.HTTPConnection, str, dict[str, str]]:
    """The connection for a request, not opened yet; the target of its first line, and headers for a proxy."""
    host, port = url_parts.hostname or "", url_parts.port or DEFAULT_PORTS[url_parts.scheme]
    proxy = None if proxy_bypass(url_parts.netloc) else getproxies().get(url_parts.scheme)
    _refuse_private(host, port, may_be_unknown=proxy is not None)  # the proxy may know more names
    path = urlunsplit(("", "", url_parts.path or "/", url_parts.query, ""))
    is_secure = url_parts.scheme == "https"
    if proxy is None:
        return (_SecureConnection if is_secure else _Connection)(host, port, timeout=TIMEOUT), path, {}
    through, headers = _read_proxy(proxy)
    if not is_secure:
        return http.client.HTTPConnection(*through, timeout=TIMEOUT), urlunsplit(url_parts), headers
    tunnel = http.client.HTTPSConnection(*through, timeout=TIMEOUT)
    tunnel.set_tunnel(host, port, headers)
    return tunnel, path, {}


def _read_proxy(proxy: str) -> tuple[tuple[str, int], dict[str, str]]:
    """Host and port of a proxy as the environment names it, and the header with its password. Raises ValueError."""
    proxy_parts = urlsplit(proxy if "://" in proxy else f"http://{proxy}")
    if proxy_parts.scheme != "http" or not proxy_parts.hostname:
        raise ValueError(f"the proxy {proxy_parts.scheme}://{proxy_parts.hostname or ''} is not an http:// address")
    if proxy_parts.username is None:
        return (proxy_parts.hostname, proxy_parts.port or 80), {}
    credentials = f"{unquote(proxy_parts.username)}:{unquote(proxy_parts.password or '')}"
    return (proxy_parts.hostname, proxy_parts.port or 80), {
        "Proxy-Authorization": f"Basic {b64encode(credentials.encode()).decode()}"
    }


class _Connection(http.client.HTTPConnection):
    """Checks its peer before it sends anything: a name may get another address between two look-ups (DNS rebinding)."""

    def connect(self) -> None:
        super().connect()
        ip = str(self.sock.getpeername()[0])
        if not is_public(ip):
            self.close()
            raise PrivateError(self.host, ip)


class _SecureConnection(http.client.HTTPSConnection, _Connection):
    """The same with TLS: HTTPSConnection.connect() connects by way of the class behind it, and shakes hands afterwards."""


def _refuse_private(host: str, port: int, *, may_be_unknown: bool) -> None:
    """Raise PrivateError if any address of the host's name is private; OSError if it has none, unless it may be unknown here."""
    try:
        places = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except socket.gaierror:
        if not may_be_unknown:
            raise
        return
    for *_, place in places:
        if not is_public(str(place[0])):
            raise PrivateError(host, str(place[0]))


def to_ascii(address: str) -> str:
    """The address as HTTP needs it: without fragment, the host in IDNA, the rest percent-encoded.

    Raises ValueError for what is no http or https address with a host."""
    url_parts = urlsplit(address)
    if url_parts.scheme not in DEFAULT_PORTS:
        raise ValueError(f"{url_parts.scheme or 'no scheme'}: is not asked, only http and https")
    if not url_parts.hostname:
        raise ValueError("no host")
    host = url_parts.hostname.encode("idna").decode()
    netloc = f"[{host}]" if ":" in host else host
    if url_parts.port is not None:
        netloc += f":{url_parts.port}"
    return urlunsplit(
        (
            url_parts.scheme,
            netloc,
            quote(url_parts.path, safe="/%:@!$&'()*+,;=~"),
            quote(url_parts.query, safe="=&%/?:@!$'()*+,;~"),
            "",
        )
    )
