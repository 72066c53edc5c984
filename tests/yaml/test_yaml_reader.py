"""The fast reader for simple YAML has the same result as PyYAML's parser."""

from __future__ import annotations

from unittest.mock import patch

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from digest.diagnostics import Diagnostics
from digest.yaml import tree, yaml_reader
from digest.yaml.simple_yaml import NotSimpleError, read_simple_yaml
from digest.yaml.tree import Scalar
from digest.yaml.yaml_reader import read_yaml
from tests.selection import examples

# fmt: off
KEYS = [
    "title", "source_url", "a", "b", "T", "_", "한", "é", "a-b", "a b", "x" * 40, "x" * 41, "true", "null", "1", "<<", "- a", "---",
    '"a"', '"b c"', '"1: #"', '""', '"<<"', '"a\\"', "'a'", '"' + "x" * 64 + '"',
]
SIGNS = [": ", ": ", ": ", ":  ", ":", " : ", ":\t", ": \t"]
WORDS = [
    "a", "word", "two words", "한국", "é", "1", "true", "~", "null", "https://example.org/a?b=c#d", "23:26", "a: b", "a #b",
    "a#b", "a:", "A.", "it's", 'say "hi"', "x,y", "[a]", "{a: b}", "&a", "*a", "!a", "|", ">", "%", "@", "`", "?", "-",
    "- a", "---", "...", "2026-01-04T23:26:00+09:00", "a\u00a0b", "a\u3000b", "a\u2028b", "a\u0085b", "a\ufeffb", "\t", " ",
    "\\", "😀", "\u0301",
]
QUOTED = [
    '"a"', '""', '" a "', '"a: b"', '"a #b"', '"é"', '"a\\"', '"a\\n"', '"a"b', '"a" ', '"a" #b', "'a'", "'it''s'", '"', '"\t"',
]
ITEMS = [
    "a", "b c", "d-e", "1.2", "a  b", "a:b", "a: b", "é", "한국", "", " ", "-", "- a", "a -", '"a"', "'a'", "a'b", "#a", "a#",
    "a #b", "[a]", "a/b+c", "&a",
]
ENDS = ["\n", "\n", "\n", "\n", "\n", "", " \n", "\n\n", "\n ", "\n- ", "\n# a\n", "\r\n"]
# fmt: on

LISTS = st.builds(
    lambda items, between, end: f"[{between.join(items)}{end}",
    st.lists(st.sampled_from(ITEMS), max_size=4),
    st.sampled_from([", ", ", ", ", ", ",", " , ", ",  "]),
    st.sampled_from(["]", "]", "]", "]]", "", "] ", "] #a"]),
)
VALUES = st.one_of(st.lists(st.sampled_from(WORDS), max_size=3).map(" ".join), st.sampled_from(QUOTED), LISTS)
LINES = st.tuples(st.sampled_from(KEYS), st.sampled_from(SIGNS), VALUES, st.sampled_from(ENDS)).map("".join)


@pytest.mark.thorough
@pytest.mark.quick
@given(st.lists(LINES, max_size=5).map("".join))
@settings(max_examples=examples(1500, quick=300))
@example('title: "a"\ntags: [b, c d]\nurl: https://example.org/#x\n')
@example("a: b\na: c\n")
@example("# a\n\n")
@example("a: b\n  c\n")
@example("a: b: c\n")
@example('"a": "b"\n"c d":\ne: f\n"a": g\n')
def test_simple_heads_are_read_like_by_the_parser(text: str):
    diagnostics, expected = Diagnostics("a.md"), Diagnostics("a.md")
    found = read_yaml(text, diagnostics, 2, "front matter")
    with patch.object(yaml_reader, "read_simple_yaml", side_effect=NotSimpleError):
        assert found == read_yaml(text, expected, 2, "front matter")
    assert diagnostics.found == expected.found


NESTED = st.tuples(
    st.sampled_from(["", "", "", "  ", "  ", "    ", " ", "\t"]),
    st.sampled_from(["a", "b", "c", "title", "d-e", "é", "- ", "- ", "-  ", "- a", "#", "", "-", "...", "? a", '"a"', '"a b"']),
    st.sampled_from([": ", ": ", ":", "", " "]),
    st.one_of(
        st.sampled_from(
            ["", "", "x", "x y", "/x", "~", "“x”", "x #y", "x: y", "[]", "{}", "[a, [b]]", "{a: b, c: [d, 'e']}", "{a: b, a: c}"]
        ),
        st.sampled_from(
            ["{a: , b: c}", "{a}", "[a: b]", "[a, b,]", "{a: b} c", "['a', \"b\"]", "[ a ,b ]", "[a ?, b]", "|", "& a", "-x"]
        ),
        st.sampled_from(QUOTED),
        LISTS,
    ),
    st.sampled_from(["\n", "\n", "\n", "\n", " \n", "\n\n", "\n  # c\n", " # c\n", " #c\n", " # 1\n", ""]),
).map("".join)


