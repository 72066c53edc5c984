"""Output to the terminal: folding of diagnostics, verbosity, colours, and the progress bar."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import ClassVar

import pytest
from msgspec.structs import replace
from rich.console import Console

from digest import terminal
from digest.diagnostics import Diagnostic, fold_diagnostics
from digest.errors import ContentError
from digest.terminal import Bar, Stopwatch, Terminal
from tests.conftest import put_files, run_digest

SETTINGS = "title: T\nbase_url: https://example.org/\n"
HEAD = "---\ntitle: A\ndate: 2026-01-04\ntopic: {topic}\n---\nText.\n"


@pytest.fixture
def many(tmp_path: Path) -> Path:
    """A site with 25 warnings of one kind."""
    articles = {f"content/a{number}.md": HEAD.format(topic="life") for number in range(25)}
    return put_files(tmp_path, {"digest.yml": SETTINGS, "content/topics.yml": "life: Life\n", **articles})


def test_three_of_many_warnings_of_one_cause_are_printed_and_the_rest_is_counted(many: Path):
    ran = run_digest(many, "build", "--now", "2026-02-01")
    assert ran.code == 0
    assert ran.err.count("W203 no source is named") == 3
    assert ran.err.endswith("W203: 22 more: no source is named; -v shows them\n")
    assert run_digest(many, "build", "--now", "2026-02-01", "-v").err.count("W203") == 25


def test_similar_errors_are_folded_in_text_but_not_in_json_and_annotations(many: Path):
    put_files(many, {f"content/b{number}.md": HEAD.format(topic="lief") for number in range(12)})
    put_files(many, {"content/c.md": HEAD.format(topic="other")})
    for command in ("build", "check"):
        ran = run_digest(many, command, "--now", "2026-02-01", "-q")
        assert ran.code == 1
        assert ran.err.count("E205 unknown topic lief") == 3
        assert "content/c.md:4:8: E205 unknown topic other" in ran.err
        assert "\nE205: 9 more: unknown topic lief; -v shows them\n" in ran.err
        assert run_digest(many, command, "--now", "2026-02-01", "-q", "-v").err.count("E205") == 13
    assert len(json.loads(run_digest(many, "check", "--format", "json", "-q").out)) == 13
    assert len(run_digest(many, "check", "--format", "github", "-q").out.splitlines()) == 13
    assert "digest: 13 errors: nothing was written\n" in run_digest(many, "build", "-q").err


def diagnostic(code: str, message: str, number: int = 1) -> Diagnostic:
    return Diagnostic(f"a{number}.md", 1, 1, code, message)


@pytest.mark.parametrize(
    ("diagnostics", "shown", "rest"),
    [
        ([diagnostic("E201", "date is missing", n) for n in range(10)], 10, ()),
        ([diagnostic("E201", "date is missing", n) for n in range(11)], 3, ("E201: 8 more: date is missing",)),
        ([diagnostic("E301", f"there is no page /{n}/", n) for n in range(50)], 50, ()),
        ([diagnostic("W201", f"unknown key {n}", n) for n in range(21)], 20, ("W201: 1 more like these",)),
        ([diagnostic("N201", "type is read as kind", n) for n in range(11)], 3, ("N201: 8 more: type is read as kind",)),
        ([diagnostic("N201", "type is read as kind", n) for n in range(5)], 3, ("N201: 2 more like these",)),
        (
            [
                diagnostic("W305", f"the id x is used twice on this page (page of content/{n}.md, and 2 more pages)")
                for n in range(12)
            ],
            3,
            ("W305: 9 more: the id x is used twice on this page",),
        ),
        (
            [diagnostic("E201", "date is missing", n) for n in range(11)]
            + [diagnostic("E205", "unknown topic x", n) for n in range(2)],
            5,
            ("E201: 8 more: date is missing",),
        ),
    ],
)
def test_the_number_of_diagnostics_that_are_shown(diagnostics: list[Diagnostic], shown: int, rest: tuple[str, ...]):
    folded = fold_diagnostics(diagnostics)
    assert len(folded.shown) == shown
    assert folded.rest == rest
    assert [each for each in diagnostics if each in folded.shown] == list(folded.shown)


def test_quiet_prints_errors_and_no_warnings(many: Path):
    put_files(many, {"content/bad.md": HEAD.format(topic="lief")})
    ran = run_digest(many, "build", "--now", "2026-02-01", "-q")
    assert ran.code == 1
    assert ran.err == "content/bad.md:4:8: E205 unknown topic lief\n  did you mean life?\ndigest: 1 error: nothing was written\n"


def test_quoted_text_of_an_article_cannot_add_lines_to_the_output(many: Path):
    """Messages quote articles: line ends, tabs and direction-changing characters are escaped."""
    put_files(many, {"content/bad.md": HEAD.format(topic='"a\\nb.md:1:1: E101 \\r\\u202e\\t"')})
    ran = run_digest(many, "build", "--now", "2026-02-01", "-q")
    assert ran.err.splitlines()[0] == "content/bad.md:4:9: E205 unknown topic a\\nb.md:1:1: E101 \\r\\u202e"
    assert len(ran.err.splitlines()) == 3


def test_the_last_line_on_standard_output_is_the_summary(many: Path):
    for arguments in ([], ["-q"], ["-v"], ["--explain"]):
        ran = run_digest(many, "build", "--now", "2026-02-01", "--fresh", *arguments)
        assert ran.out.splitlines()[-1].startswith("built "), arguments


@pytest.mark.parametrize(
    ("arguments", "env", "coloured"),
    [
        ([], {}, False),
        (["--color", "always"], {"NO_COLOR": "1"}, True),
        (["--color", "never"], {"FORCE_COLOR": "1"}, False),
        ([], {"FORCE_COLOR": "1"}, True),
        ([], {"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
    ],
)
def test_colours_follow_the_option_then_the_environment(many: Path, arguments: list[str], env: dict[str, str], coloured: bool):
    ran = run_digest(many, "build", "--now", "2026-02-01", *arguments, env=env)
    assert ("\x1b[" in ran.err) is coloured


def test_without_an_editor_nothing_is_written(many: Path):
    ran = run_digest(many, "new", "A title", "--topic", "life", "--edit", "--now", "2026-02-01", env={"EDITOR": "", "VISUAL": ""})
    assert (ran.code, ran.err) == (2, "digest: no editor is set\n  set $EDITOR, such as  export EDITOR=nano\n")
    assert not (many / "content/2026").exists()


def test_shared_options_may_be_given_before_and_after_the_command(many: Path):
    for arguments in (["--now", "2026-02-01", "build", "--fresh"], ["build", "--fresh", "--now", "2026-02-01"]):
        assert run_digest(many, *arguments).out.startswith("built ")
    assert run_digest(many.parent, "build", "-C", str(many), "--now", "2026-02-01").code == 0


def test_an_article_without_a_topic_is_a_draft(many: Path):
    put_files(many, {"raw.txt": "A harbour reopens\nPublished: 01 Feb. 2026, 08:15\n\nThe harbour reopened on Sunday.\n"})
    assert run_digest(many, "new", "A title", "--now", "2026-02-01").code == 0
    assert run_digest(many, "import", str(many / "raw.txt"), "--now", "2026-02-02").code == 0
    for name in ("a-title", "a-harbour-reopens"):
        assert "\ndraft: true\n" in (many / f"content/2026/02/{name}.md").read_text(encoding="utf-8")
    assert run_digest(many, "build", "--now", "2026-02-03").code == 0


def test_with_links_warn_broken_links_are_warnings_that_each_build_counts(many: Path):
    body = "[a](no.md) [b](/no/) ![c](no.png)\n"
    put_files(
        many, {"content/bad.md": HEAD.format(topic="life") + body, "content/gone.md": HEAD.format(topic="none") + "[x](n.md)"}
    )
    ran = run_digest(many, "build", "--now", "2026-02-01", "-q")
    assert (ran.code, ran.err.count("E301"), ran.err.count("E302")) == (1, 3, 1)
    put_files(many, {"digest.yml": SETTINGS + "links: warn\n"})
    assert run_digest(many, "build", "--now", "2026-02-01", "-q").code == 1, "an unknown topic is still an error"
    (many / "content/gone.md").unlink()
    for _ in range(2):  # built, and reported from the cache
        ran = run_digest(many, "build", "--now", "2026-02-01")
        assert ran.code == 0
        assert re.search(r"content/bad.md:7:\d+: E301 there is no file content/no.md", ran.err)
        assert ran.out.startswith("3 links and images are broken, which links: warn in digest.yml tolerates\nbuilt ")
    page = (many / "site/2026/01/04/bad/index.html").read_text(encoding="utf-8")
    assert '<img src="/no.png" alt="c"' in page
    assert re.search("<a ?>a</a>", page)
    assert run_digest(many, "build", "--now", "2026-02-01", "-q", "--strict").code == 1
    ran = run_digest(many, "check", "--now", "2026-02-01", "--format", "json")
    severities = {
        (diagnostic["code"], diagnostic["severity"]) for diagnostic in json.loads(ran.out) if diagnostic["code"].startswith("E")
    }
    assert (ran.code, severities) == (0, {("E301", "warning"), ("E302", "warning")})
    put_files(many, {"digest.yml": SETTINGS + "links: error\n"})
    assert run_digest(many, "build", "--now", "2026-02-01", "-q").code == 1


def test_a_build_prints_the_number_of_drafts_left_out(many: Path):
    for number in range(2):
        put_files(many, {f"content/d{number}.md": HEAD.replace("date:", "draft: true\ndate:").format(topic="life")})
        count_line = ("1 draft was", "2 drafts were")[number] + " left out (digest build --drafts)\n"
        for _ in range(2):  # built, and reported from the cache
            assert run_digest(many, "build", "--now", "2026-02-01").out.startswith(count_line + "built ")
    assert "draft" not in run_digest(many, "build", "--now", "2026-02-01", "--drafts").out
    assert "draft" not in run_digest(many, "build", "--now", "2026-02-01", "-q").out


@pytest.mark.parametrize(
    ("color", "variables", "is_coloured"),
    [
        ("auto", {}, None),
        ("always", {"NO_COLOR": "1"}, True),
        ("never", {"FORCE_COLOR": "1"}, False),
        ("auto", {"NO_COLOR": "1", "FORCE_COLOR": "1"}, False),
        ("auto", {"NO_COLOR": ""}, None),
        ("auto", {"FORCE_COLOR": "1", "TERM": "dumb"}, True),
        ("auto", {"CLICOLOR_FORCE": "1"}, True),
        ("auto", {"CLICOLOR_FORCE": "0"}, None),
        ("auto", {"TERM": "dumb"}, False),
        ("auto", {"TERM": "xterm"}, None),
    ],
)
def test_when_colours_are_printed(color: str, variables: dict[str, str], is_coloured: bool | None, monkeypatch: pytest.MonkeyPatch):
    for name in ("NO_COLOR", "FORCE_COLOR", "CLICOLOR_FORCE", "TERM"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    terminal = Terminal()
    terminal.color = color
    assert terminal._is_coloured() is is_coloured


def test_each_kind_of_diagnostic_has_a_colour_and_quiet_shows_errors_alone(capsys: pytest.CaptureFixture[str]):
    found = [diagnostic("E201", "a"), diagnostic("W203", "b"), diagnostic("N203", "c")]
    found.append(replace(diagnostic("E301", "d"), tolerated=True))
    terminal = Terminal()
    terminal.color = "always"
    terminal.diagnostics(found)
    assert re.findall("\x1b\\[(\\d+)m([EWN]\\d+)", capsys.readouterr().err) == [
        ("31", "E201"), ("33", "W203"), ("34", "N203"), ("33", "E301"),
    ]  # fmt: skip
    terminal.set_verbosity(verbose=False, quiet=True)
    terminal.diagnostics(found)
    assert re.findall("[EWN]\\d+", capsys.readouterr().err) == ["E201"]


ERROR, WARNING = diagnostic("E201", "a"), diagnostic("W203", "b")


@pytest.mark.parametrize(
    ("diagnostics", "last"),
    [
        ([ERROR], "digest: 1 error: nothing was written\n"),
        ([ERROR, ERROR, WARNING], "digest: 2 errors: nothing was written\n"),
        ([WARNING], "digest: 1 warning, and --strict: nothing was written\n"),
        ([WARNING, WARNING], "digest: 2 warnings, and --strict: nothing was written\n"),
        ([], ""),
    ],
)
def test_an_error_without_a_message_counts_its_diagnostics(
    diagnostics: list[Diagnostic], last: str, capsys: pytest.CaptureFixture[str]
):
    Terminal().error(ContentError(diagnostics=diagnostics))
    captured = capsys.readouterr()
    assert captured.out == "" and captured.err.splitlines(keepends=True)[len(diagnostics) :] == ([last] if last else [])


def test_paths_messages_and_hints_are_each_on_one_line(capsys: pytest.CaptureFixture[str]):
    Terminal().diagnostics([Diagnostic("a\rb.md", 1, 2, "E201", "c\nd", "e\nf")])
    assert capsys.readouterr().err == "a\\rb.md:1:2: E201 c\\nd\n  e\\nf\n"
    Terminal().error(ContentError("g\nh", hint="i\nj"))
    assert capsys.readouterr().err == "digest: g\\nh\n  i\\nj\n"


def test_a_command_without_verbosity_says_which_one_shows_the_rest(capsys: pytest.CaptureFixture[str]):
    Terminal().diagnostics([diagnostic("E201", "date is missing", number) for number in range(11)])
    assert capsys.readouterr().err.endswith("E201: 8 more: date is missing; digest check -v shows them\n")


def test_the_times_of_a_repeated_stage_are_added(monkeypatch: pytest.MonkeyPatch):
    moments = iter((3.0, 5.5, 6.0))
    monkeypatch.setattr("time.perf_counter", lambda: next(moments))
    watch = Stopwatch(1.0)
    for stage in ("scan", "plan", "scan"):
        watch.lap(stage)
    assert watch.laps == {"scan": 2.5, "plan": 2.5}


class Progress:
    """A fake of rich's Progress that records what is drawn."""

    made: ClassVar[list[Progress]] = []

    def __init__(self, console: Console, **how: bool) -> None:
        self.how = how
        self.console = console
        self.drawn: list[tuple[int, int, int]] = []
        self.tasks: list[str] = []
        self.state = "made"
        Progress.made.append(self)

    def start(self) -> None:
        self.state = "started"

    def stop(self) -> None:
        self.state = "stopped"

    def add_task(self, stage: str, total: int) -> int:
        self.tasks.append(stage)
        return len(self.tasks) - 1

    def update(self, task: int, *, completed: int, total: int, refresh: bool) -> None:
        assert refresh
        self.drawn.append((task, completed, total))


