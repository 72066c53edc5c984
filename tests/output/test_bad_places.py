"""Links, pipes and folders in the place of files, and foreign output folders: cases 58, 59 and 61."""

from __future__ import annotations

import os
import shutil
import socket
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from digest.config.config import OutputSetting
from digest.errors import UsageError
from digest.output.output_folder import refuse_folder
from tests.bad_inputs import BAD, SETTINGS, Case, article, case, run_build, snapshot
from tests.conftest import Files, put_files

Prepare = Callable[[Path], object]

HINT = "  choose a folder that contains nothing else, such as site\n"


def link(name: str, target: str) -> Prepare:
    """Return a function that makes a symbolic link in the site."""

    def make(folder: Path) -> None:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).symlink_to(target)

    return make


def instead(name: str, make: Prepare) -> Prepare:
    """Return a function that replaces a file or folder, which is renamed to `was`."""

    def replace(folder: Path) -> None:
        (folder / name).rename(folder / "was")
        make(folder)

    return replace


def pipe(name: str) -> Prepare:
    """Return a function that makes a named pipe, to which nothing is ever written."""
    return lambda folder: os.mkfifo(folder / name)


def open_socket(folder: Path) -> None:
    """Make a socket in the place of an article. Paths of sockets are limited in length, so it is made from its folder."""
    here = Path.cwd()
    os.chdir((folder / BAD).parent)
    try:
        with socket.socket(socket.AF_UNIX) as made:
            made.bind(Path(BAD).name)
    finally:
        os.chdir(here)


def outside(folder: Path) -> None:
    """Replace content/ by a link to a folder beside the site."""
    (folder / "content").rename(folder.parent / "elsewhere")
    (folder / "content").symlink_to("../elsewhere")


