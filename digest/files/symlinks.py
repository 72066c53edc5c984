"""Symbolic links below a site's folder: they may come with a clone, and lead anywhere. This file decides what is allowed with
them.

Nothing is written or removed through one, and one is read only if it leads to the site's own sources. The site's folder itself,
and the folders above it, are the user's choice.
"""

from __future__ import annotations

import os
from pathlib import Path

from digest.errors import UsageError
from digest.output_paths import printable

LIST_OF_FILES = ".digest-files"
"""The dot-file in an output folder that names every file which digest wrote there, a path a line, sorted."""

NOFOLLOW = getattr(os, "O_NOFOLLOW", 0)

CREATE_FILE_FLAGS = os.O_WRONLY | os.O_CREAT | os.O_EXCL | NOFOLLOW | getattr(os, "O_BINARY", 0)
"""How every file of ours is opened that does not exist yet."""


def first_link(root: Path, path: Path) -> Path | None:
    """The first symbolic link on the way from `root` to this path, itself included; None without one, or for a path outside."""
    if not path.is_relative_to(root):
        return None
    place = root
    for part in path.relative_to(root).parts:
        place = place / part
        if place.is_symlink():
            return place
    return None


def refuse_link(root: Path, path: Path) -> None:
    """Raise UsageError if this path, or a folder between it and the site's `root`, is a symbolic link. Called before writing."""
    link = first_link(root, path)
    if link:
        raise link_refusal(link.relative_to(root).as_posix(), link)


def link_refusal(path: str, link: Path) -> UsageError:
    """The refusal of a link through which something would be written or removed."""
    message = f"{printable(path)} is a symbolic link, to {_link_target(link)}"
    return UsageError(
        f"{message}: digest writes and removes nothing through a link in the site", hint="replace the link by what it leads to"
    )


def _link_target(link: Path) -> str:
    try:
        return printable(os.readlink(link))
    except OSError:
        return "an unknown place"


def unreadable(root: Path, real: str) -> str:
    """Why a link that ends at this real path must not be read: '' if it may be. It reads on after "a link that"."""
    root_prefix = os.path.realpath(root) + os.sep
    path_segments = real.removeprefix(root_prefix).split(os.sep)
    # Nor to what is hidden in it: .digest, .git, .env are in no site.
    if not real.startswith(root_prefix) or any(part.startswith(".") for part in path_segments):
        return "leads out of the site"
    # What an earlier build made is no source: the site would depend on how it was built before.
    if any(
        os.path.lexists(os.path.join(root_prefix, *path_segments[:end], LIST_OF_FILES)) for end in range(1, len(path_segments) + 1)
    ):
        return "leads into an output folder"
    return ""
