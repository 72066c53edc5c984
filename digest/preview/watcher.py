"""Watch a site's folders for changes with watchdog: its events, their paths in the site, folders that are added or replaced,
restarts after failures; and the queue of changed paths, which waits until a save or a burst is over (debounce), so that each save
is reported once.

An event only means that a file may have changed; a scan finds out whether it did.
"""

from __future__ import annotations

import logging
import os
import re
import sys
import threading
import time
import warnings
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from watchdog.events import (
    DirCreatedEvent,
    DirDeletedEvent,
    DirMovedEvent,
    FileAttribEvent,
    FileClosedEvent,
    FileCreatedEvent,
    FileDeletedEvent,
    FileModifiedEvent,
    FileMovedEvent,
    FileSystemEvent,
    FileSystemEventHandler,
)
from watchdog.observers import Observer
from watchdog.observers.api import BaseObserver

from digest.config.config import SETTINGS_FILE
from digest.extensions import EXTENSIONS_FOLDER as EXTENSIONS
from digest.files.junk_files import is_skipped
from digest.inputs.content_folder import CONTENT_ROOT
from digest.preview.live_inputs import WATCHED_THEMES

DEBOUNCE = 0.05
"""Seconds without events after which a save is complete, and a missing file counts as removed."""

BURST = 10
"""More paths than this are a burst, as when a branch is checked out or an archive is unpacked."""

BURST_DEBOUNCE = 0.25
"""Seconds without events after which a burst is over."""

MAX_BURST = 30.0
"""Seconds after which the site is updated even if events continue."""

Changed = frozenset[str] | None
"""The changed paths, relative to the site's root; None if any may have changed."""


