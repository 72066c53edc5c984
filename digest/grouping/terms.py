"""Terms: the topics, tags, years, months, days, sources, authors and stories that list articles, with names, slugs (also of
authors, and the keys of periods), entries and links; spellings and renames of tags; and diagnostics about unknown topics and tags
with one url.

All spellings of a tag are one tag with one slug. An article can name a topic by an old slug; an unregistered topic is an error.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from functools import cache, lru_cache, partial
from itertools import chain

from msgspec import Struct

from digest.articles.article import Article, Located
from digest.config.config import TOPICS_FILE, Config, RenamedTag
from digest.diagnostics import Diagnostic
from digest.grouping.card import Link
from digest.grouping.entry import Entry
from digest.grouping.registries import Registries, Source, Topic
from digest.output_paths import collision_key, segment_error
from digest.slugs import fold_tag, tag_slug
from digest.text.similar_words import nearest
from digest.urls import url_of


class TermName(Struct, frozen=True):
    """A tag or a story: its displayed name, and its slug."""

    name: str
    slug: str


def final_tag_names(renamed: Iterable[RenamedTag]) -> dict[str, str]:
    """Return the final names of renamed tags, by folded old name (`fold_tag`). Tags in a cycle of renames keep their names."""
    next_names = {fold_tag(tag.old): tag.new for tag in renamed}
    final_names: dict[str, str] = {}
    """The last name of each chain, or '' for a cycle. Each chain is followed once, so the time is linear in its length."""
    for old_name in next_names:
        rename_chain: dict[str, None] = {}
        folded_name, name = old_name, ""
        while folded_name in next_names and folded_name not in final_names and folded_name not in rename_chain:
            rename_chain[folded_name] = None
            name = next_names[folded_name]
            folded_name = fold_tag(name)
        final_name = final_names.get(folded_name, "" if folded_name in rename_chain else name)
        final_names.update(dict.fromkeys(rename_chain, final_name))
    return {old_name: final_name for old_name, final_name in final_names.items() if final_name}


Use = tuple[str, Located]
"""A use of a tag: the path of the file, and the text with its location."""


def merge_tags(
    uses: Sequence[Use], own_slugs: Mapping[str, str], renamed: Mapping[str, str] | None = None
) -> tuple[dict[str, TermName], list[Diagnostic]]:
    """Return the tags by folded name (`fold_tag`), in this order, and diagnostics about them.

    `AI` and `ai` are one tag with the most frequent spelling (ties: code point order); other spellings are warnings. Tags without a
    slug, or with the same slug, are errors. `own_slugs` is the setting `tags.slugs`. `renamed` (from `final_tag_names`) moves the
    uses of an old name to the new one, which is spelled as in the articles, or else as in the settings.
    """
    renamed = renamed or {}
    first_tag_use = cache(partial(_first_tag_uses, uses, renamed))
    slugs = {fold_tag(tag): slug for tag, slug in own_slugs.items()}
    tags: dict[str, TermName] = {}
    tags_by_slug: dict[str, str] = {}
    """The names of tags by the collision key of their slug."""
    diagnostics: list[Diagnostic] = []
    for folded, spelling_counts in sorted(_tag_spellings(uses, renamed).items()):
        name = min(spelling_counts, key=lambda spelling: (-spelling_counts[spelling], spelling))
        for other_spelling in sorted(spelling for spelling in spelling_counts if spelling_counts[spelling] and spelling != name):
            message = f"the tag {other_spelling} is spelled {name} elsewhere"
            diagnostics.append(_tag_diagnostic(first_tag_use()[other_spelling], "W206", message, f"write {name}"))
        slug = slugs.get(folded) or tag_slug(name)
        tag_slug_problem = segment_error(slug) if slug else "it has no letter or digit"
        slug_key = collision_key(slug)
        if tag_slug_problem:
            message = f"the tag {name} cannot become a url: {tag_slug_problem}"
            diagnostics.append(_tag_diagnostic(first_tag_use()[name], "E204", message, _own_slug_hint("it", name)))
        elif slug_key in tags_by_slug:
            message = f"the tags {tags_by_slug[slug_key]} and {name} have one url, /tags/{slug}/"
            diagnostics.append(_tag_diagnostic(first_tag_use()[name], "E206", message, _own_slug_hint("one", name)))
        else:
            tags_by_slug[slug_key] = name
            tags[folded] = TermName(name, slug)
    return tags, diagnostics


def _tag_spellings(uses: Sequence[Use], renamed: Mapping[str, str]) -> Mapping[str, Counter[str]]:
    """Return the number of uses of each spelling, by folded name. Uses of an old name do not count as uses of the new one."""
    spellings: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for spelling, count in Counter(tag.text for _, tag in uses).items():
        new = renamed.get(fold_tag(spelling))
        spellings[fold_tag(new or spelling)][new or spelling] += 0 if new else count
    return spellings


def _first_tag_uses(uses: Sequence[Use], renamed: Mapping[str, str]) -> dict[str, Use]:
    """Return the first use of each spelling. Only diagnostics need it."""
    latest_first = sorted(uses, key=lambda use: (use[0], use[1].line, use[1].column), reverse=True)
    return {renamed.get(fold_tag(tag.text)) or tag.text: (path, tag) for path, tag in latest_first}


def _tag_diagnostic(use: Use, code: str, message: str, hint: str) -> Diagnostic:
    path, tag = use
    return Diagnostic(path, tag.line, tag.column, code, message, hint)


def _own_slug_hint(pronoun: str, tag: str) -> str:
    return f'give {pronoun} a slug of its own in digest.yml: tags: {{slugs: {{"{tag}": …}}}}'


class Term(Struct, frozen=True):
    """A group of articles: a topic, tag, period, source, author or story. Its entries are sorted oldest first."""

    kind: str
    slug: str
    name: str
    entries: tuple[Entry, ...] = ()
    description: str = ""
    was: tuple[Located, ...] = ()
    """The old slugs of a topic."""

    @property
    def folder(self) -> str:
        """The folder of the pages, below the site's root."""
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
    """Return the links of topics, by slug."""
    topic_urls = {topic.slug: config.base_path + url_of(f"topics/{topic.slug}/index.html") for topic in registries.topics}
    return {topic.slug: Link(topic.name, topic_urls[topic.slug] if config.lists.topics else "") for topic in registries.topics}


