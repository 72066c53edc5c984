"""The schedule of editions: cutoffs by day, week or month in the site's time zone, and the window (opens, closes) of an instant or
an id, before, between and after recorded editions, which keep their windows; cached lookups for many instants."""

from __future__ import annotations

from bisect import bisect_right
from calendar import monthrange
from collections.abc import Iterator
from datetime import MAXYEAR, MINYEAR, UTC, date, datetime, time, timedelta

from msgspec import Struct

from digest.config.edition_settings import Cutoff, EditionSettings
from digest.config.time_zones import in_zone, zone_of
from digest.grouping.edition_ledger import Record

_SCHEDULE_TICK = timedelta(microseconds=1)
"""The resolution of datetime."""


class Schedule(Struct, frozen=True):
    """Closing times, unlimited in both directions. If two cutoffs are at one instant (a skipped day), the first counts."""

    every: str
    cutoff: Cutoff
    timezone: str

    def cutoff_after(self, instant: datetime) -> datetime | None:
        """Return the first cutoff after an instant; None at the end of the calendar."""
        closing = min((cutoff for cutoff in self._cutoffs_near(instant) if cutoff > instant), default=None)
        return closing and in_zone(closing, zone_of(self.timezone))

    def cutoff_until(self, instant: datetime) -> datetime | None:
        """Return the last cutoff at or before an instant; None at the beginning of the calendar."""
        closing = max((cutoff for cutoff in self._cutoffs_near(instant) if cutoff <= instant), default=None)
        return closing and in_zone(closing, zone_of(self.timezone))

    def start_of(self, day: str) -> datetime:
        """Return the start of a day such as `2026-01-09`. Raises OverflowError on the first day of the calendar."""
        return self._instant_of_minute(date.fromisoformat(day), 0)

    def closing_day(self, cutoff: datetime) -> str:
        """Return the local date of the last instant before a cutoff: midnight belongs to the day that ends."""
        return (cutoff - _SCHEDULE_TICK).astimezone(zone_of(self.timezone)).date().isoformat()

    def _cutoffs_near(self, instant: datetime) -> Iterator[datetime]:
        """Yield the cutoffs near an instant."""
        nearby_day = instant.astimezone(zone_of(self.timezone)).date()
        for day in self._closing_days(nearby_day):
            try:
                yield self._instant_of_minute(day, self.cutoff.minute)
            except OverflowError:
                continue  # outside of the calendar

    def _closing_days(self, nearby_day: date) -> Iterator[date]:
        """Yield the closing days near a day: enough for one on either side, even if clocks skip a whole day."""
        if self.every == "month":
            for month in range(nearby_day.year * 12 + nearby_day.month - 3, nearby_day.year * 12 + nearby_day.month + 2):
                if MINYEAR <= month // 12 <= MAXYEAR:
                    last_day = monthrange(month // 12, month % 12 + 1)[1]
                    yield date(month // 12, month % 12 + 1, min(self.cutoff.day, last_day))
            return
        days_per_edition = 7 if self.every == "week" else 1
        days_since_closing = (nearby_day.weekday() - self.cutoff.day) % 7 if self.every == "week" else 0
        for number in range(-3, 4):
            try:
                yield nearby_day + timedelta(number * days_per_edition - days_since_closing)
            except OverflowError:
                continue  # outside of the calendar

    def _instant_of_minute(self, day: date, minute: int) -> datetime:
        """Return the instant at a minute of a day: later for a skipped time, the first for a repeated time (PEP 495, fold 0)."""
        local_instant = datetime.combine(day, time(), zone_of(self.timezone)) + timedelta(minutes=minute)
        return local_instant.astimezone(UTC)


def schedule_of(settings: EditionSettings, timezone: str) -> Schedule:
    """Return the schedule of a site's editions."""
    return Schedule(settings.every, settings.cutoff, timezone)


class Window(Struct, frozen=True):
    """The time window of an edition: from `opens` (inclusive) to `closes` (exclusive)."""

    id: str
    """The local date of the last instant in the window. It identifies the edition in URLs and files."""
    opens: datetime
    closes: datetime


class Windows(Struct, frozen=True):
    """The windows of all editions, past and future.

    Recorded windows do not follow later changes of the schedule. The schedule divides the time between and after them.
    """

    schedule: Schedule
    first: str = ""
    """The id of the first edition. There are no earlier editions, except recorded ones."""
    recorded: tuple[Record, ...] = ()
    """The recorded editions in the order of closing. They do not overlap."""

    def window_at(self, instant: datetime) -> Window | None:
        """Return the window that contains an instant; None before the first edition."""
        record_index = bisect_right(self.recorded, instant, key=_record_closing)
        previous_record = self.recorded[record_index - 1] if record_index else None
        next_record = self.recorded[record_index] if record_index < len(self.recorded) else None
        if next_record and next_record.opens <= instant:
            return _window_of_record(next_record)
        return self._window_between(instant, previous_record, next_record)

    def _window_between(self, instant: datetime, previous_record: Record | None, next_record: Record | None) -> Window | None:
        """Return the window of an instant between two records.

        A cutoff on the closing day of the previous record is skipped: two editions cannot have the same id.
        """
        opens, closes = self.schedule.cutoff_until(instant), self.schedule.cutoff_after(instant)
        while previous_record and closes and self.schedule.closing_day(closes) <= previous_record.id:
            closes = self.schedule.cutoff_after(closes)
        if previous_record and (
            opens is None or opens <= previous_record.closes or self.schedule.closing_day(opens) <= previous_record.id
        ):
            opens = previous_record.closes
        if next_record and (closes is None or closes > next_record.opens):
            closes = next_record.opens
        if opens is None or closes is None:
            return None
        id = self.schedule.closing_day(closes)
        if id < self.first:
            return None
        return self._recorded_window(id) or Window(id, opens, closes)

    def _recorded_window(self, id: str) -> Window | None:
        """Return the recorded window with this id. A neighbouring window can have the same id if the time zone has changed."""
        return next((_window_of_record(record) for record in self.recorded if record.id == id), None)

    def window_named(self, id: str) -> Window | None:
        """Return the window with this id, past or future; None if no edition closes on that day."""
        recorded_window = self._recorded_window(id)
        if recorded_window:
            return recorded_window
        try:
            scheduled_window = self.window_at(self.schedule.start_of(id))
        except OverflowError:
            return None
        return scheduled_window if scheduled_window and scheduled_window.id == id else None


def _record_closing(record: Record) -> datetime:
    return record.closes


def _window_of_record(record: Record) -> Window:
    return Window(record.id, record.opens, record.closes)


class Finder:
    """Finds the windows of many instants. It caches windows, which takes a twentieth of the time."""

    def __init__(self, windows: Windows) -> None:
        self.windows = windows
        self.closes: list[datetime] = []
        self.cached_windows: list[Window] = []

    def window_at(self, instant: datetime) -> Window | None:
        """Return the result of `Windows.window_at`, from the cache if possible."""
        window_index = bisect_right(self.closes, instant)
        if window_index < len(self.cached_windows) and self.cached_windows[window_index].opens <= instant:
            return self.cached_windows[window_index]
        window = self.windows.window_at(instant)
        if window and window.opens <= instant < window.closes:
            self.closes.insert(window_index, window.closes)
            self.cached_windows.insert(window_index, window)
        return window
