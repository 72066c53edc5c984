"""The arrangement of an edition's articles on its page: the lead stories, the others by topic, and their outlets."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import datetime
from typing import Any

from msgspec import Struct

from digest.grouping.card import Card, Link
from digest.grouping.entry import Entry
from digest.pages.card_pictures import NO_PICTURES, CardPictures
from digest.pages.pagination import rank
from digest.urls import url_of

MAX_LEADS = 3

LONG_EDITION = 40
"""Editions with more articles than this are long."""

FULL_CARDS, FULL_OF_LONG = 6, 2
"""How many cards a section shows in full; and in a long edition."""

Topics = tuple[tuple[str, Link], ...]
"""The slug and the link of each topic, in the registry's order."""


class Section(Struct, frozen=True, array_like=True):
    """The articles of one topic within an edition."""

    topic: Link
    cards: tuple[Card, ...]
    first: int = 1
    """The number of its first card in the edition: cards are numbered from 1, lead stories first."""
    full: int = 0
    """How many of its cards, from the first, are shown with their summaries; of the others the headline is enough."""


class OutletCount(Struct, frozen=True, array_like=True):
    """An outlet that articles of an edition come from, and how many."""

    name: str
    count: int
    url: str = ""
    """The page of the source on this site; '' if it has none."""


class Edition(Struct, frozen=True, array_like=True):
    """The articles of an edition: the lead stories, then the others by topic, in the order of `topics.yml`.

    Of a site without editions it is a day, and `number`, `opens` and `closes` are None.
    """

    date: datetime
    """The day on which it closes."""
    url: str
    leads: tuple[Card, ...]
    sections: tuple[Section, ...]
    number: int | None = None
    """Its number; None for one that got its first article after a later one was recorded, and for the next one."""
    opens: datetime | None = None
    """When its window opened."""
    closes: datetime | None = None
    """When its window closed, or will."""
    title: str = ""
    """The title of its intro; '' for none."""
    summary: str = ""
    """The summary of its intro, or the beginning of its text."""
    count: int = 0
    """How many cards it has; an article that covers another one is on the card of that one."""
    is_next: bool = False
    """Whether it has not appeared yet: only a preview shows it."""
    outlets: tuple[OutletCount, ...] = ()
    """The outlets that its cards name, those with the most articles first."""


def arranged_by_topic(
    entries: Sequence[Entry],
    topics: Topics,
    order: Callable[[Entry], Any],
    leads: Collection[str] = (),
    pictures: CardPictures = NO_PICTURES,
) -> tuple[tuple[Card, ...], tuple[Section, ...]]:
    """The lead stories, and the others by topic, each in this order; `leads` are the files of those that an intro names."""
    ranked = sorted(entries, key=order)
    lead_entries = leading(ranked, leads)
    other_entries = [entry for entry in ranked if entry not in lead_entries]
    topic_groups = [
        (
            link,
            tuple(pictures.card(entry) for entry in other_entries if entry.article.topics and entry.article.topics[0].text == slug),
        )
        for slug, link in topics
    ]
    topic_groups.append(
        (Link(""), tuple(pictures.card(entry) for entry in other_entries if not entry.card.topics))
    )  # a draft may lack its topic
    sections, number, is_long = [], 1 + len(lead_entries), len(ranked) > LONG_EDITION
    for link, cards in topic_groups:
        if cards:
            sections.append(Section(link, cards, number, shown_in_full(len(cards), is_long)))
            number += len(cards)
    return tuple(pictures.card(entry, is_lead=True) for entry in lead_entries), tuple(sections)


def leading(ranked: Sequence[Entry], leads: Collection[str] = ()) -> Sequence[Entry]:
    """The lead stories of ranked entries: those whose files an intro names, else the first featured ones, else the first."""
    by_file = {entry.index.file: entry for entry in ranked}
    named = [by_file[file] for file in leads if file in by_file]
    return named or [entry for entry in ranked if entry.index.featured][:MAX_LEADS] or ranked[:1]


def day_edition(entries: Sequence[Entry], url: str, topics: Topics, sources: str, pictures: CardPictures) -> Edition:
    """The articles of a day, at least one, as an edition; `sources` is `Site.sources`."""
    leads, sections = arranged_by_topic(entries, topics, rank, pictures=pictures)
    date = entries[0].index.date.replace(hour=0, minute=0, second=0, microsecond=0)
    return Edition(date, url, leads, sections, count=len(entries), outlets=outlet_counts(entries, sources))


def shown_in_full(count: int, is_long: bool) -> int:
    """How many of a section's cards are shown in full: all if one alone would be left for the headlines below."""
    most_in_full = FULL_OF_LONG if is_long else FULL_CARDS
    return count if count <= most_in_full + 1 else most_in_full


def outlet_counts(entries: Iterable[Entry], sources: str) -> tuple[OutletCount, ...]:
    """The outlets that these articles come from, those with the most first, then by name; `sources` is `Site.sources`."""
    named = [(entry.card.source.name, entry.source.slug if entry.source else "") for entry in entries if entry.card.source]
    counts_by_outlet = Counter(name for name, _ in named)
    slugs = dict(named)
    pages = {name: sources + url_of(f"{slug}/index.html")[1:] for name, slug in slugs.items() if slug and sources}
    ordered = sorted(counts_by_outlet, key=lambda name: (-counts_by_outlet[name], name.casefold(), name))
    return tuple(OutletCount(name, counts_by_outlet[name], pages.get(name, "")) for name in ordered)
