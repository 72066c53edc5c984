"""Writing a plan into an output folder: which pages are rendered and why, and what is stored for the next build."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from digest.cache.serialization import PartRecord
from digest.config.config import ExtensionName
from digest.errors import ContentError, DiskError, UsageError
from digest.files.symlinks import LIST_OF_FILES
from digest.hashing import content_hash
from digest.inputs.extension_loader import read_extensions
from digest.output import render_worker, site_writer
from digest.output.site_writer import output_state
from digest.output.staging import Staging
from digest.pages.output_files import File
from digest.pages.page import Outline, Page
from digest.pages.plan_part import PlanPart
from tests.output.small import SmallSite, page, settings, text_page
from tests.sites import tree, write

PARTS = {"front": [page("index.html")], "articles": [page("a/index.html", "A"), page("b/index.html", "B")]}


@pytest.fixture
def site(tmp_path: Path) -> Iterator[SmallSite]:
    made = SmallSite(tmp_path)
    yield made
    made.cache.close()


def with_title(path: str, title: str) -> dict[str, list[Page]]:
    """Return the parts with another title for this page."""
    return {name: [page(path, title) if each.path == path else each for each in pages] for name, pages in PARTS.items()}


def copy_of(site: SmallSite, text: str) -> File:
    """Write a source file, and return the planned copy."""
    write(site.root, {"content/notes.txt": text})
    return File("notes.txt", "content/notes.txt", content_hash(text.encode()))


def test_the_first_build_makes_and_lists_all_files(site: SmallSite):
    made = site.write(PARTS, [copy_of(site, "notes")])
    assert made.rendered == (("index.html", ("new",)), ("a/index.html", ("new",)), ("b/index.html", ("new",)))
    assert (made.removed, made.dropped_parts) == ((), ())
    assert made.records.keys() == {"front", "articles", "files"}
    listed = b".digest-files\na/index.html\nb/index.html\nindex.html\nnotes.txt\n"
    pages = {"index.html": b"T", "a/index.html": b"A", "b/index.html": b"B"}
    assert tree(site.output) == {**pages, "notes.txt": b"notes", LIST_OF_FILES: listed}
    assert site.folder().is_unmodified


def test_only_the_edited_page_is_rendered_and_the_reason_is_reported(site: SmallSite):
    site.write(PARTS)
    before = (site.output / "b/index.html").stat()
    assert site.write(PARTS).rendered == ()
    edited = with_title("a/index.html", "Another")
    assert site.write(edited).rendered == (("a/index.html", ("data: title",)),)
    assert (site.output / "a/index.html").read_bytes() == b"Another"
    assert (site.output / "b/index.html").stat() == before
    edited["articles"][1] = page("b/index.html", "Another too")
    assert site.write(edited).rendered == (("b/index.html", ("data: title",)),), "its stored hashes are kept after other edits"


def test_parts_without_changed_pages_are_not_planned(site: SmallSite, monkeypatch: pytest.MonkeyPatch):
    site.write(PARTS)
    plan_pages = PlanPart.pages
    named: list[str] = []
    monkeypatch.setattr(PlanPart, "pages", lambda part: named.append(part.name) or plan_pages(part))
    site.write(with_title("a/index.html", "Another"))
    (site.output / "a/index.html").unlink()
    site.write(with_title("a/index.html", "Another"))
    assert named == ["articles", "articles"]


def test_a_file_that_changes_during_a_build_is_made_again_by_the_next(site: SmallSite, monkeypatch: pytest.MonkeyPatch):
    parts, notes = {"texts": [text_page("one.html", "one")]}, copy_of(site, "notes")
    site.write(parts, [notes])
    bodies = site._bodies

    def change_and_read(keys: Sequence[str]) -> Mapping[str, bytes]:
        (site.output / "notes.txt").write_text("not mine")
        return bodies(keys)

    monkeypatch.setattr(site, "_bodies", change_and_read)
    site.write(parts | {"more": [text_page("two.html", "two")]}, [notes])
    assert (site.output / "notes.txt").read_text() == "not mine" and site.folder().altered == {"notes.txt"}
    monkeypatch.undo()
    site.write(parts, [notes])
    assert (site.output / "notes.txt").read_text() == "notes"


def test_a_changed_template_is_reported_as_the_theme(site: SmallSite):
    site.write(PARTS)
    other = settings(page="<b>{{ page.title }}</b>")
    assert [reasons for _, reasons in site.write(with_title("a/index.html", "Another"), render_settings=other).rendered] == [
        ("the theme", "data: title"),
        ("the theme",),
    ], "the unchanged front page is not planned again"


def test_files_that_are_no_longer_planned_are_removed(site: SmallSite):
    site.write(PARTS | {"others": [page("c/index.html")]})
    write(site.output, {"mine.txt": "mine"})
    made = site.write({"articles": PARTS["articles"][:1]})
    assert made.rendered == ()
    assert made.removed == ("b/index.html", "c/index.html", "index.html")
    assert set(made.dropped_parts) == {"front", "others"}
    assert tree(site.output).keys() == {"a/index.html", "mine.txt", LIST_OF_FILES}
    assert set(site.folder().parts) == {"articles", "files"}


def test_a_missing_file_is_made_again(site: SmallSite):
    site.write(PARTS, [copy_of(site, "notes")])
    (site.output / "a/index.html").unlink()
    (site.output / "notes.txt").unlink()
    assert site.write(PARTS, [copy_of(site, "notes")]).rendered == (("a/index.html", ("the file was changed or lost",)),)
    assert tree(site.output).keys() == {"index.html", "a/index.html", "b/index.html", "notes.txt", LIST_OF_FILES}


def test_the_new_status_of_a_file_with_the_same_bytes_is_stored(site: SmallSite):
    site.write(PARTS, [copy_of(site, "notes")])
    for path in ("a/index.html", "notes.txt", LIST_OF_FILES):
        os.utime(site.output / path, (1, 1))
    assert not site.folder().is_unmodified
    made = site.write(PARTS, [copy_of(site, "notes")])
    assert (made.rendered, made.removed) == ((), ())
    assert site.folder().is_unmodified
    os.utime(site.output / "a/index.html", (2, 2))
    assert site.folder().restored == {"a/index.html"}, "the hash of its bytes is still stored"


def test_a_changed_source_file_is_copied_again_and_its_new_hash_stored(site: SmallSite):
    site.write(PARTS, [copy_of(site, "notes")])
    made = site.write(PARTS, [copy_of(site, "other notes")])
    assert made.rendered == ()
    assert (site.output / "notes.txt").read_bytes() == b"other notes"
    for path in ("notes.txt", LIST_OF_FILES):
        os.utime(site.output / path, (1, 1))
    assert site.folder().restored == {"notes.txt", LIST_OF_FILES}


def test_a_page_that_cannot_be_rendered_leaves_the_site_unchanged(site: SmallSite):
    site.write(PARTS)
    before = tree(site.output)
    with pytest.raises(ContentError) as caught:
        site.write(with_title("a/index.html", "Another"), render_settings=settings(page="{{ page.nothing.more }}"))
    (diagnostic,) = caught.value.diagnostics
    assert diagnostic.path == "themes/t/templates/page.html" and diagnostic.message.startswith("the source of a/index.html: ")
    assert tree(site.output) == before and not (site.root / ".digest/staging").exists()


@pytest.mark.parametrize("name", ["", "some/file"])
def test_a_disk_error_has_the_path_of_the_file_or_the_folder(site: SmallSite, name: str, monkeypatch: pytest.MonkeyPatch):
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device", *([name] if name else []))

    monkeypatch.setattr(Staging, "copy", full)
    with pytest.raises(DiskError) as caught:
        site.write(PARTS)
    assert str(caught.value) == f"{name or site.output}: No space left on device"
    assert "the site was not changed" in caught.value.hint
    assert not site.output.exists()


def test_the_site_is_world_readable_with_any_umask(site: SmallSite):
    before = os.umask(0o077)
    try:
        site.write(PARTS, [copy_of(site, "notes")])
        assert os.umask(0o077) == 0o077, "the umask of the process is restored"
    finally:
        os.umask(before)
    modes = {path.stat().st_mode & 0o777 for path in site.output.rglob("*") if path.is_file()}
    assert modes == {0o644}
    assert {(site.output / path).stat().st_mode & 0o777 for path in ("", "a")} == {0o755}


def test_texts_are_requested_by_their_keys(site: SmallSite):
    site.write({"texts": [text_page("one.html", "one"), text_page("two.html", "two"), page("none.html")]})
    assert site.bodies == [["one", "two"]]
    assert tree(site.output)["one.html"] == b"<p>One</p>" and tree(site.output)["two.html"] == b"<p>Two</p>"


def test_progress_is_reported_after_each_batch(site: SmallSite, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(site_writer, "PAGES_PER_BATCH", 2)
    site.write(PARTS)
    assert site.progress == [("rendering pages", 2, 3), ("rendering pages", 3, 3)]


class ImmediateWorkers:
    """Workers that run each job immediately."""

    cluster = ""
    max_pending = 2

    def __init__(self) -> None:
        self.tasks: list[int] = []
        self.calls = 0

    def pool(self, tasks: int) -> ImmediateWorkers:
        self.tasks.append(tasks)
        return self

    def submit(self, function: Callable[..., Any], *args: Any) -> Callable[[], Any]:
        self.calls += 1
        result = function(*args)
        return lambda: result


@pytest.mark.parametrize(("pages", "tasks"), [(1, 1), (3, 1), (4, 2), (7, 3)])
def test_three_pages_count_as_one_task(site: SmallSite, pages: int, tasks: int):
    others = ImmediateWorkers()
    site.write({"pages": [page(f"{number}.html") for number in range(pages)]}, workers=others)
    assert others.tasks == [tasks] and others.calls == 1


def test_workers_write_the_same_and_pages_with_missing_texts_are_rendered_here(site: SmallSite, monkeypatch: pytest.MonkeyPatch):
    parts = {"texts": [text_page("one.html", "one"), text_page("two.html", "two")]}
    monkeypatch.setattr(site_writer, "PAGES_PER_BATCH", 1)
    monkeypatch.setattr(render_worker, "stored_bodies", lambda cache, keys: {} if "two" in keys else site._bodies(keys))
    others = ImmediateWorkers()
    made = site.write(parts, workers=others)
    assert [path for path, _ in made.rendered] == ["one.html", "two.html"] and others.calls == 2
    assert tree(site.output)["one.html"] == b"<p>One</p>" and tree(site.output)["two.html"] == b"<p>Two</p>"
    assert site.write(parts).rendered == ()


# the full-text index


@pytest.fixture
def indexed(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, bytes]]:
    """The pages of each indexing. The index is one file, whose name contains the indexed texts."""
    calls: list[dict[str, bytes]] = []

    def index_pages(pages: Iterable[tuple[str, Path]], work: Path, language: str) -> dict[str, bytes]:
        calls.append({path: file.read_bytes() for path, file in pages})
        name = b"".join(calls[-1].values()).decode()
        return {"pagefind/pagefind.js": b"the program", f"pagefind/{name}-{language}": name.encode()}

    monkeypatch.setattr("digest.external.pagefind.index_pages", index_pages)
    monkeypatch.setattr("digest.external.pagefind.require_pagefind", lambda: None)
    return calls


def test_new_and_kept_pages_with_texts_are_indexed(site: SmallSite, indexed: list[dict[str, bytes]]):
    how: Any = {"full_text": "en", "with_texts": ["articles"]}
    made = site.write(PARTS, **how)
    assert indexed == [{"a/index.html": b"A", "b/index.html": b"B"}]
    assert "full text" in made.records
    site.write(PARTS, **how)
    site.write(with_title("index.html", "Another front page"), **how)
    assert len(indexed) == 1, "no page with texts changed"
    assert site.folder().is_unmodified
    edited = with_title("a/index.html", "C")
    site.write(edited, **how)
    assert indexed[1:] == [{"a/index.html": b"C", "b/index.html": b"B"}]
    index = {path: data for path, data in tree(site.output).items() if path.startswith("pagefind/")}
    assert index == {"pagefind/pagefind.js": b"the program", "pagefind/CB-en": b"CB"}
    assert {"pagefind/pagefind.js", "pagefind/CB-en"} <= set((site.output / LIST_OF_FILES).read_text().split())
    site.write(edited, full_text="ko", with_texts=["articles"])
    assert len(indexed) == 3 and (site.output / "pagefind/CB-ko").exists() and not (site.output / "pagefind/CB-en").exists()
    assert site.folder().is_unmodified


def test_a_missing_file_of_the_index_is_made_again(site: SmallSite, indexed: list[dict[str, bytes]]):
    how: Any = {"full_text": "en", "with_texts": ["articles"]}
    site.write(PARTS, **how)
    for lost in ("pagefind/AB-en", "pagefind/pagefind.js"):
        (site.output / lost).unlink()
        assert site.write(PARTS, **how).rendered == ()
        assert (site.output / lost).exists()
    assert len(indexed) == 3


def test_without_the_setting_the_index_is_removed(site: SmallSite, indexed: list[dict[str, bytes]]):
    site.write(PARTS, full_text="en", with_texts=["articles"])
    made = site.write(PARTS, with_texts=["articles"])
    assert made.removed == ("pagefind/AB-en", "pagefind/pagefind.js") and made.dropped_parts == ("full text",)
    assert made.rendered == () and len(indexed) == 1
    assert site.folder().is_unmodified


def test_without_pagefind_nothing_is_rendered(site: SmallSite, monkeypatch: pytest.MonkeyPatch):
    def missing() -> None:
        raise UsageError("there is no Pagefind")

    monkeypatch.setattr("digest.external.pagefind.require_pagefind", missing)
    monkeypatch.setattr(site_writer, "RenderWorker", lambda settings: pytest.fail("it renders"))
    with pytest.raises(UsageError):
        site.write(PARTS, full_text="en", with_texts=["articles"])
    assert not site.output.exists()


def test_an_output_that_matches_the_plan_is_not_touched(site: SmallSite, monkeypatch: pytest.MonkeyPatch):
    site.write(PARTS)
    monkeypatch.setattr(site_writer, "Staging", lambda folder: pytest.fail("it opens staging"))
    assert site.write(PARTS).rendered == ()


def test_a_recorded_file_that_is_not_listed_is_removed(site: SmallSite):
    """Nothing has to be made: the list of files is unchanged."""
    site.write(PARTS)
    write(site.output, {"old.html": "old"})
    record = output_state(site.output, "old.html", "key", content_hash(b"old"))
    site.cache.put_build("site", {"old": PartRecord("key", (Outline("old.html", ""),), (record,))}, {}, (), (), 1, {})
    made = site.write(PARTS)
    assert (made.removed, made.dropped_parts, made.rendered) == (("old.html",), ("old",), ())
    assert not (site.output / "old.html").exists()


def test_pages_are_rendered_with_the_filters_of_extensions(site: SmallSite):
    write(site.root, {"extensions/own.py": "def shout(text):\n    return text.upper()\n\n\nFILTERS = {'shout': shout}\n"})
    codes = read_extensions(site.root, [ExtensionName("own.py", 1, 1)])
    site.write(
        {"part": [page("own.html", "loud", "own.html")]},
        render_settings=replace(settings(own="{{ page.title|shout }}"), extensions=codes),
    )
    assert (site.output / "own.html").read_text() == "LOUD"
