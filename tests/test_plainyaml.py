"""A head that is read at one look says what the events of PyYAML's parser say of it."""

from __future__ import annotations

from unittest.mock import patch

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from digest import plainyaml
from digest.errors import Faults
from tests.conftest import examples

# fmt: off
KEYS = [
    "title", "source_url", "a", "b", "T", "_", "한", "é", "a-b", "a b", "x" * 40, "x" * 41, "true", "null", "1", "<<", "- a", "---",
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


@given(st.lists(LINES, max_size=5).map("".join))
@settings(max_examples=examples(1500))
@example('title: "a"\ntags: [b, c d]\nurl: https://example.org/#x\n')
@example("a: b\na: c\n")
@example("a: b\n  c\n")
@example("a: b: c\n")
def test_what_is_read_at_one_look_is_what_the_parser_reads(text: str):
    faults, expected = Faults("a.md"), Faults("a.md")
    found = plainyaml.read_yaml(text, faults, 2, "head")
    with patch.object(plainyaml, "_simple", lambda text, first_line: None):
        assert found == plainyaml.read_yaml(text, expected, 2, "head")
    assert faults.found == expected.found


@pytest.mark.parametrize(
    "line", ['title: "A harbour opens"', "date: 2026-01-04T23:26:00+09:00", "url: https://example.org/a?b#c", "tags: [a, b-c, d e]"]
)
def test_a_line_as_most_are_needs_no_parser(line: str):
    with patch.dict("sys.modules", yaml=None):
        assert isinstance(plainyaml.read_yaml(f"{line}\n", Faults("a.md")), plainyaml.Mapping)
