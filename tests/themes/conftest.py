"""A browser fixture for pages of the default theme."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from lxml import html

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
