"""write_site: make what changed, keep the rest, and put it in place all at once."""

from __future__ import annotations

import hashlib
import os
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from digest.disk import pagefind
from digest.disk.memo import Memo, Output, Reasons, Record
from digest.disk.output import LIST, Changes, Folder, Staging, Target, list_of, record
from digest.disk.processes import batches, in_turn
from digest.disk.program import program
from digest.errors import ContentError, DiskError, UsageError
from digest.extension import Code
from digest.fingerprint import content_hash, fingerprint
from digest.pages.page import Outline, Page, Site
from digest.pages.part import Planned
from digest.pages.plan import Plan
from digest.permalinks import printable
from digest.rendering.theme import Theme

if TYPE_CHECKING:
    from concurrent.futures import Executor

_encode = msgspec.json.Encoder(order="deterministic").encode

_fields = msgspec.json.Decoder(dict[str, msgspec.Raw]).decode

_numbers = msgspec.json.Decoder(dict[str, int]).decode

Progress = Callable[[int, int], None]
"""(pages made, pages to make): called now and then."""

Bodies = Callable[[Sequence[str]], Mapping[str, bytes]]
"""The texts that are remembered under these keys, each a `Body` as JSON."""

SHEETS = 50
"""Pages a task: enough that sending them costs little beside making them (0.1 ms each)."""

FILES = "files"
"""The name under which the files that are no pages are recorded."""


class Look(msgspec.Struct, frozen=True):
    """What all pages have in common: the theme, what each of its templates can reach, what every page knows, and extensions."""

    theme: Theme
    closures: dict[str, str]
    site: Site
    extensions: tuple[Code, ...] = ()
    """Where filters come from that are not ours; `closures` name them."""


class Written(msgspec.Struct, frozen=True):
    """What became of the output: the pages that were made, each with the reasons; which files were removed; what to remember."""

    rendered: tuple[tuple[str, tuple[str, ...]], ...]
    removed: tuple[str, ...]
    records: dict[str, Record]
    """How the parts were left that are not as they were."""
    reasons: dict[str, Reasons]
    forgotten: tuple[str, ...]
    """The parts that are no longer planned."""


class Keys:
    """The keys of pages: the fingerprint of the program, the templates that it can reach, and everything that it may know."""

    def __init__(self, look: Look) -> None:
        self.closures = look.closures
        self.site = fingerprint(look.site)
        self.program = zlib.crc32(program().encode())
        self.shared = f"{program()} {self.site} ".encode()

    def key(self, page: Page, context: bytes) -> str:
        """Equal keys, equal bytes. `context` is the page's, as JSON."""
        closure = self.closures.get(page.template, "")
        return hashlib.sha256(self.shared + closure.encode() + context).hexdigest()[:32]

    def reasons(self, page: Page, context: bytes) -> msgspec.Raw:
        """The fingerprints of the parts of a key as JSON, to say which of them changed."""
        fields = _fields(context)
        templates = zlib.crc32((page.template + self.closures.get(page.template, "")).encode())
        shared = {"the program": self.program, "the theme": templates, "the site": int(self.site[:8], 16)}
        data = {f"data: {name}": zlib.crc32(value) for name, value in fields.items() if name != "type"}
        return msgspec.Raw(_encode(shared | data))


def explain(before: msgspec.Raw | None, now: msgspec.Raw, was_recorded: bool) -> tuple[str, ...]:
    """Why a page was made again: the parts of its key that changed."""
    if not was_recorded or before is None:
        return ("new",)
    then, there = _numbers(before), _numbers(now)
    changed = tuple(part for part in dict.fromkeys((*there, *then)) if then.get(part) != there.get(part))
    return changed or ("the file was changed or lost",)


class _Due(msgspec.Struct):
    """A part of which something has to be made, and what is known of it then."""

    part: Planned
    pages: list[Page]
    before: Reasons
    reasons: Reasons


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


def compare_site(folder: Folder, plan: Plan, keys: Keys) -> Comparison:
    """What of the planned pages and files has to be made, what stays as it is, and what has to go. Raises UsageError."""
    targets = [target for part in plan.parts for target in _targets(part, folder, keys)]
    full_text = _full_text(folder, plan, targets)
    targets += [Target(file.path, file.hash) for file in plan.files]
    return _compared(folder, targets, full_text)


