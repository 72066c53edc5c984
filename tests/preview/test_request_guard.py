"""Which requests the preview answers and which it refuses."""

from __future__ import annotations

import socket
from collections.abc import Callable
from ipaddress import ip_address

import pytest

from digest.preview.http_request import AllowedHost, allowed_host, is_loopback, request_refusal
from tests.preview.served import Served
from tests.preview.wire import answers, exchange

Serve = Callable[..., Served]

PORT = 8123
OURS = f"http://127.0.0.1:{PORT}"
NOBODY = ""

REQUESTS = [
    # Host, Origin, Sec-Fetch-Site, Sec-Fetch-Mode, Sec-Fetch-Dest, status of the refusal (0: there is none)
    # Only a Host header: curl, a feed reader, an old browser.
    ("127.0.0.1:8123", NOBODY, NOBODY, NOBODY, NOBODY, 0),
    ("localhost:8123", NOBODY, NOBODY, NOBODY, NOBODY, 0),
    ("LOCALHOST:8123", NOBODY, NOBODY, NOBODY, NOBODY, 0),
    ("[::1]:8123", NOBODY, NOBODY, NOBODY, NOBODY, 0),
    # Another host, or none.
    (NOBODY, NOBODY, NOBODY, NOBODY, NOBODY, 400),
    (NOBODY, OURS, "same-origin", "cors", "empty", 400),
    ("127.0.0.1", NOBODY, NOBODY, NOBODY, NOBODY, 421),
    ("127.0.0.1:80", NOBODY, NOBODY, NOBODY, NOBODY, 421),
    ("127.0.0.1:8124", NOBODY, NOBODY, NOBODY, NOBODY, 421),
    ("127.0.0.1:81230", NOBODY, NOBODY, NOBODY, NOBODY, 421),
    ("127.0.0.1:", NOBODY, NOBODY, NOBODY, NOBODY, 421),
    ("127.0.0.1:x", NOBODY, NOBODY, NOBODY, NOBODY, 421),
    ("127.0.0.1:-8123", NOBODY, NOBODY, NOBODY, NOBODY, 421),
    ("127.0.0.1:8123:8123", NOBODY, NOBODY, NOBODY, NOBODY, 421),
    ("127.0.0.1:８１２３", NOBODY, NOBODY, NOBODY, NOBODY, 421),
    ("127.0.0.1:8123.", NOBODY, NOBODY, NOBODY, NOBODY, 421),
    ("127.0.0.1\t:8123", NOBODY, NOBODY, NOBODY, NOBODY, 421),
    ("127.0.0.1 :8123", NOBODY, NOBODY, NOBODY, NOBODY, 421),
    ("127.0.0.2:8123", NOBODY, NOBODY, NOBODY, NOBODY, 421),
    ("127.1:8123", NOBODY, NOBODY, NOBODY, NOBODY, 421),
    ("2130706433:8123", NOBODY, NOBODY, NOBODY, NOBODY, 421),
    ("0x7f000001:8123", NOBODY, NOBODY, NOBODY, NOBODY, 421),
    ("0.0.0.0:8123", NOBODY, NOBODY, NOBODY, NOBODY, 421),
    ("::1:8123", NOBODY, NOBODY, NOBODY, NOBODY, 421),
    ("[::1:8123", NOBODY, NOBODY, NOBODY, NOBODY, 421),
    ("[::1]]:8123", NOBODY, NOBODY, NOBODY, NOBODY, 421),
    ("[::]:8123", NOBODY, NOBODY, NOBODY, NOBODY, 421),
    ("[::ffff:127.0.0.1]:8123", NOBODY, NOBODY, NOBODY, NOBODY, 421),
    ("[127.0.0.1]:8123", NOBODY, NOBODY, NOBODY, NOBODY, 421),
    ("[localhost]:8123", NOBODY, NOBODY, NOBODY, NOBODY, 421),
    ("localhost.:8123", NOBODY, NOBODY, NOBODY, NOBODY, 421),
    ("localhost.evil.example:8123", NOBODY, NOBODY, NOBODY, NOBODY, 421),
    ("evil.localhost:8123", NOBODY, NOBODY, NOBODY, NOBODY, 421),
    ("127.0.0.1.evil.example:8123", NOBODY, NOBODY, NOBODY, NOBODY, 421),
    ("evil.example:8123", NOBODY, NOBODY, NOBODY, NOBODY, 421),
    ("evil.example", NOBODY, NOBODY, NOBODY, NOBODY, 421),
    ("evil.example:8123", "http://evil.example:8123", "same-origin", "cors", "empty", 421),  # DNS rebinding
    ("evil.example:8123", NOBODY, "none", "navigate", "document", 421),
    ("192.168.1.5:8123", NOBODY, NOBODY, NOBODY, NOBODY, 421),
    ("127.0.0.1:8123@evil.example", NOBODY, NOBODY, NOBODY, NOBODY, 421),
    ("evil.example@127.0.0.1:8123", NOBODY, NOBODY, NOBODY, NOBODY, 421),
    ("127.0.0.1:8123/", NOBODY, NOBODY, NOBODY, NOBODY, 421),
    ("127.0.0.1:8123?", NOBODY, NOBODY, NOBODY, NOBODY, 421),
    ("127.0.0.1:8123#", NOBODY, NOBODY, NOBODY, NOBODY, 421),
    ("127.0.0.1:8123, evil.example", NOBODY, NOBODY, NOBODY, NOBODY, 421),
    ("http://127.0.0.1:8123", NOBODY, NOBODY, NOBODY, NOBODY, 421),
    # A page of the preview, or the user.
    ("127.0.0.1:8123", NOBODY, "none", "navigate", "document", 0),
    ("127.0.0.1:8123", NOBODY, "same-origin", "navigate", "document", 0),
    ("127.0.0.1:8123", NOBODY, "same-origin", "navigate", "iframe", 0),
    ("127.0.0.1:8123", NOBODY, "same-origin", "no-cors", "image", 0),
    ("127.0.0.1:8123", NOBODY, "same-origin", "no-cors", "script", 0),
    ("127.0.0.1:8123", NOBODY, "same-origin", "no-cors", "style", 0),
    ("127.0.0.1:8123", NOBODY, "same-origin", "same-origin", "sharedworker", 0),
    ("127.0.0.1:8123", NOBODY, "same-origin", "cors", "empty", 0),
    ("127.0.0.1:8123", OURS, "same-origin", "cors", "empty", 0),
    ("127.0.0.1:8123", OURS.upper(), "same-origin", "cors", "font", 0),
    ("localhost:8123", "http://localhost:8123", "same-origin", "cors", "empty", 0),
    ("[::1]:8123", "http://[::1]:8123", "same-origin", "cors", "empty", 0),
    # A link on a page of another site.
    ("127.0.0.1:8123", NOBODY, "cross-site", "navigate", "document", 0),
    ("127.0.0.1:8123", NOBODY, "same-site", "navigate", "document", 0),
    # A page of another site.
    ("127.0.0.1:8123", NOBODY, "cross-site", "navigate", "iframe", 403),
    ("127.0.0.1:8123", NOBODY, "cross-site", "navigate", "frame", 403),
    ("127.0.0.1:8123", NOBODY, "cross-site", "navigate", "object", 403),
    ("127.0.0.1:8123", NOBODY, "cross-site", "navigate", "embed", 403),
    ("127.0.0.1:8123", NOBODY, "cross-site", "navigate", NOBODY, 403),
    ("127.0.0.1:8123", NOBODY, "cross-site", "no-cors", "document", 403),
    ("127.0.0.1:8123", NOBODY, "cross-site", "no-cors", "script", 403),
    ("127.0.0.1:8123", NOBODY, "cross-site", "no-cors", "image", 403),
    ("127.0.0.1:8123", NOBODY, "cross-site", "no-cors", "style", 403),
    ("127.0.0.1:8123", NOBODY, "cross-site", "no-cors", "video", 403),
    ("127.0.0.1:8123", NOBODY, "cross-site", "no-cors", "empty", 403),
    ("127.0.0.1:8123", NOBODY, "cross-site", "cors", "empty", 403),
    ("127.0.0.1:8123", NOBODY, "cross-site", "websocket", "empty", 403),
    ("127.0.0.1:8123", NOBODY, "cross-site", NOBODY, NOBODY, 403),
    ("127.0.0.1:8123", NOBODY, "same-site", "no-cors", "script", 403),  # another port of this machine
    ("127.0.0.1:8123", NOBODY, "same-site", "navigate", "iframe", 403),
    ("127.0.0.1:8123", NOBODY, "Same-Origin", "cors", "empty", 403),
    ("127.0.0.1:8123", NOBODY, "anything", "cors", "empty", 403),
    ("127.0.0.1:8123", "http://evil.example", "cross-site", "cors", "empty", 403),
    ("127.0.0.1:8123", "http://evil.example", "cross-site", "navigate", "document", 403),
    ("127.0.0.1:8123", "http://evil.example", NOBODY, NOBODY, NOBODY, 403),
    ("127.0.0.1:8123", "null", NOBODY, NOBODY, NOBODY, 403),
    ("127.0.0.1:8123", "null", "same-origin", "cors", "empty", 403),
    ("127.0.0.1:8123", "http://127.0.0.1", NOBODY, NOBODY, NOBODY, 403),
    ("127.0.0.1:8123", "http://127.0.0.1:8124", "same-site", "cors", "empty", 403),
    ("127.0.0.1:8123", "http://localhost:8123", "cross-site", "cors", "empty", 403),
    ("localhost:8123", OURS, "cross-site", "cors", "empty", 403),
    ("127.0.0.1:8123", "https://127.0.0.1:8123", NOBODY, NOBODY, NOBODY, 403),
    ("127.0.0.1:8123", f"{OURS}/", NOBODY, NOBODY, NOBODY, 403),
    ("127.0.0.1:8123", f"{OURS}.evil.example", NOBODY, NOBODY, NOBODY, 403),
    ("127.0.0.1:8123", f"{OURS}, {OURS}", NOBODY, NOBODY, NOBODY, 403),
    ("127.0.0.1:8123", "127.0.0.1:8123", NOBODY, NOBODY, NOBODY, 403),
    ("127.0.0.1:8123", "chrome-extension://abcdefgh", "cross-site", "cors", "empty", 403),
    ("127.0.0.1:8123", "file://", NOBODY, NOBODY, NOBODY, 403),
]

