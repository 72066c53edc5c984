"""What a state of the site keeps between two requests."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from digest.grouping.entry import Entry
from digest.hashing import content_hash
from digest.pages.extension_contexts import TextPage
from digest.pages.output_files import File
from digest.pages.page import Page
from digest.pages.plan_part import PlanPart, plan_part
from digest.preview import generation
from digest.preview.generation import MAX_RECENT, Generation, RecentPages
from digest.preview.http_response import Response

calls: list[str] = []


def pages(_: Sequence[Entry], inputs: tuple[str, str]) -> Iterator[Page]:
    name, text = inputs
    calls.append(name)
    for number in range(3):
        path = f"{name}/{number}.txt"
        yield Page(path, "verbatim.txt", TextPage("text", path, text=f"{text} {number}"), name)


def text_of(recent: RecentPages, name: str, number: int, text: str = "") -> Any:
    part = PlanPart(name, pages, (), (name, text))
    stored = plan_part(part, "", {name: plan_part(part, "", {}).stored})
    calls.clear()
    return recent.page(stored, f"{name}/{number}.txt").context.text  # type: ignore[union-attr]


def test_the_pages_of_a_part_are_planned_once_for_all_requests():
    recent = RecentPages()
    assert text_of(recent, "a", 0) == " 0" and calls == ["a"]
    assert text_of(recent, "a", 2) == " 2" and calls == []


def test_a_part_that_is_another_is_planned_anew():
    recent = RecentPages()
    text_of(recent, "a", 0, "old")
    assert text_of(recent, "a", 0, "new") == "new 0" and calls == ["a"]


def test_only_a_few_parts_are_kept():
    recent = RecentPages()
    few = [str(number) for number in range(MAX_RECENT)]
    for name in few:
        text_of(recent, name, 0)
    assert all(text_of(recent, name, 1) and calls == [] for name in few)
    names = [str(number) for number in range(MAX_RECENT + 1)]
    for name in names:
        text_of(recent, name, 0)
    assert text_of(recent, names[-1], 1) and calls == []
    assert text_of(recent, names[0], 1) and calls == [names[0]]


def answered(path: str, *, data: bytes | None = None, real: Path | None = None, hash: str = "hash") -> Response:
    nothing: Any = None
    file = File(path, "content/file", hash, data=data)
    generation = Generation(
        number=1, base="/n", pages={}, files={path: file}, real={"content/file": str(real)}, renderer=nothing, last_renderer=None,
        bodies=nothing, recent=nothing, pictures=nothing, report=nothing,
    )  # fmt: skip
    assert generation.key(path) == hash
    return generation.answer(path)


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("a.css", "text/css"), ("a.png", "image/png"), ("a.html", "text/html"), ("a.html.gz", "application/octet-stream"),
        ("a.unknown", "application/octet-stream"), ("CNAME", "application/octet-stream"), ("a.pdf", "application/pdf"),
    ],
)  # fmt: skip
def test_the_type_of_a_file_is_that_of_its_name(path: str, kind: str):
    answer = answered(path, data=b"x")
    assert (answer.status, answer.type, answer.body, answer.etag) == (200, kind, b"x", "hash")


@pytest.mark.parametrize(("size", "is_piecewise"), [(0, False), (5, False), (6, True)])
def test_a_large_file_is_sent_while_it_is_read(size: int, is_piecewise: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(generation, "MAX_AT_ONCE", 5)
    (tmp_path / "file").write_bytes(b"x" * size)
    answer = answered("a.pdf", real=tmp_path / "file", hash=content_hash(b"x" * size))
    assert (answer.pieces is not None) == is_piecewise
    assert b"".join(answer.pieces or (answer.body,)) == b"x" * size
    assert answer.headers()["Content-Length"] == str(size)


def test_a_file_that_is_other_than_planned_or_gone_is_asked_for_again(tmp_path: Path):
    (tmp_path / "file").write_bytes(b"new")
    assert answered("a.pdf", real=tmp_path / "file", hash=content_hash(b"old")).status == 503
    assert answered("a.pdf", real=tmp_path / "nowhere").status == 503


def test_what_is_nowhere_is_not_found():
    nothing: Any = None
    empty = Generation(1, "/n", {}, {}, {}, nothing, None, nothing, nothing, nothing, nothing)
    missing = empty.answer("a/")
    assert (missing.status, missing.type) == (404, "text/html") and b"/n/_digest/client.js" in missing.body
    assert empty.key("a/") == ""
