"""The site as it is at one moment of its writing: which answer each address gets. Pages are rendered when they are asked for."""

from __future__ import annotations

import mimetypes
import os
from collections.abc import Callable, Iterator, Mapping
from html import escape
from threading import Lock

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from digest.articles.text import Bodies
from digest.build import additions_of
from digest.disk.files import read_pieces
from digest.disk.keys import Keys, Look
from digest.disk.output import copied
from digest.errors import ContentError, DigestError, DiskError, Fault
from digest.pages.page import File, Page
from digest.pages.part import Planned
from digest.permalinks import url_of
from digest.rendering.renderer import Renderer

OWN = "_digest/"
"""The folder of the preview's own files, below the base path."""

TYPES = {"xml": "application/xml", "html": "text/html", "txt": "text/plain", "json": "application/json", "opml": "text/x-opml"}
"""The types of pages; copied files have those that the machine knows."""

_encode = msgspec.json.Encoder(order="deterministic").encode


class Answer(Struct, frozen=True):
    """What an address gets."""

    status: int
    kind: str
    body: bytes = b""
    key: str = ""
    """The name of the bytes, if they have one: a browser that holds them need not get them again."""
    location: str = ""
    size: int = 0
    pieces: Iterator[bytes] | None = None
    """The bytes of a large file, `size` of them, instead of `body`."""


class Printer:
    """Makes the bytes of pages in one look."""

    def __init__(self, look: Look) -> None:
        self.look = look
        self.look, self.keys = look, Keys(look.site)
        self.renderer = Renderer(look.theme, look.site, additions_of(look.extensions)[0].filters)

    def key(self, page: Page) -> str:
        """The name of the page's bytes."""
        return self.keys.key(self.look.closure(page.template), _encode(page.context))


HELD = 4 * 1024 * 1024
"""A copied file of more bytes is sent while it is read."""

KEPT = 4
"""So many parts of the plan keep their pages, for the next request."""


class Recent:
    """The pages of the parts that were asked for last: to plan one page of a part takes as long as to plan all of them."""

    def __init__(self) -> None:
        self._pages: dict[str, dict[str, Page]] = {}
        """By the key of the part, the last one at the end."""
        self._lock = Lock()

    def page(self, planned: Planned, path: str) -> Page:
        """The page of this part at an output path."""
        name = f"{planned.part.name} {planned.key}"
        with self._lock:
            pages = self._pages.pop(name, None)
        if pages is None:
            pages = {page.path: page for page in planned.part.pages()}
        with self._lock:
            self._pages[name] = pages
            while len(self._pages) > KEPT:
                del self._pages[next(iter(self._pages))]
        return pages[path]


class Generation(Struct, frozen=True):
    """One state of the site. It never changes; the next one takes its place."""

    number: int
    base: str
    pages: Mapping[str, Planned]
    """The part of the plan in which each page stands, by output path."""
    files: Mapping[str, File]
    """The copied files by output path."""
    real: Mapping[str, str]
    """Where these are."""
    printer: Printer
    last_printer: Printer | None
    """That of the look before: what cannot be shown in the new one is shown in this."""
    bodies: Bodies
    recent: Recent
    report: Callable[[str, tuple[Fault, ...]], None]
    """Called with the path of a page that was rendered, and why that failed, if it did."""
    revised: Mapping[str, Page] = {}
    """Pages that were planned anew since."""

    def answer(self, path: str) -> Answer:
        """What stands at this path below the base path: decoded, without its first slash."""
        output = path + "index.html" if path.endswith("/") or not path else path
        if output in self.files:
            return self._copied(self.files[output])
        if output in self.pages:
            return self._rendered(output, 200)
        if f"{path}.html" in self.pages:  # as GitHub Pages has it
            return self._rendered(f"{path}.html", 200)
        if not path.endswith("/") and f"{path}/index.html" in self.pages:
            return Answer(301, "", location=self.base + url_of(f"{path}/index.html"))
        if "404.html" in self.pages:
            return self._rendered("404.html", 404)
        return Answer(404, TYPES["html"], shell(self.base, "There is no such page."))

    @property
    def past(self) -> Generation:
        """This state when it is over: what was wrong with its pages is told to nobody."""
        return replace(self, report=lambda path, faults: None)

    def page(self, path: str) -> Page:
        """The page at this output path."""
        return self.revised.get(path) or self.recent.page(self.pages[path], path)

    def _rendered(self, output: str, status: int) -> Answer:
        page = self.page(output)
        kind = TYPES.get(output.rpartition(".")[2], "text/plain")
        faults: tuple[Fault, ...] = ()
        for printer in (self.printer, self.last_printer):
            if printer is None:
                continue
            try:
                data = printer.renderer.render(page, self.bodies)
            except ContentError as error:
                faults = faults or error.faults
                continue
            except DiskError:  # the text is being changed: the next generation has it
                return Answer(503, TYPES["html"], shell(self.base, "The article is being changed."))
            self.report(output, faults)
            key = printer.key(page)
            return Answer(status, kind, with_client(data, self.base, key) if kind == TYPES["html"] else data, key)
        self.report(output, faults)
        return Answer(200, TYPES["html"], shell(self.base, "This page cannot be made yet."))

    def key(self, path: str) -> str:
        """The name of the bytes that this path gets, if a browser may hold them; '' if not. Nothing is rendered."""
        output = path + "index.html" if path.endswith("/") or not path else path
        if output in self.files:
            return self.files[output].hash
        return self.printer.key(self.page(output)) if output in self.pages else ""

    def _copied(self, file: File) -> Answer:
        kind, packed = mimetypes.guess_type(file.path)
        if packed or not kind:  # of page.html.gz it says that it is HTML, when unpacked
            kind = "application/octet-stream"
        real = self.real[file.origin]
        try:
            size = os.stat(real).st_size
            if size > HELD:
                return Answer(200, kind, key=file.hash, size=size, pieces=read_pieces(real))
            return Answer(200, kind, b"".join(copied(real, file.hash)), file.hash)
        except (OSError, DigestError):  # it was changed a moment ago: the next generation has it
            return Answer(503, "text/plain", b"the file is being changed; ask again\n")


def outputs(path: str) -> tuple[str, ...]:
    """The output paths that may answer this path below the base path, the first one first."""
    if path.endswith("/") or not path:
        return (path + "index.html",)
    return path, f"{path}.html", f"{path}/index.html"


def with_client(data: bytes, base: str, key: str = "") -> bytes:
    """The page with the preview's script at its end. `key` names the bytes, for the script to ask whether there are others."""
    script = f'<script src="{escape(base)}/{OWN}client.js" data-key="{key}" async></script>\n'.encode()
    at = data.lower().rfind(b"</body>")
    return data[:at] + script + data[at:] if at >= 0 else data + script


def shell(base: str, text: str) -> bytes:
    """A page that only says this, and is kept up to date like any other."""
    page = (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n<meta name="color-scheme" content="light dark">\n'
        f"<title>digest</title>\n</head>\n<body>\n<p>{text}</p>\n</body>\n</html>\n"
    )
    return with_client(page.encode(), base)
