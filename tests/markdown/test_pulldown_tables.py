"""Tables read from pulldown-cmark's events equal those of markdown-it's rules, whatever their content and context."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.markdown import dialect
from digest.markdown.pulldown_tables import is_read_alike
from tests.markdown.readers import difference
from tests.markdown.test_pulldown_reader import needs_pyromark, result

PIECES = st.sampled_from(
    (
        "a", "b c", "**x**", "*y*", "`z`", "`q|r`", "[l](https://example.org)", "[in](b.md)", "![i](p.png)", "![](p.png)",
        "<b>h</b>", "<br>", "&amp;", "&copy;", "\\*", "\\|", "\\\\", '"q"', "it's", "--", "...", "(c)",
        "https://example.org/a_b", "www.example.org", "me@example.org", "~~s~~", "~", "[x]", "[r]", "[^1]", "{: .c}",
        "{{ v }}", "<!-- c -->", "<", "漢字", "「字」", "**字**x", "é", "\xa0", "\t", "`", "``", "*", "_", "__u__", "[",
        "]", "!", "#", "-", "1.", ">", ":", "|", "||", "[t][r]", "<a href='x'>", "</a>", "😀", "'", '"',
    )
)  # fmt: skip
CELLS = st.lists(PIECES, max_size=3).map(" ".join)
DELIMITERS = st.sampled_from((" --- ", "---", ":--", ":-:", "--:", "-", " :-: ", "---  ", ":", ""))
EDGES = st.sampled_from(("", "", "", "", "", "", " ", "  "))
INDENTS = st.sampled_from(("", "", "", "", "", "", "", " ", "   ", "> ", "- ", "    "))


@st.composite
def tables(draw: st.DrawFn) -> str:
    """Generate a table, mostly with the same number of cells in all rows."""
    columns = draw(st.integers(1, 3))
    rows = [
        draw(st.lists(CELLS, min_size=columns, max_size=columns)),
        draw(st.lists(DELIMITERS, min_size=columns, max_size=columns)),
    ]
    rows += draw(st.lists(st.lists(CELLS, min_size=columns, max_size=columns), max_size=3))
    if draw(st.integers(0, 9)) == 0:
        rows.append(draw(st.lists(CELLS, max_size=4)))
    space = draw(st.sampled_from(("", " ", " ")))
    return "\n".join(f"{draw(INDENTS)}|{space}{f'{space}|{space}'.join(row)}{space}|{draw(EDGES)}" for row in rows)


BESIDE = st.sampled_from(
    (
        "Text.", "# H", "## H\n", "- i\n", "> q\n", "```\ncode\n```", "<div>\nx\n</div>", "[r]: https://example.org",
        "[r]: https://example.org\n", "{: .c}", "---", "Text\n---", "1. x\n\n   y", "[^1]: note", "<!-- c", "-->", "<div>",
        "    code", "\\", "term\n: def", "漢字。", "", "",
    )
)  # fmt: skip
GAPS = st.sampled_from(("\n", "\n\n", "\n\n", "\n\n\n"))


@needs_pyromark
@given(st.lists(st.tuples(BESIDE, GAPS, tables(), GAPS), min_size=1, max_size=3), BESIDE)
def test_tables_are_read_as_by_the_rules(parts: list[tuple[str, str, str, str]], last: str):
    assert not difference("".join(map("".join, parts)) + last)


TABLE = b"| a | b |\n|---|:-:|\n| 1 | 2 |\n"


@pytest.mark.parametrize("above", [b"", b"Text.\n\n", b"# Heading\n"])
@pytest.mark.parametrize("below", [b"", b"\nText.\n"])
def test_a_table_with_bars_around_each_row_is_read_alike(above: bytes, below: bytes):
    begin = len(above)
    assert is_read_alike(above + TABLE + below, begin, begin + len(TABLE))
    assert not is_read_alike(b"Text.\n" + TABLE, 6, 6 + len(TABLE)), "the table ends a paragraph"
    assert not is_read_alike(TABLE + b"more\n", 0, len(TABLE)), "the line below is a row too"


@pytest.mark.parametrize(
    "change",
    [
        (b"| 1 |", b"1 |"), (b"| 2 |", b"| 2"), (b"| 1 |", b"| 1 | 3 |"), (b"| 1 | 2 |", b"| 1 |"), (b"| 1", b" | 1"),
        (b"| 1", b"| \\| 1"), (b"| 1", b"|\t1"), (b"|:-:|", b"|: :|"), (b"|:-:|", b"|-x-|"), (b"| 1", b"| {: .c} 1"),
    ],
)  # fmt: skip
def test_a_table_that_the_parsers_could_read_differently_is_not_read_alike(change: tuple[bytes, bytes]):
    table = TABLE.replace(*change)
    assert table != TABLE and not is_read_alike(table, 0, len(table))


@needs_pyromark
def test_an_ordinary_table_is_not_left_to_the_rules(monkeypatch: pytest.MonkeyPatch):
    text = '# T\n\n| "a" | **b** |\n|:--|--:|\n| [c](https://example.org) | `d` |\n| | {% e %} é |\n\n- f\n'
    by_rules = result(text, quick=False, html=True, typography=True)
    monkeypatch.setattr(dialect, "parser", None)
    assert result(text, quick=True, html=True, typography=True) == by_rules


@needs_pyromark
@pytest.mark.parametrize("code", ["x = {:a => 1}", "{: .c}", "| a |\n|---|\n| b |", "    {:a}\n\n| a |\n|---|"])
@pytest.mark.parametrize("fence", ["```", "~~~", "`````"])
def test_fenced_code_is_not_left_to_the_rules(code: str, fence: str, monkeypatch: pytest.MonkeyPatch):
    text = f"Text.\n\n{fence}\n{code}\n{fence}\n\nText.\n"
    by_rules = result(text, quick=False, html=True, typography=True)
    monkeypatch.setattr(dialect, "parser", None)
    assert result(text, quick=True, html=True, typography=True) == by_rules


@needs_pyromark
def test_a_number_that_is_not_a_list_item_ends_a_region(monkeypatch: pytest.MonkeyPatch):
    sources: list[str] = []
    parse = dialect.parser(True, True).parse
    monkeypatch.setattr(dialect.parser(True, True), "parse", lambda source, env: sources.append(source) or parse(source, env))
    text = "".join(f"4.{number}.0 / 2016\n=====\n\n  * a\n\n" for number in range(40))
    result(text + "*a*{: .b}\n\n" + text, quick=True, html=True, typography=True)
    assert 0 < sum(map(len, sources)) < len(text) / 4
