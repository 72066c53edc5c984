"""A small site with the default theme, a logo for each colour scheme, and a search index of several blocks and files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from digest.pages import search_pages
from tests import sites
from tests.scripted_page import ORIGIN

LOGO = '<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"/>'
SETTINGS = f"title: T\nbase_url: {ORIGIN}\nbrand: {{logo: logo.svg, logo_dark: dark.svg}}\n"
PER_BLOCK, PER_FILE = 10, 4
"""Sizes of the index that give a few articles several blocks and files."""


def article(title: str, date: str, **head: Any) -> str:
    return sites.article(f"'{title}'", date, **{"source": "gazette", **head})


ARTICLES = {
    "keeper": article("Lighthouse keeper", "2025-01-02"),
    **{f"note{n}": article(f"Note {n} of the harbour", f"2025-02-{n:02}") for n in range(1, 26)},
    "sold": article("Lighthouse sold", "2026-01-01", summary="Dark lighting."),
    "tour": article("A tour of lighthouses", "2026-01-02"),
    "coast": article("Coast", "2026-01-03", tags="[Lighthouse]"),
    "night": article("Night", "2026-01-04", summary="The lighthouse is dark."),
    "dim": article("Dim", "2026-01-05", summary="A lighthouse is dark."),
    "munster": article("Münster & <b>the rest</b>", "2026-01-06", source="null"),
    "climate": article("2025년 기후변화 보고서", "2026-01-07", lang="ko", summary="요약."),
    "games": article("AI時代の東京五輪", "2026-01-08", lang="ja"),
    "lamp": article("Lamp lighting", "2026-01-10", summary="All lights."),
    "sea": article("바다", "2026-01-09", lang="ko"),
}


def searchable(root: Path) -> dict[str, bytes]:
    """Write and build the site in this folder, and return its published files by path."""
    sites.write(
        root,
        {
            "digest.yml": SETTINGS,
            "content/topics.yml": sites.TOPICS,
            "content/sources.yml": sites.OUTLETS,
            "content/static/logo.svg": LOGO,
            "content/static/dark.svg": LOGO,
            **{f"content/{name}.md": text for name, text in ARTICLES.items()},
        },
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(search_pages, "ARTICLES_PER_BLOCK", PER_BLOCK)
        patch.setattr(search_pages, "CARDS_PER_FILE", PER_FILE)
        done = sites.build(root)
    assert done.code == 0, done.diagnostics
    return sites.tree(root / "site")
