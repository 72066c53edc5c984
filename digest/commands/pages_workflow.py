"""The workflow for GitHub Pages: its daily schedule (cron, from a time zone to UTC), written and read again, with an error for one
that digest did not write; and digest for .github/digest as a reproducible wheel (metadata of the installed distribution, RECORD),
and dependencies pinned by hash, with extras."""

from __future__ import annotations

import base64
import hashlib
import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from importlib import metadata
from pathlib import Path
from zoneinfo import ZoneInfo

from digest import DISTRIBUTION, __version__
from digest.config.config import Config
from digest.config.time_zones import is_timezone, timezone_error, timezone_hint
from digest.errors import UsageError
from digest.inputs.theme_files import BUILT_IN
from digest.installation.package import CARRIED_DOCUMENTS, DOCUMENTS_FOLDER
from digest.installation.program_key import PACKAGE_FOLDER

WORKFLOW_FILES = Path(__file__).parent / "pages"

WORKFLOW = ".github/workflows/pages.yml"
PROGRAM = ".github/digest"
"""The folder for digest itself in a site's repository: digest is in no package index, where its name could be anybody's."""

_SCHEDULE_TIME = re.compile(r"([01]?[0-9]|2[0-3]):([0-5][0-9])", re.ASCII)

_SCHEDULE_COMMENT = re.compile(r"^ +- cron: .* # ([0-9:]{5}) in \S+", re.MULTILINE)
"""Matches the comment in which `_cron_schedule` stores the local time of day."""

NO_SCHEDULE = "none"
"""The value of --schedule that removes the schedule."""

MINUTES_PAST_HOUR = 7
"""Minutes past the hour for scheduled builds: at the full hour GitHub is overloaded and drops scheduled runs."""


def pages_workflow(requirements: str, now: datetime, schedule: str = "", zone: str = "UTC") -> str:
    """Return the workflow that installs from this requirements file, and builds daily at `schedule`, HH:MM in the time zone.

    Raises UsageError for an invalid time or zone.
    """
    workflow_text = (WORKFLOW_FILES / "pages.yml").read_text(encoding="utf-8")
    if not requirements.startswith(PROGRAM):  # digest's own repository does not install digest but runs it from the checkout
        workflow_text = workflow_text.replace("python -P -m digest", "python -m digest")
    daily_schedule = _cron_schedule(schedule, zone, now) if schedule else ""
    return workflow_text.replace("SCHEDULE\n", daily_schedule).replace("REQUIREMENTS", requirements)


def scheduled(workflow_text: str) -> str:
    """Return the time of day, HH:MM, of the daily build in a workflow that digest wrote; '' if it builds only after a push.

    Raises UsageError for a schedule that digest did not write, because it would be lost.
    """
    schedule_match = _SCHEDULE_COMMENT.search(workflow_text)
    if not schedule_match and re.search("^ +schedule:", workflow_text, re.MULTILINE):
        hint = f"set it again with --schedule HH:MM, or --schedule {NO_SCHEDULE}, and restore your own afterwards"
        raise UsageError(f"{WORKFLOW} has a schedule that digest did not write", hint=hint)
    return schedule_match[1] if schedule_match else ""


def _cron_schedule(schedule: str, zone: str, now: datetime) -> str:
    clock_match = _SCHEDULE_TIME.fullmatch(schedule)
    if not clock_match:
        raise UsageError(f"--schedule: {schedule} is not a time of day", hint="for example 06:30, in the site's time zone")
    if not is_timezone(zone):
        raise UsageError(timezone_error(zone), hint=timezone_hint(zone))
    minutes = int(clock_match[1]) * 60 + (int(clock_match[2]) or MINUTES_PAST_HOUR)
    zone_offsets = sorted({_zone_offset(zone, now + timedelta(days=day)) for day in range(366)})
    # With the smallest offset the run is never before the scheduled time, and at worst an hour late.
    utc = (minutes - zone_offsets[0]) % (24 * 60)
    summer_note = f"; {zone_offsets[-1] - zone_offsets[0]} minutes later in summer time" if len(zone_offsets) > 1 else ""
    return (
        "  # For articles that wait for their time. GitHub keeps to UTC, is often some minutes late, and stops a schedule\n"
        "  # after 60 days without a commit.\n"
        "  schedule:\n"
        f'    - cron: "{utc % 60} {utc // 60} * * *" # {minutes // 60:02}:{minutes % 60:02} in {zone}{summer_note}\n'
    )


