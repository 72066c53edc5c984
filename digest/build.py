"""OPEN FIRST: the story of a build. Read, parse, collect, plan, render, write; and leave everything that did not change."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from datetime import datetime
from functools import partial
from importlib import import_module
from itertools import chain
from pathlib import Path

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from digest.articles.article import Parsing
from digest.config import Config
from digest.disk import journal
from digest.disk.content import Articles, Content, read_content
from digest.disk.files import Scan
from digest.disk.keys import Look
from digest.disk.lock import locked
from digest.disk.memo import Memo
from digest.disk.output import Folder, open_folder, refuse_folder
from digest.disk.press import Setting, prepare, reach, warm_up
from digest.disk.processes import Crew, get_ready, hand_out
from digest.disk.program import program
from digest.disk.staff import Staff
from digest.disk.themes import ThemeFiles, read_theme
from digest.disk.writer import Written, output_folder, write_site
from digest.errors import ConfigError, ContentError, DiskError, Fault
from digest.extension import NOTHING, Additions, Code
from digest.fingerprint import fingerprint
from digest.gathering import Gathered, Gathering
from digest.grouping.collect import Collections
from digest.pages.page import Site
from digest.pages.part import Outlined
from digest.pages.plan import Before, Plan, plan
from digest.pages.site import describe_site
from digest.rendering.theme import read_strings

STATE = ".digest"

PARSER = "digest.articles.markdown"
"""What reads texts; it takes 50 ms to import."""

Progress = Callable[[str, int, int], None]
"""(what is being done, how much of it is done, how much there is to do)."""


class Run(Struct, frozen=True):
    """How a build is run, as far as its result does not depend on it."""

    fresh: bool = False
    jobs: int = 0
    cluster: str = ""
    """The address of the scheduler whose workers read articles and make pages; '' for processes of this machine."""
    progress: Progress = lambda stage, done, total: None
    waiting: Callable[[], None] = lambda: None
    lap: Callable[[str], None] = lambda stage: None
    """Called with the name of each stage when it is over."""
    keep: Callable[[object], None] = lambda made: None
    """Given all that the build knows at its end: a process that ends then does not have to take it apart, which takes 20 ms."""


class Report(Struct, frozen=True):
    """What a build did, and what it has to say."""

    pages: int
    rendered: tuple[tuple[str, tuple[str, ...]], ...] = ()
    removed: tuple[str, ...] = ()
    faults: tuple[Fault, ...] = ()
    held: tuple[datetime, ...] = ()
    drafts: int = 0
    """How many articles and pages were left out because they are drafts."""


class LastBuild(Struct, frozen=True):
    """The last build of an output folder: the key of all that went into it, and from when until when it holds."""

    key: str
    since: datetime
    until: datetime | None
    shared: str
    """The name of all that every page may depend on."""
    sound: str = ""
    """The name of its output paths: if they are the same again, nothing clashes."""


def build(root: Path, config: Config, now: datetime, run: Run | None = None) -> Report:
    """Build the site from the content; render only what changed.

    Raises ContentError with every fault of every file, UsageError for an output folder that is not ours, DiskError, LockedError:
    each with the output as it was, to the byte.
    """
    run = run or Run()
    output = output_folder(root, config.output)
    refuse_folder(output, root, is_given=config.output_is_given)
    state = root / STATE
    with locked(state, run.waiting), Memo(state / "memo.sqlite", forget=run.fresh) as memo, Staff(run.jobs, run.cluster) as staff:
        finish_killed_build(root, output)
        folder = open_folder(output, root, state, memo)
        memo.close()  # others are forked, and a fork must not hold the memo open
        folder.look_by(staff)
        scan, sizes = Scan(root, memo.stamps()), memo.answer("image sizes", dict) or {}
        last = memo.answer(f"build {folder.name}", LastBuild)
        theme = read_theme(root, config.theme, scan)
        content = read_content(root, config.max_article_bytes, scan, sizes)
        extensions = extensions_of(root, config)
        run.lap("look at the files")
        shared = fingerprint(program(), config, theme.theme.fingerprint, extensions)
        key = fingerprint(shared, content.fingerprint)
        done = memo.answer(f"report {folder.name}", Report) if _is_done(key, now, folder, last) else None
        run.lap("compare with the last build")
        if done is not None:
            if scan.is_worth_keeping:  # files that were just written, or touched: of a fresh clone most are
                with suppress(DiskError):
                    memo.keep_answer("stamps", scan.stamps)
            run.keep(locals())
            return done

        staff.get_ready(PARSER)
        articles = Articles(content, parsing_of(config), memo)
        gathering = Gathering(content, articles, config, now, memo, folder.name)
        memo.close()
        remade = 0 if last and last.shared == shared else len(folder.records)
        crew = staff.crew(max(articles.amount, remade), partial(_warm_up, theme, config, read=bool(articles.missing)))
        collected = gathering.read(crew, partial(run.progress, "reading articles"))
        run.lap("read articles")
        added, wrong = additions_of(extensions)
        reached = closures_of(theme, added, memo)
        known = memo.answer(f"site {folder.name}", Site)
        _prepare(crew, known, theme, extensions)  # while everything is collected here
        gathered = collected()
        site, site_faults = site_of(gathered.collections, theme, config)
        if site != known:
            _prepare(crew, site, theme, extensions)
        planned, plan_faults = plan_site(content, gathered, site, theme, added, config, folder, last)
        faults = in_order(plan_faults, site_faults, wrong)
        refuse_faults(faults, config.strict)
        run.lap("collect and plan")
        look = Look(theme.theme, reached(), site, extensions)
        real = theme.real | content.real
        making = partial(run.progress, "making pages")
        written = write_site(folder, planned, look, real, articles.bodies, memo, crew, making)
        run.lap("make pages, and put them in place")
        collections = gathered.collections
        drafts = 0 if config.drafts else sum(state == "draft" for state in collections.sources.values())
        said = Report(planned.count, faults=faults, held=collections.held, drafts=drafts)
        last = LastBuild(key, now, gathered.collections.until, shared, planned.sound)
        answers = {
            "stamps": scan.stamps,
            f"build {folder.name}": last,
            f"report {folder.name}": said,
            f"site {folder.name}": site,
            **gathering.answers(gathered),
        }
        _remember(memo, folder, written, content, articles.manuscripts, last, answers)
        run.lap("remember")
        run.keep(locals())
        return replace(said, rendered=written.rendered, removed=written.removed)


def _warm_up(theme: ThemeFiles, config: Config, *, read: bool) -> None:
    """Import and compile what all workers need, but the parser only where there is something to `read`."""
    if read:
        import_module(PARSER)
    warm_up(theme.theme, config.language)


def _prepare(crew: Crew | None, site: Site | None, theme: ThemeFiles, extensions: tuple[Code, ...]) -> None:
    """Let the crew set up its press for this site: as it was at the last build, which it mostly still is, or as it is."""
    if site is None:
        get_ready(crew, "digest.rendering.renderer")
    else:
        hand_out(crew, prepare, msgspec.json.encode(Setting(theme.theme, site, extensions)))


def extensions_of(root: Path, config: Config) -> tuple[Code, ...]:
    """The code of the extensions that the settings name, of which nothing is run. Raises ConfigError."""
    if not config.extensions:
        return ()
    from digest.disk.extensions import read_extensions  # takes 20 ms, and most sites have none

    return read_extensions(root, config.extensions)


def additions_of(extensions: tuple[Code, ...]) -> tuple[Additions, tuple[Fault, ...]]:
    """What the extensions add, whose code is run now; and what is wrong with them."""
    if not extensions:
        return NOTHING, ()
    from digest.disk.extensions import load  # as above

    return load(extensions)


def parsing_of(config: Config) -> Parsing:
    """The settings that decide how a file is read."""
    return Parsing(config.timezone, config.html, config.typography)


def finish_killed_build(root: Path, output: Path) -> None:
    """Do what the journal of a build says that was killed. Raises DiskError."""
    try:
        journal.finish(root / STATE, output)
    except OSError as error:
        place, hint = error.filename or root / STATE, "a build was interrupted and cannot be finished; check the disk"
        raise DiskError(f"{place}: {error.strerror}", hint=hint) from None


def _is_done(key: str, now: datetime, folder: Folder, last: LastBuild | None) -> bool:
    """Whether this build would do the same as the last one, and the output is still as that left it."""
    if last is None or last.key != key or now < last.since or (last.until is not None and now >= last.until):
        return False
    return folder.is_as_left  # what came back from a cache is remembered as it looks now


def site_of(collections: Collections, theme: ThemeFiles, config: Config) -> tuple[Site, tuple[Fault, ...]]:
    """What all pages share, and what is wrong with the theme's words and the navigation."""
    faults: list[Fault] = []
    strings = read_strings(theme.theme, config.language, faults)
    site, more = describe_site(collections, config, theme.theme.assets(), strings)
    return site, (*faults, *more)


