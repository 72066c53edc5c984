"""Runs of plain paragraphs, rendered together, have the same result as markdown-it's rules, whatever their content."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tests.markdown.readers import difference

WORDS = st.sampled_from(
    (
        "word", "it's", "'tis", "rock'n'roll", "dogs'", "'single'", "'90s", '"quoted"', '"two words"', '"not closed',
        '6" tall', '("in")', '"*em*"', '*"em"*', '"a **b** c"', '"a [b](https://example.org/c) d"', "\"its 'own'\"",
        "\"wasn't\"", '"end."', '"end",', '"end"?', "`code`", '`"code"`', "`it's`", "`a`b`", "``a``", "\\`", "`", "a--b",
        "a...", "(c)", "wait..", "?!?!?!", "漢字", "“typed”", "é", "*em*", "**strong**", "_em_", "*", "**", "_", "a_b_c",
        "[a](https://example.org/b)", '[a](https://example.org/b"c)', "[", "]", "https://example.org",
        "https://example.org/", "https://example.org/a_b", "https://example.org/a-b.c", "http://a.example/b/",
        "(https://example.org/a)", "https://example.org/a).", "https://example.org/a.", "https://example.org/_a_",
        "*https://example.org/a*", "https://example.org/a--b", "https://example.org/a..b", "https://example.org/?q=a",
        "https://example.org/?q=a&b=c", "xhttps://a.example", "https://example.org/a*b*", "https://example.org/a\\",
        "https://exa_mple.org/a", "https://example.org/é", "https://example.org:80/a",
        "[https://example.org/a](https://example.org/b)", "[https://example.org/a",
        "[see https://example.org/a](https://example.org/b)", "`https://example.org/a`", '"https://example.org/a"',
        "https://example.org/'a'", "https://a.example,https://b.example", "a|b", "|", "-|", "|-|", "-:|", "---", "AT&T",
        "&amp;", "&copy;", "&copy", "&#39;", "&quot;", "a & b", "\\*", "\\", "\\[", "1.", "#", "<b>",
        "<https://example.org/a>", "www.example.org", "me@example.org", "://", "a://b", "ftp://example.org/a", "{: .a}",
        "{{ a }}",
    )
)  # fmt: skip
BETWEEN = st.sampled_from(
    (
        " ", " ", " ", " ", "\n", "\n\n", "\n\n", "\n\n\n", "\\\n", " \\\n", "  \n", "", "\n\n# ", "\n\n## ", "\n---\n\n",
        "\n\n- ", "\n- ",
    )
)  # fmt: skip


@given(st.lists(st.tuples(WORDS, BETWEEN), min_size=1, max_size=14))
def test_runs_are_read_as_by_the_rules(pieces: list[tuple[str, str]]):
    text = "".join(word + between for word, between in pieces)
    assert not difference(text)


BESIDE_CJK = st.sampled_from(
    (
        "한국어", "漢字", "「引用」", "(괄호)", "“인용”",
        "word", "**굵게**", "**굵게**는", "*기울임*", "**「引用」**", "**「引用」**字",
        "字**「引用」**", "**字。**字", "*", "**",
        "***", "***굵게***", "[제목](https://example.org/a_b)", "[**제목**](https://example.org/a)",
        "[**제**목](https://example.org/a)", "**[제목](https://example.org/a)**", "*[a*](https://example.org/b)*",
        "`코드`", "a*b*c", "字*b*字",
        "(**字**)", "字(**字**)字", "**字**(字)", "**(字)**字", "_字_", "字_字_字",
        "a_b", "~~字~~", "字~~「字」~~字", "\\*", "①", "😀", "**😀**字",
    )
)  # fmt: skip
JOINTS = st.sampled_from((" ", " ", "", "", "", "\n", "\n\n", "、", "。", ",", ". ", "\n\n- ", "\n- ", "\n\n> ", "\n\n# ", "\n  "))


@given(st.lists(st.tuples(BESIDE_CJK, JOINTS), min_size=1, max_size=12))
def test_emphasis_beside_cjk_is_read_as_by_the_rules(pieces: list[tuple[str, str]]):
    text = "".join(word + joint for word, joint in pieces)
    assert not difference(text)