CONTENT = [
    case(
        "58 link out of the site",
        {},
        """
        1:1: E101 a link that leads out of the site, to /etc/hostname
          copy what is there to this place
        """,
        prepare=link(BAD, "/etc/hostname"),
    ),
    case(
        "58 relative link out of the site",
        {},
        """
        1:1: E101 a link that leads out of the site, to ../../../../../x
          copy what is there to this place
        """,
        prepare=link(BAD, "../../../../../x"),
    ),
    case(
        "58 link to itself",
        {},
        """
        1:1: E101 a broken link to bad.md
          remove it, or copy the file here
        """,
        prepare=link(BAD, "bad.md"),
    ),
    case(
        "58 link to nothing",
        {},
        """
        1:1: E101 a broken link to gone.md
          remove it, or copy the file here
        """,
        prepare=link(BAD, "gone.md"),
    ),
    case(
        "58 link to a folder",
        {},
        """
        content/2026/02:1:1: E101 a link to a folder, 01
          copy the folder here: links to folders are not followed
        """,
        prepare=link("content/2026/02", "01"),
    ),
    case(
        "58 link to the site",
        {},
        """
        content/up:1:1: E101 a link that leads out of the site, to ..
          copy what is there to this place
        """,
        prepare=link("content/up", ".."),
    ),
    case(
        "58 link into .digest",
        {},
        """
        1:1: E101 a link that leads out of the site, to ../../../.digest/lock
          copy what is there to this place
        """,
        prepare=link(BAD, "../../../.digest/lock"),
    ),
    case("58 link to a file of the site", {"spare.txt": article()}, prepare=link(BAD, "../../../spare.txt"), shows="Text."),
    case(
        "58 static file out of the site",
        {},
        """
        content/static/x.txt:1:1: E101 a link that leads out of the site, to /etc/hostname
          copy what is there to this place
        """,
        prepare=link("content/static/x.txt", "/etc/hostname"),
    ),
    case(
        "58 template out of the site",
        {},
        """
        themes/tiny/templates/x.html:1:1: E101 a link that leads out of the site, to /etc/hostname
          copy what is there to this place
        """,
        prepare=link("themes/tiny/templates/x.html", "/etc/hostname"),
    ),
    case(
        "58 topics out of the site",
        {},
        """
        content/topics.yml:1:1: E101 a link that leads out of the site, to /etc/hostname
          copy what is there to this place
        """,
        prepare=instead("content/topics.yml", link("content/topics.yml", "/etc/hostname")),
    ),
    case(
        "58 all of content/ out of the site",
        {},
        """
        content:1:1: E101 a link that leads out of the site, to ../elsewhere
          copy what is there to this place
        """,
        prepare=outside,
    ),
    case(
        "59 pipe",
        {},
        """
        1:1: E101 not a file (a pipe, socket or device)
          remove it
        """,
        prepare=pipe(BAD),
    ),
    case(
        "59 socket",
        {},
        """
        1:1: E101 not a file (a pipe, socket or device)
          remove it
        """,
        prepare=open_socket,
    ),
    case(
        "59 folder",
        {f"{BAD}/inner.md": article()},
        """
        1:1: E101 a folder with the name of an article
          rename it
        """,
    ),
    case(
        "59 pipe as image",
        {},
        """
        content/x.png:1:1: E101 not a file (a pipe, socket or device)
          remove it
        """,
        prepare=pipe("content/x.png"),
    ),
    case(
        "59 pipe as template",
        {},
        """
        themes/tiny/templates/x.html:1:1: E101 not a file (a pipe, socket or device)
          remove it
        """,
        prepare=pipe("themes/tiny/templates/x.html"),
    ),
    case(
        "59 pipe as topics",
        {},
        """
        content/topics.yml:1:1: E101 not a file (a pipe, socket or device)
          remove it
        """,
        prepare=instead("content/topics.yml", pipe("content/topics.yml")),
    ),
    case(
        "59 no topics",
        {},
        """
        content/topics.yml:1:1: E101 the file is missing
          list your topics there:  slug: {name: …, description: …}
        """,
        prepare=lambda folder: (folder / "content/topics.yml").unlink(),
    ),
    case(
        "59 no content",
        {},
        """
        content/topics.yml:1:1: E101 the file is missing
          list your topics there:  slug: {name: …, description: …}
        """,
        prepare=lambda folder: shutil.rmtree(folder / "content"),
    ),
    case(
        "59 a file called content",
        {},
        """
        content:1:1: E101 a file with the name of a folder
          rename it
        """,
        prepare=instead("content", lambda folder: (folder / "content").write_text("x")),
    ),
    case(
        "dot-files and editors' leavings",
        {"content/.x.md": "x", "content/x.md~": "x", "content/#x.md#": "x", "content/.y/z.md": "x"},
        """
        content/x.md~:1:1: N101 a backup is skipped
          delete what you do not need
        """,
    ),
]


@pytest.mark.parametrize("case", CONTENT, ids=lambda case: case.name)
def test_content_that_is_not_a_regular_file(case: Case, check: Callable[[Case], None]):
    check(case)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root makes devices")
def test_59_device(check: Callable[[Case], None]):
    printed = "1:1: E101 not a file (a pipe, socket or device)\n  remove it"
    check(case("59 device", {}, printed, prepare=lambda folder: os.mknod(folder / BAD, stat.S_IFCHR | 0o600, os.makedev(1, 3))))


REFUSED: list[tuple[str, str, Files, Prepare | None, str]] = [
    ("content", "content", {}, None, "it is a folder of the site's own files"),
    ("within content", "content/x", {}, None, "it is a folder of the site's own files"),
    ("themes", "themes", {}, None, "it is a folder of the site's own files"),
    ("within .git", ".git/x", {}, None, "it is a folder of the site's own files"),
    ("within .digest", ".digest/x", {}, None, "it is a folder of the site's own files"),
    ("digest.yml", "digest.yml", {}, None, "it is a folder of the site's own files"),
    ("the site's folder", ".", {}, None, "it contains the site itself"),
    ("the folder above", "..", {}, None, "it contains the site itself"),
    ("the home folder", "home", {"home/thesis.txt": "x"}, None, "it is your home folder or the root of the disk"),
    ("a file", "out", {"out": "x"}, None, "it is a file"),
    ("a pipe", "out", {}, pipe("out"), "it is a file"),
    ("a link", "out", {"other/x": "y"}, link("out", "other"), "it is a symbolic link"),
    ("a link to nothing", "out", {}, link("out", "gone"), "it is a symbolic link"),
    ("content, by a link above it", "way/out", {}, link("way", "content"), "it is a folder of the site's own files"),
]


