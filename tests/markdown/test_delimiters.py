"""Which delimiter runs of `*` and `~` open and close emphasis and strikethrough, also beside Chinese, Japanese and Korean."""

from __future__ import annotations

import pytest

from digest.diagnostics import Diagnostics
from digest.markdown.markdown_reader import read_markdown
from tests.markdown.test_markdown_reader import shown

BESIDE_CJK = {
    "a bracket before hangul": ("**마크다운(Markdown)**을 쓴다", "<strong>마크다운(Markdown)</strong>을 쓴다"),
    "a quotation mark before hangul": ('**"오른다"**고 했다', "<strong>&quot;오른다&quot;</strong>고 했다"),
    "a curly quotation mark before hangul": ("**“오른다”**고 했다", "<strong>“오른다”</strong>고 했다"),
    "full-width brackets before kana": ("**「重要」**です", "<strong>「重要」</strong>です"),
    "full-width brackets after Han": ("今日**「重要」**", "今日<strong>「重要」</strong>"),
    "a full stop before Han": ("**真的。**她说", "<strong>真的。</strong>她说"),
    "a percent sign": ("**5%**가 올랐다", "<strong>5%</strong>가 올랐다"),
    "a bracket after hangul": ("그는**(웃으며)** 말했다", "그는<strong>(웃으며)</strong> 말했다"),
    "code": ("**`make`**를 쓴다", "<strong><code>make</code></strong>를 쓴다"),
    "a link": ("**[글](https://example.org)**을", '<strong><a href="https://example.org">글</a></strong>을'),
    "one mark": ("*「字」*は", "<em>「字」</em>は"),
    "strikethrough": ("~~(옛말)~~은", "<s>(옛말)</s>은"),
    "half-width kana": ("**(a)**ｱ", "<strong>(a)</strong>ｱ"),
    "Han beyond the basic plane": ("𠮟**(叱)**", "𠮟<strong>(叱)</strong>"),
    "an ideographic variation": ("葛\U000e0100**(か)**城", "葛\U000e0100<strong>(か)</strong>城"),
    "a variant of a character": ("羽\ufe00**(う)**", "羽\ufe00<strong>(う)</strong>"),
    "the last variant of a character": ("羽\ufe0e**(う)**", "羽\ufe0e<strong>(う)</strong>"),
    "the last ideographic variation": ("葛\U000e01ef**(か)**城", "葛\U000e01ef<strong>(か)</strong>城"),
    "a full-width single quotation mark": ("**‘\ufe01a’\ufe01**b", "<strong>‘\ufe01a’\ufe01</strong>b"),
    "a full-width quotation mark": ("**“\ufe01a”\ufe01**b", "<strong>“\ufe01a”\ufe01</strong>b"),
}
UNCHANGED = {
    "Latin": ("a**(b)**c", "a**(b)**c"),
    "Latin in quotation marks": ('**"a"**b', "**&quot;a&quot;**b"),
    "Thai": ("ก**(ข)**ค", "ก**(ข)**ค"),
    "an emoji": ("😀**(a)**b", "😀**(a)**b"),
    "underscores": ("가__(나)__다", "가__(나)__다"),
    "a space inside": ("** 나**는", "** 나**는"),
    "letters on both sides": ("가*나*다", "가<em>나</em>다"),
    "an emoji's variation selector": ("羽\ufe0f**(a)**b", "羽\ufe0f**(a)**b"),
    "a variation selector at the beginning": ("\ufe00**(a)**b字", "\ufe00**(a)**b字"),
    "a variation selector after a space": ("a \ufe00**(b)**c", "a \ufe00**(b)**c"),
    "a variant of a letter": ("a\ufe00**(b)**c", "a\ufe00**(b)**c"),
    "a variant of punctuation": ("!\ufe00**(b)** c", "!\ufe00<strong>(b)</strong> c"),
    "another variant of a quotation mark": ("**“a”\ufe00**b", "**“a”\ufe00**b"),
    "a variant of a straight quotation mark": ('**"a"\ufe01**b', "**&quot;a&quot;\ufe01**b"),
}


@pytest.mark.parametrize(("text", "html"), [*BESIDE_CJK.values(), *UNCHANGED.values()], ids=[*BESIDE_CJK, *UNCHANGED])
def test_punctuation_does_not_prevent_emphasis_beside_cjk(text: str, html: str):
    assert shown(text) == f"<p>{html}</p>"


@pytest.mark.parametrize("place", ["# {}", "- {}\n- a", "a\n\n{}\n\nb", "> {}", "a\n{}\nb", "{}\nb\n\nc", "# a\n\n{}\n\n## {}"])
@pytest.mark.parametrize(("text", "html"), [*BESIDE_CJK.values(), *UNCHANGED.values()], ids=[*BESIDE_CJK, *UNCHANGED])
def test_emphasis_beside_cjk_is_the_same_in_every_block(text: str, html: str, place: str):
    assert shown(place.format(text, text)).count(html) == place.count("{}")


TILDES = {
    "one between figures": ("오전 9~10시, 오후 2~3시", "오전 9~10시, 오후 2~3시"),
    "one around a word": ("a ~b~ c", "a ~b~ c"),
    "two": ("a ~~b~~ c", "a <s>b</s> c"),
    "two inside a word": ("a~~b~~c", "a<s>b</s>c"),
    "three": ("a ~~~b~~~ c", "a ~~~b~~~ c"),
    "two and one": ("~~a~ b~~", "<s>a~ b</s>"),
    "one and two": ("a ~b~~", "a ~b~~"),
    "around emphasis": ("~*a*~ ~~*b*~~", "~<em>a</em>~ <s><em>b</em></s>"),
    "before a link": ("~[a](https://example.org)~", '~<a href="https://example.org">a</a>~'),
}


@pytest.mark.parametrize(("text", "html"), TILDES.values(), ids=TILDES)
def test_two_tildes_are_strikethrough_and_one_is_text(text: str, html: str):
    assert shown(text) == f"<p>{html}</p>"


@pytest.mark.parametrize("text", ["오전 9~10시, 오후 2~3시", "- 1~2\n\n9~10시", "9~10시, *2*~3시"])
def test_the_excerpt_keeps_single_tildes(text: str):
    excerpt = read_markdown(text, Diagnostics("a.md"), 1, html=False, typography=True).excerpt
    assert excerpt == text.rpartition("\n\n")[2].replace("*", "")
