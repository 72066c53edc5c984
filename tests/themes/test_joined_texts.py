"""Text browsers, reader modes and the clipboard ignore styles, so texts beside each other have white space between them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest

from tests.conftest import run_digest
from tests.sites import write
from tests.themes.fixture_sites import NOW, SITES

INLINE = frozenset(
    ["a", "abbr", "b", "bdi", "bdo", "cite", "code", "em", "i", "mark", "q", "s", "small", "span", "strong", "sub", "sup", "time"]
)
NOT_SHOWN = frozenset(["script", "style", "template", "svg", "title"])


class Joined(HTMLParser):
    """Finds pairs of words in different inline elements without anything between them."""

    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = set()
        self._before = ""
        self._hidden = 0
        self._is_inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._hidden += tag in NOT_SHOWN
        self._meet(tag)

    def handle_endtag(self, tag: str) -> None:
        self._hidden -= tag in NOT_SHOWN
        self._meet(tag)

    def handle_data(self, data: str) -> None:
        if self._hidden:
            return
        if self._is_inside and re.search(r"\w\Z", self._before) and re.match(r"\w", data):
            self.found.add(f"{self._before[-20:]}|{data[:20]}")
        self._before, self._is_inside = data, False

    def _meet(self, tag: str) -> None:
        if tag in INLINE:
            self._is_inside = True
        else:
            self._before = ""


def joined(page: str) -> set[str]:
    finder = Joined()
    finder.feed(page)
    return finder.found


def pages(site: Path) -> Iterator[tuple[str, str]]:
    for path in site.rglob("*.html"):
        yield path.relative_to(site).as_posix(), path.read_text(encoding="utf-8")


def test_joined_texts_are_found():
    assert joined("<p><span>one</span><a>two</a></p>") == {"one|two"}
    assert joined("<p><span>one</span> <a>two</a>, <b>three</b><br><b>four</b></p><p>five</p>") == set()


@pytest.mark.parametrize("theme", ["default", "river", "base"])
def test_no_two_texts_are_joined_where_styles_are_ignored(tmp_path: Path, theme: str):
    root = write(tmp_path, {**SITES["rich"], "digest.yml": f"{SITES['rich']['digest.yml']}theme: {theme}\n"})
    ran = run_digest(root, "build", "--preview", "--now", NOW)
    assert (ran.code, ran.err) == (0, "")
    assert {path: found for path, page in pages(root / "site") if (found := joined(page))} == {}
