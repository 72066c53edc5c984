"""An entry: a published article, with an index that every build needs, and details. It is made of the article and of what
settings, registries and the clock decide about it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from digest.articles.article import Article
from digest.articles.date_reader import Moment
from digest.articles.field_readers import Citation, Located
from digest.cache_keys import entry_hash
from digest.grouping.card import Card, Coverage, Link, Translation
from digest.grouping.published_file import PublishedAddresses, addresses
from digest.grouping.registries import Source, registered_source, shown_host
from digest.permalinks import article_path
from digest.urls import path_of, url_of


class EntryIndex(Struct, frozen=True, array_like=True):
    """What every build needs of every entry; snapshots store it."""

    file: str
    """The path of the article's file, such as `content/2026/01/a.md`."""
    article_key: str
    """The key under which the cache has the article and its text."""
    path: str
    """The output path of its page."""
    date: datetime
    updated: datetime | None
    """When readers could first see the article as it is now, if that is after its date."""
    state: str
    """The result of `publication_status.status`: '' for published articles."""
    pinned: bool
    hash: str
    """The hash of everything known about the entry: entries with equal hashes look alike on every page."""
    is_full: bool
    """Whether the page shows the text."""
    is_linked: bool
    """Whether text or picture may lead into the site."""
    has_moved: bool
    """Whether other addresses may lead to the page."""
    link: Link
    """Its headline and its page, for links from other pages."""
    edition: str
    """The id of the edition that it is in, past or future; '' for none."""
    held_until: datetime | None
    """When its edition comes out, if the article appears only then."""
    featured: bool
    weight: int | None

    @property
    def changed_at(self) -> datetime:
        """When readers could first see the article as it is: its date, the end of its embargo, its last update or correction."""
        return self.updated or self.date


class EntryDetails(Struct, frozen=True):
    """The rest of an entry: only the parts of the plan that show the article need it."""

    article: Article
    card: Card
    tags: tuple[Link, ...]
    source: Source | None
    mode: str
    first_url: str = ""
    """The path under which it was first published, if it has another now; with the base path."""


class CacheMiss(Exception):
    """The cache has an article no longer."""


class CachedDetails:
    """The details of the entries that a snapshot restored: made of the articles in the cache when they are wanted, each once."""

    def __init__(self, make: Callable[[Sequence[EntryIndex]], Iterable[EntryDetails]]) -> None:
        self.make = make
        """Raises CacheMiss."""
        self.made: dict[str, EntryDetails] = {}

    def details_of(self, index: EntryIndex) -> EntryDetails:
        """The details of the entry with this index. Raises CacheMiss."""
        if index.article_key not in self.made:
            self.load([index])
        return self.made[index.article_key]

    def load(self, indexes: Iterable[EntryIndex]) -> None:
        """Make the details of all these entries. Raises CacheMiss."""
        missing = [index for index in indexes if index.article_key not in self.made]
        self.made |= zip([index.article_key for index in missing], self.make(missing), strict=True)


class Entry(Struct, frozen=True):
    """A published article with all that other files decide about it: its index is always there, its details may be made late."""

    index: EntryIndex
    stored: EntryDetails | CachedDetails

    @property
    def details(self) -> EntryDetails:
        """The details. Raises CacheMiss if they are made only now."""
        return self.stored if isinstance(self.stored, EntryDetails) else self.stored.details_of(self.index)

    @property
    def article(self) -> Article:
        """The article itself."""
        return self.details.article

    @property
    def card(self) -> Card:
        """What lists show of it."""
        return self.details.card

    @property
    def tags(self) -> tuple[Link, ...]:
        """Its tags, each once."""
        return self.details.tags

    @property
    def source(self) -> Source | None:
        """The source of the registry that it comes from."""
        return self.details.source

    @property
    def mode(self) -> str:
        """How much of the text is published: `link`, `excerpt` or `full`."""
        return self.details.mode


def load_details(entries: Iterable[Entry]) -> None:
    """Make the details of these entries together: one by one they take ten times as long. Raises CacheMiss."""
    cached = [(entry.stored, entry.index) for entry in entries if isinstance(entry.stored, CachedDetails)]
    if cached:
        cached[0][0].load([index for _, index in cached])


def published_at(entry: Entry) -> datetime:
    """When readers could first see the article: its date, the end of its embargo, or when the edition came out that held it."""
    embargo = entry.article.publish_at
    return max(at for at in (entry.index.date, embargo and embargo.at, entry.index.held_until) if at)


class Rules(Struct, frozen=True):
    """What the settings, the registries, all tags together and the clock decide about each article."""

    topics: dict[str, Link]
    """By slug."""
    sources: dict[str, Source]
    """By `sources_by_key`."""
    tags: dict[str, Link]
    """By each spelling, and each old name, that an article uses."""
    permalink: str
    default_mode: str
    base: str
    today: datetime | None
    """The day's first instant in the site's zone, if an article needs it: an undated one is shown as of the day it is looked at."""
    published: PublishedAddresses = {}
    language: str = ""
    """The site's."""
    renamed_topics: dict[str, str] = {}
    """The slugs of topics by those that they had."""
    stories: dict[str, Link] = {}
    """By each name that an article uses."""
    translations: dict[str, tuple[Translation, ...]] = {}
    """By the file of each article that has any."""
    lists_authors: bool = False
    """Whether there are lists of the articles of each author."""


def _renamed_topics(topics: Iterable[Located], renamed: Mapping[str, str]) -> tuple[Located, ...]:
    """An article's topics by the slugs that they have now, each once; `renamed` maps the old ones to these."""
    marks = (Located(renamed.get(mark.text, mark.text), mark.line, mark.column) for mark in topics)
    return tuple({mark.text: mark for mark in marks}.values())


