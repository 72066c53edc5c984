#!/usr/bin/env python3
"""Build sites of growing size with digest alone, and print the table of docs/performance.md: time, CPU, memory.

usage: growth.py [-n N …] [--digest CMD] [--runs R] [--work DIR]

    cold             output and cache removed first: wall clock, and CPU of all processes
    per article      the cold build's wall clock an article, as a multiple of that at 10,000 articles
    nothing changed  the same build again
    one body         one article's text edited, then build
    one title        one article's title edited, then build
    largest process  peak resident memory of any one process
    all processes    their proportional set sizes (PSS) summed: what is shared counts once. Sampled every 50 ms, children
                     included, in a cold build of its own, since looking costs time. Linux only.

Figures are medians of R runs; a site of 100,000 articles or more is built cold only once for the time and once for the memory. The
seconds hold on no other machine: read how they grow. A site is made in DIR and removed before the next.
"""

from __future__ import annotations

import argparse
import contextlib
import datetime
import os
import platform
import shlex
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

import compare
import corpus

HERE = Path(__file__).resolve().parent
DAYS = 1095
UNIT = 10_000
"""The size that costs are given relative to."""
LARGE = 100_000
"""From this size on a cold build is run once: it takes minutes, beside which the noise of one run is small."""
INTERVAL = 0.05

COLUMNS = (
    "articles",
    "pages",
    "cold, s",
    "CPU, s",
    f"per article, of {UNIT:,}'s",
    "nothing changed, s",
    "one body, s",
    "one title, s",
    "largest process, MiB",
    "all processes, MiB",
)


@dataclass
class Growth:
    """What was measured for one size."""

    articles: int
    pages: int = 0
    cold: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    largest: list[float] = field(default_factory=list)
    all: int | None = None
    edits: dict[str, list[float]] = field(default_factory=dict)

    @property
    def per_article(self) -> float:
        """Seconds of a cold build an article."""
        return statistics.median(self.cold) / self.articles


def write_site(folder: Path, articles: int) -> None:
    """The articles of corpus.py in digest's dialect alone, and the settings and theme that the comparison uses."""
    for number in range(articles):
        a = corpus.article(number, DAYS)
        place = folder / "content" / f"{a['date']:%Y/%m}" / f"{a['slug']}.md"
        place.parent.mkdir(parents=True, exist_ok=True)
        head = corpus.fm_yaml(a, topic=a["topic"], tags=f"[{', '.join(a['tags'])}]")
        place.write_text(head + a["body"], encoding="utf-8")
    shutil.copytree(HERE / "site", folder, dirs_exist_ok=True)


def tree_of(pid: int) -> list[int]:
    """A process and everything below it, as far as they still run."""
    found = [pid]
    for process in found:
        with contextlib.suppress(OSError):
            for thread in os.listdir(f"/proc/{process}/task"):
                found += map(int, Path(f"/proc/{process}/task/{thread}/children").read_text().split())
    return found


def pss(pid: int) -> int:
    """The proportional set size of a process in KiB; 0 if it is gone."""
    with contextlib.suppress(OSError), open(f"/proc/{pid}/smaps_rollup", encoding="ascii") as lines:
        for line in lines:
            if line.startswith("Pss:"):
                return int(line.split()[1])
    return 0


def peak_of_all(command: list[str], folder: Path) -> int | None:
    """The most memory that all processes of a build held together, in MiB; None where /proc does not tell."""
    if not os.path.exists("/proc/self/smaps_rollup"):
        return None
    peak = 0
    with subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        while process.poll() is None:
            peak = max(peak, sum(map(pss, tree_of(process.pid))))
            time.sleep(INTERVAL)
    if process.returncode:
        sys.exit(f"{shlex.join(command)} failed in {folder}")
    return peak // 1024


def measure(folder: Path, command: list[str], articles: int, runs: int) -> Growth:
    """Everything that the table tells of one size."""
    growth = Growth(articles)
    for _ in range(1 if articles >= LARGE else runs):
        compare.clean(folder, "site", ".digest")
        os.sync()  # what the run before left to be written is not this one's
        wall, cpu, largest = compare.timed(command, folder)
        growth.cold.append(wall)
        growth.cpu.append(cpu)
        growth.largest.append(largest)
        tell(f"{articles:,} articles, cold: {wall:.2f} s, CPU {cpu:.2f} s, largest process {largest} MiB")
    growth.pages = sum(1 for _ in (folder / "site").rglob("*.html"))
    article = sorted((folder / "content").rglob("story-*.md"))[articles // 2]
    for kind in ("nothing", "body", "title"):
        growth.edits[kind] = []
        for serial in range(runs):
            if kind != "nothing":
                compare.edit(article, kind, serial)
            growth.edits[kind].append(compare.timed(command, folder)[0])
            tell(f"{articles:,} articles, {kind}: {growth.edits[kind][-1]:.2f} s")
    compare.clean(folder, "site", ".digest")
    growth.all = peak_of_all(command, folder)
    tell(f"{articles:,} articles, all processes: {growth.all} MiB")
    return growth


def tell(text: str) -> None:
    """Say at once what was measured: a long run that is ended early has not been for nothing."""
    print(text, file=sys.stderr, flush=True)


def row(growth: Growth, unit: float | None) -> str:
    """A line of the table; `unit` is what an article costs at the size that the others are compared with."""
    cells = (
        f"{growth.articles:,}",
        f"{growth.pages:,}",
        f"{statistics.median(growth.cold):.2f}",
        f"{statistics.median(growth.cpu):.2f}",
        f"{growth.per_article / unit:.2f}" if unit else "–",
        *(f"{statistics.median(growth.edits[kind]):.2f}" for kind in ("nothing", "body", "title")),
        f"{statistics.median(growth.largest):.0f}",
        "–" if growth.all is None else str(growth.all),
    )
    return f"| {' | '.join(cells)} |"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("-n", type=int, nargs="+", default=[1_000, UNIT, LARGE], metavar="N", help="numbers of articles")
    parser.add_argument("--digest", default=str(Path(sys.executable).with_name("digest")), metavar="CMD", help="how to run digest")
    parser.add_argument("--runs", type=int, default=3, metavar="R")
    parser.add_argument("--work", type=Path, metavar="DIR", help="where the sites are made (a temporary folder)")
    a = parser.parse_args()
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # an installed digest has its modules compiled
    if min(*a.n, a.runs) < 1:
        parser.error("-n and --runs are at least 1")
    if a.work:
        a.work.mkdir(parents=True, exist_ok=True)
    found = []
    for articles in sorted(set(a.n)):
        with tempfile.TemporaryDirectory(prefix="digest-growth-", dir=a.work) as work:
            folder = Path(work, "digest")
            write_site(folder, articles)
            found.append(measure(folder, [*shlex.split(a.digest), "build", "--quiet"], articles, a.runs))
    unit = next((growth.per_article for growth in found if growth.articles == UNIT), None)
    print(f"| {' | '.join(COLUMNS)} |\n|{'---|' * len(COLUMNS)}")
    print("\n".join(row(growth, unit) for growth in found))
    python = f"Python {platform.python_version()}"
    print(f"\nMedians of {a.runs}, {python}, {platform.system()}, {os.cpu_count()} cores, {datetime.date.today()}.")


if __name__ == "__main__":
    main()
