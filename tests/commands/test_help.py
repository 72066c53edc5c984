"""`digest help`: tables and pages of the reference, available offline, and that every help topic named in a message exists."""

from __future__ import annotations

import io
import re
import tomllib
import zipfile
from pathlib import Path

import pytest

from digest import DOCUMENTATION
from digest.articles.field_tables import article_fields
from digest.cli import cli
from digest.commands import help
from digest.commands.help import HELP_DOCUMENTS, HELP_SECTIONS, HELP_TABLES, explained, rows, text_of, topics
from digest.commands.pages_workflow import own_wheel
from digest.config.setting_table import SETTINGS
from digest.diagnostics import DIAGNOSTIC_CODES
from digest.errors import UsageError
from digest.installation import package
from digest.installation.package import CARRIED_DOCUMENTS
from tests.conftest import Ran, run_digest

PACKAGE = Path(__file__).parent.parent.parent / "digest"


def help_output(*words: str) -> Ran:
    return run_digest(Path("/nonexistent"), "help", *words)


def test_every_setting_field_and_code_is_listed():
    assert set(SETTINGS) <= {row.name for row in rows("settings")}
    assert {row.name for row in rows("fields")} == set(article_fields("UTC"))
    assert {row.name for row in rows("codes")} == set(DIAGNOSTIC_CODES)


@pytest.mark.parametrize("topic", [*HELP_TABLES, *HELP_SECTIONS, *HELP_DOCUMENTS])
def test_every_topic_is_shown_without_a_site(topic: str):
    ran = help_output(topic)
    assert (ran.code, ran.err) == (0, "")
    assert len(ran.out) > 100
    assert "<!--" not in ran.out


def test_no_table_has_install_commands_that_a_build_prints_itself():
    assert not [row for table in HELP_TABLES for row in rows(table) if "pip install" in row.text]


def test_help_on_a_name():
    assert help_output("codes", "E205", "w403").out == (
        "E205  a topic that is not in content/topics.yml\nW403  an output folder that differs from what a build would make now\n"
    )
    assert help_output("e205").out.startswith("codes:\nE205  a topic that is not in content/topics.yml\n\n")
    assert help_output("settings", "feed").out.count("feed.") >= 4
    assert help_output("editions").out.count("editions.") == 6
    assert help_output("cutoff").out.startswith("settings:\neditions.cutoff  when it closes")
    assert help_output("permalink").out.startswith("settings:\npermalink  the urls of articles")
    assert (
        help_output("CODES", "e205", "E205").out == help_output("codes", "E205").out
        and help_output("Build").out == help_output("build").out
    )
    assert help_output("title", "E205", "Title").out.count("title ") == 2
    assert help_output("settings", "Feed").out == help_output("settings", "feed").out
    for name in cli.commands:
        assert help_output(name).out.startswith(f"Usage: digest {name} "), name
    assert "digest help settings|fields|" in help_output().out


@pytest.mark.parametrize(
    ("words", "message", "hint"),
    [
        (("codes", "X1"), "there is no X1 among the codes", "digest help codes lists all"),
        (("settings", "permalnk"), "there is no permalnk among the settings", "did you mean permalink?"),
        (("E205", "setings"), "there is no help on setings", "did you mean settings?"),
        (("setings",), "there is no help on setings", "did you mean settings?"),
    ],
)
def test_an_unknown_name_is_refused_with_a_hint(words: tuple[str, ...], message: str, hint: str):
    ran = help_output(*words)
    assert (ran.code, ran.out, ran.err) == (2, "", f"digest: {message}\n  {hint}\n")


def test_every_help_topic_that_a_message_names_exists():
    for path in (*PACKAGE.rglob("*.py"), *(PACKAGE / "commands" / "starter").rglob("*")):
        text = path.read_text(encoding="utf-8") if path.is_file() and path.suffix in (".py", ".yml", ".md") else ""
        named = set(re.findall(r"digest help ([a-z]+) (?:shows|describes)|see: digest help ([a-z]+)", text))
        assert {one or other for one, other in named} <= {*topics(), *cli.commands}, path
        if path.name not in ("installation.py", "help.py"):
            assert not re.findall(r'^[^#\n]*"[^"\n]*docs/[a-z]+\.md[^"\n]*"', text, re.MULTILINE), path