def entry_path(article: Article, date: datetime, rules: Rules) -> str:
    """The output path of an article's page, if this is its date."""
    topic = rules.renamed_topics.get(article.topics[0].text, article.topics[0].text) if article.topics else ""
    return article_path(
        rules.permalink, date, article.slug, language=article.lang or rules.language, topic=topic, file=article.path
    )


def translation_links(others: Mapping[str, Sequence[Article]], rules: Rules) -> dict[str, tuple[Translation, ...]]:
    """The pages of an article's translations, by its file; `others` are these, by that file too."""

    def link(article: Article) -> Translation:
        date = article.date.at if article.date else rules.today
        assert date, "collect gives a day to those that have none"
        return Translation(article.lang or rules.language, rules.base + url_of(entry_path(article, date, rules)))

    return {file: tuple(map(link, articles)) for file, articles in others.items() if articles}


def make_entry(
    article: Article, state: str, pinned: bool, rules: Rules, edition: str = "", held_until: datetime | None = None
) -> Entry:
    """The entry of an article by these rules; `state` as `publication_status.status` returns it, the rest as in `EntryIndex`."""
    date = _entry_date(article, rules)
    path = entry_path(article, date.at, rules)
    details = make_details(article, path, state, rules)
    current_topics = tuple(mark.text for mark in details.article.topics) if details.article is not article else ()
    article, card = details.article, details.card
    # `article.body` is the hash of the file's bytes and of how they were read, and so covers all that the article says.
    by_clock = state, pinned, held_until
    on_card = card.topics, card.stories, card.also, card.translations
    decided_by_others = (
        path, date, on_card, details.tags, details.source, details.mode, details.first_url, current_topics, by_clock,
    )  # fmt: skip
    index = EntryIndex(
        file=article.path,
        article_key=article.body,
        path=path,
        date=date.at,
        updated=_updated_after(article, date.at, held_until),
        state=state,
        pinned=pinned,
        hash=entry_hash(article.body, *decided_by_others),
        is_full=details.mode == "full",
        is_linked=bool(article.targets or article.image),
        has_moved=bool(article.aliases) or any(address != path for address in _recorded_paths(article, rules)),
        link=Link(card.title, card.url, card.lang),
        edition=edition,
        held_until=held_until,
        featured=article.featured,
        weight=article.weight,
    )
    return Entry(index, details)


def make_details(article: Article, path: str, state: str, rules: Rules) -> EntryDetails:
    """The details of the entry of an article whose page has this path; arguments as for `make_entry`."""
    if any(mark.text in rules.renamed_topics for mark in article.topics):
        article = replace(article, topics=_renamed_topics(article.topics, rules.renamed_topics))
    source = registered_source(article.source, rules.sources) if article.source else None
    # Interned: a page leaves a default out of its key by identity, and restored rules have another object than the settings.
    mode = sys.intern(article.mode or (source.mode if source else "") or rules.default_mode)
    card = _make_card(article, _entry_date(article, rules), path, state, mode, source, rules)
    # Two spellings of a tag are one, and so are an old name and the new one.
    tags = tuple(dict.fromkeys(rules.tags[mark.text] for mark in article.tags if mark.text in rules.tags))
    recorded = _recorded_paths(article, rules)
    first_url = rules.base + url_of(recorded[0]) if recorded and recorded[0] != path else ""
    return EntryDetails(article, card, tags, source, mode, first_url)


def _entry_date(article: Article, rules: Rules) -> Moment:
    """The date of the article, or the day on which an undated one is looked at."""
    date = article.date or (Moment(rules.today, False) if rules.today else None)
    assert date, "collect gives a day to those that have none"
    return date


def _recorded_paths(article: Article, rules: Rules) -> list[str]:
    """The output paths that the article had, as far as they are recorded."""
    return [path_of(mark.text) for mark in addresses(article, rules.published)]


def _make_card(article: Article, date: Moment, path: str, state: str, mode: str, source: Source | None, rules: Rules) -> Card:
    return Card(
        url=rules.base + url_of(path),
        title=article.shown_title,
        date=date.at,
        timed=date.timed,
        summary=article.summary or (article.excerpt if mode != "link" else ""),
        why=article.why,
        source=source_link(article.source, source),
        topics=tuple(rules.topics[mark.text] for mark in article.topics if mark.text in rules.topics),
        kind=article.kind,
        featured=article.featured,
        lang=article.lang,
        badge=state,
        quote=article.quote if article.kind == "quote" else None,
        stories=tuple(dict.fromkeys(rules.stories[mark.text] for mark in article.stories if mark.text in rules.stories)),
        translations=rules.translations.get(article.path, ()),
        also=tuple(coverage for citation in article.also if (coverage := _coverage_of_citation(citation, rules.sources))),
    )


def _coverage_of_citation(citation: Citation, sources: Mapping[str, Source]) -> Coverage | None:
    link = source_link(citation, registered_source(citation, sources))
    return Coverage(link.name, link.url, citation.title, citation.lang) if link else None


def _updated_after(article: Article, date: datetime, held_until: datetime | None) -> datetime | None:
    if not (article.updated or article.publish_at or article.corrections or held_until):
        return None  # most articles
    moments = (article.updated, article.publish_at, *(correction.date for correction in article.corrections))
    return max((at for at in (held_until, *(moment.at for moment in moments if moment)) if at and at > date), default=None)


def source_link(citation: Citation | None, source: Source | None) -> Link | None:
    """The source's registered name, and the address of the piece there."""
    if citation is None:
        return None
    name = source.name if source else citation.name or shown_host(citation.url)
    return Link(name, citation.url)
