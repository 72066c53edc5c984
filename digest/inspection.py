"""The inspection of a site for `check` and `publish`: a survey as for a build, with the bodies, published texts, articles that are
unpublished now, and texts not recorded; whether the output is stale; and the cached diagnostics of finished pages. `site_checks.py`
runs the checks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from functools import partial
from pathlib import Path

import msgspec
from msgspec import Struct

from digest.build_stages import Survey, refuse_errors, render_settings, survey
from digest.cache_keys import checks_key
from digest.checks.html_references import shown_text
from digest.checks.leaks import HiddenArticle, published_strings, published_words
from digest.checks.published_records import TEXTS_AT_ONCE, UnrecordedText, unrecorded_texts
from digest.command_run import CommandRun
from digest.config.config import PUBLISHED_FILE, SOURCES_FILE, TOPICS_FILE, Config
from digest.diagnostics import Diagnostic
from digest.errors import DiskError, StaleError
from digest.files.symlinks import LIST_OF_FILES
from digest.grouping.article_collections import Collections
from digest.grouping.entry import Entry, load_details
from digest.grouping.publication_status import HIDDEN_STATES
from digest.inputs.content_folder import Content
from digest.inputs.registry_files import recorded_texts
from digest.markdown.body import Body
from digest.output.plan_comparison import compare_site, is_in_place
from digest.pages.plan import Plan
from digest.workspace import Workspace, open_workspace, scan_files


class Inspection(Struct, frozen=True):
    """What a build would write now, and whether the output is up to date."""

    content: Content
    collections: Collections
    plan: Plan
    bodies: dict[str, Body]
    """The texts of the requested articles and of the unpublished ones, by article key."""
    unpublished: tuple[HiddenArticle, ...]
    """The articles, plain pages, intros and texts about stories that are not public now."""
    published: Callable[[], Iterable[str]]
    """Returns all texts that pages may show: from published articles, registries, settings and theme."""
    texts: tuple[UnrecordedText, ...]
    """The texts of published articles that are not recorded or differ from the record."""
    diagnostics: tuple[Diagnostic, ...]
    output: Path
    is_current: bool


def inspect(
    root: Path,
    config: Config,
    now: datetime,
    wants_text: Callable[[Entry], bool],
    run: CommandRun | None = None,
    *,
    new_texts: bool = False,
) -> Inspection:
    """Survey the site as a build does, without rendering. `wants_text` selects the articles whose texts are returned.

    With `new_texts`, `Inspection.texts` includes articles without a recorded text.

    Raises what `build` raises, except that errors in the content are returned.
    """
    with open_workspace(root, config, now, run or CommandRun()) as workspace:
        site = survey(workspace, scan_files(workspace))
        settings = render_settings(workspace, site)
        is_current = not (site.has_errors or workspace.is_interrupted) and is_in_place(workspace.folder, site.plan, settings)
        return inspection_of(workspace, site, wants_text, is_current=is_current, new_texts=new_texts)


def inspection_of(
    workspace: Workspace, site: Survey, wants_text: Callable[[Entry], bool], *, is_current: bool, new_texts: bool
) -> Inspection:
    """Return the inspection of a surveyed site; the arguments are those of `inspect`."""
    entries = site.collections.entries
    load_details(entries)

    def bodies(keys: Sequence[str]) -> dict[str, Body]:
        return {key: msgspec.json.decode(body, type=Body) for key, body in site.articles.bodies(keys).items()}

    recorded = recorded_texts(site.files.content.texts)
    unpublished = _unpublished_now(site)
    wanted_keys = [entry.index.article_key for entry in entries if wants_text(entry)]
    return Inspection(
        content=site.files.content,
        collections=site.collections,
        plan=site.plan,
        bodies=bodies([*wanted_keys, *(hidden.article.body for hidden in unpublished)]),
        unpublished=unpublished,
        published=partial(_published_texts, site, bodies),
        texts=tuple(unrecorded_texts(entries, recorded, bodies, with_unrecorded=new_texts)) if recorded or new_texts else (),
        diagnostics=site.diagnostics,
        output=workspace.folder.path,
        is_current=is_current,
    )


def _unpublished_now(site: Survey) -> tuple[HiddenArticle, ...]:
    """Return the articles of all kinds that are not public now."""
    collections = site.collections
    other_articles = (*collections.pages, *collections.story_texts, *collections.issues.intros)
    published_files = {entry.index.file for entry in collections.entries} | {article.path for article in other_articles}
    hidden_states = {
        key: state
        for key, file in site.articles.files.items()
        if file.path not in published_files and (state := collections.states.get(file.path)) in HIDDEN_STATES
    }
    hidden_articles = zip(site.articles.fetch(list(hidden_states)), hidden_states.values(), strict=True)
    return tuple(HiddenArticle(article, state) for article, state in hidden_articles if article)


def _published_texts(site: Survey, bodies: Callable[[Sequence[str]], dict[str, Body]]) -> Iterator[str]:
    """Yield all texts that pages may show."""
    collections, files = site.collections, site.files
    other_articles = (*collections.pages, *collections.story_texts, *collections.issues.intros)
    published_articles = [
        *((entry.article, entry.mode) for entry in collections.entries),
        *((article, "full") for article in other_articles),
    ]
    for at in range(0, len(published_articles), TEXTS_AT_ONCE):
        some_articles = published_articles[at : at + TEXTS_AT_ONCE]
        texts_by_key = bodies([article.body for article, mode in some_articles if mode == "full"])
        yield from (published_words(article, mode, texts_by_key.get(article.body)) for article, mode in some_articles)
    yield from published_strings(site.site)
    yield from (files.content.texts.get(file_name, b"").decode("utf-8", "replace") for file_name in (TOPICS_FILE, SOURCES_FILE))
    yield from (shown_text(file_name, text) for file_name, text in files.theme.theme.sources.items())


class FinishedOutput(Struct, frozen=True):
    """An up-to-date output folder, and the sorted paths of all files that digest wrote there."""

    folder: Path
    paths: tuple[str, ...]
    inspection: Inspection
    checked: tuple[Diagnostic, ...] | None
    """The cached diagnostics of exactly these pages; None if they were not checked yet."""
    store_checked: Callable[[tuple[Diagnostic, ...]], None]
    """Caches the diagnostics of these pages."""


class _CheckedPages(Struct, frozen=True):
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
        comparison = compare_site(folder, site.plan, settings)
        _refuse_stale_output(folder.name, (*comparison.make, *comparison.remove))
        has_list = PUBLISHED_FILE in site.files.content.texts
        inspection = inspection_of(workspace, site, wants_text, is_current=True, new_texts=has_list)
        page_keys = sorted(comparison.keys.items())
        hidden_states = {unpublished.article.body: unpublished.state for unpublished in inspection.unpublished}
        texts = [(key, hidden_states.get(key, "")) for key in inspection.bodies]
        key_of_checks = checks_key(site.files.key, texts, page_keys)
        checks_name = f"checked {folder.name}"
        stored_checks = cache.get(checks_name, _CheckedPages)

        def store_checked(diagnostics: tuple[Diagnostic, ...]) -> None:
            with suppress(DiskError):  # without the cache entry the next check is only slower
                cache.put(checks_name, _CheckedPages(key_of_checks, diagnostics))

        yield FinishedOutput(
            folder=folder.path,
            paths=tuple(path for path, _ in page_keys if path != LIST_OF_FILES),
            inspection=inspection,
            checked=stored_checks.diagnostics if stored_checks and stored_checks.key == key_of_checks else None,
            store_checked=store_checked,
        )


def _refuse_stale_output(name: str, stale_paths: tuple[str, ...]) -> None:
    """Raise StaleError if there are files to write or to remove."""
    if stale_paths:
        first_stale = next((path for path in stale_paths if path != LIST_OF_FILES), LIST_OF_FILES)
        more_stale = f" and {len(stale_paths) - 1} more" if len(stale_paths) > 1 else ""
        message = f"{name} differs from what a build would write now: {first_stale}{more_stale}"
        raise StaleError(message, hint="run digest build first")
