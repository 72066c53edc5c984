"""The selection of tests for each make target, and the progress display."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from tests import selection
from tests.progress import EVERY, Progress
from tests.selection import Run, is_selected, is_thorough, select

ROOT = Path(__file__).parents[2]


def item(nodeid: str, *markers: pytest.Mark, fixtures: tuple[str, ...] = ()) -> Any:
    found = {marker.name: marker for marker in markers}
    return SimpleNamespace(
        nodeid=nodeid, fixturenames=fixtures, iter_markers=lambda: iter(markers), get_closest_marker=lambda name: found.get(name)
    )


THOROUGH, QUICK = pytest.mark.thorough.mark, pytest.mark.quick.mark


def test_a_test_is_thorough_by_folder_browser_fixture_or_marker():
    assert is_thorough("tests/faults/test_kills.py::test_a", (), ())
    assert is_thorough("tests/preview/test_browser.py::test_a", ("tab", "browser"), ())
    assert is_thorough("tests/test_a.py::test_a", (), {"thorough"})
    assert not is_thorough("tests/test_faults.py::test_a", ("site",), {"parametrize"})


def test_make_test_and_make_test_all_together_run_every_test():
    items = [
        item("tests/test_a.py::test_plain"),
        *(item(f"tests/test_a.py::test_thorough[{number}]", THOROUGH) for number in range(2)),
        *(item(f"tests/test_a.py::test_first[{number}]", THOROUGH, pytest.mark.quick(2).mark) for number in range(4)),
        *(item(f"tests/faults/test_b.py::test_all[{number}]", QUICK) for number in range(2)),
        *(item(f"tests/test_a.py::test_shown[{number}]", pytest.mark.quick(1).mark, fixtures=("browser",)) for number in range(2)),
    ]
    chosen = {run: [each.nodeid.partition("::test_")[2] for each in select(items, run)[0]] for run in Run}
    assert chosen[Run.QUICK] == ["plain", "first[0]", "first[1]", "all[0]", "all[1]", "shown[0]"]
    assert chosen[Run.THOROUGH] == [name for name in chosen[Run.NAMED] if name not in ("plain", "shown[0]")]
    assert len(chosen[Run.NAMED]) == len(chosen[Run.LONG]) == len(items)
    assert [each.nodeid for each in select(items, Run.QUICK)[1]] == [items[at].nodeid for at in (1, 2, 5, 6, 10)]


@pytest.mark.parametrize(
    ("run", "examples"), [(Run.QUICK, 5), (Run.THOROUGH, 40), (Run.NAMED, 40), (Run.LONG, 2000)], ids=lambda value: str(value)
)
def test_the_number_of_examples_depends_on_the_run(run: Run, examples: int, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(selection, "QUICK", run is Run.QUICK)
    monkeypatch.setattr(selection, "LONG", run is Run.LONG)
    assert selection.examples(40, quick=5) == examples
    assert selection.examples(40) == (2000 if run is Run.LONG else 40)


def test_an_unknown_value_of_digest_tests_is_refused():
    with pytest.raises(ValueError, match="quik"):
        Run("quik")


def test_every_folder_that_is_thorough_has_tests():
    for folder in selection.THOROUGH_FOLDERS:
        assert list((ROOT / folder).glob("test_*.py"))


def test_the_first_cases_of_a_quick_test_are_in_make_test():
    assert [is_selected(Run.QUICK, True, 2, number) for number in range(3)] == [True, True, False]
    assert is_selected(Run.THOROUGH, True, 2, 0), "with more examples"
    assert not is_selected(Run.THOROUGH, False, 0, 0)


def test_make_test_all_runs_a_different_share_of_cases_each_day():
    def chosen(run: Run, day: int) -> list[int]:
        return [number for number in range(8) if is_selected(run, True, 1, number, 3, day)]

    assert [chosen(Run.THOROUGH, day) for day in (3, 4, 5)] == [[0, 3, 6], [1, 4, 7], [2, 5]]
    assert chosen(Run.QUICK, 4) == [0]
    assert chosen(Run.LONG, 4) == chosen(Run.NAMED, 4) == [*range(8)]


def test_cases_are_counted_per_test():
    share = pytest.mark.share(2).mark
    items = [item(f"tests/test_a.py::test_{name}[{number}]", THOROUGH, share) for name in "ab" for number in range(3)]
    chosen = [each.nodeid[-4:] for each in select(items, Run.THOROUGH)[0]]
    assert chosen == (["a[1]", "b[1]"] if selection.DAY % 2 else ["a[0]", "a[2]", "b[0]", "b[2]"])


# the progress display


def report(name: str, when: str = "call", outcome: str = "passed", message: str = "") -> Any:
    crash = SimpleNamespace(reprcrash=SimpleNamespace(message=message))
    flags = {kind: kind == outcome for kind in ("passed", "failed", "skipped")}
    return SimpleNamespace(nodeid=name, when=when, longrepr=crash if message else None, **flags)


def finish(progress: Progress, name: str, **result: str) -> None:
    progress.pytest_runtest_logreport(report(name, **result))
    progress.pytest_runtest_logreport(report(name, "teardown"))


def test_a_log_gets_periodic_lines_and_each_failure_immediately():
    written: list[str] = []
    now = [0.0]
    progress = Progress(written.append, live=False, clock=lambda: now[0])
    progress.pytest_xdist_node_collection_finished(ids=["a", "b", "c", "d"])
    finish(progress, "a")
    assert written == []
    now[0] = 1.0
    finish(progress, "b", outcome="failed", message="assert 1 == 2\nmore")
    assert written == ["FAILED b: assert 1 == 2\n"]
    now[0] = EVERY + 61
    finish(progress, "c", outcome="skipped")
    assert written[1:] == ["3 of 4 tests, 75 %, 1 failed, 1 skipped, 1:16\n"]
    finish(progress, "d")
    progress.pytest_sessionfinish()
    assert written[2:] == ["4 of 4 tests, 100 %, 1 failed, 1 skipped, 1:16\n"]


def test_on_a_terminal_the_line_is_updated_in_place():
    written: list[str] = []
    now = [0.0]
    progress = Progress(written.append, live=True, clock=lambda: now[0])
    progress.pytest_xdist_node_collection_finished(ids=["a", "b"])
    now[0] = 1.0
    finish(progress, "a")
    finish(progress, "b", outcome="failed", message="no")
    progress.pytest_sessionfinish()
    line = "\r\x1b[K{} of 2 tests, {} %, {} failed, 0:01"
    assert "".join(written) == line.format(1, 50, 0) + "\r\x1b[KFAILED b: no\n" + line.format(2, 100, 1) + "\n"
