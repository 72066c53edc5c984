"""Apply a change to a loaded module by replacing the code of one function, without starting Python again."""

from __future__ import annotations

import ast
import importlib
import inspect
from functools import cached_property
from types import CodeType, FunctionType
from typing import Any

from tests.mutation.edits import Change, Places


def function_of(change: Change, source: str) -> str:
    """Return the qualified name of the outermost function that contains the change; '' if there is none."""
    places = Places(source)

    def search(body: list[ast.stmt], prefix: str) -> str:
        for node in body:
            if isinstance(node, ast.FunctionDef):
                if places.span(node.body[0])[0] <= change.start and change.end <= places.span(node)[1]:
                    return prefix + node.name
            elif isinstance(node, ast.ClassDef):
                found = search(node.body, f"{prefix}{node.name}.")
                if found:
                    return found
        return ""

    return search(ast.parse(source).body, "")


def patch(path: str, file: str, change: Change, source: str) -> bool:
    """Apply the change to the loaded module; return False if that is impossible. `file` is the path of the module."""
    name = function_of(change, source)
    codes = _codes(compile(change.apply(source), file, "exec", dont_inherit=True))
    module = importlib.import_module(path.removesuffix(".py").replace("/", ".").removesuffix(".__init__"))
    if name not in codes:
        return False
    try:
        function = _function(module, name)
        function.__code__ = codes[name]
    except (AttributeError, KeyError, ValueError):  # it is overloaded, wrapped in an unknown way, or has other closure variables
        return False
    return True


def _codes(code: CodeType) -> dict[str, CodeType]:
    found: dict[str, CodeType] = {}
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            found |= {constant.co_qualname: constant} | _codes(constant)
    return found


def _function(module: Any, name: str) -> FunctionType:
    found = module
    for part in name.split("."):
        found = inspect.getattr_static(found, part)
    while not isinstance(found, FunctionType) or hasattr(found, "__wrapped__"):
        if hasattr(found, "cache_clear"):
            found.cache_clear()
        if isinstance(found, property):
            found = found.fget
        elif isinstance(found, cached_property):
            found = found.func
        elif isinstance(found, (staticmethod, classmethod)):
            found = found.__func__
        else:
            found = found.__wrapped__
    return found
