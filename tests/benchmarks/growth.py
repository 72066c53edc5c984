#!/usr/bin/env python3
"""Build sites of growing size with digest alone, and print the tables of docs/explanation/: time, CPU, memory; stages; sizes.

usage: growth.py [-n N …] [--short] [--digest CMD] [--runs R] [--work DIR]

    cold             output and cache removed first: wall clock, and CPU of all processes
    per article      the cold build's CPU an article, as a multiple of that at 10,000 articles
    nothing changed  the same build again
    one body         one article's text edited, then build
    one title        one article's title edited, then build
    largest process  peak resident memory of any one process
    all processes    the sum of their proportional set sizes (PSS), in which shared memory counts once. Sampled every 50 ms,
                     including children, in a separate cold build, because sampling costs time. Linux only.

The second table has the stages of a cold build (`digest build --profile`), the third the sizes of its files.

Articles are those of corpus.py, 3 KB each, over three years; with --short they have 0.8 KB, over twenty years. Figures are medians
of R runs; a site of 100,000 articles or more is built cold only once, and its memory is sampled in that build, once a second or
less. The seconds are valid only for this machine: compare how they grow. A site is written to DIR and removed before the next.
"""

from __future__ import annotations

import argparse
import contextlib
import datetime
import os
import platform
import random
import re
import shlex
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import compare
import corpus

HERE = Path(__file__).resolve().parent
DAYS = 1095
SHORT_DAYS = 7300
UNIT = 10_000
"""The size that relative costs refer to, in articles."""
LARGE = 100_000
"""The size from which a cold build is run once: it takes minutes, so the noise of one run is small."""
INTERVAL = 0.05
"""Seconds between two memory samples of a build."""
SLOW_INTERVAL = 1e-5
"""The same for a large site, in seconds per article: sampling gigabytes takes a tenth of a second, during which the build waits."""

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


STAGE = re.compile(r"^ *(\d+\.\d+) s  (.+)$", re.M)
"""A line of `digest build --profile`."""


@dataclass
class Sizes:
    """The sizes of a build's files on disk."""

    output: int = 0
    largest_file: int = 0
    fullest_folder: int = 0
    cache: int = 0


@dataclass
class Growth:
    """The measurements for one size."""

    articles: int
    pages: int = 0
    cold: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    largest: list[float] = field(default_factory=list)
    all: int | None = None
    edits: dict[str, list[float]] = field(default_factory=dict)
    stages: dict[str, float] = field(default_factory=dict)
    sizes: Sizes = field(default_factory=Sizes)

    @property
    def per_article(self) -> float:
        """CPU seconds per article of a cold build."""
        return statistics.median(self.cpu) / self.articles


@dataclass(frozen=True)
class Watched:
    """A build: seconds, MiB of its largest process and of all processes, and its output."""

    wall: float
    cpu: float
    largest: int
    all: int | None
    printed: str


def short_article(number: int) -> dict[str, Any]:
    """Return an article of 0.8 KB: two paragraphs, the fields of corpus.py, a date within twenty years."""
    rng = random.Random(number)

    def sentence() -> str:
        return " ".join(rng.choices(corpus.VOCAB, k=rng.randint(9, 22))).capitalize() + "."

    word = rng.choice(corpus.VOCAB)
    return {
        "slug": f"story-{number:07d}",
        "title": " ".join(rng.choices(corpus.VOCAB, k=rng.randint(5, 10))).capitalize() + f" {number}",
        "date": datetime.datetime(2026, 1, 4, 23, 26) - datetime.timedelta(minutes=rng.randrange(SHORT_DAYS * 1440)),
        "topic": rng.choice(corpus.TOPICS),
        "tags": rng.sample(corpus.TAGS, 3),
        "source": rng.choice(corpus.SOURCES),
        "author": " ".join(rng.choices(corpus.VOCAB, k=2)).title(),
        "summary": sentence(),
        "body": f"{sentence()} {sentence()}\n\n{sentence()} See [{word}](https://example.org/{word}/{number}).\n",
    }


