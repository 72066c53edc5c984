"""Check the values that templates print: escape them, or reject those whose text differs between builds (functions, sets,
iterators, objects without a text); and wrap Jinja's text filters and `join` with the same check. `template_limits.py` checks
lengths.

`object.__repr__` contains a memory address, and the order of a set depends on the hash seed, so a page with either would differ
between builds. Both come from a mistake, such as a method that is not called.
"""

from __future__ import annotations

from collections.abc import Callable, ItemsView, Iterator, KeysView, ValuesView
from datetime import date, datetime, time, timedelta
from functools import wraps
from types import NoneType
from typing import Any

from jinja2 import Undefined
from jinja2.exceptions import TemplateRuntimeError
from jinja2.utils import Namespace
from markupsafe import Markup, escape
from msgspec import Struct

PLAIN_TYPES = frozenset({str, Markup, int, float, bool, NoneType, datetime, date, time, timedelta})
"""The types of nearly all printed values; the text of each is the same in every build."""

TEXT_FILTERS = (
    "capitalize", "center", "e", "escape", "forceescape", "format", "indent", "lower", "pprint", "replace", "safe", "string",
    "striptags", "title", "trim", "truncate", "upper", "urlencode", "urlize", "wordcount", "wordwrap", "xmlattr",
)  # fmt: skip
"""Jinja's filters that convert any value to a text; `join` converts each item."""


def escape_value(value: object) -> str:
    """Return the value as escaped HTML. Faster than `markupsafe.escape` for text without special characters, which is most text.

    Searching for one character at a time is faster than for any of them. Raises TemplateRuntimeError as `showable` does.
    """
    if type(value) is str and not ("&" in value or "<" in value or ">" in value or '"' in value or "'" in value):
        return value
    return escape(value if type(value) in PLAIN_TYPES else showable(value))


def as_text(value: object) -> str:
    """Return the text of a value without escaping. Raises TemplateRuntimeError as `showable` does."""
    return str(value if type(value) in PLAIN_TYPES else showable(value))


def showable(value: Any) -> Any:
    """Return the value unchanged. Raises TemplateRuntimeError if its text would differ between builds."""
    value_type = type(value)
    if value_type in PLAIN_TYPES or isinstance(value, (Undefined, Struct)) or hasattr(value_type, "__html__"):
        return value  # Undefined raises when it is converted to text
    if isinstance(value, dict):
        for key, item in value.items():
            showable(key), _showable_item(item)
    elif isinstance(value, (list, tuple, KeysView, ItemsView, ValuesView)):
        for item in value:
            _showable_item(item)
    elif isinstance(value, (set, frozenset)):
        raise TemplateRuntimeError("a set has no order to be shown in: add |sort")
    elif isinstance(value, Iterator):
        raise TemplateRuntimeError(f"a {value_type.__name__} cannot be shown, only its items: add |list or |join(', ')")
    elif callable(value):
        function_name = getattr(value, "__name__", "") or getattr(value, "name", "") or value_type.__name__
        raise TemplateRuntimeError(f"{function_name} is a function and cannot be shown: call it, as in {function_name}()")
    elif isinstance(value, Namespace) or _is_text_inherited(value_type):
        raise TemplateRuntimeError(f"a value of type {value_type.__name__} has no text to be shown")
    return value


def _showable_item(value: Any) -> None:
    if isinstance(value, Undefined):
        str(value)  # raises: the text of the list would only say "Undefined"
    showable(value)


def _is_text_inherited(value_type: type[Any]) -> bool:
    """Return whether the text of a value of this type comes from `object.__repr__`."""
    return all(getattr(value_type, name) is getattr(object, name) for name in ("__str__", "__repr__"))


def checked(function: Callable[..., Any]) -> Callable[..., Any]:
    """Wrap a filter so that it rejects a value or argument that cannot be printed."""
    context = int(hasattr(function, "jinja_pass_arg"))  # the first argument of such a filter is the context

    @wraps(function)
    def call(*args: Any, **kwargs: Any) -> Any:
        for value in (*args[context:], *kwargs.values()):
            showable(value)
        return function(*args, **kwargs)

    return call


def checked_join(function: Callable[..., Any]) -> Callable[..., Any]:
    """Wrap Jinja's filter `join` so that it rejects items that cannot be printed."""

    @wraps(function)
    def call(context: Any, value: Any, d: str = "", attribute: str | int | None = None) -> Any:
        showable(d)
        if attribute is None:
            value = [showable(item) for item in value]
        return function(context, value, d, attribute)

    return call
