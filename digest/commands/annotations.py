"""Faults for programs: as JSON, and as the annotations of GitHub's workflows."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from digest.errors import Fault
from digest.permalinks import printable


def as_json(faults: Iterable[Fault]) -> str:
    """A list of objects: path, line, column, code, severity (`fault`, `warning`, `note`), message, hint."""
    listed = [
        {
            "path": printable(fault.path),
            "line": fault.line,
            "column": fault.column,
            "code": fault.code,
            "severity": severity(fault),
            "message": printable(fault.message),
            "hint": printable(fault.hint),
        }
        for fault in faults
    ]
    return msgspec.json.format(msgspec.json.encode(listed), indent=2).decode()


def severity(fault: Fault) -> str:
    """`fault`, `warning` or `note`."""
    return "fault" if fault.is_error else "warning" if fault.is_warning else "note"


_COMMANDS = {"fault": "error", "warning": "warning", "note": "notice"}


def as_annotation(fault: Fault) -> str:
    """A workflow command (docs.github.com, "Workflow commands for GitHub Actions"); escaped as in actions/toolkit, command.ts."""
    where = f"file={_property(fault.path)},line={fault.line},col={fault.column},title={_property(fault.code)}"
    said = f"{fault.message} ({fault.hint})" if fault.hint else fault.message
    return f"::{_COMMANDS[severity(fault)]} {where}::{_data(said)}"


def _data(text: str) -> str:
    return printable(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
