"""An article among the others: what lists show of it, and all that the other files decide about it."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Protocol

from msgspec import Struct
from msgspec.structs import replace

from digest.articles.article import Article
from digest.articles.dates import Moment
from digest.articles.fields import Citation, Mark, Quote
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
    quote: Quote | None = None
    """The words that an article of the kind `quote` is about; None for other kinds."""
    pinned: Moment | None = None
    """Until when it is kept on top of this list; None where it stands by its date."""


class Gist(Struct, frozen=True, array_like=True):
    """What every build asks of every entry."""

    source: str
    """The path of the article's file."""
    body: str
    """The key under which the article and its text are remembered."""
    path: str
    """The path of its page."""
    date: datetime
    updated: datetime | None
    """When readers could first see the article as it is now, if that is after its date."""
    state: str
    """As `calendar.status` says it: '' for what is published."""
    pinned: bool
    key: str
    """The name of all that is known of the entry."""
    is_full: bool
    """Whether the page shows the text."""
    is_linked: bool
    """Whether text or picture may lead into the site."""
    has_moved: bool
    """Whether other addresses may lead to the page."""

    @property
    def changed(self) -> datetime:
        """When readers could first see the article as it is: its date, the end of its embargo, its last update or correction."""
        return self.updated or self.date


class Whole(Struct, frozen=True):
    """All the rest of an entry."""

    article: Article
    card: Card
    tags: tuple[Link, ...]
    outlet: Outlet | None
    mode: str
    first: str = ""
    """The path under which it was first published, if it has another now; with the base path."""

    def of(self, gist: Gist) -> Whole:
        """Itself: nothing has to be made."""
        return self


class Rest(Protocol):
    """Where the rest of an entry comes from: of an article that did not change, most builds ask for the gist alone."""

    def of(self, gist: Gist) -> Whole:
        """All the rest of the entry with this gist."""
        ...


class Entry(Struct, frozen=True):
    """A published article with all that the other files decide about it."""

    gist: Gist
    rest: Rest

    @property
    def article(self) -> Article:
        """The article itself."""
        return self.rest.of(self.gist).article

    @property
    def card(self) -> Card:
        """What lists show of it."""
        return self.rest.of(self.gist).card

    @property
    def tags(self) -> tuple[Link, ...]:
        """Its tags, each once."""
        return self.rest.of(self.gist).tags

    @property
    def outlet(self) -> Outlet | None:
        """The registered outlet that it comes from."""
        return self.rest.of(self.gist).outlet

    @property
    def mode(self) -> str:
        """How much of the text is published: `link`, `excerpt` or `full`."""
        return self.rest.of(self.gist).mode

    @property
    def first(self) -> str:
        """As in `Whole`."""
        return self.rest.of(self.gist).first


def appeared(entry: Entry) -> datetime:
    """When readers could first see the article: its date, or the end of its embargo."""
    embargo = entry.article.publish_at
    return max(embargo.at, entry.gist.date) if embargo else entry.gist.date


class Rules(Struct, frozen=True):
    """What the settings, the registries, all tags together and the clock decide about each article."""

    topics: dict[str, Link]
    """By slug."""
    outlets: dict[str, Outlet]
    """By `outlet_keys`."""
    tags: dict[str, Link]
    """By each spelling, and each old name, that an article says."""
    permalink: str
    default_mode: str
    base: str
    today: datetime | None
    """The day's first instant in the site's zone, if an article needs it: an undated one is shown as of the day it is looked at."""
    published: Published = {}
    language: str = ""
    """The site's."""
    renamed_topics: dict[str, str] = {}
    """The slugs of topics by those that they had."""


def _renamed(topics: Iterable[Mark], renamed: Mapping[str, str]) -> tuple[Mark, ...]:
    """An article's topics by the slugs that they have now, each once; `renamed` maps the old ones to these."""
    marks = (Mark(renamed.get(mark.text, mark.text), mark.line, mark.column) for mark in topics)
    return tuple({mark.text: mark for mark in marks}.values())


def address(article: Article, date: datetime, rules: Rules) -> str:
    """The output path of an article's page, if its day is this."""
    topic = rules.renamed_topics.get(article.topics[0].text, article.topics[0].text) if article.topics else ""
    return article_path(
        rules.permalink, date, article.slug, language=article.lang or rules.language, topic=topic, file=article.path
    )


def entry_of(article: Article, state: str, pinned: bool, rules: Rules) -> Entry:
    """The entry of an article in this state (`calendar.status`) by these rules."""
    date = article.date or (Moment(rules.today, False) if rules.today else None)
    assert date, "collect gives a day to those that have none"
    now_called: tuple[str, ...] = ()
    if rules.renamed_topics and any(mark.text in rules.renamed_topics for mark in article.topics):
        article = replace(article, topics=_renamed(article.topics, rules.renamed_topics))
        now_called = tuple(mark.text for mark in article.topics)
    path = address(article, date.at, rules)
    outlet = outlet_of(article.source, rules.outlets) if article.source else None
    # Interned: a page leaves a default out of its key by identity, and the remembered rules hold another object than the settings.
    mode = sys.intern(article.mode or (outlet.mode if outlet else "") or rules.default_mode)
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
        quote=article.quote if article.kind == "quote" else None,
    )
    # Two spellings of a tag are one, and so are an old name and the new one.
    links = tuple(dict.fromkeys(rules.tags[mark.text] for mark in article.tags if mark.text in rules.tags))
    recorded = [path_of(mark.text) for mark in addresses(article, rules.published)]
    first = rules.base + url_of(recorded[0]) if recorded and recorded[0] != path else ""
    gist = Gist(
        source=article.path,
        body=article.body,
        path=path,
        date=date.at,
        updated=_updated(article, date.at),
        state=state,
        pinned=pinned,
        # `body` names the file's bytes and how they were read, and so all that the article says; the rest is what others decide.
        key=fingerprint(article.body, path, date, state, card.topics, links, outlet, mode, pinned, first, now_called),
        is_full=mode == "full",
        is_linked=bool(article.targets or article.image),
        has_moved=bool(article.aliases) or any(address != path for address in recorded),
    )
    return Entry(gist, Whole(article, card, links, outlet, mode, first))


def _updated(article: Article, date: datetime) -> datetime | None:
    if not (article.updated or article.publish_at or article.corrections):
        return None  # most articles
    moments = (article.updated, article.publish_at, *(correction.date for correction in article.corrections))
    return max((moment.at for moment in moments if moment and moment.at > date), default=None)


def source_link(citation: Citation | None, outlet: Outlet | None) -> Link | None:
    """The outlet's name, and the address of the piece there."""
    if citation is None:
        return None
    name = outlet.name if outlet else citation.name or citation.url.split("/")[2].removeprefix("www.")
    return Link(name, citation.url)
