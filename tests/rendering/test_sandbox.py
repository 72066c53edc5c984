"""Templates can print only values whose text is the same in every build, cannot run Python code, and have limits."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup, escape

from digest.diagnostics import Diagnostic
from digest.errors import ContentError
from digest.pages.brand_context import Brand
from digest.pages.extension_contexts import OwnPage
from digest.pages.page import Page
from digest.pages.site import Site
from digest.rendering import template_limits
from digest.rendering.renderer import Renderer
from digest.rendering.showable_values import as_text, escape_value
from digest.rendering.template_closures import closure_hashes
from digest.rendering.theme import Layer, Theme

EMPTY: dict[str, Any] = {"str": "", "bool": False, "tuple": (), "dict": {}, "Brand": Brand()}
SITE = Site(**{name: EMPTY[str(kind).partition("[")[0]] for name, kind in Site.__annotations__.items()} | {"language": "en"})
"""A site with a language and no other values."""


def render(template: str, name: str = "page.html") -> str:
    theme = Theme((Layer("themes/t", {name: template}, {}, {}),))
    closure_hashes(theme)
    page = Page("a/index.html", name, OwnPage(title="A <title>"), "content/a.md")
    return Renderer(theme, SITE).render(page, lambda key: "").decode()


def refused(template: str, name: str = "page.html") -> Diagnostic:
    with pytest.raises(ContentError) as caught:
        render(template, name)
    (diagnostic,) = caught.value.diagnostics
    return diagnostic


FUNCTIONS = {
    "a method": "{{ page.title.upper }}",
    "the function html": "{{ html }}",
    "a macro": "{% macro m() %}x{% endmacro %}{{ m }}",
    "a block": "{% block b %}{% endblock %}{{ self.b }}",
    "in a list": "{{ [html] }}",
    "in a mapping": "{{ {'a': [html]} }}",
    "as a key": "{{ {html: 1} }}",
    "in its items": "{{ {'a': html}.items() }}",
    "in its values": "{{ {'a': html}.values() }}",
    "in its keys": "{{ {html: 1}.keys() }}",
    "as a named argument": "{{ page.title|replace('a', new=html) }}",
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
def test_a_function_cannot_be_printed(kind: str, name: str):
    diagnostic = refused(f"one\n{FUNCTIONS[kind]}", name)
    assert (diagnostic.path, diagnostic.line, diagnostic.code) == (f"themes/t/templates/{name}", 2, "E502")
    assert "is a function and cannot be shown: call it" in diagnostic.message


NAMES = """capitalize center e escape forceescape format indent lower pprint replace safe string striptags title trim truncate
    upper urlencode urlize wordcount wordwrap xmlattr"""


@pytest.mark.parametrize("name", NAMES.split())
def test_a_filter_cannot_convert_a_function_to_text(name: str):
    assert "is a function and cannot be shown" in refused(f"{{{{ html|{name} }}}}").message


@pytest.mark.parametrize(
    "template, message",
    [
        ("{{ [1, 2]|map('string') }}", "a generator cannot be shown, only its items: add |list or |join(', ')"),
        ("{{ [1, 2]|reverse }}", "cannot be shown, only its items"),
        ("{{ [1, 2]|batch(1)|string }}", "cannot be shown, only its items"),
        ("{{ namespace(a=1) }}", "a value of type Namespace has no text"),
    ],
)
def test_generators_and_namespaces_cannot_be_printed(template: str, message: str):
    assert message in refused(template).message


def test_sets_and_plain_objects_cannot_be_printed():
    for value, message in ((frozenset("ab"), "has no order"), ({"ab"}, "has no order"), (object(), "type object has no text")):
        for show in (escape_value, as_text):
            with pytest.raises(Exception, match=message):
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
def test_all_other_values_are_printed_as_in_jinja(template: str, shown: str):
    assert render(template) == shown


@given(
    st.recursive(st.one_of(st.text(), st.integers(), st.none(), st.text().map(Markup)), lambda values: st.lists(values, max_size=3))
)
def test_plain_values_are_escaped_as_markupsafe_does(value: object):
    assert escape_value(value) == str(escape(value))
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
def test_a_template_cannot_run_python_code_or_change_values(template: str):
    diagnostic = refused(template)
    assert diagnostic.code == "E502" and "unsafe" in diagnostic.message


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
def test_too_deep_nesting_is_a_template_error(kind: str):
    diagnostic = refused(DEEP[kind])
    assert (diagnostic.path, diagnostic.code) == ("themes/t/templates/page.html", "E501")
    assert diagnostic.line > 1
    assert diagnostic.message == "nested too deeply: too many tags or operators within each other"


def test_a_number_that_python_cannot_parse_is_a_template_error():
    diagnostic = refused("\n{{ " + "1" * 5000 + " }}")
    assert (diagnostic.line, diagnostic.code) == (2, "E501") and "4300 digits" in diagnostic.message


@pytest.mark.parametrize(
    "template",
    [
        "{{ 'x' * 10**11 }}", "{{ 10**11 * 'x' }}", "{{ [1] * 10**11 }}", "{{ 'x'|center(10**12) }}",
        "{{ '%1000000000000d'|format(1) }}", "{{ 2 ** 10000000 }}", "{{ 2 ** (3 ** 20) }}",
        "{{ '{:1000000000000}'.format(1) }}", "{% for x in range(10**11) %}{% endfor %}",
    ],
)  # fmt: skip
def test_a_result_that_is_too_large_is_a_template_error(template: str):
    diagnostic = refused(f"\n{template}")
    assert (diagnostic.line, diagnostic.code) == (2, "E502")


LONG = "'x' * 1000"


@pytest.fixture
def low_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Low limits, which tests reach quickly."""
    monkeypatch.setattr(template_limits, "LONGEST_VALUE", 1000)
    monkeypatch.setattr(template_limits, "LONGEST_OUTPUT", 10_000)


