"""An incremental build renders only the pages that show a change, and repeats no other work."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

import digest.build
import digest.pages.plan
import digest.workspace
from digest.articles.article import ParseResult
from digest.articles.article_parser import parse_all
from digest.articles.content_file import ContentFile
from digest.build import LastBuild, Report, unchanged
from digest.command_run import CommandRun
from digest.errors import DiskError
from digest.files import file_states
from digest.files.file_reading import read_bytes
from digest.files.file_states import Scan
from digest.hashing import content_hash
from digest.inputs import article_reader as reading
from digest.output import output_folder
from digest.output.picture_encoder import UnreadablePictures
from digest.workers import worker_selection
from digest.workers.forked_call import ForkedCall
from digest.workers.worker_pool import CAN_FORK
from tests import sites
from tests.sites import LIST, article, build, tree, write


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A built site of twelve articles, one a day, with lists of four."""
    write(tmp_path, sites.tiny(12))
    settings = (
        sites.SETTINGS + "lists: {front: 4, topics: 4, tags: 4, years: 4, months: 4, days: 4}\nfeed: {entries: 3}\nsearch: none\n"
    )
    write(tmp_path, {"digest.yml": settings, "content/2026/a0.md": article("Article 0", summary="The oldest.")})
    write(tmp_path, {"content/2026/a11.md": article("Article 11", "2026-02-12", summary="The newest.")})
    assert build(tmp_path).code == 0
    return tmp_path


def pages_containing(folder: Path, text: str) -> set[str]:
    return {path for path, page in tree(folder / "site").items() if text.encode() in page and path != LIST}


def test_a_changed_text_renders_only_its_page(site: Path):
    write(site, {"content/2026/a0.md": article("Article 0", summary="The oldest.", body="Other text.")})
    assert build(site).rendered == {"2026/02/01/a0/index.html"}


@pytest.mark.skipif(not CAN_FORK, reason="processes are forked on Linux only")
def test_an_output_that_another_process_compares_is_repaired(site: Path, monkeypatch: pytest.MonkeyPatch):
    forked: list[Callable[[], Any]] = []
    monkeypatch.setattr(output_folder, "MANY_FILES", 1)
    monkeypatch.setattr(worker_selection, "may_fork", lambda jobs: True)
    monkeypatch.setattr(worker_selection, "ForkedCall", lambda function: forked.append(function) or ForkedCall(function))
    clean = tree(site / "site")
    (site / "site/index.html").write_text("changed by hand")
    (site / "site/topics/world/index.html").unlink()
    assert build(site).rendered == {"index.html", "topics/world/index.html"}
    assert tree(site / "site") == clean
    assert build(site).rendered == set()
    assert len(forked) == 2


def test_a_changed_text_renders_the_feeds_that_contain_it(site: Path):
    write(site, {"content/2026/a11.md": article("Article 11", "2026-02-12", summary="The newest.", body="Other text.")})
    feeds = {f"{folder}{name}" for folder in ("", "topics/world/", "sources/wire/") for name in ("feed.xml", "feed.json")}
    assert build(site).rendered == {"2026/02/12/a11/index.html", *feeds}


def test_a_changed_first_paragraph_renders_the_lists_that_show_it(site: Path):
    write(site, {"content/2026/a5.md": article("Article 5", "2026-02-06", body="A new first paragraph.", tags="[even, t5]")})
    built = build(site)
    assert built.rendered == pages_containing(site, "A new first paragraph.")
    # The article, its day, a page each of front, topic, tag, tag, source, year, month, a tag's two feeds, the data of its year.
    assert len(built.rendered) == 12


def test_a_changed_title_renders_the_pages_that_show_it(site: Path):
    write(site, {"content/2026/a5.md": article("Renamed", "2026-02-06", tags="[even, t5]")})
    built = build(site)
    assert built.rendered == pages_containing(site, "Renamed")
    assert len(built.rendered) == 18  # the same pages, its two neighbours, and four related articles


