"""Build a site of many hostile articles in this process, check the output, and find the articles that cause a failure."""

from __future__ import annotations

import io
import os
import shutil
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, redirect_stderr
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from msgspec import Struct

from digest.articles.article import Article, Parsing
from digest.articles.article_parser import parse
from digest.articles.content_file import ContentFile
from digest.build import Report
from digest.build import build as build_site
from digest.command_run import CommandRun
from digest.config.config import Config
from digest.config.setting_table import read_config
from digest.diagnostics import Diagnostic
from digest.errors import ContentError, DigestError
from digest.output_paths import collision_key, printable
from digest.terminal import Terminal
from tests.fuzz.manuscript import FOLDERS, Manuscript
from tests.fuzz.sinks import ARTICLE, folded, headlines, judge
from tests.sites import NOW, PIXEL, tree, write

LIMIT = 1.0
"""The CPU time limit for one article, in seconds: ten times the allowed 100 ms."""

START = 1.5
"""Additional seconds for any build, for its templates and its own pages."""

ROUNDS = 12
"""How often articles may be removed from a batch because of errors that only a whole build finds."""

TOPICS = """\
world: {name: "World </script><script>alert(1)</script> \\"x", description: "What's <b onclick='x'>on</b> {{7*7}} ]]>"}
science: {name: "Science & 'technology'"}
economy: "Economy --> <!--"
tags: "Tags"
"""
OUTLETS = """\
wire: {name: "The Wire\\"><img src=x onerror=alert(1)>", domain: wire.example}
gazette: {name: "x' onclick='alert(1)", domain: gazette.example, mode: excerpt}
"""


class Settings(NamedTuple):
    """The settings of a site that affect what a hostile article can do."""

    html: bool = False
    typography: bool = False
    text: str = ""

    @property
    def yaml(self) -> str:
        """Return the text of digest.yml."""
        flags = f"html: {str(self.html).lower()}\ntypography: {str(self.typography).lower()}\n"
        return f"title: {TITLE!r}\nbase_url: {BASE}\n{flags}{self.text}"


TITLE = "Hostile <digest> & {{7*7}}"
BASE = "https://example.org/d/"

MORE = (
    "timezone: Asia/Seoul\nlanguage: ko\n",
    "timezone: America/St_Johns\nlists: {front: 5, topics: 3, tags: 3, years: 7, months: 7, days: 2}\nfeed: {entries: 100}\n",
    'language: ar\ndescription: "</title><script>alert(1)</script>"\npermalink: /{slug}/\nfeed: {content: summary}\n',
    "theme: river\nlists: {front: 5, authors: 5}\n",
    "theme: base\nlanguage: sv\n",
    'tags: {min_count: 2}\nlists: {days: 0, tags: 0}\nfeed: {entries: 100}\nnav: [world, {name: "<b>x", url: /tags/}]\n',
)
SETTINGS = tuple(Settings(html, typography, more) for more in MORE for html in (False, True) for typography in (False, True))


class Outcome(Struct):
    """The result of a batch: the published articles, and all complaints."""

    published: int = 0
    complaints: list[str] = []


def base_files(settings: Settings) -> dict[str, str | bytes]:
    """Return the other files of the site: link targets, and registries with hostile names."""
    pictures = {f"content/{folder}/pic.png": PIXEL for folder in (*FOLDERS, "pages")}
    others = {f"content/{folder}/other.md": _other(number) for number, folder in enumerate(FOLDERS)}
    return {
        "digest.yml": settings.yaml,
        "content/topics.yml": TOPICS,
        "content/sources.yml": OUTLETS,
        "content/pages/about.md": "---\ntitle: About\n---\nWe are tiny.\n",
        "content/pages/other.md": "---\ntitle: Other\n---\nx\n",
        **pictures,
        **others,
    }


def _other(number: int) -> str:
    return f"---\ntitle: Other\ndate: 2026-02-01\ntopic: world\nsource: wire\nslug: o{number}\n---\nText.\n"


