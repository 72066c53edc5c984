"""Each edit of the tables alone, and its opposite: an incremental build leaves, and the preview shows, what a clean build makes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import pytest

from tests import editor, sites
from tests.preview.desk import Desk, place_and_code
from tests.selection import QUICK
from tests.sites import Built, tree

T = TypeVar("T")

EDITED = "content/2026/a2.md"
CLOCK = [sites.NOW + timedelta(hours=hours) for hours in (-500, -24, -1, 0, 23, 24, 72)]
SHOWN = {"drafts": True, "future": True}
HIDING = ("date", "draft", "publish_at", "expires")
"""Front matter that decides whether an article is published."""


def codes(told: Iterable[str]) -> set[str]:
    """Places and codes of faults."""
    return {place_and_code(line) for line in told}


class Bench(Desk):
    """A site with something of everything in it, that is built and previewed after each edit, and compared with one clean build."""

    def __init__(self, place: Path, **given: Any) -> None:
        super().__init__(place, len(editor.BODIES), memo=place / "memo of the preview", **given)
        for number, body in enumerate(editor.BODIES):
            self.site.edit_body(f"content/2026/a{number}.md", body)
        self.site.edit("content/2026/a1.md", "date", "2026-02-02T23:30:00-08:00")
        self.site.edit("content/2026/a1.md", "tags", "[even, AI, C++]")
        self.site.edit("content/2026/a3.md", "publish_at", "2026-03-02")
        self.site.edit("content/2026/a4.md", "expires", "2026-03-02 12:00")
        self.save()
        self.site.keep()
        assert self.compare().code == 0
        self.first = self.known()
        self.standing = self.told()
        self.built = tree(self.root / "site")

    def known(self) -> object:
        """All that the preview shows and says."""
        return self.opened.shown(), self.opened.faults(), self.session.until()

    def told(self) -> set[str]:
        """Places and codes of what the preview says."""
        return codes(f"{fault} | {fault.hint}" for fault in self.opened.faults())

    def build(self) -> Built:
        """Build, after all that was built before."""
        return sites.build(self.root, now=self.now, **self.given)

    def compare(self, what: object = "") -> Built:
        """Build, and compare with a clean build, as the preview; after a fault the output has to be as it was."""
        before = tree(self.root / "site")
        built = self.build()
        clean, expected = self.clean_build()
        assert (built.code, built.diagnostics) == (clean.code, clean.diagnostics), what
        assert tree(self.root / "site") == (before if built.code else expected), what
        self.shows(clean, expected, what)
        return built

    def there_and_back(self, what: object, edit: Callable[[], None]) -> Built:
        """Make the edit, compare, take it back: everything is as it was."""
        try:
            edit()
            self.save()
            built = self.compare(what)
            if built.code:
                assert codes(built.diagnostics) | self.standing == self.told() | self.standing, what
            if built.code and not str(what).startswith(tuple(f"('{setting}'" for setting in editor.SETTINGS)):
                self.still_shows_the_rest(what)
        finally:
            self.site.mend()
            self.save()
        assert self.known() == self.first, ("back from", what)
        assert self.build().code == 0
        assert tree(self.root / "site") == self.built, ("back from", what)
        return built

    def still_shows_the_rest(self, what: object) -> None:
        """With a fault the pages are still there, and another article can be saved and is seen."""
        before = self.first[0]  # type: ignore[index]
        assert set(before) - set(self.opened.shown()) <= {"robots.txt", "2026/02/03/a2/index.html", "latest.txt"}, what
        self.site.edit_body("content/2026/a5.md", "A text beside a fault.")
        self.save()
        assert b"A text beside a fault." in self.opened.answer("2026/02/06/a5/index.html").body, what


def tried(values: Sequence[T]) -> Sequence[T]:
    """Of what may stand in one place `make test` tries the last."""
    return values[-1:] if QUICK else values


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Bench:
    return Bench(tmp_path_factory.mktemp("bench"))


@pytest.fixture(scope="module")
def open_bench(tmp_path_factory: pytest.TempPathFactory) -> Bench:
    """With all that is not published."""
    return Bench(tmp_path_factory.mktemp("open"), **SHOWN)


@pytest.mark.thorough
@pytest.mark.quick
@pytest.mark.parametrize("field", editor.ARTICLE)
def test_a_line_of_front_matter(bench: Bench, field: str):
    for value in tried(editor.ARTICLE[field]):
        bench.there_and_back((field, value), partial(bench.site.edit, EDITED, field, value))


@pytest.mark.thorough
@pytest.mark.quick
@pytest.mark.parametrize("field", HIDING)
def test_a_line_that_hides_an_article_where_all_are_shown(open_bench: Bench, field: str):
    for value in tried(editor.ARTICLE[field]):
        open_bench.there_and_back((field, value), partial(open_bench.site.edit, EDITED, field, value))


@pytest.mark.thorough
@pytest.mark.quick
def test_a_text(bench: Bench):
    for body in tried(editor.BODIES):
        bench.there_and_back(body, partial(bench.site.edit_body, EDITED, body))


@pytest.mark.thorough
@pytest.mark.quick
@pytest.mark.parametrize("setting", editor.SETTINGS)
def test_a_setting(bench: Bench, setting: str):
    for value in tried(editor.SETTINGS[setting][1:]):
        bench.there_and_back((setting, value), partial(bench.site.set, setting, value))


@pytest.mark.thorough
@pytest.mark.quick
@pytest.mark.parametrize("path", editor.FILES)
def test_a_file(bench: Bench, path: str):
    for content in tried(editor.FILES[path][1:]):
        bench.there_and_back((path, content), partial(bench.site.put, path, content))


@pytest.mark.thorough
@pytest.mark.quick
@pytest.mark.parametrize("path", editor.FAULTS)
def test_a_mistake(bench: Bench, path: str):
    for content in tried(editor.FAULTS[path]):
        built = bench.there_and_back((path, content), partial(bench.site.put, path, content))
        assert built.code in (1, 2), content


def test_an_article_deleted_or_renamed(bench: Bench):
    bench.there_and_back("deleted", partial(bench.site.put, EDITED, None))
    for name in ("b", "A2", "sub/a2", "2026-02-20-a2", "한국"):
        bench.there_and_back(name, partial(bench.site.rename, EDITED, f"content/2026/{name}.md"))


def test_the_clock(bench: Bench):
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
