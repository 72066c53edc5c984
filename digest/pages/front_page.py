"""Plan the front page: the latest day with earlier days and their links, or the latest edition with earlier editions and articles
since it; pinned articles; and the inputs, with counts of these entries and their pictures. Its pages with older articles are
numbered by `list_pages.py`."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import groupby, takewhile

from msgspec import Struct

from digest.config.config import Config
from digest.config.time_zones import midnight
from digest.grouping.article_collections import Collections
from digest.grouping.card import Card
from digest.grouping.entry import Entry
from digest.grouping.stories import clustered
from digest.grouping.terms import period_keys
from digest.pages.card_pictures import CardPictures, card_pictures
from digest.pages.edition_arrangement import Edition, Topics, day_edition
from digest.pages.edition_pages import (
    EditionHead,
    EditionItem,
    clustered_edition,
    edition_head,
    has_edition_front,
    last_change,
    section_topics,
)
from digest.pages.link_resolution import Links
from digest.pages.list_pages import ListHead, numbered_parts
from digest.pages.page import Context, Page
from digest.pages.pagination import modified, newest, numbered_count, page_path, rank
from digest.pages.plan_part import AnyPart, PlanPart
from digest.pages.site import Site
from digest.urls import url_of

LONGER_THAN_A_DAY = timedelta(days=2)
"""Longer than any day, even one on which clocks are set back."""


class DayCards(Struct, frozen=True, array_like=True):
    """The articles of an earlier day."""

    date: datetime
    url: str
    cards: tuple[Card, ...]


class FrontPage(Context, frozen=True, tag=True, kw_only=True):
    """The front page: the latest edition (or the latest day as one), then earlier days or editions."""

    edition: Edition | None = None
    pinned: tuple[Card, ...] = ()
    """Pinned articles of any day, without the lead stories of the edition."""
    earlier: tuple[DayCards, ...] = ()
    older_page: str = ""
    since: tuple[Card, ...] = ()
    """The articles after the edition; only on a site with editions."""
    editions: tuple[EditionItem, ...] = ()
    """The editions before `edition`, latest first; only on a site with editions."""


def front_page(collections: Collections, site: Site, config: Config, links: Links) -> Iterator[AnyPart]:
    """Yield the front page with the latest day and earlier days, and the numbered pages; nothing if `edition_front` applies."""
    if has_edition_front(collections, config):
        return
    page_size = config.lists.front
    entries = collections.entries
    latest_entries = _entries_of_latest_day(entries)
    latest_files = {entry.index.file for entry in latest_entries}
    earlier_entries = [entry for entry in newest(entries, page_size) if entry.index.file not in latest_files] if page_size else ()
    pinned = [entry for entry in reversed(entries) if entry.index.pinned]
    day_entries = clustered(latest_entries, collections.covers)  # the whole day, regardless of `page_size`
    front_entries = (*day_entries, *earlier_entries)
    numbered_pages = numbered_count(len(entries), page_size) if page_size else 0
    base = config.base_path
    inputs = FrontInputs(
        title=site.title,
        home=site.home,
        description=site.description,
        topics=section_topics(collections, config),
        sources=site.sources,
        latest_count=len(day_entries),
        dated_count=len(front_entries),
        older_page=base + url_of(page_path("", numbered_pages)) if numbered_pages else "",
        base=base,
        has_days=bool(config.lists.days),
        pictures=card_pictures((*front_entries, *pinned), links, config, has_leads=True),
    )
    yield PlanPart("front", _day_front, (*front_entries, *pinned), inputs)
    if page_size:
        yield from numbered_parts(ListHead("front", "", "", "the front page", base), entries, page_size, links, config)


class FrontInputs(Struct, frozen=True, array_like=True):
    """The inputs of the front page, without the entries. The entries shown by date come first, then the pinned ones."""

    title: str
    home: str
    description: str
    topics: Topics
    sources: str
    """`Site.sources`."""
    latest_count: int
    """The number of entries of the latest day; they come first."""
    dated_count: int
    """The number of entries that are shown by date."""
    older_page: str
    base: str
    has_days: bool
    """True if days have pages."""
    pictures: CardPictures

    def day_url(self, entry: Entry) -> str:
        """Return the URL path of the entry's day; '' if days have no pages."""
        return _url_of_day(self.base, _day_of_entry(entry)) if self.has_days else ""


def _day_front(entries: Sequence[Entry], inputs: FrontInputs) -> Iterator[Page]:
    front_entries, pinned = entries[: inputs.dated_count], entries[inputs.dated_count :]
    latest = front_entries[: inputs.latest_count]
    edition = _latest_day_edition(latest, inputs) if latest else None
    front_page_of_day = FrontPage(
        title=inputs.title,
        url=inputs.home,
        description=inputs.description,
        edition=edition,
        pinned=pinned_cards(pinned, edition, inputs.pictures),
        earlier=tuple(_earlier_days(front_entries[inputs.latest_count :], inputs)),
        older_page=inputs.older_page,
    )
    yield Page("index.html", "front.html", front_page_of_day, "the front page", modified(entries))


def _url_of_day(base: str, folder: str) -> str:
    return base + url_of(f"{folder}/index.html")


