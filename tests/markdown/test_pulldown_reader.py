"""pulldown-cmark and markdown-it's rules have the same result: HTML, targets, excerpt, and diagnostics with their positions."""

from __future__ import annotations

import random
import re
from typing import Any

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from markdown_it.common.normalize_url import normalizeLink
from markdown_it.common.utils import isMdAsciiPunct, isPunctChar, isWhiteSpace, normalizeReference
from markdown_it.rules_core.replacements import replace
from markdown_it.rules_core.state_core import StateCore
from markdown_it.token import Token

from digest.diagnostics import Diagnostics
from digest.markdown import dialect, pulldown_reader
from digest.markdown.address_encoding import normalized_address
from digest.markdown.link_positions import normalized_label
from digest.markdown.markdown_reader import read_markdown, read_source
from digest.markdown.pulldown_differences import differs_beside_cjk
from digest.markdown.typography import CHARACTER_KINDS, replace_signs
from tests.markdown.soup import SOUP, random_soup
from tests.markdown.test_typography import THEIRS
from tests.selection import examples

needs_pyromark = pytest.mark.skipif(
    not pulldown_reader.IS_USABLE, reason="NOT TRIED: there is no wheel of pyromark for this machine"
)


def result(text: str, *, quick: bool, html: bool, typography: bool) -> tuple[Any, ...]:
    diagnostics = Diagnostics("a.md")
    markdown = read_markdown(text, diagnostics, 3, html=html, typography=typography, quick=quick)
    return markdown, sorted(diagnostics.found)


def assert_equal(text: str, html: bool, typography: bool) -> None:
    quick = result(text, quick=True, html=html, typography=typography)
    assert quick == result(text, quick=False, html=html, typography=typography), text


@needs_pyromark
@given(SOUP, st.booleans(), st.booleans())
@settings(max_examples=examples(500))
@example("**a** \nb", False, True)
@example("- - > a\n    >     - b", False, True)
@example("[a](javascript:x) *b* [c](mailto:a) [d](e.md) [f](ftp:g) [h](e.md)", False, True)
@example('[-](b.md) "c\n[-](d.md) e" f\n\n[>](javascript:x) b', False, True)
def test_random_texts_are_read_as_by_the_rules(text: str, html: bool, typography: bool):
    assert_equal(text, html, typography)


@needs_pyromark
@pytest.mark.parametrize("seed", range(examples(100)))
def test_long_random_texts_are_read_as_by_the_rules(seed: int):
    chance = random.Random(seed)
    for _ in range(5):
        assert_equal(random_soup(chance), chance.random() < 0.5, chance.random() < 0.7)


