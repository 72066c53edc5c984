"""An edit of a template renders the pages again whose templates can reach it, and no others."""

from __future__ import annotations

from pathlib import Path

import pytest

from digest.errors import ContentError
from digest.inputs.theme_files import BUILT_IN
from digest.pages.page import LIST_TEMPLATES
from digest.rendering.jinja_environment import parsed
from digest.rendering.template_closures import NAMING_NODES, closure_hashes
from digest.rendering.theme import BUILT_IN_ROOT, Layer, Theme
from tests.sites import SETTINGS, build, tiny, write


def theme(*layers: dict[str, str]) -> Theme:
    """Return a theme with the templates of these layers, the site's own first."""
    return Theme(tuple(Layer(f"themes/{number}", templates, {}, {}) for number, templates in enumerate(layers)))


def changed(before: Theme, after: Theme) -> set[str]:
    """Return the templates whose pages are rendered again after this change of the theme."""
    old, new = closure_hashes(before), closure_hashes(after)
    return {name for name in new if old.get(name) != new[name]}


LISTS = {"list.html", *LIST_TEMPLATES}
"""The templates for which `list.html` is the fallback, and itself."""

PLAIN = {"base.html": "B", "article.html": '{% extends "base.html" %}', "card.html": "C", "list.html": '{% include "card.html" %}'}


@pytest.mark.parametrize(
    ("edited", "again"),
    [
        ("base.html", {"base.html", "article.html"}),
        ("card.html", {"card.html", *LISTS}),
        ("list.html", LISTS),
        ("article.html", {"article.html"}),
    ],
)
def test_pages_are_rendered_again_after_an_edit_of_a_template_they_reach(edited: str, again: set[str]):
    assert changed(theme(PLAIN), theme({**PLAIN, edited: PLAIN[edited] + "!"})) == again


def test_a_template_of_one_kind_of_list_affects_the_pages_of_that_kind_only():
    """When it, or a template that it extends, is added, edited or removed."""
    own = {**PLAIN, "topic.html": '{% extends "base.html" %}'}
    assert changed(theme(PLAIN), theme(own)) == changed(theme(own), theme(PLAIN)) == {"topic.html"}
    assert changed(theme(own), theme({**own, "list.html": "L"})) == LISTS - {"topic.html"}
    assert changed(theme(own), theme({**own, "base.html": "D"})) == {"base.html", "article.html", "topic.html"}
    assert changed(theme({}, PLAIN), theme({"topic.html": "own"}, PLAIN)) == {"topic.html"}


@pytest.mark.parametrize(
    "text",
    [
        "{% include page.kind ~ '.html' %}",
        "{% include page.template %}",
        "{% extends page.base %}",
        "{% import page.macros as m %}",
        "{% from page.macros import m %}",
        "{% include ['card.html', page.kind] %}",
    ],
)
def test_a_template_with_a_computed_name_depends_on_the_whole_theme(text: str):
    """It may include any template, so its pages would be stale after an edit of any."""
    files = {**PLAIN, "computed.html": text, "outer.html": '{% include "computed.html" %}'}
    for edited in ("base.html", "card.html", "list.html"):
        assert {"computed.html", "outer.html"} <= changed(theme(files), theme({**files, edited: "another"}))
    assert "article.html" not in changed(theme(files), theme({**files, "card.html": "another"}))


def test_a_new_template_is_reached_by_a_computed_name():
    files = {"computed.html": "{% include page.template %}"}
    assert changed(theme(files), theme({**files, "new.html": "N"})) == {"computed.html", "new.html"}


def test_templates_that_include_each_other_do_not_loop_forever():
    files = {"a.html": '{% include "b.html" %}', "b.html": '{% include "a.html" %}'}
    assert changed(theme(files), theme({**files, "b.html": '{% include "a.html" %}!'})) == {"a.html", "b.html"}


def test_the_upper_layer_takes_precedence_and_parent_refers_to_the_lower():
    upper = {"card.html": '{% include "parent:card.html" %}'}
    assert changed(theme(upper, PLAIN), theme(upper, {**PLAIN, "card.html": "D"})) == {"card.html", *LISTS}
    assert changed(theme({"card.html": "own"}, PLAIN), theme({"card.html": "own"}, {**PLAIN, "card.html": "D"})) == set()
    assert changed(theme({}, PLAIN), theme({"card.html": "own"}, PLAIN)) == {"card.html", *LISTS}


def test_references_of_built_in_templates_are_found_by_the_regular_expression():
    templates = {str(file): file.read_text() for file in BUILT_IN.rglob("templates/**/*.*")}
    assert templates
    for name, source in templates.items():
        assert set(NAMING_NODES.findall(source)) == set(parsed(source, name)[1]), name


def test_a_built_in_template_may_compute_a_name():
    def built_in(card: str) -> Theme:
        templates = {"page.html": '{% include "head.html" %}{% include page.kind ~ ".html" %}', "head.html": "H", "card.html": card}
        return Theme((Layer(f"{BUILT_IN_ROOT}own", templates, {}, {}),))

    assert "page.html" in changed(built_in("C"), built_in("D"))


