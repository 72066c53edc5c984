"""What Pagefind is given and what is taken of what it makes, with another program in its place: it need not be installed."""

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

MADE = {"pagefind.js": "js", "index/b.pf_index": "b", "index/a.pf_index": "a", "pagefind-entry.json": "{}"}

Run = Callable[..., subprocess.CompletedProcess[bytes]]


@pytest.fixture
def given(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What the program was run with; it writes the files of `given["made"]`."""
    seen: dict[str, Any] = {"made": MADE, "code": 0, "said": b""}

    def run(command: list[str], **more: Any) -> subprocess.CompletedProcess[bytes]:
        seen.update(more, command=command, site=tree(more["cwd"] / "site"), is_there=(more["cwd"] / "site").is_dir())
        write(more["cwd"] / "made", seen["made"])
        return subprocess.CompletedProcess(command, seen["code"], b"", seen["said"])

    monkeypatch.setattr(pagefind.subprocess, "run", run)
    monkeypatch.setattr(pagefind, "find_spec", lambda name: name)
    return seen


def indexed(place: Path, pages: dict[str, str], language: str = "en") -> dict[str, bytes]:
    """What is made of these pages; where they lie is none of the program's business."""
    elsewhere = write(place / "elsewhere", {f"{number}.tmp": text for number, text in enumerate(pages.values())})
    (place / "work").mkdir()
    return index_pages([(path, elsewhere / f"{number}.tmp") for number, path in enumerate(pages)], place / "work", language)


def test_it_is_given_copies_of_the_pages_under_their_paths(tmp_path: Path, given: dict[str, Any]):
    indexed(tmp_path, {"index.html": "front", "2026/01/a/index.html": "a"})
    assert given["site"] == {"index.html": b"front", "2026/01/a/index.html": b"a"}


def test_its_files_lie_in_its_folder_and_come_in_the_order_of_their_names(tmp_path: Path, given: dict[str, Any]):
    found = indexed(tmp_path, {"index.html": ""})
    assert found == {f"pagefind/{name}": text.encode() for name, text in MADE.items()}
    assert list(found) == sorted(found), "on whatever disk"


def test_nothing_is_left_of_its_work(tmp_path: Path, given: dict[str, Any]):
    indexed(tmp_path, {"index.html": ""})
    assert not (tmp_path / "work").exists()


def test_a_site_without_texts_is_an_empty_folder_for_it(tmp_path: Path, given: dict[str, Any]):
    given["made"] = {}
    with pytest.raises(PagefindError, match="made no index"):
        indexed(tmp_path, {})
    assert given["is_there"]


@pytest.mark.parametrize(("tag", "given_as"), [("ko", "ko"), ("pt-BR", "pt"), ("zh-Hant-TW", "zh")])
def test_all_pages_are_taken_to_be_in_the_language_of_the_search_page(
    tmp_path: Path, given: dict[str, Any], tag: str, given_as: str
):
    indexed(tmp_path, {"index.html": ""}, tag)
    command = given["command"]
    assert command[command.index("--force-language") + 1] == given_as


def test_the_files_of_a_search_of_its_own_and_links_are_left_out(tmp_path: Path, given: dict[str, Any]):
    given["made"] = MADE | {"pagefind-ui.js": "", "pagefind-modular-ui.css": "", "pagefind-highlight.js": ""}
    assert indexed(tmp_path, {"index.html": ""}).keys() == {f"pagefind/{name}" for name in MADE}


def test_a_file_with_a_name_that_no_site_may_have_is_refused(tmp_path: Path, given: dict[str, Any]):
    given["made"] = MADE | {"con": ""}
    with pytest.raises(DiskError, match="Pagefind made a file pagefind/con: "):
        indexed(tmp_path, {"index.html": ""})


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        (b"", "Pagefind ended with 3"),
        (b" \n", "Pagefind ended with 3"),
        (b"first\n  the last  \n\n", "Pagefind ended with 3: the last"),
        (b"x" * 999, f"Pagefind ended with 3: {'x' * 300}"),
        (b"\xff", "Pagefind ended with 3: \ufffd"),
    ],
)
def test_if_it_fails_its_last_line_is_shown(tmp_path: Path, given: dict[str, Any], said: bytes, shown: str):
    given.update(code=3, said=said)
    with pytest.raises(PagefindError) as caught:
        indexed(tmp_path, {"index.html": ""})
    assert caught.value.message == shown


def test_it_reads_no_settings_but_those_that_it_is_given(tmp_path: Path, given: dict[str, Any], monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PAGEFIND_SITE", "elsewhere")
    monkeypatch.setenv("pagefind_glob", "none")
    monkeypatch.setenv("OTHER_PAGEFIND", "kept")
    indexed(tmp_path, {"index.html": ""})
    assert not {"PAGEFIND_SITE", "pagefind_glob"} & given["env"].keys() and given["env"]["OTHER_PAGEFIND"] == "kept"
    assert (given["cwd"], given["stdin"], given["command"][1]) == (tmp_path / "work", subprocess.DEVNULL, "-P")


@pytest.mark.parametrize(
    ("installed", "is_enough"),
    [
        ({"pagefind", "pagefind_bin"}, True),
        ({"pagefind", "pagefind_bin_extended"}, True),
        ({"pagefind"}, False),
        ({"pagefind_bin", "pagefind_bin_extended"}, False),
    ],
)
def test_it_needs_its_program_in_one_of_two_forms(installed: set[str], is_enough: bool, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(pagefind, "find_spec", lambda name: name if name in installed else None)
    if is_enough:
        require_pagefind()
    else:
        with pytest.raises(UsageError, match="not installed"):
            require_pagefind()
