"""Plan the lists of topics, tags, years, months and days: structs of the head, of the first page (pinned articles, chart, calendar,
links to other periods: previous, next, up), and the numbered pages in blocks, which other lists use too."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import groupby

from msgspec import Struct
from msgspec.structs import replace

from digest.config.config import Config
from digest.config.time_zones import midnight
from digest.grouping.article_collections import Collections
from digest.grouping.card import Card
from digest.grouping.entry import Entry
from digest.grouping.stories import clustered
from digest.grouping.terms import Term
from digest.pages.card_pictures import CardPictures, card_pictures
from digest.pages.chart_numbers import PeriodCount, Sparkline, days_of_month, months_of_year, sparkline
from digest.pages.edition_arrangement import Edition, Topics, day_edition
from digest.pages.edition_pages import section_topics
from digest.pages.link_resolution import Links
from digest.pages.list_heads import Profile, StoryHead
from digest.pages.page import Context, Page, PeriodLink, list_template
from digest.pages.pagination import arranged, full_pages, modified, newest, numbered_count, page_path, rank
from digest.pages.plan_part import AnyPart, PlanPart
from digest.pages.site import Site
from digest.pages.tag_index import TagCount, tag_index
from digest.urls import url_of


class ListPage(Context, frozen=True, tag=True, kw_only=True):
    """A page of a list: the articles of a topic, tag, year, month or day, or older articles of the front page."""

    kind: str
    """`front`, `topic`, `tag`, `year`, `month`, `day`, `source`, `author` or `story`."""
    date: datetime | None = None
    """The start of a period; None for other lists."""
    cards: tuple[Card, ...] = ()
    number: int = 0
    """The number of a page with older articles, counted from the oldest; 0 for the first page, with the newest."""
    count: int = 0
    """The number of articles in the whole list; 0 on numbered pages."""
    first_page: str = ""
    """The URL path of the first page; '' on the first page itself."""
    newer_page: str = ""
    older_page: str = ""
    parts: tuple[PeriodCount, ...] = ()
    """The months of a year or days of a month with articles; only on the first page."""
    calendar: tuple[PeriodCount, ...] = ()
    """The months of a year from the first to the last with articles, or all days of a month; only on the first page."""
    edition: Edition | None = None
    """The `cards` of a day as an edition, if the day has only one page; None for other lists."""
    previous: PeriodLink | None = None
    next: PeriodLink | None = None
    up: PeriodLink | None = None
    """The month of a day, the year of a month."""
    profile: Profile | None = None
    """The registry's values of a source; None for other lists."""
    story: StoryHead | None = None
    """The status, dates and text of a story; None for other lists."""
    chart: Sparkline | None = None
    """The articles of a topic, source or story over time, on its first page; None for other lists and for few articles."""

    @property
    def texts(self) -> tuple[str, ...]:
        """The keys of the texts that the page shows."""
        return (self.story.body.key,) if self.story and self.story.body else ()


class ListHead(Struct, frozen=True, array_like=True):
    """The values that all pages of a list share."""

    kind: str
    folder: str
    """The folder of its pages below the site's root; '' for the front page's list."""
    title: str
    source: str
    """The name of the list in messages, such as `the tag AI`."""
    base: str
    date: datetime | None = None
    """The start of a period; None for other lists."""

    def url(self, number: int) -> str:
        """Return the url of the page with this number; 0 is the first page."""
        return self.base + url_of(page_path(self.folder, number))

    def older_url(self, number: int) -> str:
        """Return the url of the page with older articles; '' for number 0 (there is none)."""
        return self.url(number) if number else ""


class Period(Struct, frozen=True, array_like=True):
    """The values that only the first page of a period shows, without its articles."""

    previous: PeriodLink | None = None
    next: PeriodLink | None = None
    up: PeriodLink | None = None
    counted: tuple[PeriodCount, ...] = ()
    """The months or days with articles, for the calendar."""
    topics: Topics = ()
    """The topics, for a day that is an edition."""
    sources: str = ""
    """`Site.sources`, for a day that is an edition."""
    is_edition: bool = False
    """True for a day with only one page."""


NO_PERIOD = Period()


def topic_pages(collections: Collections, site: Site, config: Config, links: Links) -> Iterator[AnyPart]:
    """Yield the pages of each topic in the registry. One without articles has an empty page, so navigation links never break."""
    if config.lists.topics:
        for topic in collections.topics:
            term = replace(topic, entries=tuple(clustered(topic.entries, collections.covers)))
            head = list_head(term, f"the topic {term.name}", config)
            chart = sparkline(term.entries) if config.charts else None
            yield from term_parts(term, config.lists.topics, head, links, config, chart=chart)


