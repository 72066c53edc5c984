"""Updates the output folder to match the plan: renders the stale pages of each part in batches, writes pictures and the full-text
index, puts all in place at once, and returns the records for the next build."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache as once
from functools import partial
from pathlib import Path

import msgspec

from digest.cache.cache import Cache
from digest.cache.serialization import FieldHashes, PartRecord
from digest.cache_keys import changed_fields
from digest.errors import DiskError
from digest.files.error_hints import hint_of
from digest.files.file_states import FileState, file_state
from digest.files.symlinks import LIST_OF_FILES
from digest.hashing import content_hash
from digest.output.output_folder import OutputFolder
from digest.output.picture_encoder import write_variants
from digest.output.plan_comparison import FULL_TEXT_INDEX, Comparison, compare, compare_site, encode_context, indexed_pages
from digest.output.render_worker import PageJob, RenderedPage, RenderSettings, RenderWorker, render_jobs
from digest.output.staging import Staging
from digest.pages.page import Outline, Page
from digest.pages.plan import Plan
from digest.pages.plan_part import PlannedPart
from digest.workers.worker_pool import batches, map_batches
from digest.workers.worker_selection import PAGES_PER_ARTICLE, Workers

WriteProgress = Callable[[str, int, int], None]
"""Called from time to time with the stage, the number of items done and their total."""

StoredBodies = Callable[[Sequence[str]], Mapping[str, bytes]]
"""Returns the texts with these `article_key`s, each a `Body` as JSON."""

PAGES_PER_BATCH = 100
"""The number of pages per batch: sending a batch must cost little compared to rendering it (0.1 ms per page)."""

RECORDED_FILES = "files"
"""The name of the record of all files that are not pages."""


class WriteResult(msgspec.Struct, frozen=True):
    """The changes of the output folder, and the records to store."""

    rendered: tuple[tuple[str, tuple[str, ...]], ...]
    """The paths of the rendered pages, each with the reasons."""
    removed: tuple[str, ...]
    records: dict[str, PartRecord]
    """The records of the changed parts."""
    field_hashes: dict[str, FieldHashes]
    dropped_parts: tuple[str, ...]
    """The names of parts that are no longer planned."""


class _StalePart(msgspec.Struct):
    """A part with pages that have to be rendered, and the results of rendering."""

    part: PlannedPart
    pages: list[Page]
    stored_hashes: FieldHashes
    field_hashes: FieldHashes
    keys: dict[str, str]


class SiteWriter:
    """Writes one plan into one output folder. `real` has the source paths of the files to copy, by origin."""

    def __init__(
        self,
        folder: OutputFolder,
        plan: Plan,
        settings: RenderSettings,
        real: Mapping[str, str],
        bodies: StoredBodies,
        cache: Cache,
    ) -> None:
        self.folder = folder
        self.plan = plan
        self.settings = settings
        self.real = real
        self.bodies = bodies
        self.cache = cache
        self.comparison = compare_site(folder, plan, settings)
        self.hashes: dict[str, str] = {}
        """The hashes, by path, of files that were written or restored."""

    def write(self, workers: Workers, progress: WriteProgress) -> WriteResult:
        """Make the folder contain exactly the planned pages and files. The folder is unchanged if an error is raised."""
        paths_to_write = set(self.comparison.make)
        if self.comparison.needs_index:
            from digest.external.pagefind import require_pagefind  # as below

            require_pagefind()  # before anything is rendered
        stale = [part for part in map(partial(self._stale_part, paths_to_write), self.plan.parts) if part.pages]
        self.hashes = {path: self.folder.records[path].hash for path in self.folder.restored}
        copied_paths = (*(file.path for file in self.plan.files), LIST_OF_FILES)
        self.hashes |= {path: self.comparison.keys[path] for path in copied_paths if path in paths_to_write}
        if paths_to_write or self.comparison.remove:
            self._replace_stale_files(stale, paths_to_write, workers, progress)
        return self._write_result(stale)

    def _stale_part(self, paths_to_make: set[str], part: PlannedPart) -> _StalePart:
        """Return the part with its pages that have to be rendered."""
        if not any(page.path in paths_to_make for page in part.outlines):
            return _StalePart(part, [], {}, {}, {})
        stored_hashes = self.cache.field_hashes(self.folder.name, part.name) if part.name in self.folder.parts else {}
        return _StalePart(part, [page for page in part.pages if page.path in paths_to_make], stored_hashes, {}, {})

    def _replace_stale_files(
        self, stale: Sequence[_StalePart], paths_to_make: set[str], workers: Workers, progress: WriteProgress
    ) -> None:
        """Write the new files into staging, and put them in place."""
        try:
            with _public_file_modes(), Staging(self.folder) as staging:
                new_files = [file for file in self.plan.files if file.path in paths_to_make]
                self.hashes |= write_variants(staging, new_files, self.real, workers, progress)
                self.hashes |= self._render_stale_pages(stale, str(staging.path), workers, progress)
                staging.copy([file for file in new_files if not file.variant], self.real)
                if self.comparison.needs_index:
                    self._write_full_text_index(staging)
                comparison = self.comparison
                if LIST_OF_FILES in comparison.make:
                    staging.write(LIST_OF_FILES, comparison.listing)
                staging.put_in_place(comparison.make, (*comparison.remove, *comparison.missing))
        except OSError as error:
            failed_path = error.filename or self.folder.path
            hint = f"the site was not changed; {hint_of(error, 'make room, or check permissions')}"
            raise DiskError(f"{failed_path}: {error.strerror}", hint=hint) from None

    def _render_stale_pages(
        self, stale: Sequence[_StalePart], staging: str, workers: Workers, progress: WriteProgress
    ) -> dict[str, str]:
        """Render the stale pages, and store their keys in `stale`. Return the hashes of their bytes by path.

        Raises ContentError for the first page that fails.
        """
        stale_pages = [(page, part) for part in stale for page in part.pages]
        pool = workers.pool(-(-len(stale_pages) // PAGES_PER_ARTICLE))

        def page_job(page: Page) -> PageJob:
            kind = type(page.context).__name__
            return PageJob(page.path, page.template, page.source, kind, encode_context(page), page.context.texts)

        def page_jobs(batch: Sequence[tuple[Page, _StalePart]]) -> list[PageJob]:
            return [page_job(page) for page, _ in batch]

        @once
        def local_worker() -> RenderWorker:
            return RenderWorker(self.settings)

        def render_here(jobs: Sequence[PageJob]) -> list[RenderedPage]:
            return local_worker().render_into(staging, jobs, self.bodies([key for job in jobs for key in job.texts]))

        render_batch = (
            partial(render_jobs, msgspec.json.encode(self.settings), str(self.cache.path), staging) if pool else render_here
        )
        page_batches = list(batches(stale_pages, PAGES_PER_BATCH))
        rendered_hashes: dict[str, str] = {}
        for batch, rendered in zip(page_batches, map_batches(pool, render_batch, map(page_jobs, page_batches)), strict=True):
            for (page, part), rendered_page in zip(batch, rendered or render_here(page_jobs(batch)), strict=True):
                part.keys[page.path], rendered_hashes[page.path] = rendered_page.key, rendered_page.hash
                part.field_hashes[page.path] = msgspec.Raw(rendered_page.field_hashes)
            progress("rendering pages", len(rendered_hashes), len(stale_pages))
        return rendered_hashes

    def _write_full_text_index(self, staging: Staging) -> None:
        """Index new and kept pages with Pagefind, and write the index files that changed.

        Raises UsageError, PagefindError, DiskError, OSError.
        """
        from digest.external.pagefind import index_pages  # takes 10 ms, and most sites have no such index

        comparison, paths_to_make = self.comparison, set(self.comparison.make)
        indexed_page_files = (
            (path, (staging.path if path in paths_to_make else self.folder.path) / path) for path in indexed_pages(self.plan)
        )
        index_files = index_pages(indexed_page_files, staging.path / ".pagefind", self.plan.full_text)
        index_hashes = {path: content_hash(data) for path, data in index_files.items()}
        other_keys = {path: key for path, key in comparison.keys.items() if path not in comparison.index_files}
        self.comparison = compare(self.folder, other_keys, comparison.index_key, index_hashes)
        for path in self.comparison.make:
            if path in index_files:
                staging.write(path, index_files[path])
        self.hashes |= index_hashes | {LIST_OF_FILES: self.comparison.keys[LIST_OF_FILES]}

    def _write_result(self, stale: Sequence[_StalePart]) -> WriteResult:
        records = self.folder.records
        rendered = tuple(
            (page.path, changed_fields(part.stored_hashes.get(page.path), part.field_hashes[page.path], page.path in records))
            for part in stale
            for page in part.pages
        )
        keys = {path: key for part in stale for path, key in part.keys.items()}
        planned_parts = {part.name for part in self.plan.parts} | {
            RECORDED_FILES,
            *([FULL_TEXT_INDEX] if self.plan.full_text else []),
        }
        return WriteResult(
            rendered=rendered,
            removed=self.comparison.remove,
            records=part_records(self.plan, self.folder, self.comparison, keys, self.hashes),
            field_hashes={part.part.name: part.stored_hashes | part.field_hashes for part in stale},
            dropped_parts=tuple(self.folder.parts.keys() - planned_parts),
        )


@contextmanager
def _public_file_modes() -> Iterator[None]:
    """Create files as 0644 and folders as 0755, whatever the user's umask is: web servers must be able to read the site."""
    mask = os.umask(0o022)
    try:
        yield
    finally:
        os.umask(mask)