def test_a_new_article_renders_only_the_pages_that_it_is_on(site: Path):
    before = tree(site / "site")
    write(site, {"content/2026/new.md": article("A new one", "2026-02-28", tags="[even]")})
    built = build(site)
    # The page of the day before links to its day; the indexes of tags, sources and data, and the coverage of its year, show
    # counts; the sitemap lists pages.
    indexes = {"tags/index.html", "sources/index.html", "data/articles.json", "data/sources.json"}
    others = {"2026/02/12/index.html", "sitemap.xml", "about/coverage/index.html", *indexes}
    assert built.rendered == pages_containing(site, "A new one") | others
    numbered = {path: page for path, page in before.items() if "/page/" in f"/{path}"}
    assert len(numbered) >= 8
    assert numbered.items() <= tree(site / "site").items()


def test_a_deleted_article_removes_its_pages(site: Path):
    write(site, {"content/2026/a11.md": None})
    built = build(site)
    assert built.report is not None
    assert {"2026/02/12/a11/index.html", "2026/02/12/index.html"} <= set(built.report.removed)
    assert not (site / "site/2026/02/12").exists()


def test_a_static_file_renders_no_page(site: Path):
    write(site, {"content/static/robots.txt": "User-agent: me\n", "content/static/new.txt": "new\n"})
    assert build(site).rendered == set()
    assert (site / "site/new.txt").read_bytes() == b"new\n"


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The paths of the files that were parsed during the test."""
    seen: list[str] = []

    def note(sources: Sequence[ContentFile], *more: Any) -> list[ParseResult]:
        seen.extend(source.path for source in sources)
        return parse_all(sources, *more)

    monkeypatch.setattr(reading, "parse_all", note)
    monkeypatch.setattr(reading, "parse", lambda source, parsing: note([source], parsing)[0])
    yield seen


@pytest.mark.parametrize(
    "files",
    [
        {"content/topics.yml": sites.TOPICS + "new: New\n"},
        {"content/topics.yml": sites.TOPICS.replace("World", "The world")},
        {"content/sources.yml": sites.OUTLETS + "new: {name: New, domain: new.example}\n"},
        {"content/sources.yml": sites.OUTLETS.replace("The Wire", "Wire")},
        {"digest.yml": sites.SETTINGS.replace("example.org", "example.net/repo") + "permalink: /{slug}/\n"},
        {"themes/plain/templates/parts/foot.html": "another foot"},
        {"content/static/new.txt": "new"},
    ],
    ids=["new topic", "topic renamed", "new outlet", "outlet renamed", "base_url and permalink", "template", "static file"],
)
def test_registries_settings_and_templates_parse_no_article_again(site: Path, parsed: list[str], files: dict[str, str]):
    write(site, files)
    built = build(site)
    assert built.code == 0
    assert parsed == []


def test_one_edited_article_is_the_only_one_parsed(site: Path, parsed: list[str]):
    write(site, {"content/2026/a3.md": article("Edited", "2026-02-04")})
    assert build(site).code == 0
    assert parsed == ["content/2026/a3.md"]


def test_an_article_renamed_by_its_slug_parses_none_of_those_that_link_to_it(site: Path, parsed: list[str]):
    write(site, {"content/2026/a1.md": article("Links", "2026-02-02", body="[it](a2.md)")})
    assert build(site).code == 0
    parsed.clear()
    write(site, {"content/2026/a2.md": article("Article 2", "2026-02-03", slug="moved", tags="[even, t2]")})
    built = build(site)
    assert parsed == ["content/2026/a2.md"]
    assert b'<a href="/2026/02/03/moved/">it</a>' in tree(site / "site")["2026/02/02/a1/index.html"]
    assert "2026/02/02/a1/index.html" in built.rendered


def stamps(folder: Path) -> dict[str, tuple[int, int, int]]:
    found = {}
    for above, _, names in os.walk(folder):
        for name in (".", *names):
            status = os.lstat(os.path.join(above, name))
            found[os.path.join(above, name)] = (status.st_mtime_ns, status.st_ctime_ns, status.st_ino)
    return found


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The articles that builds read ten seconds later, when modification times are old enough to be trusted."""
    read: list[str] = []

    def recording_read(path: str) -> bytes:
        if path.endswith(".md"):
            read.append(path)
        return read_bytes(path)

    monkeypatch.setattr(digest.workspace, "Scan", lambda *of: Scan(*of, clock_ns=lambda: time.time_ns() + 10_000_000_000))
    monkeypatch.setattr(file_states, "read_bytes", recording_read)
    return read


