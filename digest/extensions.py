"""Extensions: functions of others for three tables of digest, and the diagnostics when one of them fails.

This file has only the values. `inputs/extension_loader.py` finds and runs the code; a site without extensions does not import it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from msgspec import Struct

from digest.diagnostics import Diagnostic
from digest.errors import ContentError
from digest.signals import INTERRUPTIONS

EXTENSIONS_FOLDER = "extensions"
"""Where a site has its own; what lies there and is not named in the settings is never run."""

EXTENSION_GROUPS = ("planners", "filters", "importers")
"""The tables, as entry points have them after `digest.`; a site's own file calls them PLANNERS and so on."""

EXTENSION_HINT = "see: digest help extending"
EXTENSION_FIX = "fix the extension, or remove it from digest.yml"


class Code(Struct, frozen=True):
    """The code of one extension as files on disk; none of it was run."""

    name: str
    """The name in the settings: a file of extensions/, or an installed package."""
    key: str
    """The hash of all its bytes, and of its version if it has one."""
    roots: tuple[str, ...]
    """How the names of its files begin in tracebacks."""
    line: int
    column: int
    """Where the settings name it."""
    text: bytes = b""
    """What a file of the site's own holds."""
    entries: tuple[tuple[str, str, str], ...] = ()
    """What a package offers: group, name, and `module:function`."""

    @property
    def message_name(self) -> str:
        """The name of the extension in messages."""
        return f"{EXTENSIONS_FOLDER}/{self.name}" if self.name.endswith(".py") else f"the package {self.name}"


class Addition(Struct, frozen=True):
    """One function that an extension adds to a table, and where it is written."""

    code: Code
    group: str
    name: str
    function: Callable[..., Any]
    path: str
    line: int

    def __str__(self) -> str:
        return f"the {self.group.removesuffix('s')} {self.name} of {self.code.message_name}"

    def diagnostic(self, code: str, message: str, hint: str = EXTENSION_HINT) -> Diagnostic:
        """An error of this function."""
        return Diagnostic(self.path, self.line, 1, code, f"{self}: {message}", hint)

    def run(self, call: Callable[[Callable[..., Any]], Any]) -> Any:
        """What `call(function)` returns. Raises ContentError for whatever the function raises, with the line that did."""
        try:
            return call(self.function)
        except INTERRUPTIONS:
            raise
        except BaseException as error:  # noqa: BLE001 - the code of others may raise anything
            path, line = error_location(error, self.code.roots) or (self.path, self.line)
            diagnostic = Diagnostic(path, line, 1, "E702", f"{self}: {described_error(error)}", EXTENSION_FIX)
            raise ContentError(diagnostics=[diagnostic]) from None


class Additions(Struct, frozen=True):
    """What all extensions of a site add, a table each."""

    planners: tuple[Addition, ...] = ()
    filters: tuple[Addition, ...] = ()
    importers: tuple[Addition, ...] = ()

    @property
    def filter_keys(self) -> dict[str, str]:
        """The key of each filter's code, by the name of the filter."""
        return {filter.name: filter.code.key for filter in self.filters}


NO_ADDITIONS = Additions()


def error_location(error: BaseException, roots: Iterable[str]) -> tuple[str, int] | None:
    """The innermost file and line below these roots that an error passed through; None if it passed through none."""
    roots = tuple(roots)
    innermost = None
    if isinstance(error, SyntaxError) and error.filename and error.filename.startswith(roots):
        return error.filename, error.lineno or 1
    # A generator that raises StopIteration is no frame of the RuntimeError that Python makes of it (PEP 479).
    frame = error.__cause__.__traceback__ if isinstance(error.__cause__, StopIteration) else error.__traceback__
    while frame is not None:
        name = frame.tb_frame.f_code.co_filename
        if name.startswith(roots):
            innermost = name, frame.tb_lineno
        frame = frame.tb_next
    return innermost


def described_error(error: BaseException) -> str:
    """What an error says, with its kind; in one line."""
    try:
        message = error.msg if isinstance(error, SyntaxError) else str(error)
    except Exception:  # noqa: BLE001 - it may be a class of the extension's
        message = ""
    message = message.encode(errors="backslashreplace").decode()  # a lone surrogate could not be printed
    return " ".join(f"{type(error).__name__}: {message}".rstrip(": ").split())
