"""`digest check`: what is wrong with a site beyond what stops a build, and what is wrong with the finished pages."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from threading import Lock

from msgspec import Struct

from digest.build import STATE, Run
from digest.checks.addresses import address_faults, unrecorded
from digest.checks.examples import EXAMPLE_HINT, is_example
from digest.checks.external import Reply, due, external_faults
from digest.checks.leaks import is_restricted, leaked, pieces
from digest.checks.links import LinkCheck, Site, Wanted
from digest.checks.markup import FEEDS, shown_text
from digest.checks.places import Places
from digest.checks.prose import passages
from digest.checks.style import read_style, style_faults
from digest.config import FILE, STYLE_FILE, Config
from digest.disk.atomic import write_whole
from digest.disk.external import PAUSE, ask_all, keep_replies, read_replies
from digest.disk.files import read_bytes
from digest.disk.lock import locked
from digest.errors import BROKEN_LINKS, DiskError, Fault, Faults, tolerate
from digest.grouping.published import PUBLISHED_FILE, with_addresses
from digest.inspection import Finished, Inspection, inspect

PAGES = (".html", ".xml", ".json", ".txt")
"""What a build makes pages of."""

TEXTS = (
    *(
        *PAGES,
        *FEEDS,
        ".htm",
        ".xhtml",
        ".svg",
        ".js",
        ".mjs",
        ".css",
        ".jsonl",
        ".ndjson",
        ".webmanifest",
        ".yml",
        ".yaml",
        ".toml",
    ),
    *(".md", ".markdown", ".rst", ".adoc", ".org", ".tex", ".csv", ".tsv", ".text", ".log", ".ics", ".vtt", ".srt", ".eml"),
)
"""The outputs in which a text may show, by their endings in lower case."""

BATCH = 20
"""So many replies are remembered at once: a check that is interrupted does not ask for them again."""


class Asking(Struct, frozen=True):
    """Whether other sites are asked, and how."""

    enabled: bool = False
    pause: float = PAUSE
    begin: Callable[[int], None] = lambda count: None
    """Called with the number of addresses before they are asked for."""


class Result(Struct, frozen=True):
    """What a check found, and what it did."""

    faults: tuple[Fault, ...]
    pages: int = 0
    """How many output files were looked at."""
    recorded: int = 0

    def exit_code(self, *, strict: bool) -> int:
        """As a build ends with these: 2 if only settings are wrong, 1 for any other fault, with `strict` also for warnings."""
        errors = [fault for fault in self.faults if fault.is_error]
        if errors and all(fault.code == "E601" for fault in errors):
            return 2
        return int(bool(errors) or (strict and any(fault.is_warning for fault in self.faults)))


def check(root: Path, config: Config, now: datetime, asking: Asking, *, record: bool, run: Run | None = None) -> Result:
    """Look at the whole site. `record` adds the addresses of its articles to content/published.tsv, if nothing is wrong with it.

    Raises DiskError, LockedError, UsageError.
    """
    run = run or Run()
    seen = inspect(root, config, now, is_restricted, run)
    faults = list(seen.faults)
    pages = 0
    if seen.is_current:
        looked = Pages(root, config, seen)
        faults += looked.faults()
        pages = looked.count
        if asking.enabled:
            faults += _ask(root, now, looked, asking)
    elif not any(fault.is_error for fault in seen.faults):
        name = _shown(seen.output, root)
        said = f"{name} differs from what a build would make now: its pages were not checked"
        faults.append(Fault(FILE, 1, 1, "W403", said, "run digest build, then digest check again"))
    faults += content_faults(root, config, seen)
    result = Result(tuple(sorted(set(faults))), pages)
    if not record or result.exit_code(strict=config.strict):
        return result
    kept = tuple(fault for fault in result.faults if fault.code != "N402")
    return Result(kept, pages, _record(root, seen, run))


def finished_faults(root: Path, config: Config, site: Finished) -> tuple[Fault, ...]:
    """All that `check` finds in a finished site without asking others, but notes on addresses that are not recorded yet.

    Pages in which it was looked for before are not looked at again: to read 3,600 of them takes ten times as long as all the rest.
    """
    in_pages = site.checked
    if in_pages is None:
        in_pages = tuple(Pages(root, config, site.seen).faults())
        site.keep(in_pages)
    found = {*site.seen.faults, *content_faults(root, config, site.seen), *in_pages}
    return tuple(sorted(fault for fault in found if fault.code != "N402"))


def content_faults(root: Path, config: Config, seen: Inspection) -> Iterator[Fault]:
    """What is wrong with a site's settings, its style and its addresses, beyond what stops a build."""
    yield from _style(seen)
    if is_example(config.base_url):
        message = f"base_url is {config.base_url}, an example or local address"
        yield Fault(FILE, *_place_of("base_url", root), "W601", message, EXAMPLE_HINT)
    if not any(fault.is_error for fault in seen.faults):
        yield from address_faults(seen.collections, _outputs(seen))


