"""Valid YAML that is rejected, with its position: depth, size, anchors, tags, merge keys, keys that are not text, characters."""

from __future__ import annotations

import pytest

from digest.diagnostics import Diagnostics
from digest.text.characters import UNFIT_FOR_PAGES
from digest.yaml import tree
from digest.yaml.tree import Scalar
from digest.yaml.yaml_reader import MAX_YAML_CHARACTERS, MAX_YAML_DEPTH, read_yaml


def read(text: str, first_line: int = 1, what: str = "YAML") -> tuple[object, list[str]]:
    diagnostics = Diagnostics("a.yml")
    node = read_yaml(text, diagnostics, first_line, what)
    return node, [f"{found.line}:{found.column} {found.code} {found.message} | {found.hint}" for found in diagnostics.found]


TEMPLATE = "1:4 E106 {{ }} of a template that was not filled in | write the value itself, or put it in quotes"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: &x b\n", '1:4 E106 a text may not begin with & (a YAML anchor) | put the value in quotes: key: "&…"'),
        ("a: &x [b]\n", '1:4 E106 a text may not begin with & (a YAML anchor) | put the value in quotes: key: "&…"'),
        ("a: *x\n", '1:4 E106 a text may not begin with * (a YAML alias) | put the value in quotes: key: "*…"'),
        ("a: !b c\n", '1:4 E106 a text may not begin with ! (a YAML tag) | put the value in quotes: key: "!…"'),
        ("a: !!str b\n", "1:4 E106 !!str before the value (a YAML tag) | drop !!str"),
        ("a: !binary b\n", "1:4 E106 !binary before the value (a YAML tag) | drop !binary"),
        ("a: !ruby/x b\n", "1:4 E106 !ruby/x before the value (a YAML tag) | drop !ruby/x"),
        ("a: !python/x b\n", "1:4 E106 !python/x before the value (a YAML tag) | drop !python/x"),
        ("a: ! 'b'\n", "1:4 E106 a ! before the value (a YAML tag) | drop the !: write 'b'"),
        ("a: ! 'b\"c'\n", "1:4 E106 a ! before the value (a YAML tag) | drop the !"),
        ('a: ! "b\'c"\n', "1:4 E106 a ! before the value (a YAML tag) | drop the !"),
        ("a: ! 'b\\c'\n", "1:4 E106 a ! before the value (a YAML tag) | drop the !"),
        ("? a: b\n: c\n", "1:3 E106 a key must be text | write key: value"),
        ("a: ! b\n", "1:4 E106 a ! before the value (a YAML tag) | drop the !"),
        (f"a: ! '{'b' * 100}'\n", f"1:4 E106 a ! before the value (a YAML tag) | drop the !: write '{'b' * 100}'"),
        (f"a: ! '{'b' * 101}'\n", "1:4 E106 a ! before the value (a YAML tag) | drop the !"),
        ("a: {<<: b}\n", "1:5 E106 merge keys (<<) are not supported | write the keys out"),
        ("<<: b\n", "1:1 E106 merge keys (<<) are not supported | write the keys out"),
        ("? [a]\n: b\n", "1:3 E106 a key must be text | write key: value"),
        ("a: {{ b }}\n", TEMPLATE.replace("1:4", "1:5")),
        ("a: b\n---\nc: d\n", "2:1 E106 a second YAML document in the file | keep one"),
        ("a: b\nc: d\na: e\n", "3:1 E107 a is repeated (first in line 1) | remove one"),
        ("a: {b: c, 'b': d}\n", "1:11 E107 b is repeated (first in line 1) | remove one"),
        ('a: "\\0"\n', "1:4 E105 an escape for U+0000, a character that is not allowed on a page | remove the escape"),
        ('a: "\\uFFFE"\n', "1:4 E105 an escape for U+FFFE, a character that is not allowed on a page | remove the escape"),
        ("a: b\nc: d\x07\n", "2:5 E105 the character U+0007 is not allowed in YAML | remove it"),
    ],
)
def test_rejected_yaml_is_reported_with_its_position(text: str, expected: str):
    node, found = read(text, what="file")
    assert found == [expected]
    assert (node is not None) is ("E107" in expected), "after a repeated key, the other keys are read"
    position, rest = expected.split(" ", 1)
    line, column = position.split(":")
    later = rest.replace(f"first in line {line}", f"first in line {int(line) + 7}")
    later = later.replace("first in line 1)", "first in line 8)")
    assert read(text, 8, "file")[1] == [f"{int(line) + 7}:{column} {later}"]


