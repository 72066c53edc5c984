"""The key of the program: made of the bytes of its source files, and the names and versions of packages."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from digest.hashing import content_hash
from digest.installation import program_key as subject
from digest.installation.program_key import installed_version, program, source_hash, sources
from tests.sites import write


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A package that replaces digest."""
    monkeypatch.setattr(subject, "PACKAGE_FOLDER", tmp_path)
    files = ("b.py", "a.py", "sub/c.py", "sub/deep/d.py", "_themes/e.py", "__pycache__/f.py", "notes.md", "sub/data.json", "g.pyc")
    return write(tmp_path, {name: name for name in files})


def test_the_source_files_are_the_python_files_sorted_by_path(package: Path):
    paths = ["a.py", "b.py", "sub/c.py", "sub/deep/d.py"]
    assert sources() == [(path, content_hash(path.encode())) for path in paths]
    assert source_hash("sub/c.py") == content_hash(b"sub/c.py")
    write(package, {"sub/c.py": "other"})
    assert sources()[2] == ("sub/c.py", content_hash(b"other")) and source_hash("sub/c.py") == content_hash(b"other")


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Three folders on the path, the first of which does not exist."""
    names = ("one/Pillow-12.0.dist-info", "one/pillow", "two/jinja2-3.1.dist-info", "two/pillow-1.0.egg-info")
    for name in (*names, "two/a-b-2.0.dist-info"):
        (tmp_path / name).mkdir(parents=True)
    monkeypatch.setattr(sys, "path", [str(tmp_path / name) for name in ("none", "one", "two")])
    installed_version.cache_clear()
    yield tmp_path
    installed_version.cache_clear()


def test_a_distribution_is_found_in_any_folder_of_the_path(installed: Path):
    found = {name: installed_version(name) for name in ("pillow", "jinja2", "a-b", "a", "markupsafe")}
    assert found == {"pillow": "12.0", "jinja2": "3.1", "a-b": "2.0", "a": "", "markupsafe": ""}


def test_the_key_depends_on_files_distributions_and_python(package: Path, installed: Path, monkeypatch: pytest.MonkeyPatch):
    keys = [program.__wrapped__()]
    assert program.__wrapped__() == keys[0]
    write(package, {"a.py": "other"})
    keys.append(program.__wrapped__())
    (installed / "two/new-1.0.dist-info").mkdir()
    keys.append(program.__wrapped__())
    for version in ("3.99.1 (main)", "3.99.2 (main)"):
        monkeypatch.setattr(sys, "version", version)
        keys.append(program.__wrapped__())
    assert len(set(keys)) == 5


def test_distributions_are_found_in_the_current_folder_too_and_sorted(
    installed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    write(tmp_path, {"library.zip": "", "here/zebra-1.0.dist-info/METADATA": "", "here/ant-1.0.dist-info/METADATA": ""})
    monkeypatch.chdir(tmp_path / "here")
    monkeypatch.setattr(sys, "path", ["", str(tmp_path / "library.zip"), *sys.path])
    names = ["Pillow-12.0.dist-info", "a-b-2.0.dist-info", "ant-1.0.dist-info", "jinja2-3.1.dist-info", "zebra-1.0.dist-info"]
    assert subject._distribution_folders() == names
