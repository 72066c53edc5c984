"""A temporary folder in .digest for one run of a command at a time, with a lock. It is made empty, and removed at the end."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from digest.errors import DiskError
from digest.files.error_hints import hint_of
from digest.output.build_lock import locked, make_state_folder


@contextmanager
def scratch_folder(state: Path, command: str, waiting: Callable[[], None]) -> Iterator[Path]:
    """Make an empty folder in the site's `.digest` for one run of this command at a time, and remove it at the end of the block.

    It is not in the system's temporary folder, so that the next run finds and removes the folder of a killed run. `waiting` is
    called if another run uses the folder. Raises LockedError after ten seconds, DiskError.
    """
    make_state_folder(state)
    with locked(state / command, waiting, command_name=command):
        work_folder = state / command / "work"
        try:
            if work_folder.exists():
                shutil.rmtree(work_folder)
            work_folder.mkdir()
        except OSError as error:
            hint = hint_of(error, "digest keeps its cache there: check its permissions")
            raise DiskError(f"{work_folder}: {error.strerror}", hint=hint) from None
        try:
            yield work_folder
        finally:
            with suppress(OSError):  # the next run removes it
                shutil.rmtree(work_folder)
