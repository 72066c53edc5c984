"""The renderer renders pages from templates, contexts and texts, and reports each failure with the line to be fixed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from markupsafe import Markup
from msgspec.structs import replace

from digest.diagnostics import Diagnostic
from digest.errors import ContentError
from digest.extensions import Addition, Code
from digest.markdown.body import Body
from digest.pages.extension_contexts import OwnPage
from digest.pages.page import Page, Text
from digest.rendering.renderer import Renderer, marked_words
from digest.rendering.theme import Layer, Theme
from tests.rendering.test_sandbox import SITE

BODIES = {"k": Body(('<p><a href="#n">1</a> <a ', ">x</a></p>"))}


def renderer(templates: dict[str, str], *under: dict[str, str], filters: dict[str, Callable[..., Any]] | None = None) -> Renderer:
    layers = (Layer(f"themes/{number}", each, {}, {}) for number, each in enumerate((templates, *under)))
    code = Code("own.py", "key", (__file__,), 3, 5)
    added = [Addition(code, "filters", name, function, "extensions/own.py", 7) for name, function in (filters or {}).items()]
    return Renderer(Theme(tuple(layers)), SITE, added)


def page(template: str = "page.html") -> Page:
    return Page("a/index.html", template, OwnPage(title="T", data={"text": Text("k", ('href="/y/"',))}), "content/a.md")


def rendered(template: str, **more: Any) -> str:
    return renderer({"page.html": template}, **more).render(page(), BODIES.__getitem__).decode()


def failed(made: Renderer, template: str = "page.html") -> Diagnostic:
    with pytest.raises(ContentError) as caught:
        made.render(page(template), BODIES.__getitem__)
    (diagnostic,) = caught.value.diagnostics
    assert diagnostic.column == 1, "Jinja knows only the line"
    return diagnostic


# words


def test_untranslated_words_are_marked_as_english():
    site = replace(SITE, language="ko", strings={"a": "<i>", "b": "Home & b", "c": {"other": "{n}"}}, untranslated=("b", "c"))
    assert marked_words(site) == {"a": "<i>", "b": '<span lang="en" dir="ltr">Home &amp; b</span>'}


# texts


def test_a_text_is_rendered_as_html_with_its_links():
    assert rendered("{{ html(page.data.text) }}") == '<p><a href="#n">1</a> <a href="/y/">x</a></p>'


def test_links_to_anchors_in_a_feed_have_the_url_of_the_page():
    assert rendered("{{ html(page.data.text, 'https://example.org/a/') }}") == (
        '<p><a href="https://example.org/a/#n">1</a> <a href="/y/">x</a></p>'
    )


def test_template_tags_leave_no_blank_lines_and_no_indentation():
    assert rendered("<ul>\n  {% for a in [1, 2] %}\n  <li>{{ a }}\n  {% endfor %}\n</ul>\n") == "<ul>\n  <li>1\n  <li>2\n</ul>"


# missing templates


def test_a_missing_page_template_is_reported_with_the_page():
    diagnostic = failed(renderer({"list.html": ""}), "lists.html")
    assert (diagnostic.path, diagnostic.line, diagnostic.code) == ("themes/0/templates/lists.html", 1, "E503")
    assert diagnostic.message == "content/a.md: there is no template themes/0/templates/lists.html"
    assert diagnostic.hint == "did you mean list.html?"


def test_a_template_that_no_lower_layer_has_is_reported_with_its_name():
    diagnostic = failed(renderer({"page.html": "{% include 'parent:card.html' %}", "card.html": ""}, {"cards.html": ""}))
    assert diagnostic.message == "there is no template parent:card.html"


def test_an_error_in_the_last_of_many_included_templates_is_reported_there():
    templates = {f"{number}.html": f"{{% include '{number + 1}.html' %}}" for number in range(1, 40)}
    diagnostic = failed(renderer({"page.html": "{% include '1.html' %}", **templates, "40.html": "\n{{ page.titel }}"}))
    assert (diagnostic.path, diagnostic.line) == ("themes/0/templates/40.html", 2)


def test_an_unknown_filter_without_a_similar_name_has_a_general_hint():
    diagnostic = failed(renderer({"page.html": "{{ page.title|zzzzzz }}"}))
    assert (diagnostic.code, diagnostic.hint) == ("E501", "fix the template")


def test_a_template_name_may_contain_several_dots():
    diagnostic = failed(renderer({"page.html": "{% include 'card.smal.html' %}", "card.small.html": "", "card.large.html": ""}))
    assert diagnostic.hint == "did you mean card.small.html?"


def test_a_missing_included_template_is_reported_without_the_page():
    """It is missing on every page; with the page in the message, it would be reported once per page."""
    diagnostic = failed(renderer({"page.html": "a\n{% include 'cards.html' %}"}, {"card.html": ""}))
    assert (diagnostic.path, diagnostic.line, diagnostic.code) == ("themes/0/templates/page.html", 2, "E503")
    assert (diagnostic.message, diagnostic.hint) == ("there is no template cards.html", "did you mean card.html?")


def test_a_missing_template_without_a_similar_name_has_a_general_hint():
    assert (
        failed(renderer({"page.html": "{% include 'zzz.html' %}"})).hint == "write it, or let theme.yml extend a theme that has it"
    )


def test_a_template_is_found_in_the_uppermost_layer_that_has_it():
    both = renderer({"page.html": "{% include 'a.html' %}{% include 'b.html' %}"}, {"a.html": "lower a", "b.html": "lower b"})
    assert both.render(page(), BODIES.__getitem__) == b"lower alower b"
    over = renderer({"page.html": "{% include 'a.html' %}", "a.html": "upper a"}, {"a.html": "lower a"})
    assert over.render(page(), BODIES.__getitem__) == b"upper a"


# templates that fail


def test_an_error_is_reported_at_the_innermost_template():
    diagnostic = failed(renderer({"page.html": "\n{% include 'card.html' %}"}, {"card.html": "\n\n{{ 1/0 }}"}))
    assert (diagnostic.path, diagnostic.line, diagnostic.code) == ("themes/1/templates/card.html", 3, "E502")
    assert diagnostic.message == "content/a.md: division by zero"


def test_a_syntax_error_is_reported_with_its_template_and_line():
    diagnostic = failed(renderer({"page.html": "{% include 'card.html' %}", "card.html": "\n{% if %}"}))
    assert (diagnostic.path, diagnostic.line, diagnostic.code) == ("themes/0/templates/card.html", 2, "E501")


@pytest.mark.parametrize(
    ("template", "message"),
    [
        ("{{ {}['x'] }}", "the mapping has no x"),
        ("{{ [].pop(3) }}", "pop"),
        ("{{ '%(x)s' % {} }}", "there is no 'x'"),
        ("{{ 'a' + 1 }}", "can only concatenate str"),
        ("{{ 'a' * 'b' }}", "can't multiply sequence by non-int of type 'str'"),
        ("{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}", "templates or macros that call each other without end"),
    ],
)
def test_an_error_has_a_readable_message(template: str, message: str):
    diagnostic = failed(renderer({"page.html": f"\n{template}"}))
    assert (diagnostic.path, diagnostic.line, diagnostic.code) == ("themes/0/templates/page.html", 2, "E502")
    assert diagnostic.message.startswith("content/a.md: ") and message in diagnostic.message
    assert diagnostic.hint == ("fix the template" if "macro" in template else "see: digest help variables")


def test_too_little_memory_is_an_error_of_the_template():
    diagnostic = renderer({"page.html": ""})._rendering_diagnostic(MemoryError(), page())
    assert (diagnostic.code, diagnostic.message) == ("E502", "content/a.md: this needs more memory than there is")
    assert (diagnostic.path, diagnostic.line, diagnostic.column) == ("themes/0/templates/page.html", 1, 1)
    assert diagnostic.hint == "fix the template: it repeats or pads a value too often"
    with pytest.raises(OSError, match="disk"):
        renderer({"page.html": ""})._rendering_diagnostic(OSError("disk"), page())


@pytest.mark.parametrize(("condition", "text"), [("page.title", "&lt;T&lt;<b>"), ("not page.title", "<T<<b>")])
def test_a_template_may_choose_whether_values_are_escaped(condition: str, text: str):
    template = "{% set sign = '<' %}{% autoescape CONDITION %}{{ sign }}{{ page.title ~ sign ~ ('<b>'|safe) }}{% endautoescape %}"
    assert rendered(template.replace("CONDITION", condition)) == text


# filters of extensions


def test_the_result_of_an_added_filter_is_escaped_unless_it_is_markup():
    assert rendered("{{ page.title|shout }}", filters={"shout": lambda value: f"{value}<"}) == "T&lt;"
    assert rendered("{{ page.title|shout }}", filters={"shout": lambda value: Markup(f"<b>{value}</b>")}) == "<b>T</b>"


def test_an_added_filter_gets_the_arguments_of_the_template():
    def shout(value: str, times: int = 1, *, mark: str = "!") -> str:
        return value + mark * times

    for call, text in (("shout", "T!"), ("shout(2)", "T!!"), ("shout(mark='?')", "T?"), ("shout(times=3, mark='.')", "T...")):
        assert rendered(f"{{{{ page.title|{call} }}}}", filters={"shout": shout}) == text


def raise_lookup_error(value: str) -> str:
    raise LookupError(value)


RAISING_LINE = raise_lookup_error.__code__.co_firstlineno + 1


def test_a_failing_filter_is_reported_with_its_line_and_the_page():
    diagnostic = failed(renderer({"page.html": "{{ page.title|bad }}"}, filters={"bad": raise_lookup_error}))
    assert (diagnostic.path, diagnostic.line, diagnostic.code) == (__file__, RAISING_LINE, "E702")
    assert diagnostic.message == "content/a.md: a filter of extensions/own.py failed: LookupError: T"


def test_a_failing_filter_without_python_code_is_reported_where_it_is_added():
    diagnostic = failed(renderer({"page.html": "{{ page.title|number }}"}, filters={"number": int}))
    assert (diagnostic.path, diagnostic.line, diagnostic.code) == ("extensions/own.py", 7, "E702")


@pytest.mark.parametrize("raised", [StopIteration, GeneratorExit])
def test_stopiteration_and_generatorexit_in_a_filter_are_failures(raised: type[BaseException]):
    def bad(value: str) -> str:
        raise raised

    assert failed(renderer({"page.html": "a{{ page.title|bad }}b"}, filters={"bad": bad})).code == "E702"


def test_a_filter_result_that_utf8_cannot_encode_is_a_failure():
    diagnostic = failed(renderer({"page.html": "{{ page.title|bad }}"}, filters={"bad": lambda value: "\ud800"}))
    assert (diagnostic.code, diagnostic.path) == ("E702", "extensions/own.py")
    assert rendered("{{ page.title|good }}", filters={"good": lambda value: "한"}) == "한"


def test_wrong_arguments_of_a_filter_are_an_error_of_the_template():
    diagnostic = failed(renderer({"page.html": "\n{{ page.title|same(1, 2) }}"}, filters={"same": lambda value: value}))
    assert (diagnostic.path, diagnostic.line, diagnostic.code) == ("themes/0/templates/page.html", 2, "E502")


def test_a_typeerror_in_the_code_of_a_filter_is_a_failure_of_the_extension():
    diagnostic = failed(renderer({"page.html": "{{ page.title|bad }}"}, filters={"bad": lambda value: value + 1}))
    assert (diagnostic.code, diagnostic.path) == ("E702", __file__)


def test_an_undefined_value_in_a_filter_is_an_error_of_the_template():
    diagnostic = failed(renderer({"page.html": "\n{{ nothing|text }}"}, filters={"text": lambda value: f"{value}"}))
    assert (diagnostic.code, diagnostic.path, diagnostic.line) == ("E502", "themes/0/templates/page.html", 2)
    assert diagnostic.message == "content/a.md: there is no variable nothing"


def test_endless_recursion_in_a_generator_of_a_filter_is_reported_as_a_failure_of_the_extension():
    def deep(value: str) -> str:
        return deep(value)

    diagnostic = failed(renderer({"page.html": "{{ page.title|lazy|join }}"}, filters={"lazy": lambda value: map(deep, value)}))
    assert diagnostic.code == "E702"


def test_endless_recursion_in_a_filter_is_reported_as_a_failure_of_the_extension():
    def deep(value: str) -> str:
        return deep(value)

    assert failed(renderer({"page.html": "{{ page.title|deep }}"}, filters={"deep": deep})).code == "E702"


def test_a_failing_generator_of_a_filter_is_reported_as_a_failure_of_the_extension():
    def lazy(value: str) -> Any:
        yield value
        raise LookupError("later")

    diagnostic = failed(renderer({"page.html": "{{ page.title|lazy|join }}"}, filters={"lazy": lazy}))
    assert (diagnostic.path, diagnostic.code) == (__file__, "E702")
    assert "a filter of extensions/own.py failed: LookupError: later" in diagnostic.message


def test_words_in_templates_are_marked_if_they_are_not_translated():
    site = replace(SITE, language="ko", strings={"a": "<i>", "b": "Home"}, untranslated=("b",))
    theme = Theme((Layer("themes/0", {"page.html": "{{ words.a }} {{ words.b }}"}, {}, {}),))
    assert Renderer(theme, site).render(page(), BODIES.__getitem__).decode() == '&lt;i&gt; <span lang="en" dir="ltr">Home</span>'


def test_a_template_of_a_lower_layer_can_extend_the_one_below():
    layers = ({"page.html": '{% include "part.html" %}'}, {"part.html": '1{% include "parent:part.html" %}'}, {"part.html": "2"})
    assert renderer(*layers).render(page(), BODIES.__getitem__) == b"12"


def test_a_value_that_cannot_be_shown_is_reported_with_a_remedy():
    made = renderer({"page.html": "{{ page.title|letters }}"}, filters={"letters": set})
    assert failed(made).message == "content/a.md: a set has no order to be shown in: add |sort"
    made = renderer({"page.html": "{% macro shown() %}{% endmacro %}{{ shown }}"})
    assert failed(made).message == "content/a.md: shown is a function and cannot be shown: call it, as in shown()"


def test_loops_that_are_nested_too_deep_are_reported_at_the_line_of_one_of_them():
    template = "a\nb\n" + "{% for letter in page.title %}\n" * 60 + "{% endfor %}" * 60
    diagnostic = failed(renderer({"page.html": template}))
    assert diagnostic.code == "E501" and 3 <= diagnostic.line <= 62 and "nested too deeply" in diagnostic.message