class ChangeQueue:
    """Passes changed paths from the watcher to the update loop.

    A single finished file is delivered at once. All other changes are delivered when there was no event for a moment: most
    programs save a file in several steps, and a burst is one change.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._condition = threading.Condition()
        self._finished: set[str] = set()
        self._other_paths: set[str] = set()
        self._is_unknown = False
        self._first_change_at = self._latest_change_at = self._latest_finished = float("-inf")
        self._is_single_file_due = False

    def put(self, path: str, *, finished: bool = False) -> None:
        """Add a changed path. `finished` means that it was written completely, under its final name."""
        with self._condition:
            event_time = self._clock()
            if finished:
                self._is_single_file_due = not self._finished and event_time > self._latest_finished + DEBOUNCE
                self._latest_finished = event_time
            waiting_paths = self._finished if finished else self._other_paths
            if path not in waiting_paths:
                self._note_change(event_time)
                waiting_paths.add(path)
            self._condition.notify()

    def put_unknown(self) -> None:
        """Add a change of an unknown path."""
        with self._condition:
            self._note_change(self._clock())
            self._is_unknown = True
            self._condition.notify()

    def take(self, timeout: float) -> Changed:
        """Wait for changed paths and return them when they are due; an empty set if there is none within `timeout` seconds."""
        end = self._clock() + timeout
        with self._condition:
            while True:
                due = self._due_at()
                if due is not None and due <= 0:
                    return self._remove_due_changes()
                seconds_left = end - self._clock()
                if due is None and seconds_left <= 0:
                    return frozenset()
                self._condition.wait(seconds_left if due is None else due)

    def is_due(self) -> bool:
        """Return whether changed paths are due now."""
        with self._condition:
            due = self._due_at()
            return due is not None and due <= 0

    def _is_empty(self) -> bool:
        return not (self._finished or self._other_paths or self._is_unknown)

    def _note_change(self, now: float) -> None:
        if self._is_empty():
            self._first_change_at = now
        self._latest_change_at = now

    def _due_at(self) -> float | None:
        """Return the seconds until the changed paths are due; None if there are none."""
        if self._is_single_file_due:
            return 0.0
        if self._is_empty():
            return None
        quiet_seconds = BURST_DEBOUNCE if self._is_unknown or len(self._finished) + len(self._other_paths) > BURST else DEBOUNCE
        return min(self._latest_change_at + quiet_seconds, self._first_change_at + MAX_BURST) - self._clock()

    def _remove_due_changes(self) -> Changed:
        if self._is_single_file_due:
            finished, self._finished, self._is_single_file_due = frozenset(self._finished), set(), False
            return finished  # the other paths are due later
        everything: Changed = None if self._is_unknown else frozenset(self._finished | self._other_paths)
        self._finished, self._other_paths, self._is_unknown = set(), set(), False
        return everything


WATCHED_FOLDERS = (CONTENT_ROOT, WATCHED_THEMES, EXTENSIONS)

KEPT_NAME_ENDING = re.compile(r"\.[A-Za-z0-9]{1,8}$")
"""The extension of a final file name; temporary files of editors are called `4913` or `a.md___jb_tmp___`."""

MAX_RESTARTS = 10
"""The number of times watching is restarted after a thread of watchdog ended with an exception."""


class Watcher(FileSystemEventHandler):
    """Adds changes in the folders of a site to a change queue, as long as the system reports them."""

    def __init__(self, root: Path, change_queue: ChangeQueue) -> None:
        self.root = root
        self.change_queue = change_queue
        self.failure = ""
        """Why the system does not report changes; '' if it does."""
        self._observer: BaseObserver | None = None
        self._identities: dict[str, tuple[str, int, int]] = {}
        self._places: dict[str, str] = {}
        """The path of each watched folder relative to the site's root, by its real path."""
        self._watch_is_stale = False
        """Whether a watched folder may have been replaced."""
        self._folders_were_added = False
        """Whether folders were added, which have to be watched too."""
        self._restarts = 0
        self._log = _WatchdogLog(change_queue.put_unknown)

    def start(self) -> None:
        """Start watching; see `failure` for errors. This starts threads, so no process may be forked later."""
        logger = logging.getLogger("watchdog")
        logger.addHandler(self._log)
        logger.propagate = False
        warnings.filterwarnings("ignore", module=r"watchdog\.")  # for example, that a folder is watched already
        self._begin_watching()

    def on_thread_error(self, _: object) -> None:
        """Restart watching after a thread ended with an exception: it may be one of watchdog's, which then reports nothing."""
        self._restarts += 1
        self._watch_is_stale = True
        self.change_queue.put_unknown()

    def check(self) -> None:
        """Restart watching if a watched folder was replaced, which the system does not report."""
        if self.failure:
            return
        if self._restarts > MAX_RESTARTS:
            self._fail_watching(RuntimeError("watching fails again and again"))
        elif self._watch_is_stale or self._watched_identities() != self._identities or not self._is_alive():
            self._begin_watching()
            self.change_queue.put_unknown()
        elif self._folders_were_added:
            self._folders_were_added = False
            try:
                self._probe()
            except (OSError, RuntimeError) as error:
                self._fail_watching(error)

    def _begin_watching(self) -> None:
        """Watch the folders that exist now."""
        self._stop_watching()
        self._watch_is_stale = self._folders_were_added = False
        self._identities = self._watched_identities()
        self._places = {place: name for name, (place, *_) in self._identities.items()}
        try:
            self._observer = Observer()
            for place, name in self._places.items():
                self._observer.schedule(self, place, recursive=name in WATCHED_FOLDERS, event_filter=WATCHED_EVENTS)
            self._observer.start()
            self._probe()
        except (OSError, RuntimeError) as error:
            self._fail_watching(error)

    def _stop_watching(self) -> None:
        if self._observer is not None:
            with suppress(Exception):  # it may have failed itself
                self._observer.stop()
            self._observer = None

    def _is_alive(self) -> bool:
        observer = self._observer
        return observer is not None and observer.is_alive() and all(emitter.is_alive() for emitter in observer.emitters)

    def _probe(self) -> None:
        """Raise OSError if no more folders can be watched: watchdog does not report that for subfolders."""
        place = self.root / ".digest"
        if self._observer is not None and place.is_dir():
            self._observer.unschedule(self._observer.schedule(self, str(place), event_filter=WATCHED_EVENTS))

    def _watched_identities(self) -> dict[str, tuple[str, int, int]]:
        """Return the real path, device and inode of each folder. A new folder may have the inode of one that was just removed."""
        folder_identities = {}
        for name in ("", *WATCHED_FOLDERS):
            with suppress(OSError):
                real_folder = os.path.realpath(self.root / name, strict=True)
                status = os.stat(real_folder)
                folder_identities[name] = real_folder, status.st_dev, status.st_ino
        return folder_identities

    def _fail_watching(self, error: Exception) -> None:
        self.failure = getattr(error, "strerror", "") or str(error)
        self._stop_watching()
        self.change_queue.put_unknown()

    def on_any_event(self, event: FileSystemEvent) -> None:
        """Handle an event; watchdog calls this in another thread."""
        if isinstance(event, DirCreatedEvent | DirMovedEvent):
            self._folders_were_added = True
        if isinstance(event, FileMovedEvent | DirMovedEvent):
            self._put_change(event, event.src_path, finished=False)
            self._put_change(event, event.dest_path, finished=not event.is_directory)
        else:
            self._put_change(event, event.src_path, finished=isinstance(event, FileClosedEvent))

    def _put_change(self, event: FileSystemEvent, event_path: bytes | str, *, finished: bool) -> None:
        path = self._path_of(os.fsdecode(event_path))
        parts = path.split("/")
        if path in WATCHED_FOLDERS and not isinstance(event, FileAttribEvent):
            self._watch_is_stale = True
        if path == SETTINGS_FILE or (parts[0] in WATCHED_FOLDERS and not any(map(is_skipped, parts))):
            self.change_queue.put(path, finished=finished and bool(KEPT_NAME_ENDING.search(path)))

    def _path_of(self, event_path: str) -> str:
        """Return the path relative to the site's root; '' if it is not in a watched folder."""
        ancestor = event_path
        while ancestor not in self._places and ancestor != os.path.dirname(ancestor):
            ancestor = os.path.dirname(ancestor)
        start = self._places.get(ancestor)
        if start is None:
            return ""
        return "/".join(
            filter(None, (start, os.path.relpath(event_path, ancestor).replace(os.sep, "/") if event_path != ancestor else ""))
        )


WATCHED_EVENTS: list[type[FileSystemEvent]] = [
    DirCreatedEvent,
    DirDeletedEvent,
    DirMovedEvent,
    FileAttribEvent,
    FileClosedEvent,
    FileCreatedEvent,
    FileDeletedEvent,
    FileMovedEvent,
    *([] if sys.platform == "linux" else [FileModifiedEvent]),
]
"""The events to watch. Linux reports that a written file was closed; other systems only that it was modified."""


class _WatchdogLog(logging.Handler):
    """Calls a function for each warning of watchdog: events were lost, or a folder cannot be watched."""

    def __init__(self, called: Callable[[], None]) -> None:
        super().__init__(logging.WARNING)
        self.called = called

    def emit(self, record: logging.LogRecord) -> None:
        self.called()
