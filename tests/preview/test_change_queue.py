"""When the change queue delivers changes: each save once and at once, each burst once when it is over."""

from __future__ import annotations

import random
import threading

import pytest

from digest.preview.watcher import BURST, BURST_DEBOUNCE, DEBOUNCE, MAX_BURST, ChangeQueue

NOTHING: frozenset[str] = frozenset()
JUST = 0.001


class Clock:
    """A clock that a test advances."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def queue(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> ChangeQueue:
    """A change queue whose waiting only advances the clock."""
    queue = ChangeQueue(clock)

    def wait(timeout: float | None = None) -> bool:
        assert timeout is not None
        assert timeout > 0
        clock.now += timeout
        return False

    monkeypatch.setattr(queue._condition, "wait", wait)
    return queue


def waited(queue: ChangeQueue, clock: Clock, timeout: float = 60.0) -> tuple[float, frozenset[str] | None]:
    """Return the seconds of waiting, and the paths that are taken."""
    start = clock.now
    taken = queue.take(timeout)
    return clock.now - start, taken


def test_an_empty_queue_delivers_nothing_after_the_timeout(queue: ChangeQueue, clock: Clock):
    assert waited(queue, clock, 3.0) == (3.0, NOTHING)
    assert waited(queue, clock, 0.0) == (0.0, NOTHING)


def test_a_finished_article_is_delivered_at_once(queue: ChangeQueue, clock: Clock):
    queue.put("a.md", finished=True)
    assert waited(queue, clock) == (0.0, {"a.md"})
    assert waited(queue, clock, 1.0) == (1.0, NOTHING)


def test_each_save_of_an_article_is_delivered_at_once(queue: ChangeQueue, clock: Clock):
    for _ in range(3):
        clock.now += DEBOUNCE + JUST
        queue.put("a.md", finished=True)
        assert waited(queue, clock) == (0.0, {"a.md"})


def test_other_files_are_delivered_when_their_save_is_over(queue: ChangeQueue, clock: Clock):
    queue.put("pic.png")
    seconds, taken = waited(queue, clock)
    assert (seconds, taken) == (pytest.approx(DEBOUNCE), {"pic.png"})


def test_the_steps_of_a_save_are_delivered_together(queue: ChangeQueue, clock: Clock):
    for name in ("4913", "a.md", "b.css"):
        queue.put(name)
        clock.now += DEBOUNCE - JUST
    seconds, taken = waited(queue, clock)
    assert (seconds, taken) == (pytest.approx(JUST), {"4913", "a.md", "b.css"})


def test_a_file_with_repeated_events_is_delivered(queue: ChangeQueue, clock: Clock):
    start = clock.now
    queue.put("growing.png")
    while clock.now < start + DEBOUNCE:
        queue.put("growing.png")
        clock.now += JUST
    assert waited(queue, clock) == (pytest.approx(0, abs=2 * JUST), {"growing.png"})


def test_a_finished_article_is_delivered_before_the_other_steps_of_its_save(queue: ChangeQueue, clock: Clock):
    queue.put("4913")
    queue.put("a.md")
    queue.put("a.md", finished=True)
    assert waited(queue, clock) == (0.0, {"a.md"})
    seconds, taken = waited(queue, clock)
    assert (seconds, taken) == (pytest.approx(DEBOUNCE), {"4913", "a.md"})


def test_two_finished_articles_are_delivered_together_later(queue: ChangeQueue, clock: Clock):
    queue.put("a.md", finished=True)
    queue.put("b.md", finished=True)
    seconds, taken = waited(queue, clock)
    assert (seconds, taken) == (pytest.approx(DEBOUNCE), {"a.md", "b.md"})


def test_an_article_right_after_another_is_delivered_later(queue: ChangeQueue, clock: Clock):
    queue.put("a.md", finished=True)
    assert waited(queue, clock)[1] == {"a.md"}
    clock.now += DEBOUNCE / 2
    queue.put("b.md", finished=True)
    seconds, taken = waited(queue, clock)
    assert (seconds, taken) == (pytest.approx(DEBOUNCE), {"b.md"})


def test_only_the_first_article_of_a_burst_is_delivered_before_its_end(queue: ChangeQueue, clock: Clock):
    queue.put("0.md", finished=True)
    assert waited(queue, clock) == (0.0, {"0.md"})
    names = {f"{number}.md" for number in range(1, 1000)}
    for name in sorted(names):
        queue.put(name, finished=True)
        clock.now += JUST
    seconds, taken = waited(queue, clock)
    assert (seconds, taken) == (pytest.approx(BURST_DEBOUNCE, abs=2 * JUST), names)
    assert waited(queue, clock, 1.0)[1] == NOTHING


@pytest.mark.parametrize(("count", "quiet"), [(BURST, DEBOUNCE), (BURST + 1, BURST_DEBOUNCE)])
def test_more_paths_than_those_of_a_save_are_a_burst(queue: ChangeQueue, clock: Clock, count: int, quiet: float):
    for number in range(count):
        queue.put(f"{number}.png")
    assert waited(queue, clock)[0] == pytest.approx(quiet)


def test_an_endless_burst_is_delivered_from_time_to_time(queue: ChangeQueue, clock: Clock, monkeypatch: pytest.MonkeyPatch):
    names = (f"{number}.png" for number in range(10_000))
    start = clock.now

    def wait(timeout: float | None = None) -> bool:
        clock.now += min(timeout or 0, BURST_DEBOUNCE / 2)
        queue.put(next(names))
        return True

    for number in range(BURST + 1):
        queue.put(f"first {number}")
    monkeypatch.setattr(queue._condition, "wait", wait)
    taken = queue.take(1.0)
    assert taken is not None
    assert "first 0" in taken
    assert clock.now - start == pytest.approx(MAX_BURST, abs=BURST_DEBOUNCE)


def test_an_unknown_change_stands_for_all_paths_and_waits_like_a_burst(queue: ChangeQueue, clock: Clock):
    queue.put("a.png")
    queue.put_unknown()
    assert waited(queue, clock) == (pytest.approx(BURST_DEBOUNCE), None)
    assert waited(queue, clock, 1.0)[1] == NOTHING


def test_taken_paths_do_not_delay_later_ones(queue: ChangeQueue, clock: Clock):
    for number in range(100):
        queue.put(f"{number}.png")
    queue.take(60)
    clock.now += MAX_BURST
    queue.put("a.png")
    assert waited(queue, clock) == (pytest.approx(DEBOUNCE), {"a.png"})


@pytest.mark.parametrize("seed", range(30))
def test_every_change_is_delivered_soon(queue: ChangeQueue, clock: Clock, seed: int):
    dice = random.Random(seed)
    waiting: dict[str, float] = {}
    for _ in range(300):
        for _ in range(dice.choice([0, 1, 1, 2, 30])):
            name = f"{dice.randrange(40)}.{dice.choice(['md', 'png'])}"
            queue.put(name, finished=dice.random() < 0.5 and name.endswith("md"))
            waiting.setdefault(name, clock.now)
            clock.now += dice.choice([0, JUST, DEBOUNCE, BURST_DEBOUNCE]) * dice.random()
        if dice.random() < 0.02:
            queue.put_unknown()
        taken = queue.take(dice.choice([0, 0.01, 1.0]))
        for name in list(waiting) if taken is None else taken:
            waiting.pop(name, None)  # a taken path has its current content
        assert all(clock.now - since <= MAX_BURST + 2 for since in waiting.values()), (seed, waiting)
    clock.now += MAX_BURST
    while waiting:
        taken = queue.take(BURST_DEBOUNCE)
        assert taken != NOTHING, (seed, waiting)
        waiting = {} if taken is None else {name: since for name, since in waiting.items() if name not in taken}


def test_a_waiting_thread_is_woken():
    queue = ChangeQueue()
    taken: list[frozenset[str] | None] = []
    waiter = threading.Thread(target=lambda: taken.append(queue.take(600)), daemon=True)
    waiter.start()
    queue.put("a.md", finished=True)
    waiter.join(60)
    assert taken == [{"a.md"}]


def test_the_queue_knows_whether_paths_are_due(queue: ChangeQueue, clock: Clock):
    assert not queue.is_due()
    queue.put("a.md", finished=True)
    assert queue.is_due()
    assert waited(queue, clock) == (0.0, {"a.md"})
    queue.put("b.png")
    assert not queue.is_due()
    clock.now += DEBOUNCE + JUST
    assert queue.is_due()
