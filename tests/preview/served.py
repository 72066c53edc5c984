"""A running `digest serve` process, and requests to it."""

from __future__ import annotations

import http.client
import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

PATIENCE = 30.0
"""The time to wait for an expected event, in seconds: ample, for machines under load."""


class Got(NamedTuple):
    """A response."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


class Served:
    """The process, its address, and its output."""

    def __init__(self, root: Path, arguments: tuple[str, ...], before: tuple[str, ...] = ()) -> None:
        self.root = root
        self.lines: list[str] = []
        command = [*before, sys.executable, "-m", "digest", "serve", *arguments]
        environment = {**os.environ, "HOME": str(root), "PYTHONUNBUFFERED": "1"}
        self.process = subprocess.Popen(
            command,
            cwd=root,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            text=True,
        )
        assert self.process.stdout
        first = self.process.stdout.readline()
        self.lines.append(first.rstrip("\n"))
        found = re.match(r"Serving http://(\S+?):(\d+)(/\S*) ", first)
        assert found, first + self.process.stdout.read()
        self.host, self.port, self.path = found[1], int(found[2]), found[3]
        self.address = f"http://{self.host}:{self.port}{self.path}"
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout
        for line in self.process.stdout:
            self.lines.append(line.rstrip("\n"))

    def get(self, path: str = "", *, method: str = "GET", **headers: str) -> Got:
        """Request a path relative to the front page, or an absolute path."""
        (got,) = self.walk([path], method=method, **headers)
        return got

    def walk(self, paths: Iterable[str], *, method: str = "GET", **headers: str) -> Iterator[Got]:
        """Request one path after another on one connection."""
        connection = http.client.HTTPConnection(self.host.strip("[]"), self.port, timeout=PATIENCE)
        try:
            for path in paths:
                connection.request(method, path if path.startswith("/") else self.path + path, headers={**headers})
                answer = connection.getresponse()
                yield Got(answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read())
        finally:
            connection.close()

    def state(self) -> dict[str, Any]:
        """Return the message that a new browser gets."""
        connection = http.client.HTTPConnection(self.host.strip("[]"), self.port, timeout=PATIENCE)
        try:
            connection.request("GET", f"{self.path}_digest/events")
            answer = connection.getresponse()
            while True:
                line = answer.readline()
                if line.startswith(b"data: "):
                    return json.loads(line.removeprefix(b"data: "))
        finally:
            connection.close()

    def when(self, condition: Callable[[], object], what: object = "") -> None:
        """Wait until the condition is true."""
        end = time.monotonic() + PATIENCE
        while not condition():
            assert time.monotonic() < end, (what, self.lines)
            assert self.process.poll() is None, self.lines
            time.sleep(0.01)

    def when_ready(self) -> Served:
        """Wait until there is a page or a diagnostic."""
        self.when(lambda: self.state()["ready"] or self.state()["diagnostics"])
        return self

    @property
    def rebuilds(self) -> list[str]:
        """The printed lines about rebuilds."""
        return [line for line in list(self.lines) if re.match(r"\d\d:\d\d:\d\d .*: \d+ ms$", line)]

    def close(self) -> None:
        """Kill the process if it is running."""
        self.process.kill()
        self.process.wait()
        self._reader.join()
        if self.process.stdout:
            self.process.stdout.close()

    def end(self, number: int = signal.SIGINT) -> int:
        """Send a signal, and return the exit code."""
        self.process.send_signal(number)
        return self.process.wait(PATIENCE)


@contextmanager
def serving(root: Path, *arguments: str, before: tuple[str, ...] = ()) -> Iterator[Served]:
    """Run `digest serve` for the site in this folder until the end of the block. `before` is a command that runs it."""
    served = Served(root, arguments, before)
    try:
        yield served
    finally:
        served.close()
