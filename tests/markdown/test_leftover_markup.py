"""Invalid Markdown is reported, and prose that only looks like Markdown is not."""

from __future__ import annotations

import pytest

from digest.diagnostics import Diagnostics
from digest.markdown.markdown_reader import read_markdown
from tests.markdown.test_markdown_reader import read

INVALID = {
    "a label that is not defined": ("Read the [minutes][m2].", "1:10 W320"),
    "a label of a picture": ("See ![the plan][plan].", "1:5 W320"),
    "a collapsed label": ("one\n[the minutes][] two", "2:1 W320"),
    "a label with emphasis": ("See [*the* minutes][m2]", "1:5 W320"),
    "a number that is not defined": ("See [the minutes][1].", "1:5 W320"),
    "beside Korean": ("시의회 [회의록][m2]을 보라.", "1:5 W320"),
    "in a heading": ("# a [b][c]", "1:5 W320"),
    "in a table": ("| a |\n|---|\n| [b][c] |", "3:3 W320"),
    "in a list": ("- one\n- [b][c]", "2:3 W320"),
    "in a quotation": ("> one\n> [b][c]", "2:3 W320"),
    "after code of the same text": ("`[b][c]` [b][c]", "1:10 W320"),
    "a footnote that does not exist": ("A note[^2] here.", "1:7 W321"),
    "another footnote exists": ("A[^1] and[^two].\n\n[^1]: One.", "1:10 W321"),
    "a label twice": ("[a][b]\n\n[b]: https://example.org/1\n[B]: https://example.org/2", "4:1 W322"),
    "a footnote twice": ("a[^1]\n\n[^1]: One.\n\n[^1]: Two.", "5:1 W322"),
    "a footnote that is not used": ("a[^1]\n\n[^1]: One.\n[^3]: Three.", "4:1 W323"),
    "a space in an address": ("See [x](https://example.org/a b).", "1:8 W324"),
    "a space in a file's name": ("See [x](my file.md).", "1:8 W324"),
    "a space in a picture's address": ("See ![x](/img/my file.png).", "1:9 W324"),
    "a title in other quotes": ("See [x](https://example.org/ “title”).", "1:8 W324"),
    "a title without quotes": ("See [x](../other.md The other).", "1:8 W324"),
    "a link that nothing ends": ("See [x](https://example.org/a\n\nmore", "1:8 W324"),
    "brackets the wrong way round": ("See (the minutes)[https://example.org/a].", "1:5 W324"),
    "a definition that goes on with a paragraph": ("See it.\n[m]: https://example.org/1", "2:1 W324"),
    "strong that nothing ends": ("This is **important and so on.", "1:9 W325"),
    "strong at the beginning that nothing ends": ("**Note: mind the gap.", "1:1 W325"),
    "strong that nothing begins": ("**This** is important** for us.", "1:13 W325"),
    "strong that nothing begins, at an end": ("매우 중요**", "1:4 W325"),
    "an angle that nothing ends": ("See [x](<https://example.org/a b).", "1:8 W324"),
    "a broken link after what is no link": ("[a](see below) and [x](my file.md).", "1:23 W324"),
    "a broken link after a good one": ("[a](https://a.example) and [x](my file.md).", "1:31 W324"),
    "strong after a mark at the end of a word": ("Prices** rise. This is **important and so on.", "1:24 W325"),
    "strong after arguments of a program": ("Pass **kwargs and **important and so on.", "1:19 W325"),
    "strong with spaces inside": ("This is ** very important ** for us.", "1:9 W325"),
    "strong with a space at its end": ("This is **important **for us.", "1:9 W325"),
    "strong with a space at its beginning": ("This is ** important** for us.", "1:9 W325"),
    "strong with spaces inside, at an end": ("This is ** important **", "1:9 W325"),
    "strong that begins with a quotation mark": ("This is **“important” and so on.", "1:9 W325"),
    "strong after a mark between spaces": ("See ** the note **and so on.", "1:17 W325"),
    "strong that nothing begins, after a long word": ("An incomprehensibility** of ours.", "1:11 W325"),
    "a footnote beside another one in an address": ("[a](https://example.org/[^2]) and[^3].", "1:34 W321"),
    "a late definition in a quotation": ("> See it.\n> [m]: https://example.org/1", "2:3 W324"),
    "a picture in a broken link": ("See [![x](https://example.org/a.png)](my file.md).", "1:38 W324"),
    "a link that nothing ends on its line": ("See [x](https://example.org/a\nand more.", "1:8 W324"),
    "a space in a mail address": ("See [x](mailto:a b@example.org).", "1:8 W324"),
    "brackets the wrong way round, without a scheme": ("See (the minutes)[www.example.org/a].", "1:5 W324"),
    "a space in a fragment": ("See [x](#a b).", "1:8 W324"),
    "strong after a Korean word": ("정부는**중요한 일.", "1:4 W325"),
    "strong that nothing begins, in brackets": ("(very important**)", "1:7 W325"),
    "a broken link after one with a title in brackets": ("[a](/b (title)) and [x](my file.md).", "1:24 W324"),
    "a broken link with a long text": (f"See [{'x' * 400}](my file.md).", "1:407 W324"),
    "a broken link at the beginning of a long paragraph": (f"See [x](my file.md){' and so on' * 99}.", "1:8 W324"),
    "a broken link at the end of a long paragraph": (f"{'and so on ' * 99}[x](my file.md).", "1:994 W324"),
}


