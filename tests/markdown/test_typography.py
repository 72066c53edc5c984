"""Directions of quotation marks: as in markdown-it, with leading apostrophes, and beside Chinese, Japanese and Korean."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from markdown_it import MarkdownIt
from markdown_it.rules_core.smartquotes import smartquotes

from digest.diagnostics import Diagnostics
from digest.markdown import dialect
from digest.markdown.markdown_reader import read_markdown
from digest.markdown.typography import SMARTQUOTES_MARKS
from tests.markdown.soup import SOUP
from tests.markdown.test_markdown_reader import shown
from tests.selection import examples

CURLED = {
    '"그는"라고': "“그는”라고",
    "'작은'것": "‘작은’것",
    '그는 "오른다."고 했다': "그는 “오른다.”고 했다",
    '그는"(웃음)"이라고': "그는“(웃음)”이라고",
    '"가"와 "나"를': "“가”와 “나”를",
    "\"그는 '나'라고\"라고": "“그는 ‘나’라고”라고",
    '("가"는)': "(“가”는)",
    '他说"你好"。': "他说“你好”。",
    '**"가"**라고': "<strong>“가”</strong>라고",
    '"**가**"라고': "“<strong>가</strong>”라고",
    '"word"는': "“word”는",
    "한국'어": "한국’어",
    "the '90s": "the ’90s",
    "the '90s and the dogs' bowls": "the ’90s and the dogs’ bowls",
    "class of '26": "class of ’26",
    "'26년": "’26년",
    "'26년 예산'은": "‘26년 예산’은",
    "'26 people died,' she said": "‘26 people died,’ she said",
    "'twas and 'Tis": "’twas and ’Tis",
    '"\'twas"': "“’twas”",
    "rock 'n' roll": "rock ’n’ roll",
    "get 'em": "get ’em",
    "'cause we can, 'til Friday": "’cause we can, ’til Friday",
    "ROCK 'N' ROLL and ROCK 'N'ROLL": "ROCK ’N’ ROLL and ROCK ’N’ROLL",
    'a 10"" b': "a 10&quot;&quot; b",
    "\"the 'class of 1996'\"": "“the ‘class of 1996’”",
    '"a *b" c* d"': "“a <em>b&quot; c</em> d”",
    '*"a* b" c': "<em>&quot;a</em> b&quot; c",
    '*"a b@example.org c"*': '<em>“a <a href="mailto:b@example.org">b@example.org</a> c”</em>',
    "**'a b@example.org c'**": '<strong>‘a <a href="mailto:b@example.org">b@example.org</a> c’</strong>',
    '*"a https://example.org b"*': '<em>“a <a href="https://example.org">https://example.org</a> b”</em>',
    '*"a www.example.org b"*': '<em>“a <a href="http://www.example.org">www.example.org</a> b”</em>',
    '"~~a~~ b"': "“<s>a</s> b”",
    '"[a](https://example.org) b"': '“<a href="https://example.org">a</a> b”',
    '"a"\n"b"': "“a”\n“b”",
    '"a"\\\n"b"': "“a”<br>\n“b”",
    "what???? no!!!! a,, b,,,": "what??? no!!! a, b,",
    "?!?! ??!!!!": "?!?! !!!",
    "(tm) (TM) (c) (C) (r) (R) (x)": "™ ™ © © ® ® (x)",
    "'tissue'": "‘tissue’",
    "'emphatic' word": "‘emphatic’ word",
    "it's": "it’s",
    "'a' b": "‘a’ b",
}


@pytest.mark.parametrize(("text", "html"), CURLED.items(), ids=map(ascii, CURLED))
def test_quotes_curl_in_the_right_direction(text: str, html: str):
    assert shown(text, typography=True) == f"<p>{html}</p>"


def test_an_address_keeps_straight_quotes():
    assert ">https://example.org/it's</a> it’s" in shown("https://example.org/it's it's", typography=True)


OURS, THEIRS = dialect.parser(False, True), dialect.parser.__wrapped__(False, True)
THEIRS.options["typographer"] = True
THEIRS.core.ruler.at("smartquotes", smartquotes)
_PUNCTUATION = r"(?:[^\w\s]|_)"
DIFFERENT = re.compile(
    # A quote between two marks that opens and closes nothing becomes an apostrophe; in markdown-it it stays straight.
    rf"[\u1100-\uffff\U00010000-\U0010ffff]|://|www|'[0-9]|'(?:n|tis|em)|`|{_PUNCTUATION}'{_PUNCTUATION}",
    re.IGNORECASE,
)


@given(SOUP.filter(lambda text: not DIFFERENT.search(text)))
@settings(max_examples=examples(150))
def test_other_texts_curl_as_in_markdown_it(text: str):
    assert rendered(OURS, text) == rendered(THEIRS, text)


def rendered(parser: MarkdownIt, text: str) -> list[str]:
    return [parser.renderer.renderInline(token.children or [], parser.options, {}) for token in parser.parse(text)]


@pytest.mark.parametrize(
    "text", ["'*em*", "'t*is*", "'tis*x*", "'**90s**", "it's *x*", "rock 'n*roll*", "'`tis`", "'[tis](/x)", "'abcdefg*x*"]
)
def test_both_parsers_curl_a_quote_before_a_construct_alike(text: str):
    """The text after a mark that may begin a word such as `'tis` decides its direction, also within emphasis."""
    quick, slow = (read_markdown(text, Diagnostics("a.md"), 1, html=False, typography=True, quick=quick) for quick in (True, False))
    assert quick == slow


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("don't `can't` *won't*", "<p>don’t <code>can't</code> <em>won’t</em></p>\n"),
        ("rock 'n'roll", "<p>rock ’n’roll</p>\n"),
        ("# it's\n\n- it's\n- 'its'", '<h1 id="its">it’s</h1>\n<ul>\n<li>it’s</li>\n<li>‘its’</li>\n</ul>\n'),
        ("'a' " + "b" * 9_996, "<p>‘a’ " + "b" * 9_996 + "</p>\n"),
        ("'a' " + "b" * 9_997, "<p>'a' " + "b" * 9_997 + "</p>\n"),
        ("a'b" * (SMARTQUOTES_MARKS + 1), "<p>" + "a'b" * (SMARTQUOTES_MARKS + 1) + "</p>\n"),
    ],
)
def test_a_quote_between_letters_is_an_apostrophe_except_in_code_and_long_blocks(text: str, html: str):
    for quick in (False, True):
        found = read_markdown(text + "\n", Diagnostics("a.md"), 1, html=False, typography=True, quick=quick)
        assert "".join(found.body.parts) == html
