"""A disk that is really full."""

from __future__ import annotations

from pathlib import Path

from tests.faults.namespace import run_there


def test_a_full_disk_of_any_size_ends_the_build_with_one_line_and_the_site_as_it_was(tmp_path: Path):
    """60 sizes and 20 numbers of files, each for five changes and three layouts of disks; here a sample of them."""
    run_there("tests.faults.full_disk", tmp_path)
