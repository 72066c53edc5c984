"""The command line: the click group that imports each command when it runs, `main` with exit codes and signals, and the output of
errors, internal errors and interruptions. Shared options are in `command_options.py`."""

from __future__ import annotations

import gc
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib import import_module
from typing import Any, NoReturn

import click

from digest import __version__
from digest.command_options import State, shared_options
from digest.commands import COMMANDS
from digest.files.utf8_mode import use_utf8
from digest.signals import ENDING, Ended

INTERNAL_ERROR = 70
"""EX_SOFTWARE of sysexits.h."""

SIGPIPE = 13
"""The number of the signal on all systems that have it; Python's `signal.SIGPIPE` is missing on Windows."""

EPILOG = "-C, --now, --color and --traceback go before or after any command."


@contextmanager
def _end_with_reader_of_output() -> Iterator[None]:
    """If the reader of the output exits first, end as if by SIGPIPE: the command may not be finished."""
    try:
        yield
    except BrokenPipeError:  # click would end with 1, the code of errors in the content
        raise Ended(SIGPIPE) from None


class LazyGroup(click.Group):
    """The commands by name, each imported when it is run. `commands` contains placeholders with name and help text."""

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and return the command."""
        if cmd_name not in COMMANDS:
            return None
        command = import_module(COMMANDS[cmd_name][0]).command
        assert isinstance(command, click.Command)
        return command

    def make_context(self, *args: Any, **options: Any) -> click.Context:
        """Parse the arguments. Prints the help or the version if they ask for it."""
        with _end_with_reader_of_output():
            return super().make_context(*args, **options)

    def invoke(self, ctx: click.Context) -> object:
        """Run the command."""
        with _end_with_reader_of_output():
            return super().invoke(ctx)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands from the placeholders, without importing them."""
        click.Group(commands=self.commands).format_commands(ctx, formatter)


@click.group(
    cls=LazyGroup,
    commands={name: click.Command(name, help=summary) for name, (_, summary) in COMMANDS.items()},
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog=EPILOG,
)
@click.version_option(__version__, "--version", prog_name="digest")
@shared_options
def cli() -> None:
    """A static site generator for a curated news digest."""


def main() -> NoReturn:
    """Run the command line and end the process: the exit codes are 0, 1, 2, 3, 70, 75, 130, and 128 + a signal's number."""
    # Most objects live until the command ends: Python's cycle collector would scan them repeatedly for nothing.
    gc.disable()
    state = State()
    encoding = use_utf8()
    if encoding:
        state.terminal.line(f"digest: file names would be read as {encoding} instead of UTF-8")
        state.terminal.line("  set PYTHONUTF8=1, or LC_ALL=C.UTF-8")
    exit_code = 2 if encoding else run(state)
    for signal_number in ENDING:
        if signal.getsignal(signal_number) != signal.SIG_IGN:
            signal.signal(signal_number, signal.SIG_DFL)  # the cleanup is done, and a handler would print an exception
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError, AttributeError):  # the stream is closed, or its reader has exited
            stream.flush()
    os._exit(exit_code)


def run(state: State) -> int:
    """Run the command in `sys.argv`, print any error, and return the exit code."""
    try:
        # The result is the exit code after --help and --version, and None after a command.
        return cli.main(prog_name="digest", standalone_mode=False, obj=state) or 0
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (KeyboardInterrupt, click.Abort):
        state.terminal.line("interrupted")
        return 130
    except Ended as end:
        return 128 + end.number
    except Exception as error:  # noqa: BLE001 - the last resort: tracebacks are printed only with --traceback
        return _report_error(error, state)


def _report_error(error: Exception, state: State) -> int:
    """Print the error, and return the exit code."""
    from digest.errors import DigestError, DiskError  # imported only for an error, to start faster

    if isinstance(error, OSError):
        place = f"{error.filename}: " if error.filename else ""
        error = DiskError(f"{place}{error.strerror or error}", hint="check the disk, and the permissions")
    if isinstance(error, DigestError):
        state.terminal.error(error)
        return error.exit_code
    if state.traceback:
        import traceback

        traceback.print_exception(error)
    state.terminal.line(f"digest: internal error: {type(error).__name__}: {error}")
    state.terminal.line("  please report it with what --traceback prints")
    return INTERNAL_ERROR