def reported(text: str, **settings: bool) -> list[str]:
    return read(text, **settings)[1]


@pytest.mark.parametrize("typography", [False, True])
@pytest.mark.parametrize(("text", "expected"), INVALID.values(), ids=INVALID)
def test_invalid_markdown_is_reported(text: str, expected: str, typography: bool):
    assert reported(text, typography=typography) == [expected]


PROSE = [
    "He said [sic] that [...] it was [1] or [1][2] and [ ] or [x].",
    "- [ ] open\n- [x] done",
    "`[a][b]` and `[^2]` and `**a` and `[x](https://a b)`",
    "    [a][b] [^2] **a\n\n```\n[a][b] [^2] **a\n[x](https://a b)\n```",
    r"\[a][b] and \[^2] and \*\*a and \[x](https://example.org/ b)",
    "An array a[0][1] or rows[i][j], the type int[][] and f(x)[0].",
    "The set [^a-z] or [^0-9] of letters, and [^] and [^ ].",
    "Pass **kwargs or **options to f(*args, **kwargs), and f(**more) or {**a, **b}.",
    "2 ** 3 is 8, and x ** y ** z is more; a**b too.",
    "Files match src/**/*.md or **/*.py.",
    "Prices** and taxes** are given in euros.",
    "Shipping is free**, and so on.\n\n** In Bytown.",
    "Shipping is free**, and so on.\n\n\\*\\* In Bytown.",
    "| Shipping is free** |\n|---|\n| ** In Bytown. |",
    "The note [^2]: see below.",
    "(a + b) ** 2 is more than (b + c) ** 2.",
    "The type char** of C.",
    "A pass****word and **** and ***.",
    "He swore (f**k).",
    "a [note](in brackets) and [another] (as he said) and [b](see below).",
    "[a][r] and [r][] and [r] and ![a][R].\n\n[r]: https://example.org 'title'",
    "[a](https://example.org/a_(b) 'title') [b](<https://example.org/a b>) [c](/d \"e\") [f](g.md (h))",
    "A note[^1] and another^[inline].\n\n[^1]: See [^2].\n\n[^2]: Two.",
    "**a** and **b c** and ***d*** and **e *f* g** and a**b**c",
    "**굵은 글씨**는 **“인용”**이다.",
    "Note: [a]: see below",
    "The code [a][`b`] and the source [1][].",
    "an address](my file.md) without a bracket before it",
    "See [x](https://example.org/`a`",
    "This is *** rather important *** for us.",
    "This is ** rather important **, and so on.",
    "The type FILE** of C.",
    "See ** the note**b and so on.",
    "A footer ** [1](https://example.org/a) ** without words.",
    '<a href="https://example.org/[a][b]">x</a>',
]


@pytest.mark.parametrize("typography", [False, True])
@pytest.mark.parametrize("text", PROSE)
def test_prose_that_looks_like_markdown_is_not_reported(text: str, typography: bool):
    assert reported(text, html=True, typography=typography) == []