@pytest.mark.parametrize("name, output, files, prepare, reason", REFUSED, ids=[row[0] for row in REFUSED])
@pytest.mark.parametrize("how", ["option", "setting"])
def test_61_forbidden_output_folders_are_refused(
    name: str, output: str, files: Files, prepare: Prepare | None, reason: str, how: str, good: Path
):
    put_files(good, files)
    if prepare:
        prepare(good)
    arguments = ("--output", str(good / output)) if how == "option" else ()
    if how == "setting":
        put_files(good, {"digest.yml": f"{SETTINGS}output: {output}\n"})
    before = snapshot(good)
    ran = run_build(good, *arguments, env={"HOME": str(good / "home")})
    message = f"{os.path.abspath(good / output)} cannot be the output folder: {reason}\n{HINT}"
    line = SETTINGS.count("\n") + 1
    expected = {
        "option": f"digest: --output: {message}",
        "setting": f"digest.yml:{line}:9: E601 {message}digest: 1 error: nothing was written\n",
    }
    assert ran == (2, "", expected[how])
    assert snapshot(good) == before


def test_61_the_root_of_the_disk_is_refused(tmp_path: Path):
    with pytest.raises(UsageError, match=r"^/ cannot be the output folder: it is your home folder or the root of the disk$"):
        refuse_folder(Path("/"), tmp_path, OutputSetting())


@pytest.mark.parametrize(
    "files", [{"out/thesis.txt": "x"}, {"out/sub/thesis.txt": "x"}, {"out/index.html": "x", "out/.git/x": "y"}]
)
def test_61_a_foreign_folder_is_refused(files: Files, good: Path):
    put_files(good, files)
    before = snapshot(good / "out")
    ran = run_build(good, "--output", str(good / "out"))
    first = min(name.split("/")[1] for name in files if not name.startswith("out/."))
    message = f"{good}/out is not empty and contains no site made by digest (there is {first})\n"
    message += "  choose another folder, or empty it yourself\n"
    assert ran == (2, "", f"digest: --output: {message}")
    put_files(good, {"digest.yml": f"{SETTINGS}output:   out\n"})
    place = f"digest.yml:{SETTINGS.count(chr(10)) + 1}:11: E601 "
    assert run_build(good) == (2, "", f"{place}{message}digest: 1 error: nothing was written\n")
    assert snapshot(good / "out") == before


def test_61_dot_files_are_neither_foreign_nor_touched(good: Path):
    put_files(good, {"out/.git/config": "x", "out/.htaccess": "y"})
    assert run_build(good, "--output", str(good / "out")).code == 0
    put_files(good, {BAD: article()})
    assert run_build(good, "--output", str(good / "out")).code == 0
    assert (good / "out/.git/config").read_text() == "x"
    assert (good / "out/.htaccess").read_text() == "y"
    assert (good / "out/2026/01/10/bad/index.html").exists()


def test_61_foreign_files_among_ours_are_kept(good: Path):
    put_files(good, {"site/CNAME": "example.org", "site/2026/01/10/good/notes.txt": "mine", BAD: article()})
    (good / "content/2026/01/good.md").unlink()
    assert run_build(good).code == 0
    assert (good / "site/CNAME").read_text() == "example.org"
    assert (good / "site/2026/01/10/good/notes.txt").read_text() == "mine"
    assert not (good / "site/2026/01/10/good/index.html").exists()


