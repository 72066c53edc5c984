"""Watches a site's folder: reports which files changed, each save once.

An event is only a hint that something may have changed. The disk decides.
"""

from __future__ import annotations

import logging
import os
import re
import sys
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
from digest.preview.change_queue import Mailbox
from digest.preview.live_inputs import WATCHED_THEMES

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

    def _put_change(self, event: FileSystemEvent, place: bytes | str, *, finished: bool) -> None:
        path = self._path_of(os.fsdecode(place))
        parts = path.split("/")
        if path in WATCHED_FOLDERS and not isinstance(event, FileAttribEvent):
            self._watch_is_stale = True
        if path == SETTINGS_FILE or (parts[0] in WATCHED_FOLDERS and not any(map(is_passed_over, parts))):
            self.mailbox.put(path, finished=finished and bool(KEPT_NAME_ENDING.search(path)))

    def _path_of(self, event_path: str) -> str:
        """The path from the site's root of what lies at this place; '' if it is nothing of ours."""
        above = event_path
        while above not in self._places and above != os.path.dirname(above):
            above = os.path.dirname(above)
        start = self._places.get(above)
        if start is None:
            return ""
        return "/".join(
            filter(None, (start, os.path.relpath(event_path, above).replace(os.sep, "/") if event_path != above else ""))
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
