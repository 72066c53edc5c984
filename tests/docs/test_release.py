"""`make release`: the checks before it builds, tested in a temporary repository."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.sites import write

SCRIPT = Path(__file__).parent.parent.parent / ".ci" / "release.py"
READY = {
    "pyproject.toml": '[project]\nversion = "0.2.0"\nurls = {Documentation = "https://digest.news/docs/"}\n',
    "digest/__init__.py": '"""Digest."""\n\n__version__ = "0.2.0"\n',
    "CITATION.cff": "cff-version: 1.2.0\nversion: 0.2.0\n",
    "CHANGELOG.md": "# Changelog\n\n## 0.2.0 (2026-12-01)\n\n### Added\n\n- A thing.\n\n## 0.1.0 (2026-11-01)\n\n- All.\n",
}


def git(folder: Path, *arguments: str) -> None:
    identity = ["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "core.hooksPath=/dev/null"]
    subprocess.run(["git", "-C", str(folder), *identity, *arguments], check=True, capture_output=True)


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A repository that is ready for the release 0.2.0."""
    if shutil.which("git") is None:
        pytest.skip("NOT TRIED: there is no git")
    write(tmp_path, READY)
    git(tmp_path, "init", "-q")
    committed(tmp_path)
    return tmp_path


def committed(folder: Path) -> None:
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "--allow-empty", "-m", "A change")


def checked(folder: Path, *arguments: str) -> tuple[int, list[str]]:
    ran = subprocess.run([sys.executable, SCRIPT, *arguments], cwd=folder, capture_output=True, text=True, check=False)
    assert ran.stdout == ""
    return ran.returncode, ran.stderr.splitlines()


def test_a_ready_repository_is_released(checkout: Path):
    assert checked(checkout, "0.2.0") == (0, [])


@pytest.mark.parametrize(
    ("path", "old", "new", "problem"),
    [
        ("pyproject.toml", "0.2.0", "0.1.9", "pyproject.toml has version 0.1.9, not 0.2.0"),
        ("digest/__init__.py", "0.2.0", "0.2", "digest/__init__.py has version 0.2, not 0.2.0"),
        ("CITATION.cff", "version: 0.2.0", "", "CITATION.cff has version none, not 0.2.0"),
        ("CHANGELOG.md", "## 0.2.0", "## 0.3.0", "CHANGELOG.md does not begin with a section 0.2.0"),
        ("CHANGELOG.md", "(2026-12-01)", "(unreleased)", "CHANGELOG.md: write the day of the release: ## 0.2.0 (YYYY-MM-DD)"),
        ("CHANGELOG.md", "- A thing.\n", "", "CHANGELOG.md says nothing about 0.2.0"),
        (
            "pyproject.toml",
            "digest.news",
            "example.org",
            "pyproject.toml: the address Documentation is only an example: https://example.org/docs/",
        ),
    ],
)
def test_each_problem_is_reported(checkout: Path, path: str, old: str, new: str, problem: str):
    assert old in READY[path]
    write(checkout, {path: READY[path].replace(old, new, 1)})
    committed(checkout)
    assert checked(checkout, "0.2.0") == (1, [f"release: {problem}"])


def test_uncommitted_changes_are_refused(checkout: Path):
    write(checkout, {"new.py": ""})
    assert checked(checkout, "0.2.0") == (1, ["release: there are changes that are not committed: git status"])


def test_a_released_version_is_refused(checkout: Path):
    git(checkout, "tag", "v0.2.0")
    assert checked(checkout, "0.2.0") == (1, ["release: the tag v0.2.0 exists already"])
    assert checked(checkout, "--tagged", "0.2.0") == (0, [])


@pytest.mark.parametrize("version", ["", "0.2", "v0.2.0", "0.2.0; rm"])
def test_a_version_has_three_numbers(checkout: Path, version: str):
    assert checked(checkout, version) == (1, [f"release: {version or 'nothing'} is no version: write x.y.z"])


def test_all_problems_are_reported_together(checkout: Path):
    write(checkout, {"CHANGELOG.md": "# Changelog\n", "CITATION.cff": "version: 0.1.0\n"})
    code, lines = checked(checkout, "0.2.0")
    assert code == 1 and len(lines) == 3
