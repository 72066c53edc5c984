"""The planners of open data: articles by year, topics and sources as JSON, and the sources' feeds as OPML.

A file a year, so that an edit rewrites one of them; in a year with very many articles one for every 50,000,
counted from the oldest. They hold what lists show of an article, and never its text.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from digest.articles.dates import Moment
from digest.articles.fields import Citation
from digest.config import Config
from digest.grouping.collect import Collections
from digest.grouping.entry import Entry
from digest.grouping.taxonomy import Outlet, outlet_keys
from digest.pages.articles import registered
from digest.pages.feeds import entry_id
from digest.pages.links import Links
from digest.pages.page import (
    Attribution,
    DataArticle,
    DataCorrection,
    DataPage,
    DataSource,
    DataTopic,
    DataWork,
    DataYear,
    OpmlPage,
    Page,
    Site,
)
from digest.pages.part import Part
from digest.permalinks import url_of

FOLDER = "data/"
OPML = "sources.opml"

MOST = 50_000
"""How many articles a file names: some 35 MB, and a page may have 100 million characters."""


def open_data(collections: Collections, site: Site, config: Config, links: Links) -> Iterator[Part]:
    """data/articles.json names a file a year; data/topics.json and data/sources.json are the registries; sources.opml."""
    if not config.open_data:
        return
    years: list[DataYear] = []
    for term in collections.years:
        for number, at in enumerate(range(0, len(term.entries), MOST), 1):
            name, entries = f"{term.slug}-{number}" if at else term.slug, term.entries[at : at + MOST]
            known = (name, site.url, site.origin, site.language, collections.outlets)
            yield Part(f"data of {name}", _year, entries, known)
            years.append(DataYear(term.slug, site.url + _path(f"articles/{name}"), len(entries)))
    has_pages = bool(config.lists.topics)
    topics = tuple(
        DataTopic(t.slug, t.name, t.description, site.url + f"{url_of(t.folder)[1:]}/" if has_pages else "")
        for t in collections.topics
    )
    sources = tuple(DataSource(o.slug, o.name, o.domain, o.language, o.mode, o.feed) for o in collections.outlets)
    yield Part("data", _registries, (), (tuple(years), topics, sources, config.base_path))
    if any(source.feed for source in sources):
        yield Part(OPML, _opml, (), (tuple(source for source in sources if source.feed), site.title, config.base_path))


def _path(name: str) -> str:
    return f"{FOLDER}{name}.json"


def _year(
    entries: Sequence[Entry], year: str, home: str, origin: str, language: str, outlets: tuple[Outlet, ...]
) -> Iterator[Page]:
    by_key = outlet_keys(outlets)
    path = _path(f"articles/{year}")
    articles = tuple(_article(entry, home, origin, language, by_key) for entry in reversed(entries))
    url = home.removeprefix(origin) + path
    yield Page(path, "data.json", DataPage("articles", url, articles=articles), f"the data of {year}", in_sitemap=False)


def _article(entry: Entry, home: str, origin: str, language: str, outlets: dict[str, Outlet]) -> DataArticle:
    article, card = entry.article, entry.card
    return DataArticle(
        id=entry_id(entry, home),
        url=origin + card.url,
        title=card.title,
        date=_text(Moment(card.date, card.timed)),
        updated=_text(article.updated),
        kind=card.kind,
        mode=entry.mode,
        lang=article.lang or language,
        topics=tuple(mark.text for mark in article.topics),
        tags=tuple(tag.name for tag in entry.tags),
        authors=article.authors,
        summary=card.summary,
        why=card.why,
        source=_work(article.source, outlets),
        via=_work(article.via, outlets),
        also=tuple(work for citation in article.also if (work := _work(citation, outlets))),
        corrections=tuple(DataCorrection(_text(note.date), note.text) for note in article.corrections),
    )


def _work(citation: Citation | None, outlets: dict[str, Outlet]) -> DataWork | None:
    found: Attribution | None = registered(citation, outlets)
    return DataWork(found.name, found.url, found.title, found.author, _text(found.published), found.lang) if found else None


def _text(moment: Moment | None) -> str:
    """A day, or an instant by RFC 3339."""
    if moment is None:
        return ""
    return moment.at.isoformat() if moment.timed else moment.at.date().isoformat()


def _registries(
    _: Sequence[Entry], years: tuple[DataYear, ...], topics: tuple[DataTopic, ...], sources: tuple[DataSource, ...], base: str
) -> Iterator[Page]:
    contexts = (
        DataPage("years", f"{base}/{_path('articles')}", years=years),
        DataPage("topics", f"{base}/{_path('topics')}", topics=topics),
        DataPage("sources", f"{base}/{_path('sources')}", sources=sources),
    )
    for context in contexts:
        path = context.url.removeprefix(f"{base}/")
        yield Page(path, "data.json", context, f"the data of {context.title}", in_sitemap=False)


def _opml(_: Sequence[Entry], sources: tuple[DataSource, ...], title: str, base: str) -> Iterator[Page]:
    yield Page(OPML, OPML, OpmlPage(title, f"{base}/{OPML}", sources=sources), "the list of sources", in_sitemap=False)
