"""Letter files: allowed folders, and that files of others are not replaced."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from digest.commands.mail import WRITTEN_LETTERS_FILE, refuse_letter_folder, write_letter
from digest.errors import DiskError, UsageError
from digest.hashing import content_hash

FILES = {"a.html": b"<p>", "a.txt": b"p", "a.eml": b"From: "}


def names(folder: Path) -> list[str]:
    return sorted(os.listdir(folder))


def test_a_letter_replaces_the_previous_one(tmp_path: Path):
    folder = tmp_path / "mail" / "deep"
    write_letter(tmp_path, folder, FILES)
    write_letter(tmp_path, folder, FILES | {"a.html": b"<p>2"})
    write_letter(tmp_path, folder, {"b.html": b"b"})
    assert names(folder) == [WRITTEN_LETTERS_FILE, "a.eml", "a.html", "a.txt", "b.html"]
    assert (folder / "a.html").read_bytes() == b"<p>2"
    assert (folder / WRITTEN_LETTERS_FILE).read_text().splitlines()[1] == f"{content_hash(b'<p>2')}  a.html"


@pytest.mark.parametrize("kind", ["changed", "somebody's", "folder"])
def test_a_changed_or_foreign_file_is_not_replaced(kind: str, tmp_path: Path):
    folder = tmp_path / "mail"
    if kind != "somebody's":
        write_letter(tmp_path, folder, FILES)
    folder.mkdir(exist_ok=True)
    if kind == "folder":
        (folder / "a.txt").unlink()
        (folder / "a.txt").mkdir()
    else:
        (folder / "a.txt").write_bytes(b"mine")
    with pytest.raises(UsageError, match=r"a\.txt is not as digest left it") as caught:
        write_letter(tmp_path, folder, FILES | {"a.html": b"new"})
    assert "--force" in caught.value.hint
    assert not (folder / "a.html").exists() or (folder / "a.html").read_bytes() == b"<p>"
    if kind != "folder":
        write_letter(tmp_path, folder, FILES, force=True)
        assert (folder / "a.txt").read_bytes() == b"p"


def test_an_identical_file_is_accepted_without_the_list(tmp_path: Path):
    folder = tmp_path / "mail"
    write_letter(tmp_path, folder, FILES)
    (folder / WRITTEN_LETTERS_FILE).unlink()
    write_letter(tmp_path, folder, FILES)
    (folder / WRITTEN_LETTERS_FILE).write_bytes(b"\xff not a list\n\n  \n")
    write_letter(tmp_path, folder, FILES)
    assert names(folder) == [WRITTEN_LETTERS_FILE, *sorted(FILES)]


@pytest.mark.parametrize("place", ["mail", "mail/a.html", f"mail/{WRITTEN_LETTERS_FILE}"])
def test_nothing_is_written_through_a_link_in_the_site(place: str, tmp_path: Path):
    site, outside = tmp_path / "site", tmp_path / "outside"
    outside.mkdir()
    (outside / "victim").write_bytes(b"mine")
    link = site / place
    link.parent.mkdir(parents=True)
    link.symlink_to(outside if place == "mail" else outside / "victim")
    for force in (False, True):
        with pytest.raises(UsageError):
            write_letter(site, site / "mail", FILES, force=force)
    assert names(outside) == ["victim"] and (outside / "victim").read_bytes() == b"mine"


def test_a_link_outside_the_site_is_replaced_and_not_followed(tmp_path: Path):
    folder = tmp_path / "letters"
    folder.mkdir()
    (tmp_path / "site").mkdir()
    (tmp_path / "victim").write_bytes(b"mine")
    (folder / "a.html").symlink_to(tmp_path / "victim")
    with pytest.raises(UsageError):
        write_letter(tmp_path / "site", folder, FILES)
    write_letter(tmp_path / "site", folder, FILES, force=True)
    assert (tmp_path / "victim").read_bytes() == b"mine" and not (folder / "a.html").is_symlink()


@pytest.mark.skipif(os.geteuid() == 0, reason="NOT TRIED: root may write everywhere")
def test_a_read_only_folder_is_a_disk_error(tmp_path: Path):
    folder = tmp_path / "mail"
    folder.mkdir(mode=0o500)
    with pytest.raises(DiskError):
        write_letter(tmp_path, folder, FILES)


@pytest.mark.parametrize(
    "place",
    [
        "public",
        "public/mail",
        "content",
        "content/mail",
        "themes",
        "extensions/x",
        ".digest/x",
        ".git",
        ".",
        "other",
        "other/a/b",
        "file",
    ],
)
def test_folders_that_are_refused(place: str, tmp_path: Path):
    for name in ("public", "content", "themes", "other"):
        (tmp_path / name).mkdir()
    (tmp_path / "other/.digest-files").write_text("")
    (tmp_path / "file").write_text("")
    with pytest.raises(UsageError):
        refuse_letter_folder(tmp_path / place, tmp_path, tmp_path / "public")


@pytest.mark.parametrize("place", ["mail", "letters/2026", "../elsewhere", "contents"])
def test_folders_that_are_accepted(place: str, tmp_path: Path):
    (tmp_path / "s").mkdir()
    refuse_letter_folder(tmp_path / "s" / place, tmp_path / "s", tmp_path / "s/public")


def test_a_list_of_letters_that_is_a_pipe_lists_none(tmp_path: Path):
    folder = tmp_path / "mail"
    write_letter(tmp_path, folder, FILES)
    (folder / WRITTEN_LETTERS_FILE).unlink()
    os.mkfifo(folder / WRITTEN_LETTERS_FILE)
    with pytest.raises(UsageError, match=r"a\.html is not as digest left it"):
        write_letter(tmp_path, folder, FILES | {"a.html": b"new"})
    assert (folder / "a.html").read_bytes() == FILES["a.html"]


def test_a_link_into_the_output_is_refused(tmp_path: Path):
    (tmp_path / "public").mkdir()
    (tmp_path / "mail").symlink_to(tmp_path / "public")
    with pytest.raises(UsageError):
        refuse_letter_folder(tmp_path / "mail", tmp_path, tmp_path / "public")


def test_names_of_letters_may_have_spaces(tmp_path: Path):
    for text in (b"first", b"second"):
        write_letter(tmp_path, tmp_path / "mail", {"one  two.html": text})
    assert (tmp_path / "mail/one  two.html").read_bytes() == b"second"


@pytest.mark.parametrize("place", ["file", "file/mail", "file/a/b"])
def test_a_file_in_place_of_the_folder_is_refused(tmp_path: Path, place: str):
    (tmp_path / "file").write_text("")
    with pytest.raises(UsageError, match=f"{tmp_path}/file is not a folder") as caught:
        refuse_letter_folder(tmp_path / place, tmp_path, tmp_path / "site")
    assert caught.value.hint.startswith("choose another folder, such as ")


def test_the_files_of_all_earlier_letters_are_remembered(tmp_path: Path):
    folder = tmp_path / "mail"
    for files in (FILES, {"b.html": b"b"}, FILES | {"a.txt": b"changed"}):
        write_letter(tmp_path, folder, files)
    assert (folder / "a.txt").read_bytes() == b"changed"


@pytest.mark.parametrize("kind", ["link", "pipe"])
def test_a_link_or_a_pipe_is_not_replaced_even_if_its_content_is_the_same(kind: str, tmp_path: Path):
    folder = tmp_path / "letters"
    folder.mkdir()
    (tmp_path / "site").mkdir()
    (tmp_path / "victim").write_bytes(FILES["a.html"])
    if kind == "link":
        (folder / "a.html").symlink_to(tmp_path / "victim")
    else:
        os.mkfifo(folder / "a.html")
    with pytest.raises(UsageError, match=r"a\.html is not as digest left it"):
        write_letter(tmp_path / "site", folder, FILES)
    assert names(folder) == ["a.html"]


def test_a_list_behind_a_link_is_not_read(tmp_path: Path):
    folder = tmp_path / "letters"
    folder.mkdir()
    (tmp_path / "site").mkdir()
    (folder / "a.txt").write_bytes(b"mine")
    (tmp_path / "list").write_text(f"{content_hash(b'mine')}  a.txt\n")
    (folder / WRITTEN_LETTERS_FILE).symlink_to(tmp_path / "list")
    with pytest.raises(UsageError, match=r"a\.txt is not as digest left it"):
        write_letter(tmp_path / "site", folder, FILES)


def test_the_sources_of_a_site_behind_a_link_are_refused(tmp_path: Path):
    (tmp_path / "site/content").mkdir(parents=True)
    (tmp_path / "link").symlink_to("site")
    with pytest.raises(UsageError, match="is a folder of the site's sources"):
        refuse_letter_folder(tmp_path / "site/content/mail", tmp_path / "link", tmp_path / "link/public")
