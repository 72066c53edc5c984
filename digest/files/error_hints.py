"""Hints for disk errors by error code (errno), such as a name that is too long, a disk that can only be read, or a folder in the
place of a file."""

from __future__ import annotations

import errno

_DISK_ERROR_HINTS: dict[int | None, str] = {
    errno.EFBIG: "make it smaller",
    errno.EISDIR: "a folder is in the place of a file: rename it",
    errno.ENAMETOOLONG: "use a shorter name",
    errno.ENOTDIR: "a file is in the place of a folder: rename it",
    errno.EXDEV: "another disk is mounted there: unmount it, or choose another folder",
    errno.EROFS: "the disk can only be read: choose another one, or mount it for writing",
}


def hint_of(error: OSError, otherwise: str) -> str:
    """Return the hint for this error; `otherwise` if its code has no special hint."""
    return _DISK_ERROR_HINTS.get(error.errno, otherwise)
