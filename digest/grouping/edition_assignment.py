"""Assign articles to editions by their windows: the structs Edition and Issues (all editions and records) with the entries and
number of each published and next edition, articles held until their edition closes, the records that the ledger should have, and
errors for a day without an edition."""

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
from digest.config.time_zones import in_zone, midnight, zone_of
from digest.diagnostics import Diagnostic
from digest.grouping.edition_ledger import Record, members_hash
from digest.grouping.edition_schedule import Finder, Window, Windows, schedule_of
from digest.grouping.entry import Entry
from digest.grouping.published_file import identity

EDITIONS_FOLDER = "editions/"
"""The folder of edition pages, below the site's root."""


class Edition(Struct, frozen=True):
    """An edition of the digest. Its entries are sorted oldest first."""

    id: str
    number: int | None
    """The number. None for an unpublished edition, and for one whose first article came after a later edition was recorded."""
    opens: datetime
    closes: datetime
    entries: tuple[Entry, ...] = ()
    intro: Article | None = None
    leads: tuple[str, ...] = ()
    """The files of the articles that the intro names as lead stories."""

    is_next: bool = False
    """True if the edition is not published yet."""

    @property
    def page(self) -> str:
        """The output path of the page. Only a preview has a page of the next edition."""
        return f"{EDITIONS_FOLDER}{'next' if self.is_next else self.id}/index.html"


class Issues(Struct, frozen=True):
    """The editions of a site at one instant."""

    out: tuple[Edition, ...] = ()
    """The published editions with entries, oldest first."""
    next: Edition | None = None
    """The edition that closes next, with its entries so far."""
    ledger: tuple[Record, ...] = ()
    """The records that content/editions.tsv should have."""
    recorded: tuple[Record, ...] = ()
    """The records that content/editions.tsv has."""

    @property
    def editions(self) -> tuple[Edition, ...]:
        """The published editions, and the next one."""
        return (*self.out, self.next) if self.next else self.out

    @property
    def intros(self) -> tuple[Article, ...]:
        """The intros of these editions."""
        return tuple(edition.intro for edition in self.editions if edition.intro)

    def map_editions(self, change: Callable[[Edition], Edition]) -> Issues:
        """Return the editions with `change` applied to each."""
        if self.next is None and not self.out:
            return self
        return replace(self, out=tuple(map(change, self.out)), next=change(self.next) if self.next else None)


class Assignment:
    """The edition of each article at the instant `now`, by the settings and the ledger; none on a site without editions."""

    def __init__(self, articles: Sequence[Article], recorded: Sequence[Record], config: Config, now: datetime) -> None:
        self.articles = articles
        self.recorded = tuple(recorded)
        self.settings = config.editions or EditionSettings()
        self.is_preview = config.is_preview
        self.now = now
        self.all_windows: Windows | None = None
        """The windows of all editions; None on a site without editions."""
        self.windows: dict[str, Window] = {}
        """The windows of articles in a past or future edition, by the path of the article's file."""
        if config.editions:
            zone = zone_of(config.timezone)
            local = tuple(replace(r, opens=in_zone(r.opens, zone), closes=in_zone(r.closes, zone)) for r in recorded)
            self.all_windows = Windows(schedule_of(self.settings, config.timezone), self.settings.first, local)
            finder, today = Finder(self.all_windows), midnight(now)
            assigned_windows = ((article.path, window_of(article, finder, today)) for article in articles)
            self.windows = {path: window for path, window in assigned_windows if window}

    def edition(self, path: str) -> str:
        """Return the id of the article's edition; '' for none."""
        return self.windows[path].id if path in self.windows else ""

    def held_until(self, path: str) -> datetime | None:
        """Return the instant until which an article is held for its edition; None if it is not held."""
        return self.windows[path].closes if self.settings.hold and path in self.windows else None

    def state(self, path: str, state: str) -> str:
        """Return the status of an article; `state` is the status without editions (`publication_status.status`)."""
        until = self.held_until(path)
        return "embargoed" if until and until > self.now and not state else state

    def next_closing(self, states: Mapping[str, str]) -> datetime | None:
        """Return the first instant after `now` at which an edition with articles closes; None for none.

        In a preview also an edition without articles counts, because a preview shows the next edition.
        """
        closings = [window.closes for path, window in self.windows.items() if states[path] not in ("draft", "expired")]
        upcoming = self.all_windows.window_at(self.now) if self.all_windows and self.is_preview else None
        return min((at for at in (*closings, *([upcoming.closes] if upcoming else ())) if at > self.now), default=None)

    def ledger(self, states: Mapping[str, str]) -> tuple[Record, ...]:
        """Return the records that content/editions.tsv should have now (`ledger_records`)."""
        return ledger_records(self.articles, states, self.windows, self.recorded, self.settings.number, self.now)

    def issues(self, entries: Sequence[Entry], states: Mapping[str, str]) -> Issues:
        """Return the editions of the entries, without intros."""
        if self.all_windows is None:
            return Issues()
        ledger = self.ledger(states)
        upcoming = _next_edition(entries, self.windows, self.all_windows, self.now)
        return Issues(_published_editions(entries, self.windows, ledger, self.now), upcoming, ledger, self.recorded)

    def unknown(self) -> Iterator[Diagnostic]:
        """Yield errors for articles that name a day on which no edition closes."""
        if self.all_windows is None:
            return
        for article in self.articles:
            edition_mark = article.edition
            if edition_mark and edition_mark.text != NO_EDITION and self.all_windows.window_named(edition_mark.text) is None:
                window_of_date = self.all_windows.window_at(article.date.at) if article.date else None
                hint = (
                    f"the edition of its date closes on {window_of_date.id}"
                    if window_of_date
                    else "write the closing day of an edition, or none"
                )
                message = f"no edition closes on {edition_mark.text}"
                yield Diagnostic(article.path, edition_mark.line, edition_mark.column, "E208", message, hint)


