"""The planner of feeds: of the site, of each topic, and of each tag that has a page."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from urllib.parse import quote

from msgspec import Struct

from digest.baseurl import tag_authority
from digest.config import Config
from digest.grouping.collect import Collections, Term
from digest.grouping.entry import Entry, appeared
from digest.pages.articles import attribution
from digest.pages.links import Links
from digest.pages.page import FeedEntry, FeedFormat, FeedPage, Page, Site, Text
from digest.pages.pager import modified
from digest.pages.part import Part
from digest.permalinks import url_of

BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)
"""When an empty feed changed last: it needs a date too, and that may not come from the clock."""

_DAY = re.compile(r"/(\d{4})/(\d\d)/(\d\d)/")


class Channel(Struct, frozen=True, array_like=True):
    """What a feed is of."""

    folder: str
    """The folder of its files below the site's root; '' for the site itself."""
    title: str
    description: str
    source: str
    """What it is called in messages."""


def feeds(collections: Collections, site: Site, config: Config, links: Links) -> Iterator[Part]:
    """The newest articles of the site, and of each topic and tag that has a page; a part each, whatever the formats."""
    if not config.feed.formats:
        return
    yield _part(Channel("", site.title, site.description, "the feed"), collections.entries, site, config, links)
    for term in (*collections.topics, *collections.tags):
        if _has_feed(term, config):
            channel = Channel(
                f"{term.folder}/", f"{term.name} | {site.title}", term.description, f"the feed of the {term.kind} {term.name}"
            )
            yield _part(channel, term.entries, site, config, links)


def _has_feed(term: Term, config: Config) -> bool:
    if not config.feed.terms:
        return False
    if term.kind == "topic":
        return config.lists.topics > 0
    return config.lists.tags > 0 and len(term.entries) >= config.tags.min_count


MOST_CATEGORIES = 40
"""How many topics and tags an entry of a feed names: each of them has feeds of its own, in which the entry names all of them."""


def _part(channel: Channel, entries: Sequence[Entry], site: Site, config: Config, links: Links) -> Part:
    newest = entries[-config.feed.entries :][::-1]
    is_full = config.feed.content == "full"
    # Most texts have no links into the site, and what the others have depends on other files: so it belongs to the key of the part.
    linked = tuple(
        (entry.gist.source, links.text(entry.article, absolute=True).attributes)
        for entry in newest
        if is_full and entry.gist.is_full and entry.gist.is_linked and entry.article.targets
    )
    return Part(f"feeds of /{channel.folder}", _feeds, newest, (channel, linked, site.url, site.origin, site.feeds, is_full))


def _feeds(
    newest: Sequence[Entry],
    channel: Channel,
    linked: tuple[tuple[str, tuple[str, ...]], ...],
    home: str,
    origin: str,
    formats: tuple[FeedFormat, ...],
    is_full: bool,
) -> Iterator[Page]:
    attributes = dict(linked)
    updated = modified(newest)
    entries = tuple(_entry(entry, attributes.get(entry.gist.source, ()), home, origin, is_full) for entry in newest)
    of_channel = home + url_of(f"{channel.folder}index.html").removeprefix("/")
    for format in formats:
        path = channel.folder + format.file
        context = FeedPage(
            title=channel.title,
            url=of_channel.removeprefix(origin) + format.file,
            description=channel.description,
            id=of_channel,
            home=of_channel,
            updated=updated or BEGINNING,
            entries=entries,
        )
        yield Page(path, format.file, context, channel.source, updated, in_sitemap=False)


def _entry(entry: Entry, attributes: tuple[str, ...], home: str, origin: str, is_full: bool) -> FeedEntry:
    article, card = entry.article, entry.card
    return FeedEntry(
        id=entry_id(entry, home),
        url=origin + card.url,
        title=card.title,
        published=appeared(entry),
        updated=entry.gist.changed,
        authors=article.authors,
        categories=tuple(dict.fromkeys(link.name for link in (*card.topics, *entry.tags)))[:MOST_CATEGORIES],
        summary=card.summary,
        content=Text(article.body, attributes) if is_full and entry.mode == "full" else None,
        source=attribution(article.source, entry.outlet),
        lang=article.lang,
    )


def entry_id(entry: Entry, home: str) -> str:
    """The article's own `id`, as a `tag:` URI unless it is a URI already; else one of its url (RFC 4151). `home` is the site's."""
    own = entry.article.id
    if own.startswith(("tag:", "urn:", "https://", "http://")) and not any(c.isspace() for c in own):
        return own
    # Of an article that has moved the address and the day are those under which it was first published, if they are known.
    url = entry.first or entry.card.url
    day = _DAY.search(entry.first)
    date = "-".join(day.groups()) if day else entry.card.date.date().isoformat()
    return f"tag:{tag_authority(home)},{date}:{quote(own) if own else url}"
