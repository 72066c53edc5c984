"""The loop of the preview: which update comes first when saves are frequent, and when files are scanned."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import timedelta
from itertools import count
from pathlib import Path

import pytest

from digest.commands.serve import Address, open_preview
from digest.diagnostics import Diagnostic
from digest.preview import serve_loop
from digest.preview.browser_channel import SHOWN_UNPUBLISHED, Unpublished
from digest.preview.serve_loop import MAX_DIAGNOSTICS, Preview
from digest.preview.session import Update
from digest.preview.watcher import Changed
from tests import sites
from tests.preview.desk import Pen

FIRST, SECOND = "content/2026/a1.md", "content/2026/a2.md"


class Desk:
    """A preview without browsers, whose printed lines are recorded."""

    def __init__(self, place: Path) -> None:
        self.site = Pen(place, 6)
        self.lines: list[str] = []
        self.diagnostics: list[tuple[Diagnostic, ...]] = []
        """The diagnostics that were printed after each update."""
        self.preview, _ = open_preview(
            str(self.site.root), sites.NOW.isoformat(), Address(), {}, self.lines.append, self.diagnostics.append
        )
        self.preview.inputs.scan()
        self.preview._publish_update(self.preview.session.open(lambda: None, lambda done, total: None))
        self.preview.session.run_deferred()

    def save(self, path: str, title: str) -> None:
        """Save an article, and let the preview see it."""
        self.site.edit(path, "title", title)
        self.preview._apply_changes(frozenset({path}))

    def has(self, title: str, path: str) -> bool:
        assert self.preview.server.generation
        return title.encode() in self.preview.server.generation.answer(path).body


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(tmp_path)
    yield desk
    desk.preview.server.server_close()
    desk.preview.cache.close()


@pytest.fixture
def _slow(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make every update of lists count as slow."""
    monkeypatch.setattr(serve_loop, "UNINTERRUPTED_SECONDS", 0.0)


def add_newer_save(preview: Preview) -> None:
    """Add a newer save to the change queue."""
    preview.change_queue.put(SECOND, finished=True)
    assert preview.change_queue.is_due()


@pytest.mark.usefixtures("_slow")
def test_a_newer_save_is_shown_before_the_lists(desk: Desk):
    add_newer_save(desk.preview)
    desk.save(FIRST, "Sooner")
    assert desk.has("Sooner", "2026/02/02/a1/")
    assert not desk.has("Sooner", "")
    assert desk.preview.change_queue.take(0.0) == {SECOND}
    desk.save(SECOND, "Later")
    assert desk.has("Later", "2026/02/03/a2/")
    assert desk.has("Sooner", "")
    assert desk.has("Later", "")
    assert [line.split(" ", 1)[1].rpartition(":")[0] for line in desk.lines] == [FIRST, SECOND]


@pytest.mark.usefixtures("_slow")
def test_the_lists_are_updated_if_the_newer_save_changed_nothing(desk: Desk):
    add_newer_save(desk.preview)
    desk.save(FIRST, "Sooner")
    desk.preview._apply_changes(desk.preview.change_queue.take(0.0))
    assert desk.has("Sooner", "")
    assert len(desk.lines) == 1
    desk.preview._apply_changes(frozenset())
    assert len(desk.lines) == 1