def test_touched_or_just_written_files_are_read_once_by_the_next_build(site: Path, read: list[str]):
    articles = sorted(map(str, (site / "content").rglob("*.md")))
    for _ in ("just written", "touched"):
        assert build(site).rendered == set()
        assert sorted(read) == articles
        read.clear()
        assert build(site).rendered == set()
        assert read == []
        for path in articles:
            os.utime(path, (1, 1))


def test_a_build_with_nothing_to_do_writes_nothing(site: Path, read: list[str]):
    build(site)
    before, cache = stamps(site / "site"), (site / ".digest/cache.sqlite").read_bytes()
    built = build(site)
    assert built.rendered == set()
    assert stamps(site / "site") == before
    assert (site / ".digest/cache.sqlite").read_bytes() == cache
    assert sorted(path.name for path in (site / ".digest").iterdir()) == [".gitignore", "cache.sqlite", "lock"]


@pytest.fixture
def planned(monkeypatch: pytest.MonkeyPatch) -> Callable[[Path], bool]:
    """Returns a function that builds this folder and returns whether pages were planned."""

    def planned(folder: Path) -> bool:
        seen = []
        with monkeypatch.context() as patch:
            patch.setattr(digest.pages.plan, "plan", lambda *arguments, **named: seen.append(1) or plan(*arguments, **named))
            assert build(folder).code == 0
        return bool(seen)

    plan = digest.pages.plan.plan
    return planned


@pytest.mark.parametrize(
    "setting",
    [
        'editor: "https://edit.example/{path}"',
        "publish: {branch: pages, cname: digest.example.org}",
        "max_article_bytes: 100000",
        "output: site",
    ],
)
def test_a_setting_that_affects_no_page_plans_nothing(site: Path, planned: Callable[[Path], bool], setting: str):
    write(site, {"digest.yml": f"{(site / 'digest.yml').read_text()}{setting}\n"})
    assert not planned(site)


def test_a_setting_that_affects_the_report_plans_again(site: Path, planned: Callable[[Path], bool]):
    write(site, {"digest.yml": f"{(site / 'digest.yml').read_text()}links: warn\n"})
    assert planned(site)


def test_a_build_with_nothing_to_do_plans_nothing(site: Path, planned: Callable[[Path], bool]):
    assert not planned(site)


def test_a_missing_output_of_a_deleted_article_causes_only_one_more_build(site: Path, planned: Callable[[Path], bool]):
    write(site, {"content/2026/a11.md": None, "site/2026/02/12/a11/index.html": None})
    assert planned(site)
    assert not planned(site)


def test_warnings_are_repeated_when_nothing_changed(site: Path):
    write(site, {"content/2026/a3.md": article("Sourceless", "2026-02-04", source=None)})
    first = build(site)
    assert any("W203" in line for line in first.diagnostics)
    assert build(site).diagnostics == first.diagnostics


def test_a_build_with_nothing_to_do_imports_neither_templates_nor_markdown(site: Path):
    script = "import sys; from digest.cli import State, run; print(run(State()), *sorted(sys.modules), file=sys.stderr)"
    command = [sys.executable, "-c", script, "-C", str(site), "--now", sites.NOW.isoformat(), "build"]
    subprocess.run(command, check=True, capture_output=True)  # this process has another program key than the tests' process
    ran = subprocess.run(command, check=True, capture_output=True, text=True)
    assert "(0 rendered" in ran.stdout
    imported = set(ran.stderr.split())
    assert "digest.build" in imported
    assert not imported & {"jinja2", "markdown_it", "mdit_py_plugins", "nh3", "pygments", "babel", "rich", "multiprocessing"}
    assert not imported & {
        "digest.build_stages",
        "digest.articles.article",
        "digest.grouping.article_collections",
        "digest.pages.plan",
        "imagesize",
    }


