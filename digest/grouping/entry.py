"""An entry: an article among the others, in its index and its details."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from msgspec import Struct

from digest.articles.article import Article
from digest.grouping.card import Card, Link
from digest.grouping.registries import Source


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
    edition: str = ""
    """The id of the edition that it is in, past or future; '' for none."""
    held_until: datetime | None = None
    """When its edition comes out, if the article appears only then."""
    featured: bool = False
    weight: int | None = None

    @property
    def changed(self) -> datetime:
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

    def of(self, index: EntryIndex) -> EntryDetails:
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
        return self.stored if isinstance(self.stored, EntryDetails) else self.stored.of(self.index)

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
