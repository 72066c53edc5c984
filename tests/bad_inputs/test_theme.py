"""Themes that are wrong, each with the template's line and the page on which it failed: case 63."""

# ruff: noqa: E501 - what is printed stands here in one line

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.bad_inputs.cases import TEMPLATES, Case, case

ARTICLE = f"{TEMPLATES}/article.html"


def template(name: str, text: str | bytes, said: str = "", **others: str) -> Case:
    """A case of the article's template, with other templates beside it."""
    beside = {f"{TEMPLATES}/{other}.html": source for other, source in others.items()}
    return case(f"63 {name}", {ARTICLE: text, **beside}, said)


CASES = [
    template(
        "open tag",
        "<p>\n{% if x %}\n",
        """
        themes/tiny/templates/article.html:2:1: E501 Unexpected end of template. Jinja was looking for the following tags: 'elif' or 'else' or 'endif'. The innermost block that needs to be closed is 'if'.
          fix the template
        """,
    ),
    template(
        "open expression",
        "<p>\n{{ x \n",
        """
        themes/tiny/templates/article.html:2:1: E501 unexpected end of template, expected 'end of print statement'.
          fix the template
        """,
    ),
    template(
        "unknown tag",
        "<p>\n{% frob %}\n",
        """
        themes/tiny/templates/article.html:2:1: E501 Encountered unknown tag 'frob'.
          fix the template
        """,
    ),
    template(
        "unknown filter",
        "<p>\n{{ page.title|nope }}\n",
        """
        themes/tiny/templates/article.html:2:1: E501 No filter named 'nope'.
          fix the template
        """,
    ),
    template(
        "unknown test",
        "<p>\n{{ 'x' is nope }}\n",
        """
        themes/tiny/templates/article.html:2:1: E501 No test named 'nope'.
          fix the template
        """,
    ),
    template(
        "two of them",
        "{% if %}",
        """
        themes/tiny/templates/article.html:1:1: E501 Expected an expression, got 'end of statement block'
          fix the template
        themes/tiny/templates/base.html:3:1: E501 Expected an expression, got 'end of print statement'
          fix the template
        """,
        base="<p>\n\n{{ }}",
    ),
    template(
        "undefined field",
        "<p>\n{{ page.titel }}\n",
        """
        themes/tiny/templates/article.html:2:1: E502 content/2026/01/good.md: ArticlePage has no titel (did you mean title?)
          see the reference of template variables
        """,
    ),
    template(
        "undefined variable",
        "<p>\n{{ foo }}\n",
        """
        themes/tiny/templates/article.html:2:1: E502 content/2026/01/good.md: there is no variable foo
          see the reference of template variables
        """,
    ),
    template(
        "undefined words",
        "<p>\n\n{{ site.strings.foo }}\n",
        """
        themes/tiny/templates/article.html:3:1: E502 content/2026/01/good.md: the mapping has no foo
          see the reference of template variables
        """,
    ),
    template(
        "undefined file",
        "<p>\n{{ site.assets['x.css'] }}\n",
        """
        themes/tiny/templates/article.html:2:1: E502 content/2026/01/good.md: the mapping has no x.css
          see the reference of template variables
        """,
    ),
    template(
        "field of nothing",
        "<p>\n{{ page.via.name }}\n",
        """
        themes/tiny/templates/article.html:2:1: E502 content/2026/01/good.md: an empty value has no name: ask with {% if %} first
          see the reference of template variables
        """,
    ),
    template(
        "undefined in the base",
        '{% extends "base.html" %}',
        """
        themes/tiny/templates/base.html:2:1: E502 content/2026/01/good.md: ArticlePage has no zzz
          see the reference of template variables
        """,
        base="<p>\n{{ page.zzz }}\n",
    ),
    template(
        "missing block",
        "<p>\n{{ self.nope() }}\n",
        """
        themes/tiny/templates/article.html:2:1: E502 content/2026/01/good.md: there is no block nope
          see the reference of template variables
        """,
    ),
    template(
        "missing parent block",
        '{% extends "base.html" %}\n{% block main %}{{ self.zz() }}{% endblock %}\n{% block zz %}{{ super() }}{% endblock %}',
        """
        themes/tiny/templates/article.html:3:1: E502 content/2026/01/good.md: there is no parent block called 'zz'.
          see the reference of template variables
        """,
    ),
    template(
        "required block",
        '{% extends "frame.html" %}',
        """
        themes/tiny/templates/frame.html:2:1: E502 content/2026/01/good.md: Required block 'main' not found
          see the reference of template variables
        """,
        frame="<p>\n{% block main required %}{% endblock %}\n",
    ),
    template(
        "missing include",
        "<p>\n{% include 'cadr.html' %}\n",
        """
        themes/tiny/templates/article.html:2:1: E503 there is no template cadr.html
          did you mean card.html?
        """,
        card="x",
    ),
    template(
        "missing base",
        "{% extends 'bsae.html' %}\n",
        """
        themes/tiny/templates/article.html:1:1: E503 there is no template bsae.html
          did you mean base.html?
        """,
    ),
    template(
        "missing import",
        "{% from 'x.html' import y %}\n",
        """
        themes/tiny/templates/article.html:1:1: E503 there is no template x.html
          write it, or let theme.yml extend a theme that has it
        """,
    ),
    template(
        "missing macro",
        "{% from 'm.html' import y %}\n{{ y() }}\n",
        """
        themes/tiny/templates/article.html:2:1: E502 content/2026/01/good.md: the template 'themes/tiny/templates/m.html' (imported on line 1 in 'themes/tiny/templates/article.html') does not export the requested name 'y'
          see the reference of template variables
        """,
        m="",
    ),
    template(
        "includes itself",
        "<p>\n{% include 'article.html' %}\n",
        """
        themes/tiny/templates/article.html:2:1: E502 content/2026/01/good.md: templates or macros that call each other without end
          fix the template
        """,
    ),
    template(
        "extends itself",
        "{% extends 'article.html' %}\n",
        """
        themes/tiny/templates/article.html:1:1: E502 content/2026/01/good.md: templates or macros that call each other without end
          fix the template
        """,
    ),
    template(
        "two that include each other",
        "<p>\n{% include 'b.html' %}\n",
        """
        themes/tiny/templates/b.html:3:1: E502 content/2026/01/good.md: templates or macros that call each other without end
          fix the template
        """,
        b="\n\n{% include 'article.html' %}\n",
    ),
    template(
        "macro that calls itself",
        "{% macro m() %}\n{{ m() }}{% endmacro %}\n{{ m() }}\n",
        """
        themes/tiny/templates/article.html:2:1: E502 content/2026/01/good.md: templates or macros that call each other without end
          fix the template
        """,
    ),
    template(
        "division by zero",
        "<p>\n{{ 1 / 0 }}\n",
        """
        themes/tiny/templates/article.html:2:1: E502 content/2026/01/good.md: division by zero
          see the reference of template variables
        """,
    ),
    template(
        "text and number",
        "<p>\n{{ 1 + 'x' }}\n",
        """
        themes/tiny/templates/article.html:2:1: E502 content/2026/01/good.md: unsupported operand type(s) for +: 'int' and 'str'
          see the reference of template variables
        """,
    ),
    template(
        "undefined key",
        "<p>\n{{ 3|counted('zz') }}\n",
        """
        themes/tiny/templates/article.html:2:1: E502 content/2026/01/good.md: there is no 'zz'
          see the reference of template variables
        """,
    ),
    template(
        "no UTF-8",
        b"<p>\n\xff\n",
        """
        themes/tiny/templates/article.html:1:1: E503 the file is not UTF-8 text
          save it as UTF-8
        """,
    ),
    case(
        "63 missing template",
        {},
        """
        themes/tiny/templates/article.html:1:1: E503 content/2026/01/good.md: there is no template themes/tiny/templates/article.html
          write it, or let theme.yml extend a theme that has it
        """,
        prepare=lambda folder: (folder / ARTICLE).unlink(),
    ),
    case(
        "63 unknown key of the theme",
        {"themes/tiny/theme.yml": "nmae: x\n"},
        """
        themes/tiny/theme.yml:1:1: E503 unknown key nmae
          did you mean name?
        """,
    ),
    case(
        "63 colon in the theme's name",
        {"themes/tiny/theme.yml": "name: a: b\n"},
        """
        themes/tiny/theme.yml:1:8: E105 a second ': ' on the line
          write name: "a: b"
        """,
    ),
    case(
        "63 extends a theme that is not there",
        {"themes/tiny/theme.yml": "extends: nope\n"},
        "digest: there is no theme nope\n  put it into themes/, or set theme: default",
        code=2,
    ),
    case(
        "63 extends itself",
        {"themes/tiny/theme.yml": "extends: tiny\n"},
        "digest: the theme tiny extends itself\n  fix extends in themes/tiny/theme.yml",
        code=2,
    ),
    case(
        "63 words twice",
        {"themes/tiny/i18n/en.yml": "a: b\na: c\n"},
        """
        themes/tiny/i18n/en.yml:2:1: E107 a stands twice (first in line 1)
          remove one
        """,
    ),
    case(
        "63 words without a colon",
        {"themes/tiny/i18n/en.yml": "a: b\nc\n"},
        """
        themes/tiny/i18n/en.yml:2:1: E105 a line without ': ' between key and value
          write key: value
        """,
    ),
    case(
        "63 words in Latin-1",
        {"themes/tiny/i18n/en.yml": b"a: \xff\n"},
        """
        themes/tiny/i18n/en.yml:1:1: E503 the file is not UTF-8 text
          save it as UTF-8
        """,
    ),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_theme(case: Case, check: Callable[[Case], None]):
    check(case)
