"""content/published.tsv: under which addresses each article was published. The build reads it and never writes it.

A line is an id, a tab, and a path of the site without the base path, so that the site may move. Lines stand in the order of ids;
those of one article stand together, the first address first, since that one is in its id in feeds.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from digest.articles.article import Article
from digest.articles.fields import Mark
from digest.errors import Faults
from digest.permalinks import url_fault

PUBLISHED_FILE = "content/published.tsv"

Published = Mapping[str, tuple[Mark, ...]]
"""By id, the addresses under which the article was published, the first one first."""

_CONFLICT = ("<<<<<<<", "|||||||", "=======", ">>>>>>>")
"""How the lines begin that git writes between two versions of a file (git-merge, "How conflicts are presented")."""


def identity(article: Article) -> str:
    """By what an article is known in the file: its `id`, or without one the path of its file below content/.

    So without an `id` a new date or slug is understood, and a new file name is not.
    """
    return " ".join(article.id.split()) or _file_name(article)


def _file_name(article: Article) -> str:
    return article.path.removeprefix("content/")


def addresses(article: Article, published: Published) -> tuple[Mark, ...]:
    """Under which addresses the article was published; those from before it got an `id` are the older ones."""
    if not published:
        return ()
    by_name = published.get(_file_name(article), ())
    return by_name + published.get(identity(article), ()) if article.id else by_name


def read_published(text: str, faults: Faults) -> dict[str, tuple[Mark, ...]]:
    """What the file says; lines that say nothing are noted. A line that stands twice, as after a merge, is taken once."""
    found: dict[str, dict[str, Mark]] = {}
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        name, tab, url = line.rpartition("\t")
        if line.startswith(_CONFLICT):
            faults.add(number, 1, "E108", "an unresolved merge conflict", "keep the lines of both sides, and delete the markers")
        elif not tab or not name.strip():
            faults.add(number, 1, "E108", "not an id, a tab and a path", "digest check --record writes such lines")
        elif problem := url_fault(url):
            message = f"{url or 'nothing'} is not a path of this site: {problem}"
            faults.add(number, len(name) + 2, "E108", message, "write such as /2026/01/04/slug/")
        else:
            found.setdefault(name, {}).setdefault(url, Mark(url, number, len(name) + 2))
    return {name: tuple(marks.values()) for name, marks in found.items()}


def with_addresses(published: Published, added: Iterable[tuple[str, str]]) -> str:
    """The file's text with these pairs of id and path in it, each after the older addresses of its id."""
    urls = {name: [mark.text for mark in marks] for name, marks in published.items()}
    for name, url in added:
        known = urls.setdefault(name, [])
        if url not in known:
            known.append(url)
    return "".join(f"{name}\t{url}\n" for name in sorted(urls) for url in urls[name])
