"""The parser with its shortcuts says what markdown-it with the same rules says: equal tokens, equal HTML, for any text."""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator
from unittest.mock import patch

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it.common.normalize_url import normalizeLink
from markdown_it.common.utils import isMdAsciiPunct, isPunctChar, isWhiteSpace, mdTrim
from markdown_it.token import Token

from digest.articles import dialect
from digest.articles.markdown import read_markdown
from digest.articles.plain import ITEM, PLAIN, QUOTE, blocks
from digest.errors import Faults
from tests.selection import examples

# fmt: off
WORDS = ["a", "word", "two words", "한국", "漢字", "カナ", "9~10시", "é", "1", "2024", "A.", "x_y", "I'm", "end.", "ß", "ⅷ", "〇"]
MARKS = [
    *"*_`~[]()!^<>&#\"'|\\:-+=.,;?/{}$%@\t   ", "  ", "**", "__", "***", "~~", "``", "--", "...", "(c)", "+-", "!!!!", "&amp;",
    "&#42;", "\u00a0", "\u3000", "“", "”", "‘", "’", "…", "—", "€", "\u200b", "&\u212a;", "\u2003", "\x0b", "\x85",
    *"。、「」（）！％😀", "~", "\ufe00", "\u2028", "\u2029",
]
WHOLE = [
    "*em*", "**strong**", "_em_", "__strong__", "`code`", "` a `", "~~gone~~", "~gone~", "[a](b.md)", "[a](https://a.org/x?y=1&z=%20#q)",
    "![a](b.png)", "[a][r]", "[r]", "[^1]", "^[note]", "<https://example.org/>", "<b>", "</b>", "<a@example.org>", "<!-- c -->",
    "[-](b.md)", "[>](b.md)", "[-](ftp:b)", "[ ](b.md)", "[- a](b.md)", "`- a`",
    "[a](<b c>)", '[a](b "t")', "*a **b** c*", "**[a](b)**", "“*a*”", "**한국**어", "*a*b", "a*b*", '"*a*"', '"a," b', "'a' 'tis",
    "[x](/y\\)z)", "[a](b&amp;c)", "*a.*b", "**a **b", "`  `", '6""', '*"a* b"', '"a *b" c*', "'a *b' c*", '"*a" b*',
    '"A word," she', 'said "a."', '("it\'s")', 'a"b', '"a".', '"a.".', "the dogs'", "'n'", '"a" "b"', "A Mc'D", "x_'y", "a'_b",
]
LINES = [
    "\n", "\n", "\n\n", "\n\n", "\n\n\n", "  \n", " \n", "\\\n", "\n ", "\n  ", "\n    ", "\n\t", "\n\n  ", "\n\n    ",
    "\n> ", "\n>> ", "\n>", "\n- ", "\n* ", "\n+ ", "\n  - ", "\n    - ", "\n1. ", "\n2) ", "\n12. ", "\n   1. ",
    "\n# ", "\n## ", "\n###", "\n---\n", "\n===\n", "\n-\n", "\n* * *\n", "\n-", "\n```\n", "\n~~~ x\n",
    "\n| a | b |\n|---|:-:|\n| c | d |\n", "\na|b\n-|-\n", "\n: ", "\n\n: ", "\n~ ", "\n[r]: b.md\n", "\n[^1]: ",
    "\n- [ ] ", "\n- [x] ", "\n> [!NOTE]\n> ", "\n<div>\n", "\n<!--\n", "\n1.\n", "\n-\n\n",
    "\n\n- a\n- b\n\n", "\n\n* a\n* *b*\n", "\n\n- a\n- [b](c)\n\nd", "\n\n+ a\n+ [x] b\n\n", "\n\n- a\n- b\n\n- c\n\n",
    "\n\n> ", "\n\n- ", '\n\n> a\n> "b" c\n\n', "\n\n> a\nb\n\n", "\n\n- a\nb\n\n", "\n\n- a\n\n1. b",
    "漢\n字", "「字\n**字**。\n字」", "\n> 漢\n> 字\n", "\n- 漢\n- 字\n", "*漢*\n字", "字”\n漢", "字\n“漢", "한\n국", "字 \n漢",
    "![漢\n字](b.png)", "字[^1]\n漢", "`字`\n漢", "<b>漢</b>\n字",
    "字  \n漢", "\n> - ", "\n- > ", "\n[a](b) c", "\n[a]: b", "\n*a*", "\n**a** b", "\n+a", "\n= b",
]
# fmt: on

SOUP = st.lists(st.sampled_from([*WORDS, *WORDS, *MARKS, *WHOLE, *LINES]), max_size=30).map("".join)


def random_soup(chance: random.Random) -> str:
    """A text in which some kinds of pieces are rarer than others: shortcuts are taken only where all around is plain."""
    shares = [4, chance.random() * 3, chance.random() * 4, chance.random() * 4]
    kinds = chance.choices([WORDS, MARKS, WHOLE, LINES], shares, k=chance.randint(1, 40))
    return "".join(chance.choice(kind) + chance.choice(["", " ", " "]) * (kind is not LINES) for kind in kinds)


def assert_equal(text: str, html: bool, typography: bool) -> None:
    quick, slow = dialect.parser(html, typography), SLOW[html, typography]
    tokens, expected = quick.parse(text, {}), slow.parse(text, {})
    assert list(unfolded(tokens, text, expected)) == expected, text
    assert quick.renderer.render(tokens, quick.options, {}) == slow.renderer.render(expected, slow.options, {}), text


