"""The input of Pagefind and the use of its output, with a fake program, so that Pagefind need not be installed."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from digest.errors import DiskError, UsageError
from digest.external import pagefind
from digest.external.pagefind import PagefindError, index_pages, require_pagefind
from tests.sites import tree, write

INDEX_FILES = {"pagefind.js": "js", "index/b.pf_index": "b", "index/a.pf_index": "a", "pagefind-entry.json": "{}"}

Run = Callable[..., subprocess.CompletedProcess[bytes]]


@pytest.fixture
def pagefind_run(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """The arguments of the program, and its results: it writes `files`, prints `output` and exits with `code`."""
    recorded: dict[str, Any] = {"files": INDEX_FILES, "code": 0, "output": b""}

    def run(command: list[str], **more: Any) -> subprocess.CompletedProcess[bytes]:
        recorded.update(more, command=command, site=tree(more["cwd"] / "site"), is_there=(more["cwd"] / "site").is_dir())
        write(more["cwd"] / "made", recorded["files"])
        return subprocess.CompletedProcess(command, recorded["code"], b"", recorded["output"])

    monkeypatch.setattr(pagefind.subprocess, "run", run)
    monkeypatch.setattr(pagefind, "find_spec", lambda name: name)
    return recorded


def indexed(folder: Path, pages: dict[str, str], language: str = "en") -> dict[str, bytes]:
    """The index of these pages, whose files are in another folder."""
    elsewhere = write(folder / "elsewhere", {f"{number}.tmp": text for number, text in enumerate(pages.values())})
    (folder / "work").mkdir()
    return index_pages([(path, elsewhere / f"{number}.tmp") for number, path in enumerate(pages)], folder / "work", language)


def test_pagefind_gets_copies_of_the_pages_at_their_paths(tmp_path: Path, pagefind_run: dict[str, Any]):
    indexed(tmp_path, {"index.html": "front", "2026/01/a/index.html": "a"})
    assert pagefind_run["site"] == {"index.html": b"front", "2026/01/a/index.html": b"a"}


def test_index_files_have_paths_in_the_site_and_are_sorted(tmp_path: Path, pagefind_run: dict[str, Any]):
    found = indexed(tmp_path, {"index.html": ""})
    assert found == {f"pagefind/{name}": text.encode() for name, text in INDEX_FILES.items()}
    assert list(found) == sorted(found), "independent of the file system"


def test_the_work_folder_is_removed(tmp_path: Path, pagefind_run: dict[str, Any]):
    indexed(tmp_path, {"index.html": ""})
    assert not (tmp_path / "work").exists()


def test_a_site_without_pages_is_an_empty_folder(tmp_path: Path, pagefind_run: dict[str, Any]):
    pagefind_run["files"] = {}
    with pytest.raises(PagefindError, match="made no index"):
        indexed(tmp_path, {})
    assert pagefind_run["is_there"]


@pytest.mark.parametrize(("tag", "expected"), [("ko", "ko"), ("pt-BR", "pt"), ("DE", "de"), ("zh-Hant-TW", "zh")])
def test_all_pages_are_indexed_in_the_language_of_the_search_page(
    tmp_path: Path, pagefind_run: dict[str, Any], tag: str, expected: str
):
    indexed(tmp_path, {"index.html": ""}, tag)
    command = pagefind_run["command"]
    assert command[command.index("--force-language") + 1] == expected


def test_the_files_of_pagefinds_own_interface_are_left_out(tmp_path: Path, pagefind_run: dict[str, Any]):
    pagefind_run["files"] = INDEX_FILES | {"pagefind-ui.js": "", "pagefind-modular-ui.css": "", "pagefind-highlight.js": ""}
    assert indexed(tmp_path, {"index.html": ""}).keys() == {f"pagefind/{name}" for name in INDEX_FILES}


def test_an_index_file_with_an_invalid_name_is_rejected(tmp_path: Path, pagefind_run: dict[str, Any]):
    pagefind_run["files"] = INDEX_FILES | {"con": ""}
    with pytest.raises(DiskError, match="Pagefind made a file pagefind/con: "):
        indexed(tmp_path, {"index.html": ""})


@pytest.mark.parametrize(
    ("output", "message"),
    [
        (b"", "Pagefind ended with 3"),
        (b" \n", "Pagefind ended with 3"),
        (b"first\n  the last  \n\n", "Pagefind ended with 3: the last"),
        (b"x" * 999, f"Pagefind ended with 3: {'x' * 300}"),
        (b"\xff", "Pagefind ended with 3: \ufffd"),
    ],
)
def test_the_last_line_of_a_failed_run_is_shown(tmp_path: Path, pagefind_run: dict[str, Any], output: bytes, message: str):
    pagefind_run.update(code=3, output=output)
    with pytest.raises(PagefindError) as caught:
        indexed(tmp_path, {"index.html": ""})
    assert caught.value.message == message


def test_pagefind_reads_no_other_settings(tmp_path: Path, pagefind_run: dict[str, Any], monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PAGEFIND_SITE", "elsewhere")
    monkeypatch.setenv("pagefind_glob", "none")
    monkeypatch.setenv("OTHER_PAGEFIND", "kept")
    indexed(tmp_path, {"index.html": ""})
    assert not {"PAGEFIND_SITE", "pagefind_glob"} & pagefind_run["env"].keys() and pagefind_run["env"]["OTHER_PAGEFIND"] == "kept"
    assert (pagefind_run["cwd"], pagefind_run["stdin"], pagefind_run["command"][1]) == (tmp_path / "work", subprocess.DEVNULL, "-P")


@pytest.mark.parametrize(
    ("installed", "is_usable"),
    [
        ({"pagefind", "pagefind_bin"}, True),
        ({"pagefind", "pagefind_bin_extended"}, True),
        ({"pagefind"}, False),
        ({"pagefind_bin", "pagefind_bin_extended"}, False),
    ],
)
def test_pagefind_needs_one_of_two_binary_packages(installed: set[str], is_usable: bool, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(pagefind, "find_spec", lambda name: name if name in installed else None)
    if is_usable:
        require_pagefind()
    else:
        with pytest.raises(UsageError, match="not installed"):
            require_pagefind()


def test_only_the_main_part_of_a_page_is_indexed_without_its_navigation(tmp_path: Path, pagefind_run: dict[str, Any]):
    indexed(tmp_path, {"index.html": ""})
    command = pagefind_run["command"]
    assert command[command.index("--root-selector") + 1] == "main" and command[command.index("--exclude-selectors") + 1] == "nav"


def test_what_it_writes_to_its_output_counts_if_it_fails(
    tmp_path: Path, pagefind_run: dict[str, Any], monkeypatch: pytest.MonkeyPatch
):
    results = iter([(b"no room\n", b""), (b"Indexed 3 pages\n", b"no room\n")])
    monkeypatch.setattr(pagefind.subprocess, "run", lambda command, **_: subprocess.CompletedProcess(command, 3, *next(results)))
    for name in ("output", "errors"):
        with pytest.raises(PagefindError, match="ended with 3: no room"):
            indexed(tmp_path / name, {"index.html": ""})


def test_a_link_in_the_index_is_left_out(tmp_path: Path, pagefind_run: dict[str, Any], monkeypatch: pytest.MonkeyPatch):
    run = pagefind.subprocess.run

    def with_link(command: list[str], **more: Any) -> subprocess.CompletedProcess[bytes]:
        completed = run(command, **more)
        (more["cwd"] / "made/link.js").symlink_to("pagefind.js")
        return completed

    monkeypatch.setattr(pagefind.subprocess, "run", with_link)
    assert "pagefind/link.js" not in indexed(tmp_path, {"index.html": ""})


def test_pagefind_that_is_not_installed_is_reported_with_a_command(
    tmp_path: Path, pagefind_run: dict[str, Any], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(pagefind, "find_spec", lambda name: None)
    with pytest.raises(UsageError, match="needs Pagefind, which is not installed") as caught:
        indexed(tmp_path, {"index.html": ""})
    assert "'pagefind[extended]'" in caught.value.hint


def test_files_without_the_script_are_no_index(tmp_path: Path, pagefind_run: dict[str, Any]):
    pagefind_run["files"] = {"pagefind-entry.json": "{}"}
    with pytest.raises(PagefindError, match="made no index"):
        indexed(tmp_path, {"index.html": ""})
