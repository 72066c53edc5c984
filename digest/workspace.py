"""The workspace of a command: the lock, the cache, the output folder and the files of a site. This is all that a build needs to
find that nothing has changed; `digest/build_stages.py` imports the rest later, if it is needed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from digest.cache.cache import CACHE_FILE, Cache
from digest.cache_keys import build_key
from digest.command_run import CommandRun
from digest.config.config import Config
from digest.errors import DiskError
from digest.extensions import Code
from digest.files.file_states import Scan
from digest.inputs.content_folder import Content, read_content, with_problems
from digest.inputs.theme_files import ThemeFiles, read_theme
from digest.installation.program_key import program
from digest.output import journal
from digest.output.build_lock import STATE_FOLDER, locked
from digest.output.output_folder import OutputFolder, open_folder, output_folder, refuse_folder
from digest.output.picture_encoder import encoder
from digest.workers.worker_selection import Workers


class Workspace(Struct, frozen=True):
    """What a command works with on a locked site."""

    root: Path
    config: Config
    now: datetime
    run: CommandRun
    cache: Cache
    workers: Workers
    folder: OutputFolder
    is_interrupted: bool
    """Whether a build was killed while it put pages in place, and no build has finished it."""


class SiteFiles(Struct, frozen=True):
    """The files of a site, each with the hash of its bytes: theme, content, and the code of extensions."""

    scan: Scan
    theme: ThemeFiles
    content: Content
    extensions: tuple[Code, ...]
    key: str
    """The key of all that goes into a build but the clock."""
    encoder: str = ""
    """The key of what makes variants of pictures; '' for none."""


@contextmanager
def open_workspace(root: Path, config: Config, now: datetime, run: CommandRun, *, finish: bool = False) -> Iterator[Workspace]:
    """Lock the site, open its cache and look at its output; `finish` a build that was killed.

    Nothing is written but into `.digest`, unless there is such a build to finish.
    Raises UsageError for an output folder that is not ours, DiskError, LockedError.
    """
    output = output_folder(root, config.output)
    refuse_folder(output, root, is_given=config.output_is_given)
    state, workers = root / STATE_FOLDER, Workers(run.jobs, run.cluster)
    with locked(state, run.waiting), Cache(state / CACHE_FILE, forget=run.fresh) as cache, workers:
        if finish:
            finish_killed_build(root, output)
        folder = open_folder(output, root, state, cache)
        yield Workspace(root, config, now, run, cache, workers, folder, journal.is_open(state))


def finish_killed_build(root: Path, output: Path) -> None:
    """Do what the journal of a build says that was killed. Raises DiskError."""
    try:
        journal.finish(root / STATE_FOLDER, output)
    except OSError as error:
        place, hint = error.filename or root / STATE_FOLDER, "a build was interrupted and cannot be finished; check the disk"
        raise DiskError(f"{place}: {error.strerror}", hint=hint) from None


def scan_files(workspace: Workspace) -> SiteFiles:
    """The files of the site; bytes are read only of files that look different than before. Raises UsageError, ContentError."""
    root, config, cache = workspace.root, workspace.config, workspace.cache
    scan = Scan(root, cache.file_states())
    theme = read_theme(root, config.theme, scan)
    content = read_content(root, config.max_article_bytes, scan, cache.get("image sizes", dict) or {})
    extensions = find_extensions(root, config)
    codes = {code.name: code.key for code in extensions}
    key = build_key(program(), config, theme.theme.key, codes, content.key)
    made_by = encoder(config.picture_sizes, content.assets)
    if made_by:
        content = with_problems(content, _stored_problems(workspace, made_by))
    files = SiteFiles(scan, theme, content, extensions, key, made_by)
    workspace.run.keep(files)
    workspace.run.lap("scan files")
    return files


PICTURE_PROBLEMS = "problems of pictures"
"""The name in the cache for the pictures that could not be decoded, with the encoder that tried."""


def _stored_problems(workspace: Workspace, made_by: str) -> dict[str, str]:
    stored = workspace.cache.get(PICTURE_PROBLEMS, tuple[str, dict[str, str]])
    return stored[1] if stored and stored[0] == made_by else {}


def note_problems(workspace: Workspace, files: SiteFiles, problems: Mapping[str, str]) -> SiteFiles:
    """The files with these pictures as ones of which no variants can be made; the next build knows it at once."""
    here = {file.hash for file in files.content.assets}
    stored_problems = {hash: reason for hash, reason in _stored_problems(workspace, files.encoder).items() if hash in here}
    with suppress(DiskError):  # it costs time and nothing else
        workspace.cache.put(PICTURE_PROBLEMS, (files.encoder, {**stored_problems, **problems}))
    return replace(files, content=with_problems(files.content, problems))


def find_extensions(root: Path, config: Config) -> tuple[Code, ...]:
    """The code of the extensions that the settings name; none of it is run. Raises ConfigError."""
    if not config.extensions:
        return ()
    from digest.inputs.extension_loader import read_extensions  # takes 20 ms, and most sites have none

    return read_extensions(root, config.extensions)
