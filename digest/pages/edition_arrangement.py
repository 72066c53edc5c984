"""Arrange the articles of an edition, or of a day, on its page: lead stories, sections by topic with the number of full cards, and
the number of articles per outlet. The edition as templates see it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import datetime
from typing import Any

from msgspec import Struct

from digest.config.time_zones import midnight
from digest.grouping.card import Card, Link
from digest.grouping.entry import Entry
from digest.pages.card_pictures import NO_PICTURES, CardPictures
from digest.pages.pagination import rank
from digest.urls import url_of

MAX_LEADS = 3

LONG_EDITION = 40
"""An edition with more articles than this is long."""

FULL_CARDS, FULL_OF_LONG = 6, 2
"""The number of cards that a section shows in full: in an ordinary edition, and in a long one."""

Topics = tuple[tuple[str, Link], ...]
"""The slug and the link of each topic, in the order of `topics.yml`."""


class Section(Struct, frozen=True, array_like=True):
    """The articles of one topic within an edition."""

    topic: Link
    cards: tuple[Card, ...]
    first: int = 1
    """The number of the section's first card. The cards of an edition are numbered from 1, lead stories first."""
    full: int = 0
    """The number of cards, from the first, that are shown with summaries. The others are headlines."""


class OutletCount(Struct, frozen=True, array_like=True):
    """An outlet, with the number of articles that come from it."""

    name: str
    count: int
    url: str = ""
    """The URL path of the source's page on this site; '' if it has none."""


class Edition(Struct, frozen=True, array_like=True):
    """The articles of an edition: the lead stories, then the others by topic, in the order of `topics.yml`.

    On a site without editions it is a day; `number`, `opens` and `closes` are None then.
    """

    date: datetime
    """The day on which the edition closes."""
    url: str
    leads: tuple[Card, ...]
    sections: tuple[Section, ...]
    number: int | None = None
    """The edition's number. None for the next edition, and for one whose first article came after a later edition was recorded."""
    opens: datetime | None = None
    """The start of its window."""
    closes: datetime | None = None
    """The end of its window."""
    title: str = ""
    """The title of its intro, or ''."""
    summary: str = ""
    """The summary of its intro, or the beginning of its text."""
    count: int = 0
    """The number of cards. An article that covers another one has no card: it is named on the card of that one."""
    is_next: bool = False
    """True if the edition is not published yet; only a preview shows it."""
    outlets: tuple[OutletCount, ...] = ()
    """The outlets of its cards, those with the most articles first."""


def arranged_by_topic(
    entries: Sequence[Entry],
    topics: Topics,
    order: Callable[[Entry], Any],
    leads: Collection[str] = (),
    pictures: CardPictures = NO_PICTURES,
) -> tuple[tuple[Card, ...], tuple[Section, ...]]:
    """Return the lead stories, and the other articles by topic, sorted by `order`; `leads` are the files that an intro names."""
    ranked_entries = sorted(entries, key=order)
    lead_entries = leading(ranked_entries, leads)
    other_entries = [entry for entry in ranked_entries if entry not in lead_entries]
    topic_groups = [
        (
            topic_link,
            tuple(pictures.card(entry) for entry in other_entries if entry.article.topics and entry.article.topics[0].text == slug),
        )
        for slug, topic_link in topics
    ]
    topic_groups.append(
        (Link(""), tuple(pictures.card(entry) for entry in other_entries if not entry.card.topics))
    )  # a draft may lack its topic
    sections, card_number, is_long = [], 1 + len(lead_entries), len(ranked_entries) > LONG_EDITION
    for topic_link, cards in topic_groups:
        if cards:
            sections.append(Section(topic_link, cards, card_number, full_card_count(len(cards), is_long)))
            card_number += len(cards)
    return tuple(pictures.card(entry, is_lead=True) for entry in lead_entries), tuple(sections)


def leading(ranked: Sequence[Entry], leads: Collection[str] = ()) -> Sequence[Entry]:
    """Return the lead stories of ranked entries: those that an intro names, else the first featured ones, else the first entry."""
    entries_by_file = {entry.index.file: entry for entry in ranked}
    named_leads = [entries_by_file[file] for file in leads if file in entries_by_file]
    return named_leads or [entry for entry in ranked if entry.index.featured][:MAX_LEADS] or ranked[:1]


def day_edition(entries: Sequence[Entry], url: str, topics: Topics, sources: str, pictures: CardPictures) -> Edition:
    """Return the articles of a day (at least one) as an edition; `sources` is `Site.sources`."""
    leads, sections = arranged_by_topic(entries, topics, rank, pictures=pictures)
    date = midnight(entries[0].index.date)
    return Edition(date, url, leads, sections, count=len(entries), outlets=outlet_counts(entries, sources))


def full_card_count(count: int, is_long: bool) -> int:
    """Return the number of cards that a section shows in full: all if only one would be left as a headline."""
    max_in_full = FULL_OF_LONG if is_long else FULL_CARDS
    return count if count <= max_in_full + 1 else max_in_full


def outlet_counts(entries: Iterable[Entry], sources: str) -> tuple[OutletCount, ...]:
    """Return the outlets of the articles, sorted by number of articles (descending), then by name; `sources` is `Site.sources`."""
    named_outlets = [(entry.card.source.name, entry.source.slug if entry.source else "") for entry in entries if entry.card.source]
    counts_by_outlet = Counter(name for name, _ in named_outlets)
    source_slugs = dict(named_outlets)
    source_pages_of_outlets = {
        name: sources + url_of(f"{slug}/index.html")[1:] for name, slug in source_slugs.items() if slug and sources
    }
    ordered_outlets = sorted(counts_by_outlet, key=lambda name: (-counts_by_outlet[name], name.casefold(), name))
    return tuple(OutletCount(name, counts_by_outlet[name], source_pages_of_outlets.get(name, "")) for name in ordered_outlets)
