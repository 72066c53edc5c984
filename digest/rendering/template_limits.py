"""Limits for templates: OverflowError for pages and values that are too long, checked in sums, products, powers, formats, joins,
methods and Jinja's filters; syntax errors for templates that Python cannot compile; and the template line of an error, from Jinja's
nodes and the traceback."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from functools import wraps
from itertools import islice
from types import BuiltinMethodType
from typing import Any

from jinja2 import TemplateSyntaxError, nodes
from jinja2.parser import Parser

from digest.rendering.showable_values import showable
from digest.text.lazy_pattern import lazy_compile

LONGEST_VALUE = 10_000_000
"""The maximum length of one value in a template, in characters or items: a hundred times the longest page."""

LONGEST_OUTPUT = 100_000_000
"""The maximum length of a page, a block or the result of a macro, in characters."""

FEW_PIECES = 50
"""Up to this many pieces are joined before the length is checked, as a check takes as long; each has at most `LONGEST_VALUE`."""

MANY_PIECES = 10_000
"""The number of pieces of a page that are joined between two checks of the length."""

NUMBERED_FILTERS = ("batch", "center", "indent", "round", "slice", "truncate", "wordwrap")
"""Jinja's filters with a numeric argument that determines the length of the result, or the number of iterations."""

_FORMAT_WIDTH = lazy_compile(r"[%:][^a-zA-Z%{}]*[0-9]{8}")
"""A width or precision in a format string that may exceed `LONGEST_VALUE`."""

_COMPUTED_WIDTH = lazy_compile(r"%[^a-zA-Z%]*\*|\{[^{}]*\{")
"""A width or precision that is an argument: `%*d` or `{:{}}`."""


def bounded(value: Any) -> Any:
    """Return the value unchanged. Raises OverflowError for a text longer than `LONGEST_VALUE`."""
    if isinstance(value, str) and len(value) > LONGEST_VALUE:
        raise OverflowError(f"a text is longer than {LONGEST_VALUE:,} characters")
    return value


def joined_pieces(pieces: Iterable[str]) -> str:
    """Return the pieces of a page, block or macro as one text. Raises OverflowError as soon as it is too long."""
    if type(pieces) is list and len(pieces) <= FEW_PIECES:  # as in nearly all macros
        text = "".join(pieces)
        _bound_output_length(len(text))
        return text
    pieces, length, joined_texts = iter(pieces), 0, list[str]()
    while True:
        joined_chunk = list(islice(pieces, MANY_PIECES))
        text = "".join(joined_chunk)
        length += len(text)
        _bound_output_length(length)
        if len(joined_chunk) < MANY_PIECES:  # as in nearly all pages
            return "".join((*joined_texts, text)) if joined_texts else text
        joined_texts.append(text)


def _bound_output_length(length: int) -> None:
    if length > LONGEST_OUTPUT:
        raise OverflowError(f"this makes a text of more than {LONGEST_OUTPUT:,} characters")


def _bound_numbers(values: Iterable[Any]) -> None:
    for value in values:
        if isinstance(value, int) and value > LONGEST_VALUE:
            raise OverflowError(f"{value} is more than {LONGEST_VALUE:,}")


def bound_format(text: Any, values: Iterable[Any]) -> None:
    """Raise OverflowError for a format string with too large a width."""
    if isinstance(text, str) and _FORMAT_WIDTH.search(text):
        raise OverflowError(f"a format has a width of more than {LONGEST_VALUE:,}")
    if isinstance(text, str) and _COMPUTED_WIDTH.search(text):
        _bound_numbers(values)


def _bound_result_length(length: int) -> None:
    if length > LONGEST_VALUE:
        raise OverflowError(f"a text is longer than {LONGEST_VALUE:,} characters")


def _bound_replace(text: Any, old: Any, new: Any) -> None:
    if isinstance(text, str) and isinstance(old, str) and isinstance(new, str) and len(new) > 1:
        _bound_result_length(text.count(old) * len(new))


def _bound_join(separator: Any, items: Collection[Any]) -> None:
    """Raise OverflowError if the joined items would be too long."""
    between = len(separator) * len(items) if isinstance(separator, str) else 0
    _bound_result_length(between + sum(len(item) for item in items if isinstance(item, str)))


