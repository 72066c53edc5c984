"""The nodes of a module's syntax tree that affect its behaviour."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator

HAS_PLACES_IN_F_STRINGS = sys.version_info >= (3, 12)
"""Before Python 3.12 the syntax tree has wrong positions for nodes in f-strings (PEP 701)."""


_ALIASES = frozenset({
    "Callable", "Mapping", "MutableMapping", "Sequence", "Iterable", "Iterator", "Collection", "Annotated", "Literal", "Generic",
    "ClassVar", "Union", "Optional", "tuple", "list", "dict", "set", "frozenset", "defaultdict", "type", "Raw",
})  # fmt: skip
"""Names whose subscripts are types."""

CHECKS = frozenset({"strict"})
"""Arguments of `zip` that only assert a condition."""

_UNLOOKED_FIELDS = frozenset({"annotation", "returns", "decorator_list", "bases", "type_params"})
_UNLOOKED = (ast.Import, ast.ImportFrom, ast.Assert, ast.Global, ast.Nonlocal)


def nodes_of(node: ast.AST) -> Iterator[ast.AST]:
    """Yield all nodes that affect the behaviour."""
    if isinstance(node, _UNLOOKED) or _is_no_part(node):
        return
    yield node
    for unordered in _without_order(node):
        unordered.is_unordered = True  # type: ignore[attr-defined]
    for name, value in ast.iter_fields(node):
        if name in _UNLOOKED_FIELDS or (name == "slice" and _is_alias(node)):
            continue
        if name == "keywords" and isinstance(node, ast.ClassDef):  # options of the class, such as `frozen`
            continue
        if isinstance(node, ast.JoinedStr) and not HAS_PLACES_IN_F_STRINGS:
            continue
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST):
                yield from nodes_of(child)


def _without_order(node: ast.AST) -> Iterator[ast.AST]:
    """Yield the parts of a node in which the order of elements is irrelevant."""
    if isinstance(node, ast.Call):
        name = node.func.attr if isinstance(node.func, ast.Attribute) else node.func.id if isinstance(node.func, ast.Name) else ""
        if name in ("startswith", "endswith", "isinstance", "issubclass", "set", "frozenset"):
            yield from node.args
    elif isinstance(node, ast.Compare):
        yield from (
            right for operator, right in zip(node.ops, node.comparators, strict=True) if isinstance(operator, (ast.In, ast.NotIn))
        )
    elif isinstance(node, ast.ExceptHandler) and node.type:
        yield node.type


def _is_alias(node: ast.AST) -> bool:
    return isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name) and node.value.id in _ALIASES


def _is_no_part(node: ast.AST) -> bool:
    """Return whether the node is only for type checkers, or only an assertion."""
    if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
        return True
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("TypeVar", "cast", "overload"):
        return True
    if isinstance(node, ast.keyword) and node.arg in CHECKS:
        return isinstance(node.value, ast.Constant)
    if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
        return node.targets[0].id in ("__all__", "__slots__")
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)  # a docstring, or `...`
