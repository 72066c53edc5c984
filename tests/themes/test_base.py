"""The theme base, which all others extend: its pages in its own frame, and in that of a theme with few templates."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from lxml import html

from digest.inputs.theme_files import BUILT_IN
from digest.rendering.theme import BASE_THEME
from tests import sites
from tests.conftest import run_digest
from tests.themes.fixture_sites import NOW, SITES
from tests.themes.test_default import (  # noqa: F401 - each is a test of the site that `built` gives here
    pages,
    test_every_internal_link_leads_to_an_existing_file_and_id,
    test_every_page_begins_with_a_policy_that_allows_only_the_sites_own_files,
    test_every_page_has_one_h1_no_skipped_level_no_double_id_and_a_language,
    test_every_page_is_html_without_a_parse_error,
)

FRAME = """\
<!doctype html>
<html lang="{{ site.language }}"><head><meta charset="utf-8"><title>{{ heading|default(page.title) }}</title>
{% block head %}{% endblock %}</head>
<body class="little"><main id="main">{% block main %}{% endblock %}</main></body></html>
"""
LITTLE = {
    "themes/little/templates/base.html": FRAME,
    "themes/little/templates/list.html": (
        '{% extends "base.html" %}{% block main %}<h1>{{ page.kind }} {{ page.title }}</h1>'
        "{% for card in page.cards %}<p><a href='{{ card.url }}'>{{ card.title }}</a></p>{% endfor %}"
        "{% for near in (page.previous, page.next) if near %}<p><a href='{{ near.url }}'>{{ near.date|date }}</a></p>{% endfor %}"
        "{% if page.number %}{{ page.newer_page }}{% endif %}{{ page.parts|length }}{{ page.count }}{% endblock %}"
    ),
    "themes/little/templates/article.html": '{% extends "base.html" %}{% block main %}<h1>{{ page.title }}</h1>{% endblock %}',
    "themes/little/templates/front.html": '{% extends "base.html" %}{% block main %}<h1>{{ site.title }}</h1>{% endblock %}',
}
"""A theme with a frame and three page templates."""


def of_theme(name: str, files: dict[str, str] | None = None) -> dict[str, str | bytes]:
    """Return the fixture site with all features in this theme, with a daily edition."""
    settings = str(SITES["rich"]["digest.yml"]).replace("every: week, cutoff: wednesday 18:00", "every: day, cutoff: 18:00")
    settings = settings.replace("https://example.org/", "https://example.org/digest/")
    return {**SITES["rich"], "digest.yml": f"{settings}theme: {name}\n", **(files or {})}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site in this theme."""
    root = sites.write(tmp_path_factory.mktemp("base"), of_theme(BASE_THEME))
    ran = run_digest(root, "build", "--now", NOW)
    assert (ran.code, ran.err) == (0, "")
    return root / "site"


@pytest.fixture(scope="module")
def little(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The pages of the same site in a theme with few templates, by path."""
    root = sites.write(tmp_path_factory.mktemp("little"), of_theme("little", LITTLE))
    ran = run_digest(root, "build", "--now", NOW)
    assert (ran.code, ran.err) == (0, "")
    return pages(root / "site")


def test_pages_without_own_templates_use_the_frame_of_the_theme(little: dict[str, str], built: Path):
    assert little.keys() == pages(built).keys()
    for path, text in little.items():
        tree = html.document_fromstring(text)
        assert tree.xpath("count(//body[@class='little'])") == tree.xpath("count(//h1)") == 1, path
        assert tree.findtext(".//title"), path


def test_the_list_of_a_theme_shows_editions_with_all_their_cards(little: dict[str, str]):
    (edition,) = [text for path, text in little.items() if re.fullmatch(r"editions/2026-03-11/index.html", path)]
    tree = html.document_fromstring(edition)
    assert tree.findtext(".//h1").startswith("edition Edition ")  # type: ignore[union-attr]
    links = tree.xpath("//main//a/@href")
    assert len(links) == len({*links}) > 8
    assert sum(link.startswith("/digest/editions/") for link in links) == 1


def test_a_theme_without_templates_looks_like_base(built: Path, tmp_path: Path):
    root = sites.write(tmp_path, of_theme("none", {"themes/none/static/style.css": "p {}\n"}))
    assert run_digest(root, "build", "--now", NOW).code == 0
    names = {path.name.split(".")[0] for path in (root / "site/assets").iterdir()}
    assert names == {"style", "search"}
    assert next((root / "site/assets").glob("style.*.css")).read_text() == "p{}"
    frames = [re.sub(r"style\.\w+\.css", "", pages(place)["index.html"]) for place in (root / "site", built)]
    assert frames[0] == frames[1]


def test_a_file_in_themes_base_replaces_that_of_every_theme(tmp_path: Path):
    head = "themes/base/templates/partials/head.html"
    own = {head: '<meta name="mine" content="yes">', "themes/base/i18n/en.yml": "home: Harbour\n"}
    for theme in ("default", "river", "little"):
        frame = FRAME.replace("</head>", '{% include "partials/head.html" %}{{ words.home }}</head>')
        files = LITTLE | {"themes/little/templates/base.html": frame} | own
        root = sites.write(tmp_path / theme, of_theme(theme, files))
        assert run_digest(root, "build", "--now", NOW).code == 0
        front = (root / "site/index.html").read_text()
        assert '<meta name="mine" content="yes">' in front and "Harbour" in front.replace("The Harbour Digest", ""), theme


def test_a_theme_called_base_extends_no_other(tmp_path: Path):
    root = sites.write(tmp_path, of_theme(BASE_THEME, {"themes/base/theme.yml": "extends: default\n"}))
    ran = run_digest(root, "build", "--now", NOW)
    assert (ran.code, "the theme base is below all others and extends none" in ran.err) == (2, True)


@pytest.mark.parametrize(("block", "code"), [("content", 1), ("main", 0)])
def test_a_frame_without_the_block_for_pages_is_an_error(block: str, code: int, tmp_path: Path):
    """Otherwise pages would be empty. The block may be in a template that the frame extends."""
    files = LITTLE | {
        "themes/little/templates/base.html": '{% extends "outer.html" %}',
        "themes/little/templates/outer.html": FRAME.replace("block main", f"block {block}"),
    }
    ran = run_digest(sites.write(tmp_path, of_theme("little", files)), "build", "--now", NOW)
    message = "themes/little/templates/base.html:1:1: E503 there is no block main, which 404.html and 8 more templates of"
    assert (ran.code, message in ran.err) == (code, bool(code)), ran.err


def test_an_edit_of_the_frame_renders_pages_of_base_again_and_an_edit_of_a_list_does_not(tmp_path: Path):
    root = sites.write(tmp_path, sites.tiny(3) | LITTLE | {"digest.yml": sites.SETTINGS.replace("plain", "little")})
    assert sites.build(root).code == 0
    after = sites.build(sites.write(root, {"themes/little/templates/base.html": FRAME.replace("little", "small")})).rendered
    assert {"404.html", "tags/index.html", "about/index.html", "index.html", "topics/world/index.html"} <= after
    listed = LITTLE["themes/little/templates/list.html"]
    after = sites.build(sites.write(root, {"themes/little/templates/list.html": listed + "!"})).rendered
    assert "topics/world/index.html" in after and not after & {"404.html", "tags/index.html", "about/index.html", "index.html"}


def test_its_pages_have_few_rules():
    assert len((BUILT_IN / BASE_THEME / "static/style.css").read_bytes()) <= 4096