def _entries_of_latest_day(entries: Sequence[Entry]) -> list[Entry]:
    """Return the articles of the latest day with articles, newest first."""
    if not entries:
        return []
    last_entry = entries[-1]
    recent_entries = takewhile(lambda entry: last_entry.index.date - entry.index.date < LONGER_THAN_A_DAY, reversed(entries))
    return [entry for entry in recent_entries if _day_of_entry(entry) == _day_of_entry(last_entry)]


def _day_of_entry(entry: Entry) -> str:
    return period_keys(entry.index.date)[2]


def _latest_day_edition(latest: Sequence[Entry], inputs: FrontInputs) -> Edition:
    return day_edition(latest, inputs.day_url(latest[0]), inputs.topics, inputs.sources, inputs.pictures)


def pinned_cards(entries: Sequence[Entry], edition: Edition | None, pictures: CardPictures) -> tuple[Card, ...]:
    """Return the pinned cards of the front page, without the lead stories of its edition."""
    lead_urls = {card.url for card in edition.leads} if edition else set()
    return tuple(pictures.pinned_card(entry) for entry in entries if entry.card.url not in lead_urls)


def _earlier_days(entries: Sequence[Entry], inputs: FrontInputs) -> Iterator[DayCards]:
    for _, day in groupby((entry for entry in entries if not entry.index.pinned), key=_day_of_entry):
        day_entries = sorted(day, key=rank)
        cards: tuple[Card, ...] = tuple(inputs.pictures.card(entry) for entry in day_entries)
        date = midnight(cards[0].date)
        yield DayCards(date, inputs.day_url(day_entries[0]), cards)


EARLIER_EDITIONS = 6
"""The number of editions before the latest one on the front page."""


class EditionFrontInputs(Struct, frozen=True, array_like=True):
    """The inputs of the front page, without the entries: the articles of its editions, then newer ones, then pinned ones."""

    title: str
    home: str
    description: str
    topics: Topics
    sources: str
    """`Site.sources`."""
    editions: tuple[tuple[EditionHead, int], ...]
    """The editions on the page, latest first, each with its number of entries."""
    since_count: int
    """The number of entries after the latest edition."""
    pictures: CardPictures


def edition_front(collections: Collections, site: Site, config: Config, links: Links) -> Iterator[AnyPart]:
    """Yield the front page with the latest edition; nothing if the front page shows the latest day."""
    if not has_edition_front(collections, config):
        return
    latest_editions = [clustered_edition(edition, collections) for edition in collections.issues.out[: -EARLIER_EDITIONS - 2 : -1]]
    since = _since_latest_edition(collections, config.lists.front)
    pinned = [entry for entry in reversed(collections.entries) if entry.index.pinned]
    entries = [entry for edition in latest_editions for entry in edition.entries]
    card_entries = [*latest_editions[0].entries, *since, *pinned]
    inputs = EditionFrontInputs(
        title=site.title,
        home=site.home,
        description=site.description,
        topics=section_topics(collections, config),
        sources=site.sources,
        editions=tuple(
            (edition_head(edition, site.strings, config.base_path), len(edition.entries)) for edition in latest_editions
        ),
        since_count=len(since),
        pictures=card_pictures(card_entries, links, config, has_leads=True),
    )
    yield PlanPart("front", _edition_front, (*entries, *since, *pinned), inputs)


def _since_latest_edition(collections: Collections, max_entries: int) -> list[Entry]:
    """Return articles after the latest edition that are in no published edition, newest first, at most `max_entries` (0: all)."""
    latest_edition = collections.issues.out[-1]
    edition_files = {entry.index.file for entry in latest_edition.entries}
    upcoming = collections.issues.next
    later_start = bisect_left(collections.entries, latest_edition.closes, key=lambda entry: entry.index.date)
    later_entries = [*(upcoming.entries if upcoming else ()), *collections.entries[later_start:]]
    entries_since = {
        entry.index.file: entry for entry in later_entries if entry.index.file not in edition_files and not entry.index.pinned
    }
    newest = sorted(entries_since.values(), key=lambda entry: (entry.index.date, entry.index.file), reverse=True)
    return newest[: max_entries or len(newest)]


def _edition_front(entries: Sequence[Entry], inputs: EditionFrontInputs) -> Iterator[Page]:
    edition_entries, members_end = [], 0
    for head, member_count in inputs.editions:
        edition_entries.append((head, entries[members_end : members_end + member_count]))
        members_end += member_count
    entries_since, pinned = entries[members_end : members_end + inputs.since_count], entries[members_end + inputs.since_count :]
    (latest_head, latest_entries), *earlier_editions = edition_entries
    edition = latest_head.arranged(latest_entries, inputs.topics, inputs.sources, inputs.pictures)
    front_page_of_edition = FrontPage(
        title=inputs.title,
        url=inputs.home,
        description=inputs.description,
        edition=edition,
        pinned=pinned_cards(pinned, edition, inputs.pictures),
        since=tuple(inputs.pictures.card(entry) for entry in entries_since),
        editions=tuple(head.item(listed) for head, listed in earlier_editions),
    )
    yield Page("index.html", "front.html", front_page_of_edition, "the front page", last_change(latest_head, entries))
