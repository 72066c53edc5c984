"""The progress display of `make test`: one line with the counts, and each failure immediately."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Generator

import pytest

EVERY = 15.0
"""Seconds between two lines if the output is not a terminal, such as a CI log."""


class Progress:
    """Counts finished tests and prints the progress: on a terminal in place, else as a line every `EVERY` seconds."""

    def __init__(self, write: Callable[[str], object], live: bool, clock: Callable[[], float] = time.monotonic) -> None:
        self._write = write
        self._live = live
        self._clock = clock
        self._started = self._last_printed = clock()
        self._total = self._over = self._failed = self._skipped = 0

    # the hooks of pytest

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Store the number of tests in this process."""
        self._total = max(self._total, len(session.items))

    @pytest.hookimpl(optionalhook=True)
    def pytest_xdist_node_collection_finished(self, ids: list[str]) -> None:
        """Store the number of tests in an xdist worker; all workers have the same tests."""
        self._total = max(self._total, len(ids))

    @pytest.hookimpl(wrapper=True)
    def pytest_report_teststatus(self) -> Generator[None, tuple[str, str, str], tuple[str, str, str]]:
        """Suppress pytest's own output per test, but keep the category for its counts."""
        category, _, _ = yield
        return category, "", ""

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Count a finished test, and print failures of a test, its setup or its teardown."""
        if report.failed:
            self._failed += 1
            self.print_line(f"FAILED {report.nodeid}{_failure_message(report)}")
        if report.skipped and not hasattr(report, "wasxfail"):
            self._skipped += 1
        if report.when == "teardown":
            self._over += 1
            self.print_progress()

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self) -> None:
        """Print the final progress."""
        self.print_progress(last=True)

    # output

    def print_progress(self, last: bool = False) -> None:
        """Print the progress, unless it was printed a moment ago."""
        now = self._clock()
        if not last and now - self._last_printed < (0.1 if self._live else EVERY):
            return
        self._last_printed = now
        self._write(f"\r\x1b[K{self.line()}" + ("\n" if last else "") if self._live else self.line() + "\n")

    def print_line(self, text: str) -> None:
        """Print this on its own line, above the progress."""
        self._write(("\r\x1b[K" if self._live else "") + text + "\n")

    def line(self) -> str:
        """Return the progress in one line."""
        seconds = int(self._clock() - self._started)
        share = 100 * self._over // self._total if self._total else 0
        skipped = f", {self._skipped} skipped" if self._skipped else ""
        return f"{self._over} of {self._total} tests, {share} %, {self._failed} failed{skipped}, {seconds // 60}:{seconds % 60:02}"


def _failure_message(report: pytest.TestReport) -> str:
    """Return the first line of the error message, with the phase if it is setup or teardown."""
    crash = getattr(report.longrepr, "reprcrash", None)
    first = crash.message.partition("\n")[0] if crash else str(report.longrepr).strip().rpartition("\n")[2]
    where = "" if report.when == "call" else f" ({report.when})"
    return f"{where}: {first}"


@pytest.hookimpl(trylast=True)
def pytest_configure(config: pytest.Config) -> None:
    """Register the progress display, but not in xdist workers."""
    if not hasattr(config, "workerinput"):
        writer = config.get_terminal_writer()
        config.pluginmanager.register(Progress(lambda text: writer.write(text, flush=True), sys.stdout.isatty()))