def test_fast_updates_of_lists_are_not_deferred(desk: Desk, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(serve_loop, "UNINTERRUPTED_SECONDS", 600.0)
    add_newer_save(desk.preview)
    desk.save(FIRST, "Sooner")
    assert desk.has("Sooner", "")


@pytest.mark.usefixtures("_slow")
def test_the_lists_are_not_deferred_forever(desk: Desk, monkeypatch: pytest.MonkeyPatch):
    add_newer_save(desk.preview)
    desk.save(FIRST, "Sooner")
    desk.save(FIRST, "Again")
    assert not desk.has("Again", "")
    then = time.monotonic()
    monkeypatch.setattr(time, "monotonic", lambda: then + serve_loop.MAX_LIST_DELAY_SECONDS)
    desk.save(FIRST, "At last")
    assert desk.has("At last", "")


@pytest.mark.usefixtures("_slow")
def test_the_time_for_which_lists_may_be_stale_begins_with_the_first_save(desk: Desk, monkeypatch: pytest.MonkeyPatch):
    clock = count(1000.0, 0.001)
    monkeypatch.setattr(time, "monotonic", lambda: next(clock))
    add_newer_save(desk.preview)
    desk.save(FIRST, "Sooner")
    clock = count(1000.0 + serve_loop.MAX_LIST_DELAY_SECONDS / 2, 0.001)
    desk.save(FIRST, "Again")
    assert not desk.has("Again", "")
    clock = count(1000.0 + serve_loop.MAX_LIST_DELAY_SECONDS, 0.001)
    desk.save(FIRST, "At last")
    assert desk.has("At last", "")
    assert desk.preview.stale_since == 0


@pytest.mark.parametrize(
    ("count", "words"),
    [(1, "content/2026/a0.md"), (3, "content/2026/a0.md, content/2026/a1.md, content/2026/a2.md"), (4, "4 articles")],
)
def test_up_to_three_saved_articles_are_printed(desk: Desk, count: int, words: str):
    paths = [f"content/2026/a{number}.md" for number in range(count)]
    for path in paths:
        desk.site.edit(path, "title", "Another")
    desk.preview._apply_changes(frozenset(paths))
    (line,) = desk.lines
    assert line.partition(" ")[2].partition(":")[0] == words


def test_a_save_that_only_caused_an_error_is_printed_as_such(desk: Desk):
    sites.write(desk.site.root, {"digest.yml": "title: [\n"})
    desk.preview._apply_changes(frozenset({"digest.yml"}))
    assert [line.split()[1:3] for line in desk.lines] == [["the", "errors:"]]


def test_a_message_has_errors_first_and_a_limited_number_of_diagnostics(desk: Desk):
    many = [Diagnostic("content/2026/a1.md", line, 1, code, "m") for line in range(1, 100) for code in ("E101", "W102", "N103")]
    drafts = tuple(Unpublished("draft", f"{number}", "/") for number in range(SHOWN_UNPUBLISHED + 1))
    desk.preview._send_state(Update(None, tuple(many), drafts), news=False)
    message = desk.preview.server.channel.latest
    codes = [found.code for found in message.diagnostics]
    assert codes == ["E101"] * 99 + ["W102"] and len(codes) == MAX_DIAGNOSTICS
    assert (len(message.unpublished), message.count, message.ready) == (SHOWN_UNPUBLISHED, SHOWN_UNPUBLISHED + 1, False)


def test_each_diagnostic_is_printed_once_and_a_line_when_the_last_error_is_fixed(desk: Desk):
    one, two, warning = (Diagnostic("content/2026/a1.md", 1, 1, code, "m") for code in ("E101", "E102", "W102"))
    steps = [
        ((warning,), (warning,), False),
        ((one, warning), (one,), False),
        ((one, two, warning), (two,), False),
        ((two, warning), (), False),
        ((warning,), (), True),
        ((warning,), (), False),
        ((), (), False),
        ((one,), (one,), False),
        ((), (), True),
    ]
    for diagnostics, printed, is_fixed in steps:
        desk.lines.clear()
        desk.preview._send_state(Update(None, diagnostics, ()), news=False)
        assert desk.diagnostics[-1] == printed and desk.lines == ["all errors are fixed"] * is_fixed, diagnostics


def test_the_server_keeps_the_generation_before_the_last_save(desk: Desk):
    first = desk.preview.server.generation
    desk.save(FIRST, "Sooner")
    assert desk.preview.server.previous_generation is first is not desk.preview.server.generation


NOON = 1_000_000.0


@pytest.fixture
def still_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time, "monotonic", lambda: NOON)


@pytest.mark.usefixtures("still_clock")
@pytest.mark.parametrize(
    ("is_polling", "seconds_to_change", "waited"),
    [
        (False, None, serve_loop.TICK_SECONDS),
        (False, 0.25, 0.25),
        (False, 3600, serve_loop.TICK_SECONDS),
        (False, -5, 0.0),
        (True, None, serve_loop.TICK_SECONDS),
        (True, 0.25, 0.25),
        (True, 3600, 7.0),
    ],
)
def test_it_waits_for_the_next_scan_or_for_a_change_by_the_clock(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, is_polling: bool, seconds_to_change: float | None, waited: float
):
    preview, timeouts = desk.preview, list[float]()
    preview.poll, preview.interval, preview.last_scan = (0.5 if is_polling else 0.0), 7.0, NOON
    until = None if seconds_to_change is None else sites.NOW + timedelta(seconds=seconds_to_change)
    monkeypatch.setattr(preview.session, "until", lambda: until)
    monkeypatch.setattr(preview.change_queue, "take", lambda seconds: timeouts.append(seconds) or frozenset({"a.md"}))
    monkeypatch.setattr(preview.watcher, "check", lambda: None)
    assert preview._wait_for_change() == {"a.md"}
    assert timeouts == [waited]


