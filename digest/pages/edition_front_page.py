"""The front page of a site with editions: the latest one, what came since then, and those before it."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence

from msgspec import Struct

from digest.config.config import Config
from digest.grouping.article_collections import Collections
from digest.grouping.entry import Entry
from digest.pages.card_pictures import CardPictures, card_pictures
from digest.pages.edition_arrangement import Topics
from digest.pages.edition_pages import (
    Described,
    clustered_edition,
    describe_edition,
    has_edition_front,
    last_change,
    section_topics,
)
from digest.pages.front_page import FrontPage, pinned_cards
from digest.pages.link_resolution import Links
from digest.pages.page import Page
from digest.pages.plan_part import AnyPart, PlanPart
from digest.pages.site import Site

EARLIER_EDITIONS = 6
"""How many editions before the latest one the front page names."""


class EditionFrontInputs(Struct, frozen=True, array_like=True):
    """What the front page depends on beside its entries: the articles of its editions, then newer ones, then pinned ones."""

    title: str
    home: str
    description: str
    topics: Topics
    sources: str
    """`Site.sources`."""
    editions: tuple[tuple[Described, int], ...]
    """The editions that it shows, the latest first, each with how many of the entries are its own."""
    since: int
    """How many of them came since."""
    pictures: CardPictures


def edition_front(collections: Collections, site: Site, config: Config, links: Links) -> Iterator[AnyPart]:
    """The front page, unless it shows the latest day."""
    if not has_edition_front(collections, config):
        return
    latest_editions = [clustered_edition(edition, collections) for edition in collections.issues.out[: -EARLIER_EDITIONS - 2 : -1]]
    since = _since_latest_edition(collections, config.lists.front)
    pinned = [entry for entry in reversed(collections.entries) if entry.index.pinned]
    entries = [entry for edition in latest_editions for entry in edition.entries]
    shows = [*latest_editions[0].entries, *since, *pinned]
    inputs = EditionFrontInputs(
        title=site.title,
        home=site.home,
        description=site.description,
        topics=section_topics(collections, config),
        sources=site.sources,
        editions=tuple(
            (describe_edition(edition, site.strings, config.base_path), len(edition.entries)) for edition in latest_editions
        ),
        since=len(since),
        pictures=card_pictures(shows, links, config, has_leads=True),
    )
    yield PlanPart("front", _edition_front, (*entries, *since, *pinned), inputs)


def _since_latest_edition(collections: Collections, most_entries: int) -> list[Entry]:
    """What appeared since the latest edition and is in none that is out, the newest first; no more than this, if it is not 0."""
    latest = collections.issues.out[-1]
    edition_files = {entry.index.file for entry in latest.entries}
    upcoming = collections.issues.next
    start = bisect_left(collections.entries, latest.closes, key=lambda entry: entry.index.date)
    later = [*(upcoming.entries if upcoming else ()), *collections.entries[start:]]
    entries_since = {entry.index.file: entry for entry in later if entry.index.file not in edition_files and not entry.index.pinned}
    newest = sorted(entries_since.values(), key=lambda entry: (entry.index.date, entry.index.file), reverse=True)
    return newest[: most_entries or len(newest)]


def _edition_front(entries: Sequence[Entry], inputs: EditionFrontInputs) -> Iterator[Page]:
    edition_entries, end = [], 0
    for described, count in inputs.editions:
        edition_entries.append((described, entries[end : end + count]))
        end += count
    since, pinned = entries[end : end + inputs.since], entries[end + inputs.since :]
    (latest, members), *earlier = edition_entries
    edition = latest.arranged(members, inputs.topics, inputs.sources, inputs.pictures)
    context = FrontPage(
        title=inputs.title,
        url=inputs.home,
        description=inputs.description,
        edition=edition,
        pinned=pinned_cards(pinned, edition, inputs.pictures),
        since=tuple(inputs.pictures.card(entry) for entry in since),
        editions=tuple(described.item(listed) for described, listed in earlier),
    )
    yield Page("index.html", "front.html", context, "the front page", last_change(latest, entries))
