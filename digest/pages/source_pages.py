"""Plan the pages of sources and authors, and their indexes with the number of articles; profiles of sources, and errors for missing
logo files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import Struct

from digest.config.config import SOURCES_FILE, Config
from digest.diagnostics import Diagnostic
from digest.grouping.article_collections import Collections
from digest.grouping.card import Link
from digest.grouping.registries import Source
from digest.grouping.terms import Term
from digest.pages.chart_numbers import sparkline
from digest.pages.link_resolution import STATIC_PREFIX, Links, is_absolute
from digest.pages.list_heads import Profile
from digest.pages.list_pages import list_head, term_parts
from digest.pages.page import Context, Page
from digest.pages.pagination import modified
from digest.pages.plan_part import AnyPart, ready_part
from digest.pages.site import Site
from digest.pages.source_marks import logo_of, source_url
from digest.urls import url_of


class SourceCount(Struct, frozen=True, array_like=True):
    """A source or an author, with the number of articles."""

    name: str
    count: int
    url: str = ""
    """The url of its page; '' for a source that is not in the registry."""
    profile: Profile | None = None
    """The registry's values of a source."""


class SourcesPage(Context, frozen=True, tag=True, kw_only=True):
    """The index of sources, or of authors."""

    kind: str
    """`sources` or `authors`."""
    sources: tuple[SourceCount, ...] = ()
    """The sources or authors with pages, sorted by name."""
    unlisted: tuple[SourceCount, ...] = ()
    """The sources that are not in the registry, sorted by name."""


def source_pages(collections: Collections, site: Site, config: Config, links: Links) -> Iterator[AnyPart]:
    """Yield the pages of each source in the registry, and the index of all sources; nothing without a registry."""
    if not site.sources:
        return
    profiles = {source.slug: profile_of(source, links) for source in collections.sources}
    for term in collections.by_source:
        if term.kind == "source":
            head = list_head(term, f"the source {term.name}", config)
            chart = sparkline(term.entries) if config.charts else None
            yield from term_parts(term, config.lists.sources, head, links, config, profile=profiles[term.slug], chart=chart)
    source_counts = [
        (term.kind, SourceCount(term.name, len(term.entries), source_url(term.slug, site), profiles[term.slug]))
        if term.kind == "source"
        else (term.kind, SourceCount(term.name, len(term.entries)))
        for term in collections.by_source
    ]
    registered, unlisted = (
        _counts_by_name(count for term_kind, count in source_counts if term_kind == selected_kind)
        for selected_kind in ("source", "unlisted")
    )
    yield from _source_index("sources", site.sources, (registered, unlisted), collections, links)


def author_pages(collections: Collections, site: Site, config: Config, links: Links) -> Iterator[AnyPart]:
    """Yield the pages of each author, and the index of all authors, if authors have pages."""
    if not site.authors:
        return
    for term in collections.authors:
        yield from term_parts(term, config.lists.authors, list_head(term, f"the author {term.name}", config), links, config)
    author_counts = _counts_by_name(
        SourceCount(term.name, len(term.entries), _author_url(term, config)) for term in collections.authors
    )
    yield from _source_index("authors", site.authors, (author_counts, ()), collections, links)


def profile_of(source: Source, links: Links) -> Profile:
    """Return the registry's values of a source, without a logo whose file is missing."""
    source_site = Link(source.domain, source.site) if source.domain else None
    return Profile(source_site, source.language, source.feed, logo_of(source, links))


def missing_logos(sources: Iterable[Source], links: Links) -> Iterator[Diagnostic]:
    """Yield errors for logos of the registry whose file is missing."""
    for source in sources:
        if source.logo and not is_absolute(source.logo.text) and STATIC_PREFIX + source.logo.text[1:] not in links.files:
            message = f"there is no image {STATIC_PREFIX}{source.logo.text[1:]}"
            yield Diagnostic(
                SOURCES_FILE, source.logo.line, source.logo.column, "E302", message, f"put the file into {STATIC_PREFIX}"
            )


def _author_url(author_term: Term, config: Config) -> str:
    return config.base_path + url_of(f"{author_term.folder}/index.html")


def _counts_by_name(source_counts: Iterable[SourceCount]) -> tuple[SourceCount, ...]:
    return tuple(sorted(source_counts, key=lambda counted: (counted.name.casefold(), counted.name)))


def _source_index(
    kind: str,
    url: str,
    counts: tuple[tuple[SourceCount, ...], tuple[SourceCount, ...]],
    collections: Collections,
    links: Links,
) -> Iterator[AnyPart]:
    """Yield the part of an index, unless a plain page has the same path."""
    index_path = f"{kind}/index.html"
    if index_path not in links.plain_page_paths:
        index_page = SourcesPage(title=kind, url=url, kind=kind, sources=counts[0], unlisted=counts[1])
        yield ready_part(kind, Page(index_path, "sources.html", index_page, f"the index of {kind}", modified(collections.entries)))
