"""What a person watches while `make test` runs: one line that tells how far it is, and each failure at once."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Generator

import pytest

EVERY = 15.0
"""Seconds between two lines where the output is no terminal: a log of CI."""


class Progress:
    """Counts the tests that are over, and writes how far they are: on a terminal over the line before, else a line now and then."""

    def __init__(self, write: Callable[[str], object], live: bool, clock: Callable[[], float] = time.monotonic) -> None:
        self._write = write
        self._live = live
        self._clock = clock
        self._begun = self._told = clock()
        self._total = self._over = self._failed = self._skipped = 0

    # the hooks of pytest

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Tests were found in this process."""
        self._total = max(self._total, len(session.items))

    @pytest.hookimpl(optionalhook=True)
    def pytest_xdist_node_collection_finished(self, ids: list[str]) -> None:
        """Tests were found in a worker of xdist, which all have the same."""
        self._total = max(self._total, len(ids))

    @pytest.hookimpl(wrapper=True)
    def pytest_report_teststatus(self) -> Generator[None, tuple[str, str, str], tuple[str, str, str]]:
        """Neither a letter nor a word for each test: pytest counts it, and says nothing."""
        category, _, _ = yield
        return category, "", ""

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """A test, or what was done for it before or after, is over."""
        if report.failed:
            self._failed += 1
            self.say(f"FAILED {report.nodeid}{_because(report)}")
        if report.skipped and not hasattr(report, "wasxfail"):
            self._skipped += 1
        if report.when == "teardown":
            self._over += 1
            self.tell()

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self) -> None:
        """All tests are over."""
        self.tell(last=True)

    # what is written

    def tell(self, last: bool = False) -> None:
        """Write how far the tests are, unless that was written a moment ago."""
        now = self._clock()
        if not last and now - self._told < (0.1 if self._live else EVERY):
            return
        self._told = now
        self._write(f"\r\x1b[K{self.line()}" + ("\n" if last else "") if self._live else self.line() + "\n")

    def say(self, text: str) -> None:
        """Write this on a line of its own; how far the tests are comes below it."""
        self._write(("\r\x1b[K" if self._live else "") + text + "\n")

    def line(self) -> str:
        """How far the tests are."""
        seconds = int(self._clock() - self._begun)
        share = 100 * self._over // self._total if self._total else 0
        skipped = f", {self._skipped} skipped" if self._skipped else ""
        return f"{self._over} of {self._total} tests, {share} %, {self._failed} failed{skipped}, {seconds // 60}:{seconds % 60:02}"


def _because(report: pytest.TestReport) -> str:
    """The line of the traceback that says what is wrong."""
    crash = getattr(report.longrepr, "reprcrash", None)
    first = crash.message.partition("\n")[0] if crash else str(report.longrepr).strip().rpartition("\n")[2]
    where = "" if report.when == "call" else f" ({report.when})"
    return f"{where}: {first}"


@pytest.hookimpl(trylast=True)
def pytest_configure(config: pytest.Config) -> None:
    """Only where people watch: not in the workers of xdist."""
    if not hasattr(config, "workerinput"):
        writer = config.get_terminal_writer()
        config.pluginmanager.register(Progress(lambda text: writer.write(text, flush=True), sys.stdout.isatty()))
