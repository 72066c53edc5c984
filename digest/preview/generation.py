"""The site at one moment: the answer to each path. Pages are rendered when a browser asks for them; the latest ones stay in
memory."""

from __future__ import annotations

import mimetypes
import os
from collections.abc import Callable, Mapping
from threading import Lock
from typing import Generic, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from digest.diagnostics import Diagnostic
from digest.errors import ContentError, DigestError, DiskError
from digest.files.file_reading import read_pieces
from digest.markdown.body import BodiesOfKeys
from digest.output.picture_encoder import UnreadablePicture
from digest.output.plan_comparison import encode_context
from digest.output.render_worker import RenderWorker
from digest.output.staging import copied_pieces
from digest.pages.output_files import File
from digest.pages.page import Page
from digest.pages.picture_variants import Variant
from digest.pages.plan_part import PlannedPart
from digest.preview.http_response import HTML_TYPE, Response, message_page, with_client
from digest.urls import url_of

T = TypeVar("T")


class Recent(Generic[T]):
    """The values that were asked for last, by key: each is made when it is asked for, and then known as long as there is room.

    Together they weigh at most `most`; the last one is kept whatever it weighs.
    """

    def __init__(self, most: int, weigh: Callable[[T], int] = lambda value: 1) -> None:
        self.most = most
        self._weigh = weigh
        self._values: dict[str, T] = {}
        """The last one at the end."""
        self._lock = Lock()

    def get(self, key: str, make: Callable[[], T]) -> T:
        """The value with this key. Raises what `make` raises."""
        with self._lock:
            value = self._values.pop(key, None)
        if value is None:  # others do not wait until it is made
            value = make()
        with self._lock:
            self._values[key] = value
            rest = sum(map(self._weigh, self._values.values())) - self.most
            while rest > 0 and len(self._values) > 1:
                rest -= self._weigh(self._values.pop(next(iter(self._values))))
        return value


TYPES = {"xml": "application/xml", "html": "text/html", "txt": "text/plain", "json": "application/json", "opml": "text/x-opml"}
"""The types of pages; copied files have those that the machine knows."""


MAX_AT_ONCE = 4 * 1024 * 1024
"""A copied file of more bytes is sent while it is read."""

CHANGING = Response(503, "text/plain", b"the file is being changed; ask again\n")

MAX_RECENT = 4
"""How many parts of the plan keep their pages for the next request."""

RecentPages = Recent[dict[str, Page]]
"""The pages of parts by output path, by name and key of the part: to plan one page takes as long as to plan all of its part."""

MakeVariant = Callable[[File, str], bytes]
"""(variant, where the picture is): returns the variant's bytes. Raises UnreadablePicture, DigestError, OSError."""


class Generation(Struct, frozen=True):
    """One state of the site. It never changes; the next one takes its place."""

    number: int
    base: str
    pages: Mapping[str, PlannedPart]
    """The part of the plan in which each page stands, by output path."""
    files: Mapping[str, File]
    """The copied files by output path."""
    real: Mapping[str, str]
    """The paths of these files on disk."""
    renderer: RenderWorker
    last_renderer: RenderWorker | None
    """The one before: it renders the pages that the new one cannot render."""
    bodies: BodiesOfKeys
    recent: RecentPages
    make_variant: MakeVariant
    report: Callable[[str, tuple[Diagnostic, ...]], None]
    """Called with the path of a page that was rendered, and why that failed, if it did."""
    revised: Mapping[str, Page] = {}
    """Pages that were planned again since."""

    def answer(self, path: str) -> Response:
        """What stands at this path below the base path; it is decoded, and without its first slash."""
        output = path + "index.html" if path.endswith("/") or not path else path
        if output in self.files:
            file = self.files[output]
            return self._variant(file, file.variant) if file.variant else self._copied(file)
        if output in self.pages:
            return self._rendered(output, 200)
        if f"{path}.html" in self.pages:  # as GitHub Pages has it
            return self._rendered(f"{path}.html", 200)
        if not path.endswith("/") and f"{path}/index.html" in self.pages:
            return Response(301, "", location=self.base + url_of(f"{path}/index.html"))
        if "404.html" in self.pages:
            return self._rendered("404.html", 404)
        return Response(404, HTML_TYPE, message_page(self.base, "There is no such page."))

    @property
    def without_reports(self) -> Generation:
        """This state once another one is current: the diagnostics of its pages are dropped."""
        return replace(self, report=lambda path, diagnostics: None)

    def page(self, path: str) -> Page:
        """The page at this output path."""
        if path in self.revised:
            return self.revised[path]
        part = self.pages[path]
        return self.recent.get(f"{part.name} {part.key}", lambda: {page.path: page for page in part.pages})[path]

    def _rendered(self, output: str, status: int) -> Response:
        page = self.page(output)
        kind = TYPES.get(output.rpartition(".")[2], "text/plain")
        diagnostics: tuple[Diagnostic, ...] = ()
        for worker in (self.renderer, self.last_renderer):
            if worker is None:
                continue
            try:
                data = worker.renderer.render(page, self.bodies)
            except ContentError as error:
                diagnostics = diagnostics or error.diagnostics
                continue
            except DiskError:  # the text is being changed: the next generation has it
                return Response(503, HTML_TYPE, message_page(self.base, "The article is being changed."))
            self.report(output, diagnostics)
            key = _key(worker, page)
            return Response(status, kind, with_client(data, self.base, key) if kind == HTML_TYPE else data, key)
        self.report(output, diagnostics)
        return Response(200, HTML_TYPE, message_page(self.base, "This page cannot be made yet."))

    def key(self, path: str) -> str:
        """The ETag of what stands at this path, if it has one; else ''. Nothing is rendered."""
        output = path + "index.html" if path.endswith("/") or not path else path
        if output in self.files:
            return self.files[output].hash
        return _key(self.renderer, self.page(output)) if output in self.pages else ""

    def _variant(self, file: File, variant: Variant) -> Response:
        """A variant of a picture, made now if need be; the picture itself, if that is not possible."""
        real = self.real[file.origin]
        try:
            data = self.make_variant(file, real)
        except UnreadablePicture:
            return self._copied(File(file.origin, file.origin, variant.original))
        except (OSError, DigestError):  # as in `_copied`
            return CHANGING
        return Response(200, f"image/{variant.format}", data, file.hash)

    def _copied(self, file: File) -> Response:
        kind, packed = mimetypes.guess_type(file.path)
        if packed or not kind:  # of page.html.gz it says that it is HTML, when unpacked
            kind = "application/octet-stream"
        if file.data is not None:
            return Response(200, kind, file.data, file.hash)
        real = self.real[file.origin]
        try:
            size = os.stat(real).st_size
            if size > MAX_AT_ONCE:
                return Response(200, kind, etag=file.hash, size=size, pieces=read_pieces(real))
            return Response(200, kind, b"".join(copied_pieces(real, file.hash)), file.hash)
        except (OSError, DigestError):  # it was changed a moment ago: the next generation has it
            return CHANGING


def _key(worker: RenderWorker, page: Page) -> str:
    """The key of the page: with equal keys its bytes are equal."""
    return worker.keys.key(page.template, encode_context(page))


def outputs(path: str) -> tuple[str, ...]:
    """The output paths that may answer this path below the base path, the first one first."""
    if path.endswith("/") or not path:
        return (path + "index.html",)
    return path, f"{path}.html", f"{path}/index.html"
