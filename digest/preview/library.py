"""The articles of a session, in memory: each as it was last read, and as it was when it was last in order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from threading import Lock

import msgspec

from digest.articles.article import Article, Parsing
from digest.articles.text import Body
from digest.disk.content import Articles, Manuscript, Row, Shelf, content_of, parse_batch, parse_key, shared_key
from digest.disk.lock import make_state_folder
from digest.disk.memo import Memo, Read
from digest.disk.processes import workers
from digest.disk.staff import processes_for
from digest.errors import DiskError, Fault, UsageError


class Library:
    """What `parse` says of each file. Texts are left in the memo, where a build finds them too."""

    def __init__(self, memo: Memo) -> None:
        self.memo = memo
        self.parsing = Parsing()
        self.reads: dict[str, Read] = {}
        self.good: dict[str, Article] = {}
        """Of each file the last version without faults."""
        self.faults: dict[str, tuple[Fault, ...]] = {}
        """What is wrong with each file that is not in order. Notes are left to a build."""
        self.unread: set[str] = set()
        """Files that changed again while they were read."""
        self.places: dict[str, Manuscript] = {}
        """The file behind each key of a parse result."""
        self._current: dict[str, str] = {}
        """The key of each file's parse result."""
        self._own: set[str] = set()
        """The keys under which this session stored parse results."""
        self._replaced: set[str] = set()
        """Those of them that a save replaced since the last `store`."""
        self._forgettable: set[str] = set()
        """Those that were replaced before that: a browser asks for the page before the last save, but for none before it."""
        self._waiting: list[Row] = []
        self._texts: dict[str, bytes] = {}
        """The texts that the memo has not got yet."""
        self._lock = Lock()
        self._decode = msgspec.json.Decoder(Body).decode

    def open(
        self,
        manuscripts: Sequence[Manuscript],
        parsing: Parsing,
        day: int,
        forked: Callable[[], None],
        progress: Callable[[int, int], None],
    ) -> None:
        """Read all articles: from the memo, or from their files. `day` is today as an ordinal.

        `forked` is called when no process is forked any more: before, no thread may be started.
        """
        self.parsing = parsing
        articles = Articles(content_of([Shelf(tuple(manuscripts))]), parsing, self.memo)
        articles.look_up(articles.manuscripts)
        self.memo.close()  # a fork must not hold it open
        with workers(processes_for(0, articles.amount)) as executor:
            forked()
            reads = articles.read(executor, day, progress)
        for manuscript, read in zip(manuscripts, reads, strict=True):
            self._put(manuscript.found.path, read)
        self.places = dict(articles.manuscripts)
        self._current = {manuscript.found.path: key for key, manuscript in self.places.items()}

    def read(self, manuscripts: Iterable[Manuscript], parsing: Parsing) -> None:
        """Read these files again. What is parsed is stored only by `store`, when nobody waits any more."""
        self.parsing = parsing
        shared = shared_key(parsing)
        wanted = {parse_key(m.found.path, m.hash, shared): m for m in manuscripts}
        known: dict[str, Read] = {}
        with self._lock, suppress(DiskError):
            known = self.memo.decoded(self.memo.parsed(wanted))
        self.places |= wanted
        for key, manuscript in wanted.items():
            path = manuscript.found.path
            self.unread.discard(path)
            self._replace(path, key)
            try:
                self._put(path, known.get(key) or self._parse(key, manuscript))
            except DiskError as error:
                self.unread.add(path)
                if path not in self.reads:  # else it stays as it was, for the moment that the next look takes
                    self._put(path, Read(None, (Fault(path, 1, 1, "E101", error.message, "save it again"),)))

    def forget(self, paths: Iterable[str]) -> None:
        """Forget files that are gone."""
        for path in paths:
            self._replace(path, "")
            self.reads.pop(path, None)
            self.good.pop(path, None)
            self.faults.pop(path, None)
            self.unread.discard(path)

    def _replace(self, path: str, key: str) -> None:
        """Note that this key is the file's now; '' for a file that is gone."""
        before = self._current.get(path, "")
        if before != key and before in self._own:
            self._replaced.add(before)
        if key:
            self._current[path] = key
        else:
            self._current.pop(path, None)

    def _is_used(self, key: str) -> bool:
        """Whether a page may still show what is stored under this key."""
        path = self.places[key].found.path
        good = self.good.get(path)
        return self._current.get(path) == key or (good is not None and good.body == key)

    def _put(self, path: str, read: Read) -> None:
        self.reads[path] = read
        faults = tuple(fault for fault in read.faults if fault.is_error or fault.is_warning)
        if faults:
            self.faults[path] = faults
        else:
            self.faults.pop(path, None)
        if read.article and not read.is_faulty:
            self.good[path] = read.article

    def _parse(self, key: str, manuscript: Manuscript) -> Read:
        rows = parse_batch([(key, manuscript.found.path, manuscript.found.real)], self.parsing)
        with self._lock:
            self._waiting += rows
            self._texts |= {key: text[4:] for key, _, text in rows}
            return self.memo.decoded((key, article) for key, article, _ in rows)[key]

    def store(self, day: int, *, forget: bool = True) -> None:
        """Let the memo have what was parsed. If the disk refuses, it stays here.

        With `forget` it takes the place of what earlier saves of this session had stored, as long as no page asks for that.
        """
        with self._lock, suppress(DiskError, UsageError):
            if self._waiting:
                try:
                    make_state_folder(self.memo.path.parent)  # somebody may have deleted it
                    old = self._forgettable - self._replaced  # what came back meanwhile is not old any more
                    gone = {key for key in old if forget and not self._is_used(key)}
                    self.memo.keep_parsed(self._waiting, day, gone)
                    self._own = (self._own - gone) | {key for key, _, _ in self._waiting}
                    if forget:
                        self._forgettable = (self._forgettable - gone) | self._replaced
                        self._replaced = set()
                    for key in gone:
                        del self.places[key]
                    self._waiting, self._texts = [], {}
                finally:
                    self.memo.close()  # and if the folder was emptied, the next use makes a new file

    def text(self, key: str) -> Body:
        """The text of the article under this key; read again if the memo has lost it.

        Raises DiskError if the file changed since.
        """
        with self._lock:
            found = self._texts.get(key)
            if found is None:
                with suppress(DiskError):
                    found = self.memo.bodies([key]).get(key)
        if found is None:
            place = self.places.get(key)
            if place is None:
                raise DiskError("the text of an earlier version is not kept", hint="ask again")
            self._parse(key, place)
            found = self._texts[key]
        return self._decode(found)