def call_method(method: BuiltinMethodType, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    """Call a method of a text or number, such as `"a".center(20)`. Raises OverflowError if its result would be too long."""
    owner, name = method.__self__, method.__name__
    _bound_numbers((*args, *kwargs.values()))
    if name == "replace" and len(args) > 1:
        _bound_replace(owner, args[0], args[1])
    elif name == "join" and args:
        args = (list(args[0]), *args[1:])
        _bound_join(owner, args[0])
    return bounded(method(*args, **kwargs))


def bounded_filter(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
    """Wrap a Jinja filter so that it raises OverflowError if its result would be too long."""
    context = int(hasattr(function, "jinja_pass_arg"))  # the first argument of such a filter is the context

    @wraps(function)
    def call(*args: Any, **kwargs: Any) -> Any:
        value, filter_arguments = args[context], (*args[context + 1 :], *kwargs.values())
        if name in NUMBERED_FILTERS:
            _bound_numbers(filter_arguments)
        if name == "format":
            bound_format(value, filter_arguments)
        elif name == "replace" and len(filter_arguments) > 1:
            _bound_replace(value, filter_arguments[0], filter_arguments[1])
        elif name == "join":
            value = list(value)
            _bound_join(filter_arguments[0] if filter_arguments else "", value)
            args = (*args[:context], value, *args[context + 1 :])
        elif name == "indent" and isinstance(value, str):
            widths = [len(width) if isinstance(width, str) else width for width in filter_arguments if isinstance(width, str | int)]
            _bound_result_length(value.count("\n") * max(widths, default=0))
        return bounded(function(*args, **kwargs))

    return call


def _bound_product(left: Any, right: Any) -> None:
    for sequence, times in ((left, right), (right, left)):
        if isinstance(sequence, (str, list, tuple)) and isinstance(times, int) and len(sequence) * times > LONGEST_VALUE:
            raise OverflowError(f"a value times {times} is longer than {LONGEST_VALUE:,}")


def _bound_sum(left: Any, right: Any) -> None:
    if isinstance(left, (str, list, tuple)) and isinstance(right, (str, list, tuple)) and len(left) + len(right) > LONGEST_VALUE:
        raise OverflowError(f"a sum is longer than {LONGEST_VALUE:,}")


def _bound_power(left: Any, right: Any) -> None:
    if isinstance(left, int) and isinstance(right, int) and abs(left) > 1 and right > 1000:
        raise OverflowError(f"a number to the power of {right} is too large")


def _bound_format(left: Any, right: Any) -> None:
    if isinstance(left, str):
        showable(right)
        bound_format(left, right if isinstance(right, tuple) else (right,))


BOUNDED_OPERATORS: dict[str, Callable[[Any, Any], None]] = {
    "+": _bound_sum,
    "*": _bound_product,
    "**": _bound_power,
    "%": _bound_format,
}
"""Operators whose operands are checked first, with the check."""


@contextmanager
def python_limits(name: str, filename: str) -> Iterator[None]:
    """Raise TemplateSyntaxError if Python cannot parse or compile a template.

    Python limits nested blocks (to 100), the depth of expressions, and the digits of a number.
    """
    try:
        yield
    except (RecursionError, MemoryError, SyntaxError) as error:
        message = "nested too deeply: too many tags or operators within each other"
        raise TemplateSyntaxError(message, _template_line_of_error(error), name, filename) from None
    except ValueError as error:
        raise TemplateSyntaxError(
            f"a value that Python cannot read: {error}", _template_line_of_error(error), name, filename
        ) from None


def _template_line_of_error(error: BaseException) -> int:
    """Return the template line of an error, from the local variables of Jinja's functions in the traceback."""
    line, frame = getattr(error, "lineno", None) or 1, error.__traceback__
    while frame is not None:
        local = frame.tb_frame.f_locals
        for value in (local.get("self"), local.get("node")):
            if isinstance(value, nodes.Node):
                line = value.lineno or line
            elif isinstance(value, Parser):
                line = value.stream.current.lineno
        frame = frame.tb_next
    return line


def template_line(source: str, line: int) -> int:
    """Return the template line of a line in the Python source that Jinja generated, from its `debug_info`."""
    debug_info_match = re.search(r"^debug_info = '([\d=&]+)'$", source, re.MULTILINE)
    line_pairs = [pair.split("=") for pair in debug_info_match[1].split("&")] if debug_info_match else []
    return max((int(template) for template, python in line_pairs if int(python) <= line), default=1)
