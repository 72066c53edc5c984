"""The HTTP client: sends one request to a public server, through proxies and redirects, in a thread that takes at most TIMEOUT
seconds; rejects private addresses (DNS rebinding, NAT64), and converts URLs to ASCII. `link_requests.py` decides what to request.

It uses http.client: urllib.request reads the whole body of a redirect and opens `file:` and `ftp:`; urllib3 has no time limit for
a whole request and no public hook to check a connection before use; httpx has both, but needs six more packages.
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
"""The time limit of a request in seconds, including DNS, connections, TLS and all redirects."""
MAX_REDIRECTS = 10
"""The maximum number of redirects of a request; RFC 9110, 15.4, requires a limit but names none."""
DEFAULT_PORTS = {"http": 80, "https": 443}
"""The allowed schemes and their ports, also for redirects."""

NAT64 = ipaddress.ip_network("64:ff9b::/96")
"""The prefix of IPv4 addresses in IPv6-only networks (RFC 6052)."""

USER_AGENT = f"digest/{__version__} (a check of links; HEAD first)"


class StatusLine(Struct, frozen=True):
    """The status line of a response. Bodies are not needed, and may be endless, so they are not read."""

    status: int
    reason: str


class PrivateAddressError(OSError):
    """The host is in a private network or on this machine, so no request is sent (server-side request forgery)."""

    def __init__(self, host: str, ip: str) -> None:
        self.is_literal = host == ip
        super().__init__(f"not asked: {host} is {'a' if self.is_literal else f'{ip} here, a'} private address")


def fetch(address: str, method: str) -> StatusLine:
    """Send a request to this URL, follow redirects, and return the response within TIMEOUT seconds.

    Raises PrivateAddressError, TimeoutError, other OSErrors, HTTPException; ValueError for a URL that is not http or https.
    """
    exchange = _Exchange(address, method)
    # A thread, since the timeout of a socket never expires if the server sends a byte at a time.
    thread = Thread(target=exchange.run, daemon=True)
    thread.start()
    thread.join(TIMEOUT)
    if thread.is_alive():
        exchange.abort()
        raise TimeoutError
    return exchange.result()


def is_public(ip: str) -> bool:
    """Return whether this IP address is public: not local, private, or of special purpose (RFC 6890)."""
    address = ipaddress.ip_address(ip)
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour
        if address in NAT64:
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        address = inner or address
    return address.is_global and not (address.is_multicast or address.is_reserved)


class _Exchange:
    """A request with its redirects; it runs in one thread and can be aborted from another."""

    def __init__(self, address: str, method: str) -> None:
        self.address = address
        self.method = method
        self.aborted = Event()
        self.connection: http.client.HTTPConnection | None = None
        self.outcome: StatusLine | BaseException = TimeoutError()

    def run(self) -> None:
        try:
            self.outcome = self._follow_redirects()
        except BaseException as error:  # noqa: BLE001 - result() raises it in the calling thread
            self.outcome = error

    def result(self) -> StatusLine:
        if isinstance(self.outcome, BaseException):
            raise self.outcome
        return self.outcome

    def abort(self) -> None:
        """Abort the request by shutting down its socket."""
        self.aborted.set()
        sock = self.connection.sock if self.connection else None
        if sock is not None:
            with suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)

    def _follow_redirects(self) -> StatusLine:
        address = to_ascii(self.address)
        for _ in range(MAX_REDIRECTS + 1):
            response, location = self._request_once(urlsplit(address))
            if not location:
                return response
            # Percent-encode the original bytes of the header, which http.client decodes as Latin-1.
            target = quote(location.strip(), safe="%/:?#[]@!$&'()*+,;=~", encoding="latin-1")
            address = to_ascii(urljoin(address, target))
        raise OSError(f"more than {MAX_REDIRECTS} redirects")

    def _request_once(self, url_parts: SplitResult) -> tuple[StatusLine, str]:
        """Return the response of one server, and the target of a redirect or ''."""
        connection, target, headers = _connect_to(url_parts)
        self.connection = connection
        try:
            if self.aborted.is_set():
                raise TimeoutError
            connection.request(self.method, target, headers={"User-Agent": USER_AGENT, "Accept": "*/*", **headers})
            response = connection.getresponse()
            is_redirect = response.status in (301, 302, 303, 307, 308)
            location = (response.headers.get("Location") or "") if is_redirect else ""
            return StatusLine(response.status, response.reason or ""), location
        finally:
            connection.close()


def _connect_to(url_parts: SplitResult) -> tuple[http.client.HTTPConnection, str, dict[str, str]]:
    """Return an unopened connection for a request, the target of its request line, and headers for a proxy."""
    host, port = url_parts.hostname or "", url_parts.port or DEFAULT_PORTS[url_parts.scheme]
    proxy_setting = None if proxy_bypass(url_parts.netloc) else getproxies().get(url_parts.scheme)
    _reject_private_address(host, port, may_be_unknown=proxy_setting is not None)  # the proxy may resolve more names
    target = urlunsplit(("", "", url_parts.path or "/", url_parts.query, ""))
    is_secure = url_parts.scheme == "https"
    if proxy_setting is None:
        return (_PublicTlsConnection if is_secure else _PublicConnection)(host, port, timeout=TIMEOUT), target, {}
    proxy_address, headers = _read_proxy(proxy_setting)
    if not is_secure:
        return http.client.HTTPConnection(*proxy_address, timeout=TIMEOUT), urlunsplit(url_parts), headers
    tunnel = http.client.HTTPSConnection(*proxy_address, timeout=TIMEOUT)
    tunnel.set_tunnel(host, port, headers)
    return tunnel, target, {}


def _read_proxy(proxy: str) -> tuple[tuple[str, int], dict[str, str]]:
    """Return host and port of a proxy from the environment, and the header with its password. Raises ValueError."""
    proxy_parts = urlsplit(proxy if "://" in proxy else f"http://{proxy}")
    if proxy_parts.scheme != "http" or not proxy_parts.hostname:
        raise ValueError(f"the proxy {proxy_parts.scheme}://{proxy_parts.hostname or ''} is not an http:// address")
    if proxy_parts.username is None:
        return (proxy_parts.hostname, proxy_parts.port or 80), {}
    credentials = f"{unquote(proxy_parts.username)}:{unquote(proxy_parts.password or '')}"
    return (proxy_parts.hostname, proxy_parts.port or 80), {
        "Proxy-Authorization": f"Basic {b64encode(credentials.encode()).decode()}"
    }


class _PublicConnection(http.client.HTTPConnection):
    """A connection that checks its peer before sending: a name may resolve to another address now (DNS rebinding)."""

    def connect(self) -> None:
        super().connect()
        ip = str(self.sock.getpeername()[0])
        if not is_public(ip):
            self.close()
            raise PrivateAddressError(self.host, ip)


class _PublicTlsConnection(http.client.HTTPSConnection, _PublicConnection):
    """The same with TLS: HTTPSConnection.connect() calls connect() of the next class, and then does the TLS handshake."""


def _reject_private_address(host: str, port: int, *, may_be_unknown: bool) -> None:
    """Raise PrivateAddressError if the host has a private address; OSError if it is unknown, unless `may_be_unknown`."""
    try:
        addresses = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except socket.gaierror:
        if not may_be_unknown:
            raise
        return
    for *_, address in addresses:
        if not is_public(str(address[0])):
            raise PrivateAddressError(host, str(address[0]))


def to_ascii(address: str) -> str:
    """Return the URL for HTTP: without fragment, the host in IDNA, the rest percent-encoded.

    Raises ValueError for a URL without a host, or that is not http or https."""
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
