"""Snapshots: all values of the collections as a build stores them, with positions instead of entries and with chunks of indexes,
and as the next build restores them; and replacing one article in otherwise unchanged collections.

A snapshot has the groups and all other values except entries; the indexes of the entries are stored separately in chunks. Details
of entries are not stored: they are made from cached articles, by the same rules, when a plan part needs them.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from datetime import datetime
from functools import partial
from itertools import chain

from msgspec import Struct
from msgspec.structs import replace

from digest.articles.article import Article, Located
from digest.diagnostics import Diagnostic
from digest.grouping.article_collections import Collections, entry_order
from digest.grouping.edition_assignment import Edition, Issues
from digest.grouping.edition_ledger import Record
from digest.grouping.entry import CachedDetails, CacheMiss, Entry, EntryDetails, EntryIndex, Rules, make_details, make_entry
from digest.grouping.registries import Source, source_host
from digest.grouping.terms import Term, author_slug, period_keys, source_term
from digest.output_paths import printable
from digest.slugs import tag_slug


def revised(collections: Collections, article: Article) -> tuple[Collections, int] | None:
    """Return the collections with a new version of one article, and the position of its entry; None if other entries may change.

    This makes saving a text or a title fast: it takes a hundredth of the time of `collect`.
    """
    date = article.date.at if article.date else collections.rules.today
    at = bisect_left(collections.entries, (date, article.path), key=entry_order) if date else len(collections.entries)
    old_entry = collections.entries[at] if at < len(collections.entries) else None
    if (
        old_entry is None
        or old_entry.index.file != article.path
        or _article_placement(old_entry.article, collections.rules) != _article_placement(article, collections.rules)
    ):
        return None
    if any(diagnostic.path == article.path for diagnostic in collections.diagnostics):  # the line may have changed
        return None
    index = old_entry.index
    entry = make_entry(article, index.state, index.pinned, collections.rules, index.edition, index.held_until)
    topics, periods = {mark.text for mark in article.topics}, period_keys(entry.index.date)
    tags = {tag.slug for tag in collections.tags if tag.name in {link.name for link in entry.tags}}

    def replaced(entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
        at = bisect_left(entries, entry_order(entry), key=entry_order)
        return (*entries[:at], entry, *entries[at + 1 :]) if at < len(entries) and entries[at] is old_entry else entries

    def replaced_in_terms(terms: tuple[Term, ...], slugs: Collection[str]) -> tuple[Term, ...]:
        return tuple(replace(term, entries=replaced(term.entries)) if term.slug in slugs else term for term in terms)

    def replaced_in_edition(edition: Edition) -> Edition:
        return replace(edition, entries=replaced(edition.entries)) if edition.id == index.edition else edition

    source, authors = source_term(entry)[1], {author_slug(name) for name in article.authors}
    return replace(
        collections,
        issues=collections.issues.map_editions(replaced_in_edition),
        entries=replaced(collections.entries),
        news=replaced(collections.news),
        corrected=replaced(collections.corrected),
        topics=replaced_in_terms(collections.topics, topics),
        tags=replaced_in_terms(collections.tags, tags),
        years=replaced_in_terms(collections.years, periods),
        months=replaced_in_terms(collections.months, periods),
        days=replaced_in_terms(collections.days, periods),
        by_source=replaced_in_terms(collections.by_source, {source}),
        authors=replaced_in_terms(collections.authors, authors),
        stories=replaced_in_terms(collections.stories, {tag_slug(name.text) for name in article.stories}),
    ), at


def _article_placement(article: Article, rules: Rules) -> tuple[object, ...]:
    """Return the values of an article that determine its path, its position among entries, and its groups."""
    groups = (
        tuple(topic.text for topic in article.topics),
        tuple(tag.text for tag in article.tags),
        tuple(story.text for story in article.stories),
    )
    times = article.date, article.publish_at, article.expires, article.pin_until
    source = (article.source.name, source_host(article.source.url)) if article.source else None
    authors = article.authors if rules.lists_authors else ()
    edition = article.edition and article.edition.text
    names = article.slug, article.lang, article.id, article.aliases
    covers = article.covers and article.covers.text
    related = tuple(named.text for named in article.related) if article.related is not None else None
    references = covers, related, article.translation and article.translation.text
    return article.role, article.draft, names, times, groups, source, authors, edition, references, bool(article.corrections)


CHUNK = 500
"""The number of entries per stored chunk. After an edit, one chunk is stored again."""

Fetch = Callable[[Sequence[str]], Iterable[Article | None]]
"""Returns the cached articles with these keys; None for an article that is no longer in the cache."""


class _StoredTerm(Struct, frozen=True, array_like=True):
    """A term with the positions of its entries."""

    kind: str
    slug: str
    name: str
    description: str
    was: tuple[Located, ...]
    entries: tuple[int, ...]


class _StoredEdition(Struct, frozen=True, array_like=True):
    """An edition with the positions of its entries."""

    id: str
    number: int | None
    opens: datetime
    closes: datetime
    intro: Article | None
    leads: tuple[str, ...]
    is_next: bool
    entries: tuple[int, ...]


class Snapshot(Struct, frozen=True):
    """Stored collections, without the details of entries."""

    key: str
    """The hash of all inputs of the collections except articles and time."""
    since: datetime
    until: datetime | None
    """The first instant at which the collections change without an edit."""
    count: int
    """The number of entries."""
    other_articles: tuple[str, ...]
    """The cache keys of the articles without an entry."""
    states: dict[str, str]
    """`Collections.states`, without published articles."""
    news: tuple[int, ...]
    terms: tuple[_StoredTerm, ...]
    editions: tuple[_StoredEdition, ...]
    """The published editions, then the next one."""
    ledger: tuple[Record, ...]
    recorded: tuple[Record, ...]
    """`Issues.recorded`."""
    pages: tuple[Article, ...]
    story_texts: tuple[Article, ...]
    corrected: tuple[int, ...]
    covers: dict[str, str]
    related: tuple[tuple[int, ...], ...]
    hidden: tuple[Article, ...]
    sources: tuple[Source, ...]
    held: tuple[datetime, ...]
    rules: Rules
    diagnostics: tuple[Diagnostic, ...]
    file_diagnostics: tuple[Diagnostic, ...]
    """`Collections.file_diagnostics`."""
    chunks: tuple[tuple[EntryIndex, ...], ...] = ()
    """The indexes of the entries, oldest first, in chunks of `CHUNK`. Each chunk is stored separately."""

    @property
    def indexes(self) -> Iterable[EntryIndex]:
        """The indexes of all entries, oldest first."""
        return chain.from_iterable(self.chunks)


def take_snapshot(collections: Collections, article_keys: Collection[str], key: str, now: datetime) -> Snapshot | None:
    """Return the snapshot of collections. `article_keys` are the cache keys of all articles, `key` the hash of all other inputs.

    None if an article is faulty.
    """
    if collections.faulty:
        return None
    indexes = [entry.index for entry in collections.entries]
    positions = {index.file: at for at, index in enumerate(indexes)}

    def positions_of(entries: Iterable[Entry]) -> tuple[int, ...]:
        return tuple([positions[entry.index.file] for entry in entries])

    def stored_edition(edition: Edition) -> _StoredEdition:
        window = edition.opens, edition.closes
        positions = positions_of(edition.entries)
        return _StoredEdition(edition.id, edition.number, *window, edition.intro, edition.leads, edition.is_next, positions)

    return Snapshot(
        key=key,
        since=now,
        until=collections.until,
        count=len(indexes),
        other_articles=tuple(sorted(set(article_keys).difference([index.article_key for index in indexes]))),
        states={path: state for path, state in collections.states.items() if state},
        news=positions_of(collections.news),
        terms=tuple(
            _StoredTerm(term.kind, term.slug, term.name, term.description, term.was, positions_of(term.entries))
            for term in collections.terms
        ),
        editions=tuple(map(stored_edition, collections.issues.editions)),
        ledger=collections.issues.ledger,
        recorded=collections.issues.recorded,
        pages=collections.pages,
        story_texts=collections.story_texts,
        corrected=positions_of(collections.corrected),
        covers=collections.covers,
        related=collections.related,
        hidden=collections.hidden,
        sources=collections.sources,
        held=collections.held,
        rules=collections.rules,
        diagnostics=collections.diagnostics,
        file_diagnostics=collections.file_diagnostics,
        chunks=_index_chunks(indexes),
    )


def retake_snapshot(previous: Snapshot, collections: Collections) -> Snapshot:
    """Return the snapshot of collections that `restore` made from `previous`: all entries have the same positions."""
    chunks = _index_chunks([entry.index for entry in collections.entries])
    return replace(previous, file_diagnostics=collections.file_diagnostics, chunks=chunks)


def _index_chunks(indexes: Sequence[EntryIndex]) -> tuple[tuple[EntryIndex, ...], ...]:
    return tuple(tuple(indexes[at : at + CHUNK]) for at in range(0, len(indexes), CHUNK))


def is_current(snapshot: Snapshot, key: str, now: datetime) -> bool:
    """True if nothing except articles can have changed."""
    return snapshot.key == key and snapshot.since <= now and (snapshot.until is None or now < snapshot.until)


def restore(snapshot: Snapshot, paths: Iterable[str], revised_articles: Iterable[Article], fetch: Fetch) -> Collections | None:
    """Return the stored collections with new versions of articles, and with the diagnostics of all other files.

    None if other entries than those of the revised articles may change. `paths` are the files of all articles.
    """
    collections, changed_paths = _collections_of_snapshot(snapshot, paths, fetch), set()
    for article in revised_articles:
        try:
            revision = revised(collections, article)
        except CacheMiss:
            return None
        if revision is None:
            return None
        collections = revision[0]
        changed_paths.add(printable(article.path))  # diagnostics have printable paths
    other_diagnostics = tuple(diagnostic for diagnostic in snapshot.file_diagnostics if diagnostic.path not in changed_paths)
    return replace(collections, file_diagnostics=other_diagnostics)


def _details_of_cached_articles(rules: Rules, fetch: Fetch, indexes: Sequence[EntryIndex]) -> Iterator[EntryDetails]:
    """Yield the details of the entries with these indexes. Raises CacheMiss."""
    for entry_index, article in zip(indexes, fetch([entry_index.article_key for entry_index in indexes]), strict=True):
        if article is None:
            raise CacheMiss
        yield make_details(article, entry_index.path, entry_index.state, rules)


def _collections_of_snapshot(snapshot: Snapshot, paths: Iterable[str], fetch: Fetch) -> Collections:
    cached_details = CachedDetails(partial(_details_of_cached_articles, snapshot.rules, fetch))
    entries = tuple([Entry(index, cached_details) for index in snapshot.indexes])

    def restored_terms(kind: str) -> tuple[Term, ...]:
        return tuple(
            Term(kind, term.slug, term.name, tuple([entries[at] for at in term.entries]), term.description, term.was)
            for term in snapshot.terms
            if term.kind == kind
        )

    def restored_edition(stored: _StoredEdition) -> Edition:
        members = tuple([entries[at] for at in stored.entries])
        return Edition(stored.id, stored.number, stored.opens, stored.closes, members, stored.intro, stored.leads, stored.is_next)

    editions = tuple(map(restored_edition, snapshot.editions))
    out = tuple(edition for edition in editions if not edition.is_next)
    return Collections(
        entries=entries,
        issues=Issues(out, next(iter(editions[len(out) :]), None), snapshot.ledger, snapshot.recorded),
        pages=snapshot.pages,
        topics=restored_terms("topic"),
        tags=restored_terms("tag"),
        years=restored_terms("year"),
        months=restored_terms("month"),
        days=restored_terms("day"),
        sources=snapshot.sources,
        by_source=(*restored_terms("source"), *restored_terms("unlisted")),
        authors=restored_terms("author"),
        stories=restored_terms("story"),
        story_texts=snapshot.story_texts,
        corrected=tuple([entries[at] for at in snapshot.corrected]),
        covers=snapshot.covers,
        related=snapshot.related,
        states=dict.fromkeys(paths, "") | snapshot.states,
        held=snapshot.held,
        until=snapshot.until,
        rules=snapshot.rules,
        news=tuple([entries[at] for at in snapshot.news]),
        hidden=snapshot.hidden,
        diagnostics=snapshot.diagnostics,
    )
