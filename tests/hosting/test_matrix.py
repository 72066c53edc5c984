"""Validators on the default theme: ten sites, every kind of page, narrow and wide, light and dark."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import run_digest
from tests.hosting.axe import COLOURS, bring_axe, violations
from tests.hosting.host import hosted
from tests.hosting.test_judged import ROOT, complaints
from tests.selection import DAY, LONG
from tests.sites import write
from tests.themes.fixture_sites import NOW, SITES

pytestmark = pytest.mark.thorough

FIRST = "2026/03/11/a0/"
EACH = ("", FIRST)
"""The pages to test on each site; the others consist of the same parts."""

PAGES = {
    "rich": (
        *EACH, "2026/03/11/a4/", "topics/ports/", "sources/", "sources/s0/", "authors/", "authors/ada-quay/", "stories/",
        "stories/the-cranes/", "tags/", "tags/cranes/", "2026/", "2026/03/", "2026/03/11/", "editions/", "editions/2026-03-11/",
        "about/coverage/", "corrections/", "about/", "search/?q=grain", "404.html",
    ),
    "many": ("", "topics/ports/", "2026/03/"),
    "one": ("", FIRST, "2026/03/"),
    "ko": (*EACH, "search/", "404.html", "editions/"),
    "ar": (*EACH, "search/", "404.html", "2026/03/"),
}  # fmt: skip
"""The pages to test on sites with more or less content."""

TEMPLATES = {
    "404.html", "article.html", "corrections.html", "coverage.html", "edition.html", "editions.html", "front.html", "list.html",
    "page.html", "search.html", "sources.html", "stories.html", "tags.html",
}  # fmt: skip
"""The templates of the pages of the rich site."""

OF_OTHERS = {
    "rich": PAGES["rich"],
    "one": (EACH[0],),
    "ko": (FIRST,),
    "ar": (*EACH, "2026/03/"),
}
"""The pages to test in the themes river and base, one for each template that differs."""

WIDTHS = (320, 1280)
"""The widths at which axe looks at pages: on one day at this page narrow and the next one wide, on the next day the other way."""

PHONE = 375
"""A width between the others, at which only horizontal scrolling is tested: the styles are those at 320 pixels."""

DARK = ("rich", "ar")
"""The sites to test in the dark scheme too: one left-to-right and one right-to-left, because colours do not depend on language."""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sites, each at `NAME/`, with the pages to test."""
    place = tmp_path_factory.mktemp("matrix")
    for name, files in SITES.items():
        ran = run_digest(write(place / "sites" / name, files), "build", "--now", NOW)
        assert ran.code == 0, ran
        shutil.move(place / "sites" / name / "site", place / "www" / name)
    return place / "www"


