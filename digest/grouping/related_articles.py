"""Find related older articles by scores of shared tags and stories, and the translations of articles by their key, with an error
for two in one language. Pages make links of them in `pages/related_links.py`.

Related articles depend on the article and on older articles, never on newer ones, so a new article changes no old page. They are
found by shared tags and stories. Words are not compared, because word frequencies change with every article. Only the latest
`RELATED_WINDOW` articles of each tag and story are candidates, so the time is linear in the number of articles.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Mapping, Sequence

from msgspec import Struct

from digest.articles.article import Article
from digest.diagnostics import Diagnostic
from digest.grouping.entry import Entry

RELATED_WINDOW = 40
"""The number of older articles of a tag or story that are candidates."""

_RAREST_WEIGHT = 16
"""The weight of a tag without older articles. It decreases by one whenever the number of articles with the tag doubles."""

_STORY_WEIGHT = 1 << 20
"""The weight of a story: larger than the sum of all tag weights of an article."""


class Traits(Struct, frozen=True, array_like=True):
    """The values of an article that are compared: main topic, tags and stories, as unique names."""

    topic: str = ""
    tags: tuple[str, ...] = ()
    stories: tuple[str, ...] = ()


def related(traits: Sequence[Traits], limit: int) -> list[tuple[int, ...]]:
    """Return the positions of at most `limit` related older articles for each article, best first; `traits` are oldest first.

    Articles of the same story come first, then those that share more and rarer tags. Ties: same topic first, then newer.
    """
    positions_by_tag: defaultdict[str, deque[int]] = defaultdict(lambda: deque(maxlen=RELATED_WINDOW))
    positions_by_story: defaultdict[str, deque[int]] = defaultdict(lambda: deque(maxlen=RELATED_WINDOW))
    tag_counts: defaultdict[str, int] = defaultdict(int)
    related_positions: list[tuple[int, ...]] = []
    for at, article in enumerate(traits):
        scores: defaultdict[int, int] = defaultdict(int)
        for tag in article.tags:
            if tag in positions_by_tag:
                weight = max(1, _RAREST_WEIGHT - tag_counts[tag].bit_length())
                for related_at in positions_by_tag[tag]:
                    scores[related_at] += weight
        for story in article.stories:
            if story in positions_by_story:
                for related_at in positions_by_story[story]:
                    scores[related_at] += _STORY_WEIGHT
        related_positions.append(_best_positions(scores, limit, traits, article.topic) if scores else ())
        for tag in article.tags:
            positions_by_tag[tag].append(at)
            tag_counts[tag] += 1
        for story in article.stories:
            positions_by_story[story].append(at)
    return related_positions


def _best_positions(scores: dict[int, int], limit: int, traits: Sequence[Traits], topic: str) -> tuple[int, ...]:
    """Return the positions with the highest scores. Sorts only candidates with a sufficient score."""
    least_score = sorted(scores.values())[-limit] if len(scores) > limit else 0
    ranked_candidates = sorted(
        [(score, traits[candidate].topic == topic, candidate) for candidate, score in scores.items() if score >= least_score],
        reverse=True,
    )
    return tuple([candidate for _, _, candidate in ranked_candidates[:limit]])


def related_entries(
    entries: Sequence[Entry], named_files: Mapping[str, tuple[str, ...]], limit: int
) -> tuple[tuple[int, ...], ...]:
    """Return the positions of related entries for each entry: those named in `named_files`, else at most `limit` similar ones."""
    positions = {entry.index.file: at for at, entry in enumerate(entries)}
    positions_of_related = related([_traits_of_entry(entry) for entry in entries], limit)
    for file, others in named_files.items():
        positions_of_related[positions[file]] = tuple([positions[other] for other in others])
    return tuple(positions_of_related)


def _traits_of_entry(entry: Entry) -> Traits:
    topics, card = entry.article.topics, entry.card
    tags = tuple([tag.name for tag in entry.tags])
    return Traits(topics[0].text if topics else "", tags, tuple([story.url for story in card.stories]))


def translations(shown_articles: Sequence[Article], language: str) -> tuple[dict[str, tuple[Article, ...]], tuple[Diagnostic, ...]]:
    """Return the translations of published articles, by file and sorted by language, and diagnostics about them.

    `language` is the site's language. Two articles with the same translation key and language are an error.
    """
    articles_by_translation: defaultdict[str, dict[str, Article]] = defaultdict(dict)
    diagnostics = []
    for article in shown_articles:
        if mark := article.translation:
            first_article = articles_by_translation[mark.text].setdefault(article.lang or language, article)
            if first_article is not article:
                message = f"{first_article.path} is the article in {article.lang or language} with the translation {mark.text} too"
                hint = "set lang: to the language of each, or give one of them another translation:"
                diagnostics.append(Diagnostic(article.path, mark.line, mark.column, "E306", message, hint))
    translations_by_file = {
        article.path: _in_other_languages(article, by_language)
        for by_language in articles_by_translation.values()
        for article in by_language.values()
    }
    return translations_by_file, tuple(diagnostics)


def _in_other_languages(article: Article, by_language: Mapping[str, Article]) -> tuple[Article, ...]:
    return tuple(other for _, other in sorted(by_language.items()) if other is not article)
