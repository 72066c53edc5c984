"""Articles that were written to take very long: cases 11, 12, 14, 39, 40, 42, 43 and 48. CPU time is measured, not wall time."""

# ruff: noqa: E501 - one line per case

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.articles.test_bad_front_matter import BOMB
from tests.bad_inputs import BAD, NOW, PAGE, SETTINGS, article, run_build, snapshot
from tests.conftest import SETTINGS as ENVIRONMENT
from tests.conftest import Ran, put_files

MIB = 1024 * 1024
TYPOGRAPHY = SETTINGS + "typography: true\n"


class Hostile(NamedTuple):
    """An article, the CPU seconds that its build may take (ten times the measured time), and the expected report."""

    name: str
    text: str
    seconds: float
    report: str = ""
    settings: str = SETTINGS


HOSTILE_ARTICLES = [
    Hostile("11 merge bomb", article(BOMB), 0.3, "6:4: E106 a text may not begin with & (a YAML anchor)"),
    Hostile("12 1,000,000 brackets", article(title="[" * 1_000_000), 0.5, "1:1: E106 the front matter is longer than 64 KiB"),
    Hostile("12 60,000 brackets", article(title="[" * 60_000), 0.5, "2:1007: E106 nested more than 16 deep"),
    Hostile("14 200,000 keys", article("".join(f"k{i}: v\n" for i in range(200_000))), 0.5, "1:1: E106 the front matter is longer than 64 KiB"),
    Hostile("14 6,000 unknown keys", article("".join(f"k{i}: v\n" for i in range(6_000))), 3, "6:1: W201 unknown key k0"),
    Hostile("40 one line of 4 MB", article(body="word " * 800_000), 6),
    Hostile("42 20,000 quotations in each other", article(body="> " * 20_000 + "x\n"), 0.8),
    Hostile("42 50,000 brackets", article(body="[" * 50_000), 8),
    Hostile("42 5,000 lists in each other", article(body="- " * 5_000 + "x\n"), 1),
    Hostile("42 1,000 lists in each other, indented", article(body="".join(f"{'  ' * i}- x\n" for i in range(1_000))), 3),
    Hostile("42 5,000 images in each other", article(body="![" * 5_000 + "](https://example.org/)" * 5_000), 4),
    Hostile("42 10,000 equal headings", article(body="# h\n" * 10_000), 8),
    Hostile("42 20,000 addresses that are not found as written", article(body="[a](java&#115;cript:x) " * 20_000), 12, "7:1: W302 a link to javascript: was left out"),
    Hostile("42 1,000 missing files", article(body="".join(f"[a](x{i}.md) " for i in range(1_000))), 2, "7:5: E301 there is no file content/2026/01/x0.md"),
    Hostile("43 65,000 open emphases", article(body="*a **a " * 65_000), 18, "7:4: W325 **a *a **a *a **a *a is shown as text: this ** is not a pair"),
    Hostile("48 80,000 quotation marks", article(body='"' * 80_000), 1, settings=TYPOGRAPHY),
    Hostile("48 80,000 quoted letters", article(body='"a" ' * 80_000), 1, settings=TYPOGRAPHY),
    Hostile("48 blocks just below the limit", article(body=('"a" ' * 2_400 + "\n\n") * 10), 4, settings=TYPOGRAPHY),
]  # fmt: skip


def best_of_three(work: Callable[[], Ran], enough: float) -> tuple[Ran, float]:
    """Return the result and the CPU time of the fastest of up to three runs; stop after the first that is fast enough."""
    best = float("inf")
    for _ in range(3):
        start = time.process_time()
        ran = work()
        best = min(best, time.process_time() - start)
        if best <= enough:
            break
    return ran, best


@pytest.mark.parametrize("hostile", HOSTILE_ARTICLES, ids=lambda hostile: hostile.name)
def test_hostile_articles_take_limited_time(hostile: Hostile, good: Path):
    put_files(good, {BAD: hostile.text, "digest.yml": hostile.settings})
    before = snapshot(good / "site")
    ran, seconds = best_of_three(lambda: run_build(good, "--fresh"), hostile.seconds)
    assert seconds <= hostile.seconds
    assert ran.err.splitlines()[:1] == ([f"{BAD}:{hostile.report}"] if hostile.report else [])
    has_error = ": E" in hostile.report
    assert ran.code == has_error
    if has_error:
        assert snapshot(good / "site") == before
    else:
        assert (good / "site" / PAGE).exists()


CHILD = """
import sys
from digest.cli import State, run
code = run(State())
status = open("/proc/self/status").read()
print("peak", [line.split()[1] for line in status.splitlines() if line.startswith("VmHWM:")][0])
sys.exit(code)
"""


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the peak of memory is read from /proc")
def test_39_a_file_of_100_mb_is_not_read(good: Path):
    # A child's ru_maxrss begins with its parent's, so the child prints its own peak memory.
    put_files(good, {BAD: ""})
    os.truncate(good / BAD, 100 * MIB)
    before = snapshot(good / "site")
    ran = subprocess.run(
        [sys.executable, "-c", CHILD, "-C", str(good), "build", "--now", NOW],
        env={"PATH": os.environ["PATH"]} | ENVIRONMENT,
        capture_output=True,
        text=True,
        check=False,
    )
    report = f"{BAD}:1:1: E103 the file is larger than 5 MiB\n  split it, or set max_article_bytes in digest.yml\n"
    assert (ran.returncode, ran.stderr) == (1, f"{report}digest: 1 error: nothing was written\n")
    assert int(ran.stdout.split()[1]) < 100 * 1024
    assert snapshot(good / "site") == before


def test_39_the_limit_is_a_setting(good: Path):
    put_files(good, {BAD: article(body="x" * 2_000), "digest.yml": SETTINGS + "max_article_bytes: 2000\n"})
    ran = run_build(good)
    assert ran.err.splitlines()[0] == f"{BAD}:1:1: E103 the file is larger than 2,000 bytes"
    assert ran.code == 1
