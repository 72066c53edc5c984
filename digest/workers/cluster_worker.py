"""The code that runs on a worker of a cluster: bytes in, bytes out. A worker shares no disk with the build."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from threading import Lock
from typing import Any
from zoneinfo import ZoneInfoNotFoundError

import msgspec

from digest.articles.article import Parsing
from digest.articles.content_file import ContentFile
from digest.cache.serialization import CacheRow
from digest.errors import ClusterError
from digest.inputs.article_reader import parse_sources
from digest.output.render_worker import PageJob, RenderedPage, RenderSettings, RenderWorker, render_worker
from digest.workers.versions import Versions, differences, versions, zone_rules

SAME_PROGRAM_HINT = "install the same versions there, because others may produce other bytes"

_ONE_AT_A_TIME = Lock()
"""A worker may have several threads, but no caches of the parser and of templates are made for them."""


def perform(asking: bytes, function: Callable[..., object], args: Sequence[Any]) -> object:
    """What `function(*args)` returns. `asking` are the `Versions` of the build as JSON.

    Raises ClusterError if this worker has others.
    """
    other = differences(versions(), msgspec.json.decode(asking, type=Versions))
    if other:
        raise refused_worker(", ".join(other))
    with _ONE_AT_A_TIME:
        return function(*args)


def refused_worker(reason: str) -> ClusterError:
    """The error for a worker that cannot be used."""
    return ClusterError(f"the worker at {worker_address()} was refused: it has {reason}", hint=SAME_PROGRAM_HINT)


def worker_address() -> str:
    """The address of this worker."""
    from distributed import get_worker  # only on the way to an error message

    return str(get_worker().address)


def parse_on_worker(sources: Sequence[ContentFile], parsing: Parsing, rules: str) -> list[CacheRow]:
    """Parse like `parse_sources`. `rules` is what `zone_rules` returns for the time zone. Raises ClusterError for others."""
    try:
        own_rules = zone_rules(parsing.timezone)
    except ZoneInfoNotFoundError:
        raise refused_worker(f"no time zone {parsing.timezone} (the package tzdata has it)") from None
    if own_rules != rules:
        raise refused_worker(f"other rules for the time zone {parsing.timezone} (tzdata)")
    return parse_sources(sources, parsing)


@lru_cache(maxsize=2)
def _render_worker(settings: bytes) -> RenderWorker:
    """Render like `render_worker`. Raises ClusterError if the package of an extension has another version here."""
    for code in msgspec.json.decode(settings, type=RenderSettings).extensions:
        if code.entries:
            from digest.inputs.extension_loader import package_key  # takes 20 ms, and most sites have none

            if package_key(code.name) != code.key:
                raise refused_worker(f"other files of the extension {code.name}, or none")
    return render_worker(settings)


def render_pages(
    settings: bytes, jobs: Sequence[PageJob], texts: Mapping[str, bytes]
) -> tuple[list[RenderedPage], dict[str, bytes]]:
    """The pages, and the bytes of each by its path; arguments as for `RenderWorker.render`, `settings` as JSON."""
    pages: dict[str, bytes] = {}
    rendered = _render_worker(settings).render(pages.__setitem__, jobs, texts)
    return rendered, pages
