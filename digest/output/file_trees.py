"""Small helpers of the journal for files and folders: the mode of a path, symbolic links in a folder, and removal of files, trees
and empty folders."""

from __future__ import annotations

import contextlib
import errno
import os
import stat
from pathlib import Path

IN_THE_WAY = (errno.EEXIST, errno.EISDIR, errno.ENOTDIR, errno.ENOTEMPTY)


def mode_of(path: Path) -> int:
    """Return the file's mode, as in `stat`, or 0 if it does not exist. Raises OSError if it cannot be determined."""
    try:
        return os.lstat(path).st_mode
    except (FileNotFoundError, NotADirectoryError):
        return 0


def contains_link(folder: Path) -> bool:
    """Return whether this is a symbolic link or contains one, at any depth. Builds never make links."""
    if folder.is_symlink():
        return True
    return any(os.path.islink(os.path.join(above, name)) for above, *names in os.walk(folder) for name in (*names[0], *names[1]))


def prune_empty(output: Path, name: str) -> bool:
    """Remove the empty folders above a path. Return False if an empty folder could not be removed."""
    for folder in list(Path(name).parents)[:-1]:
        try:
            os.rmdir(output / folder)
        except FileNotFoundError:
            continue
        except OSError as error:
            return error.errno in IN_THE_WAY
    return True


def remove_empty(path: Path) -> None:
    """Remove a folder that contains only empty folders."""
    if stat.S_ISDIR(mode_of(path)):
        for folder, _, _ in os.walk(path, topdown=False):
            with contextlib.suppress(OSError):
                os.rmdir(folder)


def unlink(path: Path) -> None:
    """Remove a file, and ignore any error."""
    with contextlib.suppress(OSError):
        os.unlink(path)


def remove_tree(path: Path) -> None:
    """Remove a file, or a folder with its contents. Raises OSError if a file cannot be removed; errors in folders are ignored."""
    mode = mode_of(path)
    if stat.S_ISDIR(mode):
        import shutil  # takes 3 ms, and most builds remove no folder

        shutil.rmtree(path, ignore_errors=True)
    elif mode:
        path.unlink(missing_ok=True)
