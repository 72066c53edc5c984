"""A look at a site that makes nothing: what a build would make now, and whether that is what is there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from functools import partial
from pathlib import Path

import msgspec
from msgspec import Struct

from digest.articles.text import Body
from digest.build import (
    STATE,
    Run,
    additions_of,
    closures_of,
    extensions_of,
    in_order,
    parsing_of,
    plan_site,
    refuse_faults,
    site_of,
)
from digest.config import Config
from digest.disk import journal
from digest.disk.comparison import compare_site, is_in_place
from digest.disk.content import Articles, Content, read_content
from digest.disk.files import Scan
from digest.disk.keys import Look
from digest.disk.lock import locked
from digest.disk.memo import Memo
from digest.disk.output import LIST, Folder, open_folder, refuse_folder
from digest.disk.program import program
from digest.disk.staff import Staff
from digest.disk.themes import read_theme
from digest.disk.writer import output_folder
from digest.errors import DiskError, Fault, StaleError
from digest.fingerprint import fingerprint
from digest.gathering import gathered
from digest.grouping.collect import Collections
from digest.grouping.entry import Entry
from digest.pages.plan import Plan


class _Reading(Struct, frozen=True):
    """All that a build knows before it makes anything."""

    content: Content
    articles: Articles
    folder: Folder
    look: Look
    collections: Collections
    plan: Plan
    faults: tuple[Fault, ...]
    is_interrupted: bool
    """Whether a build was killed while it put pages in place, and no build has finished it."""
    memo: Memo


@contextmanager
def _read(root: Path, config: Config, now: datetime, output: Path, run: Run) -> Iterator[_Reading]:
    """Go the way of `build` up to the plan, so that there is no second opinion. No build of the site runs before the block ends.

    Nothing is written but into `.digest`: what a killed build left to do is done by the next build.
    """
    refuse_folder(output, root, is_given=config.output_is_given)
    with locked(root / STATE, run.waiting), Memo(root / STATE / "memo.sqlite") as memo, Staff(run.jobs) as staff:
        is_interrupted = journal.is_open(root / STATE)
        scan = Scan(root, memo.stamps())
        theme = read_theme(root, config.theme, scan)
        content = read_content(root, config.max_article_bytes, scan, memo.answer("image sizes", dict) or {})
        extensions = extensions_of(root, config)
        folder = open_folder(output, root, root / STATE, memo)
        articles = Articles(content, parsing_of(config), memo)
        articles.look_up(articles.manuscripts)
        memo.close()  # as in `build`
        crew = staff.crew(articles.amount)
        reads = articles.read(crew, now.toordinal(), partial(run.progress, "reading articles"))
        added, wrong = additions_of(extensions)
        found = gathered(content, reads, config, now)
        site, site_faults = site_of(found.collections, theme, config)
        planned, plan_faults = plan_site(content, found, site, theme, added, config, folder, None)
        faults = in_order(plan_faults, site_faults, wrong)
        look = Look(theme.theme, closures_of(theme, added, memo)(), site, extensions)
        yield _Reading(content, articles, folder, look, found.collections, planned, faults, is_interrupted, memo)


class Inspection(Struct, frozen=True):
    """What a build would make now, and whether that is what is there."""

    content: Content
    collections: Collections
    plan: Plan
    bodies: dict[str, Body]
    """The texts of the articles that were asked for, by their keys."""
    faults: tuple[Fault, ...]
    output: Path
    is_current: bool


def inspect(root: Path, config: Config, now: datetime, wants: Callable[[Entry], bool], run: Run | None = None) -> Inspection:
    """Read and plan the site as a build does, and make nothing. `wants` says of which articles the texts are asked for.

    Raises what `build` raises, but faults of the content are returned.
    """
    output = output_folder(root, config.output)
    with _read(root, config, now, output, run or Run()) as read:
        is_sound = not any(fault.is_error for fault in read.faults)
        is_current = is_sound and not read.is_interrupted and is_in_place(read.folder, read.plan, read.look)
        return _inspection(read, output, wants, is_current=is_current)


def _inspection(read: _Reading, output: Path, wants: Callable[[Entry], bool], *, is_current: bool) -> Inspection:
    texts = read.articles.bodies([entry.article.body for entry in read.collections.entries if wants(entry)])
    bodies = {key: msgspec.json.decode(text, type=Body) for key, text in texts.items()}
    return Inspection(read.content, read.collections, read.plan, bodies, read.faults, output, is_current)


class Finished(Struct, frozen=True):
    """An output folder that is as a build would leave it now, and the paths of all files that digest wrote there, sorted."""

    folder: Path
    paths: tuple[str, ...]
    seen: Inspection
    checked: tuple[Fault, ...] | None
    """What the checks found the last time in these very pages; None if they did not look at them."""
    keep: Callable[[tuple[Fault, ...]], None]
    """Remembers what they find now."""


class _Checked(Struct, frozen=True):
    """What the checks found in pages: the key of all that decides it, and the faults."""

    key: str
    faults: tuple[Fault, ...]


@contextmanager
def finished_output(
    root: Path, config: Config, now: datetime, wants: Callable[[Entry], bool], run: Run | None = None
) -> Iterator[Finished]:
    """The output as it was left, if a build would leave it so now; no build of this site touches it before the block ends.

    `wants` is as for `inspect`. Raises StaleError if there is anything to make or to remove, else what `build` raises.
    """
    output = output_folder(root, config.output)
    with _read(root, config, now, output, run or Run()) as read:
        refuse_faults(read.faults, config.strict)
        if read.is_interrupted:
            raise StaleError(f"a build of {read.folder.name} was interrupted", hint="run digest build first")
        compared = compare_site(read.folder, read.plan, read.look)
        due = [*compared.changes.make, *compared.changes.remove]
        if due:
            first = next((path for path in due if path != LIST), LIST)
            more = f" and {len(due) - 1} more" if len(due) > 1 else ""
            message = f"{read.folder.name} is not what a build would leave there now: {first}{more}"
            raise StaleError(message, hint="run digest build first")
        paths = tuple(sorted(compared.keys.keys() - {LIST}))
        seen = _inspection(read, output, wants, is_current=True)
        key = fingerprint(program(), config, read.content.fingerprint, sorted(seen.bodies), sorted(compared.keys.items()))
        name = f"checked {read.folder.name}"
        known = read.memo.answer(name, _Checked)

        def keep(faults: tuple[Fault, ...]) -> None:
            with suppress(DiskError):  # it costs time and nothing else
                read.memo.keep_answer(name, _Checked(key, faults))

        yield Finished(output, paths, seen, known.faults if known and known.key == key else None, keep)
