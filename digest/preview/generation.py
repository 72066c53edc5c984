"""One state of the site: the response for each path (301, 404, 503), from pages rendered when browsers request them, copied files
(large ones in pieces) and variants of pictures; the last renderer if the new one fails; ETags, media types, and a cache of recently
used values."""

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
from digest.markdown.body import BodyLookup
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


class LruCache(Generic[T]):
    """A thread-safe cache of the most recently used values by key, each made at its first use.

    The total weight of all values is at most `most`; the last value is always kept.
    """

    def __init__(self, most: int, weigh: Callable[[T], int] = lambda value: 1) -> None:
        self.most = most
        self._weigh = weigh
        self._values: dict[str, T] = {}
        """The most recently used value is the last."""
        self._lock = Lock()

    def get(self, key: str, make: Callable[[], T]) -> T:
        """Return the value with this key, made by `make` if it is not cached. Raises what `make` raises."""
        with self._lock:
            value = self._values.pop(key, None)
        if value is None:  # without the lock, so that other threads need not wait for `make`
            value = make()
        with self._lock:
            self._values[key] = value
            rest = sum(map(self._weigh, self._values.values())) - self.most
            while rest > 0 and len(self._values) > 1:
                rest -= self._weigh(self._values.pop(next(iter(self._values))))
        return value


TYPES = {"xml": "application/xml", "html": "text/html", "txt": "text/plain", "json": "application/json", "opml": "text/x-opml"}
"""The media types of pages by extension; the types of copied files are from `mimetypes`."""


MAX_AT_ONCE = 4 * 1024 * 1024
"""A copied file of more bytes is streamed."""

CHANGING = Response(503, "text/plain", b"the file is being changed; ask again\n")

MAX_RECENT = 4
"""The number of plan parts whose pages are cached."""

RecentPages = LruCache[dict[str, Page]]
"""The pages by output path, by name and key of their plan part: planning one page takes as long as planning the whole part."""

MakeVariant = Callable[[File, str], bytes]
"""Encodes a variant of the picture at a path; returns the bytes. Raises UnreadablePicture, DigestError, OSError."""


class Generation(Struct, frozen=True):
    """One state of the site. It is immutable; each change makes a new one."""

    number: int
    base: str
    pages: Mapping[str, PlannedPart]
    """The plan part of each page, by output path."""
    files: Mapping[str, File]
    """The copied files by output path."""
    real: Mapping[str, str]
    """The source paths of these files, by origin."""
    renderer: RenderWorker
    last_renderer: RenderWorker | None
    """The previous renderer, for pages that the new one cannot render."""
    bodies: BodyLookup
    recent: RecentPages
    make_variant: MakeVariant
    report: Callable[[str, tuple[Diagnostic, ...]], None]
    """Called with the output path of each rendered page, and its errors."""
    revised: Mapping[str, Page] = {}
    """The new versions of pages that were edited since the plan was made, by output path."""

    def answer(self, path: str) -> Response:
        """Return the response for a path, which is relative to the base path and decoded."""
        output = path + "index.html" if path.endswith("/") or not path else path
        if output in self.files:
            file = self.files[output]
            return self._picture_variant(file, file.variant) if file.variant else self._copied_file(file)
        if output in self.pages:
            return self._rendered_page(output, 200)
        if f"{path}.html" in self.pages:  # as GitHub Pages does
            return self._rendered_page(f"{path}.html", 200)
        if f"{path}/index.html" in self.pages:
            return Response(301, "", location=self.base + url_of(f"{path}/index.html"))
        if "404.html" in self.pages:
            return self._rendered_page("404.html", 404)
        return Response(404, HTML_TYPE, message_page(self.base, "There is no such page."))

    @property
    def without_reports(self) -> Generation:
        """A copy for use when this is no longer the current generation: errors of its pages are not reported."""
        return replace(self, report=lambda path, diagnostics: None)

    def page(self, path: str) -> Page:
        """Return the page with this output path."""
        if path in self.revised:
            return self.revised[path]
        part = self.pages[path]
        return self.recent.get(f"{part.name} {part.key}", lambda: {page.path: page for page in part.pages})[path]

    def _rendered_page(self, output: str, status: int) -> Response:
        page = self.page(output)
        media_type = TYPES.get(output.rpartition(".")[2], "text/plain")
        diagnostics: tuple[Diagnostic, ...] = ()
        for worker in filter(None, (self.renderer, self.last_renderer)):
            try:
                page_bytes = worker.renderer.render(page, self.bodies)
            except ContentError as error:
                diagnostics = diagnostics or error.diagnostics
                continue
            except DiskError:  # the file was just changed: the next generation has its text
                return Response(503, HTML_TYPE, message_page(self.base, "The article is being changed."))
            self.report(output, diagnostics)
            etag = _page_etag(worker, page)
            return Response(
                status, media_type, with_client(page_bytes, self.base, etag) if media_type == HTML_TYPE else page_bytes, etag
            )
        self.report(output, diagnostics)
        return Response(200, HTML_TYPE, message_page(self.base, "This page cannot be made yet."))

    def key(self, path: str) -> str:
        """Return the ETag of the response for this path, or '' if it has none. Nothing is rendered."""
        output = path + "index.html" if path.endswith("/") or not path else path
        if output in self.files:
            return self.files[output].hash
        return _page_etag(self.renderer, self.page(output)) if output in self.pages else ""

    def _picture_variant(self, file: File, variant: Variant) -> Response:
        """Return a variant of a picture, encoded at the first request; the original if it cannot be decoded."""
        real = self.real[file.origin]
        try:
            data = self.make_variant(file, real)
        except UnreadablePicture:
            return self._copied_file(File(file.origin, file.origin, variant.original))
        except (OSError, DigestError):  # as in `_copied_file`
            return CHANGING
        return Response(200, f"image/{variant.format}", data, file.hash)

    def _copied_file(self, file: File) -> Response:
        media_type, compression = mimetypes.guess_type(file.path)
        if compression or not media_type:  # the type of page.html.gz is that of the unpacked file
            media_type = "application/octet-stream"
        if file.data is not None:
            return Response(200, media_type, file.data, file.hash)
        real = self.real[file.origin]
        try:
            size = os.stat(real).st_size
            if size > MAX_AT_ONCE:
                return Response(200, media_type, etag=file.hash, size=size, pieces=read_pieces(real))
            return Response(200, media_type, b"".join(copied_pieces(real, file.hash)), file.hash)
        except (OSError, DigestError):  # the file was just changed: the next generation has it
            return CHANGING


def _page_etag(worker: RenderWorker, page: Page) -> str:
    """Return the key of the page; equal keys mean equal bytes."""
    return worker.keys.key(page.template, encode_context(page))


def outputs(path: str) -> tuple[str, ...]:
    """Return the output paths that are tried for a request path, in order. The request path is relative to the base path."""
    if path.endswith("/") or not path:
        return (path + "index.html",)
    return path, f"{path}.html", f"{path}/index.html"
