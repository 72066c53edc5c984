"""Markdown is converted to HTML in parts, whatever the text."""

from __future__ import annotations

from unittest import mock

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.diagnostics import Diagnostics
from digest.markdown import markdown_reader, pulldown_reader
from digest.markdown.body import Target, fill
from digest.markdown.markdown_reader import Markdown, read_markdown
from digest.text.characters import UNFIT_FOR_PAGES


def read(text: str, *, html: bool = False, typography: bool = False) -> tuple[Markdown, list[str]]:
    """Read a text that begins on line 1; return it with its diagnostics.

    The rules, and the quick reader with plain blocks rendered or read from events, must agree about it.
    """
    diagnostics = Diagnostics("a.md")
    found = read_markdown(text, diagnostics, 1, html=html, typography=typography, quick=False)
    for many_events in (0, 1 << 60) if pulldown_reader.IS_USABLE else ():
        others = Diagnostics("a.md")
        with mock.patch.object(pulldown_reader, "MANY_EVENTS", many_events):
            assert read_markdown(text, others, 1, html=html, typography=typography, quick=True) == found
        assert sorted(others.found) == sorted(diagnostics.found)
    return found, [f"{diagnostic.line}:{diagnostic.column} {diagnostic.code}" for diagnostic in diagnostics.found]


def shown(text: str, **settings: bool) -> str:
    """Return the HTML, with the addresses as they are written."""
    found, _ = read(text, **settings)
    return fill(found.body, [f'{target.attribute}="{target.address}"' for target in found.targets]).strip()


FEATURES = {
    "emphasis": ("*a* **b** ***c***", "<p><em>a</em> <strong>b</strong> <em><strong>c</strong></em></p>"),
    "a heading with an id": ("## C++ and *you*!", '<h2 id="c-and-you">C++ and <em>you</em>!</h2>'),
    "headings that are alike": ("# a\n\n# a\n\n# !", '<h1 id="a">a</h1>\n<h1 id="a-1">a</h1>\n<h1 id="section">!</h1>'),
    "a list": ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>"),
    "an ordered list": ("3. a\n4. b", '<ol start="3">\n<li>a</li>\n<li>b</li>\n</ol>'),
    "a quotation": ("> a", "<blockquote>\n<p>a</p>\n</blockquote>"),
    "code": ("`a<b`", "<p><code>a&lt;b</code></p>"),
    "a hard break": ("a  \nb", "<p>a<br>\nb</p>"),
    "a rule": ("***", "<hr>"),
    "an escape": (r"\*a\*", "<p>*a*</p>"),
    "an entity": ("&copy; &amp;lt;", "<p>© &amp;lt;</p>"),
    "a strikethrough": ("~~a~~", "<p><s>a</s></p>"),
    "an address": ("<https://example.org/?a=1&b=2>", '<p><a href="https://example.org/?a=1&amp;b=2">https://example.org/?a=1&amp;b=2</a></p>'),
    "an address without brackets": ("https://example.org", '<p><a href="https://example.org">https://example.org</a></p>'),
    "a link with a title": ('[a](https://example.org "t")', '<p><a href="https://example.org" title="t">a</a></p>'),
    "a reference": ("[a][r]\n\n[r]: https://example.org", '<p><a href="https://example.org">a</a></p>'),
    "quotes without typography": ("\"a\" -- b...", "<p>&quot;a&quot; -- b...</p>"),
    "a template": ("{{ config }} {% include 'x' %}", "<p>{{ config }} {% include 'x' %}</p>"),
    "Korean": ("**한국**어", "<p><strong>한국</strong>어</p>"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "html"), FEATURES.values(), ids=FEATURES)
def test_a_feature_of_markdown(text: str, html: str):
    assert shown(text) == html


def test_a_table_is_aligned_by_classes():
    html = shown("| a | b |\n|:--|--:|\n| 1 | `\\|` |")
    assert '<th class="align-left">a</th>' in html
    assert '<td class="align-right"><code>|</code></td>' in html
    assert "style=" not in html


def test_a_footnote_and_its_reference_link_to_each_other():
    html = shown("Word[^1].\n\n[^1]: The note.")
    assert '<a href="#fn1" id="fnref1">' in html
    assert 'id="fn1"' in html and 'href="#fnref1"' in html
    assert "The note." in html


def test_a_task_list_has_checkboxes():
    html = shown("- [x] done\n- [ ] open")
    assert html.count('type="checkbox"') == 2
    assert html.count(" checked") == 1
    assert 'disabled checked aria-label="✓"> done' in html and 'disabled aria-label="–"> open' in html