def unfolded(tokens: list[Token], source: str, expected: list[Token]) -> Iterator[Token]:
    """The tokens, and those that markdown-it has for plain blocks: of all but paragraphs without tags, those that are expected."""
    written = source.split("\n")
    passed = 0
    for token in tokens:
        if token.type != PLAIN:
            passed += 1
            yield token
            continue
        assert token.map
        begin, places = 0, [place for place, _ in token.meta["marks"]]
        line = token.map[0]
        for block in blocks(token.content):
            lines = [line, line + block.count("\n") + 1]
            folded = block_of(expected[passed:])
            marked = any(begin <= place <= begin + len(block) for place in places)
            if marked or block.startswith((ITEM, QUOTE)):
                assert_says(folded, block, lines)
                yield from folded
            else:
                yield from plain_paragraph(block, mdTrim("\n".join(written[slice(*lines)])), lines)
            passed += len(folded)
            begin += len(block) + 2
            line = lines[1] + 1
        assert line == token.map[1] + 1


def block_of(tokens: list[Token]) -> list[Token]:
    """The tokens of the first block."""
    return tokens[: 1 + next(at for at, token in enumerate(tokens) if not token.level and token.nesting != 1)]


def assert_says(tokens: list[Token], block: str, lines: list[int]) -> None:
    """These are the tokens of a block at the top level, of one kind and with one text."""
    mark = block[:2] if block.startswith((ITEM, QUOTE)) else ""
    opened = tokens[0]
    assert opened.type == {ITEM: "bullet_list_open", QUOTE: "blockquote_open", "": "paragraph_open"}[mark]
    assert (opened.level, opened.markup, opened.map and opened.map[0]) == (0, mark.strip(), lines[0])
    inlines = [token for token in tokens if token.type == "inline"]
    said = ["".join("\n" if "break" in child.type else child.content for child in inline.children or []) for inline in inlines]
    assert block == mark + ("\n" + mark).join("\n".join(said).split("\n") if mark else said)
    assert len(said) == (block.count("\n" + ITEM) + 1 if mark == ITEM else 1)


def plain_paragraph(text: str, content: str, lines: list[int]) -> Iterator[Token]:
    """The tokens of a paragraph without tags."""
    texts = [Token("text", "", 0, content=line) for line in text.split("\n")]
    children = [texts[0], *(each for text in texts[1:] for each in (Token("softbreak", "br", 0), text))]
    yield Token("paragraph_open", "p", 1, map=lines, block=True)
    yield Token("inline", "", 0, level=1, content=content, map=lines, children=children, block=True)
    yield Token("paragraph_close", "p", -1, block=True)


SLOW = {(html, typography): dialect.configured(html, typography) for html in (False, True) for typography in (False, True)}


@given(SOUP, st.booleans(), st.booleans())
@settings(max_examples=examples(400))
@example("**a** \nb", False, True)
@example("- - > a\n    >     - b", False, True)
def test_any_text_is_parsed_as_without_shortcuts(text: str, html: bool, typography: bool):
    assert_equal(text, html, typography)


@given(SOUP, st.booleans(), st.booleans())
@settings(max_examples=examples(300))
@example("[a](javascript:x) *b* [c](mailto:a) [d](e.md) [f](ftp:g) [h](e.md)", False, True)
@example('[-](b.md) "c\n[-](d.md) e" f\n\n[>](javascript:x) b', False, True)
@example("[ ](x.md)\n\nb", False, False)
def test_any_article_is_read_as_without_shortcuts(text: str, html: bool, typography: bool):
    faults, others = Faults("a.md"), Faults("a.md")
    quick = read_markdown(text, faults, 3, html=html, typography=typography)
    with patch.object(dialect, "parser", lambda html, typography: SLOW[html, typography]):
        assert quick == read_markdown(text, others, 3, html=html, typography=typography)
    assert faults.found == others.found


@pytest.mark.parametrize("seed", range(examples(100)))
def test_a_long_text_is_parsed_as_without_shortcuts(seed: int):
    chance = random.Random(seed)
    for _ in range(5):
        assert_equal(random_soup(chance), chance.random() < 0.5, chance.random() < 0.7)


BEGINNINGS = st.sampled_from(["", "https://", "http://", "HTTPS://", "/", "//", "https://example.org", "../", "mailto:"])


@given(st.text(st.sampled_from("ab/.:?#&;%@20F-_~[]()'\\|^ é한"), max_size=30), BEGINNINGS)
@settings(max_examples=examples(300))
def test_a_plain_address_is_what_it_was(rest: str, begin: str):
    parser = dialect.parser(False, False)
    assert parser.normalizeLink(begin + rest) == normalizeLink(begin + rest)


def test_a_letter_is_never_punctuation_nor_space():
    """The shortcut for emphasis takes a letter or digit of any script for what makes a run of marks left- or right-flanking."""
    letters = [chr(code) for code in range(sys.maxunicode + 1) if chr(code).isalnum()]
    assert len(letters) > 100_000
    assert [c for c in letters if isWhiteSpace(ord(c)) or isMdAsciiPunct(ord(c)) or isPunctChar(c)] == []


def test_the_box_of_a_task_is_always_the_same():
    texts = {
        read_markdown('- [x] a\n\n<input type="text">\n', Faults("a.md"), 1, html=True, typography=False).body for _ in range(40)
    }
    (body,) = texts
    assert body.parts[0].count('type="checkbox" disabled=""') == 2
