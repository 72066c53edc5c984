"""Watches a site's folder: reports which files changed, each save once, and many changes at once as one.

An event is only a hint that something may have changed. The files decide.
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
from digest.files.junk_files import is_passed_over
from digest.inputs.content_folder import CONTENT_ROOT
from digest.preview.live_inputs import WATCHED_THEMES

DEBOUNCE = 0.05
"""Seconds without news after which a save is over, and a file that disappeared is gone."""

BURST = 10
"""More paths than this are a storm: a branch that is checked out, an archive that is unpacked."""

BURST_DEBOUNCE = 0.25
"""Seconds without news after which a storm is over."""

MAX_BURST = 30.0
"""Seconds after which the site is made again even if files still arrive."""

Changed = frozenset[str] | None
"""Paths from the site's root; None for any of them."""


class Mailbox:
    """Holds paths between the watcher and who makes the site.

    One finished file is handed over at once. Whatever else comes waits until nothing new has come for a moment: most programs
    save a file in several steps, and a storm is one change.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._condition = threading.Condition()
        self._finished: set[str] = set()
        self._other_paths: set[str] = set()
        self._is_unknown = False
        self._first_change_at = self._latest_change_at = self._latest_finished = float("-inf")
        self._finished_paths = False

    def put(self, path: str, *, finished: bool = False) -> None:
        """Something happened to this path; `finished` if it was written to its end, under the name that it keeps."""
        with self._condition:
            now = self._clock()
            if finished:
                self._finished_paths = not self._finished and now > self._latest_finished + DEBOUNCE
                self._latest_finished = now
            of_its_kind = self._finished if finished else self._other_paths
            if path not in of_its_kind:
                self._note_change(now)
                of_its_kind.add(path)
            self._condition.notify()

    def put_unknown(self) -> None:
        """Note a change of an unknown path."""
        with self._condition:
            self._note_change(self._clock())
            self._is_unknown = True
            self._condition.notify()

    def take(self, timeout: float) -> Changed:
        """The paths, once they may be looked at; an empty set if nothing happened for this many seconds."""
        end = self._clock() + timeout
        with self._condition:
            while True:
                due = self._due_at()
                if due is not None and due <= 0:
                    return self._taken_changes()
                seconds_left = end - self._clock()
                if due is None and seconds_left <= 0:
                    return frozenset()
                self._condition.wait(seconds_left if due is None else due)

    def is_due(self) -> bool:
        """Whether there are paths that may be looked at now."""
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
        """Seconds until what is here may be looked at; None if nothing is."""
        if self._finished_paths:
            return 0.0
        if self._is_empty():
            return None
        quiet = BURST_DEBOUNCE if self._is_unknown or len(self._finished) + len(self._other_paths) > BURST else DEBOUNCE
        return min(self._latest_change_at + quiet, self._first_change_at + MAX_BURST) - self._clock()

    def _taken_changes(self) -> Changed:
        if self._finished_paths:
            taken, self._finished, self._finished_paths = frozenset(self._finished), set(), False
            return taken  # what else came with it has to wait for its own moment
        everything: Changed = None if self._is_unknown else frozenset(self._finished | self._other_paths)
        self._finished, self._other_paths, self._is_unknown = set(), set(), False
        return everything


WATCHED_FOLDERS = (CONTENT_ROOT, WATCHED_THEMES, EXTENSIONS)

KEPT_NAME_ENDING = re.compile(r"\.[A-Za-z0-9]{1,8}$")
"""The end of names that files keep; what editors write on the way to these is called `4913` or `a.md___jb_tmp___`."""

MAX_RESTARTS = 10
"""How many times watching starts again after a thread of watchdog ended with an exception."""


class Watcher(FileSystemEventHandler):
    """Puts into a mailbox what happens below the folders of a site, as long as the system reports it."""

    def __init__(self, root: Path, mailbox: Mailbox) -> None:
        self.root = root
        self.mailbox = mailbox
        self.failure = ""
        """Why the system does not report changes; '' if it does."""
        self._observer: BaseObserver | None = None
        self._identities: dict[str, tuple[int, int]] = {}
        self._places: dict[str, str] = {}
        """Where each watched folder really is, and its path from the site's root."""
        self._watch_is_stale = False
        """Whether something else may stand where a watched folder stood."""
        self._folders_were_added = False
        """Whether folders came that have to be watched too."""
        self._restarts = 0
        self._log = _WatchdogLog(mailbox.put_unknown)

    def start(self) -> None:
        """Begin; see `failure`. No process may be forked any more: this starts threads."""
        logger = logging.getLogger("watchdog")
        logger.addHandler(self._log)
        logger.propagate = False
        warnings.filterwarnings("ignore", module=r"watchdog\.")  # of a folder that is watched already, say
        self._begin_watching()

    def on_thread_error(self, _: object) -> None:
        """A thread ended with an exception. It may be one of watchdog's: then nothing would be reported any more."""
        self._restarts += 1
        self._watch_is_stale = True
        self.mailbox.put_unknown()

    def check(self) -> None:
        """Look whether what is watched is still what is there: the system does not report that a folder was replaced."""
        if self.failure:
            return
        if self._restarts > MAX_RESTARTS:
            self._fail_watching(RuntimeError("watching fails again and again"))
        elif self._watch_is_stale or self._watched_identities() != self._identities or not self._is_alive():
            self._begin_watching()
            self.mailbox.put_unknown()
        elif self._folders_were_added:
            self._folders_were_added = False
            try:
                self._probe()
            except (OSError, RuntimeError) as error:
                self._fail_watching(error)

    def _begin_watching(self) -> None:
        """Watch what is there now."""
        self._stop_watching()
        self._watch_is_stale = self._folders_were_added = False
        self._identities = self._watched_identities()
        self._places = {os.path.realpath(self.root / name): name for name in self._identities}
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
            with suppress(Exception):  # it may have died of what made us stop
                self._observer.stop()
            self._observer = None

    def _is_alive(self) -> bool:
        observer = self._observer
        return observer is not None and observer.is_alive() and all(emitter.is_alive() for emitter in observer.emitters)

    def _probe(self) -> None:
        """Raise OSError if one more folder could not be watched: for those below another, watchdog says nothing."""
        place = self.root / ".digest"
        if self._observer is not None and place.is_dir():
            self._observer.unschedule(self._observer.schedule(self, str(place), event_filter=WATCHED_EVENTS))

    def _watched_identities(self) -> dict[str, tuple[int, int]]:
        folder_identities = {}
        for name in ("", *WATCHED_FOLDERS):
            with suppress(OSError):
                status = os.stat(self.root / name)
                folder_identities[name] = status.st_dev, status.st_ino
        return folder_identities

    def _fail_watching(self, error: Exception) -> None:
        self.failure = getattr(error, "strerror", "") or str(error)
        self._stop_watching()
        self.mailbox.put_unknown()

    def on_any_event(self, event: FileSystemEvent) -> None:
        """Called by watchdog, in a thread of its own."""
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
        if path == SETTINGS_FILE or (parts[0] in WATCHED_FOLDERS and not any(map(is_passed_over, parts))):
            self.mailbox.put(path, finished=finished and bool(KEPT_NAME_ENDING.search(path)))

    def _path_of(self, event_path: str) -> str:
        """The path from the site's root of what lies at this place; '' if it is nothing of ours."""
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
"""The events to watch. Linux reports a written file when it is closed, other systems only that it was modified."""


class _WatchdogLog(logging.Handler):
    """Hears what watchdog complains of: events were lost, or a folder cannot be watched."""

    def __init__(self, called: Callable[[], None]) -> None:
        super().__init__(logging.WARNING)
        self.called = called

    def emit(self, record: logging.LogRecord) -> None:
        self.called()
