"""Load the published articles from content/: from all files, or from the last build's snapshot in the cache and the few articles
that were changed since; and return the cache entries (snapshot and chunks) for the next build."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from functools import partial

from msgspec.structs import replace

from digest.articles.article import Article, ParseResult
from digest.cache_keys import snapshot_key
from digest.config.config import Config
from digest.grouping.article_collections import Collections, collect
from digest.grouping.entry import EntryIndex
from digest.grouping.publication_status import future_updates, has_future_update
from digest.grouping.snapshot import (
    CHUNK,
    Snapshot,
    is_current,
    restore,
    retake_snapshot,
    take_snapshot,
)
from digest.inputs.article_reader import ArticleReader
from digest.inputs.content_folder import Content
from digest.inputs.registry_files import registries_of_content
from digest.installation.program_key import program
from digest.workspace import Workspace

MAX_CHANGED = 50
"""The largest number of changed articles that are read if the others are restored. For more, collecting all articles is as fast."""


def load(workspace: Workspace, content: Content, articles: ArticleReader) -> tuple[Collections, Snapshot | None]:
    """Return the collections of published articles, and the last build's snapshot from which they were restored.

    If more than a few articles changed, all are read and collected, and the snapshot is None.
    """
    last_snapshot = stored_snapshot(workspace, content)
    changed_keys = changed_articles(last_snapshot, articles.files) if last_snapshot else None
    if last_snapshot and changed_keys is not None:
        restored = restored_collections(last_snapshot, articles, _read_articles(workspace, articles, changed_keys), workspace.now)
        if restored:
            return restored, last_snapshot
    parse_results = _read_articles(workspace, articles, list(articles.files))
    return collect_results(content, parse_results, workspace.config, workspace.now), None


def _read_articles(workspace: Workspace, articles: ArticleReader, keys: Sequence[str]) -> list[ParseResult]:
    articles.look_up(keys)
    workers, progress = workspace.workers, partial(workspace.run.progress, "reading articles")
    return articles.parse_results(
        partial(workers.pool, articles.workload), workspace.now.toordinal(), progress, workers.batches_before
    )


def _snapshot_key(workspace: Workspace, content: Content) -> str:
    return snapshot_key(program(), workspace.config, content.registries_key)


def stored_snapshot(workspace: Workspace, content: Content) -> Snapshot | None:
    """Return the snapshot of the last build if settings, registries and program are unchanged, or None."""
    if any(diagnostic.is_error for diagnostic in content.diagnostics):
        return None
    cache, snapshot_name = workspace.cache, _snapshot_name(workspace)
    snapshot = cache.get(snapshot_name, Snapshot)
    if snapshot is None or not is_current(snapshot, _snapshot_key(workspace, content), workspace.now):
        return None
    chunk_starts = range(0, snapshot.count, CHUNK)
    chunks = tuple(cache.get(_chunk_name(snapshot_name, first), tuple[EntryIndex, ...]) or () for first in chunk_starts)
    return replace(snapshot, chunks=chunks) if sum(map(len, chunks)) == snapshot.count else None


def changed_articles(previous: Snapshot, article_keys: Collection[str]) -> list[str] | None:
    """Return the new cache keys of changed articles; None if articles were added or removed, or too many have changed."""
    known_keys = {index.article_key for index in previous.indexes}.union(previous.other_articles)
    if len(article_keys) != len(known_keys):
        return None
    changed_keys = [key for key in article_keys if key not in known_keys]
    return changed_keys if len(changed_keys) <= MAX_CHANGED else None


def restored_collections(
    last_snapshot: Snapshot, articles: ArticleReader, results: Sequence[ParseResult], now: datetime
) -> Collections | None:
    """Return the snapshot's collections, updated with these changed articles; None if all articles must be collected again."""
    if any(result.article is None or result.has_errors for result in results):
        return None
    changed_versions = [result.article for result in results if result.article]
    if any(has_future_update(article, now) for article in changed_versions):
        return None  # the snapshot does not contain the time at which that changes
    paths = [file.path for file in articles.files.values()]
    restored = restore(last_snapshot, paths, changed_versions, articles.fetch)
    if restored is None:
        return None
    diagnostics = (diagnostic for result in results for diagnostic in result.diagnostics)
    return replace(restored, file_diagnostics=(*restored.file_diagnostics, *diagnostics))


def snapshot_values(
    workspace: Workspace, content: Content, articles: ArticleReader, collections: Collections, last_snapshot: Snapshot | None
) -> dict[str, object]:
    """Return the new or changed cache entries from which the next build restores the collections, by name.

    `last_snapshot` is the one that `load` returned.
    """
    snapshot_name = _snapshot_name(workspace)
    if last_snapshot:
        stored_values = _snapshot_values_by_name(snapshot_name, last_snapshot)
        retaken_values = _snapshot_values_by_name(snapshot_name, retake_snapshot(last_snapshot, collections))
        return {name: value for name, value in retaken_values.items() if stored_values[name] != value}
    first_snapshot = take_snapshot(collections, articles.files, _snapshot_key(workspace, content), workspace.now)
    return _snapshot_values_by_name(snapshot_name, first_snapshot) if first_snapshot else {}


def _snapshot_values_by_name(name: str, snapshot: Snapshot) -> dict[str, object]:
    chunks = {_chunk_name(name, number * CHUNK): chunk for number, chunk in enumerate(snapshot.chunks)}
    return {name: replace(snapshot, chunks=()), **chunks}


def _snapshot_name(workspace: Workspace) -> str:
    return f"snapshot of {workspace.folder.name}"


def _chunk_name(name: str, first: int) -> str:
    return f"{name} from entry {first} on"


def collect_results(content: Content, parse_results: Sequence[ParseResult], config: Config, now: datetime) -> Collections:
    """Return the collections of all articles in content/."""
    articles, faulty = list[Article](), list[Article]()
    for parse_result in parse_results:
        if parse_result.article:
            (faulty if parse_result.has_errors else articles).append(parse_result.article)
    registries, registry_diagnostics = registries_of_content(content, config)
    diagnostics = (
        *registry_diagnostics,
        *(diagnostic for parse_result in parse_results for diagnostic in parse_result.diagnostics),
        *future_updates(articles, now),
    )
    faulty_paths = {diagnostic.path for diagnostic in (*content.diagnostics, *diagnostics) if diagnostic.is_error}
    return replace(collect(articles, registries, config, now, faulty, faulty_paths), file_diagnostics=diagnostics)
