"""Random texts of all constructs of the dialect, in any order: pieces beside others that may end them or change their meaning."""

from __future__ import annotations

import random

from hypothesis import strategies as st

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
    """Return a text with random shares of the kinds of pieces: the reader's shortcuts need plain surroundings."""
    shares = [4, chance.random() * 3, chance.random() * 4, chance.random() * 4]
    kinds = chance.choices([WORDS, MARKS, WHOLE, LINES], shares, k=chance.randint(1, 40))
    return "".join(chance.choice(kind) + chance.choice(["", " ", " "]) * (kind is not LINES) for kind in kinds)
