"""Articles by where they come from: by source and by author."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from functools import lru_cache

from digest.grouping.entry import Entry
from digest.grouping.registries import Source
from digest.grouping.terms import Term
from digest.output_paths import segment_error
from digest.slugs import tag_slug


def source_terms(entries: Iterable[Entry], sources: Sequence[Source]) -> tuple[Term, ...]:
    """The sources of the registry in its order, and then, without pages, the others by name (kind `unlisted`)."""
    registered: dict[str, list[Entry]] = {source.slug: [] for source in sources}
    others: defaultdict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        kind, name = source_term(entry)
        if kind == "source":
            registered[name].append(entry)
        elif kind:
            others[name].append(entry)
    listed = (Term("source", source.slug, source.name, tuple(registered[source.slug])) for source in sources)
    return (*listed, *(Term("unlisted", name, name, tuple(unlisted_entries)) for name, unlisted_entries in sorted(others.items())))


def source_term(entry: Entry) -> tuple[str, str]:
    """Kind and slug of the term that an entry's source is; two empty texts if it names none."""
    if entry.source:
        return "source", entry.source.slug
    return ("unlisted", entry.card.source.name) if entry.card.source else ("", "")


def author_terms(entries: Iterable[Entry]) -> tuple[Term, ...]:
    """The authors, by slug. Names with the same slug are one author, called by the most frequent name."""
    by_slug: defaultdict[str, list[Entry]] = defaultdict(list)
    spellings_by_slug: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for entry in entries:
        for slug, name in {author_slug(name): name for name in entry.article.authors}.items():
            if slug:
                by_slug[slug].append(entry)
                spellings_by_slug[slug][name] += 1
    called = {slug: min(counted, key=lambda name: (-counted[name], name)) for slug, counted in spellings_by_slug.items()}
    return tuple(Term("author", slug, called[slug], tuple(by_slug[slug])) for slug in sorted(by_slug))


@lru_cache(maxsize=65536)
def author_slug(name: str) -> str:
    """The slug of an author; '' for a name that gives no url."""
    slug = tag_slug(name)
    return "" if not slug or segment_error(slug) else slug
