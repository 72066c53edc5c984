"""Linux namespaces, in which a test can mount disks and change its root without effects outside."""

from __future__ import annotations

import ctypes
import functools
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parent.parent.parent


@functools.cache
def _unshare() -> list[str]:
    """Return the command prefix that runs a command in a new namespace with the right to mount; [] if that is impossible."""
    for command in (["unshare", "-Urm"], ["unshare", "-m"]):
        mount = [*command, "mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", "/tmp"]
        if sys.platform == "linux" and shutil.which("unshare") and not subprocess.run(mount, capture_output=True).returncode:
            return command
    return []


def run_there(module: str, place: Path) -> None:
    """Run `python -m module place` in a new namespace; the test fails if it fails, and is skipped without namespaces."""
    if not _unshare():
        pytest.skip("NOT TRIED: no disk can be mounted here: unshare -Urm is refused (on Ubuntu, by AppArmor), or missing")
    command = [*_unshare(), sys.executable, "-m", module, str(place)]
    ran = subprocess.run(
        command, cwd=REPOSITORY, capture_output=True, text=True, env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
    )
    print(ran.stdout)
    assert ran.returncode == 0, ran.stdout[-5000:] + ran.stderr[-5000:]


def mount(place: Path, options: str) -> None:
    """Mount a memory disk in this folder, or change the options of the mounted one."""
    remount = "remount," in options
    _call("mount", b"tmpfs", os.fsencode(place), b"tmpfs", MS_REMOUNT if remount else 0, options.removeprefix("remount,").encode())


def unmount(place: Path) -> None:
    """Unmount the disk."""
    _call("umount2", os.fsencode(place), 0)


MS_REMOUNT = 32


def _call(name: str, *arguments: bytes | int) -> None:
    """Call the function of the C library: starting a program for each call would take longer than a build."""
    if getattr(ctypes.CDLL(None, use_errno=True), name)(*arguments):
        raise OSError(ctypes.get_errno(), f"{name} {arguments}: {os.strerror(ctypes.get_errno())}")
