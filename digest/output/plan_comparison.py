"""Compares the output folder with the plan: which files have to be made, which can stay, and which have to be removed."""

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

_encode_plain = msgspec.json.Encoder(order="deterministic").encode


def encode_context(page: Page) -> bytes:
    """The context of the page as JSON, which is part of its key and what workers get."""
    return _encode_plain(page.context)


FULL_TEXT_INDEX = "full text"
"""The name of the record of the files of the full-text index, whose key is the `full_text_key` of its pages."""


class Comparison(msgspec.Struct, frozen=True):
    """The output folder beside the plan."""

    listing: bytes
    """The content that `.digest-files` is to have."""
    keys: dict[str, str]
    """The key of each planned file by path; '' for a page that has no record to compare it with."""
    make: tuple[str, ...]
    """The paths of the files that have to be made."""
    remove: tuple[str, ...]
    """The files that have to be removed."""
    gone: tuple[str, ...] = ()
    """Files to remove that somebody else removed: the folders that this left empty are removed."""
    index_key: str = ""
    """The `full_text_key` of the planned pages; '' without a full-text index."""
    index_files: dict[str, str] = {}
    """The hash of each file of the index; of an index of other pages one path, with a hash that no file has."""

    @property
    def wants_index(self) -> bool:
        """Whether the full-text index has to be made."""
        return not self.index_files.keys().isdisjoint(self.make)


def compare_site(folder: OutputFolder, plan: Plan, settings: RenderSettings) -> Comparison:
    """What of the planned pages and files has to be made, what may stay, and what has to be removed. Raises UsageError."""
    page_keys = settings.page_keys()
    keys: dict[str, str] = {}
    for part in plan.parts:
        keys.update(_page_keys(part, folder, page_keys, wants_all=bool(plan.full_text)))
    index_key, index_files = _full_text_index(folder, plan, keys)
    return compare(folder, keys | {file.path: file.hash for file in plan.files}, index_key, index_files)


def compare(folder: OutputFolder, keys: Mapping[str, str], index_key: str, index_files: dict[str, str]) -> Comparison:
    """Compare the planned files and the files of the index with what is there; `keys` by path. Raises UsageError."""
    planned_hashes = {**keys, **index_files}
    listing = list_of(planned_hashes)
    planned_hashes[LIST_OF_FILES] = content_hash(listing)
    return Comparison(listing, planned_hashes, *folder.changes(planned_hashes), index_key, index_files)


def is_in_place(folder: OutputFolder, plan: Plan, settings: RenderSettings) -> bool:
    """Whether a build would change nothing in the output folder."""
    try:
        comparison = compare_site(folder, plan, settings)
    except UsageError:  # files of somebody else are in the way
        return False
    return not (comparison.make or comparison.remove)


def indexed_pages(plan: Plan) -> list[str]:
    """The paths of the pages whose texts are indexed."""
    return [outline.path for part in plan.parts if part.part.has_texts for outline in part.outlines]


def _full_text_index(folder: OutputFolder, plan: Plan, keys: Mapping[str, str]) -> tuple[str, dict[str, str]]:
    """Key and files of the full-text index, as in `Comparison`: those that are recorded, if it was made of the planned pages."""
    if not plan.full_text:
        return "", {}
    indexed = set(indexed_pages(plan))
    key = full_text_key(program(), plan.full_text, [(path, key) for path, key in keys.items() if path in indexed])
    recorded = folder.parts.get(FULL_TEXT_INDEX)
    if recorded is None or recorded.key != key:
        return key, {f"{FULL_TEXT_FOLDER}/pagefind.js": key}
    pairs = zip(recorded.outlines, recorded.outputs, strict=True)
    return key, {outline.path: output.key for outline, output in pairs}


def _page_keys(part: PlannedPart, folder: OutputFolder, page_keys: PageKeys, *, wants_all: bool) -> Iterator[tuple[str, str]]:
    """Path and key of each page of a part; the recorded keys, if the part is as it was.

    A page without a record is rendered whatever its key is, and gets it then, unless the keys of all are wanted.
    """
    if part.planned is None:
        for outline, output in zip(part.outlines, folder.parts[part.name].outputs, strict=True):
            yield outline.path, output.key
        return
    for page in part.planned:
        record, key = folder.records.get(page.path), ""
        if wants_all or record:
            key = page_keys.key(page.template, encode_context(page))
        yield page.path, key