FOUND = [
    "a\n\n 1. '",
    '*"a* **b http://a.b *c* d" e**\n', "![a](http://a.a)\n\n a\n", "[a]:http://a.b c\n[b]: http://a.b\n",
    "[a]: http://a.b\n[b]:c d\n\n[a]\n", "[a]: http://a.b\nb\n===\n", "[a][]: b\n[a]: c\n\n[a]: d\n", "[a]: http://a.b\nb\n: c\n",
    "a|b\n-|-\n<!-- c -->\n\n<!-- d\n\ne\n", "[a]:http://a.b\\\n[b]: c\n", "[a]: http://a.b\n[b]:\n", "[a]:b [c]:d\n(e)\n",
    "- [a]: http://a.b\nb\n", "`a`{:b}\n<!-- c -->\n",
    '<a a=""\xa0>\n', "-\n  - |a\n\t-|-\n\n      [1]:a\n\n[1]\n",
    "    a", "```\n    ", "```\nb", "~a~", "~~a~ b~~ c~", "a\nb|c\n-|-\n", "a\x0bb", "a\u2028b", "-\n\n\n-\n", "[a]:a\n<a>\n",
    "> [a]: b\nc\n", "字**[**\n", "a||\n-|:\n", "a|a\n-|-\n|\n", "a\t\nb\n", "[a]:\n*\n", "a|\n--\n", "a\t \nb\n", "\\ \nb\n",
    "- ```\n\n- a\n", ">>a\n    - b\n", "1. - a\n\t- b\n", "[ẞ]: a\n\n[SS]\n", "```&#0;\n", "\xa0  \na\n", "a  \n\u3000\n",
    "<script>\n</pre>\nb\n", ">```\n>\ta\n", ".\ufe00_a_\n", "a|\n- |\n", "a|\n-|\n\tb\n", "- a|b\n  -|-\n", "- a `b\n c`\n",
    "- a <b\n c>\n", "[](&#0;)\n", "[](\\\na)\n", ">\n    >\n", "a<![CDATA[]>\n", "a<!----->\n", "<http://。>\n", "<aa:%aa>\n",
    "<a>\u2003\n", "><a>\n>\tb\n", "<a\u3000>\n", "![<a>]()\n", "\t{:\n", "# `\t#\n", "3. ](>\n", '\n*a*{:a=""}\n', "^[a]\n",
    "# *」* #\n", "[**a*`*]()\n", "[a]:\\ \n", "+ [X] [^a]:\n", "\\http://a\n", "+ >\n  [^\n", "[^1]:# a\na\n=\n",
    "http://&ngE;\n", '[](a "\n ")\n', ">a|a\n>-|:\n>{\n", '[](\\ "")\n', ">\n    >a\n", "[**a*.*](b)\n", "![*{**](b)\n",
    "[![[]()]()]()\n", "789. a\n    ```\n", "- [ ] <!-->", '[d](/x)\n- "a" \\"b\n', "[`]:\\  \n", " ~~~\n |\n-\n", " ```&\n \n",
    "![[![\\[]()]]()\n", "![http://a\\_]()\n", "[r s]:()\n[r\ns]:a\n", '>"\n    >)\n', "1.   .\n    #\n", " 10. a\n    ```\n",
    '1. [r]\n4. [ ] [r]:"\n', "http://a--'?…\n", '7. [a]:"\n[\n', '>[*]:"\n[\n', "2) <!a\n[a]:a\n", "<script\n\n[x]:a\n[x]\n",
    "`\n~ `\n", '[](a "\n: ")\n', "`\n[^1]:`\n", "<!--\n[^a]:\n", "* [X] + [^1]:\n", "\xa0+ []()\n", "![__\\__]()\n",
    ">a\n>\xa0\n", "<pre\n</script>\n\n", "~~\n>- ~.\n>\n", ">- &AMP;--\n>\n", "+\n\t+ &#\n", '[a]:"\n    [\n',
    "1) # \ufe00_\n   a\n", '>[a]:"\n[s]:\n', ">\t\n{:a=a}\n\na\n", "+\n  \t<!--\n", "![~a~]()\n\n~~\n", "+ <?\n\n+ .\n",
    "9)   a\n    >\n", "-\n\t*\ta\n\t  >\n", "#<a>\n-\n", "#~~\n=\n", '>[](a "\n ")\n', "-\n\n{:.a}\n\n1\n", " 2.  !\n    >\n",
    ">>- ~~\n>>\n", "- [](a)\n  - a", ">\n\t >[^a]:\n", "\\ --1", "+ ||||\n-|-|-|-\n  <!--\n.\n\n1",
    "1. [](b)\n   > x\n\n- ![](a)\n  - b", "\\a--b \\....",
    "   -\n     \t<a>\n", " *   a  \n    >", "![<![CDATA[]>]()", "![[<![CDATA[]>]]()", '![](a "\n: ")',
    '* [X] [r s]:"\n\n[r s]:"\n', "* ||\n-|-\n  ```\n.\n\na", '+ ![](a "\n\t")', "- [X] [1]:a\n\n[1]:>\n",
    '- [r]:a\n[a]:"\n\n- [x] [a]:a', "- a\n\n  \t<a>\n", "-\n  >a  \n      >", "-\n  \t<a>\n", "2. ![[]\n    ](a:)",
    '2. ![](a "\n    ")', '9. ![](a "\n\t")', "99)  \\\n    >", "</a\n    >", "<a\u2003>://", "<http://@a.a>",
    '>![[]](a "\n ")', ">![\n ](a:)", '>![](a "\n ")', ">+ ][\n>   + [ ][a]", ">>\\://\n>>     >", ">>\n>     >\n",
    ">>a\n>     >", '>[a]:"\n>     [f]:\'', '>[a]:"\n[R]:()\n>', ">\u3000\n>a", ">\xa0\n>)", ">，*a\n>     >", "[ **[]\\**]()",
    "[*\\\n]()", "[\n=\n]:>", "[](a ![r]\n\n[r]:a", "[_\\\n]()", '[a]:"\n    [r]:a', "[a]:()\n    [s]:a", '[a]:a "\n=\n"',
    '\xa0&#32;"', "a\n\n    : )\n", 'a\n\n[1]:"\n\n0. [x] [1]:>', 'a\n\n[r s]:"\n\n2. [X] [r s]:a', "a~~$~~", "a~~*~~",
    '！\n    > \'"[は]()"\'', "* ||\n-|-\n  <pre>\n.\n\na", "* ||\n-|-\n  ```\n.\n```\n\na\n\n```\n\nb", "[](\n: )", "![](\n: )",
    "- a  \n      - b\n", "\xa0&nbsp;a\xa0", "a&nbsp;\xa0", ">\xa0a\n>\u3000\n>b", "[![](a z[r]](b)\n\n[r]: x",
    "1. [a]: b\n   [b]: c\n\n[a] [b]", "[**a\\***](b)",
    ">+\t<!--\n>", ">+ <!--\n>", ">1. <?\n> ", ">- <!--\n> ", "[](\\\ta)", "<a>\u2003\n)", '<a\na=""\xa0>', "<a\n\xa0>",
    "<a\n\u3000>", '<a a="\n"\xa0>', '>[a]:a "\n=\n"', "a--\n?\u2026", "[a]: \\\tb", "<a\n\xa0\n>", "- <a>\u2003\n  )",
    "> <a>\xa0\n> a", "<a\n\xa0://>",
    ">[](\\\n a)",
    "[a]: b&#0;\n\n[a]\n", "[a]: b '&#xD800;'\n\n[a]\n", "[a]: b\\ \n\n[a]\n", "<https://xn--mnchen-3ya.de/>",
    "# &nbsp;a\xa0b\n", "# a&nbsp; #\n\n\xa0b\n", "!&nbsp;\xa0",
    "a&nbsp;\n===\n\n\xa0b\n", "<https://a.b/\xa0>", "<a@b.c>\xa0", "`a`www.a.b", "<b>www.a.b</b>", "<a href='b'>https://c.d</a>",
    "<a href='b'>c@d.e</a>", "[<http://a.a>a@a.a]()",
]  # fmt: skip
"""Texts that the two parsers read differently, found by differential testing."""


