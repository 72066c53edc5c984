"""The name of this very program: its own source files, the installed distributions, and Python. No version to bump by hand."""

from __future__ import annotations

import os
import sys
from functools import lru_cache
from pathlib import Path

from digest.disk.files import read_bytes
from digest.fingerprint import content_hash, fingerprint

PACKAGE = Path(__file__).resolve().parent.parent


@lru_cache(maxsize=1)
def program() -> str:
    """Equal for two runs of which equal inputs make equal bytes."""
    sources = sorted(path for path in PACKAGE.rglob("*.py") if "_themes" not in path.parts)
    own = [(str(path.relative_to(PACKAGE)), content_hash(read_bytes(str(path)))) for path in sources]
    return fingerprint(own, _distributions(), sys.version)


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
