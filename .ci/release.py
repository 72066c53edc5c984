"""Check that a version can be released: `python .ci/release.py 0.2.0`, in a checkout.

Everything that names the version names this one, the changelog has a dated section for it, nothing is uncommitted, and the tag is
still free. `--tagged` is for the workflow of the tag itself. All problems are printed; the exit code is 1 if there are any.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit


def problems(root: Path, version: str, *, tagged: bool) -> Iterator[str]:
    """What stands in the way of this release."""
    if not re.fullmatch(r"\d+\.\d+\.\d+(?:(?:a|b|rc)\d+)?", version):
        yield f"{version or 'nothing'} is no version: write x.y.z"
        return
    project = tomllib.loads(_text(root / "pyproject.toml")).get("project", {})
    named = {
        "pyproject.toml": project.get("version", ""),
        "digest/__init__.py": _first(r'^__version__ = "(.*)"$', _text(root / "digest/__init__.py")),
        "CITATION.cff": _first(r'^version: "?([^"\n]*)"?$', _text(root / "CITATION.cff")),
    }
    for name, found in named.items():
        if found != version:
            yield f"{name} has version {found or 'none'}, not {version}"
    yield from _changelog(_text(root / "CHANGELOG.md"), version)
    for name, url in project.get("urls", {}).items():
        if re.fullmatch(r"(?:.+\.)?example\.(?:com|net|org)", urlsplit(url).hostname or ""):
            yield f"pyproject.toml: the address {name} is only an example: {url}"
    if _git(root, "status", "--porcelain"):
        yield "there are changes that are not committed: git status"
    if not tagged and _git(root, "tag", "--list", f"v{version}"):
        yield f"the tag v{version} exists already"


def _changelog(text: str, version: str) -> Iterator[str]:
    section = re.search(r"^## (\S+) \((.*)\)\n((?:(?!^## ).*\n?)*)", text, re.MULTILINE)
    if section is None or section[1] != version:
        yield f"CHANGELOG.md does not begin with a section {version}"
    elif not re.fullmatch(r"\d{4}-\d{2}-\d{2}", section[2]):
        yield f"CHANGELOG.md: write the day of the release: ## {version} (YYYY-MM-DD)"
    elif not re.search(r"^- ", section[3], re.MULTILINE):
        yield f"CHANGELOG.md says nothing about {version}"


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.is_file() else ""


def _first(pattern: str, text: str) -> str:
    found = re.search(pattern, text, re.MULTILINE)
    return found[1] if found else ""


def _git(root: Path, *arguments: str) -> str:
    return subprocess.run(["git", "-C", str(root), *arguments], check=True, capture_output=True, text=True).stdout


def main(arguments: list[str]) -> int:
    """Print the problems of the version that is named; the exit code."""
    versions = [argument for argument in arguments if argument != "--tagged"]
    found = list(problems(Path.cwd(), versions[0] if versions else "", tagged="--tagged" in arguments))
    for problem in found:
        print(f"release: {problem}", file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
