"""`digest init`: which folders accept a new site, and which files stay unchanged."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from digest.commands.init import _REPOSITORY_FILES, RENAMED_STARTER_FILES, STARTER, _starter_files
from tests.conftest import run_digest
from tests.sites import write

REPOSITORY: dict[str, str | bytes | None] = {
    ".git/config": "[core]\n",
    "README.md": "# News\n",
    "readme.ko.rst": "x\n",
    "LICENSE": "MIT\n",
    "LICENSE-CC-BY": "CC\n",
    "Licence.txt": "x\n",
    ".gitignore": "*.log\n",
    ".gitattributes": "* text=auto\n",
    ".github/FUNDING.yml": "github: me\n",
}


def files(folder: Path) -> dict[str, tuple[bytes, int]]:
    found = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): (path.read_bytes(), path.stat().st_mtime_ns) for path in found}


def test_a_site_in_a_new_repository_changes_none_of_its_files(tmp_path: Path):
    before = files(write(tmp_path, REPOSITORY))
    ran = run_digest(tmp_path, "init", ".", "--now", "2026-01-15")
    assert ran.code == 0, ran.err
    assert ran.err == "left .gitignore unchanged: add the lines /site/, /.digest/ and /mail/\n"
    after = files(tmp_path)
    assert {path: after[path] for path in before} == before
    assert {"digest.yml", "content/topics.yml", ".github/workflows/pages.yml"} <= after.keys()
    assert "made .gitignore" not in ran.out
    assert run_digest(tmp_path, "build", "--now", "2026-01-15").code == 0
    assert run_digest(tmp_path, "init", ".").code == 2


def test_an_existing_workflow_is_kept(tmp_path: Path):
    write(tmp_path, {".git": "gitdir: ../elsewhere\n", ".github/workflows/pages.yml": "name: Mine\n"})
    ran = run_digest(tmp_path, "init", ".", "--now", "2026-01-15")
    assert ran.code == 0, ran.err
    assert (tmp_path / ".github/workflows/pages.yml").read_text() == "name: Mine\n"
    assert not (tmp_path / ".github/digest").exists()
    assert "left .github/workflows/pages.yml unchanged" in ran.err
    assert (tmp_path / ".gitignore").read_text() == "/site/\n/.digest/\n/mail/\n"


def test_system_files_and_existing_gitignore_lines_are_accepted(tmp_path: Path):
    litter = {".DS_Store": "x", "Thumbs.db": "x", "Icon\r": "", "._README.md": "x", "UNLICENSE": "x", "Readme.rst": "x"}
    before = files(write(tmp_path, {**litter, ".gitignore": "/site/\r\n*.log\r\n.digest\r\nmail\r\n"}))
    ran = run_digest(tmp_path, "init", ".", "--now", "2026-01-15")
    assert (ran.code, ran.err) == (0, "")
    after = files(tmp_path)
    assert {path: after[path] for path in before} == before
    other = write(tmp_path / "other", {".gitignore": "site\n/mail\n"})
    assert run_digest(other, "init", ".").err == "left .gitignore unchanged: add the line /.digest/\n"


@pytest.mark.parametrize("name", ["notes.txt", "content/a.md", "digest.yml", ".env", "src/README.md", "docs/x", ".gitmodules"])
def test_a_folder_with_other_files_is_refused_and_unchanged(tmp_path: Path, name: str):
    before = files(write(tmp_path, {**REPOSITORY, name: "x"}))
    ran = run_digest(tmp_path, "init", ".")
    assert (ran.code, ran.out) == (2, "")
    assert f"is not empty (there is {name.split('/')[0]})" in ran.err
    assert files(tmp_path) == before


@pytest.mark.parametrize(
    "name",
    [
        ".git",
        ".gitignore",
        ".gitattributes",
        ".github",
        "README",
        "readme.md",
        "LICENSE",
        "Licence.txt",
        "UNLICENSE",
        "COPYING",
        "copying.lesser",
    ],
)
def test_files_of_a_new_repository_are_accepted(name: str):
    assert _REPOSITORY_FILES.fullmatch(name)


@pytest.mark.parametrize("name", [".gitmodules", ".env", "index.html", "MY-README", "src"])
def test_all_other_files_are_refused(name: str):
    assert not _REPOSITORY_FILES.fullmatch(name)


@pytest.mark.parametrize(
    ("options", "settings"),
    [
        ((), {}),
        (("--timezone", "Asia/Seoul"), {"timezone": "timezone: Asia/Seoul"}),
        (("--theme", "river"), {"theme": "theme: river        # or a folder of that name in themes/"}),
        (
            ("--theme", "river", "--timezone", "Asia/Seoul"),
            {"timezone": "timezone: Asia/Seoul", "theme": "theme: river        # or a folder of that name in themes/"},
        ),
    ],
)
def test_a_new_site_has_the_starter_files_and_the_given_settings(
    options: tuple[str, ...], settings: dict[str, str], tmp_path: Path
):
    assert run_digest(tmp_path, "init", "new", *options, "--now", "2026-01-15").code == 0
    starter = {path: content for path, (content, _) in files(STARTER).items() if "__pycache__" not in path}
    made = {path: content for path, (content, _) in files(tmp_path / "new").items() if not path.startswith(".github/")}
    expected = {RENAMED_STARTER_FILES.get(path, path): content for path, content in starter.items()}
    lines = expected["digest.yml"].decode().split("\n")
    expected["digest.yml"] = "\n".join(settings.get(line.partition(":")[0], line) for line in lines).encode()
    assert made == expected


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--schedule", "noon"), "digest: --schedule: noon is not a time of day\n  for example 06:30, in the site's time zone\n"),
        (("--theme", "rivr"), "digest: --theme: digest brings no theme rivr\n  did you mean river?\n"),
        (("--theme", "nothing"), "digest: --theme: digest brings no theme nothing\n  digest themes lists them\n"),
        (
            ("--schedule", "none"),
            "digest: a new site has no schedule that --schedule none could end\n  leave it out, or use --workflow\n",
        ),
        (("--workflow", "--theme", "river"), "digest: --theme is for a new site\n  set theme in digest.yml\n"),
        (("--workflow", "--timezone", "UTC"), "digest: --timezone is for a new site\n  set timezone in digest.yml\n"),
    ],
)
def test_invalid_options_for_a_new_site_are_refused(options: tuple[str, ...], message: str, tmp_path: Path):
    ran = run_digest(tmp_path, "init", "new", *options)
    assert (ran.code, ran.err) == (2, message)
    assert not (tmp_path / "new").exists()


def test_the_files_of_a_new_site_are_made_in_the_order_of_their_names():
    names = {new: old for old, new in RENAMED_STARTER_FILES.items()}
    sources = [path.with_name(names.get(path.name, path.name)) for path in (Path(name) for name, _ in _starter_files("", ""))]
    assert sources == sorted(sources)


def test_the_next_command_is_printed_with_the_folder_in_quotes(tmp_path: Path):
    assert run_digest(tmp_path, "init", "my news").out.endswith(f"\nnext: cd '{tmp_path}/my news'; digest build\n")
    assert run_digest(write(tmp_path / "here", {"README": ""}), "init").out.endswith("\nnext: digest build\n")


def test_a_file_in_place_of_the_folder_is_refused(tmp_path: Path):
    write(tmp_path, {"news": "mine"})
    ran = run_digest(tmp_path, "init", "news")
    assert (ran.code, ran.err) == (2, f"digest: {tmp_path}/news is a file\n  name a folder that is empty or not there yet\n")


def test_the_leftovers_of_a_killed_init_are_removed(tmp_path: Path):
    write(tmp_path, {"content/.topics.yml.1.tmp": "x", ".digest.yml.1.tmp": "x"})
    folder = os.open(tmp_path, os.O_RDONLY)  # an open folder cannot give its inode to another one
    try:
        ran = run_digest(tmp_path, "init", ".", "--now", "2026-01-15")
        assert ran.code == 0, ran.err
        assert not list(tmp_path.rglob("*.tmp"))
        assert os.path.samestat(os.fstat(folder), os.stat(tmp_path)), "the user's shell may be in this folder"
    finally:
        os.close(folder)
