"""`search: pagefind`: a full-text index of the rendered pages, which is part of the output."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from digest.external import pagefind
from digest.installation.package import install_command
from tests import sites
from tests.hosting.host import hosted
from tests.sites import article, build, tree, write

SETTINGS = "title: Tiny\nbase_url: https://example.org/\nsearch: pagefind\n"
KOREAN = "정부는 해양 쓰레기를 줄이는 새로운 계획을 내놓았다."
FILES = {
    "digest.yml": SETTINGS,
    "content/topics.yml": sites.TOPICS,
    "content/sources.yml": sites.OUTLETS,
    "content/harbour.md": article("A harbour reopens", "2026-02-02", body="First.\n\nThe pilots wore bright anoraks."),
    "content/sea.md": article("'바다 소식'", "2026-02-03", lang="ko", body=f"첫 문단.\n\n{KOREAN}"),
    "content/locked.md": article("Only linked", "2026-02-04", mode="link", body="Nobody may find zeppelins."),
    "content/pages/about.md": "---\ntitle: About\n---\nWe collect umbrellas.\n",
}

pytestmark = pytest.mark.skipif(
    not (pagefind.find_spec("pagefind") and pagefind.find_spec("pagefind_bin_extended")),
    reason="NOT TRIED: there is no Pagefind (pip install --group test)",
)


@pytest.fixture
def runs(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """The commands that were run since the test began."""
    commands: list[list[str]] = []
    run = subprocess.run
    monkeypatch.setattr(pagefind.subprocess, "run", lambda command, **more: commands.append(command) or run(command, **more))
    return commands


def index_of(folder: Path) -> dict[str, bytes]:
    return {path: data for path, data in tree(folder / "site").items() if path.startswith("pagefind/")}


def test_the_index_is_part_of_the_output(tmp_path: Path, runs: list[list[str]]):
    built = build(write(tmp_path, FILES))
    assert built.code == 0, built.diagnostics
    index = index_of(tmp_path)
    assert {"pagefind/pagefind.js", "pagefind/pagefind-entry.json"} < index.keys()
    assert not any("-ui" in path for path in index)
    assert len([path for path in index if path.startswith("pagefind/fragment/")]) == 4, "articles and plain pages, but no lists"
    listed = (tmp_path / "site" / sites.LIST).read_text().split()
    assert index.keys() <= set(listed)
    assert all(os.stat(tmp_path / "site" / path).st_mode & 0o777 == 0o644 for path in index)
    assert sorted(path.name for path in (tmp_path / ".digest").iterdir()) == [".gitignore", "cache.sqlite", "lock"]
    assert len(runs) == 1 and not any("--verbose" in part for part in runs[0])


def test_the_index_is_built_again_only_if_a_text_or_an_index_file_changed(tmp_path: Path, runs: list[list[str]]):
    build(write(tmp_path, FILES))
    before = tree(tmp_path / "site")
    assert build(tmp_path).code == 0 and len(runs) == 1
    (tmp_path / "site/index.html").unlink()
    assert build(tmp_path).rendered == {"index.html"} and len(runs) == 1, "lists are not indexed"
    (tmp_path / "site/pagefind/pagefind.js").write_text("damaged")
    assert build(tmp_path).code == 0 and len(runs) == 2
    assert tree(tmp_path / "site") == before
    write(tmp_path, {"content/harbour.md": article("A harbour reopens", "2026-02-02", body="First.\n\nAll is over.")})
    assert build(tmp_path).code == 0 and len(runs) == 3
    after = index_of(tmp_path)
    assert len(after) == len(index_of_tree(before)) and after != index_of_tree(before), "old files of the index are removed"
    assert tree(tmp_path / "site") == sites.clean_build(tmp_path, tmp_path.parent / "clean")[1]


def index_of_tree(files: dict[str, bytes]) -> dict[str, bytes]:
    return {path: data for path, data in files.items() if path.startswith("pagefind/")}


def test_the_index_is_removed_without_the_setting(tmp_path: Path, runs: list[list[str]]):
    build(write(tmp_path, FILES))
    write(tmp_path, {"digest.yml": SETTINGS.replace("pagefind", "index")})
    assert build(tmp_path).code == 0 and index_of(tmp_path) == {}
    assert not (tmp_path / "site/pagefind").exists()
    assert build(write(tmp_path, FILES)).code == 0 and index_of(tmp_path) and len(runs) == 2


def test_the_index_is_deterministic(tmp_path: Path):
    many = {f"content/n{n}.md": article(f"Note {n}", f"2026-01-{1 + n % 28:02}", body=f"Word{n} " * 30) for n in range(60)}
    indexes = []
    for name, threads in (("one", "1"), ("two", "2"), ("three", "7")):
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("RAYON_NUM_THREADS", threads)
            patch.setenv("TOKIO_WORKER_THREADS", threads)
            assert build(write(tmp_path / name, FILES | many)).code == 0
        indexes.append(index_of(tmp_path / name))
    assert indexes[0] == indexes[1] == indexes[2]


def test_a_missing_extra_is_reported_before_anything_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    build(write(tmp_path, FILES | {"digest.yml": SETTINGS.replace("pagefind", "index")}))
    before = tree(tmp_path / "site")
    write(tmp_path, {"digest.yml": SETTINGS})
    monkeypatch.setattr(pagefind, "find_spec", lambda name: None)
    built = build(tmp_path)
    assert built.code == 2
    assert built.diagnostics == (
        "search: pagefind needs Pagefind, which is not installed",
        f"{install_command('pagefind[extended]')} (the extra search), or set search: index in digest.yml",
    )
    assert tree(tmp_path / "site") == before


@pytest.mark.parametrize(("program", "message"), [
    ("import sys; print('first\\nno room', file=sys.stderr); sys.exit(3)", "Pagefind ended with 3: no room"),
    ("pass", "Pagefind made no index"),
    ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", "Pagefind ended with -9"),
])  # fmt: skip
def test_a_failure_of_pagefind_leaves_the_site_unchanged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, program: str, message: str
):
    build(write(tmp_path, FILES))
    before = tree(tmp_path / "site")
    write(tmp_path, {"content/new.md": article("New", "2026-02-20")})
    run = subprocess.run
    with monkeypatch.context() as patch:
        patch.setattr(pagefind.subprocess, "run", lambda command, **more: run([sys.executable, "-c", program], **more))
        built = build(tmp_path)
    assert (built.code, built.diagnostics[0]) == (1, message)
    assert tree(tmp_path / "site") == before
    assert sorted(path.name for path in (tmp_path / ".digest").iterdir()) == [".gitignore", "cache.sqlite", "lock"]
    assert build(tmp_path).code == 0
    assert tree(tmp_path / "site") == sites.clean_build(tmp_path, tmp_path.parent / "clean")[1]


def test_environment_and_files_of_the_site_do_not_change_the_index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    build(write(tmp_path / "plain", FILES))
    write(tmp_path / "other", FILES | {"pagefind.yml": "glob: none\n", "pagefind.py": "raise SystemExit(9)\n"})
    monkeypatch.setenv("PAGEFIND_GLOB", "nothing")
    monkeypatch.chdir(tmp_path / "other")
    assert build(tmp_path / "other").code == 0
    assert index_of(tmp_path / "other") == index_of(tmp_path / "plain")


def test_only_the_search_page_may_run_webassembly(tmp_path: Path):
    assert build(write(tmp_path, FILES)).code == 0
    pages = {path: data for path, data in tree(tmp_path / "site").items() if path.endswith(".html")}
    assert [path for path, data in pages.items() if b"'wasm-unsafe-eval'" in data or b"worker-src" in data] == ["search/index.html"]


def test_a_static_file_in_the_folder_of_the_index_is_an_error(tmp_path: Path):
    built = build(write(tmp_path, FILES | {"content/static/pagefind/mine.txt": "mine"}))
    assert built.code == 1 and "Pagefind writes to /pagefind/" in built.diagnostics[0]


def test_a_planners_file_in_the_folder_of_the_index_is_reported_with_its_line(tmp_path: Path):
    code = "from digest.api import TextFile\n\ndef p(*_):\n    yield TextFile('Pagefind/a.txt', '')\nPLANNERS = {'p': p}\n"
    settings = FILES["digest.yml"] + "extensions: [own.py]\n"
    built = build(write(tmp_path, FILES | {"digest.yml": settings, "extensions/own.py": code}))
    message = (
        "extensions/own.py:3:1: E401 the planner p of extensions/own.py becomes Pagefind/a.txt, and Pagefind writes to /pagefind/"
    )
    assert built.diagnostics == (f"{message} | give the planner's page another path",)


RESULTS = "() => [...document.querySelectorAll('#results a')].map(each => [each.textContent, new URL(each.href).pathname])"


@pytest.mark.parametrize("base", ["", "/repo"])
def test_the_search_page_finds_words_of_texts(browser: Any, tmp_path: Path, base: str):
    with hosted(base) as host:
        assert build(write(tmp_path, FILES), base_url=host.address).code == 0
        host.put(tmp_path / "site")
        page = browser.new_page()
        requests: list[str] = []
        page.on("request", lambda request: requests.append(request.url))
        page.goto(f"{host.address}search/")
        assert not any("pagefind" in url for url in requests), "Pagefind is loaded only after input"
        for query, found in {
            "anoraks": ["A harbour reopens", f"{base}/2026/02/02/harbour/"],
            "umbrella": ["About", f"{base}/about/"],
            "쓰레기를": ["바다 소식", f"{base}/2026/02/03/sea/"],
            "해양": ["바다 소식", f"{base}/2026/02/03/sea/"],
            "다 소": ["바다 소식", f"{base}/2026/02/03/sea/"],
            "Only linked": ["Only linked", f"{base}/2026/02/04/locked/"],
        }.items():
            page.fill("#q", query)
            page.wait_for_function(f"found => JSON.stringify(({RESULTS})()) === JSON.stringify([found])", arg=found)
        page.fill("#q", "zeppelins")
        page.wait_for_function(
            "() => document.querySelectorAll('#results li').length === 0 && document.querySelector('#found').textContent"
        )
        assert any(url.endswith(f"{base}/pagefind/pagefind.js") for url in requests)
        assert all(url.startswith(host.address) for url in requests if not url.startswith(("blob:", "data:")))
        page.close()
