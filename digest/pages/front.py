"""The planner of the front page and the older pages behind it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from digest.config import Config
from digest.grouping.calendar import period_keys
from digest.grouping.collect import Collections
from digest.grouping.entry import Card, Entry, Link
from digest.pages.links import Links
from digest.pages.lists import numbered_parts
from digest.pages.page import DayCards, Edition, FrontPage, Page, Section, Site
from digest.pages.pager import modified, newest, page_path, pinned_card, rank
from digest.pages.part import Part
from digest.permalinks import url_of

MAX_LEADS = 3


def front_page(collections: Collections, site: Site, config: Config, links: Links) -> Iterator[Part]:
    """The latest day as an edition, then earlier days; older articles on numbered pages."""
    size = config.lists.front
    entries = collections.entries
    latest = _latest_day(entries)
    shown = newest(entries, size) if size else ()
    if len(shown) < len(latest):
        shown = latest  # the latest edition is whole, however long it is
    pinned = [entry for entry in reversed(entries) if entry.gist.pinned]
    older = page_path("", count) if size and (count := max(0, len(entries) // size - 1)) else ""
    has_pages = bool(config.lists.topics)
    topics = tuple((t.slug, Link(t.name, _url(t.folder, config) if has_pages else "")) for t in collections.topics)
    known = (len(latest), len(shown), topics, site.title, site.home, site.description, older, config)
    yield Part("front", _front, (*shown, *pinned), known)
    if size:
        yield from numbered_parts("front", "", "", entries, size, config, "the front page")


def _front(
    entries: Sequence[Entry],
    latest: int,
    count: int,
    topics: tuple[tuple[str, Link], ...],
    title: str,
    home: str,
    description: str,
    older: str,
    config: Config,
) -> Iterator[Page]:
    """The page of `count` entries, the `latest` first ones as an edition, and of those that are pinned after them."""
    shown, pinned = entries[:count], entries[count:]
    context = FrontPage(
        title=title,
        url=home,
        description=description,
        edition=_edition([entry for entry in shown[:latest] if not entry.gist.pinned], topics, config),
        pinned=tuple(pinned_card(entry) for entry in pinned),
        earlier=tuple(_earlier(shown[latest:], config)),
        older_page=config.base_path + url_of(older) if older else "",
    )
    yield Page("index.html", "front.html", context, "the front page", modified(entries))


def _url(folder: str, config: Config) -> str:
    return config.base_path + url_of(f"{folder}/index.html")


def _latest_day(entries: Sequence[Entry]) -> list[Entry]:
    """The articles of the latest day that has any, newest first."""
    return [entry for entry in reversed(entries[-1000:]) if _day(entry) == _day(entries[-1])] if entries else []


def _day(entry: Entry) -> str:
    return period_keys(entry.gist.date)[2]


def _day_url(entry: Entry, config: Config) -> str:
    return _url(_day(entry), config) if config.lists.days else ""


def _edition(latest: Sequence[Entry], topics: Sequence[tuple[str, Link]], config: Config) -> Edition | None:
    if not latest:
        return None
    ranked = sorted(latest, key=rank)
    leads = [entry for entry in ranked if entry.article.featured][:MAX_LEADS] or ranked[:1]
    rest = [entry for entry in ranked if entry not in leads]
    sections = []
    for slug, link in topics:
        cards = tuple(entry.card for entry in rest if entry.article.topics and entry.article.topics[0].text == slug)
        if cards:
            sections.append(Section(link, cards))
    date = latest[0].card.date.replace(hour=0, minute=0, second=0, microsecond=0)
    untopical = tuple(entry.card for entry in rest if not entry.card.topics)
    if untopical:  # a draft may lack its topic
        sections.append(Section(Link(""), untopical))
    return Edition(date, _day_url(latest[0], config), tuple(entry.card for entry in leads), tuple(sections))


def _earlier(entries: Sequence[Entry], config: Config) -> Iterator[DayCards]:
    for _, day in groupby((entry for entry in entries if not entry.gist.pinned), key=_day):
        listed = sorted(day, key=rank)
        cards: tuple[Card, ...] = tuple(entry.card for entry in listed)
        date = cards[0].date.replace(hour=0, minute=0, second=0, microsecond=0)
        yield DayCards(date, _day_url(listed[0], config), cards)
