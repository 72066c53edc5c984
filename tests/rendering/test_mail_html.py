"""The HTML and the plain text of an article in a letter."""

from __future__ import annotations

import pytest

from digest.rendering.mail_html import mailable
from digest.rendering.plain_text import plain_text


@pytest.mark.parametrize(
    ("html", "made"),
    [
        ("<p>a <em>b</em> &lt; &amp; c</p>", "<p>a <em>b</em> &lt; &amp; c</p>"),
        ("<details open><summary>s</summary>t</details>", "<p>s</p>t"),
        ("<h1>a</h1><p><s>b</s></p>", "<h2>a</h2><p><del>b</del></p>"),
        ('<svg><title>x</title></svg><script>y</script><p class="z" id="i" lang="ko">a</p>', '<p lang="ko">a</p>'),
        (
            '<a href="#x">a</a> <a href="/x">b</a> <a href="https://e.org/?a&amp;b" title="t">c</a>',
            'a b <a href="https://e.org/?a&amp;b">c</a>',
        ),
        ('<a href="javascript:x">a</a><a>b</a>', "ab"),
        ("<p>a<br>b<hr></p><video><p>c</p></video>", "<p>a<br>b<hr></p>"),
        ('<ol start="3"><li>a</li></ol><td colspan="2" align="left">b</td>', '<ol start="3"><li>a</li></ol><td colspan="2">b</td>'),
        ("a</script>b</em>", "ab</em>"),
        ("a</a>b</br>c</img>d", "abcd"),
        ("<svg><svg>a</svg>b</svg>c", "c"),
        ('<p dir="rtl" lang="">a</p>', '<p dir="rtl">a</p>'),
        *(
            (f'<a href="{address}">a</a>',) * 2
            for address in ("http://e.org/", "HTTPS://e.org/", "mailto:a@e.org", "Mailto:a@e.org")
        ),
    ],
)
def test_only_elements_and_attributes_for_mail_are_kept(html: str, made: str):
    assert mailable(html) == made


@pytest.mark.parametrize(
    ("attributes", "made"),
    [
        ('src="https://e.org/a.png" alt="A" width="900" height="9"', '<img src="https://e.org/a.png" alt="A" width="552">'),
        ('src="https://e.org/a.JPG?x=.webp" width="9"', '<img src="https://e.org/a.JPG?x=.webp" alt="" width="9">'),
        ('src="https://e.org/a.jpeg" alt="A &quot;b&quot;"', '<img src="https://e.org/a.jpeg" alt="A &quot;b&quot;">'),
        ('src="https://e.org/a.svg" alt="A &lt;"', '<a href="https://e.org/a.svg">A &lt;</a>'),
        ('src="https://e.org/a.png#b" width="123456"', '<img src="https://e.org/a.png#b" alt="">'),
        ('src="https://e.org/a.png" width="²"', '<img src="https://e.org/a.png" alt="">'),
        ('src="https://e.org/a.webp"', ""),
        ('src="HTTPS://e.org/a.png" alt="A"', '<img src="HTTPS://e.org/a.png" alt="A">'),
        ('src="Http://e.org/a.svg" alt="A"', '<a href="Http://e.org/a.svg">A</a>'),
        ('src="https://[e.org/a" alt="A"', '<a href="https://[e.org/a">A</a>'),
        ('src="data:image/png;base64,xx" alt="A"', "A"),
        ('src="/a.png" alt="A"', "A"),
    ],
)
def test_pictures_are_kept_or_replaced_by_a_link_or_their_alt_text(attributes: str, made: str):
    assert mailable(f"<img {attributes}>") == made


def test_a_picture_in_a_link_does_not_become_a_nested_link():
    assert mailable('<a href="https://e.org/"><img src="https://e.org/a.svg" alt="A"></a>') == '<a href="https://e.org/">A</a>'