def attempt(place: Path, cases: Sequence[Manuscript], settings: Settings, now: datetime = NOW) -> Outcome:
    """Build a site of these articles in the empty folder `place`, without those that have errors, and check its output.

    Complaints are exceptions that are not errors with exit code 1, files outside the output, diagnostics of more than one line, and
    builds that take too long.
    """
    outcome = Outcome(complaints=[])
    config = read_config(settings.yaml)
    parsing = Parsing(config.timezone, config.html, config.typography)
    # Deep enough that ../../.. from any output path ends within `place`.
    root = write(place / "1/2/3/4/5/site-under-test", base_files(settings))
    cases = list({collision_key(case.path): case for case in cases}.values())
    articles: dict[str, Article] = {}
    faulty: set[str] = set()
    for case in cases:
        article = _parse(case, parsing, outcome)
        if article is None:
            faulty.add(case.path)
        else:
            articles[case.path] = article
        _write(root, case)
    try:
        built = _build_what_can_be(root, config, cases, faulty, outcome, now)
        if built is not None:
            _judge(place, root, built, cases, articles, outcome)
    except DigestError as error:
        outcome.complaints.append(f"{type(error).__name__} {error.message} {_errors(error)[:3]}")
    except Exception:  # noqa: BLE001 - this is what is looked for
        outcome.complaints.append(traceback.format_exc())
    finally:
        shutil.rmtree(place / "1")
    return outcome


def _write(root: Path, case: Manuscript) -> None:
    file = root / (case.file or case.path)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(case.data)


def _parse(case: Manuscript, parsing: Parsing, outcome: Outcome) -> Article | None:
    """Return the article if it has no errors. If parsing seems too slow, it is measured again."""
    source = ContentFile(case.path, case.data)
    for attempts_left in (2, 1, 0):
        start = time.process_time()
        try:
            parsed = parse(source, parsing)
        except Exception:  # noqa: BLE001 - this is what is looked for
            outcome.complaints.append(traceback.format_exc())
            return None
        seconds = time.process_time() - start
        if seconds < LIMIT:
            break
        if not attempts_left:
            outcome.complaints.append(f"{case.path}: {seconds:.2f} s to parse")
    if any(diagnostic.is_error for diagnostic in parsed.diagnostics):
        return None
    return parsed.article


class _Built(NamedTuple):
    report: Report
    kept: set[str]


def seconds_of_build(root: Path, config: Config, now: datetime, first: float, most: float) -> float:
    """Return the CPU seconds of a build of this site: `first`, or the best of three if that is more than `most`.

    The first build of a process compiles templates and expressions, and a busy machine makes any build slower.
    """
    best = first
    for _ in range(2):
        if best <= most:
            break
        for made in ("site", ".digest"):
            shutil.rmtree(root / made)
        start = time.process_time()
        build_site(root, config, now, CommandRun(jobs=1))
        best = min(best, time.process_time() - start)
    return best


def _build_what_can_be(
    root: Path, config: Config, cases: Sequence[Manuscript], faulty: set[str], outcome: Outcome, now: datetime
) -> _Built | None:
    """Build; remove the articles that errors name, and build again. None, with a complaint, after too many rounds."""
    files = {case.path: case.file or case.path for case in cases}
    kept = set(files)
    names = {name: path for path in kept for name in (path, printable(path))}
    for number in range(ROUNDS):
        start = time.process_time()
        try:
            report = build_site(root, config, now, CommandRun(jobs=1))
        except ContentError as error:
            _say(error.diagnostics, error, outcome)
            named = {
                names[diagnostic.path] for diagnostic in error.diagnostics if diagnostic.is_error and diagnostic.path in names
            } & kept
            if (root / "site").exists():
                outcome.complaints.append("a build that failed left something in site/")
            if not named or (number == 0 and not faulty <= named):
                missed = sorted(faulty - named)[:3] if number == 0 else []
                outcome.complaints.append(f"an error that misses {missed}: {error.message} {_errors(error)[:3]}")
                return None
            for path in named:
                (root / files[path]).unlink()
            kept -= named
            continue
        if faulty & kept:
            outcome.complaints.append(f"built in spite of {faulty & kept}")
        seconds = time.process_time() - start
        _say(report.diagnostics, None, outcome)
        most = START + LIMIT / 10 * len(kept) * (10 if len(kept) == 1 else 1)
        best = seconds_of_build(root, config, now, seconds, most)
        if best > most:
            outcome.complaints.append(f"{best:.2f} s to build {len(kept)} articles")
        return _Built(report, kept)
    outcome.complaints.append(f"errors without end: {sorted(kept)}")
    return None