FOREIGN_IN_THE_WAY: list[tuple[str, Files, Prepare | None, str]] = [
    (
        "a file",
        {"site/2026/01/10/bad/index.html": "mine"},
        None,
        "2026/01/10/bad/index.html is in the way: digest did not write it",
    ),
    ("a file for a folder", {"site/2026/01/10/bad": "mine"}, None, "2026/01/10/bad is in the way: digest did not write it"),
    (
        "a folder for a file",
        {"site/2026/01/10/bad/index.html/mine.txt": "x"},
        None,
        "2026/01/10/bad/index.html is in the way: digest did not write 2026/01/10/bad/index.html/mine.txt",
    ),
    (
        "a linked folder",
        {"else/x": "y"},
        link("site/2026/01/10/bad", "../../../../else"),
        "2026/01/10/bad is in the way: digest did not write it",
    ),
    (
        "a linked folder in the place of ours",
        {},
        lambda folder: ((folder / "site/2026").rename(folder / "else"), (folder / "site/2026").symlink_to("../else")),
        "2026 is in the way: digest did not write it",
    ),
    (
        "a folder with a file in the place of ours",
        {},
        lambda folder: ((folder / "site/404.html").unlink(), put_files(folder, {"site/404.html/mine.txt": "x"})),
        "404.html is in the way: digest did not write 404.html/mine.txt",
    ),
    (
        "a static file's name",
        {"site/humans.txt": "mine", "content/static/humans.txt": "ours"},
        None,
        "humans.txt is in the way: digest did not write it",
    ),
]


@pytest.mark.parametrize("name, files, prepare, message", FOREIGN_IN_THE_WAY, ids=[row[0] for row in FOREIGN_IN_THE_WAY])
def test_61_a_foreign_file_in_the_way_is_refused(name: str, files: Files, prepare: Prepare | None, message: str, good: Path):
    put_files(good, {BAD: article(), **files})
    if prepare:
        prepare(good)
    before = snapshot(good)
    ran = run_build(good)
    assert ran == (2, "", f"digest: {good}/site/{message}\n  move it away, or choose another folder with --output\n")
    assert {path: found for path, found in snapshot(good).items() if not path.startswith(".digest/")} == {
        path: found for path, found in before.items() if not path.startswith(".digest/")
    }


def test_61_a_link_in_the_place_of_a_page_is_replaced_not_followed(good: Path):
    page = good / "site/index.html"
    content = page.read_bytes()
    page.rename(good / "mine.html")
    page.symlink_to("../mine.html")
    put_files(good, {BAD: article()})
    assert run_build(good).code == 0
    assert not page.is_symlink()
    assert page.read_bytes() == content
    assert (good / "mine.html").read_bytes() == content


def rebuilt(folder: Path) -> Path:
    """Build the site in place: a copied output differs from the recorded one."""
    shutil.rmtree(folder / "site")
    assert run_build(folder).code == 0
    return folder


@pytest.mark.parametrize("lost", [[".digest"], ["site/.digest-files"]], ids=["state lost", "list lost"])
def test_61_an_output_without_its_list_or_state_is_still_ours(lost: list[str], good: Path):
    rebuilt(good)
    for name in lost:
        path = good / name
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    (good / "content/2026/01/good.md").rename(good / BAD)
    ran = run_build(good)
    assert (ran.code, ran.err) == (0, "")
    assert (good / "site/2026/01/10/bad/index.html").exists()
    assert not (good / "site/2026/01/10/good").exists()
    assert "2026/01/10/bad/index.html\n" in (good / "site/.digest-files").read_text()


def test_61_an_output_without_list_and_state_is_not_touched(good: Path):
    shutil.rmtree(good / ".digest")
    (good / "site/.digest-files").unlink()
    before = snapshot(good / "site")
    ran = run_build(good)
    assert ran.code == 2
    assert f"digest: {good}/site is not empty and contains no site made by digest (there is 2026)\n" in ran.err
    assert "  move it away, or set output in digest.yml to another folder\n" in ran.err
    assert snapshot(good / "site") == before


def test_61_foreign_files_in_the_list_are_not_removed(good: Path):
    rebuilt(good)
    list_ = good / "site/.digest-files"
    list_.write_text(list_.read_text() + f"../digest.yml\n{good}/digest.yml\n/etc/hostname\ncontent\nCON\n")
    put_files(good, {BAD: article()})
    before = snapshot(good / "content"), (good / "digest.yml").read_text()
    assert run_build(good).code == 0
    assert (snapshot(good / "content"), (good / "digest.yml").read_text()) == before