def write_site(folder: Path, articles: int, is_short: bool = False) -> None:
    """Write the articles for digest only, those of corpus.py or short ones, with the settings and theme of the comparison."""
    for number in range(articles):
        a = short_article(number) if is_short else corpus.article(number, DAYS)
        place = folder / "content" / f"{a['date']:%Y/%m}" / f"{a['slug']}.md"
        place.parent.mkdir(parents=True, exist_ok=True)
        head = corpus.fm_yaml(a, topic=a["topic"], tags=f"[{', '.join(a['tags'])}]")
        if is_short:
            head = head.replace("\nauthor: ", "\nauthors: ")  # the other spelling causes a note for each article
        place.write_text(head + a["body"], encoding="utf-8")
    shutil.copytree(HERE / "site", folder, dirs_exist_ok=True)


def tree_of(pid: int) -> list[int]:
    """Return the ids of a process and its descendants that still run."""
    found = [pid]
    for process in found:
        with contextlib.suppress(OSError):
            for thread in os.listdir(f"/proc/{process}/task"):
                found += map(int, Path(f"/proc/{process}/task/{thread}/children").read_text().split())
    return found


def pss(pid: int) -> int:
    """Return the proportional set size of a process in KiB; 0 if it has ended."""
    with contextlib.suppress(OSError), open(f"/proc/{pid}/smaps_rollup", encoding="ascii") as lines:
        for line in lines:
            if line.startswith("Pss:"):
                return int(line.split()[1])
    return 0


