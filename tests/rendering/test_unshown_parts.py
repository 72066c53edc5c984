"""Blocks and texts of a site's templates that no page shows are reported."""

from __future__ import annotations

from pathlib import Path

import pytest

from digest.inputs.theme_files import BUILT_IN
from digest.rendering.theme import Layer, Theme
from digest.rendering.unshown_parts import misnamed_templates, unshown_parts
from tests.sites import SETTINGS, build, tiny, write

OWN = "themes/default/templates/article.html"
EXTENDS = '{% extends "parent:article.html" %}\n'
BELOW = {
    "base.html": "<main>{% block main %}{% block text %}{% endblock %}{% endblock %}</main>",
    "partials/charts.html": "",
    "article.html": "{% extends 'base.html' %}{% block text %}{%- block byline %}x{% endblock %}{% endblock %}",
}


def reported(template: str, **others: str) -> list[str]:
    """Return what is reported of the own `article.html` of a site, whose other templates are `others`."""
    own = {"article.html": template} | {f"{name}.html": text for name, text in others.items()}
    theme = Theme((Layer("themes/default", own, {}, {}), Layer("digest:themes/default", BELOW, {}, {})))
    return [f"{each} | {each.hint}" for each in unshown_parts(theme)]


@pytest.mark.parametrize(
    ("block", "hint"), [("bylin", "did you mean byline?"), ("zz", "write one of its blocks: byline, main, text")]
)
def test_a_block_that_the_extended_templates_lack_is_reported(block: str, hint: str):
    message = f"no page shows the block {block}, because parent:article.html has none of that name"
    template = EXTENDS + f"\n{{% block {block} %}}{{{{ page.url }}}}{{% endblock %}}"
    assert reported(template) == [f"{OWN}:3:1: W504 {message} | {hint}"]


@pytest.mark.parametrize(
    ("template", "line"),
    [
        (EXTENDS + "{# a #}\n\n<p>Hello", 4),
        (EXTENDS + "{% block text %}x{% endblock %}\n {{ page.title }}\n{{ page.date }}", 3),
    ],
)
def test_text_outside_of_blocks_is_reported_once(template: str, line: int):
    message = "no page shows this text, because the template extends parent:article.html and the text is in no block"
    assert reported(template) == [f"{OWN}:{line}:1: W504 {message} | put it into a block of parent:article.html"]


@pytest.mark.parametrize(
    "template",
    [
        "<main>{% block own %}x{% endblock %}</main>",
        EXTENDS + "{% block text %}{% block own %}x{% endblock %} {{ super() }}{% endblock %}\n",
        EXTENDS + "{% block main %}{{ self.own() }}{% endblock %}{% block own %}x{% endblock %}",
        EXTENDS + "{% set a = 1 %}{% macro b() %}c{% endmacro %} {# d #}",
        EXTENDS + "{% block own %} \n{% endblock %}",
        EXTENDS + "{% block text %",
        "<!-- before -->" + EXTENDS,
        "{% extends page.kind %}{% block own %}x{% endblock %}",
        "{% extends 'missing.html' %}{% block own %}x{% endblock %}",
        "{% extends 'article.html' %}{% block own %}x{% endblock %}",
    ],
)
def test_what_a_page_may_show_is_not_reported(template: str):
    assert reported(template) == []


def test_the_blocks_of_all_extended_templates_count():
    template = "{% extends 'middle.html' %}{% block own %}x{% endblock %}{% block text %}x{% endblock %}"
    middle = "{% extends 'base.html' %}{% block main %}{% block own %}{% endblock %}{% endblock %}"
    assert reported(template, middle=middle) == []
    assert reported(template, middle="{% extends page.kind %}") == []
    assert len(reported(template, middle="{% extends 'base.html' %}")) == 1


def misnamed(*layers: dict[str, str]) -> list[str]:
    """Return what is reported of the misnamed templates of themes, each of which extends the next one, and the last one `BELOW`."""
    own = [Layer(f"themes/{number}", templates, {}, {}) for number, templates in enumerate(layers, 1)]
    return [f"{each} | {each.hint}" for each in misnamed_templates(Theme((*own, Layer("digest:themes/default", BELOW, {}, {}))))]


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("artcle.html", "did you mean article.html?"),
        ("Article.html", "did you mean article.html?"),
        ("topics.html", "did you mean topic.html?"),
        ("parts/charts.html", "did you mean partials/charts.html?"),
        ("base", "did you mean base.html?"),
        ("index.html", "did you mean front.html?"),
        ("_default/single.html", "did you mean article.html?"),
        ("post.njk", "did you mean article.html?"),
        ("layouts/default.html", "did you mean base.html?"),
        ("category.html", "did you mean topic.html?"),
        ("taxonomy/term.html", "did you mean tag.html?"),
    ],
)
def test_a_misnamed_template_is_reported(name: str, hint: str):
    message = "themes/1/templates/{}:1:1: W504 no page uses this template | {}"
    assert misnamed({name: "x"}) == [message.format(name, hint)]
    assert misnamed({"base.html": "x"}, {name: "x"}) == [message.format(name, hint).replace("/1/", "/2/")]