@pytest.fixture
def bars(monkeypatch: pytest.MonkeyPatch) -> list[Progress]:
    """The progress bars that were created."""
    Progress.made = []
    monkeypatch.setattr("rich.progress.Progress", Progress)
    return Progress.made


def test_a_bar_is_drawn_after_a_while_and_ten_times_a_second(bars: list[Progress], monkeypatch: pytest.MonkeyPatch):
    now = 100.0
    monkeypatch.setattr(terminal.time, "perf_counter", lambda: now)
    bar = Bar(enabled=True, started=100.0)
    for moment, stage, done in (
        (100.2, "reading", 1), (100.31, "reading", 2), (100.4, "reading", 3), (100.42, "reading", 4), (100.5, "rendering", 1),
        (100.53, "rendering", 2), (100.7, "rendering", 3),
    ):  # fmt: skip
        now = moment
        bar.update(stage, done, 9)
    (drawn,) = bars
    assert drawn.tasks == ["reading", "rendering"] and drawn.state == "started"
    assert drawn.console.stderr and drawn.how == {"transient": True, "auto_refresh": False}
    assert drawn.drawn == [(0, 2, 9), (0, 4, 9), (1, 2, 9), (1, 3, 9)]
    bar.close()
    assert drawn.state == "stopped"


def test_a_bar_that_is_disabled_or_too_early_is_not_drawn(bars: list[Progress], monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(terminal.time, "perf_counter", lambda: 200.0)
    for enabled, started in ((False, 100.0), (True, 199.9)):
        bar = Bar(enabled=enabled, started=started)
        bar.update("reading", 1, 2)
        bar.close()
    assert bars == []
