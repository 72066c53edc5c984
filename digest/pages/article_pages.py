"""Plan article pages and plain pages: the values of their templates (dates, source, quote, corrections, stories, edition, newer and
older article), and the months from which they are planned, with resolved link attributes and picture of each article, and runs of
articles in one edition."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any

from msgspec import Struct, field
from msgspec.structs import replace

from digest.articles.article import Article, Quote
from digest.articles.date_reader import Moment
from digest.config.config import Config
from digest.grouping.article_collections import Collections
from digest.grouping.card import Link, Picture
from digest.grouping.entry import Entry, load_details
from digest.grouping.registries import Source, sources_by_key
from digest.grouping.terms import author_slug, period_keys
from digest.pages.edition_pages import EditionLink, edition_links
from digest.pages.link_resolution import Links, plain_path
from digest.pages.page import Context, Page, Text
from digest.pages.plan_part import AnyPart, PlanPart, ready_part
from digest.pages.related_links import Neighbours, neighbours_of
from digest.pages.site import Site
from digest.pages.source_marks import Attribution, Marks, SourceMark, attribution, registered, source_marks
from digest.pages.story_pages import StoryPlace
from digest.urls import url_of


class CorrectionNote(Struct, frozen=True, array_like=True):
    """A correction, and when it was made."""

    date: Moment
    text: str


class ArticlePage(Context, frozen=True, tag=True, kw_only=True):
    """An article."""

    source_title: str = ""
    """The headline of the original if it differs from the article's title, or ''."""
    date: datetime
    timed: bool = False
    """True if the article has a time, false if it has only a day."""
    updated: Moment | None = None
    modified: Moment | None = None
    """`updated` or the last correction, whichever is later."""
    kind: str = "article"
    featured: bool = False
    badge: str = ""
    mode: str = "full"
    """`full`, `excerpt` or `link`; `body` is None for `excerpt` and `link`."""
    topics: tuple[Link, ...] = ()
    tags: tuple[Link, ...] = ()
    authors: tuple[str, ...] = ()
    bylines: tuple[Link, ...] = ()
    """The authors with their pages, if authors have pages."""
    stories: tuple[StoryPlace, ...] = ()
    """The stories that include the article, each with the previous and the next article of the story."""
    covers: Link | None = None
    """The article that this one covers. Lists name this article on the card of that one."""
    coverage: tuple[Link, ...] = ()
    """The latest 20 articles that cover this one or link to it in their text, oldest first."""
    related: tuple[Link, ...] = ()
    """The articles named in its front matter, or else the older articles that have the most in common with it."""
    translations: tuple[Link, ...] = ()
    """The same article in other languages; each link has its language, or '' for the site's language."""
    source: Attribution | None = None
    via: Attribution | None = None
    also: tuple[Attribution, ...] = ()
    summary: str = ""
    """The article's own summary; '' if it has none."""
    excerpt: str = ""
    """The beginning of the text, as plain text."""
    why: str = ""
    points: tuple[str, ...] = ()
    quote: Quote | None = None
    image: Picture | None = None
    corrections: tuple[CorrectionNote, ...] = ()
    minutes: int = 1
    """The reading time in minutes; 0 if there is no text (`body` is None then)."""
    body: Text | None = None
    day: Link | None = None
    """The page of the article's day."""
    edition: EditionLink | None = None
    """The edition that contains the article, if the edition has a page."""
    newer: Link | None = None
    older: Link | None = None
    extra: dict[str, Any] = field(default_factory=dict)

    @property
    def texts(self) -> tuple[str, ...]:
        """The keys of the texts that the page shows."""
        return (self.body.key,) if self.body else ()


class PlainPage(Context, frozen=True, tag=True, kw_only=True):
    """A plain page, such as *About*."""

    body: Text
    updated: Moment | None = None
    extra: dict[str, Any] = field(default_factory=dict)

    @property
    def texts(self) -> tuple[str, ...]:
        """The keys of the texts that the page shows."""
        return (self.body.key,)


class ResolvedArticle(Struct, frozen=True, array_like=True):
    """The link attributes and the picture of an article. They depend on other files."""

    file: str
    """The path of the article's file."""
    attributes: tuple[str, ...] = ()
    picture: Picture | None = None


