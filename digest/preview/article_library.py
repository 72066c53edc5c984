"""The articles of a preview session, in memory: reads saved files by key, keeps the last parse result of each file, its last
version without errors and its diagnostics; texts not stored in the cache yet; and the cache keys that a save replaced, which can be
deleted later."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from itertools import chain
from threading import Lock

import msgspec

from digest.articles.article import Article, ParseResult, Parsing
from digest.cache.cache import Cache
from digest.cache.serialization import CacheRow
from digest.cache_keys import article_key, parsing_key
from digest.diagnostics import Diagnostic
from digest.errors import DiskError, UsageError
from digest.files.file_states import FoundFile
from digest.inputs.article_reader import ArticleReader, parse_batch
from digest.installation.program_key import program
from digest.markdown.body import Body
from digest.output.build_lock import make_state_folder
from digest.workers.worker_pool import process_pool
from digest.workers.worker_selection import process_count


class Library:
    """The parse result of each article file. Texts are stored in the cache, where a build finds them too."""

    def __init__(self, cache: Cache) -> None:
        self.cache = cache
        self.parsing = Parsing()
        self.parse_results: dict[str, ParseResult] = {}
        self.last_valid: dict[str, Article] = {}
        """The last version without errors of each file."""
        self.diagnostics: dict[str, tuple[Diagnostic, ...]] = {}
        """The errors and warnings of each file; notes are reported by builds only."""
        self.unread: set[str] = set()
        """Files that changed while they were read."""
        self.files_by_key: dict[str, FoundFile] = {}
        """The file of each parse result, by key."""
        self._current_keys: dict[str, str] = {}
        """The key of the current parse result of each file."""
        self._stored_keys: set[str] = set()
        """The keys of the parse results that this session stored."""
        self._replaced_keys: set[str] = set()
        """The keys that were replaced by a save since the last `store`."""
        self._deletable_keys: set[str] = set()
        """The keys replaced before that, which can be deleted: browsers request no page older than that before the last save."""
        self._unstored_rows: list[CacheRow] = []
        self._texts: dict[str, bytes] = {}
        """The texts that are not stored in the cache yet."""
        self._lock = Lock()
        self._decode = msgspec.json.Decoder(Body).decode

    def open(
        self,
        article_files: Sequence[FoundFile],
        parsing: Parsing,
        day: int,
        forked: Callable[[], None],
        progress: Callable[[int, int], None],
    ) -> None:
        """Read all articles from the cache or from their files. `day` is the ordinal of today.

        `forked` is called when no more processes will be forked; no thread may be started before.
        """
        self.parsing = parsing
        articles = ArticleReader(article_files, parsing, self.cache)
        articles.look_up(articles.files)
        with process_pool(process_count(0, articles.workload)) as executor:
            forked()
            parse_results = articles.parse_results(lambda: executor, day, progress)
        for article, parse_result in zip(article_files, parse_results, strict=True):
            self._put_parse_result(article.path, parse_result)
        self.files_by_key = dict(articles.files)
        self._current_keys = {article.path: key for key, article in self.files_by_key.items()}

    def read(self, article_files: Iterable[FoundFile], parsing: Parsing) -> None:
        """Read these files again. `store` writes the results to the cache later, when no browser is waiting."""
        self.parsing = parsing
        shared = parsing_key(program(), parsing)
        files_by_key = {article_key(m.path, m.hash, shared): m for m in article_files}
        cached: dict[str, ParseResult] = {}
        with self._lock, suppress(DiskError):
            cached = self.cache.decoded(self.cache.parsed(files_by_key))
        self.files_by_key |= files_by_key
        for key, article in files_by_key.items():
            path = article.path
            self.unread.discard(path)
            self._replace_key(path, key)
            try:
                self._put_parse_result(path, cached.get(key) or self._parse_article(key, article))
            except DiskError as error:
                self.unread.add(path)
                if path not in self.parse_results:  # otherwise the last result is kept until the next scan reads the file again
                    self._put_parse_result(
                        path, ParseResult(None, (Diagnostic(path, 1, 1, "E101", error.message, "save it again"),))
                    )

    def all_diagnostics(self) -> Iterator[Diagnostic]:
        """Return the errors and warnings of all files."""
        return chain.from_iterable(self.diagnostics.values())

    def forget(self, paths: Iterable[str]) -> None:
        """Forget files that were removed."""
        for path in paths:
            self._replace_key(path, "")
            self.parse_results.pop(path, None)
            self.last_valid.pop(path, None)
            self.diagnostics.pop(path, None)
            self.unread.discard(path)

    def _replace_key(self, path: str, key: str) -> None:
        """Set the current key of a file; '' for a file that was removed."""
        last_key = self._current_keys.get(path, "")
        if last_key != key and last_key in self._stored_keys:
            self._replaced_keys.add(last_key)
        if key:
            self._current_keys[path] = key
        else:
            self._current_keys.pop(path, None)

    def _is_used(self, key: str) -> bool:
        """Return whether a page may still show the text with this key."""
        path = self.files_by_key[key].path
        valid_article = self.last_valid.get(path)
        return self._current_keys.get(path) == key or (valid_article is not None and valid_article.body == key)

    def _put_parse_result(self, path: str, parse_result: ParseResult) -> None:
        self.parse_results[path] = parse_result
        diagnostics = tuple(diagnostic for diagnostic in parse_result.diagnostics if diagnostic.is_error or diagnostic.is_warning)
        if diagnostics:
            self.diagnostics[path] = diagnostics
        else:
            self.diagnostics.pop(path, None)
        if parse_result.article and not parse_result.has_errors:
            self.last_valid[path] = parse_result.article

    def _parse_article(self, key: str, article: FoundFile) -> ParseResult:
        rows = parse_batch(self.parsing, [article])
        if rows[0][0] != key:
            raise DiskError("the settings by which the article was read are others now", hint="ask again")
        with self._lock:
            self._unstored_rows += rows
            self._texts |= {key: text[4:] for key, _, text in rows}
            return self.cache.decoded((key, article) for key, article, _ in rows)[key]

    def store(self, day: int, *, forget: bool = True) -> None:
        """Write the new parse results to the cache, or keep them in memory if that fails.

        With `forget`, the results of earlier saves of this session are deleted from the cache if no page can need them.
        """
        with self._lock, suppress(DiskError, UsageError):
            if self._unstored_rows:
                try:
                    make_state_folder(self.cache.path.parent)  # the user may have deleted it
                    old_keys = self._deletable_keys - self._replaced_keys  # a replaced version may be current again
                    unused_keys = {key for key in old_keys if forget and not self._is_used(key)}
                    self.cache.put_parsed(self._unstored_rows, day, unused_keys)
                    self._stored_keys = (self._stored_keys - unused_keys) | {key for key, _, _ in self._unstored_rows}
                    if forget:
                        self._deletable_keys = (self._deletable_keys - unused_keys) | self._replaced_keys
                        self._replaced_keys = set()
                    for key in unused_keys:
                        del self.files_by_key[key]
                    self._unstored_rows, self._texts = [], {}
                finally:
                    self.cache.close()  # so that the next use creates a new file if the folder was emptied

    def text(self, key: str) -> Body:
        """Return the text of the article with this key. If it is not in the cache, the file is parsed again.

        Raises DiskError if the file changed since.
        """
        with self._lock:
            body = self._texts.get(key)
            if body is None:
                with suppress(DiskError):
                    body = self.cache.bodies([key]).get(key)
        if body is None:
            file = self.files_by_key.get(key)
            if file is None:
                raise DiskError("the text of an earlier version is not kept", hint="ask again")
            self._parse_article(key, file)
            body = self._texts[key]
        return self._decode(body)
