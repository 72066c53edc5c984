"""All articles → what is published now, and its groups."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from itertools import chain

from msgspec import Struct

from digest.articles.article import Article
from digest.articles.dates import Moment, in_zone, zone_of
from digest.articles.fields import Citation
from digest.config import Config
from digest.errors import Fault
from digest.fingerprint import fingerprint
from digest.grouping.calendar import next_change, period_keys, status
from digest.grouping.taxonomy import (
    Outlet,
    Registries,
    Tag,
    fold,
    merge_tags,
    outlet_keys,
    outlet_of,
    unknown_topic,
)
from digest.permalinks import article_path, slug_fault, url_of


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


class Term(Struct, frozen=True):
    """Anything that lists articles: a topic, a tag, a year, a month, a day. Its entries run from the oldest."""

    kind: str
    slug: str
    name: str
    entries: tuple[Entry, ...] = ()
    description: str = ""

    @property
    def folder(self) -> str:
        """The folder of its pages below the site's root."""
        return f"{_FOLDERS[self.kind]}{self.slug}"


_FOLDERS = {"topic": "topics/", "tag": "tags/", "year": "", "month": "", "day": ""}


FAULTY = "faulty"
"""The status of a content file that could not be read."""


class Collections(Struct, frozen=True):
    """What is published at one instant: entries from the oldest, plain pages by path, and the terms of each kind."""

    entries: tuple[Entry, ...]
    pages: tuple[Article, ...]
    topics: tuple[Term, ...]
    tags: tuple[Term, ...]
    years: tuple[Term, ...]
    months: tuple[Term, ...]
    days: tuple[Term, ...]
    outlets: tuple[Outlet, ...]
    sources: dict[str, str]
    """Every article's file: its path, and the status of the article ('' when it is published)."""
    held: tuple[datetime, ...]
    """When each article that waits for its time will appear, in order."""
    until: datetime | None
    """The next instant at which the clock alone changes the site."""
    faulty: tuple[Article, ...] = ()
    """Articles that cannot be published; only their links are looked at."""
    faults: tuple[Fault, ...] = ()


def collect(
    articles: Sequence[Article],
    registries: Registries,
    config: Config,
    now: datetime,
    faulty: Sequence[Article] = (),
    lost: Iterable[str] = (),
) -> Collections:
    """What of these articles is published at `now`, in which groups, and what is wrong among them.

    `faulty` are articles that cannot be published: they are looked at so that all that is wrong with them is told in one run.
    `lost` are their files, and those that could not be read at all: a link to one of them is not called a link to nowhere.
    """
    now = in_zone(now, zone_of(config.timezone))
    faults: list[Fault] = []
    dated = [article for article in articles if not article.is_page]
    states = {article.path: status(article, now) for article in articles}
    shown = [article for article in dated if _is_shown(states[article.path], config)]
    known = {topic.slug for topic in registries.topics}
    checked = [*dated, *(article for article in faulty if not article.is_page)]
    for article in checked if registries.complete else ():
        faults += [unknown_topic(article.path, mark, known_order(registries)) for mark in article.topics if mark.text not in known]
    tags = merge_tags(((a.path, mark) for a in shown for mark in a.tags), config.tags.slugs, faults)
    entries = _entries(shown, states, registries, tags, config, now)
    until = next_change(articles, now)
    return Collections(
        entries=entries,
        pages=tuple(a for a in articles if a.is_page and _is_shown(states[a.path], config)),
        topics=_topic_terms(entries, registries),
        tags=_tag_terms(entries, tags),
        **_period_terms(entries),
        outlets=registries.outlets,
        sources=states | dict.fromkeys(lost, FAULTY),
        faulty=tuple(faulty),
        held=_held(dated, states, now),
        until=_earlier(until, _next_midnight(now)) if any(a.date is None for a in shown) else until,
        faults=tuple(faults),
    )


def known_order(registries: Registries) -> tuple[str, ...]:
    """The slugs of the topics in the registry's order."""
    return tuple(topic.slug for topic in registries.topics)


def _is_shown(state: str, config: Config) -> bool:
    return not state or (config.drafts if state == "draft" else config.future)


def _held(articles: Iterable[Article], states: dict[str, str], now: datetime) -> tuple[datetime, ...]:
    waiting = (a for a in articles if states[a.path] == "embargoed")
    return tuple(sorted(max(m.at for m in (a.date, a.publish_at) if m and m.at > now) for a in waiting))


def _next_midnight(now: datetime) -> datetime:
    return now.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)


def _earlier(one: datetime | None, other: datetime) -> datetime:
    return min(one, other) if one else other


