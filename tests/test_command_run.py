"""The run options of a command: their defaults change nothing."""

from __future__ import annotations

from digest.command_run import CommandRun


def test_the_default_callbacks_do_nothing():
    run = CommandRun()
    assert (run.fresh, run.jobs, run.cluster) == (False, 0, "")
    assert run.progress("a", 1, 2) is run.waiting() is run.lap("a") is run.keep(1) is None  # type: ignore[func-returns-value]
