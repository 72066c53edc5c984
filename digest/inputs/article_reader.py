"""Reading articles: from the cache where it has them, from their files where it has not."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence

import msgspec

from digest.articles.article import Article, Parsed, ParseResult, Parsing
from digest.articles.article_parser import parse, parse_all
from digest.articles.content_file import ContentFile
from digest.cache.cache import Cache
from digest.cache.serialization import CacheRow, encode
from digest.cache_keys import article_key, parsing_key
from digest.errors import DiskError
from digest.files.file_reading import read_bytes
from digest.hashing import content_hash
from digest.inputs.content_folder import ArticleFile
from digest.installation.program_key import program
from digest.markdown.body import Body
from digest.workers.worker_pool import WorkerPool, batches, map_batches

BATCH = 100
"""Articles a batch: enough that sending them costs little beside parsing them (0.4 ms each), and that each step takes a while."""

BATCH_BYTES = 1024 * 1024
"""The most text of a batch, unless one article has more: all texts of a batch are in memory from step to step."""

USUAL_BYTES = 8192
"""The length of an article as blogs and newsletters have it, with its front matter."""

STORE_AT_ONCE = 500
"""Parse results that are stored at once, at least: a transaction costs as much as storing twenty of them."""

STORE_SHARE = 20
"""Of many parse results the twentieth part is stored at once: each transaction writes to all pages of a large index."""

ParseJob = tuple[str, str, str]
"""The `article_key` of a file, its path, and where it really is."""


def parse_batch(jobs: Sequence[ParseJob], parsing: Parsing) -> list[CacheRow]:
    """What `parse` returns for these files, as the cache stores it. Raises DiskError for a file that changed meanwhile."""
    return parse_sources([key for key, _, _ in jobs], read_files(jobs, parsing), parsing)


def read_files(jobs: Sequence[ParseJob], parsing: Parsing) -> list[ContentFile]:
    """The files that `parse_batch` parses. Raises DiskError."""
    shared = parsing_key(program(), parsing)
    return [_content_file(job, shared) for job in jobs]


def parse_sources(keys: Sequence[str], sources: Sequence[ContentFile], parsing: Parsing) -> list[CacheRow]:
    """What `parse` returns for these files, each with its key, as the cache stores it."""
    return [
        (key, encode(key, ParseResult(parsed.article, parsed.diagnostics)), encode(key, parsed.body))
        for key, parsed in zip(keys, parse_all(sources, parsing, keys), strict=True)
    ]


def _content_file(job: ParseJob, shared: str) -> ContentFile:
    """The file, if it still has the bytes of its key."""
    key, path, real = job
    try:
        data = read_bytes(real)
    except OSError as error:
        raise DiskError(f"{path}: {error.strerror}", hint="build again") from None
    if article_key(path, content_hash(data), shared) != key:
        raise DiskError(f"{path} changed while the site was built", hint="build again")
    return ContentFile(path, data)


class ArticleReader:
    """Reads the articles of a site by their keys."""

    def __init__(self, files: Sequence[ArticleFile], parsing: Parsing, cache: Cache) -> None:
        self.parsing = parsing
        self.cache = cache
        self.shared = parsing_key(program(), parsing)
        self.files = {article_key(file.path, file.hash, self.shared): file for file in files}
        """Each article's file by its `article_key`, in the order of the files."""
        self.wanted: Collection[str] = ()
        self.cached: list[tuple[str, object]] = []
        self.missing: set[str] = set()

    @property
    def amount(self) -> int:
        """How much there is to parse, in articles: those that are `missing`, or as many of usual length as long ones make."""
        return max(len(self.missing), sum(self.files[key].file.state.size for key in self.missing) // USUAL_BYTES)

    def look_up(self, keys: Collection[str]) -> None:
        """Find out which of these articles the cache has, and which are `missing`; `read` returns them."""
        self.wanted = keys
        self.cached = self.cache.parsed(keys)
        self.missing = set(keys) - {key for key, _ in self.cached}

    def read(self, pool: WorkerPool | None, day: int, progress: Callable[[int, int], None]) -> list[ParseResult]:
        """What `parse` returns for each file that was looked up; the missing ones are parsed in the pool, and stored.

        `day` is today as an ordinal. What was just parsed is decoded from what is stored, as everything else.
        """
        jobs = [self._job(key) for key in self.wanted if key in self.missing]
        tasks = batches(jobs, BATCH, lambda job: self.files[job[0]].file.state.size, BATCH_BYTES)
        parsed = map_batches(pool, parse_batch, ((task, self.parsing) for task in tasks))
        results = self.cache.decoded(self.cached)  # meanwhile the first batches are being parsed
        self.cached = []
        done, waiting, at_once = 0, list[CacheRow](), max(STORE_AT_ONCE, len(jobs) // STORE_SHARE)
        for rows in parsed:
            results |= self.cache.decoded((key, article) for key, article, _ in rows)
            done += len(rows)
            waiting += rows
            if len(waiting) >= at_once or done == len(jobs):
                self.cache.put_parsed(waiting, day)
                waiting = []
            progress(done, len(jobs))
        return [results.get(key) or self._parse_again(key) for key in self.wanted]

    def fetch(self, keys: Sequence[str]) -> Iterator[Article | None]:
        """The articles under these keys; None for one that is not cached, and whose file has other bytes now or no article."""
        results = self.cache.decoded(self.cache.parsed(keys))
        for key in keys:
            result = results.get(key) or (self._parse_again(key) if key in self.files else None)
            yield result.article if result else None

    def bodies(self, keys: Sequence[str]) -> dict[str, bytes]:
        """The texts under these keys, each a `Body` as JSON; parsed again if the cache has lost them."""
        cached = self.cache.bodies(keys)
        return {key: cached.get(key) or _encode_body(self._parsed(key).body) for key in keys}

    def _job(self, key: str) -> ParseJob:
        return key, self.files[key].path, self.files[key].file.real

    def _parse_again(self, key: str) -> ParseResult:
        parsed = self._parsed(key)
        return ParseResult(parsed.article, parsed.diagnostics)

    def _parsed(self, key: str) -> Parsed:
        return parse(_content_file(self._job(key), self.shared), self.parsing, key)


def _encode_body(body: Body | None) -> bytes:
    return msgspec.json.encode(body)