@pytest.fixture(scope="module", params=["river", "base"])
def other(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Path:
    """Some of the sites in another theme, each at `NAME/`."""
    place = tmp_path_factory.mktemp(request.param)
    for name in OF_OTHERS:
        settings = {"digest.yml": f"{SITES[name]['digest.yml']}theme: {request.param}\n"}
        ran = run_digest(write(place / "sites" / name, SITES[name] | settings), "build", "--now", NOW)
        assert ran.code == 0, ran
        shutil.move(place / "sites" / name / "site", place / "www" / name)
    return place / "www"


def file_of(page: str) -> str:
    path = page.partition("?")[0]
    return path if path.endswith(".html") else f"{path}index.html"


def pages_of(name: str) -> tuple[str, ...]:
    """Return the pages to test on a site."""
    return PAGES.get(name, EACH)


def test_each_kind_of_page_is_tested(made: Path):
    missing = [f"{name}/{page}" for name in SITES for page in pages_of(name) if not (made / name / file_of(page)).is_file()]
    assert missing == []
    templates = {path.name for path in (ROOT / "themes/default/templates").glob("*.html")}
    assert templates - {"base.html"} == TEMPLATES, "add a new kind of page to PAGES"


ALL_PAGES = {name: pages_of(name) for name in SITES}


def found_by_the_checker(made: Path, page_names: Mapping[str, Sequence[str]], tmp_path: Path) -> list[str]:
    """Return the Nu Html Checker's messages for these pages and the style sheet."""
    for name, paths in page_names.items():
        for page in paths:
            place = tmp_path / name / file_of(page)
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(made / name / file_of(page), place)
    shutil.copy(next((made / "rich/assets").glob("style.*.css")), tmp_path / "style.css")
    return complaints(tmp_path)


def test_the_checker_reports_nothing_on_any_site(made: Path, tmp_path: Path):
    assert found_by_the_checker(made, ALL_PAGES, tmp_path) == []


def test_the_checker_reports_nothing_in_another_theme(other: Path, tmp_path: Path):
    assert found_by_the_checker(other, OF_OTHERS, tmp_path) == []


def barriers(browser: Any, made: Path, page_names: Mapping[str, Sequence[str]]) -> list[str]:
    """Return axe's violations on these pages, and elements that are wider than the screen."""
    found = []
    page = browser.new_page()
    for name, paths in page_names.items():
        with hosted("") as host:
            host.put(made / name)
            for number, path in enumerate(paths):
                page.emulate_media(color_scheme="light")
                page.goto(host.address + path)
                bring_axe(page)
                for width in (*WIDTHS, PHONE):
                    page.set_viewport_size({"width": width, "height": 900})
                    wide = page.evaluate("() => document.documentElement.scrollWidth - innerWidth")
                    found += [f"{name}/{path} {width}: {wide} pixels to scroll sideways"] if wide > 0 else []
                    if width == PHONE or (width != WIDTHS[(DAY + number) % 2] and not LONG):
                        continue
                    found += [f"{name}/{path} light {width}: {violation}" for violation in violations(page)]
                    if name in DARK:
                        page.emulate_media(color_scheme="dark")
                        found += [f"{name}/{path} dark {width}: {violation}" for violation in violations(page, COLOURS)]
                        page.emulate_media(color_scheme="light")
    page.close()
    return found


def test_axe_reports_no_violation_on_any_site(browser: Any, made: Path):
    assert barriers(browser, made, ALL_PAGES) == []


def test_axe_reports_no_violation_in_another_theme(browser: Any, other: Path):
    assert barriers(browser, other, OF_OTHERS) == []


STYLE = "([selector, name, pseudo]) => getComputedStyle(document.querySelector(selector), pseudo || null)[name]"


def test_printed_pages_have_columns_and_addresses_and_no_controls(browser: Any, made: Path):
    page = browser.new_page()
    page.emulate_media(media="print")
    with hosted("") as host:
        host.put(made / "rich")
        page.goto(host.address)
        assert page.evaluate(STYLE, [".rows", "columnCount", ""]) == "2"
        hidden = [page.evaluate(STYLE, [selector, "display", ""]) for selector in (".menu", ".sections", ".colophon", ".skip")]
        page.goto(host.address + FIRST)
        hidden += [page.evaluate(STYLE, [selector, "display", ""]) for selector in (".read-at", ".neighbours", ".tags")]
        assert {*hidden} == {"none"}
        assert "https://s0.example/0" in page.evaluate(STYLE, [".source .outlet a", "content", "::after"])
    page.close()


WRAPPING = [
    ("ko", "wordBreak", "keep-all"),
    ("ja", "wordBreak", "auto-phrase"),
    ("ja", "lineBreak", "strict"),
    ("ja", "textSpacingTrim", "trim-start"),
    ("zh-Hans", "textAutospace", "normal"),
    ("ar", "direction", "rtl"),
    ("he", "direction", "rtl"),
]


@pytest.mark.parametrize(("name", "property", "value"), WRAPPING)
def test_a_headline_has_the_typography_of_its_language(browser: Any, made: Path, name: str, property: str, value: str):
    page = browser.new_page()
    with hosted("") as host:
        host.put(made / name)
        page.goto(host.address + FIRST)
        assert page.evaluate(STYLE, ["h1", property, ""]) == value
    page.close()


def test_on_a_wide_page_the_gloss_is_beside_the_text_and_the_line_length_is_kept(browser: Any, made: Path):
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    for name, mirrored in (("rich", False), ("ar", True)):
        with hosted("") as host:
            host.put(made / name)
            page.goto(host.address + FIRST)
            byline, text, gloss = (page.locator(place).bounding_box() for place in (".byline", ".text", ".gloss"))
        assert text["width"] == 38 * 16
        order = [gloss, text, byline] if mirrored else [byline, text, gloss]
        assert all(one["x"] + one["width"] <= other["x"] for one, other in pairwise(order)), name
    page.close()


@pytest.mark.parametrize("path", ["", FIRST, "2026/03/", "editions/", "search/", "404.html"])
def test_untranslated_words_have_the_font_of_their_context(browser: Any, made: Path, path: str):
    """On the pages in Hebrew, which have English words."""
    page = browser.new_page(viewport={"width": 375, "height": 900})
    with hosted("") as host:
        host.put(made / "he")
        page.goto(host.address + path)
        families = page.evaluate(
            """() => [...document.querySelectorAll('[lang=en]')]
                .map(word => [word, word.parentElement].map(e => getComputedStyle(e).fontFamily))"""
        )
    page.close()
    assert len(families) > 8 and all(word == around for word, around in families if "Roboto" in around)


def test_in_forced_colours_the_link_to_the_original_has_a_border_and_the_switch_its_icon(browser: Any, made: Path):
    page = browser.new_page(forced_colors="active")
    with hosted("") as host:
        host.put(made / "rich")
        page.goto(host.address + FIRST)
        assert page.evaluate(STYLE, [".button", "borderTopStyle", ""]) == "solid"
        assert "gradient" in page.evaluate(STYLE, [".scheme", "backgroundImage", "::before"])
    page.close()
