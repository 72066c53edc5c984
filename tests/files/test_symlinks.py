"""Symbolic links in a site's folder: nothing is written through a link, and only some are read."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from digest.errors import UsageError
from digest.files.symlinks import LIST_OF_FILES, first_link, link_refusal, refuse_link, unreadable
from digest.output.build_lock import make_state_folder
from tests.sites import write


def test_the_first_link_in_a_path_is_found_and_none_above_the_root(tmp_path: Path):
    root = write(tmp_path / "real", {"a/b/c.txt": "x"})
    (root / "link").symlink_to("a")
    (tmp_path / "site").symlink_to("real")
    assert first_link(root, root / "a/b/c.txt") is None
    assert first_link(root, root / "link/b/new.txt") == root / "link"
    assert first_link(root, root / "link") == root / "link"
    assert first_link(tmp_path / "site", tmp_path / "site/a/b") is None, "the user chose the site's folder"
    assert first_link(root, tmp_path / "elsewhere") is None


def test_nothing_is_written_through_a_link(tmp_path: Path):
    (tmp_path / "out").symlink_to("/nowhere")
    refuse_link(tmp_path, tmp_path / "other/x")
    with pytest.raises(UsageError, match=r"^out is a symbolic link, to /nowhere:") as raised:
        refuse_link(tmp_path, tmp_path / "out/x")
    assert raised.value.hint == "replace the link by what it leads to"
    assert link_refusal("gone", tmp_path / "gone").message.startswith("gone is a symbolic link, to an unknown place: ")


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("content/a.md", ""),
        (".git/config", "leads out of the site"),
        ("content/.hidden/a.md", "leads out of the site"),
        ("../outside.md", "leads out of the site"),
        ("../site-of-another/a.md", "leads out of the site"),
        ("built/a/index.html", "leads into an output folder"),
        ("built", "leads into an output folder"),
    ],
)
def test_a_link_is_read_only_if_it_leads_to_sources_of_the_site(tmp_path: Path, path: str, why: str):
    root = write(tmp_path / "site", {"content/a.md": "", "built/a/index.html": "", f"built/{LIST_OF_FILES}": ""})
    found = unreadable(root, os.path.realpath(root / path))
    assert bool(found) == bool(why) and found.startswith(why)


def test_a_folder_is_an_output_even_if_its_list_of_files_is_a_broken_link(tmp_path: Path):
    write(tmp_path, {"built/index.html": ""})
    (tmp_path / "built" / LIST_OF_FILES).symlink_to("nowhere")
    assert unreadable(tmp_path, os.path.realpath(tmp_path / "built/index.html")) == "leads into an output folder"


def test_the_state_folder_may_contain_no_link_except_instead_of_the_cache(tmp_path: Path):
    make_state_folder(tmp_path / ".digest")
    make_state_folder(tmp_path / ".digest")
    assert [path.name for path in (tmp_path / ".digest").iterdir()] == [".gitignore"]
    (tmp_path / ".digest/cache.sqlite-journal").symlink_to("/nowhere")
    make_state_folder(tmp_path / ".digest")
    (tmp_path / ".digest/z").symlink_to("/nowhere")
    (tmp_path / ".digest/lock").symlink_to("/nowhere")
    with pytest.raises(UsageError, match="digest/lock is a symbolic link"):
        make_state_folder(tmp_path / ".digest")


def test_the_state_folder_must_not_be_a_link(tmp_path: Path):
    (tmp_path / ".digest").symlink_to(tmp_path)
    with pytest.raises(UsageError, match=r"^\.digest is a symbolic link"):
        make_state_folder(tmp_path / ".digest")


def test_the_folder_of_a_site_may_be_a_link_itself(tmp_path: Path):
    write(tmp_path / "real", {"content/a.md": ""})
    (tmp_path / "site").symlink_to("real")
    assert unreadable(tmp_path / "site", os.path.realpath(tmp_path / "site/content/a.md")) == ""
