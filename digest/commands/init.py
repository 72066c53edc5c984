"""`digest init`: a new site that builds."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from digest.commands.workflow import NO_SCHEDULE, PROGRAM, WORKFLOW, pages_workflow, program_files, scheduled
from digest.config import Config
from digest.disk.atomic import Writing, clear_leftovers
from digest.disk.files import read_bytes
from digest.disk.leftovers import is_litter
from digest.disk.links import first_link
from digest.errors import DiskError, UsageError
from digest.timezones import is_timezone, timezone_fault, timezone_hint

STARTER = Path(__file__).parent / "starter"

MOST = 1024 * 1024
"""No workflow is larger, in bytes."""

RENAMED = {"gitignore": ".gitignore"}
"""Dot-files lie in the package under plain names, so that no tool takes them for its own."""


_OF_A_REPOSITORY = re.compile(r"\.git|\.gitignore|\.gitattributes|\.github|(?i:readme|(?:un)?licen[cs]e|copying)[^/]*", re.DOTALL)
"""What a repository holds that a host has just made: a site may be made around it."""


def init_site(folder: Path, schedule: str = "", zone: str = "", now: datetime | None = None) -> list[str]:
    """Write the starter site into a folder that is empty, missing or a new repository; return the paths made, in order.

    What such a repository holds (README, LICENSE, .gitignore, .github/) is not touched; of the starter's files those are left out
    whose place is taken.

    `schedule` is when the workflow shall build daily, HH:MM in the zone, which becomes the site's. Raises UsageError if the folder
    holds anything, or for a time or zone that is none; DiskError if it cannot be written.
    """
    if zone and not is_timezone(zone):
        raise UsageError(f"--timezone: {timezone_fault(zone)}", hint=timezone_hint(zone))
    if schedule == NO_SCHEDULE:
        raise UsageError("a new site has no schedule that --schedule none could end", hint="leave it out, or use --workflow")
    workflow = _workflow(schedule, zone or "UTC", now)
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"{folder} is a file", hint="name a folder that is empty or not there yet")
    files = dict(_starter(zone)) | workflow
    try:
        _clear(folder, files)
        names = sorted(path.name for path in folder.iterdir()) if folder.exists() else []
        present = [name for name in names if not _OF_A_REPOSITORY.fullmatch(name) and not is_litter(name)]
        if present:
            raise UsageError(f"{folder} is not empty (there is {present[0]})", hint="name a folder that is empty or not there yet")
        has_workflow = os.path.lexists(folder / WORKFLOW)
        left_out = workflow.keys() if has_workflow else ()
        wanted = {path: data for path, data in files.items() if path not in left_out and not os.path.lexists(folder / path)}
        return _put(folder, wanted)
    except OSError as error:
        raise _disk_error(folder, error) from None


def not_ignored(folder: Path) -> list[str]:
    """The lines of the starter's .gitignore that the folder's own has not. Raises DiskError."""
    try:
        own = read_bytes(str(folder / ".gitignore"), MOST).decode(errors="replace").split("\n")
    except OSError as error:
        raise _disk_error(folder, error) from None
    kept = {line.strip().strip("/") for line in own}
    return [line for line in (STARTER / "gitignore").read_text(encoding="utf-8").split() if line.strip("/") not in kept]


def write_workflow(folder: Path, config: Config, schedule: str, now: datetime) -> list[str]:
    """Write the workflow and its program into the site with these settings, over those that it has; return the paths made.

    Without a `schedule` that of the workflow which is there is kept; `none` takes it out. Raises UsageError for a time that is none
    and for a schedule there that cannot be kept, DiskError.
    """
    schedule = schedule or _kept_schedule(folder)
    full_text = config.search == "pagefind"
    files = _workflow("" if schedule == NO_SCHEDULE else schedule, config.timezone, now, full_text=full_text)
    try:
        made = _put(folder, files, over=True)
        for pattern in ("digest_ssg-*.whl", ".digest_ssg-*.whl*.tmp"):  # of other versions, and of runs that were killed
            for old in (folder / PROGRAM).glob(pattern):
                if f"{PROGRAM}/{old.name}" not in files:
                    old.unlink()
        return made
    except OSError as error:
        raise _disk_error(folder, error) from None


def _kept_schedule(folder: Path) -> str:
    try:
        return scheduled(read_bytes(str(folder / WORKFLOW), MOST).decode(errors="replace"))
    except FileNotFoundError:
        return ""
    except OSError as error:
        raise _disk_error(folder, error) from None


def _clear(folder: Path, paths: Iterable[str]) -> None:
    """Remove what an `init` of this folder that was killed left of these files, and the folders that held nothing else."""
    for path in paths:
        place = folder / path
        if not first_link(folder, place) and clear_leftovers(place):
            with suppress(OSError):  # a folder that holds anything stays
                for above in list(Path(path).parents)[:-1]:
                    os.rmdir(folder / above)


def _disk_error(folder: Path, error: OSError) -> DiskError:
    return DiskError(f"{error.filename or folder}: {error.strerror}", hint="check the disk, and the permissions")


def _workflow(schedule: str, zone: str, now: datetime | None, *, full_text: bool = False) -> dict[str, bytes]:
    text = pages_workflow(f"{PROGRAM}/requirements.txt", schedule, zone, now)
    return {**dict(program_files(full_text=full_text)), WORKFLOW: text.encode()}


def _put(folder: Path, files: dict[str, bytes], *, over: bool = False) -> list[str]:
    """Write these files, all or none of them; return their paths. Raises UsageError for a link on the way, OSError."""
    with Writing(folder, over=over) as writing:
        for path, data in files.items():
            writing.write(folder / path, data)
        writing.put()
    return list(files)


def _starter(zone: str) -> Iterator[tuple[str, bytes]]:
    """The files of a new site, by their paths in it."""
    for source in sorted(STARTER.rglob("*")):
        if source.is_file() and "__pycache__" not in source.parts:
            relative = source.relative_to(STARTER)
            path = relative.with_name(RENAMED.get(relative.name, relative.name))
            data = source.read_bytes()
            if zone and path.name == "digest.yml":
                data = data.replace(b"timezone: UTC", f"timezone: {zone}".encode())
            yield path.as_posix(), data
