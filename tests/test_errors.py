"""Errors that end a command, and their exit codes."""

from __future__ import annotations

import pytest

from digest.diagnostics import Diagnostic
from digest.errors import (
    ClusterError,
    ConfigError,
    ContentError,
    DigestError,
    DiskError,
    LockedError,
    PublishError,
    StaleError,
    UsageError,
)

FOUND = Diagnostic("content/a.md", 1, 3, "E301", "message")


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        (DigestError, 1),
        (ContentError, 1),
        (UsageError, 2),
        (ConfigError, 2),
        (DiskError, 3),
        (ClusterError, 3),
        (StaleError, 1),
        (PublishError, 1),
        (LockedError, 75),
    ],
)
def test_each_kind_of_error_has_its_exit_code(kind: type[DigestError], code: int):
    error = kind("message", hint="hint", diagnostics=iter([FOUND]))
    assert (error.exit_code, error.message, error.hint, error.diagnostics, str(error)) == (
        code,
        "message",
        "hint",
        (FOUND,),
        "message",
    )


def test_invalid_settings_are_a_kind_of_invalid_use():
    assert issubclass(ConfigError, UsageError)
    assert (DigestError().message, DigestError().hint, DigestError().diagnostics) == ("", "", ())
