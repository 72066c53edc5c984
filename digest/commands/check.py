"""`digest check`: its options, the inspection with all checks and the recording, its result with exit code by errors and warnings,
and its output as text with counts, as a JSON list, or as escaped annotations for GitHub's workflows. The checks are in
`site_checks.py`, the records in `publication_record.py`."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

import click
import msgspec
from msgspec import Struct

from digest.checks.leaks import is_restricted
from digest.command_options import State, shared_options
from digest.command_run import CommandRun
from digest.commands.open_site import instant, open_site, overridden
from digest.commands.publication_record import Recorded, recorded_lines
from digest.commands.publication_record import record_publication as record_published
from digest.config.config import Config
from digest.diagnostics import Diagnostic
from digest.errors import DigestError
from digest.inspection import inspect
from digest.output_paths import printable
from digest.signals import raise_on_ending_signals
from digest.site_checks import NOT_RECORDED, ExternalLinks, site_diagnostics


def as_json(diagnostics: Iterable[Diagnostic]) -> str:
    """Return the JSON list of objects with path, line, column, code, severity (`fault`, `warning`, `note`), message, hint."""
    json_rows = [
        {
            "path": printable(diagnostic.path),
            "line": diagnostic.line,
            "column": diagnostic.column,
            "code": diagnostic.code,
            "severity": severity(diagnostic),
            "message": printable(diagnostic.message),
            "hint": printable(diagnostic.hint),
        }
        for diagnostic in diagnostics
    ]
    return msgspec.json.format(msgspec.json.encode(json_rows), indent=2).decode()


def severity(diagnostic: Diagnostic) -> str:
    """Return `fault` (an error; the word is part of the JSON interface), `warning` or `note`."""
    return "fault" if diagnostic.is_error else "warning" if diagnostic.is_warning else "note"


_WORKFLOW_COMMANDS = {"fault": "error", "warning": "warning", "note": "notice"}


def as_annotation(diagnostic: Diagnostic) -> str:
    """Return a command of docs.github.com, "Workflow commands for GitHub Actions", escaped as in actions/toolkit, command.ts."""
    path, title = _escaped_annotation_property(diagnostic.path), _escaped_annotation_property(diagnostic.code)
    annotation_place = f"file={path},line={diagnostic.line},col={diagnostic.column},title={title}"
    message = f"{diagnostic.message} ({diagnostic.hint})" if diagnostic.hint else diagnostic.message
    return f"::{_WORKFLOW_COMMANDS[severity(diagnostic)]} {annotation_place}::{_escaped_annotation(message)}"


def _escaped_annotation(text: str) -> str:
    return printable(text).replace("%", "%25")  # `printable` escapes line ends


def _escaped_annotation_property(text: str) -> str:
    return _escaped_annotation(text).replace(":", "%3A").replace(",", "%2C")


class CheckResult(Struct, frozen=True):
    """The diagnostics of a check, and counts."""

    diagnostics: tuple[Diagnostic, ...]
    pages: int = 0
    """The number of pages of the site, as a build counts them; 0 if the output is not up to date, so they were not checked."""
    recorded: Recorded = Recorded()

    def exit_code(self, *, strict: bool) -> int:
        """Return the exit code of a build with these diagnostics: 2 if all errors are in the settings, 1 for any other error, with
        `strict` also for warnings.
        """
        errors = [diagnostic for diagnostic in self.diagnostics if diagnostic.is_error]
        if errors and all(diagnostic.code == "E601" for diagnostic in errors):
            return 2
        return int(bool(errors) or (strict and any(diagnostic.is_warning for diagnostic in self.diagnostics)))


@click.command("check")
@click.option("-D", "--drafts", is_flag=True, default=False, help="The same as for the build.")
@click.option("-F", "--future", is_flag=True, default=False, help="The same as for the build.")
@click.option("-b", "--base-url", default="", metavar="URL", help="The same as for the build.")
@click.option("-o", "--output", default="", metavar="DIR", help="The same as for the build.")
@click.option("-t", "--theme", default="", metavar="NAME", help="The same as for the build.")
@click.option("-s", "--strict", is_flag=True, default=False, help="Treat warnings as errors.")
@click.option("--external", is_flag=True, default=False, help="Check links to other sites too.")
@click.option("--record", is_flag=True, default=False, help="Record addresses and texts of articles, and editions, in content/.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "github"]),
    default="text",
    metavar="FORM",
    help="Output format: text, json, or github for annotations in its workflows.",
)
@click.option("-v", "--verbose", is_flag=True, default=False, help="Print every warning and note.")
@click.option("-q", "--quiet", is_flag=True, default=False, help="Print no warnings and notes.")
@shared_options
@click.pass_obj
def command(state: State, /, external: bool, record: bool, form: str, verbose: bool, quiet: bool, **settings: Any) -> None:
    """Find what is wrong with the site: content, house style, finished pages, lost addresses."""

    def announce_requests(count: int) -> None:
        click.echo(f"asking for {count} address{'es' * (count != 1)} of other sites…", err=True)

    state.terminal.set_verbosity(verbose=verbose, quiet=quiet)
    raise_on_ending_signals()
    try:
        root, config = open_site(state.root)
        config = overridden(config, settings)
        external_links = ExternalLinks(enabled=external, begin=announce_requests)
        check_run = CommandRun(waiting=lambda: click.echo("waiting for a build of this site…", err=True))
        check_result = check_site(root, config, instant(state.now, config), external_links, record=record, run=check_run)
        exit_code = check_result.exit_code(strict=config.strict)
    except DigestError as error:
        if form == "text" or not error.diagnostics:
            raise
        check_result, exit_code = CheckResult(error.diagnostics), error.exit_code
    _print_check_diagnostics(state, check_result.diagnostics, form)
    if record and exit_code:
        click.echo("nothing was recorded in content/published.tsv", err=True)
    for line in recorded_lines(check_result.recorded):
        click.echo(line, err=True)
    if form == "text":
        errors = sum(diagnostic.is_error for diagnostic in check_result.diagnostics)
        warnings = sum(diagnostic.is_warning for diagnostic in check_result.diagnostics)
        click.echo(
            f"checked {check_result.pages} pages: {errors} error{'s' * (errors != 1)}, {warnings} warning{'s' * (warnings != 1)}"
        )
    if exit_code:
        sys.exit(exit_code)


def _print_check_diagnostics(state: State, diagnostics: tuple[Diagnostic, ...], form: str) -> None:
    shown_diagnostics = [diagnostic for diagnostic in diagnostics if diagnostic.is_error or not state.terminal.quiet]
    if form == "json":
        click.echo(as_json(shown_diagnostics))
    elif form == "github":
        for diagnostic in shown_diagnostics:
            click.echo(as_annotation(diagnostic))
    else:
        state.terminal.diagnostics(diagnostics)


def check_site(
    root: Path, config: Config, now: datetime, links: ExternalLinks, *, record: bool, run: CommandRun | None = None
) -> CheckResult:
    """Check the whole site. `record` records its addresses, texts and editions in content/, unless the exit code is an error.

    Raises DiskError, LockedError, UsageError.
    """
    run = run or CommandRun()
    inspection = inspect(root, config, now, is_restricted, run, new_texts=record)
    page_count = inspection.plan.count if inspection.is_current else 0
    check_result = CheckResult(site_diagnostics(root, config, now, inspection, links), page_count)
    if not record or check_result.exit_code(strict=config.strict):
        return check_result
    remaining_diagnostics = tuple(diagnostic for diagnostic in check_result.diagnostics if diagnostic.code not in NOT_RECORDED)
    return CheckResult(remaining_diagnostics, page_count, record_published(root, inspection, run.waiting))
