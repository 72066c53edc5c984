"""What the last build collected, to be collected again without looking at articles that did not change."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import datetime
from itertools import chain

from msgspec import Struct
from msgspec.structs import replace

from digest.articles.article import Article
from digest.articles.fields import Mark
from digest.errors import Fault
from digest.grouping.collect import Collections, Term, revised
from digest.grouping.entry import Entry, Gist, Rules, Whole, entry_of
from digest.grouping.taxonomy import Outlet
from digest.permalinks import printable

FEW = 50
"""Of more articles that changed, all are collected anew: that takes as long."""

SHEAF = 500
"""So many gists are stored together: an edit stores one sheaf anew."""

Fetch = Callable[[Sequence[str]], Iterable[Article | None]]
"""The articles under these keys; None for an old one that is remembered no more."""


class Forgotten(Exception):
    """What an article was before is not remembered."""


class Listed(Struct, frozen=True, array_like=True):
    """A term, with the places of its entries among all."""

    kind: str
    slug: str
    name: str
    description: str
    was: tuple[Mark, ...]
    at: tuple[int, ...]


class Frame(Struct, frozen=True):
    """All of a recollection but the gists of the entries."""

    key: str
    """The name of all that the collections were made of beside the articles and the clock."""
    since: datetime
    until: datetime | None
    """The first instant at which the clock makes them others."""
    count: int
    """How many entries there are."""
    others: tuple[str, ...]
    """The keys of the articles that have no entry."""
    sources: dict[str, str]
    """As in `Collections`, but those that are not published alone."""
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


class Recollection(Struct, frozen=True):
    """Collections as they are stored."""

    frame: Frame
    sheaves: tuple[tuple[Gist, ...], ...]

    @property
    def gists(self) -> Iterable[Gist]:
        """The gists of all entries, from the oldest."""
        return chain.from_iterable(self.sheaves)


def recollection(
    collections: Collections, found: Iterable[Fault], bodies: Collection[str], key: str, now: datetime
) -> Recollection | None:
    """What is to be stored of these collections, made of the articles under the keys `bodies` and of what `key` names.

    None if there is an article that could not be published.
    """
    if collections.faulty:
        return None
    gists = tuple([entry.gist for entry in collections.entries])
    places = {gist.source: at for at, gist in enumerate(gists)}

    def at(entries: Iterable[Entry]) -> tuple[int, ...]:
        return tuple([places[entry.gist.source] for entry in entries])

    frame = Frame(
        key=key,
        since=now,
        until=collections.until,
        count=len(gists),
        others=tuple(sorted(set(bodies).difference([gist.body for gist in gists]))),
        sources={path: state for path, state in collections.sources.items() if state},
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
    return Recollection(frame, _sheaves(gists))


def again(before: Recollection, collections: Collections, found: Iterable[Fault]) -> Recollection:
    """What is to be stored of collections that `recollected` made of `before`: the places of all entries are the same."""
    return Recollection(replace(before.frame, found=tuple(found)), _sheaves([entry.gist for entry in collections.entries]))


def _sheaves(gists: Sequence[Gist]) -> tuple[tuple[Gist, ...], ...]:
    return tuple(tuple(gists[at : at + SHEAF]) for at in range(0, len(gists), SHEAF))


def is_current(frame: Frame, key: str, now: datetime) -> bool:
    """Whether nothing can have changed but articles."""
    return frame.key == key and frame.since <= now and (frame.until is None or now < frame.until)


def changed(before: Recollection, bodies: Collection[str]) -> list[str] | None:
    """Those keys that no article had before; None if articles were added or removed, or too many changed."""
    known = {gist.body for gist in before.gists}.union(before.frame.others)
    if len(bodies) != len(known):
        return None
    found = [body for body in bodies if body not in known]
    return found if len(found) <= FEW else None


def recollected(
    before: Recollection, paths: Iterable[str], articles: Iterable[Article], fetch: Fetch
) -> tuple[Collections, tuple[Fault, ...]] | None:
    """The same collections with these articles instead of what they were, and what was wrong with the files of the others.

    None if by any of them more than its own entry might change. `paths` are those of all articles' files.
    """
    collections, done = _restored(before, paths, fetch), set()
    for article in articles:
        try:
            found = revised(collections, article)
        except Forgotten:
            return None
        if found is None:
            return None
        collections = found[0]
        done.add(printable(article.path))  # as faults name it
    return collections, tuple(fault for fault in before.frame.found if fault.path not in done)


def _restored(before: Recollection, paths: Iterable[str], fetch: Fetch) -> Collections:
    frame = before.frame
    rest = Remembered(frame.rules, fetch)
    entries = tuple([Entry(gist, rest) for gist in before.gists])

    def terms(kind: str) -> tuple[Term, ...]:
        return tuple(
            Term(kind, listed.slug, listed.name, tuple([entries[at] for at in listed.at]), listed.description, listed.was)
            for listed in frame.terms
            if listed.kind == kind
        )

    return Collections(
        entries=entries,
        pages=frame.pages,
        topics=terms("topic"),
        tags=terms("tag"),
        years=terms("year"),
        months=terms("month"),
        days=terms("day"),
        outlets=frame.outlets,
        sources=dict.fromkeys(paths, "") | frame.sources,
        held=frame.held,
        until=frame.until,
        rules=frame.rules,
        news=tuple([entries[at] for at in frame.news]),
        hidden=frame.hidden,
        faults=frame.faults,
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
        """Make the rest of all of these. Raises Forgotten."""
        missing = [gist for gist in gists if gist.body not in self.made]
        for gist, article in zip(missing, self.fetch([gist.body for gist in missing]), strict=True):
            if article is None:
                raise Forgotten
            self.made[gist.body] = entry_of(article, gist.state, gist.pinned, self.rules).rest.of(gist)


def make_whole(entries: Sequence[Entry]) -> None:
    """Make these entries whole at once: one by one they take ten times as long."""
    remembered = [(entry.rest, entry.gist) for entry in entries if isinstance(entry.rest, Remembered)]
    if remembered:
        remembered[0][0].make([gist for _, gist in remembered])