def part_records(
    plan: Plan, folder: OutputFolder, comparison: Comparison, rendered: Mapping[str, str], hashes: Mapping[str, str]
) -> dict[str, PartRecord]:
    """Return the records of the parts that changed, and of the files that are not pages.

    `rendered` has the keys of the rendered pages by path, `hashes` the hashes of the written or restored files by path.
    """
    keys, index_key = {**comparison.keys, **rendered}, comparison.index_key
    files = (*(Outline(file.path, file.origin) for file in plan.files), Outline(LIST_OF_FILES, LIST_OF_FILES))
    changed_parts = (part for part in plan.parts if part.planned is not None or any(page.path in hashes for page in part.outlines))
    records = {part.name: _part_record(folder, part.key, part.outlines, keys, hashes) for part in changed_parts}
    records[RECORDED_FILES] = _part_record(folder, "", files, keys, hashes)
    if index_key:
        outlines = tuple(Outline(path, "the full-text index") for path in comparison.index_files)
        records[FULL_TEXT_INDEX] = _part_record(folder, index_key, outlines, keys, hashes)
    return records


def _part_record(
    folder: OutputFolder, key: str, outlines: tuple[Outline, ...], keys: Mapping[str, str], hashes: Mapping[str, str]
) -> PartRecord:
    """Return the record of a part: the current state of new files, and the recorded state of the others."""
    outputs: list[FileState] = []
    for outline in outlines:
        path = outline.path
        is_new = path in hashes
        outputs.append(output_state(folder.path, path, keys[path], hashes[path]) if is_new else folder.records[path])
    return PartRecord(key, outlines, tuple(outputs))


def output_state(folder: Path, path: str, key: str, hash: str) -> FileState:
    """Return the state of a file that was just put in place. An unreadable file gets an invalid state, and is written again."""
    try:
        status = os.lstat(f"{folder}/{path}")
    except OSError:
        return FileState(-1, 0, 0, 0, key=key)
    return file_state(status, hash, key)
