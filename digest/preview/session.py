"""A session of the preview: after each save, an update with the next generation, first of the saved article's page, then of the
pages that list it; with the renderers, the errors of rendered pages, unpublished articles, and moved URLs."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import datetime
from itertools import chain
from threading import Lock

from msgspec import Struct
from msgspec.structs import replace

from digest.build_stages import parsing_of
from digest.cache.cache import Cache
from digest.diagnostics import Diagnostic
from digest.inputs.theme_files import ThemeFiles
from digest.output.render_worker import RenderSettings, RenderWorker
from digest.pages.article_pages import MonthInputs, revised_page
from digest.pages.link_resolution import Links, plain_path
from digest.pages.plan import Plan
from digest.preview.article_library import Library
from digest.preview.browser_channel import Unpublished, unpublished
from digest.preview.generation import MAX_RECENT, Generation, RecentPages, outputs
from digest.preview.live_inputs import InputChanges, LiveInputs
from digest.preview.live_stages import Stages
from digest.preview.moved_articles import Addresses
from digest.urls import url_of


class Update(Struct, frozen=True):
    """A new state of the site."""

    generation: Generation | None
    """None while there is nothing to show."""
    diagnostics: tuple[Diagnostic, ...]
    """The diagnostics, without those of rendered pages: see `Session.page_diagnostics`."""
    unpublished: tuple[Unpublished, ...]
    """The articles that only the preview shows: drafts, embargoed and expired articles."""
    page: str = ""
    """The URL of the only page that changed; '' if any may have changed."""
    files: tuple[str, ...] = ()
    """The URLs of copied files that were added, removed or changed."""
    follow: str = ""
    """The URL of the page that the user is editing, if one article was saved."""
    moves: bool = False
    """Whether the URL of an article changed."""


class _Interrupted(Exception):
    """Raised when a newer save interrupts planning."""


class Session:
    """The state in memory of a site that is being edited."""

    def __init__(self, inputs: LiveInputs, cache: Cache, clock: Callable[[], datetime], report: Callable[[], None]) -> None:
        self.inputs = inputs
        self.library = Library(cache)
        self.clock = clock
        self.addresses = Addresses()
        self.report = report
        """Called when the diagnostics of rendered pages change."""
        self.generation: Generation | None = None
        self.number = 0
        self.latest: Update | None = None
        self.changes = InputChanges()
        """The changes of the latest update; none if it was due to the clock, or updated stale lists."""
        self.lists_are_stale = False
        """Whether the pages that list saved articles still have to be updated."""
        self.stages = Stages(inputs, self.library, clock)
        self._links: Links | None = None
        """The links of the latest collections, for the page of the next saved article."""
        self._recent = RecentPages(MAX_RECENT)
        self._renderers: tuple[RenderWorker, ...] = ()
        """The current renderer, and the last one before it that rendered all pages without errors."""
        self._lock = Lock()
        self._page_diagnostics: dict[str, tuple[Diagnostic, ...]] = {}
        """The errors of pages that could not be rendered, by output path."""

    def open(self, forked: Callable[[], None], progress: Callable[[int, int], None]) -> Update:
        """Return the first state of the site, after the inputs were scanned. `forked` as in `Library.open`."""
        config, today = self.inputs.config, self.clock().toordinal()
        self.library.open(self.inputs.content.articles, parsing_of(config), today, forked, progress)
        self.latest = self._survey_site()
        return self.latest

    def update(self, paths: Collection[str] | None, is_superseded: Callable[[], bool] = lambda: False) -> Iterator[Update]:
        """Yield the new states of the site after changes of these paths, or of any (None); none if nothing changed.

        The first state updates only the page of a saved article, which takes no longer in a large site than in a small one. The
        second updates the pages that list it. If `is_superseded` returns True meanwhile, this is left to the next call, and
        `lists_are_stale` is set.
        """
        parsing_before = parsing_of(self.inputs.config)
        changes = self.inputs.scan() if paths is None else self.inputs.scan_paths({*paths, *self.library.unread})
        is_loaded = not (changes.settings or changes.article_files or changes.others or self.library.unread or self._is_due())
        is_unchanged = is_loaded and not changes and not self.stages.has_new_problems
        if is_unchanged and not self.lists_are_stale:
            return
        article_update = None
        self.changes = changes
        if not is_unchanged:
            self._read_changes(changes, all_of_them=parsing_of(self.inputs.config) != parsing_before)
            article_update = self._article_update(changes)
        if article_update:
            self.latest = article_update
            self.lists_are_stale = True
            yield article_update

        def pause() -> None:
            if (article_update or is_unchanged) and is_superseded():
                raise _Interrupted

        try:
            lists_update = self._survey_site(pause, reuse=bool(article_update) or is_loaded)
        except _Interrupted:
            return
        follow = self._url_of_saved(changes)
        if is_unchanged:  # the lists are stale since the latest save
            assert self.latest
            follow = self.latest.follow
        self.latest = replace(lists_update, follow=follow)
        self.lists_are_stale = False
        yield self.latest

    def run_deferred(self) -> None:
        """Do the work that can wait until the browsers have the new page."""
        self.library.store(self.clock().toordinal(), forget=not self.lists_are_stale)  # stale lists show texts of earlier saves
        if self._links is None:
            assert self.stages.collections
            self._links = Links(self.stages.collections, self.stages.assets, self.inputs.config, self.stages.encoder)
        for path in tuple(self._page_diagnostics):
            assert self.generation
            if path in self.generation.pages:
                self.generation.answer(path)
            else:
                self._note_rendered(path, ())

    def page_diagnostics(self) -> tuple[Diagnostic, ...]:
        """Return the errors of the pages that browsers requested."""
        with self._lock:
            return tuple(sorted({diagnostic for diagnostics in self._page_diagnostics.values() for diagnostic in diagnostics}))

    def url_after_move(self, path: str, number: int) -> str:
        """Return the current URL of the article whose page was at this path in generation `number`.

        The path is relative to the base path. Returns '' if the article did not move, or has no page any more.
        """
        for output in outputs(path):
            moved_path = self.addresses.path_after_move(output, number)
            if moved_path:
                return self.inputs.config.base_path + url_of(moved_path)
        return ""

    def until(self) -> datetime | None:
        """Return the next time at which the site changes without an edit, or None."""
        assert self.stages.collections
        return self.stages.collections.until

    def _is_due(self) -> bool:
        until = self.until()
        return until is not None and self.clock() >= until

    def _read_changes(self, changes: InputChanges, *, all_of_them: bool) -> None:
        expected_paths = changes.article_files | self.library.unread
        found = self.inputs.article_files(None if all_of_them else expected_paths)
        self.library.read(found.values(), parsing_of(self.inputs.config))
        self.library.forget(expected_paths - found.keys())

    def _article_update(self, changes: InputChanges) -> Update | None:
        """Return the state with only the page of the saved article updated; None if other pages may change too."""
        assert self.latest
        if self.generation is None or self._links is None:
            return None
        if len(changes.article_files) != 1 or changes != InputChanges(article_files=changes.article_files) or self._is_due():
            return None
        (path,) = changes.article_files
        parse_result = self.library.parse_results.get(path)
        if parse_result is None or parse_result.article is None or parse_result.has_errors:
            return None
        revision = self.stages.revise(parse_result.article)
        if revision is None:
            return None
        entries, at = revision
        entry = entries[at]
        planned_page = self.generation.pages.get(entry.index.path)
        if planned_page is None or not isinstance(planned_page.part.inputs, MonthInputs):
            return None
        if path not in {other.index.file for other in planned_page.part.entries}:
            return None
        page = revised_page(planned_page.part.inputs, entries, at, self._links)
        revised = {**self.generation.revised, entry.index.path: page}
        self.generation = replace(self.generation, number=self._next_number(), revised=revised)
        url = entry.card.url
        return Update(self.generation, self.latest.diagnostics, self.latest.unpublished, page=url, follow=url)

    def _next_number(self) -> int:
        self.number += 1
        return self.number

    def _survey_site(self, pause: Callable[[], None] = lambda: None, *, reuse: bool = False) -> Update:
        """Return the state of the site after any changes. `reuse` as in `Stages.load`, `pause` as in `plan`."""
        self.stages.load(reuse=reuse)
        if not reuse:
            self._links = None
        theme, last_generation = self.inputs.theme, self.generation
        if theme is None:
            return Update(None, self._with_input_diagnostics(self.stages.load_diagnostics), ())
        plan, settings, diagnostics = self.stages.survey(theme, pause)
        self.generation = self._generation(plan, settings, theme)
        files = _changed_files(last_generation, self.generation) if last_generation else ()
        moves = self._record_addresses()
        return Update(
            self.generation, self._with_input_diagnostics(diagnostics), self._unpublished_articles(), files=files, moves=moves
        )

    def _record_addresses(self) -> bool:
        """Record the paths of all articles in `addresses`. Return whether an article moved."""
        collections = self.stages.collections
        assert collections
        articles = [(entry.index.file, entry.index.path, entry.card.title) for entry in collections.entries]
        articles += [(page.path, plain_path(page), page.shown_title) for page in collections.pages]
        hashes = {article.path: article.hash for article in self.inputs.content.articles}
        pages, titles = ({article[0]: article[at] for article in articles} for at in (1, 2))
        return self.addresses.record(self.number, pages, hashes, titles)

    def _generation(self, plan: Plan, settings: RenderSettings, theme: ThemeFiles) -> Generation:
        self._use_renderer(settings)
        return Generation(
            number=self._next_number(),
            base=self.inputs.config.base_path,
            pages={outline.path: part for part in plan.parts for outline in part.outlines},
            files={file.path: file for file in plan.files},
            real=theme.real | self.inputs.content.real,
            renderer=self._renderers[0],
            last_renderer=self._renderers[1] if len(self._renderers) > 1 else None,
            bodies=self.library.text,
            recent=self._recent,
            make_variant=self.stages.make_variant,
            report=self._note_rendered,
        )

    def _use_renderer(self, settings: RenderSettings) -> None:
        """Make a renderer with these settings, and keep the last one that rendered all pages without errors."""
        if self._renderers and self._renderers[0].settings == settings:
            return
        with self._lock:
            last_good_renderer = self._renderers[1:] if self._page_diagnostics and len(self._renderers) > 1 else self._renderers[:1]
            self._page_diagnostics = {}
        self._renderers = (RenderWorker(settings), *last_good_renderer)

    def _note_rendered(self, path: str, diagnostics: tuple[Diagnostic, ...]) -> None:
        with self._lock:
            if self._page_diagnostics.get(path, ()) == diagnostics:
                return
            self._page_diagnostics = {**self._page_diagnostics, path: diagnostics}
            if not diagnostics:
                del self._page_diagnostics[path]
        self.report()

    def _with_input_diagnostics(self, diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
        """Return these diagnostics and those of the inputs. Errors found by rendering are separate: each request may add some."""
        return tuple(sorted({*diagnostics, *chain.from_iterable(self.inputs.diagnostics.values())}))

    def _unpublished_articles(self) -> tuple[Unpublished, ...]:
        assert self.stages.collections
        zone = self.inputs.config.timezone
        return tuple(unpublished(entry, zone) for entry in reversed(self.stages.collections.entries) if entry.index.state)

    def _url_of_saved(self, changes: InputChanges) -> str:
        """Return the URL of the saved article; '' unless exactly one was saved."""
        collections = self.stages.collections
        assert collections
        if len(changes.article_files) != 1:
            return ""
        (path,) = changes.article_files
        urls = [entry.card.url for entry in collections.entries if entry.index.file == path]
        pages = [plain_path(page) for page in collections.pages if page.path == path]
        pages += [edition.page for edition in collections.issues.editions if edition.intro and edition.intro.path == path]
        return next(iter((*urls, *(self.inputs.config.base_path + url_of(page) for page in pages))), "")


def _changed_files(last: Generation, now: Generation) -> tuple[str, ...]:
    """Return the URLs of the files that were added, removed or changed."""
    hashes, before = ({path: file.hash for path, file in generation.files.items()} for generation in (now, last))
    changed = {path for path, _ in hashes.items() ^ before.items()}
    return tuple(now.base + url_of(path) for path in sorted(changed))
