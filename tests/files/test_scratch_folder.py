"""A scratch folder is empty at the start of a command, and removed at its end."""

from __future__ import annotations

from pathlib import Path

import pytest

from digest.files.scratch_folder import scratch_folder


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
