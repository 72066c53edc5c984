"""Output to standard error: prints diagnostics with location and hint, errors, and the count of errors and warnings, in colours;
the stopwatch of stages, and the progress bar."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from digest.diagnostics import Diagnostic
    from digest.errors import DigestError

COLOURS = {"E": "red", "W": "yellow", "N": "blue"}


def printable_line(text: str) -> str:
    """Return the text as one line, with escapes for unprintable characters."""
    from digest.output_paths import printable  # imported late, because --help does not need it

    return printable(text)


class Terminal:
    """Prints to standard error, with the chosen colours and verbosity."""

    def __init__(self) -> None:
        self.color = "auto"
        self.verbose = False
        self.quiet = False
        self.more = "digest check -v shows them"
        """A hint how to see the diagnostics that were only counted."""

    def set_verbosity(self, *, verbose: bool, quiet: bool) -> None:
        """Apply the options -v and -q."""
        self.verbose, self.quiet, self.more = verbose, quiet, "-v shows them"

    def line(self, text: str) -> None:
        """Print one line, with or without its colours."""
        click.echo(text, err=True, color=self._is_coloured())

    def diagnostics(self, diagnostics: Iterable[Diagnostic]) -> None:
        """Print diagnostics as `path:line:col: CODE message` with the hint below; of many similar ones the first and a count.

        Messages quote articles, so unprintable characters are escaped, which also keeps each message on one line.
        """
        from digest.diagnostics import Folded, fold_diagnostics  # imported late, because --help does not need it

        wanted_diagnostics = [diagnostic for diagnostic in diagnostics if diagnostic.is_error or not self.quiet]
        folded = Folded(tuple(wanted_diagnostics), ()) if self.verbose else fold_diagnostics(wanted_diagnostics)
        for diagnostic in folded.shown:
            code = click.style(diagnostic.code, fg=COLOURS["E" if diagnostic.is_error else "W" if diagnostic.is_warning else "N"])
            path, message = printable_line(diagnostic.path), printable_line(diagnostic.message)
            self.line(f"{path}:{diagnostic.line}:{diagnostic.column}: {code} {message}")
            self._hint_line(diagnostic.hint)
        for folded_line in folded.rest:
            self.line(f"{printable_line(folded_line)}; {self.more}")

    def error(self, error: DigestError) -> None:
        """Print an error with its diagnostics; if it has no message, print that nothing was written."""
        self.diagnostics(error.diagnostics)
        if error.message:
            self.line(f"digest: {printable_line(error.message)}")
            self._hint_line(error.hint)
        elif error.diagnostics:
            errors = sum(diagnostic.is_error for diagnostic in error.diagnostics)
            warnings = sum(diagnostic.is_warning for diagnostic in error.diagnostics)
            counted_problems = (
                f"{errors} error{'s' * (errors != 1)}" if errors else f"{warnings} warning{'s' * (warnings != 1)}, and --strict"
            )
            self.line(f"digest: {counted_problems}: nothing was written")

    def _hint_line(self, hint: str) -> None:
        if hint:
            self.line(f"  {printable_line(hint)}")

    def _is_coloured(self) -> bool | None:
        """Return whether to print colours; None lets click decide by whether standard error is a terminal."""
        if self.color != "auto":
            return self.color == "always"
        if os.environ.get("NO_COLOR"):  # no-color.org
            return False
        if os.environ.get("FORCE_COLOR") or os.environ.get("CLICOLOR_FORCE", "0") != "0":
            return True
        return False if os.environ.get("TERM") == "dumb" else None


class Stopwatch:
    """Wall-clock seconds by stage, in the order in which the stages first ended."""

    def __init__(self, start: float) -> None:
        self.last = start
        self.laps: dict[str, float] = {}

    def lap(self, stage: str) -> None:
        """End a stage: add the time since the last call to it."""
        lap_end = time.perf_counter()
        self.laps[stage] = self.laps.get(stage, 0.0) + lap_end - self.last
        self.last = lap_end


class Bar:
    """A progress bar for builds that take longer than 300 ms. It starts no thread, because workers may be forked later."""

    def __init__(self, *, enabled: bool, started: float) -> None:
        self.enabled = enabled
        self.started = started
        self.bar: Any = None
        self.tasks: dict[str, Any] = {}
        self.drawn = 0.0

    def update(self, stage: str, completed: int, total: int) -> None:
        """Draw the progress, at most ten times a second."""
        update_time = time.perf_counter()
        if not self.enabled or update_time - self.started < 0.3 or update_time - self.drawn < 0.1:
            return
        self.drawn = update_time
        if self.bar is None:
            from rich.console import Console
            from rich.progress import Progress

            self.bar = Progress(console=Console(stderr=True), transient=True, auto_refresh=False)
            self.bar.start()
        if stage not in self.tasks:
            self.tasks[stage] = self.bar.add_task(stage, total=total)
        self.bar.update(self.tasks[stage], completed=completed, total=total, refresh=True)

    def close(self) -> None:
        """Remove the bar."""
        if self.bar is not None:
            self.bar.stop()
