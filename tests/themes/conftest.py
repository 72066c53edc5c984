"""Fixtures that show pages of the default theme in a browser."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from lxml import html

from tests.scripted_page import ScriptedPage, scripted_page
from tests.themes.searchable import searchable
from tests.themes.shown import DESK, STYLE, Show

FRESH = {"media": "screen", "color_scheme": "light", "forced_colors": "none", "contrast": "no-preference"}


@pytest.fixture(scope="module")
def show(browser: Any) -> Iterator[Show]:
    """show(tree, width) loads a page in a window of this width, with the theme's style and without its scripts."""
    window = browser.new_page()

    def shown(tree: Any, width: int = DESK, **media: Any) -> Any:
        for link in tree.xpath("//link[@rel='stylesheet'] | //meta[@http-equiv] | //head/script"):
            link.getparent().remove(link)
        window.set_viewport_size({"width": width, "height": 900})
        window.emulate_media(**{**FRESH, **media})
        window.set_content(html.tostring(tree, encoding="unicode", doctype="<!DOCTYPE html>"))
        window.add_style_tag(content=STYLE)
        return window

    yield shown
    window.close()


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The published files of a site with a search index of several blocks."""
    return searchable(tmp_path_factory.mktemp("searchable"))


@pytest.fixture(scope="module")
def _window(browser: Any, built: dict[str, bytes]) -> Iterator[ScriptedPage]:
    with scripted_page(browser, built, timezone_id="America/Los_Angeles", color_scheme="light") as opened:
        yield opened


@pytest.fixture
def window(_window: ScriptedPage) -> ScriptedPage:
    """A window on this site, west of Greenwich, in which nothing is stored."""
    _window.files, _window.missing, _window.held = {}, set(), {}
    _window.visit("robots.txt").get("() => localStorage.clear()")
    _window.page.set_viewport_size({"width": 1280, "height": 720})
    return _window


@pytest.fixture
def fresh(browser: Any, built: dict[str, bytes]) -> Iterator[ScriptedPage]:
    """A window for one test, which may add a script that runs before all others."""
    with scripted_page(browser, built) as opened:
        yield opened
