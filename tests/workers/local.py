"""A LocalCluster in a process of its own: `python local.py WORKERS [AFTER SIGNAL WHOM]`; it ends when its standard input does.

It pages the address of its scheduler. The first worker that has done AFTER calls sends SIGNAL, once, to WHOM: itself (`worker`),
the process of the scheduler (`scheduler`), each worker at its first call again and again (`always`), or the process whose number
stands in the file of that name.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from pathlib import Path

from distributed import LocalCluster, WorkerPlugin


class Ending(WorkerPlugin):  # type: ignore[misc]
    """Sends a signal after a number of calls."""

    def __init__(self, after: int, number: int, whom: str, flag: str) -> None:
        self.after, self.number, self.whom, self.flag = after, number, whom, flag
        self.done = 0

    def transition(self, key: object, start: str, finish: str, **_: object) -> None:
        """Count, and perhaps send."""
        if start != "executing" or not str(key).startswith("loads"):
            return
        self.done += 1
        if self.done < self.after or (self.whom != "always" and os.path.exists(self.flag)):
            return
        Path(self.flag).touch()
        os.kill(self._target(), self.number)

    def _target(self) -> int:
        if self.whom == "scheduler":
            return os.getppid()
        if self.whom in ("worker", "always"):
            return os.getpid()
        while not (os.path.exists(self.whom) and (text := Path(self.whom).read_text(encoding="ascii"))):
            time.sleep(0.01)
        return int(text)


def main() -> None:
    """Be a cluster until nobody needs it any more."""
    with LocalCluster(n_workers=int(sys.argv[1]), threads_per_worker=1, dashboard_address=":0") as cluster:
        if len(sys.argv) > 2:
            from distributed import Client

            after, number, whom = sys.argv[2:]
            with Client(cluster, set_as_default=False) as client, tempfile.TemporaryDirectory() as place:
                client.register_plugin(Ending(int(after), int(number), whom, os.path.join(place, "sent")))
                print(cluster.scheduler_address, flush=True)
                sys.stdin.read()
            return
        print(cluster.scheduler_address, flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    main()
