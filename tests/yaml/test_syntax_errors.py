"""YAML syntax errors are explained in plain words instead of the parser's message."""

from __future__ import annotations

import pytest

from digest.diagnostics import Diagnostics
from digest.yaml.yaml_reader import read_yaml

LONG = "x" * 100
ODD_SPACE = "U+{}, which only looks like a space"
ODD_SPACE_HINT = "delete it, and type a space if one is needed"

CASES = [
    ("title: Ferry: sails\n", 1, 13, "a second ': ' on the line", 'write title: "Ferry: sails"'),
    ("title: Ferry: sails  \n", 1, 13, "a second ': ' on the line", 'write title: "Ferry: sails"'),
    (
        "title: 'a'\n  b: c\n",
        2,
        3,
        "this line does not fit the lines above",
        "check the indentation, and the quotation marks above",
    ),
    (
        "title: a\n  b: c\n",
        2,
        3,
        "this line is indented more than the one above",
        "begin both in the same column, or put a long value in quotes",
    ),
    ("harbour\n  name: Harbour\nb: c\n", 1, 1, "a key without a colon", "write harbour:"),
    ("a: b\nlists\n  # pages\n  front: 5\n", 2, 1, "a key without a colon", "write lists:"),
    ("a:\n  b: 1\n  harbour \n    name: H\n", 3, 3, "a key without a colon", "write harbour:"),
    (
        "[a]\nb: c\n...\n",
        2,
        1,
        "this line does not fit the lines above",
        "check the indentation, and the quotation marks above",
    ),
    ("title\nb: c\n", 1, 1, "a line without ': ' between key and value", "write key: value"),
    ("a: b\ntitle\n  # x\nb: c\n", 2, 1, "a line without ': ' between key and value", "write key: value"),
    ("a: b\ntitle：Ferry\nc: d\n", 2, 1, "a full-width colon between key and value", "write title: Ferry"),
    ("a: b\ntitle:Ferry\nc: d\n", 2, 1, "a line without ': ' between key and value", "write title: Ferry"),
    ("a: b\nhttps://x.example\nc: d\n", 2, 1, "a line without ': ' between key and value", "write key: value"),
    ("a: \tb\n\tc: d\n", 2, 1, "a tab where spaces are needed", "indent with spaces"),
    ("a: @b\n", 1, 4, "a text may not begin with @", 'write a: "@b"'),
    ("@a: b\n", 1, 1, "a text may not begin with @", 'put the value in quotes: key: "…"'),
    ("a: `b\n", 1, 4, "a text may not begin with `", 'write a: "`b"'),
    ("a: %b\n", 1, 4, "a text may not begin with %", 'write a: "%b"'),
    (
        "a: 'b' c\n",
        1,
        8,
        "more text after the closing quotation mark",
        "put quotation marks of the other kind around the whole value",
    ),
    (
        'a: "b" c\n',
        1,
        8,
        "more text after the closing quotation mark",
        "put quotation marks of the other kind around the whole value",
    ),
    ("a: [b] c\n", 1, 8, "more text after the closing ]", "put the whole value in quotes"),
    ("a: {b: c} d\n", 1, 11, "more text after the closing }", "put the whole value in quotes"),
    ('a: "b\nc: "d"\n', 1, 4, "the quotation mark is never closed", "close the quotation mark"),
    ('"a: b\nc: "d": e\n', 1, 1, "the quotation mark is never closed", "close the quotation mark"),
    ("a: 'b\nc: d\n", 1, 4, "the quotation mark is never closed", "close the quotation mark"),
    ('a: "\\q"\n', 1, 5, "a backslash that means nothing in double quotes", "use single quotes, or write \\\\"),
    (
        'a: "\\xzz"\n',
        1,
        7,
        "an escape that is not a character",
        "write the character itself; for a backslash use single quotes, or write \\\\",
    ),
    (
        'a: "\\uD800"\n',
        1,
        7,
        "an escape that is not a character",
        "write the character itself; for a backslash use single quotes, or write \\\\",
    ),
    ("a: [b, c\nd: e\n", 1, 4, "the list is never closed", "close it with ]"),
    ("a: [b c: d e: f]\n", 1, 13, "a second ': '", 'put the value in quotes: key: "a: b"'),
    ("a: [b: c: d]\n", 1, 9, "a second ': '", 'put the value in quotes: key: "a: b"'),
    ("a: {b: c\nd: e\n", 1, 4, "the mapping is never closed", "close it with }"),
    (
        "a: [b, #c]\nd: e\n",
        1,
        4,
        "from # on the line is a comment, and so is what would close it",
        "put the value with # in quotes",
    ),
    ("  a: b\nc: d\n", 2, 1, "this line is indented less than the first one", "begin every key in the same column"),
    ("a: b\n...\nc: d\n", 3, 1, "text after a line of ...", "remove that line"),
    ("a: [b] [c]\n", 1, 8, "more text after the closing ]", "put the whole value in quotes"),
    ("a: ['b' 'c']\n", 1, 9, "a comma is missing", "write a comma between two entries, and ] after the last one"),
    ("a: &\n", 1, 4, "a text may not begin with &", 'write a: "&"'),
    ("a: *\n", 1, 4, "a text may not begin with *", 'write a: "*"'),
    ("a: !<\n", 1, 4, "a text may not begin with !", 'write a: "!<"'),
    ("a: |x\n  b\n", 1, 4, "a text may not begin with |", 'write a: "|x"'),
    ("%a\n", 1, 1, "a text may not begin with %", 'put the value in quotes: key: "…"'),
    ("a: - b\n", 1, 4, "a text may not begin with -", 'write a: "- b"'),
    ("- a\nb: c\n", 2, 1, "this line does not fit the lines above", "check the indentation, and the quotation marks above"),
    ("a: ,\n", 1, 4, "a text may not begin with ,", 'write a: ","'),
    ("a: ]\n", 1, 4, "a text may not begin with ]", 'write a: "]"'),
    ("a: [b:]\n", 1, 6, "a colon without a space after it, within [ ] or { }", "put the value in quotes"),
    ("a: b: c\n", 1, 5, "a second ': ' on the line", 'write a: "b: c"'),
    ("a: [b, c: [d]\n", 1, 4, "the list is never closed", "close it with ]"),
    ("a: {b, c\n", 1, 4, "the mapping is never closed", "close it with }"),
    (f"title: {LONG}: y\n", 1, 108, "a second ': ' on the line", 'put the value in quotes: key: "…"'),
    (f"title：{LONG}\nb: c\n", 1, 1, "a full-width colon between key and value", "write : and a space"),
    (f"title:{LONG}\nb: c\n", 1, 1, "a line without ': ' between key and value", "write key: value"),
    ("- a: 'b\n", 1, 6, "the quotation mark is never closed", "close the quotation mark"),
    ('a: "b\nc: d\n', 1, 4, "the quotation mark is never closed", "close the quotation mark"),
    ("a: |\n  b\nc\nd: e\n", 3, 1, "a line without ': ' between key and value", "write key: value"),
    ('a: ["b": c: d]\n', 1, 11, "a second ': '", 'put the value in quotes: key: "a: b"'),
    ('x: say "hi\na: "b\nc: "d" e\n', 2, 4, "the quotation mark is never closed", "close the quotation mark"),
    ("tags: [a,\n", 1, 7, "the list is never closed", "close it with ]"),
    ("a: {b: [c,\n", 1, 8, "the list is never closed", "close it with ]"),
    ("a: [{b: [c],\n", 1, 5, "the mapping is never closed", "close it with }"),
    ("- a\nb: {c: d,\n", 2, 1, "this line does not fit the lines above", "check the indentation, and the quotation marks above"),
    (
        "tags: [#a, #b]\n",
        1,
        7,
        "from # on the line is a comment, and so is what would close it",
        "put the value with # in quotes",
    ),
    ("title：Ferry\ndate：today\nc: d\n", 1, 1, "a full-width colon between key and value", "write title: Ferry"),
    ("a:\n- b\ntitle：Ferry\nc: d\n", 3, 1, "a full-width colon between key and value", "write title: Ferry"),
    ("title:\xa0Ferry\nb: c\n", 1, 7, ODD_SPACE.format("00A0"), ODD_SPACE_HINT),
    ("a: b\ntitle:\u3000Ferry\n", 2, 7, ODD_SPACE.format("3000"), ODD_SPACE_HINT),
    ("title\xa0: Ferry\n", 1, 6, ODD_SPACE.format("00A0"), ODD_SPACE_HINT),
    ("a:\n  b: c\n\xa0\xa0d: e\n", 3, 1, ODD_SPACE.format("00A0"), ODD_SPACE_HINT),
    ("a:\n  - b\n \xa0- c\n", 3, 2, ODD_SPACE.format("00A0"), ODD_SPACE_HINT),
    ("a:\n  - b\n  -\xa0c\n", 3, 4, ODD_SPACE.format("00A0"), ODD_SPACE_HINT),
    ("a:\n- b\n-c\n", 3, 1, "a list item without a space after its -", "write - c"),
    ("a:\n-b\n-c\nd: e\n", 2, 1, "a list item without a space after its -", "write - b"),
    ("a:\n  - b: c\n  -b: d\n", 3, 3, "a list item without a space after its -", "write - b: d"),
    ("a:\n  -b\n  -c\nd: e\n", 2, 3, "a list item without a space after its -", "write a space after -"),
    (f"a:\n- b\n-{LONG}\n", 3, 1, "a list item without a space after its -", "write a space after -"),
    (
        "a: - b\n   - c\n",
        1,
        4,
        "a list that begins on the line of its key",
        "put the first - on a line of its own, in the column of the next",
    ),
    (
        "a: one\ntwo three\nb: c\n",
        2,
        1,
        "a line without ': ' between key and value",
        "write key: value, or put two spaces before the line if it continues the value above",
    ),
    (
        "a: [b,#c]\nd: e\n",
        1,
        4,
        "from # on the line is a comment, and so is what would close it",
        "put the value with # in quotes",
    ),
    ("a: !x!y z\n", 1, 4, "a text may not begin with !", 'write a: "!x!y z"'),
    ("%TAG ! x y\n---\na: b\n", 1, 1, "a text may not begin with %", 'put the value in quotes: key: "…"'),
    ("a: [b", 1, 4, "the list is never closed", "close it with ]"),
    ("a: 'b': c\n", 1, 7, "a second ': ' on the line", 'put the value in quotes: key: "…"'),
    ("title: a\\b: c\n", 1, 11, "a second ': ' on the line", "write title: 'a\\b: c'"),
    (
        'x: say "hi\na: "b" c\n',
        2,
        8,
        "more text after the closing quotation mark",
        "put quotation marks of the other kind around the whole value",
    ),
    ("# x\n  a: b\nc: d\n", 3, 1, "this line is indented less than the first one", "begin every key in the same column"),
]


