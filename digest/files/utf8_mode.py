"""Python's UTF-8 mode, whatever the locale is: file names are bytes on Linux, and a site has the same bytes everywhere."""

from __future__ import annotations

import os
import sys
from contextlib import suppress


def use_utf8() -> str:
    """Start this process again in Python's UTF-8 mode (PEP 540) if it would read names of files in another encoding.

    The site's files are then named and read as under a UTF-8 locale. Returns the encoding if that cannot be done, '' if nothing has
    to be.
    """
    encoding = sys.getfilesystemencoding()
    if encoding.lower().replace("_", "-") == "utf-8":
        with suppress(AttributeError, ValueError):  # closed, or not a stream of text
            sys.stdout.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]  # else an AttributeError
        return ""
    if sys.flags.utf8_mode or not sys.executable or len(sys.orig_argv) < 2:
        return encoding
    os.environ["PYTHONUTF8"] = "1"
    if all(stream is not None and stream.isatty() for stream in (sys.stdout, sys.stderr)):
        # The terminal shows its own encoding; what is written into a file or pipe is UTF-8.
        os.environ.setdefault("PYTHONIOENCODING", f"{sys.stdout.encoding}:backslashreplace")
    decoded_arguments = [_decoded_argument(data, encoding) for data in _raw_arguments()]
    try:
        os.execv(sys.executable, [os.fsencode(sys.executable), b"-X", b"utf8", *decoded_arguments])
    except OSError:
        return encoding


def _raw_arguments() -> list[bytes]:
    """The arguments of the command line: as they were given, if the system has them."""
    with suppress(OSError), open("/proc/self/cmdline", "rb") as file:  # some encodings do not give back what they were made of
        raw_arguments = file.read().split(b"\0")[1:-1]
        if len(raw_arguments) == len(sys.orig_argv) - 1:
            return raw_arguments
    return [os.fsencode(text) for text in sys.orig_argv[1:]]


def _decoded_argument(data: bytes, encoding: str) -> bytes:
    """An argument as UTF-8, if it names no file and was typed in the encoding of the terminal."""
    with suppress(UnicodeDecodeError):
        data.decode()
        return data
    with suppress(UnicodeDecodeError):
        return data if os.path.lexists(data) else data.decode(encoding).encode()
    return data