NAMES = ("host", "origin", "sec-fetch-site", "sec-fetch-mode", "sec-fetch-dest")


def fields(values: tuple[str, ...], port: int = PORT) -> dict[str, str]:
    """Return the headers of a row that are not empty."""
    return {name: value.replace(str(PORT), str(port)) for name, value in zip(NAMES, values, strict=True) if value}


@pytest.mark.parametrize("row", REQUESTS, ids=lambda row: " ".join(map(str, row)))
def test_requests_are_answered_or_refused(row: tuple[str, str, str, str, str, int]):
    refusal = request_refusal(fields(row[:5]), "127.0.0.1", PORT)
    assert (refusal[0] if refusal else 0) == row[5]


def test_an_empty_origin_is_refused():
    assert request_refusal({"host": "127.0.0.1:8123", "origin": ""}, "127.0.0.1", PORT)


HOSTS = [
    # listening host, Host header, status
    ("localhost", "localhost:8123", 0),
    ("localhost", "127.0.0.1:8123", 0),
    ("localhost", "192.168.1.5:8123", 421),
    ("::1", "[::1]:8123", 0),
    ("::1", "localhost:8123", 0),
    ("::1", "[fe80::1]:8123", 421),
    ("::1", "evil.example:8123", 421),
    ("127.0.0.2", "127.0.0.2:8123", 0),
    ("127.0.0.2", "127.0.0.3:8123", 421),
    ("0.0.0.0", "127.0.0.1:8123", 0),
    ("0.0.0.0", "192.168.1.5:8123", 0),
    ("0.0.0.0", "[2001:db8::5]:8123", 0),
    ("0.0.0.0", "192.168.1.5:8124", 421),
    ("0.0.0.0", "192.168.1.5", 421),
    ("0.0.0.0", "evil.example:8123", 421),
    ("0.0.0.0", "192.168.1.5.evil.example:8123", 421),
    ("0.0.0.0", "0xc0a80105:8123", 421),
    ("0.0.0.0", "3232235781:8123", 421),
    ("0.0.0.0", "192.168.1:8123", 421),
    ("::", "[2001:db8::5]:8123", 0),
    ("::", "[2001:db8::5%25eth0]:8123", 421),
    ("::", "evil.example:8123", 421),
    ("192.168.1.5", "192.168.1.5:8123", 0),
    ("192.168.1.5", "localhost:8123", 0),
    ("192.168.1.5", "evil.example:8123", 421),
    ("Desk.local", "desk.local:8123", 0),
    ("desk.local", "DESK.local:8123", 0),
    ("desk.local", "evil.desk.local:8123", 421),
    ("desk.local", "192.168.1.5:8123", 0),
]


