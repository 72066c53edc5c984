"""The documents match the code: the reference is complete, and the README and the changelog are correct."""

import ast
import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest
import yaml

import digest
from digest.cli import cli
from digest.diagnostics import Diagnostic
from digest.markdown.address_encoding import LINK_SCHEMES
from digest.slugs import RESERVED_SLUGS
from tests.docs.meanings import MEANINGS
from tests.reference import GENERATED_PAGES, TABLES, filled, quoted

ROOT = Path(__file__).parents[2]


REFERENCE = {path.name: path.read_text(encoding="utf-8") for path in GENERATED_PAGES}
DOCUMENTS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]


@pytest.mark.parametrize("name", REFERENCE)
def test_the_reference_is_generated_from_the_current_code(name: str):
    assert filled(REFERENCE[name]) == REFERENCE[name], "run: python -m tests.reference"


def test_every_table_is_in_the_reference_once():
    found = [table for text in REFERENCE.values() for table in re.findall(r"<!-- table: ([a-z ]+) -->", text)]
    assert sorted(found) == sorted([*TABLES, "codes"])


@pytest.mark.parametrize("name", REFERENCE)
def test_no_cell_of_the_reference_is_empty(name: str):
    assert not re.findall(r"^\|(?:.*\|)?[ ]*\|.*$", re.sub(r"`[^`\n]*`", "code", REFERENCE[name]), re.MULTILINE)


def test_every_meaning_of_a_variable_is_used():
    assert [entry for entry, meaning in MEANINGS.items() if f" {quoted(meaning)} |" not in REFERENCE["templates.md"]] == []


def test_every_exit_code_and_allowed_scheme_is_in_the_reference():
    for code in (0, 1, 2, 3, 70, 75, 130):
        assert f"| {code} |" in REFERENCE["commands.md"]
    for scheme in LINK_SCHEMES:
        assert f"`{scheme}://`" in REFERENCE["markdown.md"] or f"`{scheme}:`" in REFERENCE["markdown.md"]


def test_the_newest_version_in_the_changelog_is_that_of_the_package():
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    pyproject = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    top = re.search(r"^## (\d\S+)", changelog, re.MULTILINE)
    assert top and top[1] == digest.__version__
    assert f'version = "{digest.__version__}"' in pyproject
    assert yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))["version"] == digest.__version__
    assert f"dist/digest_ssg-{digest.__version__}-py3-none-any.whl" in (ROOT / "README.md").read_text(encoding="utf-8")


def test_ci_runs_the_commands_that_the_readme_shows():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    ci = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    ci = re.sub(r'"\$scratch/bin/digest"', "digest", ci).replace(" --quiet", "").replace(" -q", "")
    shown = "\n".join(re.findall(r"^```console\n(.*?)^```", readme, re.MULTILINE | re.DOTALL))
    commands = set(re.findall(r"(?:^|&& |; |\$ )((?:make|digest|pipx|git) [a-z-]+)", shown, re.MULTILINE))
    assert {"make site", "make test", "pipx install", "digest serve", "digest publish"} <= commands
    assert [command for command in sorted(commands) if not re.search(rf"(?:^|\W){command}\b", ci, re.MULTILINE)] == []


def test_the_address_of_the_documentation_is_the_same_everywhere():
    """The website is published below the sample site."""
    site = yaml.safe_load((ROOT / "digest.yml").read_text(encoding="utf-8"))["base_url"]
    website = tomllib.loads((ROOT / "zensical.toml").read_text(encoding="utf-8"))["project"]
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert f"{site}docs/" == website["site_url"] == project["urls"]["Documentation"] == digest.DOCUMENTATION


def test_every_page_of_the_documentation_is_in_its_navigation():
    def pages(entries: list[Any]) -> Iterator[str]:
        for entry in entries:
            for value in entry.values() if isinstance(entry, dict) else [entry]:
                yield from pages(value) if isinstance(value, list) else [value]

    website = tomllib.loads((ROOT / "zensical.toml").read_text(encoding="utf-8"))["project"]
    there = [path.relative_to(ROOT / "docs").as_posix() for path in (ROOT / "docs").rglob("*.md")]
    assert sorted(pages(website["nav"])) == sorted(there)


def test_links_between_documents_are_valid():
    for document in DOCUMENTS:
        prose = re.sub(r"```.*?```|`[^`]*`", "", document.read_text(encoding="utf-8"), flags=re.DOTALL)
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", prose):
            assert (document.parent / target).exists(), f"{document.name} links to {target}"


@pytest.mark.parametrize("name", REFERENCE)
def test_every_type_that_a_table_names_has_a_table_of_its_own(name: str):
    headings = {heading.strip("`").lower() for heading in re.findall(r"^#+ (`\w+`)$", REFERENCE[name], re.MULTILINE)}
    assert set(re.findall(r"\[[A-Z]\w+\]\(#([a-z]+)\)", REFERENCE[name])) <= headings


def test_the_reference_names_every_reserved_slug():
    assert all(f"`{slug}`" in REFERENCE["output.md"] for slug in RESERVED_SLUGS)


