"""The loop of `digest serve`: wait for changed paths or the next scan (intervals, polling), apply them to the session, interrupt it
for a newer save, fill and send messages to the browsers, and print a line with names of changed files and the time it took, and new
diagnostics."""

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
from digest.preview.watcher import Changed, ChangeQueue, Watcher

TICK_SECONDS = 1.0
"""The time between two checks whether the watched folders still exist."""

RESCAN_SECONDS = 30.0
"""The time after which all files are scanned, whatever the watcher reported."""

POLL_SECONDS = 0.5
"""The time between two scans of all files, if the system does not report changes."""

RESCAN_SHARE = 200
"""The pause between two scans of all files, as a multiple of the duration of the last scan: scans use half a percent of a core."""

POLL_SHARE = 10
"""The same multiple if the system does not report changes."""

UNINTERRUPTED_SECONDS = 0.2
"""The time before a newer save may interrupt the update of lists: in most sites they are finished by then."""

MAX_LIST_DELAY_SECONDS = 10.0
"""The maximum time that lists are stale while the user saves repeatedly."""

MAX_DIAGNOSTICS = 100
"""The maximum number of diagnostics shown in the browser."""


class Preview:
    """Connects a site that is being edited, the browsers that show it, and the terminal."""

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
        """Seconds between two scans of all files; 0 to use the change reports of the system."""
        self.follow = follow
        """Whether open pages go to the saved article."""
        self.cache = Cache(root / STATE_FOLDER / CACHE_FILE)
        self.inputs = LiveInputs(root, settings, settings())
        self.session = Session(self.inputs, self.cache, clock, self._send_page_diagnostics)
        server.url_after_move = self.session.url_after_move
        server.report_error = lambda error: print_line(f"internal error: {type(error).__name__}: {error}; please report it")
        self.change_queue = ChangeQueue()
        self.watcher = Watcher(root, self.change_queue)
        self.interval = poll or POLL_SECONDS
        """Seconds between two scans of all files."""
        self.last_scan = 0.0
        """The time of the last scan of all files."""
        self.reported: tuple[Diagnostic, ...] = ()
        self.has_failed = False
        """Whether a failure of the watcher was printed."""
        self.stale_since = 0.0
        """The time since which lists are stale; 0 if they are up to date."""
        self.published: Update | None = None
        self.lock = threading.Lock()
        """Held while messages are sent or printed: threads that render pages report errors too."""

    def serve(self) -> NoReturn:
        """Serve the site and update it after every change, until an exception such as KeyboardInterrupt."""
        sys.setswitchinterval(0.001)  # seconds; requests must not wait long for an update in another thread
        self.inputs.scan(self.cache.file_states())
        self._publish_update(self.session.open(self._start_server, self._send_progress))
        self.session.run_deferred()
        gc.freeze()  # the articles stay in memory
        gc.enable()
        if not self.poll:
            threading.excepthook = self.watcher.on_thread_error
            self.watcher.start()
        self._apply_changes(None)  # for changes made while the site was read
        while True:
            self._apply_changes(self._wait_for_change())

    def _start_server(self) -> None:
        """Start to answer requests; earlier ones wait in the queue of the socket."""
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()

    def _wait_for_change(self) -> Changed:
        """Wait for a change, or for the time of a scan. Return the changed paths, or None to scan all files."""
        polls = self._is_polling()
        next_change = self.session.until()
        seconds_left = max(0.0, (next_change - self.clock()).total_seconds()) if next_change else TICK_SECONDS
        changed_paths = self.change_queue.take(min(seconds_left, self.interval if polls else TICK_SECONDS))
        if not polls:
            self.watcher.check()
            polls = self._is_polling()
        scan_interval = self.interval if polls else max(RESCAN_SECONDS, self.interval)
        return None if time.monotonic() - self.last_scan >= scan_interval else changed_paths

    def _is_polling(self) -> bool:
        """Return whether changes are found only by polling. Prints a failure of the watcher once."""
        failure = self.watcher.failure
        if failure and not self.has_failed:
            self.has_failed = True
            self.interval = POLL_SECONDS
            self.print_line(f"the system does not report changes ({failure}): digest polls every {POLL_SECONDS * 1000:.0f} ms")
        return bool(self.poll or failure)

    def _apply_changes(self, changed_paths: Changed) -> None:
        """Update the site after these changes, and notify terminal and browsers."""
        start = time.monotonic()
        generation_before, updates, is_rest = self.server.generation, 0, self.session.lists_are_stale
        for update in self.session.update(changed_paths, lambda: self._is_superseded(start)):
            updates += 1
            self.server.previous_generation = generation_before
            self._publish_update(update)
            seconds = time.monotonic() - start
        self.stale_since = (self.stale_since or start) if self.session.lists_are_stale else 0.0
        if updates and (self.session.changes or not is_rest):
            self.print_line(f"{time.strftime('%H:%M:%S')} {_described_changes(self.session.changes)}: {seconds * 1000:.0f} ms")
        if updates:
            self.session.run_deferred()
        if changed_paths is None:
            self.last_scan = time.monotonic()
            least_interval, scan_share = (
                (self.poll or POLL_SECONDS, POLL_SHARE) if self._is_polling() else (RESCAN_SECONDS, RESCAN_SHARE)
            )
            self.interval = max(least_interval, scan_share * (self.last_scan - start))

    def _is_superseded(self, start: float) -> bool:
        """Return whether a newer save should interrupt the update of lists that began at `start`."""
        now = time.monotonic()
        return (
            start + UNINTERRUPTED_SECONDS < now < (self.stale_since or start) + MAX_LIST_DELAY_SECONDS
            and self.change_queue.is_due()
        )

    def _publish_update(self, update: Update) -> None:
        with self.lock:
            self.published = update
            self.server.generation = update.generation
            news = {"page": update.page, "files": update.files, "follow": update.follow, "moves": update.moves}
            self._send_state(update, news=update.generation is not None, **news)

    def _send_page_diagnostics(self) -> None:
        """Send the errors of a rendered page to terminal and browsers."""
        with self.lock:
            if self.published:
                self._send_state(self.published)

    def _send_progress(self, done: int, total: int) -> None:
        progress = f"Reading articles: {done:,} of {total:,}."
        self.server.channel.send(replace(self.server.channel.latest, progress=progress))

    def _send_state(self, update: Update, **news: Any) -> None:
        """Send the state of the site and all diagnostics, including those of rendered pages, to terminal and browsers."""
        diagnostics = tuple(sorted({*update.diagnostics, *self.session.page_diagnostics()}))
        self._print_new_diagnostics(diagnostics)
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

    def _print_new_diagnostics(self, diagnostics: tuple[Diagnostic, ...]) -> None:
        """Print diagnostics that were not reported before; and a line when the last error is fixed."""
        reported = frozenset(self.reported)
        new_diagnostics = tuple(diagnostic for diagnostic in diagnostics if diagnostic not in reported)
        had_errors = any(diagnostic.is_error for diagnostic in self.reported)
        self.reported = diagnostics
        self.print_diagnostics(new_diagnostics)
        if had_errors and not any(diagnostic.is_error for diagnostic in diagnostics):
            self.print_line("all errors are fixed")


def _described_changes(changes: InputChanges) -> str:
    """Return a short description of the changes."""
    article_files = sorted(changes.article_files)
    changed_inputs = article_files if len(article_files) <= 3 else [f"{len(article_files)} articles"]
    changed_inputs += [SETTINGS_FILE] * changes.settings + ["the theme"] * changes.theme
    changed_inputs += ["the extensions"] * changes.extensions + ["other files of content/"] * changes.others
    return ", ".join(changed_inputs) or ("the errors" if changes.diagnostics else "the clock")
