"""Compares the plan with the output folder by keys of pages (with contexts encoded as JSON), files and the full-text index: which
files have to be made, kept or removed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import msgspec

from digest.cache_keys import PageKeys, full_text_key
from digest.errors import UsageError
from digest.files.symlinks import LIST_OF_FILES
from digest.hashing import content_hash
from digest.installation.program_key import program
from digest.output.output_folder import OutputFolder, list_of
from digest.output.render_worker import RenderSettings
from digest.pages.page import Page
from digest.pages.plan import Plan
from digest.pages.plan_part import PlannedPart
from digest.pages.search_pages import FULL_TEXT_SEARCH as FULL_TEXT_FOLDER

_encode_context_json = msgspec.json.Encoder(order="deterministic").encode


def encode_context(page: Page) -> bytes:
    """Return the context of the page as JSON, which is part of its key and is sent to workers."""
    return _encode_context_json(page.context)


FULL_TEXT_INDEX = "full text"
"""The name of the record of the full-text index; its key is the `full_text_key` of the indexed pages."""


class Comparison(msgspec.Struct, frozen=True):
    """The difference between the output folder and the plan."""

    listing: bytes
    """The new content of `.digest-files`."""
    keys: dict[str, str]
    """The key of each planned file by path; '' for a page without a record."""
    make: tuple[str, ...]
    """The paths of the files that have to be made."""
    remove: tuple[str, ...]
    """The paths of the files that have to be removed."""
    missing: tuple[str, ...] = ()
    """The paths of files to remove that do not exist any more; only the empty folders above them are removed."""
    index_key: str = ""
    """The `full_text_key` of the planned pages; '' without a full-text index."""
    index_files: dict[str, str] = {}
    """The hash of each file of the index by path. For an outdated index, one path with a hash that no file has."""

    @property
    def needs_index(self) -> bool:
        """Whether the full-text index has to be made."""
        return not self.index_files.keys().isdisjoint(self.make)


def compare_site(folder: OutputFolder, plan: Plan, settings: RenderSettings) -> Comparison:
    """Compare the planned pages and files with the output folder. Raises UsageError for a foreign file in the way."""
    page_keys = settings.page_keys()
    planned_keys: dict[str, str] = {}
    for part in plan.parts:
        planned_keys.update(_page_keys(part, folder, page_keys, needs_all=bool(plan.full_text)))
    index_key, index_files = _full_text_index(folder, plan, planned_keys)
    return compare(folder, planned_keys | {file.path: file.hash for file in plan.files}, index_key, index_files)


def compare(folder: OutputFolder, keys: Mapping[str, str], index_key: str, index_files: dict[str, str]) -> Comparison:
    """Compare the keys of the planned files and of the index, by path, with the output folder. Raises UsageError."""
    planned_hashes = {**keys, **index_files}
    listing = list_of(planned_hashes)
    planned_hashes[LIST_OF_FILES] = content_hash(listing)
    return Comparison(listing, planned_hashes, *folder.changes(planned_hashes), index_key, index_files)


def is_in_place(folder: OutputFolder, plan: Plan, settings: RenderSettings) -> bool:
    """Return whether a build would change nothing in the output folder."""
    try:
        comparison = compare_site(folder, plan, settings)
    except UsageError:  # a foreign file is in the way
        return False
    return not (comparison.make or comparison.remove)


def indexed_pages(plan: Plan) -> list[str]:
    """Return the paths of the pages in the full-text index."""
    return [outline.path for part in plan.parts if part.part.has_texts for outline in part.outlines]


def _full_text_index(folder: OutputFolder, plan: Plan, keys: Mapping[str, str]) -> tuple[str, dict[str, str]]:
    """Return key and files of the full-text index, as in `Comparison`: the recorded files if it is up to date."""
    if not plan.full_text:
        return "", {}
    indexed_paths = set(indexed_pages(plan))
    key = full_text_key(program(), plan.full_text, [(path, key) for path, key in keys.items() if path in indexed_paths])
    recorded_index = folder.parts.get(FULL_TEXT_INDEX)
    if recorded_index is None or recorded_index.key != key:
        return key, {f"{FULL_TEXT_FOLDER}/pagefind.js": key}
    recorded_files = zip(recorded_index.outlines, recorded_index.outputs, strict=True)
    return key, {outline.path: output.key for outline, output in recorded_files}


def _page_keys(part: PlannedPart, folder: OutputFolder, page_keys: PageKeys, *, needs_all: bool) -> Iterator[tuple[str, str]]:
    """Yield path and key of each page of a part; the recorded keys if the part is unchanged.

    A page without a record is rendered in any case, and its key is computed then, unless `needs_all` is set.
    """
    if part.planned is None:
        for outline, output in zip(part.outlines, folder.parts[part.name].outputs, strict=True):
            yield outline.path, output.key
        return
    for page in part.planned:
        record, key = folder.records.get(page.path), ""
        if needs_all or record:
            key = page_keys.key(page.template, encode_context(page))
        yield page.path, key
