"""The workspace of a command: locks the site, opens the cache and the output folder, finishes a killed build, and scans theme,
content and extensions; with the cached problems of pictures that could not be decoded. An unchanged site needs no more than
this."""

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
from digest.inputs.content_folder import Content, read_content, with_image_problems
from digest.inputs.theme_files import ThemeFiles, read_theme
from digest.installation.program_key import program
from digest.output import journal
from digest.output.build_lock import STATE_FOLDER, locked
from digest.output.output_folder import OutputFolder, open_folder, output_folder, refuse_folder
from digest.output.picture_encoder import encoder
from digest.workers.worker_selection import Workers


class Workspace(Struct, frozen=True):
    """A locked site with its cache, workers and output folder."""

    root: Path
    config: Config
    now: datetime
    run: CommandRun
    cache: Cache
    workers: Workers
    folder: OutputFolder
    is_interrupted: bool
    """True if a build was killed while it moved files into the output, and no later build has completed it."""


class SiteFiles(Struct, frozen=True):
    """The input files of a site, each with the hash of its bytes: theme, content, and the code of extensions."""

    scan: Scan
    theme: ThemeFiles
    content: Content
    extensions: tuple[Code, ...]
    key: str
    """The key of all inputs of a build except the current time (`build_key`)."""
    encoder: str = ""
    """The key of the encoder of picture variants (`encoder_key`); '' for none."""


@contextmanager
def open_workspace(root: Path, config: Config, now: datetime, run: CommandRun, *, finish: bool = False) -> Iterator[Workspace]:
    """Lock the site, open its cache and read the state of its output; with `finish`, complete a build that was killed.

    Writes only into `.digest`, unless it completes a build.
    Raises UsageError for an output folder that digest did not create, DiskError, LockedError.
    """
    output_path = output_folder(root, config.output)
    refuse_folder(output_path, root, config.output)
    state_folder, workers = root / STATE_FOLDER, Workers(run.jobs, run.cluster)
    with locked(state_folder, run.waiting), Cache(state_folder / CACHE_FILE, forget=run.fresh) as cache, workers:
        if finish:
            finish_killed_build(root, output_path)
        folder = open_folder(output_path, root, state_folder, cache, config.output)
        folder.compare_ahead(workers.call_ahead)  # takes as long as scanning the content
        yield Workspace(root, config, now, run, cache, workers, folder, journal.is_open(state_folder))


def finish_killed_build(root: Path, output: Path) -> None:
    """Complete the file operations in the journal of a killed build. Raises DiskError."""
    try:
        journal.finish(root / STATE_FOLDER, output)
    except OSError as error:
        damaged_path, hint = error.filename or root / STATE_FOLDER, "a build was interrupted and cannot be finished; check the disk"
        raise DiskError(f"{damaged_path}: {error.strerror}", hint=hint) from None


def scan_files(workspace: Workspace) -> SiteFiles:
    """Return the input files of the site; only files whose metadata changed are read again. Raises UsageError, ContentError."""
    root, config, cache = workspace.root, workspace.config, workspace.cache
    scan = Scan(root, cache.file_states())
    theme = read_theme(root, config.theme, scan)
    content = read_content(root, config.max_article_bytes, scan, cache.get("image sizes", dict) or {})
    extensions = find_extensions(root, config)
    extension_keys = {code.name: code.key for code in extensions}
    key_of_inputs = build_key(program(), config, theme.theme.key, extension_keys, content.key)
    encoder_key = encoder(config.picture_sizes, content.assets)
    if encoder_key:
        content = with_image_problems(content, _stored_picture_problems(workspace, encoder_key))
    files = SiteFiles(scan, theme, content, extensions, key_of_inputs, encoder_key)
    workspace.run.keep(files)
    workspace.run.lap("scan files")
    return files


PICTURE_PROBLEMS = "problems of pictures"
"""The cache entry with the pictures that could not be decoded, and the key of the encoder that tried."""


def _stored_picture_problems(workspace: Workspace, encoder_key: str) -> dict[str, str]:
    stored_problems = workspace.cache.get(PICTURE_PROBLEMS, tuple[str, dict[str, str]])
    return stored_problems[1] if stored_problems and stored_problems[0] == encoder_key else {}


def note_problems(workspace: Workspace, files: SiteFiles, problems: Mapping[str, str]) -> SiteFiles:
    """Return the files with these pictures marked as undecodable, and cache the problems for the next build."""
    present_hashes = {file.hash for file in files.content.assets}
    problems_before = _stored_picture_problems(workspace, files.encoder)
    stored_problems = {hash: reason for hash, reason in problems_before.items() if hash in present_hashes}
    with suppress(DiskError):  # without the cache entry the next build is only slower
        workspace.cache.put(PICTURE_PROBLEMS, (files.encoder, {**stored_problems, **problems}))
    return replace(files, content=with_image_problems(files.content, problems))


def find_extensions(root: Path, config: Config) -> tuple[Code, ...]:
    """Return the code of the extensions that the settings name, without running it. Raises ConfigError."""
    if not config.extensions:
        return ()
    from digest.inputs.extension_loader import read_extensions  # takes 20 ms, and most sites have no extensions

    return read_extensions(root, config.extensions)
