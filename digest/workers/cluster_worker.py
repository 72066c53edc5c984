"""The code that runs on a worker of a cluster: check that versions, time zone rules and packages of extensions are those of the
build, or refuse the worker; call the function that was sent: parse articles or render pages, bytes in, bytes out. Workers share no
disk with builds."""

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

_CALL_LOCK = Lock()
"""A worker may have several threads, but the caches of the parser and of templates are not thread-safe."""


def perform(build_versions: bytes, function: Callable[..., object], args: Sequence[Any]) -> object:
    """Return `function(*args)`. `build_versions` are the `Versions` of the build as JSON.

    Raises ClusterError if this worker has other versions.
    """
    mismatches = differences(versions(), msgspec.json.decode(build_versions, type=Versions))
    if mismatches:
        raise refused_worker(", ".join(mismatches))
    with _CALL_LOCK:
        return function(*args)


def refused_worker(reason: str) -> ClusterError:
    """Return the error for a worker that cannot be used."""
    return ClusterError(f"the worker at {worker_address()} was refused: it has {reason}", hint=SAME_PROGRAM_HINT)


def worker_address() -> str:
    """Return the address of this worker."""
    from distributed import get_worker  # only for an error message

    return str(get_worker().address)


def parse_on_worker(sources: Sequence[ContentFile], parsing: Parsing, rules: str) -> list[CacheRow]:
    """Parse like `parse_sources`. Raises ClusterError if `zone_rules` of the time zone is not `rules`."""
    try:
        rules_here = zone_rules(parsing.timezone)
    except ZoneInfoNotFoundError:
        raise refused_worker(f"no time zone {parsing.timezone} (the package tzdata has it)") from None
    if rules_here != rules:
        raise refused_worker(f"other rules for the time zone {parsing.timezone} (tzdata)")
    return parse_sources(sources, parsing)


@lru_cache(maxsize=2)
def _render_worker(settings: bytes) -> RenderWorker:
    """Return the worker of `render_worker`. Raises ClusterError if a package with an extension has other code here."""
    for code in msgspec.json.decode(settings, type=RenderSettings).extensions:
        if code.entries:
            from digest.inputs.extension_loader import package_key  # takes 20 ms, and most sites have none

            if package_key(code.name) != code.key:
                raise refused_worker(f"other files of the extension {code.name}, or none")
    return render_worker(settings)


def render_pages(
    settings: bytes, jobs: Sequence[PageJob], texts: Mapping[str, bytes]
) -> tuple[list[RenderedPage], dict[str, bytes]]:
    """Render pages; return them, and their bytes by path. Arguments as for `RenderWorker.render`, `settings` as JSON."""
    pages: dict[str, bytes] = {}
    rendered = _render_worker(settings).render(pages.__setitem__, jobs, texts)
    return rendered, pages
