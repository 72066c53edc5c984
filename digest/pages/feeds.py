"""The planner of the site's feed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from urllib.parse import quote, urlsplit

from digest.config import Config
from digest.grouping.collect import Collections, Entry
from digest.pages.articles import attribution
from digest.pages.links import Links
from digest.pages.page import FeedEntry, FeedPage, Page, Site
from digest.pages.pager import appeared, changed, modified


def site_feed(collections: Collections, site: Site, config: Config, links: Links) -> Iterator[Page]:
    """The newest articles as an Atom feed (RFC 4287)."""
    newest = collections.entries[-config.feed.entries :][::-1]
    updated = modified(newest)
    context = FeedPage(
        title=site.title,
        url=site.feed,
        description=site.description,
        id=site.url,
        home=site.url,
        # An empty feed needs a date too, and it may not come from the clock.
        updated=updated or datetime(1970, 1, 1, tzinfo=UTC),
        entries=tuple(_entry(entry, site, config, links) for entry in newest),
    )
    yield Page("feed.xml", "feed.xml", context, "the feed", updated, in_sitemap=False)


def _entry(entry: Entry, site: Site, config: Config, links: Links) -> FeedEntry:
    article, card = entry.article, entry.card
    full = config.feed.content == "full" and entry.mode == "full"
    return FeedEntry(
        id=_id(entry, site),
        url=site.origin + card.url,
        title=card.title,
        published=appeared(entry),
        updated=changed(entry),
        authors=article.authors,
        categories=tuple(topic.name for topic in card.topics) + tuple(tag.name for tag in entry.tags),
        summary=card.summary,
        content=links.text(article, absolute=True) if full else None,
        source=attribution(article.source, entry.outlet),
        lang=article.lang,
    )


def _id(entry: Entry, site: Site) -> str:
    """The article's own `id`, as a `tag:` URI unless it is a URI already; else one of its url (RFC 4151)."""
    own = entry.article.id
    if own.startswith(("tag:", "urn:", "https://", "http://")) and not any(c.isspace() for c in own):
        return own
    host = urlsplit(site.url).hostname
    return f"tag:{host},{entry.card.date.date().isoformat()}:{quote(own) if own else entry.card.url}"
