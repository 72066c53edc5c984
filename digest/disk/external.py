"""Asking the servers of others whether a page is there: one request a host at a time, slowly, and as little as will do."""

from __future__ import annotations

import http.client
import ipaddress
import os
import socket
import time
import urllib.error
import urllib.request
from collections import defaultdict
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from threading import Event
from urllib.parse import quote, urlsplit, urlunsplit

import msgspec

from digest import __version__
from digest.checks.external import Reply
from digest.checks.links import host_of
from digest.disk.lock import make_state_folder
from digest.errors import DiskError

FILE = "external.json"
PAUSE = 1.0
"""Seconds between two requests to one host."""
TIMEOUT = 15.0
HOSTS = 8
"""How many hosts are asked at the same time."""

NAT64 = ipaddress.ip_network("64:ff9b::/96")
"""Where a network without IPv4 has all of it (RFC 6052)."""

AGENT = f"digest/{__version__} (a check of links; HEAD first)"


def read_replies(state: Path) -> dict[str, Reply]:
    """What earlier checks were told; nothing if that cannot be read, which costs requests and nothing else."""
    try:
        return msgspec.json.decode((state / FILE).read_bytes(), type=dict[str, Reply])
    except (OSError, msgspec.MsgspecError):
        return {}


def keep_replies(state: Path, replies: dict[str, Reply]) -> None:
    """Remember what was said, for the next check. Raises DiskError."""
    make_state_folder(state)
    write_whole(state / FILE, msgspec.json.encode(dict(sorted(replies.items()))))


def write_whole(path: Path, data: bytes) -> None:
    """Write a file so that at any time it is the old one or the new one, whole. Raises DiskError."""
    beside = path.with_name(f".{path.name}.tmp")
    try:
        with beside.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(beside, path)
    except OSError as error:
        with suppress(OSError):
            beside.unlink()
        raise DiskError(f"{path}: {error.strerror}", hint="make room, or check permissions") from None


def ask_all(addresses: Iterable[str], day: int, told: Callable[[str, Reply], None], pause: float = PAUSE) -> None:
    """Ask for each address, and call `told` with what was said, from any thread."""
    hosts: defaultdict[str, list[str]] = defaultdict(list)
    for address in addresses:
        hosts[host_of(address)].append(address)

    stopped = Event()

    def ask_host(of_host: list[str]) -> None:
        for number, address in enumerate(of_host):
            if number:
                _wait(pause)
            if stopped.is_set():
                return
            told(address, ask(address, day, pause))

    executor = ThreadPoolExecutor(HOSTS)
    try:
        for done in [executor.submit(ask_host, of_host) for of_host in hosts.values()]:
            done.result()
    except BaseException:  # whoever interrupts does not wait for servers that may take their time
        stopped.set()
        raise
    finally:
        executor.shutdown(wait=not stopped.is_set(), cancel_futures=True)


def ask(address: str, day: int, pause: float = PAUSE) -> Reply:
    """What the server says: to HEAD, and to GET if that was not well received, as by servers that do not know it."""
    reply = _ask(address, "HEAD", day)
    if reply.is_good or reply.gone:
        return reply
    _wait(pause)
    return _ask(address, "GET", day)


def _wait(seconds: float) -> None:
    time.sleep(seconds)


class PrivateError(OSError):
    """The address leads into a private network, or to this machine: nothing there is asked (server-side request forgery)."""

    def __init__(self, host: str, ip: str) -> None:
        self.is_literal = host == ip
        super().__init__(f"not asked: {host} is {'a' if self.is_literal else f'{ip} here, a'} private address")


def is_public(ip: str) -> bool:
    """Whether this IP address may be asked: none of this machine, of its networks, or of a special purpose (RFC 6890)."""
    address = ipaddress.ip_address(ip.partition("%")[0])
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour
        if address in NAT64:
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        address = inner or address
    return address.is_global and not (address.is_multicast or address.is_reserved)