def tag_links(
    shown_articles: Sequence[Article], tags: Mapping[str, TermName], renamed: Mapping[str, str], config: Config
) -> dict[str, Link]:
    """Return the links of tags by every spelling that an article uses. A tag with too few articles has no page."""
    spellings = {tag.text for article in shown_articles for tag in article.tags}
    tag_keys = {spelling: fold_tag(renamed.get(fold_tag(spelling), spelling)) for spelling in spellings}
    tag_counts = Counter(chain.from_iterable({tag_keys[tag.text] for tag in article.tags} for article in shown_articles))
    tags_with_page = {key for key in tags if config.lists.tags and tag_counts[key] >= config.tags.min_count}
    tag_urls = {key: config.base_path + url_of(f"tags/{tags[key].slug}/index.html") for key in tags_with_page}
    links_by_tag = {key: Link(tag.name, tag_urls.get(key, "")) for key, tag in tags.items()}
    return {spelling: links_by_tag[key] for spelling, key in sorted(tag_keys.items()) if key in links_by_tag}


def topic_terms(entries: Iterable[Entry], registries: Registries) -> tuple[Term, ...]:
    """Return the topics in the registry's order, including those without entries."""
    entries_by_topic: dict[str, list[Entry]] = {topic.slug: [] for topic in registries.topics}
    for entry in entries:
        for topic in entry.article.topics:  # has no repetition
            if topic.text in entries_by_topic:
                entries_by_topic[topic.text].append(entry)
    return tuple(Term("topic", t.slug, t.name, tuple(entries_by_topic[t.slug]), t.description, t.was) for t in registries.topics)


def tag_terms(entries: Iterable[Entry], tags: Mapping[str, TermName]) -> tuple[Term, ...]:
    """Return the tags in the order of `merge_tags`."""
    entries_by_tag: dict[str, list[Entry]] = {tag.name: [] for tag in tags.values()}
    for entry in entries:
        for link in entry.tags:
            entries_by_tag[link.name].append(entry)
    return tuple(Term("tag", tag.slug, tag.name, tuple(entries_by_tag[tag.name])) for tag in tags.values())


def period_terms(entries: Iterable[Entry]) -> dict[str, tuple[Term, ...]]:
    """Return the `years`, `months` and `days` with entries, oldest first."""
    years, months, days = (defaultdict[str, list[Entry]](list) for _ in range(3))
    for entry in entries:
        year, month, day = period_keys(entry.index.date)
        years[year].append(entry)
        months[month].append(entry)
        days[day].append(entry)
    terms_of_kinds = {"years": ("year", years), "months": ("month", months), "days": ("day", days)}
    return {
        plural: tuple(Term(kind, key, key, tuple(period_entries)) for key, period_entries in sorted(by_key.items()))
        for plural, (kind, by_key) in terms_of_kinds.items()
    }