def plan_site(
    content: Content,
    gathered: Gathered,
    site: Site,
    theme: ThemeFiles,
    added: Additions,
    config: Config,
    folder: Folder,
    last: LastBuild | None,
) -> tuple[Plan, tuple[Fault, ...]]:
    """Every output file, and every fault found on the way to the plan but for those of `site_of`."""
    collections = gathered.collections
    shared = fingerprint(program(), theme.theme.fingerprint, site, config, added.filter_keys)
    outlined = {name: Outlined(record.key, record.outlines) for name, record in folder.parts.items()}
    before = Before(outlined, last.sound if last else "")
    planned = plan(collections, site, config, content.files, theme.theme.files(), shared, before, added.planners)
    return planned, (*content.faults, *gathered.found, *collections.faults, *planned.faults)


def in_order(*groups: Iterable[Fault]) -> tuple[Fault, ...]:
    """Faults as they are told: each once, by place."""
    return tuple(sorted(dict.fromkeys(chain(*groups))))


def refuse_faults(faults: Iterable[Fault], strict: bool) -> None:
    """Raise ContentError if there is any fault, or with `strict` any warning; ConfigError if only settings are wrong."""
    faults = tuple(faults)
    errors = [fault for fault in faults if fault.is_error]
    if errors and all(fault.code == "E601" for fault in errors):
        raise ConfigError(faults=faults)
    if errors or (strict and any(fault.is_warning for fault in faults)):
        raise ContentError(faults=faults)


def closures_of(theme: ThemeFiles, added: Additions, memo: Memo) -> Callable[[], dict[str, str]]:
    """What each template can reach, remembered by the bytes of the theme and of the filters that extensions add.

    It is found when it is asked for; that may raise ContentError.
    """
    key = fingerprint(theme.theme.fingerprint, program(), added.filter_keys)
    known = memo.answer("closures", tuple[str, dict[str, str]])
    if known is not None and known[0] == key:
        return lambda: known[1]

    def found() -> dict[str, str]:
        closures = reach(theme.theme, added.filter_keys)
        memo.keep_answer("closures", (key, closures))
        return closures

    return found


def _remember(
    memo: Memo,
    folder: Folder,
    written: Written,
    content: Content,
    keys: Iterable[str],
    last: LastBuild,
    answers: Mapping[str, object],
) -> None:
    sizes = {file.hash: (file.width, file.height) for file in content.files if file.width and file.is_whole}
    with suppress(DiskError):  # the site is in place, and what is not remembered is made again: it costs time and nothing else
        memo.keep_build(
            folder.name,
            written.records,
            written.reasons,
            written.forgotten,
            keys,
            last.since.toordinal(),
            {"image sizes": sizes, **answers},
        )
