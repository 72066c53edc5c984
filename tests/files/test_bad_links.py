"""Symbolic links from a clone: nothing outside the site is written, removed or published through one."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NamedTuple

import msgspec
import pytest

from digest.output.journal import Journal
from tests.bad_inputs import NOW, SETTINGS, run_build, snapshot
from tests.conftest import Ran, put_files, run_digest

BUILD = ("build",)
CHECK = ("check",)
NEW = ("new", "A title", "-t", "life", "--now", "2026-01-15")
IMPORT = ("import", "raw.txt", "-t", "life", "--now", "2026-01-15")
WORKFLOW = ("init", "--workflow", ".")
RECORD = ("check", "--record")
PUBLISH = ("publish", "--dry-run", "--allow-example")

OUTSIDE = {
    "secret.txt": "mine",
    "index.html": "mine",
    "pages.yml": "mine",
    "digest_ssg-0.0.1-py3-none-any.whl": "mine",
    "workflows/pages.yml": "mine",
    "01/mine.md": "mine",
    "tiny/theme.yml": "name: Mine\n",
    "tiny/static/secret.txt": "mine",
    "tiny/templates/base.html": "mine",
    "static/secret.txt": "mine",
    "site/.digest-files": "index.html\n",
    "site/index.html": "mine",
    "a.py": "raise SystemExit('run')\n",
}
"""Foreign files beside the site."""

WRITES = "is a symbolic link, to {target}: digest writes and removes nothing through a link in the site"
WRITES_HINT = "replace the link by what it leads to"


class Layout(NamedTuple):
    """A link in a site, the command that would follow it, and what the command prints."""

    link: str
    target: str
    command: tuple[str, ...]
    printed: str
    code: int = 2
    settings: str = ""


def refused(link: str, target: str, *commands: tuple[str, ...], shown: str = "") -> Iterable[Layout]:
    """Yield layouts with a link through which these commands must not write."""
    printed = f"digest: {shown or link} {WRITES.format(target=target)}\n  {WRITES_HINT}\n"
    return (Layout(link, target, command, printed) for command in commands)


def unread(link: str, target: str, *commands: tuple[str, ...], why: str = "leads out of the site", **more: str) -> Iterable[Layout]:
    """Yield layouts with a link that these commands must not read."""
    printed = f"{link}:1:1: E101 a link that {why}, to {target}\n  copy what is there to this place\n"
    return (Layout(link, target, command, printed, 1, **more) for command in commands)


def no_output(link: str, target: str, output: str, command: tuple[str, ...] = BUILD) -> Layout:
    """Return a layout with a link above the output folder of the settings."""
    reason = f"{link} is a symbolic link, and digest writes nothing through one"
    printed = (
        f"digest.yml:5:9: E601 ROOT/{output} cannot be the output folder: {reason}\n"
        "  choose a folder that contains nothing else, such as site\ndigest: 1 error: nothing was written\n"
    )
    return Layout(link, target, command, printed, 2, f"output: {output}\n")


LAYOUTS = [
    *refused(".digest", "../outside", BUILD, CHECK, RECORD),
    *refused(".digest", "../nowhere", BUILD, CHECK),
    *refused(".digest", "content", BUILD),
    *refused(".digest/lock", "../../outside/secret.txt", BUILD, CHECK, RECORD),
    *refused(".digest/lock", "../../nowhere", BUILD, CHECK),
    *refused(".digest/.gitignore", "../../outside/secret.txt", BUILD),
    *refused(".digest/.gitignore", "../../nowhere", BUILD, CHECK),
    *refused(".digest/staging", "../../outside", BUILD, CHECK),
    *refused(".digest/staging.kept", "../../outside", BUILD),
    *refused(".digest/journal", "../../outside/secret.txt", BUILD, CHECK),
    *refused(".digest/journal.new", "../../outside/secret.txt", BUILD),
    *refused(".digest/journal.undo", "../../outside/secret.txt", BUILD),
    *refused(".digest/publish", "../../outside", PUBLISH),
    *refused(".digest/publish/lock", "../../../outside/secret.txt", PUBLISH),
    *refused(".digest/publish/work", "../../../outside", PUBLISH),
    *refused(".digest/external.json", "../../outside/secret.txt", ("check", "--external")),
    *refused(".digest/.external.json.tmp", "../../outside/secret.txt", ("check", "--external")),
    *unread("content", "../outside", BUILD, CHECK, NEW, IMPORT),
    *refused("content", "texts", NEW, IMPORT),
    *refused("content/2026", "../../outside", NEW, IMPORT),
    *refused("content/2026", "../../nowhere", NEW, IMPORT),
    *refused("content/2026/01", "../../../outside", NEW, IMPORT),
    *unread("content/topics.yml", "../../outside/secret.txt", BUILD, NEW, IMPORT),
    *unread("content/published.tsv", "../../outside/secret.txt", RECORD),
    *refused("content/published.tsv", "../list.tsv", RECORD),
    *refused("content/.published.tsv.tmp", "../../outside/secret.txt", RECORD),
    *unread("content/static/x.txt", "../../../outside/secret.txt", BUILD, CHECK),
    *unread("content/static/x.txt", "../../.digest/lock", BUILD),
    *unread("content/static/x.txt", "../../site/index.html", BUILD, CHECK, why="leads into an output folder"),
    *unread("content/2026/01/x.md", "../../../site/index.html", BUILD, why="leads into an output folder"),
    *unread("content/static", "../../outside", BUILD),
    *refused(".github", "../outside", WORKFLOW),
    *refused(".github/digest", "../../outside", WORKFLOW),
    *refused(".github/workflows", "../../outside/workflows", WORKFLOW),
    *refused(".github/workflows", "../../nowhere", WORKFLOW),
    *refused(".github/workflows/pages.yml", "../../../outside/pages.yml", WORKFLOW),
    *refused(".github/workflows/.pages.yml.tmp", "../../../outside/pages.yml", WORKFLOW),
    *refused(".github/digest/requirements.txt", "../../../outside/secret.txt", WORKFLOW),
    *refused(".github/digest/requirements.txt", "../../../nowhere", WORKFLOW),
    no_output("build", "../outside", "build/site"),
    no_output("build", "../outside", "build/site", CHECK),
    no_output("build", "../outside", "build/a/b/new"),
    no_output("build", "../nowhere", "build/site"),
    no_output("build/a", "../../outside", "build/a/site"),
    *unread("themes", "../outside", BUILD, CHECK),
    *unread("themes/tiny", "../../outside/tiny", BUILD, CHECK),
    *unread("themes/tiny", "../../outside/tiny", ("build", "-t", "tiny"), settings="theme: default\n"),
    *unread("themes/tiny", "../site", BUILD, why="leads into an output folder"),
    *unread("themes/tiny/templates", "../../../outside/tiny/templates", BUILD),
    *unread("themes/tiny/static", "../../../outside/static", BUILD),
    *unread("themes/tiny/static/x.txt", "../../../../outside/secret.txt", BUILD),
    *unread("themes/tiny/static/x.txt", "../../../site/index.html", BUILD, why="leads into an output folder"),
    *unread("themes/tiny/theme.yml", "../../../outside/tiny/theme.yml", BUILD),
    Layout(
        "extensions",
        "../outside",
        BUILD,
        "digest.yml:5:14: E601 extensions: extensions: a link that leads out of the site, to ../outside\n"
        "  copy what is there to this place\n",
        2,
        "extensions: [a.py]\n",
    ),
]


@pytest.fixture
def outside(good: Path) -> Path:
    """The folder of foreign files beside the site."""
    put_files(good, {"raw.txt": "A headline\n\nSome text of an article.\n", "list.tsv": "", "texts/topics.yml": "life: Life\n"})
    return put_files(good.parent / "outside", OUTSIDE)


def put_link(root: Path, link: str, target: str) -> None:
    """Replace a file or folder by a link."""
    place = root / link
    if place.is_dir() and not place.is_symlink():
        shutil.rmtree(place)
    place.unlink(missing_ok=True)
    place.parent.mkdir(parents=True, exist_ok=True)
    place.symlink_to(target)


def run(root: Path, command: tuple[str, ...]) -> Ran:
    """Run the command in the site's folder."""
    return run_digest(root, *command, *(() if "--now" in command else ("--now", NOW)))


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: f"{' '.join(layout.command[:2])}, {layout.link} to {layout.target}")
def test_links_from_a_clone_are_not_followed(layout: Layout, good: Path, outside: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(good)
    put_link(good, layout.link, layout.target)
    put_files(
        good,
        {"digest.yml": SETTINGS.replace("theme: tiny\n", "" if "theme" in layout.settings else "theme: tiny\n") + layout.settings},
    )
    before, site = snapshot(outside), snapshot(good / "site")
    ran = run(good, layout.command)
    assert layout.printed.replace("ROOT", str(good)) in ran.err
    assert ran.code == layout.code
    assert snapshot(outside) == before
    assert snapshot(good / "site") == site
    assert not os.path.lexists(good.parent / "nowhere")


@pytest.mark.parametrize("target", ["../../outside/secret.txt", "../../nowhere"])
@pytest.mark.parametrize("name", ["cache.sqlite", "cache.sqlite-journal", "cache.sqlite-wal", "cache.sqlite-shm"])
def test_a_link_in_the_place_of_the_cache_is_discarded(name: str, target: str, good: Path, outside: Path):
    put_link(good, f".digest/{name}", target)
    before = snapshot(outside)
    assert run_build(good).code == 0
    assert not (good / ".digest" / name).is_symlink()
    assert snapshot(outside) == before
    assert not os.path.lexists(good.parent / "nowhere")


def test_a_journal_of_sqlite_with_a_super_journal_removes_no_file(good: Path, outside: Path):
    """SQLite would delete the super-journal that a hot journal names (SQLite's file format, 3)."""
    victim = bytes(outside / "secret.txt")
    tail = (1).to_bytes(4, "big") + victim + len(victim).to_bytes(4, "big") + (sum(victim) & 0xFFFFFFFF).to_bytes(4, "big")
    head = bytes.fromhex("d9d505f920a163d7") + (0).to_bytes(4, "big") + b"\0\0\0\0" + (1).to_bytes(4, "big")
    head += (512).to_bytes(4, "big") + (4096).to_bytes(4, "big")
    (good / ".digest/cache.sqlite-journal").write_bytes(head.ljust(512, b"\0") + tail + bytes.fromhex("d9d505f920a163d7"))
    before = snapshot(outside)
    assert run_build(good).code == 0
    assert snapshot(outside) == before


THEMES = ["../../outside/tiny", "../themes/tiny", "/etc", "..", ".", "a/b", "tiny/"]


@pytest.mark.parametrize("command", ["build", "check"])
@pytest.mark.parametrize("name", THEMES)
def test_a_theme_on_the_command_line_must_be_a_name(name: str, command: str, good: Path, outside: Path):
    ran = run_digest(good, command, "-t", name, "--now", NOW)
    assert ran == (2, "", f"digest: --theme: {name} is not the name of a theme\n  name a folder in themes/\n")


@pytest.mark.parametrize("name", THEMES)
@pytest.mark.parametrize("key", ["extends", "theme"])
def test_a_theme_in_a_file_must_be_a_name(key: str, name: str, good: Path, outside: Path):
    file = "themes/tiny/theme.yml" if key == "extends" else "digest.yml"
    put_files(good, {file: f"{key}: {name}\n" if key == "extends" else SETTINGS.replace("theme: tiny", f"theme: {name}")})
    site = snapshot(good / "site")
    ran = run_build(good)
    place, code = (f"{file}:1:10: E503", 1) if key == "extends" else (f"{file}:4:8: E601", 2)
    assert f"{place} {key} must be the name of a folder in themes/\n" in ran.err
    assert ran.code == code
    assert snapshot(good / "site") == site


def journal(
    root: Path, output: str, put: tuple[str, ...], remove: tuple[str, ...] = (), identity: tuple[int, int] = (0, 0)
) -> None:
    """Write a forged journal."""
    (root / ".digest/journal").write_bytes(msgspec.json.encode(Journal(output, "staging", tuple(put), tuple(remove), (), identity)))


STAGED: list[tuple[str, Callable[[Path], object]]] = [
    ("a file", lambda staging: (staging / "notes.txt").symlink_to("../../../outside/secret.txt")),
    ("a folder", lambda staging: (staging / "2026").symlink_to("../../../outside")),
    ("a folder within one", lambda staging: ((staging / "a").mkdir(), (staging / "a/b").symlink_to("../../../../outside"))),
]


@pytest.mark.parametrize("prepare", [row[1] for row in STAGED], ids=[row[0] for row in STAGED])
@pytest.mark.parametrize("name", ["journal", "journal.undo"])
def test_a_journal_does_not_follow_links_in_staging(name: str, prepare: Callable[[Path], object], good: Path, outside: Path):
    (good / ".digest/staging").mkdir()
    prepare(good / ".digest/staging")
    journal(good, "../site", ("notes.txt", "2026/secret.txt", "a", "a/b/secret.txt"))
    (good / ".digest/journal").rename(good / ".digest" / name)
    before, site = snapshot(outside), snapshot(good / "site")
    assert run_build(good).code == 0
    assert snapshot(outside) == before
    assert snapshot(good / "site").keys() == site.keys()


@pytest.mark.parametrize("output", ["../../outside/site", "../build/site"])
def test_a_journal_cannot_change_the_output_of_another_site(output: str, good: Path, outside: Path):
    put_link(good, "build", "../outside")
    put_files(good, {".digest/staging/index.html": "evil"})
    journal(good, output, ("index.html",), ("index.html",))
    before = snapshot(outside)
    assert run_build(good).code == 0
    assert snapshot(outside) == before


def test_a_killed_build_of_an_output_outside_the_site_is_finished(good: Path, outside: Path):
    put_files(good, {".digest/staging/index.html": "new"})
    status = (outside / "site").stat()
    journal(good, "../../outside/site", ("index.html",), identity=(status.st_dev, status.st_ino))
    assert run_build(good).code == 0
    assert (outside / "site/index.html").read_text() == "new"


def repository(root: Path) -> None:
    """Make a git repository of the site, with a remote."""
    for command in (["init", "-q", "."], ["init", "-q", "--bare", "../remote"], ["remote", "add", "origin", "../remote"]):
        subprocess.run(["git", *command], cwd=root, check=True, capture_output=True)


@pytest.mark.parametrize("command", [CHECK, ("check", "--external"), ("publish", "--dry-run", "--allow-example")], ids=" ".join)
def test_read_only_commands_write_only_to_the_folder_digest(command: tuple[str, ...], good: Path, outside: Path):
    """They do not finish a killed build either, which would write to the output."""
    repository(good)
    put_files(good, {".digest/staging/new.html": "new"})
    journal(good, "../site", ("new.html",), ("index.html",))

    def files_outside() -> dict[str, object]:
        return {path: found for path, found in snapshot(good.parent).items() if not path.startswith("site/.digest/")}

    before = files_outside()
    ran = run(good, command)
    assert "run digest build" in ran.err
    assert ran.code == (1 if command[0] == "publish" else 0)
    assert files_outside() == before
    assert run_build(good).code == 0
    assert (good / ".digest/journal").exists() is False


def test_links_that_the_user_chose_are_followed(good: Path, outside: Path):
    """Links in or above the path of the site's folder, and of an output folder on the command line."""
    put_link(good.parent, "linked", "site")
    put_link(good, "build", "../outside")
    assert run_build(good.parent / "linked").code == 0
    assert run_build(good.parent / "linked", "--output", str(good / "build/new")).code == 0
    assert (outside / "new/index.html").read_bytes() == (good / "site/index.html").read_bytes()
    assert run(good.parent / "linked", NEW).code == 0
    assert run_digest(good.parent, "init", "linked", "--workflow").code == 0


def test_links_to_sources_of_the_site_are_read(good: Path, outside: Path):
    put_files(good, {"shared/notes.txt": "ours", "shared/look/templates/list.html": "linked"})
    for link, target in {
        "content/static/notes.txt": "../../shared/notes.txt",
        "themes/tiny/static/notes.txt": "../../../shared/notes.txt",
    }.items():
        put_link(good, link, target)
    (good / "themes/tiny").rename(good / "shared/tiny")
    put_link(good, "themes/tiny", "../shared/tiny")
    put_link(good, "themes/tiny/static/notes.txt", "../../notes.txt")
    ran = run_build(good)
    assert (ran.code, ran.err) == (0, "")
    assert (good / "site/notes.txt").read_text() == "ours"
