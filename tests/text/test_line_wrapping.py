"""Wrapping keeps all text, and only unbreakable lines are too long."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from digest.text.line_wrapping import wrapped
from tests.selection import examples

TEXTS = st.text(st.sampled_from("ab cd-e.한글 日本語、「」(ー) é😀\n\t\u200b…"), max_size=200)


@settings(max_examples=examples(300, quick=60))
@given(text=TEXTS, columns=st.integers(1, 40), indent=st.sampled_from(["", "   "]))
def test_all_text_is_kept_and_lines_are_short(text: str, columns: int, indent: str):
    made = wrapped(text, columns, indent)
    assert "".join(made.split()) == "".join(text.split())
    for line in made.split("\n"):
        assert cell_len(line) <= columns or wrapped(line.strip(), 1).count("\n") == 0 or cell_len(line.strip()) <= columns


def test_lines_end_at_spaces_and_wide_characters_take_two_columns():
    assert wrapped("one two three", 7) == "one two\nthree"
    assert wrapped("항구가 다시 열리다", 11) == "항구가 다시\n열리다"
    assert wrapped("가나다라마바사아자차카", 6) == "가나다라마바사아자차카", "Korean is wrapped only at spaces"


def test_japanese_and_chinese_are_wrapped_between_characters_but_not_before_punctuation():
    assert wrapped("東京都議会選挙", 8) == "東京都議\n会選挙"
    assert wrapped("東京都議。選挙", 8) == "東京都\n議。選挙", "no line begins with 。"
    assert wrapped("東京都「選挙」", 8) == "東京都\n「選挙」", "no line ends with 「"
    assert wrapped("港がopenした", 8) == "港がopen\nした"


def test_an_address_is_never_wrapped():
    address = "https://example.org/" + "a/" * 100
    assert wrapped(f"see {address} there", 20, "  ") == f"see\n  {address}\n  there"


@pytest.mark.parametrize(("first", "made"), [("1. ", "1. one\n   two"), ("", "one\n   two")])
def test_the_first_line_has_its_own_indent(first: str, made: str):
    assert wrapped("one two", 6, "   ", first) == made


def test_an_indent_counts_and_the_space_at_a_line_end_does_not():
    assert wrapped("aaaa bbbb cccc", 10, "  ", "* ") == "* aaaa\n  bbbb\n  cccc"
    assert wrapped("aaaa bbbb cccc", 11, "  ", "* ") == "* aaaa bbbb\n  cccc"
    assert wrapped("aaaaaaaaa bbbb cccc", 9) == "aaaaaaaaa\nbbbb cccc"


def test_empty_text_gives_no_lines():
    assert wrapped("", 72) == wrapped(" \n ", 72, "  ") == ""
    assert wrapped(" ", 72, "   ", "1. ") == "1."
