"""Extensions as data: their code, the planners, filters and importers that they add, and the diagnostic with file and line when one
of these functions raises an exception. `inputs/extension_loader.py` finds and runs the code.

This module defines only the data types. `inputs/extension_loader.py` finds and runs the code; it is imported only for sites with
extensions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from msgspec import Struct

from digest.diagnostics import Diagnostic
from digest.errors import ContentError
from digest.signals import INTERRUPTIONS

EXTENSIONS_FOLDER = "extensions"
"""The folder of a site's own extensions. Files that the settings do not name are never run."""

EXTENSION_GROUPS = ("planners", "filters", "importers")
"""The kinds of extensions. The entry point group is `digest.` and the name; the variable in a site's own file is PLANNERS etc."""

EXTENSION_HINT = "see: digest help extending"
EXTENSION_FIX = "fix the extension, or remove it from digest.yml"


class Code(Struct, frozen=True):
    """The code of one extension, read from disk but not run."""

    name: str
    """The name in the settings: a file in extensions/, or an installed package."""
    key: str
    """The hash of all its bytes, and of the version of a package."""
    roots: tuple[str, ...]
    """The prefixes of its file names in tracebacks."""
    line: int
    column: int
    """Line and column of the name in the settings."""
    text: bytes = b""
    """The content of a site's own file."""
    entries: tuple[tuple[str, str, str], ...] = ()
    """The entry points of a package: group, name, and `module:function`."""

    @property
    def message_name(self) -> str:
        """The name of the extension in messages."""
        return f"{EXTENSIONS_FOLDER}/{self.name}" if self.name.endswith(".py") else f"the package {self.name}"


class Addition(Struct, frozen=True):
    """One function that an extension adds, and where it is defined."""

    code: Code
    group: str
    name: str
    function: Callable[..., Any]
    path: str
    line: int

    def __str__(self) -> str:
        return f"the {self.group.removesuffix('s')} {self.name} of {self.code.message_name}"

    def diagnostic(self, code: str, message: str, hint: str = EXTENSION_HINT) -> Diagnostic:
        """Return an error of this function."""
        return Diagnostic(self.path, self.line, 1, code, f"{self}: {message}", hint)

    def run(self, call: Callable[[Callable[..., Any]], Any]) -> Any:
        """Return `call(function)`. Raises ContentError for any exception of the function, with the line that raised it."""
        try:
            return call(self.function)
        except INTERRUPTIONS:
            raise
        except BaseException as error:  # noqa: BLE001 - extensions may raise any exception
            path, error_line = error_location(error, self.code.roots) or (self.path, self.line)
            diagnostic = Diagnostic(path, error_line, 1, "E702", f"{self}: {described_error(error)}", EXTENSION_FIX)
            raise ContentError(diagnostics=[diagnostic]) from None


class Additions(Struct, frozen=True):
    """The functions that all extensions of a site add, by kind."""

    planners: tuple[Addition, ...] = ()
    filters: tuple[Addition, ...] = ()
    importers: tuple[Addition, ...] = ()

    @property
    def filter_keys(self) -> dict[str, str]:
        """The code key of each filter, by filter name."""
        return {filter.name: filter.code.key for filter in self.filters}


NO_ADDITIONS = Additions()


def error_location(error: BaseException, roots: Iterable[str]) -> tuple[str, int] | None:
    """Return the innermost file and line below these roots in the error's traceback, or None."""
    roots = tuple(roots)
    innermost_line = None
    if isinstance(error, SyntaxError) and error.filename and error.filename.startswith(roots):
        return error.filename, error.lineno or 1
    # The frame of a generator that raises StopIteration is not in the traceback of the resulting RuntimeError (PEP 479).
    error_frame = error.__cause__.__traceback__ if isinstance(error.__cause__, StopIteration) else error.__traceback__
    while error_frame is not None:
        code_file = error_frame.tb_frame.f_code.co_filename
        if code_file.startswith(roots):
            innermost_line = code_file, error_frame.tb_lineno
        error_frame = error_frame.tb_next
    return innermost_line


def described_error(error: BaseException) -> str:
    """Return the type and message of an error in one line."""
    try:
        error_message = error.msg if isinstance(error, SyntaxError) else str(error)
    except Exception:  # noqa: BLE001 - `__str__` may be the extension's own code
        error_message = ""
    error_message = error_message.encode(errors="backslashreplace").decode()  # lone surrogates cannot be printed
    return " ".join(f"{type(error).__name__}: {error_message}".rstrip(": ").split())