class EditionRun(Struct, frozen=True, array_like=True):
    """Consecutive articles that are in the same edition, or in none.

    Run-length encoding keeps the inputs of a part short: most articles are in the same edition as their neighbours.
    """

    id: str
    """The id of the edition; '' for none."""
    count: int
    """The number of articles."""
    link: EditionLink | None
    """None if the edition has no page yet."""


class MonthInputs(Struct, frozen=True, array_like=True):
    """The inputs of the article pages of a month, without the articles."""

    older: Link | None
    """The last article before this month's part."""
    newer: Link | None
    """The first article after this month's part."""
    resolved: tuple[ResolvedArticle, ...]
    """The few articles whose links or pictures depend on other files."""
    sources: tuple[Source, ...]
    marks: tuple[SourceMark, ...]
    base: str
    has_days: bool
    """True if days have pages."""
    authors: str
    """The path of the index of authors; '' if there is none."""
    neighbours: tuple[Neighbours, ...]
    """The articles that have neighbours, with these."""
    editions: tuple[EditionRun, ...] = ()
    """The editions of the articles, in the order of the articles."""


MAX_ARTICLES_PER_PART = 50
"""The largest number of articles in a part. A changed article causes all pages of its part to be planned again (0.06 ms each), and
a new title affects related articles in many months. On the other hand, each part costs 0.02 ms in every build."""


def article_pages(collections: Collections, site: Site, config: Config, links: Links) -> Iterator[AnyPart]:
    """Yield parts with one page per article. No part spans months, so a new article does not shift articles of other months."""
    entries = collections.entries
    months = [(month, tuple(run)) for month, run in groupby(entries, key=lambda entry: period_keys(entry.index.date)[1])]
    month_runs = [
        (month, run[at : at + MAX_ARTICLES_PER_PART]) for month, run in months for at in range(0, len(run), MAX_ARTICLES_PER_PART)
    ]
    load_details([entry for entry in entries if entry.index.is_linked])
    parts_of_month: Counter[str] = Counter()
    month_end = 0
    neighbours_by_file = neighbours_of(collections, links, config)
    marks_of_sources = source_marks(collections.sources, site, links)
    editions = edition_links(collections, config)
    for month, month_entries in month_runs:
        month_start, month_end = month_end, month_end + len(month_entries)
        older = entries[month_start - 1].index.link if month_start else None
        newer = entries[month_end].index.link if month_end < len(entries) else None
        neighbours = tuple(
            neighbours_by_file[entry.index.file] for entry in month_entries if entry.index.file in neighbours_by_file
        )
        resolved = tuple(_resolved_article(entry.article, links) for entry in month_entries if entry.index.is_linked)
        month_inputs = MonthInputs(
            older,
            newer,
            resolved,
            collections.sources,
            marks_of_sources,
            config.base_path,
            bool(config.lists.days),
            site.authors,
            neighbours,
            _edition_runs(month_entries, editions),
        )
        # If clocks are set back at midnight, a month can return after the next one has begun.
        yield PlanPart(f"articles {month} {parts_of_month[month]}", _article_pages, month_entries, month_inputs, has_texts=True)
        parts_of_month[month] += 1


def _edition_runs(entries: Sequence[Entry], links: Mapping[str, EditionLink]) -> tuple[EditionRun, ...]:
    """Return the editions of the entries as runs; `links` has the editions with a page, by id."""
    runs = groupby(entry.index.edition for entry in entries)
    return tuple(EditionRun(id, sum(1 for _ in run), links.get(id)) for id, run in runs)


def _resolved_article(article: Article, links: Links) -> ResolvedArticle:
    return ResolvedArticle(article.path, links.text(article).attributes, links.picture(article))


def revised_page(month: MonthInputs, entries: Sequence[Entry], at: int, links: Links) -> Page:
    """Return the page of `entries[at]`, if no other article changed. `month` has the inputs of the article's part."""
    entry = entries[at]
    edition_run = next((run for run in month.editions if run.id == entry.index.edition), EditionRun("", 1, None))
    month_inputs = replace(
        month,
        older=entries[at - 1].index.link if at else None,
        newer=entries[at + 1].index.link if at + 1 < len(entries) else None,
        resolved=(_resolved_article(entry.article, links),) if entry.index.is_linked else (),
        editions=(edition_run,),
    )
    (page,) = _article_pages((entry,), month_inputs)
    return page


