"""Which blocks of a text pulldown-cmark renders without events, and that the result is the same either way."""

from __future__ import annotations

import pytest

from digest.markdown import pulldown_reader
from digest.markdown.plain_blocks import plain_blocks
from digest.markdown.pulldown_differences import SourceText
from digest.markdown.pulldown_reader import without_plain_blocks
from digest.text.characters import unusual_characters
from tests.fuzz.doubling import complaint
from tests.markdown.readers import SETTINGS, difference

pytestmark = pytest.mark.skipif(not pulldown_reader.IS_USABLE, reason="NOT TRIED: there is no wheel of pyromark for this machine")


def read_from_events(text: str) -> str:
    """Return the part of a text that is read from events."""
    marked = without_plain_blocks(
        SourceText(text.encode(), unusual_characters(text.encode()), pulldown_reader.OPTIONS, {}), typography=True
    )
    return marked.rest if marked else text


PLAIN = [
    "A paragraph of *words*, **many** of them, with `code` and [a link](https://example.org/a_b?c=d#e).\nIt goes on.\n",
    "# A heading\n\n## And one with `code`\nabove a text\n\nUnderlined\n---\n",
    "* [a](https://example.org/1) - one\n* [b](https://example.org/2) - “two”\n  * below\n\n1. *first*\n2. second\n",
    'Above a list:\n- it\'s one\n- "two" -- and more...\n\n- after an empty line\n',
    "- an item that goes on\n  on the next line\n- another\n",
    "> “A quotation”, of two lines,\n> and two paragraphs\n>\n> of them.\n",
    "![What it shows](https://example.org/a.png)\n\n[![Also](https://example.org/b.png)](https://example.org/b)\n",
    "`<div>` and `{% if %}` and `a@b.example` are code.\n",
    "See https://example.org/a_b?c=d, (http://example.org) and [https://example.org/](https://example.org/).\n",
    "One line \\\nand another, a | b, AT&T\n",
    "Wörter auf Deutsch, слова по-русски, 中文的字。\n",
    "[to a place](#here), [**bold**](https://example.org/) \\[escaped\\] and a < b & c > d\n",
]


@pytest.mark.parametrize("text", PLAIN)
def test_plain_blocks_need_no_events(text: str):
    assert not read_from_events(text).strip()
    assert not difference(text, SETTINGS)


@pytest.mark.parametrize(
    "text",
    [
        "See https://example.org/*more* of it.\n",
        "See **https://example.org/** for more.\n",
        "See https://example.org/a--b for more.\n",
        "[within](page.md)\n",
        "<b>bold</b>\n",
        "a | b\n- | -\n",
        "a&mdash;b\n",
        "[not closed](https://example.org/\n",
        "**not closed\n",
        "- [ ] to do\n",
        "| a |\n|---|\n",
        "```\ncode\n\nthat goes on\n```\n",
        "text\n{: .note}\n",
        "[TOC]\n",
        "**a** [[harbour]]\n",
        "**a** [[항만]]\n",
        "mail me@example.org\n",
    ],
)
def test_other_blocks_are_read_from_events(text: str):
    assert read_from_events(text) == text
    assert not difference(text, SETTINGS)


def test_plain_blocks_after_code_with_empty_lines_need_no_events():
    code = "```\ncode\n\nthat goes on\n\nand on\n```"
    assert read_from_events(f"{code}\n\nA paragraph\n").strip() == code


def test_only_non_plain_blocks_of_a_run_are_read_from_events():
    text = "# One\n\ntwo\n\nsee <b>three</b>\n\nfour\n\n## *Five*\n\n[six](x.md)\n"
    assert read_from_events(text).split() == ["see", "<b>three</b>", "[six](x.md)"]
    assert not difference(text, SETTINGS)


def test_only_attributes_and_the_block_below_them_are_read_from_events():
    text = "# One\n\ntwo\n\n{: .note}\n\nthree\n\nfour\n"
    assert read_from_events(text).split() == ["{:", ".note}", "three"]
    assert not difference(text, SETTINGS)


def test_a_block_with_unclosed_code_is_read_from_events():
    text = "one ` two\n\nsee <b>three</b>\n\nfour\n"
    assert read_from_events(text).split() == ["one", "`", "two", "see", "<b>three</b>"]
    assert not difference(text, SETTINGS)


def test_only_the_text_of_a_non_plain_item_is_read_from_events():
    text = "Above\n\n* one\n* see <b>two</b>\n* three\n  * [four](x.md)\n* five\n* six\n\nbelow\n"
    assert read_from_events(text).split("\n") == ["", "see <b>two</b>", "[four](x.md)", "", ""]
    assert not difference(text, SETTINGS)


FOUND = [
    "[toc]",
    "```{:",
    ">",
    "# *![a](http://a.a)*",
    "* a\n\n a",
    "<!-- a\n\nb\n\nc -->\n\nd",
    "- a\n\nb\n\n- c",
    "* <b>x</b>\n* two\n* three\n\n1. <i>y</i>\n2. b\n3. c",
    "a\n\n{: .b}\n\nc",
    "![it's](https://a.b/c.png)\n",
    "See [a](b.md):\n- c\n- d\n- e\n",
    "`` ` `` <b> `\n",
    "- `` ` `` <b> `\n- a\n",
    '# a ` {: title="`" }\n',
    "**a**\xa0\n\nb\n",
    "a\n\n{: .b}\n\nc\n\nd\n",
    "- a\n- {:.b} c\n- d\n- e\n",
    "- a\n- b\n- c <d\xa0e>\n- f\n- g\n",
]


@pytest.mark.parametrize("text", FOUND)
def test_former_differences_are_read_alike(text: str):
    assert not difference(text, SETTINGS)


@pytest.mark.parametrize("text", ["- see <b>one</b>\n- two\n", "- [one](x.md)\n- [two](x.md)\n- three\n"])
def test_a_list_is_read_from_events_if_most_of_its_items_are_not_plain(text: str):
    assert read_from_events(text) == text
    assert read_from_events(f"{text}- four\n- five\n- six\n").count("\n- ") == 0


def test_consecutive_plain_blocks_are_inserted_together():
    blocks = "One *two*.\n\n- three\n- four\n\n> five\n\n# six\n\n1. seven\n"
    source = SourceText(f"{blocks}\n[eight](x.md)\n\n{blocks}".encode(), "", pulldown_reader.OPTIONS, {})
    marked = without_plain_blocks(source, typography=True)
    assert marked and len(marked.insertions) == 2


def test_a_long_list_takes_linear_time():
    text = "".join(f"* [{number}](https://example.org/{number}) isn't <b>it</b>\n* b\n* c\n" for number in range(20_000))
    (block,) = plain_blocks(text.encode())
    assert (block.items, len(block.event_items)) == (60_000, 20_000)
    assert not read_from_events(text).replace("<b>it</b>", "").count("*")


@pytest.mark.parametrize("piece", ["`<a` ", "[**a**](https://example.org/) *b* ", "中**a** ", "* ", "> ", "![", "<li>", "[^"])
def test_a_hostile_text_takes_linear_time(piece: str):
    assert complaint(lambda n: piece * n + "\n", read_from_events) == ""
