"""Restart digest (exec) in Python's UTF-8 mode if the locale has another encoding of file names, with the arguments of the command
line decoded from the terminal's encoding: a site has the same bytes everywhere."""

from __future__ import annotations

import os
import sys
from contextlib import suppress


def use_utf8() -> str:
    """Restart this process in Python's UTF-8 mode (PEP 540) if its encoding of file names is not UTF-8.

    File names are then read as in a UTF-8 locale. Returns the encoding if restarting is impossible, '' if it is not necessary.
    """
    encoding = sys.getfilesystemencoding()
    if encoding.lower().replace("_", "-") == "utf-8":
        with suppress(AttributeError, ValueError):  # closed, or not a text stream
            sys.stdout.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]  # raises AttributeError if it is not
        return ""
    if sys.flags.utf8_mode or not sys.executable or len(sys.orig_argv) < 2:
        return encoding
    os.environ["PYTHONUTF8"] = "1"
    if all(stream is not None and stream.isatty() for stream in (sys.stdout, sys.stderr)):
        # A terminal needs its own encoding; files and pipes get UTF-8.
        os.environ.setdefault("PYTHONIOENCODING", f"{sys.stdout.encoding}:backslashreplace")
    decoded_arguments = [_decoded_argument(data, encoding) for data in _raw_arguments()]
    try:
        os.execv(sys.executable, [os.fsencode(sys.executable), b"-X", b"utf8", *decoded_arguments])
    except OSError:
        return encoding


def _raw_arguments() -> list[bytes]:
    """Return the arguments of the command line: the original bytes if the system has them."""
    with suppress(OSError), open("/proc/self/cmdline", "rb") as file:  # some encodings do not restore the original bytes
        raw_arguments = file.read().split(b"\0")[1:-1]
        if len(raw_arguments) == len(sys.orig_argv) - 1:
            return raw_arguments
    return [os.fsencode(text) for text in sys.orig_argv[1:]]


def _decoded_argument(data: bytes, encoding: str) -> bytes:
    """Return an argument in UTF-8, converted from the terminal's encoding unless it is the name of an existing file."""
    with suppress(UnicodeDecodeError):
        data.decode()
        return data
    with suppress(UnicodeDecodeError):
        return data if os.path.lexists(data) else data.decode(encoding).encode()
    return data