def _article_pages(entries: Sequence[Entry], month: MonthInputs) -> Iterator[Page]:
    resolved_by_file = {article.file: article for article in month.resolved}
    sources, marks_by_source = sources_by_key(month.sources), {mark.slug: mark for mark in month.marks}
    neighbours = {neighbour.file: neighbour for neighbour in month.neighbours}
    headline_links = [month.older, *(entry.index.link for entry in entries), month.newer]
    edition_links_of_articles = [run.link for run in month.editions for _ in range(run.count)]
    for at, entry in enumerate(entries):
        file, day_folder = entry.index.file, period_keys(entry.index.date)[2]
        article_neighbours = neighbours.get(file) or Neighbours(file)
        article_context = replace(
            _article_context(entry, resolved_by_file.get(file) or ResolvedArticle(file), sources, marks_by_source),
            bylines=tuple(_article_byline(name, month.authors) for name in entry.article.authors),
            stories=article_neighbours.stories,
            covers=article_neighbours.covers,
            coverage=article_neighbours.coverage,
            related=article_neighbours.related,
            translations=article_neighbours.translations,
            day=Link(day_folder, month.base + url_of(f"{day_folder}/index.html")) if month.has_days else None,
            edition=edition_links_of_articles[at],
            newer=headline_links[at + 2],
            older=headline_links[at],
        )
        yield Page(entry.index.path, "article.html", article_context, file, entry.index.changed_at)


def _article_byline(name: str, authors: str) -> Link:
    slug = author_slug(name) if authors else ""
    return Link(name, authors + url_of(f"{slug}/index.html")[1:] if slug else "")


def _article_context(entry: Entry, resolved: ResolvedArticle, sources: Mapping[str, Source], marks: Marks) -> ArticlePage:
    """Return the context of an article page without the values that depend on other articles."""
    details = entry.details
    article, card, mode = details.article, details.card, details.mode
    citation = article.source
    source_title = (citation.title if citation else "") or article.title
    return ArticlePage(
        title=card.title,
        url=card.url,
        description=card.summary,
        lang=article.lang,
        source_title=source_title if source_title != card.title else "",
        date=card.date,
        timed=card.timed,
        updated=article.updated,
        modified=_article_modified_at(article) if article.corrections else article.updated,
        kind=article.kind,
        featured=article.featured,
        badge=card.badge,
        mode=mode,
        topics=card.topics,
        tags=details.tags,
        authors=article.authors,
        source=attribution(citation, details.source, marks),
        via=registered(article.via, sources, marks),
        also=tuple(also_source for citation in article.also if (also_source := registered(citation, sources, marks))),
        summary=article.summary,
        excerpt=article.excerpt if mode != "link" else "",
        why=article.why,
        points=article.points,
        quote=article.quote,
        image=resolved.picture,
        corrections=tuple(CorrectionNote(note.date, note.text) for note in article.corrections),
        minutes=article.minutes,
        body=Text(article.body, resolved.attributes) if mode == "full" and article.minutes else None,
        extra=article.extra,
    )


def _article_modified_at(article: Article) -> Moment | None:
    return max(
        (m for m in (article.updated, *(note.date for note in article.corrections)) if m), key=_instant_of_moment, default=None
    )


def _instant_of_moment(moment: Moment) -> datetime:
    return moment.at


def plain_pages(collections: Collections, site: Site, config: Config, links: Links) -> Iterator[AnyPart]:
    """Yield one part with one page per file in content/pages/."""
    for article in collections.pages:
        path = plain_path(article)
        plain_page = PlainPage(
            title=article.shown_title,
            url=config.base_path + url_of(path),
            description=article.summary or article.excerpt,
            lang=article.lang,
            body=links.text(article),
            updated=article.updated,
            extra=article.extra,
        )
        page = Page(path, "page.html", plain_page, article.path, article.updated.at if article.updated else None)
        yield ready_part(f"page {article.path}", page, has_texts=True)
