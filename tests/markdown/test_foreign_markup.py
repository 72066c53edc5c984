"""Template code of other programs and elements that are removed are reported, each kind once per file."""

from __future__ import annotations

import pytest

from digest.diagnostics import Diagnostics
from digest.markdown.markdown_reader import read_markdown
from tests.markdown.test_leftover_markup import reported
from tests.markdown.test_markdown_reader import read, shown

TEMPLATES = {
    "Liquid": ("one\n\na {% include x.html %} b {% endif %}", "3:3 W327"),
    "Jinja, trimmed": ("{%- if a -%}", "1:1 W327"),
    "a value": ("See {{ site.title }} and {{ b }}.", "1:5 W327"),
    "Hugo": ('{{< figure src="a.png" >}}', "1:1 W327"),
    "Hugo, Markdown inside": ("- {{% note %}}", "1:3 W327"),
    "kramdown's table of contents": ("* a\n{:toc}", "2:1 W327"),
    "kramdown's extension": ("{::comment}\n\nx", "1:1 W327"),
    "kramdown's attributes after words": ("one two {: .lead}", "1:9 W327"),
    "kramdown's id after words": ("one two {: #lead}", "1:9 W327"),
    "after an escape": ("\\* {{ a }}", "1:4 W327"),
    "kramdown's attributes after an item": ("- a\n- b {: title='c' }", "2:5 W327"),
    "kramdown's list of contents in an item": ("- {:toc}\n- b", "1:3 W327"),
    "kramdown's list of contents in a numbered list below": ("* a\n+ {:toc}", "2:3 W327"),
    "kramdown's attributes after strikethrough": ("~~a~~{:toc}", "1:6 W327"),
    "kramdown's attributes after emphasis": ("_a_{:toc}", "1:4 W327"),
    "kramdown's attributes after a link": ("[a](/b){:toc}", "1:8 W327"),
    "a table of contents and blanks": ("[TOC] \t\n\ntwo", "1:1 W327"),
    "a table of contents": ("one\n\n[TOC]\n\ntwo", "3:1 W327"),
    "a table of contents in two brackets": ("[[toc]]", "1:1 W327"),
    "a table of contents with underscores": ("[[_TOC_]]", "1:1 W327"),
    "a wiki link": ("one [[harbour]] two", "1:5 W327"),
    "a wiki link with a text": ("one\n\n- [[harbour news|The harbour]]", "3:3 W327"),
    "a wiki link to a heading": ("**[[2026-01-04 항만#안개]]**", "1:3 W327"),
    "an embedded file": ("![[pier.png]]", "1:1 W327"),
    "a wiki link after code": ("`[[a]]` [[b]]", "1:9 W327"),
    "a list of links": ("- [a](b.md) {{ c }}\n- d", "1:13 W327"),
    "after code": ("`{{ a }}` {{ a }}", "1:11 W327"),
    "an address with spaces": ("[x]({{ base }}/a)", "1:5 W327"),
}


@pytest.mark.parametrize("html", [False, True])
@pytest.mark.parametrize(("text", "expected"), TEMPLATES.values(), ids=TEMPLATES)
def test_template_code_of_others_is_reported(text: str, expected: str, html: bool):
    assert reported(text, html=html) == [expected]


@pytest.mark.parametrize(("text", "expected"), TEMPLATES.values(), ids=TEMPLATES)
def test_template_code_below_examples_of_every_kind_in_code_is_reported(text: str, expected: str):
    examples = "`{{< a >}}` `{% b %}` `{{ c }}` `{: .d}` `[[e]]` `[toc]`\n\n"
    line, _, place = expected.partition(":")
    assert reported(examples + text) == [f"{int(line) + 2}:{place}"]


def test_each_kind_of_template_code_is_reported_once():
    text = "{{ a }} {% b %}\n\n{{ c }} {% d %}\n\n{{< e >}} {{< f >}}\n\n[TOC]\n\n[[toc]]"
    assert sorted(reported(text)) == ["1:1 W327", "1:9 W327", "5:1 W327", "7:1 W327"]


