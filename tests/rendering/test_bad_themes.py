"""Errors in themes, each reported with the template's line and the page on which it failed: case 63."""

# ruff: noqa: E501 - printed lines are not wrapped here

from __future__ import annotations

from collections.abc import Callable

import pytest

from digest import __version__
from tests.bad_inputs import SETTINGS, TEMPLATES, Case, case

ARTICLE = f"{TEMPLATES}/article.html"

OPTIONS = """\
options:
  Wide: {kind: flag, default: false}
  a: flag
  b: {default: 1}
  c: {kind: flag}
  d: {kind: flg, default: 1}
  e: {kind: choice, default: x}
  f: {kind: text, default: x, choices: [x]}
  g: {kind: choice, choices: [x, y], default: z}
  h: {kind: number, default: 1.5}
  i: {kind: color, default: red}
  j: {kind: text, default: [a]}
  k: {knd: text}
  l: {}
"""


def template(name: str, text: str | bytes, printed: str = "", **others: str) -> Case:
    """Return a case with this article template and other templates."""
    beside = {f"{TEMPLATES}/{other}.html": source for other, source in others.items()}
    return case(f"63 {name}", {ARTICLE: text, **beside}, printed)


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
          see: digest help variables
        """,
    ),
    template(
        "undefined variable",
        "<p>\n{{ foo }}\n",
        """
        themes/tiny/templates/article.html:2:1: E502 content/2026/01/good.md: there is no variable foo
          see: digest help variables
        """,
    ),
    template(
        "undefined words",
        "<p>\n\n{{ site.strings.foo }}\n",
        """
        themes/tiny/templates/article.html:3:1: E502 content/2026/01/good.md: the mapping has no foo
          see: digest help variables
        """,
    ),
    template(
        "undefined file",
        "<p>\n{{ site.assets['x.css'] }}\n",
        """
        themes/tiny/templates/article.html:2:1: E502 content/2026/01/good.md: the mapping has no x.css
          see: digest help variables
        """,
    ),
    template(
        "field of nothing",
        "<p>\n{{ page.via.name }}\n",
        """
        themes/tiny/templates/article.html:2:1: E502 content/2026/01/good.md: an empty value has no name: test it with {% if %} first
          see: digest help variables
        """,
    ),
    template(
        "undefined in the base",
        '{% extends "base.html" %}',
        """
        themes/tiny/templates/base.html:2:1: E502 content/2026/01/good.md: ArticlePage has no zzz
          see: digest help variables
        """,
        base="<p>\n{{ page.zzz }}{% block main %}{% endblock %}\n",
    ),
    template(
        "missing block",
        "<p>\n{{ self.nope() }}\n",
        """
        themes/tiny/templates/article.html:2:1: E502 content/2026/01/good.md: there is no block nope
          see: digest help variables
        """,
    ),
    template(
        "missing parent block",
        '{% extends "base.html" %}\n{% block main %}{{ self.zz() }}{% endblock %}\n{% block zz %}{{ super() }}{% endblock %}',
        """
        themes/tiny/templates/article.html:3:1: E502 content/2026/01/good.md: there is no parent block called 'zz'.
          see: digest help variables
        """,
    ),
    template(
        "required block",
        '{% extends "frame.html" %}',
        """
        themes/tiny/templates/frame.html:2:1: E502 content/2026/01/good.md: Required block 'main' not found
          see: digest help variables
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
          see: digest help variables
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
          see: digest help variables
        """,
    ),
    template(
        "text and number",
        "<p>\n{{ 1 + 'x' }}\n",
        """
        themes/tiny/templates/article.html:2:1: E502 content/2026/01/good.md: unsupported operand type(s) for +: 'int' and 'str'
          see: digest help variables
        """,
    ),
    template(
        "undefined key",
        "<p>\n{{ 3|counted('zz') }}\n",
        """
        themes/tiny/templates/article.html:2:1: E502 content/2026/01/good.md: there is no 'zz'
          see: digest help variables
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
        "63 frame without a place for the pages of base",
        {f"{TEMPLATES}/base.html": "<!doctype html>\n{% block content %}{% endblock %}\n"},
        """
        themes/tiny/templates/base.html:1:1: E503 there is no block main, which corrections.html and 4 more templates of digest's theme base would fill
          write {% block main %}{% endblock %} where the content of a page belongs
        """,
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
        "63 a theme for a newer digest",
        {"themes/tiny/theme.yml": "min_digest: 99.1\n"},
        f"""
        themes/tiny/theme.yml:1:13: E503 the theme needs digest 99.1, and this is {__version__}
          install a newer digest, or use an older version of the theme
        """,
    ),
    case(
        "63 a screenshot that is not there",
        {"themes/tiny/theme.yml": "name: x\nscreenshot: shots/a.png\n"},
        """
        themes/tiny/theme.yml:2:13: E503 screenshot: there is no file shots/a.png in the folder of the theme
          put a PNG, JPEG, WebP or AVIF there, or remove the line
        """,
    ),
    case(
        "63 a screenshot that is no image",
        {"themes/tiny/theme.yml": "screenshot: a.png\n", "themes/tiny/a.png": "text"},
        """
        themes/tiny/theme.yml:1:13: E503 screenshot: the file is not an image that browsers show
          put a PNG, JPEG, WebP or AVIF there, or remove the line
        """,
    ),
    case(
        "63 a screenshot elsewhere",
        {"themes/tiny/theme.yml": "screenshot: ../../content/a.png\n"},
        """
        themes/tiny/theme.yml:1:13: E503 screenshot must be the path of a picture in the folder of the theme
          for example screenshot: screenshot.png
        """,
    ),
    case(
        "63 options with all that can be wrong",
        {"themes/tiny/theme.yml": OPTIONS},
        """
        themes/tiny/theme.yml:2:3: E503 the option Wide has no name for templates
          use small letters, digits and _
        themes/tiny/theme.yml:3:6: E503 the option a must be a mapping
          write a: {kind: flag, default: false}
        themes/tiny/theme.yml:4:6: E503 the option b has no kind
          add kind: …
        themes/tiny/theme.yml:5:6: E503 the option c has no default
          add default: …
        themes/tiny/theme.yml:6:13: E503 kind must be one of flag, number, text, color, choice
          did you mean flag?
        themes/tiny/theme.yml:7:6: E503 the option e is a choice without choices
          add choices: [one, two]
        themes/tiny/theme.yml:8:6: E503 the option f has choices, and is no choice
          write kind: choice, or remove choices
        themes/tiny/theme.yml:9:47: E503 the default of g must be one of x, y
        themes/tiny/theme.yml:10:30: E503 the default of h must be a whole number from 0 to 1000000
        themes/tiny/theme.yml:11:29: E503 the default of i must be a colour
          write "#ff0000"
        themes/tiny/theme.yml:12:28: E503 default must be one value
        themes/tiny/theme.yml:13:7: E503 unknown key of an option knd
          did you mean kind?
        themes/tiny/theme.yml:14:6: E503 the option l has no kind
          add kind: …
        """,
    ),
    case(
        "63 options that are a list",
        {"themes/tiny/theme.yml": "options: [wide]\n"},
        """
        themes/tiny/theme.yml:1:10: E503 options must be a mapping
          write options: and below it, indented, name: {kind: …}
        """,
    ),
    case(
        "63 options that a site sets, with all that can be wrong",
        {
            "themes/tiny/theme.yml": "options:\n  wide: {kind: flag, default: false}\n  mood: {kind: choice, choices: [calm, wild], default: calm}\n",
            "digest.yml": SETTINGS + "theme_options: {wdie: true, wide: 7, mood: clam}\n",
        },
        """
        digest.yml:5:17: E601 theme_options: the theme has no option wdie
          did you mean wide?
        digest.yml:5:35: E601 wide must be true or false
        digest.yml:5:44: E601 mood must be one of calm, wild
          did you mean calm?
        """,
        code=2,
    ),
    case(
        "63 options of a theme that has none",
        {"digest.yml": SETTINGS + "theme_options:\n  wide: true\n"},
        """
        digest.yml:6:3: E601 theme_options: the theme has no option wide
          it has none
        """,
        code=2,
    ),
    case(
        "63 options that are no values",
        {"digest.yml": SETTINGS + "theme_options: {wide: [1], tall: {a: b}}\n"},
        """
        digest.yml:5:23: E601 theme_options: wide must be one value
          write wide: …
        digest.yml:5:34: E601 theme_options: tall must be one value
          write tall: …
        """,
        code=2,
    ),
    case(
        "63 extends a theme that is not there",
        {"themes/tiny/theme.yml": "extends: nope\n"},
        "themes/tiny/theme.yml:1:10: E503 there is no theme nope\n  put it into themes/, or set theme: default",
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
        themes/tiny/i18n/en.yml:2:1: E107 a is repeated (first in line 1)
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
