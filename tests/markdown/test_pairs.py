"""Every pair of inline constructs in every place for them, and every pair of blocks, is read as by the rules.

Generated texts (`test_readers`) combine everything, but each pair of constructs beside each other seldom.
"""

from __future__ import annotations

from itertools import product

import pytest

from digest.markdown import pulldown_reader
from tests.markdown.readers import difference

pytestmark = pytest.mark.skipif(not pulldown_reader.IS_USABLE, reason="NOT TRIED: there is no wheel of pyromark for this machine")

INLINES = {
    "word": "a",
    "Korean word": "가",
    "space": " ",
    "line end": "\n",
    "hard break": "\\\n",
    "emphasis": "*b*",
    "strong emphasis": "__c__",
    "strike": "~~s~~",
    "code": "`d`",
    "entity": "&amp;",
    "escape": "\\*",
    "quote": '"',
    "apostrophe": "'",
    "dashes": "--",
    "address": "https://x.example/y_z",
    "host": "www.x.example",
    "mail": "m@x.example",
    "angles": "<https://y.example>",
    "link": "[l](https://z.example)",
    "link within the site": "[l](/m)",
    "image": "![i](/p.png)",
    "reference": "[r]",
    "tag": "<b>",
    "comment": "<!-- e -->",
    "colon": ":",
    "bar": "|",
    "exclamation": "!",
    "bracket": "[",
}

PLACES = {
    "paragraph": "T {} end",
    "wrapped paragraph": "First\n{} end",
    "heading": "## {}",
    "item": "- {}\n- other",
    "item of a loose list": "1. {}\n\n2. other",
    "quotation": "> {}\n> end",
    "table cell": "| head | b |\n|---|---|\n| {} | c |",
    "emphasis": "T *{}* end",
    "strong emphasis": "T **{}** end",
    "link text": "T [{}](https://n.example) end",
    "image text": "T ![{}](/q.png) end",
    "title": 'T [n](/n "{}") end',
}


@pytest.mark.parametrize("place", PLACES)
def test_each_pair_of_inlines_is_read_as_by_the_rules(place: str):
    for first, second in product(INLINES, INLINES):
        text = PLACES[place].format(INLINES[first] + INLINES[second]) + "\n\n[r]: /ref\n"
        assert not (found := difference(text)), f"{first}, {second}\n{found}"


BLOCKS = {
    "paragraph": "a",
    "wrapped paragraph": "a\nb",
    "Korean paragraph": "가\n나",
    "heading": "# h",
    "underlined heading": "h\n===",
    "item": "- i",
    "items": "- i\n- j",
    "loose items": "- i\n\n- j",
    "number": "1. n",
    "another number": "7) n",
    "item in an item": "- i\n  - k",
    "task": "- [x] t",
    "empty item": "-",
    "quotation": "> q",
    "continued quotation": "> q\nr",
    "fenced code": "```\nc\n```",
    "open fence": "```",
    "tildes": "~~~ py\nc\n~~~",
    "indented code": "    c",
    "rule": "---",
    "stars": "***",
    "table": "| a |\n|---|\n| b |",
    "row": "| c |",
    "HTML": "<div>x</div>",
    "open HTML": "<div>",
    "comment": "<!-- c -->",
    "HTML in a line": "<b>x</b>",
    "definition": "[r]: /x",
    "definition with a title": '[s]: /y "t"',
    "footnote": "[^1]: f",
    "references": "[r] [^1]",
    "description": ": d",
    "attributes": "{: .c}",
    "alert": "> [!NOTE]\n> n",
    "image": "![i](/p.png)",
    "address": "https://x.example/",
    "indented paragraph": "  p",
    "tab": "\tq",
}

CONTAINERS = {"none": ("", ""), "quotation": ("> ", "> "), "item": ("- ", "  ")}
"""What each line of a block in this container begins with: the first line, and all others."""


@pytest.mark.thorough
@pytest.mark.quick(2)
@pytest.mark.parametrize("separator", ["\n", "\n\n"], ids=["beside each other", "apart"])
@pytest.mark.parametrize("container", CONTAINERS)
def test_each_pair_of_blocks_is_read_as_by_the_rules(container: str, separator: str):
    first_begin, begin = CONTAINERS[container]
    for first, second in product(BLOCKS, BLOCKS):
        lines = (BLOCKS[first] + separator + BLOCKS[second]).split("\n")
        text = "\n".join([first_begin + lines[0], *(begin + line for line in lines[1:])]) + "\n"
        assert not (found := difference(text)), f"{first}, {second}\n{found}"
