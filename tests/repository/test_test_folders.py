"""Tests are in the folder of the code that they test, or in a folder that tests/README.md lists."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
TESTS = ROOT / "tests"
TABLE = set(re.findall(r"^\| `(\w+)` \|", (TESTS / "README.md").read_text(encoding="utf-8"), re.MULTILINE))


def folders(place: Path) -> set[str]:
    return {folder.name for folder in place.iterdir() if any(folder.glob("*.py"))}


def test_a_test_at_the_root_is_named_after_a_module_at_the_root():
    modules = {module.stem for module in (ROOT / "digest").glob("*.py")}
    assert {test.stem.removeprefix("test_") for test in TESTS.glob("test_*.py")} <= modules


def test_every_test_folder_is_a_package_of_digest_or_in_the_table():
    assert folders(TESTS) == (folders(TESTS) & folders(ROOT / "digest")) | TABLE | {"themes"}


def test_every_package_of_digest_has_tests():
    assert {name for name in folders(ROOT / "digest") if not list((TESTS / name).rglob("test_*.py"))} == set()


def test_every_folder_with_tests_is_a_package():
    """Otherwise two files with one name would be the same module."""
    assert [str(test) for test in TESTS.rglob("test_*.py") if not (test.parent / "__init__.py").exists()] == []
