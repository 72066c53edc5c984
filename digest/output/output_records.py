"""The stored records of an output folder: for each part of the plan, the key and the state of its files."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from digest.cache.serialization import PartRecord
from digest.files.file_states import FileState, file_state
from digest.files.symlinks import LIST_OF_FILES
from digest.output.output_folder import OutputFolder
from digest.output.plan_comparison import FULL_TEXT_INDEX, Comparison
from digest.pages.page import Outline
from digest.pages.plan import Plan

RECORDED_FILES = "files"
"""The name of the record of all files that are not pages."""


def part_records(
    plan: Plan, folder: OutputFolder, comparison: Comparison, rendered: Mapping[str, str], hashes: Mapping[str, str]
) -> dict[str, PartRecord]:
    """Return the records of the parts that changed, and of the files that are not pages.

    `rendered` has the keys of the rendered pages by path, `hashes` the hashes of the written or restored files by path.
    """
    keys, index_key = {**comparison.keys, **rendered}, comparison.index_key
    files = (*(Outline(file.path, file.origin) for file in plan.files), Outline(LIST_OF_FILES, LIST_OF_FILES))
    changed = (part for part in plan.parts if part.planned is not None or any(page.path in hashes for page in part.outlines))
    records = {part.name: _part_record(folder, part.key, part.outlines, keys, hashes) for part in changed}
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