def _refuse_private(host: str, port: int) -> None:
    """Raise PrivateError if any address of the host's name is private; OSError if it has none."""
    for *_, place in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM):
        if not is_public(str(place[0])):
            raise PrivateError(host, str(place[0]))


class _Guard(urllib.request.BaseHandler):
    """Looks at the host of every request, those after a redirect too, before a connection is made."""

    def http_request(self, request: urllib.request.Request) -> urllib.request.Request:
        parts = urlsplit(request.full_url)
        try:
            _refuse_private(parts.hostname or "", parts.port or 443)
        except socket.gaierror:
            if not urllib.request.getproxies():  # the proxy may know more names
                raise
        return request

    https_request = http_request


class _Connection(http.client.HTTPConnection):
    """Looks again at whom it is connected to: a name may be given another address between two questions (DNS rebinding)."""

    def connect(self) -> None:
        super().connect()
        _refuse_peer(self)


class _SecureConnection(http.client.HTTPSConnection):
    """The same, encrypted."""

    def connect(self) -> None:
        super().connect()
        _refuse_peer(self)


def _refuse_peer(connection: http.client.HTTPConnection) -> None:
    ip = str(connection.sock.getpeername()[0])
    if not is_public(ip) and not urllib.request.getproxies():
        connection.close()
        raise PrivateError(connection.host, ip)


class _Plain(urllib.request.HTTPHandler):
    def http_open(self, request: urllib.request.Request) -> http.client.HTTPResponse:
        return self.do_open(_Connection, request)


class _Secure(urllib.request.HTTPSHandler):
    def https_open(self, request: urllib.request.Request) -> http.client.HTTPResponse:
        return self.do_open(_SecureConnection, request)


def _open(request: urllib.request.Request) -> http.client.HTTPResponse:
    """The answer to a request, past redirects. Raises OSError, HTTPException, ValueError."""
    opener = urllib.request.build_opener(_Guard, _Plain, _Secure)
    response: http.client.HTTPResponse = opener.open(request, timeout=TIMEOUT)
    return response


def _ask(address: str, method: str, day: int) -> Reply:
    try:
        request = urllib.request.Request(_ascii(address), method=method, headers={"User-Agent": AGENT, "Accept": "*/*"})
        with _open(request) as response:
            return Reply(response.status, response.reason or "", day)
    except urllib.error.HTTPError as error:
        with error:
            return Reply(error.code, str(error.reason or ""), day)
    except urllib.error.URLError as error:
        return _unreachable(error.reason, day)
    except (OSError, http.client.HTTPException, ValueError) as error:
        return _unreachable(error, day)


def _unreachable(reason: object, day: int) -> Reply:
    if isinstance(reason, PrivateError):
        return Reply(0, str(reason), day, gone=reason.is_literal)
    if isinstance(reason, socket.gaierror):
        # A machine without a network is told the same for every name, but "try again".
        return Reply(0, "there is no server of this name", day, gone=reason.errno != socket.EAI_AGAIN)
    if isinstance(reason, ConnectionRefusedError):
        return Reply(0, "the server refuses the connection", day, gone=True)
    if isinstance(reason, TimeoutError):
        return Reply(0, f"no answer within {TIMEOUT:.0f} s", day)
    return Reply(0, " ".join(str(reason).split())[:200] or type(reason).__name__, day)


def _ascii(address: str) -> str:
    """The address as HTTP needs it: the host in IDNA, the rest percent-encoded. Raises ValueError."""
    parts = urlsplit(address)
    host = (parts.hostname or "").encode("idna").decode()
    netloc = f"[{host}]" if ":" in host else host
    if parts.port is not None:
        netloc += f":{parts.port}"
    return urlunsplit(
        (parts.scheme, netloc, quote(parts.path, safe="/%:@!$&'()*+,;=~"), quote(parts.query, safe="=&%/?:@!$'()*+,;~"), "")
    )
