"""Helpers for pages of the default theme in a browser: contexts of pages, positions and styles of elements."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

from msgspec.structs import replace

from digest.pages.front_page import front_page
from digest.pages.list_pages import period_pages, tag_pages, topic_pages
from digest.pages.source_pages import source_pages
from tests.themes.rendered import THEME, rendered
from tests.themes.test_editions import DAY, WHOLE, registries, story
from tests.values import collected, read

PHONE, TABLET, DESK = 375, 800, 1280
STYLE = (THEME / "static" / "style.css").read_text(encoding="utf-8")
SANS, SERIF = "Roboto", "Georgia"
"""A font of each family."""

Show = Callable[..., Any]
"""The type of the fixture `show`, which loads a page with the theme's style and without its scripts."""


def many(count: int, topics: int = 4, seed: int = 1, language: str = "en") -> dict[str, Any]:
    """Return the pages of a site with an edition of generated stories."""
    chance = random.Random(seed)
    articles = [story(f"a{n}", chance, topics) for n in range(count)] + [story("old", chance, topics, "2026-02-01")]
    config = replace(WHOLE, language=language)
    collections = collected(*articles, config=config, registries=registries(topics))
    return dict(rendered(collections, front_page, period_pages, topic_pages, tag_pages, source_pages, config=config))


def leading(count: int, others: int = 0, **head: Any) -> Any:
    """Return a front page with a number of lead stories and a number of other stories."""
    articles = [read(f"a{n}", DAY, featured="true", summary="What happened.", **head) for n in range(count)]
    articles += [read(f"b{n}", DAY, summary="What else happened.", **head) for n in range(others)]
    return dict(rendered(collected(*articles, config=WHOLE), front_page, config=WHOLE))["index.html"]


BOXES = """(selector) => [...document.querySelectorAll(selector)].map(e => e.getBoundingClientRect())
    .map(r => [r.left, r.top, r.right, r.bottom])"""
SIZE = "(selector) => parseFloat(getComputedStyle(document.querySelector(selector)).fontSize)"
COMPUTED = "([selector, name, pseudo]) => [...document.querySelectorAll(selector)].map(e => getComputedStyle(e, pseudo)[name])"


def boxes(page: Any, selector: str) -> list[list[float]]:
    """Return left, top, right and bottom of each element, in CSS pixels."""
    return [list(map(float, box)) for box in page.evaluate(BOXES, selector)]


def computed(page: Any, selector: str, name: str, pseudo: str | None = None) -> list[str]:
    """Return the computed value of a CSS property of each element, or of its pseudo-element."""
    return list(page.evaluate(COMPUTED, [selector, name, pseudo]))
