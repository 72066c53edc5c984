"""`digest init`: its options; copy the starter files, with time zone and theme, into an empty folder or new repository and keep its
README, LICENSE and .gitignore; with --workflow, only rewrite the workflow of a site and keep its schedule. `pages_workflow.py`
makes the workflow."""

from __future__ import annotations

import os
import re
import shlex
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path

import click

from digest.command_options import State, shared_options
from digest.commands.open_site import instant, open_site
from digest.commands.pages_workflow import NO_SCHEDULE, PROGRAM, WORKFLOW, extras_of, pages_workflow, program_files, scheduled
from digest.config.config import Config
from digest.config.time_zones import is_timezone, timezone_error, timezone_hint
from digest.errors import DiskError, UsageError
from digest.files.atomic_writing import Writing, clear_leftovers
from digest.files.file_reading import read_bytes
from digest.files.junk_files import is_system_file
from digest.files.symlinks import first_link
from digest.inputs.theme_files import bundled_themes
from digest.output_paths import printable
from digest.signals import raise_on_ending_signals
from digest.text.similar_words import did_you_mean

STARTER = Path(__file__).parent / "starter"

MOST_WORKFLOW_BYTES = 1024 * 1024
"""The maximum size of a workflow or .gitignore that is read, in bytes."""

RENAMED_STARTER_FILES = {"gitignore": ".gitignore"}
"""Dot-files are stored under plain names in the package, so that no tool applies them there."""


_REPOSITORY_FILES = re.compile(r"\.git|\.gitignore|\.gitattributes|\.github|(?i:readme|(?:un)?licen[cs]e|copying)[^/]*", re.DOTALL)
"""The files that hosts create in a new repository; a folder that contains only these accepts a new site."""


@click.command("init")
@click.argument("folder", metavar="DIR", default=".")
@click.option("--timezone", default="", metavar="ZONE", help="The site's time zone, such as Asia/Seoul (UTC).")
@click.option(
    "--schedule",
    default="",
    metavar="HH:MM",
    help="Let the workflow also build daily at this time in the site's time zone; with --workflow, none removes the schedule.",
)
@click.option("--theme", default="", metavar="NAME", help="The theme of the new site; digest themes lists them (default).")
@click.option("--workflow", "only_workflow", is_flag=True, default=False, help="Rewrite the workflow of an existing site.")
@shared_options
@click.pass_obj
def command(state: State, /, folder: str, timezone: str, schedule: str, theme: str, only_workflow: bool) -> None:
    """Make a new site in DIR: settings, topics, sources, sample articles, and a workflow for GitHub Pages."""
    raise_on_ending_signals()
    site_folder = Path(state.root) / folder
    if only_workflow:
        if timezone:
            raise UsageError("--timezone is for a new site", hint="set timezone in digest.yml")
        if theme:
            raise UsageError("--theme is for a new site", hint="set theme in digest.yml")
        root, config = open_site(str(site_folder))
        for path in write_workflow(root, config, schedule, instant(state.now, config)):
            click.echo(f"made {path}")
        return
    paths = init_site(site_folder, instant(state.now, Config("", "")), schedule, timezone, theme)
    for path in paths:
        click.echo(f"made {path}")
    if ".gitignore" not in paths and (lines := not_ignored(site_folder)):
        named = " and ".join(part for part in (", ".join(lines[:-1]), lines[-1]) if part)
        click.echo(f"left .gitignore unchanged: add the line{'s' * (len(lines) > 1)} {named}", err=True)
    if WORKFLOW not in paths:
        click.echo(f"left {WORKFLOW} unchanged: digest init --workflow rewrites it", err=True)
    click.echo(f"next: cd {shlex.quote(str(site_folder))}; digest build" if folder != "." else "next: digest build")


def init_site(folder: Path, now: datetime, schedule: str = "", zone: str = "", theme: str = "") -> list[str]:
    """Write the starter site into a folder that is empty, missing or a new repository; return the written paths, in order.

    Existing files of such a repository (README, LICENSE, .gitignore, .github/) are kept, and the starter's files of the same name
    are skipped.

    `schedule` is the time of the workflow's daily build, HH:MM in `zone`, which becomes the site's time zone. Raises UsageError if
    the folder has other files, or for an invalid time, zone or theme; DiskError if it cannot be written.
    """
    _check_init_options(schedule, zone, theme)
    workflow_files = _workflow_files(schedule, zone or "UTC", now)
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"{folder} is a file", hint="name a folder that is empty or not there yet")
    files = dict(_starter_files(zone, theme)) | workflow_files
    try:
        _clear_killed_init(folder, files)
        file_names = sorted(path.name for path in folder.iterdir()) if folder.exists() else []
        present_files = [name for name in file_names if not _REPOSITORY_FILES.fullmatch(name) and not is_system_file(name)]
        if present_files:
            raise UsageError(
                f"{folder} is not empty (there is {present_files[0]})", hint="name a folder that is empty or not there yet"
            )
        has_workflow = os.path.lexists(folder / WORKFLOW)
        kept_workflow = workflow_files.keys() if has_workflow else ()
        wanted_files = {
            path: data for path, data in files.items() if path not in kept_workflow and not os.path.lexists(folder / path)
        }
        return _put_starter_files(folder, wanted_files)
    except OSError as error:
        raise _init_disk_error(folder, error) from None


