"""Pipes, sockets, devices and endless files in the place of files neither block a command nor fill the memory."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from digest.files import file_reading as files
from digest.files.file_reading import NotRegularError, read_beginning, read_bytes, read_pieces
from digest.hashing import content_hash
from tests.bad_inputs import NOW, run_build, snapshot
from tests.conftest import put_files, run_digest
from tests.files.test_bad_links import IMPORT, NEW, WORKFLOW, run

NOT_A_FILE = "not a file (a pipe, socket or device)"


def open_socket(place: Path) -> None:
    """Make a socket. Paths of sockets are limited in length, so it is made from its folder."""
    here = Path.cwd()
    os.chdir(place.parent)
    try:
        with socket.socket(socket.AF_UNIX) as made:
            made.bind(place.name)
    finally:
        os.chdir(here)


KINDS: dict[str, Callable[[Path], object]] = {
    "a pipe": os.mkfifo,
    "a socket": open_socket,
    "a link to a device": lambda place: place.symlink_to("/dev/zero"),
    "a link to a pipe": lambda place: (os.mkfifo(place.with_name(".pipe")), place.symlink_to(".pipe")),
}


@pytest.mark.timeout(30)
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("command", [("build",), ("check",), NEW, IMPORT, WORKFLOW], ids=lambda command: command[0])
def test_settings_that_are_not_a_regular_file_are_reported(command: tuple[str, ...], kind: str, good: Path):
    (good / "digest.yml").unlink()
    KINDS[kind](good / "digest.yml")
    site = snapshot(good / "site")
    ran = run(good, command)
    if kind == "a socket":  # a socket cannot be opened
        assert (ran.code, ran.err.split(":")[0]) == (2, "digest")
    else:
        printed = f"digest.yml:1:1: E101 {NOT_A_FILE}\n  put a file with the settings in its place\n"
        assert ran.err.startswith(printed)
        assert ran.code == 1
    assert snapshot(good / "site") == site


PLACES = [
    (".digest/lock", ("build",), 2, f"/.digest/lock is {NOT_A_FILE}\n  remove it\n"),
    (".digest/lock", ("check",), 2, f"/.digest/lock is {NOT_A_FILE}\n  remove it\n"),
    (".digest/journal", ("build",), 0, ""),
    (".digest/journal.undo", ("build",), 0, ""),
    (".digest/journal.new", ("build",), 0, ""),
    (".digest/cache.sqlite", ("build",), 0, ""),
    (".digest/cache.sqlite-journal", ("build",), 0, ""),
    (".digest/external.json", ("check", "--external"), 0, ""),
    ("site/.digest-files", ("build",), 0, ""),
    ("content/topics.yml", ("build",), 1, f"content/topics.yml:1:1: E101 {NOT_A_FILE}\n  remove it\n"),
    ("content/topics.yml", NEW, 1, f"content/topics.yml:1:1: E101 {NOT_A_FILE}\n  remove it\n"),
    ("content/2026/01/pipe.md", IMPORT, 0, ""),
    ("themes/tiny/theme.yml", ("build",), 1, f"themes/tiny/theme.yml:1:1: E101 {NOT_A_FILE}\n  remove it\n"),
    ("themes/tiny/templates/list.html", ("build",), 1, f"themes/tiny/templates/list.html:1:1: E101 {NOT_A_FILE}\n  remove it\n"),
    (".github/workflows/pages.yml", WORKFLOW, 3, f"/.github/workflows/pages.yml: {NOT_A_FILE}\n"),
]


@pytest.mark.timeout(30)
@pytest.mark.parametrize("path, command, code, printed", PLACES, ids=lambda value: value if isinstance(value, str) else None)
def test_a_pipe_does_not_block_a_command(
    path: str, command: tuple[str, ...], code: int, printed: str, good: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.chdir(good)
    put_files(good, {"raw.txt": "A headline\n\nText.\n"})
    (good / path).parent.mkdir(parents=True, exist_ok=True)
    (good / path).unlink(missing_ok=True)
    os.mkfifo(good / path)
    ran = run(good, command)
    assert (ran.code, printed in ran.err) == (code, True), ran


def hole(place: Path, size: int) -> None:
    """Make a sparse file of zeros."""
    with place.open("wb") as file:
        file.truncate(size)


@pytest.mark.parametrize(
    ("path", "code", "printed"),
    [
        ("digest.yml", 2, "digest: digest.yml cannot be read: larger than 4,194,304 bytes\n  make it smaller\n"),
        (
            "content/topics.yml",
            1,
            "content/topics.yml:1:1: E101 the file cannot be read: larger than 268,435,456 bytes\n  make it smaller\n",
        ),
        ("themes/tiny/templates/list.html", 1, "themes/tiny/templates/list.html:1:1: E503 the file cannot be read: larger than"),
    ],
)
def test_a_file_that_is_too_large_is_reported(path: str, code: int, printed: str, good: Path):
    hole(good / path, 10 * 1024**4)
    ran = run_build(good)
    assert printed in ran.err
    assert ran.code == code


@pytest.mark.parametrize("read", [read_bytes, lambda path: read_beginning(path, 10), lambda path: list(read_pieces(path))])
@pytest.mark.parametrize("kind", ["a pipe", "a link to a device"])
def test_only_regular_files_are_read(kind: str, read: Callable[[str], object], tmp_path: Path):
    KINDS[kind](tmp_path / "x")
    with pytest.raises(NotRegularError):
        read(str(tmp_path / "x"))


def test_a_folder_is_not_read_and_a_link_only_if_allowed(tmp_path: Path):
    put_files(tmp_path, {"a.txt": "text"})
    (tmp_path / "link").symlink_to("a.txt")
    with pytest.raises(IsADirectoryError):
        read_bytes(str(tmp_path))
    assert read_bytes(str(tmp_path / "link")) == b"text"
    with pytest.raises(OSError, match="symbolic links"):
        read_bytes(str(tmp_path / "link"), follow=False)


@pytest.mark.parametrize(
    "size", [0, 1, files.BYTES_PER_PIECE - 1, files.BYTES_PER_PIECE, files.BYTES_PER_PIECE + 1, 3 * files.BYTES_PER_PIECE + 7]
)
def test_the_hash_of_a_large_file_is_that_of_its_bytes(size: int, tmp_path: Path):
    data = bytes(range(256)) * (size // 256 + 1)
    (tmp_path / "x").write_bytes(data[:size])
    assert files.file_hash(str(tmp_path / "x")) == (content_hash(data[:size]), size)
    assert b"".join(read_pieces(str(tmp_path / "x"))) == data[:size]


def test_a_large_static_file_is_copied_completely(good: Path):
    data = os.urandom(files.BYTES_PER_PIECE) * 3 + b"end"
    put_files(good, {"content/static/film.bin": data})
    assert run_build(good).code == 0
    assert (good / "site/film.bin").read_bytes() == data


def test_the_maximum_size_applies_to_a_file_that_grows_while_it_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    put_files(tmp_path, {"x": "begun"})
    monkeypatch.setattr(files.os, "read", lambda file, size: b"x" * min(size, 1000))
    with pytest.raises(OSError, match="larger than 5,000 bytes"):
        read_bytes(str(tmp_path / "x"), 5000)
    assert sum(map(len, read_pieces(str(tmp_path / "x")))) >= 5


def test_endless_standard_input_is_an_error(good: Path, monkeypatch: pytest.MonkeyPatch):
    with open("/dev/zero", encoding="latin-1") as endless:
        monkeypatch.setattr("sys.stdin", endless)
        ran = run_digest(good, "import", "-", "--now", NOW)
    assert (ran.code, "the file is larger than 5 MiB" in ran.err) == (1, True)