@pytest.mark.parametrize("sign", "\"'“‘「『《〈(a1한")
def test_strong_that_nothing_ends_may_begin_with_a_quotation_mark_or_bracket(sign: str):
    assert reported(f"This is **{sign}important and so on.") == ["1:9 W325"]


@pytest.mark.parametrize("word", ["bool", "char", "double", "FILE", "float", "int", "long", "short", "struct", "unsigned", "void"])
def test_a_type_of_c_with_two_stars_is_not_reported(word: str):
    assert reported(f"The pointer {word}**, and so on.") == []


@pytest.mark.parametrize(
    "word",
    ["kwargs", "args", "opts", "options", "params", "props", "config", "dict", "fields", "settings", "my_names", "x=1", "x)"],
)
def test_two_stars_before_arguments_of_a_program_are_not_reported(word: str):
    assert reported(f"Pass **{word} and so on.") == []


@pytest.mark.parametrize("ending", ["md", "markdown", "htm", "html", "pdf", "png", "jpg", "jpeg", "gif", "webp", "svg"])
def test_a_space_in_the_name_of_a_file_is_found_by_its_ending(ending: str):
    assert reported(f"See [x](my file.{ending}).") == reported(f"See [x](my file.{ending}#part).") == ["1:8 W324"]


@pytest.mark.parametrize("text", ["[x](./{{ a b }}.md)", "[x](./{% a b %}.md)"])
def test_an_address_with_a_template_is_not_a_broken_link(text: str):
    assert reported(text) == ["1:7 W327"], "only the template is reported"


def hints(text: str) -> list[str]:
    """The hints for a text that begins on line 7."""
    diagnostics = Diagnostics("a.md")
    read_markdown(text, diagnostics, 7, html=False, typography=False)
    return [diagnostic.hint for diagnostic in diagnostics.found]


def test_a_hint_names_the_line_of_the_first_definition():
    first_link = "the one in line 9 is used: remove one, or give it another label"
    assert hints("[a][b]\n\n[b]: /1\n[b]: /2\n[b]: /3") == [first_link] * 2
    first_note = "the first is in line 9, and the last is used: remove one, or give it another label"
    assert hints("a[^1]\n\n[^1]: One.\n\n[^1]: Two.\n\n[^1]: Three.") == [first_note] * 2


@pytest.mark.parametrize(
    ("definitions", "message"),
    [
        ("[{}]: /1\n[{}]: /2", "[{}] is defined twice"),
        ("[^{}]: One.\n\n[^{}]: Two.\n\nText[^{}].", "[^{}] is defined twice"),
        ("Text[^1].\n\n[^1]: One.\n\n[^{}]: Two.", "the footnote [^{}] is not shown: nothing refers to it"),
    ],
)
def test_a_message_shows_40_characters_of_a_label(definitions: str, message: str):
    label = "abcdefghij" * 4
    for written in (label, label + "k"):
        diagnostics = Diagnostics("a.md")
        read_markdown(definitions.replace("{}", written), diagnostics, 7, html=False, typography=False)
        assert [diagnostic.message for diagnostic in diagnostics.found] == [message.format(label)]


def test_a_message_quotes_the_text_and_a_hint_offers_a_remedy():
    diagnostics = Diagnostics("a.md")
    read_markdown("See the [minutes][m2].", diagnostics, 7, html=False, typography=False)
    (diagnostic,) = diagnostics.found
    assert diagnostic.message == "[minutes][m2] is shown as text: there is no [m2]:"
    assert diagnostic.hint == "add a line [m2]: https://…, or write \\["
    for length, label in ((40, "x" * 40), (41, "x" * 39 + "…")):
        diagnostics = Diagnostics("a.md")
        read_markdown(f"See [a][{'x' * length}].", diagnostics, 7, html=False, typography=False)
        assert diagnostics.found[0].message.endswith(f" is shown as text: there is no [{label}]:")


@pytest.mark.parametrize("shown", [r"\[^a]", "`[^a]`", "&#91;^a]"])
def test_a_reference_beside_its_text_in_code_or_escaped_is_not_reported(shown: str):
    assert reported(f"One[^a] is written {shown}.\n\n[^a]: A note.\n") == []
    assert sorted(reported(f"One[^b] is written {shown}.\n\n[^a]: A note.\n")) == ["1:4 W321", "3:1 W323"]