def _errors(error: DigestError) -> list[Diagnostic]:
    return [diagnostic for diagnostic in error.diagnostics if diagnostic.is_error]


def _say(diagnostics: Sequence[Diagnostic], error: DigestError | None, outcome: Outcome) -> None:
    """Print everything as the command line does; complain about broken lines and terminal control characters."""
    terminal = Terminal()
    terminal.color, terminal.verbose = "never", True
    stderr = io.StringIO()
    with redirect_stderr(stderr):
        terminal.error(error) if error else terminal.diagnostics(diagnostics)
    lines = sum(1 + bool(diagnostic.hint) for diagnostic in diagnostics) + (error is not None)
    text = stderr.getvalue()
    if text.count("\n") != lines or not text.replace("\n", "").isprintable():
        odd = sorted({c for c in text if not c.isprintable() and c != "\n"})
        first = next((str(diagnostic) for diagnostic in diagnostics if any(c in str(diagnostic) for c in odd)), "")
        outcome.complaints.append(f"{text.count(chr(10))} lines are said instead of {lines}, with {odd}: {first[:300]!r}")
    if any(diagnostic.line < 1 or diagnostic.column < 1 for diagnostic in diagnostics):
        outcome.complaints.append("a place that is none")


def _judge(
    place: Path, root: Path, built: _Built, cases: Sequence[Manuscript], articles: dict[str, Article], outcome: Outcome
) -> None:
    site = tree(root / "site")
    outcome.published = len([case for case in cases if case.path in built.kept])
    own = [path for path, data in site.items() if path.count("/") > 1 and path.endswith(".html") and ARTICLE in data]
    outcome.complaints += judge(site, BASE, thorough=(*own, "index.html", "tags/index.html"))
    for above, folders, names in os.walk(place):
        inside = Path(above).is_relative_to(root)
        if not inside and (names or len(folders) != 1):
            outcome.complaints.append(f"something outside of the site's folder: {above} {folders} {names}")
    if sorted(entry.name for entry in root.iterdir()) != [".digest", "content", "digest.yml", "site"]:
        outcome.complaints.append(f"something else in the site's folder: {sorted(root.iterdir())}")
    if any(value.startswith(b"-> ") for value in site.values()):
        outcome.complaints.append("a symbolic link in the output")
    outcome.complaints += _titles(site, built, articles)


def _titles(site: dict[str, bytes], built: _Built, articles: dict[str, Article]) -> Iterator[str]:
    """Yield complaints about articles whose title in tab, heading or data differs from that in the file."""
    shown: Counter[str] = Counter()
    for tab, heading, headline in headlines(site, TITLE):
        if not tab == heading == headline:
            yield f"one article is called {tab!r}, {heading!r} and {headline!r}"
        shown[heading] += 1
    known = Counter(folded(article.shown_title) for path, article in articles.items() if path in built.kept and not article.is_page)
    strange = shown - known - Counter({"Other": len(FOLDERS)})
    if strange:
        yield f"nobody called an article {list(strange)}"


def blame(place: Path, cases: Sequence[Manuscript], try_again: Callable[[Path, Sequence[Manuscript]], Outcome]) -> str:
    """Return the articles that fail on their own; otherwise the smallest part of the batch that fails together."""
    alone = [(case, outcome) for case in cases if (outcome := try_again(place, [case])).complaints]
    if alone:
        return "\n\n".join(f"{case}\n" + "\n".join(outcome.complaints[:5]) for case, outcome in alone[:3])
    part = list(cases)
    for case in cases:
        smaller = [other for other in part if other is not case]
        if try_again(place, smaller).complaints:
            part = smaller
    return "together:\n" + "\n\n".join(map(str, part)) + "\n" + "\n".join(try_again(place, part).complaints[:5])


@contextmanager
def scratch(parent: Path) -> Iterator[Path]:
    """Yield an empty folder, and remove it afterwards."""
    place = parent / "scratch"
    place.mkdir()
    try:
        yield place
    finally:
        shutil.rmtree(place)
