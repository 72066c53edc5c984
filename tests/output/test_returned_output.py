"""An output restored from a cache or copy, with other inodes and times, is recognized by its bytes."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any

import pytest

from digest.command_run import CommandRun
from digest.output.output_folder import OutputFolder
from tests.sites import article, build, tiny, tree, write


@pytest.fixture
def restored_site(tmp_path: Path) -> Path:
    """A fresh checkout of a site that was built elsewhere, with the cache and the output of that build."""
    first = write(tmp_path / "first", tiny())
    assert build(first).code == 0
    second = write(tmp_path / "second", tiny())
    shutil.copytree(first / "site", second / "site", copy_function=shutil.copyfile)
    (second / ".digest").mkdir()
    shutil.copyfile(first / ".digest/cache.sqlite", second / ".digest/cache.sqlite")
    for path in second.rglob("*"):
        os.utime(path, (1_800_000_000, 1_800_000_000))
    return second


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_restored_output_is_not_rendered_again(restored_site: Path, jobs: int):
    before = tree(restored_site / "site")
    built = build(restored_site, run=CommandRun(jobs=jobs))
    assert (built.code, built.rendered) == (0, set())
    assert tree(restored_site / "site") == before == tree(restored_site.parent / "first/site")
    assert {path.stat().st_mtime for path in (restored_site / "site").rglob("*.html")} == {1_800_000_000}


def test_an_edit_renders_only_its_own_pages(restored_site: Path):
    write(restored_site, {"content/2026/a1.md": article("Article 1", "2026-02-02", tags="[even, t1]", body="Another text.")})
    rendered = build(restored_site).rendered
    assert "2026/02/02/a1/index.html" in rendered and not {"about/index.html", "2026/02/01/a0/index.html"} & rendered
    first = restored_site.parent / "first"
    shutil.copy(restored_site / "content/2026/a1.md", first / "content/2026/a1.md")
    build(first, run=CommandRun(fresh=True))
    assert tree(restored_site / "site") == tree(first / "site")


def test_restored_files_are_hashed_only_once(restored_site: Path, monkeypatch: pytest.MonkeyPatch):
    looked: list[str] = []
    by_bytes = OutputFolder._is_restored

    def look(folder: OutputFolder, path: str, *more: Any) -> bool:
        looked.append(path)
        return by_bytes(folder, path, *more)

    monkeypatch.setattr(OutputFolder, "_is_restored", look)
    assert build(restored_site).rendered == set() and "index.html" in looked
    looked.clear()
    assert build(restored_site).rendered == set() and looked == []


@pytest.mark.parametrize("harm", ["other bytes", "shorter", "mode", "link", "folder"])
def test_a_changed_file_is_rendered_again(restored_site: Path, harm: str):
    page = restored_site / "site/index.html"
    data = page.read_bytes()
    if harm == "other bytes":
        page.write_bytes(data.replace(b"Article", b"Artikle"))
    elif harm == "shorter":
        page.write_bytes(data[:-1])
    elif harm == "mode":
        page.chmod(0o600)
    elif harm == "link":
        page.unlink()
        (restored_site / "copy.html").write_bytes(data)
        page.symlink_to(restored_site / "copy.html")
    else:
        page.unlink()
        page.mkdir()
    assert build(restored_site).rendered == {"index.html"}
    assert tree(restored_site / "site") == tree(restored_site.parent / "first/site")
    assert page.stat().st_mode & 0o777 == 0o644
