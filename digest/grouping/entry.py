"""Entries: published articles with an index that every build needs (path, date, state, hash), and details (card, current topics,
tags, source, mode) made when needed; their links to translations and sources; and the rules (settings, registries, time) from which
an entry is made."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from digest.articles.article import Article, Citation, Located
from digest.articles.date_reader import Moment
from digest.cache_keys import entry_hash
from digest.grouping.card import Card, Coverage, Link, Translation
from digest.grouping.published_file import PublishedAddresses, addresses
from digest.grouping.registries import Source, registered_source, shown_host
from digest.permalinks import article_path
from digest.urls import path_of, url_of


class EntryIndex(Struct, frozen=True, array_like=True):
    """The values that every build needs of every entry; snapshots store them."""

    file: str
    """The path of the article's file, such as `content/2026/01/a.md`."""
    article_key: str
    """The cache key of the article and its text."""
    path: str
    """The output path of the article's page."""
    date: datetime
    updated: datetime | None
    """When readers could first see the present version of the article, if that is after its date."""
    state: str
    """The result of `publication_status.status`: '' for published articles."""
    pinned: bool
    hash: str
    """The hash of all values of the entry. Entries with equal hashes look the same on every page."""
    is_full: bool
    """True if the page shows the text."""
    is_linked: bool
    """True if the text or the picture may link into the site."""
    has_moved: bool
    """True if old paths may redirect to the page."""
    link: Link
    """The headline and the page, for links from other pages."""
    edition: str
    """The id of its edition, past or future; '' for none."""
    held_until: datetime | None
    """The closing of its edition, if the article is held until then."""
    featured: bool
    weight: int | None

    @property
    def changed_at(self) -> datetime:
        """When readers could first see the present version: its date, end of embargo, or last update or correction."""
        return self.updated or self.date


class EntryDetails(Struct, frozen=True):
    """The other values of an entry. Only the plan parts that show the article need them."""

    article: Article
    card: Card
    tags: tuple[Link, ...]
    source: Source | None
    mode: str
    first_url: str = ""
    """The url path of its first publication (with the base path), if it has moved; '' otherwise."""


class CacheMiss(Exception):
    """An article is no longer in the cache."""


class CachedDetails:
    """The details of entries from a snapshot. They are made from cached articles on first use."""

    def __init__(self, make: Callable[[Sequence[EntryIndex]], Iterable[EntryDetails]]) -> None:
        self.make = make
        """Makes the details of entries. Raises CacheMiss."""
        self.made: dict[str, EntryDetails] = {}

    def details_of(self, index: EntryIndex) -> EntryDetails:
        """Return the details of the entry with this index. Raises CacheMiss."""
        if index.article_key not in self.made:
            self.load([index])
        return self.made[index.article_key]

    def load(self, indexes: Iterable[EntryIndex]) -> None:
        """Make the details of the entries. Raises CacheMiss."""
        missing = [index for index in indexes if index.article_key not in self.made]
        self.made |= zip([index.article_key for index in missing], self.make(missing), strict=True)


class Entry(Struct, frozen=True):
    """A published article with the values that depend on other files. Its details may be made on first use."""

    index: EntryIndex
    stored: EntryDetails | CachedDetails

    @property
    def details(self) -> EntryDetails:
        """The details; makes them on first use. Raises CacheMiss."""
        return self.stored if isinstance(self.stored, EntryDetails) else self.stored.details_of(self.index)

    @property
    def article(self) -> Article:
        """The article."""
        return self.details.article

    @property
    def card(self) -> Card:
        """The values that lists show."""
        return self.details.card

    @property
    def tags(self) -> tuple[Link, ...]:
        """The tags without repetition."""
        return self.details.tags

    @property
    def source(self) -> Source | None:
        """The registered source, or None."""
        return self.details.source

    @property
    def mode(self) -> str:
        """The published part of the text: `link`, `excerpt` or `full`."""
        return self.details.mode


def load_details(entries: Iterable[Entry]) -> None:
    """Make the details of the entries together, ten times faster than one by one. Raises CacheMiss."""
    cached_entries = [(entry.stored, entry.index) for entry in entries if isinstance(entry.stored, CachedDetails)]
    if cached_entries:
        cached_entries[0][0].load([index for _, index in cached_entries])


def published_at(entry: Entry) -> datetime:
    """Return when readers could first see the article: its date, end of embargo, or closing of the edition that held it."""
    embargo = entry.article.publish_at
    return max(publication for publication in (entry.index.date, embargo and embargo.at, entry.index.held_until) if publication)


class Rules(Struct, frozen=True):
    """The values that entries depend on besides the article: settings, registries, all tags, and the time."""

    topics: dict[str, Link]
    """The topics by slug."""
    sources: dict[str, Source]
    """The result of `sources_by_key`."""
    tags: dict[str, Link]
    """The tags by each spelling and each old name that an article uses."""
    permalink: str
    default_mode: str
    base: str
    today: datetime | None
    """The start of the present day in the site's time zone, if there are undated articles: their date is the day of the build."""
    published: PublishedAddresses = {}
    language: str = ""
    """The language of the site."""
    renamed_topics: dict[str, str] = {}
    """The slugs of topics by old slug."""
    stories: dict[str, Link] = {}
    """The stories by each name that an article uses."""
    translations: dict[str, tuple[Translation, ...]] = {}
    """The translations of articles that have any, by file."""
    lists_authors: bool = False
    """True if authors have lists of their articles."""


