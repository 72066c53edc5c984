"""The changes of a line of code, and lines without changes."""

from __future__ import annotations

import ast
import textwrap

import pytest

from tests.mutation.changes import changes_of, is_possible


def variants(source: str) -> set[str]:
    """Return the changed versions of the first line of this code."""
    source = textwrap.dedent(source)
    first = source.strip().split("\n")[0].strip()
    found = set()
    for change in changes_of(source):
        _, old, new = change.lines(source)
        if is_possible(change, source):
            ast.parse(change.apply(source))
            if old.startswith(first):
                found.add(new)
    return found


@pytest.mark.parametrize(
    ("line", "others"),
    [
        ("a < b", {"a <= b"}),
        ("a >= b", {"a > b"}),
        ("a == b", {"a != b"}),
        ("a is not b", {"a is b"}),
        ("a in b", {"a not in b"}),
        ("a < b <= c", {"a <= b <= c", "a < b < c"}),
        ("not a", {"a"}),
        ("-a", {"a"}),
        ("a and b", {"a or b", "(a)", "(b)"}),
        ("a or b or c", {"(a or b)", "(a or c)", "(b or c)"}),
        ("a + b", {"a - b"}),
        ("a // b", {"a * b"}),
        ("a + 'x'", {"a", "'x'"}),
        ("min(a, b)", {"max(a, b)"}),
        ("any(a)", {"all(a)"}),
        ("sorted(a)", {"list(a)"}),
        ("set(a)", {"list(a)"}),
        ("frozenset('abc')", set()),
        ("frozenset(str.split('a b c'))", set()),
        ("frozenset((a, b, c))", {"frozenset((b, c))", "frozenset((a, c))", "frozenset((a, b))"}),
        ("a.startswith(b)", {"a.endswith(b)"}),
        ("a.strip()", {"a"}),
        ("a[1:]", {"a", "a[2:]", "a[0:]"}),
        ("f(a, b)", {"f(b, a)"}),
        ("f(a, key=b)", {"f(a)"}),
        ("f(key=b)", set()),
        ("zip(a, b, strict=True)", {"zip(b, a, strict=True)"}),
        ("f(g(a), b)", set()),
        ("[a, b, c]", {"[b, c]", "[a, c]", "[a, b]", "[a, c, b]"}),
        ("(a, b)", {"(b,)", "(a,)", "(b, a)"}),
        ("{a, b}", {"{b}", "{a}"}),
        ("a in (b, c)", {"a not in (b, c)", "a in (c,)", "a in (b,)"}),
        ("a.startswith((b, c))", {"a.endswith((b, c))", "a.startswith((c,))", "a.startswith((b,))"}),
        ("{a: b, c: d}", {"{c: d}", "{a: b, }"}),
        ("a if b else c", {"a", "c"}),
        ("[a for a in b if c]", {"[a for a in b ]"}),
        ("[a for a in b if (c)]", {"[a for a in b ]"}),
        ("5", {"6", "4"}),
        ("0", {"1"}),
        ("True", {"False"}),
        ("'text'", set()),
    ],
)
def test_the_changes_of_an_expression(line: str, others: set[str]):
    assert variants(f"value = {line}\n") == {f"value = {other}" for other in others}


@pytest.mark.parametrize(
    ("code", "others"),
    [
        ("if a:\n    f()\n", {"if True:", "if not a:", "pass"}),
        ("if a:\n    f()\nelse:\n    g()\n", {"if True:", "if not a:", "if False:"}),
        ("f(a)\n", {"pass"}),
        ("a.b = c\n", {"pass"}),
        ("a += b\n", {"pass"}),
        ("raise a\n", {"pass"}),
        ("a = b\n", set()),
        ("for a in b:\n    f()\n", set()),
    ],
)
def test_the_changes_of_a_statement(code: str, others: set[str]):
    assert variants(code) == others


def test_a_second_assignment_of_a_name_is_removed():
    source = "def f(a):\n    a = g(a)\n    b = a\n    b = h(b)\n    return b\n"
    removed = {change.lines(source)[:2] for change in changes_of(source) if change.kind == "statement removed"}
    assert removed == {(2, "a = g(a)"), (4, "b = h(b)")}


def test_continue_and_break_are_swapped():
    source = "for a in b:\n    if c:\n        continue\n    break\n"
    jumps = {change.lines(source) for change in changes_of(source) if change.kind == "jump"}
    assert jumps == {(3, "continue", "break"), (4, "break", "continue")}


@pytest.mark.parametrize(
    "code",
    [
        '"""A docstring, if any."""\n',
        "import a\nfrom a import b, c\n",
        "assert a < b, c\n",
        "def f(a: dict[str, tuple[int, str]] = {}) -> Callable[[int, str], bool]: ...\n",
        "@cache(maxsize=3)\ndef f(): ...\n",
        "Pairs = dict[str, tuple[int, str]]\n",
        "if TYPE_CHECKING:\n    a = 1 + 2\n",
        "__all__ = ['a', 'b']\n",
        "T = TypeVar('T', bound=3)\n",
        "class A(Struct, frozen=True): ...\n",
    ],
)
def test_code_without_effect_has_no_changes(code: str):
    assert [change for change in changes_of(code) if is_possible(change, code)] == []


def test_positions_are_correct_after_multibyte_characters():
    source = "x = 1\ny = 'é한😀' if f('ü', 3) else ''\n"
    (change,) = [change for change in changes_of(source) if change.text == "4"]
    assert change.apply(source) == source.replace("3", "4")
    assert change.lines(source) == (2, "y = 'é한😀' if f('ü', 3) else ''", "y = 'é한😀' if f('ü', 4) else ''")


def test_a_change_of_several_lines_is_shown_in_one_line():
    source = "def f():\n    if a:\n        g()  # why\n"
    (removed,) = [change for change in changes_of(source) if change.text == "pass" and "if" in change.lines(source)[1]]
    assert removed.lines(source) == (2, "if a: ⏎ g()  # why", "pass  # why")


def test_all_changes_of_digest_have_valid_positions():
    from tests.mutation.__main__ import ROOT
    from tests.mutation.choice import modules

    for path, source in modules(ROOT, "digest/grouping").items():
        changes = changes_of(source)
        assert len(changes) > source.count("\n") // 10 or source.count("\n") < 20 or "def " not in source, path
        for change in changes[:: max(1, len(changes) // 20)]:
            assert 0 <= change.start <= change.end <= len(source)
            assert change.apply(source) != source or change.kind.endswith("swapped")