def _full_text(folder: Folder, plan: Plan, pages: Iterable[Target]) -> FullText:
    """The index as it was left, if it was made of the planned pages."""
    if not plan.full_text:
        return FullText()
    read = set(_read(plan))
    key = fingerprint(program(), plan.full_text, [(page.path, page.key) for page in pages if page.path in read])
    left = folder.parts.get(FULL_TEXT)
    if left is None or left.key != key:
        return FullText(key, {f"{pagefind.FOLDER}/pagefind.js": key})
    return FullText(key, {outline.path: output.key for outline, output in zip(left.outlines, left.outputs, strict=True)})


def _read(plan: Plan) -> list[str]:
    """The paths of the pages whose texts are indexed."""
    return [outline.path for part in plan.parts if part.part.is_read for outline in part.outlines]


def _compared(folder: Folder, planned: Iterable[Target], full_text: FullText) -> Comparison:
    """The planned files, and those of the index, beside what is there."""
    targets = [*planned, *(Target(path, hash) for path, hash in full_text.files.items())]
    listing = list_of(target.path for target in targets)
    targets.append(Target(LIST, content_hash(listing)))
    return Comparison(listing, {target.path: target.key for target in targets}, folder.compare(targets), full_text)


def write_site(
    folder: Folder,
    plan: Plan,
    look: Look,
    real: Mapping[str, str],
    bodies: Bodies,
    memo: Memo,
    executor: Executor | None,
    progress: Progress,
) -> Written:
    """Make the output folder hold exactly the planned pages and files. Raises an error with the folder as it was, to the byte.

    `real` says where the copied files are; pages are made by `executor`, or here without one.
    """
    keys = Keys(look)
    compared = compare_site(folder, plan, keys)
    changes = compared.changes
    made = set(changes.make)
    if compared.wants_index:
        pagefind.require_pagefind()  # before anything is made
    due = [found for part in plan.parts if (found := _due(part, made, folder, memo)).pages]
    hashes = {path: folder.records[path].hash for path in folder.returned}
    hashes |= {path: compared.keys[path] for path in (*(file.path for file in plan.files), LIST) if path in made}
    if made or changes.remove:
        copies = [file for file in plan.files if file.path in made]
        try:
            with _public_files(), Staging(folder) as staging:
                hashes |= _print(due, keys, look, staging, bodies, executor, progress)
                staging.copy(copies, real)
                if compared.wants_index:
                    compared = _index(folder, plan, compared, staging)
                    changes = compared.changes
                    hashes |= compared.full_text.files | {LIST: compared.keys[LIST]}
                if LIST in changes.make:
                    staging.write(LIST, compared.listing)
                staging.put_in_place(changes.make, changes.remove)
        except OSError as error:
            place = error.filename or folder.path
            raise DiskError(f"{place}: {error.strerror}", hint="the site is as it was; make room, or check permissions") from None
    return Written(
        rendered=tuple(
            (page.path, explain(found.before.get(page.path), found.reasons[page.path], page.path in folder.records))
            for found in due
            for page in found.pages
        ),
        removed=changes.remove,
        records=_records(plan, folder, compared, hashes),
        reasons={found.part.part.name: found.before | found.reasons for found in due},
        forgotten=tuple(
            set(folder.parts) - {part.part.name for part in plan.parts} - {FILES, *([FULL_TEXT] if plan.full_text else [])}
        ),
    )


def _index(folder: Folder, plan: Plan, before: Comparison, staging: Staging) -> Comparison:
    """Let Pagefind index the finished pages, those of this build and those that stay; write those of its files that are new.

    Returns what has to be done then. Raises UsageError, PagefindError, DiskError, OSError.
    """
    made = set(before.changes.make)
    places = ((path, (staging.path if path in made else folder.path) / path) for path in _read(plan))
    found = pagefind.index_pages(places, staging.path / ".pagefind", plan.full_text)
    full_text = FullText(before.full_text.key, {path: content_hash(data) for path, data in found.items()})
    own = {*before.full_text.files, LIST}
    compared = _compared(folder, (Target(path, key) for path, key in before.keys.items() if path not in own), full_text)
    for path in compared.changes.make:
        if path in found:
            staging.write(path, found[path])
    return compared


def is_in_place(folder: Folder, plan: Plan, look: Look) -> bool:
    """Whether the output folder holds what is planned, as it was left: whether `write_site` would do nothing."""
    try:
        changes = compare_site(folder, plan, Keys(look)).changes
    except UsageError:  # there are files of somebody else's in the way
        return False
    return not (changes.make or changes.remove)