@pytest.mark.parametrize("strict", [False, True])
def test_a_picture_that_cannot_be_decoded_is_planned_again_as_it_is(site: Path, monkeypatch: pytest.MonkeyPatch, strict: bool):
    picture = article("Pictured", "2026-02-02", image="{src: p.png, alt: Sea}")
    write(site, {"content/2026/p.png": sites.PIXEL, "content/2026/a1.md": picture})
    really_write = digest.build.write
    problems = [{content_hash(sites.PIXEL): "it is damaged"}]

    def fail_once(*given: Any) -> Any:
        if problems:
            raise UnreadablePictures(problems.pop())
        return really_write(*given)

    monkeypatch.setattr(digest.build, "write", fail_once)
    built = build(site, strict=strict)
    (warning,) = (line for line in built.diagnostics if "W503" in line)
    assert warning.startswith("content/2026/p.png:1:1: ") and "it is damaged" in warning
    assert built.code == strict
    assert ("2026/p.png" in tree(site / "site")) != strict


SINCE, UNTIL = sites.NOW, sites.NOW + timedelta(days=1)
TICK = timedelta(microseconds=1)


@pytest.mark.parametrize(
    ("key", "now", "until", "is_unmodified", "is_reused"),
    [
        ("key", SINCE, UNTIL, True, True),
        ("key", UNTIL - TICK, UNTIL, True, True),
        ("key", UNTIL, UNTIL, True, False),
        ("key", SINCE - TICK, UNTIL, True, False),
        ("key", UNTIL + timedelta(days=999), None, True, True),
        ("other", SINCE, UNTIL, True, False),
        ("key", SINCE, UNTIL, False, False),
    ],
)
def test_the_last_build_is_valid_while_key_period_and_output_are_unchanged(
    key: str, now: datetime, until: datetime | None, is_unmodified: bool, is_reused: bool
):
    report = Report(7)
    stored = {("build site", LastBuild): LastBuild("key", SINCE, until), ("report of site", Report): report}
    workspace: Any = SimpleNamespace(
        now=now,
        cache=SimpleNamespace(get=lambda name, kind: stored.get((name, kind))),
        folder=SimpleNamespace(name="site", is_unmodified=is_unmodified),
        run=CommandRun(),
    )
    found: Any = SimpleNamespace(key=key, scan=SimpleNamespace(has_states_worth_storing=False))
    assert unchanged(workspace, found) == (report if is_reused else None)
    del stored["report of site", Report]
    assert unchanged(workspace, found) is None, "the report is missing"
    workspace.folder.name = "public"
    assert unchanged(workspace, found) is None, "another output folder has no last build"


def test_drafts_that_are_left_out_are_counted(site: Path):
    write(site, {"content/2026/d.md": article("Draft", draft="true"), "content/2026/f.md": article("Later", "2026-04-01")})
    left_out, shown = build(site).report, build(site, drafts=True).report
    assert left_out and shown and (left_out.drafts, shown.drafts) == (1, 0)
    assert left_out.held and left_out.held == shown.held


def test_an_article_appears_once_its_time_has_come(site: Path):
    write(site, {"content/2026/soon.md": article("Soon", "2026-03-02")})
    assert "2026/03/02/soon/index.html" not in build(site).rendered
    assert build(site).rendered == set()
    assert "2026/03/02/soon/index.html" in build(site, now=sites.NOW + timedelta(days=1)).rendered


def test_a_full_disk_does_not_stop_a_build_with_nothing_to_do():
    def full(*_: object) -> None:
        raise DiskError("the disk is full")

    report = Report(7)
    stored = {"build site": LastBuild("key", SINCE, UNTIL), "report of site": report}
    workspace: Any = SimpleNamespace(
        now=SINCE,
        cache=SimpleNamespace(get=lambda name, kind: stored.get(name), put=full),
        folder=SimpleNamespace(name="site", is_unmodified=True),
        run=CommandRun(),
    )
    files: Any = SimpleNamespace(key="key", scan=SimpleNamespace(has_states_worth_storing=True, file_states={}))
    assert unchanged(workspace, files) == report
