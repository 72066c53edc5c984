"""The choice of changes: always the same for a seed, from all folders and of all kinds."""

from __future__ import annotations

from collections import Counter
from itertools import islice

import pytest

from tests.mutation import choice as module
from tests.mutation import equivalent
from tests.mutation.__main__ import ROOT
from tests.mutation.choice import choices, modules

SOURCES = {
    f"digest/{folder}/m{at}.py": f"x = {at} < y\nz = not y\n" + "w = [1, 2, 3, 4, 5]\n" * 20 for folder in "abc" for at in range(3)
}


def test_a_seed_always_gives_the_same_changes():
    first, again, other = ([*islice(choices(SOURCES, seed), 30)] for seed in (1, 1, 2))
    assert first == again != other


def test_folders_and_kinds_take_turns():
    chosen = [*islice(choices(SOURCES, 1), 12)]
    assert Counter(choice.folder for choice in chosen) == {"digest/a": 4, "digest/b": 4, "digest/c": 4}
    kinds = Counter(choice.change.kind for choice in chosen)
    assert {"comparison", "not", "constant"} <= kinds.keys() and max(kinds.values()) <= 4


def test_every_change_is_chosen_exactly_once():
    chosen = [*choices({"digest/a.py": "x = a < b\ny = not c\n"}, 5)]
    assert sorted(choice.change.text for choice in chosen) == ["<=", "c"]


def test_equivalent_changes_are_skipped(monkeypatch: pytest.MonkeyPatch):
    equivalent_change = (equivalent.Equivalent("digest/a.py", "x = a < b", "x = a <= b", "they are never equal"),)
    monkeypatch.setattr(equivalent, "EQUIVALENT", equivalent_change)
    assert [choice.change.kind for choice in choices({"digest/a.py": "x = a < b\ny = not c\n"}, 5)] == ["not"]
    assert module.reason_of("digest/a.py", "x = a < b", "x = a <= b") == "they are never equal"
    assert module.reason_of("digest/b.py", "x = a < b", "x = a <= b") == ""
    any_change = (equivalent.Equivalent("digest/a.py", "y = not c", "", "speed"),)
    monkeypatch.setattr(equivalent, "EQUIVALENT", any_change)
    assert module.reason_of("digest/a.py", "y = not c", "y = c") == "speed"


def test_the_choice_can_be_limited_to_a_folder_or_module():
    assert modules(ROOT, "digest/pages/pagination.py").keys() == {"digest/pages/pagination.py"}
    found = modules(ROOT, "digest/grouping")
    assert "digest/grouping/publication_status.py" in found and all(path.startswith("digest/grouping/") for path in found)
    assert {"digest/config/config.py", "digest/pages/plan.py"} <= modules(ROOT).keys()


def test_reordered_alternatives_are_equivalent():
    path, patterns = min(equivalent.ALTERNATIVES), ('r"a",', 'rf"{b}",')
    assert module.reason_of(path, " ⏎ ".join(patterns), " ⏎ ".join(reversed(patterns)))
    assert not module.reason_of(path, " ⏎ ".join(patterns), patterns[0])
    assert not module.reason_of(path, "a, ⏎ b", "b, ⏎ a")
    assert not module.reason_of("digest/a.py", " ⏎ ".join(patterns), " ⏎ ".join(reversed(patterns)))


@pytest.mark.parametrize("equivalent_change", equivalent.EQUIVALENT, ids=str)
def test_each_equivalent_change_is_of_an_existing_line(equivalent_change: equivalent.Equivalent):
    lines = {line.strip() for line in (ROOT / equivalent_change.path).read_text(encoding="utf-8").split("\n")}
    assert {line.strip() for line in equivalent_change.old.split("⏎")} <= lines, (
        "the line no longer exists: remove it from the table"
    )
    assert equivalent_change.reason


@pytest.mark.parametrize(("path", "line"), equivalent.MEASURES)
def test_each_line_of_measures_exists(path: str, line: str):
    lines = map(str.strip, (ROOT / path).read_text(encoding="utf-8").split("\n"))
    assert line in lines, "the line no longer exists: remove it from the table"
    assert equivalent.reason_of(path, line, "another")
