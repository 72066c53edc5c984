"""Templates for one kind of list take precedence over `list.html`."""

from __future__ import annotations

from pathlib import Path

import pytest

from digest.pages.page import LIST_TEMPLATES
from tests.sites import SETTINGS, article, build, tiny, tree, write


def test_a_kind_of_list_uses_its_own_template_or_list_html(tmp_path: Path):
    """Adding `topic.html` renders the pages of topics, and nothing else; so does removing it."""
    site = write(tmp_path / "site", tiny(3) | {"digest.yml": f"{SETTINGS}lists: {{authors: 20}}\n"})
    assert build(site).code == 0
    before = tree(site / "site")
    topics = {path for path in before if path.startswith("topics/") and path.endswith(".html")}
    own = {"themes/plain/templates/topic.html": "own {{ page.title }}\n"}
    assert build(write(site, own)).rendered == topics != set()
    assert (site / "site/topics/world/index.html").read_text() == "own World"
    assert build(write(site, dict.fromkeys(own))).rendered == topics
    assert tree(site / "site") == before


@pytest.mark.parametrize("name", LIST_TEMPLATES)
def test_every_kind_of_list_can_have_its_own_template(name: str, tmp_path: Path):
    settings = f"{SETTINGS}lists: {{authors: 1, days: 1}}\neditions: {{every: day}}\n"
    one = article("One", source="wire", authors="[A. Bee]", story="flood", tags="[ice]")
    site = write(tmp_path / "site", tiny(3) | {"digest.yml": settings, "content/2026/one.md": one})
    (site / "themes/plain/templates/edition.html").unlink()
    assert build(site).code == 0
    again = build(write(site, {f"themes/plain/templates/{name}": f"{name} {{{{ page.kind }}}}\n"})).rendered
    assert again
    assert {(site / "site" / path).read_text() for path in again} == {f"{name} {name.removesuffix('.html')}"}
