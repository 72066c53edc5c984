"""Pages of the default theme, rendered from values without building a site."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from lxml import html
from msgspec.structs import replace

from digest.config.config import Config
from digest.files.file_states import Scan
from digest.grouping.article_collections import Collections
from digest.inputs.theme_files import BUILT_IN, read_theme
from digest.markdown.body import Body
from digest.pages.link_resolution import Links
from digest.pages.site_description import describe_site
from digest.rendering.renderer import Renderer
from digest.rendering.theme import Theme
from digest.rendering.theme_assets import published_assets
from digest.rendering.theme_words import read_words
from tests.values import CONFIG, Planner, collected

BODIES = {"text": Body(("<p>Text.</p>",))}
THEME = BUILT_IN / "default"


@cache
def theme() -> Theme:
    """Return the default theme."""
    nowhere = Path("/nonexistent")
    return read_theme(nowhere, "default", Scan(nowhere, {})).theme


def theme_paths() -> dict[str, str]:
    """Return the output paths of its files, by name."""
    return {name: file.path for name, file in published_assets(theme(), {})[0].items()}


def rendered(collections: Collections, *planners: Planner, config: Config = CONFIG) -> Iterator[tuple[str, Any]]:
    """Yield path and parsed HTML of each page of these planners."""
    strings = read_words(theme(), config.language)[0]
    site, _ = describe_site(collections, config, theme_paths(), strings)
    renderer = _renderer(config.language, config.week_start)
    renderer.site = site
    for planner in planners:
        for part in planner(collections, site, config, Links(collections, (), config)):
            for page in part.pages():
                if page.path.endswith(".html"):
                    yield page.path, html.document_fromstring(renderer.render(page, BODIES.__getitem__))


@cache
def _renderer(language: str, week_start: str) -> Renderer:
    """Return a cached renderer, with the parts of a site that its filters use."""
    strings = read_words(theme(), language)[0]
    config = replace(CONFIG, language=language, week_start=week_start)
    return Renderer(theme(), describe_site(collected(config=config), config, theme_paths(), strings)[0])


def select(element: Any, selector: str) -> list[Any]:
    """Return the descendants that match a selector of tags, classes, spaces, `>` and commas, in document order."""
    paths = []
    for each in selector.split(","):
        axis, path = "descendant::", "."
        for step in each.split():
            if step == ">":
                axis = "child::"
                continue
            tag, *classes = step.split(".")
            path += f"/{axis}{tag or '*'}" + "".join(f"[contains(concat(' ', @class, ' '), ' {name} ')]" for name in classes)
            axis = "descendant::"
        paths.append(path)
    return list(element.xpath(" | ".join(paths)))
