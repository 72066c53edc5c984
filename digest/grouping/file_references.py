"""Fields of an article that name other articles' files, `covers` and `related`; and similar names for hints, if a file is
missing."""

from __future__ import annotations

import posixpath
from collections.abc import Collection, Iterable, Mapping
from urllib.parse import unquote

from digest.articles.article import Article
from digest.articles.content_file import role_of
from digest.articles.field_readers import Located
from digest.diagnostics import Diagnostic
from digest.grouping.publication_status import FAULTY
from digest.text.similar_words import nearest

MAX_COMPARED = 100_000
"""How many names are compared in one build: each takes microseconds, and a site may have thousands of broken links."""


class SimilarNames:
    """Finds similar names within a budget of comparisons, so that no build takes too long; then it finds none."""

    def __init__(self) -> None:
        self.left = MAX_COMPARED

    def nearest(self, word: str, words: Collection[str]) -> str:
        """The word that is most like this one, or ''."""
        self.left -= len(words)
        return nearest(word, words) if self.left > 0 else ""

    def nearest_file(self, path: str, paths: Iterable[str]) -> str:
        """The path of the file that has the same name as this one, or a similar name, or ''."""
        if self.left <= 0:
            return ""
        paths_by_name = {posixpath.basename(other): other for other in paths}
        stems = {posixpath.splitext(name)[0]: other for name, other in paths_by_name.items()}
        name = posixpath.basename(path)
        return paths_by_name.get(name) or stems.get(self.nearest(posixpath.splitext(name)[0], stems), "")


def meant_file(path: str, address: str) -> str:
    """The path that an address means in the article at `path`: relative to that article's folder."""
    return posixpath.normpath(posixpath.join(posixpath.dirname(path), unquote(address)))


def references(
    shown_articles: Iterable[Article], states: Mapping[str, str], is_shown: Collection[str], articles_by_path: Mapping[str, Article]
) -> tuple[dict[str, str], dict[str, tuple[str, ...]], tuple[Diagnostic, ...]]:
    """What the shown articles say of each other, by their files, as far as they name published articles; and what is wrong there.

    The first returned are the files of the articles under which others stand, as further coverage of the same event; then the
    related articles of each one that names them itself.

    `states` has the state of each content file by path, `is_shown` the paths of the published ones, and `articles_by_path` all
    articles whose front matter could be read.
    """
    covers: dict[str, str] = {}
    related: dict[str, tuple[str, ...]] = {}
    diagnostics: list[Diagnostic] = []
    top_articles: dict[str, str] = {}
    similar = SimilarNames()
    for article in shown_articles:
        if article.covers and (
            referenced_file := _referenced_file(article, "covers", article.covers, states, is_shown, similar, diagnostics)
        ):
            if referenced_file in articles_by_path and articles_by_path[referenced_file].covers:
                top_article = _top_article(referenced_file, articles_by_path, top_articles)
                message = f"{referenced_file} covers another article itself, so no article can cover it"
                hint = (
                    f"write covers: {_relative_file(top_article, article.path)}"
                    if top_article
                    else "remove covers from one of these articles"
                )
                diagnostics.append(_reference_error(article, article.covers, "E305", message, hint))
            else:
                covers[article.path] = referenced_file
        if article.related is not None:
            related_paths = (
                _referenced_file(article, "related", mark, states, is_shown, similar, diagnostics) for mark in article.related
            )
            related[article.path] = tuple(dict.fromkeys(path for path in related_paths if path))
    return covers, related, tuple(diagnostics)


def _top_article(path: str, articles_by_path: Mapping[str, Article], top_articles: dict[str, str]) -> str:
    """The article that stands above this one and under no other; '' for a circle. `top_articles` has what was found before."""
    passed = []
    while path not in top_articles and path in articles_by_path and (covers := articles_by_path[path].covers):
        top_articles[path] = ""  # until the end is known: who comes here again goes in a circle
        passed.append(path)
        path = meant_file(path, covers.text)
    top_article = top_articles.get(path, path)
    top_articles.update(dict.fromkeys(passed, top_article))
    return top_article


def _referenced_file(
    article: Article,
    field: str,
    mark: Located,
    states: Mapping[str, str],
    is_shown: Collection[str],
    similar: SimilarNames,
    diagnostics: list[Diagnostic],
) -> str:
    """The file of the published article that is named here; '' for none, with a diagnostic unless it has one already."""
    referenced_file = meant_file(article.path, mark.text)
    if referenced_file == article.path:
        diagnostics.append(
            _reference_error(article, mark, "E202", f"{field} names the article itself", "name another article's file")
        )
    elif "://" in mark.text:
        hint = f"{field} names the file of another article: other.md"
        diagnostics.append(_reference_error(article, mark, "E202", f"{field} must be a file, not a web address", hint))
    elif referenced_file not in states or role_of(referenced_file):
        similar_file = similar.nearest_file(
            referenced_file, (path for path in states if path != article.path and not role_of(path))
        )
        hint = (
            f"did you mean {_relative_file(similar_file, article.path)}?"
            if similar_file
            else f"{field} names the file of another article: other.md"
        )
        diagnostics.append(_reference_error(article, mark, "E301", f"{field}: there is no article {referenced_file}", hint))
    elif states[referenced_file] == FAULTY:
        return ""  # what is wrong with it is noted where it stands
    elif referenced_file not in is_shown:
        message = f"{field}: {mark.text} is not published ({states[referenced_file]})"
        diagnostics.append(_reference_error(article, mark, "W304", message, "publish it, or remove its name here"))
    else:
        return referenced_file
    return ""


def _relative_file(file: str, path: str) -> str:
    return posixpath.relpath(file, posixpath.dirname(path))


def _reference_error(article: Article, mark: Located, code: str, message: str, hint: str) -> Diagnostic:
    return Diagnostic(article.path, mark.line, mark.column, code, message, hint)
