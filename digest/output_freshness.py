"""Check that the output is what a build would write now, and cache the diagnostics of its finished pages."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

from msgspec import Struct

from digest.build_stages import refuse_errors, render_settings, survey
from digest.cache_keys import checks_key
from digest.command_run import CommandRun
from digest.config.config import PUBLISHED_FILE, Config
from digest.diagnostics import Diagnostic
from digest.errors import DiskError, StaleError
from digest.files.symlinks import LIST_OF_FILES
from digest.grouping.entry import Entry
from digest.inspection import Inspection, inspection_of
from digest.output.plan_comparison import compare_site
from digest.workspace import open_workspace, scan_files


class FinishedOutput(Struct, frozen=True):
    """An up-to-date output folder, and the sorted paths of all files that digest wrote there."""

    folder: Path
    paths: tuple[str, ...]
    inspection: Inspection
    checked: tuple[Diagnostic, ...] | None
    """The cached diagnostics of exactly these pages; None if they were not checked yet."""
    store_checked: Callable[[tuple[Diagnostic, ...]], None]
    """Caches the diagnostics of these pages."""


class _Checked(Struct, frozen=True):
    """The cached diagnostics of finished pages, with the key of their inputs (`checks_key`)."""

    key: str
    diagnostics: tuple[Diagnostic, ...]


@contextmanager
def finished_output(
    root: Path, config: Config, now: datetime, wants_text: Callable[[Entry], bool], run: CommandRun | None = None
) -> Iterator[FinishedOutput]:
    """Yield the output if it is up to date; the site stays locked against builds until the block ends.

    `wants_text` is as for `inspect`. If the site records published texts, the inspection contains those that are not recorded.
    Raises StaleError if a build would write or remove files, and what `build` raises.
    """
    with open_workspace(root, config, now, run or CommandRun()) as workspace:
        folder, cache = workspace.folder, workspace.cache
        site = survey(workspace, scan_files(workspace))
        settings = render_settings(workspace, site)
        refuse_errors(site.diagnostics, config.strict)
        if workspace.is_interrupted:
            raise StaleError(f"a build of {folder.name} was interrupted", hint="run digest build first")
        compared = compare_site(folder, site.plan, settings)
        _refuse_stale(folder.name, (*compared.make, *compared.remove))
        has_list = PUBLISHED_FILE in site.files.content.texts
        inspection = inspection_of(workspace, site, wants_text, is_current=True, new_texts=has_list)
        pages = sorted(compared.keys.items())
        hidden = {unpublished.article.body: unpublished.state for unpublished in inspection.unpublished}
        texts = [(key, hidden.get(key, "")) for key in inspection.bodies]
        key = checks_key(site.files.key, texts, pages)
        name = f"checked {folder.name}"
        stored_checks = cache.get(name, _Checked)

        def store_checked(diagnostics: tuple[Diagnostic, ...]) -> None:
            with suppress(DiskError):  # without the cache entry the next check is only slower
                cache.put(name, _Checked(key, diagnostics))

        yield FinishedOutput(
            folder=folder.path,
            paths=tuple(path for path, _ in pages if path != LIST_OF_FILES),
            inspection=inspection,
            checked=stored_checks.diagnostics if stored_checks and stored_checks.key == key else None,
            store_checked=store_checked,
        )


def _refuse_stale(name: str, stale: tuple[str, ...]) -> None:
    """Raise StaleError if there are files to write or to remove."""
    if stale:
        first = next((path for path in stale if path != LIST_OF_FILES), LIST_OF_FILES)
        more = f" and {len(stale) - 1} more" if len(stale) > 1 else ""
        message = f"{name} differs from what a build would write now: {first}{more}"
        raise StaleError(message, hint="run digest build first")
