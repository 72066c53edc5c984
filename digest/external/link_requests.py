"""Request external links for `digest check --external`: HEAD, then GET, one request per host at a time with pauses, several hosts
in parallel; turn failures into replies, and store the replies for the next check. `external_links.py` makes diagnostics of them."""

from __future__ import annotations

import http.client
import socket
import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

import msgspec

from digest.checks.broken_links import host_of
from digest.checks.external_links import Reply
from digest.external.http_client import TIMEOUT, PrivateAddressError, fetch
from digest.files.atomic_writing import write_whole
from digest.files.file_reading import read_bytes
from digest.output.build_lock import make_state_folder

REPLIES_FILE = "external.json"
PAUSE_BETWEEN_REQUESTS = 1.0
"""The pause between two requests to one host, in seconds."""
MAX_PARALLEL_HOSTS = 8
"""The maximum number of hosts that are requested in parallel."""


def read_replies(state: Path) -> dict[str, Reply]:
    """Return the replies of earlier checks; none if they cannot be read, which only costs requests."""
    try:
        return msgspec.json.decode(read_bytes(str(state / REPLIES_FILE), follow=False), type=dict[str, Reply])
    except (OSError, msgspec.MsgspecError, RecursionError):
        return {}


def write_replies(state: Path, replies: dict[str, Reply]) -> None:
    """Store the replies for the next check. Raises DiskError."""
    make_state_folder(state)
    write_whole(state.parent, state / REPLIES_FILE, msgspec.json.encode(dict(sorted(replies.items()))))


def request_all(
    addresses: Iterable[str], day: int, reply: Callable[[str, Reply], None], pause: float = PAUSE_BETWEEN_REQUESTS
) -> None:
    """Request each URL, and call `reply` with each reply, from any thread."""
    addresses_by_host: defaultdict[str, list[str]] = defaultdict(list)
    for address in addresses:
        addresses_by_host[host_of(address)].append(address)

    stopped = Event()

    def request_host(host_addresses: list[str]) -> None:
        for number, address in enumerate(host_addresses):
            if number:
                _pause(pause)
            if stopped.is_set():
                return
            reply(address, request_reply(address, day, pause))

    executor = ThreadPoolExecutor(MAX_PARALLEL_HOSTS)
    try:
        for pending_host in [executor.submit(request_host, host_addresses) for host_addresses in addresses_by_host.values()]:
            pending_host.result()
    except BaseException:  # an interruption does not wait for slow servers
        stopped.set()
        raise
    finally:
        executor.shutdown(wait=not stopped.is_set(), cancel_futures=True)


def request_reply(address: str, day: int, pause: float = PAUSE_BETWEEN_REQUESTS) -> Reply:
    """Return the reply to HEAD, or to GET if HEAD fails, since some servers do not support it."""
    reply = _send_request(address, "HEAD", day)
    if reply.is_good or reply.gone:
        return reply
    _pause(pause)
    return _send_request(address, "GET", day)


def _pause(seconds: float) -> None:
    time.sleep(seconds)


def _send_request(address: str, method: str, day: int) -> Reply:
    try:
        response = fetch(address, method)
    except (OSError, http.client.HTTPException, ValueError) as error:
        return _failed_reply(error, day)
    return Reply(response.status, response.reason, day)


def _failed_reply(reason: Exception, day: int) -> Reply:
    if isinstance(reason, PrivateAddressError):
        return Reply(0, str(reason), day, gone=reason.is_literal)
    if isinstance(reason, socket.gaierror):
        # Without a network the error for every name is EAI_AGAIN.
        return Reply(0, "there is no server of this name", day, gone=reason.errno != socket.EAI_AGAIN)
    if isinstance(reason, ConnectionRefusedError):
        return Reply(0, "the server refuses the connection", day, gone=True)
    if isinstance(reason, TimeoutError):
        return Reply(0, f"no answer within {TIMEOUT:.0f} s", day)
    return Reply(0, " ".join(str(reason).split())[:200] or type(reason).__name__, day)
