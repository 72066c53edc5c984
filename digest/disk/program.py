"""The name of this very program: its own source files, the installed distributions, and Python. No version to bump by hand."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from digest.disk.files import read_bytes
from digest.fingerprint import content_hash, fingerprint

PACKAGE = Path(__file__).resolve().parent.parent


@lru_cache(maxsize=1)
def program() -> str:
    """Equal for two runs of which equal inputs make equal bytes."""
    return fingerprint(sources(), _distributions(), sys.version)


def sources() -> list[tuple[str, str]]:
    """The path of each of digest's own source files, and the hash of its bytes."""
    return [(path, content_hash(read_bytes(f"{PACKAGE}/{path}"))) for path in sorted(_sources(str(PACKAGE)))]


def _sources(folder: str, below: str = "") -> Iterator[str]:
    """The paths of the Python files below this folder; `pathlib` takes three times as long, at each start."""
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.endswith(".py"):
                yield below + entry.name
            elif entry.name not in ("_themes", "__pycache__") and entry.is_dir():
                yield from _sources(entry.path, f"{below}{entry.name}/")


def _distributions() -> list[str]:
    """The names and versions of what is installed: the folders *.dist-info on the path."""
    found: set[str] = set()
    for folder in sys.path:
        try:
            names = os.listdir(folder or ".")
        except OSError:
            continue
        found.update(name for name in names if name.endswith(".dist-info"))
    return sorted(found)