@pytest.mark.parametrize(
    "layers",
    [
        [dict.fromkeys(BELOW, "") | {"topic.html": "", "day.html": ""}],
        [{"article.html": "{% include 'partials/list.htm' %}", "partials/list.htm": "{% import 'm.html' as m %}", "m.html": ""}],
        [{"topic.html": "{% include page.kind %}", "artcle.html": ""}],
        [{"article.html": ""}, {"article.html": "{% include 'artcle.html' %}", "artcle.html": ""}],
        [{"artcle.html": ""}, {"article.html": "{% include 'artcle.html' %}", "artcle.html": ""}],
        [{"article.html": "{% include", "artcle.html": ""}],
        [{"partials/foot.html": "", "mine.html": "", "partials/mine.html": ""}],
        [{"article.html": "{% extends 'layout.html' %}", "layout.html": "{% include 'post.html' %}", "post.html": ""}],
    ],
)
def test_a_template_that_a_page_may_use_is_not_reported(layers: list[dict[str, str]]):
    assert misnamed(*layers) == []


@pytest.mark.parametrize("root", ["themes", "digest:themes"])
@pytest.mark.parametrize("name", ["base", "default", "river"])
def test_the_themes_of_digest_show_all_their_parts(name: str, root: str):
    """In the repository of digest, the themes are the site's own."""

    def templates(theme: str) -> dict[str, str]:
        folder = BUILT_IN / theme / "templates"
        return {path.relative_to(folder).as_posix(): path.read_text() for path in folder.rglob("*.html")}

    own = [Layer(f"themes/{name}", templates(name), {}, {})] if name != "base" else []
    theme = Theme((*own, Layer(f"{root}/base", templates("base"), {}, {})))
    assert list(misnamed_templates(theme)) == []
    assert root == "themes" or list(unshown_parts(theme)) == []


def test_a_build_reports_it_and_goes_on(tmp_path: Path):
    own = {OWN: EXTENDS + "{% block bylin %}x{% endblock %}\n", "digest.yml": SETTINGS.replace("plain", "default")}
    built = build(write(tmp_path, {**tiny(1), **own}))
    assert built.code == 0
    assert [line.partition(" no page ")[0] for line in built.diagnostics if "W504" in line] == [f"{OWN}:2:1: W504"]


MISPLACED = (
    "themes/default/article.html",
    "themes/default/Style.CSS",
    "themes/default/template/article.html",
    "themes/default/Static/a.css",
    "themes/default/partials/colophon.html",
    "themes/default/partial/logo.html",
    "themes/river/search.js",
)


def test_files_outside_of_the_folders_of_a_theme_are_reported(tmp_path: Path):
    beside = {"themes/default/README.md": "", "themes/default/design/a.txt": "", "themes/default/static/a.txt": ""}
    site = {**tiny(1), **dict.fromkeys(MISPLACED, ""), **beside, "digest.yml": SETTINGS.replace("plain", "default")}
    built = build(write(tmp_path, site))
    assert built.code == 0
    paths = ["themes/default/Static", "themes/default/Style.CSS", "themes/default/article.html"]
    paths += ["themes/default/partial", "themes/default/partials", "themes/default/template"]
    message = "W504 no page uses this path in the folder of a theme | move it into templates/, static/ or i18n/"
    assert [line for line in built.diagnostics if "W504" in line] == [f"{path}:1:1: {message}" for path in paths]


EXTENSION = """
from digest.api import OwnPage, Page

def plan(collections, site, config):
    return [Page("own/index.html", "artcle.html", OwnPage(title="Own"))]

PLANNERS = {"own": plan}
"""


def test_templates_for_pages_of_extensions_are_not_reported(tmp_path: Path):
    settings = SETTINGS.replace("plain", "default") + "extensions: [own.py]\n"
    site = {**tiny(1), "themes/default/templates/artcle.html": "x", "extensions/own.py": EXTENSION}
    built = build(write(tmp_path, {**site, "digest.yml": settings}))
    assert built.code == 0, built.diagnostics
    assert not [line for line in built.diagnostics if "W504" in line]
    (tmp_path / "digest.yml").write_text(SETTINGS.replace("plain", "default"))
    assert [line.partition(" W504 ")[0] for line in build(tmp_path).diagnostics if "W504" in line] == [
        "themes/default/templates/artcle.html:1:1:"
    ]
