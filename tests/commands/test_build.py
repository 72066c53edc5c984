"""The output of `digest build` about skipped articles and rendered pages."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from digest.build import Report
from digest.command_run import CommandRun
from digest.commands import build
from digest.commands.build import _print_left_out
from digest.config.config import Config
from digest.diagnostics import Diagnostic, tolerate
from tests.conftest import run_digest
from tests.values import CONFIG

BROKEN = tolerate([Diagnostic("content/a.md", line, 1, "E301", "there is no page") for line in (1, 2)], ["E301"])
NEXT, LATER = datetime(2026, 3, 2, 8, tzinfo=UTC), datetime(2026, 3, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("report", "expected"),
    [
        ({}, ""),
        ({"drafts": 1}, "1 draft was left out (digest build --drafts)\n"),
        ({"drafts": 2}, "2 drafts were left out (digest build --drafts)\n"),
        ({"held": (NEXT,)}, "1 article waits for its time: next 2026-03-02 08:00 (UTC)\n"),
        ({"held": (NEXT, LATER)}, "2 articles wait for their time: next 2026-03-02 08:00 (UTC)\n"),
        ({"diagnostics": (BROKEN[0],)}, "1 link or image is broken, which links: warn in digest.yml tolerates\n"),
        ({"diagnostics": tuple(BROKEN)}, "2 links and images are broken, which links: warn in digest.yml tolerates\n"),
        ({"diagnostics": (Diagnostic("content/a.md", 1, 1, "W303", "an image without a text"),)}, ""),
    ],
)
def test_articles_that_are_left_out_are_counted(report: dict[str, Any], expected: str, capsys: pytest.CaptureFixture[str]):
    _print_left_out(Report(1, **report), CONFIG)
    assert capsys.readouterr().out == expected


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ((), ""),
        (("--explain",), "a.html: new\nb.html: the theme, title\nold.html: removed\n"),
        (("-v",), "a.html\nb.html\nold.html: removed\n"),
    ],
)
def test_rendered_and_removed_pages_are_printed_on_request(
    options: tuple[str, ...], expected: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    report = Report(5, (("a.html", ("new",)), ("b.html", ("the theme", "title"))), ("old.html",))
    monkeypatch.setattr(build, "build_site", lambda *_: report)
    (tmp_path / "digest.yml").write_text("title: T\nbase_url: https://example.org/\n")
    ran = run_digest(tmp_path, "build", *options)
    printed, _, last = ran.out.rpartition("built ")
    assert (ran.code, ran.err, printed) == (0, "", expected)
    assert last.startswith("5 pages (2 rendered, 3 kept) in ")


def test_the_options_of_a_run_are_passed_to_the_build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    built: list[Any] = []

    def fake(root: Path, config: Config, now: datetime, run: CommandRun) -> Report:
        built.append((config.strict, config.base_url, now.isoformat(), run.fresh, run.jobs, run.cluster))
        run.lap("render")
        run.waiting()
        return Report(0)

    monkeypatch.setattr(build, "build_site", fake)
    monkeypatch.setattr("digest.workers.dask_cluster.require_cluster", built.append)
    (tmp_path / "digest.yml").write_text("title: T\nbase_url: https://example.org/\n")
    cluster = "tcp://scheduler:8786"
    options = ("--fresh", "-j", "3", "--cluster", cluster, "-s", "-b", "https://other.example/", "--profile")
    ran = run_digest(tmp_path, "build", *options, "--now", "2026-03-01T12:00:00Z")
    assert built == [cluster, (True, "https://other.example/", "2026-03-01T12:00:00+00:00", True, 3, cluster)]
    assert (ran.code, ran.err) == (0, "waiting for another build of this site…\n")
    stages = re.findall(r"^ +\d+\.\d{3} s  (.*)$", ran.out, re.MULTILINE)
    assert stages == ["start, and settings", "render", "print the report"]


@pytest.mark.parametrize(
    ("options", "counts", "warnings"), [((), 1, 20), (("-v",), 1, 25), (("-q",), 0, 0), (("-j", "0"), 1, 20), (("-q", "-v"), 0, 0)]
)
def test_quiet_and_verbose_decide_which_warnings_and_counts_are_printed(
    options: tuple[str, ...], counts: int, warnings: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    found = tuple(Diagnostic("content/a.md", line, 1, "W203", f"warning {line}", "fix it") for line in range(25))
    monkeypatch.setattr(build, "build_site", lambda *_: Report(5, drafts=2, diagnostics=found))
    (tmp_path / "digest.yml").write_text("title: T\nbase_url: https://example.org/\n")
    ran = run_digest(tmp_path, "build", *options)
    assert ran.code == 0 and ran.out.count("2 drafts were left out") == counts and ran.err.count("W203 warning") == warnings


@pytest.mark.parametrize(("is_terminal", "options", "is_drawn"), [(True, (), True), (True, ("-q",), False), (False, (), False)])
def test_progress_is_drawn_on_a_terminal_unless_quiet(
    is_terminal: bool, options: tuple[str, ...], is_drawn: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    enabled: list[bool] = []

    class Bar:
        def __init__(self, *, enabled: bool, started: float) -> None:
            bars.append(enabled)

        def update(self, stage: str, completed: int, total: int) -> None: ...

        def close(self) -> None: ...

    bars = enabled
    monkeypatch.setattr("tests.conftest._Terminal.isatty", lambda self: is_terminal)
    monkeypatch.setattr(build, "Bar", Bar)
    monkeypatch.setattr(build, "build_site", lambda *_: Report(5))
    (tmp_path / "digest.yml").write_text("title: T\nbase_url: https://example.org/\n")
    assert run_digest(tmp_path, "build", *options).code == 0
    assert enabled == [is_drawn]


@pytest.mark.parametrize(
    ("options", "shown"), [((), (False, False)), (("-D",), (True, False)), (("-F",), (False, True)), (("--preview",), (True, True))]
)
def test_drafts_and_future_articles_are_built_on_request(
    options: tuple[str, ...], shown: tuple[bool, bool], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    built: list[tuple[bool, bool]] = []
    monkeypatch.setattr(build, "build_site", lambda root, config, *_: built.append((config.drafts, config.future)) or Report(0))
    (tmp_path / "digest.yml").write_text("title: T\nbase_url: https://example.org/\n")
    assert run_digest(tmp_path, "build", *options).code == 0
    assert built == [shown]
