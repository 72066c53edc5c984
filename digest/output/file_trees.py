"""Files and folders that are put in place or restored; and the removal of those that are no longer needed."""

from __future__ import annotations

import contextlib
import errno
import os
import stat
from pathlib import Path

IN_THE_WAY = (errno.EEXIST, errno.EISDIR, errno.ENOTDIR, errno.ENOTEMPTY)


def mode_of(path: Path) -> int:
    """The file's mode, as in `stat`; 0 if there is none. Raises OSError if that is unknown, so that no file is overlooked."""
    try:
        return os.lstat(path).st_mode
    except (FileNotFoundError, NotADirectoryError):
        return 0


def holds_link(folder: Path) -> bool:
    """Whether this is a symbolic link or contains one, at any depth; no build makes one."""
    if folder.is_symlink():
        return True
    return any(os.path.islink(os.path.join(above, name)) for above, *names in os.walk(folder) for name in (*names[0], *names[1]))


def prune_empty(output: Path, name: str) -> bool:
    """Remove the folders above a path that are empty now; whether none was left for another reason than that it is not."""
    for folder in list(Path(name).parents)[:-1]:
        try:
            os.rmdir(output / folder)
        except FileNotFoundError:
            continue
        except OSError as error:
            return error.errno in IN_THE_WAY
    return True


def remove_empty(path: Path) -> None:
    """Remove a folder that contains nothing but empty folders."""
    if stat.S_ISDIR(mode_of(path)):
        for folder, _, _ in os.walk(path, topdown=False):
            with contextlib.suppress(OSError):
                os.rmdir(folder)


def unlink(path: Path) -> None:
    """Remove a file, if that is possible."""
    with contextlib.suppress(OSError):
        os.unlink(path)


def remove_tree(path: Path) -> None:
    """Remove a file, or a folder with all that is in it. Raises OSError for a file."""
    mode = mode_of(path)
    if stat.S_ISDIR(mode):
        import shutil  # takes 3 ms, and most builds remove no folder

        shutil.rmtree(path, ignore_errors=True)
    elif mode:
        path.unlink(missing_ok=True)
