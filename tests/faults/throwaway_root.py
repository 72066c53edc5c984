"""Builds whose output is the root of the file system, a home folder or a disk, in a temporary root.

`test_outputs` runs this in its own namespace: the root is a small disk in memory, and the process can access no other.
"""

from __future__ import annotations

import importlib
import os
import sys
from collections import Counter
from pathlib import Path

from digest.inputs.theme_files import BUILT_IN
from digest.rendering.theme import BASE_THEME
from tests import sites
from tests.conftest import run_digest
from tests.faults.changes import CONFIG
from tests.faults.child import BUILD, Child
from tests.faults.namespace import mount
from tests.faults.sample import chance, times
from tests.faults.verdict import named_trial
from tests.faults.world import World, build_there, check, furnish, outputs
from tests.sites import write

REFUSED = (
    *("/", "//", "/.", "/..", "/srv/../", "../..", "../../..", "/home", "/home/me", "~", "~/", "~/.", "/home/me/../me", "/etc"),
    *("/mnt", "/srv", "/srv/news", "/srv/news/content", "/srv/news/public", "/mnt/disk", "/mnt/disk/", "/mnt/disk/full"),
    *("/mnt/disk/file", "/mnt/empty", "/mnt/link", "/mnt/root"),
)

REASONS = ("cannot be the output folder", "is not empty and contains no site made by digest")

TAKEN = ("/mnt/disk/site", "/mnt/empty/site", "/new", "/home/me/site", "~/site", "/mnt/disk/new/deep/er", "site")


def main(place: Path) -> None:
    """Create the root, change into it permanently, and run the trials."""
    warm = sites.write(place / "warm", sites.tiny(2))
    for _ in range(2):  # modules that only a second build imports are not accessible in the new root
        assert run_digest(warm, *BUILD).code == 0
    write(warm, {"digest.yml": CONFIG + 'output: "a\\tb"\n'})  # modules that read unusual settings
    assert run_digest(warm, *BUILD).code == 0
    assert Child(warm, "build", "-j1", "--now", "2026-02-30").wait().code == 2
    importlib.import_module("imagesize")  # reads the screenshot of a theme
    # The base theme is not accessible in the new root.
    files = [path for path in (BUILT_IN / BASE_THEME).rglob("*.*") if path.is_file()]
    under = {f"srv/news/themes/{path.relative_to(BUILT_IN)}": path.read_bytes() for path in files}
    root = place / "root"
    root.mkdir()
    mount(root, "size=64m")
    for disk in ("mnt/disk", "mnt/empty", "srv/news/public"):
        (root / disk).mkdir(parents=True)
        mount(root / disk, "size=16m")
    os.chroot(root)
    os.chdir("/")
    (Path("/mnt/link")).symlink_to("/home/me")
    (Path("/mnt/root")).symlink_to("/")
    write(Path("/"), {"etc/passwd": "me", "mnt/disk/full/x": "mine", "mnt/disk/file": "mine", "home/you/mail": "not mine"})
    world = World(Path("/"), "srv/news", "home/me")
    write(Path("/"), under)
    ends = Counter[int]()
    for output in REFUSED:
        for by_option in (True, False):
            ends[_try(world, output, by_option, (2,))] += 1
    for output in TAKEN:
        _try(world, output, output != "~/site", (0,))
    print(f"{ends.total()} refused, {len(TAKEN)} taken")
    _at_random(world)


def _at_random(world: World) -> None:
    numbers = chance("throwaway root")
    furnish(world, numbers)
    ends = Counter[int]()
    while ends.total() < times(50, 1000):
        for output in outputs(world, numbers):
            ends[_try(world, output, numbers.random() < 0.5)] += 1
    print(f"at random: {dict(ends)}")


def _try(world: World, output: str, by_option: bool, wanted: tuple[int, ...] = (0, 1, 2, 3)) -> int:
    by_option = by_option and output.strip() != ""
    world.set_output("site" if by_option else output)
    before = world.see()
    ended = build_there(world, output, by_option)
    with named_trial(f"{output}: {ended}"):
        assert ended.code in wanted
        assert wanted != (2,) or any(reason in ended.err for reason in REASONS)
        check(world, output, before, ended)
    return ended.code


if __name__ == "__main__":
    with sites.themes_prepared_once():
        main(Path(sys.argv[1]))
