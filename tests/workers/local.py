"""A LocalCluster in its own process: `python local.py WORKERS [AFTER SIGNAL TARGET]`; it ends when its standard input is closed.

It prints the address of its scheduler. The first worker that has done AFTER calls sends SIGNAL, once, to TARGET: itself (`worker`),
the process of the scheduler (`scheduler`), each worker at its first call again and again (`always`), or the process whose id
is in the file of that name.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from pathlib import Path

from distributed import LocalCluster, WorkerPlugin


class SignalSender(WorkerPlugin):  # type: ignore[misc]
    """Sends a signal after a number of calls."""

    def __init__(self, after: int, number: int, target: str, flag: str) -> None:
        self.after, self.number, self.target, self.flag = after, number, target, flag
        self.call_count = 0

    def transition(self, key: object, start: str, finish: str, **_: object) -> None:
        """Count the calls, and send the signal after the last one."""
        if start != "executing" or not str(key).startswith("loads"):
            return
        self.call_count += 1
        if self.call_count < self.after or (self.target != "always" and os.path.exists(self.flag)):
            return
        Path(self.flag).touch()
        os.kill(self._target_pid(), self.number)

    def _target_pid(self) -> int:
        if self.target == "scheduler":
            return os.getppid()
        if self.target in ("worker", "always"):
            return os.getpid()
        while not (os.path.exists(self.target) and (text := Path(self.target).read_text(encoding="ascii"))):
            time.sleep(0.01)
        return int(text)


def main() -> None:
    """Run the cluster until standard input is closed."""
    with LocalCluster(n_workers=int(sys.argv[1]), threads_per_worker=1, dashboard_address=":0") as cluster:
        if len(sys.argv) > 2:
            from distributed import Client

            after, number, target = sys.argv[2:]
            with Client(cluster, set_as_default=False) as client, tempfile.TemporaryDirectory() as folder:
                client.register_plugin(SignalSender(int(after), int(number), target, os.path.join(folder, "sent")))
                print(cluster.scheduler_address, flush=True)
                sys.stdin.read()
            return
        print(cluster.scheduler_address, flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    main()
