"""Hostile requests: a list of known attacks on other servers, and any number of random mutations."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import NamedTuple

HOST = b"Host: 127.0.0.1:PORT\r\n"
END = b"\r\n"

TARGETS = {
    "/../secret.txt": (404,),
    "/../../../../../../../../etc/passwd": (404,),
    "/..": (404,),
    "/.": (404,),
    "/./": (404,),
    "/%2e%2e/secret.txt": (404,),
    "/%2E%2E%2Fsecret.txt": (404,),
    "/..%2fsecret.txt": (404,),
    "/%252e%252e/secret.txt": (404,),
    "/%252e%252e%252fsecret.txt": (404,),
    "/%25%32%65%25%32%65/secret.txt": (404,),
    "/..;/secret.txt": (404,),
    "/;/../secret.txt": (404,),
    "/..\\secret.txt": (404,),
    "/..%5csecret.txt": (404,),
    "/..%5Csecret.txt": (404,),
    "/\\..\\secret.txt": (404,),
    "/%c0%ae%c0%ae/secret.txt": (400,),
    "/%c0%af..%c0%afsecret.txt": (400,),
    "/%e0%80%ae%e0%80%ae/secret.txt": (400,),
    "/%u002e%u002e/secret.txt": (404,),
    "/....//secret.txt": (404,),
    "/.../secret.txt": (404,),
    "/about/../../secret.txt": (404,),
    "/about/..": (404,),
    "/about/../": (404,),
    "/about/./": (404,),
    "/static/../digest.yml": (404,),
    "/digest.yml": (404,),
    "/./digest.yml": (404,),
    "/content/2026/a1.md": (404,),
    "/content/topics.yml": (404,),
    "/themes/plain/templates/base.html": (404,),
    "/.digest/canary.txt": (404,),
    "/.digest/cache.sqlite": (404,),
    "/.digest-files": (404,),
    "/site/index.html": (404,),
    "/site/../digest.yml": (404,),
    "/2026/02/03/held-back/": (404,),
    "/2026/02/03/held-back": (404,),
    "/2026/02/03/held-back/index.html": (404,),
    "/secret-link.txt": (404,),
    "/static/secret-link.txt": (404,),
    "/secret-link.txt/": (404,),
    "//": (404,),
    "///": (404,),
    "//evil.example": (404,),
    "//evil.example/": (404,),
    "//evil.example/..": (404,),
    "//evil.example/%2e%2e": (404,),
    "//evil.example/%2f..": (404,),
    "//about": (404,),
    "///about": (404,),
    "/\\evil.example": (404,),
    "/%5cevil.example": (404,),
    "/%2fevil.example": (404,),
    "/%2f%2fevil.example/": (404,),
    "/%09/evil.example": (400,),
    "/about": (301,),
    "/about?x=//evil.example": (301,),
    "/about//": (404,),
    "/about/index.html/": (404,),
    "/about/index.html/..": (404,),
    "/about/%2e": (404,),
    "/about/.html": (404,),
    "/About/": (404,),
    "/ABOUT": (404,),
    "/about%2f": (200,),
    "/%61bout/": (200,),
    "/index.html": (200,),
    "/index": (200,),
    "/?": (200,),
    "/?../../secret.txt": (200,),
    "/?raw??": (200,),
    "/digest.yml?raw??": (404,),
    "/digest.yml?import&raw??": (404,),
    "/@fs/etc/passwd?raw??": (404,),
    "/@fs/../digest.yml": (404,),
    "/about/?%00": (200,),
    "/about/?\xff\xfe": (400,),
    "/#": (400,),
    "/#/../secret.txt": (400,),
    "/about/#x": (400,),
    "/about/?a#b": (400,),
    "/%23": (404,),
    "/%3f": (404,),
    "/%00": (400,),
    "/about/%00": (400,),
    "/about%00.html": (400,),
    "/\x00": (400,),
    "/\x7f": (400,),
    "/%0a": (400,),
    "/%0d%0aSet-Cookie:%20x=1": (400,),
    "/about%0d%0aX:%20y": (400,),
    "/\rabout": (400,),
    "/\x0babout": (400,),
    "/%ff": (400,),
    "/%fe%ff": (400,),
    "/%ed%a0%80": (400,),
    "/\xff": (400,),
    "/\u00e9": (400,),
    "/%e2%80%ae": (400,),
    "/%": (404,),
    "/%zz": (404,),
    "/%2": (404,),
    "/%%32%65": (404,),
    "/con": (404,),
    "/nul.txt": (404,),
    "/index.html::$DATA": (404,),
    "/index.html.": (404,),
    "/index.html%20": (404,),
    "/INDEX~1.HTM": (404,),
    "/{path}": (404,),
    "/{{7*7}}": (404,),
    "/%7B%7B7*7%7D%7D": (404,),
    "/<script>alert(1)</script>": (404,),
    "/'\"><img/src=x>": (404,),
    "/" + "a/" * 3000: (404,),
    "/" + "../" * 2000: (404,),
    "/" + "%2e%2e/" * 1000: (404,),
    "/" + "a" * 8000: (404,),
    "/_digest": (404,),
    "/_digest/": (404,),
    "/_digest//": (404,),
    "/_digest/../digest.yml": (404,),
    "/_digest/..%2fserver.py": (404,),
    "/_digest/server.py": (404,),
    "/_digest/__init__.py": (404,),
    "/_digest/client.js/": (404,),
    "/_digest/client.js": (200,),
    "/_digest/client.js?../server.py": (200,),
    "/%5fdigest/live.js": (200,),
    "/_digest/CLIENT.JS": (404,),
    "/_digest/./client.js": (404,),
    "/_digest/events": (200,),
    "/_digest/events/": (404,),
    "/_digest/events/../client.js": (404,),
    "/_digest/before": (404,),
    "/_digest/before/": (200,),
    "/_digest/before/about": (301,),
    "/_digest/before//": (404,),
    "/_digest/before//evil.example/..": (404,),
    "/_digest/before/../../digest.yml": (404,),
    "/_digest/before/_digest/client.js": (404,),
    "/_digest/before/_digest/before/": (404,),
    "/_digest/before/content/2026/a1.md": (404,),
    "/_digest/before/%2e%2e/": (404,),
    "/_digest/before/2026/02/03/held-back/": (404,),
    "/_digest/moved": (404,),
    "/_digest/moved/": (404,),
    "/_digest/moved/0/": (200,),
    "/_digest/moved/0/about": (200,),
    "/_digest/moved/-1/about/": (404,),
    "/_digest/moved/%D9%A3/about/": (404,),
    "/_digest/moved/999999999999999999999999999/about/": (404,),
    "/_digest/moved/0/../../digest.yml": (200,),
    "/_digest/moved/0//evil.example/..": (200,),
    "http://127.0.0.1:PORT/": (400,),
    "http://evil.example/": (400,),
    "http://evil.example/../digest.yml": (400,),
    "https:/about": (400,),
    "file:///etc/passwd": (400,),
    "127.0.0.1:PORT": (400,),
    "*": (400,),
    "about/": (400,),
    "..": (400,),
    "?": (400,),
    "\\": (400,),
    "": (400,),
}
"""Targets of a GET request, with the expected statuses."""


class Hostile(NamedTuple):
    """A request, with PORT instead of the port, and the expected statuses of the responses."""

    data: bytes
    statuses: tuple[int, ...]


def _get(target: bytes = b"/", headers: bytes = HOST, version: bytes = b"HTTP/1.1") -> bytes:
    return b"GET " + target + b" " + version + b"\r\n" + headers + END


MESSAGES = {
    "nothing": Hostile(b"", ()),
    "an empty line": Hostile(b"\r\n", (400,)),
    "empty lines": Hostile(b"\r\n" * 50, (400,)),
    "HTTP/0.9": Hostile(b"GET /\r\n", (400,)),
    "HTTP/0.9 without an end": Hostile(b"GET /", (400,)),
    "HTTP/0.9 with headers": Hostile(b"GET /\r\n" + HOST + END, (400,)),
    "HTTP/1.0": Hostile(_get(version=b"HTTP/1.0"), (200,)),
    "HTTP/1.0 without a host": Hostile(_get(headers=b"", version=b"HTTP/1.0"), (400,)),
    "HTTP/1.2": Hostile(_get(version=b"HTTP/1.2"), (400,)),
    "HTTP/2.0": Hostile(_get(version=b"HTTP/2.0"), (400,)),
    "HTTP/11": Hostile(_get(version=b"HTTP/11"), (400,)),
    "another protocol": Hostile(_get(version=b"ICY/1.1"), (400,)),
    "a version in small letters": Hostile(_get(version=b"http/1.1"), (400,)),
    "a version that goes on": Hostile(_get(version=b"HTTP/1.1 "), (400,)),
    "the preface of HTTP/2": Hostile(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\x00\x00\x00\x04\x00\x00\x00\x00\x00", (400,)),
    "a handshake of TLS": Hostile(bytes.fromhex("16030100c8010000c40303") + bytes(range(200)), (400,)),
    "a greeting of SSH": Hostile(b"SSH-2.0-OpenSSH_9.6\r\n", (400,)),
    "a command of Redis": Hostile(b"*1\r\n$4\r\nPING\r\n", (400,)),
    "zeros": Hostile(bytes(5000), (400,)),
    "bytes beyond ASCII": Hostile(b"\xff\xfe\xfd\r\n\r\n", (400,)),
    "two blanks": Hostile(b"GET  / HTTP/1.1\r\n" + HOST + END, (400,)),
    "a blank before": Hostile(b" GET / HTTP/1.1\r\n" + HOST + END, (400,)),
    "a tab between": Hostile(b"GET\t/\tHTTP/1.1\r\n" + HOST + END, (400,)),
    "a blank in the target": Hostile(b"GET /a b HTTP/1.1\r\n" + HOST + END, (400,)),
    "carriage returns as line ends": Hostile(b"GET / HTTP/1.1\r" + HOST.replace(b"\n", b"") + b"\r", (400,)),
    "line feeds as line ends": Hostile((b"GET / HTTP/1.1\r\n" + HOST + END).replace(b"\r\n", b"\n"), (200,)),
    "no version": Hostile(b"GET /\r\n\r\n", (400,)),
    "a line of 64 kB": Hostile(_get(b"/" + b"a" * 65536), (414,)),
    "a line of 64 kB without an end": Hostile(b"GET /" + b"a" * 65536, (414,)),
    "a query of 64 kB": Hostile(_get(b"/?" + b"a" * 65536), (414,)),
    "a method of 64 kB": Hostile(b"G" * 65536 + b" / HTTP/1.1\r\n\r\n", (414,)),
    "a megabyte of nothing": Hostile(bytes(1024 * 1024), (414,)),
    "a header of 64 kB": Hostile(_get(headers=HOST + b"X: " + b"a" * 65536 + b"\r\n"), (431,)),
    "a header's name of 64 kB": Hostile(_get(headers=HOST + b"X" * 65536 + b": a\r\n"), (431,)),
    "10,000 headers": Hostile(_get(headers=HOST + b"".join(b"X-%d: a\r\n" % n for n in range(10_000))), (431,)),
    "one header 10,000 times": Hostile(_get(headers=HOST + b"X: a\r\n" * 10_000), (431,)),
    "1,000 headers": Hostile(_get(headers=HOST + b"".join(b"X-%d: a\r\n" % n for n in range(1000))), (200,)),
    "headers that do not end": Hostile(b"GET / HTTP/1.1\r\n" + HOST, (400,)),
    "a header that does not end": Hostile(b"GET / HTTP/1.1\r\nHost: 127", (400,)),
    "no host": Hostile(_get(headers=b""), (400,)),
    "an empty host": Hostile(_get(headers=b"Host:\r\n"), (400,)),
    "a host of blanks": Hostile(_get(headers=b"Host:    \r\n"), (400,)),
    "two hosts": Hostile(_get(headers=HOST + HOST), (400,)),
    "two hosts, one evil": Hostile(_get(headers=HOST + b"Host: evil.example\r\n"), (400,)),
    "two hosts, the first evil": Hostile(_get(headers=b"Host: evil.example\r\n" + HOST), (400,)),
    "an evil host": Hostile(_get(headers=b"Host: evil.example\r\n"), (421,)),
    "an evil host with our port": Hostile(_get(headers=b"Host: evil.example:PORT\r\n"), (421,)),
    "a host below ours": Hostile(_get(headers=b"Host: evil.localhost:PORT\r\n"), (421,)),
    "a host with a user": Hostile(_get(headers=b"Host: 127.0.0.1:PORT@evil.example\r\n"), (421,)),
    "a user at our host": Hostile(_get(headers=b"Host: evil.example@127.0.0.1:PORT\r\n"), (421,)),
    "a host with a path": Hostile(_get(headers=b"Host: 127.0.0.1:PORT/x\r\n"), (421,)),
    "a host of markup": Hostile(_get(headers=b"Host: <script>alert(1)</script>\r\n"), (421,)),
    "a host beyond ASCII": Hostile(_get(headers=b"Host: \xff\xfe\r\n"), (421,)),
    "a host with a tab": Hostile(_get(headers=b"Host: 127.0.0.1\t:PORT\r\n"), (421,)),
    "a host with a NUL": Hostile(_get(headers=b"Host: 127.0.0.1:PORT\x00\r\n"), (400,)),
    "a forwarded host": Hostile(_get(headers=b"Host: evil.example\r\nX-Forwarded-Host: 127.0.0.1:PORT\r\n"), (421,)),
    "a folded header": Hostile(_get(headers=HOST + b"X: a\r\n b\r\n"), (400,)),
    "a folded host": Hostile(_get(headers=b"Host:\r\n 127.0.0.1:PORT\r\n"), (400,)),
    "a folded header with a colon": Hostile(_get(headers=HOST + b"X: a\r\n\tHost: evil.example\r\n"), (400,)),
    "a blank before the colon": Hostile(_get(headers=b"Host : 127.0.0.1:PORT\r\n"), (400,)),
    "a blank within a name": Hostile(_get(headers=HOST + b"X Y: a\r\n"), (400,)),
    "a header without a colon": Hostile(_get(headers=HOST + b"X\r\n"), (400,)),
    "a header without a name": Hostile(_get(headers=HOST + b": a\r\n"), (400,)),
    "a header's name beyond ASCII": Hostile(_get(headers=HOST + b"X\xff: a\r\n"), (400,)),
    "a header of NULs": Hostile(_get(headers=HOST + b"X: \0\0\r\n"), (400,)),
    "a return within a header": Hostile(_get(headers=HOST + b"X: a\rHost: evil.example\r\n"), (400,)),
    "an answer as a header": Hostile(_get(headers=HOST + b"HTTP/1.1 200 OK\r\n"), (400,)),
    "length and encoding": Hostile(
        b"POST / HTTP/1.1\r\n" + HOST + b"Content-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nG", (405,)
    ),
    "a GET with length and encoding": Hostile(
        _get(headers=HOST + b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n") + b"0\r\n\r\n", (400,)
    ),
    "a GET in chunks": Hostile(_get(headers=HOST + b"Transfer-Encoding: chunked\r\n") + b"0\r\n\r\n" + _get(), (400,)),
    "a GET with a body": Hostile(_get(headers=HOST + b"Content-Length: 5\r\n") + b"hello", (400,)),
    "a GET with a body that is a GET": Hostile(_get(headers=HOST + b"Content-Length: 50\r\n") + _get(b"/about/"), (400,)),
    "a GET with an empty body": Hostile(_get(headers=HOST + b"Content-Length: 0\r\n"), (200,)),
    "two lengths": Hostile(_get(headers=HOST + b"Content-Length: 0\r\nContent-Length: 5\r\n") + b"hello", (400,)),
    "a negative length": Hostile(_get(headers=HOST + b"Content-Length: -1\r\n"), (400,)),
    "a length with a sign": Hostile(_get(headers=HOST + b"Content-Length: +0\r\n"), (400,)),
    "a length that is not a number": Hostile(_get(headers=HOST + b"Content-Length: x\r\n"), (400,)),
    "a very long length": Hostile(_get(headers=HOST + b"Content-Length: " + b"9" * 5000 + b"\r\n"), (400,)),
    "a POST with a body": Hostile(b"POST / HTTP/1.1\r\n" + HOST + b"Content-Length: 5\r\n\r\nhello", (405,)),
    "a POST with a body of a megabyte": Hostile(
        b"POST / HTTP/1.1\r\n" + HOST + b"Content-Length: 1048576\r\n\r\n" + bytes(1024 * 1024), (405,)
    ),
    "a POST that waits": Hostile(b"POST / HTTP/1.1\r\n" + HOST + b"Content-Length: 5\r\nExpect: 100-continue\r\n\r\n", (405,)),
    **{
        f"{method} of a page": Hostile(f"{method} / HTTP/1.1\r\n".encode() + HOST + END, (405,))
        for method in (
            *("POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT", "PROPFIND", "MKCOL", "LOCK", "DEBUG", "PURGE"),
            *("get", "Get", "head", "GETGET", "FOO"),
        )
    },
    "a method with a sign": Hostile(b"M-SEARCH * HTTP/1.1\r\n" + HOST + END, (400,)),
    "a method of digits": Hostile(b"123 / HTTP/1.1\r\n" + HOST + END, (400,)),
    "a tunnel": Hostile(b"CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example:443\r\n\r\n", (405,)),
    "a HEAD": Hostile(b"HEAD / HTTP/1.1\r\n" + HOST + END, (200,)),
    "a HEAD of a missing page": Hostile(b"HEAD /../digest.yml HTTP/1.1\r\n" + HOST + END, (404,)),
    "a HEAD of the events": Hostile(b"HEAD /_digest/events HTTP/1.1\r\n" + HOST + END, (200,)),
    "an upgrade to WebSocket": Hostile(
        _get(b"/_digest/events", HOST + b"Connection: Upgrade\r\nUpgrade: websocket\r\nOrigin: http://evil.example\r\n"), (403,)
    ),
    "an upgrade to HTTP/2": Hostile(_get(headers=HOST + b"Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n"), (200,)),
    "three at once": Hostile(_get() + _get(b"/about/") + _get(b"/nothing"), (200, 200, 404)),
    "one after a refusal": Hostile(_get(b"/%00") + _get(b"/about/"), (400,)),
    "one after a POST": Hostile(b"POST / HTTP/1.1\r\n" + HOST + END + _get(b"/about/"), (405,)),
    "one after the end": Hostile(_get(headers=HOST + b"Connection: close\r\n") + _get(b"/about/"), (200,)),
    "one after HTTP/1.0": Hostile(_get(version=b"HTTP/1.0") + _get(b"/about/"), (200,)),
    "100 at once": Hostile(_get(b"/about/") * 100, (200,) * 100),
    "one and a half": Hostile(_get() + b"GET /about", (200, 400)),
    "a part of a file": Hostile(_get(b"/robots.txt", HOST + b"Range: bytes=0-3\r\n"), (200,)),
    "a known page": Hostile(_get(headers=HOST + b'If-None-Match: "' + b"0" * 32 + b'"\r\n'), (200,)),
    "any known page": Hostile(_get(headers=HOST + b"If-None-Match: *\r\n"), (200,)),
    "an empty If-None-Match": Hostile(_get(headers=HOST + b"If-None-Match:\r\n"), (200,)),
    "another origin": Hostile(_get(headers=HOST + b"Origin: http://evil.example\r\n"), (403,)),
    "no origin": Hostile(_get(headers=HOST + b"Origin: null\r\n"), (403,)),
    "two origins": Hostile(_get(headers=HOST + b"Origin: http://127.0.0.1:PORT\r\nOrigin: http://evil.example\r\n"), (400,)),
    "headers with another address": Hostile(
        _get(headers=HOST + b"X-Original-URL: /digest.yml\r\nX-Rewrite-URL: /digest.yml\r\nX-HTTP-Method-Override: PUT\r\n"), (200,)
    ),
}
"""Requests with unusual parts other than the target."""

FIXED = {
    **{f"GET {target[:40]!r}{len(target)}": Hostile(_get(target.encode("latin-1")), each) for target, each in TARGETS.items()},
    **MESSAGES,
}

FRAGMENTS = (
    *(b"..", b"../", b"/..", b"/../", b"%2e%2e%2f", b"%2e", b"%252e", b"..;/", b"\\", b"%5c", b"/", b"//", b"%2f", b";", b"%3b"),
    *(
        b"?",
        b"??",
        b"?raw??",
        b"?x=",
        b"&",
        b"#",
        b"%23",
        b"%00",
        b"\0",
        b"%ff",
        b"\xff",
        b"%c0%ae",
        b"%0d%0a",
        b"\r\n",
        b" ",
        b"\t",
    ),
    *(
        b"%",
        b"%2",
        b"%u002e",
        b"~",
        b":",
        b"@",
        b"*",
        b"http://evil.example",
        b"//evil.example/",
        b"index.html",
        b".html",
        b"about",
    ),
    *(
        b"_digest/",
        b"before/",
        b"events",
        b"digest.yml",
        b"content/",
        b".digest/",
        b"canary.txt",
        b"secret.txt",
        b"secret-link.txt",
    ),
    *(b"2026/02/03/held-back/", b"2026/02/", b"client.js", b"server.py", b"static/", b"topics/world/", b"feed.xml", b"robots.txt"),
    *(b"{{7*7}}", b"<script>", b"a" * 300, b"%EB%89%B4", b"%e2%80%ae", b"::$DATA", b"%61", b"%2561"),
)


def mutated(seed: int) -> bytes:
    """Return the request of this seed, with PORT instead of the port: a mutated line from above, and ordinary headers."""
    random = Random(seed)
    target = bytearray(random.choice(_LIVE if random.random() < 0.5 else _TARGETS))
    for _ in range(random.randint(1, 3)):
        random.choice(_MUTATIONS)(target, random)
    line = bytearray(b"GET " + target + b" HTTP/1.1")
    if random.random() < 0.15:
        random.choice((_flip, _delete, _repeat, _insert))(line, random)
    elif random.random() < 0.1:
        line[:3] = random.choice((b"HEAD", b"POST", b"get", b"OPTIONS"))
    return bytes(line) + b"\r\n" + HOST + END


def _insert(line: bytearray, random: Random) -> None:
    at = random.randint(0, len(line))
    line[at:at] = random.choice(FRAGMENTS)


def _insert_first(line: bytearray, random: Random) -> None:
    line[1:1] = random.choice(FRAGMENTS)


def _insert_last(line: bytearray, random: Random) -> None:
    line += random.choice(FRAGMENTS)


def _delete(line: bytearray, random: Random) -> None:
    at = random.randint(0, len(line))
    del line[at : at + random.randint(1, 6)]


def _repeat(line: bytearray, random: Random) -> None:
    at = random.randint(0, len(line))
    line[at:at] = line[at : at + random.randint(1, 12)] * random.randint(1, 4)


def _flip(line: bytearray, random: Random) -> None:
    if line:
        line[random.randrange(len(line))] ^= 1 << random.randrange(8)


def _escape(line: bytearray, random: Random) -> None:
    """Percent-encode a few characters, even if they are encoded already."""
    at = random.randint(1, max(1, len(line) - 1))
    line[at : at + 3] = b"".join(b"%%%02x" % byte for byte in line[at : at + 3])


def _respell(line: bytearray, random: Random) -> None:
    line[1:] = line[1:].replace(b"/", random.choice((b"//", b"/./", b"\\", b"%2f", b"/../", b"/;/")), random.randint(1, 3))


_MUTATIONS = (_insert, _insert_first, _insert_last, _insert_last, _delete, _repeat, _flip, _escape, _escape, _respell)
_TARGETS = [target.encode("latin-1") for target in TARGETS if len(target) < 200]
_LIVE = [
    *(target.encode() for target, statuses in TARGETS.items() if statuses[0] < 400),
    *(b"/topics/world/", b"/tags/even", b"/2026/02/01/a0/", b"/feed.xml", b"/robots.txt", b"/404.html", b"/static/style.css"),
]
"""Targets that exist, so that mutations of them are close to existing targets."""


def seeds(count: int, start: int = 0) -> Iterator[tuple[int, bytes]]:
    """Yield `count` seeds with their requests."""
    return ((seed, mutated(seed)) for seed in range(start, start + count))
