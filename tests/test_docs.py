"""What is documented is checked: the reference names all there is, and what the README and the changelog say is true."""

import json
import re
from pathlib import Path

import yaml

import digest
from digest.articles.addresses import SCHEMES
from digest.cli import cli
from digest.errors import Fault
from digest.permalinks import RESERVED
from tests.reference import FILE, TABLES, filled

ROOT = Path(__file__).parent.parent


def test_the_reference_is_what_the_code_says():
    text = FILE.read_text(encoding="utf-8")
    assert filled(text) == text, "run: python -m tests.reference"


def test_every_table_stands_in_the_reference_once():
    text = FILE.read_text(encoding="utf-8")
    assert sorted(re.findall(r"<!-- table: ([a-z ]+) -->", text)) == sorted(TABLES)


def test_every_exit_code_and_allowed_scheme_is_in_the_reference():
    text = FILE.read_text(encoding="utf-8")
    for code in (0, 1, 2, 3, 70, 75, 130):
        assert f"| {code} |" in text
    for scheme in SCHEMES:
        assert f"`{scheme}:`" in text or f"`{scheme}://`" in text


def test_the_top_version_of_the_changelog_is_the_packages():
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    pyproject = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    top = re.search(r"^## (\d\S+)", changelog, re.MULTILINE)
    assert top and top[1] == digest.__version__
    assert f'version = "{digest.__version__}"' in pyproject


def test_ci_runs_the_commands_that_the_readme_shows():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    ci = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    for command in ("make site", "make test", "make test-all"):
        assert command in readme
        assert re.search(rf"^{command}$", ci, re.MULTILINE)
    for command in ("pipx install", "digest init", "digest build", "digest new", "digest import"):
        assert command in readme
        assert command in ci.replace('"$scratch/bin/digest"', "digest").replace("pipx install --quiet", "pipx install")


def test_links_between_the_documents_lead_somewhere():
    for document in [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md", *(ROOT / "docs").glob("*.md")]:
        prose = re.sub(r"```.*?```|`[^`]*`", "", document.read_text(encoding="utf-8"), flags=re.DOTALL)
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", prose):
            assert (document.parent / target).exists(), f"{document.name} links to {target}"


def test_the_reference_names_every_reserved_slug():
    text = FILE.read_text(encoding="utf-8")
    assert all(f"`{slug}`" in text for slug in RESERVED)


def test_the_problem_matcher_of_the_reference_understands_what_is_printed():
    text = FILE.read_text(encoding="utf-8")
    task = json.loads(next(block for block in re.findall("```json\n(.*?)```", text, re.DOTALL) if "problemMatcher" in block))[
        "tasks"
    ][0]
    words = task["command"].split()
    assert words[0] == "digest"
    assert words[1] in cli.commands
    pattern = task["problemMatcher"]["pattern"]
    found = re.match(pattern["regexp"], str(Fault("content/a: b.md", 3, 14, "W208", "x: y is 1:2: wrong")))
    assert found
    named = {name: found[number] for name, number in pattern.items() if name != "regexp"}
    assert named == {
        "file": "content/a: b.md",
        "line": "3",
        "column": "14",
        "code": "W208",
        "severity": "W",
        "message": "x: y is 1:2: wrong",
    }


def test_the_hook_for_pre_commit_calls_a_command_with_options_that_it_has():
    hook = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))[0]
    program, command, *options = hook["entry"].split()
    assert program == "digest"
    assert set(options) <= {name for param in cli.commands[command].params for name in param.opts}
    assert hook["pass_filenames"] is False
    assert re.search(hook["files"], "content/2026/a.md")
    assert re.search(hook["files"], "digest.yml")
    assert not re.search(hook["files"], "site/index.html")