def _targets(part: Planned, folder: Folder, keys: Keys) -> Iterator[Target]:
    """The files of a part; their keys are those of the last build if the part is as it was."""
    if part.made is None:
        for outline, output in zip(part.outlines, folder.parts[part.part.name].outputs, strict=True):
            yield Target(outline.path, output.key)
    else:
        for page in part.made:
            yield Target(page.path, keys.key(page, _encode(page.context)))


def _due(part: Planned, made: set[str], folder: Folder, memo: Memo) -> _Due:
    """Those pages of the part that have to be made."""
    if not any(page.path in made for page in part.outlines):
        return _Due(part, [], {}, {})
    before = memo.reasons(folder.name, part.part.name) if part.part.name in folder.parts else {}
    return _Due(part, [page for page in part.pages if page.path in made], before, {})


def _print(
    due: Sequence[_Due],
    keys: Keys,
    look: Look,
    staging: Staging,
    bodies: Bodies,
    executor: Executor | None,
    progress: Progress,
) -> dict[str, str]:
    """Make the pages that are due, note what each was made of, and return the names of their bytes by path.

    Raises ContentError with the faults of the first that failed.
    """
    # It needs Jinja, which takes 100 ms, and most builds make nothing.
    from digest.disk.press import Press, Setting, Sheet, print_sheets

    pages = [(page, found) for found in due for page in found.pages]
    setting = Setting(look.theme, look.site, str(staging.path), look.extensions)
    printer = partial(print_sheets, msgspec.json.encode(setting)) if executor else Press(setting).print

    def sheets(batch: Sequence[tuple[Page, _Due]]) -> list[Sheet]:
        texts = bodies([key for page, _ in batch for key in page.context.texts])
        made = []
        for page, found in batch:
            context = _encode(page.context)
            found.reasons[page.path] = keys.reasons(page, context)
            made.append(Sheet(page.path, page.template, page.source, context, {key: texts[key] for key in page.context.texts}))
        return made

    paths = (page.path for page, _ in pages)
    hashes: dict[str, str] = {}
    for printed in in_turn(executor, printer, ((sheets(batch),) for batch in batches(pages, SHEETS))):
        if printed.faults:
            raise ContentError(faults=printed.faults)
        hashes |= {path: hash for hash, path in zip(printed.hashes, paths, strict=False)}  # batches come in their order
        progress(len(hashes), len(pages))
    return hashes


def _records(plan: Plan, folder: Folder, compared: Comparison, hashes: Mapping[str, str]) -> dict[str, Record]:
    """How the parts are left that were planned or made anew, and the files that are no pages.

    `hashes` names the bytes of the files that were made, or look other than before.
    """
    keys, index = compared.keys, compared.full_text
    files = (*(Outline(file.path, file.origin) for file in plan.files), Outline(LIST, LIST))
    changed = (part for part in plan.parts if part.made is not None or any(page.path in hashes for page in part.outlines))
    records = {part.part.name: _record(folder, part.key, part.outlines, keys, hashes) for part in changed}
    records[FILES] = _record(folder, "", files, keys, hashes)
    if index.key:
        outlines = tuple(Outline(path, "the full-text index") for path in sorted(index.files))
        records[FULL_TEXT] = _record(folder, index.key, outlines, keys, hashes)
    return records


def _record(folder: Folder, key: str, outlines: tuple[Outline, ...], keys: Mapping[str, str], hashes: Mapping[str, str]) -> Record:
    """How a part is left: its new files as they look now, the others as they were recorded."""
    outputs: list[Output] = []
    for outline in outlines:
        path = outline.path
        outputs.append(record(folder.path, path, keys[path], hashes[path]) if path in hashes else folder.records[path])
    return Record(key, outlines, tuple(outputs))


@contextmanager
def _public_files() -> Iterator[None]:
    """Let files be made 0644 and folders 0755, whatever the user's own are: other users and web servers read the site."""
    mask = os.umask(0o022)
    try:
        yield
    finally:
        os.umask(mask)


def output_folder(root: Path, output: str) -> Path:
    """Where the site goes: relative to the site's folder unless the path is absolute. Raises UsageError for no path at all."""
    try:
        output.encode()
        return Path(os.path.abspath(root / Path(output).expanduser()))
    except UnicodeEncodeError:
        raise UsageError(f"{printable(output)} is not UTF-8", hint="name another output folder") from None
    except RuntimeError:
        raise UsageError(f"{output} begins with the home folder of nobody", hint="name another output folder") from None
