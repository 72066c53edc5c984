"""The key of the running program: a hash of its source files, the installed packages, and Python. No version has to be bumped."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from digest.cache_keys import program_key
from digest.files.file_reading import read_bytes
from digest.hashing import content_hash

PACKAGE_FOLDER = Path(__file__).resolve().parent.parent


@lru_cache(maxsize=1)
def program() -> str:
    """Equal for two runs of which equal inputs make equal bytes."""
    return program_key(sources(), _distributions(), sys.version)


def sources() -> list[tuple[str, str]]:
    """The path of each of digest's own source files, and the hash of its bytes."""
    return [(path, content_hash(read_bytes(f"{PACKAGE_FOLDER}/{path}"))) for path in sorted(_source_paths(str(PACKAGE_FOLDER)))]


def _source_paths(folder: str, subfolder: str = "") -> Iterator[str]:
    """The paths of the Python files below this folder; `pathlib` takes three times as long, at each start."""
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.endswith(".py"):
                yield subfolder + entry.name
            elif entry.name not in ("_themes", "__pycache__") and entry.is_dir():
                yield from _source_paths(entry.path, f"{subfolder}{entry.name}/")


def source_hash(path: str) -> str:
    """The hash of one of digest's own source files."""
    return content_hash(read_bytes(f"{PACKAGE_FOLDER}/{path}"))


@lru_cache
def installed_version(name: str) -> str:
    """The version of an installed distribution, by its name in lower case; '' if there is none. Nothing of it is imported."""
    names = (folder_name.removesuffix(".dist-info").rpartition("-") for folder_name in _distributions())
    return next((version for distribution, _, version in names if distribution.lower() == name), "")


def _distributions() -> list[str]:
    """The names and versions of what is installed: the folders *.dist-info on the path."""
    distributions: set[str] = set()
    for folder in sys.path:
        try:
            names = os.listdir(folder or ".")
        except OSError:
            continue
        distributions.update(name for name in names if name.endswith(".dist-info"))
    return sorted(distributions)
