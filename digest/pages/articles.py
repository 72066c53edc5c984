"""The planners of article pages and plain pages."""

from __future__ import annotations

from collections.abc import Iterator

from digest.articles.fields import Citation
from digest.config import Config
from digest.grouping.collect import Collections, Entry, Link, source_link
from digest.grouping.taxonomy import Outlet, outlet_keys, outlet_of
from digest.pages.links import Links, plain_path
from digest.pages.page import ArticlePage, Attribution, CorrectionNote, Page, PlainPage, Site
from digest.pages.pager import changed
from digest.permalinks import url_of


def article_pages(collections: Collections, site: Site, config: Config, links: Links) -> Iterator[Page]:
    """A page an article."""
    days = (
        {term.slug: config.base_path + url_of(f"{term.folder}/index.html") for term in collections.days}
        if config.lists.days
        else {}
    )
    entries = collections.entries
    outlets = outlet_keys(collections.outlets)
    for at, entry in enumerate(entries):
        older = _neighbour(entries[at - 1]) if at else None
        newer = _neighbour(entries[at + 1]) if at + 1 < len(entries) else None
        context = _context(entry, links, days, outlets, older, newer)
        yield Page(entry.path, "article.html", context, entry.article.path, changed(entry))


def _neighbour(entry: Entry) -> Link:
    return Link(entry.card.title, entry.card.url, entry.card.lang)


def _context(
    entry: Entry, links: Links, days: dict[str, str], outlets: dict[str, Outlet], older: Link | None, newer: Link | None
) -> ArticlePage:
    article, card = entry.article, entry.card
    day = f"{card.date.year:04}/{card.date.month:02}/{card.date.day:02}"
    source = article.source
    source_title = (source.title if source else "") or (article.title if article.headline else "")
    return ArticlePage(
        title=card.title,
        url=card.url,
        description=card.summary,
        lang=article.lang,
        source_title=source_title if source_title != card.title else "",
        date=card.date,
        timed=card.timed,
        updated=article.updated,
        kind=article.kind,
        featured=article.featured,
        badge=card.badge,
        mode=entry.mode,
        topics=card.topics,
        tags=entry.tags,
        authors=article.authors,
        source=attribution(source, entry.outlet),
        via=registered(article.via, outlets),
        also=tuple(found for citation in article.also if (found := registered(citation, outlets))),
        summary=article.summary,
        excerpt=article.excerpt if entry.mode != "link" else "",
        why=article.why,
        points=article.points,
        quote=article.quote,
        image=links.picture(article),
        corrections=tuple(CorrectionNote(note.date, note.text) for note in article.corrections),
        minutes=article.minutes,
        body=links.text(article) if entry.mode == "full" else None,
        day=Link(day, days[day]) if day in days else None,
        newer=newer,
        older=older,
        extra=article.extra,
    )


def registered(citation: Citation | None, outlets: dict[str, Outlet]) -> Attribution | None:
    """Where something was published; `outlets` is by `outlet_keys`."""
    return attribution(citation, outlet_of(citation, outlets)) if citation else None


def attribution(citation: Citation | None, outlet: Outlet | None) -> Attribution | None:
    """Where something was published, under the outlet's registered name."""
    link = source_link(citation, outlet)
    if citation is None or link is None:
        return None
    return Attribution(link.name, link.url, citation.title, citation.author, citation.published, citation.lang)


def plain_pages(collections: Collections, site: Site, config: Config, links: Links) -> Iterator[Page]:
    """A page for each file in content/pages/."""
    for article in collections.pages:
        path = plain_path(article)
        context = PlainPage(
            title=article.shown_title,
            url=config.base_path + url_of(path),
            description=article.summary or article.excerpt,
            lang=article.lang,
            body=links.text(article),
            updated=article.updated,
            extra=article.extra,
        )
        yield Page(path, "page.html", context, article.path, article.updated.at if article.updated else None)
