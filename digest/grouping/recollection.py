"""What the last build collected, to be collected again without looking at articles that did not change."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from msgspec import Struct

from digest.articles.article import Article
from digest.articles.fields import Mark
from digest.errors import Fault
from digest.grouping.collect import Collections, Term, revised
from digest.grouping.entry import Entry, Gist, Rules, Whole, entry_of
from digest.grouping.taxonomy import Outlet

FEW = 50
"""Of more articles that changed, all are collected anew: that takes as long."""

Fetch = Callable[[Sequence[str]], Iterable[Article]]
"""The articles that are remembered under these keys."""


class Listed(Struct, frozen=True, array_like=True):
    """A term, with the places of its entries among all."""

    kind: str
    slug: str
    name: str
    description: str
    was: tuple[Mark, ...]
    at: tuple[int, ...]


class Recollection(Struct, frozen=True):
    """Collections as they are stored: of the entries their gists, all else as it is."""

    key: str
    """The name of all that they were made of beside the articles and the clock."""
    since: datetime
    until: datetime | None
    """The first instant at which the clock makes them others."""
    bodies: tuple[str, ...]
    """The keys of all articles, in the files' order."""
    sources: dict[str, str]
    """As in `Collections`, but those that are not published alone."""
    gists: tuple[Gist, ...]
    news: tuple[int, ...]
    terms: tuple[Listed, ...]
    pages: tuple[Article, ...]
    hidden: tuple[Article, ...]
    outlets: tuple[Outlet, ...]
    held: tuple[datetime, ...]
    rules: Rules
    faults: tuple[Fault, ...]
    found: tuple[Fault, ...]
    """What was wrong with the files of articles and registries."""


def recollection(
    collections: Collections, found: Iterable[Fault], bodies: Iterable[str], key: str, now: datetime
) -> Recollection | None:
    """What is to be stored of these collections; None if there is an article that could not be published."""
    if collections.faulty:
        return None
    places = {entry.gist.source: at for at, entry in enumerate(collections.entries)}

    def at(entries: Iterable[Entry]) -> tuple[int, ...]:
        return tuple([places[entry.gist.source] for entry in entries])

    return Recollection(
        key=key,
        since=now,
        until=collections.until,
        bodies=tuple(bodies),
        sources={path: state for path, state in collections.sources.items() if state},
        gists=tuple([entry.gist for entry in collections.entries]),
        news=at(collections.news),
        terms=tuple(
            Listed(term.kind, term.slug, term.name, term.description, term.was, at(term.entries))
            for term in (*collections.topics, *collections.tags, *collections.years, *collections.months, *collections.days)
        ),
        pages=collections.pages,
        hidden=collections.hidden,
        outlets=collections.outlets,
        held=collections.held,
        rules=collections.rules,
        faults=collections.faults,
        found=tuple(found),
    )


def changed(before: Recollection | None, bodies: Sequence[str], key: str, now: datetime) -> list[str] | None:
    """The keys of those articles that are others than before; None if there is more than they that changed, or too many of them.

    A key names its file's path too, so what has the same key has the same place.
    """
    if before is None or before.key != key or now < before.since or (before.until is not None and now >= before.until):
        return None
    if len(bodies) != len(before.bodies):
        return None
    found = [body for body, was in zip(bodies, before.bodies, strict=True) if body != was]
    return found if len(found) <= FEW else None


def recollected(
    before: Recollection, paths: Iterable[str], articles: Iterable[Article], fetch: Fetch
) -> tuple[Collections, tuple[Fault, ...]] | None:
    """The same collections with these articles instead of what they were, and what was wrong with the files of the others.

    None if by any of them more than its own entry might change. `paths` are those of all articles' files.
    """
    collections, changed = _restored(before, paths, fetch), set()
    for article in articles:
        found = revised(collections, article)
        if found is None:
            return None
        collections = found[0]
        changed.add(article.path)
    return collections, tuple(fault for fault in before.found if fault.path not in changed)


def _restored(before: Recollection, paths: Iterable[str], fetch: Fetch) -> Collections:
    rest = Remembered(before.rules, fetch)
    entries = tuple([Entry(gist, rest) for gist in before.gists])

    def terms(kind: str) -> tuple[Term, ...]:
        return tuple(
            Term(kind, listed.slug, listed.name, tuple([entries[at] for at in listed.at]), listed.description, listed.was)
            for listed in before.terms
            if listed.kind == kind
        )

    return Collections(
        entries=entries,
        pages=before.pages,
        topics=terms("topic"),
        tags=terms("tag"),
        years=terms("year"),
        months=terms("month"),
        days=terms("day"),
        outlets=before.outlets,
        sources=dict.fromkeys(paths, "") | before.sources,
        held=before.held,
        until=before.until,
        rules=before.rules,
        news=tuple([entries[at] for at in before.news]),
        hidden=before.hidden,
        faults=before.faults,
    )


class Remembered:
    """The rest of entries of which only the gists are there."""

    def __init__(self, rules: Rules, fetch: Fetch) -> None:
        self.rules = rules
        self.fetch = fetch
        self.made: dict[str, Whole] = {}

    def of(self, gist: Gist) -> Whole:
        """All the rest of the entry with this gist."""
        if gist.body not in self.made:
            self.make([gist])
        return self.made[gist.body]

    def make(self, gists: Iterable[Gist]) -> None:
        """Make the rest of all of these."""
        missing = [gist for gist in gists if gist.body not in self.made]
        for gist, article in zip(missing, self.fetch([gist.body for gist in missing]), strict=True):
            self.made[gist.body] = entry_of(article, gist.state, gist.pinned, self.rules).rest.of(gist)


def make_whole(entries: Sequence[Entry]) -> None:
    """Make these entries whole at once: one by one they take ten times as long."""
    remembered = [(entry.rest, entry.gist) for entry in entries if isinstance(entry.rest, Remembered)]
    if remembered:
        remembered[0][0].make([gist for _, gist in remembered])
