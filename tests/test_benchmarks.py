"""The benchmarks tell what they claim to tell, and still run."""

from __future__ import annotations

import importlib
import re
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

FOLDER = Path(__file__).parent / "benchmarks"

OLD = {"a.html": b"<p>old a</p>", "b.html": b"<p>old b</p>", "same.html": b"<p>same</p>", "gone.html": b"<p>gone</p>"}
NEW = {"a.html": b"<p>new a</p>", "b.html": b"<p>new b</p>", "same.html": b"<p>same</p>", "come.html": b"<p>come</p>"}


@pytest.fixture
def rivals(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The script as a module; it imports those beside it."""
    monkeypatch.syspath_prepend(str(FOLDER))
    return importlib.import_module("rivals")


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (OLD, set()),
        (NEW, set()),
        (NEW | {"a.html": OLD["a.html"]}, {"mixed"}),
        (NEW | {"gone.html": OLD["gone.html"]}, {"mixed"}),
        (NEW | {"a.html": b""}, {"cut"}),
        (NEW | {"same.html": b"<p>sa"}, {"cut"}),
        (NEW | {"a.html": b"\0\0\0\0"}, {"cut"}),
        (NEW | {"a.html": b"<p>another"}, {"strange"}),
        (NEW | {"more.html": b"<p>more"}, {"strange"}),
        ({path: page for path, page in OLD.items() if path != "same.html"}, {"missing"}),
        ({}, {"missing"}),
        ({"a.html": OLD["a.html"], "b.html": b"<p>new"}, {"cut", "missing"}),
        (OLD | {"a.html": b"", "b.html": NEW["b.html"]}, {"mixed", "cut"}),
    ],
)
def test_what_a_killed_build_left_is_named(rivals: ModuleType, found: dict[str, bytes], said: set[str]):
    assert rivals.classify(found, OLD, NEW) == said


@pytest.mark.parametrize(
    "text", ['---\ntitle: "A title"\nsummary: "title: B"\n---\nText.\n', "Title: A title\nDate: 2026-01-01\n\nText.\n"]
)
def test_every_other_edit_gives_an_article_its_title_back(rivals: ModuleType, text: str):
    edited = rivals.retitled(text)
    assert edited.splitlines()[1 if text.startswith("-") else 0].lower().startswith(("title: edited ", 'title: "edited '))
    assert edited.count("Edited ") == 1
    assert rivals.retitled(edited) == text


def table(script: str, *arguments: str) -> list[list[str]]:
    """The cells of the table that a script prints, its head first."""
    digest = f"{sys.executable} -m digest"
    command = [sys.executable, str(FOLDER / script), "--digest", digest, *arguments]
    ran = subprocess.run(command, capture_output=True, text=True, encoding="utf-8")
    assert ran.returncode == 0, ran.stderr
    rows = [line.strip("| ").split(" | ") for line in ran.stdout.splitlines() if line.startswith("| ")]
    assert {len(row) for row in rows} == {len(rows[0])}
    return rows


def test_builds_of_digest_are_killed_and_healed(tmp_path: Path):
    _, row = table("rivals.py", "digest", "--articles", "30", "--trials", "2", "--work", str(tmp_path))
    assert row[1] == "2"
    assert row[-3:] == ["0", "0", "2 of 2"]
    assert not list(tmp_path.iterdir())


def test_a_tool_that_is_missing_is_named_and_left_out(tmp_path: Path):
    command = [sys.executable, str(FOLDER / "rivals.py"), "hugo", "--articles", "1", "--work", str(tmp_path)]
    ran = subprocess.run(command, capture_output=True, text=True, env={"PATH": str(tmp_path)})
    assert "!!! hugo IS MISSING AND LEFT OUT" in ran.stderr
    assert "Not installed, and left out: hugo." in ran.stdout


def test_growth_tells_time_and_memory_of_each_size(tmp_path: Path):
    _, few, more = table("growth.py", "-n", "20", "40", "--runs", "1", "--work", str(tmp_path))
    assert (few[0], more[0]) == ("20", "40")
    assert int(few[1]) < int(more[1])
    assert all(re.fullmatch(r"\d+\.\d\d", cell) for row in (few, more) for cell in (*row[2:4], *row[5:8]))
    assert all(int(row[8]) > 10 for row in (few, more))
    if Path("/proc/self/smaps_rollup").exists():
        assert all(int(row[9]) > 10 for row in (few, more))
    assert not list(tmp_path.iterdir())


def test_the_start_is_compared_with_that_of_click():
    head, *rows = table("start.py", "--runs", "1")
    assert head == ["command", "ms", "of `import click`"]
    assert [row[0] for row in rows] == ['`python -c "import click"`', "`digest --version`", "`digest --help`"]
    assert rows[0][2] == "1.00"
