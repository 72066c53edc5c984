"""`digest help`: what a user who has only the program can look up, and that every message names a place that is there."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import pytest

from digest.articles.fields import article_fields
from digest.cli import cli
from digest.commands.help import SECTIONS, TABLES, rows, topics
from digest.commands.workflow import own_wheel
from digest.config import SETTINGS
from digest.errors import CODES
from tests.conftest import Ran, run_digest

PACKAGE = Path(__file__).parent.parent.parent / "digest"


def asked(*words: str) -> Ran:
    return run_digest(Path("/nonexistent"), "help", *words)


def test_every_setting_field_and_code_is_there():
    assert set(SETTINGS) <= {row.name for row in rows("settings")}
    assert {row.name for row in rows("fields")} == set(article_fields("UTC"))
    assert {row.name for row in rows("codes")} == set(CODES)


@pytest.mark.parametrize("topic", [*TABLES, *SECTIONS, "reference", "extending"])
def test_every_topic_is_shown_without_a_site(topic: str):
    ran = asked(topic)
    assert (ran.code, ran.err) == (0, "")
    assert len(ran.out) > 100
    assert "<!--" not in ran.out


def test_no_table_says_how_to_install_what_a_build_knows_better():
    assert not [row for table in TABLES for row in rows(table) if "pip install" in row.text]


def test_what_is_asked_for_by_name():
    assert asked("codes", "E205", "w403").out == (
        "E205  a topic that is not in content/topics.yml\nW403  an output folder that differs from what a build would make now\n"
    )
    assert asked("E205").out == "codes:\nE205  a topic that is not in content/topics.yml\n"
    assert asked("settings", "feed").out.count("feed.") >= 4
    assert asked("permalink").out.startswith("settings:\npermalink  the urls of articles")
    assert asked("CODES", "e205", "E205").out == asked("codes", "E205").out and asked("Build").out == asked("build").out
    assert asked("title", "E205", "Title").out.count("title ") == 2
    assert asked("settings", "Feed").out == asked("settings", "feed").out
    for name in cli.commands:
        assert asked(name).out.startswith(f"Usage: digest {name} "), name
    assert "digest help settings|fields|" in asked().out


@pytest.mark.parametrize(
    ("words", "said", "hint"),
    [
        (("codes", "X1"), "there is no X1 among the codes", "digest help codes lists all"),
        (("settings", "permalnk"), "there is no permalnk among the settings", "did you mean permalink?"),
        (("E205", "setings"), "there is no help on setings", "did you mean settings?"),
        (("setings",), "there is no help on setings", "did you mean settings?"),
    ],
)
def test_what_is_not_there(words: tuple[str, ...], said: str, hint: str):
    ran = asked(*words)
    assert (ran.code, ran.out, ran.err) == (2, "", f"digest: {said}\n  {hint}\n")


def test_every_place_that_a_message_names_is_in_the_wheel():
    for path in (*PACKAGE.rglob("*.py"), *(PACKAGE / "commands" / "starter").rglob("*")):
        text = path.read_text(encoding="utf-8") if path.is_file() and path.suffix in (".py", ".yml", ".md") else ""
        named = set(re.findall(r"digest help ([a-z]+) (?:shows|describes)|see: digest help ([a-z]+)", text))
        assert {one or other for one, other in named} <= {*topics(), *cli.commands}, path
        if path.name not in ("installation.py", "help.py"):
            assert not re.findall(r'^[^#\n]*"[^"\n]*docs/[a-z]+\.md[^"\n]*"', text, re.MULTILINE), path


def test_the_wheel_carries_the_documents():
    with zipfile.ZipFile(io.BytesIO(own_wheel()[1])) as wheel:
        assert {"digest/_docs/reference.md", "digest/_docs/extending.md"} <= set(wheel.namelist())
    pyproject = (PACKAGE.parent / "pyproject.toml").read_text(encoding="utf-8")
    assert '"docs/reference.md" = "digest/_docs/reference.md"' in pyproject
