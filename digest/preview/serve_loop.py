"""The loop of `digest serve`: watch the site, update what changed, and notify the browsers."""

from __future__ import annotations

import gc
import sys
import threading
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any, NoReturn

from msgspec.structs import replace

from digest.cache.cache import CACHE_FILE, Cache
from digest.config.config import SETTINGS_FILE, Config
from digest.diagnostics import Diagnostic
from digest.output.build_lock import STATE_FOLDER
from digest.preview.browser_channel import SHOWN_UNPUBLISHED, Message, shown_error
from digest.preview.http_server import Server
from digest.preview.live_inputs import InputChanges, LiveInputs
from digest.preview.session import Session, Update
from digest.preview.watcher import Changed, Mailbox, Watcher

TICK_SECONDS = 1.0
"""Seconds after which it is looked whether the watched folders are still there."""

RESCAN_SECONDS = 30.0
"""Seconds after which all files are scanned, whatever the watcher reported."""

POLL_SECONDS = 0.5
"""Seconds between two looks at everything, where the system does not report changes."""

RESCAN_SHARE = 200
"""The pause before a scan of all files, as a multiple of what the last one took: so scans take half a percent of a core."""

POLL_SHARE = 10
"""The same where the system does not report changes."""

UNINTERRUPTED_SECONDS = 0.2
"""Seconds for which the lists of a site are made whatever is saved meanwhile: in most sites they are done by then."""

LONGEST_BEHIND = 10.0
"""Seconds for which the lists may be put off while the editor saves again and again."""

MAX_DIAGNOSTICS = 100
"""How many diagnostics are shown in the browser."""