def test_in_quotes_the_sign_of_merge_keys_is_a_key():
    node, found = read("'<<': b\n")
    assert isinstance(node, tree.Mapping) and list(node.entries) == ["<<"] and not found


def test_the_first_value_of_a_repeated_key_is_kept():
    node, _ = read("a: b\na: c\n")
    assert isinstance(node, tree.Mapping) and node.get("a") == Scalar("b", 1, 4, True)


def test_a_merge_conflict_is_the_only_error_of_its_text():
    conflict = "<<<<<<< HEAD\na: b\n=======\na: c\n>>>>>>> branch\n"
    node, found = read(f"d: e\n{conflict}")
    assert node is None and [report[:8] for report in found] == ["2:1 E110"]


@pytest.mark.parametrize("opening", ["[]", "{}"])
def test_a_value_is_nested_at_most_16_deep(opening: str):
    start, end = ("[", "]") if opening == "[]" else ("{b: ", "}")
    assert MAX_YAML_DEPTH == 16
    fits, too_deep = (f"a: {start * depth}x{end * depth}\n" for depth in (MAX_YAML_DEPTH - 1, MAX_YAML_DEPTH))
    assert read(fits)[1] == []
    (found,) = read(too_deep)[1]
    assert found.endswith("E106 nested more than 16 deep | simplify it")
    (found,) = read(f"a: {'[' * 2000}\n")[1]
    assert found.endswith("E106 nested more than 16 deep | simplify it"), "the parser's own limit comes first"


def test_keys_below_keys_are_nested_at_most_16_deep():
    fits, too_deep = ("".join(f"{' ' * level}a:\n" for level in range(depth)) for depth in (MAX_YAML_DEPTH, MAX_YAML_DEPTH + 1))
    assert read(fits)[1] == []
    (found,) = read(too_deep)[1]
    assert found.endswith("E106 nested more than 16 deep | simplify it")


def test_a_text_has_at_most_one_mib():
    assert MAX_YAML_CHARACTERS == 2**20
    exact = "# " + "x" * (MAX_YAML_CHARACTERS - 3) + "\n"
    assert len(exact) == MAX_YAML_CHARACTERS
    assert read(exact) == (None, [])
    assert read(exact + "\n", 5, "file") == (None, ["5:1 E106 the file is longer than 1 MiB | shorten it"])


@pytest.mark.parametrize("text", ["", "\n", "# a\n", "~\n", "null\n", "---\n"])
def test_a_text_without_a_value_gives_none(text: str):
    assert read(text) == (None, [])


@pytest.mark.parametrize(
    ("text", "plain", "is_null"),
    [("", True, True), ("~", True, True), ("null", True, True), ("Null", True, True), ("NULL", True, True),
     ("nULL", True, False), ("no", True, False), ("", False, False), ("null", False, False), ("~", False, False)],
)  # fmt: skip
def test_words_for_null(text: str, plain: bool, is_null: bool):
    assert Scalar(text, 1, 1, plain).is_null is is_null


@pytest.mark.parametrize(
    "character",
    [*"\x00\x08\x0b\x0c\x0e\x1f\x7f\x84\x86\x9f\ufeff\ufdd0\ufdef\ufffe\uffff", "\U0001fffe", "\U0010ffff"],
)
def test_forbidden_characters(character: str):
    assert UNFIT_FOR_PAGES.fullmatch(character)


@pytest.mark.parametrize("character", [*"\t\n\r \x20~\x85\xa0é\ufdcf\ufdf0\ufffd", "\U00010000", "\U0010fffd"])
def test_allowed_characters(character: str):
    assert not UNFIT_FOR_PAGES.fullmatch(character)


def test_each_node_has_its_position():
    node, found = read("a: b\nc:\n  - d\n  - {e: 'f', \"g\": [h]}\n", 3)
    assert not found and isinstance(node, tree.Mapping)
    value = node.get("c")
    assert isinstance(value, tree.Sequence)
    first, second = value.items
    assert (value.line, value.column, first, second.line, second.column) == (5, 3, Scalar("d", 5, 5, True), 6, 5)
    assert isinstance(second, tree.Mapping)
    assert second.entries["e"] == (Scalar("e", 6, 6, True), Scalar("f", 6, 9, False))
    assert second.entries["g"][0] == Scalar("g", 6, 14, False)
    assert (node.get("a"), node.get("z")) == (Scalar("b", 3, 4, True), None)
