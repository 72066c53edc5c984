"""The exception classes that end a command (content, usage, settings, disk, cluster, stale output, publishing, lock), with message,
hint, diagnostics and exit code."""

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
    """Errors in articles, registries or templates that prevent a build."""


class UsageError(DigestError):
    """A command cannot run: an invalid option, a folder that is refused, a missing extra."""

    exit_code = 2


class ConfigError(UsageError):
    """Invalid settings."""


class DiskError(DigestError):
    """The file system returned an error: full, read-only, no permission, too many open files."""

    exit_code = 3


class ClusterError(DigestError):
    """The cluster cannot be used: no scheduler, no workers, or workers that would produce different output."""

    exit_code = 3


class StaleError(DigestError):
    """The output folder differs from what a build would write now."""


class PublishError(DigestError):
    """Git or the remote refused a push, or the push would lose the work of others."""


class LockedError(DigestError):
    """Another build of the same site is running (75 is EX_TEMPFAIL of sysexits.h)."""

    exit_code = 75