@pytest.mark.parametrize(
    ("html", "made"),
    [
        ("<p>one\ntwo</p>\n<p>three</p>", "one two\n\nthree"),
        ("<h2>Head</h2><p>a<br>b &amp; c</p>", "Head\n\na\nb & c"),
        ("<ul><li>a</li><li>b <ol><li>c</li><li>d</li></ol></li></ul><p>e</p>", "- a\n- b\n  1. c\n  2. d\n\ne"),
        ("<ul><li><p>a</p><p>b</p></li><li><p>c</p></li></ul>", "- a\n\n  b\n- c"),
        ('<ol start="9"><li>a</li><li>b</li></ol>', "9. a\n10. b"),
        ("<blockquote><p>long words here</p></blockquote>", "> long words\n> here"),
        ("<pre><code>a  b\n\n  c and more than is wide</code></pre>", "a  b\n\n  c and more than is wide"),
        ('<p><a href="https://e.org/">e</a>.</p>', "e\n<https://e.org/>."),
        ('<p><a href="https://e.org/">https://e.org/</a></p>', "https://e.org/"),
        ('<p>see <a href="https://e.org/">https://e.org/</a></p>', "see\nhttps://e.org/"),
        ('<p><a href="https://e.org/"><img src="x" alt="A"></a> <img src="y"></p>', "[A]\n<https://e.org/>"),
        ("<table><tr><th>a</th><th>b</th></tr><tr><td>1</td><td>2</td></tr></table><p>c</p>", "a | b\n1 | 2\n\nc"),
        ("<table>\n<tr>\n<th>a</th>\n<th>b</th>\n</tr>\n</table>", "a | b"),
        ("</pre></svg></li></ul></a></td>\n<p>a\nb</p>", "a b"),
        ("<pre><code>a  b\nc</code></pre><p>a\nb</p>", "a  b\nc\n\na b"),
        ("<p>a</p><hr><p>b</p><script>x</script>", "a\n\n* * *\n\nb"),
        ("<p>a</p><table><tr><td>b</td><td>c</td></tr><tr><td>d</td></tr></table><p>e</p>", "a\n\nb | c\nd\n\ne"),
        ("<table><tr><td>a</td></tr></table><table><tr><td>b</td></tr></table>", "a\n\nb"),
        *((f'<ol start="{start}"><li>a</li></ol>', "1. a") for start in ("", "x", "²", "٣", "-2", "1234567890")),
        ('<ol start="123456789"><li>a</li></ol>', "123456789. a"),
        ("<div>a</div><div>b</div>", "a\n\nb"),
        ("<blockquote><p>a</p></blockquote><p>b</p>", "> a\n\nb"),
        ("<blockquote><p>a<br><br>b</p></blockquote>", "> a\n>\n> b"),
        ("<li>a</li><li>b</li>", "- a\n\n- b"),
        ("<ul><li>long words here</li></ul>", "- long words\n  here"),
        ("<dl><dt>a</dt><dd>b</dd><dd>c</dd></dl>", "a\n\nb\n\nc"),
        ('<pre>a<a href="/b"></a></pre>', "a</b>"),
        ("<p><br>a<br></p>", "a"),
        ('<p><a href="https://e.org/"></a></p>', "<https://e.org/>"),
        ("<ul><li>a</li></ul><ul><li>b</li></ul>", "- a\n\n- b"),
        ("", ""),
    ],
)
def test_html_becomes_plain_text(html: str, made: str):
    assert plain_text(html, 14) == made


@pytest.mark.parametrize(
    "element",
    [
        "b",
        "blockquote",
        "code",
        "del",
        "em",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "i",
        "li",
        "ol",
        "p",
        "pre",
        "small",
        "span",
        "strong",
        "sub",
        "sup",
        "table",
        "tbody",
        "td",
        "th",
        "thead",
        "tr",
        "ul",
    ],
)
def test_elements_that_all_mail_programs_display_are_kept(element: str):
    assert mailable(f"<{element}>a</{element}>") == f"<{element}>a</{element}>"


REPLACEMENTS = {"h1": "h2", "figcaption": "p", "summary": "p", "dt": "p", "dd": "p", "caption": "p"} | {
    "s": "del",
    "ins": "em",
    "mark": "strong",
}


@pytest.mark.parametrize(("written", "sent"), REPLACEMENTS.items())
def test_elements_that_some_mail_programs_remove_are_replaced(written: str, sent: str):
    assert mailable(f"<{written}>a</{written}>") == f"<{sent}>a</{sent}>"


@pytest.mark.parametrize("element", ["script", "style", "svg", "math", "template", "audio", "video", "object", "iframe"])
def test_these_elements_are_removed_with_their_contents(element: str):
    assert mailable(f"<p>a<{element}>b</{element}>c</p>") == "<p>ac</p>"
    assert plain_text(f"<p>a<{element}>b</{element}>c</p>") == "ac"


@pytest.mark.parametrize("ending", ["png", "jpg", "jpeg", "gif", "GIF"])
def test_pictures_that_every_mail_program_supports_are_kept(ending: str):
    assert mailable(f'<img src="https://e.org/a.{ending}">').startswith("<img ")


def test_quotation_marks_in_attributes_are_escaped():
    html = '<a href="https://e.org/?a=&quot;&amp;b" lang="&quot;x">a</a><ol start="&quot;"></ol>'
    html += '<table><tr><th colspan="2" rowspan="3">a</th><td colspan="4" rowspan="5">b</td></tr></table>'
    assert mailable(html) == html
