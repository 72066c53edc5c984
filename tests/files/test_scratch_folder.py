"""A folder for one run of a command: empty at its beginning, gone at its end."""

from __future__ import annotations

from pathlib import Path

import pytest

from digest.files.scratch_folder import scratch_folder


def never() -> None:
    raise AssertionError("nobody else runs")


def test_it_is_empty_below_the_folder_of_the_command_and_gone_at_the_end(tmp_path: Path):
    state = tmp_path / ".digest"
    left = state / "publish/work/old"
    left.mkdir(parents=True)
    with scratch_folder(state, "publish", never) as work:
        assert work == state / "publish/work" and list(work.iterdir()) == []
        (work / "index").write_text("x")
    assert not work.exists() and (state / ".gitignore").exists()


def test_it_is_gone_after_an_error(tmp_path: Path):
    with pytest.raises(KeyboardInterrupt), scratch_folder(tmp_path / ".digest", "publish", never) as work:
        raise KeyboardInterrupt
    assert not work.exists()


def test_commands_do_not_share_it(tmp_path: Path):
    with (
        scratch_folder(tmp_path / ".digest", "publish", never) as one,
        scratch_folder(tmp_path / ".digest", "other", never) as other,
    ):
        assert one != other
