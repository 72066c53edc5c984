"""Builds on full disks of many sizes; `test_full_disk` runs this in its own namespace."""

from __future__ import annotations

import os
import sys
from collections import Counter
from pathlib import Path
from typing import NamedTuple

from tests import sites
from tests.conftest import run_digest
from tests.faults.changes import CHANGES
from tests.faults.child import BUILD, build_here
from tests.faults.namespace import mount, unmount
from tests.faults.sample import chance, times
from tests.faults.verdict import FILES_OF_SQLITE, Expected, assert_nothing_left, assert_one_line, named_trial

ROOMY = "size=16m,nr_inodes=10k"

PAGE = 4096


class Layout(NamedTuple):
    """The folders of the site that are separate disks, and the one that becomes full."""

    name: str
    disks: tuple[str, ...]
    full: str


LAYOUTS = (
    Layout("everything on one disk", (".",), "."),
    Layout("the site on a disk, .digest on another", (".", ".digest"), "."),
    Layout(".digest on a disk of its own", (".", ".digest"), ".digest"),
)

PAGES = [*range(30), *range(30, 150, 4)]
"""The numbers of free pages on the disk: 60 sizes, from none to more than a build needs."""

FILES = range(20)
"""The numbers of files and folders that can still be created on the disk."""


def main(place: Path) -> None:
    """Test every layout and change with the sizes of the day."""
    warm = sites.write(place / "warm", sites.tiny(2))
    assert run_digest(warm, *BUILD).code == 0
    root = place / "root"
    root.mkdir()
    limits = [f"size={pages}" for pages in PAGES] + [f"nr_inodes={count}" for count in FILES]
    for number, change in enumerate(change for change in CHANGES if not change.refused):
        expected = Expected(change, place / str(number))
        for layout in LAYOUTS:
            ends = Counter[int]()
            chosen = chance(f"full {change.name} {layout.name}").sample(limits, times(4, len(limits)))
            for limit in [*chosen, "size=1000"]:
                with named_trial(f"{change.name}, {layout.name}, {limit}"):
                    ends[_try(expected, root, layout, limit)] += 1
            assert ends[0] and (ends[3] or ends.total() < 10)
            print(f"{change.name}, {layout.name}: {ends[3]} times full, {ends[0]} times not")


def _try(expected: Expected, root: Path, layout: Layout, limit: str) -> int:
    for disk in layout.disks:
        (root / disk).mkdir(exist_ok=True)
        mount(root / disk, ROOMY)
    try:
        expected.before.write(root)
        _fill(root / layout.full, limit)
        ended = build_here(root)
        with named_trial(str(ended)):
            if ended.code == 0:
                expected.assert_new(root)
            else:
                assert ended.code == 3
                assert_one_line(ended)
                expected.assert_unchanged(root)
            assert_nothing_left(root, but=FILES_OF_SQLITE)
        mount(root / layout.full, f"remount,{ROOMY}")
        expected.assert_builds(root)
        return ended.code
    finally:
        for disk in reversed(layout.disks):
            unmount(root / disk)


def _fill(disk: Path, limit: str) -> None:
    """Leave this number of pages, or files, free on the disk."""
    now = os.statvfs(disk)
    kind, count = limit.split("=")
    if kind == "size":
        used = (now.f_blocks - now.f_bfree) * now.f_bsize // PAGE
        mount(disk, f"remount,size={max(1, used + int(count)) * PAGE}")  # 0 would be no limit
    else:
        mount(disk, f"remount,nr_inodes={now.f_files - now.f_ffree + int(count)}")


if __name__ == "__main__":
    with sites.themes_prepared_once():
        main(Path(sys.argv[1]))
