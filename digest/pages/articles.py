"""The planners of article pages and plain pages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import groupby

from msgspec import Struct

from digest.articles.article import Article
from digest.articles.dates import Moment
from digest.articles.fields import Citation
from digest.config import Config
from digest.grouping.calendar import period_keys
from digest.grouping.collect import Collections
from digest.grouping.entry import Entry, Link, source_link
from digest.grouping.recollection import make_whole
from digest.grouping.taxonomy import Outlet, outlet_keys, outlet_of
from digest.pages.links import Links, plain_path
from digest.pages.page import ArticlePage, Attribution, CorrectionNote, Page, Picture, PlainPage, Site, Text
from digest.pages.part import Part
from digest.permalinks import url_of


class Linked(Struct, frozen=True, array_like=True):
    """What the other files decide about an article's text and picture."""

    attributes: tuple[str, ...] = ()
    picture: Picture | None = None


def article_pages(collections: Collections, site: Site, config: Config, links: Links) -> Iterator[Part]:
    """A page an article; a part a month."""
    entries = collections.entries
    months = [(month, tuple(run)) for month, run in groupby(entries, key=lambda entry: period_keys(entry.gist.date)[1])]
    asked = [entry for _, run in months for entry in (run[0], run[-1])]
    make_whole([*asked, *(entry for entry in entries if entry.gist.is_linked)])
    runs: Counter[str] = Counter()
    end = 0
    for month, of_month in months:
        start, end = end, end + len(of_month)
        older = _neighbour(entries[start - 1]) if start else None
        newer = _neighbour(entries[end]) if end < len(entries) else None
        linked = tuple(_linked(entry.article, links) for entry in of_month if entry.gist.is_linked)
        known = (older, newer, linked, collections.outlets, config.base_path, bool(config.lists.days))
        # Clocks that are set back at midnight bring a month back that had ended.
        yield Part(f"articles {month} {runs[month]}", _article_pages, of_month, known, is_read=True)
        runs[month] += 1


def _linked(article: Article, links: Links) -> tuple[str, Linked]:
    """What the other files decide about an article, under its path; for most articles they decide nothing."""
    return article.path, Linked(links.text(article).attributes, links.picture(article))


def revised_page(part: Part, entries: Sequence[Entry], at: int, links: Links) -> Page:
    """The page of the article that stands at this place of all entries, after it alone was changed. `part` is its month."""
    _, _, linked, *known = part.known
    entry = entries[at]
    others = tuple(found for found in linked if found[0] != entry.gist.source)
    revised = (_linked(entry.article, links),) if entry.gist.is_linked else ()
    older = _neighbour(entries[at - 1]) if at else None
    newer = _neighbour(entries[at + 1]) if at + 1 < len(entries) else None
    (page,) = _article_pages((entry,), older, newer, (*others, *revised), *known)
    return page


def _article_pages(
    entries: Sequence[Entry],
    older: Link | None,
    newer: Link | None,
    linked: tuple[tuple[str, Linked], ...],
    outlets: tuple[Outlet, ...],
    base: str,
    has_days: bool,
) -> Iterator[Page]:
    by_name, by_path = outlet_keys(outlets), dict(linked)
    neighbours = [older, *map(_neighbour, entries), newer]
    for at, entry in enumerate(entries):
        day = period_keys(entry.gist.date)[2]
        day_link = Link(day, base + url_of(f"{day}/index.html")) if has_days else None
        more = by_path.get(entry.gist.source, Linked())
        context = _context(entry, more, day_link, by_name, neighbours[at], neighbours[at + 2])
        yield Page(entry.gist.path, "article.html", context, entry.gist.source, entry.gist.changed)


def _neighbour(entry: Entry) -> Link:
    card = entry.card
    return Link(card.title, card.url, card.lang)


def _context(
    entry: Entry, linked: Linked, day: Link | None, outlets: dict[str, Outlet], older: Link | None, newer: Link | None
) -> ArticlePage:
    whole = entry.rest.of(entry.gist)
    article, card, mode = whole.article, whole.card, whole.mode
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
        modified=_modified(article) if article.corrections else article.updated,
        kind=article.kind,
        featured=article.featured,
        badge=card.badge,
        mode=mode,
        topics=card.topics,
        tags=whole.tags,
        authors=article.authors,
        source=attribution(source, whole.outlet),
        via=registered(article.via, outlets),
        also=tuple(found for citation in article.also if (found := registered(citation, outlets))),
        summary=article.summary,
        excerpt=article.excerpt if mode != "link" else "",
        why=article.why,
        points=article.points,
        quote=article.quote,
        image=linked.picture,
        corrections=tuple(CorrectionNote(note.date, note.text) for note in article.corrections),
        minutes=article.minutes,
        body=Text(article.body, linked.attributes) if mode == "full" and article.minutes else None,
        day=day,
        newer=newer,
        older=older,
        extra=article.extra,
    )


def _modified(article: Article) -> Moment | None:
    return max((m for m in (article.updated, *(note.date for note in article.corrections)) if m), key=_instant, default=None)


def _instant(moment: Moment) -> datetime:
    return moment.at


def registered(citation: Citation | None, outlets: dict[str, Outlet]) -> Attribution | None:
    """Where something was published; `outlets` is by `outlet_keys`."""
    return attribution(citation, outlet_of(citation, outlets)) if citation else None


def attribution(citation: Citation | None, outlet: Outlet | None) -> Attribution | None:
    """Where something was published, under the outlet's registered name."""
    link = source_link(citation, outlet)
    if citation is None or link is None:
        return None
    return Attribution(link.name, link.url, citation.title, citation.author, citation.published, citation.lang)


def plain_pages(collections: Collections, site: Site, config: Config, links: Links) -> Iterator[Part]:
    """A page for each file in content/pages/; a part each."""
    for article in collections.pages:
        known = (article, links.text(article), config.base_path)
        yield Part(f"page {article.path}", _plain_page, (), known, is_read=True)


def _plain_page(_: Sequence[Entry], article: Article, text: Text, base: str) -> Iterator[Page]:
    path = plain_path(article)
    context = PlainPage(
        title=article.shown_title,
        url=base + url_of(path),
        description=article.summary or article.excerpt,
        lang=article.lang,
        body=text,
        updated=article.updated,
        extra=article.extra,
    )
    yield Page(path, "page.html", context, article.path, article.updated.at if article.updated else None)
