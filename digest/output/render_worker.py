"""Renders pages into staging, in this process or in a worker: the render settings, the jobs (with contexts, decoded from JSON, and
keys of texts), and the keys and hashes of the rendered pages."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from functools import cache, lru_cache, partial
from typing import NamedTuple

import msgspec

from digest.cache.cache import stored_bodies
from digest.cache_keys import PageKeys
from digest.extensions import Addition, Code
from digest.hashing import content_hash
from digest.installation.program_key import program
from digest.markdown.body import Body
from digest.output.staging import put_file
from digest.pages.page import Context, Page
from digest.pages.page_kinds import CONTEXTS
from digest.pages.site import Site
from digest.rendering.theme import Theme
from digest.workers.worker_pool import batches


class RenderSettings(msgspec.Struct, frozen=True):
    """The values that all pages of a build are rendered with."""

    theme: Theme
    site: Site
    templates: dict[str, str]
    """The `template_hash` of each template by name."""
    extensions: tuple[Code, ...] = ()
    """The code of extensions, whose filters each process loads: functions cannot be sent to workers."""
    program: str = msgspec.field(default_factory=program)
    """The key of the program that runs the build; on every worker, it is part of the keys of pages."""

    def page_keys(self) -> PageKeys:
        """Return the key maker for pages with these settings."""
        return PageKeys(self.program, self.site, self.templates)


class PageJob(NamedTuple):
    """One page to render: its context as JSON, and the keys of its texts."""

    path: str
    template: str
    source: str
    kind: str
    """The class name of the context."""
    context: bytes
    texts: tuple[str, ...]


class RenderedPage(NamedTuple):
    """The stored values of a rendered page: its key, the `field_hashes` of the key, and the hash of its bytes."""

    key: str
    field_hashes: bytes
    hash: str


def template_hashes(theme: Theme, filters: Mapping[str, str]) -> dict[str, str]:
    """Return the `template_hash` of each template, from `closure_hashes`."""
    from digest.rendering.template_closures import closure_hashes  # needs Jinja, as below

    return closure_hashes(theme, filters)


def render_jobs(settings: bytes, cache: str, staging: str, jobs: Sequence[PageJob]) -> list[RenderedPage] | None:
    """Render these pages into the folder `staging`. Return None if a text is missing from the cache.

    `settings` is `RenderSettings` as JSON. `cache` is the cache file, from which workers read the texts, so that less is sent to
    them. Raises ContentError for the first page that fails, OSError.
    """
    texts_by_key = stored_texts(cache, jobs)
    return None if texts_by_key is None else render_worker(settings).render_into(staging, jobs, texts_by_key)


def stored_texts(cache: str, jobs: Sequence[PageJob]) -> dict[str, bytes] | None:
    """Return the texts of these pages by key, or None if one is missing from the cache."""
    wanted_keys = tuple(dict.fromkeys(key for job in jobs for key in job.texts))
    texts_by_key = stored_bodies(cache, wanted_keys)
    return texts_by_key if len(texts_by_key) == len(wanted_keys) else None


@lru_cache(maxsize=2)
def render_worker(settings: bytes) -> RenderWorker:
    """Return the worker with these settings, which are JSON. Cached for two builds: a cluster process may work for both."""
    return RenderWorker(msgspec.json.decode(settings, type=RenderSettings))


@cache
def context_decoder(kind: str) -> msgspec.json.Decoder[Context]:
    """Return the decoder of one kind of context. Creating all takes 5 ms, and an edit changes few kinds of pages."""
    return msgspec.json.Decoder(next(context for context in CONTEXTS if context.__name__ == kind))


class RenderWorker:
    """Renders pages with one `RenderSettings`."""

    def __init__(self, settings: RenderSettings) -> None:
        from digest.rendering.renderer import Renderer  # imports Jinja: 50 ms, and often another process renders

        self.settings = settings
        self.renderer = Renderer(settings.theme, settings.site, _filters_for_rendering(settings.extensions))
        self.keys = settings.page_keys()
        self.folders = defaultdict[str, set[str]](set)
        """The folders known to exist in each staging folder."""
        self.body = msgspec.json.Decoder(Body)

    def render_into(self, staging: str, jobs: Sequence[PageJob], texts: Mapping[str, bytes]) -> list[RenderedPage]:
        """Render these pages into files in the folder `staging`. Raises as `render`, and OSError."""
        return self.render(partial(put_file, staging, self.folders[staging]), jobs, texts)

    def render(self, put: Callable[[str, bytes], None], jobs: Sequence[PageJob], texts: Mapping[str, bytes]) -> list[RenderedPage]:
        """Render these pages, and call `put(path, bytes)` for each. `texts` has each `Body` as JSON by key.

        Raises ContentError for the first page that fails. Each step processes a batch of pages before the next step, which is
        faster, as in `parse_all`.
        """

        def bytes_of_job(job: PageJob) -> int:
            return len(job.context) + sum(len(texts[key]) for key in job.texts)

        rendered_pages: list[RenderedPage] = []
        for batch in batches(jobs, len(jobs), bytes_of_job, BYTES_AT_ONCE):
            page_bytes = self._rendered_bytes(batch, texts)
            for job, data in zip(batch, page_bytes, strict=True):
                put(job.path, data)
            keys_of_pages = [self.keys.key(job.template, job.context) for job in batch]
            field_hashes = [self.keys.field_hashes(job.template, job.context) for job in batch]
            rendered_pages += map(RenderedPage, keys_of_pages, field_hashes, map(content_hash, page_bytes))
        return rendered_pages

    def _rendered_bytes(self, jobs: Sequence[PageJob], texts: Mapping[str, bytes]) -> list[bytes]:
        """Return the bytes of these pages."""
        contexts = [context_decoder(job.kind).decode(job.context) for job in jobs]
        bodies = {key: self.body.decode(texts[key]) for job in jobs for key in job.texts}
        return [
            self.renderer.render(Page(job.path, job.template, context, job.source), bodies.__getitem__)
            for job, context in zip(jobs, contexts, strict=True)
        ]


BYTES_AT_ONCE = 256 * 1024
"""The size of contexts and texts in a batch, in bytes; more would not fit into the processor's cache."""


def _filters_for_rendering(extensions: tuple[Code, ...]) -> tuple[Addition, ...]:
    if not extensions:
        return ()
    from digest.inputs.extension_loader import load_extensions  # takes 20 ms, and most sites have none

    return load_extensions(extensions)[0].filters
