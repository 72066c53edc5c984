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

    def put(self, path: str, *, finished: bool = False) -> None:
        pass

    def put_unknown(self) -> None:
        self.count += 1


class Thread:
    """A thread of a fake observer."""

    lives = True

    def is_alive(self) -> bool:
        return self.lives


class FakeObserver(Thread):
    """A watchdog observer that records what it watches. `error` is raised when a folder is added later."""

    error: Exception | None = None

    def __init__(self) -> None:
        self.watched: dict[str, bool] = {}
        """Whether each folder is watched with all folders below it."""
        self.added: list[str] = []
        """The folders that were added and removed again, since it started."""
        self.emitters = [Thread(), Thread()]
        self.is_started = self.is_stopped = False

    def schedule(self, _: Any, place: str, *, recursive: bool = False, event_filter: Any = None) -> str:
        assert event_filter == WATCHED_EVENTS
        if self.is_started and self.error:
            raise self.error
        self.watched[place] = recursive
        return place

    def unschedule(self, place: str) -> None:
        del self.watched[place]
        self.added.append(place)

    def start(self) -> None:
        self.is_started = True

    def stop(self) -> None:
        self.is_stopped = True


class Watching:
    """A watcher of a site that has no themes and extensions, with fake observers; each restart makes a new one."""

    def __init__(self, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.root = root
        self.observers: list[FakeObserver] = []
        for name in ("content", ".digest"):
            (root / name).mkdir()
        monkeypatch.setattr("digest.preview.watcher.Observer", self._observer)
        self.queue: Any = CountingQueue()
        self.watcher = Watcher(root, self.queue)
        self.watcher.start()

    def _observer(self) -> FakeObserver:
        self.observers.append(FakeObserver())
        return self.observers[-1]

    def restarts(self) -> bool:
        """Let the watcher check, and return whether it restarted. Then, and only then, any file may have changed meanwhile."""
        before, count = len(self.observers), self.queue.count
        self.watcher.check()
        is_new = len(self.observers) == before + 1
        assert self.queue.count == count + is_new
        assert all(each.is_stopped for each in self.observers[:-1])
        assert self.observers[-1].is_started and not self.observers[-1].is_stopped
        return is_new


@pytest.fixture
def watching(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Watching:
    return Watching(tmp_path, monkeypatch)


def test_folders_of_the_site_are_watched_with_all_folders_below_them(watching: Watching):
    assert watching.observers[0].watched == {str(watching.root): False, str(watching.root / "content"): True}
    assert not watching.restarts() and not watching.restarts()


def test_a_linked_folder_is_watched_where_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    root = tmp_path / "site"
    root.mkdir()
    watching = Watching(root, monkeypatch)
    (root / "content").rmdir()
    (tmp_path / "elsewhere").mkdir()
    (root / "content").symlink_to("../elsewhere")
    assert watching.restarts()
    assert watching.observers[-1].watched == {str(root): False, str(tmp_path / "elsewhere"): True}


@pytest.mark.parametrize("name", ["content", "themes", "extensions"])
def test_watching_restarts_when_a_folder_was_replaced_removed_or_added(watching: Watching, name: str):
    (watching.root / name).mkdir(exist_ok=True)
    watching.restarts()
    (watching.root / name).rename(watching.root / "before")
    (watching.root / name).mkdir()
    assert watching.restarts() and not watching.restarts(), "replaced"
    (watching.root / name).rmdir()
    assert watching.restarts() and not watching.restarts(), "removed"
    assert str(watching.root / name) not in watching.observers[-1].watched
    (watching.root / name).mkdir()
    assert watching.restarts() and not watching.restarts(), "added"
    assert watching.observers[-1].watched[str(watching.root / name)]


def test_watching_restarts_when_a_thread_ended(watching: Watching):
    watching.observers[-1].lives = False
    assert watching.restarts() and not watching.restarts()
    watching.observers[-1].emitters[1].lives = False
    assert watching.restarts() and not watching.restarts()


def test_added_folders_are_counted_against_the_limit_of_the_system_once(watching: Watching):
    observer = watching.observers[0]
    assert observer.added == [str(watching.root / ".digest")], "that another folder can be watched was found out at the start"
    assert not watching.restarts() and len(observer.added) == 1
    watching.watcher.on_any_event(DirCreatedEvent(str(watching.root / "content/a")))
    assert not watching.restarts() and not watching.restarts()
    assert len(observer.added) == 2
    (watching.root / ".digest").rmdir()
    watching.watcher.on_any_event(DirCreatedEvent(str(watching.root / "content/b")))
    assert not watching.restarts()
    assert len(observer.added) == 2 and not watching.watcher.failure


@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), RuntimeError("No space left on device")])
def test_a_folder_that_cannot_be_watched_ends_watching(watching: Watching, error: Exception):
    watching.watcher.on_any_event(DirCreatedEvent(str(watching.root / "content/a")))
    watching.observers[0].error = error
    watching.watcher.check()
    assert (watching.watcher.failure, watching.queue.count) == ("No space left on device", 1)
    assert watching.observers[0].is_stopped


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