def test_an_alert_has_its_class():
    assert "alert" in shown("> [!WARNING]\n> Take care.")


def test_a_definition_list():
    assert shown("Term\n\n:   What it means") == "<dl>\n<dt>Term</dt>\n<dd>What it means</dd>\n</dl>"


def test_code_is_highlighted_by_classes_if_its_language_is_known():
    assert '<span class="k">return</span>' in shown("```python\nreturn 1\n```")
    assert "return 1" in shown("```\nreturn 1\n```")
    assert "&lt;b&gt;" in shown("```nosuchlanguage\n<b>\n```")
    assert "<script>" not in shown('```"><script>\nx\n```')


def test_typography_is_a_setting():
    assert shown("\"a\" -- 'b' --- c...", typography=True) == "<p>“a” – ‘b’ — c…</p>"


def test_a_block_with_too_many_quotation_marks_keeps_them_straight():
    assert "“a”" in shown('"a" ' * 250, typography=True)
    assert shown('"a" ' * 251, typography=True).count("&quot;") == 502


def test_html_is_shown_as_text_with_a_warning_or_sanitised():
    text = 'a <b onclick="x">b</b> <script>alert(1)</script>\n\n<div class="c">d</div>'
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in shown(text)
    assert "1:3 W301" in read(text)[1]
    html = shown(text, html=True)
    assert "<b>b</b>" in html and '<div class="c">d</div>' in html
    assert "script" not in html and "onclick" not in html


def test_unchecked_addresses_and_inputs_other_than_checkboxes_are_removed():
    html = shown("<q cite='javascript:alert(1)'>a</q> <input type=password name=p> <input type=checkbox checked>", html=True)
    assert "<q>a</q>" in html
    assert "password" not in html and "name" not in html
    assert html.count("<input") == html.count('type="checkbox"') == html.count('disabled=""') == 2


@pytest.mark.parametrize("html", [False, True])
@pytest.mark.parametrize(
    "text", ["a&#12;b", "<https://a.example/%00%1b%ef%bf%be>", "[a](<b&#12;c> 'd&#12;e')", "<b title='&#x1f;'>x</b>"]
)
def test_a_reference_to_a_forbidden_character_is_replaced(text: str, html: bool):
    found, _ = read(text, html=html)
    assert not UNFIT_FOR_PAGES.search("".join(found.body.parts) + found.excerpt)
    assert not any(UNFIT_FOR_PAGES.search(target.address) for target in found.targets)


@pytest.mark.parametrize("address", ["javascript:alert(1)", "JaVaScRiPt:x", "data:text/html,x", "vbscript:x", "file:///etc/passwd"])
def test_a_forbidden_address_is_removed_with_a_warning(address: str):
    found, reports = read(f"a\n\n[text]({address}) ![picture]({address})")
    html = fill(found.body, [])
    assert "text" in html and "href" not in html and "src" not in html
    assert [line[-4:] for line in reports] == ["W302", "W302"]


def test_an_image_with_a_mail_address_is_removed():
    found, reports = read("![picture](mailto:a@example.org) [text](mailto:a@example.org)")
    assert fill(found.body, []) == '<p>picture <a href="mailto:a@example.org">text</a></p>\n'
    assert reports == ["1:12 W302"]


@pytest.mark.parametrize(
    "address", ["mailto:a@example.org", "MAILTO:a", " mail&#10;to:a", "javascript:alert(1)", "data:image/png,x"]
)
def test_a_forbidden_address_of_an_html_image_is_removed(address: str):
    assert shown(f'<img src="{address}" alt="x">', html=True).strip() in ('<img alt="x">', '<p><img alt="x"></p>')


def test_an_address_within_the_site_is_a_target_with_its_position():
    found, reports = read(
        "[a](b.md#x)\n\nand [c](</d e/>) ![p](<q.png>) [up](../u%20v.md?x=1) [here](#here) [out](https://example.org)"
    )
    assert found.targets == (
        Target("href", "b.md#x", 1, 5),
        Target("href", "/d%20e/", 3, 10),
        Target("src", "q.png", 3, 24),
        Target("href", "../u%20v.md?x=1", 3, 37),
    )
    assert reports == []
    assert len(found.body.parts) == len(found.targets) + 1


def test_an_inline_address_that_is_also_defined_has_its_own_position():
    targets = read("[a](x.md) and [b]\n\n[b]: x.md")[0].targets
    assert targets[0] == Target("href", "x.md", 1, 5)


