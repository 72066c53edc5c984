"""Stories: their names and slugs in articles, titles from introductions in content/stories/, and errors about both. And clusters:
articles named on the card of another, because they are further coverage of the same event."""

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
    titles_by_story = _story_titles(texts, diagnostics)
    spellings_by_story: defaultdict[str, Counter[str]] = defaultdict(Counter)
    story_slugs: dict[str, str] = {}
    for path, mark in uses:
        if mark.text not in story_slugs:
            story_slugs[mark.text] = tag_slug(mark.text)
        story_slug = story_slugs[mark.text]
        story_slug_problem = segment_error(story_slug) if story_slug else "it has no letter or digit"
        if story_slug_problem:
            message = f"the story {mark.text} gives no url: {story_slug_problem}"
            diagnostics.append(Diagnostic(path, mark.line, mark.column, "E204", message, "give it another name"))
        else:
            spellings_by_story[story_slug][mark.text] += 1
    for story_slug, spelling_counts in spellings_by_story.items():
        titles_by_story.setdefault(story_slug, min(spelling_counts, key=lambda spelling: (-spelling_counts[spelling], spelling)))
    names_by_spelling = {
        name: TermName(titles_by_story[story_slug], story_slug)
        for name, story_slug in story_slugs.items()
        if story_slug in titles_by_story
    }
    return {
        **{story_slug: TermName(title, story_slug) for story_slug, title in titles_by_story.items()},
        **names_by_spelling,
    }, tuple(diagnostics)


def story_links(names: Mapping[str, TermName], base: str) -> dict[str, Link]:
    """Return the links of stories by every name that articles use; `base` is the base path."""
    return {name: Link(story.name, base + url_of(f"stories/{story.slug}/index.html")) for name, story in names.items()}


def story_terms(entries: Iterable[Entry], names: Mapping[str, TermName], texts: Iterable[Article]) -> tuple[Term, ...]:
    """Return the stories sorted by slug, including stories with an introduction and no articles."""
    entries_by_story: dict[str, list[Entry]] = {story.slug: [] for story in names.values()}
    for entry in entries:
        for slug in dict.fromkeys(names[mark.text].slug for mark in entry.article.stories if mark.text in names):
            entries_by_story[slug].append(entry)
    titles_by_slug = {story.slug: story.name for story in names.values()}
    summaries = {story_text.slug: story_text.summary for story_text in texts}
    return tuple(
        Term("story", slug, titles_by_slug[slug], tuple(entries_by_story[slug]), summaries.get(slug, ""))
        for slug in sorted(entries_by_story)
    )


def _story_titles(texts: Iterable[Article], diagnostics: list[Diagnostic]) -> dict[str, str]:
    """Return the titles of introductions by slug; reports second introductions of a story."""
    titles: dict[str, str] = {}
    first_paths: dict[str, str] = {}
    for story_text in sorted(texts, key=lambda story_text: story_text.path):
        if story_text.slug in first_paths:
            message = f"{first_paths[story_text.slug]} and {story_text.path} are both about the story {story_text.slug}"
            diagnostics.append(Diagnostic(story_text.path, 1, 1, "E401", message, "rename one"))
        else:
            first_paths[story_text.slug] = story_text.path
            titles[story_text.slug] = story_text.shown_title
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
        _entry_with_coverage(entry, coverage[entry.index.file]) if entry.index.file in coverage else entry
        for entry in entries
        if covers.get(entry.index.file) not in coverage
    )


def _entry_with_coverage(entry: Entry, covering_entries: Sequence[Entry]) -> Entry:
    """Return the entry with the covering entries on its card, and with a new hash."""
    coverage = tuple(
        _coverage_of_entry(covering_entry)
        for covering_entry in sorted(
            covering_entries, key=lambda covering_entry: (covering_entry.index.date, covering_entry.index.file)
        )
    )
    details = entry.details
    card = replace(details.card, also=(*coverage, *details.card.also))
    covered_index = replace(entry.index, hash=fingerprint(entry.index.hash, coverage))
    return Entry(covered_index, replace(details, card=card))


def _coverage_of_entry(entry: Entry) -> Coverage:
    card = entry.card
    return Coverage(card.source.name if card.source else "", card.url, card.title, card.lang)
