"""Output folders in the wrong place: foreign files are not changed."""

from __future__ import annotations

import os
import shutil
import stat
from collections import Counter
from pathlib import Path

import pytest

from digest.config.config import OutputSetting
from digest.errors import UsageError
from digest.output.output_folder import refuse_folder
from tests.faults.namespace import run_there
from tests.faults.sample import chance, times
from tests.faults.verdict import named_trial
from tests.faults.world import World, build_there, check, furnish, outputs

PARTS = 8

PLACES = (("home/news", "home"), ("news", "home"), ("home/work/news", "home"), ("srv/news", "home/me"))


@pytest.mark.quick(1)
@pytest.mark.parametrize("part", range(PARTS))
def test_random_outputs_change_no_foreign_files(part: int, tmp_path: Path):
    """400 in all, and 10,000 in the scheduled job, in worlds of folders, files, links and pipes."""
    numbers = chance(f"outputs {part}")
    ends, tried = Counter[int](), 0
    while tried < times(400, 10_000) // PARTS:
        site, home = numbers.choice(PLACES)
        world = World(tmp_path / "world", site, home)
        furnish(world, numbers)
        for output in outputs(world, numbers):
            by_option = numbers.random() < 0.5 and output.strip() != ""
            world.set_output("site" if by_option else output)
            before = world.see()
            ended = build_there(world, output, by_option)
            with named_trial(f"{output!r}, {'by option' if by_option else 'set'}, {ended}, in {sorted(before)}"):
                check(world, output, before, ended)
            ends[ended.code] += 1
            tried += 1
        shutil.rmtree(world.place)
    print(dict(ends))
    assert ends[0] > tried / 20 and ends[2] > tried / 5, "both results occur often"


def described(monkeypatch: pytest.MonkeyPatch, home: Path, mounted: tuple[str, ...]) -> None:
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setattr(os.path, "ismount", lambda path: str(path) in mounted)


@pytest.mark.quick
@pytest.mark.parametrize(
    ("output", "because"),
    [
        ("/", "it is your home folder or the root of the disk"),
        ("//", "it is your home folder or the root of the disk"),
        ("HOME", "it is your home folder or the root of the disk"),
        ("HOME/../me", "it is your home folder or the root of the disk"),
        ("LINK", "it is a symbolic link"),
        ("DISK", "another disk is mounted there"),
        ("ROOT", "it contains the site itself"),
        ("PARENT", "it contains the site itself"),
    ],
)
def test_the_root_home_and_disks_are_refused(output: str, because: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Home folder and mount points are simulated, and the output is only checked."""
    for folder in ("me", "disk", "srv/news"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "link").symlink_to("me")
    described(monkeypatch, tmp_path / "me", (str(tmp_path / "disk"),))
    for name, folder in (("HOME", "me"), ("LINK", "link"), ("DISK", "disk"), ("ROOT", "srv/news"), ("PARENT", "srv")):
        output = output.replace(name, str(tmp_path / folder))
    with pytest.raises(UsageError, match=because):
        refuse_folder(Path(os.path.abspath(output)), tmp_path / "srv/news", OutputSetting(output))
    refuse_folder(tmp_path / "disk/site", tmp_path / "srv/news", OutputSetting(str(tmp_path / "disk/site")))
    assert not list(regular_files(tmp_path))


def regular_files(place: Path) -> list[Path]:
    """Return the regular files below a folder."""
    return [path for path in place.rglob("*") if stat.S_ISREG(path.lstat().st_mode)]


def test_a_build_into_the_root_home_or_a_disk_changes_nothing(tmp_path: Path):
    """Builds in a temporary root file system."""
    run_there("tests.faults.throwaway_root", tmp_path)