def test_template_code_in_raw_html_is_reported():
    assert reported('<div>\n<img alt="" src="/{{ a }}/b.png">\n</div>', html=True) == ["2:19 W327"]
    assert reported("<div>\n`{{ a }}` {{ b }}\n</div>", html=True) == ["2:2 W327"], "backticks have no meaning there"
    assert reported("<div>\n<!-- a\nb -->\n{{ c }}\n</div>", html=True) == ["4:1 W327"]


@pytest.mark.parametrize(
    ("written", "shown_mark"), [("{{ " + "x" * 34 + " }}", 40), ("{{ " + "x" * 35 + " }}", 40), ("{{ x }}", 7)]
)
def test_a_message_shows_40_characters_of_template_code(written: str, shown_mark: int):
    diagnostics = Diagnostics("a.md")
    read_markdown(written, diagnostics, 1, html=False, typography=False)
    message = f"a template's value of another program is shown to readers: {written[:shown_mark]}"
    assert [one.message for one in diagnostics.found] == [message]


@pytest.mark.parametrize(
    "text",
    [
        "`{{ a }}` and ``{% b %}``",
        "```\n{{ a }}\n{% b %}\n```\n\n    {{< c >}}\n\n[toc]: x.md",
        r"\{\{ a }} and \{% b %} and {a} and {{}} and {%} and 100 {%",
        "The protocol of stock [TOC] is here.",
        "A map {:a 1} of Clojure and {a: 1}.",
        "Text\n{: .note}",
        "[toc]\n\n[toc]: x.md",
        "`[[a]]` and \\[[b]] and [\\[c]]\n\n    [[d]]",
        "As they say [[1]], [[2, 3]] and [[12]](b.md), [[note]](b.md), [[note]][d].\n\n[d]: e.md",
        "[[Note]] and ![[note]]\n\n[note]: a.md",
        "df[['a']], df[[a]] and [[ -f a ]] and [[a], [b]]",
    ],
)
def test_text_that_is_not_template_code_is_not_reported(text: str):
    assert reported(text) == []


@pytest.mark.parametrize(("text", "hint"), [("[[a]]", "write [text](file.md)"), ("![[a.png]]", "write ![what it shows](file.jpg)")])
def test_the_hint_for_a_wiki_link_is_a_link(text: str, hint: str):
    diagnostics = Diagnostics("a.md")
    read_markdown(text, diagnostics, 1, html=False, typography=False)
    assert [(one.message, one.hint) for one in diagnostics.found] == [
        (f"a wiki link of another program is shown to readers: {text}", hint)
    ]


def test_template_code_in_a_comment_is_not_reported():
    assert reported("<!-- {{ a }} -->\n\na <!-- {% b %} --> c", html=True) == []
    assert reported("a <!-- {% b %} --> c") == ["1:3 W301", "1:8 W327"]
    assert reported("<!-- {{ a }}\n\n{{ b }}", html=True) == [], "nothing ends the comment"


