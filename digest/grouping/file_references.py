"""The fields `covers` and `related`, which name files of other articles, with errors for missing, unpublished and circular
references; and the search for similar file names, for hints about missing files."""

from __future__ import annotations

import posixpath
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from itertools import takewhile
from urllib.parse import unquote

from digest.articles.article import Article, Located
from digest.articles.content_file import role_of
from digest.diagnostics import Diagnostic
from digest.grouping.publication_status import FAULTY
from digest.text.similar_words import nearest

MAX_COMPARED = 100_000
"""The largest number of names to compare in one build. Each takes microseconds, and a site can have thousands of broken links."""


class SimilarNames:
    """Finds similar names, until the budget of comparisons for a build is used up."""

    def __init__(self) -> None:
        self.comparisons_left = MAX_COMPARED

    def nearest(self, word: str, words: Collection[str]) -> str:
        """Return the most similar word, or ''."""
        self.comparisons_left -= len(words)
        return nearest(word, words) if self.comparisons_left > 0 else ""

    def nearest_file(self, path: str, paths: Iterable[str]) -> str:
        """Return the path of the file with the same or a similar name, or ''."""
        if self.comparisons_left <= 0:
            return ""
        file_name = posixpath.basename(path)
        file_stem, file_ending = posixpath.splitext(file_name.casefold())
        same_names, paths_by_stem = [], defaultdict[str, list[str]](list)
        for known_path in paths:
            known_name = posixpath.basename(known_path)
            if known_name == file_name:
                same_names.append(known_path)
            paths_by_stem[posixpath.splitext(known_name.casefold())[0]].append(known_path)
        near_paths = same_names or paths_by_stem.get(file_stem) or paths_by_stem.get(self.nearest(file_stem, paths_by_stem), [])
        return min(
            near_paths,
            key=lambda other: (not other.casefold().endswith(file_ending), -_shared_folders(path, other), other.count("/"), other),
            default="",
        )


def _shared_folders(path: str, other: str) -> int:
    """Return how many folders from the top contain both files, which are different ones."""
    name_pairs = zip(path.split("/"), other.split("/"), strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], name_pairs))


def referenced_path(path: str, address: str) -> str:
    """Return the path of the file that an address in the article at `path` refers to, relative to the article's folder."""
    return posixpath.normpath(posixpath.join(posixpath.dirname(path), unquote(address)))


def references(
    shown_articles: Iterable[Article],
    states: Mapping[str, str],
    shown_paths: Collection[str],
    articles_by_path: Mapping[str, Article],
) -> tuple[dict[str, str], dict[str, tuple[str, ...]], tuple[Diagnostic, ...]]:
    """Return the references between published articles, by file, and diagnostics about invalid references.

    The first value has the covered article of each article with `covers`. The second has the articles named in `related`.

    `states` has the status of each content file by path, `shown_paths` the paths of the published ones, and `articles_by_path`
    all articles with valid front matter.
    """
    covers: dict[str, str] = {}
    related: dict[str, tuple[str, ...]] = {}
    diagnostics: list[Diagnostic] = []
    top_articles: dict[str, str] = {}
    similar_names = SimilarNames()
    for article in shown_articles:
        if article.covers and (
            referenced_file := _referenced_file(article, "covers", article.covers, states, shown_paths, similar_names, diagnostics)
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
                _referenced_file(article, "related", related_mark, states, shown_paths, similar_names, diagnostics)
                for related_mark in article.related
            )
            related[article.path] = tuple(dict.fromkeys(path for path in related_paths if path))
    return covers, related, tuple(diagnostics)


def _top_article(path: str, articles_by_path: Mapping[str, Article], top_articles: dict[str, str]) -> str:
    """Return the last article in the chain of `covers` from this one; '' for a cycle. `top_articles` caches the results."""
    covers_chain = []
    while path not in top_articles and path in articles_by_path and (covers := articles_by_path[path].covers):
        top_articles[path] = ""  # until the result is known: a path that is visited twice is in a cycle
        covers_chain.append(path)
        path = referenced_path(path, covers.text)
    top_article = top_articles.get(path, path)
    top_articles.update(dict.fromkeys(covers_chain, top_article))
    return top_article


def _referenced_file(
    article: Article,
    field: str,
    mark: Located,
    states: Mapping[str, str],
    shown_paths: Collection[str],
    similar: SimilarNames,
    diagnostics: list[Diagnostic],
) -> str:
    """Return the file of the named published article; '' for none, with a new diagnostic unless the file already has one."""
    referenced_file = referenced_path(article.path, mark.text)
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
        if len(re.findall(r"\.md(?=[\s,;]|$)", mark.text)) > 1:
            named_files = ", ".join(re.split(r"[\s,;]+", mark.text.strip()))
            hint = f"write a list: {field}: [{named_files}]" if field == "related" else f"{field} names one file"
        elif similar_file:
            hint = f"did you mean {_relative_file(similar_file, article.path)}?"
        else:
            hint = f"{field} names the file of another article: other.md"
        diagnostics.append(_reference_error(article, mark, "E301", f"{field}: there is no article {referenced_file}", hint))
    elif states[referenced_file] == FAULTY:
        return ""  # the file has its own diagnostics
    elif referenced_file not in shown_paths:
        message = f"{field}: {mark.text} is not published ({states[referenced_file]})"
        diagnostics.append(_reference_error(article, mark, "W304", message, "publish it, or remove its name here"))
    else:
        return referenced_file
    return ""


def _relative_file(file: str, path: str) -> str:
    return posixpath.relpath(file, posixpath.dirname(path))


def _reference_error(article: Article, mark: Located, code: str, message: str, hint: str) -> Diagnostic:
    return Diagnostic(article.path, mark.line, mark.column, code, message, hint)
