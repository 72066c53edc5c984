"""How large a template and what it computes may get: bounds with an error instead of a crash or an hour of work."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from jinja2 import TemplateSyntaxError, nodes
from jinja2.parser import Parser

from digest.rendering.showable import showable

LONGEST = 10_000_000
"""How many characters or items an operator may make of one value: a hundred times the longest page."""


def _bound_product(left: Any, right: Any) -> None:
    for sequence, times in ((left, right), (right, left)):
        if isinstance(sequence, (str, list, tuple)) and isinstance(times, int) and len(sequence) * times > LONGEST:
            raise OverflowError(f"a value times {times} is longer than {LONGEST:,}")


def _bound_power(left: Any, right: Any) -> None:
    if isinstance(left, int) and isinstance(right, int) and abs(left) > 1 and right > 1000:
        raise OverflowError(f"a number to the power of {right} is too large")


def _bound_format(left: Any, right: Any) -> None:
    if isinstance(left, str):
        showable(right)


BOUNDED: dict[str, Callable[[Any, Any], None]] = {"*": _bound_product, "**": _bound_power, "%": _bound_format}
"""The operators that are checked before they are applied."""


@contextmanager
def python_limits(name: str, filename: str) -> Iterator[None]:
    """Raise TemplateSyntaxError where Python cannot read or compile a template.

    Python limits nested blocks (to 100), the depth of expressions, and the digits of a number.
    """
    try:
        yield
    except (RecursionError, MemoryError, SyntaxError) as error:
        message = "nested too deeply: too many tags or operators within each other"
        raise TemplateSyntaxError(message, _line(error), name, filename) from None
    except ValueError as error:
        raise TemplateSyntaxError(f"a value that Python cannot read: {error}", _line(error), name, filename) from None


def _line(error: BaseException) -> int:
    """The line of the template that was worked on when the error was raised: Jinja's functions hold a node or a stream."""
    found, step = getattr(error, "lineno", None) or 1, error.__traceback__
    while step is not None:
        local = step.tb_frame.f_locals
        for held in (local.get("self"), local.get("node")):
            if isinstance(held, nodes.Node):
                found = held.lineno or found
            elif isinstance(held, Parser):
                found = held.stream.current.lineno
        step = step.tb_next
    return found


def template_line(source: str, line: int) -> int:
    """The line of a template for a line of the Python source that Jinja made of it, whose `debug_info` maps one to the other."""
    info = re.search(r"^debug_info = '([\d=&]+)'$", source, re.MULTILINE)
    pairs = [pair.split("=") for pair in info[1].split("&")] if info else []
    return max((int(template) for template, python in pairs if int(python) <= line), default=1)
