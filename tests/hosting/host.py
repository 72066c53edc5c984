"""A server that serves a folder like GitHub Pages, and a crawler that follows every link on it."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple
from urllib.parse import quote, unquote, urldefrag, urljoin, urlsplit

from lxml import etree, html

KINDS = {
    ".html": "text/html",
    ".xml": "application/xml",
    ".css": "text/css",
    ".js": "text/javascript",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".txt": "text/plain",
}


class Answer(NamedTuple):
    """The server's answer to a request."""

    status: int
    body: bytes = b""
    kind: str = "text/html"
    location: str = ""


class Host:
    """A site below a base path ('' or a path such as '/repo'), which may be set after the server has started."""

    def __init__(self, base: str) -> None:
        self.base = base
        self.files: dict[str, bytes] = {}
        self.address = ""
        """The address of the front page."""

    def put(self, folder: Path) -> None:
        """Serve the files of this folder; like upload-pages-artifact, without files and folders whose names begin with a dot."""
        paths = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
        self.files = {
            name: path.read_bytes() for name, path in paths.items() if not any(p.startswith(".") for p in name.split("/"))
        }

    def answer(self, target: str) -> Answer:
        """Return a file, a file without its `.html`, the index of a folder, a redirect to a folder, or the site's 404 page."""
        path = unquote(urlsplit(target).path)
        if path == self.base and self.base:
            return Answer(301, location=f"{self.base}/")
        if not path.startswith(f"{self.base}/"):
            return Answer(404, b"There isn't a GitHub Pages site here.")
        name = path.removeprefix(f"{self.base}/")
        if name == "" or name.endswith("/"):
            name += "index.html"
        for found in (name, f"{name}.html"):
            if found in self.files:
                return Answer(200, self.files[found], KINDS.get(Path(found).suffix, "application/octet-stream"))
        if f"{name}/index.html" in self.files:
            return Answer(301, location=quote(f"{self.base}/{name}/"))
        return Answer(404, self.files.get("404.html", b"Not found"))


@contextmanager
def hosted(base: str) -> Iterator[Host]:
    """Yield a host that listens on this machine until the block ends."""
    host = Host(base)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_GET(self) -> None:
            answer = host.answer(self.path)
            self.send_response(answer.status)
            self.send_header("Content-Type", answer.kind)
            self.send_header("Content-Length", str(len(answer.body)))
            self.send_header("Cache-Control", "max-age=600")
            if answer.location:
                self.send_header("Location", answer.location)
            self.end_headers()
            self.wfile.write(answer.body)

        def log_message(self, format: str, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        host.address = f"http://127.0.0.1:{server.server_port}{base}/"
        try:
            yield host
        finally:
            server.shutdown()
            thread.join()


class Link(NamedTuple):
    """A link: the address of its page, and its absolute address."""

    page: str
    address: str


class Crawl:
    """Everything that is reachable from an address on its own host, each requested once, and every link on these pages.

    Answers of another crawl are passed as `known` and not requested again; their links belong to that crawl.
    """

    def __init__(self, start: str, known: Mapping[str, Answer] = MappingProxyType({})) -> None:
        parts = urlsplit(start)
        self.connection = HTTPConnection(parts.hostname or "", parts.port or 80)
        self.origin = f"{parts.scheme}://{parts.netloc}/"
        self.answers = {address: answer for address, answer in known.items() if address != start}
        self.links: list[Link] = []
        self.outward: set[str] = set()
        try:
            self._follow(start)
        finally:
            self.connection.close()

    def _follow(self, start: str) -> None:
        waiting = [start]
        while waiting:
            address = waiting.pop()
            if address in self.answers:
                continue
            answer = self.answers[address] = self._get(address)
            for link in links(address, answer):
                if not link.startswith(self.origin):
                    self.outward.add(link)
                    continue
                self.links.append(Link(address, link))
                waiting.append(urldefrag(link).url)

    def _get(self, address: str) -> Answer:
        self.connection.request("GET", address.removeprefix(self.origin.rstrip("/")))
        response = self.connection.getresponse()
        body = response.read()
        return Answer(response.status, body, response.headers["Content-Type"], response.headers.get("Location", ""))

    def broken(self) -> list[str]:
        """Return the links that do not lead directly to a file, or whose anchor does not exist."""
        wrong = []
        places = cache(anchors)
        for page, link in self.links:
            address, fragment = urldefrag(link)
            answer = self.answers[address]
            if answer.status != 200:
                wrong.append(f"{page}: {link} is {answer.status}")
            elif fragment and unquote(fragment) not in places(answer):
                wrong.append(f"{page}: {link} is no place in that page")
        return wrong


def links(address: str, answer: Answer) -> Iterator[str]:
    """Yield the absolute addresses in an answer: in pages, feeds, sitemaps and style sheets."""
    if answer.kind == "text/html" and answer.body:
        tree = html.document_fromstring(answer.body)
        found = [
            *tree.xpath("//@href"),
            *tree.xpath("//@src"),
            *tree.xpath("//meta[@property='og:url' or @property='og:image']/@content"),
        ]
    elif answer.kind == "application/xml":
        tree = etree.fromstring(answer.body)
        found = [*tree.xpath("//@href"), *tree.xpath("//*[local-name()='loc' or local-name()='icon']/text()")]
        for content in tree.xpath("//*[local-name()='content'][@type='html']"):
            inside = html.fragment_fromstring(content.text, create_parent="div").xpath(".//@href|.//@src")
            found += [urljoin(content.base, str(link)) for link in inside]  # xml:base counts (RFC 4287, 2)
    elif answer.kind == "text/css":
        found = re.findall(r"url\(['\"]?([^'\")]+)", answer.body.decode())
    else:
        found = []
    yield from (urljoin(address, str(link)) for link in found if not str(link).startswith(("data:", "mailto:")))


def anchors(answer: Answer) -> set[str]:
    """Return the anchors of a page."""
    return {str(name) for name in html.document_fromstring(answer.body).xpath("//@id")} | {"", "top"}
