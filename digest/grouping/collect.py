"""All articles → what is published now, and its groups."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import chain

from msgspec import Struct
from msgspec.structs import replace

from digest.articles.article import Article
from digest.articles.dates import in_zone, zone_of
from digest.articles.fields import Mark
from digest.config import Config
from digest.errors import Fault
from digest.grouping.calendar import next_change, period_keys, status
from digest.grouping.entry import Entry, Link, Rules, appeared, entry_of
from digest.grouping.published import addresses
from digest.grouping.taxonomy import (
    Outlet,
    Registries,
    Tag,
    merge_tags,
    outlet_keys,
    renamed_tags,
    renamed_topic,
    renamed_topics,
    unknown_topic,
)
from digest.permalinks import fold, url_of


class Term(Struct, frozen=True):
    """Anything that lists articles: a topic, a tag, a year, a month, a day. Its entries run from the oldest."""

    kind: str
    slug: str
    name: str
    entries: tuple[Entry, ...] = ()
    description: str = ""
    was: tuple[Mark, ...] = ()
    """The slugs that it had."""

    @property
    def folder(self) -> str:
        """The folder of its pages below the site's root."""
        return f"{_FOLDERS[self.kind]}{self.slug}"


_FOLDERS = {"topic": "topics/", "tag": "tags/", "year": "", "month": "", "day": ""}


NEWS = timedelta(hours=48)
"""How long an article is news."""

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
    rules: Rules
    news: tuple[Entry, ...] = ()
    """The entries that appeared in the last 48 hours, if the settings ask for them."""
    hidden: tuple[Article, ...] = ()
    """Articles and plain pages that are not published but have been, or have old paths."""
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
    before: Collections | None = None,
) -> Collections:
    """What of these articles is published at `now`, in which groups, and what is wrong among them.

    `faulty` are articles that cannot be published: they are looked at so that all that is wrong with them is told in one run.
    `lost` are their files, and those that could not be read at all: a link to one of them is not called a link to nowhere.
    `before` is what was collected the last time: entries of articles that are the very same objects are taken from there.
    """
    now = in_zone(now, zone_of(config.timezone))
    faults: list[Fault] = []
    dated = [article for article in articles if not article.is_page]
    states = {article.path: status(article, now) for article in articles}
    shown = [article for article in dated if _is_shown(states[article.path], config)]
    known = {topic.slug for topic in registries.topics}
    checked = [*dated, *(article for article in faulty if not article.is_page)]
    moved_topics = renamed_topics(registries.topics)
    for article in checked if registries.complete else ():
        for mark in article.topics:
            if mark.text in moved_topics:
                faults.append(renamed_topic(article.path, mark, moved_topics[mark.text]))
            elif mark.text not in known:
                faults.append(unknown_topic(article.path, mark, known_order(registries), moved_topics))
    faults += _same_ids(checked)
    renamed = renamed_tags(config.tags.renamed)
    tags = merge_tags([(a.path, mark) for a in shown for mark in a.tags], config.tags.slugs, faults, renamed)
    rules = Rules(
        topics=_topic_links(registries, config),
        outlets=outlet_keys(registries.outlets),
        tags=_tag_links(shown, tags, renamed, config),
        permalink=config.permalink,
        default_mode=config.default_mode,
        base=config.base_path,
        today=_midnight(now) if any(article.date is None for article in shown) else None,
        published=registries.published,
        language=config.language,
        renamed_topics=moved_topics,
    )
    made = {entry.gist.source: entry for entry in before.entries} if before and before.rules == rules else {}
    entries = _entries(shown, states, rules, now, made)
    news = tuple(entry for entry in entries if appeared(entry) > now - NEWS) if config.news_sitemap else ()
    until = min((at for at in (next_change(articles, now), *(appeared(entry) + NEWS for entry in news)) if at), default=None)
    return Collections(
        entries=entries,
        pages=tuple(a for a in articles if a.is_page and _is_shown(states[a.path], config)),
        topics=_topic_terms(entries, registries),
        tags=_tag_terms(entries, tags),
        **_period_terms(entries),
        outlets=registries.outlets,
        sources=states | dict.fromkeys(lost, FAULTY),
        rules=rules,
        news=news,
        hidden=tuple(
            a for a in articles if not _is_shown(states[a.path], config) and (a.aliases or addresses(a, registries.published))
        ),
        faulty=tuple(faulty),
        held=_held(dated, states, now),
        until=_earlier(until, _midnight(now) + timedelta(days=1)) if rules.today else until,
        faults=tuple(faults),
    )