@pytest.mark.parametrize(("listens", "host", "status"), HOSTS)
def test_a_server_on_other_interfaces_is_reached_by_ip_addresses(listens: str, host: str, status: int):
    """Foreign names are always refused, because of DNS rebinding."""
    refusal = request_refusal({"host": host}, listens, PORT)
    assert (refusal[0] if refusal else 0) == status


def test_port_80_may_be_left_out():
    assert request_refusal({"host": "127.0.0.1", "origin": "http://127.0.0.1"}, "127.0.0.1", 80) is None
    assert request_refusal({"host": "127.0.0.1:80"}, "127.0.0.1", 80) is None
    assert request_refusal({"host": "127.0.0.1:8080"}, "127.0.0.1", 80)


@pytest.mark.parametrize(
    "header", ["x-forwarded-host", "x-forwarded-for", "x-forwarded-server", "forwarded", "x-host", "x-original-host", "via"]
)
def test_headers_of_proxies_are_ignored(header: str):
    assert request_refusal({"host": "evil.example", header: "127.0.0.1:8123"}, "127.0.0.1", PORT)
    assert request_refusal({"host": "127.0.0.1:8123", header: "evil.example"}, "127.0.0.1", PORT) is None


def test_the_reason_of_a_refusal_is_short_and_printable():
    status, reason = request_refusal({"host": "\x1b[2J\r\n\xff" + "evil" * 1000}, "127.0.0.1", PORT) or (0, "")
    assert status == 421 and reason.isascii() and reason.isprintable() and len(reason) < 200


