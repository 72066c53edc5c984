"""When the change_queue hands over what: each save once and at once, each storm once and when it is over."""

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
def box(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> ChangeQueue:
    """A change_queue whose waiting only advances the clock."""
    box = ChangeQueue(clock)

    def wait(timeout: float | None = None) -> bool:
        assert timeout is not None
        assert timeout > 0
        clock.now += timeout
        return False

    monkeypatch.setattr(box._condition, "wait", wait)
    return box


def waited(box: ChangeQueue, clock: Clock, timeout: float = 60.0) -> tuple[float, frozenset[str] | None]:
    """What is taken, and after how many seconds."""
    start = clock.now
    taken = box.take(timeout)
    return clock.now - start, taken


def test_an_empty_mailbox_hands_over_nothing_when_the_time_is_over(box: ChangeQueue, clock: Clock):
    assert waited(box, clock, 3.0) == (3.0, NOTHING)
    assert waited(box, clock, 0.0) == (0.0, NOTHING)


def test_a_finished_article_is_handed_over_at_once(box: ChangeQueue, clock: Clock):
    box.put("a.md", finished=True)
    assert waited(box, clock) == (0.0, {"a.md"})
    assert waited(box, clock, 1.0) == (1.0, NOTHING)


def test_each_save_of_an_article_is_handed_over_at_once(box: ChangeQueue, clock: Clock):
    for _ in range(3):
        clock.now += DEBOUNCE + JUST
        box.put("a.md", finished=True)
        assert waited(box, clock) == (0.0, {"a.md"})


def test_anything_else_waits_until_its_save_is_over(box: ChangeQueue, clock: Clock):
    box.put("pic.png")
    seconds, taken = waited(box, clock)
    assert (seconds, taken) == (pytest.approx(DEBOUNCE), {"pic.png"})


def test_steps_of_a_save_are_one(box: ChangeQueue, clock: Clock):
    for name in ("4913", "a.md", "b.css"):
        box.put(name)
        clock.now += DEBOUNCE - JUST
    seconds, taken = waited(box, clock)
    assert (seconds, taken) == (pytest.approx(JUST), {"4913", "a.md", "b.css"})


def test_a_file_that_is_told_of_again_and_again_is_handed_over_all_the_same(box: ChangeQueue, clock: Clock):
    start = clock.now
    box.put("growing.png")
    while clock.now < start + DEBOUNCE:
        box.put("growing.png")
        clock.now += JUST
    assert waited(box, clock) == (pytest.approx(0, abs=2 * JUST), {"growing.png"})


def test_of_a_save_in_steps_the_finished_article_comes_first_and_the_rest_when_it_is_over(box: ChangeQueue, clock: Clock):
    box.put("4913")
    box.put("a.md")
    box.put("a.md", finished=True)
    assert waited(box, clock) == (0.0, {"a.md"})
    seconds, taken = waited(box, clock)
    assert (seconds, taken) == (pytest.approx(DEBOUNCE), {"4913", "a.md"})


def test_two_finished_articles_are_no_single_save_and_wait(box: ChangeQueue, clock: Clock):
    box.put("a.md", finished=True)
    box.put("b.md", finished=True)
    seconds, taken = waited(box, clock)
    assert (seconds, taken) == (pytest.approx(DEBOUNCE), {"a.md", "b.md"})


def test_an_article_right_after_another_waits(box: ChangeQueue, clock: Clock):
    box.put("a.md", finished=True)
    assert waited(box, clock)[1] == {"a.md"}
    clock.now += DEBOUNCE / 2
    box.put("b.md", finished=True)
    seconds, taken = waited(box, clock)
    assert (seconds, taken) == (pytest.approx(DEBOUNCE), {"b.md"})


def test_of_a_storm_at_most_the_first_article_comes_before_it_is_over(box: ChangeQueue, clock: Clock):
    box.put("0.md", finished=True)
    assert waited(box, clock) == (0.0, {"0.md"})
    names = {f"{number}.md" for number in range(1, 1000)}
    for name in sorted(names):
        box.put(name, finished=True)
        clock.now += JUST
    seconds, taken = waited(box, clock)
    assert (seconds, taken) == (pytest.approx(BURST_DEBOUNCE, abs=2 * JUST), names)
    assert waited(box, clock, 1.0)[1] == NOTHING


@pytest.mark.parametrize(("count", "quiet"), [(BURST, DEBOUNCE), (BURST + 1, BURST_DEBOUNCE)])
def test_a_storm_has_more_paths_than_a_save(box: ChangeQueue, clock: Clock, count: int, quiet: float):
    for number in range(count):
        box.put(f"{number}.png")
    assert waited(box, clock)[0] == pytest.approx(quiet)


def test_a_storm_without_end_is_shown_now_and_then(box: ChangeQueue, clock: Clock, monkeypatch: pytest.MonkeyPatch):
    names = (f"{number}.png" for number in range(10_000))
    start = clock.now

    def wait(timeout: float | None = None) -> bool:
        clock.now += min(timeout or 0, BURST_DEBOUNCE / 2)
        box.put(next(names))
        return True

    for number in range(BURST + 1):
        box.put(f"first {number}")
    monkeypatch.setattr(box._condition, "wait", wait)
    taken = box.take(1.0)
    assert taken is not None
    assert "first 0" in taken
    assert clock.now - start == pytest.approx(MAX_BURST, abs=BURST_DEBOUNCE)


def test_nobody_knows_what_is_everything_and_waits_like_a_storm(box: ChangeQueue, clock: Clock):
    box.put("a.png")
    box.put_unknown()
    assert waited(box, clock) == (pytest.approx(BURST_DEBOUNCE), None)
    assert waited(box, clock, 1.0)[1] == NOTHING


def test_what_was_taken_does_not_delay_what_comes_next(box: ChangeQueue, clock: Clock):
    for number in range(100):
        box.put(f"{number}.png")
    box.take(60)
    clock.now += MAX_BURST
    box.put("a.png")
    assert waited(box, clock) == (pytest.approx(DEBOUNCE), {"a.png"})


@pytest.mark.parametrize("seed", range(30))
def test_whatever_comes_is_handed_over_and_soon(box: ChangeQueue, clock: Clock, seed: int):
    dice = random.Random(seed)
    waiting: dict[str, float] = {}
    for _ in range(300):
        for _ in range(dice.choice([0, 1, 1, 2, 30])):
            name = f"{dice.randrange(40)}.{dice.choice(['md', 'png'])}"
            box.put(name, finished=dice.random() < 0.5 and name.endswith("md"))
            waiting.setdefault(name, clock.now)
            clock.now += dice.choice([0, JUST, DEBOUNCE, BURST_DEBOUNCE]) * dice.random()
        if dice.random() < 0.02:
            box.put_unknown()
        taken = box.take(dice.choice([0, 0.01, 1.0]))
        for name in list(waiting) if taken is None else taken:
            waiting.pop(name, None)  # what was taken is as it is now
        assert all(clock.now - since <= MAX_BURST + 2 for since in waiting.values()), (seed, waiting)
    clock.now += MAX_BURST
    while waiting:
        taken = box.take(BURST_DEBOUNCE)
        assert taken != NOTHING, (seed, waiting)
        waiting = {} if taken is None else {name: since for name, since in waiting.items() if name not in taken}


def test_who_waits_is_woken():
    box = ChangeQueue()
    taken: list[frozenset[str] | None] = []
    waiter = threading.Thread(target=lambda: taken.append(box.take(600)), daemon=True)
    waiter.start()
    box.put("a.md", finished=True)
    waiter.join(60)
    assert taken == [{"a.md"}]


def test_it_knows_whether_something_may_be_taken_now(box: ChangeQueue, clock: Clock):
    assert not box.is_due()
    box.put("a.md", finished=True)
    assert box.is_due()
    assert waited(box, clock) == (0.0, {"a.md"})
    box.put("b.png")
    assert not box.is_due()
    clock.now += DEBOUNCE + JUST
    assert box.is_due()
