"""Events of the system add paths to the change queue. For the events of real editors see test_watching.py."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest
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
)

from digest.preview.watcher import MAX_RESTARTS, WATCHED_EVENTS, Watcher


class RecordingQueue:
    """A fake change queue that records the added paths."""

    def __init__(self) -> None:
        self.paths: list[tuple[str, bool]] = []

    def put(self, path: str, *, finished: bool = False) -> None:
        self.paths.append((path, finished))

    def put_unknown(self) -> None:
        raise AssertionError("the path is known")


def heard(*events: FileSystemEvent) -> tuple[list[tuple[str, bool]], Watcher]:
    """The paths that are put into the change_queue, each with whether its file is finished."""
    box: Any = RecordingQueue()
    watcher = Watcher(Path("/site"), box)
    watcher._places = {"/site": "", "/elsewhere/content": "content", "/site/themes": "themes", "/site/extensions": "extensions"}
    for event in events:
        watcher.on_any_event(event)
    return box.paths, watcher


CONTENT = "/elsewhere/content/2026"


@pytest.mark.parametrize(
    ("event", "paths"),
    [
        (FileClosedEvent(f"{CONTENT}/a.md"), [("content/2026/a.md", True)]),
        (FileClosedEvent(f"{CONTENT}/4913"), [("content/2026/4913", False)]),
        (FileClosedEvent(f"{CONTENT}/a.md~"), []),
        (FileClosedEvent(f"{CONTENT}/.a.md.swp"), []),
        (FileCreatedEvent(f"{CONTENT}/a.md"), [("content/2026/a.md", False)]),
        (FileDeletedEvent(f"{CONTENT}/a.md"), [("content/2026/a.md", False)]),
        (FileAttribEvent(f"{CONTENT}/a.md"), [("content/2026/a.md", False)]),
        (FileMovedEvent(f"{CONTENT}/a.tmp", f"{CONTENT}/a.md"), [("content/2026/a.md", True)]),
        (FileMovedEvent(f"{CONTENT}/a.md", f"{CONTENT}/b.md"), [("content/2026/a.md", False), ("content/2026/b.md", True)]),
        (DirMovedEvent(f"{CONTENT}/a", f"{CONTENT}/b.d"), [("content/2026/a", False), ("content/2026/b.d", False)]),
        (DirCreatedEvent(f"{CONTENT}/a"), [("content/2026/a", False)]),
        (DirDeletedEvent(CONTENT), [("content/2026", False)]),
        (FileClosedEvent("/site/digest.yml"), [("digest.yml", True)]),
        (FileClosedEvent("/site/README.md"), []),
        (FileClosedEvent("/site/themes/t/templates/a.html"), [("themes/t/templates/a.html", True)]),
        (FileClosedEvent("/site/extensions/own.py"), [("extensions/own.py", True)]),
        (FileClosedEvent("/site/extensions/__pycache__/.own.pyc"), []),
        (FileClosedEvent("/nowhere/a.md"), []),
    ],
)
def test_events_add_paths_to_the_change_queue(event: FileSystemEvent, paths: list[tuple[str, bool]]):
    assert heard(event)[0] == paths


def test_added_folders_and_removed_watched_folders_require_new_watches():
    for event in (DirCreatedEvent(f"{CONTENT}/a"), DirMovedEvent("/site/a", f"{CONTENT}/a")):
        watcher = heard(event)[1]
        assert watcher._folders_were_added and not watcher._watch_is_stale
    for place in ("/elsewhere/content", "/site/themes", "/site/extensions"):
        assert heard(DirDeletedEvent(place))[1]._watch_is_stale
        assert not heard(FileAttribEvent(place))[1]._watch_is_stale, "only its permissions changed"
    assert not heard(DirDeletedEvent(CONTENT))[1]._watch_is_stale


def test_the_watched_events():
    everywhere = {
        *(DirCreatedEvent, DirDeletedEvent, DirMovedEvent),
        *(FileAttribEvent, FileClosedEvent, FileCreatedEvent, FileDeletedEvent, FileMovedEvent),
    }
    assert set(WATCHED_EVENTS) == everywhere | (set() if sys.platform == "linux" else {FileModifiedEvent})


class FailingObserver:
    """A watchdog observer that cannot be started or stopped."""

    def __init__(self, error: Exception) -> None:
        self.error = error
        self.emitters: list[Any] = []

    def schedule(self, *given: Any, **options: Any) -> None:
        pass

    def start(self) -> None:
        raise self.error

    def stop(self) -> None:
        raise RuntimeError("cannot join thread before it is started")


class CountingQueue:
    """A fake change queue that counts unknown changes."""

    count = 0

    def put_unknown(self) -> None:
        self.count += 1


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (OSError(28, "No space left on device"), "No space left on device"),
        (RuntimeError("can't start new thread"), "can't start new thread"),
    ],
)
def test_a_failure_to_watch_is_detected_and_all_files_are_scanned(
    error: Exception, reason: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("digest.preview.watcher.Observer", lambda: FailingObserver(error))
    change_queue: Any = CountingQueue()
    watcher = Watcher(tmp_path, change_queue)
    watcher.start()
    assert (watcher.failure, change_queue.count) == (reason, 1)
    watcher.check()
    assert (watcher.failure, change_queue.count) == (reason, 1), "watching is not tried again"


def test_watching_that_fails_repeatedly_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    starts = []
    change_queue: Any = CountingQueue()
    watcher = Watcher(tmp_path, change_queue)
    monkeypatch.setattr(watcher, "_begin_watching", lambda: starts.append(1))
    for _ in range(MAX_RESTARTS):
        watcher.on_thread_error(None)
        watcher.check()
    assert len(starts) == MAX_RESTARTS and not watcher.failure
    watcher.on_thread_error(None)
    watcher.check()
    assert len(starts) == MAX_RESTARTS and watcher.failure == "watching fails again and again"
