"""The planner of the feeds of editions, in which each entry is a whole edition."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct

from digest.config.base_url import tag_authority
from digest.config.config import Config
from digest.grouping.article_collections import Collections
from digest.grouping.entry import Entry
from digest.pages.edition_arrangement import Topics
from digest.pages.edition_pages import (
    EDITION_PAGES_FOLDER,
    Described,
    clustered_edition,
    describe_edition,
    intro_text,
    last_change,
    section_topics,
)
from digest.pages.feeds import DATE_OF_EMPTY_FEED, FeedEntry, FeedPage
from digest.pages.link_resolution import Links
from digest.pages.page import Page, Text
from digest.pages.plan_part import AnyPart, PlanPart
from digest.pages.site import FeedFormat, Site

MOST_EDITION_ENTRIES = 10
"""How many editions a feed contains: each is complete, and feed readers load all of them again and again."""


class EditionFeedInputs(Struct, frozen=True, array_like=True):
    """What the feeds of editions depend on beside their articles."""

    title: str
    description: str
    home: str
    """The whole address of the list of editions."""
    origin: str
    feed_formats: tuple[FeedFormat, ...]
    topics: Topics
    editions: tuple[FeedEdition, ...]


class FeedEdition(Struct, frozen=True, array_like=True):
    """An edition in a feed."""

    edition: Described
    count: int
    """How many of the entries are its own."""
    intro: Text | None


def edition_feeds(collections: Collections, site: Site, config: Config, links: Links) -> Iterator[AnyPart]:
    """The newest editions, in each of the formats of the site's feeds."""
    if config.editions is None or not config.feed.formats:
        return
    most_entries = min(MOST_EDITION_ENTRIES, config.feed.entries)
    newest = [clustered_edition(edition, collections) for edition in collections.issues.out[: -most_entries - 1 : -1]]
    title = str(site.strings.get("editions", EDITION_PAGES_FOLDER))
    inputs = EditionFeedInputs(
        title=f"{title} | {site.title}",
        description=site.description,
        home=f"{site.url}{EDITION_PAGES_FOLDER}/",
        origin=site.origin,
        feed_formats=site.feeds,
        topics=section_topics(collections, config),
        editions=tuple(
            FeedEdition(
                describe_edition(edition, site.strings, config.base_path), len(edition.entries), intro_text(edition.intro, links)
            )
            for edition in newest
        ),
    )
    entries = [entry for edition in newest for entry in edition.entries]
    yield PlanPart("feeds of editions", _edition_feeds, entries, inputs)


def _edition_feeds(entries: Sequence[Entry], inputs: EditionFeedInputs) -> Iterator[Page]:
    feed_entries, end = [], 0
    for feed_edition in inputs.editions:
        feed_entries.append(_edition_entry(feed_edition, entries[end : end + feed_edition.count], inputs))
        end += feed_edition.count
    updated = max((item.updated for item in feed_entries), default=None)
    for format in inputs.feed_formats:
        context = FeedPage(
            title=inputs.title,
            url=inputs.home.removeprefix(inputs.origin) + format.file,
            description=inputs.description,
            id=inputs.home,
            home=inputs.home,
            updated=updated or DATE_OF_EMPTY_FEED,
            entries=tuple(feed_entries),
        )
        yield Page(f"{EDITION_PAGES_FOLDER}/{format.file}", format.file, context, "the feed of editions", updated, in_sitemap=False)


def _edition_entry(feed_edition: FeedEdition, entries: Sequence[Entry], inputs: EditionFeedInputs) -> FeedEntry:
    described = feed_edition.edition
    return FeedEntry(
        id=f"tag:{tag_authority(inputs.home)},{described.id}:{described.url}",
        url=inputs.origin + described.url,
        title=described.name,
        published=described.closes,
        updated=last_change(described, entries) or described.closes,
        summary=described.summary,
        content=feed_edition.intro,
        edition=described.arranged(entries, inputs.topics, ""),
    )
