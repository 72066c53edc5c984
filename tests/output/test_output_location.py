"""Which folders are allowed as output, and the lock of a build."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from digest.cache.cache import CACHE_FILE
from digest.config.config import OutputSetting
from digest.errors import LockedError, UsageError
from digest.output.build_lock import locked, make_state_folder
from digest.output.output_folder import output_folder, refuse_folder
from tests.sites import write


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write(tmp_path / "above/news", {"digest.yml": "", "content/a.md": "", "file": ""})


def reason(root: Path, output: str, *, is_given: bool = False) -> str:
    """Return why this output folder is refused, or ''."""
    try:
        setting = OutputSetting(output, is_given=is_given)
        refuse_folder(output_folder(root, setting), root, setting)
    except UsageError as error:
        return error.message.rpartition(": ")[2]
    return ""


@pytest.mark.parametrize("output", ["site", "../elsewhere", "contents", "deep/er/site", "content-site", "site/../other"])
def test_these_output_folders_are_allowed(root: Path, output: str):
    assert reason(root, output) == ""


@pytest.mark.parametrize(
    "output",
    [
        "content",
        "content/x",
        "themes",
        "themes/x",
        "extensions",
        "extensions/x",
        ".digest",
        ".digest/x",
        ".git",
        ".git/x",
        "digest.yml",
    ],
)
def test_folders_of_the_site_are_refused(root: Path, output: str):
    assert reason(root, output) == "it is a folder of the site's own files"


@pytest.mark.parametrize(
    ("output", "why"),
    [
        (".", "it contains the site itself"),
        ("..", "it contains the site itself"),
        ("../..", "it contains the site itself"),
        ("file", "it is a file"),
        ("file/x/y", "a part of its path is a file"),
        ("x" * 300, "its name is too long"),
        ("/", "it is your home folder or the root of the disk"),
        ("~", "it is your home folder or the root of the disk"),
    ],
)
def test_other_output_folders_that_are_refused(root: Path, output: str, why: str):
    assert reason(root, output) == why


def test_links_are_refused_except_above_a_folder_that_the_user_named(root: Path):
    (root / "link").symlink_to("../elsewhere")
    write(root.parent, {"elsewhere/x": ""})
    assert reason(root, "link") == reason(root, "link", is_given=True) == "it is a symbolic link"
    assert reason(root, "link/site") == "link is a symbolic link, and digest writes nothing through one"
    assert reason(root, "link/site", is_given=True) == ""


def test_one_build_at_a_time(tmp_path: Path):
    waited: list[str] = []
    state = tmp_path / ".digest"
    with (
        locked(state, lambda: waited.append("first")),
        pytest.raises(LockedError, match="another letter of this site is running"),
        locked(state, lambda: waited.append("second"), 0.12, command_name="letter"),
    ):
        pytest.fail("two at once")
    with locked(state, lambda: waited.append("third")):
        pass
    assert waited == ["second"], "reported once"


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="other systems do not list open files there")
def test_a_lock_that_is_no_file_is_refused_and_closed(tmp_path: Path):
    state = tmp_path / ".digest"
    make_state_folder(state)
    os.mkfifo(state / "lock")
    opened = len(os.listdir("/proc/self/fd"))
    with pytest.raises(UsageError, match="not a file") as raised, locked(state, lambda: pytest.fail("it is locked")):
        pass
    assert raised.value.hint == "remove it" and len(os.listdir("/proc/self/fd")) == opened


def test_only_the_cache_may_be_a_link_because_it_is_discarded(tmp_path: Path):
    state = tmp_path / ".digest"
    make_state_folder(state)
    for name in (CACHE_FILE, f"{CACHE_FILE}-journal"):
        (state / name).symlink_to("/nowhere")
    make_state_folder(state)
    (state / "journal").symlink_to("/nowhere")
    with pytest.raises(UsageError, match=r"\.digest/journal is a symbolic link"):
        make_state_folder(state)
    for name in ("zero", "another"):
        (state / name).symlink_to("/nowhere")
    with pytest.raises(UsageError, match=r"\.digest/another is a symbolic link"):
        make_state_folder(state)
