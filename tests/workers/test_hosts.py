"""Two hosts without a shared disk, as namespaces of this machine."""

from __future__ import annotations

import functools
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.workers.machines import needs_dask

REPOSITORY = Path(__file__).parent.parent.parent

pytestmark = [needs_dask, pytest.mark.thorough, pytest.mark.timeout(1200)]


@functools.cache
def unshare() -> list[str]:
    """The command prefix that allows mounts and network interfaces; empty if there is none."""
    for command in (["unshare", "-mn"], ["unshare", "-Urmn"]):
        probe = [*command, "ip", "link", "add", "name", "veth0", "type", "veth", "peer", "name", "veth1"]
        has_all = sys.platform == "linux" and all(map(shutil.which, ("unshare", "nsenter", "ip")))
        if has_all and not subprocess.run(probe, capture_output=True, check=False).returncode:
            return command
    return []


def test_two_hosts_without_a_shared_disk_produce_the_same_bytes_until_the_connection_is_cut(tmp_path: Path):
    if not unshare():
        pytest.skip("NOT TRIED: no network can be made here: unshare is refused, or there is no ip (apt-get install iproute2)")
    command = [*unshare(), sys.executable, "-m", "tests.workers.hosts", str(tmp_path)]
    ran = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, env=dict(os.environ), check=False)
    print(ran.stdout)
    assert ran.returncode == 0, ran.stdout[-5000:] + ran.stderr[-5000:]