def renamed_topics(topics: Iterable[Topic]) -> dict[str, str]:
    """Return the slugs of topics by old slug. A present slug is no old slug; of two topics with one old slug, the first counts."""
    topics = tuple(topics)
    present_slugs = {topic.slug for topic in topics}
    renamed: dict[str, str] = {}
    for topic in topics:
        for old in topic.was:
            if old.text not in present_slugs:
                renamed.setdefault(old.text, topic.slug)
    return renamed


def topic_diagnostics(articles: Iterable[Article], registries: Registries, renamed: Mapping[str, str]) -> Iterator[Diagnostic]:
    """Yield a note for each use of an old slug, and an error for each topic that is not in the registry.

    `renamed` is the result of `renamed_topics`. With an incomplete registry, nothing is reported.
    """
    topic_slugs = tuple(topic.slug for topic in registries.topics)
    registered = frozenset(topic_slugs)
    for article in articles if registries.complete else ():
        for topic in article.topics:
            if topic.text in renamed:
                current_slug = renamed[topic.text]
                message = f"the topic {topic.text} is called {current_slug} now"
                yield Diagnostic(article.path, topic.line, topic.column, "N205", message, f"write {current_slug}")
            elif topic.text not in registered:
                yield unknown_topic(article.path, topic, topic_slugs, renamed)


def unknown_topic(path: str, topic: Located, slugs: Sequence[str], renamed: Mapping[str, str]) -> Diagnostic:
    """Return the error for a topic that is not in `slugs`, with the most likely fix as hint."""
    topic_words = topic.text.split()
    topic_candidates = (*slugs, *renamed)
    similar_topic = nearest(topic.text, topic_candidates) or nearest(tag_slug(topic.text), topic_candidates)
    hint = f"did you mean {renamed.get(similar_topic, similar_topic)}?" if similar_topic else ""
    if len(topic_words) > 1 and all(word in slugs for word in topic_words):
        hint = f"write [{', '.join(topic_words)}]: topics are separated by commas"
    if not hint and slugs:
        hint = f"the topics of {TOPICS_FILE} are: {', '.join(slugs[:12])}{', …' * (len(slugs) > 12)}"
    hint = hint or f"add it to {TOPICS_FILE}, which lists no topic yet"
    return Diagnostic(path, topic.line, topic.column, "E205", f"unknown topic {topic.text}", hint)


def source_terms(entries: Iterable[Entry], sources: Sequence[Source]) -> tuple[Term, ...]:
    """Return the sources of the registry in its order, then unregistered sources (kind `unlisted`, without pages) by name."""
    entries_by_source: dict[str, list[Entry]] = {source.slug: [] for source in sources}
    unlisted_sources: defaultdict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        kind, name = source_term(entry)
        if kind == "source":
            entries_by_source[name].append(entry)
        elif kind:
            unlisted_sources[name].append(entry)
    registered_terms = (Term("source", source.slug, source.name, tuple(entries_by_source[source.slug])) for source in sources)
    return (
        *registered_terms,
        *(Term("unlisted", name, name, tuple(unlisted_entries)) for name, unlisted_entries in sorted(unlisted_sources.items())),
    )


def source_term(entry: Entry) -> tuple[str, str]:
    """Return kind and slug of the term of an entry's source; ('', '') without a source."""
    if entry.source:
        return "source", entry.source.slug
    return ("unlisted", entry.card.source.name) if entry.card.source else ("", "")


def author_terms(entries: Iterable[Entry]) -> tuple[Term, ...]:
    """Return the authors sorted by slug. Names with the same slug are one author with the most frequent name."""
    entries_by_author: defaultdict[str, list[Entry]] = defaultdict(list)
    spellings_by_author: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for entry in entries:
        for slug, name in {author_slug(name): name for name in entry.article.authors}.items():
            if slug:
                entries_by_author[slug].append(entry)
                spellings_by_author[slug][name] += 1
    author_names = {
        slug: min(spelling_counts, key=lambda name: (-spelling_counts[name], name))
        for slug, spelling_counts in spellings_by_author.items()
    }
    return tuple(Term("author", slug, author_names[slug], tuple(entries_by_author[slug])) for slug in sorted(entries_by_author))


@lru_cache(maxsize=65536)
def author_slug(name: str) -> str:
    """Return the slug of an author; '' for a name that cannot become a url."""
    slug = tag_slug(name)
    return "" if not slug or segment_error(slug) else slug


def period_keys(instant: datetime) -> tuple[str, str, str]:
    """Return the year, month and day of an instant in its own time zone, as url segments: `2026`, `2026/01`, `2026/01/04`."""
    return _period_keys_of_day(instant.date())


@lru_cache(maxsize=16384)
def _period_keys_of_day(date: date) -> tuple[str, str, str]:
    day = f"{date.year:04}/{date.month:02}/{date.day:02}"
    return day[:4], day[:7], day
