"""The main property of the preview: after any edits, its state equals that of a clean build and of a new session."""

from __future__ import annotations

import re
import shutil
from collections.abc import Collection
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, rule

from digest.errors import DiskError
from digest.inputs.content_folder import Content, read_folder
from digest.preview.live_inputs import InputChanges
from tests import sites
from tests.preview.desk import Desk, Pen, place_and_code
from tests.properties import editor
from tests.properties.editor import EDITED, SHOWN
from tests.properties.edits import MOMENTS, NUMBER, Edits, run
from tests.selection import QUICK, examples

# any edits


class Writing(Edits):
    """Compares the preview with a clean build after each edit or after several."""

    @initialize(articles=st.integers(5, 9), shown=st.sampled_from([SHOWN, {}, {"drafts": True}]))
    def begin(self, articles: int, shown: dict[str, bool]) -> None:
        self.desk = Desk(self.open(), articles, **shown)
        self.site = self.desk.site

    @rule(number=NUMBER, body=st.sampled_from(editor.BODIES), title=st.sampled_from(["", "Sooner"]), pauses=st.integers(0, 40))
    def save_again_before_the_lists_are_made(self, number: int, body: str, title: str, pauses: int) -> None:
        path = self.site.article(number)
        self.site.edit_body(path, body)
        if title:
            self.site.edit(path, "title", title)
        self.desk.save_in_a_hurry(pauses)
        self.waiting += 1

    @rule(now=st.sampled_from(MOMENTS))
    def wait(self, now: datetime) -> None:
        self.desk.now = max(self.desk.now, now)

    @rule()
    def lose_the_cache(self) -> None:
        shutil.rmtree(self.desk.root / ".digest", ignore_errors=True)

    @rule()
    def look_at_everything(self) -> None:
        self.site.take_touched()
        self.desk.opened.update(None)

    @invariant()
    def the_preview_shows_what_a_clean_build_makes(self) -> None:
        if not self.is_due():
            return
        self.desk.save()
        if self.desk.compare().code:
            self.failed()
            return
        self.desk.is_as_if_opened_now()
        self.succeeded()


@pytest.mark.thorough
@pytest.mark.quick(1)
@pytest.mark.parametrize("part", range(2))
def test_after_any_edits_the_preview_equals_a_clean_build(part: int):
    run(Writing, part, examples=examples(2, quick=1), steps=30)


# errors in all inputs, and events in a session


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path, 6, **SHOWN)


def text_of(desk: Desk, path: str) -> str:
    return desk.opened.answer(path).body.decode()


def reported_by_a_build(desk: Desk) -> set[str]:
    built, _ = sites.clean_build(desk.root, desk.place / "clean", now=desk.now, **desk.options)
    return {place_and_code(line) for line in built.diagnostics}


def reported(desk: Desk) -> set[str]:
    desk.opened.shown()
    return {place_and_code(f"{diagnostic} | {diagnostic.hint}") for diagnostic in desk.opened.diagnostics()}


def with_beginning(template: bytes, text: bytes) -> bytes:
    """Return the template of articles with this text before the date."""
    assert template.count(b"<p>{{ page.date|date") == 1
    return template.replace(b"<p>{{ page.date|date", text + b"<p>{{ page.date|date")


@pytest.mark.thorough
@pytest.mark.quick
@pytest.mark.parametrize("path", [path for path in editor.FAULTS if path != "digest.yml"])
def test_an_error_at_the_start_is_reported_until_it_is_fixed(tmp_path: Path, path: str):
    for number, content in enumerate(editor.FAULTS[path][: 1 if QUICK else None]):
        pen = Pen(tmp_path / f"{number}/editor", 6)
        pen.put(path, content)
        desk = Desk(tmp_path / f"{number}", pen=pen, **SHOWN)
        if desk.session.generation:
            known = reported(desk)
            if path == editor.WORDS:  # without earlier words, templates that lack them are reported too
                known = {line for line in known if not line.endswith("E502")} or known
            assert known == reported_by_a_build(desk) != set(), content
        else:  # without templates there is no generation
            assert (
                {place_and_code(str(diagnostic)) for diagnostic in desk.opened.diagnostics()} == reported_by_a_build(desk) != set()
            )
        desk.site.mend()
        desk.save()
        assert desk.compare(content).code == 0
        desk.is_as_if_opened_now()


