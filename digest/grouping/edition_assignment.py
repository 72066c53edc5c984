"""The editions of a digest: the articles and the number of each, and the lines that the ledger should have."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from digest.articles.article import Article
from digest.articles.field_readers import NO_EDITION
from digest.config.config import Config
from digest.config.edition_settings import EditionSettings
from digest.config.time_zones import in_zone, zone_of
from digest.diagnostics import Diagnostic
from digest.grouping.edition_ledger import Record, name_of
from digest.grouping.edition_schedule import Finder, Window, Windows, schedule_of
from digest.grouping.entry import Entry
from digest.grouping.published_file import identity

EDITIONS_FOLDER = "editions/"
"""Where the pages of editions are, below the site's root."""


class Edition(Struct, frozen=True):
    """An issue of the digest; its entries run from the oldest."""

    id: str
    number: int | None
    """None for one that filled only after a later one was recorded, and for one that is not out."""
    opens: datetime
    closes: datetime
    entries: tuple[Entry, ...] = ()
    intro: Article | None = None
    leads: tuple[str, ...] = ()
    """The files of the articles that the intro names as lead stories."""

    is_next: bool = False
    """Whether it is not out yet."""

    @property
    def page(self) -> str:
        """The output path of its page; only a preview has one of the next edition."""
        return f"{EDITIONS_FOLDER}{'next' if self.is_next else self.id}/index.html"


class Issues(Struct, frozen=True):
    """The editions of a site at one instant."""

    out: tuple[Edition, ...] = ()
    """The editions that are out and have an entry, from the oldest."""
    next: Edition | None = None
    """The one that closes next, with what is in it so far."""
    ledger: tuple[Record, ...] = ()
    """What content/editions.tsv is to say."""
    recorded: tuple[Record, ...] = ()
    """The article that introduces the edition."""

    @property
    def editions(self) -> tuple[Edition, ...]:
        """The editions that are out, and the next one."""
        return (*self.out, self.next) if self.next else self.out

    @property
    def intros(self) -> tuple[Article, ...]:
        """The intros that are shown."""
        return tuple(edition.intro for edition in self.editions if edition.intro)

    def map_editions(self, change: Callable[[Edition], Edition]) -> Issues:
        """The same editions, each changed by this."""
        if self.next is None and not self.out:
            return self
        return replace(self, out=tuple(map(change, self.out)), next=change(self.next) if self.next else None)


class Assignment:
    """Which edition each article is in at the instant `now`, by the settings and the ledger; none in a site without editions."""

    def __init__(self, articles: Sequence[Article], recorded: Sequence[Record], config: Config, now: datetime) -> None:
        self.articles = articles
        self.recorded = tuple(recorded)
        self.settings = config.editions or EditionSettings()
        self.is_preview = config.is_preview
        self.now = now
        self.all_windows: Windows | None = None
        """The windows of all editions; None in a site without them."""
        self.windows: dict[str, Window] = {}
        """The window of each article that is in an edition, past or future, by the path of its file."""
        if config.editions:
            zone = zone_of(config.timezone)
            local = tuple(replace(r, opens=in_zone(r.opens, zone), closes=in_zone(r.closes, zone)) for r in recorded)
            self.all_windows = Windows(schedule_of(self.settings, config.timezone), self.settings.first, local)
            finder, today = Finder(self.all_windows), now.replace(hour=0, minute=0, second=0, microsecond=0)
            assigned_windows = ((article.path, window_of(article, finder, today)) for article in articles)
            self.windows = {path: window for path, window in assigned_windows if window}

    def edition(self, path: str) -> str:
        """The id of the edition that an article is in; '' for none."""
        return self.windows[path].id if path in self.windows else ""

    def held_until(self, path: str) -> datetime | None:
        """The instant until which an article is held for its edition; None if it is not."""
        return self.windows[path].closes if self.settings.hold and path in self.windows else None

    def state(self, path: str, state: str) -> str:
        """The status of an article, which by itself has this one (`publication_status.status`)."""
        until = self.held_until(path)
        return "embargoed" if until and until > self.now and not state else state

    def next_closing(self, states: Mapping[str, str]) -> datetime | None:
        """The first instant after `now` at which an edition closes that has an article; None for none.

        A preview also shows the edition that closes next, whatever is in it.
        """
        closing = [window.closes for path, window in self.windows.items() if states[path] not in ("draft", "expired")]
        upcoming = self.all_windows.window_at(self.now) if self.all_windows and self.is_preview else None
        return min((at for at in (*closing, *([upcoming.closes] if upcoming else ())) if at > self.now), default=None)

    def ledger(self, states: Mapping[str, str]) -> tuple[Record, ...]:
        """What content/editions.tsv is to say now (`tally`)."""
        return tally(self.articles, states, self.windows, self.recorded, self.settings.number, self.now)

    def issues(self, entries: Sequence[Entry], states: Mapping[str, str]) -> Issues:
        """The editions that these entries make, without their intros."""
        if self.all_windows is None:
            return Issues()
        ledger = self.ledger(states)
        upcoming = _next_edition(entries, self.windows, self.all_windows, self.now)
        return Issues(_editions_out(entries, self.windows, ledger, self.now), upcoming, ledger, self.recorded)

    def unknown(self) -> Iterator[Diagnostic]:
        """Errors for articles that name a day on which no edition closes."""
        if self.all_windows is None:
            return
        for article in self.articles:
            mark = article.edition
            if mark and mark.text != NO_EDITION and self.all_windows.window_named(mark.text) is None:
                at = self.all_windows.window_at(article.date.at) if article.date else None
                hint = f"the edition of its date closes on {at.id}" if at else "write the closing day of an edition, or none"
                message = f"no edition closes on {mark.text}"
                yield Diagnostic(article.path, mark.line, mark.column, "E208", message, hint)


