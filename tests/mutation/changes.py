"""The changes (mutations) that can be made to a module: found in its syntax tree, applied to its text.

They resemble typical mistakes. Nodes that cannot change the behaviour are skipped: annotations, docstrings, messages, decorators,
imports, assertions and type aliases.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Sequence

from tests.mutation.edits import Change, Places
from tests.mutation.nodes import CHECKS, nodes_of


def changes_of(source: str) -> list[Change]:
    """Return all changes of this module, in the order of its text; some may be impossible."""
    places = Places(source)
    found = {change for node in nodes_of(ast.parse(source)) for change in _changes(node, places)}
    return sorted(found, key=lambda change: (change.start, change))


def is_possible(change: Change, source: str) -> bool:
    """Return whether the changed module compiles and differs."""
    made = change.apply(source)
    try:
        compile(made, "changed", "exec", dont_inherit=True)
    except (SyntaxError, ValueError):
        return False
    return ast.dump(ast.parse(made)) != ast.dump(ast.parse(source))


Maker = Callable[[ast.AST, Places], Iterator[Change]]


def _changes(node: ast.AST, places: Places) -> Iterator[Change]:
    for kind in type(node).__mro__:
        for maker in MAKERS.get(kind, ()):
            yield from maker(node, places)


_COMPARED = {
    ast.Lt: ("<", "<="),
    ast.LtE: ("<=", "<"),
    ast.Gt: (">", ">="),
    ast.GtE: (">=", ">"),
    ast.Eq: ("==", "!="),
    ast.NotEq: ("!=", "=="),
    ast.In: ("in", "not in"),
    ast.NotIn: ("not in", "in"),
    ast.Is: ("is", "is not"),
    ast.IsNot: ("is not", "is"),
}


def _comparison(node: ast.Compare, places: Places) -> Iterator[Change]:
    for left, operator, right in zip([node.left, *node.comparators], node.ops, node.comparators, strict=False):
        yield from places.between("comparison", left, right, *_COMPARED[type(operator)])


def _and_or(node: ast.BoolOp, places: Places) -> Iterator[Change]:
    old, new = ("and", "or") if isinstance(node.op, ast.And) else ("or", "and")
    for left, right in zip(node.values, node.values[1:], strict=False):
        if len(node.values) == 2:  # with more values, precedence would make it a different change
            yield from places.between("and/or", left, right, old, new)
    for at in range(len(node.values)):
        rest = node.values[:at] + node.values[at + 1 :]
        yield places.put("condition dropped", node, f"({f' {old} '.join(map(places.text, rest))})")


def _not(node: ast.UnaryOp, places: Places) -> Iterator[Change]:
    if isinstance(node.op, ast.Not):
        yield places.put("not", node, places.text(node.operand))
    elif isinstance(node.op, ast.USub):
        yield places.put("sign", node, places.text(node.operand))


_ARITHMETIC: dict[type[ast.operator], tuple[str, str]] = {
    ast.Add: ("+", "-"),
    ast.Sub: ("-", "+"),
    ast.Mult: ("*", "+"),
    ast.FloorDiv: ("//", "*"),
    ast.Div: ("/", "*"),
    ast.Mod: ("%", "//"),
    ast.BitOr: ("|", "&"),
    ast.BitAnd: ("&", "|"),
}


def _arithmetic(node: ast.BinOp, places: Places) -> Iterator[Change]:
    if type(node.op) in _ARITHMETIC and not any(_is_text(side) for side in (node.left, node.right)):
        yield from places.between("arithmetic", node.left, node.right, *_ARITHMETIC[type(node.op)])
    elif isinstance(node.op, ast.Add):  # of two strings, one is removed
        yield places.put("text dropped", node, places.text(node.left))
        yield places.put("text dropped", node, places.text(node.right))


def _is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and isinstance(node.value, str))


def _constant(node: ast.Constant, places: Places) -> Iterator[Change]:
    if isinstance(node.value, bool):
        yield places.put("constant", node, str(not node.value))
    elif isinstance(node.value, int):
        yield places.put("constant", node, str(node.value + 1))
        if node.value:
            yield places.put("constant", node, str(node.value - 1))


_FUNCTIONS = {"min": "max", "max": "min", "any": "all", "all": "any"}
_PASSED = frozenset({"sorted", "reversed", "set", "frozenset"})
"""Functions that may be replaced by their argument, as a list."""

_SETS = frozenset({"set", "frozenset"})


def _is_written_out(node: ast.expr) -> bool:
    """Return whether the code names the members, as in `"a b".split()`: a list of them is the same, and only slower to search."""
    if isinstance(node, ast.Call):
        return isinstance(node.func, ast.Attribute) and node.func.attr == "split" and all(map(_is_written_out, node.args))
    return isinstance(node, (ast.Tuple, ast.List, ast.Set)) or (isinstance(node, ast.Constant) and isinstance(node.value, str))


_METHODS = {
    "startswith": "endswith",
    "endswith": "startswith",
    "partition": "rpartition",
    "rpartition": "partition",
    "lstrip": "rstrip",
    "rstrip": "lstrip",
    "removeprefix": "removesuffix",
    "removesuffix": "removeprefix",
    "find": "rfind",
    "rfind": "find",
    "fullmatch": "match",
    "match": "search",
    "search": "match",
    "union": "intersection",
    "difference": "union",
}
_TIDYING = frozenset(
    {"strip", "lstrip", "rstrip", "lower", "upper", "casefold", "removeprefix", "removesuffix", "replace", "title"}
)
"""Methods whose call may be replaced by their object."""


def _call(node: ast.Call, places: Places) -> Iterator[Change]:
    function = node.func
    if isinstance(function, ast.Name):
        if function.id in _FUNCTIONS:
            yield places.put("min/max", function, _FUNCTIONS[function.id])
        if function.id in _PASSED and node.args and not (function.id in _SETS and _is_written_out(node.args[0])):
            yield places.put("call dropped", node, f"list({places.text(node.args[0])})")
    if isinstance(function, ast.Attribute):
        name_start = places.span(function)[1] - len(function.attr)
        if function.attr in _METHODS:
            yield Change("method", name_start, name_start + len(function.attr), _METHODS[function.attr])
        if function.attr in _TIDYING:
            yield places.put("call dropped", node, places.text(function.value))
    yield from _arguments(node, places)


_ALIKE = (ast.Name, ast.Attribute, ast.Subscript, ast.Constant)
"""Simple arguments. Swapping computed ones would be noticed immediately."""


def _arguments(node: ast.Call, places: Places) -> Iterator[Change]:
    """Swap two adjacent arguments that may have one type, unless their order is irrelevant; or remove a keyword argument."""
    has_order = not (isinstance(node.func, ast.Name) and node.func.id in _FUNCTIONS)
    for first, second in zip(node.args, node.args[1:], strict=False) if has_order else ():
        if isinstance(first, _ALIKE) and isinstance(second, _ALIKE):
            start, end = places.span(first)[0], places.span(second)[1]
            between = places.source[places.span(first)[1] : places.span(second)[0]]
            yield Change("arguments swapped", start, end, places.text(second) + between + places.text(first))
    for keyword in node.keywords if len(node.args) + len(node.keywords) > 1 else ():
        if keyword.arg not in CHECKS:
            yield _without("argument dropped", keyword, places)


def _without(kind: str, node: ast.expr | ast.keyword, places: Places) -> Change:
    """Return the change that removes one of several nodes, with the comma after or before it."""
    start, end = places.span(node)
    source = places.source
    while source[end : end + 1] == ")" and source[start - 1 : start] == "(":
        start, end = start - 1, end + 1
    behind = end + len(source[end:]) - len(source[end:].lstrip())
    if source[behind : behind + 1] == ",":
        behind += 1
        return Change(kind, start, behind + len(source[behind:]) - len(source[behind:].lstrip()), "")
    before = source.rfind(",", 0, start)
    return Change(kind, before, end, "")


def _elements(node: ast.Tuple | ast.List | ast.Set, places: Places) -> Iterator[Change]:
    if len(node.elts) < 2 or not isinstance(getattr(node, "ctx", ast.Load()), ast.Load):
        return
    is_bare = isinstance(node, ast.Tuple) and places.source[places.span(node)[0]] != "("
    for element in node.elts:
        yield from () if len(node.elts) == 2 and isinstance(node, ast.Tuple) else (_without("element dropped", element, places),)
    if len(node.elts) == 2 and isinstance(node, ast.Tuple):  # only pairs
        for element in node.elts:
            yield places.put("element dropped", node, f"({places.text(element)},)")
    if (not is_bare or len(node.elts) == 2) and not getattr(node, "is_unordered", isinstance(node, ast.Set)):
        yield from _swapped(node.elts, places)


def _swapped(elements: Sequence[ast.expr], places: Places) -> Iterator[Change]:
    first, second = elements[-2:]
    if not isinstance(first, ast.Starred) and not isinstance(second, ast.Starred):
        between = places.source[places.span(first)[1] : places.span(second)[0]]
        text = places.text(second) + between + places.text(first)
        yield Change("elements swapped", places.span(first)[0], places.span(second)[1], text)


def _pairs(node: ast.Dict, places: Places) -> Iterator[Change]:
    """Remove a key with its value."""
    for key, value in zip(node.keys, node.values, strict=True):
        if key is not None and len(node.keys) > 1:
            whole = _without("element dropped", value, places)
            yield Change(whole.kind, places.span(key)[0], max(whole.end, places.span(value)[1]), "")


def _choice(node: ast.IfExp, places: Places) -> Iterator[Change]:
    yield places.put("choice", node, places.text(node.body))
    yield places.put("choice", node, places.text(node.orelse))


def _filters(node: ast.AST, places: Places) -> Iterator[Change]:
    """Remove a condition of a comprehension."""
    for generator in getattr(node, "generators", ()):
        for condition in generator.ifs:
            start, end = places.span(condition)
            at = places.source.rfind("if", 0, start)
            while places.source[at - 1 : at].isalnum():
                at = places.source.rfind("if", 0, at)
            end += places.source[at:start].count("(")
            yield Change("condition dropped", at, end, "")


def _slice(node: ast.Subscript, places: Places) -> Iterator[Change]:
    if isinstance(node.slice, ast.Slice):
        yield places.put("slice dropped", node, places.text(node.value))


def _if(node: ast.If, places: Places) -> Iterator[Change]:
    yield places.put("condition dropped", node.test, "True")
    yield places.put("not", node.test, f"not {places.text(node.test)}")
    if not node.orelse:
        yield places.put("statement removed", node, "pass")
    else:
        yield places.put("condition dropped", node.test, "False")


def _removed(node: ast.stmt, places: Places) -> Iterator[Change]:
    """Remove a statement, except the first assignment of a name, whose absence would be noticed immediately."""
    if isinstance(node, ast.Assign) and not all(isinstance(target, (ast.Attribute, ast.Subscript)) for target in node.targets):
        return
    yield places.put("statement removed", node, "pass")


def _function(node: ast.FunctionDef, places: Places) -> Iterator[Change]:
    """Remove statements that assign a name again."""
    known = {argument.arg for argument in (*node.args.args, *node.args.kwonlyargs, *node.args.posonlyargs)}
    for statement in ast.walk(node):
        if isinstance(statement, ast.Assign) and len(statement.targets) == 1 and isinstance(statement.targets[0], ast.Name):
            name = statement.targets[0].id
            if name in known:
                yield places.put("statement removed", statement, "pass")
            known.add(name)


def _handler(node: ast.Try, places: Places) -> Iterator[Change]:
    """Remove the `finally` block."""
    for statement in node.finalbody:
        yield places.put("statement removed", statement, "pass")


def _jump(node: ast.Continue | ast.Break, places: Places) -> Iterator[Change]:
    yield places.put("jump", node, "break" if isinstance(node, ast.Continue) else "continue")


MAKERS: dict[type[ast.AST], tuple[Callable[..., Iterator[Change]], ...]] = {
    ast.Compare: (_comparison,),
    ast.BoolOp: (_and_or,),
    ast.UnaryOp: (_not,),
    ast.BinOp: (_arithmetic,),
    ast.Constant: (_constant,),
    ast.Call: (_call,),
    ast.Tuple: (_elements,),
    ast.List: (_elements,),
    ast.Set: (_elements,),
    ast.Dict: (_pairs,),
    ast.IfExp: (_choice,),
    ast.ListComp: (_filters,),
    ast.SetComp: (_filters,),
    ast.DictComp: (_filters,),
    ast.GeneratorExp: (_filters,),
    ast.Subscript: (_slice,),
    ast.If: (_if,),
    ast.Expr: (_removed,),
    ast.Assign: (_removed,),
    ast.AugAssign: (_removed,),
    ast.Delete: (_removed,),
    ast.Raise: (_removed,),
    ast.FunctionDef: (_function,),
    ast.Try: (_handler,),
    ast.Continue: (_jump, _removed),
    ast.Break: (_jump,),
}
"""The functions that make changes, by type of node."""
