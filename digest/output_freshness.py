"""Whether the output is what a build would make now, and the results of its last checks."""

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
    """An output folder that is as a build would leave it now, and the paths of all files that digest wrote there, sorted."""

    folder: Path
    paths: tuple[str, ...]
    inspection: Inspection
    checked: tuple[Diagnostic, ...] | None
    """What the checks found in these very pages; None if they did not look at them."""
    store_checked: Callable[[tuple[Diagnostic, ...]], None]
    """Stores what the checks find now."""


class _Checked(Struct, frozen=True):
    """What the checks found in pages: the key of all that decides it, and the diagnostics."""

    key: str
    diagnostics: tuple[Diagnostic, ...]


@contextmanager
def finished_output(
    root: Path, config: Config, now: datetime, wants: Callable[[Entry], bool], run: CommandRun | None = None
) -> Iterator[FinishedOutput]:
    """The output as it was left, if a build would leave it so now; no build of this site touches it before the block ends.

    `wants` is as for `inspect`. Of a site that records texts those are returned that are not recorded.
    Raises StaleError if there is anything to make or to remove, else what `build` raises.
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
        inspection = inspection_of(workspace, site, wants, is_current=True, new_texts=has_list)
        pages = sorted(compared.keys.items())
        hidden = {unpublished.article.body: unpublished.state for unpublished in inspection.unpublished}
        texts = [(key, hidden.get(key, "")) for key in inspection.bodies]
        key = checks_key(site.files.key, texts, pages)
        name = f"checked {folder.name}"
        stored_checks = cache.get(name, _Checked)

        def store_checked(diagnostics: tuple[Diagnostic, ...]) -> None:
            with suppress(DiskError):  # it costs time and nothing else
                cache.put(name, _Checked(key, diagnostics))

        yield FinishedOutput(
            folder=folder.path,
            paths=tuple(path for path, _ in pages if path != LIST_OF_FILES),
            inspection=inspection,
            checked=stored_checks.diagnostics if stored_checks and stored_checks.key == key else None,
            store_checked=store_checked,
        )


def _refuse_stale(name: str, stale: tuple[str, ...]) -> None:
    """Raise StaleError if there are files to make or to remove."""
    if stale:
        first = next((path for path in stale if path != LIST_OF_FILES), LIST_OF_FILES)
        more = f" and {len(stale) - 1} more" if len(stale) > 1 else ""
        message = f"{name} differs from what a build would write now: {first}{more}"
        raise StaleError(message, hint="run digest build first")