@needs_pyromark
@pytest.mark.parametrize("text", FOUND, ids=map(ascii, FOUND))
@pytest.mark.parametrize("html", [False, True])
def test_known_differences_are_left_to_the_rules(text: str, html: bool):
    for typography in (False, True):
        assert_equal(text, html, typography)
        assert_equal(f"word\n\n- an *item*\n\n{text}", html, typography)


ORDINARY = [
    "un~~believe~~able", "~~a~~ b", "9~10", ":smile: a", "a\n:b", "*a* : b", "a\xa0b", "a < b", "a [b] c", "[1] and [sic]",
    'a \\* "b"', '&amp; "b"', "AT&amp;T's", "&nbsp;a", "&mdash; 'b'", "&#39;a", "&#8217;a", "www.example.org is",
    "(www.example.org)", "https://example.org/a_b\nc", "a@example.org, b", "*https://example.org*", "https://example.org.",
    "'https://example.org'", "https://example.org/?a=b&c=d", "*a*https://example.org", "x@y", "`a`@b.example",
    "a.https://example.org", "://", "It was\n2016 then", "- It was\n  2016 then", "- a\n  #b", "- a\n  > b", "> a\n> b",
    "> a\n> - b\n> - c", "1. a\n   - b\n     c", "- a\n\n  b", "- a\n- b\n  c", "1. a\n\n   b\n2. c", "> # a\n>\n> b",
    "- # a\n- b", "- - a\n  - b", "> a\nb", "- a\nb", "# a\nb", "- a\n\n      code\n", "> ```\n> code\n> ```\n",
    "- ```\n  code\n  ```\n", "```python\nx\n```\n", "    code\n", "* * *", "# a # b #", "a\n===", "## a {b}", "# `a`", "`a\nb`",
    "<b\na>", "<b>a</b>", "a <br> b", "<div>\na\n</div>\n", "a <!-- b --> c", "![a *b* c](https://example.org/d.png)",
    '![a](b.png "c")', "![a_b](c.png)", "![](a.png)", "[a](b.md 'c')", "[](a.md)", "[a](mailto:b@example.org)", "<a@example.org>",
    "<https://example.org/a_b>", "**[a](b.md)**", "[**a**](b.md)", "[*a* and *b*](c.md)", "[a _b_ c](d.md)",
    "[a]: https://example.org\n[c]: d\n\n[a] [c]", "> [a]: b\n\n[a]", "![a][b]\n\n[b]: c.png", "[b]\n\n[b]: <c>",
    "|a|b|\n|-|-|\n|c||\n", "| a |\n|---|\n|   |\n", "漢字\n漢字", "**漢字**です", "漢**字**", "한국어 *a*", "漢字、*a*。",
    "- 漢字\n  漢字", "a  \nb", "a\\\nb", "- a  \n  b", "\xa0a", "a\xa0", "a\tb", "a **b *c* d** e", "***a***", "_a_ __b__",
    "a_b_c", "**a", "\\# a", "a\\", "\\<b>", "a\\\\b 'c'", "a|b", "{a}", "{{ a }}", "a^b", "a--b...", "(c) 2026", "a ???? b",
    "term\n\nb",
]  # fmt: skip
"""Ordinary texts that resemble those above."""


