"""The same input gives the same bytes with any time zone, locale, hash seed, umask, number of processes and folder."""

from __future__ import annotations

import os
import random
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests import sites
from tests.sites import article, tree, write

EPOCH = str(int(sites.NOW.timestamp()))
LONG = "a-very-long-name-of-a-folder-" * 5

MANY = {
    f"content/2025/n{n}.md": article(f"News {n}", f"2025-{1 + n % 12:02}-{1 + n % 28:02}", tags=f"[t{n % 7}]") for n in range(350)
}
"""Enough articles that worker processes read them."""

AWKWARD = {
    "content/2026/hangul.md": article("한국 경제", "2026-02-03T23:30:00-08:00", tags="[한국, AI, Ärger, ıspanak, I]"),
    "content/2026/İstanbul.md": article("Title İ", "2026-02-04", tags="[ai, ärger, C++, C#]", body="[x](hangul.md) ![](dots.png)"),
    "content/2026/dots.png": sites.PIXEL,
    "content/2026/sourceless.md": article("No source", "2026-02-05", source=None),
}
"""Content whose output could depend on locale, time zone, or the order of sets and folders."""


def run(
    folder: Path, *options: str, umask: int = 0o022, cwd: Path | None = None, **environment: str
) -> tuple[dict[str, bytes], str]:
    """Build in a process with this environment; return the output and the messages."""
    variables = {"PATH": os.environ["PATH"], "SOURCE_DATE_EPOCH": EPOCH, "HOME": "/nonexistent"} | environment
    command = [
        sys.executable,
        "-m",
        "digest",
        "-C",
        str(folder) if cwd is None else os.path.relpath(folder, cwd),
        "build",
        *options,
    ]
    ran = subprocess.run(command, env=variables, cwd=cwd, umask=umask, check=True, capture_output=True, text=True, encoding="utf-8")
    for above, folders, names in os.walk(folder / "site"):
        assert {stat.S_IMODE(os.lstat(f"{above}/{name}").st_mode) for name in folders} <= {0o755}
        assert {stat.S_IMODE(os.lstat(f"{above}/{name}").st_mode) for name in names} <= {0o644}
    assert stat.S_IMODE((folder / "site").stat().st_mode) == 0o755
    return tree(folder / "site"), ran.stderr


def test_the_environment_does_not_change_the_output(tmp_path: Path):
    surroundings: list[dict[str, Any]] = [
        {"PYTHONHASHSEED": "0", "TZ": "UTC", "LC_ALL": "C"},
        {"PYTHONHASHSEED": "1", "TZ": "Asia/Kolkata", "LC_ALL": "tr_TR.UTF-8", "umask": 0o077},
        {"PYTHONHASHSEED": "random", "TZ": "America/St_Johns", "LC_ALL": "C.UTF-8", "umask": 0o002, "cwd": tmp_path},
        {"PYTHONHASHSEED": "7", "TZ": "Pacific/Kiritimati", "LANG": "de_DE.UTF-8", "PYTHONUTF8": "0", "cwd": Path("/")},
    ]
    made = []
    for number, surrounding in enumerate(surroundings):
        folder = write(tmp_path / (LONG if number % 2 else "s") / str(number), sites.tiny(8) | AWKWARD)
        made.append(run(folder, **surrounding))
    assert len(made[0][0]) > 50
    assert "W203" in made[0][1]
    for number, other in enumerate(made[1:], 1):
        assert other == made[0], surroundings[number]


@pytest.mark.thorough
def test_the_number_of_processes_does_not_change_the_output(tmp_path: Path):
    made = []
    for jobs in ("1", "2", "5"):
        folder = write(tmp_path / jobs, sites.tiny(4) | AWKWARD | MANY)
        made.append(run(folder, "--jobs", jobs, PYTHONHASHSEED=jobs))
    assert len(made[0][0]) > 500
    assert made[1] == made[0]
    assert made[2] == made[0]


@pytest.fixture
def shuffled(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Lists folders in a different order each time."""
    order = random.Random(5)

    class Shuffled:
        def __init__(self, path: Any = ".") -> None:
            with scandir(path) as entries:
                self.entries = list(entries)
            order.shuffle(self.entries)

        def __iter__(self) -> Iterator[Any]:
            return iter(self.entries)

        def __next__(self) -> Any:
            if not self.entries:
                raise StopIteration
            return self.entries.pop()

        def __enter__(self) -> Shuffled:
            return self

        def __exit__(self, *_: object) -> None:
            pass

        close = __exit__

    def listed(path: Any = ".") -> list[str]:
        names = listdir(path)
        order.shuffle(names)
        return names

    scandir, listdir = os.scandir, os.listdir
    monkeypatch.setattr(os, "scandir", Shuffled)
    monkeypatch.setattr(os, "listdir", listed)
    yield


def test_the_order_of_folder_listings_does_not_change_the_output(tmp_path: Path, shuffled: None):
    made = []
    for name in ("one", "two", "three"):
        folder = write(tmp_path / name, sites.tiny(8) | AWKWARD)
        made.append((sites.build(folder).diagnostics, tree(folder / "site")))
    assert made[1] == made[0]
    assert made[2] == made[0]


def test_the_order_of_folder_listings_does_not_change_the_diagnostics(tmp_path: Path, shuffled: None):
    faulty = {f"content/{n}/bad.md": article("", topic="nowhere", body=f"[x](no{n}.md)") for n in range(6)}
    clashing = {f"content/{n}/clash.md": article("Same") for n in range(4)}
    foreign = {f"site/robots.txt/{n}/mine.txt": "" for n in range(5)}
    results = set()
    for name in ("one", "two", "three", "four"):
        folder = write(tmp_path / name, sites.tiny(2) | faulty | clashing)
        results.add(sites.build(folder))
        clean = write(tmp_path / f"{name}2", sites.tiny(2))
        sites.build(clean)
        write(clean, {"site/robots.txt": None})
        write(clean, foreign)
        results.add(sites.build(clean))
    assert sorted(built.code for built in results) == [1, 2]


def test_a_later_build_with_the_same_now_gives_the_same_output(tmp_path: Path):
    write(tmp_path, sites.tiny(3))
    first = run(tmp_path)
    (tmp_path / ".digest/cache.sqlite").unlink()
    again = run(tmp_path, "--now", "2026-03-01T12:00:00Z", SOURCE_DATE_EPOCH="1")
    assert again == first