def _entries(
    shown: Sequence[Article],
    states: dict[str, str],
    registries: Registries,
    tags: dict[str, Tag],
    config: Config,
    now: datetime,
) -> tuple[Entry, ...]:
    topics = _topic_links(registries, config)
    outlets = outlet_keys(registries.outlets)
    tag_keys = {article.path: tuple(dict.fromkeys(fold(mark.text) for mark in article.tags)) for article in shown}
    tag_links = _tag_links(tag_keys.values(), tags, config)
    # An undated draft is shown as of the day on which it is looked at.
    today = Moment(now.replace(hour=0, minute=0, second=0, microsecond=0), False)
    base = config.base_path
    made = []
    for article in shown:
        if slug_fault(article.slug):
            continue
        date = article.date or today
        path = article_path(config.permalink, date.at, article.slug)
        outlet = outlet_of(article.source, outlets) if article.source else None
        mode = article.mode or (outlet.mode if outlet else "") or "full"
        card = Card(
            url=base + url_of(path),
            title=article.shown_title,
            date=date.at,
            timed=date.timed,
            summary=article.summary or (article.excerpt if mode != "link" else ""),
            why=article.why,
            source=source_link(article.source, outlet),
            topics=tuple(topics[mark.text] for mark in article.topics if mark.text in topics),
            kind=article.kind,
            featured=article.featured,
            lang=article.lang,
            badge=states[article.path],
        )
        links = tuple(tag_links[key] for key in tag_keys[article.path] if key in tag_links)
        pinned = bool(article.pin_until and article.pin_until.at > now)
        # `body` names the file's bytes and how they were read, and so all that the article says.
        key = fingerprint(article.body, path, card, links, outlet, mode, pinned)
        made.append(Entry(article, path, card, links, outlet, mode, pinned, key))
    made.sort(key=lambda entry: (entry.card.date, entry.article.path))
    return tuple(made)


def _topic_links(registries: Registries, config: Config) -> dict[str, Link]:
    """The link of each topic by its slug."""
    urls = {topic.slug: config.base_path + url_of(f"topics/{topic.slug}/index.html") for topic in registries.topics}
    return {topic.slug: Link(topic.name, urls[topic.slug] if config.lists.topics else "") for topic in registries.topics}


def _tag_links(uses: Iterable[tuple[str, ...]], tags: dict[str, Tag], config: Config) -> dict[str, Link]:
    """The link of each tag by its folded spelling; a tag of too few articles has no page."""
    counts = Counter(chain.from_iterable(uses))
    paged = {key for key in tags if config.lists.tags and counts[key] >= config.tags.min_count}
    urls = {key: config.base_path + url_of(f"tags/{tags[key].slug}/index.html") for key in paged}
    return {key: Link(tag.name, urls.get(key, "")) for key, tag in tags.items()}


def source_link(citation: Citation | None, outlet: Outlet | None) -> Link | None:
    """The outlet's name, and the address of the piece there."""
    if citation is None:
        return None
    name = outlet.name if outlet else citation.name or citation.url.split("/")[2].removeprefix("www.")
    return Link(name, citation.url)


def _topic_terms(entries: Iterable[Entry], registries: Registries) -> tuple[Term, ...]:
    found: dict[str, list[Entry]] = {topic.slug: [] for topic in registries.topics}
    for entry in entries:
        for mark in dict.fromkeys(mark.text for mark in entry.article.topics):
            if mark in found:
                found[mark].append(entry)
    return tuple(Term("topic", t.slug, t.name, tuple(found[t.slug]), t.description) for t in registries.topics)


def _tag_terms(entries: Iterable[Entry], tags: dict[str, Tag]) -> tuple[Term, ...]:
    found: dict[str, list[Entry]] = {tag.name: [] for tag in tags.values()}
    for entry in entries:
        for link in entry.tags:
            found[link.name].append(entry)
    return tuple(Term("tag", tag.slug, tag.name, tuple(found[tag.name])) for _, tag in sorted(tags.items()))


def _period_terms(entries: Iterable[Entry]) -> dict[str, tuple[Term, ...]]:
    kinds = {"year": "years", "month": "months", "day": "days"}
    found: dict[str, defaultdict[str, list[Entry]]] = {kind: defaultdict(list) for kind in kinds}
    years, months, days = found.values()
    for entry in entries:
        year, month, day = period_keys(entry.card.date)
        years[year].append(entry)
        months[month].append(entry)
        days[day].append(entry)
    return {
        plural: tuple(Term(kind, key, key, tuple(listed)) for key, listed in sorted(found[kind].items()))
        for kind, plural in kinds.items()
    }