@pytest.mark.parametrize(
    ("host", "is_local"),
    [
        *[("127.0.0.1", True), ("127.8.8.8", True), ("::1", True), ("localhost", True), ("LocalHost", True)],
        *[("0.0.0.0", False), ("::", False), ("192.168.1.5", False), ("localhost.evil.example", False), ("", False), ("0", False)],
    ],
)
def test_loopback_hosts_are_recognised(host: str, is_local: bool):
    assert is_loopback(host) is is_local


def ask(served: Served, headers: dict[str, str], method: str = "GET", target: str = "/") -> int:
    """Return the status of the response."""
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    data = f"{method} {target} HTTP/1.1\r\n{lines}Connection: close\r\n\r\n".encode()
    (answer,) = answers(exchange((served.host.strip("[]"), served.port), data))
    return answer.status


def test_a_running_server_checks_every_request(served: Serve):
    preview = served()
    for row in REQUESTS:
        expected = row[5]
        for target in ("/", "/nothing", "/robots.txt", "/_digest/client.js"):
            status = ask(preview, fields(row[:5], preview.port), target=target)
            found = 404 if target == "/nothing" else 200
            assert status == (expected or found) or (status == 400 and not row[0].isprintable()), (row, target)
    assert ask(preview, {"Host": "evil.example"}, target="/_digest/events") == 421
    assert ask(preview, {"Host": f"127.0.0.1:{preview.port}", "Origin": "http://evil.example"}, target="/_digest/events") == 403
    assert ask(preview, {"Host": "evil.example", "X-Forwarded-Host": f"127.0.0.1:{preview.port}"}) == 421
    assert len(preview.lines) == 1


def test_requests_are_checked_before_the_first_generation(served: Serve):
    preview = served({"digest.yml": "title: T\nbase_url: https://example.org/\ntheme: nowhere\n"})
    assert ask(preview, {"Host": "evil.example"}) == 421
    assert ask(preview, {"Host": f"127.0.0.1:{preview.port}", "Origin": "null"}) == 403


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "CONNECT"])
def test_no_data_can_be_sent_even_from_pages_of_the_preview(served: Serve, method: str):
    preview = served()
    ours = f"127.0.0.1:{preview.port}"
    assert ask(preview, {"Host": ours, "Origin": f"http://{ours}", "Sec-Fetch-Site": "same-origin"}, method) == 405


