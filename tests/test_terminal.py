"""What is printed, where, and how much of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import put_files, run_digest

SETTINGS = "title: T\nbase_url: https://example.org/\n"
HEAD = "---\ntitle: A\ndate: 2026-01-04\ntopic: {topic}\n---\nText.\n"


@pytest.fixture
def many(tmp_path: Path) -> Path:
    """A site with 25 warnings of one kind."""
    articles = {f"content/a{number}.md": HEAD.format(topic="life") for number in range(25)}
    return put_files(tmp_path, {"digest.yml": SETTINGS, "content/topics.yml": "life: Life\n", **articles})


def test_of_many_warnings_alike_twenty_are_printed(many: Path):
    ran = run_digest(many, "build", "--now", "2026-02-01")
    assert ran.code == 0
    assert ran.err.count("W203 no source is named") == 20
    assert ran.err.endswith("W203: 5 more like these; -v shows them\n")
    assert run_digest(many, "build", "--now", "2026-02-01", "-v").err.count("W203") == 25


def test_quiet_prints_faults_and_no_warnings(many: Path):
    put_files(many, {"content/bad.md": HEAD.format(topic="lief")})
    ran = run_digest(many, "build", "--now", "2026-02-01", "-q")
    assert ran.code == 1
    assert ran.err == "content/bad.md:4:8: E205 unknown topic lief\n  did you mean life?\ndigest: 1 fault: nothing was written\n"


def test_what_an_article_says_cannot_write_lines_of_its_own(many: Path):
    """A message quotes the article: line ends, tabs, and what turns text around are shown as escapes."""
    put_files(many, {"content/bad.md": HEAD.format(topic='"a\\nb.md:1:1: E101 \\r\\u202e\\t"')})
    ran = run_digest(many, "build", "--now", "2026-02-01", "-q")
    said = "content/bad.md:4:8: E205 unknown topic a\\nb.md:1:1: E101 \\r\\u202e"
    assert ran.err.splitlines()[0] == said
    assert len(ran.err.splitlines()) == 3


def test_the_last_line_on_standard_output_says_what_was_built(many: Path):
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


def test_options_of_all_commands_go_before_and_after_the_verb(many: Path):
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
