"""How things are said on a terminal: diagnostics with their places, colours where they are wanted, a progress bar."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from digest.errors import DigestError, Fault

COLOURS = {"E": "red", "W": "yellow", "N": "blue"}


def printable(text: str) -> str:
    """The text as one line, with escapes for what cannot be printed."""
    from digest.permalinks import printable  # imports what --help does not need

    return printable(text)


class Terminal:
    """Standard error, and how much of what is said on it."""

    def __init__(self) -> None:
        self.color = "auto"
        self.verbose = False
        self.quiet = False
        self.more = "digest check -v shows them"
        """How to see the diagnostics that were counted only."""

    def shows(self, *, verbose: bool, quiet: bool) -> None:
        """Print as the options -v and -q of the command say."""
        self.verbose, self.quiet, self.more = verbose, quiet, "-v shows them"

    def line(self, text: str) -> None:
        """Print one line, in colours where they are wanted."""
        click.echo(text, err=True, color=self._is_coloured())

    def faults(self, faults: Iterable[Fault]) -> None:
        """Print faults, `path:line:col: CODE message` with the hint below; of many alike the first ones and a count.

        Messages quote the article, so what is not printable in them is written as an escape, and a line stays one line.
        """
        from digest.folding import Folded, fold  # imports what --help does not need

        told = [fault for fault in faults if fault.is_error or not self.quiet]
        folded = Folded(tuple(told), ()) if self.verbose else fold(told)
        for fault in folded.shown:
            code = click.style(fault.code, fg=COLOURS["E" if fault.is_error else "W" if fault.is_warning else "N"])
            self.line(f"{printable(fault.path)}:{fault.line}:{fault.column}: {code} {printable(fault.message)}")
            self._hint(fault.hint)
        for line in folded.rest:
            self.line(f"{printable(line)}; {self.more}")

    def error(self, error: DigestError) -> None:
        """Print what an error is about, and that nothing was written."""
        self.faults(error.faults)
        if error.message:
            self.line(f"digest: {printable(error.message)}")
            self._hint(error.hint)
        elif error.faults:
            errors = sum(fault.is_error for fault in error.faults)
            warnings = sum(fault.is_warning for fault in error.faults)
            counted = (
                f"{errors} error{'s' * (errors != 1)}" if errors else f"{warnings} warning{'s' * (warnings != 1)}, and --strict"
            )
            self.line(f"digest: {counted}: nothing was written")

    def _hint(self, hint: str) -> None:
        if hint:
            self.line(f"  {printable(hint)}")

    def _is_coloured(self) -> bool | None:
        """True or false, or None for what click finds out itself: whether standard error is a terminal."""
        if self.color != "auto":
            return self.color == "always"
        if os.environ.get("NO_COLOR"):  # no-color.org
            return False
        if os.environ.get("FORCE_COLOR") or os.environ.get("CLICOLOR_FORCE", "0") != "0":
            return True
        return False if os.environ.get("TERM") == "dumb" else None


class Stopwatch:
    """Where the time went: seconds of wall clock by stage, in the order in which the stages were first over."""

    def __init__(self, start: float) -> None:
        self.last = start
        self.laps: dict[str, float] = {}

    def lap(self, stage: str) -> None:
        """Note that a stage is over: the time since the last call was its own."""
        moment = time.perf_counter()
        self.laps[stage] = self.laps.get(stage, 0.0) + moment - self.last
        self.last = moment


class Bar:
    """A progress bar on a terminal, for builds that take longer than 300 ms. It has no thread: workers may still be forked."""

    def __init__(self, *, enabled: bool, started: float) -> None:
        self.enabled = enabled
        self.started = started
        self.bar: Any = None
        self.tasks: dict[str, Any] = {}
        self.drawn = 0.0

    def update(self, stage: str, done: int, total: int) -> None:
        """Draw how far it is, at most ten times a second."""
        moment = time.perf_counter()
        if not self.enabled or moment - self.started < 0.3 or moment - self.drawn < 0.1:
            return
        self.drawn = moment
        if self.bar is None:
            from rich.console import Console
            from rich.progress import Progress

            self.bar = Progress(console=Console(stderr=True), transient=True, auto_refresh=False)
            self.bar.start()
        if stage not in self.tasks:
            self.tasks[stage] = self.bar.add_task(stage, total=total)
        self.bar.update(self.tasks[stage], completed=done, total=total, refresh=True)

    def close(self) -> None:
        """Take the bar away."""
        if self.bar is not None:
            self.bar.stop()
