"""Rules for names: class names are unique, and long-lived variables have no vague name such as a past participle."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator

from tests.repository.test_layers import MODULES, parsed, place

VAGUE = {
    "about", "above", "account", "added", "after", "before", "begun", "behind", "below", "beside", "between", "by",
    "changed", "done", "each", "filled", "first", "found", "given", "gone", "heard", "held", "hidden", "inside", "joined",
    "kept", "known", "last", "later", "left", "listed", "look", "lost", "made", "marked", "meant", "missing", "most",
    "moved", "named", "near", "new", "noted", "odd", "old", "one", "opened", "other", "past", "planned", "rest", "said",
    "seen", "shown", "taken", "to", "told", "used", "wanted", "what", "where", "written", "wrong",
}  # fmt: skip
"""Vague names: they do not say what a value is."""
MOST_LINES = 5
OLD: set[str] = set()
"""Modules that still have vague names."""


def names_in(function: ast.FunctionDef) -> Iterator[tuple[str, int]]:
    for node in ast.walk(function):
        if isinstance(node, ast.Name):
            yield node.id, node.lineno
        elif isinstance(node, ast.arg):
            yield node.arg, node.lineno


def long_lived(module: str) -> Iterator[tuple[str, int]]:
    """Yield vague names of functions, classes, and variables that are used over more than `MOST_LINES` lines."""
    for node in ast.walk(parsed(module)):
        if isinstance(node, ast.FunctionDef):
            lines: defaultdict[str, list[int]] = defaultdict(list)
            for name, line in names_in(node):
                lines[name].append(line)
            yield from ((name, min(at)) for name, at in lines.items() if name in VAGUE and max(at) - min(at) > MOST_LINES)
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and node.name in VAGUE:
            yield node.name, node.lineno


def test_long_lived_names_are_not_vague():
    named = {place(module, line): name for module in MODULES if module not in OLD for name, line in long_lived(module)}
    assert named == {}
    assert all(list(long_lived(module)) for module in OLD), "remove them from the list"


PAIRS = {"Edition"}
"""Names of two classes. `Edition` in `grouping` has entries; `Edition` in `pages`, which templates see, has cards."""


def test_no_two_classes_have_the_same_name():
    places: defaultdict[str, list[str]] = defaultdict(list)
    for module in MODULES:
        for node in parsed(module).body:
            if isinstance(node, ast.ClassDef):
                places[node.name].append(place(module, node.lineno))
    assert {name: at for name, at in places.items() if len(at) > 1}.keys() == PAIRS, places
