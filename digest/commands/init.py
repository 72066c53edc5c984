"""`digest init`: a new site that builds."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from digest.errors import DiskError, UsageError

STARTER = Path(__file__).parent / "starter"

RENAMED = {"gitignore": ".gitignore"}
"""Dot-files lie in the package under plain names, so that no tool takes them for its own."""


def init_site(folder: Path) -> list[str]:
    """Write the starter site into a folder that is empty or missing, and return the paths made, in order.

    Raises UsageError if the folder holds anything, DiskError if it cannot be written.
    """
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"{folder} is a file", hint="name a folder that is empty or not there yet")
    try:
        present = sorted(path.name for path in folder.iterdir() if path.name != ".git") if folder.exists() else []
        if present:
            raise UsageError(f"{folder} is not empty (there is {present[0]})", hint="name a folder that is empty or not there yet")
        return list(_write(folder))
    except OSError as error:
        raise DiskError(f"{error.filename}: {error.strerror}", hint="check the disk, and the permissions") from None


def _write(folder: Path) -> Iterator[str]:
    for source in sorted(STARTER.rglob("*")):
        if source.is_file() and "__pycache__" not in source.parts:
            relative = source.relative_to(STARTER)
            place = folder / relative.with_name(RENAMED.get(relative.name, relative.name))
            place.parent.mkdir(parents=True, exist_ok=True)
            with place.open("xb") as file:
                file.write(source.read_bytes())
            yield place.relative_to(folder).as_posix()
