"""From the files in content/ to what is published: of all articles, or of those that changed and a snapshot of the last build."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from msgspec.structs import replace

from digest.articles.article import Article, ParseResult, Parsing
from digest.cache.cache import Cache
from digest.cache_keys import snapshot_key
from digest.config.config import Config
from digest.grouping.article_collections import Collections, collect
from digest.grouping.entry import EntryIndex
from digest.grouping.publication_status import early_updates, is_early
from digest.grouping.snapshot import (
    CHUNK,
    Snapshot,
    SnapshotHeader,
    changed_articles,
    is_current,
    restore,
    retake_snapshot,
    take_snapshot,
)
from digest.inputs.article_reader import ArticleReader
from digest.inputs.content_folder import Content
from digest.inputs.registry_files import registries_of_content
from digest.installation.program_key import program
from digest.workers.worker_selection import Workers

LoadProgress = Callable[[int, int], None]


class Loader:
    """Loads the articles of a site at one instant; `name` is the name of the output folder."""

    def __init__(self, content: Content, parsing: Parsing, config: Config, now: datetime, cache: Cache, name: str) -> None:
        self.content = content
        self.articles = ArticleReader(content.articles, parsing, cache)
        self.config = config
        self.now = now
        self.cache = cache
        self.name = name
        self.key = snapshot_key(program(), config, content.registries_key)
        self.before: Snapshot | None = None
        """What the last build collected, if only articles can have changed since."""

    def load(self, workers: Workers, progress: LoadProgress) -> Collections:
        """What is published: from the snapshot and the articles that changed, if that is enough, or from all articles."""
        self.before = self._stored_snapshot()
        keys = changed_articles(self.before, self.articles.files) if self.before else None
        if keys is not None and (collections := self._restored_collections(self._read_articles(keys, workers, progress))):
            return collections
        self.before = None
        return collected(self.content, self._read_articles(list(self.articles.files), workers, progress), self.config, self.now)

    def _read_articles(self, keys: Sequence[str], workers: Workers, progress: LoadProgress) -> list[ParseResult]:
        self.articles.look_up(keys)
        return self.articles.read(workers.pool(self.articles.amount), self.now.toordinal(), progress)

    def _stored_snapshot(self) -> Snapshot | None:
        if any(diagnostic.is_error for diagnostic in self.content.diagnostics):
            return None
        header = self.cache.get(self._header_name, SnapshotHeader)
        if header is None or not is_current(header, self.key, self.now):
            return None
        chunks = tuple(self.cache.get(self._chunk_name(at), tuple[EntryIndex, ...]) or () for at in range(0, header.count, CHUNK))
        return Snapshot(header, chunks) if sum(map(len, chunks)) == header.count else None

    def _restored_collections(self, results: Sequence[ParseResult]) -> Collections | None:
        assert self.before
        if any(result.article is None or result.has_errors for result in results):
            return None
        articles = [result.article for result in results if result.article]
        if any(is_early(article, self.now) for article in articles):
            return None  # when that changes is not in a snapshot
        paths = [file.path for file in self.articles.files.values()]
        restored = restore(self.before, paths, articles, self.articles.fetch)
        if restored is None:
            return None
        parse_diagnostics = (diagnostic for result in results for diagnostic in result.diagnostics)
        return replace(restored, file_diagnostics=(*restored.file_diagnostics, *parse_diagnostics))

    def snapshot_values(self, collections: Collections) -> dict[str, object]:
        """What the next build restores, by name in the cache, as far as it is not stored already."""
        if self.before:
            stored = self._snapshot_by_name(self.before)
            now = self._snapshot_by_name(retake_snapshot(self.before, collections))
            return {name: value for name, value in now.items() if stored[name] != value}
        first = take_snapshot(collections, self.articles.files, self.key, self.now)
        return self._snapshot_by_name(first) if first else {}

    def _snapshot_by_name(self, snapshot: Snapshot) -> dict[str, object]:
        chunks = {self._chunk_name(number * CHUNK): chunk for number, chunk in enumerate(snapshot.chunks)}
        return {self._header_name: snapshot.header, **chunks}

    @property
    def _header_name(self) -> str:
        return f"snapshot of {self.name}"

    def _chunk_name(self, first: int) -> str:
        return f"snapshot of {self.name} from entry {first} on"


def collected(content: Content, results: Sequence[ParseResult], config: Config, now: datetime) -> Collections:
    """What is published of these articles, which are all."""
    articles, faulty = list[Article](), list[Article]()
    for result in results:
        if result.article:
            (faulty if result.has_errors else articles).append(result.article)
    registries, registry_diagnostics = registries_of_content(content, config)
    diagnostics = (
        *registry_diagnostics,
        *(diagnostic for result in results for diagnostic in result.diagnostics),
        *early_updates(articles, now),
    )
    lost = {diagnostic.path for diagnostic in (*content.diagnostics, *diagnostics) if diagnostic.is_error}
    return replace(collect(articles, registries, config, now, faulty, lost), file_diagnostics=diagnostics)
