"""Two hosts in namespaces of their own, a cable between them: `python -m tests.workers.hosts PLACE`, as root of a namespace.

`near` has the site and builds it; `far` has a scheduler and two workers, and instead of PLACE an empty disk.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from tests.sites import NOW, build, tree, write
from tests.workers.machines import ENVIRONMENT, copy, large

ADDRESS = "tcp://10.77.0.2:8786"

PATIENCE = {"DASK_DISTRIBUTED__COMM__TIMEOUTS__TCP": "12s", "DASK_DISTRIBUTED__COMM__TIMEOUTS__CONNECT": "20s"}
"""How long Dask takes a silent cable for a slow one."""

CUT = """
import subprocess


def cut(collections, site, config):
    subprocess.run(["ip", "link", "set", "near0", "down"], check=True)
    return []


PLANNERS["cut"] = cut
"""
"""The end of an extension that pulls the cable out when everything is read, and no page is made."""


def connect() -> None:
    """Make both hosts and the cable."""
    ip("mount", "-t", "tmpfs", "tmpfs", "/run")
    for name in ("near", "far"):
        ip("ip", "netns", "add", name)
        ip("ip", "-n", name, "link", "set", "lo", "up")
    ip("ip", "-n", "near", "link", "add", "near0", "type", "veth", "peer", "name", "far0", "netns", "far")
    for name, number in (("near", 1), ("far", 2)):
        ip("ip", "-n", name, "address", "add", f"10.77.0.{number}/24", "dev", f"{name}0")
        ip("ip", "-n", name, "link", "set", f"{name}0", "up")


def ip(*command: str) -> None:
    """Run a command that has to succeed."""
    subprocess.run(command, check=True)


@contextmanager
def far(place: Path, *command: str) -> Iterator[None]:
    """A process of Python on the host `far`, which sees nothing of `place`."""
    shell = f'mount -t tmpfs tmpfs "{place}" && cd / && exec "$0" "$@"'
    there = ["nsenter", "--net=/run/netns/far", "unshare", "-m", "sh", "-c", shell, sys.executable, *command]
    running = subprocess.Popen(there, env=ENVIRONMENT | PATIENCE)
    try:
        yield
    finally:
        running.kill()
        running.wait()


def near(root: Path) -> subprocess.CompletedProcess[str]:
    """How a build on the host `near` ends."""
    build = ["nsenter", "--net=/run/netns/near", sys.executable, "-m", "digest", "-C", str(root), "build", "--cluster", ADDRESS]
    command = [*build, "--now", NOW.isoformat()]
    return subprocess.run(command, env=ENVIRONMENT | PATIENCE, capture_output=True, text=True, check=False)


def main(place: Path) -> None:
    """Build as on one machine; then with the cable pulled out in the middle."""
    root = large(place / "root")
    here = copy(root, place / "here")
    assert build(here).code == 0
    connect()
    with ExitStack() as hosts:
        hosts.enter_context(far(place, "-m", "distributed.cli.dask_scheduler", "--host", "10.77.0.2", "--no-dashboard"))
        for _ in range(2):
            hosts.enter_context(far(place, "-m", "distributed.cli.dask_worker", ADDRESS, "--no-nanny", "--no-dashboard"))
        ran = near(root)
        assert ran.returncode == 0, ran.stderr
        assert tree(root / "site") == tree(here / "site")
        print("the same bytes")
        write(root, {"extensions/loud.py": (root / "extensions/loud.py").read_bytes().replace(b"!", b"?") + CUT.encode()})
        for path in (root / "content").rglob(
            "*.md"
        ):  # there is something to read, so the workers are asked before the cable is cut
            path.write_bytes(path.read_bytes() + b"\nMore.\n")
        ran = near(root)
        assert (ran.returncode, "was lost while the site was built" in ran.stderr) == (3, True), ran.stderr
        assert tree(root / "site") == tree(here / "site")
        print("the cable was pulled out:", ran.stderr)


if __name__ == "__main__":
    os.umask(0o022)
    main(Path(sys.argv[1]))
