"""Builds on a disk that is really full."""

from __future__ import annotations

from pathlib import Path

from tests.faults.namespace import run_there


def test_a_full_disk_of_any_size_gives_a_one_line_error_and_an_unchanged_site(tmp_path: Path):
    """A sample of 60 sizes and 20 numbers of files, each for five changes and three layouts of disks."""
    run_there("tests.faults.full_disk", tmp_path)
