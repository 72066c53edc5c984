"""The output folder beside the plan: what has to be made, what stays, what has to go; the index of all texts with the rest."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

from digest.disk.keys import Keys, Look
from digest.disk.output import LIST, Changes, Folder, Target, list_of
from digest.disk.program import program
from digest.errors import UsageError
from digest.fingerprint import content_hash, fingerprint
from digest.pages.part import Planned
from digest.pages.plan import Plan
from digest.pages.search import FULL_TEXT as FOLDER

_encode = msgspec.json.Encoder(order="deterministic").encode

FULL_TEXT = "full text"
"""The name under which the files of the full-text index are recorded; their key names the pages that it was made of."""


class FullText(msgspec.Struct, frozen=True):
    """The index of all texts beside the plan."""

    key: str = ""
    """The name of the pages that it has to be made of; '' for no such index."""
    files: dict[str, str] = {}
    """Its files, each with the name of its bytes; one that no file has, if it was made of other pages."""


class Comparison(msgspec.Struct, frozen=True):
    """The output beside the plan: the list of our files that it is to hold, the key of each file, and what has to be done."""

    listing: bytes
    keys: dict[str, str]
    changes: Changes
    full_text: FullText

    @property
    def wants_index(self) -> bool:
        """Whether the index of all texts has to be made."""
        return not self.full_text.files.keys().isdisjoint(self.changes.make)


def compare_site(folder: Folder, plan: Plan, look: Look) -> Comparison:
    """What of the planned pages and files has to be made, what stays as it is, and what has to go. Raises UsageError."""
    keys = Keys(look.site)
    targets = [target for part in plan.parts for target in _targets(part, folder, look, keys, names_all=bool(plan.full_text))]
    full_text = _full_text(folder, plan, targets)
    targets += [Target(file.path, file.hash) for file in plan.files]
    return compared(folder, targets, full_text)


def _full_text(folder: Folder, plan: Plan, pages: Iterable[Target]) -> FullText:
    """The index as it was left, if it was made of the planned pages."""
    if not plan.full_text:
        return FullText()
    read = set(read_pages(plan))
    key = fingerprint(program(), plan.full_text, [(page.path, page.key) for page in pages if page.path in read])
    left = folder.parts.get(FULL_TEXT)
    if left is None or left.key != key:
        return FullText(key, {f"{FOLDER}/pagefind.js": key})
    return FullText(key, {outline.path: output.key for outline, output in zip(left.outlines, left.outputs, strict=True)})


def read_pages(plan: Plan) -> list[str]:
    """The paths of the pages whose texts are indexed."""
    return [outline.path for part in plan.parts if part.part.is_read for outline in part.outlines]


def compared(folder: Folder, planned: Iterable[Target], full_text: FullText) -> Comparison:
    """The planned files, and those of the index, beside what is there."""
    targets = [*planned, *(Target(path, hash) for path, hash in full_text.files.items())]
    listing = list_of(target.path for target in targets)
    targets.append(Target(LIST, content_hash(listing)))
    return Comparison(listing, {target.path: target.key for target in targets}, folder.compare(targets), full_text)


def is_in_place(folder: Folder, plan: Plan, look: Look) -> bool:
    """Whether the output folder holds what is planned, as it was left: whether `write_site` would do nothing."""
    try:
        changes = compare_site(folder, plan, look).changes
    except UsageError:  # there are files of somebody else's in the way
        return False
    return not (changes.make or changes.remove)


def _targets(part: Planned, folder: Folder, look: Look, keys: Keys, *, names_all: bool) -> Iterator[Target]:
    """The files of a part; their keys are those of the last build if the part is as it was.

    A page that has not been there has to be made whatever its key is, and gets that then, unless all have to be known now.
    """
    if part.made is None:
        for outline, output in zip(part.outlines, folder.parts[part.part.name].outputs, strict=True):
            yield Target(outline.path, output.key)
    else:
        for page in part.made:
            is_asked = names_all or page.path in folder.records
            yield Target(page.path, keys.key(look.closure(page.template), _encode(page.context)) if is_asked else "")
