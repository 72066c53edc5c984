"""Sanitising of raw HTML: which elements, attributes and addresses are kept, and the limits."""

from __future__ import annotations

import pytest

from digest.markdown.html_sanitising import (
    MAX_ATTRIBUTES,
    MAX_ELEMENT_DEPTH,
    MAX_SPECIAL_CHARACTERS,
    html_limit_error,
    kept_elements,
    sanitised,
)

KEPT = (
    '<p class="a" id="b" dir="ltr" lang="ko" title="c">x</p>',
    '<a href="/a" hreflang="ko" name="b">x</a>',
    '<a href="https://a.example/">x</a>',
    '<a href="http://a.example/">x</a>',
    '<a href="mailto:a@b.example">x</a>',
    '<img src="/a.png" alt="b" title="c" width="1" height="2" loading="lazy">',
    '<div tabindex="0">x</div>',
    '<pre tabindex="0">x</pre>',
    "<section>x</section>",
    "<details><summary>x</summary></details>",
    "<figure><figcaption>x</figcaption></figure>",
    '<ol start="3"><li>x</li></ol>',
    '<table><tbody><tr><td colspan="2">x</td></tr></tbody></table>',
    "<kbd>x</kbd><mark>x</mark><sub>x</sub><sup>x</sup>",
)


@pytest.mark.parametrize("html", KEPT)
def test_harmless_html_is_kept(html: str):
    assert sanitised(html) == html


@pytest.mark.parametrize(
    ("html", "sanitised_html"),
    [
        ('<p onclick="x">y</p>', "<p>y</p>"),
        ('<p style="x">y</p>', "<p>y</p>"),
        ('<a target="_blank">y</a>', "<a>y</a>"),
        ('<a rel="me">y</a>', "<a>y</a>"),
        ('<span tabindex="0">y</span>', "<span>y</span>"),
        ('<p href="/a" src="/b">y</p>', "<p>y</p>"),
        ('<blockquote cite="javascript:x">y</blockquote>', "<blockquote>y</blockquote>"),
        ('<q cite="/a">y</q>', "<q>y</q>"),
        ('<a href="javascript:x">y</a>', "<a>y</a>"),
        ('<a href="ftp://a.example/">y</a>', "<a>y</a>"),
        ('<a href="data:text/html,x">y</a>', "<a>y</a>"),
        ('<img src="mailto:a@b.example" alt="x">', '<img alt="x">'),
        ('<img src="mail to:a@b.example" alt="x">', '<img alt="x">'),
        ('<img src="data:image/png,x" alt="x">', '<img alt="x">'),
        ('<img srcset="/a.png 2x" alt="x">', '<img alt="x">'),
        ("<script>x</script>y", "y"),
        ("<style>x</style>y", "y"),
        ("<iframe src=/a>x</iframe>y", "xy"),
        ("<form action=/a>y</form>", "y"),
        ("<!-- x -->y", "y"),
        ('<a href=" \t/a\n">y</a>', '<a href="/a">y</a>'),
        ('<a href="/a\nb\tc">y</a>', '<a href="/abc">y</a>'),
    ],
)
def test_harmful_html_is_removed(html: str, sanitised_html: str):
    assert sanitised(html) == sanitised_html


@pytest.mark.parametrize(
    ("html", "box"),
    [
        ("<input>", '<input type="checkbox" disabled="">'),
        ('<input type="password" name="a" value="b">', '<input type="checkbox" disabled="">'),
        ('<input checked aria-label="a">', '<input checked="" aria-label="a" type="checkbox" disabled="">'),
    ],
)
def test_an_input_becomes_a_disabled_checkbox(html: str, box: str):
    found = sanitised(html)
    assert sorted(found[7:-1].split()) == sorted(box[7:-1].split())
    assert sanitised(found) == found, "the order of its attributes is always the same"


def test_active_elements_are_not_kept():
    assert not kept_elements() & {"script", "style", "iframe", "object", "embed", "form", "svg", "math", "video", "audio", "link"}
    assert {"section", "input", "p", "a", "img", "table"} <= kept_elements()


def test_values_of_the_limits():
    assert (MAX_ELEMENT_DEPTH, MAX_ATTRIBUTES, MAX_SPECIAL_CHARACTERS) == (512, 2_000, 50_000)


@pytest.mark.parametrize(
    ("raw", "is_too_much"),
    [
        ("<b>" * 512, False),
        ("<b>" * 513, True),
        ("<b></b>" * 9_999, False),
        ("<b></b></b>" * 9 + "<b>" * 513, True),
        ("<br>" * 9_999, False),
        ("<BR>" * 9_999, False),
        ("<B>" * 512 + "</b>" + "<i>", False),
        ("<b>" * 512 + "</i>" + "<i>", True),
        (f"<p {' '.join('a' * 2_000)}>", False),
        (f"<p {' '.join('a' * 2_001)}>", True),
        (f"<p {'a' * 9_999}>", False),
        (f"<p {'/'.join('a' * 2_001)}>", True),
        (f"<p {chr(34).join('a' * 2_001)}>", True),
        (f"<p {chr(39).join('a' * 2_001)}>", True),
    ],
)
def test_limits_of_nesting_and_attributes(raw: str, is_too_much: bool):
    assert bool(html_limit_error([raw], "")) is is_too_much


EMPTY = "area base br col embed hr img input link meta source track wbr"


@pytest.mark.parametrize("name", EMPTY.split())
def test_a_void_element_adds_no_nesting(name: str):
    assert html_limit_error([f"<{name}>"] * 600, "") == ""


@pytest.mark.parametrize("sign", ["&", "<", ">", '"', "(", "\x80", "\xa0", "\xbf"])
def test_limit_of_special_characters(sign: str):
    assert html_limit_error([], sign * 50_000 + "x") == ""
    assert html_limit_error([], sign * 50_001) == "the text contains more than 50,000 special characters"
    assert html_limit_error([], "x" * 99_999) == ""
