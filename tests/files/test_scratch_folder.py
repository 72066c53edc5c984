"""A scratch folder is empty at the start of a command, and removed at its end."""

from __future__ import annotations

import errno
import os
import shutil
from itertools import count
from pathlib import Path
from types import SimpleNamespace

import pytest

from digest.errors import DiskError, LockedError
from digest.files.scratch_folder import scratch_folder
from digest.output import build_lock
from tests.sites import write


def never() -> None:
    raise AssertionError("no other command runs")


def test_a_scratch_folder_is_empty_at_first_and_removed_at_the_end(tmp_path: Path):
    state = tmp_path / ".digest"
    left = state / "publish/work/old"
    left.mkdir(parents=True)
    with scratch_folder(state, "publish", never) as work:
        assert work == state / "publish/work" and list(work.iterdir()) == []
        (work / "index").write_text("x")
    assert not work.exists() and (state / ".gitignore").exists()


def test_a_scratch_folder_is_removed_after_an_error(tmp_path: Path):
    with pytest.raises(KeyboardInterrupt), scratch_folder(tmp_path / ".digest", "publish", never) as work:
        raise KeyboardInterrupt
    assert not work.exists()


def test_commands_have_separate_scratch_folders(tmp_path: Path):
    with (
        scratch_folder(tmp_path / ".digest", "publish", never) as one,
        scratch_folder(tmp_path / ".digest", "other", never) as other,
    ):
        assert one != other


def test_it_may_be_removed_before_its_end(tmp_path: Path):
    with scratch_folder(tmp_path / ".digest", "publish", never) as work:
        work.rmdir()


@pytest.mark.parametrize(
    ("error", "hint"),
    [
        (errno.EROFS, "the disk can only be read: choose another one, or mount it for writing"),
        (errno.EACCES, "digest keeps its cache there: check its permissions"),
    ],
)
def test_a_disk_that_refuses_it_is_an_error(error: int, hint: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    def refuse(path: Path, **_: object) -> None:
        raise OSError(error, os.strerror(error))

    write(tmp_path, {".digest/publish/work/old": ""})
    monkeypatch.setattr(shutil, "rmtree", refuse)
    with pytest.raises(DiskError) as raised, scratch_folder(tmp_path / ".digest", "publish", never):
        pass
    assert (str(raised.value), raised.value.hint) == (f"{tmp_path}/.digest/publish/work: {os.strerror(error)}", hint)


def test_the_other_run_of_the_command_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """After ten seconds of waiting, which take no time here."""
    state, clock, waited = tmp_path / ".digest", count(1000.0, 4.0), []
    with scratch_folder(state, "publish", never):
        monkeypatch.setattr(build_lock, "time", SimpleNamespace(monotonic=lambda: next(clock), sleep=lambda seconds: None))
        with (
            pytest.raises(LockedError, match="another publish of this site is running") as raised,
            scratch_folder(state, "publish", lambda: waited.append(1)),
        ):
            pass
    assert raised.value.hint == "wait until it has ended" and waited == [1]
