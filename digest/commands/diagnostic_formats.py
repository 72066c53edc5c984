"""Diagnostics for other programs: as JSON, and as the annotations of GitHub's workflows."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from digest.diagnostics import Diagnostic
from digest.output_paths import printable


def as_json(diagnostics: Iterable[Diagnostic]) -> str:
    """A list of objects: path, line, column, code, severity (`fault`, `warning`, `note`), message, hint."""
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
    """`fault` (an error: the word is part of the JSON interface), `warning` or `note`."""
    return "fault" if diagnostic.is_error else "warning" if diagnostic.is_warning else "note"


_WORKFLOW_COMMANDS = {"fault": "error", "warning": "warning", "note": "notice"}


def as_annotation(diagnostic: Diagnostic) -> str:
    """A workflow command (docs.github.com, "Workflow commands for GitHub Actions"); escaped as in actions/toolkit, command.ts."""
    path, title = _escaped_property(diagnostic.path), _escaped_property(diagnostic.code)
    where = f"file={path},line={diagnostic.line},col={diagnostic.column},title={title}"
    message = f"{diagnostic.message} ({diagnostic.hint})" if diagnostic.hint else diagnostic.message
    return f"::{_WORKFLOW_COMMANDS[severity(diagnostic)]} {where}::{_escaped_data(message)}"


def _escaped_data(text: str) -> str:
    return printable(text).replace("%", "%25")  # line ends are written as escapes already


def _escaped_property(text: str) -> str:
    return _escaped_data(text).replace(":", "%3A").replace(",", "%2C")