@pytest.mark.usefixtures("still_clock")
@pytest.mark.parametrize(
    ("is_polling", "interval", "patience"), [(False, 7.0, serve_loop.RESCAN_SECONDS), (False, 100.0, 100.0), (True, 7.0, 7.0)]
)
def test_all_files_are_scanned_when_the_last_scan_is_long_ago(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, is_polling: bool, interval: float, patience: float
):
    preview = desk.preview
    preview.poll, preview.interval = (0.5 if is_polling else 0.0), interval
    monkeypatch.setattr(preview.change_queue, "take", lambda seconds: frozenset())
    monkeypatch.setattr(preview.watcher, "check", lambda: None)
    preview.last_scan = NOON - patience
    assert preview._wait_for_change() is None
    preview.last_scan = NOON - patience + 0.1
    assert preview._wait_for_change() == frozenset()


@pytest.mark.parametrize(
    ("poll", "failure", "took", "interval"),
    [
        (0.0, "", 0.01, serve_loop.RESCAN_SECONDS),
        (0.0, "", 1.0, serve_loop.RESCAN_SHARE),
        (2.0, "", 0.01, 2.0),
        (2.0, "", 1.0, serve_loop.POLL_SHARE),
        (0.0, "No space left on device", 0.01, serve_loop.POLL_SECONDS),
        (0.0, "No space left on device", 1.0, serve_loop.POLL_SHARE),
    ],
)
def test_the_pause_before_the_next_scan_grows_with_the_duration_of_the_last(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, poll: float, failure: str, took: float, interval: float
):
    preview, now = desk.preview, [NOON]
    preview.poll, preview.watcher.failure = poll, failure
    monkeypatch.setattr(time, "monotonic", lambda: now[0])

    def update(changed: Changed, is_superseded: object) -> Iterator[Update]:
        now[0] += took
        yield from ()

    monkeypatch.setattr(preview.session, "update", update)
    preview._apply_changes(None)
    assert preview.interval == pytest.approx(interval) and preview.last_scan == now[0]


def test_missing_change_reports_of_the_system_are_printed_once(desk: Desk):
    desk.preview.watcher.failure = "No space left on device"
    assert desk.preview._is_polling() and desk.preview._is_polling()
    assert desk.lines == ["the system does not report changes (No space left on device): digest polls every 500 ms"]


def test_only_an_update_of_the_site_is_news(desk: Desk):
    channel = desk.preview.server.channel
    desk.save(FIRST, "Sooner")
    assert channel.latest.news
    desk.preview._send_page_diagnostics()
    assert not channel.latest.news
    number = channel.latest.number
    desk.preview._publish_update(Update(None, (), ()))
    assert not channel.latest.news and not channel.latest.ready, "a page counts the messages with news"
    assert number > 0 == channel.latest.number


@pytest.mark.parametrize("follow", [False, True])
def test_browsers_are_told_what_changed_and_whether_to_follow(desk: Desk, follow: bool):
    channel = desk.preview.server.channel
    desk.preview.follow = follow
    (count, _) = channel.listen(0, 0) or (0, [])
    desk.save(FIRST, "Sooner")
    sites.write(desk.site.root, {"content/static/robots.txt": "other"})
    desk.preview._apply_changes(frozenset({"content/static/robots.txt"}))
    desk.site.edit(SECOND, "slug", "other")
    desk.preview._apply_changes(frozenset({SECOND}))
    (_, messages) = channel.listen(count, 0) or (0, [])
    assert [(each.page, each.follow, each.files, each.moves) for each in messages] == [
        ("/2026/02/02/a1/", "/2026/02/02/a1/", (), False),
        ("", "/2026/02/02/a1/", (), False),
        ("", "", ("/robots.txt",), False),
        ("", "/2026/02/03/other/", (), True),
    ]
    assert {(each.home, each.follows, each.ready) for each in messages} == {("/", follow, True)}
    assert [each.number for each in messages] == list(range(messages[0].number, messages[0].number + 4))
