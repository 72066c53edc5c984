"""Each edit of the tables alone, and its opposite: an incremental build leaves what a clean build makes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests import editor, sites
from tests.editor import Editor
from tests.sites import Built, tree

EDITED = "content/2026/a2.md"
CLOCK = [sites.NOW + timedelta(hours=hours) for hours in (-500, -24, -1, 23, 24, 72)]


@pytest.fixture(autouse=True, scope="module")
def _affordable() -> Iterator[None]:
    with sites.templates_compiled_once():
        yield


class Bench:
    """A site with something of everything in it, that is built after each edit and compared."""

    def __init__(self, place: Path) -> None:
        self.site = Editor(place / "editor", len(editor.BODIES))
        self.clean_place = place / "clean"
        for number, body in enumerate(editor.BODIES):
            self.site.edit_body(f"content/2026/a{number}.md", body)
        self.site.edit("content/2026/a1.md", "date", "2026-02-02T23:30:00-08:00")
        self.site.edit("content/2026/a1.md", "tags", "[even, AI, C++]")
        self.site.edit("content/2026/a3.md", "publish_at", "2026-03-02")
        self.site.edit("content/2026/a4.md", "expires", "2026-03-02 12:00")
        self.now = sites.NOW
        self.compare()

    def compare(self, what: object = "") -> Built:
        """Build, and compare with a clean build; after a fault the output has to be as it was."""
        folder = self.site.root / "site"
        before = tree(folder)
        built = sites.build(self.site.root, now=self.now)
        clean, expected = sites.clean_build(self.site.root, self.clean_place, now=self.now)
        assert (built.code, built.diagnostics) == (clean.code, clean.diagnostics), what
        assert tree(folder) == (before if built.code else expected), what
        return built

    def there_and_back(self, what: object, edit: Callable[[], None]) -> Built:
        """Make the edit, compare, take it back, compare."""
        self.site.keep()
        edit()
        built = self.compare(what)
        self.site.mend()
        assert self.compare(("back from", what)).code == 0
        return built


@pytest.fixture(scope="module")
def bench(_affordable: None, tmp_path_factory: pytest.TempPathFactory) -> Bench:
    return Bench(tmp_path_factory.mktemp("bench"))


@pytest.mark.parametrize("field", editor.ARTICLE)
def test_a_line_of_front_matter(bench: Bench, field: str):
    for value in editor.ARTICLE[field]:
        bench.there_and_back((field, value), lambda value=value: bench.site.edit(EDITED, field, value))


def test_a_text(bench: Bench):
    for body in editor.BODIES:
        bench.there_and_back(body, lambda body=body: bench.site.edit_body(EDITED, body))


@pytest.mark.parametrize("setting", editor.SETTINGS)
def test_a_setting(bench: Bench, setting: str):
    for value in editor.SETTINGS[setting][1:]:
        bench.there_and_back((setting, value), lambda value=value: bench.site.set(setting, value))


@pytest.mark.parametrize("path", editor.FILES)
def test_a_file(bench: Bench, path: str):
    for content in editor.FILES[path][1:]:
        bench.there_and_back((path, content), lambda content=content: bench.site.put(path, content))


@pytest.mark.parametrize("path", editor.FAULTS)
def test_a_mistake(bench: Bench, path: str):
    for content in editor.FAULTS[path]:
        assert bench.there_and_back((path, content), lambda content=content: bench.site.put(path, content)).code in (1, 2), content


def test_an_article_deleted_or_renamed(bench: Bench):
    bench.there_and_back("deleted", lambda: bench.site.put(EDITED, None))
    for name in ("b", "A2", "sub/a2", "2026-02-20-a2", "한국"):
        bench.there_and_back(name, lambda name=name: bench.site.rename(EDITED, f"content/2026/{name}.md"))


def test_the_clock(bench: Bench):
    for now in (*CLOCK, *CLOCK[::-1], sites.NOW):
        bench.now = now
        assert bench.compare(now).code == 0