def test_the_lists_are_updated_when_no_newer_save_waits(desk: Desk):
    front = text_of(desk, "index.html")
    for number in (1, 2):
        desk.site.edit(f"content/2026/a{number}.md", "title", f"Sooner {number}")
        (update,) = desk.save_in_a_hurry(pauses=3)
        assert update.page == update.follow == f"{desk.opened.generation.base}/2026/02/0{number + 1}/a{number}/"
        assert f"Sooner {number}" in text_of(desk, f"2026/02/0{number + 1}/a{number}/index.html")
        assert desk.session.lists_are_stale
    assert "Sooner 1" in text_of(desk, "2026/02/03/a2/index.html")  # its neighbour
    assert text_of(desk, "index.html") == front
    (update,) = desk.opened.update(())
    assert (update.page, update.follow) == ("", f"{desk.opened.generation.base}/2026/02/03/a2/")
    assert not desk.session.lists_are_stale
    assert {"Sooner 1", "Sooner 2"} <= set(re.findall(r"Sooner \d", text_of(desk, "index.html")))
    assert desk.opened.update(()) == []
    desk.compare()


def test_a_saved_intro_is_followed_to_its_edition(desk: Desk):
    desk.site.set("editions", "{every: week, cutoff: friday 18:00}")
    desk.save()
    desk.site.put("content/editions/2026-02-06.md", "---\ntitle: Ports\n---\nHello.\n")
    desk.save()
    assert desk.session.latest and desk.session.latest.follow == f"{desk.opened.generation.base}/editions/2026-02-06/"
    assert "Hello." in text_of(desk, "editions/2026-02-06/index.html")
    desk.site.put("content/editions/2026-03-06.md", "---\ntitle: To come\n---\nSoon.\n")
    desk.save()
    assert desk.session.latest.follow == f"{desk.opened.generation.base}/editions/next/"
    assert "Soon." in text_of(desk, "editions/next/index.html")
    desk.compare()


def test_an_update_without_a_first_step_is_not_interrupted(desk: Desk):
    desk.site.edit("content/2026/a1.md", "tags", "[unheard]")
    (update,) = desk.save_in_a_hurry(pauses=0)
    assert update.page == ""
    assert not desk.session.lists_are_stale
    desk.compare()


def test_an_article_with_errors_keeps_its_last_valid_page(desk: Desk):
    desk.site.edit_body("content/2026/a2.md", "The good version.")
    desk.save()
    desk.site.edit("content/2026/a2.md", "date", "2026-02-30")
    (update,) = desk.save()
    assert [diagnostic.code for diagnostic in update.diagnostics if diagnostic.is_error]
    assert "The good version." in text_of(desk, "2026/02/03/a2/index.html")
    desk.site.edit("content/2026/a2.md", "date", "2026-02-03")
    desk.save()
    assert desk.compare().code == 0
    desk.is_as_if_opened_now()


def test_an_error_disappears_with_its_file_while_all_articles_are_read_again(desk: Desk):
    desk.site.put("content/2026/bad.md", "no front matter")
    desk.save()
    assert reported(desk) == reported_by_a_build(desk) != set()
    desk.site.put("content/2026/bad.md", None)
    desk.site.set("timezone", "Asia/Seoul")
    desk.save()
    assert desk.compare().code == 0
    desk.is_as_if_opened_now()


def test_a_page_that_a_new_theme_cannot_render_keeps_its_last_version(desk: Desk):
    before = desk.opened.shown()
    template = "themes/plain/templates/article.html"
    good = desk.site.files[template]
    desk.site.put(template, with_beginning(good, b"{% if page.title == 'Article 2' %}{{ 1/0 }}{% endif %}<!-- new -->"))
    desk.save()
    shown = desk.opened.shown()
    assert shown["2026/02/03/a2/index.html"] == before["2026/02/03/a2/index.html"]
    assert b"<!-- new -->" in shown["2026/02/04/a3/index.html"]
    assert reported(desk) == reported_by_a_build(desk) != set()
    desk.site.put(template, good)
    desk.save()
    assert desk.opened.diagnostics() == ()
    assert desk.compare().code == 0


def test_an_error_in_rendering_can_be_fixed_in_the_article(desk: Desk):
    template = "themes/plain/templates/article.html"
    desk.site.put(template, with_beginning(desk.site.files[template], b"{{ 1 / (page.title|length - 5) }}"))
    desk.save()
    assert desk.compare().code == 0
    desk.site.edit("content/2026/a2.md", "title", "Fives")
    desk.save()
    assert reported(desk) == reported_by_a_build(desk) != set()
    desk.site.edit("content/2026/a2.md", "title", "Sixers")
    desk.save()
    assert desk.opened.diagnostics() == ()  # even if the page was not requested
    assert desk.compare().code == 0