class Preview:
    """A site that is being written, the browsers that show it, and the terminal."""

    def __init__(
        self,
        root: Path,
        settings: Callable[[], Config],
        clock: Callable[[], datetime],
        server: Server,
        print_line: Callable[[str], None],
        print_diagnostics: Callable[[tuple[Diagnostic, ...]], None],
        *,
        poll: float = 0.0,
        follow: bool = False,
    ) -> None:
        self.root = root
        self.clock = clock
        self.server = server
        self.print_line = print_line
        self.print_diagnostics = print_diagnostics
        self.poll = poll
        """Seconds between two looks at everything; 0 to let the system report changes."""
        self.follow = follow
        """Whether open pages follow the article that was saved."""
        self.cache = Cache(root / STATE_FOLDER / CACHE_FILE)
        self.inputs = LiveInputs(root, settings, settings())
        self.session = Session(self.inputs, self.cache, clock, self._send_page_diagnostics)
        server.url_after_move = self.session.url_after_move
        server.complain = lambda error: print_line(f"internal error: {type(error).__name__}: {error}; please report it")
        self.mailbox = Mailbox()
        self.watcher = Watcher(root, self.mailbox)
        self.interval = poll or POLL_SECONDS
        """Seconds between two looks at everything."""
        self.last_scan = 0.0
        """When the last one was."""
        self.reported: tuple[Diagnostic, ...] = ()
        self.has_failed = False
        """Whether it was printed that the system does not report changes."""
        self.behind_since = 0.0
        """Since when lists are not as the articles are, if they are not."""
        self.published: Update | None = None
        self.lock = threading.Lock()
        """Held while something is said: threads that render pages say what is wrong with them."""

    def serve(self) -> NoReturn:
        """Show the site and every change of it, until something is raised here, such as KeyboardInterrupt."""
        sys.setswitchinterval(0.001)  # a browser that asks does not wait long for what is being made
        self.inputs.scan(self.cache.file_states())
        self._publish(self.session.open(self._start_server, self._send_progress))
        self.session.run_deferred()
        gc.freeze()  # what was read stays
        gc.enable()
        if not self.poll:
            threading.excepthook = self.watcher.on_thread_error
            self.watcher.start()
        self._apply(None)  # for what happened while the site was read
        while True:
            self._apply(self._wait_for_change())

    def _start_server(self) -> None:
        """Answer requests from now on; those that came before have waited."""
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()

    def _wait_for_change(self) -> Changed:
        """Wait until something happened, or may have."""
        polls = self._is_polling()
        until = self.session.until()
        rest = max(0.0, (until - self.clock()).total_seconds()) if until else TICK_SECONDS
        changed_paths = self.mailbox.take(min(rest, self.interval if polls else TICK_SECONDS))
        if not polls:
            self.watcher.check()
            polls = self._is_polling()
        patience = self.interval if polls else max(RESCAN_SECONDS, self.interval)
        return None if time.monotonic() - self.last_scan >= patience else changed_paths

    def _is_polling(self) -> bool:
        """Whether changes are found only by polling. The first time, that is printed."""
        failure = self.watcher.failure
        if failure and not self.has_failed:
            self.has_failed = True
            self.interval = POLL_SECONDS
            self.print_line(f"the system does not report changes ({failure}): digest polls every {POLL_SECONDS * 1000:.0f} ms")
        return bool(self.poll or failure)

    def _apply(self, changed_paths: Changed) -> None:
        """Show what changed, if anything did."""
        start = time.monotonic()
        generation_before, updates, is_rest = self.server.generation, 0, self.session.is_behind
        for update in self.session.update(changed_paths, lambda: self._is_superseded(start)):
            updates += 1
            self.server.before = generation_before
            self._publish(update)
            seconds = time.monotonic() - start
        self.behind_since = (self.behind_since or start) if self.session.is_behind else 0.0
        if updates and (self.session.changes or not is_rest):
            self.print_line(f"{time.strftime('%H:%M:%S')} {_described_changes(self.session.changes)}: {seconds * 1000:.0f} ms")
        if updates:
            self.session.run_deferred()
        if changed_paths is None:
            self.last_scan = time.monotonic()
            least, share = (self.poll or POLL_SECONDS, POLL_SHARE) if self._is_polling() else (RESCAN_SECONDS, RESCAN_SHARE)
            self.interval = max(least, share * (self.last_scan - start))

    def _is_superseded(self, start: float) -> bool:
        """Whether a newer save should not wait until the lists are made, on which digest has worked since `start`."""
        now = time.monotonic()
        return start + UNINTERRUPTED_SECONDS < now < (self.behind_since or start) + LONGEST_BEHIND and self.mailbox.is_due()

    def _publish(self, update: Update) -> None:
        with self.lock:
            self.published = update
            self.server.generation = update.generation
            news = {"page": update.page, "files": update.files, "follow": update.follow, "moves": update.moves}
            self._send(update, news=update.generation is not None, **news)

    def _send_page_diagnostics(self) -> None:
        """Show what is wrong with a page that was rendered."""
        with self.lock:
            if self.published:
                self._send(self.published)

    def _send_progress(self, done: int, total: int) -> None:
        said = f"Reading articles: {done:,} of {total:,}."
        self.server.channel.send(replace(self.server.channel.latest, progress=said))

    def _send(self, update: Update, **news: Any) -> None:
        """Tell the terminal and the browsers of this state of the site, and what is wrong with pages of it that were rendered."""
        diagnostics = tuple(sorted({*update.diagnostics, *self.session.page_diagnostics()}))
        self._print_new(diagnostics)
        errors = [diagnostic for diagnostic in diagnostics if diagnostic.is_error]
        warnings = [diagnostic for diagnostic in diagnostics if diagnostic.is_warning]
        editor = self.inputs.config.editor
        message = Message(
            run=self.server.channel.latest.run,
            number=update.generation.number if update.generation else 0,
            home=f"{update.generation.base if update.generation else self.server.base}/",
            ready=update.generation is not None,
            diagnostics=tuple(shown_error(diagnostic, self.root, editor) for diagnostic in [*errors, *warnings][:MAX_DIAGNOSTICS]),
            unpublished=update.unpublished[:SHOWN_UNPUBLISHED],
            count=len(update.unpublished),
            follows=self.follow,
            **news,
        )
        self.server.channel.send(message)

    def _print_new(self, diagnostics: tuple[Diagnostic, ...]) -> None:
        """Print what is wrong and was not so before; or that all is well again."""
        reported = frozenset(self.reported)
        new = tuple(diagnostic for diagnostic in diagnostics if diagnostic not in reported)
        had_errors = any(diagnostic.is_error for diagnostic in self.reported)
        self.reported = diagnostics
        self.print_diagnostics(new)
        if had_errors and not any(diagnostic.is_error for diagnostic in diagnostics):
            self.print_line("all errors are fixed")


def _described_changes(changes: InputChanges) -> str:
    """What changed, in a few words."""
    articles = sorted(changes.article_files)
    words = articles if len(articles) <= 3 else [f"{len(articles)} articles"]
    words += [SETTINGS_FILE] * changes.settings + ["the theme"] * changes.theme
    words += ["the extensions"] * changes.extensions + ["other files of content/"] * changes.others
    return ", ".join(words) or ("the errors" if changes.diagnostics else "the clock")
