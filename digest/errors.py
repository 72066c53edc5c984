"""Errors that end a command: what went wrong, what to do about it, and with which exit code."""

from __future__ import annotations

from collections.abc import Iterable

from digest.diagnostics import Diagnostic


class DigestError(Exception):
    """An error that the user can fix; the command line prints it and ends with its exit code."""

    exit_code = 1

    def __init__(self, message: str = "", *, hint: str = "", diagnostics: Iterable[Diagnostic] = ()) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.diagnostics = tuple(diagnostics)


class ContentError(DigestError):
    """Articles, registries or templates that cannot become a site."""


class UsageError(DigestError):
    """A command that cannot run: an invalid option, a folder that is refused, a missing extra."""

    exit_code = 2


class ConfigError(UsageError):
    """Invalid settings."""


class DiskError(DigestError):
    """The disk refused: full, read-only, no permission, too many open files."""

    exit_code = 3


class ClusterError(DigestError):
    """A cluster that cannot be used: no scheduler, no workers, or workers that would produce other bytes."""

    exit_code = 3


class StaleError(DigestError):
    """An output folder that differs from what a build would write now."""


class PublishError(DigestError):
    """A push that git or the remote refused, or that would lose the work of others."""


class LockedError(DigestError):
    """Another build of the same site is running (75 is EX_TEMPFAIL of sysexits.h)."""

    exit_code = 75
