"""Intros of editions, content/editions/ID.md: complete the issues (published and next editions) with intros and the lead stories
that they name; the status of intros; report stray intros, and leads that are missing or in another edition."""

from __future__ import annotations

import posixpath
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from msgspec.structs import replace

from digest.articles.article import Article
from digest.config.config import Config
from digest.config.edition_settings import is_day
from digest.diagnostics import BROKEN_LINKS, Diagnostic, tolerate
from digest.grouping.edition_assignment import Assignment, Edition, Issues
from digest.grouping.edition_schedule import Windows
from digest.grouping.entry import Entry


def issues_with_intros(
    assignment: Assignment, entries: Sequence[Entry], states: Mapping[str, str], intros: Sequence[Article], config: Config
) -> tuple[Issues, list[Diagnostic]]:
    """Return the editions of the entries with their intros, and diagnostics about both; `states` has the articles' status."""
    issues, windows = assignment.issues(entries, states), assignment.all_windows
    if windows is None:  # a site without editions has no intros either
        return issues, []
    shown_intros = [intro for intro in intros if config.drafts or not intro.draft]
    articles = set(states)
    out, diagnostics = with_intros(issues.out, shown_intros, articles)
    upcoming, lead_diagnostics = with_intros(
        [issues.next] if issues.next else (), shown_intros if config.is_preview else (), articles
    )
    diagnostics += [*lead_diagnostics, *assignment.unknown()]
    diagnostics += stray_intros([intro for intro in intros if not intro.draft], out, windows, assignment.now)
    tolerated = BROKEN_LINKS if config.links == "warn" else ()
    return replace(issues, out=out, next=upcoming[0] if upcoming else None), tolerate(diagnostics, tolerated)


def intro_states(intros: Iterable[Article], issues: Issues) -> dict[str, str]:
    """Return the status of each intro by the path of its file."""
    intros_of_issues = {intro.path for intro in issues.intros}
    return {intro.path: "" if intro.path in intros_of_issues else "draft" if intro.draft else "embargoed" for intro in intros}


def with_intros(
    editions: Iterable[Edition], intros: Iterable[Article], sources: Collection[str]
) -> tuple[tuple[Edition, ...], list[Diagnostic]]:
    """Return the editions with their intros, and diagnostics about lead stories. `sources` are the files of all articles."""
    intros_by_edition = {id_of(intro): intro for intro in reversed(list(intros))}
    editions_with_intros: list[Edition] = []
    diagnostics: list[Diagnostic] = []
    for edition in editions:
        intro = intros_by_edition.get(edition.id)
        if intro:
            leads = tuple(dict.fromkeys(_lead_stories(intro, edition, sources, diagnostics)))
            edition = replace(edition, intro=intro, leads=leads)
        editions_with_intros.append(edition)
    return tuple(editions_with_intros), diagnostics


def id_of(intro: Article) -> str:
    """Return the id of an intro's edition: the name of the file."""
    return intro.slug


def stray_intros(intros: Iterable[Article], editions: Collection[Edition], windows: Windows, now: datetime) -> Iterator[Diagnostic]:
    """Yield warnings for intros that belong to no edition, past or future."""
    edition_ids = {edition.id for edition in editions}
    paths_by_id: dict[str, str] = {}
    for intro in intros:
        intro_id = id_of(intro)
        if paths_by_id.setdefault(intro_id, intro.path) != intro.path:
            yield _stray_intro(intro, f"{paths_by_id[intro_id]} is the intro of edition {intro_id} too", "keep one of them")
        elif intro_id not in edition_ids:
            window = windows.window_named(intro_id) if is_day(intro_id) else None
            if window is None:
                message = f"no edition closes on {intro_id}" if is_day(intro_id) else f"{intro_id} is not the day of an edition"
                yield _stray_intro(intro, message, "name the file by the closing day of an edition, such as 2026-01-09.md")
            elif window.closes <= now:
                yield _stray_intro(
                    intro, f"edition {intro_id} has no article", "an intro alone makes no edition: remove it, or write draft: true"
                )


def _stray_intro(intro: Article, message: str, hint: str) -> Diagnostic:
    return Diagnostic(intro.path, 1, 1, "W224", message, hint)


def _lead_stories(intro: Article, edition: Edition, sources: Collection[str], diagnostics: list[Diagnostic]) -> Iterator[str]:
    """Yield the files of the lead stories that an intro names and that are in the edition; adds diagnostics for others."""
    edition_files = {entry.index.file for entry in edition.entries}
    for lead_mark in intro.lead:
        relative_path = posixpath.normpath(posixpath.join(posixpath.dirname(intro.path), lead_mark.text))
        lead_path = next(
            (lead_path for lead_path in (relative_path, f"content/{lead_mark.text}", lead_mark.text) if lead_path in sources), ""
        )
        if lead_path in edition_files:
            yield lead_path
        elif lead_path:
            message, hint = (
                f"lead: {lead_path} is not in edition {edition.id}",
                f"write edition: {edition.id} there, or name another",
            )
            diagnostics.append(Diagnostic(intro.path, lead_mark.line, lead_mark.column, "W225", message, hint))
        else:
            hint = "name a file below content/, such as 2026/01/harbour.md"
            diagnostics.append(
                Diagnostic(
                    intro.path, lead_mark.line, lead_mark.column, "E301", f"lead: there is no article {lead_mark.text}", hint
                )
            )
