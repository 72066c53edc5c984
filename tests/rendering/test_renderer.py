"""A page is what its template makes of its context and its texts; whatever fails is reported with the line that has to change."""

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


def shown(template: str, **more: Any) -> str:
    return renderer({"page.html": template}, **more).render(page(), BODIES.__getitem__).decode()


def failed(made: Renderer, template: str = "page.html") -> Diagnostic:
    with pytest.raises(ContentError) as caught:
        made.render(page(template), BODIES.__getitem__)
    (diagnostic,) = caught.value.diagnostics
    return diagnostic


# words


def test_words_in_another_language_than_the_sites_say_so():
    site = replace(SITE, language="ko", strings={"a": "<i>", "b": "Home & b", "c": {"other": "{n}"}}, untranslated=("b", "c"))
    assert marked_words(site) == {"a": "<i>", "b": '<span lang="en" dir="ltr">Home &amp; b</span>'}


# texts


def test_a_text_is_shown_as_html_with_its_links():
    assert shown("{{ html(page.data.text) }}") == '<p><a href="#n">1</a> <a href="/y/">x</a></p>'


def test_in_a_feed_links_to_places_in_a_text_begin_with_the_address_of_its_page():
    assert shown("{{ html(page.data.text, 'https://example.org/a/') }}") == (
        '<p><a href="https://example.org/a/#n">1</a> <a href="/y/">x</a></p>'
    )


def test_tags_of_a_template_leave_no_lines_and_no_spaces():
    assert shown("<ul>\n  {% for a in [1, 2] %}\n  <li>{{ a }}\n  {% endfor %}\n</ul>\n") == "<ul>\n  <li>1\n  <li>2\n</ul>"


# templates that are not there


def test_a_page_whose_own_template_is_missing_is_named():
    diagnostic = failed(renderer({"list.html": ""}), "lists.html")
    assert (diagnostic.path, diagnostic.line, diagnostic.code) == ("themes/0/templates/lists.html", 1, "E503")
    assert diagnostic.message == "content/a.md: there is no template themes/0/templates/lists.html"
    assert diagnostic.hint == "did you mean list.html?"


def test_the_name_of_a_template_may_have_several_dots():
    diagnostic = failed(renderer({"page.html": "{% include 'card.smal.html' %}", "card.small.html": "", "card.large.html": ""}))
    assert diagnostic.hint == "did you mean card.small.html?"


def test_a_template_that_names_a_missing_one_is_wrong_on_every_page():
    """So the page on which it was found is not named: else the same mistake would be reported once a page."""
    diagnostic = failed(renderer({"page.html": "a\n{% include 'cards.html' %}"}, {"card.html": ""}))
    assert (diagnostic.path, diagnostic.line, diagnostic.code) == ("themes/0/templates/page.html", 2, "E503")
    assert (diagnostic.message, diagnostic.hint) == ("there is no template cards.html", "did you mean card.html?")


def test_without_a_name_that_is_near_the_hint_says_what_can_be_done():
    assert (
        failed(renderer({"page.html": "{% include 'zzz.html' %}"})).hint == "write it, or let theme.yml extend a theme that has it"
    )


def test_a_template_is_found_in_the_uppermost_layer_that_has_it():
    both = renderer({"page.html": "{% include 'a.html' %}{% include 'b.html' %}"}, {"a.html": "lower a", "b.html": "lower b"})
    assert both.render(page(), BODIES.__getitem__) == b"lower alower b"
    over = renderer({"page.html": "{% include 'a.html' %}", "a.html": "upper a"}, {"a.html": "lower a"})
    assert over.render(page(), BODIES.__getitem__) == b"upper a"


# templates that fail


def test_the_line_of_a_mistake_is_that_of_the_innermost_template():
    diagnostic = failed(renderer({"page.html": "\n{% include 'card.html' %}"}, {"card.html": "\n\n{{ 1/0 }}"}))
    assert (diagnostic.path, diagnostic.line, diagnostic.code) == ("themes/1/templates/card.html", 3, "E502")
    assert diagnostic.message == "content/a.md: division by zero"


