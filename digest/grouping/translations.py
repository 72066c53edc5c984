"""Articles that are translations of each other: those that name the same key in `translation`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from digest.articles.article import Article
from digest.diagnostics import Diagnostic


def translations(shown_articles: Sequence[Article], language: str) -> tuple[dict[str, tuple[Article, ...]], tuple[Diagnostic, ...]]:
    """The translations of each shown article that has any, by its file, in the order of their languages; and what is wrong there.

    `language` is the site's. Two articles of one key and language are an error.
    """
    by_key: defaultdict[str, dict[str, Article]] = defaultdict(dict)
    diagnostics = []
    for article in shown_articles:
        if mark := article.translation:
            first = by_key[mark.text].setdefault(article.lang or language, article)
            if first is not article:
                message = f"{first.path} is the article in {article.lang or language} with the translation {mark.text} too"
                hint = "set lang: to the language of each, or give one of them another translation:"
                diagnostics.append(Diagnostic(article.path, mark.line, mark.column, "E306", message, hint))
    others = {article.path: _others(article, by_language) for by_language in by_key.values() for article in by_language.values()}
    return others, tuple(diagnostics)


def _others(article: Article, by_language: Mapping[str, Article]) -> tuple[Article, ...]:
    return tuple(other for _, other in sorted(by_language.items()) if other is not article)