@pytest.mark.thorough
@pytest.mark.quick
@given(st.lists(NESTED, max_size=7).map("".join))
@settings(max_examples=examples(1500, quick=300))
@example("a:\n- b\n- 'c'\nd:\n")
@example("a:\n  b: 1\n  c:\n    d: [x, {y: z}]\ne: # f\n")
@example("a:\n  - b\n  c: d\n")
@example("a:\n  b:\n- c\n")
@example("# a\n\nb: {c: {d: [e]}}\n")
@example('a: "b\\"c\\\\"\n')
def test_nested_lines_are_read_like_by_the_parser(text: str):
    test_simple_heads_are_read_like_by_the_parser.hypothesis.inner_test(text)


@pytest.mark.parametrize(
    "text",
    [
        "a:\nb: c\n- d\n",
        "a:\nb: c\n",
        "a:\n  b: c\nd: e\n  f: g\n",
        "a:\n- b\nc: d\n- e\n",
        "a:\n- b\nc: [d]\n- e\n",
        "a:\n- b\n  - c\n",
        "a:\n  - b\n - c\n",
        "a:\n  - b\n- c\n",
        "a:\n  b: c\n- d\n",
        "a: {b: c, b: d}\n",
        "a: {b: {c: d}, e: [f, {g: h}]}\n",
        "a:\n  b:\n    c: d\n  e: f\ng: h\n",
        "a:\n  b: c\n d: e\n",
        "a:\n  b: c\n  b: d\n",
        "a:\n\n  # b\n- c\n",
        "'a': b\n",
        "a: 'b''c'\nd: \"e\\\"f\"\n",
        "a: b\na:\n",
        '"a b":\nc:\n',
        "a: [b, c] #d\ne: 'f' #g\nh: i #j\n",
    ],
)
def test_these_texts_are_read_like_by_the_parser(text: str):
    test_simple_heads_are_read_like_by_the_parser.hypothesis.inner_test(text)


@pytest.mark.parametrize(
    "line",
    [
        "a: []\nb: {}",
        "a:\n- b\n- c\nd: e",
        "a:\n b:\n  c:\n   d:\n    e:\n     f:\n      g: h",
        "제목: 글\na: é\n",
        "a:\n  b:\n    c: d\n  e: f",
        'title: "A harbour opens"',
        "date: 2026-01-04T23:26:00+09:00",
        "url: https://example.org/a?b#c",
        "tags: [a, b-c, d e]",
        'a: "\\"b\\""',
        "a: [\"b, c\", 'd']",
        "a:\n  - b\n  - c",
        "# a\n\na: {b: [c]}",
        '"a b": "c"',
        'title: "東京\u3000大阪\u00a0a"',
        "title: 👩\u200d👩\u200d👧",
    ],
)
def test_ordinary_lines_need_no_parser(line: str):
    with patch.dict("sys.modules", yaml=None):
        assert isinstance(read_yaml(f"{line}\n", Diagnostics("a.md")), tree.Mapping)


def comments(text: str, what: str) -> list[tuple[str, str]]:
    diagnostics = Diagnostics("a.md")
    read_yaml(text, diagnostics, 2, what)
    return [
        (f"{diagnostic.line}:{diagnostic.column} {diagnostic.message}", diagnostic.hint)
        for diagnostic in diagnostics.found
        if diagnostic.code == "W103"
    ]


LOST_COMMENT = "everything from # on is a comment: "


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        ("title: Rates rise #2", "2:19 the value is Rates rise", 'write title: "Rates rise #2"'),
        ("title: Rates rise # 2\n", "2:19 the value is Rates rise", 'write title: "Rates rise # 2"'),
        ("title: Learn C #\n", "2:16 the value is Learn C", 'write title: "Learn C #"'),
        ("title: A song # one of\n", "2:15 the value is A song", 'write title: "A song # one of"'),
        ('title: It\'s "x" #2\n', '2:17 the value is It\'s "x"', "write title: 'It''s \"x\" #2'"),
        ("a: b\nauthors: Kim #reporter\n", "3:14 the value is Kim", 'write authors: "Kim #reporter"'),
        ("tags: #AI #chips\n", "2:7 there is no value", 'write tags: "#AI #chips"'),
        ("tags:\n- x\n- b\t#c\n", "4:5 the value is b", 'write - "b\t#c"'),
        ("source: {name: A #1\n  }\n", "2:18 the value is A", "put the whole value in quotes"),
        ("summary: two\n  lines #2\n", "3:9 the value is two lines", "put the whole value in quotes"),
        ("제목: 글 #태그\n", "2:7 the value is 글", 'write 제목: "글 #태그"'),
    ],
)
def test_a_lost_comment_is_reported_with_the_kept_value(text: str, message: str, hint: str):
    position, _, kept_text = message.partition(" ")
    ((warning, found_hint),) = comments(text, "front matter")
    assert warning == f"{position} {LOST_COMMENT}{kept_text}"
    assert found_hint.startswith(f"{hint}, or ")


