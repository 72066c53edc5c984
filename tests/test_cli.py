"""The command line: the list of commands, lazy imports, and exit codes of errors."""

from __future__ import annotations

import gc
import io
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from digest.cli import cli, main, run
from digest.command_options import State
from digest.commands import COMMANDS
from digest.diagnostics import Diagnostic
from digest.errors import ContentError, LockedError, UsageError
from digest.signals import ENDING, Ended
from tests.conftest import run_digest

DISK = "  check the disk, and the permissions\n"
ERROR = Diagnostic("a.md", 3, 5, "E201", "date is missing", "add it")
WARNING = Diagnostic("a.md", 1, 1, "W203", "no source is named")
SHOWN = "a.md:1:1: W203 no source is named\n"

HEAVY = ("digest.build", "digest.yaml", "jinja2", "msgspec", "markdown_it", "yaml")


def modules(*arguments: str) -> set[str]:
    """Return the modules that a run of the command line imports."""
    code = "import sys; from digest.cli import State, run; run(State()); print(*sorted(sys.modules), file=sys.stderr)"
    ran = subprocess.run([sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=True)
    return set(ran.stderr.split())


@pytest.mark.parametrize("name", COMMANDS)
def test_the_table_repeats_the_name_and_the_help_of_each_command(name: str):
    command = cli.get_command(click.Context(cli), name)
    assert command is not None
    assert command.help is not None
    assert (command.name, command.help.partition("\n\n")[0]) == (name, COMMANDS[name][1])


def test_the_list_of_commands_imports_no_command():
    imported = modules("--help")
    assert not [name for name in HEAVY if name in imported]
    assert not [module for module, _ in COMMANDS.values() if module in imported]


def test_a_command_imports_no_other():
    imported = modules("new", "--help")
    assert [module for module, _ in COMMANDS.values() if module in imported] == ["digest.commands.new"]
    assert "digest.build" not in imported


@pytest.mark.parametrize("option", ["-h", "--help"])
def test_the_help_lists_each_command_with_its_summary(tmp_path: Path, option: str):
    ran = run_digest(tmp_path, option)
    assert ran.code == 0 and ran.out.startswith("Usage: digest [OPTIONS] COMMAND")
    assert ran.out.endswith("\n  -C, --now, --color and --traceback go before or after any command.\n")
    text = " ".join(ran.out.split())
    assert all(f" {name} {summary[:15]}" in text for name, (_, summary) in COMMANDS.items())


def test_a_misspelled_command_gets_a_hint(tmp_path: Path):
    ran = run_digest(tmp_path, "buidl")
    assert ran.code == 2
    assert "No such command 'buidl'. Did you mean 'build'?" in ran.err


ENDS = [
    (None, 0, ""),
    (click.UsageError("no such thing"), 2, "Error: no such thing\n"),
    (click.ClickException("odd"), 1, "Error: odd\n"),
    (KeyboardInterrupt(), 130, "interrupted\n"),
    (click.Abort(), 130, "interrupted\n"),
    (Ended(15), 143, ""),
    (Ended(1), 129, ""),
    (OSError(28, "No space left on device", "a.md"), 3, f"digest: a.md: No space left on device\n{DISK}"),
    (OSError(28, "No space left on device"), 3, f"digest: No space left on device\n{DISK}"),
    (OSError("odd"), 3, f"digest: odd\n{DISK}"),
    (UsageError("refused", hint="do this"), 2, "digest: refused\n  do this\n"),
    (LockedError("another build runs"), 75, "digest: another build runs\n"),
    (ContentError(diagnostics=[ERROR]), 1, "a.md:3:5: E201 date is missing\n  add it\ndigest: 1 error: nothing was written\n"),
    (ContentError(diagnostics=[WARNING, WARNING]), 1, f"{SHOWN}{SHOWN}digest: 2 warnings, and --strict: nothing was written\n"),
    (
        ZeroDivisionError("by zero"),
        70,
        "digest: internal error: ZeroDivisionError: by zero\n  please report it with what --traceback prints\n",
    ),
]


@pytest.mark.parametrize(("error", "code", "printed"), ENDS, ids=lambda value: type(value).__name__)
def test_each_error_is_printed_and_has_an_exit_code(
    error: BaseException | None, code: int, printed: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    def end(**given: object) -> None:
        if error:
            raise error

    monkeypatch.setattr(cli, "main", end)
    assert run(State()) == code
    assert capsys.readouterr().err == printed


def test_an_exit_code_that_click_returns_is_that_of_the_process(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(cli, "main", lambda **given: 5)
    assert run(State()) == 5


def test_the_traceback_option_prints_a_traceback(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    monkeypatch.setattr(cli, "main", lambda **given: 1 // 0)
    state = State()
    state.traceback = True
    assert run(state) == 70
    shown = capsys.readouterr().err
    assert shown.startswith("Traceback") and "digest: internal error: ZeroDivisionError" in shown


def test_an_unknown_command_is_none():
    assert cli.get_command(click.Context(cli), "nothing") is None


def ended(monkeypatch: pytest.MonkeyPatch, encoding: str = "") -> object:
    """The exit code with which `main` ends the process, if commands end with 5."""

    def end(code: int) -> None:
        raise SystemExit(code)

    monkeypatch.setattr(os, "_exit", end)
    monkeypatch.setattr(gc, "disable", lambda: None)
    monkeypatch.setattr("digest.cli.use_utf8", lambda: encoding)
    monkeypatch.setattr("digest.cli.run", lambda state: 5)
    with pytest.raises(SystemExit) as caught:
        main()
    return caught.value.code


@pytest.fixture
def signals() -> Iterator[None]:
    kept = {number: signal.getsignal(number) for number in ENDING}
    yield
    for number, action in kept.items():
        signal.signal(number, action)


@pytest.mark.usefixtures("signals")
def test_no_command_runs_where_file_names_are_not_utf8(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    assert ended(monkeypatch, "latin-1") == 2
    assert capsys.readouterr().err == (
        "digest: file names would be read as latin-1 instead of UTF-8\n  set PYTHONUTF8=1, or LC_ALL=C.UTF-8\n"
    )
    assert ended(monkeypatch) == 5


@pytest.mark.usefixtures("signals")
@pytest.mark.parametrize("name", ["stdout", "stderr"])
def test_what_is_printed_last_is_written_before_the_process_ends(name: str, monkeypatch: pytest.MonkeyPatch):
    written = io.BytesIO()
    stream = io.TextIOWrapper(written)
    monkeypatch.setattr(sys, name, stream)
    print("last", file=stream)
    ended(monkeypatch)
    assert written.getvalue() == b"last\n"


@pytest.mark.usefixtures("signals")
def test_a_command_ends_if_its_streams_are_closed(monkeypatch: pytest.MonkeyPatch):
    closed = io.TextIOWrapper(io.BytesIO())
    closed.close()
    monkeypatch.setattr(sys, "stdout", closed)
    monkeypatch.setattr(sys, "stderr", None)
    assert ended(monkeypatch) == 5


@pytest.mark.usefixtures("signals")
def test_at_the_end_signals_have_their_default_action_unless_they_are_ignored(monkeypatch: pytest.MonkeyPatch):
    ignored, *handled = ENDING
    signal.signal(ignored, signal.SIG_IGN)
    for number in handled:
        signal.signal(number, lambda *_: None)
    ended(monkeypatch)
    assert [signal.getsignal(number) for number in ENDING] == [signal.SIG_IGN, *(signal.SIG_DFL for _ in handled)]


@pytest.mark.parametrize("arguments", ["help codes", "--help", "--version", "build --help"])
def test_output_that_nobody_reads_ends_the_command_without_a_message_or_success(arguments: str):
    reader, writer = os.pipe()
    os.close(reader)
    try:
        ran = subprocess.run(
            [sys.executable, "-m", "digest", *arguments.split()], stdout=writer, stderr=subprocess.PIPE, check=False
        )
    finally:
        os.close(writer)
    assert (ran.returncode, ran.stderr) == (141, b"")
