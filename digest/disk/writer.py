"""write_site: make what changed, keep the rest, and put it in place all at once."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache, partial
from pathlib import Path

import msgspec

from digest.disk.comparison import FULL_TEXT, Comparison, FullText, compare_site, compared, read_pages
from digest.disk.keys import Look, explain
from digest.disk.memo import Memo, Output, Reasons, Record
from digest.disk.output import LIST, Folder, Staging, Target, record
from digest.disk.press import Press, Printed, Setting, Sheet, print_sheets
from digest.disk.processes import Crew, batches, in_turn
from digest.errors import ContentError, DiskError, UsageError
from digest.fingerprint import content_hash
from digest.pages.page import Outline, Page
from digest.pages.part import Planned
from digest.pages.plan import Plan
from digest.permalinks import printable

_encode = msgspec.json.Encoder(order="deterministic").encode

Progress = Callable[[int, int], None]
"""(pages made, pages to make): called now and then."""

Bodies = Callable[[Sequence[str]], Mapping[str, bytes]]
"""The texts that are remembered under these keys, each a `Body` as JSON."""

SHEETS = 100
"""Pages a task: enough that sending them costs little beside making them (0.1 ms each), and that each step takes a while."""

FILES = "files"
"""The name under which the files that are no pages are recorded."""


class Written(msgspec.Struct, frozen=True):
    """What became of the output: the pages that were made, each with the reasons; which files were removed; what to remember."""

    rendered: tuple[tuple[str, tuple[str, ...]], ...]
    removed: tuple[str, ...]
    records: dict[str, Record]
    """How the parts were left that are not as they were."""
    reasons: dict[str, Reasons]
    forgotten: tuple[str, ...]
    """The parts that are no longer planned."""


class _Due(msgspec.Struct):
    """A part of which something has to be made, and what is known of it then."""

    part: Planned
    pages: list[Page]
    before: Reasons
    reasons: Reasons
    keys: dict[str, str]


def write_site(
    folder: Folder,
    plan: Plan,
    look: Look,
    real: Mapping[str, str],
    bodies: Bodies,
    memo: Memo,
    crew: Crew | None,
    progress: Progress,
) -> Written:
    """Make the output folder hold exactly the planned pages and files. Raises an error with the folder as it was, to the byte.

    `real` says where the copied files are; pages are made by `crew`, or here without one.
    """
    there = compare_site(folder, plan, look)
    changes = there.changes
    made = set(changes.make)
    if there.wants_index:
        from digest.disk.pagefind import require_pagefind  # as below

        require_pagefind()  # before anything is made
    due = [found for part in plan.parts if (found := _due(part, made, folder, memo)).pages]
    hashes = {path: folder.records[path].hash for path in folder.looks.returned}
    hashes |= {path: there.keys[path] for path in (*(file.path for file in plan.files), LIST) if path in made}
    if made or changes.remove:
        copies = [file for file in plan.files if file.path in made]
        try:
            with _public_files(), Staging(folder) as staging:
                hashes |= _print(due, look, staging, bodies, memo, crew, progress)
                staging.copy(copies, real)
                if there.wants_index:
                    there = _index(folder, plan, there, staging)
                    changes = there.changes
                    hashes |= there.full_text.files | {LIST: there.keys[LIST]}
                if LIST in changes.make:
                    staging.write(LIST, there.listing)
                staging.put_in_place(changes.make, (*changes.remove, *changes.gone))
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
        records=_records(plan, folder, there, {path: key for found in due for path, key in found.keys.items()}, hashes),
        reasons={found.part.part.name: found.before | found.reasons for found in due},
        forgotten=tuple(
            set(folder.parts) - {part.part.name for part in plan.parts} - {FILES, *([FULL_TEXT] if plan.full_text else [])}
        ),
    )


def _index(folder: Folder, plan: Plan, before: Comparison, staging: Staging) -> Comparison:
    """Let Pagefind index the finished pages, those of this build and those that stay; write those of its files that are new.

    Returns what has to be done then. Raises UsageError, PagefindError, DiskError, OSError.
    """
    from digest.disk.pagefind import index_pages  # takes 10 ms, since it starts a program, and most sites have no such index

    made = set(before.changes.make)
    places = ((path, (staging.path if path in made else folder.path) / path) for path in read_pages(plan))
    found = index_pages(places, staging.path / ".pagefind", plan.full_text)
    full_text = FullText(before.full_text.key, {path: content_hash(data) for path, data in found.items()})
    own = {*before.full_text.files, LIST}
    there = compared(folder, (Target(path, key) for path, key in before.keys.items() if path not in own), full_text)
    for path in there.changes.make:
        if path in found:
            staging.write(path, found[path])
    return there


def _due(part: Planned, made: set[str], folder: Folder, memo: Memo) -> _Due:
    """Those pages of the part that have to be made."""
    if not any(page.path in made for page in part.outlines):
        return _Due(part, [], {}, {}, {})
    before = memo.reasons(folder.name, part.part.name) if part.part.name in folder.parts else {}
    return _Due(part, [page for page in part.pages if page.path in made], before, {}, {})


def _print(
    due: Sequence[_Due],
    look: Look,
    staging: Staging,
    bodies: Bodies,
    memo: Memo,
    crew: Crew | None,
    progress: Progress,
) -> dict[str, str]:
    """Make the pages that are due, note the key of each and what it was made of, and return the names of their bytes by path.

    Raises ContentError with the faults of the first that failed.
    """
    pages = [(page, found) for found in due for page in found.pages]
    setting, folder = Setting(look.theme, look.site, look.extensions), str(staging.path)

    def sheets(batch: Iterable[tuple[Page, _Due]]) -> list[Sheet]:
        return [
            Sheet(page.path, page.template, page.source, look.closure(page.template), _encode(page.context), page.context.texts)
            for page, _ in batch
        ]

    @cache
    def press() -> Press:
        return Press(setting)

    def printed_here(sheets: Sequence[Sheet]) -> Printed:
        return press().print_into(folder, sheets, bodies([key for sheet in sheets for key in sheet.texts]))

    printer = partial(print_sheets, msgspec.json.encode(setting), str(memo.path), folder) if crew else printed_here
    todo = list(batches(pages, SHEETS))
    hashes: dict[str, str] = {}
    for batch, printed in zip(todo, in_turn(crew, printer, ((sheets(batch),) for batch in todo)), strict=True):
        if printed.lost:
            printed = printed_here(sheets(batch))
        if printed.faults:
            raise ContentError(faults=printed.faults)
        for (page, found), made in zip(batch, printed.prints, strict=True):
            found.keys[page.path], found.reasons[page.path], hashes[page.path] = made.key, msgspec.Raw(made.reasons), made.hash
        progress(len(hashes), len(pages))
    return hashes


def _records(
    plan: Plan, folder: Folder, there: Comparison, made: Mapping[str, str], hashes: Mapping[str, str]
) -> dict[str, Record]:
    """How the parts are left that were planned or made anew, and the files that are no pages.

    `made` has the keys of the pages that were made; `hashes` names the bytes of the files that were, or look other than before.
    """
    keys, index = {**there.keys, **made}, there.full_text
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
        raise UsageError(f"{printable(output)} is not UTF-8", hint="choose another output folder") from None
    except RuntimeError:
        raise UsageError(f"{output} begins with the home folder of an unknown user", hint="choose another output folder") from None
