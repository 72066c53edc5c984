"""Hints for disk errors that are not about permissions."""

from __future__ import annotations

import errno
import os
import shutil
from pathlib import Path

import pytest

from digest.files.error_hints import hint_of
from tests.conftest import run_digest
from tests.sites import tiny, write


def test_only_known_errors_have_a_special_hint():
    assert hint_of(OSError(errno.EACCES, "Permission denied"), "check its permissions") == "check its permissions"
    assert hint_of(OSError(), "check its permissions") == "check its permissions"
    assert hint_of(OSError(errno.EROFS, "Read-only file system"), "x").startswith("the disk can only be read")
    assert hint_of(OSError(errno.EXDEV, "Invalid cross-device link"), "x").startswith("another disk is mounted there")
    assert hint_of(OSError(errno.EFBIG, "File too large"), "x") == "make it smaller"


@pytest.mark.parametrize(
    ("place", "makes_folder", "code", "printed"),
    [
        ("digest.yml", True, 2, "digest.yml cannot be read: Is a directory\n  a folder is in the place of a file: rename it\n"),
        (".digest", False, 3, ".digest: Not a directory\n  a file is in the place of a folder: rename it\n"),
    ],
)
def test_a_file_in_the_place_of_a_folder_and_vice_versa(place: str, makes_folder: bool, code: int, printed: str, tmp_path: Path):
    write(tmp_path, tiny(1))
    shutil.rmtree(tmp_path / place) if (tmp_path / place).is_dir() else (tmp_path / place).unlink(missing_ok=True)
    os.mkdir(tmp_path / place) if makes_folder else (tmp_path / place).write_text("x")
    ran = run_digest(tmp_path, "build")
    assert ran.code == code and ran.err.endswith(printed)
