"""Templates show only values whose text is the same in every build, run no code of their own, and stop at limits."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup, escape

from digest.errors import ContentError, Fault
from digest.pages.page import OwnPage, Page, Site
from digest.rendering.renderer import Renderer, closures
from digest.rendering.showable import as_text, escaped
from digest.rendering.theme import Layer, Theme

EMPTY: dict[str, Any] = {"str": "", "bool": False, "tuple": (), "dict": {}}
SITE = Site(**{name: EMPTY[str(kind).partition("[")[0]] for name, kind in Site.__annotations__.items()} | {"language": "en"})
"""A site that has nothing but a language."""


def render(template: str, name: str = "page.html") -> str:
    theme = Theme((Layer("themes/t", {name: template}, {}, {}),))
    closures(theme)
    page = Page("a/index.html", name, OwnPage(title="A <title>"), "content/a.md")
    return Renderer(theme, SITE).render(page, lambda key: "").decode()


def refused(template: str, name: str = "page.html") -> Fault:
    with pytest.raises(ContentError) as caught:
        render(template, name)
    (fault,) = caught.value.faults
    return fault


FUNCTIONS = {
    "a method": "{{ page.title.upper }}",
    "the function html": "{{ html }}",
    "a macro": "{% macro m() %}x{% endmacro %}{{ m }}",
    "a block": "{% block b %}{% endblock %}{{ self.b }}",
    "in a list": "{{ [html] }}",
    "in a mapping": "{{ {'a': [html]} }}",
    "in its items": "{{ {'a': html}.items() }}",
    "joined by ~": "{{ page.title ~ html }}",
    "joined": "{{ [html]|join }}",
    "between what is joined": "{{ [1, 2]|join(html) }}",
    "as a string": "{{ html|string }}",
    "in upper case": "{{ html|upper }}",
    "as an attribute": "{{ {'a': html}|xmlattr }}",
    "pretty": "{{ [html]|pprint }}",
    "formatted by a filter": "{{ '%s'|format(html) }}",
    "formatted by %": "{{ '%s' % html }}",
    "formatted by a method": "{{ '{}'.format(html) }}",
    "mapped": "{{ [html]|map('string')|list }}",
    "filtered": "{% filter upper %}{{ html }}{% endfilter %}",
    "not escaped": "{% autoescape false %}{{ html }}{% endautoescape %}",
    "set": "{% set x %}{{ html }}{% endset %}",
}


@pytest.mark.parametrize("kind", FUNCTIONS)
@pytest.mark.parametrize("name", ["page.html", "page.txt"])
def test_a_function_cannot_be_shown(kind: str, name: str):
    fault = refused(f"one\n{FUNCTIONS[kind]}", name)
    assert (fault.path, fault.line, fault.code) == (f"themes/t/templates/{name}", 2, "E502")
    assert "is a function and cannot be shown: call it" in fault.message


@pytest.mark.parametrize(
    "template, said",
    [
        ("{{ [1, 2]|map('string') }}", "a generator cannot be shown, only its items: add |list or |join(', ')"),
        ("{{ [1, 2]|reverse }}", "cannot be shown, only its items"),
        ("{{ [1, 2]|batch(1)|string }}", "cannot be shown, only its items"),
        ("{{ namespace(a=1) }}", "a value of type Namespace has no text"),
    ],
)
def test_what_has_no_text_of_its_own_cannot_be_shown(template: str, said: str):
    assert said in refused(template).message


def test_a_set_has_no_order_and_an_object_no_text():
    for value, said in ((frozenset("ab"), "has no order"), ({"ab"}, "has no order"), (object(), "type object has no text")):
        for show in (escaped, as_text):
            with pytest.raises(Exception, match=said):
                show([value])


@pytest.mark.parametrize(
    "template, shown",
    [
        ("{{ page.title }}", "A &lt;title&gt;"),
        ("{{ page.title|upper ~ '<' }}", "A &lt;TITLE&gt;&lt;"),
        ("{{ [1, 'a', none, 2.5] }}", "[1, &#39;a&#39;, None, 2.5]"),
        ("{{ {'a': (1, true)} }}", "{&#39;a&#39;: (1, True)}"),
        ("{{ range(3)|list }}{{ range(3) }}", "[0, 1, 2]range(0, 3)"),
        ("{{ ['<', 'b']|join('-') }}", "&lt;-b"),
        ("{{ [{'k': 1}]|map(attribute='k')|join }}", "1"),
        ("{{ '%s-%03d'|format('<', 7) }}{{ '{:>3}'.format(7) }}", "&lt;-007  7"),
        ("{% autoescape false %}{{ page.title }}{% endautoescape %}", "A <title>"),
        ("{% macro m(x) %}<{{ x }}>{% endmacro %}{{ m('&') }}{{ m(1) ~ '&' }}", "<&amp;><1>&amp;"),
        ("{{ 'ab' * 3 }}{{ 2 ** 10 }}{{ 7 % 4 }}", "ababab10243"),
        ("{{ 'x'|center(5)|length }}", "5"),
    ],
)
def test_all_else_is_shown_as_ever(template: str, shown: str):
    assert render(template) == shown


@given(
    st.recursive(st.one_of(st.text(), st.integers(), st.none(), st.text().map(Markup)), lambda values: st.lists(values, max_size=3))
)
def test_plain_values_are_escaped_as_by_markupsafe(value: object):
    assert escaped(value) == str(escape(value))
    assert as_text(value) == str(value)


@pytest.mark.parametrize(
    "template",
    [
        "{{ ''.__class__.__mro__ }}",
        "{{ ''|attr('__class__') }}",
        "{{ html.__globals__ }}",
        "{{ page['__class__'] }}",
        "{{ '{0.__class__}'.format(1) }}",
        "{% set x = [] %}{{ x.append(1) }}",
        "{{ site.strings.update({}) }}",
        "{{ site.strings.pop('x') }}",
    ],
)
def test_a_template_runs_no_code_of_its_own_and_changes_nothing(template: str):
    fault = refused(template)
    assert fault.code == "E502" and "unsafe" in fault.message


DEEP = {
    "blocks": "{% if 1 %}\n" * 400 + "{% endif %}" * 400,
    "loops": "{% for a in [1] %}\n" * 30 + "{% endfor %}" * 30,
    "operators": "\n{{ 1" + "+1" * 5000 + " }}",
    "brackets": "\n{{ " + "(" * 3000 + ")" * 3000 + " }}",
    "lists": "\n{{ " + "[1," * 400 + "]" * 400 + " }}",
    "filters": "\n{{ 1" + "|string" * 3000 + " }}",
    "attributes": "\n{{ page" + ".a" * 3000 + " }}",
}


@pytest.mark.parametrize("kind", DEEP)
def test_what_is_nested_too_deeply_is_a_fault_of_the_template(kind: str):
    fault = refused(DEEP[kind])
    assert (fault.path, fault.code) == ("themes/t/templates/page.html", "E501")
    assert fault.line > 1
    assert fault.message == "nested too deeply: too many tags or operators within each other"


def test_a_number_that_python_cannot_read_is_a_fault_of_the_template():
    fault = refused("\n{{ " + "1" * 5000 + " }}")
    assert (fault.line, fault.code) == (2, "E501") and "4300 digits" in fault.message


@pytest.mark.parametrize(
    "template",
    [
        "{{ 'x' * 10**11 }}", "{{ 10**11 * 'x' }}", "{{ [1] * 10**11 }}", "{{ 'x'|center(10**12) }}",
        "{{ '%1000000000000d'|format(1) }}", "{{ 2 ** 10000000 }}", "{{ 2 ** (3 ** 20) }}",
        "{{ '{:1000000000000}'.format(1) }}", "{% for x in range(10**11) %}{% endfor %}",
    ],
)  # fmt: skip
def test_a_result_that_is_too_large_is_a_fault_of_the_template(template: str):
    fault = refused(f"\n{template}")
    assert (fault.line, fault.code) == (2, "E502")
