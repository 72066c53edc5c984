"""The addresses of articles against the list of those that were published: which are not in it, and which are lost."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from digest.config.config import PUBLISHED_FILE
from digest.diagnostics import Diagnostic
from digest.grouping.article_collections import Collections
from digest.grouping.published_file import addresses, identity
from digest.urls import path_of, url_of


def unrecorded(collections: Collections) -> list[tuple[str, str, str]]:
    """Id, path and file of each published article whose address is not in the list; of what only a preview shows none."""
    published = collections.rules.published
    unrecorded_addresses = []
    for entry in collections.entries:
        recorded_paths = {path_of(mark.text) for mark in addresses(entry.article, published)}
        if entry.index.path not in recorded_paths and not entry.index.state:
            unrecorded_addresses.append((identity(entry.article), url_of(entry.index.path), entry.index.file))
    return unrecorded_addresses


def address_diagnostics(collections: Collections, outputs: Collection[str]) -> Iterator[Diagnostic]:
    """A note for each address that is not recorded, a warning for each recorded one that gives no page. `outputs` are all paths."""
    for _, url, path in unrecorded(collections):
        message = f"{url} is not in {PUBLISHED_FILE}"
        yield Diagnostic(path, 1, 1, "N402", message, "digest check --record adds it once the site is published")
    for name, marks in sorted(collections.rules.published.items()):
        for mark in marks:
            if path_of(mark.text) not in outputs:
                hint = f"add  aliases: [{mark.text}]  to the article that takes its place, or remove the line"
                message = f"{mark.text} was published (as {name}) and no longer has a page"
                yield Diagnostic(PUBLISHED_FILE, mark.line, mark.column, "W402", message, hint)
