"""A session of writing: everything in memory, and after each save as little of it made again as may be."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from datetime import datetime
from threading import Lock
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from digest.build import additions_of, parsing_of
from digest.disk.keys import Look
from digest.disk.memo import Memo
from digest.errors import Fault
from digest.fingerprint import fingerprint
from digest.grouping.calendar import early_updates
from digest.grouping.collect import FAULTY, Collections, collect, revised
from digest.grouping.taxonomy import Registries
from digest.pages.articles import revised_page
from digest.pages.links import Links, plain_path
from digest.pages.page import File, Site
from digest.pages.part import Outlined
from digest.pages.plan import Before, Plan, plan
from digest.pages.site import describe_site
from digest.permalinks import url_of
from digest.preview.addresses import Addresses
from digest.preview.channel import Unpublished, unpublished
from digest.preview.generation import Generation, Printer, Recent, outputs
from digest.preview.inputs import Changes, Inputs, Skin
from digest.preview.library import Library
from digest.rendering.theme import Theme, read_strings


class Update(Struct, frozen=True):
    """What another state of the site brings."""

    generation: Generation | None
    """None as long as there is nothing to show."""
    faults: tuple[Fault, ...]
    """What is wrong; see also `Session.unrendered`."""
    unpublished: tuple[Unpublished, ...]
    """What only the preview shows: drafts, embargoed and expired articles."""
    page: str = ""
    """The url of the one page that is another now; '' if any page may be."""
    files: tuple[str, ...] = ()
    """The urls of copied files that came, went, or hold other bytes now."""
    follow: str = ""
    """The url of the page that the editor works on, if one article was saved."""
    moves: bool = False
    """Whether an article has another address than before."""


class _Interrupted(Exception):
    """Something newer waits."""


class Session:
    """The stages of a build, each with what it made last: a stage is gone through again if what goes into it changed."""

    def __init__(self, inputs: Inputs, memo: Memo, clock: Callable[[], datetime], report: Callable[[], None]) -> None:
        self.inputs = inputs
        self.library = Library(memo)
        self.clock = clock
        self.addresses = Addresses()
        self.report = report
        """Called when what is wrong with rendered pages is other than before."""
        self.generation: Generation | None = None
        self.number = 0
        self.latest: Update | None = None
        self.changes = Changes()
        """What the latest update was about; nothing if it was the time, or what the one before had left."""
        self.is_behind = False
        """Whether only the pages of saved articles are as they were saved, and what lists them is not yet."""
        self._registries = Registries()
        self._collections: Collections | None = None
        self._plan: Plan | None = None
        self._planned_of: tuple[object, ...] = ()
        """What that plan was made of, beside the bytes of the theme's files."""
        self._links: Links | None = None
        self._recent = Recent()
        self._strings: dict[str, Any] = {}
        self._printers: tuple[Printer, ...] = ()
        self._faults: tuple[Fault, ...] = ()
        self._lock = Lock()
        self._unrendered: dict[str, tuple[Fault, ...]] = {}
        """Why pages could not be rendered, by path."""

    def open(self, forked: Callable[[], None], progress: Callable[[int, int], None]) -> Update:
        """The first state of the site, of inputs that were looked at already. `forked` as in `Library.open`."""
        config, today = self.inputs.config, self.clock().toordinal()
        self.library.open(self.inputs.content.manuscripts, parsing_of(config), today, forked, progress)
        self.latest = self._made()
        return self.latest

    def update(self, paths: Collection[str] | None, is_late: Callable[[], bool] = lambda: False) -> Iterator[Update]:
        """The states of the site after something happened to these files, or to any (None); no state if nothing changed.

        The page of an article that was saved comes first, and alone: it takes no longer in a large site than in a small one.
        What else shows the article is made in the next update if, in the middle of making it, `is_late` finds that it should not
        be waited for (see `is_behind`).
        """
        parsing = parsing_of(self.inputs.config)
        changes = self.inputs.look() if paths is None else self.inputs.look_at({*paths, *self.library.unread})
        is_collected = not (changes.settings or changes.manuscripts or changes.others or self.library.unread or self._is_due())
        is_same = is_collected and not changes
        if is_same and not self.is_behind:
            return
        at_once = None
        self.changes = changes
        if not is_same:
            self._read(changes, all_of_them=parsing_of(self.inputs.config) != parsing)
            at_once = self._revised(changes)
        if at_once:
            self.latest = at_once
            self.is_behind = True
            yield at_once

        def pause() -> None:
            if (at_once or is_same) and is_late():
                raise _Interrupted

        try:
            made = self._made(pause, collected=bool(at_once) or is_collected)
        except _Interrupted:
            return
        follow = self.latest.follow if self.latest and (at_once or is_same) else self._followed(changes)
        self.latest = replace(made, follow=follow)
        self.is_behind = False
        yield self.latest

    def settle(self) -> None:
        """Do what can wait until the editor has seen the page."""
        self.library.store(self.clock().toordinal(), forget=not self.is_behind)  # lists that are behind show texts of earlier saves
        if self._links is None and self._collections is not None:
            self._links = Links(self._collections, self.inputs.content.files, self.inputs.config)
        for path in tuple(self._unrendered):
            if self.generation and path in self.generation.pages:
                self.generation.answer(path)
            else:
                self._rendered(path, ())

    def unrendered(self) -> tuple[Fault, ...]:
        """What is wrong with pages that were asked for."""
        with self._lock:
            return tuple(sorted({fault for faults in self._unrendered.values() for fault in faults}))

    def moved(self, path: str, number: int) -> str:
        """The url of the article whose page stood at this path below the base path in the state of this number.

        '' if it has not moved, or has no page any more.
        """
        for output in outputs(path):
            found = self.addresses.moved(output, number)
            if found:
                return self.inputs.config.base_path + url_of(found)
        return ""

    def until(self) -> datetime | None:
        """When the clock alone changes the site."""
        return self._collections.until if self._collections else None

    def _is_due(self) -> bool:
        until = self.until()
        return until is not None and self.clock() >= until

    def _read(self, changes: Changes, *, all_of_them: bool) -> None:
        looked_for = changes.manuscripts | self.library.unread
        found = self.inputs.manuscripts(None if all_of_them else looked_for)
        self.library.read(found.values(), parsing_of(self.inputs.config))
        self.library.forget(looked_for - found.keys())

    def _revised(self, changes: Changes) -> Update | None:
        """The state of the site with the page of the one article that was saved; None if more has to be looked at first."""
        if self.generation is None or self.latest is None or self._collections is None or self._links is None:
            return None
        if len(changes.manuscripts) != 1 or changes != Changes(manuscripts=changes.manuscripts) or self._is_due():
            return None
        (path,) = changes.manuscripts
        read = self.library.reads.get(path)
        if read is None or read.article is None or read.is_faulty or self._collections.sources.get(path) == FAULTY:
            return None
        found = revised(self._collections, read.article)
        if found is None:
            return None
        collections, at = found
        entry = collections.entries[at]
        part = self.generation.pages.get(entry.gist.path)
        if part is None or path not in {one.article.path for one in part.part.entries}:
            return None
        self._collections = collections
        page = revised_page(part.part, collections.entries, at, self._links)
        self.generation = replace(self.generation, number=self._next(), revised={**self.generation.revised, entry.gist.path: page})
        url = entry.card.url
        return Update(self.generation, self.latest.faults, self.latest.unpublished, page=url, follow=url)

    def _next(self) -> int:
        self.number += 1
        return self.number

    def _made(self, pause: Callable[[], None] = lambda: None, *, collected: bool = False) -> Update:
        """The state of the site, whatever changed; `collected` if what is published is known already. `pause` as in `plan`."""
        content = self.inputs.content
        found = [*content.faults, *self._read_registries()]
        found += [fault for faults in self.library.faults.values() for fault in faults]
        if not collected or self._collections is None:
            self._collections = self._collect({fault.path for fault in found if fault.is_error})
            self._links = None
        articles = [read.article for read in self.library.reads.values() if read.article]
        self._faults = (*found, *early_updates(articles, self.clock()), *self._collections.faults)
        skin = self.inputs.skin
        if skin is None:
            return Update(None, self._told(), ())
        last = self.generation
        self.generation = self._generation(self._collections, skin, pause)
        files = _other_files(last, self.generation) if last else ()
        moves = self._record_addresses(self._collections)
        return Update(self.generation, self._told(), self._unpublished(), files=files, moves=moves)

    def _record_addresses(self, collections: Collections) -> bool:
        """Whether an article has another address than before; see `moved`."""
        articles = [(entry.gist.source, entry.gist.path, entry.card.title) for entry in collections.entries]
        articles += [(page.path, plain_path(page), page.shown_title) for page in collections.pages]
        hashes = {manuscript.found.path: manuscript.hash for manuscript in self.inputs.content.manuscripts}
        pages, titles = ({article[0]: article[at] for article in articles} for at in (1, 2))
        return self.addresses.record(self.number, pages, hashes, titles)

    def _read_registries(self) -> list[Fault]:
        """What is wrong with the registries; those with faults are left as they were when they had none."""
        registries, faults = self.inputs.content.registries()
        if not any(fault.is_error for fault in faults) or not self._registries.topics:
            self._registries = registries
        return faults

    def _collect(self, faulty_paths: Collection[str]) -> Collections:
        """What is published: of a file with faults the last version without."""
        articles, faulty = [], []
        for manuscript in self.inputs.content.manuscripts:
            path = manuscript.found.path
            read = self.library.reads[path]
            if read.article and not read.is_faulty:
                articles.append(read.article)
            elif path in self.library.good:
                articles.append(self.library.good[path])
            elif read.article:
                faulty.append(read.article)
        lost = faulty_paths - self.library.good.keys()
        return collect(articles, self._registries, self.inputs.config, self.clock(), faulty, lost, self._collections)

    def _generation(self, collections: Collections, skin: Skin, pause: Callable[[], None]) -> Generation:
        """The state of the site; adds to the faults what is found on the way."""
        config, content, theme = self.inputs.config, self.inputs.content, skin.files.theme
        noted: list[Fault] = []
        strings = self._read_strings(theme, config.language, noted)
        site, nav_faults = describe_site(collections, config, theme.assets(plain=True), strings)
        self._plan = self._planned(collections, site, theme.files(plain=True), pause)
        self._faults += (*noted, *nav_faults, *self._plan.faults)
        self._dress(Look(theme, skin.closures, site, self.inputs.extensions))
        return Generation(
            number=self._next(),
            base=config.base_path,
            pages={outline.path: part for part in self._plan.parts for outline in part.outlines},
            files={file.path: file for file in self._plan.files},
            real=skin.files.real | content.real,
            printer=self._printers[0],
            last_printer=self._printers[1] if len(self._printers) > 1 else None,
            bodies=self.library.text,
            recent=self._recent,
            report=self._rendered,
        )

    def _planned(self, collections: Collections, site: Site, theme_files: tuple[File, ...], pause: Callable[[], None]) -> Plan:
        """The plan of all pages and files; parts that are made of the same as before are not made again."""
        config, files, last = self.inputs.config, self.inputs.content.files, self._plan
        codes = self.inputs.extensions
        of = (collections, site, config, files, [(file.path, file.origin) for file in theme_files], codes)
        # Collections are large, so they are not compared.
        if last is not None and collections is self._planned_of[0] and of[1:] == self._planned_of[1:]:
            renewed = {file.path: file for file in theme_files}
            return replace(last, files=tuple(renewed.get(file.path, file) for file in last.files))
        before = Before({p.part.name: Outlined(p.key, p.outlines) for p in last.parts}, last.sound) if last else Before()
        planners = additions_of(codes)[0].planners
        made = plan(collections, site, config, files, theme_files, fingerprint(site, config), before, planners, pause)
        self._planned_of = of
        # Of a planner that fails the last good pages stay; where something else has taken their path, that is shown.
        kept = [part for part in last.parts if part.part.name in made.lost] if last else []
        return replace(made, parts=(*kept, *made.parts))

    def _read_strings(self, theme: Theme, language: str, noted: list[Fault]) -> dict[str, Any]:
        """The words of the theme; with faults in them those that it had without."""
        strings = read_strings(theme, language, noted)
        if not any(fault.is_error for fault in noted) or not self._strings:
            self._strings = strings
        return self._strings

    def _dress(self, look: Look) -> None:
        """Have a printer for this look, and keep that of the last look that failed for no page."""
        if self._printers and self._printers[0].look == look:
            return
        with self._lock:
            good = self._printers[1:] if self._unrendered and len(self._printers) > 1 else self._printers[:1]
            self._unrendered = {}
        self._printers = (Printer(look), *good)

    def _rendered(self, path: str, faults: tuple[Fault, ...]) -> None:
        with self._lock:
            if self._unrendered.get(path, ()) == faults:
                return
            self._unrendered = {**self._unrendered, path: faults}
            if not faults:
                del self._unrendered[path]
        self.report()

    def _told(self) -> tuple[Fault, ...]:
        """Everything that is wrong, but for what only rendering finds: that changes from one page that is asked for to the next."""
        settings = (fault for faults in self.inputs.faults.values() for fault in faults)
        return tuple(sorted({*self._faults, *settings}))

    def _unpublished(self) -> tuple[Unpublished, ...]:
        assert self._collections
        zone = self.inputs.config.timezone
        return tuple(unpublished(entry, zone) for entry in reversed(self._collections.entries) if entry.gist.state)

    def _followed(self, changes: Changes) -> str:
        """The url of the one article that was saved."""
        assert self._collections
        if len(changes.manuscripts) != 1:
            return ""
        (path,) = changes.manuscripts
        urls = [entry.card.url for entry in self._collections.entries if entry.gist.source == path]
        pages = [page for page in self._collections.pages if page.path == path]
        return next(iter((*urls, *(self.inputs.config.base_path + url_of(plain_path(page)) for page in pages))), "")


def _other_files(last: Generation, now: Generation) -> tuple[str, ...]:
    """The urls of the files that came, went, or hold other bytes."""
    hashes, before = ({path: file.hash for path, file in generation.files.items()} for generation in (now, last))
    changed = {path for path, _ in hashes.items() ^ before.items()}
    return tuple(now.base + url_of(path) for path in sorted(changed))