@pytest.mark.parametrize(("text", "line", "column", "message", "hint"), CASES)
def test_a_mistake_is_explained(text: str, line: int, column: int, message: str, hint: str):
    diagnostics = Diagnostics("a.yml")
    assert read_yaml(text, diagnostics) is None
    assert [(each.line, each.column, each.code, each.message, each.hint) for each in diagnostics.found] == [
        (line, column, "E105", message, hint)
    ]


@pytest.mark.parametrize("text", [text for text, *_ in CASES])
def test_lines_are_counted_from_the_first_line_in_the_file(text: str):
    here, below = Diagnostics("a.yml"), Diagnostics("a.yml")
    read_yaml(text, here)
    read_yaml(text, below, first_line=8)
    assert [each.line + 7 for each in here.found] == [each.line for each in below.found]


@pytest.mark.parametrize("text", [text for text, *_ in CASES])
def test_no_mistake_has_only_the_message_of_the_parser(text: str):
    diagnostics = Diagnostics("a.yml")
    read_yaml(text, diagnostics)
    assert not [each.message for each in diagnostics.found if "not valid YAML" in each.message]


@pytest.mark.parametrize("text", ["a: -b\n", "a:\n  -5 degrees\n", 'a:\n  "-b"\n', "a\xa0b: c\n", "a: \xa0b\n", "a:\n  - -b\n"])
def test_a_hyphen_and_an_unusual_space_within_a_text_are_no_mistake(text: str):
    diagnostics = Diagnostics("a.yml")
    assert read_yaml(text, diagnostics)
    assert diagnostics.found == []


@pytest.mark.parametrize("plane", range(17))
def test_noncharacters_are_rejected(plane: int):
    """Each plane ends with two noncharacters (Unicode, 23.7)."""
    for code in (0xFFFE, 0xFFFF):
        diagnostics = Diagnostics("a.yml")
        assert read_yaml(f"a: b{chr(plane << 16 | code)}c\n", diagnostics) is None
        assert len(diagnostics.found) == 1
