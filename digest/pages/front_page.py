"""The planner of the front page and the older pages behind it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import groupby, takewhile

from msgspec import Struct

from digest.config.config import Config
from digest.grouping.article_collections import Collections
from digest.grouping.card import Card
from digest.grouping.coverage_clusters import clustered
from digest.grouping.entry import Entry
from digest.grouping.periods import period_keys
from digest.pages.card_pictures import CardPictures, card_pictures
from digest.pages.edition_arrangement import Edition, Topics, day_edition
from digest.pages.edition_pages import EditionItem, has_edition_front, section_topics
from digest.pages.link_resolution import Links
from digest.pages.list_pages import ListHead, numbered_parts
from digest.pages.page import Context, Page
from digest.pages.pagination import modified, newest, numbered_count, page_path, rank
from digest.pages.plan_part import AnyPart, PlanPart
from digest.pages.site import Site
from digest.urls import url_of

LONGER_THAN_A_DAY = timedelta(days=2)
"""No two articles of a day are that far apart, even if the clocks were set back that day."""


class DayCards(Struct, frozen=True, array_like=True):
    """The articles of an earlier day."""

    date: datetime
    url: str
    cards: tuple[Card, ...]


class FrontPage(Context, frozen=True, tag=True, kw_only=True):
    """The front page: the latest edition, then earlier days."""

    edition: Edition | None = None
    pinned: tuple[Card, ...] = ()
    """Articles that stay at the top, whatever their day; without those that the edition leads with."""
    earlier: tuple[DayCards, ...] = ()
    older_page: str = ""
    since: tuple[Card, ...] = ()
    """What came since the edition; of a site with editions alone, as what follows."""
    editions: tuple[EditionItem, ...] = ()
    """The editions before it, the latest first."""


def front_page(collections: Collections, site: Site, config: Config, links: Links) -> Iterator[AnyPart]:
    """The latest day as an edition, then earlier days; older articles on numbered pages. Nothing where `edition_front` is shown."""
    if has_edition_front(collections, config):
        return
    size = config.lists.front
    entries = collections.entries
    latest = _cards_of_latest_day(entries)
    of_day = {entry.index.file for entry in latest}
    earlier = [entry for entry in newest(entries, size) if entry.index.file not in of_day] if size else ()
    pinned = [entry for entry in reversed(entries) if entry.index.pinned]
    edition = clustered(latest, collections.covers)  # all of it, however long it is
    front_entries = (*edition, *earlier)
    numbered = numbered_count(len(entries), size) if size else 0
    base = config.base_path
    inputs = FrontInputs(
        title=site.title,
        home=site.home,
        description=site.description,
        topics=section_topics(collections, config),
        sources=site.sources,
        latest=len(edition),
        shown=len(front_entries),
        older_page=base + url_of(page_path("", numbered)) if numbered else "",
        base=base,
        has_days=bool(config.lists.days),
        pictures=card_pictures((*front_entries, *pinned), links, config, has_leads=True),
    )
    yield PlanPart("front", _front, (*front_entries, *pinned), inputs)
    if size:
        yield from numbered_parts(ListHead("front", "", "", "the front page", base), entries, size, links, config)


class FrontInputs(Struct, frozen=True, array_like=True):
    """What the front page depends on beside its entries: those that it shows by their date, then those that are pinned."""

    title: str
    home: str
    description: str
    topics: Topics
    sources: str
    """`Site.sources`."""
    latest: int
    """How many entries, from the first, are of the latest day."""
    shown: int
    """How many entries are shown by their date."""
    older_page: str
    base: str
    has_days: bool
    """Whether days have pages."""
    pictures: CardPictures

    def day_url(self, entry: Entry) -> str:
        """The page of the entry's day; '' if there is none."""
        return _front_url(self.base, _day_of_entry(entry)) if self.has_days else ""


def _front(entries: Sequence[Entry], inputs: FrontInputs) -> Iterator[Page]:
    front_entries, pinned = entries[: inputs.shown], entries[inputs.shown :]
    latest = front_entries[: inputs.latest]
    edition = _latest_edition(latest, inputs) if latest else None
    context = FrontPage(
        title=inputs.title,
        url=inputs.home,
        description=inputs.description,
        edition=edition,
        pinned=pinned_cards(pinned, edition, inputs.pictures),
        earlier=tuple(_earlier_days(front_entries[inputs.latest :], inputs)),
        older_page=inputs.older_page,
    )
    yield Page("index.html", "front.html", context, "the front page", modified(entries))


def _front_url(base: str, folder: str) -> str:
    return base + url_of(f"{folder}/index.html")


def _cards_of_latest_day(entries: Sequence[Entry]) -> list[Entry]:
    """The articles of the latest day that has any, newest first."""
    if not entries:
        return []
    last = entries[-1]
    recent = takewhile(lambda entry: last.index.date - entry.index.date < LONGER_THAN_A_DAY, reversed(entries))
    return [entry for entry in recent if _day_of_entry(entry) == _day_of_entry(last)]


def _day_of_entry(entry: Entry) -> str:
    return period_keys(entry.index.date)[2]


def _latest_edition(latest: Sequence[Entry], inputs: FrontInputs) -> Edition:
    return day_edition(latest, inputs.day_url(latest[0]), inputs.topics, inputs.sources, inputs.pictures)


def pinned_cards(entries: Sequence[Entry], edition: Edition | None, pictures: CardPictures) -> tuple[Card, ...]:
    """What the front page keeps on top: these articles, but for those that its edition leads with."""
    leads = {card.url for card in edition.leads} if edition else set()
    return tuple(pictures.pinned_card(entry) for entry in entries if entry.card.url not in leads)


def _earlier_days(entries: Sequence[Entry], inputs: FrontInputs) -> Iterator[DayCards]:
    for _, day in groupby((entry for entry in entries if not entry.index.pinned), key=_day_of_entry):
        day_entries = sorted(day, key=rank)
        cards: tuple[Card, ...] = tuple(inputs.pictures.card(entry) for entry in day_entries)
        date = cards[0].date.replace(hour=0, minute=0, second=0, microsecond=0)
        yield DayCards(date, inputs.day_url(day_entries[0]), cards)
