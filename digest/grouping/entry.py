"""An article among the others: what lists show of it, and all that the other files decide about it."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct

from digest.articles.article import Article
from digest.articles.dates import Moment
from digest.articles.fields import Citation
from digest.fingerprint import fingerprint
from digest.grouping.published import Published, addresses
from digest.grouping.taxonomy import Outlet, outlet_of
from digest.permalinks import article_path, path_of, url_of


class Link(Struct, frozen=True, array_like=True):
    """A name and where it leads; `url` is '' for what has no page."""

    name: str
    url: str = ""
    lang: str = ""
    """The language of the name, if it is not the site's."""


class Card(Struct, frozen=True, array_like=True):
    """What lists show of an article."""

    url: str
    title: str
    date: datetime
    timed: bool = False
    summary: str = ""
    why: str = ""
    source: Link | None = None
    topics: tuple[Link, ...] = ()
    kind: str = "article"
    featured: bool = False
    lang: str = ""
    badge: str = ""
    """'' for what is published; 'draft', 'embargoed' or 'expired' in a build that shows those."""


class Entry(Struct, frozen=True):
    """A published article with all that the other files decide about it."""

    article: Article
    path: str
    card: Card
    tags: tuple[Link, ...]
    outlet: Outlet | None
    mode: str
    pinned: bool
    key: str = ""
    """The name of all of it."""
    first: str = ""
    """The path under which it was first published, if it has another now; with the base path."""


def appeared(entry: Entry) -> datetime:
    """When readers could first see the article: its date, or the end of its embargo."""
    embargo = entry.article.publish_at
    return max(embargo.at, entry.card.date) if embargo else entry.card.date


class Rules(Struct, frozen=True):
    """What the settings, the registries, all tags together and the clock decide about each article."""

    topics: dict[str, Link]
    """By slug."""
    outlets: dict[str, Outlet]
    """By `outlet_keys`."""
    tags: dict[str, Link]
    """By each spelling, and each old name, that an article says."""
    permalink: str
    base: str
    today: datetime | None
    """The day's first instant in the site's zone, if an article needs it: an undated one is shown as of the day it is looked at."""
    published: Published = {}


def entry_of(article: Article, state: str, pinned: bool, rules: Rules) -> Entry:
    """The entry of an article in this state (`calendar.status`) by these rules."""
    date = article.date or (Moment(rules.today, False) if rules.today else None)
    assert date, "collect gives a day to those that have none"
    path = article_path(rules.permalink, date.at, article.slug)
    outlet = outlet_of(article.source, rules.outlets) if article.source else None
    mode = article.mode or (outlet.mode if outlet else "") or "full"
    card = Card(
        url=rules.base + url_of(path),
        title=article.shown_title,
        date=date.at,
        timed=date.timed,
        summary=article.summary or (article.excerpt if mode != "link" else ""),
        why=article.why,
        source=source_link(article.source, outlet),
        topics=tuple(rules.topics[mark.text] for mark in article.topics if mark.text in rules.topics),
        kind=article.kind,
        featured=article.featured,
        lang=article.lang,
        badge=state,
    )
    # Two spellings of a tag are one, and so are an old name and the new one.
    links = tuple(dict.fromkeys(rules.tags[mark.text] for mark in article.tags if mark.text in rules.tags))
    recorded = addresses(article, rules.published)
    first = path_of(recorded[0].text) if recorded else path
    first_url = rules.base + url_of(first) if first != path else ""
    # `body` names the file's bytes and how they were read, and so all that the article says; the rest is what others decide.
    key = fingerprint(article.body, path, date, state, card.topics, links, outlet, pinned, first_url)
    return Entry(article, path, card, links, outlet, mode, pinned, key, first_url)


def source_link(citation: Citation | None, outlet: Outlet | None) -> Link | None:
    """The outlet's name, and the address of the piece there."""
    if citation is None:
        return None
    name = outlet.name if outlet else citation.name or citation.url.split("/")[2].removeprefix("www.")
    return Link(name, citation.url)