def revised(collections: Collections, article: Article) -> tuple[Collections, int] | None:
    """The same with another version of one article, and where its entry stands; None if more than that entry might change by it.

    An editor who saves a text or a title waits for this: it takes a hundredth of the time of `collect`.
    """
    date = article.date.at if article.date else collections.rules.today
    at = bisect_left(collections.entries, (date, article.path), key=_order) if date else len(collections.entries)
    old = collections.entries[at] if at < len(collections.entries) else None
    if old is None or old.gist.source != article.path or _place(old.article) != _place(article):
        return None
    if any(fault.path == article.path for fault in collections.faults):  # its line may be another now
        return None
    entry = entry_of(article, old.gist.state, old.gist.pinned, collections.rules)
    topics, periods = {mark.text for mark in article.topics}, period_keys(entry.gist.date)
    tags = {tag.slug for tag in collections.tags if tag.name in {link.name for link in entry.tags}}

    def put(entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
        there = bisect_left(entries, _order(entry), key=_order)
        return (*entries[:there], entry, *entries[there + 1 :]) if there < len(entries) and entries[there] is old else entries

    def put_in_terms(terms: tuple[Term, ...], slugs: Collection[str]) -> tuple[Term, ...]:
        return tuple(replace(term, entries=put(term.entries)) if term.slug in slugs else term for term in terms)

    return replace(
        collections,
        entries=put(collections.entries),
        news=put(collections.news),
        topics=put_in_terms(collections.topics, topics),
        tags=put_in_terms(collections.tags, tags),
        years=put_in_terms(collections.years, periods),
        months=put_in_terms(collections.months, periods),
        days=put_in_terms(collections.days, periods),
    ), at


def _place(article: Article) -> tuple[object, ...]:
    """All of an article by which it has its address, its place among the others, and its groups."""
    texts = tuple(mark.text for mark in article.topics), tuple(mark.text for mark in article.tags), article.aliases, article.id
    times = article.date, article.publish_at, article.expires, article.pin_until
    return article.is_page, article.draft, article.slug, article.lang, article.id, times, texts


def _same_ids(articles: Iterable[Article]) -> Iterator[Fault]:
    """Faults for ids that two articles have: readers' programs would take them for one."""
    first: dict[str, str] = {}
    for article in articles:
        if article.id and first.setdefault(article.id, article.path) != article.path:
            message = f"{first[article.id]} has the id {article.id} too"
            yield Fault(article.path, 1, 1, "E403", message, "give the newer one an id of its own")


def known_order(registries: Registries) -> tuple[str, ...]:
    """The slugs of the topics in the registry's order."""
    return tuple(topic.slug for topic in registries.topics)


def _is_shown(state: str, config: Config) -> bool:
    return not state or (config.drafts if state == "draft" else config.future)


def _held(articles: Iterable[Article], states: dict[str, str], now: datetime) -> tuple[datetime, ...]:
    waiting = (a for a in articles if states[a.path] == "embargoed")
    return tuple(sorted(max(m.at for m in (a.date, a.publish_at) if m and m.at > now) for a in waiting))


def _midnight(now: datetime) -> datetime:
    return now.replace(hour=0, minute=0, second=0, microsecond=0)


def _earlier(one: datetime | None, other: datetime) -> datetime:
    return min(one, other) if one else other


def _entries(
    shown: Sequence[Article], states: Mapping[str, str], rules: Rules, now: datetime, known: Mapping[str, Entry]
) -> tuple[Entry, ...]:
    """The entries of these articles, in order; those in `known` were made by the same rules."""
    made = []
    for article in shown:
        state, pinned = states[article.path], bool(article.pin_until and article.pin_until.at > now)
        before = known.get(article.path)
        if before and before.article is article and before.gist.state == state and before.gist.pinned == pinned:
            made.append(before)
        else:
            made.append(entry_of(article, state, pinned, rules))
    made.sort(key=_order)
    return tuple(made)


def _order(entry: Entry) -> tuple[datetime, str]:
    """Entries run from the oldest; those of one instant by path."""
    return entry.gist.date, entry.gist.source


def _topic_links(registries: Registries, config: Config) -> dict[str, Link]:
    """The link of each topic by its slug."""
    urls = {topic.slug: config.base_path + url_of(f"topics/{topic.slug}/index.html") for topic in registries.topics}
    return {topic.slug: Link(topic.name, urls[topic.slug] if config.lists.topics else "") for topic in registries.topics}


def _tag_links(shown: Iterable[Article], tags: dict[str, Tag], renamed: dict[str, str], config: Config) -> dict[str, Link]:
    """The link of each tag by every way in which an article says it; a tag of too few articles has no page."""
    spellings = {mark.text for article in shown for mark in article.tags}
    keys = {said: fold(renamed.get(fold(said), said)) for said in spellings}
    counts = Counter(chain.from_iterable({keys[mark.text] for mark in article.tags} for article in shown))
    paged = {key for key in tags if config.lists.tags and counts[key] >= config.tags.min_count}
    urls = {key: config.base_path + url_of(f"tags/{tags[key].slug}/index.html") for key in paged}
    links = {key: Link(tag.name, urls.get(key, "")) for key, tag in tags.items()}
    return {said: links[key] for said, key in sorted(keys.items()) if key in links}


def _topic_terms(entries: Iterable[Entry], registries: Registries) -> tuple[Term, ...]:
    found: dict[str, list[Entry]] = {topic.slug: [] for topic in registries.topics}
    for entry in entries:
        for mark in dict.fromkeys(mark.text for mark in entry.article.topics):
            if mark in found:
                found[mark].append(entry)
    return tuple(Term("topic", t.slug, t.name, tuple(found[t.slug]), t.description, t.was) for t in registries.topics)


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
        year, month, day = period_keys(entry.gist.date)
        years[year].append(entry)
        months[month].append(entry)
        days[day].append(entry)
    return {
        plural: tuple(Term(kind, key, key, tuple(listed)) for key, listed in sorted(found[kind].items()))
        for kind, plural in kinds.items()
    }
