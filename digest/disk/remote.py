"""What a worker of a cluster runs: bytes in, bytes out. It shares no disk with the build."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from threading import Lock
from typing import Any
from zoneinfo import ZoneInfoNotFoundError

import msgspec

from digest.articles.article import Parsing
from digest.articles.source import Source
from digest.disk.content import Row, parse_sources
from digest.disk.press import Press, Printed, Setting, Sheet, press_with
from digest.disk.versions import Versions, differences, versions, zone_rules
from digest.errors import ClusterError

SAME = "install there what is installed here, since other versions may make other bytes"

_ONE_AT_A_TIME = Lock()
"""A worker may have several threads, but no caches of the parser and of templates are made for them."""


def perform(asking: bytes, function: Callable[..., object], args: Sequence[Any]) -> object:
    """What `function(*args)` returns. `asking` are the `Versions` of the build as JSON.

    Raises ClusterError if this worker has others.
    """
    other = differences(versions(), msgspec.json.decode(asking, type=Versions))
    if other:
        raise refused(", ".join(other))
    with _ONE_AT_A_TIME:
        return function(*args)


def refused(reason: str) -> ClusterError:
    """The error for a worker that cannot be used."""
    return ClusterError(f"the worker at {worker_address()} was refused: it has {reason}", hint=SAME)


def worker_address() -> str:
    """The address of this worker."""
    from distributed import get_worker  # only on the way to an error message

    return str(get_worker().address)


def parse(keys: Sequence[str], sources: Sequence[Source], parsing: Parsing, rules: str) -> list[Row]:
    """As `parse_sources`. `rules` are those of the time zone, as `zone_rules` names them. Raises ClusterError for others."""
    try:
        found = zone_rules(parsing.timezone)
    except ZoneInfoNotFoundError:
        raise refused(f"no time zone {parsing.timezone} (the package tzdata has it)") from None
    if found != rules:
        raise refused(f"other rules for the time zone {parsing.timezone} (tzdata)")
    return parse_sources(keys, sources, parsing)


@lru_cache(maxsize=2)
def _press(setting: bytes) -> Press:
    """As `press_with`. Raises ClusterError for a package of an extension that is another one here."""
    for code in msgspec.json.decode(setting, type=Setting).extensions:
        if code.entries:
            from digest.disk.extensions import package_key  # takes 20 ms, and most sites have none

            if package_key(code.name) != code.key:
                raise refused(f"other files of the extension {code.name}, or none")
    return press_with(setting)


def print_pages(setting: bytes, sheets: Sequence[Sheet], texts: Mapping[str, bytes]) -> tuple[Printed, dict[str, bytes]]:
    """The pages, and the bytes of each by its path. Arguments as for `Press.print`; `setting` is a `Setting` as JSON."""
    pages: dict[str, bytes] = {}
    printed = _press(setting).print(pages.__setitem__, sheets, texts)
    return printed, pages