def watched(command: list[str], folder: Path, interval: float = 0) -> Watched:
    """Run a build, and sample the memory of all its processes every `interval` seconds if /proc exists; never for 0."""
    looks = bool(interval) and os.path.exists("/proc/self/smaps_rollup")
    peak = 0
    with tempfile.TemporaryFile("w+", encoding="utf-8") as output:
        start = time.perf_counter()
        process = subprocess.Popen(command, cwd=folder, stdout=output, stderr=subprocess.STDOUT)
        ended = 0
        while not ended:
            if looks:
                peak = max(peak, sum(map(pss, tree_of(process.pid))))
                time.sleep(interval)
            ended, status, usage = os.wait4(process.pid, os.WNOHANG if looks else 0)
        wall = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        printed = output.read()
    if process.returncode:
        sys.exit(f"{shlex.join(command)} failed in {folder}:\n{printed[-3000:]}")
    return Watched(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss // 1024, peak // 1024 if looks else None, printed)


def sizes_of(folder: Path) -> Sizes:
    """Return the sizes of a build's files in this site's folder."""
    sizes = Sizes(cache=sum(file.stat().st_size for file in (folder / ".digest").rglob("*") if file.is_file()))
    for above, folders, names in os.walk(folder / "site"):
        sizes.fullest_folder = max(sizes.fullest_folder, len(folders) + len(names))
        for name in names:
            size = os.lstat(os.path.join(above, name)).st_size
            sizes.output += size
            sizes.largest_file = max(sizes.largest_file, size)
    return sizes


def build_cold(folder: Path, command: list[str], growth: Growth, interval: float = 0) -> None:
    """Build the site without output and cache, and store time and memory; with an interval both are measured in one build."""
    compare.clean(folder, "site", ".digest")
    os.sync()  # pending writes of the previous run must not slow this one
    found = watched(command, folder, interval)
    if interval:
        growth.all = found.all
        tell(f"{growth.articles:,} articles, all processes: {found.all} MiB")
    if interval != INTERVAL:
        growth.cold.append(found.wall)
        growth.cpu.append(found.cpu)
        growth.largest.append(found.largest)
        growth.stages = {stage: float(seconds) for seconds, stage in STAGE.findall(found.printed)}
        tell(f"{growth.articles:,} articles, cold: {found.wall:.2f} s, CPU {found.cpu:.2f} s, largest process {found.largest} MiB")
        tell("  " + ", ".join(f"{stage}: {seconds:.2f} s" for stage, seconds in growth.stages.items()))


def measure(folder: Path, digest: list[str], articles: int, runs: int) -> Growth:
    """Return all measurements for one size."""
    growth = Growth(articles)
    cold, again = [*digest, "build", "--profile"], [*digest, "build", "--quiet"]
    for _ in range(1 if articles >= LARGE else runs):
        build_cold(folder, cold, growth, articles * SLOW_INTERVAL if articles >= LARGE else 0)
    growth.pages = sum(1 for _ in (folder / "site").rglob("*.html"))
    growth.sizes = sizes_of(folder)
    article = sorted((folder / "content").rglob("story-*.md"))[articles // 2]
    for kind in ("nothing", "body", "title"):
        growth.edits[kind] = []
        for serial in range(runs):
            if kind != "nothing":
                compare.edit(article, kind, serial)
            wall, cpu, largest = compare.timed(again, folder)
            growth.edits[kind].append(wall)
            tell(f"{articles:,} articles, {kind}: {wall:.2f} s, CPU {cpu:.2f} s, largest process {largest} MiB")
    if articles < LARGE:
        build_cold(folder, cold, growth, INTERVAL)
    return growth


def tell(text: str) -> None:
    """Print a result immediately, so that an aborted long run still gives results."""
    print(text, file=sys.stderr, flush=True)


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a Markdown table."""
    lines = [f"| {' | '.join(cells)} |" for cells in (head, *rows)]
    return "\n".join((lines[0], f"|{'---|' * len(head)}", *lines[1:]))


def row(growth: Growth, unit: float | None) -> list[str]:
    """Return a row of the first table; `unit` is the cost of an article at the size `UNIT`."""
    return [
        f"{growth.articles:,}",
        f"{growth.pages:,}",
        f"{statistics.median(growth.cold):.2f}",
        f"{statistics.median(growth.cpu):.2f}",
        f"{growth.per_article / unit:.2f}" if unit else "–",
        *(f"{statistics.median(growth.edits[kind]):.2f}" for kind in ("nothing", "body", "title")),
        f"{statistics.median(growth.largest):.0f}",
        "–" if growth.all is None else str(growth.all),
    ]


def printed(found: Sequence[Growth]) -> str:
    """Return the three tables."""
    unit = next((growth.per_article for growth in found if growth.articles == UNIT), None)
    stages = list(dict.fromkeys(stage for growth in found for stage in growth.stages))
    by_stage = [[stage, *(f"{growth.stages.get(stage, 0):.2f}" for growth in found)] for stage in stages]
    sizes = [
        [
            f"{growth.articles:,}",
            f"{growth.sizes.output / 1e6:,.0f}",
            f"{growth.sizes.largest_file / 1e6:.1f}",
            f"{growth.sizes.fullest_folder:,}",
            f"{growth.sizes.cache / 1e6:,.0f}",
        ]
        for growth in found
    ]
    return "\n\n".join(
        (
            table(COLUMNS, [row(growth, unit) for growth in found]),
            table(["stage, s", *(f"{growth.articles:,}" for growth in found)], by_stage),
            table(["articles", "output, MB", "largest file, MB", "entries of the fullest folder", "`.digest`, MB"], sizes),
        )
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("-n", type=int, nargs="+", default=[1_000, UNIT, LARGE], metavar="N", help="numbers of articles")
    parser.add_argument("--short", action="store_true", help="articles of two paragraphs")
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
            write_site(folder, articles, a.short)
            found.append(measure(folder, shlex.split(a.digest), articles, a.runs))
    print(printed(found))
    python = f"Python {platform.python_version()}"
    print(f"\nMedians of {a.runs}, {python}, {platform.system()}, {os.cpu_count()} cores, {datetime.date.today()}.")


if __name__ == "__main__":
    main()
