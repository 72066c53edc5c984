"""The inspection of a site for `check` and `publish`: a survey as for a build, with published and unpublished texts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path

import msgspec
from msgspec import Struct

from digest.build_stages import Survey, render_settings, survey
from digest.checks.html_references import shown_text
from digest.checks.leaks import HiddenArticle, published_strings, published_words
from digest.checks.published_records import TEXTS_AT_ONCE, UnrecordedText, unrecorded_texts
from digest.command_run import CommandRun
from digest.config.config import SOURCES_FILE, TOPICS_FILE, Config
from digest.diagnostics import Diagnostic
from digest.grouping.article_collections import Collections
from digest.grouping.entry import Entry, load_details
from digest.grouping.publication_status import HIDDEN_STATES
from digest.inputs.content_folder import Content
from digest.inputs.registry_files import recorded_texts
from digest.markdown.body import Body
from digest.output.plan_comparison import is_in_place
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
    others = (*collections.pages, *collections.story_texts, *collections.issues.intros)
    published_files = {entry.index.file for entry in collections.entries} | {article.path for article in others}
    hidden = {
        key: state
        for key, file in site.articles.files.items()
        if file.path not in published_files and (state := collections.states.get(file.path)) in HIDDEN_STATES
    }
    articles = zip(site.articles.fetch(list(hidden)), hidden.values(), strict=True)
    return tuple(HiddenArticle(article, state) for article, state in articles if article)


def _published_texts(site: Survey, bodies: Callable[[Sequence[str]], dict[str, Body]]) -> Iterator[str]:
    """Yield all texts that pages may show."""
    collections, files = site.collections, site.files
    others = (*collections.pages, *collections.story_texts, *collections.issues.intros)
    published_articles = [
        *((entry.article, entry.mode) for entry in collections.entries),
        *((article, "full") for article in others),
    ]
    for at in range(0, len(published_articles), TEXTS_AT_ONCE):
        some = published_articles[at : at + TEXTS_AT_ONCE]
        texts = bodies([article.body for article, mode in some if mode == "full"])
        yield from (published_words(article, mode, texts.get(article.body)) for article, mode in some)
    yield from published_strings(site.site)
    yield from (files.content.texts.get(name, b"").decode("utf-8", "replace") for name in (TOPICS_FILE, SOURCES_FILE))
    yield from (shown_text(name, text) for name, text in files.theme.theme.sources.items())