def test_the_state_folder_may_be_deleted_at_any_time(desk: Desk):
    before = desk.opened.shown()
    shutil.rmtree(desk.root / ".digest")
    assert desk.opened.shown() == before
    desk.site.edit_body(EDITED, "Written after the notes were lost.")
    desk.save()
    assert (desk.root / ".digest/cache.sqlite").is_file()  # it was created again
    assert desk.session.library._texts == {}
    assert desk.compare().code == 0


def test_a_text_missing_from_the_cache_is_read_again(desk: Desk):
    before = desk.opened.shown()
    desk.opened.cache.database.write(lambda db: db.execute("delete from bodies"))
    assert desk.opened.shown() == before


def test_a_missing_text_whose_file_changed_is_unavailable(desk: Desk):
    desk.opened.cache.database.write(lambda db: db.execute("delete from bodies"))
    desk.site.edit_body(EDITED, "Newer than what the session knows.")
    assert desk.opened.answer("2026/02/03/a2/index.html").status == 503
    desk.save()
    assert desk.compare().code == 0


def test_a_file_that_changes_while_it_is_read_is_read_again(desk: Desk, monkeypatch: pytest.MonkeyPatch):
    scan_paths = desk.opened.inputs.scan_paths

    def scan_and_then_change(paths: Collection[str]) -> InputChanges:
        changes = scan_paths(paths)
        desk.site.edit_body(EDITED, "The later version.")
        return changes

    desk.site.edit_body(EDITED, "The earlier version.")
    with monkeypatch.context() as patch:
        patch.setattr(desk.opened.inputs, "scan_paths", scan_and_then_change)
        desk.opened.update(desk.site.take_touched())
    assert "version." not in text_of(desk, "2026/02/03/a2/index.html")
    assert desk.opened.diagnostics() == ()
    assert desk.opened.update(())  # without an event for the later change
    desk.site.take_touched()
    desk.save()
    assert "The later version." in text_of(desk, "2026/02/03/a2/index.html")
    assert desk.compare().code == 0


def test_a_file_that_changes_while_it_is_read_and_back_is_read_again(desk: Desk, monkeypatch: pytest.MonkeyPatch):
    scan_paths = desk.opened.inputs.scan_paths

    def scan_and_then_change(paths: Collection[str]) -> InputChanges:
        changes = scan_paths(paths)
        desk.site.edit_body(EDITED, "For a moment.")
        return changes

    desk.site.edit_body(EDITED, "The lasting version.")
    with monkeypatch.context() as patch:
        patch.setattr(desk.opened.inputs, "scan_paths", scan_and_then_change)
        desk.opened.update(desk.site.take_touched())
    desk.site.edit_body(EDITED, "The lasting version.")
    desk.site.take_touched()
    assert desk.opened.update(()), "the scan finds no difference, but the file was not read yet"
    assert "The lasting version." in text_of(desk, "2026/02/03/a2/index.html")
    assert desk.compare().code == 0


def test_a_file_that_disappears_during_a_scan_is_not_an_error(desk: Desk, monkeypatch: pytest.MonkeyPatch):
    later = iter([desk.root / "content/2026/a1.md"])

    def read_and_lose(*arguments: Any) -> Content:
        for place in later:
            place.rename(place.with_name("moved.md"))
        return read_folder(*arguments)

    desk.site.edit_body(EDITED, "Saved beside another.")
    with monkeypatch.context() as patch:
        patch.setattr("digest.preview.live_inputs.read_folder", read_and_lose)
        (update,) = desk.opened.update(desk.site.take_touched())
    assert update.diagnostics == ()
    assert desk.opened.answer("2026/02/02/moved/").status == 200
    assert desk.compare().code == 0


def test_articles_are_shown_even_if_the_disk_is_full(desk: Desk, monkeypatch: pytest.MonkeyPatch):
    def full(*_: object) -> None:
        raise DiskError("the disk is full", hint="")

    with monkeypatch.context() as patch:
        patch.setattr(desk.opened.cache.database, "write", full)
        for body in ("First.", "Second."):
            desk.site.edit_body(EDITED, body)
            desk.save()
            assert body in text_of(desk, "2026/02/03/a2/index.html")
        assert desk.compare().code == 0
    desk.site.edit_body(EDITED, "Third.")
    desk.save()
    assert desk.session.library._texts == {}
    assert desk.compare().code == 0


