"""Refuses values whose text differs from build to build, so that templates cannot show them.

`object.__repr__` contains an address in memory, and the order of a set depends on a hash seed, so a page with either would differ
from build to build. Both come from a mistake, such as a method that is not called.
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
"""The types of nearly all that templates show; each has a text of its own."""

TEXT_FILTERS = (
    "capitalize", "center", "e", "escape", "forceescape", "format", "indent", "lower", "pprint", "replace", "safe", "string",
    "striptags", "title", "trim", "truncate", "upper", "urlencode", "urlize", "wordcount", "wordwrap", "xmlattr",
)  # fmt: skip
"""Jinja's filters that turn any value into a text; `join` does so with each item."""


def escape_value(value: object) -> str:
    """What `markupsafe.escape` returns, as a plain text: a page shows a hundred values, and few contain anything to escape.

    Looking for one character at a time is faster than looking for any of them. Raises TemplateRuntimeError as `showable` does.
    """
    if type(value) is str and not ("&" in value or "<" in value or ">" in value or '"' in value or "'" in value):
        return value
    return escape(value if type(value) in PLAIN_TYPES else showable(value))


def as_text(value: object) -> str:
    """The text of a value where nothing is escaped. Raises TemplateRuntimeError as `showable` does."""
    return str(value if type(value) in PLAIN_TYPES else showable(value))


def showable(value: Any) -> Any:
    """The value itself. Raises TemplateRuntimeError if its text would differ from build to build."""
    kind = type(value)
    if kind in PLAIN_TYPES or isinstance(value, (Undefined, Struct)) or hasattr(kind, "__html__"):
        return value  # what is undefined raises when it becomes a text
    if isinstance(value, dict):
        for key, item in value.items():
            showable(key), _showable_item(item)
    elif isinstance(value, (list, tuple, KeysView, ItemsView, ValuesView)):
        for item in value:
            _showable_item(item)
    elif isinstance(value, (set, frozenset)):
        raise TemplateRuntimeError("a set has no order to be shown in: add |sort")
    elif isinstance(value, Iterator):
        raise TemplateRuntimeError(f"a {kind.__name__} cannot be shown, only its items: add |list or |join(', ')")
    elif callable(value):
        name = getattr(value, "__name__", "") or getattr(value, "name", "") or kind.__name__
        raise TemplateRuntimeError(f"{name} is a function and cannot be shown: call it, as in {name}()")
    elif isinstance(value, Namespace) or _is_text_inherited(kind):
        raise TemplateRuntimeError(f"a value of type {kind.__name__} has no text to be shown")
    return value


def _showable_item(value: Any) -> None:
    if isinstance(value, Undefined):
        str(value)  # raises: the text of the list would only say "Undefined"
    showable(value)


def _is_text_inherited(kind: type[Any]) -> bool:
    """Whether the text of such a value would come from `object.__repr__`."""
    return all(getattr(kind, name) is getattr(object, name) for name in ("__str__", "__repr__"))


def checked(function: Callable[..., Any]) -> Callable[..., Any]:
    """A filter that refuses what cannot be shown, as its value and its arguments."""
    context = int(hasattr(function, "jinja_pass_arg"))  # such a filter gets the context first

    @wraps(function)
    def call(*args: Any, **kwargs: Any) -> Any:
        for value in (*args[context:], *kwargs.values()):
            showable(value)
        return function(*args, **kwargs)

    return call


def checked_join(function: Callable[..., Any]) -> Callable[..., Any]:
    """Jinja's filter `join`, which refuses items that cannot be shown."""

    @wraps(function)
    def call(context: Any, value: Any, d: str = "", attribute: str | int | None = None) -> Any:
        showable(d)
        if attribute is None:
            value = [showable(item) for item in value]
        return function(context, value, d, attribute)

    return call