@pytest.mark.usefixtures("low_limits")
@pytest.mark.parametrize(
    "template",
    [
        "{{ 'x'|center(10**8) }}", "{{ 'x'.ljust(10**8) }}", "{{ 'x'.center(10**8, 'y') }}", "{{ '7'.zfill(10**8) }}",
        "{{ '\t'.expandtabs(10**8) }}", "{{ (1).to_bytes(10**8, 'big') }}", "{{ '%100000000d' % 1 }}", "{{ '%*d' % (10**8, 1) }}",
        "{{ '%.100000000f'|format(1.5) }}", "{{ '%*d'|format(10**8, 1) }}", "{{ '{:>100000000}'.format(1) }}",
        "{{ '{:>{}}'.format(1, 10**8) }}", "{{ '{a:>{b}}'.format_map({'a': 1, 'b': 10**8}) }}", "{{ 'x'|indent(10**8) }}",
        f"{{{{ 'a\\na\\na'|indent({LONG}) }}}}", "{{ [1]|batch(10**8, 0)|list }}", "{{ [1]|slice(10**8)|list }}",
        f"{{{{ ({LONG})|replace('x', 'yy') }}}}", f"{{{{ ({LONG}).replace('x', 'yy') }}}}", f"{{{{ 'xx'.join([{LONG}, 'y']) }}}}",
        f"{{{{ [{LONG}, 'y']|join }}}}", f"{{{{ ({LONG}) ~ 'y' }}}}", f"{{{{ {LONG} + 'y' }}}}", "{{ [1] * 1000 + [1] }}",
        "{{ (1, 2) * 501 }}", "{{ 501 * (1, 2) }}", "{{ (1,) * 1000 + (1,) }}", "{{ 'a %*d' % (10**8, 1) }}",
        "{{ 'a %*d'|format(10**8, 1) }}", "{{ 'a {:>{}}'.format(1, 10**8) }}", "{{ 'a %100000000d' % 1 }}",
        f"{{{{ '%s%s' % ({LONG}, 1) }}}}", f"{{{{ '{{}}{{}}'.format({LONG}, 1) }}}}",
    ],
)  # fmt: skip
def test_a_value_that_would_be_too_long_is_not_created(template: str):
    diagnostic = refused(f"\n{template}")
    assert (diagnostic.line, diagnostic.code) == (2, "E502")
    assert "more than 1,000" in diagnostic.message or "longer than 1,000" in diagnostic.message


@pytest.mark.usefixtures("low_limits")
@pytest.mark.parametrize(
    "doubled",
    [
        "{% set n.a = n.a ~ n.a %}", "{% set n.a = n.a + n.a %}", "{% set n.a = '%s%s' % (n.a, n.a) %}",
        "{% set n.a = [n.a, n.a]|join %}", "{% set n.a = '{0}{0}'.format(n.a) %}", "{% set n.a = n.a|replace('x', 'xx') %}",
        "{% set b %}{{ n.a }}{{ n.a }}{% endset %}{% set n.a = b %}",
    ],
)  # fmt: skip
def test_repeated_doubling_of_a_value_is_stopped(doubled: str):
    diagnostic = refused(f"{{% set n = namespace(a='x') %}}{{% for i in range(60) %}}{doubled}{{% endfor %}}")
    assert diagnostic.code == "E502"
    assert "longer than 1,000" in diagnostic.message or "more than 10,000 characters" in diagnostic.message