ELEMENTS = {
    "a block": ('one\n\n<iframe src="https://example.org/a"></iframe>', ["3:1 W326"]),
    "in a line": ("one\ntwo <video src=a.mp4></video> and <video></video>", ["2:5 W326"]),
    "each kind once": ("<audio></audio> <math><mi>x</mi></math>\n\n<audio></audio>", ["1:1 W326", "1:17 W326"]),
    "what stands in it is not": ("<svg><path d=''/><g></g></svg> <embed src=a>", ["1:1 W326", "1:32 W326"]),
    "in another element of its kind": ("<video><video><embed></video>\n\n<embed>", ["1:1 W326", "3:1 W326"]),
    "in a second element of its kind": ("<video></video> a <video><embed></video>", ["1:1 W326"]),
    "its end alone": ("a </video> <embed>", ["1:12 W326"]),
    "in capitals": ("a <VIDEO><embed></video> <DIV>b</DIV>", ["1:3 W326"]),
    "beside code": ("`<video>` and <video></video>", ["1:15 W326"]),
    "beside code in an earlier line": ("one\n`<video>`\ntwo <video>", ["3:5 W326"]),
    "beside code of several lines": ("`a` ``b\n<video>`` <video>", ["2:11 W326"]),
    "between backticks of which none ends code": ("``<video>`` ` <video>", ["1:15 W326"]),
    "beside an escape": ("\\<video> <video>", ["1:10 W326"]),
    "after an escaped backtick": ("\\`<video>` <video>`", ["1:3 W326"]),
    "beside a comment": ("<!-- <video> --> a <video>", ["1:20 W326"]),
    "beside a comment in a block": ("> <div>\n> <!-- <video> --> <video>\n> </div>", ["2:20 W326"]),
    "beside an attribute": ("<b title='<video>'>x</b> <video>", ["1:26 W326"]),
    "beside an attribute in a block": ('<div title = "<video>"> <video></div>', ["1:25 W326"]),
    "beside an element that contains it": ("<svg><video></svg> <video>", ["1:1 W326", "1:20 W326"]),
    "beside one that contains it, in a block": ("<div>\n<svg><video></svg> <video>\n</div>", ["2:1 W326", "2:20 W326"]),
    "in a quotation": ("> a `<video>`\n> b <video\n> src=a>", ["2:5 W326"]),
    "in an item with tabs": ("- \t`<video>` a\t<video>", ["1:16 W326"]),
    "in a cell": ("|a|b|\n|-|-|\n| `<video>` | <video> |", ["3:15 W326"]),
    "in a cell after an escaped pipe": ("|a|b|\n|-|-|\n|<b title='\\|'>c</b>|<video>|", ["3:1 W326"]),
    "in a heading": ("# `<video>` <video>", ["1:13 W326"]),
    "in a footnote": ("a[^1] `<video>`\n\n[^1]: `<video>` <video>", ["3:17 W326"]),
    "not in an attribute": ("<b title='<video>'>x</b>\n\n<div title=\"<video>\"></div>", []),
    "not in a comment that nothing ends": ("<!-- <iframe></iframe>\n\n<video>", []),
    "not in a comment": ("<!-- <iframe></iframe>\n<video> -->", []),
    "not in code": ("`<iframe>` and\n\n    <video>", []),
    "what is kept": ('<b>a</b> <a name="x"></a> <details><summary>a</summary></details>', []),
}


@pytest.mark.parametrize(("text", "expected"), ELEMENTS.values(), ids=ELEMENTS)
def test_removed_elements_are_reported(text: str, expected: list[str]):
    assert reported(text, html=True) == expected


@pytest.mark.parametrize("name", ["audio", "form", "math", "object", "picture", "script", "select", "style", "svg", "video"])
def test_elements_in_a_removed_element_are_not_reported(name: str):
    assert reported(f"a <{name}><embed></{name}>", html=True) == ["1:3 W326"]
    assert reported(f"a <{name}><embed></{name}>\n\n<embed>", html=True) == ["1:3 W326", "3:1 W326"]


@pytest.mark.parametrize(
    ("element", "hint"),
    [
        ("script", "scripts belong into the theme"),
        ("style", "styles belong into the theme"),
        ("iframe", "link to what it shows, or write it as Markdown"),
    ],
)
def test_a_hint_says_where_a_removed_element_belongs(element: str, hint: str):
    diagnostics = Diagnostics("a.md")
    read_markdown(f"<div>\n<{element}></{element}>\n</div>", diagnostics, 7, html=True, typography=False)
    assert [(one.line, one.column, one.hint) for one in diagnostics.found] == [(8, 1, hint)]


def test_a_message_shows_20_characters_of_an_element():
    for name in ("x" * 20, "x" * 21):
        diagnostics = Diagnostics("a.md")
        read_markdown(f"a <{name}>", diagnostics, 1, html=True, typography=False)
        assert [one.message for one in diagnostics.found] == [f"the element <{'x' * 20}> was left out"]


def test_without_html_an_element_is_shown_as_text_and_reported():
    assert read("<iframe></iframe>")[1] == ["1:1 W301"]


def test_anchor_names_and_titles_are_kept_in_html():
    assert (
        shown('<a name="old"></a><a id="new" title="t">x</a>', html=True) == '<p><a name="old"></a><a id="new" title="t">x</a></p>'
    )