def test_a_template_that_cannot_be_parsed_is_reported_where_it_is():
    diagnostic = failed(renderer({"page.html": "{% include 'card.html' %}", "card.html": "\n{% if %}"}))
    assert (diagnostic.path, diagnostic.line, diagnostic.code) == ("themes/0/templates/card.html", 2, "E501")


@pytest.mark.parametrize(
    ("template", "said"),
    [
        ("{{ {}['x'] }}", "the mapping has no x"),
        ("{{ [].pop(3) }}", "pop"),
        ("{{ '%(x)s' % {} }}", "there is no 'x'"),
        ("{{ 'a' + 1 }}", "can only concatenate str"),
        ("{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}", "templates or macros that call each other without end"),
    ],
)
def test_a_mistake_is_reported_in_words(template: str, said: str):
    diagnostic = failed(renderer({"page.html": f"\n{template}"}))
    assert (diagnostic.path, diagnostic.line, diagnostic.code) == ("themes/0/templates/page.html", 2, "E502")
    assert diagnostic.message.startswith("content/a.md: ") and said in diagnostic.message


# filters of extensions


def test_a_filter_of_an_extension_is_called_and_what_it_gives_is_escaped():
    assert shown("{{ page.title|shout }}", filters={"shout": lambda value: f"{value}<"}) == "T&lt;"
    assert shown("{{ page.title|shout }}", filters={"shout": lambda value: Markup(f"<b>{value}</b>")}) == "<b>T</b>"


def fails(value: str) -> str:
    raise LookupError(value)


FAILS_AT = fails.__code__.co_firstlineno + 1


def test_a_filter_that_fails_is_reported_with_its_own_line_and_the_page():
    diagnostic = failed(renderer({"page.html": "{{ page.title|bad }}"}, filters={"bad": fails}))
    assert (diagnostic.path, diagnostic.line, diagnostic.code) == (__file__, FAILS_AT, "E702")
    assert diagnostic.message == "content/a.md: a filter of extensions/own.py failed: LookupError: T"


def test_a_filter_without_lines_of_its_own_is_reported_where_it_is_added():
    diagnostic = failed(renderer({"page.html": "{{ page.title|number }}"}, filters={"number": int}))
    assert (diagnostic.path, diagnostic.line, diagnostic.code) == ("extensions/own.py", 7, "E702")


@pytest.mark.parametrize("raised", [StopIteration, GeneratorExit])
def test_what_jinja_would_take_for_the_end_of_a_template_is_a_failure_too(raised: type[BaseException]):
    def bad(value: str) -> str:
        raise raised

    assert failed(renderer({"page.html": "a{{ page.title|bad }}b"}, filters={"bad": bad})).code == "E702"


def test_a_text_that_no_file_can_hold_is_a_failure_of_the_filter():
    diagnostic = failed(renderer({"page.html": "{{ page.title|bad }}"}, filters={"bad": lambda value: "\ud800"}))
    assert (diagnostic.code, diagnostic.path) == ("E702", "extensions/own.py")
    assert shown("{{ page.title|good }}", filters={"good": lambda value: "한"}) == "한"


def test_arguments_that_a_filter_does_not_take_are_a_mistake_of_the_template():
    diagnostic = failed(renderer({"page.html": "\n{{ page.title|same(1, 2) }}"}, filters={"same": lambda value: value}))
    assert (diagnostic.path, diagnostic.line, diagnostic.code) == ("themes/0/templates/page.html", 2, "E502")


def test_a_filter_that_does_not_end_is_reported_as_the_extensions():
    def deep(value: str) -> str:
        return deep(value)

    assert failed(renderer({"page.html": "{{ page.title|deep }}"}, filters={"deep": deep})).code == "E702"


def test_a_lazy_value_of_a_filter_that_fails_later_is_the_extensions_failure():
    def lazy(value: str) -> Any:
        yield value
        raise LookupError("later")

    diagnostic = failed(renderer({"page.html": "{{ page.title|lazy|join }}"}, filters={"lazy": lazy}))
    assert (diagnostic.path, diagnostic.code) == (__file__, "E702")
    assert "a filter of extensions/own.py failed: LookupError: later" in diagnostic.message
