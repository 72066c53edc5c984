"""Read article files in batches: take parse results from the cache by key, or parse missing ones in workers and store them in
transactions; and fetch single articles or their texts (bodies) by key. An error if a file changed while the site was built."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from functools import partial
from itertools import chain, islice

import msgspec

from digest.articles.article import Article, ParseResult, Parsing
from digest.articles.article_parser import parse, parse_all
from digest.articles.content_file import ContentFile
from digest.cache.cache import Cache
from digest.cache.serialization import CacheRow, encode_value
from digest.cache_keys import article_key, parsing_key
from digest.errors import DiskError
from digest.files.file_reading import read_bytes
from digest.files.file_states import FoundFile
from digest.hashing import content_hash
from digest.installation.program_key import program
from digest.workers.worker_pool import WorkerPool, batches, map_batches

FILES_PER_BATCH = 100
"""The number of articles per batch: high enough that sending them costs little compared with parsing them (0.4 ms each)."""

BATCH_BYTES = 1024 * 1024
"""The maximum total size of a batch, unless one article is larger; all texts of a batch are in memory at once."""

TYPICAL_ARTICLE_BYTES = 8192
"""The typical size of an article file of blogs and newsletters."""

MIN_ROWS_PER_TRANSACTION = 500
"""The minimum number of parse results per transaction, which costs as much as storing twenty of them."""

MAX_TRANSACTIONS = 20
"""The maximum number of transactions for many parse results; each one writes to all pages of a large index."""


def parse_batch(parsing: Parsing, files: Sequence[FoundFile]) -> list[CacheRow]:
    """Return the parse results of these files as cache rows. Raises DiskError for a file that has changed."""
    return parse_sources(read_files(files, parsing), parsing)


def read_files(files: Sequence[FoundFile], parsing: Parsing) -> list[ContentFile]:
    """Read the files for `parse_sources`. Raises DiskError."""
    shared = parsing_key(program(), parsing)
    return [_read_content_file(file, shared) for file in files]


def parse_sources(sources: Sequence[ContentFile], parsing: Parsing) -> list[CacheRow]:
    """Return the parse results of these files as cache rows."""
    return [
        (
            source.key,
            encode_value(source.key, ParseResult(result.article, result.diagnostics)),
            encode_value(source.key, result.body),
        )
        for source, result in zip(sources, parse_all(sources, parsing), strict=True)
    ]


def _read_content_file(file: FoundFile, shared: str) -> ContentFile:
    """Read a file. Raises DiskError if it cannot be read or its hash has changed."""
    try:
        data = read_bytes(file.real)
    except OSError as error:
        raise DiskError(f"{file.path}: {error.strerror}", hint="build again") from None
    if content_hash(data) != file.hash:
        raise DiskError(f"{file.path} changed while the site was built", hint="build again")
    return ContentFile(file.path, data, article_key(file.path, file.hash, shared))


class ArticleReader:
    """Reads the articles of a site by their keys."""

    def __init__(self, files: Sequence[FoundFile], parsing: Parsing, cache: Cache) -> None:
        self.parsing = parsing
        self.cache = cache
        self.shared = parsing_key(program(), parsing)
        self.files = {article_key(file.path, file.hash, self.shared): file for file in files}
        """The article files by `article_key`, in order."""
        self.requested_keys: Collection[str] = ()
        self.cached: list[tuple[str, object]] = []
        self.missing: set[str] = set()

    @property
    def workload(self) -> int:
        """The amount of parsing work, in articles of typical size: at least the number of `missing` articles."""
        return max(len(self.missing), sum(self.files[key].state.size for key in self.missing) // TYPICAL_ARTICLE_BYTES)

    def look_up(self, keys: Collection[str]) -> None:
        """Look up these articles in the cache, and set `missing` to the others; `parse_results` returns all of them."""
        self.requested_keys = keys
        self.cached = self.cache.parsed(keys)
        self.missing = set(keys) - {key for key, _ in self.cached}

    def parse_results(
        self,
        pool: Callable[[], WorkerPool | None],
        day: int,
        progress: Callable[[int, int], None],
        batches_before: int = 0,
    ) -> list[ParseResult]:
        """Return the parse results of all articles that were looked up; the missing ones are parsed in the pool and stored.

        The first `batches_before` batches are parsed in this process (`Workers.batches_before`) before the pool is created.
        `day` is today as an ordinal. New results are decoded from their cache rows, like cached ones.
        """
        files_to_parse = [self.files[key] for key in self.requested_keys if key in self.missing]
        tasks = batches(files_to_parse, FILES_PER_BATCH, lambda file: file.state.size, BATCH_BYTES)
        parse_files = partial(parse_batch, self.parsing)
        parsed_here = [parse_files(files) for files in islice(tasks, batches_before)]
        parsed_batches = chain(parsed_here, map_batches(pool(), parse_files, tasks))
        articles_by_key = self.cache.decoded(self.cached)  # while workers parse the first batches
        self.cached = []
        parsed_count, waiting_rows = 0, list[CacheRow]()
        rows_per_transaction = max(MIN_ROWS_PER_TRANSACTION, len(files_to_parse) // MAX_TRANSACTIONS)
        for rows in parsed_batches:
            articles_by_key |= self.cache.decoded((key, article) for key, article, _ in rows)
            parsed_count += len(rows)
            waiting_rows += rows
            if len(waiting_rows) >= rows_per_transaction or parsed_count == len(files_to_parse):
                self.cache.put_parsed(waiting_rows, day)
                waiting_rows = []
            progress(parsed_count, len(files_to_parse))
        return [articles_by_key.get(key) or self._parse_again(key) for key in self.requested_keys]

    def fetch(self, keys: Sequence[str]) -> Iterator[Article | None]:
        """Yield the articles with these keys; None for an unknown key, or a file without an article."""
        results = self.cache.decoded(self.cache.parsed(keys))
        for key in keys:
            parse_result = results.get(key) or (self._parse_again(key) if key in self.files else None)
            yield parse_result.article if parse_result else None

    def bodies(self, keys: Sequence[str]) -> dict[str, bytes]:
        """Return the texts with these keys, each a `Body` as JSON; those missing from the cache are parsed again."""
        cached = self.cache.bodies(keys)
        return {key: cached.get(key) or msgspec.json.encode(self._parse_again(key).body) for key in keys}

    def _parse_again(self, key: str) -> ParseResult:
        return parse(_read_content_file(self.files[key], self.shared), self.parsing)
