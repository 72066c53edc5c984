"""A preview session without server and watcher: a site that is edited, and the pages that the preview shows."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from digest.cache.cache import Cache
from digest.commands.open_site import open_site
from digest.config.config import SETTINGS_FILE, Config
from digest.diagnostics import Diagnostic
from digest.output.build_lock import make_state_folder
from digest.preview.generation import Generation
from digest.preview.http_response import Response
from digest.preview.live_inputs import EXTENSIONS, WATCHED_THEMES, LiveInputs
from digest.preview.session import Session, Update
from tests import sites
from tests.properties.editor import ContentFile, Editor

PLAIN_NAME = re.compile(r"\.[0-9a-f]{10}(\.css|\.js)")
"""The hash in the names of assets, which the preview leaves out."""

PLAIN_BYTES = re.compile(PLAIN_NAME.pattern.encode())
OUR_SCRIPT = re.compile(rb'<script src="[^"]*/_digest/client.js"[^>]*></script>\n')


class Pen(Editor):
    """An editor who records the files that were touched."""

    def __init__(self, root: Path, articles: int) -> None:
        self.touched: set[str] = set()
        super().__init__(root, articles)

    def put(self, path: str, content: ContentFile) -> None:
        """Write or delete a file."""
        self.touched.add(path)
        super().put(path, content)

    def rename(self, path: str, new: str) -> None:
        """Rename a file."""
        self.touched |= {path, new}
        super().rename(path, new)

    def swap(self, one: str, other: str, *, by_name: bool) -> None:
        """Let two files change places."""
        self.touched |= {one, other}
        super().swap(one, other, by_name=by_name)

    def touch(self, path: str, moment: float) -> None:
        """Set the modification time of a file."""
        self.touched.add(path)
        super().touch(path, moment)

    def take_touched(self) -> frozenset[str]:
        """Return the files that were touched since the last call."""
        touched, self.touched = self.touched, set()
        return frozenset(touched)


class Opened:
    """A newly opened session of a site."""

    def __init__(
        self, root: Path, cache: Path, clock: Callable[[], datetime], config: Config | None = None, **options: Any
    ) -> None:
        def settings() -> Config:
            return replace(open_site(str(root))[1], **options)

        make_state_folder(cache)
        self.cache = Cache(cache / "cache.sqlite")
        self.inputs = LiveInputs(root, settings, config or settings())
        self.reports = 0
        self.session = Session(self.inputs, self.cache, clock, self._report)
        self.inputs.scan(self.cache.file_states())
        self.session.open(lambda: None, lambda done, total: None)
        self.session.run_deferred()

    def _report(self) -> None:
        self.reports += 1

    def update(self, paths: Collection[str] | None, pauses: int | None = None) -> list[Update]:
        """Return the states of the site after these files were touched. A newer save interrupts after this number of pauses."""
        rest = iter(range(pauses)) if pauses is not None else count()
        updates = list(self.session.update(paths, lambda: next(rest, None) is None))
        if updates:
            self.session.run_deferred()
        return updates

    @property
    def generation(self) -> Generation:
        """The current state of the site."""
        assert self.session.generation is not None
        return self.session.generation

    def answer(self, path: str) -> Response:
        """Return the response for an output path, requested by its URL."""
        url = path.removesuffix("index.html") if path.endswith("/index.html") or path == "index.html" else path
        return self.generation.answer(url)

    def shown(self) -> dict[str, bytes]:
        """Return the bytes of all pages and files in the preview by output path, without the preview's script."""
        answers = self._answers()
        if self.session.stages.has_new_problems:  # damaged pictures were detected
            self.update(())
            answers = self._answers()
        assert {answer.status for answer in answers.values()} <= {200, 404}, {
            path: answer for path, answer in answers.items() if answer.status not in (200, 404)
        }
        return {path: OUR_SCRIPT.sub(b"", answer.body) for path, answer in answers.items()}

    def _answers(self) -> dict[str, Response]:
        return {path: self.answer(path) for path in sorted({*self.generation.pages, *self.generation.files})}

    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """Return all current diagnostics of the preview."""
        assert self.session.latest is not None
        return tuple(sorted({*self.session.latest.diagnostics, *self.session.page_diagnostics()}))