@pytest.mark.parametrize(
    ("text", "positions"),
    [
        ("see (b.md)\n\n[x](b.md)", [(3, 5)]),
        ("[a](b.md) [c](b.md)\n[d](b.md)", [(1, 5), (1, 15), (2, 5)]),
        ("[b.md](b.md)\n\n[b.md](<b.md>)", [(1, 8), (3, 9)]),
        ("[c](c.md) [b](b.md)\n\n[c](c.md)", [(1, 5), (1, 15), (3, 5)]),
    ],
)
def test_each_link_to_an_address_has_its_own_position(text: str, positions: list[tuple[int, int]]):
    assert [(target.line, target.column) for target in read(text)[0].targets] == positions


def test_an_address_of_another_server_without_a_scheme_is_no_target():
    assert read("[a](//example.org/x) ![b](//example.org/y.png)")[0].targets == ()


def test_an_address_with_quotation_marks_cannot_leave_its_attribute():
    html = shown('[a](x"onclick=y) [b](<x" onclick=y>) ![c](d.png \'e"f\')')
    assert '<a href="x%22onclick=y">a</a> <a href="x%22%20onclick=y">b</a>' in html
    assert 'title="e&quot;f"' in html


@pytest.mark.parametrize("below", ["", "\n\n[^1]: read by the rules"], ids=["events", "rules"])
@pytest.mark.parametrize(("headings", "reports"), [(3, []), (4, ["9:1 E207"]), (5, ["9:1 E207"])])
def test_too_many_headings_are_an_error_at_the_first_one_too_many(
    monkeypatch: pytest.MonkeyPatch, headings: int, reports: list[str], below: str
):
    monkeypatch.setattr(markdown_reader, "MAX_HEADINGS", 3)
    text = "a[^1]\n\n" + "# b\n\n" * headings + below
    assert [each for each in read(text)[1] if "E207" in each] == reports


@pytest.mark.parametrize(("notes", "reports"), [(3, []), (4, ["12:1 E207"]), (5, ["14:1 E207"])])
def test_too_many_footnotes_are_an_error_at_the_first_one_too_many(monkeypatch: pytest.MonkeyPatch, notes: int, reports: list[str]):
    monkeypatch.setattr(markdown_reader, "MAX_HEADINGS", 3)
    text = "".join(f"a[^{number}]\n\n" for number in range(notes)) + "".join(f"[^{number}]: b\n" for number in range(notes))
    assert read(text)[1] == reports


def test_an_image_without_alternative_text_is_reported():
    assert read("![](a.png)")[1] == ["1:5 W303"]


def test_the_excerpt_is_the_first_paragraph_as_text():
    text = "# Head\n\n- list\n\nThe *first* `one` with [a link](x.md)\nand <b>tags</b> &amp; ![alt](y.png).\n\nSecond."
    assert read(text)[0].excerpt == "The first one with a link and tags & ."
    assert read("one<br>two <BR/> three", html=True)[0].excerpt == "one two three"
    assert read("")[0].excerpt == ""


@given(st.text(st.sampled_from("ab*_`[]()!<>&;\"'~|-:#^\n \\/{}=+.1한\t"), max_size=60), st.booleans(), st.booleans())
def test_any_text_is_read_without_an_exception(text: str, html: bool, typography: bool):
    found, _ = read(text, html=html, typography=typography)
    assert len(found.body.parts) == len(found.targets) + 1
    assert "<script" not in fill(found.body, ["" for _ in found.targets])


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("<div>" * 513, "elements are nested more than 512 deep"),
        ("a " + "<b>" * 600 + "</p>" * 600, "elements are nested more than 512 deep"),
        ("<p " + " ".join(f"a{n}=1" for n in range(3000)) + ">", "a tag has more than 2,000 attributes"),
    ],
)
def test_html_that_takes_too_long_to_sanitise_is_shown_as_text(text: str, why: str):
    diagnostics = Diagnostics("a.md")
    found = read_markdown(text, diagnostics, 7, html=True, typography=False)
    assert (diagnostics.found[0].line, diagnostics.found[0].message) == (7, f"HTML is shown as text: {why}")
    assert "&lt;" in found.body.parts[0] and "<div>" not in found.body.parts[0]


def test_long_or_deep_html_within_the_limits_is_kept():
    for text in (
        "<div>" * 500 + "x" + "</div>" * 500,
        "<p>x</p>" * 3000,
        "<b>x</b> " * 3000,
        "<br>" * 3000,
        '<img alt="' + "x " * 900 + '">',
    ):
        assert "&lt;" not in shown(text, html=True)
        assert read(text, html=True)[1] in ([], ["1:1 W303"])