def test_an_article_may_become_too_large_and_be_allowed_again(desk: Desk):
    desk.site.set("max_article_bytes", "300")
    desk.site.edit_body(EDITED, "word " * 100)
    desk.save()
    assert reported(desk) == reported_by_a_build(desk) == {f"{EDITED}:1:1: E103"}
    desk.site.set("max_article_bytes", "3000")
    desk.save()
    assert desk.compare().code == 0
    desk.is_as_if_opened_now()


def test_a_missing_theme_is_used_when_it_is_added(desk: Desk):
    before = desk.opened.shown()
    desk.site.set("theme", "later")
    desk.save()
    assert desk.opened.shown() == before
    assert [diagnostic.path for diagnostic in desk.opened.diagnostics()] == ["digest.yml"]
    desk.site.put("themes/later/theme.yml", "extends: plain\n")
    desk.site.put("themes/later/templates/parts/foot.html", "later\n")
    desk.save()
    assert desk.compare().code == 0
    assert "later" in text_of(desk, "index.html")


def test_the_clock_alone_can_change_the_site(tmp_path: Path):
    desk = Desk(tmp_path)
    desk.site.edit(EDITED, "publish_at", "2026-03-02 12:00")
    desk.save()
    assert desk.session.until() == datetime(2026, 3, 2, 12, tzinfo=UTC)
    assert desk.opened.answer("2026/03/02/a2/index.html").status == 404
    assert desk.opened.update(()) == []
    desk.now = datetime(2026, 3, 2, 12, tzinfo=UTC)
    assert len(desk.opened.update(())) == 1
    assert desk.compare().code == 0
    assert EDITED in {entry.article.path for entry in desk.session.stages.collections.entries}  # type: ignore[union-attr]
    assert desk.opened.update(()) == []


def test_a_save_also_shows_an_article_that_became_due(tmp_path: Path):
    desk = Desk(tmp_path)
    desk.site.edit(EDITED, "publish_at", "2026-03-02 12:00")
    desk.save()
    desk.now = datetime(2026, 3, 2, 12, tzinfo=UTC)
    desk.site.edit_body("content/2026/a1.md", "Saved at that instant.")
    (update,) = desk.save()
    assert update.page == "", "any page may have changed"
    assert "Saved at that instant." in text_of(desk, "2026/02/02/a1/index.html")
    assert desk.compare().code == 0, "the due article is shown"


def test_a_change_of_a_link_target_is_shown(desk: Desk):
    (desk.root / "content/static/robots-too.txt").symlink_to("robots.txt")
    (desk.root / "content/pages/linked.md").symlink_to("../2026/a2.md")
    desk.site.touched |= {"content/static/robots-too.txt", "content/pages/linked.md"}
    desk.save()
    assert desk.compare().code == 0
    desk.site.put("content/static/robots.txt", "User-agent: changed\n")
    desk.site.edit_body(EDITED, "Seen in two places.")
    desk.save()
    assert desk.compare().code == 0
    assert "Seen in two places." in text_of(desk, "linked/index.html")
    shutil.rmtree(desk.root / "content/2026")
    desk.site.touched.add("content/2026")
    desk.save()
    assert reported(desk) == reported_by_a_build(desk) == {"content/pages/linked.md:1:1: E101"}


def test_the_content_folder_may_be_removed_and_restored(desk: Desk):
    (desk.root / "content").rename(desk.root / "aside")
    desk.site.touched.add("content")
    desk.save()
    assert reported(desk) == reported_by_a_build(desk) != set()
    (desk.root / "aside").rename(desk.root / "content")
    desk.site.touched.add("content")
    desk.save()
    assert desk.compare().code == 0
    desk.is_as_if_opened_now()


def test_paths_are_answered_as_on_the_published_site(desk: Desk):
    answer = desk.opened.generation.answer
    assert (answer("2026/02/03/a2").status, answer("2026/02/03/a2").location) == (301, "/2026/02/03/a2/")
    assert answer("about").location == "/about/"
    assert answer("robots.txt").type == "text/plain"
    assert answer("404").body == answer("404.html").body
    missing = answer("nowhere/")
    assert missing.status == 404
    assert missing.body == answer("404.html").body
    desk.site.set("not_found", "false")
    desk.save()
    assert desk.opened.generation.answer("nowhere/").status == 404
    assert b"_digest/client.js" in desk.opened.generation.answer("nowhere/").body
    desk.site.set("base_url", "https://example.org/repo/")
    desk.save()
    assert desk.opened.generation.answer("about").location == "/repo/about/"