def window_of(article: Article, finder: Finder, today: datetime) -> Window | None:
    """Return the window of an article's edition; None for none. An undated article has the date `today`."""
    if article.edition:
        return None if article.edition.text == NO_EDITION else finder.windows.window_named(article.edition.text)
    article_instants = [moment.at for moment in (article.date, article.publish_at) if moment]
    return finder.window_at(max(article_instants, default=today))


def ledger_records(
    articles: Iterable[Article],
    states: Mapping[str, str],
    windows: Mapping[str, Window],
    recorded: Sequence[Record],
    first_number: int,
    now: datetime,
) -> tuple[Record, ...]:
    """Return the records for the ledger in the order of closing: those of published editions, and all existing ones.

    An article counts if it was published when its edition closed or was added later, so an edition keeps its number and members
    after one of them expires. Editions that close after all recorded ones get the next numbers. An edition before or between
    recorded ones gets no number, because published numbers must not change.
    """
    identities_by_edition: defaultdict[str, list[str]] = defaultdict(list)
    windows_by_id: dict[str, Window] = {}
    for article in articles:
        window = windows.get(article.path)
        if window and window.closes <= now and states[article.path] in ("", "expired") and _was_in_edition(article, window):
            identities_by_edition[window.id].append(identity(article))
            windows_by_id[window.id] = _merged_edition_window(windows_by_id.get(window.id, window), window)
    records_by_id = {record.id: record for record in recorded}
    records = [
        record
        if record.closes > now
        else replace(record, count=len(identities_by_edition[record.id]), members=members_hash(identities_by_edition[record.id]))
        for record in recorded
    ]
    last_closing = max((record.closes for record in recorded), default=None)
    last_number = max((record.number for record in recorded if record.number is not None), default=first_number - 1)
    new_windows = (window for id, window in windows_by_id.items() if id not in records_by_id)
    for window in sorted(new_windows, key=lambda window: window.closes):
        is_next = last_closing is None or window.closes > last_closing
        last_number += is_next
        identities = identities_by_edition[window.id]
        records.append(
            Record(
                window.id, last_number if is_next else None, window.opens, window.closes, len(identities), members_hash(identities)
            )
        )
    return tuple(sorted(records, key=lambda record: record.closes))


def _was_in_edition(article: Article, window: Window) -> bool:
    """True if an article had not expired when its edition was published."""
    article_instants = (moment.at for moment in (article.date, article.publish_at) if moment)
    return article.expires is None or article.expires.at > max((*article_instants, window.closes))


def _merged_edition_window(one: Window, other: Window) -> Window:
    """Return the union of two windows with the same id. These exist next to recorded ones if the site's time zone has changed."""
    return one if one == other else Window(one.id, min(one.opens, other.opens), max(one.closes, other.closes))


def _published_editions(
    entries: Iterable[Entry], windows: Mapping[str, Window], ledger: Iterable[Record], now: datetime
) -> tuple[Edition, ...]:
    """Return the published editions with entries, oldest first."""
    entries_by_edition: defaultdict[str, list[Entry]] = defaultdict(list)
    windows_by_id: dict[str, Window] = {}
    for entry in entries:
        window = windows.get(entry.index.file)
        if window and window.closes <= now:
            entries_by_edition[window.id].append(entry)
            windows_by_id[window.id] = _merged_edition_window(windows_by_id.get(window.id, window), window)
    numbers_by_edition = {record.id: record.number for record in ledger}
    return tuple(
        Edition(window.id, numbers_by_edition.get(window.id), window.opens, window.closes, tuple(entries_by_edition[window.id]))
        for window in sorted(windows_by_id.values(), key=lambda window: window.closes)
    )


def _next_edition(entries: Iterable[Entry], windows: Mapping[str, Window], all_windows: Windows, now: datetime) -> Edition | None:
    """Return the edition that closes next, with its entries so far; None before the first window or at the end of the calendar."""
    window = all_windows.window_at(now)
    if window is None:
        return None
    next_entries = tuple(entry for entry in entries if (own := windows.get(entry.index.file)) and own.id == window.id)
    return Edition(window.id, None, window.opens, window.closes, next_entries, is_next=True)
