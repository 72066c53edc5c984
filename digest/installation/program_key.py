"""The key of the running program: hashes of digest's source files, names and versions of installed distributions (from the folders
`*.dist-info` on `sys.path`), and Python's version."""

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
    """Return the key of the program. With equal keys, equal inputs result in equal outputs."""
    return program_key(sources(), _distribution_folders(), sys.version)


def sources() -> list[tuple[str, str]]:
    """Return the path of each source file of digest, with the hash of its bytes."""
    return [(path, content_hash(read_bytes(f"{PACKAGE_FOLDER}/{path}"))) for path in sorted(_source_paths(str(PACKAGE_FOLDER)))]


def _source_paths(folder: str, subfolder: str = "") -> Iterator[str]:
    """Yield the paths of the Python files in this folder and its subfolders. `pathlib` would be three times slower."""
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.endswith(".py"):
                yield subfolder + entry.name
            elif entry.name not in ("_themes", "__pycache__") and entry.is_dir():
                yield from _source_paths(entry.path, f"{subfolder}{entry.name}/")


def source_hash(path: str) -> str:
    """Return the hash of a source file of digest."""
    return content_hash(read_bytes(f"{PACKAGE_FOLDER}/{path}"))


@lru_cache
def installed_version(name: str) -> str:
    """Return the version of an installed distribution, without importing it; '' if it is not installed. `name` is in lower case."""
    names = (folder_name.removesuffix(".dist-info").rpartition("-") for folder_name in _distribution_folders())
    return next((version for distribution, _, version in names if distribution.lower() == name), "")


def _distribution_folders() -> list[str]:
    """Return the names of the folders *.dist-info on the path, which contain name and version of each installed distribution."""
    folder_names: set[str] = set()
    for folder in sys.path:
        try:
            names = os.listdir(folder or ".")
        except OSError:
            continue
        folder_names.update(name for name in names if name.endswith(".dist-info"))
    return sorted(folder_names)
