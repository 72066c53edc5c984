"""From the files in content/ to what is published: of all articles, or of those that changed and of what is remembered."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from msgspec import Struct

from digest.articles.article import Article
from digest.config import Config
from digest.disk.content import Articles, Content
from digest.disk.memo import Memo, Read
from digest.disk.processes import Crew
from digest.disk.program import program
from digest.errors import Fault
from digest.fingerprint import fingerprint
from digest.grouping.calendar import early_updates, is_early
from digest.grouping.collect import Collections, collect
from digest.grouping.entry import Gist
from digest.grouping.recollection import SHEAF, Frame, Recollection, again, changed, is_current, recollected, recollection


class Gathered(Struct, frozen=True):
    """What is published, and what is wrong with the files of articles and registries."""

    collections: Collections
    found: tuple[Fault, ...]


class Gathering:
    """Reads and collects the articles of a site at one instant; `name` is that of the output that it is for."""

    def __init__(self, content: Content, articles: Articles, config: Config, now: datetime, memo: Memo, name: str) -> None:
        self.content = content
        self.articles = articles
        self.config = config
        self.now = now
        self.name = name
        self.key = fingerprint(program(), config, content.registries_key)
        self.before = None if any(fault.is_error for fault in content.faults) else self._remembered(memo)
        others = changed(self.before, articles.manuscripts) if self.before else None
        if others is None:
            self.before, others = None, list(articles.manuscripts)
        articles.look_up(others)

    def _remembered(self, memo: Memo) -> Recollection | None:
        frame = memo.answer(self._frame, Frame)
        if frame is None or not is_current(frame, self.key, self.now):
            return None
        sheaves = tuple(memo.answer(self._sheaf(at), tuple[Gist, ...]) or () for at in range(0, frame.count, SHEAF))
        return Recollection(frame, sheaves) if sum(map(len, sheaves)) == frame.count else None

    def read(self, crew: Crew | None, progress: Callable[[int, int], None]) -> Callable[[], Gathered]:
        """Read the articles; what is returned collects them."""
        reads = self.articles.read(crew, self.now.toordinal(), progress)
        return lambda: self._from_before(reads) or gathered(self.content, self._all(reads, crew, progress), self.config, self.now)

    def _from_before(self, reads: Sequence[Read]) -> Gathered | None:
        if self.before is None or any(read.article is None or read.is_faulty for read in reads):
            return None
        if any(is_early(read.article, self.now) for read in reads if read.article):
            return None  # when that changes is not remembered
        articles = [read.article for read in reads if read.article]
        paths = [manuscript.found.path for manuscript in self.articles.manuscripts.values()]
        found = recollected(self.before, paths, articles, self.articles.fetch)
        if found is None:
            return None
        collections, rest = found
        return Gathered(collections, (*rest, *(fault for read in reads for fault in read.faults)))

    def _all(self, reads: Sequence[Read], crew: Crew | None, progress: Callable[[int, int], None]) -> Sequence[Read]:
        if self.before is None:
            return reads
        self.before = None
        self.articles.look_up(self.articles.manuscripts)
        return self.articles.read(crew, self.now.toordinal(), progress)

    def answers(self, gathered: Gathered) -> dict[str, object]:
        """What the next build has to remember, as far as it is not remembered already."""
        if self.before:
            known, now = self._named(self.before), again(self.before, gathered.collections, gathered.found)
            return {name: answer for name, answer in self._named(now).items() if known[name] != answer}
        first = recollection(gathered.collections, gathered.found, self.articles.manuscripts, self.key, self.now)
        return self._named(first) if first else {}

    def _named(self, stored: Recollection) -> dict[str, object]:
        sheaves = {self._sheaf(number * SHEAF): sheaf for number, sheaf in enumerate(stored.sheaves)}
        return {self._frame: stored.frame, **sheaves}

    @property
    def _frame(self) -> str:
        return f"collected {self.name}"

    def _sheaf(self, first: int) -> str:
        return f"gists from {first} on of {self.name}"


def gathered(content: Content, reads: Sequence[Read], config: Config, now: datetime) -> Gathered:
    """What is published of these articles, which are all."""
    found, faulty = list[Article](), list[Article]()
    for read in reads:
        if read.article:
            (faulty if read.is_faulty else found).append(read.article)
    registries, registry_faults = content.registries()
    wrong = (*registry_faults, *(fault for read in reads for fault in read.faults), *early_updates(found, now))
    lost = {fault.path for fault in (*content.faults, *wrong) if fault.is_error}
    return Gathered(collect(found, registries, config, now, faulty, lost), wrong)
