"""Attributes in braces follow kramdown's syntax."""

# ruff: noqa: E501

from __future__ import annotations

import pytest

from tests.markdown.test_markdown_reader import read, shown

ATTRIBUTES = {
    "a heading": ("## Title {#own .big}", '<h2 id="own" class="big">Title</h2>'),
    "a heading, closed": ("## Title {#own} ##", '<h2 id="own">Title</h2>'),
    "a heading, closed before them": ("## Title ## {#own}", '<h2 id="own">Title</h2>'),
    "a heading with a class": ("## Title {.big}", '<h2 class="big" id="title">Title</h2>'),
    "a heading, closed after a tab": ("## Title\t## {#own}", '<h2 id="own">Title</h2>'),
    "a heading with other braces": ("## The {name} variable {#own}", '<h2 id="own">The {name} variable</h2>'),
    "a heading that ends with a sign": ("## C# {#own}", '<h2 id="own">C#</h2>'),
    "a heading with a colon": ("## Title {: #own}", '<h2 id="own">Title</h2>'),
    "emphasis at the end of a heading": ("## A *b*{: .c}", '<h2 id="a-b">A <em class="c">b</em></h2>'),
    "code at the end of a heading": ("## A `b`{: .c}", '<h2 id="a-b">A <code class="c">b</code></h2>'),
    "a heading, below it": ("## Title\n{: #own .big}\n\ntext", '<h2 id="own" class="big">Title</h2>\n<p>text</p>'),
    "a heading, underlined": ("Title {#own}\n---", '<h2 id="own">Title</h2>'),
    "a paragraph": ("one\ntwo\n{: .note}\n\nthree", '<p class="note">one\ntwo</p>\n<p>three</p>'),
    "a paragraph, above it": ("one\n\n{: .note}\ntwo", '<p>one</p>\n<p>{: .note}\ntwo</p>'),
    "a block, above it": ("one\n\n{: .note}\n\n- two", '<p>one</p>\n<ul class="note">\n<li>two</li>\n</ul>'),
    "a block in a quotation, above it": ("> one\n>\n> {: .note}\n>\n> two", '<blockquote>\n<p>one</p>\n<p class="note">two</p>\n</blockquote>'),
    "a list": ("- one\n- two\n{: .note}", '<ul class="note">\n<li>one</li>\n<li>two</li>\n</ul>'),
    "a numbered list": ("1. one\n2. two\n{: .note}", '<ol class="note">\n<li>one</li>\n<li>two</li>\n</ol>'),
    "an item": ("- one\n  {: .note}\n- two", '<ul>\n<li class="note">one</li>\n<li>two</li>\n</ul>'),
    "a quotation": ("> one\n{: .note}", '<blockquote class="note">\n<p>one</p>\n</blockquote>'),
    "a paragraph in a quotation": ("> one\n> {: .note}", '<blockquote>\n<p class="note">one</p>\n</blockquote>'),
    "code": ("```python\n1\n```\n{: .note}", '<pre tabindex="0"><code class="note language-python"><span class="mi">1</span>\n</code></pre>'),
    "a table": (
        "|a|\n|-|\n|b|\n{: .note}",
        '<div class="table" tabindex="0"><table class="note">\n<thead>\n<tr>\n<th>a</th>\n</tr>\n</thead>\n<tbody>\n<tr>\n<td>b</td>\n'
        "</tr>\n</tbody>\n</table></div>",
    ),
    "a table, in its last row": (
        "|a|b|\n|-|-|\n|{: .note}||",
        '<div class="table" tabindex="0"><table class="note">\n<thead>\n<tr>\n<th>a</th>\n<th>b</th>\n</tr>\n</thead>\n<tbody></tbody>\n'
        "</table></div>",
    ),
    "a link": ('[a](https://example.org){: .b title="c"} d', '<p><a href="https://example.org" title="c" class="b">a</a> d</p>'),
    "a picture": ("![a](b.png){: width=3 .c}", '<p><img src="b.png" alt="a" width="3" class="c" loading="lazy"></p>'),
    "emphasis": ("*a*{: .b} **c**{: #d} ~~e~~{: .f} `g`{: .h}", '<p><em class="b">a</em> <strong id="d">c</strong> <s class="f">e</s> <code class="h">g</code></p>'),
    "two in a row": ("*a*{: .b}{: .c lang=ko}.", '<p><em class="b c" lang="ko">a</em>.</p>'),
    "emphasis in emphasis": ("**a *b*{: .c}**{: .d}", '<p><strong class="d">a <em class="c">b</em></strong></p>'),
    "nothing in code": ("`{: .a}` and\n\n    {: .b}", '<p><code>{: .a}</code> and</p>\n<pre tabindex="0"><code>{: .b}\n</code></pre>'),
    "nothing without an element": ("a {: .b} c", "<p>a {: .b} c</p>"),
    "nothing at the end of a quotation": ("> one\n>\n> {: .b}", "<blockquote>\n<p>one</p>\n<p>{: .b}</p>\n</blockquote>"),
    "nothing without attributes": ("one\n{: }\n\n*a*{:}", "<p>one\n{: }</p>\n<p><em>a</em>{:}</p>"),
    "nothing across a quotation": ("one\n> {: .b}", "<p>one</p>\n<blockquote>\n<p>{: .b}</p>\n</blockquote>"),
    "nothing in other syntax": ("# Title {{ x }}\n\n* a\n{:toc}", '<h1 id="title--x-">Title {{ x }}</h1>\n<ul>\n<li>a\n{:toc}</li>\n</ul>'),
}  # fmt: skip