@pytest.mark.parametrize("code", DIAGNOSTIC_CODES)
def test_a_code_is_explained_with_its_example_and_its_fix(code: str):
    found = explained(code)
    assert re.search(f"^    .*: {code} ", found, re.MULTILINE), "code is indented"
    assert f": {code} " in found and "\nFix: " in found and "```" not in found
    assert found.endswith(f"\n{DOCUMENTATION}reference/diagnostics/#{code.lower()}")


def test_a_section_ends_at_the_next_heading_and_not_at_a_comment_in_code(monkeypatch: pytest.MonkeyPatch):
    page = "# Page\n\n## One\n\n```\n# two\n## Two\n```\n\n### Below\n\nText.\n\n## Two\n\nMore.\n"
    monkeypatch.setattr(help, "document", lambda name: page)
    monkeypatch.setitem(HELP_SECTIONS, "one", ("page.md", "One"))
    assert text_of("one") == f"{page[8 : page.index('## Two', 30)].strip()}\n\n{DOCUMENTATION}page/#one"
    monkeypatch.setitem(HELP_SECTIONS, "one", ("page.md", "Three"))
    with pytest.raises(UsageError, match="has no section Three"):
        text_of("one")


def test_without_the_documents_the_tables_still_work(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setattr(package, "DOCUMENTS_FOLDER", tmp_path)
    assert help_output("E205").out == "codes:\nE205  a topic that is not in content/topics.yml\n"
    ran = help_output("markdown")
    assert (ran.code, ran.out) == (2, "") and ran.err.startswith("digest: the document is not there")


def test_the_wheel_contains_the_documents():
    with zipfile.ZipFile(io.BytesIO(own_wheel()[1])) as wheel:
        assert {f"digest/_docs/{name}" for name in CARRIED_DOCUMENTS} <= set(wheel.namelist())
    pyproject = tomllib.loads((PACKAGE.parent / "pyproject.toml").read_text(encoding="utf-8"))
    included = pyproject["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]
    assert {f"docs/{name}": f"digest/_docs/{name}" for name in CARRIED_DOCUMENTS} == {
        name: place for name, place in included.items() if name.startswith("docs/")
    }


def test_rows_have_defaults_other_spellings_and_nested_settings():
    settings, fields = ({row.name: row.text for row in rows(table)} for table in ("settings", "fields"))
    assert settings["charts"].endswith("(true)") and settings["html"].endswith("(false)") and settings["related"].endswith("(5)")
    assert "(" not in settings["base_url"].rpartition("encoded")[0] and {"nav.name", "nav.url", "lists.front"} <= settings.keys()
    for name, field in article_fields("UTC").items():
        assert ("(also: " in fields[name]) == bool(field.short or field.spellings), name
    assert "topic" in fields["topics"].partition("(also: ")[2] and "guid" in fields["id"].partition("(also: ")[2]


@pytest.mark.parametrize(
    ("topic", "address"),
    [
        ("variables", "reference/templates/#what-templates-see"),
        ("markdown", "reference/markdown/"),
        ("reference", "reference/"),
        ("extending", "guides/extend/"),
    ],
)
def test_a_topic_ends_with_its_address(topic: str, address: str):
    assert text_of(topic).endswith(f"\n\n{DOCUMENTATION}{address}")


def test_the_meaning_of_a_code_is_not_repeated_in_its_explanation():
    assert help_output("E205").out.count(DIAGNOSTIC_CODES["E205"]) == 1


def test_a_section_has_exactly_the_heading(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(help, "document", lambda name: "# Page\n\n## Not One\n\nNo.\n\n## One\n\nText.\n\n## One more\n\nNo.\n")
    monkeypatch.setitem(HELP_SECTIONS, "one", ("page.md", "One"))
    assert text_of("one") == f"## One\n\nText.\n\n{DOCUMENTATION}page/#one"
