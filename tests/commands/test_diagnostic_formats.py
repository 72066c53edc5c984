"""Diagnostics for programs: as JSON, and as escaped annotations of a workflow."""

from __future__ import annotations

import json

import pytest

from digest.commands.check import as_annotation, as_json, severity
from digest.diagnostics import Diagnostic, tolerate


@pytest.mark.parametrize(
    ("code", "name", "command"), [("E301", "fault", "error"), ("W303", "warning", "warning"), ("N302", "note", "notice")]
)
def test_the_severity_in_json_and_annotations(code: str, name: str, command: str):
    diagnostic = Diagnostic("content/a.md", 3, 5, code, "message", "hint")
    assert json.loads(as_json([diagnostic])) == [
        {"path": "content/a.md", "line": 3, "column": 5, "code": code, "severity": name, "message": "message", "hint": "hint"}
    ]
    assert as_annotation(diagnostic) == f"::{command} file=content/a.md,line=3,col=5,title={code}::message (hint)"
    assert as_annotation(Diagnostic("content/a.md", 3, 5, code, "message")).endswith("::message")


def test_a_tolerated_error_is_a_warning():
    (diagnostic,) = tolerate([Diagnostic("a", 1, 1, "E301", "m")], ["E301"])
    assert severity(diagnostic) == "warning" and as_annotation(diagnostic).startswith("::warning ")


def test_special_characters_of_workflow_commands_are_escaped():
    diagnostic = Diagnostic("a,b:c%.md", 1, 1, "E301", "100% of\nthis: a, b", "")
    assert as_annotation(Diagnostic("a\rb", 1, 1, "E301", "c\rd\n::error::", "e\n")).splitlines() == [
        "::error file=a\\rb,line=1,col=1,title=E301::c\\rd\\n::error:: (e\\n)"
    ]
    assert as_annotation(diagnostic) == "::error file=a%2Cb%3Ac%25.md,line=1,col=1,title=E301::100%25 of\\nthis: a, b"
    assert json.loads(as_json([diagnostic]))[0]["message"] == "100% of\\nthis: a, b"


def test_no_diagnostics_are_an_empty_list():
    assert json.loads(as_json([])) == []


def test_the_json_is_indented():
    assert as_json([Diagnostic("a", 3, 5, "E301", "m")]).startswith('[\n  {\n    "path": "a",\n    "line": 3,\n')