class Desk:
    """A site, its editor, and a session that is notified of each file that the editor touches."""

    def __init__(self, place: Path, articles: int = 6, pen: Pen | None = None, cache: Path | None = None, **options: Any) -> None:
        self.place = place
        self.options = options
        self.now = sites.NOW
        self.site = pen or Pen(place / "editor", articles)
        self.root = self.site.root
        self.site.take_touched()
        self.opened = Opened(self.root, cache or self.root / ".digest", lambda: self.now, **options)

    @property
    def session(self) -> Session:
        """The session."""
        return self.opened.session

    def save(self) -> list[Update]:
        """Notify the session of touched files, and assert that it finds the same as a full scan."""
        updates = self.opened.update(self.site.take_touched())
        assert self.opened.update(()) == []
        self._is_as_another_look_finds_it()
        for update in updates[:-1]:
            self._shows_at_once_what_it_shows_later(update, updates[-1])
        return updates

    def save_in_a_hurry(self, pauses: int) -> list[Update]:
        """Notify the session of touched files, and interrupt updates that take more than this number of pauses."""
        return self.opened.update(self.site.take_touched(), pauses)

    def _is_as_another_look_finds_it(self) -> None:
        inputs = self.opened.inputs
        other = LiveInputs(self.root, inputs.read_settings, inputs.config)
        other.scan()
        assert inputs.content == other.content
        assert inputs._listings == other._listings
        assert inputs._folders == other._folders
        assert inputs.diagnostics == other.diagnostics
        assert inputs.config == other.config or SETTINGS_FILE in inputs.diagnostics
        # If one has errors, the session has its last valid version, and the new scan has none, and not its filters.
        assert inputs.extensions == other.extensions or {SETTINGS_FILE, EXTENSIONS} & inputs.diagnostics.keys()
        theme, other_theme = ((of.theme, of.template_hashes) for of in (inputs, other))
        assert theme == other_theme or {WATCHED_THEMES, EXTENSIONS} & inputs.diagnostics.keys()

    def _shows_at_once_what_it_shows_later(self, first: Update, last: Update) -> None:
        assert first.generation
        assert last.generation
        assert first.page == first.follow == last.follow != ""
        path = first.page.removeprefix(first.generation.base + "/")
        assert first.generation.answer(path) == last.generation.answer(path)
        assert first.generation.number < last.generation.number

    def compare(self, what: object = "") -> sites.Built:
        """Assert that the preview has the same pages and diagnostics as a clean build."""
        built, made = self.clean_build()
        self.shows(built, made, what)
        return built

    def clean_build(self) -> tuple[sites.Built, dict[str, bytes]]:
        """Return the result and the files of a clean build."""
        return sites.clean_build(self.root, self.place / "clean", now=self.now, **self.options)

    def shows(self, built: sites.Built, made: dict[str, bytes], what: object = "") -> None:
        """Assert that the preview has the same pages and diagnostics as this clean build."""
        shown = self.opened.shown()  # first: errors of a page are known when it was requested
        diagnostics = tuple(f"{diagnostic} | {diagnostic.hint}" for diagnostic in self.opened.diagnostics())
        if built.code:
            assert {place_and_code(line) for line in built.diagnostics} <= {place_and_code(line) for line in diagnostics}, what
            return
        assert diagnostics == built.diagnostics, what
        expected = {PLAIN_NAME.sub(r"\1", path): PLAIN_BYTES.sub(rb"\1", data) for path, data in made.items()}
        del expected[sites.LIST]
        assert shown.keys() == expected.keys(), what
        for path, data in expected.items():
            assert shown[path] == data, (what, path)

    def is_as_if_opened_now(self) -> None:
        """Assert that a newly opened session has the same state."""
        other = Opened(self.root, self.place / "other-cache", lambda: self.now, **self.options)
        assert self.opened.shown() == other.shown()
        assert self.opened.diagnostics() == other.diagnostics()
        mine, others = self.session.latest, other.session.latest
        assert mine
        assert others
        assert mine.unpublished == others.unpublished
        assert self.session.until() == other.session.until()
        assert {path: self.opened.generation.key(path) for path in self.opened.generation.pages} == {
            path: other.generation.key(path) for path in other.generation.pages
        }
        other.cache.close()


def place_and_code(line: str) -> str:
    """Return location and code of a diagnostic."""
    found = re.match(r"(\S+:\d+:\d+: [EWN]\d+) ", line)
    return found[1] if found else ""
