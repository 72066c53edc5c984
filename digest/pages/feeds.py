"""The planner of the site's feed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from urllib.parse import quote, urlsplit

from digest.config import Config
from digest.grouping.collect import Collections
from digest.grouping.entry import Entry
from digest.pages.articles import attribution
from digest.pages.links import Links
from digest.pages.page import FeedEntry, FeedPage, Page, Site, Text
from digest.pages.pager import appeared, changed, modified
from digest.pages.part import Part


def site_feed(collections: Collections, site: Site, config: Config, links: Links) -> Iterator[Part]:
    """The newest articles as an Atom feed (RFC 4287)."""
    newest = collections.entries[-config.feed.entries :][::-1]
    texts = tuple(links.text(entry.article, absolute=True) for entry in newest)
    yield Part("feed.xml", _feed, newest, (texts, site, config.feed.content == "full"))


def _feed(newest: Sequence[Entry], texts: tuple[Text, ...], site: Site, is_full: bool) -> Iterator[Page]:
    updated = modified(newest)
    context = FeedPage(
        title=site.title,
        url=site.feed,
        description=site.description,
        id=site.url,
        home=site.url,
        # An empty feed needs a date too, and it may not come from the clock.
        updated=updated or datetime(1970, 1, 1, tzinfo=UTC),
        entries=tuple(_entry(entry, text, site, is_full) for entry, text in zip(newest, texts, strict=True)),
    )
    yield Page("feed.xml", "feed.xml", context, "the feed", updated, in_sitemap=False)


def _entry(entry: Entry, text: Text, site: Site, is_full: bool) -> FeedEntry:
    article, card = entry.article, entry.card
    return FeedEntry(
        id=_id(entry, site),
        url=site.origin + card.url,
        title=card.title,
        published=appeared(entry),
        updated=changed(entry),
        authors=article.authors,
        categories=tuple(topic.name for topic in card.topics) + tuple(tag.name for tag in entry.tags),
        summary=card.summary,
        content=text if is_full and entry.mode == "full" else None,
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