def _current_topics(topics: Iterable[Located], renamed: Mapping[str, str]) -> tuple[Located, ...]:
    """Return an article's topics with their present slugs, without repetition; `renamed` maps old slugs to present ones."""
    topic_marks = (Located(renamed.get(mark.text, mark.text), mark.line, mark.column) for mark in topics)
    return tuple({mark.text: mark for mark in topic_marks}.values())


def entry_path(article: Article, date: datetime, rules: Rules) -> str:
    """Return the output path of an article with this date."""
    topic = rules.renamed_topics.get(article.topics[0].text, article.topics[0].text) if article.topics else ""
    return article_path(
        rules.permalink, date, article.slug, language=article.lang or rules.language, topic=topic, file=article.path
    )


def translation_links(translated_articles: Mapping[str, Sequence[Article]], rules: Rules) -> dict[str, tuple[Translation, ...]]:
    """Return links to the translations of articles, by file; `translated_articles` has these translations, by the same file."""

    def link(article: Article) -> Translation:
        date = article.date.at if article.date else rules.today
        assert date, "collect sets `today` if there are undated articles"
        return Translation(article.lang or rules.language, rules.base + url_of(entry_path(article, date, rules)))

    return {file: tuple(map(link, articles)) for file, articles in translated_articles.items() if articles}


def make_entry(
    article: Article, state: str, pinned: bool, rules: Rules, edition: str = "", held_until: datetime | None = None
) -> Entry:
    """Return the entry of an article; `state` is a result of `publication_status.status`, other arguments as in `EntryIndex`."""
    date = _entry_date(article, rules)
    path = entry_path(article, date.at, rules)
    details = make_details(article, path, state, rules)
    current_topics = tuple(mark.text for mark in details.article.topics) if details.article is not article else ()
    article, card = details.article, details.card
    # `article.body` is the hash of the file's bytes and of the settings for reading them, so it covers the whole article.
    time_values = state, pinned, held_until
    card_values = card.topics, card.stories, card.also, card.translations
    dependent_values = (
        path, date, card_values, details.tags, details.source, details.mode, details.first_url, current_topics, time_values,
    )  # fmt: skip
    index = EntryIndex(
        file=article.path,
        article_key=article.body,
        path=path,
        date=date.at,
        updated=_updated_after_date(article, date.at, held_until),
        state=state,
        pinned=pinned,
        hash=entry_hash(article.body, *dependent_values),
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
    """Return the details of an article's entry; `path` is its output path, other arguments as for `make_entry`."""
    if any(mark.text in rules.renamed_topics for mark in article.topics):
        article = replace(article, topics=_current_topics(article.topics, rules.renamed_topics))
    source = registered_source(article.source, rules.sources) if article.source else None
    # Interned: the key of a page omits default values by identity, and restored rules have another object than the settings.
    mode = sys.intern(article.mode or (source.mode if source else "") or rules.default_mode)
    card = _make_card(article, _entry_date(article, rules), path, state, mode, source, rules)
    # Several spellings of a tag, and its old and new names, become one tag.
    tags = tuple(dict.fromkeys(rules.tags[mark.text] for mark in article.tags if mark.text in rules.tags))
    recorded_paths = _recorded_paths(article, rules)
    first_url = rules.base + url_of(recorded_paths[0]) if recorded_paths and recorded_paths[0] != path else ""
    return EntryDetails(article, card, tags, source, mode, first_url)


def _entry_date(article: Article, rules: Rules) -> Moment:
    """Return the date of the article; for an undated one, the day of the build."""
    date = article.date or (Moment(rules.today, False) if rules.today else None)
    assert date, "collect sets `today` if there are undated articles"
    return date


def _recorded_paths(article: Article, rules: Rules) -> list[str]:
    """Return the recorded output paths of the article."""
    return [path_of(address_mark.text) for address_mark in addresses(article, rules.published)]


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
    citation_link = source_link(citation, registered_source(citation, sources))
    return Coverage(citation_link.name, citation_link.url, citation.title, citation.lang) if citation_link else None


def _updated_after_date(article: Article, date: datetime, held_until: datetime | None) -> datetime | None:
    if not (article.updated or article.publish_at or article.corrections or held_until):
        return None  # most articles
    change_moments = (article.updated, article.publish_at, *(correction.date for correction in article.corrections))
    return max((at for at in (held_until, *(moment.at for moment in change_moments if moment)) if at and at > date), default=None)


def source_link(citation: Citation | None, source: Source | None) -> Link | None:
    """Return a link with the name of the source and the url of the original; None without a citation."""
    if citation is None:
        return None
    shown_name = source.name if source else citation.name or shown_host(citation.url)
    return Link(shown_name, citation.url)
