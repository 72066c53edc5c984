"""Watching a site's folder: which files something happened to, each save told once.

What the system tells is a hint: that something may be other than before. What is, a look at the disk says.
"""

from __future__ import annotations

import logging
import os
import re
import sys
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

from digest.config import FILE
from digest.disk.content import CONTENT
from digest.disk.files import is_passed_over
from digest.preview.inputs import THEMES
from digest.preview.mailbox import Mailbox

FOLDERS = (CONTENT, THEMES)

WHOLE = re.compile(r"\.[A-Za-z0-9]{1,5}$")
"""The end of names that files keep; what editors write on the way to these is called `4913` or `a.md___jb_tmp___`."""


class Watcher(FileSystemEventHandler):
    """Tells a mailbox what happens below the folders of a site, as long as the system tells us."""

    def __init__(self, root: Path, mailbox: Mailbox) -> None:
        self.root = root
        self.mailbox = mailbox
        self.failure = ""
        """Why the system does not tell us; '' if it does."""
        self._observer = Observer()
        self._roots: dict[str, int] = {}
        self._log = _Log(mailbox.put_any)

    def start(self) -> None:
        """Begin; see `failure`."""
        logger = logging.getLogger("watchdog")
        logger.addHandler(self._log)
        logger.propagate = False
        try:
            self._observer.schedule(self, str(self.root), event_filter=EVENTS)
            self._observer.start()
            self._watch_folders()
        except (OSError, RuntimeError) as error:
            self._fail(error)

    def stop(self) -> None:
        """Let go of everything. Nothing waits for it."""
        with suppress(Exception):  # it may have died of what made us stop
            self._observer.stop()

    def check(self) -> None:
        """Look whether the watched folders are still those that are there: the system does not tell when one was replaced."""
        if not self.failure and self._identities() != self._roots:
            try:
                self._watch_folders()
            except (OSError, RuntimeError) as error:
                self._fail(error)
            self.mailbox.put_any()
        if not self.failure and not self._observer.is_alive():
            self._fail(RuntimeError("the watching thread has ended"))

    def _watch_folders(self) -> None:
        self._roots = self._identities()
        self._observer.unschedule_all()
        self._observer.schedule(self, str(self.root), event_filter=EVENTS)
        for name in FOLDERS:
            if name in self._roots:
                self._observer.schedule(self, str(self.root / name), recursive=True, event_filter=EVENTS)
        self._probe()

    def _probe(self) -> None:
        """Raise OSError if one more folder could not be watched: for those below another, watchdog says nothing."""
        self._observer.unschedule(self._observer.schedule(self, str(self.root / ".digest"), event_filter=EVENTS))

    def _identities(self) -> dict[str, int]:
        found = {}
        for name in ("", *FOLDERS):
            with suppress(OSError):
                found[name] = os.stat(self.root / name).st_ino
        return found

    def _fail(self, error: Exception) -> None:
        self.failure = getattr(error, "strerror", "") or str(error)
        self.stop()
        self.mailbox.put_any()

    def on_any_event(self, event: FileSystemEvent) -> None:
        """Called by watchdog, in a thread of its own."""
        if event.is_directory and isinstance(event, DirCreatedEvent | DirMovedEvent):
            try:
                self._probe()
            except (OSError, RuntimeError) as error:
                self._fail(error)
        if isinstance(event, FileMovedEvent | DirMovedEvent):
            self._put(event.src_path, finished=False)
            self._put(event.dest_path, finished=not event.is_directory)
        else:
            self._put(event.src_path, finished=isinstance(event, FileClosedEvent))

    def _put(self, place: bytes | str, *, finished: bool) -> None:
        path = os.path.relpath(os.fsdecode(place), self.root).replace(os.sep, "/")
        parts = path.split("/")
        if path == FILE or (parts[0] in FOLDERS and not any(map(is_passed_over, parts))):
            self.mailbox.put(path, finished=finished and bool(WHOLE.search(path)))


EVENTS: list[type[FileSystemEvent]] = [
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
"""What is asked for. On Linux a file that was written is told when it is closed; elsewhere only that it was modified."""


class _Log(logging.Handler):
    """Hears what watchdog complains of: events were lost, or a folder cannot be watched."""

    def __init__(self, called: Callable[[], None]) -> None:
        super().__init__(logging.WARNING)
        self.called = called

    def emit(self, record: logging.LogRecord) -> None:
        self.called()
