"""Blocks and texts of a site's templates that no page shows are reported."""

from __future__ import annotations

from pathlib import Path

import pytest

from digest.inputs.theme_files import BUILT_IN
from digest.rendering.theme import Layer, Theme
from digest.rendering.unshown_parts import unshown_parts
from tests.sites import SETTINGS, build, tiny, write

OWN = "themes/default/templates/article.html"
EXTENDS = '{% extends "parent:article.html" %}\n'
BELOW = {
    "base.html": "<main>{% block main %}{% block text %}{% endblock %}{% endblock %}</main>",
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


@pytest.mark.parametrize("name", ["base", "default", "river"])
def test_the_themes_of_digest_show_all_their_parts(name: str):
    def templates(theme: str) -> dict[str, str]:
        folder = BUILT_IN / theme / "templates"
        return {path.relative_to(folder).as_posix(): path.read_text() for path in folder.rglob("*.html")}

    theme = Theme((Layer(f"themes/{name}", templates(name), {}, {}), Layer("digest:themes/base", templates("base"), {}, {})))
    assert list(unshown_parts(theme)) == []


def test_a_build_reports_it_and_goes_on(tmp_path: Path):
    own = {OWN: EXTENDS + "{% block bylin %}x{% endblock %}\n", "digest.yml": SETTINGS.replace("plain", "default")}
    built = build(write(tmp_path, {**tiny(1), **own}))
    assert built.code == 0
    assert [line.partition(" no page ")[0] for line in built.diagnostics if "W504" in line] == [f"{OWN}:2:1: W504"]