@pytest.mark.parametrize(("text", "html"), ATTRIBUTES.values(), ids=ATTRIBUTES)
@pytest.mark.parametrize("typography", [False, True])
def test_braces_set_attributes(text: str, html: str, typography: bool):
    assert shown(text, typography=typography) == html


@pytest.mark.parametrize("row", ["|{: .b}|c|", "|c|{: .b}|", "|{: .b}||\n|c|d|"])
def test_braces_in_a_table_set_attributes_only_if_they_are_all_of_the_last_row(row: str):
    html = shown(f"|a|b|\n|-|-|\n{row}")
    assert "<td>{: .b}</td>" in html and 'class="b"' not in html


def test_harmful_attributes_are_removed_with_a_note():
    text = 'a\n{: onclick="x" style="y" .b}\n\n[c](https://example.org){: target="_blank"} *d*{: onclick=e}'
    assert shown(text) == '<p class="b">a</p>\n<p><a href="https://example.org">c</a> <em>d</em></p>'
    assert read(text)[1] == ["1:1 N321", "1:1 N321", "4:1 N321"]


def test_an_attribute_is_noted_at_its_first_block():
    text = "\n\nplain\n\nplain\n\nplain\n\n".join(("*a*{: one=1}", "*b*{: one=1 two=2}", "*c*{: three=3 two=2}"))
    assert read(text)[1] == ["1:1 N321", "9:1 N321", "17:1 N321"]


def test_an_attribute_cannot_leave_its_value():
    html = shown('*a*{: title="\'x < y"}')
    assert html == '<p><em title="\'x &lt; y">a</em></p>'


@pytest.mark.parametrize(
    ("name", "is_kept", "is_kept_on_images"),
    [("class", True, True), ("dir", True, True), ("lang", True, True), ("title", True, True), ("height", False, True),
     ("width", False, True), ("style", False, False), ("href", False, False), ("loading", False, False), ("target", False, False)],
)  # fmt: skip
def test_which_attributes_are_kept(name: str, is_kept: bool, is_kept_on_images: bool):
    assert (f'{name}="x"' in shown(f"*a*{{: {name}=x}}")) is is_kept
    assert (f'{name}="x"' in shown(f"![a](b.png){{: {name}=x}}")) is is_kept_on_images
    assert [line.partition(" ")[2] for line in read(f"*a*{{: {name}=x}}")[1]] == ([] if is_kept else ["N321"])
