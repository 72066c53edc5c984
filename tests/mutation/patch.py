"""A change made in a module that is loaded already: the code of one function is exchanged, which takes no new start of Python."""

from __future__ import annotations

import ast
import importlib
import inspect
from functools import cached_property
from types import CodeType, FunctionType
from typing import Any

from tests.mutation.edits import Change, Places


def function_of(change: Change, source: str) -> str:
    """The qualified name of the outermost function in whose body the change lies; '' if it lies in none."""
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
    """Make the change in the loaded module; False if that cannot be done. `file` is where the module lies."""
    name = function_of(change, source)
    codes = _codes(compile(change.made(source), file, "exec", dont_inherit=True))
    module = importlib.import_module(path.removesuffix(".py").replace("/", ".").removesuffix(".__init__"))
    if name not in codes:
        return False
    try:
        function = _function(module, name)
        function.__code__ = codes[name]
    except (AttributeError, KeyError, ValueError):  # it is overloaded, wrapped in its own way, or closes over other names
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
