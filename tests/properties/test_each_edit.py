"""Each single edit of the tables, and its reversal: incremental build and preview give the same result as a clean build."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import pytest

from tests import sites
from tests.preview.desk import Desk, place_and_code
from tests.properties import editor
from tests.properties.editor import EDITED, SHOWN
from tests.selection import QUICK
from tests.sites import Built, tree

T = TypeVar("T")

CLOCK = [sites.NOW + timedelta(hours=hours) for hours in (-500, -24, -1, 0, 23, 24, 72)]
HIDING = ("date", "draft", "publish_at", "expires")
"""Front matter fields that determine whether an article is published."""


def codes(preview_codes: Iterable[str]) -> set[str]:
    """Return locations and codes of diagnostics."""
    return {place_and_code(line) for line in preview_codes}


class Bench(Desk):
    """A site with all features, which is built and previewed after each edit, and compared with a clean build."""

    def __init__(self, place: Path, **given: Any) -> None:
        super().__init__(place, len(editor.BODIES), cache=place / "memo of the preview", **given)
        self.prepare()
        self.save()
        self.site.keep()
        assert self.compare().code == 0
        self.first = self.preview_state()
        self.standing = self.preview_codes()
        self.built = tree(self.root / "site")
        self.is_first = True
        """True before the first edit."""

    def prepare(self) -> None:
        """Write the initial files of the site."""
        for number, body in enumerate(editor.BODIES):
            self.site.edit_body(f"content/2026/a{number}.md", body)
        self.site.edit("content/2026/a1.md", "date", "2026-02-02T23:30:00-08:00")
        self.site.edit("content/2026/a1.md", "tags", "[even, AI, C++]")
        self.site.edit("content/2026/a3.md", "publish_at", "2026-03-02")
        self.site.edit("content/2026/a4.md", "expires", "2026-03-02 12:00")

    def preview_state(self) -> object:
        """Return all pages and diagnostics of the preview."""
        return self.opened.shown(), self.opened.diagnostics(), self.session.until()

    def preview_codes(self) -> set[str]:
        """Return locations and codes of the preview's diagnostics."""
        return codes(f"{diagnostic} | {diagnostic.hint}" for diagnostic in self.opened.diagnostics())

    def build(self) -> Built:
        """Build incrementally."""
        return sites.build(self.root, now=self.now, **self.options)

    def compare(self, what: object = "") -> Built:
        """Build, and compare build and preview with a clean build; after an error the output must be unchanged."""
        before = tree(self.root / "site")
        built = self.build()
        clean, expected = self.clean_build()
        assert (built.code, built.diagnostics) == (clean.code, clean.diagnostics), what
        assert tree(self.root / "site") == (before if built.code else expected), what
        self.shows(clean, expected, what)
        return built

    def try_edit(self, what: object, edit: Callable[[], None]) -> Built:
        """Make the edit, and compare. In `make test` it is reverted together with the next edit, in one build."""
        if QUICK:
            self.site.mend()
            built = self.edited(what, edit)
            if not built.code:
                return built
        return self.there_and_back(what, edit)

    def there_and_back(self, what: object, edit: Callable[[], None]) -> Built:
        """Make the edit, compare, revert it, and check that everything is as before."""
        self.go_back()
        try:
            built = self.edited(what, edit)
            if built.code:
                assert codes(built.diagnostics) | self.standing == self.preview_codes() | self.standing, what
            if built.code and not str(what).startswith(tuple(f"('{setting}'" for setting in editor.SETTINGS)):
                self.still_shows_the_rest(what)
        finally:
            self.go_back()
        assert self.preview_state() == self.first, ("back from", what)
        assert self.build().code == 0
        assert tree(self.root / "site") == self.built, ("back from", what)
        return built

    def edited(self, what: object, edit: Callable[[], None]) -> Built:
        """Make the edit, notify the preview, and compare."""
        self.is_first = False
        edit()
        self.save()
        return self.compare(what)

    def go_back(self) -> None:
        """Revert the edits."""
        if not self.is_first:
            self.site.mend()
            self.save()
            self.is_first = True

    def still_shows_the_rest(self, what: object) -> None:
        """With an error all pages are still shown, and an edit of another article appears."""
        before = self.first[0]  # type: ignore[index]
        gone = {path for path in set(before) - set(self.opened.shown()) if not path.startswith("2026/pic-")}  # its smaller sizes
        assert gone <= {"robots.txt", "2026/02/03/a2/index.html", "latest.txt"}, what
        self.site.edit_body("content/2026/a5.md", "A text beside a fault.")
        self.save()
        assert b"A text beside a fault." in self.opened.answer("2026/02/06/a5/index.html").body, what


def tried(values: Sequence[T]) -> Sequence[T]:
    """Return the values to test: all, or in `make test` only the last one."""
    return values[-1:] if QUICK else values


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Bench:
    return Bench(tmp_path_factory.mktemp("bench"))


@pytest.fixture(scope="module")
def open_bench(tmp_path_factory: pytest.TempPathFactory) -> Bench:
    """A bench that shows unpublished articles."""
    return Bench(tmp_path_factory.mktemp("open"), **SHOWN)


