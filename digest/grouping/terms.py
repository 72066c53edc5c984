"""Terms: the topics, tags, years, months, days, sources, authors and stories that list articles, and the links to them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain

from msgspec import Struct

from digest.articles.article import Article
from digest.articles.field_values import Located
from digest.config.config import Config
from digest.grouping.card import Link
from digest.grouping.entry import Entry
from digest.grouping.periods import period_keys
from digest.grouping.registries import Registries
from digest.grouping.tags import TermName
from digest.slugs import fold_tag
from digest.urls import url_of


class Term(Struct, frozen=True):
    """Anything that lists articles: a topic, tag, period, source, author or story. Its entries run from the oldest."""

    kind: str
    slug: str
    name: str
    entries: tuple[Entry, ...] = ()
    description: str = ""
    was: tuple[Located, ...] = ()
    """The slugs that it had."""

    @property
    def folder(self) -> str:
        """The folder of its pages below the site's root."""
        return f"{_TERM_FOLDERS[self.kind]}{self.slug}"


_TERM_FOLDERS = {
    "topic": "topics/",
    "tag": "tags/",
    "year": "",
    "month": "",
    "day": "",
    "source": "sources/",
    "author": "authors/",
    "story": "stories/",
}


def topic_links(registries: Registries, config: Config) -> dict[str, Link]:
    """The link of each topic by its slug."""
    urls = {topic.slug: config.base_path + url_of(f"topics/{topic.slug}/index.html") for topic in registries.topics}
    return {topic.slug: Link(topic.name, urls[topic.slug] if config.lists.topics else "") for topic in registries.topics}


def tag_links(
    shown_articles: Sequence[Article], tags: Mapping[str, TermName], renamed: Mapping[str, str], config: Config
) -> dict[str, Link]:
    """The link of each tag by every spelling that an article uses; a tag of too few articles has no page."""
    spellings = {tag.text for article in shown_articles for tag in article.tags}
    tag_keys = {spelling: fold_tag(renamed.get(fold_tag(spelling), spelling)) for spelling in spellings}
    tag_counts = Counter(chain.from_iterable({tag_keys[tag.text] for tag in article.tags} for article in shown_articles))
    with_page = {key for key in tags if config.lists.tags and tag_counts[key] >= config.tags.min_count}
    urls = {key: config.base_path + url_of(f"tags/{tags[key].slug}/index.html") for key in with_page}
    links = {key: Link(tag.name, urls.get(key, "")) for key, tag in tags.items()}
    return {spelling: links[key] for spelling, key in sorted(tag_keys.items()) if key in links}


def topic_terms(entries: Iterable[Entry], registries: Registries) -> tuple[Term, ...]:
    """The topics in the registry's order, also those without entries."""
    by_slug: dict[str, list[Entry]] = {topic.slug: [] for topic in registries.topics}
    for entry in entries:
        for topic in entry.article.topics:  # each once
            if topic.text in by_slug:
                by_slug[topic.text].append(entry)
    return tuple(Term("topic", t.slug, t.name, tuple(by_slug[t.slug]), t.description, t.was) for t in registries.topics)


def tag_terms(entries: Iterable[Entry], tags: Mapping[str, TermName]) -> tuple[Term, ...]:
    """The tags in the order of `merge_tags`."""
    by_name: dict[str, list[Entry]] = {tag.name: [] for tag in tags.values()}
    for entry in entries:
        for link in entry.tags:
            by_name[link.name].append(entry)
    return tuple(Term("tag", tag.slug, tag.name, tuple(by_name[tag.name])) for tag in tags.values())


def period_terms(entries: Iterable[Entry]) -> dict[str, tuple[Term, ...]]:
    """The `years`, `months` and `days` that have entries, from the oldest."""
    years, months, days = (defaultdict[str, list[Entry]](list) for _ in range(3))
    for entry in entries:
        year, month, day = period_keys(entry.index.date)
        years[year].append(entry)
        months[month].append(entry)
        days[day].append(entry)
    kinds = {"years": ("year", years), "months": ("month", months), "days": ("day", days)}
    return {
        plural: tuple(Term(kind, key, key, tuple(listed)) for key, listed in sorted(by_key.items()))
        for plural, (kind, by_key) in kinds.items()
    }
