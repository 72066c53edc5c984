"""Stories: their names in articles, and their introductions in content/stories/. And clusters: articles that are named on the card
of another article, because they are further coverage of the same event.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from msgspec.structs import replace

from digest.articles.article import Article, Located
from digest.diagnostics import Diagnostic
from digest.grouping.card import Coverage, Link
from digest.grouping.entry import Entry
from digest.grouping.terms import Term, TermName
from digest.hashing import fingerprint
from digest.output_paths import segment_error
from digest.slugs import tag_slug
from digest.urls import url_of


def named_stories(
    uses: Sequence[tuple[str, Located]], texts: Iterable[Article]
) -> tuple[dict[str, TermName], tuple[Diagnostic, ...]]:
    """Return the stories by each name in `uses` (pairs of file and name) and by the slug of each introduction; and diagnostics.

    Names with the same slug are one story. Its title is the title of its introduction, else the most frequent name (ties: code
    point order). Names without a slug and second introductions of a story are reported.
    """
    diagnostics: list[Diagnostic] = []
    titles = _titles_of(texts, diagnostics)
    spellings: defaultdict[str, Counter[str]] = defaultdict(Counter)
    slugs: dict[str, str] = {}
    for path, mark in uses:
        if mark.text not in slugs:
            slugs[mark.text] = tag_slug(mark.text)
        slug = slugs[mark.text]
        problem = segment_error(slug) if slug else "it has no letter or digit"
        if problem:
            message = f"the story {mark.text} gives no url: {problem}"
            diagnostics.append(Diagnostic(path, mark.line, mark.column, "E204", message, "give it another name"))
        else:
            spellings[slug][mark.text] += 1
    for slug, counted in spellings.items():
        titles.setdefault(slug, min(counted, key=lambda spelling: (-counted[spelling], spelling)))
    names_by_spelling = {name: TermName(titles[slug], slug) for name, slug in slugs.items() if slug in titles}
    return {**{slug: TermName(title, slug) for slug, title in titles.items()}, **names_by_spelling}, tuple(diagnostics)


def story_links(names: Mapping[str, TermName], base: str) -> dict[str, Link]:
    """Return the links of stories by every name that articles use; `base` is the base path."""
    return {name: Link(story.name, base + url_of(f"stories/{story.slug}/index.html")) for name, story in names.items()}


def story_terms(entries: Iterable[Entry], names: Mapping[str, TermName], texts: Iterable[Article]) -> tuple[Term, ...]:
    """Return the stories sorted by slug, including stories with an introduction and no articles."""
    by_slug: dict[str, list[Entry]] = {story.slug: [] for story in names.values()}
    for entry in entries:
        for slug in dict.fromkeys(names[mark.text].slug for mark in entry.article.stories if mark.text in names):
            by_slug[slug].append(entry)
    titles = {story.slug: story.name for story in names.values()}
    summaries = {text.slug: text.summary for text in texts}
    return tuple(Term("story", slug, titles[slug], tuple(by_slug[slug]), summaries.get(slug, "")) for slug in sorted(by_slug))


def _titles_of(texts: Iterable[Article], diagnostics: list[Diagnostic]) -> dict[str, str]:
    """Return the titles of introductions by slug; reports second introductions of a story."""
    titles: dict[str, str] = {}
    first_paths: dict[str, str] = {}
    for text in sorted(texts, key=lambda text: text.path):
        if text.slug in first_paths:
            message = f"{first_paths[text.slug]} and {text.path} are both about the story {text.slug}"
            diagnostics.append(Diagnostic(text.path, 1, 1, "E401", message, "rename one"))
        else:
            first_paths[text.slug] = text.path
            titles[text.slug] = text.shown_title
    return titles


def clustered(entries: Sequence[Entry], covers: Mapping[str, str]) -> Sequence[Entry]:
    """Return the entries without those that are named on the card of another one of them.

    `covers` maps the file of a covering article to the file of the covered one. If the covered article is not among the entries
    (as in the list of another topic), the covering entry keeps its own card.
    """
    if not covers:
        return entries
    files = {entry.index.file for entry in entries}
    coverage: defaultdict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        if (other := covers.get(entry.index.file)) in files and other:
            coverage[other].append(entry)
    if not coverage:
        return entries
    return tuple(
        _with_coverage(entry, coverage[entry.index.file]) if entry.index.file in coverage else entry
        for entry in entries
        if covers.get(entry.index.file) not in coverage
    )


def _with_coverage(entry: Entry, covering_entries: Sequence[Entry]) -> Entry:
    """Return the entry with the covering entries on its card, and with a new hash."""
    coverage = tuple(
        _coverage_of_entry(other) for other in sorted(covering_entries, key=lambda other: (other.index.date, other.index.file))
    )
    details = entry.details
    card = replace(details.card, also=(*coverage, *details.card.also))
    index = replace(entry.index, hash=fingerprint(entry.index.hash, coverage))
    return Entry(index, replace(details, card=card))


def _coverage_of_entry(entry: Entry) -> Coverage:
    card = entry.card
    return Coverage(card.source.name if card.source else "", card.url, card.title, card.lang)
