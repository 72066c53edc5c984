"""Which folder is the output folder, and which cannot be one."""

from __future__ import annotations

import os
from pathlib import Path

from digest.errors import UsageError
from digest.files.symlinks import first_link
from digest.output_paths import printable

NEVER_OUTPUT = ("content", "themes", "extensions", ".digest", ".git", "digest.yml")
"""What in a site's folder can be no output folder, nor lie above or below one."""


def output_folder(root: Path, output: str) -> Path:
    """Where the site goes: relative to the site's folder unless the path is absolute. Raises UsageError for no path at all."""
    try:
        output.encode()
        return Path(os.path.abspath(root / Path(output).expanduser()))
    except UnicodeEncodeError:
        raise UsageError(f"{printable(output)} is not UTF-8", hint="choose another output folder") from None
    except RuntimeError:
        raise UsageError(f"{output} begins with the home folder of an unknown user", hint="choose another output folder") from None


def refuse_folder(output: Path, root: Path, *, is_given: bool = False) -> None:
    """Raise UsageError if the site must not be written to this folder, whatever is in it.

    With `is_given` the user named it with the command: links on the way to it are the user's own.
    """
    real_root = Path(os.path.realpath(root))
    real = Path(os.path.realpath(output))
    reason = ""
    if output.is_symlink():
        reason = "it is a symbolic link"
    elif real in (Path(real.anchor), Path(os.path.realpath(Path.home()))):
        reason = "it is your home folder or the root of the disk"
    elif real == real_root or real in real_root.parents:
        reason = "it contains the site itself"
    elif any(real == real_root / name or real_root / name in real.parents for name in NEVER_OUTPUT):
        reason = "it is a folder of the site's own files"
    elif os.path.lexists(output) and not output.is_dir():
        reason = "it is a file"
    elif output.is_dir() and os.path.ismount(output):
        reason = "another disk is mounted there"
    link = None if is_given or reason else first_link(root, output)
    if link:
        reason = f"{printable(link.relative_to(root).as_posix())} is a symbolic link, and digest writes nothing through one"
    if reason:
        raise UsageError(
            f"{output} cannot be the output folder: {reason}", hint="choose a folder that contains nothing else, such as site"
        )