def test_all_templates_that_cannot_be_parsed_are_reported_with_their_lines():
    with pytest.raises(ContentError) as caught:
        closure_hashes(theme({"a.html": "x\n{% if %}", "b.html": "B", "c.html": "{{ }"}))
    diagnostics = caught.value.diagnostics
    assert [(diagnostic.path, diagnostic.line, diagnostic.code) for diagnostic in diagnostics] == [
        ("themes/0/templates/a.html", 2, "E501"),
        ("themes/0/templates/c.html", 1, "E501"),
    ]


SHOUT = {"card.html": "{{ page.title|shout }}", "list.html": '{% include "card.html" %}', "page.html": "{{ page.title|upper }}"}


def again(templates: dict[str, str], before: dict[str, str], after: dict[str, str]) -> set[str]:
    """Return the templates whose pages are rendered again when the code of added filters changes."""
    old, new = closure_hashes(theme(templates), before), closure_hashes(theme(templates), after)
    return {name for name in new if old[name] != new[name]}


def test_a_changed_filter_affects_the_templates_that_reach_it():
    assert again(SHOUT, {"shout": "1"}, {"shout": "2"}) == {"card.html", *LISTS}
    assert again(SHOUT, {"shout": "1"}, {"shout": "1", "unused": "1"}) == set()


@pytest.mark.parametrize(
    ("text", "reaches"),
    [
        ("{{ [1]|map('shout')|list }}", True),
        ("{{ [1]|map('upper')|list }}", False),
        ("{{ [1]|map(page.kind)|list }}", True),
        ("{{ [1]|map(*page.filters)|list }}", True),
        ("{{ [1]|map(attribute='a')|list }}", False),
        ("{% filter shout %}a{% endfilter %}", True),
    ],
)
def test_a_filter_that_is_an_argument_of_map_is_found(text: str, reaches: bool):
    assert bool(again({"a.html": text}, {"shout": "1"}, {"shout": "2"})) is reaches


@pytest.mark.parametrize("tag", ["extends 'a'", "include 'a'", "import 'a' as a", "from 'a' import b"])
@pytest.mark.parametrize("start", ["{% ", "{%- ", "{%+ ", "{%", "{%\n"])
def test_the_regular_expression_finds_the_same_references_as_the_parser(start: str, tag: str):
    source = f"x{start}{tag} %}}"
    assert NAMING_NODES.search(source) and parsed(source, "page.html")[1] == ("a",)


def test_the_block_of_a_page_may_be_in_a_template_that_the_frame_extends(tmp_path: Path):
    files = tiny(1) | {
        "digest.yml": SETTINGS.replace("theme: plain", "theme: mine"),
        "themes/mine/theme.yml": "extends: base\n",
        "themes/mine/templates/base.html": "{% extends 'frame.html' %}",
        "themes/mine/templates/frame.html": "<!doctype html><title>x</title>{% block main %}{% endblock %}",
    }
    built = build(write(tmp_path, files))
    assert (built.code, built.diagnostics) == (0, ())


def test_a_built_in_template_depends_on_the_filters_of_extensions_that_it_calls():
    base = {"a.html": "{{ page.title|shout }}", "b.html": "{{ page.title }}", "c.html": '{% include "a.html" %}'}
    built_in = Theme((Layer(f"{BUILT_IN_ROOT}base", base, {}, {}),))
    one, two = (closure_hashes(built_in, {"shout": code}) for code in ("one", "two"))
    assert {name for name in base if one[name] != two[name]} == {"a.html", "c.html"}


def test_a_frame_with_a_syntax_error_is_not_also_reported_as_lacking_its_block():
    base = Layer(f"{BUILT_IN_ROOT}base", {"article.html": '{% extends "base.html" %}', "base.html": ""}, {}, {})
    with pytest.raises(ContentError) as caught:
        closure_hashes(Theme((Layer("themes/own", {"base.html": "{% if %}"}, {}, {}), base)))
    assert [found.code for found in caught.value.diagnostics] == ["E501"]


@pytest.mark.parametrize(("more", "count"), [({}, ""), ({"parts/frame.html": 1}, ""), ({"list.html": 1}, " and 1 more templates")])
def test_the_error_of_a_frame_without_its_block_counts_the_pages_that_would_be_empty(more: dict[str, int], count: str):
    pages = dict.fromkeys(("article.html", *more), '{% extends "base.html" %}{% block main %}A{% endblock %}')
    base = Layer(f"{BUILT_IN_ROOT}base", pages | {"base.html": "{% block main %}{% endblock %}"}, {}, {})
    with pytest.raises(ContentError) as caught:
        closure_hashes(Theme((Layer("themes/own", {"base.html": "B"}, {}, {}), base)))
    (found,) = caught.value.diagnostics
    assert (found.path, found.code) == ("themes/own/templates/base.html", "E503")
    assert found.message == f"there is no block main, which article.html{count} of digest's theme base would fill"