@pytest.mark.parametrize(
    "padded", [" https://example.org/a", "\nhttps://example.org/a ", "\thttps://example\n.org/a", "&#32;https://example.org/a"]
)
def test_spaces_around_an_address_in_html_are_removed(padded: str):
    found, reports = read(f'<a href="{padded}">b</a> <img src="{padded}" alt="c">', html=True)
    assert (found.targets, reports) == ((), [])
    assert "".join(found.body.parts).count('="https://example.org/a"') == 2


def test_spaces_around_an_internal_address_in_html_are_removed():
    found, _ = read('<a href=" b.md ">b</a>', html=True)
    assert [target.address for target in found.targets] == ["b.md"]


@pytest.mark.parametrize("address", [" javascript:x", "java\nscript:x", "\x01javascript:x", " data:x"])
def test_a_script_address_with_spaces_is_removed(address: str):
    assert "href" not in shown(f'<a href="{address}">b</a>', html=True)


def test_the_scheme_of_an_address_may_be_in_capitals():
    text = "[a](HTTPS://example.org/x) ![b](HTTP://example.org/x.png) [c](Mailto:a@example.org)"
    assert read(text)[1] == []
    assert all(
        f'"{address}"' in shown(text) for address in ("HTTPS://example.org/x", "HTTP://example.org/x.png", "Mailto:a@example.org")
    )


def test_a_colon_in_a_query_or_fragment_is_no_scheme():
    assert read("[a](?b:c) [d](#e:f) [g](h.md?i:j)")[1] == []


def test_a_mail_address_may_contain_a_second_colon():
    assert read("[a](mailto:a:b@example.org) <a href='mailto:a:b@example.org'>b</a>", html=True)[1] == []
    assert shown("<a href='mailto:a:b@example.org'>b</a>", html=True) == '<p><a href="mailto:a:b@example.org">b</a></p>'


@pytest.mark.parametrize(
    ("address", "encoded"),
    [
        ("é?u=https://a.example/", "%C3%A9?u=https://a.example/"),
        ("https://a.example/é?b=c\\d", "https://a.example/%C3%A9?b=c%5Cd"),
        ("https://é.example/é", "https://xn--9ca.example/%C3%A9"),
        ("<https://a.example/é b >", "https://a.example/%C3%A9%20b"),
        ("https://a.example/a|b[c]^{}", "https://a.example/a%7Cb%5Bc%5D%5E%7B%7D"),
        ("mailto:é@a.example", "mailto:%C3%A9@a.example"),
        ("https://a.example/%e9", "https://a.example/%e9"),
        ("https://a.example", "https://a.example"),
        ("//a.example/é", "//a.example/%C3%A9"),
    ],
)
def test_address_of_a_link_is_encoded(address: str, encoded: str):
    assert shown(f"[a]({address})") == f'<p><a href="{encoded}">a</a></p>'


def test_a_percent_sign_that_encodes_nothing_is_encoded():
    assert 'href="https://example.org/%C3%A9%25zz%20"' in shown("[a](https://example.org/é%zz%20)")


@pytest.mark.parametrize(
    ("text", "reports"),
    [
        ("![](a.png)\n\n![ ](a.png)", ["1:5 W303", "3:6 W303"]),
        ("![](a.png) ![](a.png)\n![](a.png)", ["1:5 W303", "1:16 W303", "2:5 W303"]),
        ("[a.png](a.png) ![](a.png)", ["1:20 W303"]),
        ("![b](a.png) ![](a.png) ![b](a.png)", ["1:17 W303"]),
        ("![](https://a.example/b) ![](https://a.example/b)", ["1:5 W303", "1:30 W303"]),
    ],
)
def test_each_image_without_alternative_text_has_its_own_position(text: str, reports: list[str]):
    assert read(text)[1] == reports


@pytest.mark.parametrize("quick", [False, True])
def test_a_break_in_html_is_a_space_in_the_excerpt(quick: bool):
    found = read_markdown("a<BR>b<br/>c *d*<i>e</i>", Diagnostics("a.md"), 1, html=True, typography=False, quick=quick)
    assert found.excerpt == "a b c de"


def test_html_that_is_shown_as_text_is_reported_once_with_its_beginning():
    for text in ("<b>" * 513, f"<b title='{'x' * 40}'>"):
        diagnostics = Diagnostics("a.md")
        read_markdown(text, diagnostics, 1, html=False, typography=False)
        assert [one.message for one in diagnostics.found] == [
            f"HTML is shown as text: {text[:3] if '>' in text[:3] else text[:30]}"
        ]