def _place_of(setting: str, root: Path) -> tuple[int, int]:
    """Line and column of the value of a setting in digest.yml; those of the file if it is written in another way."""
    try:
        text = read_bytes(str(root / FILE)).decode("utf-8-sig", "replace")
    except OSError:
        return 1, 1
    found = re.search(rf"^{setting}[ \t]*:[ \t]*", text, re.MULTILINE)
    return Places(text).of(found.end()) if found else (1, 1)


def _outputs(seen: Inspection) -> dict[str, str]:
    """All output files, and what each is made of."""
    found = {outline.path: outline.source for part in seen.plan.parts for outline in part.outlines}
    return found | {file.path: file.origin for file in seen.plan.files}


def _shown(path: Path, root: Path) -> str:
    """A path as messages show it: from the site's folder if it lies there."""
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else path.as_posix()


class Pages:
    """The finished output files, each read once."""

    def __init__(self, root: Path, config: Config, seen: Inspection) -> None:
        self.folder = _shown(seen.output, root)
        self.count = 0
        self.tolerated = BROKEN_LINKS if config.links == "warn" else ()
        sources = _outputs(seen)
        self.check = LinkCheck(Site(config, self.folder, sources))
        self.leaks: list[Fault] = []
        hidden = pieces(seen.collections.entries, seen.bodies)
        for path, source in sorted(sources.items()):
            if path.endswith(PAGES) or (hidden and path.lower().endswith(TEXTS)):
                self._look(seen.output, path, source, hidden)

    def _look(self, output: Path, path: str, source: str, hidden: Mapping[str, str]) -> None:
        try:
            text = read_bytes(str(output / path)).decode("utf-8", "replace")
        except OSError as error:
            raise DiskError(f"{self.folder}/{path}: {error.strerror}", hint="build again") from None
        self.count += path.endswith(PAGES)
        if path.endswith(".html"):
            self.check.look(path, source, text)
        if hidden:
            for article in leaked(shown_text(path, text), hidden):
                message = f"text of {article} shows here, which may not be published whole (page of {source})"
                hint = "take it out, or change the mode of the article or its outlet"
                self.leaks.append(Fault(f"{self.folder}/{path}", 1, 1, "E304", message, hint))

    @property
    def outside(self) -> dict[str, Wanted]:
        """The addresses of other sites."""
        return self.check.outside

    def faults(self) -> list[Fault]:
        """What is wrong with them."""
        return [*tolerate(self.check.faults(), self.tolerated), *self.leaks]


def _style(seen: Inspection) -> Iterator[Fault]:
    """What in the articles is against the house style; nothing without such a file."""
    if STYLE_FILE not in seen.content.texts:
        return
    noted = Faults(STYLE_FILE, wrong="E202")
    style = read_style(seen.content.texts[STYLE_FILE].decode("utf-8-sig", "replace"), noted)
    yield from noted.found
    for manuscript in seen.content.manuscripts:
        try:
            data = read_bytes(manuscript.found.real)
        except OSError as error:
            raise DiskError(f"{manuscript.found.path}: {error.strerror}", hint="check again") from None
        yield from style_faults(manuscript.found.path, passages(data), style)


def _record(root: Path, seen: Inspection, run: Run) -> int:
    """Add what is not in the list; how many lines that are."""
    added = unrecorded(seen.collections)
    if added:
        text = with_addresses(seen.collections.rules.published, [(name, url) for name, url, _ in added])
        with locked(root / STATE, run.waiting):
            write_whole(root, root / PUBLISHED_FILE, text.encode())
    return len(added)


def _ask(root: Path, now: datetime, looked: Pages, asking: Asking) -> Iterable[Fault]:
    """Ask for the addresses of other sites that are due, and remember what was said."""
    today = now.toordinal()
    known = {address: reply for address, reply in read_replies(root / STATE).items() if address in looked.outside}
    asked = due(looked.outside, known, today)
    lock = Lock()
    told = 0

    def keep(address: str, reply: Reply) -> None:
        nonlocal told
        with lock:
            known[address] = reply
            told += 1
            if told % BATCH == 0:
                keep_replies(root / STATE, known)

    if asked:
        asking.begin(len(asked))
    try:
        ask_all(asked, today, keep, asking.pause)
    finally:
        with lock:
            keep_replies(root / STATE, known)
    return external_faults(looked.folder, looked.outside, known)
