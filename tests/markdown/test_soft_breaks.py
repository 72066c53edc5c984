"""Lines of Chinese and Japanese are joined without a space, in the HTML and in the excerpt."""

from __future__ import annotations

import pytest

from digest.markdown.soft_breaks import is_removed_break_in_texts
from tests.markdown.test_markdown_reader import read, shown

JOINED = {
    "Han": ("漢字\n漢字", "漢字漢字"),
    "kana": ("かな\nカナ", "かなカナ"),
    "half-width kana": ("ｶﾅ\nかな", "ｶﾅかな"),
    "punctuation": ("漢字、\n「漢字」", "漢字、「漢字」"),
    "strong emphasis before": ("**漢字。**\n漢字", "<strong>漢字。</strong>漢字"),
    "emphasis after": ("漢字\n*漢字*", "漢字<em>漢字</em>"),
    "a link before": ("[漢字](https://example.org)\n漢字", '<a href="https://example.org">漢字</a>漢字'),
    "code": ("`漢`\n字", "<code>漢</code>字"),
    "code after": ("漢\n`字` *a* <b>", "漢<code>字</code> <em>a</em> &lt;b&gt;"),
    "a strikethrough": ("漢~~字~~\n漢", "漢<s>字</s>漢"),
    "a quotation mark after": ("他说：\n“你好”", "他说：“你好”"),
    "a quotation mark before": ("他说“你好”\n就走了", "他说“你好”就走了"),
    "an ellipsis": ("他说……\n就走了", "他说……就走了"),
    "spaces around": ("漢字 \n  漢字", "漢字漢字"),
    "three lines": ("漢\n字\n漢", "漢字漢"),
}
APART = {
    "hangul": ("한국\n한국", "한국\n한국"),
    "hangul and Han": ("한국\n漢字", "한국\n漢字"),
    "Latin after": ("漢字\nword", "漢字\nword"),
    "Latin before": ("word\n漢字", "word\n漢字"),
    "Latin in quotation marks": ("漢字\n“word”", "漢字\n“word”"),
    "hangul in quotation marks": ("漢字\n“한국”", "漢字\n“한국”"),
    "an emoji": ("漢字\n😀", "漢字\n😀"),
    "a hard break": ("漢字  \n漢字", "漢字<br>\n漢字"),
    "a picture and Han": ("漢\n![漢](a.png)字", '漢\n<img src="a.png" alt="漢" loading="lazy">字'),
    "a picture": ("漢\n![漢](a.png)\n字", '漢\n<img src="a.png" alt="漢" loading="lazy">\n字'),
}


JOINED |= {f"{sign} before": (f"漢{sign}\n字", f"漢{sign}字") for sign in "·—―‘’“”‥…"}
JOINED |= {f"{sign} after": (f"漢\n{sign}字", f"漢{sign}字") for sign in "·—―‘’“”‥…"}


@pytest.mark.parametrize(("text", "html"), [*JOINED.values(), *APART.values()], ids=[*JOINED, *APART])
def test_a_soft_break_between_scripts_without_spaces_is_removed(text: str, html: str):
    assert shown(text) == f"<p>{html}</p>"


@pytest.mark.parametrize(
    ("text", "excerpt"),
    [
        ("漢字\n漢字", "漢字漢字"),
        ("漢字 **「漢」**\n字", "漢字 「漢」字"),
        ("- 漢\n\n他说：\n“你好”", "他说：“你好”"),
        ("한국\n漢字\nかな\nword", "한국 漢字かな word"),
        ("漢字  \n漢字", "漢字 漢字"),
    ],
)
def test_lines_of_the_excerpt_are_joined_too(text: str, excerpt: str):
    assert read(text)[0].excerpt == excerpt


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("> 漢\n> 字", "<blockquote>\n<p>漢字</p>\n</blockquote>"),
        ("- 漢\n  字\n- 漢", "<ul>\n<li>漢字</li>\n<li>漢</li>\n</ul>"),
        ("漢\n字\n\n漢\n字", "<p>漢字</p>\n<p>漢字</p>"),
        ("> 漢\n\n> 字\n\n- 漢\n- 字", "<blockquote>\n<p>漢</p>\n</blockquote>\n<blockquote>\n<p>字</p>\n</blockquote>\n"
         "<ul>\n<li>漢</li>\n<li>字</li>\n</ul>"),
        ("見出し\n見出し\n===", '<h1 id="見出し見出し">見出し見出し</h1>'),
        ("![漢\n字](https://example.org/a.png)", '<p><img src="https://example.org/a.png" alt="漢字" loading="lazy"></p>'),
        ("```\n漢\n字\n```", '<pre tabindex="0"><code>漢\n字\n</code></pre>'),
    ],
)  # fmt: skip
def test_lines_are_joined_in_every_block_except_code(text: str, html: str):
    assert shown(text) == html


@pytest.mark.parametrize(("empty_texts", "is_removed"), [(0, True), (19, True), (20, False)])
def test_twenty_texts_on_each_side_of_a_break_are_checked(empty_texts: int, is_removed: bool):
    empty = [""] * empty_texts
    assert is_removed_break_in_texts(["漢", "\n", *empty, "字"], 1) == is_removed
    assert is_removed_break_in_texts(["漢", *empty, "\n", "字"], 1 + empty_texts) == is_removed


def test_a_link_after_joined_lines_has_its_position():
    found, _ = read("漢\n字 [a](b.md)\n\n- 字\n- *漢*\n- [c](d.md)")
    assert [(target.address, target.line, target.column) for target in found.targets] == [("b.md", 2, 7), ("d.md", 6, 7)]


def test_lines_beside_html_tags_are_joined_except_after_br():
    assert shown("<ruby>漢<rt>かん</rt></ruby>\n字", html=True) == "<p><ruby>漢<rt>かん</rt></ruby>字</p>"
    assert shown("漢<br>\n字", html=True) == "<p>漢<br>\n字</p>"