def tag_pages(collections: Collections, site: Site, config: Config, links: Links) -> Iterator[AnyPart]:
    """Yield the pages of each tag with enough articles, and the index of all tags."""
    if not config.lists.tags:
        return
    tag_counts = []
    for term in collections.tags:
        tag_count, has_page = len(term.entries), len(term.entries) >= config.tags.min_count
        tag_counts.append(TagCount(term.name, _list_url(term.folder, config) if has_page else "", tag_count))
        if has_page:
            yield from term_parts(term, config.lists.tags, list_head(term, f"the tag {term.name}", config), links, config)
    yield tag_index(tag_counts, modified(collections.entries), _list_url("tags", config))


def period_pages(collections: Collections, site: Site, config: Config, links: Links) -> Iterator[AnyPart]:
    """Yield the pages of each year, month and day with articles."""
    page_sizes = {"year": config.lists.years, "month": config.lists.months, "day": config.lists.days}
    terms_by_kind = {"year": collections.years, "month": collections.months, "day": collections.days}
    urls_by_kind = {
        kind: {t.slug: _list_url(t.folder, config) for t in terms_by_kind[kind]} if page_sizes[kind] else {}
        for kind in terms_by_kind
    }
    kind_below = {"year": "month", "month": "day", "day": ""}
    kind_above = {"year": "", "month": "year", "day": "month"}
    topics = section_topics(collections, config)
    for kind, periods in terms_by_kind.items():
        if not page_sizes[kind]:
            continue
        counted = _counted_periods(terms_by_kind[kind_below[kind]], urls_by_kind[kind_below[kind]]) if kind_below[kind] else {}
        for period_at, term in enumerate(periods):
            is_edition = kind == "day" and not numbered_count(len(term.entries), page_sizes[kind])
            period = Period(
                previous=_period_link(periods[period_at - 1], urls_by_kind[kind]) if period_at else None,
                next=_period_link(periods[period_at + 1], urls_by_kind[kind]) if period_at + 1 < len(periods) else None,
                up=_link_to_parent(term, urls_by_kind.get(kind_above[kind], {})),
                counted=counted.get(term.slug, ()),
                topics=topics if is_edition else (),
                sources=site.sources if is_edition else "",
                is_edition=is_edition,
            )
            head = list_head(term, f"the {kind} {term.name}", config, _start_of_period(term))
            if is_edition:
                term = replace(term, entries=tuple(clustered(term.entries, collections.covers)))
            yield from term_parts(term, page_sizes[kind], head, links, config, period)


def list_head(term: Term, source: str, config: Config, date: datetime | None = None) -> ListHead:
    """Return the values that all pages of a term's list share; `source` is the name of the list in messages."""
    return ListHead(term.kind, term.folder, term.name, source, config.base_path, date)


class FirstPageInputs(Struct, frozen=True, array_like=True):
    """The inputs of the first page of a list, without the entries. The entries shown by date come first, then the pinned ones."""

    head: ListHead
    description: str
    count: int
    """The number of entries in the list."""
    dated_count: int
    """The number of entries that are shown by date."""
    numbered_pages: int
    """The number of numbered pages."""
    period: Period
    profile: Profile | None
    chart: Sparkline | None
    pictures: CardPictures


def term_parts(
    term: Term,
    size: int,
    head: ListHead,
    links: Links,
    config: Config,
    period: Period = NO_PERIOD,
    profile: Profile | None = None,
    chart: Sparkline | None = None,
) -> Iterator[AnyPart]:
    """Yield the parts of a term's list with `size` articles per page."""
    newest_entries = newest(term.entries, size)
    pinned = [entry for entry in term.entries if entry.index.pinned] if term.kind == "topic" else []
    count = len(term.entries)
    numbered_pages = numbered_count(count, size)
    pictures = card_pictures((*newest_entries, *pinned), links, config, has_leads=period.is_edition)
    inputs = FirstPageInputs(head, term.description, count, len(newest_entries), numbered_pages, period, profile, chart, pictures)
    yield PlanPart(f"first page of {term.folder}", _first_list_page, (*newest_entries, *pinned), inputs)
    yield from numbered_parts(head, term.entries, size, links, config)


def _first_list_page(entries: Sequence[Entry], inputs: FirstPageInputs) -> Iterator[Page]:
    head, period = inputs.head, inputs.period
    listed_entries, pinned = entries[: inputs.dated_count], entries[inputs.dated_count :]
    is_edition, pictures = period.is_edition and bool(listed_entries), inputs.pictures
    edition = day_edition(listed_entries, head.url(0), period.topics, period.sources, pictures) if is_edition else None
    calendar = (months_of_year if head.kind == "year" else days_of_month)(period.counted) if period.counted else ()
    first_list_page = ListPage(
        title=head.title,
        url=head.url(0),
        description=inputs.description,
        kind=head.kind,
        date=head.date,
        cards=_first_cards(head.kind, listed_entries, pinned, pictures),
        count=inputs.count,
        older_page=head.older_url(inputs.numbered_pages),
        previous=period.previous,
        next=period.next,
        up=period.up,
        parts=tuple([part for part in calendar if part.count]),
        calendar=calendar,
        edition=edition,
        profile=inputs.profile,
        chart=inputs.chart,
    )
    yield Page(page_path(head.folder, 0), list_template(head.kind), first_list_page, head.source, modified(listed_entries))