def test_the_problem_matcher_in_the_guide_parses_diagnostics():
    text = (ROOT / "docs" / "guides" / "check.md").read_text(encoding="utf-8")
    task = json.loads(next(block for block in re.findall("```json\n(.*?)```", text, re.DOTALL) if "problemMatcher" in block))[
        "tasks"
    ][0]
    words = task["command"].split()
    assert words[0] == "digest"
    assert words[1] in cli.commands
    pattern = task["problemMatcher"]["pattern"]
    found = re.match(pattern["regexp"], str(Diagnostic("content/a: b.md", 3, 14, "W208", "x: y is 1:2: wrong")))
    assert found
    paths = {name: found[number] for name, number in pattern.items() if name != "regexp"}
    assert paths == {
        "file": "content/a: b.md",
        "line": "3",
        "column": "14",
        "code": "W208",
        "severity": "W",
        "message": "x: y is 1:2: wrong",
    }


def test_the_pre_commit_hook_uses_existing_options():
    hook = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))[0]
    program, command, *options = hook["entry"].split()
    assert program == "digest"
    hook_command = cli.get_command(click.Context(cli), command)
    assert hook_command and set(options) <= {name for param in hook_command.params for name in param.opts}
    assert hook["pass_filenames"] is False
    assert re.search(hook["files"], "content/2026/a.md")
    assert re.search(hook["files"], "digest.yml")
    assert not re.search(hook["files"], "site/index.html")


def test_each_term_of_the_glossary_names_a_class_of_the_code():
    rows = re.findall(
        r"^\| ([^|]+) \| `(\w+)` \| (.+) \|$", (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8"), re.MULTILINE
    )
    code = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "digest").rglob("*.py"))
    assert len(rows) >= 20
    assert [term for term, _, _ in rows] == sorted(term for term, _, _ in rows)
    assert [name for _, name, _ in rows if not re.search(rf"^class {name}\b", code, re.MULTILINE)] == []


def test_documents_about_the_code_name_only_existing_files():
    for document in [ROOT / "CONTRIBUTING.md", *(ROOT / "docs" / "explanation").rglob("*.md")]:
        text = document.read_text(encoding="utf-8")
        paths = re.findall(r"`((?:digest|tests)/[\w./-]*)[` ]", text)
        assert [path for path in paths if not (ROOT / path).exists()] == [], document


def test_the_architecture_names_every_folder_of_the_code():
    text = (ROOT / "docs" / "explanation" / "architecture.md").read_text(encoding="utf-8")
    rooms = {path.parent.name for path in (ROOT / "digest").glob("*/__init__.py")}
    text = text[: text.index("## Old and new names")]
    table = "\n".join(line for line in text.splitlines() if line.startswith("| `"))
    paths = set(re.findall(r"`([a-z]+)/`", table))
    assert paths == rooms
    assert [name for name in re.findall(r"`([a-z_]+\.py)`", table) if not (ROOT / "digest" / name).is_file()] == []


ARCHITECTURE = (ROOT / "docs/explanation/architecture.md").read_text(encoding="utf-8")


def types_in(text: str) -> list[tuple[str, str, str]]:
    """Return the types that this part of the architecture lists: name, file, meaning."""
    return re.findall(r"^\| `(\w+)` \| `([\w/]+\.py)` \| (.+) \|$", text, re.MULTILINE)


TYPES = types_in(ARCHITECTURE)

MOST_TO_FOLLOW, MOST_TYPES = 40, 58
"""The maximum numbers of listed types. They only fall: remove a type when you add one, or give the reason why newcomers need it."""


def test_each_listed_type_is_in_the_named_file():
    code = {file: (ROOT / "digest" / file).read_text(encoding="utf-8") for _, file, _ in TYPES}
    assert [name for name, file, _ in TYPES if not re.search(rf"^class {name}\b", code[file], re.MULTILINE)] == []
    assert len({name for name, _, _ in TYPES}) == len(TYPES) <= MOST_TYPES
    assert 0 < len(types_in(ARCHITECTURE[: ARCHITECTURE.index("### Inside the stages")])) <= MOST_TO_FOLLOW


ONLY_WITH_EXTENSIONS = {"Additions", "Code"}


@pytest.mark.parametrize("module", ["build", "workspace", "build_stages", "preview/live_stages", "preview/session"])
def test_types_passed_between_stages_are_listed(module: str):
    classes = {
        node.name
        for path in (ROOT / "digest").rglob("*.py")
        if path.parent.name != "yaml"
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ClassDef)
    }
    paths: set[str] = set()
    for node in ast.walk(ast.parse((ROOT / f"digest/{module}.py").read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
            written = [*(argument.annotation for argument in (*node.args.args, *node.args.kwonlyargs)), node.returns]
            paths |= {name.id for type in filter(None, written) for name in ast.walk(type) if isinstance(name, ast.Name)}
    listed = {name for name, _, _ in TYPES}
    assert (paths & classes) - listed - ONLY_WITH_EXTENSIONS == set()


@pytest.mark.parametrize("form", sorted((ROOT / ".github" / "ISSUE_TEMPLATE").glob("[!c]*.yml")), ids=lambda form: form.stem)
def test_issue_forms_are_valid_for_github(form: Path):
    """The schema of issue forms (docs.github.com, "Syntax for GitHub's form schema")."""
    issue_form = yaml.safe_load(form.read_text(encoding="utf-8"))
    assert {"name", "description", "body"} <= issue_form.keys() <= {"name", "description", "body", "labels", "title", "assignees"}
    questions = [part for part in issue_form["body"] if part["type"] != "markdown"]
    names = [question["id"] for question in questions]
    assert len(set(names)) == len(names) and any(question.get("validations", {}).get("required") for question in questions)
    for part in issue_form["body"]:
        assert part["type"] in ("markdown", "input", "textarea")
        assert part["attributes"]["value" if part["type"] == "markdown" else "label"]