class EditionsBench(Bench):
    """The same site with editions."""

    def prepare(self) -> None:
        super().prepare()
        self.site.set("editions", editor.EDITIONS_SETTING)
        for path, content in editor.EDITIONS_FILES.items():
            self.site.put(path, content)


@pytest.fixture(scope="module")
def editions_bench(tmp_path_factory: pytest.TempPathFactory) -> EditionsBench:
    return EditionsBench(tmp_path_factory.mktemp("editions"))


@pytest.fixture(scope="module")
def open_editions_bench(tmp_path_factory: pytest.TempPathFactory) -> EditionsBench:
    return EditionsBench(tmp_path_factory.mktemp("open-editions"), **SHOWN)


@pytest.mark.thorough
@pytest.mark.share(4)
@pytest.mark.quick
@pytest.mark.parametrize("kind", ["closed", "open"])
@pytest.mark.parametrize("path", [path for path in editor.FILES if path.startswith("content/editions")])
def test_a_file_of_editions(editions_bench: Bench, open_editions_bench: Bench, path: str, kind: str):
    bench = open_editions_bench if kind == "open" else editions_bench
    for content in tried(editor.FILES[path]):
        bench.try_edit((path, content), partial(bench.site.put, path, content))


@pytest.mark.thorough
@pytest.mark.share(4)
@pytest.mark.quick
@pytest.mark.parametrize(
    "field", ["edition", "title", "featured", "weight", "draft", "publish_at", "expires", "date", "id", "slug"]
)
def test_a_line_of_front_matter_in_an_edition(editions_bench: Bench, open_editions_bench: Bench, field: str):
    for bench in (editions_bench, open_editions_bench):
        for value in tried(editor.ARTICLE[field]):
            bench.try_edit((field, value), partial(bench.site.edit, EDITED, field, value))


@pytest.mark.thorough
@pytest.mark.quick
def test_a_text_in_an_edition(editions_bench: Bench, open_editions_bench: Bench):
    for bench in (editions_bench, open_editions_bench):
        for body in tried(editor.BODIES):
            bench.try_edit(body, partial(bench.site.edit_body, EDITED, body))


@pytest.mark.thorough
@pytest.mark.share(4)
@pytest.mark.quick
@pytest.mark.parametrize("value", editor.SETTINGS["editions"])
def test_another_setting_of_editions(open_editions_bench: Bench, value: str | None):
    open_editions_bench.try_edit(("editions", value), partial(open_editions_bench.site.set, "editions", value))


@pytest.mark.thorough
@pytest.mark.share(4)
@pytest.mark.quick
@pytest.mark.parametrize("field", editor.ARTICLE)
def test_a_line_of_front_matter(bench: Bench, field: str):
    for value in tried(editor.ARTICLE[field]):
        bench.try_edit((field, value), partial(bench.site.edit, EDITED, field, value))


@pytest.mark.thorough
@pytest.mark.share(4)
@pytest.mark.quick
@pytest.mark.parametrize("field", HIDING)
def test_a_line_that_hides_an_article_if_unpublished_articles_are_shown(open_bench: Bench, field: str):
    for value in tried(editor.ARTICLE[field]):
        open_bench.try_edit((field, value), partial(open_bench.site.edit, EDITED, field, value))


@pytest.mark.thorough
@pytest.mark.quick
def test_a_text(bench: Bench):
    for body in tried(editor.BODIES):
        bench.try_edit(body, partial(bench.site.edit_body, EDITED, body))


@pytest.mark.thorough
@pytest.mark.share(4)
@pytest.mark.quick
@pytest.mark.parametrize("setting", editor.SETTINGS)
def test_a_setting(bench: Bench, setting: str):
    for value in tried(editor.SETTINGS[setting][1:]):
        bench.try_edit((setting, value), partial(bench.site.set, setting, value))


@pytest.mark.thorough
@pytest.mark.share(4)
@pytest.mark.quick
@pytest.mark.parametrize("path", editor.FILES)
def test_a_file(bench: Bench, path: str):
    for content in tried(editor.FILES[path][1:]):
        bench.try_edit((path, content), partial(bench.site.put, path, content))


@pytest.mark.thorough
@pytest.mark.share(4)
@pytest.mark.quick
@pytest.mark.parametrize("path", editor.FAULTS)
def test_a_mistake(bench: Bench, path: str):
    for content in tried(editor.FAULTS[path]):
        built = bench.there_and_back((path, content), partial(bench.site.put, path, content))
        assert built.code in (1, 2), content


def test_an_article_deleted_or_renamed(bench: Bench):
    bench.try_edit("deleted", partial(bench.site.put, EDITED, None))
    for name in ("b", "A2", "sub/a2", "2026-02-20-a2", "한국"):
        bench.try_edit(name, partial(bench.site.rename, EDITED, f"content/2026/{name}.md"))


def test_the_clock(bench: Bench):
    bench.go_back()
    made = {}
    for now in CLOCK:
        bench.now = now
        bench.opened.update(())
        assert bench.compare(now).code == 0
        made[now] = tree(bench.root / "site")
    for now in (*CLOCK[::-1], sites.NOW):
        bench.now = now
        assert bench.build().code == 0
        assert tree(bench.root / "site") == made[now], now
    bench.opened.update(None)
