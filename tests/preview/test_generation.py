"""A generation of the site: cached pages, files, and responses."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from digest.diagnostics import Diagnostic
from digest.errors import ContentError, DiskError
from digest.grouping.entry import Entry
from digest.hashing import content_hash
from digest.output.picture_encoder import UnreadablePicture
from digest.pages.extension_contexts import TextPage
from digest.pages.output_files import File
from digest.pages.page import Page
from digest.pages.picture_variants import Variant
from digest.pages.plan_part import PlanPart, plan_part
from digest.preview import generation
from digest.preview.generation import CHANGING, MAX_RECENT, Generation, RecentPages
from digest.preview.http_response import Response

calls: list[str] = []


def pages(_: Sequence[Entry], inputs: tuple[str, str]) -> Iterator[Page]:
    name, text = inputs
    calls.append(name)
    for number in range(3):
        path = f"{name}/{number}.txt"
        yield Page(path, "verbatim.txt", TextPage("text", path, text=f"{text} {number}"), name)


def generation_of(**fields: Any) -> Generation:
    """Return a generation with these fields, and empty ones otherwise."""
    unused = dict.fromkeys(("renderer", "last_renderer", "bodies", "recent", "make_variant", "report"))
    return Generation(**{"number": 1, "base": "/n", "pages": {}, "files": {}, "real": {}, **unused, **fields})


def text_of(recent: RecentPages, name: str, number: int, text: str = "") -> Any:
    part = PlanPart(name, pages, (), (name, text))
    first = plan_part(part, "", {})
    stored = plan_part(part, "", {(name, first.key): first.outlines})
    calls.clear()
    path = f"{name}/{number}.txt"
    return generation_of(recent=recent, pages={path: stored}).page(path).context.text  # type: ignore[attr-defined]


def test_the_pages_of_a_part_are_planned_once():
    recent = RecentPages(MAX_RECENT)
    assert text_of(recent, "a", 0) == " 0" and calls == ["a"]
    assert text_of(recent, "a", 2) == " 2" and calls == []


def test_a_changed_part_is_planned_again():
    recent = RecentPages(MAX_RECENT)
    text_of(recent, "a", 0, "old")
    assert text_of(recent, "a", 0, "new") == "new 0" and calls == ["a"]


def test_only_a_few_parts_are_cached():
    recent = RecentPages(MAX_RECENT)
    few = [str(number) for number in range(MAX_RECENT)]
    for name in few:
        text_of(recent, name, 0)
    assert all(text_of(recent, name, 1) and calls == [] for name in few)
    names = [str(number) for number in range(MAX_RECENT + 1)]
    for name in names:
        text_of(recent, name, 0)
    assert text_of(recent, names[-1], 1) and calls == []
    assert text_of(recent, names[0], 1) and calls == [names[0]]


def test_the_least_recently_used_part_is_planned_again():
    recent = RecentPages(MAX_RECENT)
    names = [str(number) for number in range(MAX_RECENT)]
    for name in (*names, names[0], "another"):
        text_of(recent, name, 0)
    assert text_of(recent, names[0], 1) and calls == []
    assert text_of(recent, names[1], 1) and calls == [names[1]]


def answered(path: str, *, data: bytes | None = None, real: Path | None = None, hash: str = "hash") -> Response:
    file = File(path, "content/file", hash, data=data)
    generation = generation_of(files={path: file}, real={"content/file": str(real)})
    assert generation.key(path) == hash
    return generation.answer(path)


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("a.css", "text/css"), ("a.png", "image/png"), ("a.html", "text/html"), ("a.html.gz", "application/octet-stream"),
        ("a.unknown", "application/octet-stream"), ("CNAME", "application/octet-stream"), ("a.pdf", "application/pdf"),
    ],
)  # fmt: skip
def test_the_media_type_of_a_file_is_that_of_its_extension(path: str, kind: str):
    answer = answered(path, data=b"x")
    assert (answer.status, answer.type, answer.body, answer.etag) == (200, kind, b"x", "hash")


@pytest.mark.parametrize(("size", "is_piecewise"), [(0, False), (5, False), (6, True)])
def test_a_large_file_is_streamed(size: int, is_piecewise: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(generation, "MAX_AT_ONCE", 5)
    (tmp_path / "file").write_bytes(b"x" * size)
    answer = answered("a.pdf", real=tmp_path / "file", hash=content_hash(b"x" * size))
    assert (answer.pieces is not None) == is_piecewise
    assert b"".join(answer.pieces or (answer.body,)) == b"x" * size
    assert answer.headers()["Content-Length"] == str(size)


def test_a_changed_or_missing_file_is_unavailable(tmp_path: Path):
    (tmp_path / "file").write_bytes(b"new")
    assert answered("a.pdf", real=tmp_path / "file", hash=content_hash(b"old")).status == 503
    assert answered("a.pdf", real=tmp_path / "nowhere").status == 503


@pytest.mark.parametrize(
    ("error", "status", "body"),
    [
        (UnreadablePicture("damaged"), 200, b"original"),
        (DiskError("changed"), 503, CHANGING.body),
        (FileNotFoundError(2, "gone"), 503, CHANGING.body),
        (PermissionError(13, "not allowed"), 503, CHANGING.body),
    ],
)
def test_a_picture_that_cannot_be_made_smaller(error: Exception, status: int, body: bytes, tmp_path: Path):
    def fail(file: File, real: str) -> bytes:
        assert (file.path, real) == ("a.webp", str(tmp_path / "a.png"))
        raise error

    (tmp_path / "a.png").write_bytes(b"original")
    variant = Variant(content_hash(b"original"), (90, 60), 90, 60, "webp")
    files = {"a.webp": File("a.webp", "a.png", "hash", variant=variant)}
    made = generation_of(files=files, real={"a.png": str(tmp_path / "a.png")}, make_variant=fail)
    assert (made.answer("a.webp").status, made.answer("a.webp").body) == (status, body)


def test_a_missing_page_is_not_found():
    nothing: Any = None
    empty = Generation(1, "/n", {}, {}, {}, nothing, None, nothing, nothing, nothing, nothing)
    missing = empty.answer("a/")
    assert (missing.status, missing.type) == (404, "text/html") and b"/n/_digest/client.js" in missing.body
    assert empty.key("a/") == ""


@pytest.mark.parametrize(
    ("path", "first", "count"), [("", "index.html", 1), ("a/", "a/index.html", 1), ("a", "a", 3), ("a.html", "a.html", 3)]
)
def test_the_output_paths_that_are_tried_for_a_request(path: str, first: str, count: int):
    found = generation.outputs(path)
    assert found[0] == first and len(found) == count
    assert found[1:] == (() if count == 1 else (f"{path}.html", f"{path}/index.html"))


class Worker:
    """A fake render worker: renders the title of a page, or fails."""

    def __init__(self, name: str, error: Exception | None = None) -> None:
        self.renderer = self
        self.keys = self
        self.name = name
        self.error = error

    def key(self, template: str, context: bytes) -> str:
        return f"{self.name} {template}"

    def render(self, page: Page, bodies: object) -> bytes:
        if self.error:
            raise self.error
        return f"{page.context.title} by {self.name}".encode()


WRONG = Diagnostic("themes/t.html", 1, 1, "E502", "wrong")


def state(path: str, *workers: Worker) -> tuple[Generation, list[tuple[str, tuple[Diagnostic, ...]]]]:
    """Return a generation with one page, and the list of its reports."""
    reported: list[tuple[str, tuple[Diagnostic, ...]]] = []
    nothing: Any = None
    page = Page(path, "page.html", TextPage("Title", path, text=""))
    now, last = (*workers, None)[:2]
    made = Generation(
        number=1, base="/n", pages={path: nothing}, files={}, real={}, renderer=now, last_renderer=last,  # type: ignore[arg-type]
        bodies=nothing, recent=nothing, make_variant=nothing, report=lambda *report: reported.append(report), revised={path: page},
    )  # fmt: skip
    return made, reported


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("a/index.html", "text/html"), ("v1.2/a.html", "text/html"), ("feed.xml", "application/xml"),
        ("a.b/robots.txt", "text/plain"),
        ("data.json", "application/json"),
        ("sources.opml", "text/x-opml"), ("CNAME", "text/plain"), ("a.csv", "text/plain"),
    ],
)  # fmt: skip
def test_the_media_type_of_a_page_is_that_of_its_extension(path: str, kind: str):
    made, reported = state(path, Worker("now"))
    answer = made.answer(path.removesuffix("index.html"))
    assert (answer.status, answer.type, answer.etag) == (200, kind, "now page.html")
    assert answer.body.startswith(b"Title by now") and (b"client.js" in answer.body) == (kind == "text/html")
    assert reported == [(path, ())]
    assert made.key(path.removesuffix("index.html")) == "now page.html"


def test_a_page_that_fails_is_rendered_by_the_last_renderer_and_reported():
    failing = Worker("now", ContentError(diagnostics=(WRONG,)))
    made, reported = state("a.txt", failing, Worker("last"))
    assert (made.answer("a.txt").body, made.answer("a.txt").etag) == (b"Title by last", "last page.html")
    assert reported == [("a.txt", (WRONG,))] * 2
    made, reported = state("a.txt", failing)
    answer = made.answer("a.txt")
    assert (answer.status, answer.type) == (200, "text/html") and b"This page cannot be made yet." in answer.body
    assert reported == [("a.txt", (WRONG,))]


def test_the_errors_of_the_current_theme_are_reported_if_the_last_one_fails_too():
    other = Diagnostic("themes/t.html", 2, 1, "E502", "also wrong")
    made, reported = state(
        "a.txt", Worker("now", ContentError(diagnostics=(WRONG,))), Worker("last", ContentError(diagnostics=(other,)))
    )
    assert b"This page cannot be made yet." in made.answer("a.txt").body
    assert reported == [("a.txt", (WRONG,))]


def test_a_page_is_found_without_its_extension_as_on_github_pages():
    made, reported = state("a.html", Worker("now"))
    assert (made.answer("a").status, made.answer("a").body) == (200, made.answer("a.html").body)
    assert made.answer("a/").status == 404 and reported == [("a.html", ())] * 3


def test_a_page_in_a_folder_is_found_without_the_slash():
    made, reported = state("a/b/index.html", Worker("now"))
    answer = made.answer("a/b")
    assert (answer.status, answer.location, answer.body) == (301, "/n/a/b/", b"") and reported == []
    assert made.answer("a/b/").status == made.answer("a/b/index.html").status == 200
    assert made.answer("a").status == made.answer("b").status == made.answer("a/b//").status == 404


def test_a_past_generation_reports_nothing():
    made, reported = state("a.txt", Worker("now", ContentError(diagnostics=(WRONG,))))
    made.without_reports.answer("a.txt")
    assert reported == []


def test_a_page_whose_text_is_being_changed_is_unavailable():
    made, reported = state("a.txt", Worker("now", DiskError("changed")))
    assert made.answer("a.txt").status == 503 and reported == []
