"""Renders pages into staging: in this process, or in the workers of a pool."""

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
    """What all pages of a build are rendered with."""

    theme: Theme
    site: Site
    templates: dict[str, str]
    """The `template_hash` of each template."""
    extensions: tuple[Code, ...] = ()
    """Their filters are loaded where pages are rendered: functions do not go to workers."""
    program: str = msgspec.field(default_factory=program)
    """The key of the program that asks for the pages; it is part of their keys on every worker."""

    def page_keys(self) -> PageKeys:
        """The keys of pages with these settings."""
        return PageKeys(self.program, self.site, self.templates)


class PageJob(NamedTuple):
    """One page to be rendered: its context as JSON, and the keys of its texts."""

    path: str
    template: str
    source: str
    kind: str
    """The name of the class of its context."""
    context: bytes
    texts: tuple[str, ...]


class RenderedPage(NamedTuple):
    """What is stored of a rendered page: its key, the `field_hashes` of that, and the hash of the file's bytes."""

    key: str
    field_hashes: bytes
    hash: str


def template_hashes(theme: Theme, filters: Mapping[str, str]) -> dict[str, str]:
    """The `template_hash` of each template, as `closure_hashes` returns them."""
    from digest.rendering.template_closures import closure_hashes  # needs Jinja, as below

    return closure_hashes(theme, filters)


def render_jobs(settings: bytes, cache: str, staging: str, jobs: Sequence[PageJob]) -> list[RenderedPage] | None:
    """Render these pages into the folder `staging`. `settings` are `RenderSettings` as JSON.

    The texts come from the cache, the file `cache`: a worker that reads them there is sent less. None if it has lost one.
    Raises ContentError for the first page that fails, OSError.
    """
    texts = stored_texts(cache, jobs)
    return None if texts is None else render_worker(settings).render_into(staging, jobs, texts)


def stored_texts(cache: str, jobs: Sequence[PageJob]) -> dict[str, bytes] | None:
    """The texts of these pages; None if the cache has lost one."""
    wanted = tuple(dict.fromkeys(key for job in jobs for key in job.texts))
    texts = stored_bodies(cache, wanted)
    return texts if len(texts) == len(wanted) else None


@lru_cache(maxsize=2)
def render_worker(settings: bytes) -> RenderWorker:
    """The worker with these settings as JSON. A process makes one a build; a process of a cluster may work for two builds."""
    return RenderWorker(msgspec.json.decode(settings, type=RenderSettings))


@cache
def context_decoder(kind: str) -> msgspec.json.Decoder[Context]:
    """The decoder of one kind of context: one of all kinds takes 5 ms to make, and after an edit few kinds are rendered."""
    return msgspec.json.Decoder(next(context for context in CONTEXTS if context.__name__ == kind))


class RenderWorker:
    """Renders pages with one `RenderSettings`."""

    def __init__(self, settings: RenderSettings) -> None:
        from digest.rendering.renderer import Renderer  # needs Jinja: 50 ms, and often another process renders

        self.settings = settings
        self.renderer = Renderer(settings.theme, settings.site, _filters_for_rendering(settings.extensions))
        self.keys = settings.page_keys()
        self.folders = defaultdict[str, set[str]](set)
        """The folders that exist in each staging folder, as far as they are known."""
        self.body = msgspec.json.Decoder(Body)

    def render_into(self, staging: str, jobs: Sequence[PageJob], texts: Mapping[str, bytes]) -> list[RenderedPage]:
        """Render like `render`, into files in that folder."""
        return self.render(partial(put_file, staging, self.folders[staging]), jobs, texts)

    def render(self, put: Callable[[str, bytes], None], jobs: Sequence[PageJob], texts: Mapping[str, bytes]) -> list[RenderedPage]:
        """Render these pages into `put(path, bytes)`. `texts` are each a `Body` as JSON.

        Raises ContentError for the first that fails. Each step is taken for many pages before the next, as in `parse_all`.
        """

        def bytes_of(job: PageJob) -> int:
            return len(job.context) + sum(len(texts[key]) for key in job.texts)

        pages: list[RenderedPage] = []
        for batch in batches(jobs, len(jobs), bytes_of, BYTES_AT_ONCE):
            rendered = self._rendered(batch, texts)
            for job, data in zip(batch, rendered, strict=True):
                put(job.path, data)
            keys = [self.keys.key(job.template, job.context) for job in batch]
            field_hashes = [self.keys.field_hashes(job.template, job.context) for job in batch]
            pages += map(RenderedPage, keys, field_hashes, map(content_hash, rendered))
        return pages

    def _rendered(self, jobs: Sequence[PageJob], texts: Mapping[str, bytes]) -> list[bytes]:
        """The bytes of these pages."""
        contexts = [context_decoder(job.kind).decode(job.context) for job in jobs]
        bodies = {key: self.body.decode(texts[key]) for job in jobs for key in job.texts}
        return [
            self.renderer.render(Page(job.path, job.template, context, job.source), bodies.__getitem__)
            for job, context in zip(jobs, contexts, strict=True)
        ]


BYTES_AT_ONCE = 256 * 1024
"""Bytes of contexts and texts that go from step to step together; more do not stay in the processor's cache."""


def _filters_for_rendering(extensions: tuple[Code, ...]) -> tuple[Addition, ...]:
    if not extensions:
        return ()
    from digest.inputs.extension_loader import load  # takes 20 ms, and most sites have none

    return load(extensions)[0].filters