def own_address() -> str:
    """Return an address of this machine that is not loopback, or ''. Nothing is sent: connecting a UDP socket selects it."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # RFC 5737: an address for documentation
        except OSError:
            return ""
        address = probe.getsockname()[0]
    return "" if ip_address(address).is_loopback else address


def test_a_server_on_all_interfaces_prints_a_warning_and_refuses_names(served: Serve):
    preview = served(None, "--host", "0.0.0.0")
    assert preview.address == f"http://127.0.0.1:{preview.port}/"
    preview.when(lambda: "others on your network can read it, drafts included" in preview.lines)
    address = own_address() or "127.0.0.1"
    for host, status in [
        (f"127.0.0.1:{preview.port}", 200),
        (f"{address}:{preview.port}", 200),
        (f"desk.local:{preview.port}", 421),
    ]:
        assert ask(preview, {"Host": host}) == status
    assert ask(preview, {"Host": f"{address}:{preview.port}", "Origin": f"http://{address}:{preview.port}"}) == 200
    assert ask(preview, {"Host": f"{address}:{preview.port}", "Origin": f"http://evil.example:{preview.port}"}) == 403


def test_the_default_server_cannot_be_reached_from_outside(served: Serve):
    preview = served()
    address = own_address()
    if not address:
        pytest.skip("NOT TRIED: this machine has no address but those of loopback")
    with pytest.raises(OSError):
        socket.create_connection((address, preview.port), timeout=5)


def test_the_server_can_listen_on_ipv6(served: Serve):
    try:
        socket.create_server(("::1", 0), family=socket.AF_INET6).close()
    except OSError as error:
        pytest.skip(f"NOT TRIED: this machine has no IPv6 ({error})")
    preview = served(None, "--host", "::1")
    assert preview.address == f"http://[::1]:{preview.port}/"
    assert ask(preview, {"Host": f"[::1]:{preview.port}", "Origin": f"http://[::1]:{preview.port}"}) == 200
    assert ask(preview, {"Host": f"localhost:{preview.port}"}) == 200
    assert ask(preview, {"Host": f"[::2]:{preview.port}"}) == 421
    assert preview.get().status == 200
    assert len(preview.lines) == 1


ALLOWED = (
    AllowedHost("preview.example.org"),
    AllowedHost("localhost", 9000),
    AllowedHost("secure.example.org", 443),
    AllowedHost("fd00::1"),
)


@pytest.mark.parametrize(
    ("host", "origin", "status"),
    [
        ("preview.example.org", NOBODY, 0),
        ("Preview.Example.ORG:8443", NOBODY, 0),
        ("preview.example.org", "https://preview.example.org", 0),
        ("preview.example.org", "http://preview.example.org", 0),
        ("preview.example.org", "https://evil.example", 403),
        ("preview.example.org:81", "https://preview.example.org", 403),
        ("localhost:9000", NOBODY, 0),
        ("localhost:9001", NOBODY, 421),
        ("secure.example.org", NOBODY, 0),
        ("secure.example.org:443", NOBODY, 0),
        ("secure.example.org:8443", NOBODY, 421),
        ("[fd00::1]:1", NOBODY, 0),
        ("evil.preview.example.org", NOBODY, 421),
        ("preview.example.org.evil.example", NOBODY, 421),
        ("preview.example.org@evil", NOBODY, 421),
        (f"127.0.0.1:{PORT}", NOBODY, 0),
        (f"127.0.0.1:{PORT}", f"https://127.0.0.1:{PORT}", 403),
    ],
)
def test_an_allowed_host_is_accepted(host: str, origin: str, status: int):
    refusal = request_refusal({"host": host} | ({"origin": origin} if origin else {}), "127.0.0.1", PORT, ALLOWED)
    assert (refusal[0] if refusal else 0) == status


@pytest.mark.parametrize(
    ("given", "host"),
    [
        ("Preview.Example.org", AllowedHost("preview.example.org")),
        ("localhost:9000", AllowedHost("localhost", 9000)),
        ("[::1]:9000", AllowedHost("::1", 9000)),
        ("한국.kr:80", AllowedHost("xn--3e0b707e.kr", 80)),
        *(
            (wrong, None)
            for wrong in ("", "https://a.example", "a.example/x", "a b", "a:0", "a:65536", "a:x", "*", "-한국.kr", "*.a.example")
        ),
    ],
)
def test_an_allowed_host_is_parsed(given: str, host: AllowedHost | None):
    assert allowed_host(given) == host


def test_a_refusal_suggests_the_option_allow_host():
    status, reason = request_refusal({"host": "Preview.example.org:8443"}, "127.0.0.1", PORT) or (0, "")
    assert status == 421 and reason.endswith("start the preview with --allow-host preview.example.org:8443")
    assert "--allow-host" not in (request_refusal({"host": "$(rm x)"}, "127.0.0.1", PORT) or (0, ""))[1]


@pytest.mark.parametrize(
    ("site", "is_refused"), [("none", False), ("same-origin", False), ("same-site", True), ("cross-site", True)]
)
def test_a_request_without_a_page_is_accepted(site: str, is_refused: bool):
    """As of an address that the user typed, or of a bookmark."""
    assert bool(request_refusal({"host": "localhost:8000", "sec-fetch-site": site}, "127.0.0.1", 8000)) is is_refused