def _check_init_options(schedule: str, zone: str, theme: str) -> None:
    if zone and not is_timezone(zone):
        raise UsageError(f"--timezone: {timezone_error(zone)}", hint=timezone_hint(zone))
    if schedule == NO_SCHEDULE:
        raise UsageError("a new site has no schedule that --schedule none could end", hint="leave it out, or use --workflow")
    if theme and theme not in bundled_themes():
        nearest_theme = did_you_mean(theme, bundled_themes())
        raise UsageError(f"--theme: digest brings no theme {printable(theme)}", hint=nearest_theme or "digest themes lists them")


def not_ignored(folder: Path) -> list[str]:
    """Return the lines of the starter's .gitignore that the folder's own .gitignore lacks. Raises DiskError."""
    try:
        ignored_lines = read_bytes(str(folder / ".gitignore"), MOST_WORKFLOW_BYTES).decode(errors="replace").split("\n")
    except OSError as error:
        raise _init_disk_error(folder, error) from None
    own_lines = {line.strip().strip("/") for line in ignored_lines}
    return [line for line in (STARTER / "gitignore").read_text(encoding="utf-8").split() if line.strip("/") not in own_lines]


def write_workflow(folder: Path, config: Config, schedule: str, now: datetime) -> list[str]:
    """Write or replace the workflow and its program in the site with these settings; return the written paths.

    Without a `schedule` the existing workflow's is kept; `none` removes it. Raises UsageError for an invalid time and for an
    existing schedule that cannot be kept, DiskError.
    """
    schedule = schedule or _schedule_to_keep(folder)
    files = _workflow_files("" if schedule == NO_SCHEDULE else schedule, config.timezone, now, extras_of(config))
    try:
        written_files = _put_starter_files(folder, files, over=True)
        for pattern in ("digest_ssg-*.whl", ".digest_ssg-*.whl*.tmp"):  # other versions, and leftovers of killed runs
            for old_wheel in (folder / PROGRAM).glob(pattern):
                if f"{PROGRAM}/{old_wheel.name}" not in files:
                    old_wheel.unlink()
        return written_files
    except OSError as error:
        raise _init_disk_error(folder, error) from None


def _schedule_to_keep(folder: Path) -> str:
    try:
        return scheduled(read_bytes(str(folder / WORKFLOW), MOST_WORKFLOW_BYTES).decode(errors="replace"))
    except FileNotFoundError:
        return ""
    except OSError as error:
        raise _init_disk_error(folder, error) from None


def _clear_killed_init(folder: Path, paths: Iterable[str]) -> None:
    """Remove the temporary files of a killed `init` in this folder, and the folders that become empty."""
    for path in paths:
        starter_path = folder / path
        if not first_link(folder, starter_path) and clear_leftovers(starter_path):
            with suppress(OSError):  # the folder is not empty
                for parent in list(Path(path).parents)[:-1]:
                    os.rmdir(folder / parent)


def _init_disk_error(folder: Path, error: OSError) -> DiskError:
    return DiskError(f"{error.filename or folder}: {error.strerror}", hint="check the disk, and the permissions")


def _workflow_files(schedule: str, zone: str, now: datetime, extras: Iterable[str] = ()) -> dict[str, bytes]:
    text = pages_workflow(f"{PROGRAM}/requirements.txt", now, schedule, zone)
    return {**dict(program_files(extras)), WORKFLOW: text.encode()}


def _put_starter_files(folder: Path, files: dict[str, bytes], *, over: bool = False) -> list[str]:
    """Write these files, all or none; return their paths. Raises UsageError if a path contains a symbolic link, OSError."""
    with Writing(folder, over=over) as writing:
        for path, data in files.items():
            writing.write(folder / path, data)
        writing.put()
    return list(files)


def _starter_files(zone: str, theme: str) -> Iterator[tuple[str, bytes]]:
    """Yield path and content of each file of a new site."""
    for source in sorted(STARTER.rglob("*")):
        if source.is_file() and "__pycache__" not in source.parts:
            relative = source.relative_to(STARTER)
            path = relative.with_name(RENAMED_STARTER_FILES.get(relative.name, relative.name))
            data = source.read_bytes()
            if zone and path.name == "digest.yml":
                data = data.replace(b"timezone: UTC", f"timezone: {zone}".encode())
            if theme and path.name == "digest.yml":
                data = data.replace(b"theme: default ", f"theme: {theme} ".encode())
            yield path.as_posix(), data