def window_of(article: Article, finder: Finder, today: datetime) -> Window | None:
    """The window of the edition that an article is in; None if it is in none. An undated one is of today."""
    if article.edition:
        return None if article.edition.text == NO_EDITION else finder.windows.window_named(article.edition.text)
    moments = [moment.at for moment in (article.date, article.publish_at) if moment]
    return finder.window_at(max(moments, default=today))


def tally(
    articles: Iterable[Article],
    states: Mapping[str, str],
    windows: Mapping[str, Window],
    recorded: Sequence[Record],
    first_number: int,
    now: datetime,
) -> tuple[Record, ...]:
    """What the ledger is to say now, in the order of closing: the editions that are out, and what it says already.

    An article counts that was there when its edition closed or came later, so an edition keeps number and members when one of
    them expires. Editions that close after all recorded ones get the next numbers; one that appears before or between these
    gets none, because numbers that readers know cannot move.
    """
    members: defaultdict[str, list[str]] = defaultdict(list)
    shapes: dict[str, Window] = {}
    for article in articles:
        window = windows.get(article.path)
        if window and window.closes <= now and states[article.path] in ("", "expired") and _was_shown(article, window):
            members[window.id].append(identity(article))
            shapes[window.id] = _joined(shapes.get(window.id, window), window)
    by_id = {record.id: record for record in recorded}
    records = [
        record if record.closes > now else replace(record, count=len(members[record.id]), members=name_of(members[record.id]))
        for record in recorded
    ]
    last = max((record.closes for record in recorded), default=None)
    number = max((record.number for record in recorded if record.number is not None), default=first_number - 1)
    for window in sorted((shape for id, shape in shapes.items() if id not in by_id), key=lambda window: window.closes):
        is_next = last is None or window.closes > last
        number += is_next
        identities = members[window.id]
        records.append(
            Record(window.id, number if is_next else None, window.opens, window.closes, len(identities), name_of(identities))
        )
    return tuple(sorted(records, key=lambda record: record.closes))


def _was_shown(article: Article, window: Window) -> bool:
    """Whether readers of an edition that is out can have seen an article that is or was published."""
    starts = (moment.at for moment in (article.date, article.publish_at) if moment)
    return article.expires is None or article.expires.at > max((*starts, window.closes))


def _joined(one: Window, other: Window) -> Window:
    """One window of two with the same id, which there are beside recorded ones if the time zone of the site was changed."""
    return one if one == other else Window(one.id, min(one.opens, other.opens), max(one.closes, other.closes))


def _editions_out(
    entries: Iterable[Entry], windows: Mapping[str, Window], ledger: Iterable[Record], now: datetime
) -> tuple[Edition, ...]:
    """The editions that are out and have an entry, from the oldest."""
    members: defaultdict[str, list[Entry]] = defaultdict(list)
    shapes: dict[str, Window] = {}
    for entry in entries:
        window = windows.get(entry.index.file)
        if window and window.closes <= now:
            members[window.id].append(entry)
            shapes[window.id] = _joined(shapes.get(window.id, window), window)
    numbers = {record.id: record.number for record in ledger}
    return tuple(
        Edition(window.id, numbers.get(window.id), window.opens, window.closes, tuple(members[window.id]))
        for window in sorted(shapes.values(), key=lambda window: window.closes)
    )


def _next_edition(entries: Iterable[Entry], windows: Mapping[str, Window], all_windows: Windows, now: datetime) -> Edition | None:
    """The edition that closes next, with the entries that are in it so far; None before the first and after the last."""
    window = all_windows.window_at(now)
    if window is None:
        return None
    inside = tuple(entry for entry in entries if (own := windows.get(entry.index.file)) and own.id == window.id)
    return Edition(window.id, None, window.opens, window.closes, inside, is_next=True)