@pytest.mark.parametrize(
    "text",
    [
        "draft: true #not yet\n",
        "title: # later\n",
        "draft: on #not yet\n",
        "draft: Off #not yet\n",
        "draft: ~ #none\n",
        "date: 2026-01-04 10:30 #about\n",
        "date: 2026-01-04T10:30:00Z #about\n",
        "expires: null #never\n",
        'summary: |\n  two\ntitle: "Rates rise" #2\n',
        "summary: |\n  two\ndraft: true #not yet\n",
        "date: 2026-01-04 #about\n",
        "topic: economy # see the registry\n",
        "subtitle: Rates rise # the second title\n",
        "tags: # later\n",
        "tags: #  \n",
        "# a #\nb: c\u2028d: e\u2028f: g",  # the parser ends lines at these characters, and counts more lines
        "tags: [a, b] #c\n",
        "title: 'Rates rise #2'\n",
        'title: "Rates rise" #2\n',
        "title: C# and F#\n",
        "summary: |\n  a #b\n",
        "# title: a #b\n",
        "url: https://example.org/#a\n",
    ],
)
def test_a_real_comment_is_not_reported(text: str):
    assert comments(text, "front matter") == []


LONG = "x" * 85


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        ("why: A # one of\n", "the value is A", 'write why: "A # one of", or the comment on a line of its own'),
        ("title: A #2\n", "the value is A", 'write title: "A #2", or the comment on a line of its own'),
        ("topic: A #2\n", "the value is A", 'write topic: "A #2", or the comment with a space after #'),
        ("tags: [A #2\n  ]\n", "the value is A", "put the whole value in quotes, or write the comment with a space after #"),
        (
            f"title: {LONG} #{'2' * 6}\n",
            f"the value is {LONG}",
            f'write title: "{LONG} #222222", or the comment on a line of its own',
        ),
        (
            f"title: {LONG} #{'2' * 7}\n",
            f"the value is {LONG}",
            "put the whole value in quotes, or write the comment on a line of its own",
        ),
        (
            f"title: {LONG}{'x' * 15} #2\n",
            f"the value is {LONG}{'x' * 15}",
            "put the whole value in quotes, or write the comment on a line of its own",
        ),
        (
            f"title: {LONG}{'x' * 16} #2\n",
            "",
            "put the whole value in quotes, or write the comment on a line of its own",
        ),
    ],
)
def test_a_short_line_is_shown_with_its_value_in_quotes(text: str, message: str, hint: str):
    ((warning, found_hint),) = comments(text, "front matter")
    assert warning.partition(" ")[2] == f"{LOST_COMMENT}{message}".removesuffix(": ")
    assert found_hint == hint


def test_a_description_in_settings_may_have_a_comment():
    assert comments("description: News. # one sentence\n", "settings file") == []
    assert len(comments("description: News #1\n", "settings file")) == 1


@pytest.mark.parametrize("sign", ["\t", "\r", "\x85", "\u2028", "\u2029", "\x07", "\ufeff", "\ufffe"])
def test_special_characters_are_left_to_the_parser(sign: str):
    for text in (f"a: b{sign}c\n", f"a: b\nc: 'd{sign}'\n", f"# a{sign}b\n", sign):
        with pytest.raises(NotSimpleError):
            read_simple_yaml(text, 1)


@pytest.mark.parametrize("text", ["", "\n", "  \n\n", "# a", "# a: b\n  # [c\n\n"])
def test_a_text_without_values_needs_no_parser(text: str):
    diagnostics = Diagnostics("a.md")
    with patch.dict("sys.modules", {"yaml": None}):  # importing it would fail
        assert read_yaml(text, diagnostics) is None
    assert read_yaml(text, diagnostics) is None
    assert not diagnostics.found


def test_values_of_the_fast_reader_have_positions():
    text = "a: b\nc: 'd''e'\n\nf:\n  - g\n  - \"h\"\ni: {j: [k, l]}\nm:\n  n: o\n"
    found = read_simple_yaml(text, 3)
    assert found == tree.Mapping(
        {
            "a": (Scalar("a", 3, 1, True), Scalar("b", 3, 4, True)),
            "c": (Scalar("c", 4, 1, True), Scalar("d'e", 4, 4, False)),
            "f": (Scalar("f", 6, 1, True), tree.Sequence([Scalar("g", 7, 5, True), Scalar("h", 8, 5, False)], 7, 3)),
            "i": (
                Scalar("i", 9, 1, True),
                tree.Mapping(
                    {"j": (Scalar("j", 9, 5, True), tree.Sequence([Scalar("k", 9, 9, True), Scalar("l", 9, 12, True)], 9, 8))},
                    9,
                    4,
                ),
            ),
            "m": (
                Scalar("m", 10, 1, True),
                tree.Mapping({"n": (Scalar("n", 11, 3, True), Scalar("o", 11, 6, True))}, 11, 3),
            ),
        },
        3,
        1,
    )