@pytest.mark.usefixtures("low_limits")
def test_a_page_that_is_too_long_is_stopped():
    """As soon as it is too long: rendering all of it would take minutes and exhaust the memory."""
    diagnostic = refused("\n{% for a in range(99999) %}{% for b in range(99999) %}xxxxxxxxxx{% endfor %}{% endfor %}")
    assert diagnostic.message.endswith("this makes a text of more than 10,000 characters")
    assert diagnostic.code == "E502"


@pytest.mark.parametrize(
    "template",
    [
        "{{ [page.nothing] }}",
        "{{ {'a': page.nothing} }}",
        "{{ [page]|map(attribute='nothing')|list }}",
        "{{ [page.nothing]|join }}",
    ],
)
def test_a_missing_value_in_a_list_is_an_error(template: str):
    assert "has no nothing" in refused(template).message


@pytest.mark.parametrize(
    "template, shown",
    [
        ("{{ 'x'|center(5) }}|{{ 'x'.rjust(3) }}", "  x  |  x"), ("{{ 'a\\na'|indent(2) }}", "a\n  a"),
        ("{{ '%08d' % 7 }} {{ '%d'|format(1700000000) }}", "00000007 1700000000"), ("{{ '{:>3}'.format(9) }}", "  9"),
        ("{{ 1700000000|string ~ [1, 2]|join('-') ~ ', '.join(['a', 'b']) }}", "17000000001-2a, b"),
        ("{{ 'call 12345678: %s' % 1 }}", "call 12345678: 1"), ("{{ 'ab'.replace('a', 'bb') }}{{ 1 + 2 }}", "bbb3"),
    ],
)  # fmt: skip
def test_values_within_the_limits_are_printed(template: str, shown: str):
    assert render(template) == shown


@pytest.mark.parametrize(
    ("template", "shown"),
    [
        ("{{ 'a-b-c'.split('-', 1)|join('|') }}", "a|b-c"),
        ("{{ 'banana'.count('a', 2) }}", "2"),
        ("{{ 'banana'.replace('a', 'o', 1) }}", "bonana"),
        ("{{ ', '.join(['a', 'b']) }}", "a, b"),
        ("{{ 'ab'.center(6, '*') }}", "**ab**"),
        ("{{ 'ab' * 2 }}{{ 2 * 'ab' }}", "abababab"),
        ("{{ 'a\nb'|indent(2) }}", "a\n  b"),
        ("{% for a in ['ab', 'b'] %}{{ a.startswith('a') }}{% endfor %}", "TrueFalse"),
        ("{% block a %}{% for a in ['ab'] %}{{ a.replace('a', 'c') }}{% endfor %}{{ 'b'.upper() }}{% endblock %}", "cbB"),
    ],
)
def test_methods_and_operators_work_as_in_python_within_the_limits(template: str, shown: str):
    assert render(template) == shown


@pytest.mark.parametrize(
    ("method", "arguments", "message"),
    [("replace", ("b",), "at least 2"), ("replace", (), "at least 2"), ("join", (), "exactly one")],
)
def test_wrong_arguments_of_a_method_have_the_message_of_python(method: str, arguments: tuple[object, ...], message: str):
    with pytest.raises(TypeError, match=message) as raised:  # the words differ between versions of Python
        getattr("a", method)(*arguments)
    assert refused(f"{{{{ 'a'.{method}({', '.join(map(repr, arguments))}) }}}}").message.endswith(str(raised.value))


def test_join_needs_an_iterable():
    assert "'int' object is not iterable" in refused("{{ 'a'.join(1) }}").message


@pytest.mark.parametrize("character", list("&<>\"'"))
def test_each_special_character_of_html_is_escaped(character: str):
    assert escape_value(f"a{character}b") == str(escape(f"a{character}b")) != f"a{character}b"
    assert escape_value("a b") == "a b"


@pytest.mark.parametrize("name", ["lipsum", "cycler", "joiner"])
def test_there_is_no_function_that_is_random_or_has_state(name: str):
    assert f"there is no variable {name}" in refused(f"{{{{ {name}() }}}}").message


def test_there_is_no_random_filter():
    assert "'random'" in refused("{{ [1, 2]|random }}").message


@pytest.mark.parametrize(("name", "shown"), [("a.html", "&lt;"), ("feed.xml", "&lt;"), ("data.json", "&lt;"), ("mail.txt", "<")])
def test_values_are_escaped_in_all_templates_except_txt(name: str, shown: str):
    assert render("{{ page.title }}", name) == f"A {shown}title{'>' if shown == '<' else '&gt;'}"


def test_json_has_sorted_keys_and_unescaped_letters():
    assert render("{{ {'b': 'é', 'a': 1}|tojson }}") == '{"a": 1, "b": "é"}'
