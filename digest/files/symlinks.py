"""The rules for symbolic links in a site's folder: find the first link in a path, refuse to write or remove anything through it,
and refuse to read links out of the site or into an output folder; flags for opening files without links.

Nothing is written or removed through a link, and a link is read only if it leads to the site's own sources. The site's folder and
the folders above it may be links: they are the user's choice.
"""

from __future__ import annotations

import os
from pathlib import Path

from digest.errors import UsageError
from digest.output_paths import printable

LIST_OF_FILES = ".digest-files"
"""The dot-file in an output folder that lists every file that digest wrote there: one path per line, sorted."""

NOFOLLOW = getattr(os, "O_NOFOLLOW", 0)

CREATE_FILE_FLAGS = os.O_WRONLY | os.O_CREAT | os.O_EXCL | NOFOLLOW | getattr(os, "O_BINARY", 0)
"""The flags for creating a new file, which must not exist."""


def first_link(root: Path, path: Path) -> Path | None:
    """Return the first symbolic link between `root` and this path, including the path; None without one or for a path outside."""
    if not path.is_relative_to(root):
        return None
    path_so_far = root
    for part in path.relative_to(root).parts:
        path_so_far = path_so_far / part
        if path_so_far.is_symlink():
            return path_so_far
    return None


def refuse_link(root: Path, path: Path) -> None:
    """Raise UsageError if this path, or a folder between it and the site's `root`, is a symbolic link. Call this before writing."""
    link = first_link(root, path)
    if link:
        raise link_refusal(link.relative_to(root).as_posix(), link)


def link_refusal(path: str, link: Path) -> UsageError:
    """Return the error for a link through which a file would be written or removed."""
    message = f"{printable(path)} is a symbolic link, to {_link_target(link)}"
    return UsageError(
        f"{message}: digest writes and removes nothing through a link in the site", hint="replace the link by what it leads to"
    )


def _link_target(link: Path) -> str:
    try:
        return printable(os.readlink(link))
    except OSError:
        return "an unknown place"


def unreadable(root: Path, real_path: str) -> str:
    """Return why a link to this real path must not be read, or ''. The text continues "a link that"."""
    root_prefix = os.path.realpath(root) + os.sep
    path_segments = real_path.removeprefix(root_prefix).split(os.sep)
    # Hidden files, such as .digest, .git and .env, are not part of a site.
    if not real_path.startswith(root_prefix) or any(part.startswith(".") for part in path_segments):
        return "leads out of the site"
    # Output files are not sources: otherwise the site would depend on earlier builds.
    if any(
        os.path.lexists(os.path.join(root_prefix, *path_segments[:end], LIST_OF_FILES)) for end in range(1, len(path_segments) + 1)
    ):
        return "leads into an output folder"
    return ""
