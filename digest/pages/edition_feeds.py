"""Plan the feeds of editions in each format: each entry is a complete edition with its intro. Feeds of articles are in
`feeds.py`."""

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
    EditionHead,
    clustered_edition,
    edition_head,
    intro_text,
    last_change,
    section_topics,
)
from digest.pages.feeds import DATE_OF_EMPTY_FEED, FeedEntry, FeedPage
from digest.pages.link_resolution import Links
from digest.pages.page import Page, Text
from digest.pages.plan_part import AnyPart, PlanPart
from digest.pages.site import FeedFormat, Site

MAX_EDITION_ENTRIES = 10
"""The largest number of editions in a feed. Each is complete, and feed readers load the whole feed again and again."""


class EditionFeedInputs(Struct, frozen=True, array_like=True):
    """The inputs of the feeds of editions, without the articles."""

    title: str
    description: str
    home: str
    """The absolute URL of the list of editions."""
    origin: str
    feed_formats: tuple[FeedFormat, ...]
    topics: Topics
    editions: tuple[FeedEdition, ...]


class FeedEdition(Struct, frozen=True, array_like=True):
    """An edition in a feed."""

    edition: EditionHead
    count: int
    """The number of entries that belong to this edition."""
    intro: Text | None


def edition_feeds(collections: Collections, site: Site, config: Config, links: Links) -> Iterator[AnyPart]:
    """Yield a feed of the newest editions in each feed format of the site."""
    if config.editions is None or not config.feed.formats:
        return
    max_entries = min(MAX_EDITION_ENTRIES, config.feed.entries)
    newest_editions = [clustered_edition(edition, collections) for edition in collections.issues.out[: -max_entries - 1 : -1]]
    feed_title = str(site.strings.get("editions", EDITION_PAGES_FOLDER))
    inputs = EditionFeedInputs(
        title=f"{feed_title} | {site.title}",
        description=site.description,
        home=f"{site.url}{EDITION_PAGES_FOLDER}/",
        origin=site.origin,
        feed_formats=site.feeds,
        topics=section_topics(collections, config),
        editions=tuple(
            FeedEdition(
                edition_head(edition, site.strings, config.base_path), len(edition.entries), intro_text(edition.intro, links)
            )
            for edition in newest_editions
        ),
    )
    entries = [entry for edition in newest_editions for entry in edition.entries]
    yield PlanPart("feeds of editions", _edition_feeds, entries, inputs)


def _edition_feeds(entries: Sequence[Entry], inputs: EditionFeedInputs) -> Iterator[Page]:
    feed_entries, entries_end = [], 0
    for feed_edition in inputs.editions:
        feed_entries.append(_edition_entry(feed_edition, entries[entries_end : entries_end + feed_edition.count], inputs))
        entries_end += feed_edition.count
    last_update = max((feed_entry.updated for feed_entry in feed_entries), default=None)
    for format in inputs.feed_formats:
        edition_feed = FeedPage(
            title=inputs.title,
            url=inputs.home.removeprefix(inputs.origin) + format.file,
            description=inputs.description,
            id=inputs.home,
            home=inputs.home,
            updated=last_update or DATE_OF_EMPTY_FEED,
            entries=tuple(feed_entries),
        )
        yield Page(
            f"{EDITION_PAGES_FOLDER}/{format.file}",
            format.file,
            edition_feed,
            "the feed of editions",
            last_update,
            in_sitemap=False,
        )


def _edition_entry(feed_edition: FeedEdition, entries: Sequence[Entry], inputs: EditionFeedInputs) -> FeedEntry:
    head = feed_edition.edition
    return FeedEntry(
        id=f"tag:{tag_authority(inputs.home)},{head.id}:{head.url}",
        url=inputs.origin + head.url,
        title=head.name,
        published=head.closes,
        updated=last_change(head, entries) or head.closes,
        summary=head.summary,
        content=feed_edition.intro,
        edition=head.arranged(entries, inputs.topics, ""),
    )