def _first_cards(kind: str, listed_entries: Sequence[Entry], pinned: Sequence[Entry], pictures: CardPictures) -> tuple[Card, ...]:
    """Return the cards of the first page: pinned ones first for a topic, only by date for a year or a month, else by rank."""
    if kind in ("year", "month"):
        return tuple(pictures.card(entry) for entry in listed_entries)
    if kind == "topic":
        return tuple(pictures.pinned_card(entry) for entry in arranged(pinned, listed_entries))
    return tuple(pictures.card(entry) for entry in sorted(listed_entries, key=rank))


PAGES_PER_BLOCK = 5
"""The number of numbered pages in a part. After an edit, one block of each list with the article is loaded; every build compares
the keys of all blocks. With 25 pages per block, an edit takes 5% longer on sites with 500 and with 10,000 articles."""


class BlockInputs(Struct, frozen=True, array_like=True):
    """The inputs of a block of numbered pages, without the entries. They do not include the number of pages in the list."""

    head: ListHead
    size: int
    """The number of entries per page."""
    first: int
    """The number of the block's first page."""
    is_last: bool
    """True if the unnumbered page follows the block."""
    pictures: CardPictures


def numbered_parts(head: ListHead, entries: Sequence[Entry], size: int, links: Links, config: Config) -> Iterator[AnyPart]:
    """Yield the parts with the numbered pages of a list, oldest first, sorted by date and path only."""
    numbered_pages = numbered_count(len(entries), size)
    for pages_before in range(0, numbered_pages, PAGES_PER_BLOCK):
        block_end = min(pages_before + PAGES_PER_BLOCK, numbered_pages)
        block_entries = entries[pages_before * size : block_end * size]
        inputs = BlockInputs(head, size, pages_before + 1, block_end == numbered_pages, card_pictures(block_entries, links, config))
        yield PlanPart(f"pages {pages_before + 1} on of {head.folder}/", _numbered_pages, block_entries, inputs)


def _numbered_pages(entries: Sequence[Entry], inputs: BlockInputs) -> Iterator[Page]:
    head = inputs.head
    full_list_pages = full_pages(entries, inputs.size)
    last_number = inputs.first + len(full_list_pages) - 1
    for number, page_entries in enumerate(full_list_pages, inputs.first):
        list_page = ListPage(
            title=head.title,
            url=head.url(number),
            kind=head.kind,
            date=head.date,
            cards=tuple(inputs.pictures.card(entry) for entry in page_entries),
            number=number,
            first_page=head.url(0),
            newer_page=head.url(0 if inputs.is_last and number == last_number else number + 1),
            older_page=head.older_url(number - 1),
        )
        yield Page(
            page_path(head.folder, number),
            list_template(head.kind),
            list_page,
            f"{head.source}, page {number}",
            modified(page_entries),
        )


def _list_url(folder: str, config: Config) -> str:
    return config.base_path + url_of(page_path(folder, 0))


def _start_of_period(term: Term) -> datetime:
    """Return the start of a period, with the UTC offset of its first article. Only the date is shown."""
    first_day = midnight(term.entries[0].index.date)
    if term.kind == "day":
        return first_day
    return first_day.replace(day=1) if term.kind == "month" else first_day.replace(month=1, day=1)


def _period_link(term: Term, urls: dict[str, str]) -> PeriodLink:
    return PeriodLink(_start_of_period(term), urls[term.slug])


def _link_to_parent(term: Term, urls: dict[str, str]) -> PeriodLink | None:
    parent_slug = term.slug.rpartition("/")[0]
    if parent_slug not in urls:
        return None
    start = _start_of_period(term)
    return PeriodLink(start.replace(day=1) if term.kind == "day" else start.replace(month=1, day=1), urls[parent_slug])


def _counted_periods(terms: Sequence[Term], urls: dict[str, str]) -> dict[str, tuple[PeriodCount, ...]]:
    """Return the months (or days) with articles, by the slug of their year (or month)."""
    return {
        parent_slug: tuple(PeriodCount(_start_of_period(term), urls.get(term.slug, ""), len(term.entries)) for term in group)
        for parent_slug, group in groupby(terms, key=lambda term: term.slug.rpartition("/")[0])
    }
