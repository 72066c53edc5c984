"""No regular expression uses a construct that Python 3.11.2, the version of Debian 12, matches wrongly.

Before 3.11.5, a possessive group that fails half-way, as in `(?:ab)*+`, leaves the matcher where it failed (CPython issue 106052).
An atomic group around a greedy one, `(?>(?:ab)*)`, is equivalent and correct everywhere; so is a possessive single character:
`[ab]*+`.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterator
from re import _parser  # type: ignore[attr-defined]
from typing import Any

import pytest

import digest
from digest.text.lazy_pattern import _LazyPattern

SINGLE = ("ANY", "CATEGORY", "IN", "LITERAL", "NOT_LITERAL")


def possessive_groups(parsed: Any) -> Iterator[object]:
    """Yield the possessive repeats of more than one character, at any depth of a parsed expression."""
    if isinstance(parsed, (list, tuple, _parser.SubPattern)):
        if len(parsed) == 2 and str(parsed[0]) == "POSSESSIVE_REPEAT":
            repeated = parsed[1][2]
            if len(repeated) != 1 or str(repeated[0][0]) not in SINGLE:
                yield parsed
        for part in parsed:
            yield from possessive_groups(part)


def patterns_in(value: object) -> Iterator[re.Pattern[Any]]:
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, _LazyPattern):
        yield re.compile(value._text, value._flags)
    elif isinstance(value, (list, tuple, set, frozenset)):
        for item in value:
            yield from patterns_in(item)
    elif isinstance(value, dict):
        yield from patterns_in(tuple(value.values()))
    elif hasattr(value, "__self__"):  # a method of a pattern
        yield from patterns_in(value.__self__)


def all_patterns() -> dict[re.Pattern[Any], str]:
    """Return every regular expression of the package, compiled or lazy, with its module."""
    found: dict[re.Pattern[Any], str] = {}
    for module in pkgutil.walk_packages(digest.__path__, "digest."):
        for value in vars(importlib.import_module(module.name)).values():
            found |= dict.fromkeys(patterns_in(value), module.name)
    return found


PATTERNS = all_patterns()


def test_the_patterns_are_found():
    assert len(PATTERNS) > 80
    assert list(possessive_groups(_parser.parse("a(?:b|[cd]*+(?:ef)*+)")))
    assert not list(possessive_groups(_parser.parse("a(?:b|[cd]*+(?>(?:ef)*))")))


@pytest.mark.parametrize("pattern", PATTERNS, ids=PATTERNS.get)
def test_no_group_is_repeated_possessively(pattern: re.Pattern[Any]):
    assert not list(possessive_groups(_parser.parse(pattern.pattern, pattern.flags)))