def _zone_offset(zone: str, at: datetime) -> int:
    """Return the zone's offset from UTC at this instant, in minutes."""
    return int((at.astimezone(ZoneInfo(zone)).utcoffset() or timedelta()).total_seconds() // 60)


def extras_of(config: Config) -> tuple[str, ...]:
    """Return the extras (optional dependencies) that a build with these settings needs."""
    extras = (("search", config.search == "pagefind"), ("images", config.picture_sizes == "always"))
    return tuple(extra for extra, is_needed in extras if is_needed)


def program_files(extras: Iterable[str] = ()) -> Iterator[tuple[str, bytes]]:
    """Yield path and content of the files in `.github/digest`: digest as a wheel, and its requirements with hashes.

    `extras` are the extras that the site needs.
    """
    name, data = own_wheel()
    program_line = f"./{PROGRAM}/{name} --hash=sha256:{hashlib.sha256(data).hexdigest()}\n"
    yield f"{PROGRAM}/{name}", data
    requirement_files = ["requirements.txt", *(f"{extra}.txt" for extra in extras)]
    requirements_head = f"# digest itself, as it was when this file was written.\n{program_line}".encode()
    yield (
        f"{PROGRAM}/requirements.txt",
        requirements_head + b"".join((WORKFLOW_FILES / name).read_bytes() for name in requirement_files),
    )


def own_wheel() -> tuple[str, bytes]:
    """Return digest as a wheel: file name and bytes, which are reproducible."""
    wheel_stem = f"{DISTRIBUTION.replace('-', '_')}-{__version__}"
    dist_info = f"{wheel_stem}.dist-info"
    files = dict(_wheel_package_files())
    files |= {f"{dist_info}/{name}": text.encode() for name, text in _wheel_metadata().items()}
    record_lines = [f"{path},sha256={_wheel_record_hash(data)},{len(data)}\n" for path, data in sorted(files.items())]
    files[f"{dist_info}/RECORD"] = "".join([*record_lines, f"{dist_info}/RECORD,,\n"]).encode()
    wheel_file = io.BytesIO()
    with zipfile.ZipFile(wheel_file, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as wheel:
        for path, data in sorted(files.items()):
            entry = zipfile.ZipInfo(path, (1980, 1, 1, 0, 0, 0))
            entry.external_attr = 0o100644 << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            wheel.writestr(entry, data)
    return f"{wheel_stem}-py3-none-any.whl", wheel_file.getvalue()


def _wheel_package_files() -> Iterator[tuple[str, bytes]]:
    for folder, name in ((PACKAGE_FOLDER, "digest"), (BUILT_IN, "digest/_themes")):
        for path in folder.rglob("*"):
            if path.is_file() and "__pycache__" not in path.parts:
                yield f"{name}/{path.relative_to(folder).as_posix()}", path.read_bytes()
    for document in CARRIED_DOCUMENTS if DOCUMENTS_FOLDER != PACKAGE_FOLDER / "_docs" else ():
        yield f"digest/_docs/{document}", (DOCUMENTS_FOLDER / document).read_bytes()


def _wheel_metadata() -> dict[str, str]:
    """Return the metadata files of the wheel (Core metadata 2.3, and the binary distribution format 1.0)."""
    requirements: list[str] = []
    licence = None
    try:
        own_distribution = metadata.distribution(DISTRIBUTION)
        requirements, licence = own_distribution.requires or [], own_distribution.read_text("licenses/LICENSE")
    except metadata.PackageNotFoundError:
        pass  # running from a checkout that is not installed
    metadata_lines = [
        "Metadata-Version: 2.3",
        f"Name: {DISTRIBUTION}",
        f"Version: {__version__}",
        "Requires-Python: >=3.11",
        *(f"Requires-Dist: {need}" for need in requirements),
    ]
    metadata_files = {
        "METADATA": "\n".join([*metadata_lines, ""]),
        "WHEEL": "Wheel-Version: 1.0\nGenerator: digest\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        "entry_points.txt": "[console_scripts]\ndigest = digest.__main__:main\n",
    }
    return metadata_files | ({"licenses/LICENSE": licence} if licence else {})


def _wheel_record_hash(data: bytes) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