@needs_pyromark
@pytest.mark.parametrize("text", ORDINARY, ids=map(ascii, ORDINARY))
@pytest.mark.parametrize("many_events", [0, 1 << 60], ids=["rendered", "events"])
def test_no_part_of_an_ordinary_text_is_left_to_the_rules(text: str, many_events: int, monkeypatch: pytest.MonkeyPatch):
    by_rules = result(text, quick=False, html=True, typography=True)
    monkeypatch.setattr(dialect, "parser", None)
    monkeypatch.setattr(pulldown_reader, "MANY_EVENTS", many_events)
    assert result(text, quick=True, html=True, typography=True) == by_rules


@needs_pyromark
def test_an_ordinary_text_is_not_left_to_the_rules(monkeypatch: pytest.MonkeyPatch):
    """No part of an ordinary text needs markdown-it."""
    monkeypatch.setattr(dialect, "parser", None)
    text = """# A heading & more

It's "a text" -- with *emphasis*, **[a link](https://example.org/a_b)**, `code`, [another][ref] and <https://example.org>,
on two lines, and https://example.org/bare_address. Write to someone@example.org!

- an item with *"a quotation"*
- another

  > “Quoted”, with &amp;, &nbsp; and 2 \\* 3

1. One
2. Two

```python
print("x")
```

![A picture](https://example.org/a.png)

[ref]: https://example.org/ref "Its title"
"""
    markdown, reports = result(text, quick=True, html=False, typography=True)
    assert not reports
    assert "“a quotation”" in markdown.body.parts[0]


BEGINNINGS = st.sampled_from(
    [
        "",
        "https://",
        "http://",
        "HTTPS://",
        "/",
        "//",
        "https://example.org",
        "../",
        "mailto:",
        "mailto:a@",
        "?",
        "#",
        "https://example.org:80",
        "https://a.b/(",
    ]
)


@given(st.text(st.sampled_from("ab/.:?#&;%@20F-_~[]()'\\|^ é한=,+"), max_size=30), BEGINNINGS)
@settings(max_examples=examples(300))
def test_an_address_is_encoded_like_in_markdown_it(rest: str, begin: str):
    assert normalized_address(begin + rest) == normalizeLink(begin + rest)


@given(st.text())
@settings(max_examples=examples(200))
def test_labels_are_compared_like_in_markdown_it(label: str):
    assert normalized_label(label) == normalizeReference(label)


@given(st.text(st.sampled_from("ab .-,?!+(cCrRtTmM)\u00a0")))
@settings(max_examples=examples(300))
def test_dashes_and_ellipses_equal_those_of_markdown_it(text: str):
    # markdown-it replaces such marks only if the text contains another replacement.
    assume(all("????" in marks or "!!!!" in marks for marks in re.findall("[?!]{4,}", text)))
    token = Token("inline", "", 0, content=text, children=[Token("text", "", 0, content=text)])
    state = StateCore(text, THEIRS, {}, [token])
    replace(state)
    assert token.children
    assert replace_signs(text) == token.children[0].content


def test_kinds_of_characters_equal_those_of_markdown_it():
    for code in range(0x30000):
        character = chr(code)
        kind = 2 if isWhiteSpace(code) else 1 if isMdAsciiPunct(code) or isPunctChar(character) else 0
        assert CHARACTER_KINDS[character] == kind, hex(code)


@needs_pyromark
def test_attributes_of_a_checkbox_have_a_fixed_order():
    texts = {
        read_markdown('- [x] a\n\n<input type="text">\n', Diagnostics("a.md"), 1, html=True, typography=False).body
        for _ in range(40)
    }
    (body,) = texts
    assert body.parts[0].count('type="checkbox" disabled=""') == 2


@needs_pyromark
def test_one_unusual_item_does_not_leave_a_long_list_to_the_rules(monkeypatch: pytest.MonkeyPatch):
    lists: list[str] = []
    parsed = dialect.parser(False, False).parse
    monkeypatch.setattr(dialect.parser(False, False), "parse", lambda source, env: lists.append(source) or parsed(source, env))
    text = "- an item\n" * 50 + "- a 字**[**\n" + "- an item\n" * 50
    read_source(text, "a.md", 1, html=False, typography=False, quick=True)
    assert not lists


def test_only_stars_without_other_marks_are_simple_pairs():
    assert not differs_beside_cjk("漢**字**，漢", is_block=True) and differs_beside_cjk("漢**字**，漢", is_block=False)
    for mark in ("`a`", "<b>", "\\*", "~~a~~"):
        assert differs_beside_cjk(f"漢**字**，漢 {mark}", is_block=True), mark
