"""Two hosts in network namespaces with a virtual cable: `python -m tests.workers.hosts FOLDER`, as root of a namespace.

The host `near` has the site and builds it; `far` runs a scheduler and two workers, and has an empty disk instead of FOLDER.
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

DASK_TIMEOUTS = {"DASK_DISTRIBUTED__COMM__TIMEOUTS__TCP": "12s", "DASK_DISTRIBUTED__COMM__TIMEOUTS__CONNECT": "20s"}
"""Timeouts after which Dask regards a connection as lost."""

CUT_CONNECTION = """
import subprocess


def cut(collections, site, config):
    subprocess.run(["ip", "link", "set", "near0", "down"], check=True)
    return []


PLANNERS["cut"] = cut
"""
"""The end of an extension that cuts the connection after the content is read, before pages are rendered."""


def connect() -> None:
    """Create both hosts and connect them."""
    run_checked("mount", "-t", "tmpfs", "tmpfs", "/run")
    for name in ("near", "far"):
        run_checked("ip", "netns", "add", name)
        run_checked("ip", "-n", name, "link", "set", "lo", "up")
    run_checked("ip", "-n", "near", "link", "add", "near0", "type", "veth", "peer", "name", "far0", "netns", "far")
    for name, number in (("near", 1), ("far", 2)):
        run_checked("ip", "-n", name, "address", "add", f"10.77.0.{number}/24", "dev", f"{name}0")
        run_checked("ip", "-n", name, "link", "set", f"{name}0", "up")


def run_checked(*command: str) -> None:
    """Run a command that must succeed."""
    subprocess.run(command, check=True)


@contextmanager
def far(folder: Path, *command: str) -> Iterator[None]:
    """Run a Python process on the host `far`, which cannot see `folder`."""
    shell = f'mount -t tmpfs tmpfs "{folder}" && cd / && exec "$0" "$@"'
    remote_command = ["nsenter", "--net=/run/netns/far", "unshare", "-m", "sh", "-c", shell, sys.executable, *command]
    running = subprocess.Popen(remote_command, env=ENVIRONMENT | DASK_TIMEOUTS)
    try:
        yield
    finally:
        running.kill()
        running.wait()


def near(root: Path) -> subprocess.CompletedProcess[str]:
    """Run a build on the host `near`."""
    build = ["nsenter", "--net=/run/netns/near", sys.executable, "-m", "digest", "-C", str(root), "build", "--cluster", ADDRESS]
    command = [*build, "--now", NOW.isoformat()]
    return subprocess.run(command, env=ENVIRONMENT | DASK_TIMEOUTS, capture_output=True, text=True, check=False)


def main(folder: Path) -> None:
    """Check that the output is that of one machine; then cut the connection during a build."""
    root = large(folder / "root")
    local_copy = copy(root, folder / "here")
    assert build(local_copy).code == 0
    connect()
    with ExitStack() as hosts:
        hosts.enter_context(far(folder, "-m", "distributed.cli.dask_scheduler", "--host", "10.77.0.2", "--no-dashboard"))
        for _ in range(2):
            hosts.enter_context(far(folder, "-m", "distributed.cli.dask_worker", ADDRESS, "--no-nanny", "--no-dashboard"))
        ran = near(root)
        assert ran.returncode == 0, ran.stderr
        assert tree(root / "site") == tree(local_copy / "site")
        print("the same bytes")
        write(
            root, {"extensions/loud.py": (root / "extensions/loud.py").read_bytes().replace(b"!", b"?") + CUT_CONNECTION.encode()}
        )
        for path in (root / "content").rglob("*.md"):  # changed articles, so that workers are used before the connection is cut
            path.write_bytes(path.read_bytes() + b"\nMore.\n")
        ran = near(root)
        assert (ran.returncode, "was lost while the site was built" in ran.stderr) == (3, True), ran.stderr
        assert tree(root / "site") == tree(local_copy / "site")
        print("the connection was cut:", ran.stderr)


if __name__ == "__main__":
    os.umask(0o022)
    main(Path(sys.argv[1]))
